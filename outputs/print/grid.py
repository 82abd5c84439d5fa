"""Grids onto the map: each cell in the colour of its class, beneath everything else that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_rgba
from pyproj import Transformer

from outputs.print.symbols import CELL_ALPHA
from outputs.print.view import latitude, longitude, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from layers.layer import LegendEntry, Raster
    from outputs.print.brush import Brush

__all__ = ["draw_grid"]

# Of the finest print: a grid is drawn as pixels in every format.
_PER_POINT = 300 / 72
_ORDER = 3.0


def draw_grid(brush: Brush, raster: Raster, legend: Sequence[LegendEntry]) -> None:
    """Draw a grid: each pixel of the print takes the class of the cell under its middle."""
    found = _classes(brush, raster)
    colours = [(0.0, 0.0, 0.0, 0.0), *(to_rgba(brush.sheet.colours[entry.hue], CELL_ALPHA) for entry in legend)]
    left, top, right, bottom = brush.view.frame
    image = brush.sheet.axes.imshow(
        (np.array(colours)[found] * 255).round().astype(np.uint8),
        extent=(left, right, bottom, top),
        origin="upper",
        interpolation="nearest",
        aspect="auto",
        zorder=_ORDER,
    )
    image.set_clip_path(brush.frame)


def _classes(brush: Brush, raster: Raster) -> npt.NDArray[np.uint8]:
    view = brush.view
    left, top, right, bottom = view.shown
    wide, high = (round(_PER_POINT * view.scale * span) for span in (right - left, bottom - top))
    across = left + (np.arange(wide) + 0.5) * (right - left) / wide
    down = top + (np.arange(high) + 0.5) * (bottom - top) / high
    degrees = np.meshgrid(wrapped(longitude(across), -180.0), latitude(down))
    x, y = Transformer.from_crs(4326, raster.crs, always_xy=True).transform(*degrees)
    return _looked_up(raster, x, y)


def _looked_up(raster: Raster, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Return the class of the cell at each position in the grid's own units; 0 outside of it."""
    west, south, east, north = raster.bounds
    rows, columns = raster.values.shape
    inside = (x >= west) & (x < east) & (y > south) & (y <= north)
    column = np.where(inside, (x - west) / (east - west) * columns, 0).astype(np.intp)
    row = np.where(inside, (north - y) / (north - south) * rows, 0).astype(np.intp)
    return np.where(inside, raster.classes()[row, column], 0).astype(np.uint8)
