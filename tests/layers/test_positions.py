"""Positions as people write them in tables: each is read, or told with its row and column, and never mended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Proj

from geo.coordinates import format_dms
from geo.place import LonLat
from layers.sources import Input, read
from layers.tabular.strings import decimals

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.events import Dossier

AT = (36.28, 33.51)


def table(header: str, *rows: str) -> Dossier:
    lines = [
        f"id;title;date;precision;{header}",
        *(f"{at};A strike;2015-11-03;exact;{row}" for at, row in enumerate(rows)),
    ]
    return read(Input("t.csv", "\n".join(lines).encode()))


def point(dossier: Dossier) -> tuple[float, float]:
    where = dossier.events.geometry.iloc[0]
    return where.x, where.y


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("33.51", "36.28"),
        ("33,51", "36,28"),
        ("٣٣٫٥١", "٣٦٫٢٨"),
        ("３３．５１", "３６．２８"),
        ("33.51N", "36.28E"),
        ("N 33.51", "E 36.28"),
        ("33.51 ش", "36.28 ق"),
        ("33.51°", "36.28º"),
        ("33°30'36\"", "36°16'48\""),
        ("33°30′36″N", "36°16′48″E"),
        ("33°30’36”", "36°16’48”"),
        ("33° 30.6' N", "36,28"),
        ("33°30'36,0''", "36 16 48"),
        ("\u200f33.51\u200e", "\u00a036.28 E"),
        ("33.51, 36.28", ""),
        ("", "33.51, 36.28"),
        ("33.51 36.28", ""),
        ("33°30′36″N 36°16′48″E", ""),
    ],
)
def test_two_columns_of_degrees(lat: str, lon: str) -> None:
    found = table(
        "latitude;longitude", f"{lat};{lon}".replace('"', '""') if '"' not in lat + lon else _quoted(lat, lon)
    )

    assert found.faults == ()
    assert point(found) == pytest.approx(AT, abs=1e-9)


def _quoted(*cells: str) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)


@pytest.mark.parametrize(
    "header", ["position", "Coordinates", "lat_lon", "GPS", "mgrs_coordinate", "UTM", "الإحداثيات"]
)
def test_one_column_that_holds_both(header: str) -> None:
    east, north = Proj("EPSG:32637")(*AT)
    found = table(header, "33.51, 36.28", "33°30′36″N 36°16′48″E", f"37S {east:.0f} {north:.0f}", "٣٣٫٥١، ٣٦٫٢٨", "")

    assert found.faults == ()
    assert found.events.geometry.isna().tolist() == [False] * 4 + [True]
    assert [(at.x, at.y) for at in found.events.geometry[:4]] == [pytest.approx(AT, abs=1e-5)] * 4


def test_degrees_of_two_columns_go_before_the_column_of_both() -> None:
    found = table("latitude;longitude;position", "33.51;36.28;1.11, 2.22", ";;33.51, 36.28")

    assert [(at.x, at.y) for at in found.events.geometry] == [AT, AT]


@pytest.mark.parametrize("zone", ["37S", "37 S", "37N", "37 North", "UTM 37N", "37 شمال"])
def test_utm_in_three_columns(zone: str) -> None:
    east, north = Proj("EPSG:32637")(*AT)
    found = table("zone;easting;northing", f"{zone};{east:.1f};{north:.1f}".replace(".", ","))

    assert found.faults == ()
    assert point(found) == pytest.approx(AT, abs=1e-5)


@pytest.mark.parametrize(
    ("header", "row", "column", "message", "got"),
    [
        (
            "latitude;longitude",
            "133;36.28",
            "latitude",
            "latitude out of range; are latitude and longitude swapped?",
            "133",
        ),
        ("latitude;longitude", "195;36.28", "latitude", "latitude out of range", "195"),
        ("latitude;longitude", "33.51;196.28", "longitude", "longitude out of range", "196.28"),
        ("latitude;longitude", "33.51;", "latitude", "half a position", "33.51"),
        ("latitude;longitude", "33,51;", "latitude", "half a position", "33.51"),
        ("latitude;longitude", "33°30';", "latitude", "half a position", "33.5"),
        ("latitude;longitude", "33°61';36.28", "latitude", "no latitude that can be read", "33°61'"),
        ("latitude;longitude", "0;0", "latitude", "0, 0 stands for no position", "0, 0"),
        ("latitude;longitude", "0.0;-0", "latitude", "0, 0 stands for no position", "0, 0"),
        ("latitude;longitude", "0°0';0", "latitude", "0, 0 stands for no position", "0, 0"),
        ("latitude;longitude", "0;0.0001", "latitude", "0, 0 stands for no position", "0, 0.0001"),
        ("position", "0, 0", "position", "0, 0 stands for no position", "0, 0"),
        ("position", "136.28, 33.51", "position", "the two look swapped", "136.28, 33.51"),
        ("position", "somewhere", "position", "expected a latitude and a longitude", "somewhere"),
        ("mgrs", "37SSA4711", "mgrs", "no such MGRS square", "37SSA4711"),
        ("zone;easting;northing", "37;250000;3710000", "easting", "no UTM position", "37 250000 3710000"),
        ("zone;easting;northing", "37S;25;3710000", "easting", "no UTM position", "37S 25 3710000"),
    ],
)
def test_wrong_position_is_told_and_left_out(header: str, row: str, column: str, message: str, got: str) -> None:
    found = table(header, row)

    fault = found.faults[0]
    assert len(found.faults) == 1
    assert (fault.row, fault.column, fault.got) == (2, column, repr(got))
    assert message in fault.message
    assert fault.expected
    assert found.events.geometry.isna().all()
    assert found.unplaced["why"].tolist() == ["the position given cannot be used"]


def test_letters_that_name_the_other_axis_are_told_and_not_turned_round() -> None:
    found = table("latitude;longitude", "36.28 E;33.51 N")

    assert [fault.message for fault in found.faults] == [
        "no latitude that can be read; it names a longitude, are the two swapped?",
        "no longitude that can be read; it names a latitude, are the two swapped?",
    ]
    assert found.events.geometry.isna().all()


@pytest.mark.parametrize(
    ("header", "row", "radius_m"),
    [
        ("latitude;longitude", "33.511;36.282", 50),
        ("latitude;longitude", "33,511;36,282", 50),
        ("latitude;longitude", "33.5;36.282", 50),
        ("latitude;longitude", "33.500;36.300", 50),
        ("latitude;longitude", "33.0000;36.0000", 50),
        ("latitude;longitude", "3.35e1;3.6282e1", 50),
        ("latitude;longitude", "33.51;36.28", 726),
        ("latitude;longitude", "33.50;36.30", 726),
        ("latitude;longitude", "33,50;36,30", 726),
        ("latitude;longitude", "٣٣٫٥٠;٣٦٫٣٠", 726),
        ("latitude;longitude", "33.5;36.28", 726),
        ("position", "33.50, 36.30", 726),
        ("latitude;longitude", "33.5;36.3", 7_260),
        ("latitude;longitude", "33;36", 72_600),
        ("latitude;longitude;radius_m", "33;36;200000", 200_000),
        ("latitude;longitude", "33°30';36°16'", 1_210),
        ("mgrs", "37SBU4711", 707),
        ("mgrs", "37SBU4711211345", 50),
        ("mgrs;radius_m", "37SBU4711;10", 707),
    ],
)
def test_radius_is_never_under_what_the_writing_of_the_position_allows(header: str, row: str, radius_m: float) -> None:
    event = table(header, row).events.iloc[0]

    assert event["radius_m"] == pytest.approx(radius_m, rel=0.01)
    is_widened = event["radius_m"] not in {50, 200_000}
    assert ("written no finer" in event["why"], bool(event["why_ar"])) == (is_widened, is_widened)


def test_numbers_of_a_typed_format_say_nothing_of_how_finely_they_were_written() -> None:
    rows = [
        {"id": str(at), "title": "A strike", "date": "2015-11-03", "precision": "exact", "lat": lat, "lon": lon}
        for at, (lat, lon) in enumerate([(33.5, 36.3), (33, 36), ("33.5", "36.3")])
    ]
    found = read(Input("t.json", json.dumps(rows).encode())).events

    assert found["radius_m"].tolist() == [50, 50, pytest.approx(7_260, rel=0.01)]
    assert ["written no finer" in why for why in found["why"]] == [False, False, True]


@given(st.lists(st.decimals(-79, 79, places=4).map(lambda one: f"{one:f}"), min_size=1))
def test_decimals_are_counted_as_they_are_written(numbers: list[str]) -> None:
    found = decimals(pd.Series([*numbers, "7", "-7.", "1e5"], dtype="str"))

    assert found[:-1].tolist() == [4] * len(numbers) + [0, 0]
    assert np.isnan(found[-1])


def _featured(lat: float, lon: float) -> Dossier:
    told = {"title": "A strike", "date": "2015-11-03", "precision": "exact", "lat": lat, "lon": lon}
    point_ = {"type": "Point", "coordinates": [36.2812, 33.5112]}
    features = [{"type": "Feature", "geometry": point_, "properties": told}]
    return read(Input("f.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode()))


@pytest.mark.parametrize(
    "found",
    [
        lambda: _featured(34.0123, 37.0123),
        lambda: table("latitude;longitude;wkt", "34.0123;37.0123;POINT (36.2812 33.5112)"),
    ],
    ids=["geojson", "wkt"],
)
def test_geometry_and_columns_that_name_two_places_are_told_and_neither_is_taken(found: Callable[[], Dossier]) -> None:
    told = found()

    assert [(fault.message, fault.got) for fault in told.faults] == [
        ("the columns and the geometry name two places", "'34.0123, 37.0123 and 33.5112, 36.2812'")
    ]
    assert told.events.geometry.isna().all()
    assert told.unplaced["why"].tolist() == ["the position given cannot be used"]


def test_geometry_and_columns_that_name_one_place_are_fine() -> None:
    near, coarse = _featured(33.513, 36.2815), table("latitude;longitude;wkt", "33.5;36.3;POINT (36.2812 33.5112)")

    assert (near.faults, coarse.faults) == ((), ())
    assert [point(near), point(coarse)] == [(36.2815, 33.513), (36.3, 33.5)]


def test_what_our_own_export_says_of_the_radius_holds() -> None:
    event = table("latitude;longitude;radius_m;drawn_as", "33.5;36.3;50;point").events.iloc[0]

    assert (event["radius_m"], event["why"]) == (50, "")


_PLACES = st.builds(LonLat, st.floats(-179, 179), st.floats(-79, 79)).filter(lambda at: abs(at.lat) + abs(at.lon) > 1)


@settings(max_examples=30, deadline=None)
@given(st.lists(_PLACES, min_size=1, max_size=5))
def test_what_is_written_in_any_form_is_read_at_the_same_place(places: list[LonLat]) -> None:
    rows = []
    for at in places:
        lat, lon = format_dms(at, 3).split(" ")
        rows += [f"{at.lat:.8f};{at.lon:.8f};", f"{at.lat:.8f};{at.lon:.8f};".replace(".", ","), f"{lat};{lon};"]
        rows += [f";;{at.lat:.8f}, {at.lon:.8f}", f"{at.lat:.8f}, {at.lon:.8f};;"]
    found = table("latitude;longitude;position", *rows)

    assert found.faults == ()
    read_ = np.array([(at.x, at.y) for at in found.events.geometry])
    assert read_ == pytest.approx(np.repeat(np.array(places), 5, axis=0), abs=1e-6)
