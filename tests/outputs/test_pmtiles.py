"""PMTiles: read by the format's own reader and by another's decoder; whole, in place, and in Arabic too."""

from __future__ import annotations

import gzip
import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pmtiles.reader
import pyogrio
import pytest
import shapely
import shapely.affinity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.layer import Layer, LegendEntry
from layers.text import Text
from outputs.make import map_layers
from outputs.page import Page
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier

EARTH_M = 2 * math.pi * 6_378_137  # around the sphere of Web Mercator
UNITS = 4096


def things(shapes: list[Any], name: str = "things") -> Layer:
    ids = [f"{name}-{number}" for number in range(len(shapes))]
    table = gpd.GeoDataFrame({"id": ids, "title": [f"مكان {one}" for one in ids]}, geometry=shapes, crs=4326)
    entry = LegendEntry("k", Text("g", "g"), Text("dot", "نقطة"), "dot", "strike")
    return Layer(name, "events", Text("Things", "أشياء"), table, (entry,), "© Somebody", "CC BY 4.0")


def tiles(path: Path) -> tuple[dict[str, Any], dict[str, Any], dict[tuple[int, int, int], dict[str, Any]]]:
    with path.open("rb") as file:
        source = pmtiles.reader.MmapSource(file)
        reader = pmtiles.reader.Reader(source)
        found = {at: decoded(data) for at, data in pmtiles.reader.all_tiles(source)}
        return reader.header(), reader.metadata(), found


def decoded(data: bytes) -> dict[str, Any]:
    return mapbox_vector_tile.decode(gzip.decompress(data), default_options={"y_coord_down": True})


def deepest(path: Path, layer: str) -> list[tuple[tuple[int, int, int], dict[str, Any]]]:
    header, _, found = tiles(path)
    return [
        (at, feature)
        for at, tile in found.items()
        if at[0] == header["max_zoom"] and layer in tile
        for feature in tile[layer]["features"]
    ]


def mercator_m(lon: float, lat: float) -> tuple[float, float]:
    y = math.asinh(math.tan(math.radians(lat)))
    return lon / 360 * EARTH_M, y / (2 * math.pi) * EARTH_M


def placed_m(at: tuple[int, int, int], x: float, y: float) -> tuple[float, float]:
    side = EARTH_M / 2 ** at[0]
    return (at[1] + x / UNITS) * side - EARTH_M / 2, EARTH_M / 2 - (at[2] + y / UNITS) * side


def test_every_layer_is_a_tile_layer_with_its_legend_and_credits(tmp_path: Path, dossier: Dossier, page: Page) -> None:
    layers = [*map_layers(dossier, ["5.5km"]), things([shapely.Point(36, 33)])]
    write(layers, tmp_path / "t.pmtiles", page)

    header, metadata, found = tiles(tmp_path / "t.pmtiles")
    names = [layer.name for layer in layers]
    assert [one["id"] for one in metadata["vector_layers"]] == names
    assert sorted(pyogrio.list_layers(tmp_path / "t.pmtiles")[:, 0]) == sorted(names)
    assert (header["min_zoom"], header["max_zoom"]) == (0, 10)
    assert set(found[0, 0, 0]) == set(names), "the layers of one tile stand in it side by side"
    assert metadata["attribution"] == "© Somebody; CC BY 4.0"
    assert metadata["majal"]["layers"][-1]["legend"][0]["label"] == {"en": "dot", "ar": "نقطة"}
    assert [one["title"] for one in metadata["majal"]["unplaced"]] == ["Nowhere"]


