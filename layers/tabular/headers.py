"""Which row of a sheet is its header, and names of columns that are told apart."""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING

from layers.tabular.columns import match

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["find_header", "first_row", "known_names", "unique"]

_FIRST_ROWS = 20


def first_row(text: str, delimiter: str) -> list[str]:
    """Divide the first row of a text into cells; none where its line ends are such that no row can be told."""
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def known_names(names: Sequence[str]) -> int:
    """Count the names that mean something to the event table."""
    return len(match(names))


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows has most known names, then most cells: titles and notes may stand above it."""
    first = rows[:_FIRST_ROWS]
    return max(range(len(first)), key=lambda at: (known_names(first[at]), len(set(filter(None, first[at]))), -at))


def unique(names: Sequence[str]) -> list[str]:
    """Make column names unique: the second ``date`` becomes ``date 2``, and is never taken for the first."""
    told: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = " ".join(name.split()) or f"column {number}"
        again = (f"{plain} {count}" for count in itertools.count(2))
        told.append(plain if plain not in told else next(one for one in again if one not in {*told, *names}))
    return told
