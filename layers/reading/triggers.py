"""The words that tell that something happened, and those that unmake them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Found, Lexicon
    from layers.reading.segment import Sentence

__all__ = ["OWN_AIRSPACE", "STRIKES", "Trigger", "find_triggers", "instrument"]

STRIKES = frozenset({EventKind.AIR_STRIKE, EventKind.DRONE_STRIKE, EventKind.MISSILE_STRIKE, EventKind.SHELLING})
_CLAUSE = re.compile(r"[,،;؛:()\"“”«»\n]")
_REACH = {"hypothetical": 10, "negation": 3, "background": 12, "aside": 3}
# A paired verb's thing stands so many words behind it or before it; what falls is often told far from its fall.
_PAIR_REACH = (5, 4)
_ACTS_ITSELF = frozenset({"generic", "crash", "deployment", "passage", "closure", "overflight"})
_WITH_IT = keys("by with in")
# What may be told of beside a shootdown without being what was shot down.
_BESIDE_DOWNED = frozenset({"shootdown", "airspace_violation", "closure", "meeting"})
# "Strike" and "bombed" are of the air unless the word beside them says otherwise: "missile strikes".
_WITH = 3
_TOOL_REACH = 7
# "Its airspace" as Arabic writes it, in one word or as the first of two.
OWN_AIRSPACE = keys("أجواءها أجوائها أجواؤها أجواءه أجوائه مجالها مجاله")
# What the words for a strike tell where no instrument is named; the others wait for the rest of the report.
_NAMED_AFTER = {"overflight": "airspace_violation", "passage": "deployment"}
_DEFAULT = {"generic": None, "harm": None, "bombing": EventKind.AIR_STRIKE}
# What is told in a clause about one of the things named does not draw the sentence's places to it.
_RELATIVE = keys("which that who they it التي الذي الذين اللذين")
_LIES = keys("تقع يقع")
_UNDER = keys("under")
# Storms and floods strike towns too: so many words before such a verb, or behind its "by".
_NATURAL_REACH, _NATURAL_BEHIND = 8, 4
_LIKENED = keys("of")
_UPON, _SENT_REACH = keys("على over"), 3
_AT_HEAD = 3
# What is called for after a strike, or to look into it, leaves the strike standing.
_SINCE = keys("after following since into بعد عقب إثر منذ تحقيق بتحقيق التحقيق بالتحقيق للتحقيق")
_ANY, _WOULD = keys("an a any such another further new"), keys("would could might will")
_WOULD_REACH, _PLAN_REACH = 14, 6
_PLANNED = frozenset({"meeting", "drill"})
_DUE = keys("""
    due scheduled planned set tomorrow
    المقرر المقررة مقرر مقررة المرتقب المرتقبة سيعقد ستعقد ستجرى ستجري المقبل المقبلة غدا
""")
# قد before the imperfect means "may", before the perfect "has"; these perfects begin with the letter of the imperfect.
_MAY = keys("قد")
_PERFECT_IN_TA = keys("تحطم تصدى تدرب تعرض توجه تظاهر تقدم")
_ON = keys("on in near at على في قرب")
_PASSIVE = frozenset({"was", "were", "been", "being", "be", "is", "are"})


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word or phrase that tells an event.

    Attributes
    ----------
    kind
        What happened; None for a generic word whose instrument the sentence does not tell.
    first, last
        Words of the sentence, `last` exclusive.
    is_noun, is_definite, is_passive
        "strikes", "the strikes", "was struck".
    unmade
        Why it tells of nothing that happened: ``hypothetical``, ``negation``, ``background``, ``aside``;
        ``other`` where it tells of something that is no event; else empty.
    is_aside
        Whether it tells of something else than the sentence does: the sentence's times and numbers are not its own.
    is_harm
        Whether it only tells of the dead, or of what was hit: "twelve were killed in", "one of the sites lay near".
    """

    kind: EventKind | None
    first: int
    last: int
    is_noun: bool
    is_definite: bool
    is_passive: bool
    unmade: str
    is_aside: bool = False
    is_harm: bool = False


