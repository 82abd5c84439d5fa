"""Zones as the edges of their outlines, counted in the cells of a grid."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.grid import Grid

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]
    Indices = npt.NDArray[np.intp]

__all__ = ["Edges", "outlines"]

# An edge of this length that is straight in degrees bends by 0.3 m in a plane at 45 degrees, by 2 m at 80.
_STEP_DEGREES = 0.05

# How far beyond the grid a zone is kept where it runs on to where the grid's CRS has no coordinates.
_MARGIN_DEGREES = 1.0


class Edges(NamedTuple):
    """Directed edges: those that run down the rows have their zone to the west, those that run up to the east.

    Attributes
    ----------
    zone
        Which zone each edge belongs to, shape (n,).
    x0, y0, x1, y1
        From where to where, in cells east and south of the grid's first corner, shape (n,). Edges along a row are
        left out: they bound nothing to the west or east.
    """

    zone: Indices
    x0: Floats
    y0: Floats
    x1: Floats
    y1: Floats

    def take(self, which: npt.NDArray[np.bool_] | Indices | slice) -> Edges:
        """Return some of the edges."""
        return Edges(self.zone[which], self.x0[which], self.y0[which], self.x1[which], self.y1[which])


_NONE = Edges(np.empty(0, np.intp), *np.empty((4, 0)))


def outlines(zones: Geometries, grid: Grid) -> tuple[Edges, Floats]:
    """Return the edges of zones on a grid, and how large the zones are.

    Parameters
    ----------
    zones
        Valid polygons and multipolygons in EPSG:4326, shape (n,), cut at the antimeridian, edges straight in degrees;
        None is a zone without edges.
    grid
        In any CRS. On a geographic one a zone lies wherever whole turns of longitude bring it onto the grid.

    Returns
    -------
    edges : Edges
        `zone` counts from 0 to n - 1. Parts of zones that do not meet the grid are left out.
    areas : ndarray
        Area of each whole zone in cells, also of what lies beside the grid, but not of what lies where the grid's CRS
        has no coordinates; shape (n,).
    """
    crs = _crs(grid.crs)
    parts, zone = _polygons(zones)
    if not len(parts):
        return _NONE, np.zeros(len(zones))
    degrees, ring_ends, part_ends = _vertices(parts, whole=crs.is_geographic)
    x, y = _placed(degrees, grid, crs)
    if not np.isfinite(x + y).all():
        return outlines(_in_reach(zones, grid), grid)
    found = _directed(x, y, ring_ends, part_ends)
    under = (found.x0 + found.x1) / 2 * (found.y1 - found.y0)
    area = np.asarray(np.bincount(zone[found.zone], under, len(zones)), dtype=np.float64)
    first = ring_ends[part_ends[:-1]]
    sides = [reduce.reduceat(values, first) for values in (x, y) for reduce in (np.minimum, np.maximum)]
    met = _on_grid(found, np.stack(sides), grid, 360.0 / grid.cell_width if crs.is_geographic else 0.0)
    return met._replace(zone=zone[met.zone]), area


@functools.cache
def _crs(name: str) -> CRS:
    return CRS.from_user_input(name)


@functools.cache
def _to(name: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", _crs(name), always_xy=True)


def _polygons(zones: Geometries) -> tuple[Geometries, Indices]:
    """Polygons of the zones, and the zone of each."""
    parts, zone = shapely.get_parts(zones, return_index=True)
    kept = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return parts[kept], zone[kept]


def _vertices(parts: Geometries, *, whole: bool) -> tuple[Floats, Indices, Indices]:
    """Vertices, and where rings and parts end among them; edges are cut where they may not stay `whole`."""
    _, degrees, ends = shapely.to_ragged_array(parts)
    ring_ends, part_ends = (np.asarray(end, dtype=np.intp) for end in ends)
    steps = np.abs(np.diff(degrees, axis=0)).max(axis=1)
    steps[ring_ends[1:-1] - 1] = 0.0
    if whole or steps.max() <= _STEP_DEGREES:
        return degrees, ring_ends, part_ends
    # A diagonal is longer than its sides.
    return _vertices(shapely.segmentize(parts, 0.99 * _STEP_DEGREES), whole=True)


def _placed(degrees: Floats, grid: Grid, crs: CRS) -> tuple[Floats, Floats]:
    """Positions in cells from the grid's first corner."""
    x, y = degrees.T
    if not crs.equals(_crs("EPSG:4326"), ignore_axis_order=True):
        x, y = _to(grid.crs).transform(x, y)
    if crs.is_geographic:
        # Another datum moves a vertex by metres, but may write it a whole turn away.
        x = x + 360.0 * np.round((degrees[:, 0] - x) / 360.0)
    return (x - grid.left) / grid.cell_width, (grid.top - y) / grid.cell_height


def _in_reach(zones: Geometries, grid: Grid) -> Geometries:
    """Zones cut to the grid's surroundings."""
    west, south, east, north = _to(grid.crs).transform_bounds(*grid.bounds, direction="INVERSE")
    margin = _MARGIN_DEGREES
    spans = [(west - margin, east + margin)] if west <= east else [(west - margin, 180.0), (-180.0, east + margin)]
    boxes = [shapely.box(left, south - margin, right, north + margin) for left, right in spans]
    return np.asarray(shapely.intersection(zones, shapely.union_all(boxes)), dtype=object)


def _directed(x: Floats, y: Floats, ring_ends: Indices, part_ends: Indices) -> Edges:
    """Edges with the part that each belongs to: shells run down the rows on their east, holes on their west."""
    start = np.delete(np.arange(len(x)), ring_ends[1:] - 1)
    rings = len(ring_ends) - 1
    ring = np.repeat(np.arange(rings), np.diff(ring_ends) - 1)
    twice = (x[start] + x[start + 1]) * (y[start + 1] - y[start])
    shell = np.zeros(rings, dtype=bool)
    shell[part_ends[:-1]] = True
    backwards = ((np.bincount(ring, twice, rings) > 0) != shell)[ring].astype(np.intp)
    part = np.repeat(np.arange(len(part_ends) - 1), np.diff(part_ends))[ring]
    tail, head = start + backwards, start + 1 - backwards
    return Edges(part, x[tail], y[tail], x[head], y[head]).take(y[tail] != y[head])


def _on_grid(found: Edges, sides: Floats, grid: Grid, turn: float) -> Edges:
    """Edges of the parts that meet the grid, after as many whole turns as bring them there."""
    west, east, north, south = sides
    beside = (south <= 0) | (north >= grid.rows)
    if turn:
        first = np.floor(-east / turn).astype(np.intp) + 1
        last = np.ceil((grid.columns - west) / turn).astype(np.intp) - 1
    else:
        first = np.zeros(len(west), dtype=np.intp)
        last = np.where((east <= 0) | (west >= grid.columns), -1, 0)
    last = np.where(beside, first - 1, last)
    turned = [_NONE]
    for turns in range(first.min(), last.max() + 1):
        here = found.take(((first <= turns) & (turns <= last))[found.zone])
        turned.append(here._replace(x0=here.x0 + turns * turn, x1=here.x1 + turns * turn))
    return Edges(*(np.concatenate(values) for values in zip(*turned, strict=True)))
