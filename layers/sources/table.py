"""Tables as text: CSV and TSV with any delimiter, in any of the usual encodings."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
from codecs import BOM_UTF8
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from geo.decoding import decode, is_utf8, looks_like_text
from geo.errors import FileError
from layers.events import Fault, combine
from layers.sources import Input, Part, Source
from layers.tabular.columns import match, plain_name
from layers.tabular.cuts import cuts
from layers.tabular.known import known_mapping
from layers.tabular.parts import Span, spans
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from typing import BinaryIO

    from layers.events import Dossier
    from layers.sources import Cut

    _Handler = Callable[[pyarrow.csv.InvalidRow], str]

__all__ = ["FORMULA", "SOURCE", "read_cells"]

_DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_SUFFIXES = (".csv", ".tsv", ".tab")
# What a spreadsheet takes for a formula (OWASP, "CSV Injection"; some take the full-width signs too), with any
# apostrophes that already guard it.
FORMULA = "'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_GUARD = f"^'({FORMULA})"
_UNCLOSED_QUOTES = 1_000
_BLOCK = 1 << 24
_PART = 1 << 25
_BLANKS = b" \t\r\n\xef\xbb\xbf\xff\xfe\0"
_LONGEST_CELL = 1_000_000


class _Header(NamedTuple):
    delimiter: str
    names: list[str]


def detect(given: Input) -> float:
    """Tell a table by its header: columns that mean a title and a place or a time; else by its name's ending."""
    if not given.data or not looks_like_text(given.data):
        return 0
    sample = _sample(given)
    if sample.lstrip()[:1] in {"{", "[", "<"}:
        return 0
    header = _header(sample)
    known = match(header.names)
    placed = {"latitude", "longitude"} <= known.keys() or "shape" in known
    dated = known.keys() & {"date", "start"}
    if len(header.names) > 1 and ((placed and len(known) > 2) or ("title" in known and dated)):
        return 0.9
    return 0.5 if given.name.casefold().endswith(_SUFFIXES) else 0


def read(given: Input) -> Dossier:
    """Read a table of events.

    Raises
    ------
    FileError
        It is empty, no text, or no column tells what happened, where or when.
    """
    header = _header(_sample(given))
    mapping = given.mapping or known_mapping(header.names)
    wanted = {plain_name(name) for name in mapping.used()} if mapping else set()
    one: Callable[[Input], Dossier] = lambda part: dossier_of(_cells(part, wanted), part)  # noqa: E731 - read in two places
    if given.part is None and len(given.data) > 2 * _PART and is_utf8(given.data[:_SAMPLE]):
        return _in_parts(given, header.delimiter, one) or one(given)
    return one(given)


def _in_parts(given: Input, delimiter: str, one: Callable[[Input], Dossier]) -> Dossier | None:
    """Read a large table some records at a time, on all cores; None where its records depend on each other."""
    found = spans(given.data, _PART, delimiter)
    if not found:
        return None
    header, report = given.data[: found[0].start], given.report

    def part(span: Span) -> Dossier:
        rows = header + given.data[span.start : span.stop]
        read_ = one(replace(given, data=rows, part=Part(report, span.lines)))
        whole = read_.faults if span.lines == 0 else tuple(fault for fault in read_.faults if fault.row is not None)
        return replace(read_, faults=whole)

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        try:
            parts = list(pool.map(part, found))
        except FileError:
            return None
    ids = pd.concat([dossier.events["id"] for dossier in parts])
    # An id that stands in two parts is told where the whole is read.
    return None if ids.duplicated().any() else combine(parts)


def _table(given: Input) -> RawTable:
    """Read the rows of a text, every cell a text.

    Raises
    ------
    FileError
        It is empty, or no text.
    """
    return _cells(given, set())


def _cells(given: Input, wanted: Collection[str]) -> RawTable:
    before = given.part.lines if given.part else 0
    if not given.data[:_SAMPLE].strip(_BLANKS) and not given.data.strip(_BLANKS):
        raise FileError(f"{given.name}: the file is empty; expected a header and rows")
    if is_utf8(given.data[:_SAMPLE]):
        data = pa.py_buffer(given.data).slice(len(BOM_UTF8) if given.data.startswith(BOM_UTF8) else 0)
        with contextlib.suppress(pa.ArrowInvalid):  # it is no UTF-8 further on
            return read_cells(data, given.name, before, wanted)
    return read_cells(pa.py_buffer(decode(given.data, given.name).text.encode()), given.name, before, wanted)


