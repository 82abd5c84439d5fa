"""Rows as they stand in their file, for a person who looks for what is wrong with them."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.decoding import decode, is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.tabular.raw import RawTable

__all__ = ["Lines", "as_json", "as_lines", "rows_as_json"]

_LINE_END = ord("\n")
_SAMPLE = 1 << 16


class Lines:
    """The lines of a text by their numbers, from 1, without their ends.

    Parameters
    ----------
    data
        The file.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        It is no text.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data if _is_plain(data) else decode(data, name).text.encode()
        ends = np.flatnonzero(np.frombuffer(self._data, np.uint8) == _LINE_END)
        self._starts = np.concatenate([[0], ends + 1, [len(self._data) + 1]])

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        """Return a line; an empty text where the file has none of this number."""
        if not 1 <= number <= len(self):
            return ""
        line = self._data[self._starts[number - 1] : self._starts[number] - 1]
        return line.decode().removeprefix("\ufeff").rstrip("\r")


def _is_plain(data: bytes) -> bool:
    """Whether the bytes are UTF-8 already, all of them."""
    if not is_utf8(data[:_SAMPLE]):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def as_lines(lines: Lines, rows: Sequence[int], delimiter: str = "") -> dict[int, str]:
    r"""Return records as they stand in a text, by the lines on which they begin.

    Parameters
    ----------
    lines
        The text.
    rows
        The lines on which the records begin, in order; no record reaches to the next of them.
    delimiter
        What stands between two cells, where a cell in quotes may span lines; empty where a line is a record.
    """
    found = {}
    for row, following in pairwise([*rows, len(lines) + 1]):
        size = _size(lines, row, following, delimiter) if delimiter else 1
        found[row] = "\n".join(lines[number] for number in range(row, row + size))
    return found


def _size(lines: Lines, row: int, following: int, delimiter: str) -> int:
    """Count the lines of a record; a quote that is never closed counts for its own line only."""
    reader = csv.reader(_ended(lines, row, following), delimiter=delimiter)
    try:
        next(reader)
    except csv.Error:  # a cell of over 131,072 characters
        return 1
    return reader.line_num if reader.line_num <= following - row else 1


def _ended(lines: Lines, row: int, following: int) -> Iterator[str]:
    """Give the lines up to the next record, and one more that only a quote still open asks for."""
    for number in range(row, following + 1):
        yield f"{lines[number] if number < following else ''}\n"


def as_json(record: object) -> str:
    """Write a record in one line."""
    return json.dumps(record, ensure_ascii=False, default=str)


def rows_as_json(raw: RawTable, rows: Sequence[int]) -> dict[int, str]:
    """Return the rows of a table that is no text, as JSON; cells without a value are left away."""
    wanted = np.flatnonzero(np.isin(raw.rows, rows))
    records = raw.cells.iloc[wanted].to_dict("records")
    found = {}
    for at, record in zip(wanted.tolist(), records, strict=True):
        told: dict[str, object] = {str(name): value for name, value in record.items() if not _is_missing(value)}
        if raw.geometry is not None and raw.geometry[at] is not None:
            told["geometry"] = str(raw.geometry[at])
        found[int(raw.rows[at])] = as_json(told)
    return found


def _is_missing(value: Any) -> bool:  # noqa: ANN401 - a cell of any format
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
