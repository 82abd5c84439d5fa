"""Tables with a header, CSV or Excel: rows under plain column names, each with the line on which it stands."""

from __future__ import annotations

import csv
import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import FileError
from geo.faults import Fault
from geo.gazetteer.adding.entry import cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.adding.opened import Opened

__all__ = ["Row", "header_of", "plain_name", "sheets", "table_rows"]

_DELIMITERS = ",;\t|"
# A cell may run over some lines; one that runs on for longer began with a quote that is never closed.
_LINES_OF_A_ROW = 20


class Row(NamedTuple):
    """A row: where it stands, its cells by plain column name, and the columns' own names."""

    file: str
    number: int
    cells: dict[str, str]
    written: dict[str, str]

    def get(self, *names: str) -> str:
        """Return the first of these columns that the row fills."""
        return next((cell for name in names if (cell := self.cells.get(name, ""))), "")

    def column(self, *names: str) -> str:
        """Return what the file calls the first of these columns that it has."""
        return next((self.written[name] for name in names if name in self.written), names[0])


def plain_name(name: str) -> str:
    """Reduce a column's name to what is compared: lower case, words joined by ``_``."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def header_of(line: str) -> list[str]:
    """Return the plain column names of a header, divided by whatever makes most columns of it."""
    return [plain_name(cell) for cell in _split(line, _delimiter(line))]


def sheets(file: Opened) -> dict[str, list[str]]:
    """Return the plain column names of each sheet of a workbook.

    Raises
    ------
    FileError
        The workbook cannot be read.
    """
    import pyogrio  # noqa: PLC0415 - only a workbook needs GDAL
    from pyogrio.errors import DataSourceError  # noqa: PLC0415

    try:
        named = [str(name) for name, _ in pyogrio.list_layers(file.path)]
        return {name: [plain_name(str(field)) for field in _read_sheet(file, name)[0]] for name in named}
    except (DataSourceError, ValueError) as error:
        raise FileError(f"{file.name}: the workbook cannot be read: {error}") from error


def table_rows(file: Opened, sheet: str = "") -> Iterator[Row | Fault]:
    """Give the rows of a table; one with a wrong number of cells is a fault, and only it is lost.

    Parameters
    ----------
    file
        The opened file.
    sheet
        Of a workbook, which sheet.
    """
    return _sheet_rows(file, sheet) if file.is_workbook else _text_rows(file)


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _unique(names: Sequence[str]) -> list[str]:
    """Return plain names; a name that is there already, or is empty, becomes one that no reader asks for."""
    seen: set[str] = set()
    unique = []
    for at, name in enumerate(map(plain_name, names), start=1):
        unique.append(name if name and name not in seen else f"column {at}")
        seen.add(name)
    return unique


def _text_rows(file: Opened) -> Iterator[Row | Fault]:
    lines = file.lines()
    _, first = next(lines, (0, ""))
    if isinstance(first, Fault):
        yield first
        return
    delimiter = _delimiter(first)
    written = _split(first, delimiter)
    names = _unique(written)
    told = dict(zip(names, (name.strip() for name in written), strict=True))
    for number, parsed in _parsed(lines, delimiter, len(names)):
        if isinstance(parsed, Fault):
            yield parsed
        elif len(parsed) != len(names):
            expected = f"{len(names)} divided by {delimiter!r}"
            shown = f"{len(parsed)}: {cut(delimiter.join(parsed))}"
            yield Fault(file.name, "wrong number of cells", number, "", expected, shown)
        else:
            yield Row(file.name, number, dict(zip(names, map(_unguarded, parsed), strict=True)), told)


def _parsed(
    lines: Iterator[tuple[int, str | Fault]], delimiter: str, cells: int
) -> Iterator[tuple[int, list[str] | Fault]]:
    """Split lines into cells; a quote that is left open takes in the next lines, as far as that makes a row."""
    waiting: list[tuple[int, str | Fault]] = []
    while True:
        number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
        if not number:
            return
        if isinstance(line, Fault):
            yield number, line
            continue
        row = _split(line, delimiter)
        if len(row) == cells or line.count('"') % 2 == 0:
            yield number, row
            continue
        missing = _LINES_OF_A_ROW - len(waiting)
        waiting += itertools.islice(lines, max(missing, 0))
        taken, row = _closed(line, waiting, delimiter, cells)
        waiting = waiting[taken:]
        yield number, row


def _closed(line: str, rest: list[tuple[int, str | Fault]], delimiter: str, cells: int) -> tuple[int, list[str]]:
    """Return how many of the lines after it complete a row, and the row; none where they do not."""
    whole = line
    for taken, (_, more) in enumerate(rest, start=1):
        if isinstance(more, Fault):
            break
        whole += "\n" + more
        if whole.count('"') % 2 == 0:
            row = next(csv.reader(whole.splitlines(keepends=True), delimiter=delimiter), [])
            return (taken, row) if len(row) == cells else (0, _split(line, delimiter))
    return 0, _split(line, delimiter)


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that guards a cell from being run as a formula, as our own CSV writes it."""
    plain = cell.strip()
    return plain[1:] if re.match(r"'[=+\-@]", plain) else plain


def _sheet_rows(file: Opened, sheet: str) -> Iterator[Row | Fault]:
    written, columns = _read_sheet(file, sheet)
    names = _unique(written)
    told = dict(zip(names, (name.strip() for name in written), strict=True))
    for number, row in enumerate(zip(*columns, strict=True), start=2):
        cells = dict(zip(names, map(_cell, row), strict=True))
        if any(cells.values()):
            yield Row(f"{file.name}, sheet {sheet}", number, cells, told)


def _read_sheet(file: Opened, sheet: str) -> tuple[list[str], list[Sequence[object]]]:
    import pyogrio.raw  # noqa: PLC0415 - only a workbook needs GDAL

    meta, _, _, columns = pyogrio.raw.read(file.path, layer=sheet, read_geometry=False)
    return [str(name) for name in meta["fields"]], list(columns)


def _cell(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
