"""Names on the map, the important first, where there is room: of what is drawn, then of countries and towns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Circle

from outputs.print.features import outlines
from outputs.print.lettering import clean, width
from outputs.print.view import PX, Box, world
from outputs.print.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt
    import pandas as pd

    from outputs.print.brush import Brush
    from outputs.print.features import Features

__all__ = ["Room", "name_features", "name_ground"]

# As on the page: with more in view, names would be a choice of a few among many.
_MOST, _CROWD = 60, 400
_NAMED = frozenset({"dot", "dot_ring", "ring", "hatch", "diamond", "diamond_open"})
_SIZE, _SECOND_SIZE, _QUIET_SIZE = 7.0, 6.6, 5.8
_SYMBOL = 18 * PX


@dataclass(slots=True)
class Room:
    """Where names may still stand.

    Attributes
    ----------
    frame
        Names stay within.
    symbols
        Boxes of symbols, (n, 4), which no name touches.
    taken
        Boxes of names and of what else none touches.
    soft
        Boxes that it leaves free where it can.
    """

    frame: Box
    symbols: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 4)))
    taken: list[Box] = field(default_factory=list)
    soft: list[Box] = field(default_factory=list)

    def takes(self, box: Box, *, soft: bool = False) -> bool:
        """Take the box if it is within the frame and free; return whether it was."""
        frame = self.frame
        inside = (
            box.left > frame.left + 2
            and box.top > frame.top + 2
            and box.right < frame.right - 2
            and box.bottom < frame.bottom - 2
        )
        if (
            not inside
            or _meets_any(box, self.symbols)
            or any(_meet(box, other) for other in (*self.taken, *(self.soft if soft else ())))
        ):
            return False
        self.taken.append(box)
        return True


def _meet(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def _meets_any(box: Box, others: npt.NDArray[np.float64]) -> bool:
    left, top, right, bottom = others.T
    return bool(((box.left < right) & (left < box.right) & (box.top < bottom) & (top < box.bottom)).any())


def name_features(brush: Brush, features: Features, room: Room) -> None:
    """Write the names of the places of what is drawn as a point or an area of its own, in the page's languages."""
    table = features.table.assign(look=features.looks()[0])
    boxes = _boxes(brush, features)
    room.symbols = boxes[(boxes[:, 2:] - boxes[:, :2]).max(axis=1) < _SYMBOL + 0.1]
    named = table["look"].isin(_NAMED).to_numpy() & _inside(boxes, brush.view.frame)
    if named.sum() > _CROWD:
        return
    first = [_words(brush, row) for row in table[named].to_dict("records")]
    places = dict(reversed(list(zip(first, np.flatnonzero(named).tolist(), strict=True))))
    chosen = [(words, places[words]) for words in dict.fromkeys(first) if words[0]][:_MOST]
    room.soft += [*_along_lines(brush, features, table), *(Box(*boxes[at]) for _, at in chosen)]
    for words, at in chosen:
        # Clear of lines and areas where that is possible, across one where it is not.
        _settle(brush, room, words, Box(*boxes[at]), soft=True) or _settle(
            brush, room, words, Box(*boxes[at]), soft=False
        )
    room.taken += [Box(*boxes[at]) for _, at in chosen]


