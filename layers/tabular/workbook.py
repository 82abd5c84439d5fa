"""The sheets of an Excel workbook as texts, opened within limits: values only, no formula is run, no link followed."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

import defusedxml.ElementTree
import python_calamine
from defusedxml.common import DefusedXmlException

from geo.errors import FileError
from layers.tabular.zipped import Zipped, names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

__all__ = ["Sheet", "Workbook", "is_workbook"]

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
# What a reader of cells needs beside a sheet: its strings, its number formats, and which part is which.
_BESIDE = re.compile(r"xl/[^/]+\.xml|xl/_rels/workbook\.xml\.rels|_rels/\.rels|\[Content_Types\]\.xml", re.IGNORECASE)
_MOST_CELLS = 30_000_000  # some gigabyte; the reader makes room for every cell up to the last row and column
_SLICE = 1 << 20
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_AT = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")  # of a row, or of a cell
_ERROR = re.compile(rb"""<(?:[\w.-]+:)?c\s([^>]*\bt="e"(?:[^>]*[^/>])?)>(.*?)</(?:[\w.-]+:)?c>""", re.DOTALL)
_VALUE = re.compile(rb"<(?:[\w.-]+:)?v>([^<]*)")


class Sheet(NamedTuple):
    """The cells of one sheet, from A1 on, as texts.

    Attributes
    ----------
    rows
        Its rows, the first is Excel's row 1; all of the same length.
    errors
        Row, column (from 1) and word of each cell that holds an error, such as ``#REF!``; empty in `rows`.
    merged
        First row and column, last row and column (from 1) of cells merged into one, of which the first has the value.
    """

    rows: list[list[str]]
    errors: tuple[tuple[int, int, str], ...]
    merged: tuple[tuple[int, int, int, int], ...]


def is_workbook(data: bytes) -> bool:
    """Tell an Excel workbook of the kind since 2007 by what stands in the ZIP."""
    return _BOOK in names(data)


class Workbook:
    """A workbook of which the sheets are read one by one.

    Parameters
    ----------
    data
        The file.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        It is damaged, encrypted, or grows beyond the limits of `layers.tabular.zipped`.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._zip = Zipped(data, name)
        self._beside = {part: self._zip.read(part) for part in sorted(names(data)) if _BESIDE.fullmatch(part)}
        self._parts = self._sheets()

    @property
    def names(self) -> list[str]:
        """The names of its sheets, in their order; charts are none."""
        return list(self._parts)

    def _sheets(self) -> dict[str, str]:
        targets = {
            link.get("Id"): _inside(link.get("Target", ""))
            for link in self._tree(_LINKS)
            if link.get("Type", "").endswith("/worksheet") and link.get("TargetMode") != "External"
        }
        sheets = [(sheet.get("name", ""), _id(sheet)) for sheet in self._tree(_BOOK).iterfind("{*}sheets/{*}sheet")]
        return {name: targets[link] for name, link in sheets if link in targets}

    def _tree(self, part: str) -> Element:
        try:
            found: Element = defusedxml.ElementTree.fromstring(self._beside.get(part, b""), forbid_dtd=True)
        except (defusedxml.ElementTree.ParseError, DefusedXmlException) as problem:
            raise FileError(f"{self._name}: {part} in the workbook is damaged: {problem}") from problem
        return found

    def sheet(self, name: str) -> Sheet:
        """Read a sheet.

        Raises
        ------
        FileError
            It is damaged, or has cells so far out that they would fill the memory.
        """
        part = self._parts[name]
        xml = self._zip.read(part)
        self._measure(xml, name)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._alone(part, xml)))
            found = book.get_sheet_by_name(name)
            rows = [list(map(_text, row)) for row in found.to_python(skip_empty_area=False)]
        except python_calamine.CalamineError as problem:
            raise FileError(f"{self._name}, sheet {name}: cannot be read: {problem}; is the file damaged?") from problem
        merged = found.merged_cell_ranges or ()
        spans = tuple((top + 1, left + 1, low + 1, right + 1) for (top, left), (low, right) in merged)
        return Sheet(rows, tuple(_errors(xml)), spans)

    def _alone(self, part: str, xml: bytes) -> bytes:
        """Pack the sheet anew with what it needs: the reader sees only what was inflated within the limits."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, data in {**self._beside, part: xml}.items():
                archive.writestr(name, data)
        return packed.getvalue()

    def _measure(self, xml: bytes, name: str) -> None:
        if not xml.rstrip().endswith(b"worksheet>"):
            raise FileError(f"{self._name}, sheet {name}: is cut off; save the workbook again")
        rows, columns = _extent(xml)
        if rows * columns > _MOST_CELLS:
            raise FileError(
                f"{self._name}, sheet {name}: cells reach to row {rows:,} and column {columns:,}; expected at most "
                f"{_MOST_CELLS:,} cells up to the last row and column. Delete what is empty, or save it as CSV"
            )


def _inside(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _id(sheet: Element) -> str:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _extent(xml: bytes) -> tuple[int, int]:
    """Return the last row and the last column that a sheet can have, whether its cells say where they are or not."""
    columns: set[bytes] = set()
    numbers: set[bytes] = set()
    tags = placed = 0
    for part in _slices(xml):
        found = _AT.findall(part)
        columns |= {letters for letters, _ in found}
        numbers |= {number for _, number in found}
        tags += len(_ROW.findall(part)) + len(_CELL.findall(part))
        placed += len(found)
    last, widest = max(map(int, numbers), default=0), max(map(_column, columns), default=0)
    if tags == placed:
        return last, widest
    rows = _ROW.split(xml)[1:]  # what says no place stands one further than what stands before it
    return last + len(rows), widest + max((len(_CELL.findall(row)) for row in rows), default=0)


def _slices(xml: bytes) -> Iterator[bytes]:
    """Cut between two tags, so that what is found in one part at a time stays small."""
    start = 0
    while start < len(xml):
        stop = xml.find(b"<", start + _SLICE)
        stop = stop if stop >= 0 else len(xml)
        yield xml[start:stop]
        start = stop


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _errors(xml: bytes) -> list[tuple[int, int, str]]:
    """Find the cells of which the value is an error, which the reader gives as empty."""
    if b't="e"' not in xml:
        return []
    found = []
    for attributes, inside in _ERROR.findall(xml):
        place, word = _AT.search(b" " + attributes), _VALUE.search(inside)
        if place and word:
            found.append((int(place[2]), _column(place[1]), word[1].decode(errors="replace")))
    return found


def _text(value: object) -> str:
    """Write a cell as a person would: a whole number without its ``.0``, a day without its midnight."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return str(value)