def test_deepest_tiles_hold_every_feature_with_its_claims(tmp_path: Path, dossier: Dossier, page: Page) -> None:
    layers = map_layers(dossier, ["5.5km"])
    write(layers, tmp_path / "t.pmtiles", page)

    for layer in layers:
        told = {
            feature["properties"]["id"]: feature["properties"]
            for _, feature in deepest(tmp_path / "t.pmtiles", layer.name)
        }
        assert set(told) == set(layer.data["id"])
        row = layer.data.iloc[0]
        assert told[row["id"]]["title"] == row["title"]
        assert "The ministry" in told[row["id"]]["claims"] or row["subject"] != "a"
    written = {
        feature["properties"]["id"]: feature["properties"]
        for _, feature in deepest(tmp_path / "t.pmtiles", "uncertainty")
    }
    assert written["b"]["title_ar"] == "غارة على بلدة"
    assert written["b"]["precision"] == "village"
    assert written["b"]["start"] == "2015-11-03T07:15:00Z"
    assert "title_ar" not in written["a"], "nothing is written where nothing is known"


@given(st.lists(st.tuples(st.floats(-179.99, 179.99), st.floats(-84, 84)), min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_points_lie_within_a_tile_unit_of_their_place(tmp_path: Path, places: list[tuple[float, float]]) -> None:
    path = tmp_path / "t.pmtiles"
    write([things([shapely.Point(at) for at in places])], path, Page(), overwrite=True)

    unit_m = EARTH_M / 2**10 / UNITS
    found: dict[str, float] = {}
    for at, feature in deepest(path, "things"):
        number = int(feature["properties"]["id"].removeprefix("things-"))
        x, y = placed_m(at, *feature["geometry"]["coordinates"])
        east, north = mercator_m(*places[number])
        found[feature["properties"]["id"]] = max(abs(x - east), abs(y - north))
    assert len(found) == len(places)
    assert max(found.values()) <= unit_m * 0.75


def test_many_events_in_one_tile_are_all_in_the_deepest(tmp_path: Path) -> None:
    """Half a megabyte of text in one tile, where GDAL would drop events by itself."""
    many = things([shapely.Point(36 + n * 1e-5, 33) for n in range(3000)])
    many.data["url"] = pd.Series([f"https://example.org/{n}/{'x' * 300}" for n in range(3000)], dtype="object")
    write([many], tmp_path / "t.pmtiles", Page())

    assert {feature["properties"]["id"] for _, feature in deepest(tmp_path / "t.pmtiles", "things")} == set(
        many.data["id"]
    )


@pytest.mark.parametrize(("radius_deg", "zoom"), [(1.0, 10), (1.5e-4, 11), (1e-5, 12), (1e-6, 12)])
def test_zoom_is_as_deep_as_the_smallest_area_needs_and_none_vanishes(
    tmp_path: Path, radius_deg: float, zoom: int
) -> None:
    write([things([shapely.Point(36, 33).buffer(radius_deg)])], tmp_path / "t.pmtiles", Page())

    header, _, _ = tiles(tmp_path / "t.pmtiles")
    assert header["max_zoom"] == zoom
    kinds = {feature["geometry"]["type"] for _, feature in deepest(tmp_path / "t.pmtiles", "things")}
    assert kinds == ({"Polygon"} if radius_deg > 5e-5 else {"Point"})


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (shapely.LineString([(36, 33), (36.00001, 33)]), "Point"),
        (shapely.LineString([(36, 33), (36.1, 33)]), "LineString"),
        (shapely.box(36, 33, 36.5, 33.000002), "LineString"),
        (shapely.LineString([(36, 33), (36.3, 33.3)]).buffer(1e-6), "LineString"),
        (shapely.MultiPolygon([shapely.box(36, 33, 36.000001, 33.000001), shapely.box(37, 33, 37.1, 33.1)]), "Polygon"),
    ],
    ids=["short line", "line", "strip", "slanting strip", "speck and block"],
)
def test_thin_things_do_not_vanish(tmp_path: Path, shape: shapely.Geometry, kind: str) -> None:
    write([things([shape])], tmp_path / "t.pmtiles", Page())

    kinds = {
        feature["geometry"]["type"].removeprefix("Multi") for _, feature in deepest(tmp_path / "t.pmtiles", "things")
    }
    assert kinds == {kind}


