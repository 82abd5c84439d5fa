"""GeoPackage: its first layer of features, with the claims table beside it where it is one of ours."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio

from geo.errors import FileError
from layers.sources import Input, Source
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.events import Dossier

__all__ = ["SOURCE", "in_degrees"]

_SQLITE = b"SQLite format 3\0"
_APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")  # GeoPackage 1.3, clause 1.1.1.1.1, Requirement 2; bytes 68 to 71
_OWN_TABLES = {"claims", "unplaced", "reports", "layers"}
_LAST_MILLISECOND = pd.Timedelta(microseconds=999)


def detect(given: Input) -> float:
    """Tell a GeoPackage by the two marks in its header."""
    is_geopackage = given.data.startswith(_SQLITE) and given.data[68:72] in _APPLICATION_IDS
    return 1 if is_geopackage else 0


def read(given: Input) -> Dossier:
    """Read the features of the first layer as events.

    Raises
    ------
    FileError
        It cannot be read, or has no layer of features.
    """
    return dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the features of the first layer.

    Raises
    ------
    FileError
        It cannot be read, or has no layer of features.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "File .* non conformant file extension", RuntimeWarning)  # bytes have no name
        try:
            frame, claims = _tables(given)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as problem:
            raise FileError(f"{given.name}: no GeoPackage that can be read: {problem}") from problem
    return _raw(in_degrees(frame, given.name), claims)


def _tables(given: Input) -> tuple[gpd.GeoDataFrame, pd.DataFrame | None]:
    layers = pyogrio.list_layers(io.BytesIO(given.data)).tolist()
    features = [name for name, geometry in layers if geometry is not None]
    if not features:
        raise FileError(f"{given.name}: no layer of features; it has: {', '.join(name for name, _ in layers)}")
    return _layer(given, features[0]), _layer(given, "claims") if ["claims", None] in layers else None


def _layer(given: Input, name: str) -> Any:  # noqa: ANN401 - a GeoDataFrame, or a DataFrame where there is no geometry
    return pyogrio.read_dataframe(io.BytesIO(given.data), layer=name)


def in_degrees(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return a table in EPSG:4326.

    Raises
    ------
    FileError
        It does not say in which coordinate system it is.
    """
    if frame.crs is None:
        raise FileError(f"{name}: the layer does not say its coordinate system; expected EPSG:4326")
    return frame if frame.crs.equals("EPSG:4326", ignore_axis_order=True) else frame.to_crs(4326)


def _raw(frame: gpd.GeoDataFrame, claims: pd.DataFrame | None) -> RawTable:
    cells = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    for column in cells.columns:
        if isinstance(cells[column].dtype, pd.DatetimeTZDtype):
            cells[column] = _whole(cells[column])
    if claims is not None and "id" in cells.columns:
        grouped = claims.groupby("subject").apply(lambda rows: rows.to_dict("records"))
        cells["claims"] = cells["id"].map(grouped)
    return RawTable(cells, np.arange(1, len(cells) + 1), np.asarray(frame.geometry.array, dtype=object))


def _whole(times: pd.Series) -> pd.Series:
    """Undo the format's cut to milliseconds where it cut the last instant of a second."""
    times = times.astype("datetime64[us, UTC]")
    return times.where(times.dt.microsecond != 999_000, times + _LAST_MILLISECOND)


SOURCE = Source("geopackage", "GeoPackage: features with id, title, date, precision and more", detect, read, _table)
