"""GeoParquet 1.1: the table as it is, claims nested, with the boxes by which a reader finds a part."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.claims import claims_array
from outputs.columns import as_texts, json_bytes, stacked, uniform
from outputs.formats import Format
from outputs.formats.geojson import about

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

_NESTED = {"actors": pa.list_(pa.string()), "targets": pa.list_(pa.string())}
_BOX = "bbox"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
# The GeoParquet guide to distribution asks for 50,000 to 150,000 rows a group.
_ROWS = 1 << 16


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write one table; with several layers, a column tells which row is whose.

    A table of more than one group of rows is ordered along a Hilbert curve, those without a geometry last: only so do
    the boxes of the groups spare a reader of a part the rest.
    """
    table = _plain(stacked(layers))
    geo = {"geo": json.dumps(_geo(table)), "majal": json_bytes(about(layers, page))}
    groups = _groups(table)
    first = next(groups)
    with pq.ParquetWriter(path, first.schema.with_metadata(geo), compression="zstd") as writer:
        writer.write_table(first.replace_schema_metadata(geo))
        for group in groups:
            writer.write_table(group.replace_schema_metadata(geo))


def _plain(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give every column one type, for all groups: what is neither text nor nested becomes numbers or JSON texts."""
    strange = [
        name
        for name in table.columns
        if table[name].dtype == object
        and name not in {"claims", *_NESTED}
        and pd.api.types.infer_dtype(table[name]) != "string"
    ]
    return table.assign(**{name: uniform(table[name]) for name in strange})


def _geo(table: gpd.GeoDataFrame) -> dict[str, Any]:
    """Take what geopandas says of an empty table with these columns, and add what it cannot know of the rows."""
    buffer = io.BytesIO()
    names = [name for name in table.columns if str(table[name].dtype) == "geometry"]
    bare = table.iloc[:0][names]
    bare.to_parquet(buffer, index=False, schema_version="1.1.0", write_covering_bbox=True)
    geo: dict[str, Any] = json.loads(pq.read_schema(buffer).metadata[b"geo"])
    for name in names:
        shapes = table[name]
        geo["columns"][name]["geometry_types"] = _types(shapes)
        if np.isfinite(bounds := shapes.total_bounds).all():
            geo["columns"][name]["bbox"] = bounds.tolist()
        if name != table.geometry.name:
            geo["columns"][name].pop("covering")
    return geo


def _types(shapes: pd.Series) -> list[str]:
    geometry = gpd.GeoSeries(shapes).dropna()
    kinds = pd.DataFrame({"type": geometry.geom_type, "deep": geometry.has_z}).drop_duplicates()
    return sorted(f"{type_} Z" if deep else type_ for type_, deep in kinds.itertuples(index=False))


def _join(parts: Sequence[Path], path: Path, layers: Sequence[Layer], page: Page) -> None:
    """Put the rows of several files one under another, row group by row group."""
    files = [pq.ParquetFile(part) for part in parts]
    full = [file for file in files if file.metadata.num_rows] or files[:1]
    columns = [json.loads(file.schema_arrow.metadata[b"geo"]) for file in full]
    told = {"geo": json.dumps(_about_all(columns)), "majal": json_bytes(about(layers, page))}
    schema = full[0].schema_arrow.with_metadata(told)
    with pq.ParquetWriter(path, schema, compression="zstd") as whole:
        for file in full:
            for group in range(file.num_row_groups):
                whole.write_table(file.read_row_group(group).replace_schema_metadata(schema.metadata))


def _about_all(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Describe the geometry columns of all parts: their types, and the box around them."""
    first = parts[0]
    columns = {name: [part["columns"][name] for part in parts] for name in first["columns"]}
    return first | {"columns": {name: _about_column(told) for name, told in columns.items()}}


def _about_column(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    told = parts[0] | {"geometry_types": sorted({type_ for part in parts for type_ in part["geometry_types"]})}
    boxes = [part["bbox"] for part in parts if "bbox" in part]
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        told["bbox"] = [min(west), min(south), max(east), max(north)]
    return told


def _groups(table: gpd.GeoDataFrame) -> Iterator[pa.Table]:
    """Give the rows as arrow, a group at a time, so that memory is bounded by it; an empty table is one group."""
    order = np.arange(len(table)) if len(table) <= _ROWS else _along_a_curve(table.geometry)
    for start in range(0, max(len(table), 1), _ROWS):
        rows = table.iloc[order[start : start + _ROWS]]
        columns = {str(name): _column(str(name), rows[name]) for name in rows.columns}
        yield pa.table({**columns, _BOX: _boxes(rows.geometry)})


def _along_a_curve(shapes: gpd.GeoSeries) -> npt.NDArray[np.int64]:
    placed = (~(shapes.isna() | shapes.is_empty)).to_numpy()
    distance = np.full(len(shapes), np.iinfo(np.int64).max)
    if placed.any():
        west, south, east, north = gpd.GeoSeries(shapes[placed]).total_bounds
        around = (west - 1e-6, south - 1e-6, east + 1e-6, north + 1e-6)  # one spot has no width to divide by
        distance[placed] = gpd.GeoSeries(shapes[placed]).hilbert_distance(around)
    return np.argsort(distance, kind="stable")


def _column(name: str, column: pd.Series) -> pa.Array:
    if str(column.dtype) == "geometry":
        return pa.array(shapely.to_wkb(np.asarray(column.array, dtype=object)), type=pa.binary())
    if name == "claims":
        return claims_array(column)
    if column.dtype == object:
        return _objects(column, _NESTED.get(name))
    made = pa.Array.from_pandas(column)
    return made.cast(pa.string()) if isinstance(column.dtype, pd.StringDtype) else made


def _objects(column: pd.Series, nested: pa.DataType | None) -> pa.Array:
    try:
        return pa.array(column, type=nested or pa.string(), from_pandas=True)
    except UnicodeEncodeError:  # half of a surrogate pair, which is mended
        mended = as_texts(column)
        values = mended if nested is None else mended.map(json.loads, na_action="ignore")
        return pa.array(values, type=nested or pa.string(), from_pandas=True)


def _boxes(shapes: gpd.GeoSeries) -> pa.Array:
    bounds = shapely.bounds(np.asarray(shapes.array, dtype=object))
    return pa.StructArray.from_arrays(list(bounds.T), names=list(_SIDES), mask=pa.array(np.isnan(bounds[:, 0])))


FORMAT = Format("geoparquet", "GeoParquet 1.1, claims nested", (".parquet", ".geoparquet"), write, join=_join)
