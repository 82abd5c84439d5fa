"""Distances, discs and lines in metres on the WGS 84 ellipsoid, anywhere on Earth.

All angles are degrees (EPSG:4326), all lengths metres, all azimuths clockwise from north. Geodesics are those of
C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), as PROJ computes them, exact to some nanometres.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.antimeridian import cut_line
from geo.area import sector_area_m2
from geo.circle import WGS84, circles, geodesic_ends
from geo.errors import SettingError
from geo.parts import without_empty_parts
from geo.paths import of_area, polar_disc, sector
from geo.place import LonLat
from geo.sag import SHORTEST_DEGREE_M, bend, checked_edges, sag_m, vertex_radii_m

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.sag import EdgeFit

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]
    Indices = npt.NDArray[np.intp]

__all__ = [
    "LARGEST_RADIUS_M",
    "WGS84",
    "Layout",
    "covering_radius_m",
    "destination",
    "discs",
    "distance_m",
    "geodesic_line",
    "holding_disc",
    "laid_out",
    "measure",
    "midpoint",
    "rings",
    "sectors",
]

# Less than a quarter of a meridian (10,001,965.7 m), so that no disc holds both poles.
LARGEST_RADIUS_M = 10_000_000.0
_QUARTER_M = 10_001_965.0


def discs(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    vertices: int = 64,
    edges: EdgeFit = "inscribed",
) -> Geometries:
    """Return the discs of these radii around these points.

    Parameters
    ----------
    lon, lat
        Centres in degrees; longitudes of any turn, latitudes in [-90, 90]. Broadcast against each other and
        against `radius_m`.
    radius_m
        Geodesic radii in metres, over 0 and up to `LARGEST_RADIUS_M`; where the vertices lie farther out, these must
        not reach both poles.
    vertices
        Vertices of each disc, evenly spread over the azimuths from north; at least 8. Near a pole there are more.
    edges
        ``inscribed``: every vertex lies at the radius. ``circumscribed``: every vertex lies so far out that no
        position within the radius is missed. ``equal_area``: so far out that the area is the disc's, within
        1e-5 of it up to a radius of 500 km, 5e-5 beyond (64 vertices).

    Returns
    -------
    ndarray of shapely.Polygon or shapely.MultiPolygon
        Shape (n,), EPSG:4326, valid, counterclockwise, cut at the antimeridian; a disc that holds a pole reaches
        the edge of the map at ±90 degrees. Equal discs are computed once and are one object. Every vertex lies at its
        distance within 1e-6 m, but those on the cut. Edges are straight in longitude and latitude; how far they leave
        the circle is bounded by `geo.sag.sag_m`: 0.12 % of the radius for 64 vertices, 0.24 % near a pole or for the
        largest radii.

    Raises
    ------
    SettingError
        A centre or a radius is missing, or out of range; or an option is not one of those above.
    """
    centre_lon, centre_lat, radius, reach, cut = laid_out(lon, lat, radius_m, vertices, edges)
    first, which = _unique(centre_lon, centre_lat, radius)
    result = np.empty(len(first), dtype=object)
    whole = np.flatnonzero(~cut[first])
    at = first[whole]
    for rows, ring in circles(centre_lon[at], centre_lat[at], reach[at], vertices):
        ends = (vertices + 1) * np.arange(len(rows) + 1), np.arange(len(rows) + 1)
        result[whole[rows]] = shapely.from_ragged_array(shapely.GeometryType.POLYGON, ring.reshape(-1, 2), ends)
    for number in np.flatnonzero(cut[first]):
        one = first[number]
        drawn = partial(polar_disc, centre_lon[one], centre_lat[one], vertices)
        if edges == "equal_area":
            full_m2 = sector_area_m2(centre_lat[one], radius[one])
            result[number] = of_area(full_m2, full_m2, reach[one], drawn)
        else:
            result[number] = drawn(reach[one])
    return result[which]


class Layout(NamedTuple):
    """Discs before they are drawn: centres in degrees, radii and vertices' distances in metres, which ones are cut."""

    lon: Floats
    lat: Floats
    radius_m: Floats
    reach_m: Floats
    cut: npt.NDArray[np.bool_]


def laid_out(lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike, vertices: int, edges: EdgeFit) -> Layout:
    """Return where the discs of `discs` lie, and which of them come near to the antimeridian or to a pole."""
    checked_edges(edges, vertices, "discs")
    centre_lon, centre_lat, radius = _checked(lon, lat, radius_m)
    reach = vertex_radii_m(centre_lat, radius, vertices, edges)
    _require(reach <= _QUARTER_M, radius, "radius", f"less for {edges} edges of {vertices} vertices")
    over_the_end = np.abs(centre_lon) + _half_width_degrees(centre_lat, reach) > 180
    return Layout(centre_lon, centre_lat, radius, reach, over_the_end | (bend(centre_lat, reach) > 1))


def _unique(*columns: Floats) -> tuple[Indices, Indices]:
    """Return the first row of each different one, and which of these each row is."""
    rows = np.arange(len(columns[0]))
    if len(np.unique(columns[0])) == len(rows):
        return rows, rows
    order = np.lexsort(columns)
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    which = np.empty(len(order), dtype=np.intp)
    which[order] = np.cumsum(new) - 1
    return order[new], which


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


def _half_width_degrees(lat: Floats, radius: Floats) -> Floats:
    """Half the longitudes that a disc spans: by spherical trigonometry, and a hundredth more for the ellipsoid."""
    angle = np.radians(radius / SHORTEST_DEGREE_M)
    half = np.arcsin(np.minimum(1, np.sin(angle) / np.cos(np.radians(lat))))
    return np.asarray(1.01 * np.degrees(half), dtype=np.float64)


