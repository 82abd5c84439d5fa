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
from geo.chords import SHORT_M, beyond_m, ecef, longest_m, short_m, within_m
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
    """Pairs: indices into a and b, and the distance in metres; shape (n,) each, the same input in the same order."""

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
        Distances within 1e-6 m; between lines and polygons that of their nearest points, 0 where they meet.

    Raises
    ------
    SettingError
        A geometry is missing, empty or not on Earth, or the distance is below 0 or missing.
    """
    if not distance_m >= 0:
        raise SettingError(f"pairs_within: expected a distance of 0 m or more, got {distance_m}")
    ours, theirs = _placed(a, b)
    if not (len(ours) and len(theirs)):
        return _NO_PAIRS
    if not (ours.points and theirs.points):
        return _shape_pairs(ours, theirs, distance_m, alone=b is None)
    return _point_pairs_alone(ours, distance_m) if b is None else _point_pairs(ours, theirs, distance_m)


def counts_within(
    a: npt.ArrayLike,
    b: npt.ArrayLike | None,
    distance_m: npt.ArrayLike,
    *,
    weights: npt.ArrayLike | None = None,
    more_m: npt.ArrayLike = 0.0,
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
    more_m
        What each of b adds to the distance, such as the radius of where it may have been: one for all, or one for each;
        less where it is below 0.

    Returns
    -------
    ndarray
        Shape (len(a),), whole numbers; sums of weights where weights are given.

    Raises
    ------
    SettingError
        A geometry is missing, empty or not on Earth, or a distance or a weight is missing.
    """
    ours, theirs = _placed(a, b)
    distance = _numbers(distance_m, len(ours), "distance")
    weight = _numbers(1.0 if weights is None else weights, len(theirs), "weight")
    more = _numbers(more_m, len(theirs), "distance more")
    counts = np.zeros(len(ours))
    if len(ours) and len(theirs):
        count = _point_counts if ours.points and theirs.points else _shape_counts
        counts = count(ours, theirs, distance, weight, more)
    if b is None:
        counts -= np.where(distance + more >= 0, weight, 0.0)
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


def _placed(a: npt.ArrayLike, b: npt.ArrayLike | None) -> tuple[Placed, Placed]:
    ours = Placed.of(a)
    return ours, ours if b is None or b is a else Placed.of(b)


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
    points: Floats
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
            ecef(unique.real, unique.imag),
            which,
            np.argsort(which, kind="stable"),
            np.cumsum(count) - count,
            count,
        )

    def between(self, first: Indices, others: _Places, second: Indices) -> Floats:
        ends = self.lon[first], self.lat[first], others.lon[second], others.lat[second]
        return np.asarray(WGS84.inv(*ends)[2], dtype=np.float64)


def _point_pairs(ours: Placed, theirs: Placed, distance_m: float) -> Pairs:
    here, there = _Places.of(ours), _Places.of(theirs)
    chord_m = float(beyond_m(distance_m))
    found = KDTree(here.points).sparse_distance_matrix(KDTree(there.points), chord_m, output_type="ndarray")
    return _told(here, there, _within(here, there, found["i"], found["j"], distance_m))


def _point_pairs_alone(ours: Placed, distance_m: float) -> Pairs:
    places = _Places.of(ours)
    first, second = (
        KDTree(ecef(places.lon, places.lat)).query_pairs(float(beyond_m(distance_m)), output_type="ndarray").T
    )
    apart = _told(places, places, _within(places, places, first, second, distance_m))
    same = np.flatnonzero(places.size > 1)
    # A place paired with itself has each pair twice, and each point with itself.
    together = _told(places, places, Pairs(same, same, np.zeros(len(same))))
    once = _rows(together, np.flatnonzero(together.a < together.b))
    return Pairs(
        np.concatenate([np.minimum(apart.a, apart.b), once.a]),
        np.concatenate([np.maximum(apart.a, apart.b), once.b]),
        np.concatenate([apart.distance_m, once.distance_m]),
    )


