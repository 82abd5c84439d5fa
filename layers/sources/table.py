"""Tables as text: CSV and TSV with any delimiter, in any of the usual encodings."""

from __future__ import annotations

import functools
import os
import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from geo.decoding import decode, is_utf8, looks_like_text, sample_text
from geo.errors import FileError
from layers.events import Fault, combine
from layers.sources import Input, Part, Source
from layers.tabular.columns import match, plain_name
from layers.tabular.cuts import cuts
from layers.tabular.headers import find_header, first_row, unique
from layers.tabular.known import known_mapping, mapping_of
from layers.tabular.numbered import spread
from layers.tabular.parts import Span, spans
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of
from layers.tabular.standing import Lines, as_lines
from layers.tabular.strings import trimmed
from layers.tabular.values import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from layers.events import Dossier
    from layers.sources import Cut
    from layers.tabular.mapping import ColumnMapping

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
_FIRST_LINES = 20
_DIVIDED_BY = re.compile(r"sep=.\s*$", re.IGNORECASE)
_BLOCK = 1 << 24
_PART = 3 << 24
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
    sample = _sample(given)
    plain = is_utf8(given.data[:_SAMPLE]) and not _above(sample, _header(sample).delimiter)
    found = _quickly(given) if plain else None
    return found or dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the rows of a text, every cell a text.

    Raises
    ------
    FileError
        It is empty, or no text.
    """
    before = given.part.lines if given.part else 0
    if not given.data[:_SAMPLE].strip(_BLANKS) and not given.data.strip(_BLANKS):
        raise FileError(f"{given.name}: the file is empty; expected a header and rows")
    text = decode(given.data, given.name).text.removeprefix("\ufeff")
    above = _above(text[:_SAMPLE], _header(text[:_SAMPLE]).delimiter)
    head = text.split("\n", above)
    raw = read_cells(head[-1], given.name, before + above)
    told = "; ".join(line.strip() for line in head[:-1] if line.strip() and not _DIVIDED_BY.match(line))
    if not told:
        return raw
    message = f"what stands above the header in line {above + 1} is not read"
    fault = Fault(given.name, message, expected="the header in line 1", got=repr(told[:60]))
    return replace(raw, faults=(fault, *raw.faults))


def _above(sample: str, delimiter: str) -> int:
    """Count the lines above the header: blank ones, a title, or the line that tells Excel the delimiter."""
    lines = sample.removeprefix("\ufeff").split("\n")[:_FIRST_LINES]
    rows = [first_row(line, delimiter) for line in lines]
    first = next((at for at, line in enumerate(lines) if line.strip() and not _DIVIDED_BY.match(line)), 0)
    best = find_header(rows)
    return best if len(match(rows[best])) > max(1, 2 * len(match(rows[first]))) else first


class _Quick(NamedTuple):
    """What is needed to read some rows of a table by themselves."""

    given: Input
    header: _Header
    mapping: ColumnMapping
    columns: list[int]
    report: Future[str]
    may_hold_nul: bool


def _quickly(given: Input) -> Dossier | None:
    """Read a table some lines at a time, on all cores, and of it only the columns that are needed.

    None where that would not give what reading it as a whole gives: where a line is no row by itself, a row has no cell
    or too many, no id of its own, or one that another part has too.
    """
    header = _header(_sample(given))
    mapping = given.mapping or known_mapping(header.names) or mapping_of(header.names)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        report = pool.submit(lambda: given.report)
        needed = _needed(header, spread(mapping, header.names))
        how = _Quick(given, header, mapping, needed, report, b"\0" in given.data)
        reading: list[Future[Dossier | None]] = []
        for span in spans(given.data, _PART, header.delimiter):
            if span is None:
                pool.shutdown(cancel_futures=True)
                return None
            reading.append(pool.submit(_part, how, span, first=not reading))
        parts = [future.result() for future in reading]
    if not parts or None in parts:
        return None
    found = [part for part in parts if part is not None]
    if len(found) > 1 and pd.concat([part.events["id"] for part in found]).duplicated().any():
        return None
    return combine(found)


def _needed(header: _Header, mapping: ColumnMapping) -> list[int]:
    """Tell which columns are read: all where ids are made of the whole row."""
    used = {plain_name(name) for name in mapping.used()}
    every = "id" not in mapping.columns
    return [at for at, name in enumerate(header.names) if every or plain_name(name) in used]


def _part(how: _Quick, span: Span, *, first: bool) -> Dossier | None:
    """Read some records; what is told of the whole table is told by the first of them."""
    data = pa.py_buffer(how.given.data).slice(span.start, span.stop - span.start)
    before = span.before + (how.given.part.lines if how.given.part else 0)
    raw = _lines_as_rows(data, how, before, span.lines)
    if raw is None:
        return None
    taken = how.given.part.taken if how.given.part else frozenset()
    part = Part(how.report.result(), before, taken)
    found = dossier_of(raw, replace(how.given, mapping=how.mapping, part=part))
    if first:
        return found
    return replace(found, faults=tuple(fault for fault in found.faults if fault.row is not None))


def _lines_as_rows(data: pa.Buffer, how: _Quick, before: int, lines: int) -> RawTable | None:
    """Read lines without the header before them; None where one is no row by itself, or anything is wrong with any."""
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(data),
            read_options=pyarrow.csv.ReadOptions(column_names=_numbered(how.header), block_size=_BLOCK),
            parse_options=_parse_options(how.header),
            convert_options=_convert_options([str(at) for at in how.columns]),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != lines or not _is_sound(table):
        return None
    frame = table.to_pandas(self_destruct=True)
    names = unique(how.header.names)
    frame.columns = pd.Index([names[at] for at in how.columns])
    if not _has_ids(frame, how.mapping):
        return None
    rows = np.arange(2 + before, 2 + before + len(frame))
    unread = tuple(name for at, name in enumerate(names) if at not in how.columns)
    return RawTable(_unguarded(frame), rows, unread=unread, may_hold_nul=how.may_hold_nul)


def _is_sound(table: pa.Table) -> bool:
    """Whether every row has something in it, and no cell is longer than any reader wants."""
    if not table.num_columns:
        return False
    lengths = [pc.binary_length(pc.utf8_trim_whitespace(column)) for column in table.columns]
    if any((pc.max(length).as_py() or 0) > _LONGEST_CELL for length in lengths):
        return False
    return not pc.any(pc.equal(functools.reduce(pc.add, lengths), 0)).as_py()


def _has_ids(frame: pd.DataFrame, mapping: ColumnMapping) -> bool:
    if "id" not in mapping.columns:
        return True
    return bool((Columns(frame).value(mapping.columns["id"]) != "").all())


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
    header = _header(text[:_SAMPLE])
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
    cells = _unguarded(frame) if quoted else frame
    return RawTable(cells, rows, None, faults, may_hold_nul="\0" in text)


def _numbered(header: _Header) -> list[str]:
    return [str(number) for number in range(len(header.names))]


def _sample(given: Input) -> str:
    return sample_text(given.data, _SAMPLE).text


def _header(sample: str) -> _Header:
    """Find the delimiter under which most column names are known, then under which there are most columns."""
    sample = sample.lstrip("\ufeff")
    candidates = []
    for mark in _DELIMITERS:
        below = sample.split("\n", above)[-1] if (above := _above(sample, mark)) else sample
        candidates.append(_Header(mark, first_row(below, mark)))
    return max(
        candidates, key=lambda header: (len(match(header.names)) if len(header.names) > 1 else 0, len(header.names))
    )


class _Part(NamedTuple):
    table: pa.Table
    rows: np.ndarray
    faults: list[Fault]
    rest: str = ""
    rest_line: int = 0


def _parse_options(
    header: _Header, handler: _Handler | None = None, *, quoted: bool = True
) -> pyarrow.csv.ParseOptions:
    return pyarrow.csv.ParseOptions(
        delimiter=header.delimiter,
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
        invalid_row_handler=handler,
    )


def _convert_options(names: Sequence[str]) -> pyarrow.csv.ConvertOptions:
    return pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()), include_columns=list(names))


def _parse(text: str, header: _Header, name: str, line: int, *, quoted: bool) -> _Part:
    data = text.encode()
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
        parse_options=_parse_options(header, note, quoted=quoted),
        convert_options=_convert_options(names),
    )
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


def _cells_fault(name: str, row: pyarrow.csv.InvalidRow, line: int, header: _Header) -> Fault:
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
        huge |= length > _LONGEST_CELL
    expected = f"at most {_LONGEST_CELL:,} characters in a cell"
    told = tuple(Fault(name, "a cell is too long", int(row), "", expected, rejected=True) for row in rows[huge])
    keep = filled & ~huge
    return frame[keep].reset_index(drop=True), rows[keep], faults + told


def _unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Take off the apostrophe that guards a cell from being run as a formula, as our own CSV writes it."""
    for column in frame.columns:
        if pc.any(pc.starts_with(pa.array(frame[column]), "'")).as_py():
            frame[column] = frame[column].str.replace(_GUARD, r"\1", regex=True)
    return frame


def _cuts(file: BinaryIO, size: int) -> list[Cut]:
    sample = _sample(Input("", file.read(_SAMPLE)))
    delimiter = _header(sample).delimiter
    return [] if _above(sample, delimiter) else cuts(file, size, delimiter)


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    return as_lines(Lines(given.data, given.name), rows, _header(_sample(given)).delimiter)


SOURCE = Source(
    "table",
    "CSV or TSV: id, title, date, latitude, longitude, precision and more",
    detect,
    read,
    _table,
    _cuts,
    _standing,
)
