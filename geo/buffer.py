"""Zones around any geometry: everything within a geodesic distance of it.

A plane gives the shape of a zone, piece by piece; then each vertex is moved to the distance itself (`geo.settle`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.antimeridian import enclosed, unwrapped
from geo.errors import SettingError
from geo.geodesy import LARGEST_RADIUS_M, WGS84, discs
from geo.parts import without_empty_parts
from geo.sag import checked_edges
from geo.settle import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from geo.sag import EdgeFit

    Floats = npt.NDArray[np.float64]

__all__ = ["buffer"]

# Each piece is grown in the azimuthal equidistant plane of its own middle. Distances from there are true; from x metres
# beside it, over s metres, they are wrong by at most x**2 / 2s (1 - (s / R) / tan(s / R)), since lengths across the
# line of sight are too long by (s / R) / sin(s / R) (Snyder, Map Projections: A Working Manual, USGS 1395, chapter 25):
# a kilometre in 10,000, and that is taken back at the end. No piece may come to hold both poles.
_PIECE_M = 150_000.0
_STEP_M = 9_800_000.0
_DEGREE_M = 111_320.0
_SPIRALS_DEGREES = 80.0


def buffer(
    geometry: BaseGeometry, distance_m: float, *, vertices: int = 128, edges: EdgeFit = "inscribed"
) -> BaseGeometry:
    """Return everything within `distance_m` of a geometry.

    Parameters
    ----------
    geometry
        Points, lines or polygons in EPSG:4326, edges straight in longitude and latitude (RFC 7946), cut at the
        antimeridian; it may span the Earth and hold a pole.
    distance_m
        Geodesic distance in metres, over 0 and up to `geo.geodesy.LARGEST_RADIUS_M`.
    vertices
        Vertices of a full turn; a point's zone is exactly its disc (`geo.geodesy.discs`).
    edges
        ``inscribed``: every vertex lies at the distance. ``circumscribed``: farther out by the bound below, so that
        no position within the distance is missed. ``equal_area`` is for points alone.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        EPSG:4326, valid, counterclockwise, cut at the antimeridian. Every vertex lies at its distance from the
        geometry within 1e-6 m, but those on the cut. With the default vertices the edges leave that distance by less
        than ``max(1 m, d / 1000)``.

    Raises
    ------
    SettingError
        The geometry is empty, the distance is not above 0 or too large, or an option is not one of those above.
    """
    checked_edges(edges, vertices, "buffer")
    if not 0 < distance_m <= LARGEST_RADIUS_M:
        raise SettingError(f"buffer: expected a distance over 0 and up to {LARGEST_RADIUS_M:.0f} m, got {distance_m}")
    if geometry.is_empty:
        raise SettingError("buffer: expected a geometry with at least one point, got an empty one")
    if isinstance(geometry, shapely.Point):
        disc: BaseGeometry = discs(geometry.x, geometry.y, distance_m, vertices=vertices, edges=edges)[0]
        return disc
    if edges == "equal_area":
        raise SettingError(f"buffer: equal_area is for points, got a {geometry.geom_type}; inscribed is near to it")
    geometry = without_empty_parts(geometry)
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry, method="structure")
    tolerance_m = max(1.0, distance_m / 1000)
    reach_m = distance_m + tolerance_m if edges == "circumscribed" else distance_m
    # Growing by a and then by b is growing by a + b, so the farthest zones take two steps.
    count = int(np.ceil(reach_m / _STEP_M))
    zone = geometry
    for _ in range(count):
        zone = _grown(zone, reach_m / count, tolerance_m, vertices)
    return shapely.orient_polygons(settled(zone, geometry, reach_m))


def _grown(geometry: BaseGeometry, step_m: float, tolerance_m: float, vertices: int) -> BaseGeometry:
    # 0.05 degrees of an edge that is straight in degrees bend by at most 0.3 m in the plane, and the bend grows
    # with the square.
    edge_degrees = 0.05 * float(np.sqrt(tolerance_m))
    pieces = (shapely.segmentize(piece, edge_degrees * _share(piece)) for piece in _pieces(geometry))
    zones = [_piece_zone(piece, step_m, tolerance_m, vertices) for piece in pieces]
    return shapely.union_all([*zones, geometry] if shapely.get_dimensions(geometry) == 2 else zones)


def _share(piece: BaseGeometry) -> float:
    """How long edges may be: half as long where they are spirals round a pole, which bend up to four times as much."""
    _, south, _, north = piece.bounds
    return 0.5 if max(-south, north) > _SPIRALS_DEGREES else 1.0


def _pieces(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    west, south, east, north = geometry.bounds
    equatorward = 0.0 if south < 0 < north else min(abs(south), abs(north))
    width_m = (east - west) * _DEGREE_M * np.cos(np.radians(equatorward))
    height_m = (north - south) * _DEGREE_M
    if np.hypot(width_m, height_m) / 2 <= _PIECE_M:
        yield geometry
        return
    if width_m > height_m:
        middle = (west + east) / 2
        halves = shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)
    else:
        middle = (south + north) / 2
        halves = shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)
    for half in halves:
        part = shapely.intersection(geometry, half)
        if not part.is_empty:
            yield from _pieces(part)


def _piece_zone(piece: BaseGeometry, step_m: float, tolerance_m: float, vertices: int) -> BaseGeometry:
    west, south, east, north = piece.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    plane = shapely.transform(piece, lambda degrees: _to_plane(lon, lat, degrees))
    if shapely.get_dimensions(piece) == 1:
        # A line that comes back to its start the way it went has an end there, which GEOS takes for a corner.
        starts = [shapely.get_point(line, 0) for line in shapely.get_parts(plane)]
        plane = shapely.GeometryCollection([plane, *starts])
    grown = shapely.buffer(plane, step_m, quad_segs=max(2, vertices // 4))
    return shapely.union_all([_on_earth(part, lon, lat, tolerance_m) for part in shapely.get_parts(grown)])


def _on_earth(polygon: Polygon, lon: float, lat: float, tolerance_m: float) -> BaseGeometry:
    pole = 1 if lat >= 0 else -1
    shell, *holes = (
        enclosed(_degrees(shapely.get_coordinates(ring), lon, lat, tolerance_m)[:-1], pole)
        for ring in (polygon.exterior, *polygon.interiors)
    )
    return shapely.difference(shell, shapely.union_all(holes)) if holes else shell


def _degrees(metres: Floats, lon: float, lat: float, tolerance_m: float) -> Floats:
    """Return a path of the plane in degrees, each edge halved until it bends by less than half the tolerance.

    An edge of length L over Δλ radians bends by up to L Δλ sin φ / 4 (`geo.sag`).
    """
    while True:
        path = _to_degrees(lon, lat, metres)
        across = np.radians(np.abs(np.diff(unwrapped(path[:, 0]))))
        poleward = np.maximum(np.abs(path[1:, 1]), np.abs(path[:-1, 1]))
        bend_m = np.hypot(*np.diff(metres, axis=0).T) * across * np.sin(np.radians(poleward)) / 4
        coarse = np.flatnonzero(bend_m > tolerance_m / 2)
        if not len(coarse):
            return path
        metres = np.insert(metres, coarse + 1, (metres[coarse] + metres[coarse + 1]) / 2, axis=0)


def _to_plane(lon: float, lat: float, degrees: Floats) -> Floats:
    """Azimuthal equidistant, in metres from (lon, lat)."""
    count = len(degrees)
    azimuth, _, length = WGS84.inv(np.full(count, lon), np.full(count, lat), degrees[:, 0], degrees[:, 1])
    return np.column_stack([length * np.sin(np.radians(azimuth)), length * np.cos(np.radians(azimuth))])


def _to_degrees(lon: float, lat: float, metres: Floats) -> Floats:
    count = len(metres)
    azimuth = np.degrees(np.arctan2(metres[:, 0], metres[:, 1]))
    end_lon, end_lat, _ = WGS84.fwd(np.full(count, lon), np.full(count, lat), azimuth, np.hypot(*metres.T))
    return np.column_stack([end_lon, end_lat])
