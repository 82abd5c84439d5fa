"""Grids of equal cells over areas: which one, how fine, and what the areas lay on its cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Transformer

from geo.antimeridian import span
from geo.edges import outlines
from geo.errors import SettingError
from geo.grid import Grid
from geo.scan import spread
from geo.units import Length, parse_length
from layers.grades import grades
from layers.kinds import Parameter
from layers.layer import Raster
from layers.steps import number, step

if TYPE_CHECKING:
    import numpy.typing as npt

    from layers.text import Text

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]

__all__ = ["CELL", "LARGEST_GRID", "Areas", "covered", "distinct", "grid_over", "raster_of", "spread_out"]

# What a grid may have at most: 80 MB of numbers.
LARGEST_GRID = 10_000_000

_AUTO = "auto"
_FINEST_AUTO_M = 1_000.0
_CELLS_ACROSS = 400
_STEPS_DEG = 10.0
_NEARLY_ROUND_DEG = 350.0

# Zones are laid on a grid in turns, so that memory does not grow with their number.
_AT_ONCE = 5_000

CELL = Parameter(
    "cell",
    "text",
    f"side of a cell, such as 10km; {_AUTO} takes at least 1 km, and at most {_CELLS_ACROSS} cells across",
    _AUTO,
)


class Areas(NamedTuple):
    """Different areas in EPSG:4326, shape (n,), and how many records have each."""

    shapes: Geometries
    counts: Floats


def distinct(shapes: Geometries) -> Areas:
    """Return each area once, in the order in which they come. What has no area is left out."""
    known = shapes[shapely.area(shapes) > 0]
    # Most records that share an area share the object too: only one of each is written out to be compared.
    _, first, counts = np.unique([id(shape) for shape in known], return_index=True, return_counts=True)
    order = np.argsort(first)
    objects, counts = known[first[order]], counts[order]
    places: dict[bytes, int] = {}
    which = [places.setdefault(key, len(places)) for key in shapely.to_wkb(objects)]
    _, first = np.unique(which, return_index=True)
    return Areas(objects[first], np.bincount(which, counts, len(places)).astype(np.float64))


def grid_over(shapes: Geometries, cell: str) -> tuple[Grid, Length]:
    """Return an equal-area grid over areas, and the side of its cells.

    The projection is Lambert's cylindrical equal-area one (EPSG:6933 where the areas' middle latitude lies within 5
    degrees of 30 north or south), true to scale on the middle latitude to the nearest 10 degrees, where its cells are
    squares on the ground. Everywhere they have the same area. Corners lie on multiples of the cell's side, so that
    grids of neighbouring areas share their cells.

    Parameters
    ----------
    shapes
        Areas in EPSG:4326, cut at the antimeridian; without any there is one cell, where the equator meets Greenwich.
    cell
        A length for `geo.units.parse_length`, or ``auto``.

    Raises
    ------
    SettingError
        The length cannot be read, or there would be more than `LARGEST_GRID` cells.
    """
    boxes = shapely.bounds(shapely.get_parts(shapes)) if len(shapes) else np.zeros((1, 4))
    west, east = span(boxes)
    if east - west > _NEARLY_ROUND_DEG:
        west, east = -180.0, 180.0
    south, north = float(boxes[:, 1].min()), float(boxes[:, 3].max())
    crs = _equal_area(west, south, east, north)
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform([west, east], [south, north])
    wanted = str(cell).strip()  # a recipe may hold a number
    side_m = max(x[1] - x[0], y[1] - y[0])
    length = _automatic(side_m) if wanted.casefold() == _AUTO else parse_length(wanted)
    return _snapped(crs, (x[0], y[0], x[1], y[1]), length), length


def _equal_area(west: float, south: float, east: float, north: float) -> str:
    true = min(80.0, abs(_STEPS_DEG * round((south + north) / 2 / _STEPS_DEG)))
    # Areas are cut at the antimeridian, as the plane around Greenwich is; only across it another one holds them whole.
    middle = round((west + east) / 2) if east > 180 else 0
    if (true, middle) == (30, 0):
        return "EPSG:6933"
    return f"+proj=cea +lat_ts={true:g} +lon_0={middle - 360 * (middle > 180)} +datum=WGS84 +units=m +no_defs"


def _automatic(side_m: float) -> Length:
    metres = number(step(max(_FINEST_AUTO_M, side_m / _CELLS_ACROSS)))
    return parse_length(f"{metres / 1000:.0f} km")


def _snapped(crs: str, box: tuple[float, float, float, float], length: Length) -> Grid:
    side = length.metres
    left, bottom = math.floor(box[0] / side), math.floor(box[1] / side)
    right, top = max(math.ceil(box[2] / side), left + 1), max(math.ceil(box[3] / side), bottom + 1)
    columns, rows = right - left, top - bottom
    if columns * rows > LARGEST_GRID:
        enough = number(step(side * math.sqrt(columns * rows / LARGEST_GRID)))
        raise SettingError(
            f"cell: cells of {length.en} over {columns * side / 1000:,.0f} by {rows * side / 1000:,.0f} km would be "
            f"{columns * rows:,}; expected at most {LARGEST_GRID:,}. Take cells of {enough:,.0f} m or more"
        )
    return Grid(crs, left * side, top * side, side, side, columns, rows)


def spread_out(areas: Areas, grid: Grid) -> Floats:
    """Return how many records each cell holds where each is spread evenly over its area; all together are all."""
    return _laid(areas, grid, evenly=True)


def covered(areas: Areas, grid: Grid) -> Floats:
    """Return how many records' areas lie over each cell: over its parts on average."""
    return _laid(areas, grid, evenly=False)


def _laid(areas: Areas, grid: Grid, *, evenly: bool) -> Floats:
    cells = np.zeros((grid.rows, grid.columns))
    for start in range(0, len(areas.shapes), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        edges, sizes = outlines(areas.shapes[some], grid)
        weights = areas.counts[some] / sizes if evenly else areas.counts[some]
        cells += spread(edges, weights, 0, grid.rows, grid.columns)
    return cells


def raster_of(values: Floats, grid: Grid, unit: Text, *, least: float = 0.0) -> Raster:
    """Return the values with the classes in which they are drawn, of which none ends below `least`."""
    return Raster(values, grid.bounds, grid.crs, unit, grades(np.where(values > 0, np.maximum(values, least), 0.0)))
