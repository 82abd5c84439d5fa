"""What a row of a file becomes: a place, or more names of one; and the cells that all kinds of files share."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from geo.errors import RowError
from geo.faults import Fault
from geo.gazetteer.draft import Draft
from geo.place import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer.draft import Name

__all__ = ["CellError", "cut", "is_placed", "more_names", "number", "position"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?")
_LONGEST_NAME = 200


class CellError(RowError):
    """What is wrong with a cell: message, column, expected, got."""

    def __init__(self, message: str, column: str, expected: str, got: str) -> None:
        super().__init__(message)
        self.message, self.column, self.expected, self.got = message, column, expected, got

    def at(self, file: str, row: int) -> Fault:
        """Locate it."""
        return Fault(file, self.message, row, self.column, self.expected, cut(self.got))


def cut(text: str) -> str:
    """Show what was found, no more of it than a line takes."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def number(text: str, column: str, expected: str) -> float:
    """Read a number as people write it: Arabic-Indic digits, a decimal comma, a typographic minus.

    Raises
    ------
    CellError
        It is none.
    """
    plain = text.strip().translate(_DIGITS)
    plain = plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain
    if not (plain.isascii() and _NUMBER.fullmatch(plain)):
        raise CellError("no number", column, expected, text)
    return float(plain)


def position(lon: str, lat: str, columns: tuple[str, str]) -> tuple[float, float]:
    """Read longitude and latitude in degrees.

    Raises
    ------
    CellError
        Either is no number or lies out of range, or both are 0, which stands for no position.
    """
    x = number(lon, columns[0], "degrees, -180..180")
    y = number(lat, columns[1], "degrees, -90..90")
    if not -90 <= y <= 90:
        swapped = "; are latitude and longitude swapped?" if abs(y) <= 180 and abs(x) <= 90 else ""
        raise CellError(f"latitude out of range{swapped}", columns[1], "degrees, -90..90", lat)
    if not -180 <= x <= 180:
        raise CellError("longitude out of range", columns[0], "degrees, -180..180", lon)
    if x == 0 and y == 0:
        raise CellError("0, 0 stands for no position", columns[1], "where the place is", "0, 0")
    return x, y


def more_names(place_id: str, names: Iterable[Name]) -> Draft:
    """Return names, and nothing else, of a place that is known otherwise."""
    kept = [name for name in names if len(name.text) <= _LONGEST_NAME]
    return Draft(place_id, "", "", math.nan, math.nan, "", Precision.UNKNOWN, 0, names=kept)


def is_placed(draft: Draft) -> bool:
    """Tell whether a draft is a place, and not only names of one."""
    return math.isfinite(draft.lon)
