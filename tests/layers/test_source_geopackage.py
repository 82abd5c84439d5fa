"""GeoPackage and FlatGeobuf: opened by one driver, from bytes; what computes itself is not read."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FileError
from layers.sources import Input, read, source_of

if TYPE_CHECKING:
    from pathlib import Path

TABLE = gpd.GeoDataFrame(
    {"title": ["A strike"], "date": ["2015-11-03"], "precision": ["exact"]},
    geometry=[shapely.Point(37.15, 36.2)],
    crs=4326,
)
VIRTUAL = (
    b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/hosts</SrcDataSource></OGRVRTLayer>"
    b"</OGRVRTDataSource>"
)


def geopackage(tmp_path: Path, *statements: str, table: gpd.GeoDataFrame = TABLE) -> Input:
    path = tmp_path / "a.gpkg"
    table.to_file(path, driver="GPKG", layer="events")
    database = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        database.execute(statement)
    database.close()
    return Input("a.gpkg", path.read_bytes())


@pytest.mark.parametrize(("file", "name"), [("a.gpkg", "geopackage"), ("a.fgb", "flatgeobuf")])
def test_features_of_others_are_read_in_degrees(tmp_path: Path, file: str, name: str) -> None:
    TABLE.to_crs(32637).to_file(tmp_path / file)
    given_ = Input("no-ending", (tmp_path / file).read_bytes())

    assert source_of(given_).name == name
    event = read(given_).events.iloc[0]
    assert (event["title"], event["time_precision"]) == ("A strike", "day")
    assert shapely.distance(event.geometry, shapely.Point(37.15, 36.2)) < 1e-8


def test_file_that_was_left_with_a_journal_is_read(tmp_path: Path) -> None:
    assert len(read(geopackage(tmp_path, "PRAGMA journal_mode = wal")).events) == 1


def test_layers_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for layer in ("events", "more"):
        TABLE.to_file(path, driver="GPKG", layer=layer)

    assert [str(fault) for fault in read(Input("a.gpkg", path.read_bytes())).faults] == [
        "a.gpkg: only the layer 'events' is read; expected a file of its own for each other, got 'more'"
    ]


COUNTED = (
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n AS fid, geom, 'x' AS title FROM c, old"
)
RENAMED = "ALTER TABLE events RENAME TO old"


@pytest.mark.parametrize(
    "statements",
    [
        (RENAMED, f"CREATE VIEW events AS {COUNTED}"),
        ("ALTER TABLE events ADD COLUMN x AS (zeroblob(1000000000))",),
        (RENAMED, "CREATE VIRTUAL TABLE events USING rtree(fid, a, b)"),
    ],
    ids=["endless view", "generated blob", "virtual table"],
)
def test_layer_that_computes_itself_is_refused(tmp_path: Path, statements: tuple[str, ...]) -> None:
    with pytest.raises(FileError, match=r"^a\.gpkg: the layer 'events' is computed from others; export it as a table"):
        read(geopackage(tmp_path, *statements))


@pytest.mark.parametrize("source", ["geopackage", "flatgeobuf", "geoparquet", "parquet", "xlsx", "kmz"])
@pytest.mark.parametrize("data", [VIRTUAL, b"GIF89a" + bytes(40), b"<html></html>"], ids=["VRT", "image", "page"])
def test_other_file_under_a_source_that_was_named_is_never_followed(source: str, data: bytes) -> None:
    with pytest.raises(FileError, match=r"^a: "):
        read(Input("a", data), source)


def test_no_coordinate_system_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"title": ["A"]}, geometry=[shapely.Point(1, 2)]).to_file(tmp_path / "a.fgb")

    with pytest.raises(FileError, match="does not say its coordinate system; expected EPSG:4326"):
        read(Input("a.fgb", (tmp_path / "a.fgb").read_bytes()))


@pytest.mark.parametrize("source", ["geopackage", "flatgeobuf"])
@given(st.data())
@settings(max_examples=50)
def test_damaged_file_is_read_or_refused_in_one_way(
    tmp_path_factory: pytest.TempPathFactory, source: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / ("a.gpkg" if source == "geopackage" else "a.fgb")
    TABLE.to_file(path)
    whole = path.read_bytes()
    at = data.draw(st.integers(8, min(len(whole), 4096) - 1))
    broken = whole[:at] + data.draw(st.binary(min_size=1, max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    try:
        found = read(Input("a", broken), source)
    except FileError as problem:
        told = str(problem)
    else:
        told = f"a: {('none', 'one')[len(found.events)]}"
    assert told.startswith("a: ")
