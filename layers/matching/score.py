"""How much speaks for two events being one: likeness of each kind of evidence, and the score of all that both tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from geo.together import Spans, Windows, together
from layers.events import EventKind
from layers.matching.parties import shared
from layers.matching.rules import FAMILIES, WEIGHTS
from layers.matching.told import over_distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from layers.matching.rules import Rules
    from layers.matching.told import Coded, Told

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Likeness", "compared", "pairs", "windows_of"]

_DAY_US = 86_400_000_000
_SAME, _AKIN, _APART = 1.0, 0.5, -1.0
# Likeness of names in per cent: below, names have nothing in common but their language.
_NAME_FROM, _TITLE_FROM = 40.0, 60.0
# These speak only for two events being one: that they differ is usual.
_IN_FAVOUR = ("targets", "title")


class Likeness(NamedTuple):
    """Pairs of events held against each other, shape (n,) each.

    Attributes
    ----------
    a, b
        The events, a before b.
    distance_m
        How far apart they are.
    parts
        Evidence -> likeness from 0 to 1; NaN where one of the two does not tell it.
    clash
        Whether both name who did it, and nobody is named by both.
    score
        The mean of the likenesses, weighted, of what both tell: 0 to 1.
    """

    a: Indices
    b: Indices
    distance_m: Floats
    parts: dict[str, Floats]
    clash: npt.NDArray[np.bool_]
    score: Floats

    @classmethod
    def of_all(cls, some: Sequence[Likeness]) -> Likeness:
        """Put pairs one behind the other; there is at least one list of them."""
        a, b, distance_m, parts, clash, score = zip(*some, strict=True)
        together_ = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        first, second = np.concatenate(a), np.concatenate(b)
        return cls(first, second, np.concatenate(distance_m), together_, np.concatenate(clash), np.concatenate(score))

    def take(self, rows: npt.NDArray[np.bool_] | Indices) -> Likeness:
        """Return some of the pairs."""
        parts = {name: part[rows] for name, part in self.parts.items()}
        return Likeness(
            self.a[rows], self.b[rows], self.distance_m[rows], parts, self.clash[rows], self.score[rows]
        )  # fmt: skip


def windows_of(rules: Rules) -> Windows:
    """Return the windows of space and time in which two events may be one."""
    return Windows(rules.base_m, rules.window_m, round(rules.gap.total_seconds() * 1e6))


def pairs(told: Told, a: Indices, b: Indices, rules: Rules) -> tuple[Indices, Indices, Floats]:
    """Return which of the events a and which of b are so near in space and time that they may be one."""
    a, b = a[told.comparable[a]], b[told.comparable[b]]
    found = together(told.spans.take(a), told.spans.take(b), windows_of(rules))
    return a[found.a], b[found.b], found.distance_m


def compared(told: Told, a: Indices, b: Indices, distance_m: Floats, rules: Rules) -> Likeness:
    """Hold pairs of events against each other; those that are of kinds that are never one are left out."""
    kind = over_distinct(told.kind, a, b, _kinds)
    kept = kind != _APART
    a, b, distance_m = a[kept], b[kept], distance_m[kept]
    reach_m = told.spans.reach_m[a] + told.spans.reach_m[b]
    window_m = windows_of(rules).between_m(told.spans.reach_m[a], told.spans.reach_m[b])
    parts = {
        "place": _near(distance_m, window_m, reach_m),
        "time": _overlap(told.spans, a, b),
        "kind": kind[kept],
        "actors": over_distinct(told.actors, a, b, _parties),
        "targets": over_distinct(told.targets, a, b, _parties),
        "counts": over_distinct(told.counts, a, b, _counts),
        "name": _best(_names(told.name, a, b, _NAME_FROM), _names(told.name_ar, a, b, _NAME_FROM)),
        "title": _best(_names(told.title, a, b, _TITLE_FROM), _names(told.title_ar, a, b, _TITLE_FROM)),
    }
    return Likeness(a, b, distance_m, parts, parts["actors"] == 0, _score(parts))


def _near(distance_m: Floats, window_m: Floats, reach_m: Floats) -> Floats:
    """Return how near they are in their window; where more than it is uncertain, nearness says less."""
    fine = window_m / np.maximum(reach_m, window_m)
    near: Floats = np.clip(1 - distance_m / np.maximum(window_m, 1e-9), 0, 1) * fine
    return near


def _overlap(spans: Spans, a: Indices, b: Indices) -> Floats:
    """Return how much of two intervals is one: the geometric mean of the shares; a day is the least that is told."""
    start, end = spans.start_us.astype(np.float64), spans.end_us.astype(np.float64)
    more = np.maximum(_DAY_US - (end - start), 0) / 2
    start, end = start - more, end + more
    both = np.minimum(end[a], end[b]) - np.maximum(start[a], start[b])
    shared_part: Floats = np.clip(both, 0, None) / np.sqrt((end[a] - start[a]) * (end[b] - start[b]))
    return shared_part


def _kinds(ones: Sequence[str], others: Sequence[str]) -> list[float]:
    return [_kind(one, other) for one, other in zip(ones, others, strict=True)]


def _kind(one: str, other: str) -> float:
    if str(EventKind.OTHER) in {one, other}:
        return np.nan
    if one == other:
        return _SAME
    return _AKIN if any(one in family and other in family for family in FAMILIES) else _APART


def _parties(ones: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> list[float]:
    return [
        float(bool(shared(one, other))) if one and other else np.nan for one, other in zip(ones, others, strict=True)
    ]


_Counts = tuple[tuple[str, float, float], ...]


def _counts(ones: Sequence[_Counts], others: Sequence[_Counts]) -> list[float]:
    return [_count(one, other) for one, other in zip(ones, others, strict=True)]


def _count(one: _Counts, other: _Counts) -> float:
    """Return how many of the things that both counted may be as many."""
    things = {what for what, _, _ in one} & {what for what, _, _ in other}
    if not things:
        return np.nan
    return sum(_may_be_as_many(one, other, thing) for thing in things) / len(things)


def _may_be_as_many(one: _Counts, other: _Counts, thing: str) -> bool:
    """Whether some range of the one meets some range of the other: a merged event tells what each source counted."""
    ours, theirs = ([(least, most) for what, least, most in told if what == thing] for told in (one, other))
    return any(least <= high and low <= most for least, most in ours for low, high in theirs)


def _names(coded: Coded, a: Indices, b: Indices, from_: float) -> Floats:
    """Return how alike names are, from 0 at `from_` per cent; NaN where one is not told."""

    def alike(ones: list[str], others: list[str]) -> Floats:
        per_cent = process.cpdist(ones, others, scorer=fuzz.token_sort_ratio, dtype=np.float32)
        told = np.array([bool(one and other) for one, other in zip(ones, others, strict=True)], dtype=bool)
        return np.where(told, np.clip((np.asarray(per_cent, dtype=np.float64) - from_) / (100 - from_), 0, 1), np.nan)

    return over_distinct(coded, a, b, alike) if len(a) else np.zeros(0)


def _best(one: Floats, other: Floats) -> Floats:
    return np.fmax(one, other)


def _score(parts: dict[str, Floats]) -> Floats:
    """Weigh what both tell; what speaks only in favour weighs as much as it is alike."""
    total = weights = np.zeros(len(parts["place"]))
    for name, part in parts.items():
        likeness = np.nan_to_num(part)
        weight = WEIGHTS[name] * (likeness if name in _IN_FAVOUR else ~np.isnan(part))
        total, weights = total + weight * likeness, weights + weight
    return total / np.maximum(weights, 1e-9)
