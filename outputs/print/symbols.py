"""Colour says what, shape says how sure, outline says who agrees: the pen of `src/symbols.ts`, for map and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

__all__ = ["CELL_ALPHA", "Pen", "Stroke", "circle", "cross", "dash", "mark", "outline", "picture", "struck"]

# Cells let the land and its borders through.
CELL_ALPHA = 0.8

# Lengths here are the page's pixels.
_SETTLED = frozenset({"corroborated", "acknowledged", "recorded"})
_STRUCK = frozenset({"refuted", "retracted"})

Colour = tuple[float, float, float, float]
_NONE: Colour = (0.0, 0.0, 0.0, 0.0)


class Stroke(NamedTuple):
    """One pass of the pen: a path filled, stroked, or both. `shift` is how far along its dashes begin."""

    path: Path = Path(np.empty((0, 2)))
    face: Colour = _NONE
    edge: Colour = _NONE
    width: float = 0.0
    dash: tuple[float, ...] = ()
    shift: float = 0.0
    hatch: Colour = _NONE


@dataclass(frozen=True, slots=True)
class Pen:
    """The colours of the sheet, the hue of what is drawn, and the status that its outline tells."""

    colours: Mapping[str, str]
    hue: str
    status: str

    def ink(self, name: str = "", alpha: float = 1.0) -> Colour:
        """Return a colour of the sheet, by default the pen's own."""
        return to_rgba(self.colours[name or self.hue], alpha)


def dash(status: str) -> tuple[float, ...]:
    """Return the dash of an outline; solid where others agree."""
    if status in _SETTLED:
        return ()
    return (1.5, 3.0) if status == "inferred" else (4.5, 3.0)


def struck(status: str) -> bool:
    """Return whether what is told was refuted or taken back."""
    return status in _STRUCK


def outline(path: Path, pen: Pen, width: float, lines: tuple[float, ...]) -> list[Stroke]:
    """Return the strokes of an outline in the way of its status: doubled where it is disputed, else in these dashes."""
    if pen.status == "disputed":
        return [Stroke(path, edge=pen.ink(), width=3 * width), Stroke(path, edge=pen.ink("land"), width=width)]
    return [Stroke(path, edge=pen.ink(), width=width, dash=lines)]


def mark(shape: str, pen: Pen) -> list[Stroke]:
    """Return a mark for what has no extent on the sheet: a point, or an area too small to see; never a pin for one."""
    if shape in {"dot", "dot_ring"}:
        return _dot(pen, ringed=shape == "dot_ring")
    if shape in {"diamond", "diamond_open"}:
        return _gem(pen, is_open=shape == "diamond_open")
    round_ = circle(7)
    if shape == "unknown":
        return [Stroke(round_, edge=pen.ink("muted"), width=1.4, dash=(3, 3))]
    if shape == "zone":
        return [Stroke(round_, edge=pen.ink(), width=1)]
    wash = [] if struck(pen.status) else [Stroke(round_, face=pen.ink(alpha=0.14))]
    lines = [_hatched(round_, pen)] if shape == "hatch" else []
    edge = outline(round_, pen, 1.5, (0.1, 3.6)) if shape == "outline" else outline(round_, pen, 1.6, dash(pen.status))
    return wash + lines + edge + cross(pen, 7)


def _dot(pen: Pen, *, ringed: bool) -> list[Stroke]:
    round_ = circle(5.2)
    alone = bool(dash(pen.status))
    ring = [Stroke(circle(10), edge=pen.ink(), width=1)] if ringed else []
    face = [] if struck(pen.status) else [Stroke(round_, face=pen.ink(alpha=0.55 if alone else 1))]
    edge = outline(round_, pen, 1.7, (2.6, 1.8) if alone else ())
    return [*ring, _halo(round_, pen), Stroke(round_, face=pen.ink("land")), *face, *edge, *cross(pen, 8)]


def _gem(pen: Pen, *, is_open: bool) -> list[Stroke]:
    gem = Path([(0, 7), (7, 0), (0, -7), (-7, 0), (0, 7)], closed=True)
    face = Stroke(gem, face=pen.ink("card") if is_open else pen.ink())
    edge = outline(gem, pen, 2, (2.5, 2)) if is_open else []
    return [_halo(gem, pen), face, *edge, *cross(pen, 9)]


def _halo(path: Path, pen: Pen) -> Stroke:
    return Stroke(path, edge=pen.ink("halo"), width=4)


def _hatched(path: Path, pen: Pen) -> Stroke:
    return Stroke(path, hatch=pen.ink(alpha=0.6))


def cross(pen: Pen, radius: float = 9) -> list[Stroke]:
    """Return the stroke through what was refuted, the two through what was taken back; through anything else none."""
    if not struck(pen.status):
        return []
    ends = [(-radius, -radius), (radius, radius), (-radius, radius), (radius, -radius)]
    strokes = ends if pen.status == "retracted" else ends[:2]
    codes = [Path.MOVETO, Path.LINETO] * (len(strokes) // 2)
    return [Stroke(Path(strokes, codes), edge=pen.ink(), width=1.6)]


def picture(shape: str, pen: Pen) -> list[Stroke]:
    """Return the picture of a line of the legend, within 10 pixels around the middle."""
    agreed = Pen(pen.colours, pen.hue, "corroborated")
    if shape in {"hatch", "outline"}:
        box = _rounded(7, 6)
        wash = Stroke(box, face=pen.ink(alpha=0.08 if shape == "hatch" else 0.06))
        lines = [_hatched(box, pen)] if shape == "hatch" else []
        return [wash, *lines, *outline(box, agreed, 1.4, (0.1, 3.2) if shape == "outline" else ())]
    if shape == "cell":
        square = _rounded(8, 8, 1)
        return [Stroke(square, face=pen.ink("land")), Stroke(square, face=pen.ink(alpha=CELL_ALPHA))]
    if shape in {"line", "measure"}:
        line = Stroke(Path([(-8, 0), (8, 0)]), edge=pen.ink(), width=2, dash=(5, 3) if shape == "line" else ())
        return [line, *([Stroke(_ends(), edge=pen.ink(), width=2)] if shape == "measure" else [])]
    return mark(shape, agreed if shape in {"dot", "dot_ring"} else pen)


def _ends() -> Path:
    return Path([(-7.5, -5), (-7.5, 5), (7.5, -5), (7.5, 5)], [Path.MOVETO, Path.LINETO] * 2)


def circle(radius: float, middle: npt.ArrayLike = (0.0, 0.0)) -> Path:
    """Return a circle as a path."""
    round_ = Path.unit_circle()
    return Path(np.asarray(round_.vertices) * radius + np.asarray(middle), round_.codes)


def _rounded(half_width: float, half_height: float, corner: float = 4.0) -> Path:
    turns = np.radians(np.linspace(0, 90, 7))
    quarter = corner * np.column_stack((np.cos(turns), np.sin(turns)))
    corners: list[Any] = []
    for turn, (x, y) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        around = np.radians(90 * turn)
        rotation = np.array([[np.cos(around), np.sin(around)], [-np.sin(around), np.cos(around)]])
        corners.append(quarter @ rotation + (x * (half_width - corner), y * (half_height - corner)))
    ring = np.concatenate(corners)
    return Path(np.concatenate([ring, ring[:1]]), closed=True)
