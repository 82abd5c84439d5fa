"""The nearest point of a geometry, and how far it is, on WGS 84."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.along import Nearest, along
from geo.chords import ecef
from geo.errors import SettingError
from geo.pieces import Pieces, segments

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["nearest_on"]


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
    told = segments(geometry)
    if not len(told):
        raise SettingError("nearest_on: expected a geometry with a boundary, got one that covers the Earth")
    pieces = Pieces.of(told)
    found = Nearest(*(np.empty(len(lon)) for _ in Nearest._fields))
    for who, piece, share in pieces.near(ecef(lon, lat)):
        nearest = along(pieces.ends[piece], share, _always(lon[who], lat[who]))
        order = np.lexsort((piece, nearest.distance_m, who))
        first = order[np.flatnonzero(np.diff(who[order], prepend=-1))]
        for column, values in zip(found, nearest, strict=True):
            column[who[first]] = values[first]
    return found


def _always(lon: Floats, lat: Floats) -> Callable[[Floats, Floats], tuple[Floats, Floats]]:
    return lambda _lon, _lat: (lon, lat)
