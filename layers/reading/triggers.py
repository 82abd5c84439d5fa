"""The words that tell that something happened, and those that unmake them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.segment import keys

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
_ACTS_ITSELF = frozenset({"generic", "crash", "deployment", "closure"})
_WITH_IT = keys("by with in")
# "Strike" and "bombed" are of the air unless the word beside them says otherwise: "missile strikes".
_WITH = 3
_TOOL_REACH = 7
# "Its airspace" as Arabic writes it, in one word or as the first of two.
OWN_AIRSPACE = keys("أجواءها أجوائها أجواؤها أجواءه أجوائه مجالها مجاله")
# What the words for a strike tell where no instrument is named; the others wait for the rest of the report.
_DEFAULT = {"generic": None, "harm": None, "bombing": EventKind.AIR_STRIKE}
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
        Why it tells of nothing that happened: ``hypothetical``, ``negation``, ``background``, ``aside``; else empty.
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
    told = [hit for hit in words.trigger.all(sentence.tokens) if hit.value != "none"]
    paired = _paired(sentence, words)
    if any(hit.value == "shootdown" for hit in (*told, *paired)):
        told, paired = _shot_down(told, paired)
    hits = sorted([*told, *(hit for hit in paired if not any(_overlap(hit, other) for other in told))])
    hits = [hit for index, hit in enumerate(hits) if not index or not _overlap(hits[index - 1], hit)]
    if not hits:
        return _harm(text, sentence, words, unmaking)
    found = [_trigger(text, sentence, words, hit, _tool(sentence, words, hit), unmaking) for hit in hits]
    if all(trigger.unmade == "aside" for trigger in found):
        return [replace(trigger, unmade="") for trigger in found]
    return [
        replace(trigger, unmade="", is_aside=True) if _tells_where(sentence, trigger) else trigger for trigger in found
    ]


def _harm(text: str, sentence: Sentence, words: Lexicon, unmaking: Sequence[Found]) -> list[Trigger]:
    """Return the words for harm of a sentence without any other trigger."""
    if words.other_causes.all(sentence.tokens):
        return []
    tool = instrument(sentence, words)
    hits = words.harm.all(sentence.tokens)
    return [replace(_trigger(text, sentence, words, hit, tool, unmaking), is_harm=True) for hit in hits]


def _tells_where(sentence: Sentence, trigger: Trigger) -> bool:
    """Whether an aside says by itself where it was: "after Israeli strikes on Natanz"."""
    tokens = sentence.tokens
    if trigger.unmade != "aside" or not trigger.is_noun or trigger.is_definite or trigger.last + 1 >= len(tokens):
        return False
    return tokens[trigger.last].key in _ON and (tokens[trigger.last + 1].is_capital or tokens[trigger.last].is_arabic)


def _paired(sentence: Sentence, words: Lexicon) -> list[Found]:
    """Return the verbs with the thing they act upon close by: "violated its airspace", "fired ten missiles"."""
    found = []
    for kind, verbs in words.paired.items():
        hits = verbs.all(sentence.tokens)
        near = [thing.start for thing in words.things[kind].all(sentence.tokens)] if hits else []
        found += [hit for hit in hits if any(_is_beside(sentence, hit, at) for at in near)]
    return found


def _shot_down(told: list[Found], paired: list[Found]) -> tuple[list[Found], list[Found]]:
    """Where something was shot down, what was fired or destroyed is what was shot down, and no strike of its own."""
    downed = [hit for hit in paired if hit.value == "shootdown"]
    return [hit for hit in told if not any(_overlap(hit, other) for other in downed)], downed


def _is_beside(sentence: Sentence, hit: Found, at: int) -> bool:
    """Whether a thing stands close behind a verb, or before it, and was not what the deed was done with."""
    behind, before = _PAIR_REACH
    if hit.value == "shootdown":
        return 0 <= at - hit.end <= behind and not any(token.key in _WITH_IT for token in sentence.tokens[hit.end : at])
    if hit.value in _ACTS_ITSELF:
        before *= 2
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
    kind = tool or _DEFAULT[hit.value] if hit.value in _DEFAULT else EventKind(hit.value)
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
        is_passive=bool(_PASSIVE & {*before, tokens[hit.start].key}) and not tokens[hit.start].key.endswith("ing"),
        unmade=_unmade(text, sentence, hit, unmaking, is_noun=noun is not None),
    )


def _unmade(text: str, sentence: Sentence, hit: Found, unmaking: Sequence[Found], *, is_noun: bool) -> str:
    tokens = sentence.tokens
    for reason, reach in _REACH.items():
        for word in unmaking:
            if word.value != reason or word.end > hit.start or hit.start - word.end >= reach:
                continue
            if reason == "aside" and not is_noun:
                continue
            if tokens[word.start].text == "May":
                continue
            if not _CLAUSE.search(text[tokens[word.end - 1].end : tokens[hit.start].start]):
                return reason
    return ""
