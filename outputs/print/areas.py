"""Areas onto the map: washed, hatched, outlined; a mark where they are too small to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from matplotlib.path import Path

from outputs.print.features import BOX, outlines
from outputs.print.symbols import Pen, Stroke, circle, cross, dash, mark, outline, struck
from outputs.print.view import PX

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from outputs.print.brush import Brush
    from outputs.print.features import Outlines

__all__ = ["draw_areas", "paths_of"]

# Lengths are the page's pixels; src/draw.ts has the same.
_AREA_MARK = 16
_WASH = {"ring": 0.13, "hatch": 0.05, "outline": 0.035, "unknown": 0.03}
_RINGS = frozenset({"zone", "dot_ring"})
_DOTS = 5.0


def draw_areas(brush: Brush, rows: pd.DataFrame, look: str, order: float) -> None:
    """Draw the areas of one look.

    Parameters
    ----------
    brush
        What draws.
    rows
        Of `outputs.print.features.Features.table`, with ``hue``; those whose shape is an area.
    look
        One of `layers.layer.SHAPES`.
    order
        What is higher lies above.
    """
    if not len(rows):
        return
    areas = _distinct(rows)
    lines = outlines(areas["shape"].to_numpy(), brush.west)
    boxes = areas[list(BOX)].to_numpy(dtype=np.float64)
    areas = areas.assign(at=np.arange(len(areas)), span=(boxes[:, 2:] - boxes[:, :2]).max(axis=1) * brush.view.scale)
    small = areas["span"] < _AREA_MARK * PX
    for pen, group in _pens(brush, areas[small]):
        _draw_small(brush, group, look, pen, order)
    seen = (~small & _seen(brush, boxes)).to_numpy()
    faces, edges = paths_of(lines, brush, seen), paths_of(lines, brush, seen, cut=True)
    for pen, group in _pens(brush, areas[seen].sort_values("span", ascending=False, kind="stable")):
        _draw_faces(brush, group, look, pen, faces, order)
        _draw_edges(brush, group, look, pen, edges, order)
        if look not in _RINGS:
            # Nobody can ask a sheet who agrees, as one can the page: it is struck through at any size.
            brush.stamp(cross(pen), _middles(brush, group), order)


def _distinct(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each area once for a hue and status, however many share it, and its turn among those on its edge."""
    keyed = rows.assign(area=pd.factorize(pd.Series(shapely.to_wkb(rows["shape"].to_numpy())))[0])
    areas = keyed.drop_duplicates(["area", "hue", "status"])
    same = areas.groupby("area", sort=False)
    return areas.assign(turn=same.cumcount(), turns=same["area"].transform("size")).reset_index(drop=True)


def _pens(brush: Brush, areas: pd.DataFrame) -> Iterator[tuple[Pen, pd.DataFrame]]:
    for (hue, status), group in areas.groupby(["hue", "status"], sort=False):
        yield Pen(brush.sheet.colours, str(hue), str(status)), group


def _seen(brush: Brush, boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    left, top, right, bottom = brush.view.shown
    inside: npt.NDArray[np.bool_] = (
        (boxes[:, 2] > left) & (boxes[:, 0] < right) & (boxes[:, 3] > top) & (boxes[:, 1] < bottom)
    )
    return inside


def paths_of(lines: Outlines, brush: Brush, wanted: npt.NDArray[np.bool_], *, cut: bool = False) -> dict[int, Path]:
    """Return the wanted shapes as paths on the sheet, by their number; `cut` leaves out strokes that are no edge."""
    at = brush.view.place(lines.at)
    lifted = lines.starts | lines.cut if cut else lines.starts
    codes = np.where(lifted, Path.MOVETO, Path.LINETO).astype(Path.code_type)
    starts = np.concatenate([[0], lines.ends[:-1]])
    return {
        int(one): Path(at[starts[one] : lines.ends[one]], codes[starts[one] : lines.ends[one]])
        for one in np.flatnonzero(wanted)
    }


def _draw_faces(brush: Brush, areas: pd.DataFrame, look: str, pen: Pen, paths: dict[int, Path], order: float) -> None:
    if look not in _WASH or struck(pen.status):
        return
    brush.paint([Stroke(face=pen.ink(alpha=_WASH[look]))], _chosen(paths, areas), order)
    if look == "hatch":
        brush.paint([Stroke(hatch=pen.ink(alpha=0.6))], _chosen(paths, areas), order)


def _draw_edges(brush: Brush, areas: pd.DataFrame, look: str, pen: Pen, paths: dict[int, Path], order: float) -> None:
    if look != "outline":
        brush.paint(_edge(look, pen), _chosen(paths, areas), order)
        return
    # Outlines of one area share its edge: each takes its turn in the dots.
    for _, group in areas.groupby(["turn", "turns"], sort=False):
        turn, turns = group[["turn", "turns"]].iloc[0].tolist()
        dots = outline(Stroke().path, pen, 1.7, (0.1, _DOTS * turns))
        brush.paint([one._replace(shift=_DOTS * turn) for one in dots], _chosen(paths, group), order)


def _edge(look: str, pen: Pen) -> list[Stroke]:
    if look in _RINGS:
        return [Stroke(edge=pen.ink(alpha=0.5), width=0.9)]
    if look == "unknown":
        return [Stroke(edge=pen.ink("muted"), width=1.4, dash=(4, 4))]
    return outline(Stroke().path, pen, 1.8, dash(pen.status))


def _chosen(paths: dict[int, Path], areas: pd.DataFrame) -> list[Path]:
    return [paths[at] for at in areas["at"]]


def _draw_small(brush: Brush, areas: pd.DataFrame, look: str, pen: Pen, order: float) -> None:
    at = _middles(brush, areas)
    if look not in _RINGS:
        brush.stamp(mark(look, pen), at, order)
    elif brush.crowding == 1:
        # A ring that is too small to draw to scale is a dotted one around the symbol that it belongs to.
        reach = 10 * PX + 0.3 * areas["span"].to_numpy()
        dotted = Stroke(edge=pen.ink(alpha=0.6), width=1, dash=(1, 3))
        brush.paint([dotted], [circle(radius, middle) for radius, middle in zip(reach, at, strict=True)], order)


def _middles(brush: Brush, areas: pd.DataFrame) -> npt.NDArray[np.float64]:
    middles = shapely.get_coordinates(shapely.centroid(_largest(areas["shape"].to_numpy())))
    return brush.places(middles[:, 0], middles[:, 1])


def _largest(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return each shape's largest piece.

    The middle of two that were cut at the antimeridian is on the far side of the Earth.
    """
    parts, of = shapely.get_parts(shapes, return_index=True)
    order = np.lexsort((shapely.area(parts), of))
    last = np.flatnonzero(np.diff(of[order], append=-1))
    largest: npt.NDArray[np.object_] = parts[order][last]
    return largest
