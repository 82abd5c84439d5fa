"""The nearest point of a geometry, and how far it is, on WGS 84."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.chords import ecef
from geo.circle import WGS84
from geo.errors import SettingError
from geo.pieces import Pieces, edges

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Nearest", "nearest_on"]

# Steps along a piece end when they are this short; the third mostly is.
_STILL_M = 1e-8
_STEPS = 8


class Nearest(NamedTuple):
    """How far in metres, and where in degrees, shape (n,) each."""

    distance_m: Floats
    lon: Floats
    lat: Floats


def nearest_on(geometry: BaseGeometry, lon: npt.ArrayLike, lat: npt.ArrayLike, *, boundary: bool = False) -> Nearest:
    """Return the geodesic distance from positions to a geometry, and its points nearest to them.

    Parameters
    ----------
    geometry
        Points, lines, polygons or a collection of them in EPSG:4326, edges straight in longitude and latitude, cut
        at the antimeridian (RFC 7946); it may span the Earth and hold a pole.
    lon, lat
        Positions in degrees, shape (n,); longitudes of any turn.
    boundary
        Measure to the boundary of polygons also from inside. Otherwise a position inside has distance 0 and is its
        own nearest point. Cuts along the antimeridian and the edge of the map at a pole are no boundary.

    Returns
    -------
    Nearest
        Distances within 1e-6 m, as the geodesic between the position and the point given with it has them.

    Raises
    ------
    SettingError
        The geometry is empty or has no boundary, or a position is missing or out of range.
    """
    at_lon, at_lat = _checked(lon, lat)
    if geometry.is_empty:
        raise SettingError("nearest_on: expected a geometry with at least one point, got an empty one")
    found = Nearest(np.zeros(len(at_lon)), at_lon.copy(), at_lat.copy())
    outside = np.flatnonzero(~_inside(geometry, at_lon, at_lat) | boundary)
    if len(outside):
        for column, values in zip(found, _nearest_edges(geometry, at_lon[outside], at_lat[outside]), strict=True):
            column[outside] = values
    return found


def _checked(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    values = (np.atleast_1d(np.asarray(value, dtype=np.float64)).ravel() for value in (lon, lat))
    at_lon, at_lat = np.broadcast_arrays(*values)
    for good, degrees, what in (
        (np.isfinite(at_lon), at_lon, "longitude: expected a number of degrees"),
        (np.abs(at_lat) <= 90, at_lat, "latitude: expected -90 to 90 degrees"),
    ):
        if not good.all():
            first = int(np.argmin(good))
            raise SettingError(f"position {first + 1} of {len(good)}, {what}, got {degrees[first]}")
    return np.where(np.abs(at_lon) > 180, (at_lon + 180) % 360 - 180, at_lon), at_lat


def _inside(geometry: BaseGeometry, lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    shapely.prepare(geometry)
    # Both names of the antimeridian.
    other = np.where(np.abs(lon) == 180, -lon, lon)
    return np.asarray(shapely.intersects_xy(geometry, lon, lat) | shapely.intersects_xy(geometry, other, lat))


def _nearest_edges(geometry: BaseGeometry, lon: Floats, lat: Floats) -> Nearest:
    told = edges(geometry)
    if not len(told):
        raise SettingError("nearest_on: expected a geometry with a boundary, got one that covers the Earth")
    pieces = Pieces.of(told)
    found = Nearest(*(np.empty(len(lon)) for _ in Nearest._fields))
    for who, piece, share in pieces.near(ecef(lon, lat)):
        nearest = _along(pieces.ends[piece], share, lon[who], lat[who])
        order = np.lexsort((piece, nearest.distance_m, who))
        first = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
        for column, values in zip(found, nearest, strict=True):
            column[who[first]] = values[first]
    return found


def _along(ends: Floats, share: Floats, lon: Floats, lat: Floats) -> Nearest:
    """Return the nearest point of each piece to one position, from about which share of the piece it lies at.

    How far ahead the nearest point lies is, in the plane, the length of the geodesic to the position times the cosine
    of its angle with the piece. Here that comes close, and the secant through the last two steps closer.
    """
    tried = [np.zeros(len(ends)), np.ones(len(ends)), share]
    looked = [_look(ends, one, lon, lat) for one in tried]
    slope = np.full(len(ends), -1.0)
    for _ in range(_STEPS):
        _, ahead, piece_m = looked[-1]
        share = np.clip(tried[-1] - ahead / slope, 0.0, 1.0)
        if np.all(np.abs(share - tried[-1]) * piece_m < _STILL_M):
            break
        tried.append(share)
        looked.append(_look(ends, share, lon, lat))
        slope = _slope(tried[-1] - tried[-2], looked[-1][1] - ahead, slope)
    lengths_m = np.stack([length_m for length_m, _, _ in looked])
    best = np.argmin(lengths_m, axis=0), np.arange(len(ends))
    return Nearest(lengths_m[best], *_points(ends, np.stack(tried)[best]).T)


def _slope(moved: Floats, gained: Floats, otherwise: Floats) -> Floats:
    """Keep the slope where a step is too small to tell, or where the way ahead grows with each step."""
    told = np.abs(moved) > 1e-9
    slope = np.divide(gained, moved, out=otherwise.copy(), where=told)
    return np.where(slope < -0.1, slope, otherwise)


def _points(ends: Floats, share: Floats) -> Floats:
    # This way both ends are exact; a pole is not left by rounding.
    points = ends[:, :2] * (1 - share)[:, None] + ends[:, 2:] * share[:, None]
    points[:, 1] = np.clip(points[:, 1], -90.0, 90.0)
    return np.asarray(points, dtype=np.float64)


def _look(ends: Floats, share: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats, Floats]:
    """Return how far the position is from this share of each piece, how many shares ahead, and the piece's length.

    The radii of curvature are those of the meridian and of the prime vertical (Torge, Geodesy, section 4.1.3).
    """
    at_lon, at_lat = _points(ends, share).T
    azimuth, _, length_m = WGS84.inv(np.ascontiguousarray(at_lon), np.ascontiguousarray(at_lat), lon, lat)
    rise, (lon_step, lat_step) = np.radians(at_lat), np.radians(ends[:, 2:] - ends[:, :2]).T
    flat = 1 - WGS84.es * np.sin(rise) ** 2
    east = WGS84.a / np.sqrt(flat) * np.cos(rise) * lon_step
    north = WGS84.a * (1 - WGS84.es) / flat**1.5 * lat_step
    squared = np.maximum(east**2 + north**2, 1e-18)
    ahead = length_m * (np.sin(np.radians(azimuth)) * east + np.cos(np.radians(azimuth)) * north) / squared
    return length_m, ahead, np.sqrt(squared)