def find_triggers(text: str, sentence: Sentence, words: Lexicon) -> list[Trigger]:
    """Return the triggers of a sentence in order.

    An aside ("after the strike") is unmade only where another trigger of the sentence stands.
    """
    unmaking = words.unmake.all(sentence.tokens)
    hits = words.trigger.all(sentence.tokens)
    told = [hit for hit in hits if hit.value != "none"]
    none = [hit for hit in hits if hit.value == "none"]
    paired = [hit for hit in _paired(sentence, words) if not any(_overlap(hit, other) for other in none)]
    if any(hit.value == "shootdown" for hit in (*told, *paired)):
        told, paired = _shot_down(told, paired)
    hits = sorted([*told, *(hit for hit in paired if not any(_overlap(hit, other) for other in told))])
    hits = [hit for index, hit in enumerate(hits) if not index or not _overlap(hits[index - 1], hit)]
    found = [_trigger(text, sentence, words, hit, _tool(sentence, words, hit), unmaking) for hit in hits]
    if found and all(trigger.unmade == "aside" for trigger in found):
        found = [t if _only_dates(sentence, t) else replace(t, unmade="") for t in found]
    else:
        found = [replace(t, unmade="", is_aside=True) if _tells_where(sentence, t) else t for t in found]
    found += _harm(text, sentence, words, unmaking, found)
    if not found:
        return []
    deeds = [hit for hit in words.deed.all(sentence.tokens) if not any(_covers(trigger, hit) for trigger in found)]
    found += [_deed(hit) for hit in deeds if not _tells_of_what_was_named(sentence, hit, found)]
    return sorted(found, key=lambda trigger: trigger.first)


def _tells_of_what_was_named(sentence: Sentence, deed: Found, found: Sequence[Trigger]) -> bool:
    """Whether another deed is told in a clause about something struck: "which lies", قصفت منشأة تقع."""
    if _RELATIVE & _keys_before(sentence, deed.start, 2):
        return True
    is_struck = any(trigger.last <= deed.start < trigger.last + _SENT_REACH and not trigger.unmade for trigger in found)
    return is_struck and sentence.tokens[deed.start].key in _LIES


def _harm(
    text: str, sentence: Sentence, words: Lexicon, unmaking: Sequence[Found], found: Sequence[Trigger]
) -> list[Trigger]:
    """Return the words for harm of a sentence: of the kind of the deed told beside them, or of what was used."""
    hits = [hit for hit in words.harm.all(sentence.tokens) if not any(_covers(trigger, hit) for trigger in found)]
    if not hits and not found:
        hits = _sent(sentence, words)
    if not hits or words.other_causes.all(sentence.tokens):
        return []
    tool = instrument(sentence, words)
    harm = [replace(_trigger(text, sentence, words, hit, tool, unmaking), is_harm=True) for hit in hits]
    live = [trigger for trigger in found if not trigger.unmade]
    if not found:
        return harm
    kinds = {trigger.kind for trigger in live}
    if len(kinds) != 1 or not kinds <= {*STRIKES, None, EventKind.CRASH, EventKind.SHOOTDOWN}:
        return []
    return [replace(trigger, kind=live[0].kind) for trigger in harm if not trigger.unmade]


def _keys_before(sentence: Sentence, index: int, reach: int) -> set[str]:
    return {token.key for token in sentence.tokens[max(0, index - reach) : index]}


def _sent(sentence: Sentence, words: Lexicon) -> list[Found]:
    """Return the missiles or bombs of a headline without a verb: صواريخ على الخرطوم, "Drones over Aalborg"."""
    tokens = sentence.tokens
    tools = words.things["generic"].all(tokens)
    return [hit for hit in tools if any(token.key in _UPON for token in tokens[hit.end : hit.end + _SENT_REACH])]


def _covers(trigger: Trigger, hit: Found) -> bool:
    return trigger.first < hit.end and hit.start < trigger.last


def _deed(hit: Found) -> Trigger:
    """Return a word for something else that people do, which keeps the places beside it from the event's words."""
    return Trigger(None, hit.start, hit.end, is_noun=False, is_definite=False, is_passive=False, unmade="other")


def _tells_where(sentence: Sentence, trigger: Trigger) -> bool:
    """Whether an aside says by itself where it was: "after Israeli strikes on Natanz"."""
    tokens = sentence.tokens
    if trigger.unmade != "aside" or not trigger.is_noun or trigger.last + 1 >= len(tokens):
        return False
    name = trigger.last + 1 + (tokens[trigger.last + 1].key == "the")
    is_named = name < len(tokens) and tokens[name].is_capital
    return tokens[trigger.last].key in _ON and (is_named or tokens[trigger.last].is_arabic)


