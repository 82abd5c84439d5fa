"""What the page is given: plain values, honest positions, an extent that holds everything."""

from __future__ import annotations

import dataclasses
import json
import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import skies
from cases import PLACES, SHAPES
from hypothesis import given
from hypothesis import strategies as st

from layers.events import Dossier, event_table
from layers.grades import legend_of
from layers.kinds import build
from layers.layer import Layer, LegendEntry, Raster
from layers.text import Text
from outputs.columns import json_bytes
from outputs.page import Page
from outputs.web import payload as made
from outputs.web.payload import bounds

RASTER = Raster(np.eye(20), (30.0, 10.0, 40.0, 20.0), "EPSG:4326", Text("1", "1"), (0.5, 1.0))


def payload(layers: list[Layer], page: Page) -> dict:
    """Return what the page reads after it went through JSON."""
    return json.loads(json_bytes(made.payload(layers, page)))


ENTRY = LegendEntry("one", Text("G", "ج"), Text("L", "س"), "hatch", "strike")


def _drawn(*shapes: shapely.Geometry | None) -> Layer:
    rows = [
        {
            "id": f"e{number}",
            "kind": "other",
            "title": "t",
            "time_precision": "unknown",
            "basis": "reported",
            "precision": "region",
            "status": "claimed",
        }
        for number in range(len(shapes))
    ]
    table = event_table(rows).assign(legend="one", claims=[[] for _ in shapes])
    table["subject"] = table["id"]
    table["geometry"] = gpd.GeoSeries(list(shapes), crs=4326)
    return Layer("drawn", "events", Text("D", "د"), table.set_geometry("geometry"), (ENTRY,))


def test_points_areas_and_lines_have_their_form() -> None:
    hole = shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 2, 2)
    line = shapely.LineString([(0, 0), (1, 2.12345678)])

    sent = payload([_drawn(shapely.Point(36.1234567, 34), hole, line)], Page())["layers"][0]

    assert (sent["lon"], sent["lat"]) == ([36.123457, None, None], [34.0, None, None])
    assert sent["shape"] == [-1, 0, 1]
    assert [len(ring) for ring in sent["shapes"][0]["areas"][0]] == [10, 10]
    assert sent["shapes"][1] == {"lines": [[0.0, 0.0, 1.0, 2.123457]]}


def test_a_shape_that_rows_share_is_sent_once_and_a_disc_by_its_middle_and_radius() -> None:
    disc = shapely.Point(36, 34).buffer(0.1)
    layer = _drawn(disc, disc, shapely.box(0, 0, 1, 1))
    layer.data[["lon", "lat", "disc_m"]] = [[36, 34, 9000.5], [36, 34, 9000.5], [0.5, 0.5, math.nan]]

    sent = payload([layer], Page())["layers"][0]

    assert sent["shape"] == [1, 1, 0]
    assert sent["discs"] == [36, 34, 9000.5]
    assert [list(shape) for shape in sent["shapes"]] == [["areas"]]


def test_a_value_that_stands_in_many_rows_is_sent_once() -> None:
    layer = _drawn(*(shapely.Point(number / 100, 1) for number in range(1000)))
    layer.data["country"] = ["SY", "IQ", "SY", "SY"] * 250
    layer.data["actors"] = [[], ["A"], ["A", "B"], []] * 250

    columns = payload([layer], Page())["records"]["columns"]

    assert columns["country"]["values"] == ["SY", "IQ"]
    assert columns["country"]["of"][:4] == [0, 1, 0, 0]
    assert columns["actors"]["values"] == [[], ["A"], ["A", "B"]]
    assert columns["actors"]["of"][:4] == [0, 1, 2, 0]
    assert columns["kind"] == {"values": ["other"]}
    assert columns["id"][999] == "e999"


def test_what_only_one_layer_tells_is_null_for_the_records_of_others() -> None:
    one, other = (_drawn(shapely.Point(0, number)) for number in range(2))
    other.data[["id", "subject"]] = "e1"
    other.data["zone_radius"] = pd.Series(["5 km"], dtype="str")

    sent = payload([one, other], Page())["records"]["columns"]

    assert sent["zone_radius"] == [None, "5 km"]
    json.dumps(sent, allow_nan=False)


def test_claims_are_sent_in_columns_with_the_record_of_each() -> None:
    layer = _drawn(shapely.Point(0, 0), shapely.Point(1, 1), shapely.Point(2, 2))
    told = {"speaker": "S", "stance": "claims", "through": ["agency"], "quote": "q", "url": ""}
    layer.data["claims"] = [[told], [], [told, told | {"speaker": "T"}]]

    claims = payload([layer], Page())["records"]["claims"]

    assert claims["of"] == [0, 2, 2]
    assert claims["columns"]["speaker"] == ["S", "S", "T"]
    assert claims["columns"]["through"] == [["agency"]] * 3
    assert "url" not in claims["columns"], "a column that holds nothing is not sent"


