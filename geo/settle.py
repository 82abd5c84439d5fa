"""Vertices of a zone moved to where they belong: at one geodesic distance from what the zone is around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.circle import WGS84
from geo.nearest import nearest_on

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

__all__ = ["settled"]

# Most vertices are there after the first step, those between two parts of the source after some more.
_STEPS = 20
_THERE_M = 2e-7

# Where two parts meet at a sharp angle, it is far to the place that is at the distance from both.
_FARTHEST = 30

# Directions that differ by less than 0.06 degrees are those of one part, seen from two places.
_SAME_WAY = 1e-3

# Moving vertices may make edges cross; where they are mended there are new vertices to move.
_ROUNDS = 8


def settled(zone: BaseGeometry, source: BaseGeometry, distance_m: float) -> BaseGeometry:
    """Return a zone with its vertices at the distance from its source.

    Parameters
    ----------
    zone
        Polygons in EPSG:4326, cut at the antimeridian, near to what is meant.
    source
        What the zone is around.
    distance_m
        Geodesic distance in metres.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Valid. Vertices on the cuts (±180 and ±90 degrees) stay; one that finds no place, in a gap that the source
        closes, is left out.
    """
    for _ in range(_ROUNDS):
        parts = shapely.get_parts(zone)
        rings, part = shapely.get_rings(parts, return_index=True)
        points, ring = shapely.get_coordinates(rings, return_index=True)
        moved, there = _moved(points, source, distance_m)
        zone = _zone(moved[there], ring[there], part)
        if there.all() and zone.is_valid:
            break
        # Where vertices have passed one another, the loop between them runs the wrong way round, and goes.
        zone = shapely.buffer(zone, 0)
    return zone


def _moved(points: Floats, source: BaseGeometry, distance_m: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return where the points come to lie, and which of them are at the distance, or on a cut."""
    moved, there = points.copy(), np.ones(len(points), dtype=np.bool_)
    away = np.flatnonzero((np.abs(points[:, 0]) < 180) & (np.abs(points[:, 1]) < 90))
    before = np.zeros((len(points), 2))
    for _ in range(_STEPS):
        lon, lat = moved[away].T
        nearest = nearest_on(source, lon, lat)
        gap_m = distance_m - nearest.distance_m
        still = np.abs(gap_m) > _THERE_M
        away, gap_m, lon, lat = away[still], gap_m[still], lon[still], lat[still]
        if not len(away):
            break
        out = _headings(lon, lat, nearest.lon[still], nearest.lat[still])
        moved[away] = _stepped(lon, lat, _steps_m(out, before[away], gap_m, _FARTHEST * distance_m))
        before[away] = out
        away = away[np.abs(moved[away, 0]) < 180]
    there[away] = False
    return moved, there


def _headings(lon: Floats, lat: Floats, near_lon: Floats, near_lat: Floats) -> Floats:
    """Return unit vectors, east and north, that lead straight away from the nearest points."""
    azimuth = np.radians(WGS84.inv(lon, lat, near_lon, near_lat)[0] + 180)
    return np.column_stack([np.sin(azimuth), np.cos(azimuth)])


def _steps_m(out: Floats, before: Floats, gap_m: Floats, most_m: float) -> Floats:
    """Return how far to go east and north, to close the gap and, between two parts, to stay where the other is.

    The step before closed the gap to one part; where the nearest point now lies in another direction, this one goes
    along the edge of the first, to where both edges meet.
    """
    along = np.column_stack([-before[:, 1], before[:, 0]])
    share = np.einsum("ij,ij->i", out, along)
    straight = (np.abs(share) * most_m < np.abs(gap_m)) | (np.abs(share) < _SAME_WAY)
    ahead_m = gap_m / np.where(straight, 1.0, share)
    return np.where(straight[:, None], out, along) * ahead_m[:, None]


def _stepped(lon: Floats, lat: Floats, step_m: Floats) -> Floats:
    azimuth = np.degrees(np.arctan2(step_m[:, 0], step_m[:, 1]))
    end_lon, end_lat, _ = WGS84.fwd(lon, lat, azimuth, np.hypot(*step_m.T))
    # What comes to lie beyond the antimeridian stays on it, on its own side.
    turned = end_lon + 360 * np.round((lon - end_lon) / 360)
    return np.column_stack([np.clip(turned, -180, 180), end_lat])


def _zone(points: Floats, ring: npt.NDArray[np.intp], part: npt.NDArray[np.intp]) -> BaseGeometry:
    """Return the polygons of these rings, but rings with too few points, and holes without their shell."""
    enough = np.bincount(ring, minlength=len(part)) >= 4
    shell = np.append(True, np.diff(part) > 0)
    kept = enough & np.isin(part, part[shell & enough])
    points, ring = points[kept[ring]], (np.cumsum(kept) - 1)[ring[kept[ring]]]
    rings = np.atleast_1d(np.asarray(shapely.linearrings(points, indices=ring), dtype=object))
    numbers = np.unique(part[kept], return_inverse=True)[1]
    drawn = np.atleast_1d(np.asarray(shapely.polygons(rings, indices=numbers), dtype=object))
    zone: BaseGeometry = drawn[0] if len(drawn) == 1 else shapely.MultiPolygon(drawn.tolist())
    return zone
