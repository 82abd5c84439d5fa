"""Which row of a sheet is its header, and names of columns that are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.tabular.columns import match

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["find_header", "known_names", "unique"]

_FIRST_ROWS = 20


def known_names(names: Sequence[str]) -> int:
    """Count the names that mean something to the event table."""
    return len(match(names))


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return which of the first rows has most known names, then most cells: titles and notes may stand above it."""
    first = rows[:_FIRST_ROWS]
    return max(range(len(first)), key=lambda at: (known_names(first[at]), len(set(filter(None, first[at]))), -at))


def unique(names: Sequence[str]) -> list[str]:
    """Make column names unique: the second ``date`` becomes ``date 2``, and is never taken for the first."""
    seen: dict[str, int] = {}
    told = []
    for number, name in enumerate(names, start=1):
        plain = " ".join(name.split()) or f"column {number}"
        seen[plain] = seen.get(plain, 0) + 1
        told.append(plain if seen[plain] == 1 else f"{plain} {seen[plain]}")
    return told
