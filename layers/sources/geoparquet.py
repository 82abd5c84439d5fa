"""GeoParquet: its rows as events, with the claims nested in them where it is one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import FileError
from layers.sources import Input, Source
from layers.sources.geopackage import in_degrees
from layers.tabular.parquet import MAGIC, columns
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from layers.events import Dossier

__all__ = ["SOURCE"]


def detect(given: Input) -> float:
    """Tell GeoParquet by the marks at its two ends, and by what its footer says of geometry."""
    if not (given.data.startswith(MAGIC) and given.data.endswith(MAGIC)):
        return 0
    return 1 if b'"primary_column"' in given.data else 0


def read(given: Input) -> Dossier:
    """Read the rows of a file as events.

    Raises
    ------
    FileError
        It cannot be read, or has no geometry.
    """
    return dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the rows of a file.

    Raises
    ------
    FileError
        It cannot be read, or has no geometry.
    """
    columns(given.data, given.name)  # refuses what would not fit in memory, which the reader of geometry does not
    try:
        frame = _frame(given.data)
    except (pa.ArrowException, ValueError, KeyError, OSError) as problem:
        reason = str(problem).splitlines()[0]
        raise FileError(f"{given.name}: no GeoParquet that can be read: {reason}") from problem
    frame = in_degrees(frame, given.name)
    cells = pd.DataFrame(frame.drop(columns=frame.columns[frame.dtypes == "geometry"]))
    return RawTable(cells, np.arange(1, len(cells) + 1), np.asarray(frame.geometry.array, dtype=object))


def _frame(data: bytes) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(pa.BufferReader(data))
    nested = [
        field.name
        for field in pq.read_schema(pa.BufferReader(data))
        if pa.types.is_nested(field.type) and frame.get(field.name, pd.Series()).dtype == object
    ]
    # geopandas gives arrays within arrays; lists and records are what every other source gives.
    for name, column in zip(nested, pq.read_table(pa.BufferReader(data), columns=nested).columns, strict=True):
        frame[name] = pd.Series(column.to_pylist(), index=frame.index, dtype="object")
    return frame


SOURCE = Source("geoparquet", "GeoParquet: features with id, title, date, precision and more", detect, read, _table)