def read_cells(data: pa.Buffer, name: str, before: int = 0, wanted: Collection[str] = ()) -> RawTable:
    """Split a text into cells, every cell a text; a row with too many or too few cells is a fault, and only it is lost.

    Parameters
    ----------
    data
        The whole table in UTF-8, header first.
    name
        What to call it in the faults.
    before
        How many lines of the file lie between the header and the rows.
    wanted
        Plain names of the only columns that are needed, where no cell spans lines and no row lacks an id; empty means
        all.

    Raises
    ------
    pyarrow.ArrowInvalid
        It is not UTF-8.
    """
    header = _header(data[:_SAMPLE].to_pybytes().decode(errors="ignore"))
    columns = [at for at, column in enumerate(header.names) if not wanted or plain_name(column) in wanted]
    if len(columns) < len(header.names):
        found = _read_whole(data, header, before, columns)
        if found is not None:
            return found
    return _read_parts(data, header, name, before)


def _read_whole(data: pa.Buffer, header: _Header, before: int, columns: Sequence[int]) -> RawTable | None:
    """Read some columns at once; None where a line is no row by itself, or anything is wrong with any."""
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            read_options=pyarrow.csv.ReadOptions(column_names=_numbered(header), block_size=_BLOCK),
            parse_options=_parse_options(header),
            convert_options=_convert_options([str(at) for at in columns]),
        )
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            raise
        return None
    if table.num_rows != _lines_of(data):
        return None
    frame = table.slice(1).to_pandas(self_destruct=True)
    names = _unique(header.names)
    frame.columns = pd.Index([names[at] for at in columns])
    rows = np.arange(2 + before, 2 + before + len(frame))
    empty = frame.iloc[:, 0].str.len().to_numpy() == 0
    unread = tuple(name for at, name in enumerate(names) if at not in columns)
    return RawTable(_unguarded(frame), rows, unread=unread) if not empty.any() else None


def _lines_of(data: pa.Buffer) -> int:
    seen = memoryview(data)
    ends = sum(bytes(seen[at : at + _BLOCK]).count(b"\n") for at in range(0, len(seen), _BLOCK))
    return ends + int(seen[-1] != ord("\n"))


def _numbered(header: _Header) -> list[str]:
    return [str(number) for number in range(len(header.names))]


def _read_parts(data: pa.Buffer, header: _Header, name: str, before: int) -> RawTable:
    """Read all columns, and begin again behind each quote that is never closed."""
    parts: list[_Part] = []
    rest, line = data, 1 + before
    for _ in range(_UNCLOSED_QUOTES):
        part = _parse(rest, header, name, line)
        parts.append(part)
        if not part.rest:
            break
        rest, line = pa.py_buffer(part.rest.encode()), part.rest_line
    table = pa.concat_tables([part.table for part in parts])
    rows = np.concatenate([part.rows for part in parts])[1:]
    faults = (*(fault for part in parts for fault in part.faults), *_unread(parts[-1], name))
    frame = table.slice(1).to_pandas()
    frame.columns = pd.Index(_unique(header.names))
    frame, rows, faults = _without_blanks(frame, rows, faults, name)
    return RawTable(_unguarded(frame), rows, None, faults, len(faults))


def _sample(given: Input) -> str:
    try:
        return decode(given.data[:_SAMPLE], given.name).text
    except FileError:  # a multi-byte character may be cut at the sample's end
        return given.data[:_SAMPLE].decode("utf-8", errors="ignore")


def _header(sample: str) -> _Header:
    """Find the delimiter under which most column names are known, then under which there are most columns."""
    sample = sample.lstrip("\ufeff")
    candidates = (_Header(mark, _first_row(sample, mark)) for mark in _DELIMITERS)
    return max(
        candidates, key=lambda header: (len(match(header.names)) if len(header.names) > 1 else 0, len(header.names))
    )


