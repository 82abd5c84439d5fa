"""FlatGeobuf: read by GDAL and by a reader that is not GDAL; no row lost, a part found through the index."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import flatgeobuf.geojson
import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from layers.layer import Layer
from layers.text import Text
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from outputs.page import Page


def placed(layer: Layer) -> Layer:
    return replace(layer, data=layer.data[layer.data.geometry.notna()])


def lattice() -> Layer:
    """A point at every degree of a square of 30 by 30."""
    points = [shapely.Point(lon, lat) for lon in range(30) for lat in range(30)]
    table = gpd.GeoDataFrame({"id": [f"{at.x:.0f} {at.y:.0f}" for at in points]}, geometry=points, crs=4326)
    return Layer("lattice", "events", Text("Lattice", "شبكة"), table)


def test_another_reader_finds_claims_as_json_and_times_in_utc(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = tmp_path / "o.fgb"
    write([placed(layer)], path, page)

    with path.open("rb") as file:
        found = flatgeobuf.geojson.load(file)["features"]
    by_id = {one["properties"]["id"]: one for one in found}
    assert sorted(by_id) == ["a", "b", "c", "f", "g"]
    assert by_id["a"]["geometry"]["coordinates"] == [37.15, 36.2]
    told = by_id["b"]["properties"]
    assert json.loads(told["claims"])[0]["quote"] == "قصفنا البلدة"
    assert told["start"] == "2015-11-03T07:15:00Z"
    assert json.loads(by_id["a"]["properties"]["actors"]) == ["Army A", "Army B"]


def test_index_gives_the_part_in_a_box(tmp_path: Path, page: Page) -> None:
    path = tmp_path / "o.fgb"
    write([lattice()], path, page)

    with path.open("rb") as file:
        found = flatgeobuf.geojson.load(file, bbox=[3.5, 4.5, 5.5, 6.5])["features"]
    inside = sorted(one["properties"]["id"] for one in found)
    assert inside == ["4 5", "4 6", "5 5", "5 6"]
    assert sorted(pyogrio.read_dataframe(path, bbox=(3.5, 4.5, 5.5, 6.5))["id"]) == inside


def test_row_without_a_geometry_is_kept_and_costs_the_index(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = tmp_path / "o.fgb"
    write([layer], path, page)

    table = pyogrio.read_dataframe(path)
    assert table["id"].tolist() == list("abcdefg")
    assert table["id"][table.geometry.isna()].tolist() == ["d", "e"]
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"] is False


def test_header_says_what_it_is_and_whom_to_credit(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = tmp_path / "o.fgb"
    write([replace(layer, attribution="An archive", licence="CC BY 4.0")], path, page)

    told = pyogrio.read_info(path)
    about = json.loads(told["layer_metadata"]["majal"])
    assert told["crs"] == "EPSG:4326"
    assert (about["layers"][0]["attribution"], about["layers"][0]["licence"]) == ("An archive", "CC BY 4.0")
    assert [one["title"] for one in about["unplaced"]] == ["Nowhere"]
    assert pyogrio.list_layers(path).tolist() == [["events", "Unknown"]]


@pytest.mark.parametrize("shape", [shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)])
def test_one_type_of_geometry_is_named(tmp_path: Path, page: Page, shape: shapely.Geometry) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs=4326)
    write([Layer("one", "zones", Text("One", "واحد"), table)], tmp_path / "o.fgb", page)

    assert pyogrio.read_info(tmp_path / "o.fgb")["geometry_type"] == shape.geom_type


def test_empty_shape_is_no_geometry(tmp_path: Path, page: Page) -> None:
    table = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.Point(), shapely.Point(1, 2)], crs=4326)
    write([Layer("two", "zones", Text("Two", "اثنان"), table)], tmp_path / "o.fgb", page)

    back = pyogrio.read_dataframe(tmp_path / "o.fgb")
    pd.testing.assert_series_equal(back.geometry.isna(), pd.Series([True, False]), check_names=False)
