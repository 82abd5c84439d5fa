"""How far geometries are from each other: points, lines and polygons alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import shapely

from geo.along import along
from geo.chords import beyond_m, ecef
from geo.circle import WGS84
from geo.errors import SettingError
from geo.nearest import nearest_on
from geo.pieces import Pieces, segments

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Geometries = npt.NDArray[np.object_]

__all__ = ["Placed", "apart_m"]

# Boxes that reach farther than this from their middle, in degrees, get a ball that holds the Earth.
_WIDE_DEGREES = 45.0

_ROUNDING_M = 1e-6


@dataclass(frozen=True, slots=True)
class Placed:
    """Geometries on Earth, each with a ball around it.

    Attributes
    ----------
    geometry
        Shape (n,), EPSG:4326.
    lon, lat
        Of points; NaN for other geometries.
    centre, radius_m
        A ball that holds the geometry: EPSG:4978, shape (n, 3) and (n,).
    """

    geometry: Geometries
    lon: Floats
    lat: Floats
    centre: Floats
    radius_m: Floats

    @classmethod
    def of(cls, told: npt.ArrayLike) -> Self:
        """Check geometries and place them.

        Raises
        ------
        SettingError
            The table is in another coordinate system, or a geometry is missing, empty or not on Earth.
        """
        crs = getattr(told, "crs", None)
        if crs is not None and crs not in ("EPSG:4326", "OGC:CRS84"):
            raise SettingError(f"expected geometries in EPSG:4326, got {crs}; convert them with to_crs(4326)")
        geometry = np.atleast_1d(np.array(told, dtype=object))
        _require(shapely.is_geometry(geometry) & ~shapely.is_empty(geometry), geometry, "one with at least one point")
        west, south, east, north = shapely.bounds(geometry).T.reshape(4, -1)
        on_earth = np.isfinite(west + east) & (south >= -90) & (north <= 90)
        _require(on_earth, geometry, "longitudes in degrees and latitudes from -90 to 90")
        lon, lat = _own(shapely.get_x(geometry)), _own(shapely.get_y(geometry))
        return cls(geometry, _turned(lon, lat), lat, *_balls(west, south, east, north))

    def __len__(self) -> int:
        return len(self.geometry)

    @property
    def points(self) -> bool:
        """Whether all are points."""
        return bool(np.isfinite(self.lon).all())

    def near(self, at: int, others: Placed, distance_m: npt.ArrayLike) -> Indices:
        """Return which of the others may be within a distance of the geometry `at`, and surely all that are."""
        apart = np.linalg.norm(others.centre - self.centre[at], axis=1)
        return np.flatnonzero(apart - others.radius_m - self.radius_m[at] <= beyond_m(distance_m))

    def apart_m(self, at: int, others: Placed, rows: Indices) -> Floats:
        """Return the distance in metres from the geometry `at` to some of the others."""
        lengths = np.empty(len(rows))
        point = np.isfinite(others.lon[rows])
        if point.any():
            told = rows[point]
            lengths[point] = nearest_on(self.geometry[at], others.lon[told], others.lat[told]).distance_m
        lengths[~point] = [apart_m(self.geometry[at], others.geometry[row]) for row in rows[~point]]
        return lengths


def _require(good: npt.NDArray[np.bool_], geometry: Geometries, expected: str) -> None:
    if not good.all():
        first = int(np.argmin(good))
        raise SettingError(f"geometry {first + 1} of {len(good)}: expected {expected}, got {geometry[first]}")


def _own(degrees: Floats) -> Floats:
    return np.asarray(degrees, dtype=np.float64).reshape(-1)


def _turned(lon: Floats, lat: Floats) -> Floats:
    """Give one place one longitude: in (-180, 180], and 0 at a pole."""
    turned = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    turned = np.where(turned == -180, 180.0, turned)
    return np.where(np.abs(lat) == 90, 0.0, turned) + 0.0


def _balls(west: Floats, south: Floats, east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Return balls around boxes. Up to a quarter turn on a sphere, a corner is farthest from the middle of a box."""
    centre = ecef((west + east) / 2, (south + north) / 2)
    radius_m = np.zeros(len(centre))
    wide = np.flatnonzero((west < east) | (south < north))
    corners = [ecef(lon[wide], lat[wide]) for lon in (west, east) for lat in (south, north)]
    farthest = np.max([np.linalg.norm(corner - centre[wide], axis=1) for corner in corners], axis=0)
    # A hundredth more for the ellipsoid.
    turned = np.maximum(east - west, north - south)[wide] > 2 * _WIDE_DEGREES
    radius_m[wide] = np.where(turned, 2 * WGS84.a, 1.01 * farthest)
    return centre, radius_m


def apart_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return the geodesic distance in metres between two geometries, 0 where they meet.

    Parameters
    ----------
    one, other
        Any geometries in EPSG:4326, edges straight in longitude and latitude, cut at the antimeridian (RFC 7946).

    Returns
    -------
    float
        Measured from every vertex of both to the other, and along the pieces between where that comes near enough.

    Raises
    ------
    SettingError
        A geometry is empty.
    """
    if shapely.intersects(one, other):
        return 0.0
    return min(_one_way_m(one, other), _one_way_m(other, one))


def _one_way_m(one: BaseGeometry, other: BaseGeometry) -> float:
    """Return how near the other comes to the ends of the pieces of the one, and to where it is nearest between."""
    ends = Pieces.of(segments(one)).ends
    lengths = np.stack([nearest_on(other, *ends[:, side : side + 2].T).distance_m for side in (0, 2)])
    lon, lat, to_lon, to_lat = np.ascontiguousarray(ends.T)
    # No point of a piece is nearer than this; edges straight in degrees are longer than geodesics by less than 1 %.
    least_m = lengths.sum(axis=0) / 2 - 0.505 * WGS84.inv(lon, lat, to_lon, to_lat)[2]
    may = least_m <= lengths.min() + _ROUNDING_M
    share = np.argmin(lengths[:, may], axis=0).astype(np.float64)
    between = along(ends[may], share, lambda lon, lat: nearest_on(other, lon, lat)[1:])
    return float(between.distance_m.min())
