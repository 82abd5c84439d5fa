"""The sheet as a figure: title, map, the legend beside it, what there is to say beneath; and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure

from geo.errors import SettingError
from layers.layer import Raster
from outputs.palette import THEMES
from outputs.print import legend, locator
from outputs.print.features import gather
from outputs.print.grid import draw_grid
from outputs.print.ground import draw_ground, ground_of
from outputs.print.lettering import clean, lines_of
from outputs.print.marks import brush_for, draw_features
from outputs.print.names import Room, name_features, name_ground
from outputs.print.scalebar import draw_scale_bar
from outputs.print.sheet import Sheet
from outputs.print.stacks import number_stacks
from outputs.print.telling import footer, summary
from outputs.print.view import Box, View, fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page
    from outputs.print.features import Features

__all__ = ["draw", "save"]

# An article's picture: eight inches are 1,600 pixels at 200 dots an inch. Lengths are points.
_DPI = 200
_WIDTH, _EDGE, _GAP = 576.0, 12.0, 10.0
_LEGEND, _LEAST_MAP, _MOST_BESIDE = 146.0, 282.0, 350.0
_WIDE_MAP, _COLUMNS = 330.0, 4
_TITLE, _SUMMARY, _FOOT = 12.5, 7.0, 5.6
_LEADING = 1.35
# What is drawn first is read first, by a screen reader and by a search in a PDF.
_FIRST = -1.0

_SETTINGS: dict[str, Any] = {
    # Letters as outlines: whoever opens an SVG has other fonts, and few programs join Arabic as it is drawn here.
    "svg.fonttype": "path",
    # Letters stay letters, found, copied and read aloud; their font is within the file.
    "pdf.fonttype": 42,
    # Ids in an SVG are hashes with this salt; without one they are drawn at random.
    "svg.hashsalt": "majal",
    "lines.scale_dashes": False,
    "text.hinting": "none",
}


def save(layers: Sequence[Layer], path: Path, page: Page, kind: str) -> None:
    """Draw the layers and write the sheet; see `outputs.print.write_static`."""
    # What a user set for matplotlib in general does not change a map.
    with style.context(["default", _SETTINGS]):
        figure = draw(layers, page)
        figure.savefig(path, format=kind, dpi=_DPI, metadata=_metadata(page, kind))


def _metadata(page: Page, kind: str) -> dict[str, str | None]:
    """Return what the file says of itself: no clock and no version, so that the same map gives the same bytes."""
    title = clean(page.title.ar if page.languages[:1] == ("ar",) else page.title.en)
    if kind == "svg":
        return {"Title": title, "Creator": "majal", "Date": None}
    if kind == "pdf":
        return {"Title": title, "Creator": "majal", "Producer": "majal", "CreationDate": None}
    return {"Title": title, "Software": "majal"}


def draw(layers: Sequence[Layer], page: Page) -> Figure:
    """Draw the sheet, as high as its legend and its sentences need.

    Parameters
    ----------
    layers, page
        As in `outputs.print.write_static`.

    Returns
    -------
    matplotlib.figure.Figure
        One set of axes in points, y down.

    Raises
    ------
    InputError
        A row names a legend entry that its layer does not have.
    InstallError
        The basemap was not compiled.
    """
    figure, sheet = _empty(page)
    features = gather(layers)
    top = _head(sheet, summary(sheet, layers, page), page)
    room, bottom = _place_legend(sheet, legend.lines(features, layers), top)
    view = fit(features.extent(), room)
    ground = ground_of(view)
    _map(sheet, view, ground, features, layers)
    if locator.wanted(view) and room.bottom - bottom >= locator.HEIGHT + _GAP:
        locator.draw_locator(sheet, view, ground, _WIDTH - _EDGE - _LEGEND, room.bottom)
    told = footer(sheet, layers, page, features, ground["credits"])
    _cut(figure, sheet, _foot(sheet, told, max(room.bottom, bottom) + _GAP) + _EDGE)
    return figure


def _place_legend(sheet: Sheet, found: list[legend.Line], top: float) -> tuple[Box, float]:
    """Draw the legend beside the map, a long one beneath it; return the map's room and where the legend ends."""
    high = legend.height(sheet, found, _LEGEND)
    if high <= _MOST_BESIDE:
        legend.draw_legend(sheet, found, _WIDTH - _EDGE - _LEGEND, top, _LEGEND)
        left, right = sorted((sheet.across(_EDGE), sheet.across(_WIDTH - _EDGE - _LEGEND - _GAP)))
        return Box(left, top, right, top + max(_LEAST_MAP, high)), top + high
    room = Box(_EDGE, top, _WIDTH - _EDGE, top + _WIDE_MAP)
    wide = (_WIDTH - 2 * _EDGE + _GAP) / _COLUMNS
    dealt = legend.columns(sheet, found, wide - _GAP, _COLUMNS)
    for at, some in enumerate(dealt):
        legend.draw_legend(sheet, some, _EDGE + at * wide, room.bottom + _GAP / 2, wide - _GAP)
    return room, room.bottom + _GAP / 2 + max(legend.height(sheet, some, wide - _GAP) for some in dealt)