def _words(brush: Brush, row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return the name in the sheet's language, and in the other where the page has it and it differs."""
    own, other = ("place_name_ar", "place_name") if brush.sheet.arabic else ("place_name", "place_name_ar")
    title = "title_ar" if brush.sheet.arabic else "title"
    first = clean(row[own] or row[other] or row[title] or row["title"])
    second = clean(row[other]) if len(brush.sheet.languages) > 1 else ""
    told = f"{first} ({brush.sheet.say(WORDS['inferred'])})" if row["status"] == "inferred" else first
    return told, second if second != first else ""


def _boxes(brush: Brush, features: Features) -> npt.NDArray[np.float64]:
    """Return the box of each feature on the sheet, at least that of its symbol."""
    found = features.boxes()
    boxes = np.hstack((brush.view.place(found[:, :2]), brush.view.place(found[:, 2:])))
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    least = _SYMBOL / 2
    return np.hstack((np.minimum(boxes[:, :2], middle - least), np.maximum(boxes[:, 2:], middle + least)))


def _inside(boxes: npt.NDArray[np.float64], frame: Box) -> npt.NDArray[np.bool_]:
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    inside: npt.NDArray[np.bool_] = np.all((middle > frame[:2]) & (middle < frame[2:]), axis=1)
    return inside


def _along_lines(brush: Brush, features: Features, table: pd.DataFrame) -> Iterator[Box]:
    """Give small boxes along the lines that are drawn."""
    lines = outlines(table["shape"][table["dimension"] == 1].to_numpy()[:_CROWD], features.west)
    at = brush.view.place(lines.at)
    for begin, end in zip(at[:-1][~lines.starts[1:]], at[1:][~lines.starts[1:]], strict=True):
        steps = int(min(200, np.ceil(np.hypot(*(end - begin)) / (10 * PX)))) + 1
        for x, y in np.linspace(begin, end, steps):
            yield Box(x - 4 * PX, y - 4 * PX, x + 4 * PX, y + 4 * PX)


def _settle(brush: Brush, room: Room, words: Sequence[str], box: Box, *, soft: bool) -> bool:
    """Write a name at the first free place around its symbol; return whether there was one."""
    first, second = words
    wide = max(width(first, _SIZE, bold=True), width(second, _SECOND_SIZE))
    high = _SIZE * 1.25 + (_SECOND_SIZE * 1.25 if second else 0)
    for left, top, part in _spots(box, wide, high):
        if not room.takes(Box(left, top, left + wide, top + high), soft=soft):
            continue
        told = ((first, _SIZE, True, "ink", 1), (second, _SECOND_SIZE, False, "muted", 2))
        for text, size, bold, colour, line in told[: 2 if second else 1]:
            begin = left + part * (wide - width(text, size, bold=bold))
            brush.sheet.put(
                text, begin, top + _SIZE * (1.25 * line - 0.28), size, colour=colour, bold=bold, halo="land"
            )
        return True
    return False


def _spots(box: Box, wide: float, high: float) -> Iterator[tuple[float, float, float]]:
    """Give left, top, and which part of the free width stands before a shorter line: those of `src/labels.ts`."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    right, left = box.right + 2, box.left - wide - 2
    yield from ((right, y - high / 2, 0), (left, y - high / 2, 1))
    yield from ((right - 1, box.top - high * 0.6, 0), (right - 1, box.bottom - high * 0.4, 0))
    yield from ((left + 1, box.top - high * 0.6, 1), (left + 1, box.bottom - high * 0.4, 1))
    yield from ((x - wide / 2, box.top - high - 2, 0.5), (x - wide / 2, box.bottom + 2, 0.5))


def name_ground(brush: Brush, ground: Mapping[str, Any], room: Room) -> None:
    """Write the names of countries and towns, more of them the nearer the map."""
    zoom = brush.view.zoom
    for country in sorted(ground["countries"], key=lambda one: (one["rank"], one["iso"])):
        if country["rank"] <= zoom + 1:
            _country(brush, room, country)
    for town in sorted(ground["towns"], key=lambda one: (not one["capital"], -one["population"], one["en"])):
        if (town["capital"] and zoom >= 5) or town["population"] > 30_000_000 / 3 ** max(0.0, zoom - 3.2):
            _town(brush, room, town)


def _place(brush: Brush, named: Mapping[str, Any]) -> tuple[float, float]:
    x, y = brush.view.place(world(brush.view.near([named["lon"]]), [named["lat"]]))[0]
    return float(x), float(y)


def _languages(brush: Brush, named: Mapping[str, Any]) -> list[str]:
    words = [clean(named[language]) for language in brush.sheet.languages]
    return list(dict.fromkeys(word for word in words if word))


def _country(brush: Brush, room: Room, country: Mapping[str, Any]) -> None:
    x, y = _place(brush, country)
    lines = [line.upper() for line in _languages(brush, country)]
    wide, high = max(width(line, _QUIET_SIZE) for line in lines), _QUIET_SIZE * 1.3 * len(lines)
    if not room.takes(Box(x - wide / 2 - 2, y - high / 2 - 1, x + wide / 2 + 2, y + high / 2 + 1)):
        return
    for number, line in enumerate(lines):
        baseline = y - high / 2 + _QUIET_SIZE * (1.3 * number + 1)
        left = x - width(line, _QUIET_SIZE) / 2
        brush.sheet.put(line, left, baseline, _QUIET_SIZE, colour="label", halo="land", order=4.0)


def _town(brush: Brush, room: Room, town: Mapping[str, Any]) -> None:
    x, y = _place(brush, town)
    name = clean(town[brush.sheet.languages[0]] or town["en"] or town["ar"])
    wide = width(name, _QUIET_SIZE)
    if not name or not room.takes(Box(x - 3, y - _QUIET_SIZE * 0.8, x + wide + 6, y + _QUIET_SIZE * 0.8)):
        return
    dot = Circle((x, y), 1.6 * PX, facecolor=brush.sheet.colours["label"], edgecolor="none", zorder=4.0)
    brush.sheet.axes.add_artist(dot)
    brush.sheet.put(name, x + 6 * PX, y + _QUIET_SIZE * 0.36, _QUIET_SIZE, colour="label", halo="land", order=4.0)
