"""What a name does in its sentence: a place, or an actor, a people, an agency, a time zone."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.origins import FROM, before_cue, is_after_take_off, is_from_or_to, is_origin
from layers.reading.segment import keys, stems
from layers.reading.triggers import STRIKES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.names import Names
    from layers.reading.segment import Sentence
    from layers.reading.spans import Span
    from layers.reading.triggers import Trigger

__all__ = ["PLACE", "roles"]

# The role of a name that is a place, until the events say which kind of place.
PLACE = "place"
_ELSEWHERE = keys("or_elsewhere or_anywhere أو_أي_مكان_آخر أو_غيرها or_any_other")
_ON = keys("on against على toward towards نحو باتجاه of")
_TO = keys("to الى")
_SUFFERS = keys("تعرضت تعرض شهدت شهد طالت طال")
_SEAT = keys("based speaking headquarters headquartered born مقرها مقره المتمركزة المتمركز ومقرها ومقره مولود")
_IN, _OFFICE_REACH = "في", 3
_INSTITUTIONS = keys("""
    السلطات سلطات والسلطات محكمة المحكمة النيابة القضاء الحكومة والحكومة البرلمان الوزارة الرئاسة
    الأمانة المنظمة الوكالة مراسل مراسلنا مراسلة مراسلتنا
""")
_JOINS = frozenset({"and", "or", "و"})
_OFFICES = keys("""
    governor mayor government authorities ruler emir king president council army police
    حاكم محافظ والي سلطات حكومة بلدية أمير ملك رئيس
""")
_THEIRS = keys(
    "forces troops military army jets warplanes aircraft navy soldiers officials government police authorities"
)
_OWN, _BASES = keys("its their his her"), keys("base bases headquarters carrier airfield barracks office seat")
_OBJECT_REACH = 3
_AIMED = STRIKES | {EventKind.INTERCEPTION, EventKind.SHOOTDOWN}
_BEFALLS, _SUFFERS_REACH = keys("تعرضت تعرض شهدت شهد تتعرض تشهد عاشت استيقظت"), 4
_ON_REACH = 14
_UPON = keys("on at على باتجاه نحو toward towards")
_PARTS = keys("""
    part parts centre center heart outskirts north south east west northeast northwest southeast southwest streets
    suburb suburbs port edge area areas district districts side