def _empty(page: Page) -> tuple[Figure, Sheet]:
    if page.theme not in THEMES:
        raise SettingError(f"the theme of a static map is one of {', '.join(THEMES)}, not {page.theme!r}")
    colours = THEMES[page.theme]
    figure = Figure(facecolor=colours["card"])
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    languages = tuple(one for one in page.languages if one in {"en", "ar"}) or ("en",)
    return figure, Sheet(axes, _WIDTH, colours, languages)


def _head(sheet: Sheet, told: str, page: Page) -> float:
    """Write title and summary, and return where the map begins."""
    baseline = _EDGE
    for line in lines_of(clean(sheet.say(page.title)), _TITLE, _WIDTH - 2 * _EDGE, bold=True):
        baseline += _TITLE * (1 if baseline == _EDGE else _LEADING)
        sheet.write(line, _EDGE, baseline, _TITLE, bold=True, order=_FIRST)
    for line in lines_of(told, _SUMMARY, _WIDTH - 2 * _EDGE):
        baseline += _SUMMARY * 1.6
        sheet.write(line, _EDGE, baseline, _SUMMARY, colour="muted", order=_FIRST)
    return baseline + _SUMMARY + 1


def _foot(sheet: Sheet, told: Sequence[str], top: float) -> float:
    """Write the sentences, each from a new line, and return where they end."""
    baseline = top
    for text in told:
        for line in lines_of(text, _FOOT, _WIDTH - 2 * _EDGE):
            baseline += _FOOT * _LEADING
            sheet.write(line, _EDGE, baseline - _FOOT * 0.3, _FOOT, colour="muted")
    return baseline


def _cut(figure: Figure, sheet: Sheet, height: float) -> None:
    # Whole pixels, so that a point of the sheet is the same place in every format.
    height = np.ceil(height / 72 * _DPI) / _DPI * 72
    figure.set_size_inches(_WIDTH / 72, height / 72)
    sheet.axes.set(xlim=(0, _WIDTH), ylim=(height, 0))


def _map(sheet: Sheet, view: View, ground: Mapping[str, Any], features: Features, layers: Sequence[Layer]) -> None:
    frame = sheet.card(view.frame, "sea")
    brush = brush_for(sheet, view, frame, features)
    draw_ground(brush, ground)
    for layer in layers:
        if isinstance(layer.data, Raster):
            draw_grid(brush, layer.data, layer.legend)
    draw_features(brush, features)
    room = Room(view.frame, taken=[draw_scale_bar(sheet, view)])
    number_stacks(brush, features, room)
    name_features(brush, features, room)
    name_ground(brush, ground, room)
    sheet.card(view.frame, "", edge="coast", order=8.5)
