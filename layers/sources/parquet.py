"""Parquet without a geometry of its own: its columns as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.headers import unique
from layers.tabular.parquet import MAGIC, columns
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from layers.events import Dossier

__all__ = ["SOURCE"]


def detect(given: Input) -> float:
    """Tell Parquet by the marks at its two ends; GeoParquet is told with more certainty by its own source."""
    return 0.5 if given.data.startswith(MAGIC) and given.data.endswith(MAGIC) else 0


def read(given: Input) -> Dossier:
    """Read the rows of a file as events.

    Raises
    ------
    FileError
        It cannot be read, or would grow beyond the limits.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read the rows of a file, numbered in their order.

    Raises
    ------
    FileError
        It cannot be read, or would grow beyond the limits.
    """
    found = columns(given.data, given.name)
    named = zip(unique(found.column_names), found.columns, strict=True)
    kept = {name: column for name, column in named if not _is_bytes(column.type)}
    cells = pd.DataFrame({name: _cells(column) for name, column in kept.items()}, index=pd.RangeIndex(found.num_rows))
    faults = [
        Fault(
            given.name, "a column of bytes, which is not read", None, name, "texts, numbers or times", str(column.type)
        )
        for name, column in zip(unique(found.column_names), found.columns, strict=True)
        if name not in kept
    ]
    return RawTable(cells, np.arange(1, len(cells) + 1), None, tuple(faults))


def _is_bytes(type_: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_) or pa.types.is_fixed_size_binary(type_))


def _cells(column: pa.ChunkedArray) -> pd.Series:
    """Give lists and records as Python has them, and whole numbers whole, also where some are missing."""
    if pa.types.is_nested(column.type):
        return pd.Series(column.to_pylist(), dtype="object")
    cells: pd.Series = column.to_pandas(integer_object_nulls=True)
    return cells


SOURCE = Source("parquet", "Parquet without geometry: columns of texts, numbers, times and lists", detect, read, table)
