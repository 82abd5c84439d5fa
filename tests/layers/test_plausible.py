"""What can hardly be is told, row by row, and never mended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import open_gazetteer
from layers.sources import Input, read

if TYPE_CHECKING:
    from layers.events import Dossier


def table(*rows: str, header: str = "latitude,longitude,country", published: dt.date | None = None) -> Dossier:
    lines = [
        f"id,title,date,precision,{header}",
        *(f"{at},A strike,2015-11-03,exact,{row}" for at, row in enumerate(rows)),
    ]
    return read(Input("t.csv", "\n".join(lines).encode(), published=published))


@pytest.mark.parametrize(
    "row",
    [
        "33.510,36.290,Syria",
        "15.350,44.210,Yemen (North Yemen)",
        "15.350,44.210,اليمن",
        "36.350,37.250,SYR",
        "35.520,35.510,Syria",  # 25 km off the coast
        "44.950,34.110,Ukraine",  # Crimea
        "31.510,34.450,Israel",  # Gaza, as UCDP codes it
        "4.850,31.610,Sudan",  # Juba, till 2011
        "51.510,-0.130,",
        "51.510,-0.130,Atlantis",
        "-8.520,179.190,Tuvalu",
    ],
)
def test_place_in_the_country_that_is_stated_or_just_beside_it_is_fine(row: str) -> None:
    found = table(row)

    assert found.faults == ()
    assert found.events["why"].tolist() == [""]


@pytest.mark.parametrize(
    ("row", "km", "side", "side_ar", "country"),
    [
        ("33.3152,44.3661,Syria", 334, "south-east", "جنوب شرقي سوريا", "Syria"),
        ("41.0082,28.9784,SY", 834, "north-west", "شمال غربي سوريا", "Syria"),
        ("33.8938,35.5018,Jordan", 128, "north", "شمال الأردن", "Jordan"),
    ],
)
def test_place_outside_its_country_is_told_with_distance_and_side_and_stays(
    row: str, km: int, side: str, side_ar: str, country: str
) -> None:
    found = table(row)

    event, fault = found.events.iloc[0], found.faults[0]
    said = fault.message.split(" km ")
    assert int(said[0]) == pytest.approx(km, rel=0.03)
    assert said[1] == f"{side} of {country}, the country that is stated"
    assert (fault.row, fault.column, fault.expected) == (2, "latitude", f"a position in {country}")
    assert fault.got == repr(", ".join(str(float(f"{float(n):g}")) for n in row.split(",")[:2]))
    assert event["why"] == fault.message
    assert side_ar in event["why_ar"]
    assert event.geometry is not None


def test_events_own_radius_counts_before_its_place_is_called_outside() -> None:
    near, wide = "33.3152,44.3661,Syria,100000", "33.3152,44.3661,Syria,400000"
    found = table(near, wide, header="latitude,longitude,country,radius_m")

    assert [fault.row for fault in found.faults] == [2]


@pytest.mark.parametrize("row", ["44.210,15.350,Yemen", "44.360,33.310,Iraq", "-115.140,36.210,US"])
def test_swapped_coordinates_are_told_and_never_turned_round(row: str) -> None:
    found = table(row)

    assert ["swapped" in fault.message for fault in found.faults] == [True]
    assert found.events.geometry.isna().all()
    assert found.events["radius_m"].isna().all()
    assert found.unplaced["why"].tolist() == ["the position given cannot be used"]


def _classed(precision: str) -> Dossier:
    text = f"id,title,date,precision,latitude,longitude,country\n1,A strike,2015-11-03,{precision},54.013,-4.017,GB\n"
    return read(Input("t.csv", text.encode()))


@pytest.mark.parametrize("precision", ["country", "airspace", "unknown"])
def test_point_that_stands_for_a_whole_country_is_not_judged(precision: str) -> None:
    found = _classed(precision)

    assert [fault for fault in found.faults if "country that is stated" in fault.message] == []
    assert found.events["why"].tolist() == [""]
    assert "km" in _classed("settlement").events["why"].iloc[0]


def test_export_of_our_own_is_not_judged_again() -> None:
    found = table("33.3152,44.3661,SY,point", header="latitude,longitude,country,drawn_as")

    assert found.faults == ()
    assert found.events["why"].tolist() == [""]


def test_day_after_the_publication_is_told_and_kept() -> None:
    found = table("33.510,36.290,SY", published=dt.date(2015, 10, 30))

    assert [(fault.row, fault.column, fault.expected) for fault in found.faults] == [
        (2, "date", "2015-10-30 or before")
    ]
    assert "after the day" in found.faults[0].message
    assert found.events["time_precision"].tolist() == ["day"]
    assert table("33.510,36.290,SY", published=dt.date(2015, 11, 2)).faults == ()


def test_least_number_over_the_greatest_is_told() -> None:
    cell = '"[{""what"": ""killed"", ""min"": 9, ""max"": 3}]"'
    found = table(f"33.510,36.290,SY,{cell}", header="latitude,longitude,country,counts")

    assert [(fault.row, fault.column, fault.message) for fault in found.faults] == [
        (2, "counts", "the least is more than the most")
    ]


_COUNTRIES = ["Syria", "YE", "العراق", "Ukraine", ""]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-8999, 8999), st.integers(-17999, 17999), st.sampled_from(_COUNTRIES)),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_a_row_is_judged_alone_and_no_point_is_ever_moved(rows: list[tuple[int, int, str]]) -> None:
    cells = [f"{lat / 100 + 0.003:.3f},{lon / 100 + 0.003:.3f},{country}" for lat, lon, country in rows]
    together, alone = table(*cells), [table(cell) for cell in cells]

    for at, single in enumerate(alone):
        event, one = together.events.iloc[at], single.events.iloc[0]
        assert (event["why"], event["why_ar"]) == (one["why"], one["why_ar"])
        given_ = shapely.Point(*map(float, reversed(cells[at].split(",")[:2])))
        for place in (event.geometry, one.geometry):
            assert place is None or place == given_
        messages = [fault.message for fault in together.faults if fault.row == at + 2]
        assert messages == [fault.message for fault in single.faults]
        assert (event.geometry is None) == any("swapped" in message or "stands for" in message for message in messages)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(["SY", "YE", "IQ", "UA", "FR", "US"]), st.floats(0, 1), st.floats(0, 1))
def test_whatever_lies_in_a_country_is_not_called_outside(code: str, east: float, north: float) -> None:
    area = open_gazetteer().shape(f"iso:{code}")
    assert area is not None
    west, south, most_east, most_north = area.bounds
    lon, lat = round(west + east * (most_east - west), 4), round(south + north * (most_north - south), 4)
    found = table(f"{lat + 0.00003:.5f},{lon + 0.00003:.5f},{code}")

    inside = area.contains(shapely.Point(lon + 0.00003, lat + 0.00003))
    assert not (inside and any("country that is stated" in fault.message for fault in found.faults))