def rings(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    inner_m: npt.ArrayLike,
    outer_m: npt.ArrayLike,
    *,
    vertices: int = 64,
    edges: EdgeFit = "inscribed",
) -> Geometries:
    """Return the areas between two distances from these points.

    Parameters
    ----------
    lon, lat, vertices
        As for `discs`.
    inner_m, outer_m
        Geodesic radii in metres, inner below outer.
    edges
        As for `discs`, for the outer edge. The inner edge of ``circumscribed`` is drawn so far in that no position
        between the radii is missed.

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
    outer = discs(lon, lat, outer_m, vertices=vertices, edges=edges)
    inner = discs(lon, lat, _hole_m(lat, inner_m, vertices, edges), vertices=vertices, edges=_HOLE[edges])
    areas: Geometries = shapely.orient_polygons(shapely.difference(outer, inner))
    return areas


# A hole that misses nothing lies inside its circle, edges and all.
_HOLE: dict[EdgeFit, EdgeFit] = {"inscribed": "inscribed", "circumscribed": "inscribed", "equal_area": "equal_area"}


def _hole_m(lat: npt.ArrayLike, inner_m: npt.ArrayLike, vertices: int, edges: EdgeFit) -> Floats:
    inner = np.asarray(inner_m, dtype=np.float64)
    return inner - sag_m(lat, inner, vertices) if edges == "circumscribed" else inner


def sectors(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    from_azimuth: npt.ArrayLike,
    to_azimuth: npt.ArrayLike,
    *,
    inner_m: npt.ArrayLike = 0.0,
    vertices: int = 64,
    edges: EdgeFit = "inscribed",
) -> Geometries:
    """Return the parts of discs between two directions, clockwise from the first to the second.

    Parameters
    ----------
    lon, lat, radius_m
        As for `discs`; all arguments are broadcast against each other.
    from_azimuth, to_azimuth
        Degrees clockwise from north as they leave the centre, of any turn: 350 to 10 are the 20 degrees around north.
    inner_m
        Geodesic radius in metres within which nothing belongs to the sector; 0 for none.
    vertices
        Of a full turn, at least 8; a sector has its share of them, and more near a pole.
    edges
        As for `rings`. The sides are geodesics: their vertices lie on them, and their edges leave them by no more
        than `geo.sag.sag_m`, whatever is chosen here.

    Returns
    -------
    ndarray of shapely geometries
        Shape (n,), as `discs` has them.

    Raises
    ------
    SettingError
        As for `rings`, or the two directions are the same or missing.
    """
    checked_edges(edges, vertices, "sectors")
    values = np.broadcast_arrays(*map(np.atleast_1d, (lon, lat, radius_m, from_azimuth, to_azimuth, inner_m)))
    centre_lon, centre_lat, radius = _checked(*values[:3])
    start, end, inner = (np.asarray(one, dtype=np.float64).ravel() for one in values[3:])
    turn = (end - start) % 360
    _require(turn > 0, end, "directions", f"two different ones (the whole turn is a disc); from {start[0]:g} to")
    _require((inner >= 0) & (inner < radius), inner, "inner radius", "0 or more, and less than the outer one")
    outer = vertex_radii_m(centre_lat, radius, vertices, edges)
    _require(outer <= _QUARTER_M, radius, "radius", f"less for {edges} edges of {vertices} vertices")
    holes = vertex_radii_m(centre_lat, _hole_m(centre_lat, inner, vertices, edges), vertices, _HOLE[edges])
    result = np.empty(centre_lon.shape, dtype=object)
    for at in range(len(result)):
        lat_turn = centre_lat[at], start[at], turn[at]
        drawn = partial(sector, centre_lon[at], *lat_turn, holes[at], vertices)
        if edges == "equal_area":
            full_m2, hole_m2 = (sector_area_m2(lat_turn[0], far_m, *lat_turn[1:]) for far_m in (radius[at], inner[at]))
            result[at] = of_area(full_m2 - hole_m2, full_m2, radius[at], drawn)
        else:
            result[at] = drawn(outer[at])
    return result


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


def holding_disc(geometry: BaseGeometry) -> tuple[LonLat, float]:
    """Return the middle and the radius in metres of a disc that holds a geometry, hardly larger than it must be.

    The middle is that of the smallest circle in a plane of true distances and directions from amid the vertices: no
    antimeridian and no pole lies in its way.

    Raises
    ------
    SettingError
        The geometry is empty.
    """
    lon, lat = np.radians(shapely.get_coordinates(geometry)).T
    east, north, up = np.cos(lat) @ np.cos(lon), np.cos(lat) @ np.sin(lon), np.sin(lat).sum()
    start = np.degrees([np.arctan2(north, east), np.arctan2(up, np.hypot(east, north))])
    starts = np.broadcast_to(start[:, None], (2, len(lon)))
    heading, _, length_m = WGS84.inv(starts[0], starts[1], np.degrees(lon), np.degrees(lat))
    plane = np.column_stack([length_m * np.sin(np.radians(heading)), length_m * np.cos(np.radians(heading))])
    west, south, right, top = shapely.bounds(shapely.minimum_bounding_circle(shapely.multipoints(plane)))
    x, y = (west + right) / 2, (south + top) / 2
    middle = destination(LonLat(*start.tolist()), np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    return middle, covering_radius_m(geometry, middle)


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
    lon, lat = shapely.get_coordinates(shapely.segmentize(without_empty_parts(geometry), 0.25)).T
    _, _, length = WGS84.inv(np.full_like(lon, at.lon), np.full_like(lat, at.lat), lon, lat)
    return float(length.max())
