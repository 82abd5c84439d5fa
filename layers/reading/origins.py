"""Where somebody or something set out from, or went: places that took part, and where nothing was struck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.segment import keys
from layers.reading.triggers import STRIKES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence
    from layers.reading.spans import Span
    from layers.reading.triggers import Trigger

__all__ = ["FROM", "before_cue", "is_after_take_off", "is_from_or_to", "is_origin"]

# Words that tell where something comes from.
FROM = keys("from من اتجاه جهة مصدرها مصدره")
_BACK = keys("to toward إلى")
_ORIGIN_REACH = 6
_AFTER, _TAKE_OFF_REACH = keys("after بعد بعيد عقب فور"), 6
_SETTING_OUT = 14
_ONTO = keys("over on upon into against at toward towards to فوق على ضد نحو إلى باتجاه")
# Where these stand before the "after", the place is told already.
_OVER = keys("over near فوق قرب قبالة شرقي غربي شمالي جنوبي")
_COMING_DOWN = frozenset({EventKind.CRASH, EventKind.SHOOTDOWN})
_DIRECTIONS = keys("اتجاه جهة ناحية")
_AS_FAR = keys("approach close next damage blow")
# Something that comes down while it nears a place came down there: "on approach to", لدى اقترابها من.
_NEARING = keys("approach approaching landing اقترابها اقترابه اقتراب اقترابهما هبوطها هبوطه")
_WHERE = keys("where حيث")
_AT = keys("toward towards")
_BOUND = keys("for to")
# "From" behind these tells a part of a place: في كل من, "areas of".
_PARTS_OF = keys("كل عدد مناطق أجزاء أحياء أنحاء العديد عدة بلدات قرى مواقع بالقرب القريبة قريبا مقربة")


def before_cue(sentence: Sentence, words: Lexicon, span: Span) -> int:
    """Return the first word of a name with the words for its type before it: "from the base at", من قاعدة."""
    first = span.first
    while first and (hit := words.cue_before.ending(sentence.tokens, first)) is not None and hit.value != "near":
        first = hit.start
    while first and sentence.tokens[first - 1].key == "the":
        first -= 1
    return first


def is_from_or_to(sentence: Sentence, words: Lexicon, span: Span, triggers: Sequence[Trigger]) -> bool:
    """Whether somebody or something comes from there or goes there; who is deployed there arrives where it happened."""
    first = before_cue(sentence, words, span)
    key = sentence.tokens[first - 1].key if first else ""
    if is_after_take_off(sentence, first, triggers) or _is_nearing(sentence, first, triggers):
        return False
    if key in _BACK:
        after = sentence.tokens[span.last].key if span.last < len(sentence.tokens) else ""
        before = sentence.tokens[first - 2].key if first > 1 else ""
        if after in _WHERE or before in _AS_FAR or (key in _AT and _is_shot(triggers, first)):
            return False
        return not any(trigger.kind is EventKind.DEPLOYMENT and trigger.last <= span.first for trigger in triggers)
    if key in FROM:
        before = sentence.tokens[first - 2].key if first > 1 else ""
        is_closed = any(trigger.kind is EventKind.CLOSURE and not trigger.unmade for trigger in triggers)
        return before not in _PARTS_OF and not is_closed
    return False


def _is_shot(triggers: Sequence[Trigger], first: int) -> bool:
    """Whether a word for a strike stands before: "fired missiles toward"."""
    return any(trigger.kind in STRIKES and not trigger.unmade and trigger.last <= first for trigger in triggers)


def is_after_take_off(sentence: Sentence, first: int, triggers: Sequence[Trigger]) -> bool:
    """Read "crashed minutes after take-off from Juba": it came down there, unless it is told to have elsewhere.

    "After it had taken off for Juba" tells where it went.
    """
    if first and sentence.tokens[first - 1].key in _BOUND:
        return False
    begin = max(0, first - _TAKE_OFF_REACH)
    after = next((at for at in range(begin, first) if sentence.tokens[at].key in _AFTER), None)
    if after is None:
        return False
    fell = [t.last for t in triggers if t.kind in _COMING_DOWN and t.last <= first]
    return any(not any(token.key in _OVER for token in sentence.tokens[at:after]) for at in fell)


def _is_nearing(sentence: Sentence, first: int, triggers: Sequence[Trigger]) -> bool:
    """Read "was shot down on approach to the airport of": it came down there."""
    before = {token.key for token in sentence.tokens[max(0, first - 2) : first]}
    return bool(before & _NEARING) and any(t.kind in _COMING_DOWN and t.last <= first for t in triggers)


def is_origin(sentence: Sentence, words: Lexicon, span: Span, triggers: Sequence[Trigger]) -> bool:
    """Whether a verb of setting out and "from" stand before: "took off from the base at", أطلقت من سفن قرب."""
    tokens = sentence.tokens
    if is_after_take_off(sentence, span.first, triggers):
        return False
    for at in range(span.first - 1, max(-1, span.first - _ORIGIN_REACH), -1):
        if any(t.first == at and t.unmade != "other" for t in triggers) or tokens[at].key in _ONTO:
            return False
        if tokens[at].key in FROM or (tokens[at].key in _DIRECTIONS and at and tokens[at - 1].key in FROM):
            return bool(words.origin.all(tokens, max(0, at - _SETTING_OUT), at))
    return False
