"""Text divided into cells: its header, and every row below that has as many cells, wherever quotes stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from layers.events import Fault
from layers.tabular.columns import match
from layers.tabular.headers import find_header, first_row, unique
from layers.tabular.raw import RawTable
from layers.tabular.strings import trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = [
    "FORMULA",
    "LONGEST_CELL",
    "Header",
    "as_table",
    "header_of",
    "lines_above",
    "read_cells",
    "read_table",
    "unguarded",
]

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
# What a spreadsheet takes for a formula (OWASP, "CSV Injection"; some take the full-width signs too), with any
# apostrophes that already guard it.
FORMULA = "'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_GUARD = f"^'({FORMULA})"
_UNCLOSED_QUOTES = 1_000
_FIRST_LINES = 20
_BLOCK = 1 << 24
_DIVIDED_BY = re.compile(r"sep=.\s*$", re.IGNORECASE)
LONGEST_CELL = 1_000_000


class Header(NamedTuple):
    """What stands between two cells, and the names of the columns."""

    delimiter: str
    names: list[str]


def header_of(sample: str) -> Header:
    """Find the delimiter under which most column names are known, then under which there are most columns."""
    sample = sample.lstrip("\ufeff")
    candidates = []
    for mark in _DELIMITERS:
        below = sample.split("\n", above)[-1] if (above := lines_above(sample, mark)) else sample
        candidates.append(Header(mark, first_row(below, mark)))
    return max(
        candidates, key=lambda header: (len(match(header.names)) if len(header.names) > 1 else 0, len(header.names))
    )


def lines_above(sample: str, delimiter: str) -> int:
    """Count the lines above the header: blank ones, a title, or the line that tells Excel the delimiter."""
    lines = sample.removeprefix("\ufeff").split("\n")[:_FIRST_LINES]
    rows = [first_row(line, delimiter) for line in lines]
    first = next((at for at, line in enumerate(lines) if line.strip() and not _DIVIDED_BY.match(line)), 0)
    best = find_header(rows)
    return best if len(match(rows[best])) > max(1, 2 * len(match(rows[first]))) else first


def read_table(text: str, name: str, before: int = 0) -> RawTable:
    """Read a text from its header on; what stands above that is told.

    Parameters
    ----------
    text, name, before
        As in `read_cells`, but that titles and blank lines may stand above the header.
    """
    above = lines_above(text[:_SAMPLE], header_of(text[:_SAMPLE]).delimiter)
    head = text.split("\n", above)
    raw = read_cells(head[-1], name, before + above)
    told = "; ".join(line.strip() for line in head[:-1] if line.strip() and not _DIVIDED_BY.match(line))
    if not told:
        return raw
    message = f"what stands above the header in line {above + 1} is not read"
    fault = Fault(name, message, expected="the header in line 1", got=repr(told[:60]))
    return replace(raw, faults=(fault, *raw.faults))


def read_cells(text: str, name: str, before: int = 0, *, quoted: bool = True) -> RawTable:
    """Split a text into cells, every cell a text; a row with too many or too few cells is a fault, and only it is lost.

    Parameters
    ----------
    text
        The whole table, header first.
    name
        What to call it in the faults.
    before
        How many lines of the file lie between the header and the rows.
    quoted
        Whether quotes stand around cells; else they are letters like others.
    """
    header = header_of(text[:_SAMPLE])
    parts: list[_Part] = []
    rest, line = text, 1 + before
    for _ in range(_UNCLOSED_QUOTES):
        part = _parse(rest, header, name, line, quoted=quoted)
        parts.append(part)
        if not part.rest:
            break
        rest, line = part.rest, part.rest_line
    table = pa.concat_tables([part.table for part in parts])
    rows = np.concatenate([part.rows for part in parts])[1:]
    faults = (*(fault for part in parts for fault in part.faults), *_unread(parts[-1], name))
    frame = table.slice(1).to_pandas()
    frame.columns = pd.Index(unique(header.names))
    frame, rows, faults = _without_blanks(frame, rows, faults, name)
    cells = unguarded(frame) if quoted else frame
    return RawTable(cells, rows, None, faults, may_hold_nul="\0" in text)


class _Part(NamedTuple):
    table: pa.Table
    rows: np.ndarray
    faults: list[Fault]
    rest: str = ""
    rest_line: int = 0


def as_table(
    data: pa.Buffer,
    header: Header,
    columns: Sequence[int] | None = None,
    note: Callable[[pyarrow.csv.InvalidRow], str] | None = None,
    *,
    quoted: bool = True,
) -> pa.Table:
    """Divide a text in UTF-8 into cells, all of them texts; its first line is a row as all others.

    Parameters
    ----------
    data
        The text.
    header
        What divides it, and how many cells a row has.
    columns
        The only ones that are needed, counted from 0; None for all.
    note
        Is told each row that has more cells or less, and answers ``skip``; without it, such a row is an error.
    quoted
        As in `read_cells`.

    Returns
    -------
    pyarrow.Table
        Columns called by their numbers.

    Raises
    ------
    pyarrow.ArrowInvalid
        A row has another number of cells, or the text is no UTF-8.
    """
    names = [str(at) for at in range(len(header.names))]
    kept = names if columns is None else [names[at] for at in columns]
    # Only one thread over one block knows the numbers of the rows that it notes.
    block = min(data.size + 1, (1 << 31) - 1) if note else _BLOCK
    return pyarrow.csv.read_csv(
        pa.BufferReader(data),
        read_options=pyarrow.csv.ReadOptions(use_threads=note is None, column_names=names, block_size=block),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=header.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(kept, pa.large_string()), include_columns=kept
        ),
    )


def _parse(text: str, header: Header, name: str, line: int, *, quoted: bool) -> _Part:
    bad: list[pyarrow.csv.InvalidRow] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    table = as_table(pa.py_buffer(text.encode()), header, note=note, quoted=quoted)
    rows, bad_rows = _lines(table, bad, line)
    faults = [_cells_fault(name, row, at, header) for row, at in zip(bad, bad_rows, strict=True) if row.text.strip()]
    part = _Part(table, rows, faults)
    return _reopened(part, text, bad, name, line) if quoted and text.count('"') % 2 else part


def _lines(table: pa.Table, bad: list[pyarrow.csv.InvalidRow], line: int) -> tuple[np.ndarray, list[int]]:
    """Line of the file on which each row begins, for the good rows and the bad ones."""
    size = table.num_rows + len(bad)
    at_bad = np.array([row.number - 1 for row in bad], dtype=np.int64)
    good = np.ones(size, dtype=bool)
    good[at_bad] = False
    extra = np.zeros(size, dtype=np.int64)
    for column in table.columns:
        extra[good] += pc.count_substring(column, "\n").to_numpy()
    extra[at_bad] = [row.text.count("\n") for row in bad]
    begins = line + np.arange(size) + np.concatenate([[0], np.cumsum(extra)[:-1]]).astype(np.int64)[:size]
    return begins[good], begins[at_bad].tolist()


def _cells_fault(name: str, row: pyarrow.csv.InvalidRow, line: int, header: Header) -> Fault:
    expected = f"{len(header.names)} cells divided by {header.delimiter!r}"
    shown = row.text if len(row.text) <= 60 else row.text[:59] + "…"
    return Fault(name, "wrong number of cells", line, "", expected, f"{row.actual_columns}: {shown!r}", rejected=True)


def _reopened(part: _Part, text: str, bad: list[pyarrow.csv.InvalidRow], name: str, line: int) -> _Part:
    """Where the last row swallowed the rest of the file by a quote that is never closed: only its line is lost."""
    last = max([*part.rows[-1:].tolist(), *(fault.row or 0 for fault in part.faults[-1:])], default=0)
    lines = text.split("\n")
    swallowed = "\n".join(lines[last - line :])
    if not re.search(r'(?:^|[,;\t|])"(?:[^"]|"")*$', swallowed):
        return part
    is_bad = bool(bad) and bool(part.faults) and part.faults[-1].row == last
    told = Fault(name, "a quote is never closed", last, "", 'a closing "', repr(lines[last - line][:60]), rejected=True)
    return _Part(
        part.table if is_bad else part.table.slice(0, part.table.num_rows - 1),
        part.rows if is_bad else part.rows[:-1],
        [*(part.faults[:-1] if is_bad else part.faults), told],
        "\n".join(lines[last - line + 1 :]),
        last + 1,
    )


def _unread(last: _Part, name: str) -> Iterator[Fault]:
    """Tell each line that is left where too many quotes are never closed: no line is lost without a word."""
    expected = f"at most {_UNCLOSED_QUOTES:,} quotes that are never closed"
    for line, text in enumerate(last.rest.split("\n"), start=last.rest_line):
        if text.strip():
            yield Fault(name, "not read", line, "", expected, repr(text[:60]), rejected=True)


def _without_blanks(
    frame: pd.DataFrame, rows: np.ndarray, faults: tuple[Fault, ...], name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[Fault, ...]]:
    """Leave out blank lines, which are nothing, and rows with a cell that no reader would want, which are faults."""
    filled = np.zeros(len(frame), dtype=bool)
    huge = np.zeros(len(frame), dtype=bool)
    for column in frame.columns:
        length = frame[column].str.len().to_numpy()
        filled |= (trimmed(frame[column]) != "").to_numpy()
        huge |= length > LONGEST_CELL
    expected = f"at most {LONGEST_CELL:,} characters in a cell"
    told = tuple(Fault(name, "a cell is too long", int(row), "", expected, rejected=True) for row in rows[huge])
    keep = filled & ~huge
    return frame[keep].reset_index(drop=True), rows[keep], faults + told


def unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Take off the apostrophe that guards a cell from being run as a formula, as our own CSV writes it."""
    for column in frame.columns:
        if pc.any(pc.starts_with(pa.array(frame[column]), "'")).as_py():
            frame[column] = frame[column].str.replace(_GUARD, r"\1", regex=True)
    return frame
