"""Excel workbooks: the first sheet with a header that is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.headers import find_header, known_names, unique
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of
from layers.tabular.standing import as_json
from layers.tabular.workbook import Sheet, Workbook, is_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.events import Dossier

__all__ = ["SOURCE"]

_KNOWN = 2  # names that a header must have; one alone stands in many a sheet of notes
_LONGEST_CELL = 1_000_000


class _Chosen(NamedTuple):
    """A sheet, and which of its rows is the header, from 0."""

    name: str
    sheet: Sheet
    header: int

    @property
    def known(self) -> int:
        return known_names(self.sheet.rows[self.header])


def detect(given: Input) -> float:
    """Tell a workbook by what stands in its ZIP."""
    return 0.9 if is_workbook(given.data) else 0


def read(given: Input) -> Dossier:
    """Read the rows of a sheet as events.

    Raises
    ------
    FileError
        The workbook is damaged, encrypted or too large, or has no rows.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read the rows of the first sheet of which the header is understood, else of the first that has any.

    Raises
    ------
    FileError
        The workbook is damaged, encrypted or too large, or has no rows.
    """
    book, chosen = _chosen(given)
    return _raw(chosen, [name for name in book.names if name != chosen.name], given.name)


def _chosen(given: Input) -> tuple[Workbook, _Chosen]:
    book = Workbook(given.data, given.name)
    filled: list[_Chosen] = []
    for name in book.names:
        sheet = book.sheet(name)
        if any(map(any, sheet.rows)):
            filled.append(_Chosen(name, sheet, find_header(sheet.rows)))
        if filled and filled[-1].known >= _KNOWN:
            break
    if not filled:
        raise FileError(f"{given.name}: no sheet has any cells; expected a header and rows")
    return book, filled[-1] if filled[-1].known >= _KNOWN else filled[0]


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    _, chosen = _chosen(given)
    cells, names = chosen.sheet.rows, unique(chosen.sheet.rows[chosen.header])
    return {
        row: as_json({name: cell for name, cell in zip(names, cells[row - 1], strict=True) if cell})
        for row in rows
        if row <= len(cells)
    }


def _raw(chosen: _Chosen, others: Sequence[str], file: str) -> RawTable:
    names = unique(chosen.sheet.rows[chosen.header])
    cells = pd.DataFrame(chosen.sheet.rows[chosen.header + 1 :], columns=names, dtype="str")
    rows = np.arange(chosen.header + 2, len(chosen.sheet.rows) + 1)
    lengths = cells.apply(lambda column: column.str.len()).to_numpy(dtype=np.int64).reshape(cells.shape)
    huge = (lengths > _LONGEST_CELL).any(axis=1)
    expected = f"at most {_LONGEST_CELL:,} characters"
    told = [Fault(file, "a cell is too long", int(row), "", expected, rejected=True) for row in rows[huge]]
    keep = (lengths > 0).any(axis=1) & ~huge
    headed = [
        any((name, length.any())) for name, length in zip(chosen.sheet.rows[chosen.header], lengths.T, strict=True)
    ]
    faults = (*_about(chosen, others, file), *_of_cells(chosen, names, file), *told)
    cells = cells.loc[keep, headed].reset_index(drop=True)
    return RawTable(cells, rows[keep], None, faults, drops_zeros=True)


def _about(chosen: _Chosen, others: Sequence[str], file: str) -> Iterator[Fault]:
    """Tell what of the workbook is not read."""
    if others:
        found = ", ".join(map(repr, others))
        yield Fault(
            file, f"only the sheet {chosen.name!r} is read", None, "", "a file of its own for each other", found
        )
    above = [" ".join(filter(None, row)) for row in chosen.sheet.rows[: chosen.header]]
    if any(above):
        found = repr(" / ".join(filter(None, above))[:60])
        message = f"what stands above the header in row {chosen.header + 1} is not read"
        yield Fault(file, message, None, "", "the header in row 1", found)


def _of_cells(chosen: _Chosen, names: Sequence[str], file: str) -> Iterator[Fault]:
    """Tell the cells below the header that have no value of their own."""
    below = chosen.header + 1
    for row, column, word in chosen.sheet.errors:
        if row > below:
            message = "an error of the spreadsheet, left empty"
            yield Fault(file, message, row, names[column - 1], "a value", word)
    for top, left, low, right in chosen.sheet.merged:
        if low > below:
            size = f"{low - top + 1} x {right - left + 1} cells"
            yield Fault(file, "merged cells, the value stands in the first", top, names[left - 1], "one cell", size)


SOURCE = Source(
    "xlsx",
    "Excel workbooks (.xlsx): the first sheet with a header that is understood",
    detect,
    read,
    table,
    standing=_standing,
)