def _only_dates(sentence: Sentence, trigger: Trigger) -> bool:
    """Read ردا على الغارة أغلقت, عقب الهجوم توجه: a deed told before, which dates what the sentence tells."""
    behind = sentence.tokens[trigger.last : trigger.last + _SENT_REACH]
    if (
        trigger.first > _AT_HEAD
        or not trigger.is_definite
        or not sentence.tokens[trigger.first].is_arabic
        or not behind
    ):
        return False
    return not any(token.key in _ON for token in behind)


def _paired(sentence: Sentence, words: Lexicon) -> list[Found]:
    """Return the verbs with the thing they act upon close by: "violated its airspace", "fired ten missiles"."""
    found = []
    begin = [index for index, token in enumerate(sentence.tokens) if words.befallen.may_begin(token.key)]
    for kind, verbs in words.paired.items() if begin else ():
        hits = [hit for index in begin if (hit := verbs.at(sentence.tokens, index))]
        near = [thing.start for thing in words.things[kind].all(sentence.tokens)] if hits else []
        found += [hit for hit in hits if any(_is_beside(sentence, hit, at) for at in near)]
    if len(found) > 1 or words.origin.all(sentence.tokens):
        found = [hit for hit in found if hit.value != "overflight"]
    return found


def _shot_down(told: list[Found], paired: list[Found]) -> tuple[list[Found], list[Found]]:
    """Where something was shot down, what was fired or destroyed is what was shot down, and no strike of its own."""
    downed = [hit for hit in paired if hit.value == "shootdown"]
    kept = [hit for hit in paired if hit.value in _BESIDE_DOWNED]
    return [hit for hit in told if not any(_overlap(hit, other) for other in downed)], kept


def _is_beside(sentence: Sentence, hit: Found, at: int) -> bool:
    """Whether a thing stands close behind a verb, or before it, and was not what the deed was done with."""
    behind, before = _PAIR_REACH
    if hit.value == "shootdown":
        return 0 <= at - hit.end <= behind and not any(token.key in _WITH_IT for token in sentence.tokens[hit.end : at])
    if hit.value in _ACTS_ITSELF:
        before *= 3 if hit.value == "closure" and _is_passive(sentence, hit) else 2
    if hit.value == "overflight":
        behind *= 2
    return 0 <= at - hit.end <= behind or 0 < hit.start - at <= before


def _overlap(hit: Found, other: Found) -> bool:
    return hit.start < other.end and other.start < hit.end


def _tool(sentence: Sentence, words: Lexicon, hit: Found) -> EventKind | None:
    """Return what the instruments near a trigger make of it, else those of the whole sentence."""
    if hit.value == "bombing":
        drone = instrument(sentence, words, hit.start - _TOOL_REACH, hit.end + _TOOL_REACH)
        return (
            drone
            if drone is EventKind.DRONE_STRIKE
            else instrument(sentence, words, hit.start - _WITH, hit.end + _WITH)
        )
    near = instrument(sentence, words, hit.start - _TOOL_REACH, hit.end + _TOOL_REACH)
    return near or instrument(sentence, words)


def instrument(sentence: Sentence, words: Lexicon, first: int = 0, last: int | None = None) -> EventKind | None:
    """Return the kind that the instruments named in a sentence, or in some words of it, make of a strike.

    A drone before all; an aircraft before the missiles and shells that it may have fired.
    """
    end = len(sentence.tokens) if last is None else min(last, len(sentence.tokens))
    kinds = {hit.value for hit in words.instrument.all(sentence.tokens, max(0, first), end)}
    order = (EventKind.DRONE_STRIKE, EventKind.AIR_STRIKE, EventKind.MISSILE_STRIKE, EventKind.SHELLING)
    return next((kind for kind in order if kind in kinds), None)