def _first_row(sample: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _unique(names: list[str]) -> list[str]:
    """Make column names unique: the second ``date`` becomes ``date 2``, and is never taken for the first."""
    seen: dict[str, int] = {}
    unique = []
    for number, name in enumerate(names, start=1):
        plain = name.strip() or f"column {number}"
        seen[plain] = seen.get(plain, 0) + 1
        unique.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return unique


class _Part(NamedTuple):
    table: pa.Table
    rows: np.ndarray
    faults: list[Fault]
    rest: str = ""
    rest_line: int = 0


def _parse_options(header: _Header, handler: _Handler | None = None) -> pyarrow.csv.ParseOptions:
    return pyarrow.csv.ParseOptions(
        delimiter=header.delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=handler
    )


def _convert_options(names: Sequence[str]) -> pyarrow.csv.ConvertOptions:
    return pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()), include_columns=list(names))


def _parse(data: pa.Buffer, header: _Header, name: str, line: int) -> _Part:
    bad: list[pyarrow.csv.InvalidRow] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    names = _numbered(header)
    table = pyarrow.csv.read_csv(
        pa.BufferReader(data),
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, column_names=names, block_size=min(len(data) + 1, (1 << 31) - 1)
        ),
        parse_options=_parse_options(header, note),
        convert_options=_convert_options(names),
    )
    rows, bad_rows = _lines(table, bad, line)
    faults = [_cells_fault(name, row, at, header) for row, at in zip(bad, bad_rows, strict=True) if row.text.strip()]
    part = _Part(table, rows, faults)
    is_odd = data.to_pybytes().count(b'"') % 2
    return _reopened(part, data.to_pybytes().decode(), bad, name, line) if is_odd else part


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


def _cells_fault(name: str, row: pyarrow.csv.InvalidRow, line: int, header: _Header) -> Fault:
    expected = f"{len(header.names)} cells divided by {header.delimiter!r}"
    shown = row.text if len(row.text) <= 60 else row.text[:59] + "…"
    return Fault(name, "wrong number of cells", line, "", expected, f"{row.actual_columns}: {shown!r}")


def _reopened(part: _Part, text: str, bad: list[pyarrow.csv.InvalidRow], name: str, line: int) -> _Part:
    """Where the last row swallowed the rest of the file by a quote that is never closed: only its line is lost."""
    last = max([*part.rows[-1:].tolist(), *(fault.row or 0 for fault in part.faults[-1:])], default=0)
    lines = text.split("\n")
    swallowed = "\n".join(lines[last - line :])
    if not re.search(r'(?:^|[,;\t|])"(?:[^"]|"")*$', swallowed):
        return part
    is_bad = bool(bad) and bool(part.faults) and part.faults[-1].row == last
    told = Fault(name, "a quote is never closed", last, "", 'a closing "', repr(lines[last - line][:60]))
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
            yield Fault(name, "not read", line, "", expected, repr(text[:60]))


def _without_blanks(
    frame: pd.DataFrame, rows: np.ndarray, faults: tuple[Fault, ...], name: str
) -> tuple[pd.DataFrame, np.ndarray, tuple[Fault, ...]]:
    """Leave out blank lines, which are nothing, and rows with a cell that no reader would want, which are faults."""
    filled = np.zeros(len(frame), dtype=bool)
    huge = np.zeros(len(frame), dtype=bool)
    for column in frame.columns:
        length = frame[column].str.len().to_numpy()
        filled |= length > 0
        huge |= length > _LONGEST_CELL
    expected = f"at most {_LONGEST_CELL:,} characters in a cell"
    told = tuple(Fault(name, "a cell is too long", int(row), "", expected) for row in rows[huge])
    keep = filled & ~huge
    return frame[keep].reset_index(drop=True), rows[keep], faults + told


def _unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Take off the apostrophe that guards a cell from being run as a formula, as our own CSV writes it."""
    for column in frame.columns:
        if pc.any(pc.starts_with(pa.array(frame[column]), "'")).as_py():
            frame[column] = frame[column].str.replace(_GUARD, r"\1", regex=True)
    return frame


def _cuts(file: BinaryIO, size: int) -> list[Cut]:
    sample = Input("", file.read(_SAMPLE))
    return cuts(file, size, _header(_sample(sample)).delimiter)


SOURCE = Source(
    "table", "CSV or TSV: id, title, date, latitude, longitude, precision and more", detect, read, _table, _cuts
)