""")
_NEIGHBOURS = keys(
    "المجاور المجاورة القريب القريبة المتاخم المتاخمة المحاذي المحاذية الملاصق الملاصقة adjacent bordering"
)
_FOR = keys("for")
_WITH = keys("of with by")
# "Deep in Russia", "across Ukraine": the land itself.
_DEPTHS = keys("عمق أعماق أنحاء عموم")
_HOSTS = keys("تستضيف استضافت يستضيف استضاف")


def roles(
    sentence: Sentence, words: Lexicon, spans: Sequence[Span], triggers: Sequence[Trigger], names: Names
) -> list[str]:
    """Return the role of each name: a word of `layers.decisions.ROLES`, or `PLACE`."""
    out: list[str] = []
    for index, span in enumerate(spans):
        role = (
            _fixed(span)
            or _office(sentence, words, span)
            or _seat(sentence, span)
            or _hypothetical(sentence, span, triggers)
        )
        out.append(role or _state_or_place(sentence, words, span, triggers, names, spans[:index], out))
    return out


def _fixed(span: Span) -> str:
    if span.block:
        return span.block
    if span.named:
        return ""
    return "demonym" if span.country else "other"


def _office(sentence: Sentence, words: Lexicon, span: Span) -> str:
    """Read "the governor of Mykolaiv", حاكم مقاطعة موسكو: whose officials speak or act."""
    first = before_cue(sentence, words, span)
    if span.is_strong or not first:
        return ""
    key = sentence.tokens[first - 1].key
    if key == "of" and first > 1:
        return "actor" if sentence.tokens[first - 2].key in _OFFICES else ""
    return "actor" if sentence.tokens[first - 1].is_arabic and {stem for stem, _ in stems(key)} & _OFFICES else ""


def _seat(sentence: Sentence, span: Span) -> str:
    """Read "based in Lebanon", "its base in Wonju": where somebody sits, not where anything happened."""
    before = [token.key for token in sentence.tokens[max(0, span.first - 3) : span.first]]
    is_own = len(before) == 3 and before[0] in _OWN and before[1] in _BASES
    return "support_place" if is_own or _SEAT & set(before) or _is_of_office(sentence, span) else ""


def _is_of_office(sentence: Sentence, span: Span) -> bool:
    """Read السلطات في نيامي, محكمة مدنية في باليرمو: an office that speaks or rules there, and not what happened."""
    tokens = sentence.tokens
    if not span.first or not tokens[span.first].is_arabic or tokens[span.first - 1].key != _IN:
        return False
    at = span.first - 2
    while at > 0 and span.first - at <= _OFFICE_REACH and tokens[at].key not in _INSTITUTIONS:
        at -= 1
    return at >= 0 and tokens[at].key in _INSTITUTIONS and _one_run(sentence, at, span.first)


def _one_run(sentence: Sentence, first: int, last: int) -> bool:
    """Whether no mark parts the words."""
    run = sentence.tokens[first : last + 1]
    return all(after.start - before.end <= 1 for before, after in itertools.pairwise(run))


def _hypothetical(sentence: Sentence, span: Span, triggers: Sequence[Trigger]) -> str:
    """Read "in Syria or elsewhere", and places of a sentence that tells of nothing but what might be."""
    tail = " ".join(token.key for token in sentence.tokens[span.last : span.last + 4])
    if any(tail.startswith(words_) for words_ in _ELSEWHERE):
        return "hypothetical"
    live = [trigger for trigger in triggers if not trigger.unmade]
    if live or not triggers:
        return ""
    may = [trigger for trigger in triggers if trigger.unmade == "hypothetical"]
    return "hypothetical" if may and any(0 <= span.first - trigger.last < 10 for trigger in may) else ""


def _state_or_place(
    sentence: Sentence,
    words: Lexicon,
    span: Span,
    triggers: Sequence[Trigger],
    names: Names,
    before: Sequence[Span],
    given: Sequence[str],
) -> str:
    if _is_of_forces(sentence, span):
        return "actor"
    stands_for_state = _stands_for_state(sentence, words, span, names)
    if stands_for_state and _says(sentence, words, span):
        return "actor"
    joined = _as_joined(sentence, span, before, given, stands_for_state=stands_for_state)
    if joined:
        return joined
    if not stands_for_state:
        return _of_place(sentence, words, span, triggers)
    return _of_state(sentence, words, span, triggers, before)


def _of_place(sentence: Sentence, words: Lexicon, span: Span, triggers: Sequence[Trigger]) -> str:
    """Return the role of a name that can only be a place: where something happened, or where it set out or went."""
    if is_origin(sentence, words, span, triggers):
        return "support_place"
    if span.first and sentence.tokens[span.first - 1].key in _NEIGHBOURS | _FOR:
        return "other"
    if span.offset is not None:
        return PLACE
    return "support_place" if is_from_or_to(sentence, words, span, triggers) else PLACE


def _of_state(
    sentence: Sentence, words: Lexicon, span: Span, triggers: Sequence[Trigger], before: Sequence[Span]
) -> str:
    """Return the role of a country or a capital: it acts, unless something happened in it or to it."""
    if _is_object(sentence, words, span, triggers, before) or is_after_take_off(sentence, span.first, triggers):
        return PLACE
    if is_origin(sentence, words, span, triggers):
        return "support_place"
    if span.is_strong:
        return "actor" if _is_of_people(sentence, words, span) and not _is_town(span) else PLACE
    key = sentence.tokens[span.first - 1].key if span.first else ""
    if key in _FOR and _is_town(span):
        return "other"
    goes = is_from_or_to(sentence, words, span, triggers) if key in _TO else key in FROM and _is_town(span)
    return "support_place" if goes else PLACE if key in _TO else "actor"


def _is_of_forces(sentence: Sentence, span: Span) -> bool:
    """Read "U.S. forces", "the Tripoli government": whose they are, and not where."""
    after = sentence.tokens[span.last] if span.last < len(sentence.tokens) else None
    if after is None or after.is_arabic or span.cue or after.start - sentence.tokens[span.last - 1].end > 1:
        return False
    return after.key in _THEIRS


def _as_joined(
    sentence: Sentence, span: Span, before: Sequence[Span], given: Sequence[str], *, stands_for_state: bool
) -> str:
    """Return the role that a name shares with the one it is joined to: "Russia and Iran"; else nothing."""
    if not before or not _is_joined(sentence, before[-1], span) or span.is_strong:
        return ""
    if given[-1] == "actor" and stands_for_state:
        return "actor"
    return given[-1] if given[-1] in {PLACE, "support_place"} else ""


def _stands_for_state(sentence: Sentence, words: Lexicon, span: Span, names: Names) -> bool:
    if span.cue or span.offset:
        return False
    typed = words.cue_before.ending(sentence.tokens, span.first)
    if typed is not None and typed.value in {"adm1", "adm2", "settlement", "village", "neighbourhood"}:
        return False
    place = span.named[0].place
    return place.feature == "country" or bool(names.capital_of(place.id))


def _says(sentence: Sentence, words: Lexicon, span: Span) -> bool:
    """Whether a verb of speech follows at once: "Ankara said", but not "a spokesman in Ankara said"."""
    tokens = sentence.tokens
    if span.is_strong and _is_town(span):
        return False
    if span.last >= len(tokens) or tokens[span.last].start - tokens[span.last - 1].end > 1:
        return False
    return words.says.at(tokens, span.last) is not None


def _is_joined(sentence: Sentence, before: Span, span: Span) -> bool:
    between = sentence.tokens[before.last : span.first]
    if any(token.key not in _JOINS for token in between):
        return False
    first = sentence.tokens[span.first]
    is_listed = span.first == before.last and first.start - sentence.tokens[before.last - 1].end > 1
    return bool(between) or (first.is_arabic and first.key.startswith("و")) or is_listed


def _is_object(
    sentence: Sentence, words: Lexicon, span: Span, triggers: Sequence[Trigger], before: Sequence[Span]
) -> bool:
    """Whether it is what was struck: "struck Damascus", "strikes on Iran", "Damascus was hit", تعرضت دمشق لقصف."""
    tokens = sentence.tokens
    previous = tokens[span.first - 1].key if span.first else ""
    if previous in _SUFFERS | _HOSTS | _DEPTHS or _is_part(sentence, span) or _suffers(sentence, span):
        return True
    if previous in FROM:
        return False
    near = [t for t in triggers if t.unmade != "other" and _same_clause(sentence, t, span)]
    if any(_is_upon(previous, trigger, span) for trigger in near):
        return True
    if sentence.lang == "en":
        return any(_is_struck_en(previous, trigger, span) for trigger in near)
    return any(_is_struck_ar(sentence, words, trigger, span, before) for trigger in near)


def _is_upon(previous: str, trigger: Trigger, span: Span) -> bool:
    """Whether a preposition of aim stands before it, behind a word for a strike: "raids on", على, باتجاه."""
    gap = span.first - trigger.last
    if 0 <= gap < _OBJECT_REACH * 2 and previous in _ON and (trigger.is_noun or trigger.is_harm):
        return True
    return (trigger.kind is None or trigger.kind in _AIMED) and 0 <= gap < _ON_REACH and previous in _UPON


def _is_struck_en(previous: str, trigger: Trigger, span: Span) -> bool:
    """Read "struck Damascus" and "Damascus was hit"."""
    if trigger.is_passive:
        reach = _OBJECT_REACH * (2 if trigger.is_noun else 1)
        return previous not in _FOR | _TO | FROM | _WITH and 0 <= trigger.first - span.last < reach
    return not trigger.is_noun and 0 <= span.first - trigger.last < _OBJECT_REACH


def _is_struck_ar(sentence: Sentence, words: Lexicon, trigger: Trigger, span: Span, before: Sequence[Span]) -> bool:
    """Read ضربت طائرات دمشق: what is named behind those who struck; a noun's own object stands right behind it."""
    gap = span.first - trigger.last
    if not 0 <= gap < _OBJECT_REACH:
        return False
    tokens = sentence.tokens
    acted = any(trigger.last <= other.first < span.first for other in before) or bool(
        words.force.all(tokens, trigger.last, span.first) or words.group.all(tokens, trigger.last, span.first)
    )
    acted = acted or (not trigger.is_noun and bool(words.force.all(tokens, max(0, trigger.first - 3), trigger.first)))
    return acted or (trigger.is_noun and gap == 0 and _is_town(span))


