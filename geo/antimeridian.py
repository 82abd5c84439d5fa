"""Areas and lines cut where the map ends: at the antimeridian, and closed over a pole they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.affinity import translate

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["cut_line", "enclosed", "folded", "span", "unwrapped"]


def unwrapped(lon: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Continue longitudes past ±180, each within half a turn of the one before it.

    Parameters
    ----------
    lon
        Longitudes in degrees along a path, shape (n,).

    Returns
    -------
    ndarray
        Shape (n,); the first stays as it is.
    """
    steps = np.diff(lon)
    turns = -np.round(steps / 360.0)
    turned = lon.copy()
    # Whole turns are added to each longitude, so that none is changed by the rounding of a running sum.
    turned[1:] += 360.0 * np.cumsum(turns)
    return turned


def span(boxes: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the western and eastern ends of the shortest stretch of the globe that holds all boxes.

    Parameters
    ----------
    boxes
        West, south, east, north in degrees, shape (n, 4) with n over 0, as `shapely.bounds` gives them.

    Returns
    -------
    west, east : float
        `west` in [-180, 180]; `east` is over 180 where the stretch crosses the antimeridian.
    """
    order = np.argsort(boxes[:, 0], kind="stable")
    west, east = boxes[order, 0], np.maximum.accumulate(boxes[order, 2])
    gaps = np.append(west[1:] - east[:-1], west[0] + 360.0 - east[-1])
    widest = int(np.argmax(gaps))
    if widest == len(gaps) - 1:
        return float(west[0]), float(east[-1])
    return float(west[widest + 1]), float(east[widest]) + 360.0


def folded(geometry: BaseGeometry) -> BaseGeometry:
    """Cut a geometry whose longitudes run past ±180 and move each part back on the map.

    Parameters
    ----------
    geometry
        Polygons or lines in degrees (EPSG:4326), longitudes continued past ±180.

    Returns
    -------
    shapely geometry
        The same places with longitudes in [-180, 180]; parts of the same dimension only.
    """
    west, _, east, _ = geometry.bounds
    if west >= -180 and east <= 180:
        return geometry
    worlds = range(int(np.floor((west + 180) / 360)), int(np.ceil((east + 180) / 360)))
    parts = [translate(_clipped(geometry, 360.0 * world), -360.0 * world) for world in worlds]
    return shapely.union_all(parts)


def _clipped(geometry: BaseGeometry, turn: float) -> BaseGeometry:
    dimension = shapely.get_dimensions(geometry)
    clipped = shapely.intersection(geometry, shapely.box(turn - 180, -90, turn + 180, 90))
    parts = shapely.get_parts(clipped)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == dimension])


def enclosed(ring: npt.NDArray[np.float64], pole: int) -> BaseGeometry:
    """Return the area that a closed path on the Earth encloses.

    A path that goes once round the Earth encloses the pole on its side; that area is closed along the edge of
    the map at ±90 degrees and spans all longitudes.

    Parameters
    ----------
    ring
        Longitudes and latitudes in degrees, shape (n, 2), each step less than half a turn; the last point need
        not repeat the first.
    pole
        1 or -1: the pole (90 or -90 degrees) to enclose where the path goes round the Earth.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        Valid, counterclockwise, longitudes in [-180, 180].
    """
    lon = unwrapped(np.append(ring[:, 0], ring[0, 0]))
    path = np.column_stack([lon, np.append(ring[:, 1], ring[0, 1])])
    turn = 360.0 * round((lon[-1] - lon[0]) / 360)
    if not turn:
        return shapely.orient_polygons(folded(_area(path)))
    # Three turns of it hold one whole map, away from where the first begins and the last ends: no seam but the map's.
    turns = np.vstack([path[:-1], np.add(path[:-1], [turn, 0]), np.add(path, [2 * turn, 0])])
    world = 360.0 * round((lon[0] + 1.5 * turn) / 360)
    area = _area(np.vstack([turns, [turns[-1, 0], 90.0 * pole], [turns[0, 0], 90.0 * pole]]))
    return shapely.orient_polygons(translate(_clipped(area, world), -world))


def _area(path: npt.NDArray[np.float64]) -> BaseGeometry:
    area: BaseGeometry = shapely.Polygon(path)
    return area if area.is_valid else shapely.make_valid(area, method="structure", keep_collapsed=False)


def cut_line(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> BaseGeometry:
    """Return the line through these points, cut where it crosses the antimeridian.

    Parameters
    ----------
    lon, lat
        Degrees, shape (n,), each step less than half a turn.

    Returns
    -------
    shapely.LineString or shapely.MultiLineString
        Longitudes in [-180, 180].
    """
    line = folded(shapely.LineString(np.column_stack([unwrapped(lon), lat])))
    return line if line.geom_type == "LineString" else shapely.line_merge(line)
