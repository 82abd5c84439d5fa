"""How many positions lie within a distance of each of others, without looking at each pair.

Two trees of balls are walked at once. Where all positions of one ball are surely within the distance of all of
another, their number is added at once; where surely none is, nothing is. What is left in the end are pairs of small
balls across the circle: there each chord is measured, and the geodesic where a chord does not decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from geo.balls import Balls
from geo.chords import beyond_m, ecef, within_m
from geo.circle import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Crowd", "sums_within"]

_LEAF = 16

# Pairs of balls walked at once, and pairs of the smallest ones measured at once: some ten megabytes.
_WALKED = 1 << 18
_MEASURED = 1 << 10

# Where the smallest balls are not full, positions that are near to nothing.
_NOWHERE_M = 1e9

# A square of a chord is a sum of a few terms, each rounded to sixteen digits.
_DIGITS = 1e-14


@dataclass(frozen=True, slots=True)
class Crowd:
    """Positions in the order of a tree over them, and in blocks of its smallest balls, shape (k, 16, 3)."""

    lon: Floats
    lat: Floats
    tree: Balls
    blocks: Floats

    @classmethod
    def of(cls, lon: Floats, lat: Floats) -> Self:
        """Plant the tree over positions in degrees, shape (n,), n over 0."""
        points = ecef(lon, lat)
        tree = Balls.around(points, _LEAF)
        return cls(lon[tree.order], lat[tree.order], tree, _blocks(points[tree.order], _NOWHERE_M))


def _blocks(values: Floats, filling: float) -> Floats:
    missing = -len(values) % _LEAF
    filled = np.concatenate([values, np.full((missing, *values.shape[1:]), filling)])
    return filled.reshape(-1, _LEAF, *values.shape[1:])


def sums_within(a: Crowd, b: Crowd, distance_m: Floats, weight: Floats, more_m: Floats | None = None) -> Floats:
    """Return the sum of the weights of all positions of b within a distance of each of a.

    Parameters
    ----------
    a, b
        The positions.
    distance_m
        A geodesic distance in metres for each position of a, as given to `Crowd.of`; inclusive, below 0 for none.
    weight
        One for each position of b, likewise.
    more_m
        How much farther than that each position of b may be, likewise; None for nowhere.

    Returns
    -------
    ndarray
        Shape (n,), for the positions of a as they were given. Whole weights give whole sums.
    """
    more = None if more_m is None else more_m[b.tree.order]
    walk = _Walk.of(a, b, distance_m[a.tree.order], weight[b.tree.order], more)
    for first, second in walk.across(0, 0, np.zeros(1, dtype=np.intp), np.zeros(1, dtype=np.intp)):
        for start in range(0, len(first), _MEASURED):
            walk.measure(first[start : start + _MEASURED], second[start : start + _MEASURED])
    total = walk.own.ravel()[: len(a.lon)]
    for level, sums in zip(a.tree.levels, walk.sums, strict=True):
        total += np.repeat(sums, level.size)[: len(total)]
    result = np.empty_like(total)
    result[a.tree.order] = total
    return result


@dataclass(frozen=True, slots=True)
class _Walk:
    """What one count knows of each ball of each level, and what it has summed.

    Attributes
    ----------
    more_m
        What each position of b adds to the distance, in blocks; None where none does.
    least_m, most_m
        The smallest and the largest distance of each ball of a.
    least_more_m, most_more_m
        What is added at the least and at the most, for each ball of b.
    surely_m2, never_m2
        The squares of the chords up to which a position of b surely is near to one of a, and above which it never is,
        in blocks; below every square where there is none. Without what is added.
    weights
        Sums over the balls of b.
    sums
        What was added to all positions of a ball of a at once.
    own
        What was added to single ones, in blocks.
    """

    a: Crowd
    b: Crowd
    distance_m: Floats
    weight: Floats
    more_m: Floats | None
    least_m: list[Floats]
    most_m: list[Floats]
    least_more_m: list[Floats]
    most_more_m: list[Floats]
    surely_m2: Floats
    never_m2: Floats
    weights: list[Floats]
    sums: list[Floats]
    own: Floats = field(repr=False)

    @classmethod
    def of(cls, a: Crowd, b: Crowd, distance_m: Floats, weight: Floats, more_m: Floats | None) -> Self:
        surely_m2, never_m2 = _squares(distance_m)
        more = np.zeros(len(weight)) if more_m is None else more_m
        return cls(
            a,
            b,
            _blocks(distance_m, -1.0),
            _blocks(weight, 0.0),
            None if more_m is None else _blocks(more_m, 0.0),
            [level.reduced(np.minimum, distance_m) for level in a.tree.levels],
            [level.reduced(np.maximum, distance_m) for level in a.tree.levels],
            [level.reduced(np.minimum, more) for level in b.tree.levels],
            [level.reduced(np.maximum, more) for level in b.tree.levels],
            _blocks(surely_m2, -np.inf),
            _blocks(never_m2, -np.inf),
            [level.reduced(np.add, weight) for level in b.tree.levels],
            [np.zeros(len(level.radius_m)) for level in a.tree.levels],
            np.zeros(a.blocks.shape[:2]),
        )

    def across(self, at: int, to: int, first: Indices, second: Indices) -> Iterator[tuple[Indices, Indices]]:
        """Walk down from pairs of balls at levels `at` and `to`, and give the smallest pairs that are undecided."""
        ours, theirs = self.a.tree.levels[at], self.b.tree.levels[to]
        apart = np.linalg.norm(ours.centre[first] - theirs.centre[second], axis=1)
        around = ours.radius_m[first] + theirs.radius_m[second]
        least_m = self.least_m[at][first] + self.least_more_m[to][second]
        most_m = self.most_m[at][first] + self.most_more_m[to][second]
        inside = apart + around <= within_m(least_m)
        self.sums[at][:] += np.bincount(first[inside], self.weights[to][second[inside]], len(ours.radius_m))
        open_ = ~inside & (most_m >= 0) & (apart - around <= beyond_m(most_m))
        first, second = first[open_], second[open_]
        deeper, farther = at + 1 < len(self.a.tree.levels), to + 1 < len(self.b.tree.levels)
        if not (deeper or farther):
            yield first, second
            return
        for start in range(0, len(first), _WALKED):
            one, other = first[start : start + _WALKED], second[start : start + _WALKED]
            if deeper:
                one, other = _halved(one, other, len(self.sums[at + 1]))
            if farther:
                other, one = _halved(other, one, len(self.weights[to + 1]))
            yield from self.across(at + deeper, to + farther, one, other)

    def measure(self, first: Indices, second: Indices) -> None:
        """Add the weights of what is near in pairs of smallest balls."""
        squared, slack = self._squared(first, second)
        surely_m2, never_m2 = self._limits(first, second)
        surely = squared <= surely_m2 - slack
        np.add.at(self.own, first, (surely.astype(np.float64) @ self.weight[second][:, :, None])[:, :, 0])
        maybe = squared <= never_m2 + slack
        if np.count_nonzero(maybe) > np.count_nonzero(surely):
            pair, row, column = np.nonzero(maybe & ~surely)
            self._decide(first[pair], row, second[pair], column)

    def _limits(self, first: Indices, second: Indices) -> tuple[Floats, Floats]:
        if self.more_m is None:
            return self.surely_m2[first][:, :, None], self.never_m2[first][:, :, None]
        return _squares(self.distance_m[first][:, :, None] + self.more_m[second][:, None, :])

    def _squared(self, first: Indices, second: Indices) -> tuple[Floats, Floats]:
        """Return the squares of all chords of pairs of smallest balls, and how much rounding they may hold."""
        ours, theirs = self.a.tree.levels[-1], self.b.tree.levels[-1]
        middle = ours.centre[first]
        apart = np.linalg.norm(theirs.centre[second] - middle, axis=1)
        slack = _DIGITS * (ours.radius_m[first] + apart + theirs.radius_m[second]) ** 2
        left, right = self.a.blocks[first] - middle[:, None], self.b.blocks[second] - middle[:, None]
        # |a|² + |b|² - 2 a·b in one product.
        one = np.ones((*left.shape[:2], 1))
        lengths = (np.einsum("nij,nij->ni", side, side)[:, :, None] for side in (left, right))
        left = np.concatenate([-2 * left, next(lengths), one], axis=2)
        squared = left @ np.concatenate([right, one, next(lengths)], axis=2).transpose(0, 2, 1)
        return squared, slack[:, None, None]

    def _decide(self, first: Indices, row: Indices, second: Indices, column: Indices) -> None:
        here, there = first * _LEAF + row, second * _LEAF + column
        real = (here < len(self.a.lon)) & (there < len(self.b.lon))
        first, row, here, there = first[real], row[real], here[real], there[real]
        length_m = WGS84.inv(self.a.lon[here], self.a.lat[here], self.b.lon[there], self.b.lat[there])[2]
        more_m = 0.0 if self.more_m is None else self.more_m.ravel()[there]
        near = length_m <= self.distance_m[first, row] + more_m
        np.add.at(self.own, (first[near], row[near]), self.weight.ravel()[there[near]])


def _squares(distance_m: Floats) -> tuple[Floats, Floats]:
    """Return the squares of the chords up to which all is within the distance, and above which nothing is."""
    surely, never = within_m(distance_m), np.where(distance_m < 0, -1.0, beyond_m(distance_m))
    return np.where(surely < 0, -np.inf, surely**2), np.where(never < 0, -np.inf, never**2)


def _halved(split: Indices, other: Indices, there: int) -> tuple[Indices, Indices]:
    halves = np.concatenate([2 * split, 2 * split + 1])
    exist = halves < there
    return halves[exist], np.concatenate([other, other])[exist]