def _trigger(
    text: str, sentence: Sentence, words: Lexicon, hit: Found, tool: EventKind | None, unmaking: Sequence[Found]
) -> Trigger:
    tokens = sentence.tokens
    noun = words.noun.at(tokens, hit.start)
    before = [token.key for token in tokens[max(0, hit.start - 2) : hit.start]]
    name = _NAMED_AFTER.get(hit.value, hit.value)
    kind = tool or _DEFAULT[name] if name in _DEFAULT else EventKind(name)
    if kind is EventKind.AIR_STRIKE and tool is EventKind.DRONE_STRIKE:
        kind = tool
    is_definite = noun is not None and (
        tokens[hit.start].key.lstrip("وفبلك").startswith("ال") if tokens[hit.start].is_arabic else "the" in before
    )
    return Trigger(
        kind,
        hit.start,
        hit.end,
        is_noun=noun is not None and noun.end == hit.end,
        is_definite=is_definite,
        is_passive=_is_passive(sentence, hit),
        unmade=_unmade(text, sentence, words, hit, unmaking, is_noun=noun is not None),
    )


def _is_passive(sentence: Sentence, hit: Found) -> bool:
    """Whether the subject is what was struck: "was struck", "came under attack"."""
    key = sentence.tokens[hit.start].key
    is_under = bool(_UNDER & (_keys_before(sentence, hit.start, 3) | {key} | _keys_before(sentence, hit.end, 2)))
    return is_under or (bool(_PASSIVE & (_keys_before(sentence, hit.start, 2) | {key})) and not key.endswith("ing"))


def _is_thought_of(text: str, sentence: Sentence, hit: Found) -> bool:
    """Whether an attack is only thought of, or a meeting still to come: "an attack on it would invoke the treaty"."""
    tokens = sentence.tokens
    is_planned = hit.value in _PLANNED
    if not is_planned and hit.start and tokens[hit.start - 1].key not in _ANY:
        return False
    end = min(len(tokens), hit.end + (_PLAN_REACH if is_planned else _WOULD_REACH))
    may = _WOULD | _DUE if is_planned else _WOULD
    would = next((at for at in range(hit.end, end) if tokens[at].key in may), None)
    return would is not None and not _CLAUSE.search(text[tokens[hit.end - 1].end : tokens[would].start])


def _is_natural(text: str, sentence: Sentence, words: Lexicon, hit: Found) -> bool:
    """Whether a storm, a flood or an earthquake did it, and no "storm of drones"."""
    tokens = sentence.tokens
    for cause in words.natural.all(tokens, max(0, hit.start - _NATURAL_REACH), hit.end + _NATURAL_BEHIND):
        first, last = sorted((cause, hit))
        if cause.end < len(tokens) and tokens[cause.end].key in _LIKENED:
            continue
        if cause > hit and not any(token.key in _WITH_IT for token in tokens[hit.end : cause.start]):
            continue
        if not _CLAUSE.search(text[tokens[first.end - 1].end : tokens[last.start].start]):
            return True
    return False


def _unmade(
    text: str, sentence: Sentence, words: Lexicon, hit: Found, unmaking: Sequence[Found], *, is_noun: bool
) -> str:
    if hit.value in _DEFAULT and _is_natural(text, sentence, words, hit):
        return "other"
    if _is_behind_may(sentence, hit) or (is_noun and _is_thought_of(text, sentence, hit)):
        return "hypothetical"
    for reason in _REACH:
        if reason == "aside" and not is_noun:
            continue
        if any(word.value == reason and _unmakes(text, sentence, word, hit) for word in unmaking):
            return reason
    return ""


def _unmakes(text: str, sentence: Sentence, word: Found, hit: Found) -> bool:
    """Whether a word stands before a trigger, near it and in its clause."""
    tokens = sentence.tokens
    if word.end > hit.start or hit.start - word.end >= _REACH[word.value] or tokens[word.start].text == "May":
        return False
    if word.value == "hypothetical" and any(token.key in _SINCE for token in tokens[word.end : hit.start]):
        return False
    return not _CLAUSE.search(text[tokens[word.end - 1].end : tokens[hit.start].start])


def _is_behind_may(sentence: Sentence, hit: Found) -> bool:
    """Read قد before an imperfect: it may be."""
    tokens = sentence.tokens
    if not _MAY & {stem for token in tokens[max(0, hit.start - 1) : hit.start] for stem, _ in stems(token.key)}:
        return False
    key = tokens[hit.start].key
    return key.startswith("ي") or (key.startswith("ت") and not key.endswith("ت") and key not in _PERFECT_IN_TA)
