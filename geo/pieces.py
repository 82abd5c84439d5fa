"""The edges of a geometry in short pieces, and a tree that finds those near a position."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo.chords import beyond_m, ecef, longest_m
from geo.circle import WGS84

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Geometries = npt.NDArray[np.object_]

__all__ = ["Pieces", "segments"]

# Pieces of a quarter of a degree bend by less than 16 m away from their chord.
_PIECE_DEGREES = 0.25

# Boxes of eight pieces, of eight of these, and so on.
_FAN = 8

# Pairs of a position and a box looked at together: some hundred megabytes.
_AT_ONCE = 2_000_000


def segments(geometry: BaseGeometry) -> Floats:
    """Return where a geometry ends: its points, its lines, and the boundary of its polygons.

    Parameters
    ----------
    geometry
        Any, EPSG:4326, cut at the antimeridian (RFC 7946).

    Returns
    -------
    ndarray
        Shape (n, 4): longitude and latitude of the start and of the end in degrees; a point is an edge of no length.
        What a polygon has only for the sake of the map is no edge: the cut along ±180 degrees where it goes on
        beyond, and the edge of the map at ±90 degrees, which is a pole.
    """
    parts = np.atleast_1d(np.asarray(geometry, dtype=object))
    while np.any(shapely.get_type_id(parts) > shapely.GeometryType.POLYGON):
        parts = shapely.get_parts(parts)
    dimension = shapely.get_dimensions(parts)
    points = shapely.get_coordinates(parts[dimension == 0])
    sides = _steps(shapely.get_rings(parts[dimension == 2]))
    return np.vstack([np.hstack([points, points]), _steps(parts[dimension == 1]), _unseamed(sides)])


def _steps(paths: Geometries) -> Floats:
    points, path = shapely.get_coordinates(paths, return_index=True)
    same = np.flatnonzero(path[1:] == path[:-1])
    return np.hstack([points[same], points[same + 1]])


def _unseamed(sides: Floats) -> Floats:
    lon, lat = sides[:, 0::2], sides[:, 1::2]
    on_pole = np.all(lat == 90, axis=1) | np.all(lat == -90, axis=1)
    east, west = (np.all(lon == edge, axis=1) & ~on_pole for edge in (180, -180))
    free = ~(on_pole | east | west)
    if not (east.any() and west.any()):
        return np.asarray(sides[free | east | west], dtype=np.float64)
    # As intervals of latitude: what lies on one side alone is a boundary.
    eastern, western = (shapely.union_all(shapely.linestrings(_upright(lat[side]))) for side in (east, west))
    kept = _steps(shapely.get_parts(shapely.symmetric_difference(eastern, western)))
    return np.asarray(np.vstack([sides[free], kept]), dtype=np.float64)


def _upright(lat: Floats) -> Floats:
    return np.stack([np.full_like(lat, 180.0), lat], axis=2)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Edges in pieces of at most a quarter of a degree, in the order of a k-d tree.

    Attributes
    ----------
    ends
        As `segments` has them, shape (n, 4).
    chords
        Their ends in metres from the middle of the Earth (EPSG:4978), shape (n, 2, 3).
    bend_m
        How far a piece may run from its chord, shape (n,).
    middles
        The k-d tree of the points in the middle of the pieces.
    boxes
        Lowest and highest corners in EPSG:4978, shape (k, 2, 3), of each piece, of eight pieces, and so on.
    """

    ends: Floats
    chords: Floats
    bend_m: Floats
    middles: KDTree
    boxes: tuple[Floats, ...]

    @classmethod
    def of(cls, told: Floats) -> Self:
        """Cut edges to pieces."""
        ends = _cut(told)
        ends = ends[KDTree(_middles(ends), leafsize=_FAN).indices]
        chords = np.stack([ecef(ends[:, 0], ends[:, 1]), ecef(ends[:, 2], ends[:, 3])], axis=1)
        bend_m = _bend_m(ends)
        return cls(ends, chords, bend_m, KDTree(_middles(ends)), tuple(_boxes(chords, bend_m)))

    def near(self, points: Floats) -> Iterator[tuple[Indices, Indices, Floats]]:
        """Give every pair of a position and a piece that may hold the nearest point to it, and few others.

        Parameters
        ----------
        points
            Positions in EPSG:4978, shape (n, 3).

        Yields
        ------
        tuple of ndarray
            Indices of positions, in rising order, and of pieces, and at about which share of the piece the nearest
            point lies. Each position stands in one of the tuples.
        """
        reach = beyond_m(longest_m(self.middles.query(points)[0]))
        yield from self._near(points, reach, np.arange(len(points)))

    def _near(self, points: Floats, reach_m: Floats, rows: Indices) -> Iterator[tuple[Indices, Indices, Floats]]:
        who, box = np.repeat(rows, len(self.boxes[-1])), np.tile(np.arange(len(self.boxes[-1])), len(rows))
        for depth in range(len(self.boxes) - 1, -1, -1):
            close = _outside_m(self.boxes[depth][box], points[who]) <= reach_m[who]
            who, box = who[close], box[close]
            if len(who) * _FAN > _AT_ONCE and len(rows) > 1:
                yield from self._near(points, reach_m, rows[: len(rows) // 2])
                yield from self._near(points, reach_m, rows[len(rows) // 2 :])
                return
            if depth:
                who, box = np.repeat(who, _FAN), (box[:, None] * _FAN + np.arange(_FAN)).ravel()
                there = box < len(self.boxes[depth - 1])
                who, box = who[there], box[there]
        yield self._nearest(points, who, box)

    def _nearest(self, points: Floats, who: Indices, piece: Indices) -> tuple[Indices, Indices, Floats]:
        """Keep the pairs that the distance to the chord, give or take the bend, leaves in question."""
        start, way = self.chords[piece, 0], self.chords[piece, 1] - self.chords[piece, 0]
        from_start = points[who] - start
        share = np.einsum("ij,ij->i", from_start, way) / np.maximum(np.einsum("ij,ij->i", way, way), 1e-12)
        share = np.clip(share, 0.0, 1.0)
        off_m = np.linalg.norm(from_start - share[:, None] * way, axis=1)
        starts = np.flatnonzero(np.diff(who, prepend=-1))
        best_m = np.minimum.reduceat(off_m + self.bend_m[piece], starts)
        limit_m = np.repeat(beyond_m(longest_m(best_m)), np.diff(starts, append=len(who)))
        kept = off_m - self.bend_m[piece] <= limit_m
        return who[kept], piece[kept], share[kept]


def _cut(told: Floats) -> Floats:
    start, way = told[:, :2], told[:, 2:] - told[:, :2]
    count = np.maximum(np.ceil(np.abs(way).max(axis=1) / _PIECE_DEGREES), 1).astype(np.intp)
    which = np.repeat(np.arange(len(told)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    shares = np.stack([step / count[which], (step + 1) / count[which]], axis=1)
    ends = start[which, None] + way[which, None] * shares[:, :, None]
    # The end of an edge is its end, without the rounding of start + way.
    ends[np.cumsum(count) - 1, 1] = told[:, 2:]
    return np.asarray(ends.reshape(-1, 4), dtype=np.float64)


def _middles(ends: Floats) -> Floats:
    return ecef((ends[:, 0] + ends[:, 2]) / 2, (ends[:, 1] + ends[:, 3]) / 2)


def _bend_m(ends: Floats) -> Floats:
    """Return an eighth of the largest second derivative along each piece, as far as any curve runs from its chord.

    The derivative of the ellipsoid's x, y, z by longitude and latitude is below its largest radius of curvature,
    twice by latitude it is at most 1 % more, and twice by longitude it is the distance from the axis.
    """
    lon_step, lat_step = np.radians(np.abs(ends[:, 2:] - ends[:, :2])).T
    from_axis = np.cos(np.radians(np.abs(ends[:, 1::2]).min(axis=1)))
    from_axis[ends[:, 1] * ends[:, 3] <= 0] = 1.0
    turned = from_axis * lon_step**2 + 2 * lon_step * lat_step + 1.01 * lat_step**2
    return np.asarray(WGS84.a**2 / WGS84.b * turned / 8, dtype=np.float64)


def _boxes(chords: Floats, bend_m: Floats) -> Iterator[Floats]:
    low, high = chords.min(axis=1) - bend_m[:, None], chords.max(axis=1) + bend_m[:, None]
    yield np.stack([low, high], axis=1)
    while len(low) > _FAN:
        starts = np.arange(0, len(low), _FAN)
        low, high = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
        yield np.stack([low, high], axis=1)


def _outside_m(boxes: Floats, points: Floats) -> Floats:
    apart = np.maximum(np.maximum(boxes[:, 0] - points, points - boxes[:, 1]), 0.0)
    return np.asarray(np.linalg.norm(apart, axis=1), dtype=np.float64)
