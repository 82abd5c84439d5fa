"""Tables to Arrow and back, every column as it was: lists and records as JSON, geometries as WKB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import shapely

from layers.events import CLAIM_COLUMNS, COLUMNS
from outputs.columns import json_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["dtypes_of", "pack", "restored", "unpack", "unpack_flat"]

_NESTED = frozenset(
    {"claims", *(column.name for column in (*COLUMNS, *CLAIM_COLUMNS) if column.type in {"list", "records"})}
)
_DTYPE = b"dtype"


def pack(table: pd.DataFrame) -> pa.Table:
    """Turn a table into Arrow; each field remembers the dtype that its column had."""
    dtypes = dtypes_of(table)
    arrays = [_array(table[name], name) for name in dtypes]
    fields = [
        pa.field(name, array.type, metadata={_DTYPE: dtype.encode()})
        for array, (name, dtype) in zip(arrays, dtypes.items(), strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def dtypes_of(table: pd.DataFrame) -> dict[str, str]:
    """Name the dtype of each column, as `restored` understands it."""
    return {str(name): _dtype(table[name], str(name)) for name in table.columns}


def _dtype(column: pd.Series[Any], name: str) -> str:
    if isinstance(column.dtype, pd.ArrowDtype):
        return "arrow"
    return "json" if column.dtype == object and name in _NESTED else str(column.dtype)


def _array(column: pd.Series[Any], name: str) -> pa.Array:
    if str(column.dtype) == "geometry":
        return pa.array(shapely.to_wkb(np.asarray(column, dtype=object)), type=pa.binary())
    if _dtype(column, name) == "json":
        return pa.array(_json(column), type=pa.string())
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        return pa.array(column, type=pa.string(), from_pandas=True)
    array = pa.array(column, from_pandas=False)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def unpack(table: pa.Table) -> pd.DataFrame:
    """Turn Arrow into the table that it was: a GeoDataFrame where it has geometries."""
    return restored(unpack_flat(table), _dtypes(table))


def unpack_flat(table: pa.Table) -> pd.DataFrame:
    """Turn Arrow into a table whose lists and records are still JSON, for files that hold none; see `restored`."""
    return pd.DataFrame({name: _column(table[name], dtype) for name, dtype in _dtypes(table).items()})


def _dtypes(table: pa.Table) -> dict[str, str]:
    return {field.name: field.metadata[_DTYPE].decode() for field in table.schema}


def _json(column: pd.Series[Any]) -> list[str]:
    return ["[]" if value == [] else json_bytes(value).decode() for value in column]


def _column(array: pa.ChunkedArray, dtype: str) -> pd.Series[Any]:
    if dtype == "geometry":
        return gpd.GeoSeries(shapely.from_wkb(array.to_numpy()), crs=4326)
    if dtype == "arrow":
        return pd.Series(pd.arrays.ArrowExtensionArray(array))
    column: pd.Series[Any] = array.to_pandas()
    return column


def restored(table: pd.DataFrame, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Give the columns of a table that was read from a file the dtypes that they had, in their order."""
    columns = {name: _restored(table[name], dtype) for name, dtype in dtypes.items()}
    frame = pd.DataFrame(columns)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326) if "geometry" in dtypes else frame


def _restored(column: Any, dtype: str) -> Any:  # noqa: ANN401 - pandas' types know no dtype that is told by name
    if dtype in {"geometry", "arrow"}:
        return column
    if dtype == "json":
        values = np.empty(len(column), dtype=object)
        values[:] = [[] if text == "[]" else orjson.loads(text) for text in column.to_numpy(dtype=object)]
        return pd.Series(values, index=column.index)
    if dtype == "object":
        return column.astype("object").where(column.notna(), None)
    return column.astype(dtype)
