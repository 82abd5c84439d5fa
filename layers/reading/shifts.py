"""Times told by the day that a report spoke of before: "two days earlier", "the next day", "at 9:24 a.m.", ليلا."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from layers.reading.clocks import find_bare_clock
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.clocks import Clock
    from layers.reading.segment import Token

__all__ = ["shift_at", "spare_clocks"]

_PHRASES = {
    tuple(phrase.split()): days
    for days, phrases in {
        -1: "the previous day|the preceding day|the day before|a day earlier|one day earlier|قبل ذلك بيوم|اليوم السابق",
        1: "the following day|the next day|a day later|one day later|بعد ذلك بيوم|اليوم التالي",
        -2: "two days earlier|two days before|قبل ذلك بيومين",
        2: "two days later|بعد ذلك بيومين",
        -3: "three days earlier|three days before|قبل ذلك بثلاثه ايام",
        3: "three days later|بعد ذلك بثلاثه ايام",
        0: "that day|later that day|that morning|that evening|that night|that afternoon|ذلك اليوم",
    }.items()
    for phrase in phrases.split("|")
}
_FIRST = frozenset(phrase[0] for phrase in _PHRASES)
_LONGEST = max(map(len, _PHRASES))
_COUNTED = keys("days")
_EARLIER, _LATER = keys("earlier before"), keys("later")


def shift_at(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the word after a phrase that counts days from the one told before, and how many; None for none."""
    key = tokens[index].key.removeprefix("و") if tokens[index].is_arabic else tokens[index].key
    if key in _FIRST:
        run = (key, *(token.key for token in tokens[index + 1 : index + _LONGEST]))
        for length in range(len(run), 1, -1):
            if run[:length] in _PHRASES:
                return index + length, _PHRASES[run[:length]]
    if key.isdigit() and len(key) < 3 and index + 2 < len(tokens) and tokens[index + 1].key in _COUNTED:
        sign = -1 if tokens[index + 2].key in _EARLIER else int(tokens[index + 2].key in _LATER)
        return (index + 3, sign * int(key)) if sign else None
    return None


def spare_clocks(tokens: Sequence[Token], found: Sequence[tuple[int, int]]) -> list[tuple[int, int, Clock]]:
    """Return the times of day that stand beside none of the days found, as first word, last word and clock."""
    edges = [(0, 0), *found, (len(tokens), len(tokens))]
    spare: list[tuple[int, int, Clock]] = []
    for (_, first), (last, _) in itertools.pairwise(edges):
        clock = find_bare_clock(tokens, first, last) if last - first > 1 else None
        if clock is not None and first <= clock.first and clock.last <= last:
            spare.append((clock.first, clock.last, clock))
    return spare
