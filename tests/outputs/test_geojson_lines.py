"""GeoJSON as it is put together: a column at a time, in parts, one collection or one feature a line."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileError
from layers.layer import Layer
from layers.sources import Input, read, source_of
from layers.text import Text
from outputs.formats import geojson
from outputs.formats.geojson import feature_lines
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier
    from outputs.page import Page

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.dictionaries(st.text("abc"), st.floats() | st.none(), max_size=2), max_size=2),
)
POINTS = st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90))


def shapes(table: gpd.GeoDataFrame) -> Layer:
    return Layer("shapes", "zones", Text("Shapes", "أشكال"), table)


def without_nan(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: without_nan(part) for name, part in value.items()}
    return [without_nan(part) for part in value] if isinstance(value, list) else value


@given(st.lists(st.tuples(CELLS, st.text('ab,"[]\n'), st.floats(), POINTS | st.none()), max_size=7))
def test_features_hold_every_cell_as_it_is(rows: list[tuple]) -> None:
    columns = {
        "id": [f"{at}" for at in range(len(rows))],
        "any": pd.Series([row[0] for row in rows], dtype="object"),
        "text": pd.Series([row[1] for row in rows], dtype="object"),
        "number": pd.Series([row[2] for row in rows], dtype="float64"),
    }
    table = gpd.GeoDataFrame(columns, geometry=[row[3] for row in rows], crs=4326)

    lines = [json.loads(line) for part, _ in feature_lines([shapes(table)], 7) for line in part]

    assert [line["properties"] for line in lines] == [
        {"layer": "shapes", "id": f"{at}", "any": without_nan(row[0]), "text": row[1], "number": without_nan(row[2])}
        for at, row in enumerate(rows)
    ]
    for line, (*_, point) in zip(lines, rows, strict=True):
        if point is None:
            assert line["geometry"] is None
        else:
            assert line["geometry"]["coordinates"] == pytest.approx([point.x, point.y], abs=5.1e-8)


def test_file_is_the_same_in_parts_of_any_length(
    tmp_path: Path, layer: Layer, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    write([layer, layer], tmp_path / "whole.geojson", page)
    monkeypatch.setattr(geojson, "_ROWS", 2)
    write([layer, layer], tmp_path / "parts.geojson", page)

    assert (tmp_path / "parts.geojson").read_bytes() == (tmp_path / "whole.geojson").read_bytes()
    assert [len(lines) for lines, _ in feature_lines([layer], 7)] == [2, 2, 2, 1]


def test_id_that_stands_in_two_layers_names_no_feature(layer: Layer) -> None:
    alone = [orjson.loads(line) for lines, _ in feature_lines([layer], 7) for line in lines]
    twice = [orjson.loads(line) for lines, _ in feature_lines([layer, layer], 7) for line in lines]

    assert [feature["id"] for feature in alone] == list("abcdefg")
    assert [feature.get("id") for feature in twice] == [None] * 14


def test_empty_shape_is_no_geometry() -> None:
    table = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.Polygon(), shapely.box(0, 0, 1, 1)], crs=4326)
    [(lines, _)] = feature_lines([shapes(table)], 7)

    assert [bool(json.loads(line)["geometry"]) for line in lines] == [False, True]


@pytest.mark.parametrize(("ending", "mark"), [(".geojsonl", b"{"), (".ndjson", b"{"), (".geojsons", b"\x1e{")])
def test_lines_are_read_by_gdal(tmp_path: Path, layer: Layer, page: Page, ending: str, mark: bytes) -> None:
    path = tmp_path / f"o{ending}"
    write([layer], path, page)

    data = path.read_bytes()
    assert [line[: len(mark)] for line in data.splitlines()] == [mark] * 7
    assert data.endswith(b"}\n")
    assert pyogrio.read_info(path)["driver"] == "GeoJSONSeq"
    table = pyogrio.read_dataframe(path)
    assert table["title"].tolist() == layer.data["title"].tolist()
    there, here = table.geometry.to_numpy(), layer.data.geometry.to_numpy()
    placed = shapely.is_geometry(here) & (layer.data["id"] != "g").to_numpy()  # g is cut at the antimeridian
    assert shapely.equals_exact(there[placed], here[placed], 1e-7).all()
    assert not shapely.is_geometry(there[3])


@pytest.mark.parametrize("ending", [".geojsonl", ".geojsons"])
def test_lines_read_back_as_the_collection_does(
    tmp_path: Path, dossier: Dossier, layer: Layer, page: Page, ending: str
) -> None:
    path = tmp_path / f"o{ending}"
    write([layer], path, page)
    given_ = Input(path.name, path.read_bytes())

    assert source_of(given_).name == "geojsonseq"
    back = read(given_)
    assert back.faults == ()
    pd.testing.assert_frame_equal(back.claims.drop(columns="report"), dossier.claims.drop(columns="report"))
    assert back.events["id"].tolist() == list("abcdefg")


def test_broken_line_costs_no_other() -> None:
    good = '{"type":"Feature","geometry":null,"properties":{"id":"%s","title":"A strike","date":"2015-11-03"}}'
    back = read(Input("o.ndjson", "\n".join([good % "a", good % "b" + ",", "", "7", good % "c"]).encode()))

    assert back.events["id"].tolist() == ["a", "c"]
    assert back.rejected == 2
    told = {fault.row: fault.message for fault in back.faults if "precision" not in fault.message}
    assert told[2].startswith("no JSON that can be read")
    assert told[4] == "not a feature"


def test_records_with_separators_may_span_lines() -> None:
    point = '{"type": "Point", "coordinates": [37, 36]}'
    one = f'\x1e{{"type": "Feature",\n "geometry": {point},\n "properties": {{"title": "%s"}}}}\n'
    back = read(Input("o.geojsons", (one % "First" + one % "Second").encode()))

    assert back.events["title"].tolist() == ["First", "Second"]
    assert shapely.get_x(back.events.geometry.to_numpy()).tolist() == [37, 37]


def test_one_feature_alone_is_plain_geojson_and_lines_without_any_are_refused() -> None:
    alone = b'{"type":"Feature","geometry":null,"properties":{"title":"A strike"}}\n'

    assert source_of(Input("a.geojsonl", alone)).name == "geojson"
    assert len(read(Input("a.geojsonl", alone)).events) == 1
    with pytest.raises(FileError, match="no line is a GeoJSON feature"):
        read(Input("a.geojsonl", b'{"a": 1}\n{"b": 2}\n'), "geojsonseq")


def test_box_of_parts_is_the_box_of_the_whole(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geojson, "_ROWS", 1)
    crossing = shapely.MultiPolygon([shapely.box(179, 1, 180, 2), shapely.box(-180, 1, -179, 2)])
    table = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[shapely.Point(170, 5), crossing], crs=4326)
    write([shapes(table)], tmp_path / "o.geojson", page)

    found = json.loads((tmp_path / "o.geojson").read_bytes())
    assert found["bbox"] == [170, 1, -179, 5]
    assert geojson.bbox([np.array([shapely.Point(170, 5)]), np.array([crossing])]) == found["bbox"]
