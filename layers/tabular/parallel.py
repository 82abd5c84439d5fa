"""A large table of text read on all cores: some lines at a time, and of them only the columns that are needed."""

from __future__ import annotations

import functools
import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.events import combine
from layers.sources import Part
from layers.tabular.columns import plain_name
from layers.tabular.delimited import LONGEST_CELL, as_table, unguarded
from layers.tabular.headers import unique
from layers.tabular.known import known_mapping, mapping_of
from layers.tabular.numbered import spread
from layers.tabular.parts import spans
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of
from layers.tabular.values import Columns

if TYPE_CHECKING:
    from layers.events import Dossier
    from layers.sources import Input
    from layers.tabular.delimited import Header
    from layers.tabular.mapping import ColumnMapping
    from layers.tabular.parts import Span

__all__ = ["read_on_all_cores"]

_PART = 3 << 24


class _How(NamedTuple):
    """What is needed to read some rows of a table by themselves."""

    given: Input
    header: Header
    mapping: ColumnMapping
    columns: list[int]
    report: Future[str]
    may_hold_nul: bool


def read_on_all_cores(given: Input, header: Header) -> Dossier | None:
    """Read a table in UTF-8 below its header, where each part by itself gives what reading the whole gives.

    Parameters
    ----------
    given
        The table, its header first.
    header
        That header.

    Returns
    -------
    Dossier or None
        None where the parts would not: where a line is no row by itself, a row has no cell or too many, no id of its
        own, or one that another part has too.
    """
    mapping = given.mapping or known_mapping(header.names) or mapping_of(header.names)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        report = pool.submit(lambda: given.report)
        needed = _needed(header, spread(mapping, header.names))
        how = _How(given, header, mapping, needed, report, b"\0" in given.data)
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


def _needed(header: Header, mapping: ColumnMapping) -> list[int]:
    """Tell which columns are read: all where ids are made of the whole row."""
    used = {plain_name(name) for name in mapping.used()}
    every = "id" not in mapping.columns
    return [at for at, name in enumerate(header.names) if every or plain_name(name) in used]


def _part(how: _How, span: Span, *, first: bool) -> Dossier | None:
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


def _lines_as_rows(data: pa.Buffer, how: _How, before: int, lines: int) -> RawTable | None:
    """Read lines without the header before them; None where one is no row by itself, or anything is wrong with any."""
    try:
        table = as_table(data, how.header, how.columns)
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
    return RawTable(unguarded(frame), rows, unread=unread, may_hold_nul=how.may_hold_nul)


def _is_sound(table: pa.Table) -> bool:
    """Whether every row has something in it, and no cell is longer than any reader wants."""
    if not table.num_columns:
        return False
    lengths = [pc.binary_length(pc.utf8_trim_whitespace(column)) for column in table.columns]
    if any((pc.max(length).as_py() or 0) > LONGEST_CELL for length in lengths):
        return False
    return not pc.any(pc.equal(functools.reduce(pc.add, lengths), 0)).as_py()


def _has_ids(frame: pd.DataFrame, mapping: ColumnMapping) -> bool:
    if "id" not in mapping.columns:
        return True
    return bool((Columns(frame).value(mapping.columns["id"]) != "").all())
