"""Which of a sentence's places its events happened at: each place goes to one trigger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.containers import lies_in
from layers.reading.roles import PLACE
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.scene import Mention, Scene
    from layers.reading.triggers import Trigger

__all__ = ["is_spoken_at", "whereabouts"]

_MEETING_REACH = 8
# A place may stand so many words from its trigger; from a noun with its article, which tells on, fewer.
_REACH = 22
_NOUN_REACH = 12
# A place before its trigger counts as farther than one behind it, across a comma or a semicolon more so.
_BEFORE = 1.5
_MARKS_BEFORE = {"": 0, ",": 4, ";": 40}
_MARKS_BEHIND = {"": 0, ",": 3, ";": 40}
# "In X" stands behind the verb that it goes with in Arabic, rather than before one.
_BEHIND_VERB = 4
_SPOKEN_REACH = 8
_OWNER_REACH = 2
# Verbs whose own first letter is that of "and".
_OWN_WAW = ("وص", "وقع", "وقف")
# What is met or spoken about behind a place was elsewhere.
_ABOUT = keys("لبحث لمناقشة لتدارس للبحث بشأن حول")
_WHERE = keys("where حيث")
# "Bound for", "relations with": what such words are about stands behind them.
_AHEAD = keys("for to in with of at from")
# In a list each place is reached from the one before it.
_LIST_REACH = 8
# "Explosions were reported in": no place of speech.
_TOLD = keys("told tells")
_GOES_ON = keys("and but while")
_DETERMINERS = keys("a an the its their his several many some")
_PASSIVE = keys("was were been being are")
_MAY = keys("if unless would could might will not never إذا لو سوف لم لن ليس")


def whereabouts(scene: Scene, number: int) -> list[tuple[Trigger, list[Mention]]]:
    """Return the live triggers of a sentence, each with the places where it says that something happened.

    Parameters
    ----------
    scene
        The text, understood.
    number
        The sentence.

    Returns
    -------
    list
        In the order of the triggers.
    """
    triggers = scene.triggers[number]
    live = [trigger for trigger in triggers if not trigger.unmade]
    if not live:
        return []
    open_ = [m for m in scene.mentions[number] if _is_open(scene, number, m)]
    own: dict[int, list[Mention]] = {trigger.first: [] for trigger in live}
    lent: dict[int, list[Mention]] = {trigger.first: [] for trigger in live}
    last: Mention | None = None
    for mention in open_:
        gaps = {trigger.first: _gap(scene, number, mention, trigger) for trigger in triggers}
        nearest = min(triggers, key=lambda trigger: gaps[trigger.first])
        if nearest.unmade in {"hypothetical", "negation", "other"}:
            continue
        best = nearest if not nearest.unmade else min(live, key=lambda trigger: gaps[trigger.first])
        if _may_not_be(scene, number, best, mention):
            continue
        is_next = last is not None and last in own[best.first] and mention.span.first - last.span.last <= _LIST_REACH
        if is_next or gaps[best.first] <= (_NOUN_REACH if best.is_noun and best.is_definite else _REACH):
            last = mention
            (own if best is nearest else lent)[best.first].append(mention)
    if not any(own.values()):
        own = lent
    return [
        (trigger, _leading(scene, number, trigger, own[trigger.first]) or _closed(scene, number, trigger))
        for trigger in live
    ]


def _may_not_be(scene: Scene, number: int, trigger: Trigger, mention: Mention) -> bool:
    """Whether a word for what may be stands between a deed and the place: "struck it and would strike Homs"."""
    first, last = trigger.last, mention.span.first
    if first >= last:
        return False
    return any(token.key in _MAY for token in scene.sentences[number].tokens[first:last])


def _closed(scene: Scene, number: int, trigger: Trigger) -> list[Mention]:
    """Take the states that closed their airspace for its place, where the sentence names no other."""
    if trigger.kind is not EventKind.CLOSURE:
        return []
    states = [m for m in scene.mentions[number] if m.role == "actor" and m.resolved is not None]
    is_arabic = scene.sentences[number].lang == "ar"
    found: list[Mention] = []
    for state in states if is_arabic else reversed(states):
        edge = (found[-1].span.last if is_arabic else found[-1].span.first) if found else -1
        gap = state.span.first - (edge if found else trigger.last)
        if not is_arabic:
            gap = (edge if found else trigger.first) - state.span.last
        if 0 <= gap <= _OWNER_REACH:
            found.append(state)
    return found


def _is_open(scene: Scene, number: int, mention: Mention) -> bool:
    """Whether a place may be where something happened: not in a speaker's name, nor where somebody spoke."""
    if mention.role != PLACE or mention.resolved is None:
        return False
    inside = any(first <= mention.span.first < last for first, last in scene.sayings[number].names)
    return not inside and not is_spoken_at(scene, number, mention)


