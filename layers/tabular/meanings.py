"""A table whose columns are known by what they mean, while it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from layers.tabular.cells import texts
from layers.tabular.numbered import spread
from layers.tabular.raw import Cells, RawTable
from layers.tabular.values import Columns

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from layers.tabular.mapping import ColumnMapping

__all__ = ["Table", "table_of"]


@dataclass(frozen=True, slots=True)
class Table:
    """One table while it is read.

    Attributes
    ----------
    raw
        Its columns under the names of their meanings; only those that the mapping finds in it.
    whole
        The table as found, with the same rows.
    columns
        The columns of `whole` as texts.
    mapping
        What the columns mean.
    cells
        The faults so far.
    ids
        An id for each row.
    """

    raw: RawTable
    whole: RawTable
    columns: Columns
    mapping: ColumnMapping
    cells: Cells
    ids: pd.Series

    @property
    def is_ours(self) -> bool:
        """Whether this is an export of our own, which says itself what of it is known how finely."""
        return self.has("drawn_as")

    def first_of(self, *meanings: str) -> str:
        """Return the first of these that the table tells anything of, or nothing."""
        return next(filter(self.has, meanings), "")

    def has(self, meaning: str) -> bool:
        """Whether the table tells anything of this."""
        return meaning in self.raw.cells.columns

    def column(self, meaning: str) -> pd.Series:
        """Return the column with this meaning, or an empty one."""
        return self.raw.cells[meaning] if self.has(meaning) else self.columns.always("")

    def texts(self, meaning: str) -> pd.Series:
        """Return the column with this meaning as texts."""
        return texts(self.column(meaning))

    def written(self, meaning: str) -> pd.Series:
        """Return the words that the table itself uses for this, before they are translated."""
        value = self.mapping.columns.get(meaning)
        if value is None or value.always:
            return self.columns.always("")
        return self.columns.value(replace(value, words={}, otherwise=None))

    def chosen(self, mask: npt.NDArray[np.bool_], ids: pd.Series) -> Table:
        """Keep some rows, and give them their ids."""
        if mask.all():
            return replace(self, ids=ids)
        cells = Cells(self.cells.file, self.raw.rows[mask], self.cells.faults, self.cells.shown)
        table = table_of(_chosen(self.whole, mask), self.mapping, cells)
        return replace(table, ids=ids[mask].reset_index(drop=True))


def _chosen(raw: RawTable, mask: npt.NDArray[np.bool_]) -> RawTable:
    geometry = None if raw.geometry is None else raw.geometry[mask]
    return replace(raw, cells=raw.cells[mask].reset_index(drop=True), rows=raw.rows[mask], geometry=geometry)


def table_of(raw: RawTable, mapping: ColumnMapping, cells: Cells) -> Table:
    """Find the columns of a table by what they mean.

    Parameters
    ----------
    raw
        The table as its format gives it.
    mapping
        What its columns mean.
    cells
        Where faults are noted; it learns how the table itself calls each column.
    """
    columns = Columns(raw.cells)
    mapping = spread(mapping, [str(name) for name in raw.cells.columns])
    there = {meaning: value for meaning, value in mapping.columns.items() if columns.tells(value)}
    told = pd.DataFrame(
        {meaning: columns.cells_of(value) for meaning, value in there.items()}, index=raw.cells.index, copy=False
    )
    cells.shown.update({meaning: columns.name(value) or meaning for meaning, value in there.items()})
    return Table(replace(raw, cells=told), raw, columns, mapping, cells, columns.always(""))
