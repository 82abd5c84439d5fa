"""GeoPackage: its first layer of features, with the claims table beside it where it is one of ours."""

from __future__ import annotations

import contextlib
import io
import sqlite3
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.raw import RawTable
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from layers.events import Dossier

__all__ = ["SOURCE", "in_degrees", "table_of_frame", "told"]

_SQLITE = b"SQLite format 3\0"
_APPLICATION_IDS = (b"GPKG", b"GP10", b"GP11")  # GeoPackage 1.3, clause 1.1.1.1.1, Requirement 2; bytes 68 to 71
_PLAIN = """
    SELECT name FROM sqlite_master AS one
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
    AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(one.name) WHERE hidden > 0)
"""
# As pyogrio and shapely tell of a damaged file: nothing in it, text that is no UTF-8, rings that do not close.
_REFUSALS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.CRSError,
    shapely.errors.GEOSException,
    UnicodeDecodeError,
    IndexError,
)
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
        It cannot be read, or has no layer of features, or one that is no plain table.
    """
    if not detect(given):
        raise FileError(f"{given.name}: no GeoPackage that can be read: its header is that of another kind of file")
    # Nothing opens a copy of a file that says it has a journal beside it; as bytes it has none.
    given = replace(given, data=given.data[:18] + b"\1\1" + given.data[20:])
    plain = _plain_tables(given)
    with told(given.name, "GeoPackage"):
        warnings.simplefilter("ignore", RuntimeWarning)  # of tables that are listed only
        layers = pyogrio.list_layers(io.BytesIO(given.data)).tolist()
    features = [name for name, geometry in layers if geometry is not None]
    if not features:
        raise FileError(f"{given.name}: no layer of features; it has: {', '.join(name for name, _ in layers)}")
    if features[0].casefold() not in plain:
        raise FileError(f"{given.name}: the layer {features[0]!r} is computed from others; export it as a table first")
    has_claims = ["claims", None] in layers and "claims" in plain
    with told(given.name, "GeoPackage"):
        frame = _layer(given, features[0])
        claims = _layer(given, "claims") if has_claims else None
    raw = table_of_frame(in_degrees(frame, given.name), claims)
    return replace(raw, faults=tuple(_others(given.name, *features)))


def _others(file: str, first: str, *others: str) -> Iterator[Fault]:
    if others:
        found = ", ".join(map(repr, others))
        yield Fault(file, f"only the layer {first!r} is read", None, "", "a file of its own for each other", found)


@contextlib.contextmanager
def told(name: str, what: str) -> Iterator[None]:
    """Tell in one line why GDAL cannot read a file.

    Raises
    ------
    FileError
        With the file's name, `what` it should be, and GDAL's own words.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "File .* non conformant file extension", RuntimeWarning)  # bytes have no name
        try:
            yield
        except _REFUSALS as problem:
            raise FileError(f"{name}: no {what} that can be read: {problem}") from problem


def _plain_tables(given: Input) -> frozenset[str]:
    """Name the tables that hold what they show: a view or a generated column can run without end or fill the memory."""
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(given.data)
            return frozenset(name.casefold() for (name,) in database.execute(_PLAIN))
    except sqlite3.Error as problem:
        raise FileError(f"{given.name}: no GeoPackage that can be read: {problem}") from problem


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


def table_of_frame(frame: gpd.GeoDataFrame, claims: pd.DataFrame | None = None) -> RawTable:
    """Read the rows of a table, numbered in their order, with the claims that another table has about them."""
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
