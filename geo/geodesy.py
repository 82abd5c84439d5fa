"""Distances, discs and lines in metres on the WGS 84 ellipsoid, anywhere on Earth.

All angles are degrees (EPSG:4326), all lengths metres, all azimuths clockwise from north. Geodesics are those of
C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), as PROJ computes them, exact to some nanometres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.antimeridian import cut_line, enclosed, unwrapped
from geo.circle import WGS84, circles, geodesic_ends
from geo.errors import SettingError
from geo.place import LonLat

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]

__all__ = [
    "LARGEST_RADIUS_M",
    "WGS84",
    "covering_radius_m",
    "destination",
    "discs",
    "distance_m",
    "geodesic_line",
    "measure",
    "midpoint",
    "rings",
]

# Less than a quarter of a meridian (10,001,965.7 m), so that no disc holds both poles.
LARGEST_RADIUS_M = 10_000_000.0

# A disc whose edge comes this near to a pole, and that spans this many degrees of longitude on either side, gets more
# vertices there, where meridians run together: no edge is longer than a step.
_POLAR_DEGREES = 5.0
_WIDE_DEGREES = 45.0
_LONGEST_STEP_DEGREES = 5.0
_FINEST_STEP_DEGREES = 1e-4

# No degree of latitude is shorter (110,574 m at the equator), so this never takes a disc for smaller than it is.
_SHORTEST_DEGREE_M = 110_574.0


def discs(lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike, *, vertices: int = 64) -> Geometries:
    """Return the discs of these radii around these points.

    Parameters
    ----------
    lon, lat
        Centres in degrees; longitudes of any turn, latitudes in [-90, 90]. Broadcast against each other and
        against `radius_m`.
    radius_m
        Geodesic radii in metres, over 0 and up to `LARGEST_RADIUS_M`.
    vertices
        Vertices of each disc, evenly spread over the azimuths from north; at least 8. Near a pole there are more.

    Returns
    -------
    ndarray of shapely.Polygon or shapely.MultiPolygon
        Shape (n,), EPSG:4326, valid, counterclockwise, cut at the antimeridian; a disc that holds a pole reaches
        the edge of the map at ±90 degrees. Every vertex lies at the radius within 1e-6 m, but those on the cut.
        Edges are straight in longitude and latitude, and run inside the disc by about
        ``radius_m * (1 - cos(pi / vertices))``: 0.12 % of the radius for 64 vertices.

    Raises
    ------
    SettingError
        A centre or a radius is missing, or out of range.
    """
    centre_lon, centre_lat, radius = _checked(lon, lat, radius_m)
    if vertices < 8:
        raise SettingError(f"discs: expected at least 8 vertices, got {vertices}")
    reach = np.abs(centre_lat) + radius / _SHORTEST_DEGREE_M
    polar = (reach > 90 - _POLAR_DEGREES) & (_half_width_degrees(centre_lat, radius) > _WIDE_DEGREES)
    result = np.empty(centre_lon.shape, dtype=object)
    plain = np.flatnonzero(~polar)
    result[plain] = _plain_discs(centre_lon[plain], centre_lat[plain], radius[plain], vertices)
    for at in np.flatnonzero(polar):
        result[at] = _polar_disc(centre_lon[at], centre_lat[at], radius[at], vertices)
    return result


def _checked(lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    values = (np.atleast_1d(np.asarray(value, dtype=np.float64)).ravel() for value in (lon, lat, radius_m))
    centre_lon, centre_lat, radius = np.broadcast_arrays(*values)
    _require(np.isfinite(centre_lon), centre_lon, "longitude", "a number of degrees")
    _require(np.abs(centre_lat) <= 90, centre_lat, "latitude", "-90 to 90 degrees")
    _require(
        (radius > 0) & (radius <= LARGEST_RADIUS_M), radius, "radius", f"over 0 and up to {LARGEST_RADIUS_M:.0f} m"
    )
    turned = np.where(np.abs(centre_lon) > 180, (centre_lon + 180) % 360 - 180, centre_lon)
    return turned, centre_lat, radius


def _require(good: npt.NDArray[np.bool_], values: Floats, what: str, expected: str) -> None:
    if not good.all():
        first = int(np.argmin(good))
        raise SettingError(f"disc {first + 1} of {len(values)}: {what} expected {expected}, got {values[first]}")


def _plain_discs(lon: Floats, lat: Floats, radius: Floats, vertices: int) -> Geometries:
    areas = np.empty(len(lon), dtype=object)
    near_the_cut = np.abs(lon) + _half_width_degrees(lat, radius) > 180
    for rows, circle in circles(lon, lat, radius, vertices):
        ends = (vertices + 1) * np.arange(len(rows) + 1), np.arange(len(rows) + 1)
        areas[rows] = shapely.from_ragged_array(shapely.GeometryType.POLYGON, circle.reshape(-1, 2), ends)
        for at in np.flatnonzero(near_the_cut[rows]):
            areas[rows[at]] = enclosed(circle[at], pole=1)
    return areas


def _half_width_degrees(lat: Floats, radius: Floats) -> Floats:
    """Half the longitudes that a disc spans: by spherical trigonometry, and a hundredth more for the ellipsoid."""
    angle = np.radians(radius / _SHORTEST_DEGREE_M)
    half = np.arcsin(np.minimum(1, np.sin(angle) / np.cos(np.radians(lat))))
    return np.asarray(1.01 * np.degrees(half), dtype=np.float64)


def _polar_disc(lon: float, lat: float, radius: float, vertices: int) -> BaseGeometry:
    azimuth = -360.0 / vertices * np.arange(vertices + 1)
    while True:
        ring_lon, ring_lat = geodesic_ends(lon, lat, azimuth, radius)
        steps = np.abs(np.diff(unwrapped(ring_lon)))
        coarse = np.flatnonzero((steps > _LONGEST_STEP_DEGREES) & (-np.diff(azimuth) > _FINEST_STEP_DEGREES))
        if not len(coarse):
            break
        azimuth = np.insert(azimuth, coarse + 1, (azimuth[coarse] + azimuth[coarse + 1]) / 2)
    return enclosed(np.column_stack([ring_lon[:-1], ring_lat[:-1]]), pole=1 if lat >= 0 else -1)


def rings(
    lon: npt.ArrayLike, lat: npt.ArrayLike, inner_m: npt.ArrayLike, outer_m: npt.ArrayLike, *, vertices: int = 64
) -> Geometries:
    """Return the areas between two distances from these points.

    Parameters
    ----------
    lon, lat, vertices
        As for `discs`.
    inner_m, outer_m
        Geodesic radii in metres, inner below outer.

    Returns
    -------
    ndarray of shapely geometries
        Shape (n,), as `discs` has them, each with the inner disc taken out.

    Raises
    ------
    SettingError
        As for `discs`, or an inner radius is not below the outer one.
    """
    if not np.all(np.asarray(inner_m) < np.asarray(outer_m)):
        raise SettingError(f"rings: expected every inner radius below its outer one, got {inner_m!r} and {outer_m!r}")
    inner, outer = (discs(lon, lat, radius, vertices=vertices) for radius in (inner_m, outer_m))
    areas: Geometries = shapely.orient_polygons(shapely.difference(outer, inner))
    return areas


def distance_m(a: LonLat, b: LonLat) -> float:
    """Return the geodesic distance in metres between two positions."""
    return float(WGS84.inv(a.lon, a.lat, b.lon, b.lat)[2])


def destination(at: LonLat, azimuth: float, length_m: float) -> LonLat:
    """Return where one comes from `at` after `length_m` metres, starting at `azimuth` degrees from north."""
    lon, lat, _ = WGS84.fwd(at.lon, at.lat, azimuth, length_m)
    return LonLat(float(lon), float(lat))


def midpoint(a: LonLat, b: LonLat) -> LonLat:
    """Return the position halfway along the geodesic between two positions."""
    azimuth, _, length = WGS84.inv(a.lon, a.lat, b.lon, b.lat)
    return destination(a, azimuth, length / 2)


def geodesic_line(a: LonLat, b: LonLat, max_step_m: float = 25_000.0) -> BaseGeometry:
    """Return the shortest line between two positions.

    Parameters
    ----------
    a, b
        Its ends, both on the line as they are given.
    max_step_m
        Largest distance in metres between two of its vertices. Straight edges of 25 km in longitude and latitude
        keep within 15 m of the geodesic up to 45 degrees, 70 m up to 80.

    Returns
    -------
    shapely.LineString or shapely.MultiLineString
        EPSG:4326, cut at the antimeridian.

    Raises
    ------
    SettingError
        The step is not above 0, or the two positions are the same.
    """
    if not max_step_m > 0:
        raise SettingError(f"geodesic_line: expected a step above 0 m, got {max_step_m}")
    azimuth, _, length = WGS84.inv(a.lon, a.lat, b.lon, b.lat)
    if not length > 0:
        raise SettingError(f"geodesic_line: expected two different positions, got {a} twice")
    steps = np.linspace(0, length, int(np.ceil(length / max_step_m)) + 1)
    lon, lat = geodesic_ends(a.lon, a.lat, azimuth, steps)
    lon[[0, -1]], lat[[0, -1]] = (a.lon, b.lon), (a.lat, b.lat)
    return cut_line(lon, lat)


def measure(at: LonLat, length_m: float, azimuth: float = 90.0) -> BaseGeometry:
    """Return a line of true length whose middle is at `at`.

    Parameters
    ----------
    at
        The middle.
    length_m
        Geodesic length in metres.
    azimuth
        Direction at the middle, degrees from north.

    Returns
    -------
    shapely.LineString or shapely.MultiLineString
        EPSG:4326, cut at the antimeridian.

    Raises
    ------
    SettingError
        The length is not above 0.
    """
    if not 0 < length_m <= 2 * LARGEST_RADIUS_M:
        raise SettingError(f"measure: expected a length over 0 and up to {2 * LARGEST_RADIUS_M:.0f} m, got {length_m}")
    back, ahead = (destination(at, azimuth + turn, length_m / 2) for turn in (180, 0))
    return geodesic_line(back, ahead)


def covering_radius_m(geometry: BaseGeometry, at: LonLat) -> float:
    """Return the geodesic distance in metres from `at` to the farthest point of a geometry.

    Edges are straight in longitude and latitude; they are looked at every quarter of a degree.

    Raises
    ------
    SettingError
        The geometry is empty.
    """
    if geometry.is_empty:
        raise SettingError("covering_radius_m: expected a geometry with at least one point, got an empty one")
    lon, lat = shapely.get_coordinates(shapely.segmentize(geometry, 0.25)).T
    _, _, length = WGS84.inv(np.full_like(lon, at.lon), np.full_like(lat, at.lat), lon, lat)
    return float(length.max())
