"""Strokes onto the map: one collection for everything of a look, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.transforms import IdentityTransform

from outputs.print.view import PX, world, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt
    from matplotlib.patches import Rectangle
    from matplotlib.path import Path

    from outputs.print.sheet import Sheet
    from outputs.print.symbols import Colour, Stroke
    from outputs.print.view import View

    Floats = npt.NDArray[np.float64]

__all__ = ["Brush", "stamp"]


@dataclass(frozen=True, slots=True)
class Brush:
    """What draws on the map.

    Attributes
    ----------
    sheet, view
        Where the map is, and what it shows.
    west
        Where the globe is cut, degrees.
    frame
        Outside of it nothing is drawn.
    crowding
        Scale of symbols: many points are small points.
    pixels
        Whether what is drawn is a picture in SVG and PDF, too.
    """

    sheet: Sheet
    view: View
    west: float
    frame: Rectangle
    crowding: float = 1.0
    pixels: bool = False

    def places(self, lon: Floats, lat: Floats) -> Floats:
        """Return where positions in degrees stand on the sheet, points, (n, 2)."""
        return self.view.place(world(wrapped(lon, self.west), lat))

    def stamp(self, strokes: Sequence[Stroke], at: Floats, order: float) -> None:
        """Draw a symbol at each place, once where several would stand on one pixel of the page."""
        left, top, right, bottom = self.view.frame
        near = (at > (left - 10, top - 10)).all(axis=1) & (at < (right + 10, bottom + 10)).all(axis=1)
        pixels = np.round(at[near] / PX).astype(np.int64)
        _, first = np.unique(pixels, axis=0, return_index=True)
        for made in _stamps(strokes, at[near][np.sort(first)], self.sheet, self.crowding):
            self._add(made, order)

    def paint(self, strokes: Sequence[Stroke], paths: Sequence[Path], order: float) -> None:
        """Draw each path with every stroke, whole before the next; paths are in points of the sheet."""
        if not paths:
            return
        for hatch, some in groupby(strokes, key=lambda stroke: stroke.hatch):
            passes = list(some)
            made = _collection(passes, [path for path in paths for _ in passes], 1.0, hatch)
            made.set_transform(self.sheet.axes.transData)
            self._add(made, order)

    def _add(self, made: PathCollection, order: float) -> None:
        made.set_zorder(order)
        made.set_rasterized(self.pixels)
        self.sheet.axes.add_artist(made)
        made.set_clip_path(self.frame)


def stamp(sheet: Sheet, strokes: Sequence[Stroke], at: Floats, scale: float = 1.0) -> None:
    """Draw a symbol at each place of the sheet, above everything.

    Parameters
    ----------
    sheet
        Where to.
    strokes
        Of the symbol; lengths are pixels of the page, around its middle.
    at
        Points of the sheet, (n, 2).
    scale
        Of the symbol.
    """
    for made in _stamps(strokes, at, sheet, scale):
        made.set_zorder(9.0)
        sheet.axes.add_artist(made)


def _stamps(strokes: Sequence[Stroke], at: Floats, sheet: Sheet, scale: float) -> Iterator[PathCollection]:
    """Give collections that draw each symbol whole before the next, so that what lies over another hides it."""
    # Only a hatch is a property of a whole collection: a symbol with one is drawn in layers.
    for hatch, some in groupby(strokes, key=lambda stroke: stroke.hatch):
        passes = list(some)
        made = _collection(passes, [one.path for one in passes], scale, hatch)
        made.set_transform(IdentityTransform())
        made.set_offsets(np.repeat(at, len(passes), axis=0))
        made.set_offset_transform(sheet.axes.transData)
        made.set_sizes(np.array([(PX * scale) ** 2]))
        yield made


def _collection(passes: Sequence[Stroke], paths: Sequence[Path], scale: float, hatch: Colour) -> PathCollection:
    made = PathCollection(
        paths,
        facecolors=[one.face for one in passes],
        edgecolors=[one.edge for one in passes],
        linewidths=[PX * scale * one.width for one in passes],
        linestyles=[_dashes(one, PX * scale) for one in passes],
        capstyle="round" if any(one.dash and one.dash[0] < 2 for one in passes) else "butt",
        joinstyle="round",
        snap=False,
    )
    if hatch[3]:
        made.set_hatch("////")
        made.set_hatchcolor(hatch)
        made.set_hatch_linewidth(PX)
    return made


def _dashes(stroke: Stroke, scale: float) -> object:
    return (-stroke.shift * scale, tuple(scale * length for length in stroke.dash)) if stroke.dash else "solid"
