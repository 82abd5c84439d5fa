"""The locator: where on the globe a near map lies, drawn where the legend leaves room, so that it hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outputs.print.brush import Brush
from outputs.print.ground import draw_ground
from outputs.print.view import Box, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outputs.print.sheet import Sheet

__all__ = ["HEIGHT", "draw_locator", "wanted"]

HEIGHT = 66.0
_WIDTH = 92.0
# A map that is wider shows enough of the world itself.
_WIDEST, _SHOWN = 12 / 360, 70 / 360
_LEAST_MARK = 5.0


def wanted(view: View) -> bool:
    """Return whether a map is so near that its readers may not know where it lies."""
    return view.shown.right - view.shown.left < _WIDEST


def draw_locator(sheet: Sheet, view: View, ground: Mapping[str, Any], start: float, bottom: float) -> None:
    """Draw it with its lower corner at a distance from the side at which lines begin, and mark what the map shows."""
    left = sheet.across(start) - (_WIDTH if sheet.arabic else 0)
    frame = Box(left, bottom - HEIGHT, left + _WIDTH, bottom)
    around = _around(view, frame)
    card = sheet.card(frame, "sea")
    brush = Brush(sheet, around, view.shown.left * 360 - 180, card)
    far = ground["world"]
    for turn in (-360.0, 0.0, 360.0):
        draw_ground(brush, {**far, "admin1": [], "turn": turn})
    _mark(sheet, view, around)
    sheet.card(frame, "", edge="coast", order=8.5)


def _around(view: View, frame: Box) -> View:
    scale = _WIDTH / _SHOWN
    x, y = ((view.shown[at] + view.shown[at + 2]) / 2 for at in (0, 1))
    high = HEIGHT / scale
    top = min(max(y - high / 2, 0.0), 1 - high)
    return View(frame, scale, Box(x - _SHOWN / 2, top, x + _SHOWN / 2, top + high))


def _mark(sheet: Sheet, view: View, around: View) -> None:
    """Mark what is shown, large enough to see."""
    scale, shown = around.scale, view.shown
    x, y = (shown.left + shown.right) / 2, (shown.top + shown.bottom) / 2
    middle = ((x - around.shown.left) * scale + around.frame.left, (y - around.shown.top) * scale + around.frame.top)
    reach = [max(_LEAST_MARK, span * scale) / 2 for span in (shown.right - shown.left, shown.bottom - shown.top)]
    box = Box(middle[0] - reach[0], middle[1] - reach[1], middle[0] + reach[0], middle[1] + reach[1])
    sheet.card(box, "", edge="ink", order=8.0)