def _within(here: _Places, there: _Places, first: Indices, second: Indices, distance_m: float) -> Pairs:
    chord_m, length_m = short_m(here.points[first], there.points[second])
    open_ = np.flatnonzero(chord_m > np.minimum(SHORT_M, within_m(distance_m)))
    length_m[open_] = here.between(first[open_], there, second[open_])
    return _rows(Pairs(first, second, length_m), np.flatnonzero(length_m <= distance_m))


def _rows(pairs: Pairs, rows: Indices) -> Pairs:
    return Pairs(pairs.a[rows], pairs.b[rows], pairs.distance_m[rows])


_NO_PAIRS = Pairs(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))


def _told(here: _Places, there: _Places, places: Pairs) -> Pairs:
    """Return the pairs of points that stand at pairs of places."""
    size, a = _each(here, places.a)
    facing, length_m = np.repeat(places.b, size), np.repeat(places.distance_m, size)
    size, b = _each(there, facing)
    return Pairs(np.repeat(a, size), b, np.repeat(length_m, size))


def _each(places: _Places, told: Indices) -> tuple[Indices, Indices]:
    """Return how many points stand at each of these places, and the points, one place after the other."""
    size = places.size[told]
    ends = np.cumsum(size)
    at = np.arange(ends[-1] if len(ends) else 0)
    at += np.repeat(places.starts[told] - (ends - size), size)
    return size, places.members[at]


def _shape_pairs(ours: Placed, theirs: Placed, distance_m: float, *, alone: bool) -> Pairs:
    found = [
        Pairs(rows, np.full(len(rows), at), length_m)
        for at, rows, length_m in _near_shapes(ours, theirs, np.full(len(ours), distance_m), np.zeros(len(theirs)))
    ]
    columns = zip(_NO_PAIRS, *found, strict=True)
    a, b, length_m = (np.concatenate(column) for column in columns)
    pairs = Pairs(a, b, length_m)
    return _rows(pairs, np.flatnonzero(a < b)) if alone else pairs


def _near_shapes(
    ours: Placed, theirs: Placed, distance_m: Floats, more_m: Floats
) -> Iterator[tuple[int, Indices, Floats]]:
    """Give, for each of theirs, which of ours are near, and how near."""
    for at, more in enumerate(more_m):
        rows = theirs.near(at, ours, distance_m + more)
        length_m = theirs.apart_m(at, ours, rows)
        near = length_m <= distance_m[rows] + more
        yield at, rows[near], length_m[near]


def _point_counts(ours: Placed, theirs: Placed, distance_m: Floats, weight: Floats, more_m: Floats) -> Floats:
    if np.ptp(more_m) > 0:
        here_told, there_told = Crowd.of(ours.lon, ours.lat), Crowd.of(theirs.lon, theirs.lat)
        return sums_within(here_told, there_told, distance_m, weight, more_m)
    distance_m = distance_m + more_m[0]
    there = _Places.of(theirs)
    weights = np.bincount(there.which, weight, len(there.lon)).astype(np.float64)
    crowd = Crowd.of(there.lon, there.lat)
    if np.ptp(distance_m) > 0:
        return sums_within(Crowd.of(ours.lon, ours.lat), crowd, distance_m, weights)
    here = there if ours is theirs else _Places.of(ours)
    ours_told = crowd if ours is theirs else Crowd.of(here.lon, here.lat)
    return sums_within(ours_told, crowd, np.full(len(here.lon), distance_m[0]), weights)[here.which]


def _shape_counts(ours: Placed, theirs: Placed, distance_m: Floats, weight: Floats, more_m: Floats) -> Floats:
    counts = np.zeros(len(ours))
    for at, rows, _ in _near_shapes(ours, theirs, distance_m, more_m):
        counts[rows] += weight[at]
    return counts


def _nearest_point(ours: Placed, theirs: Placed) -> Closest:
    if not len(ours):
        return Closest(np.zeros(0, dtype=np.intp), np.zeros(0))
    here, there = _Places.of(ours), _Places.of(theirs)
    tree, points = KDTree(there.points), here.points
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
