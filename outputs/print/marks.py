"""Features onto the map, in the order in which `src/draw.ts` paints them: what is coarsely placed lies below."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from matplotlib.path import Path

from outputs.print.areas import draw_areas, paths_of
from outputs.print.brush import Brush
from outputs.print.features import outlines
from outputs.print.symbols import Pen, Stroke, circle, mark, outline
from outputs.print.view import PX

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt
    import pandas as pd
    from matplotlib.patches import Rectangle

    from outputs.print.features import Features
    from outputs.print.sheet import Sheet
    from outputs.print.view import View

    Floats = npt.NDArray[np.float64]

__all__ = ["ORDER", "brush_for", "draw_features"]

ORDER = ("outline", "unknown", "hatch", "ring", "zone", "line", "measure", "dot_ring", "dot", "diamond", "diamond_open")

# As vectors, more than this many would be a file that no program opens with pleasure.
_MANY = 5_000
_MEAN_RADIUS_M = 6_371_008.8
_LOWEST = 5.0


def brush_for(sheet: Sheet, view: View, frame: Rectangle, features: Features) -> Brush:
    """Return the brush for so many features: many points are small points, and many features are one picture."""
    points = int((features.table["dimension"] == 0).sum())
    crowding = 0.5 if points > 20_000 else 0.75 if points > 2_000 else 1.0
    return Brush(sheet, view, features.west, frame, crowding, pixels=len(features.table) > _MANY)


def draw_features(brush: Brush, features: Features) -> None:
    """Draw every feature in the look of its line of the legend, all of one look, hue and status at once."""
    looks, hues = features.looks()
    table = features.table.assign(look=looks, hue=hues)
    for number, look in enumerate(ORDER):
        order = _LOWEST + number / 100
        rows = table[table["look"] == look]
        draw_areas(brush, rows[rows["dimension"] == 2], look, order)
        for pen, group in _pens(brush, rows[rows["dimension"] == 1]):
            _draw_lines(brush, group, look, pen, order)
        for pen, group in _pens(brush, rows[rows["dimension"] == 0]):
            _draw_points(brush, group, look, pen, order)


def _pens(brush: Brush, rows: pd.DataFrame) -> Iterator[tuple[Pen, pd.DataFrame]]:
    for (hue, status), group in rows.groupby(["hue", "status"], sort=False):
        yield Pen(brush.sheet.colours, str(hue), str(status)), group


def _draw_points(brush: Brush, rows: pd.DataFrame, look: str, pen: Pen, order: float) -> None:
    lon, lat = shapely.get_coordinates(rows["shape"].to_numpy()).T
    at = brush.places(lon, lat)
    if look == "dot_ring":
        reach = _reach(brush, rows["radius_m"].to_numpy(dtype=np.float64), lat)
        wide = reach > 10 * PX
        rings = [circle(radius, middle) for radius, middle in zip(reach[wide], at[wide], strict=True)]
        brush.paint([Stroke(edge=pen.ink(), width=1)], rings, order)
        brush.stamp(mark("dot", pen), at[wide], order)
        at = at[~wide]
    brush.stamp(mark(look, pen), at, order)


def _reach(brush: Brush, radius_m: Floats, lat: Floats) -> Floats:
    """Return radii on the sheet, points; the projection stretches with the latitude."""
    around_m = 2 * np.pi * _MEAN_RADIUS_M * np.cos(np.radians(lat))
    reach: Floats = np.nan_to_num(radius_m) / around_m * brush.view.scale
    return reach


def _draw_lines(brush: Brush, rows: pd.DataFrame, look: str, pen: Pen, order: float) -> None:
    lines = outlines(rows["shape"].to_numpy(), brush.west)
    paths = list(paths_of(lines, brush, lines.ends > 0).values())
    plain = replace(pen, status="")
    width, dashes = (1.8, ()) if look == "measure" else (2.0, (7.0, 5.0))
    halo = Stroke(edge=pen.ink("halo", 0.7), width=4)
    brush.paint([halo, *outline(halo.path, plain, width, dashes)], paths, order)
    if look == "measure":
        brush.paint([Stroke(edge=pen.ink(), width=2)], [_ends(path) for path in paths], order)


def _ends(path: Path) -> Path:
    """Return short strokes across the two ends of a measured distance."""
    first, last = np.asarray(path.vertices)[[0, -1]]
    along = (last - first) / (np.hypot(*(last - first)) or 1)
    across = np.array([-along[1], along[0]]) * 5 * PX
    return Path([first - across, first + across, last - across, last + across], [Path.MOVETO, Path.LINETO] * 2)