def test_what_has_no_geometry_is_kept_as_a_record_and_not_drawn() -> None:
    sent = payload([_drawn(None, shapely.Point(), shapely.Point(1, 2))], Page())

    assert sent["records"]["count"] == 3
    assert sent["layers"][0]["record"] == [2]


def test_times_are_milliseconds_and_what_is_missing_is_null() -> None:
    columns = payload([build("events", skies.dossier())], Page())["records"]["columns"]

    at = columns["id"].index("exact")
    assert columns["start"][at] == 1_588_323_600_000
    assert columns["end"][at] == 1_588_327_199_000
    assert columns["start"][columns["id"].index("undated")] is None
    assert "geometry" not in columns
    assert "footprint" not in columns


def test_columns_that_hold_nothing_are_not_sent() -> None:
    assert "url" not in payload([_drawn(shapely.Point(0, 0))], Page())["records"]["columns"]


def test_the_record_is_told_by_its_own_row_where_there_is_one() -> None:
    own = _drawn(shapely.Point(1, 1))
    other = dataclasses.replace(own, data=own.data.assign(id="e0/zone", title="of another layer"))

    sent = payload([other, own], Page())["records"]

    assert (sent["count"], sent["columns"]["title"], sent["columns"]["id"]) == (1, ["t"], ["e0"])


def test_numbers_that_json_cannot_hold_become_null() -> None:
    table = _drawn(shapely.Point(1, 1)).data
    table["counts"] = [
        [{"min": np.float64("nan"), "max": math.inf, "n": np.int64(3), "many": np.array([1.5, math.nan])}]
    ]
    layer = Layer("a", "events", Text("", ""), table, (ENTRY,))

    sent = payload([layer], Page())

    assert sent["records"]["columns"]["counts"] == [[{"min": None, "max": None, "n": 3, "many": [1.5, None]}]]
    json.dumps(sent, allow_nan=False)


def test_a_grid_is_a_layer_without_features() -> None:
    grid = Layer("g", "density", Text("Grid", "شبكة"), RASTER, legend_of(RASTER.tops, Text("G", "ج")))

    (sent,) = payload([grid], Page())["layers"]

    assert sent["record"] == sent["lon"] == []
    assert [(entry["shape"], entry["hue"]) for entry in sent["legend"]] == [("cell", "ramp-1"), ("cell", "ramp-6")]
    assert sum(sent["grid"]["runs"][1::2]) == sent["grid"]["columns"] * sent["grid"]["rows"]


def test_a_grid_widens_the_extent_only_where_it_holds_something() -> None:
    point = _drawn(shapely.Point(36, 34))
    grid = Layer("g", "density", Text("Grid", "شبكة"), RASTER)
    nothing = dataclasses.replace(grid, data=dataclasses.replace(RASTER, values=np.zeros((20, 20)), tops=()))

    assert _holds(bounds([point, grid]), np.array([[30.0, 10.0], [40.0, 20.0]]))
    assert bounds([point, nothing]) == bounds([point])


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_awkward_shapes_are_sent_and_held_by_the_extent(shape: shapely.Geometry) -> None:
    layer = _drawn(shape)

    sent = payload([layer], Page())
    box = bounds([layer])

    json.dumps(sent, allow_nan=False)
    assert _is_extent(box)
    corners = shapely.get_coordinates(shape)
    corners = corners[np.abs(corners[:, 1]) <= 84]
    assert _holds(box, corners)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_awkward_places_are_held_by_the_extent(place: tuple[float, float]) -> None:
    box = bounds([_drawn(shapely.Point(place))])

    assert _is_extent(box)
    if abs(place[1]) <= 84:
        assert _holds(box, np.array([place]))


def test_an_extent_across_the_antimeridian_is_small() -> None:
    west, _, east, _ = bounds([_drawn(shapely.Point(179, 0), shapely.Point(-179, 1))])

    assert west < 179
    assert east > 181
    assert east - west < 30


def test_nothing_drawn_is_the_whole_earth() -> None:
    assert bounds([build("events", Dossier())]) == (-180, -85, 180, 85)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-84, 84)), min_size=1, max_size=8))
def test_every_extent_holds_its_points(points: list[tuple[float, float]]) -> None:
    box = bounds([_drawn(*map(shapely.Point, points))])

    assert _is_extent(box)
    assert _holds(box, np.array(points))


def _is_extent(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return -180 <= west < east <= 540 and east - west <= 360 and -90 <= south < north <= 90


def _holds(box: tuple[float, float, float, float], points: np.ndarray) -> bool:
    west, south, east, north = box
    offset = (points[:, 0] - west) % 360
    return bool(((offset <= east - west + 1e-9) & (points[:, 1] >= south) & (points[:, 1] <= north)).all())
