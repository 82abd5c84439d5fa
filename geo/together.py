"""What happened near each other in space and in time: pairs whose windows meet, each record bringing its own reach.

Two records are together where the geodesic between them is at most the sum of their reaches, within a least and a
most, and their intervals meet or stand no farther apart than a gap. Space and time are searched at once, in a k-d tree
of four dimensions, so that a town with thousands of records over the years costs only those of the same days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.spatial import KDTree

from geo.chords import beyond_m, ecef
from geo.circle import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo.proximity import Floats, Indices

    Times = npt.NDArray[np.int64]

__all__ = ["Spans", "Together", "Windows", "together"]

# Records whose reach and length are alike within this factor are searched together.
_BAND = 2.0
_SECOND_US = 1_000_000
_SHORTEST_S = 3600.0


class Spans(NamedTuple):
    """Records in space and time, shape (n,) each.

    Attributes
    ----------
    lon, lat
        Degrees, EPSG:4326.
    reach_m
        How far from there it may have been, metres.
    start_us, end_us
        First and last instant, microseconds since 1970, UTC.
    """

    lon: Floats
    lat: Floats
    reach_m: Floats
    start_us: Times
    end_us: Times

    def take(self, rows: Indices) -> Spans:
        """Return some of the records."""
        return Spans(self.lon[rows], self.lat[rows], self.reach_m[rows], self.start_us[rows], self.end_us[rows])


class Windows(NamedTuple):
    """How far apart two records may be: `least_m` at any rate, `most_m` at most, and `gap_us` between intervals."""

    least_m: float
    most_m: float
    gap_us: int

    def between_m(self, one_m: npt.ArrayLike, other_m: npt.ArrayLike) -> Floats:
        """Return the window in metres of records with these reaches."""
        reach_m = np.asarray(one_m, dtype=np.float64) + np.asarray(other_m, dtype=np.float64)
        return np.minimum(np.maximum(reach_m, self.least_m), self.most_m)


class Together(NamedTuple):
    """Pairs that are together: indices into a and b, rising, and the distance in metres; shape (n,) each."""

    a: Indices
    b: Indices
    distance_m: Floats


def together(a: Spans, b: Spans, windows: Windows) -> Together:
    """Return every pair of a and b that is together, and no other.

    Parameters
    ----------
    a, b
        Records with finite positions, reaches and times.
    windows
        How far apart they may be.

    Returns
    -------
    Together
        In the order of a, then of b. Distances are geodesics on WGS 84.
    """
    ours, theirs = list(_bands(a)), list(_bands(b))
    found = [_near(a, b, windows, mine, other) for mine in ours for other in theirs]
    first = np.concatenate([np.zeros(0, dtype=np.intp), *(rows for rows, _ in found)])
    second = np.concatenate([np.zeros(0, dtype=np.intp), *(rows for _, rows in found)])
    meet = np.maximum(a.start_us[first], b.start_us[second]) - np.minimum(a.end_us[first], b.end_us[second])
    first, second = first[meet <= windows.gap_us], second[meet <= windows.gap_us]
    length_m = np.asarray(WGS84.inv(a.lon[first], a.lat[first], b.lon[second], b.lat[second])[2], dtype=np.float64)
    near = length_m <= windows.between_m(a.reach_m[first], b.reach_m[second])
    order = np.flatnonzero(near)[np.lexsort((second[near], first[near]))]
    return Together(first[order], second[order], length_m[order])


def _half_s(spans: Spans) -> Floats:
    return (spans.end_us - spans.start_us) / (2 * _SECOND_US)


def _bands(spans: Spans) -> Iterator[Indices]:
    """Give the rows of records that are alike in reach and length, so that one window fits them all closely."""
    reach = np.ceil(np.log(np.maximum(spans.reach_m, 100.0)) / np.log(_BAND))
    length = np.ceil(np.log(np.maximum(_half_s(spans), _SHORTEST_S)) / np.log(_BAND))
    _, band = np.unique(reach + 1j * length, return_inverse=True)
    order = np.argsort(band, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(band[order])) + 1) if len(order) else ()


def _near(a: Spans, b: Spans, windows: Windows, mine: Indices, other: Indices) -> tuple[Indices, Indices]:
    """Return the pairs within a box that holds the windows of all of them."""
    ours, theirs = a.take(mine), b.take(other)
    window_m = float(windows.between_m(ours.reach_m.max(), theirs.reach_m.max()))
    chord_m = float(beyond_m(window_m))
    reach_s = float(_half_s(ours).max() + _half_s(theirs).max()) + windows.gap_us / _SECOND_US + 1.0
    trees = (KDTree(_in_four(spans, chord_m / reach_s)) for spans in (ours, theirs))
    found = next(trees).sparse_distance_matrix(next(trees), chord_m, p=np.inf, output_type="ndarray")
    return mine[found["i"]], other[found["j"]]


def _in_four(spans: Spans, metres_a_second: float) -> Floats:
    # Halves first: the sum of two times in microseconds may not fit.
    middle_s = (spans.start_us // 2 + spans.end_us // 2) / _SECOND_US
    return np.column_stack([ecef(spans.lon, spans.lat), middle_s * metres_a_second])