def _suffers(sentence: Sentence, span: Span) -> bool:
    """Read تعرضت العاصمة الأوكرانية كييف لهجوم: the subject of a verb for what befell it."""
    before = sentence.tokens[max(0, span.first - _SUFFERS_REACH) : span.first]
    return sentence.lang == "ar" and any(token.key in _BEFALLS for token in before) and not span.is_locative


def _is_part(sentence: Sentence, span: Span) -> bool:
    """Read "the northern part of Seoul", "the streets of Sanaa": the town itself, and not its government."""
    before = [token.key for token in sentence.tokens[max(0, span.first - 3) : span.first]]
    return before[-1:] == ["of"] and bool(_PARTS & set(before))


def _same_clause(sentence: Sentence, trigger: Trigger, span: Span) -> bool:
    """Whether every word between is joined to the next by blanks alone."""
    first, last = sorted(((trigger.first, trigger.last), (span.first, span.last)))
    run = sentence.tokens[first[1] - 1 : last[0] + 1]
    return all(after.start - before.end <= 1 for before, after in itertools.pairwise(run))


def _is_town(span: Span) -> bool:
    return span.named[0].place.feature == "city"


def _is_of_people(sentence: Sentence, words: Lexicon, span: Span) -> bool:
    """Read "officials in Russia": the people of the state, not a place."""
    hit = words.force.ending(sentence.tokens, span.first - 1) if span.first > 1 else None
    return hit is not None and hit.value == "people"
