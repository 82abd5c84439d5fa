"""The legend: the page's layer tree, with how many records each line stands for, and who agrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from layers.layer import Raster
from layers.text import Text
from outputs.print.brush import stamp
from outputs.print.lettering import clean, lines_of, width
from outputs.print.symbols import Pen, picture
from outputs.print.words import STATUS, WORDS, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.layer import Layer
    from outputs.print.features import Features
    from outputs.print.sheet import Sheet

__all__ = ["Line", "columns", "draw_legend", "height", "lines"]

_SIZE, _LEADING = 6.4, 8.2
_HEAD_SIZE, _HEAD_LEADING, _GAP = 6.8, 10.5, 4.0
_SWATCH, _BEFORE_COUNT = 15.0, 6.0
# The ring around a dot would touch the next line's.
_SCALE = 0.85


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the legend: a branch's name where it has no shape."""

    text: Text
    count: int
    shape: str = ""
    hue: str = "other"
    status: str = "claimed"


def lines(features: Features, layers: Sequence[Layer]) -> list[Line]:
    """Return the lines of what is drawn: each branch with its leaves, the classes of grids, then the statuses."""
    table = features.table
    records = table.groupby("entry")["subject"].nunique()
    drawn = [(at, entry) for at, entry in enumerate(features.entries) if at in records.index]
    pointed = set(table["entry"][table["dimension"] == 0])
    found: list[Line] = []
    for group in dict.fromkeys(entry.group for _, entry in drawn):
        leaves = [(at, entry) for at, entry in drawn if entry.group == group]
        many = table["subject"][table["entry"].isin([at for at, _ in leaves])].nunique()
        found.append(Line(group, int(many)))
        for at, entry in leaves:
            # A ring without its dot is drawn without it in the legend too.
            shape = "zone" if entry.shape == "dot_ring" and at not in pointed else entry.shape
            found.append(Line(entry.label, int(records[at]), shape, entry.hue))
    return [*found, *_grids(layers), *_statuses(features)]


def _grids(layers: Sequence[Layer]) -> Iterator[Line]:
    for layer in layers:
        if isinstance(layer.data, Raster) and layer.legend:
            yield Line(layer.legend[0].group, 0)
            for entry in layer.legend:
                yield Line(entry.label, 0, entry.shape, entry.hue)


def _statuses(features: Features) -> Iterator[Line]:
    told = features.table[features.table["status"] != ""].groupby("status")["subject"].nunique()
    if len(told):
        yield Line(WORDS["status"], 0)
    for status, many in told.items():
        words = STATUS.get(str(status))
        yield Line(words or _as_it_is(str(status)), int(many), "ring", "other", str(status))


def _as_it_is(word: str) -> Text:
    plain = word.replace("_", " ")
    return Text(plain, plain)


def height(sheet: Sheet, found: list[Line], room: float) -> float:
    """Return how high the legend is in a column of this width, points."""
    return sum(_height(sheet, line, room) for line in found)


def columns(sheet: Sheet, found: list[Line], room: float, count: int) -> list[list[Line]]:
    """Deal the lines out to so many columns, as low as they can be.

    A branch's name stays with its first leaf, and stands again where the branch goes on in the next column.
    """
    most = height(sheet, found, room) / count
    while len(dealt := _dealt(sheet, found, room, most)) > count:
        most += _LEADING
    return dealt


def _dealt(sheet: Sheet, found: list[Line], room: float, most: float) -> list[list[Line]]:
    dealt: list[list[Line]] = [[]]
    branch: Line | None = None
    for line, after in zip(found, [*found[1:], None], strict=True):
        branch = line if not line.shape else branch
        needed = [*dealt[-1], line, *([after] if after and not line.shape else [])]
        if dealt[-1] and height(sheet, needed, room) > most:
            dealt.append([replace(branch, count=0)] if branch and line.shape else [])
        dealt[-1].append(line)
    return dealt


def _height(sheet: Sheet, line: Line, room: float) -> float:
    many = len(_broken(sheet, line, room))
    return _LEADING * many + 1.6 if line.shape else _GAP + _HEAD_LEADING + _LEADING * (many - 1)


def _broken(sheet: Sheet, line: Line, room: float) -> list[str]:
    free = room - (_BEFORE_COUNT + width(number(line.count), _SIZE) if line.count else 0)
    text = clean(sheet.say(line.text))
    return lines_of(text, _SIZE, free - _SWATCH) if line.shape else lines_of(text, _HEAD_SIZE, free, bold=True)


def draw_legend(sheet: Sheet, found: list[Line], start: float, top: float, room: float) -> None:
    """Draw the legend.

    Parameters
    ----------
    sheet
        Where to.
    found
        Of `lines`.
    start
        Where the column begins, from the side at which lines begin, points.
    top, room
        Upper edge and width of the column, points.
    """
    for line in found:
        if line.shape:
            _leaf(sheet, line, start, top, room)
        else:
            _head(sheet, line, start, top + _GAP + _HEAD_SIZE, room)
        top += _height(sheet, line, room)


def _head(sheet: Sheet, line: Line, start: float, baseline: float, room: float) -> None:
    _count(sheet, line, start + room, baseline)
    for at, text in enumerate(_broken(sheet, line, room)):
        sheet.write(text, start, baseline + at * _LEADING, _HEAD_SIZE, bold=True)


def _leaf(sheet: Sheet, line: Line, start: float, top: float, room: float) -> None:
    broken = _broken(sheet, line, room)
    first = top + _SIZE + 0.6
    for at, text in enumerate(broken):
        sheet.write(text, start + _SWATCH, first + at * _LEADING, _SIZE, colour="muted")
    middle = top + _LEADING * len(broken) / 2 + 0.2
    pen = Pen(sheet.colours, line.hue, line.status)
    stamp(sheet, picture(line.shape, pen), np.array([[sheet.across(start + 5.8), middle]]), _SCALE)
    _count(sheet, line, start + room, middle + _SIZE * 0.36)


def _count(sheet: Sheet, line: Line, end: float, baseline: float) -> None:
    if line.count:
        text = number(line.count)
        left = sheet.across(end) - (0 if sheet.arabic else width(text, _SIZE))
        sheet.put(text, left, baseline, _SIZE, colour="muted")
