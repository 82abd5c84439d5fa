"""The values of a mapping: columns of texts, made of the columns of a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from layers.tabular.cells import texts
from layers.tabular.columns import plain_name
from layers.tabular.mapping import Value, word_key
from layers.tabular.strings import always, distinct, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt
    import pandas as pd


__all__ = ["Columns"]


class Columns:
    """The columns of a table as texts, by their names in any writing; each is read when it is first asked for."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self.cells = cells
        self.names: dict[str, object] = {}
        for name in cells.columns:
            self.names.setdefault(plain_name(str(name)), name)
        self._read: dict[str, pd.Series] = {}

    def name(self, value: Value) -> str:
        """Name the column of this table that a value is mainly taken from, for a fault; empty where there is none."""
        return next(iter(self.found(value.columns())), "")

    def found(self, names: Iterable[str]) -> list[str]:
        """Return those of the names that the table has, as it writes them."""
        return [str(self.names[plain]) for name in names if (plain := plain_name(name)) in self.names]

    def texts(self, name: str) -> pd.Series:
        """Return a column as texts; empty texts where the table has no such column."""
        plain = plain_name(name)
        if plain not in self._read:
            self._read[plain] = texts(self.cells[self.names[plain]]) if plain in self.names else self.always("")
        return self._read[plain]

    def always(self, text: str) -> pd.Series:
        """Return the same text for every row."""
        return always(text, self.cells.index)

    def tells(self, value: Value) -> bool:
        """Whether the table has any of the columns that a value looks at, or it needs none."""
        looked = value.columns()
        return not looked or bool(self.found(looked))

    def cells_of(self, value: Value) -> pd.Series:
        """Return what a value gives; the cells of a bare column as the format gave them."""
        if value == Value(column=value.column) and value.column:
            return self.cells[self.names[plain_name(value.column)]]
        return self.value(value)

    def value(self, value: Value) -> pd.Series:
        """Return the texts that a value gives."""
        found = self._taken(value)
        if value.words or value.otherwise is not None:
            found = _translated(found, value)
        if value.before:
            found = joined([found], "", [value.before])
        for column, words in value.where.items():
            found = found.where(self._has(column, words), "")
        return found

    def _taken(self, value: Value) -> pd.Series:
        if value.column:
            return self.texts(value.column)
        if value.first:
            return _first([self.value(one) for one in value.first])
        if value.join:
            # What stands before a text is put there while they are joined.
            bare = [self.value(replace(one, before="")) for one in value.join]
            return joined(bare, value.between, [one.before for one in value.join])
        return self.always(value.always)

    def _has(self, column: str, words: Sequence[str]) -> npt.NDArray[np.bool_]:
        which, there = distinct(self.texts(column))
        held = there.map(word_key).isin(words)
        return np.asarray(held, dtype=bool)[which]


def _translated(found: pd.Series, value: Value) -> pd.Series:
    which, plain = distinct(found)
    # A whole number that a spreadsheet made a decimal one is the same code.
    meant = plain.str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True).map(word_key).map(value.words)
    rest = plain if value.otherwise is None else plain.where(plain == "", value.otherwise)
    return meant.fillna(rest).astype("str").take(which).set_axis(found.index)


def _first(columns: Sequence[pd.Series]) -> pd.Series:
    found, *others = columns
    for other in others:
        found = found.where(found != "", other)
    return found
