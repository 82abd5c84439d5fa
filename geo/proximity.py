"""What lies within a distance, how much of it, and what is nearest: decided by geodesics on WGS 84, never by an edge.

Geometries are arrays of points, lines and polygons in EPSG:4326 (or GeoSeries), edges straight in longitude and
latitude, cut at the antimeridian (RFC 7946). A distance counts as within when the geodesic is as long or shorter.
Many records at one place are one position with a weight, and only what a chord through the Earth does not decide
(`geo.chords`) costs a geodesic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import KDTree

from geo.apart import Placed
from geo.chords import beyond_m, ecef, longest_m
from geo.circle import WGS84
from geo.counting import Crowd, sums_within
from geo.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Closest", "Pairs", "counts_within", "nearest", "pairs_within"]


class Pairs(NamedTuple):
    """Pairs: indices into a and b, and the distance in metres; shape (n,) each, sorted by a and then b."""

    a: Indices
    b: Indices
    distance_m: Floats


class Closest(NamedTuple):
    """For each of a: the index of the nearest of b, the first of equals, and the distance in metres; shape (n,)."""

    b: Indices
    distance_m: Floats


def pairs_within(a: npt.ArrayLike, b: npt.ArrayLike | None, distance_m: float) -> Pairs:
    """Return every pair within a geodesic distance, and no other.

    Parameters
    ----------
    a, b
        Geometries; None for b pairs those of a with each other: each unordered pair once, the lower index as a.
    distance_m
        Metres from 0 on, inclusive.

    Returns
    -------
    Pairs
        The distance between lines and polygons is that of their nearest points, 0 where they meet.

    Raises
    ------
    SettingError
        A geometry is missing, empty or not on Earth, or the distance is below 0 or missing.
    """
    if not distance_m >= 0:
        raise SettingError(f"pairs_within: expected a distance of 0 m or more, got {distance_m}")
    ours = Placed.of(a)
    theirs = ours if b is None else Placed.of(b)
    find = _point_pairs if ours.points and theirs.points else _shape_pairs
    pairs = find(ours, theirs, distance_m, alone=b is None)
    return _rows(pairs, np.lexsort((pairs.b, pairs.a)))


def counts_within(
    a: npt.ArrayLike, b: npt.ArrayLike | None, distance_m: npt.ArrayLike, *, weights: npt.ArrayLike | None = None
) -> npt.NDArray[np.int64] | Floats:
    """Return how many of b lie within a geodesic distance of each of a, without a list of pairs.

    Parameters
    ----------
    a, b
        Geometries; None for b counts the others of a: without itself, with those at the same place.
    distance_m
        Metres, inclusive: one for all, or one for each of a, such as a distance less or more the radius of where
        it may have been. Below 0 nothing is within.
    weights
        What each of b counts for, such as people killed; 1 where nothing is said.

    Returns
    -------
    ndarray
        Shape (len(a),), whole numbers; sums of weights where weights are given.

    Raises
    ------
    SettingError
        A geometry is missing, empty or not on Earth, or a distance or a weight is missing.
    """
    ours = Placed.of(a)
    theirs = ours if b is None else Placed.of(b)
    distance = _numbers(distance_m, len(ours), "distance")
    weight = _numbers(1.0 if weights is None else weights, len(theirs), "weight")
    counts = np.zeros(len(ours))
    if len(ours) and len(theirs):
        count = _point_counts if ours.points and theirs.points else _shape_counts
        counts = count(ours, theirs, distance, weight)
    if b is None:
        counts -= np.where(distance >= 0, weight, 0.0)
    return counts if weights is not None else np.rint(counts).astype(np.int64)


def nearest(a: npt.ArrayLike, b: npt.ArrayLike) -> Closest:
    """Return the nearest of b to each of a.

    Parameters
    ----------
    a, b
        Geometries.

    Returns
    -------
    Closest
        The geodesic distance, 0 where two meet.

    Raises
    ------
    SettingError
        b holds nothing, or a geometry is missing, empty or not on Earth.
    """
    ours, theirs = Placed.of(a), Placed.of(b)
    if not len(theirs):
        raise SettingError("nearest: expected at least one geometry to be near to, got none")
    return (_nearest_point if ours.points and theirs.points else _nearest_shape)(ours, theirs)


def _numbers(told: npt.ArrayLike, count: int, what: str) -> Floats:
    numbers = np.asarray(told, dtype=np.float64)
    if numbers.ndim and len(numbers) != count:
        raise SettingError(f"expected one {what}, or {count}, got {len(numbers)}")
    numbers = np.broadcast_to(numbers, (count,))
    if np.isnan(numbers).any():
        raise SettingError(f"{what} {int(np.argmax(np.isnan(numbers))) + 1} of {count}: expected a number, got none")
    return numbers


class _Places(NamedTuple):
    """Positions told apart: each once, and which of the points stand there, one place after the other."""

    lon: Floats
    lat: Floats
    which: Indices
    members: Indices
    starts: Indices
    size: Indices

    @classmethod
    def of(cls, placed: Placed) -> _Places:
        # Complex numbers sort by both parts, and much faster than rows do.
        unique, which, count = np.unique(placed.lon + 1j * placed.lat, return_inverse=True, return_counts=True)
        return cls(
            unique.real.copy(),
            unique.imag.copy(),
            which,
            np.argsort(which, kind="stable"),
            np.cumsum(count) - count,
            count,
        )

    def between(self, first: Indices, others: _Places, second: Indices) -> Floats:
        ends = self.lon[first], self.lat[first], others.lon[second], others.lat[second]
        return np.asarray(WGS84.inv(*ends)[2], dtype=np.float64)


def _point_pairs(ours: Placed, theirs: Placed, distance_m: float, *, alone: bool) -> Pairs:
    if not (len(ours) and len(theirs)):
        return _NO_PAIRS
    here = _Places.of(ours)
    there = here if alone else _Places.of(theirs)
    chord_m = float(beyond_m(distance_m))
    tree = KDTree(ecef(here.lon, here.lat))
    if alone:
        first, second = tree.query_pairs(chord_m, output_type="ndarray").T
        same = np.arange(len(here.lon))
        first, second = np.concatenate([first, same]), np.concatenate([second, same])
    else:
        found = tree.sparse_distance_matrix(KDTree(ecef(there.lon, there.lat)), chord_m, output_type="ndarray")
        first, second = found["i"], found["j"]
    length_m = here.between(first, there, second)
    near = length_m <= distance_m
    return _told(here, there, Pairs(first[near], second[near], length_m[near]), alone=alone)


def _rows(pairs: Pairs, rows: Indices) -> Pairs:
    return Pairs(pairs.a[rows], pairs.b[rows], pairs.distance_m[rows])


_NO_PAIRS = Pairs(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))


def _told(here: _Places, there: _Places, places: Pairs, *, alone: bool) -> Pairs:
    """Return the pairs of points that stand at pairs of places."""
    width = there.size[places.b]
    count = here.size[places.a] * width
    pair = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    a = here.members[here.starts[places.a][pair] + step // width[pair]]
    b = there.members[there.starts[places.b][pair] + step % width[pair]]
    if not alone:
        return Pairs(a, b, places.distance_m[pair])
    # A place is paired with itself: there, each pair stands twice, and each point with itself.
    once = (a < b) | (places.a != places.b)[pair]
    return Pairs(np.minimum(a, b)[once], np.maximum(a, b)[once], places.distance_m[pair][once])


def _shape_pairs(ours: Placed, theirs: Placed, distance_m: float, *, alone: bool) -> Pairs:
    found = [
        Pairs(rows, np.full(len(rows), at), length_m)
        for at, rows, length_m in _near_shapes(ours, theirs, np.full(len(ours), distance_m))
    ]
    columns = zip(_NO_PAIRS, *found, strict=True)
    a, b, length_m = (np.concatenate(column) for column in columns)
    pairs = Pairs(a, b, length_m)
    return _rows(pairs, np.flatnonzero(a < b)) if alone else pairs


def _near_shapes(ours: Placed, theirs: Placed, distance_m: Floats) -> Iterator[tuple[int, Indices, Floats]]:
    """Give, for each of theirs, which of ours are near, and how near."""
    for at in range(len(theirs)):
        rows = theirs.near(at, ours, distance_m)
        length_m = theirs.apart_m(at, ours, rows)
        near = length_m <= distance_m[rows]
        yield at, rows[near], length_m[near]


def _point_counts(ours: Placed, theirs: Placed, distance_m: Floats, weight: Floats) -> Floats:
    there = _Places.of(theirs)
    weights = np.bincount(there.which, weight, len(there.lon)).astype(np.float64)
    crowd = Crowd.of(there.lon, there.lat)
    if np.ptp(distance_m) > 0:
        return sums_within(Crowd.of(ours.lon, ours.lat), crowd, distance_m, weights)
    here = there if ours is theirs else _Places.of(ours)
    ours_told = crowd if ours is theirs else Crowd.of(here.lon, here.lat)
    return sums_within(ours_told, crowd, np.full(len(here.lon), distance_m[0]), weights)[here.which]


def _shape_counts(ours: Placed, theirs: Placed, distance_m: Floats, weight: Floats) -> Floats:
    counts = np.zeros(len(ours))
    for at, rows, _ in _near_shapes(ours, theirs, distance_m):
        counts[rows] += weight[at]
    return counts


def _nearest_point(ours: Placed, theirs: Placed) -> Closest:
    if not len(ours):
        return Closest(np.zeros(0, dtype=np.intp), np.zeros(0))
    here, there = _Places.of(ours), _Places.of(theirs)
    tree, points = KDTree(ecef(there.lon, there.lat)), ecef(here.lon, here.lat)
    # The nearest by its chord need not be by the geodesic: all that may be are measured.
    found = tree.query_ball_point(points, beyond_m(longest_m(tree.query(points)[0])))
    first = np.repeat(np.arange(len(points)), [len(row) for row in found])
    second = np.concatenate(found).astype(np.intp)
    length_m = here.between(first, there, second)
    member = there.members[there.starts[second]]
    order = np.lexsort((member, length_m, first))
    best = order[np.flatnonzero(np.diff(first[order], prepend=-1))]
    return Closest(member[best][here.which], length_m[best][here.which])


def _nearest_shape(ours: Placed, theirs: Placed) -> Closest:
    found = Closest(np.zeros(len(ours), dtype=np.intp), np.full(len(ours), np.inf))
    for at in range(len(theirs)):
        rows = theirs.near(at, ours, found.distance_m)
        length_m = theirs.apart_m(at, ours, rows)
        nearer = length_m < found.distance_m[rows]
        found.b[rows[nearer]], found.distance_m[rows[nearer]] = at, length_m[nearer]
    return found