@given(
    st.lists(
        st.tuples(
            st.floats(-179, 179), st.floats(-84, 84), st.floats(1e-7, 1e-3), st.floats(1e-7, 1e-3), st.floats(0, 90)
        ),
        min_size=1,
        max_size=20,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_no_small_area_vanishes(tmp_path: Path, boxes: list[tuple[float, ...]]) -> None:
    shapes = [
        shapely.affinity.rotate(shapely.box(lon, lat, lon + width, lat + height), turn)
        for lon, lat, width, height, turn in boxes
    ]
    write([things(shapes)], tmp_path / "t.pmtiles", Page(), overwrite=True)

    found = {feature["properties"]["id"] for _, feature in deepest(tmp_path / "t.pmtiles", "things")}
    assert found == {f"things-{number}" for number in range(len(boxes))}


def test_numbers_are_at_every_zoom_and_all_columns_at_the_deepest(tmp_path: Path) -> None:
    layer = things([shapely.Point(36, 33)])
    layer.data["people"], layer.data["seen"], layer.data["why"] = 7, True, "a long reason"
    layer.data["actors"] = [["A", "ب"]]
    write([layer], tmp_path / "t.pmtiles", Page())

    _, metadata, found = tiles(tmp_path / "t.pmtiles")
    shown = {at[0]: feature["properties"] for at, tile in found.items() for feature in tile["things"]["features"]}
    assert {(told["people"], told["seen"]) for told in shown.values()} == {(7, True)}
    assert "why" not in shown[9]
    assert (shown[10]["why"], shown[10]["actors"]) == ("a long reason", '["A","ب"]')
    assert metadata["vector_layers"][0]["fields"] == {
        **dict.fromkeys(("id", "title", "why", "actors"), "String"),
        "people": "Number",
        "seen": "Boolean",
    }


def test_what_no_tile_can_hold_is_listed_in_the_file(tmp_path: Path) -> None:
    layer = things([shapely.Point(36, 33), None, shapely.Point(10, 89.9), shapely.Point()])
    write([layer], tmp_path / "t.pmtiles", Page())

    _, metadata, _ = tiles(tmp_path / "t.pmtiles")
    assert [(one["id"], one["why"]) for one in metadata["majal"]["left_out"]] == [
        ("things-1", "no place"),
        ("things-2", "nearer to a pole than Web Mercator reaches"),
        ("things-3", "no place"),
    ]
    assert len(deepest(tmp_path / "t.pmtiles", "things")) == 1


def test_area_over_the_antimeridian_is_on_both_sides(tmp_path: Path) -> None:
    crossing = shapely.Polygon([(179.9, 10), (-179.9, 10), (-179.9, 10.2), (179.9, 10.2)])
    write([things([crossing])], tmp_path / "t.pmtiles", Page())

    columns = {at[1] for at, _ in deepest(tmp_path / "t.pmtiles", "things")}
    assert {0, 2**10 - 1} <= columns
    assert len(columns) <= 4


def test_area_covers_what_it_covered(tmp_path: Path) -> None:
    disc = shapely.Point(36, 33).buffer(0.3)
    write([things([disc])], tmp_path / "t.pmtiles", Page())

    back = pyogrio.read_dataframe(tmp_path / "t.pmtiles", layer="things", ZOOM_LEVEL=10)
    whole = shapely.union_all(shapely.make_valid(np.asarray(back.geometry.array)))
    expected = gpd.GeoSeries([disc], crs=4326).to_crs(3857)[0]
    assert shapely.symmetric_difference(whole, expected).area < 2e-4 * expected.area


def test_without_anything_drawn_it_is_an_empty_map(tmp_path: Path, page: Page) -> None:
    write([things([])], tmp_path / "t.pmtiles", page)

    header, metadata, found = tiles(tmp_path / "t.pmtiles")
    assert found == {(0, 0, 0): {}}
    assert (header["max_zoom"], metadata["majal"]["left_out"]) == (0, [])
