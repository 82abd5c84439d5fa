"""CSV that spreadsheets open safely: RFC 4180, UTF-8, no cell that could run as a formula."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.tabular.delimited import FORMULA
from outputs.columns import as_texts, iso_utc, stacked
from outputs.formats import Format
from outputs.formats.geojson import rfc7946

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT", "guarded"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write one table: the geometry as WKT, lists and claims as JSON in their cells."""
    table = _plain(stacked(layers), page.decimals)
    table.to_csv(path, index=False, lineterminator="\r\n", encoding="utf-8-sig" if page.bom else "utf-8")


def _join(parts: Sequence[Path], path: Path, _layers: Sequence[Layer], _page: Page) -> None:
    """Put tables with the same header one under another."""
    with path.open("wb") as whole:
        for number, part in enumerate(parts):
            with part.open("rb") as file:
                if number:
                    file.readline()
                shutil.copyfileobj(file, whole)


def _plain(table: gpd.GeoDataFrame, decimals: int) -> pd.DataFrame:
    active = table.geometry.name
    columns: dict[str, object] = {}
    for name in table.columns:
        column = table[name]
        if name == active:
            columns["geometry"] = _wkt(column.to_numpy(dtype=object), decimals)
        elif isinstance(column.dtype, pd.DatetimeTZDtype):
            columns[str(name)] = iso_utc(column)
        elif pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
            columns[str(name)] = column
        elif str(column.dtype) != "geometry":
            columns[str(name)] = guarded(as_texts(column))
    return pd.DataFrame(columns)


def _wkt(geometry: np.ndarray, decimals: int) -> np.ndarray:
    return np.asarray(shapely.to_wkt(rfc7946(geometry, decimals), rounding_precision=decimals, trim=True), dtype=object)


def guarded(column: pd.Series) -> pd.Series:
    """Put an apostrophe before what a spreadsheet would run; our own reader takes it off again."""
    return column.replace(f"^({FORMULA})", r"'\1", regex=True)


FORMAT = Format(
    "csv", "CSV for spreadsheets, geometry as WKT, claims as JSON in their cell", (".csv",), write, join=_join
)