def _gap(scene: Scene, number: int, mention: Mention, trigger: Trigger) -> float:
    """Return how far a place is from a trigger in words."""
    tokens = scene.sentences[number].tokens
    is_told_next = mention.span.last < len(tokens) and tokens[mention.span.last].key in _WHERE
    if mention.span.first >= trigger.last:
        mark = scene.mark_between(number, trigger.last, mention.span.first)
        return mention.span.first - trigger.last + _MARKS_BEHIND[mark]
    if is_told_next:
        return max(0, trigger.first - mention.span.last)
    if trigger.unmade == "other" and tokens[trigger.last - 1].key in _AHEAD:
        return trigger.first - mention.span.last + _REACH
    if _sets_scene(scene, number, mention, trigger):
        return (trigger.first - mention.span.last) / 2 + 1
    mark = scene.mark_between(number, mention.span.last, trigger.first)
    between = tokens[mention.span.last : trigger.first]
    is_topic = any(token.key in _ABOUT for token in between)
    if is_topic or scene.opens_clause(number, mention.span.last, trigger.first) or _goes_on(scene, number, trigger):
        mark = ";"
    reached = 0 if not (trigger.is_noun and trigger.is_definite) or mark == "" else _REACH
    behind_verb = _BEHIND_VERB if mention.span.is_strong and tokens[mention.span.first].is_arabic else 1
    return _BEFORE * max(0, trigger.first - mention.span.last) + behind_verb + _MARKS_BEFORE[mark] + reached


def _goes_on(scene: Scene, number: int, trigger: Trigger) -> bool:
    """Whether Arabic joins a verb to what was told before it: a new clause, وحولت, whose places stand behind it."""
    token = scene.sentences[number].tokens[trigger.first]
    is_joined = token.is_arabic and token.key.startswith("و") and not token.key.startswith(_OWN_WAW)
    return is_joined and not trigger.is_noun and not trigger.is_harm


def _tells_on(scene: Scene, number: int, first: int, last: int) -> bool:
    """Whether what was told goes on: "said a fire broke out in", "he said, and a clinic in"; not "…, said one in"."""
    tokens = scene.sentences[number].tokens
    if last < len(tokens) and tokens[last].key in _GOES_ON and scene.mark_between(number, last, last):
        return True
    if not first or last >= len(tokens) or tokens[first].key in _TOLD or scene.mark_between(number, first, first):
        return False
    key = tokens[last].key
    return key in _DETERMINERS or key.isdigit() or (tokens[last].text.islower() and key in scene.words(number).number)


def _sets_scene(scene: Scene, number: int, mention: Mention, trigger: Trigger) -> bool:
    """Whether an English sentence opens with the place, and nobody speaks before the deed: "In Homs, a town, …"."""
    if mention.span.first > 1 or not mention.span.is_strong or scene.sentences[number].lang != "en":
        return False
    first, last = mention.span.last, trigger.first
    return not any(first <= said < last for said, _ in scene.sayings[number].verbs)


def _leading(scene: Scene, number: int, trigger: Trigger, places: list[Mention]) -> list[Mention]:
    """Keep the places that say where: those behind the trigger where there are any, and those of its own clause."""
    if trigger.kind is EventKind.MEETING:
        return _of_meeting(scene, number, trigger, places)
    behind = [place for place in places if place.span.first >= trigger.first]
    before = [place for place in places if place not in behind]
    if behind and not (trigger.is_noun or trigger.is_passive):
        before = []
    if behind or trigger.kind is EventKind.NOTICE:
        before = [place for place in before if scene.mark_between(number, place.span.last, trigger.first) == ""]
    return _finest(scene, number, [*before, *behind])


def _of_meeting(scene: Scene, number: int, trigger: Trigger, places: Sequence[Mention]) -> list[Mention]:
    """Take the place named close behind a word for a meeting, or just before it: "in Geneva, where they met"."""
    behind = [
        place
        for place in places
        if 0 <= place.span.first - trigger.last <= _MEETING_REACH
        and not scene.opens_clause(number, trigger.last, place.span.first)
    ]
    before = [place for place in places if 0 <= trigger.first - place.span.last <= 2]
    return (behind or before)[:1]


def _finest(scene: Scene, number: int, places: list[Mention]) -> list[Mention]:
    """Leave out a place that holds another one of the same deed."""
    return [place for place in places if not any(_is_held(scene, number, other, place) for other in places)]


def _is_held(scene: Scene, number: int, inner: Mention, outer: Mention) -> bool:
    """Whether a place lies in another that is not joined to it: "in Idlib, on Saraqib", not "Idlib and Hama"."""
    if outer.feature == "city" or not lies_in(inner, outer):
        return False
    first, last = sorted((inner.span, outer.span), key=lambda span: span.first)
    tokens = scene.sentences[number].tokens
    head = tokens[last.first]
    if head.is_arabic and head.key.startswith("و") and last.start > head.start:
        return False
    between = tokens[first.last : last.first]
    return not any(token.key == "and" or (token.is_arabic and token.key.startswith("و")) for token in between)


def is_spoken_at(scene: Scene, number: int, mention: Mention) -> bool:
    """Whether the place is where somebody spoke: "said in Moscow that"."""
    triggers = scene.triggers[number]
    for first, last in scene.sayings[number].verbs:
        if any(trigger.first <= first < trigger.last for trigger in triggers):
            continue
        if first and scene.sentences[number].tokens[first - 1].key in _PASSIVE:
            continue
        if _tells_on(scene, number, first, last):
            continue
        is_beside = mention.span.last == first and mention.span.is_strong
        is_beside = is_beside and scene.words(number).according.at(scene.sentences[number].tokens, first) is None
        if is_beside and scene.same_clause(number, mention.span.last, first):
            return True
        if not 0 <= mention.span.first - last <= _SPOKEN_REACH:
            continue
        between = any(last <= trigger.first < mention.span.first for trigger in triggers)
        if not between and mention.span.is_strong and not scene.opens_clause(number, last, mention.span.first):
            return True
    return False
