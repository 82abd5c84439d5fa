"""The quiet map beneath: land, lakes and borders, as `src/basemap.ts` paints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from outputs.basemap import clip
from outputs.print.view import LIMIT_DEG, PX, world

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from outputs.print.brush import Brush
    from outputs.print.view import View

__all__ = ["draw_ground", "ground_of"]

# Lengths are the page's pixels.
_ADMIN1_FROM_ZOOM = 5.5
_LONG = 8
# A little beyond the frame, so that the edge at which the land was cut stays outside.
_BEYOND_PART = 0.02


def ground_of(view: View) -> dict[str, Any]:
    """Return the basemap of what is shown, as `outputs.basemap.clip` gives it, on the turn of the globe that is shown.

    Raises
    ------
    InstallError
        The basemap was not compiled.
    """
    west, south, east, north = view.degrees()
    across, down = _BEYOND_PART * (east - west), _BEYOND_PART * (north - south)
    if east - west + 2 * across > 360:
        across = 0.0
    turn = 360.0 * np.floor((west - across + 180) / 360)
    found = clip(
        (
            west - across - turn,
            max(south - down, -LIMIT_DEG),
            min(east + across, west - across + 360) - turn,
            min(north + down, LIMIT_DEG),
        )
    )
    return {**found, "turn": turn}


def draw_ground(brush: Brush, ground: Mapping[str, Any]) -> None:
    """Draw sea, land, lakes, coast and borders, under everything else."""
    rings = [ring for polygon in ground["land"] for ring in polygon]
    lakes = [ring for polygon in ground["lakes"] for ring in polygon]
    turn = float(ground.get("turn", 0.0))
    _fill(brush, rings, "land", turn)
    _fill(brush, lakes, "sea", turn)
    if brush.view.zoom >= _ADMIN1_FROM_ZOOM:
        _line(brush, ground["admin1"], "admin1", turn, 0.8)
    _line(brush, [*lakes, *rings], "coast", turn, 0.8, is_open=True)
    _line(brush, ground["borders"], "border", turn, 1.0)
    # Dashed where the data tell that a border is disputed.
    _line(brush, ground.get("disputed", []), "border", turn, 1.0, dash=(4 * PX, 3 * PX))


def _fill(brush: Brush, rings: Iterable[list[float]], colour: str, turn: float) -> None:
    path = _path(brush, rings, turn)
    if path is not None:
        _add(brush, PathPatch(path, facecolor=brush.sheet.colours[colour], edgecolor="none", linewidth=0))


def _line(
    brush: Brush,
    lines: Iterable[list[float]],
    colour: str,
    turn: float,
    width: float,
    *,
    is_open: bool = False,
    dash: tuple[float, ...] = (),
) -> None:
    path = _path(brush, lines, turn, is_open=is_open)
    if path is not None:
        edge = brush.sheet.colours[colour]
        style: Any = (0, dash) if dash else "solid"
        _add(
            brush, PathPatch(path, fill=False, edgecolor=edge, linewidth=width * PX, linestyle=style, joinstyle="round")
        )


def _add(brush: Brush, patch: PathPatch) -> None:
    # Drawn in the order in which they come.
    patch.set_zorder(1.0)
    brush.sheet.axes.add_artist(patch)
    patch.set_clip_path(brush.frame)


def _path(brush: Brush, lines: Iterable[list[float]], turn: float, *, is_open: bool = False) -> Path | None:
    """Return lines as one path; of an open one, without long strokes along a meridian or parallel: there it was cut."""
    pieces = [np.reshape(line, (-1, 2)) for line in lines]
    if not pieces:
        return None
    starts = np.cumsum([0, *map(len, pieces)])[:-1]
    degrees = np.concatenate(pieces)
    at = brush.view.place(world(degrees[:, 0] + turn, degrees[:, 1]))
    lifted = np.zeros(len(at), dtype=bool)
    if is_open:
        lifted = _cuts(at)
    lifted[starts] = True
    return Path(at, np.where(lifted, Path.MOVETO, Path.LINETO).astype(Path.code_type))


def _cuts(at: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    step = np.abs(np.diff(at, axis=0, prepend=at[:1]))
    cuts: npt.NDArray[np.bool_] = (step < 1e-9).any(axis=1) & (step.sum(axis=1) > _LONG * PX)
    return cuts
