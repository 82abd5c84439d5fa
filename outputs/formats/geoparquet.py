"""GeoParquet 1.1: the table as it is, claims nested."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from layers.events import CLAIM_COLUMNS
from outputs.columns import as_text, stacked
from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

_ARROW = {"text": pa.string(), "number": pa.int64(), "list": pa.list_(pa.string())}
_CLAIMS = pa.list_(
    pa.struct([pa.field(column.name, _ARROW[column.type]) for column in CLAIM_COLUMNS if column.name != "subject"])
)


def write(layers: Sequence[Layer], path: Path, _page: Page) -> None:
    """Write one table; with several layers, a column tells which row is whose."""
    buffer = io.BytesIO()
    _nested(stacked(layers)).to_parquet(buffer, index=False, schema_version="1.1.0")
    table = pq.read_table(buffer)
    # pandas describes nested columns in words that it cannot read itself; the "geo" member is all that readers need.
    kept = {key: value for key, value in table.schema.metadata.items() if key != b"pandas"}
    pq.write_table(table.replace_schema_metadata(kept), path, compression="zstd")


def _nested(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    table = table.copy()
    for name in table.columns:
        if table[name].dtype != object:
            continue
        if name == "claims":
            table[name] = _typed(table[name], _CLAIMS)
        elif name in {"actors", "targets"}:
            table[name] = _typed(table[name], pa.list_(pa.string()))
        else:
            table[name] = _typed(table[name].map(as_text), pa.string())
    return table


def _typed(column: pd.Series, type_: pa.DataType) -> pd.Series:
    values = [None if isinstance(value, float) else value for value in column]
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, type=type_)), index=column.index)


FORMAT = Format("geoparquet", "GeoParquet, claims nested", (".parquet", ".geoparquet"), write)
