"""Rows without coordinates: placed by the names they give, never finer than these, or told why not."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer import open_gazetteer
from geo.geodesy import distance_m
from geo.place import PRECISION, LonLat, Precision
from layers.events import Dossier, check_events
from layers.sources import Input, read
from layers.tabular.lookup import Named, locate
from layers.tabular.mapping import load_mapping
from layers.tabular.propose import proposal

NEAR_M = 25_000
RAIDS = "Incident ID,Date,Governorate,District,Area,Target,Main category,Sub-category,Min Air Raids,Max Air Raids"
STRIKES = "date,country,location,number,manually_edited,description,line"


def raids(*rows: str) -> Dossier:
    return read(Input("raids.csv", "\r\n".join([RAIDS, *rows]).encode("cp1252")))


def strikes(*rows: str) -> Dossier:
    return read(Input("strikes.csv", "\n".join([STRIKES, *rows]).encode()))


def named(*names: tuple[str, str], country: str = "IQ") -> tuple[str, str, float | None]:
    found = locate([Named(*name) for name in names], country, open_gazetteer())
    return (found.place.id if found.place else "", found.precision, found.radius_m)


def test_declared_strike_lies_near_the_town_that_it_names_and_its_own_side_claims_it() -> None:
    told = strikes('10/17/2016,Iraq,Rawah,2,,two strikes,"- Near Rawah, two strikes hit a vehicle."')
    event, claim = told.events.iloc[0], told.claims.iloc[0]

    assert check_events(told.events) == []
    assert event[["place_id", "precision", "radius_m"]].tolist() == ["geonames:92004", "near_settlement", NEAR_M]
    assert event[["kind", "status", "place_name_ar"]].tolist() == [
        "air_strike",
        "claimed",
        open_gazetteer().get("geonames:92004").name_ar,
    ]
    assert event["why"].startswith("the name “Rawah” in Iraq in the gazetteer")
    assert event["why_ar"].startswith("الاسم «Rawah» في العراق في معجم الأماكن")
    assert event["counts"] == [{"what": "strikes", "min": 2, "max": 2, "text": ""}]
    assert claim[["speaker", "party", "stance"]].tolist() == ["CENTCOM", "US-led coalition", "claims"]
    assert claim["quote"] == "- Near Rawah, two strikes hit a vehicle."
    assert claim["through"] == []


def test_name_of_another_country_is_not_looked_for_there() -> None:
    told = strikes("10/17/2016,Iraq,Raqqa,1,,a strike,a strike", "10/17/2016,Syria,Raqqa,1,,a strike,a strike")

    assert told.events.geometry.notna().tolist() == [False, True]
    assert told.unplaced[["why", "why_ar"]].to_numpy().tolist() == [
        ["the gazetteer knows no “Raqqa” in Iraq", "لا يعرف معجم الأماكن «Raqqa» في العراق"]
    ]
    assert len(told.events) == 2


def test_raid_is_placed_by_the_smallest_name_that_is_known_inside_the_wider_ones() -> None:
    told = raids(
        "1,2015-03-26,Taizz ,Al Mukha , Al Mukha,,Unknown,Unknown,1,3",
        "2,2015-03-26,Taizz,Al Mukha,No Such Village,,Unknown,Unknown,1,1",
        "3,2015-03-26,Taizz,No Such District,,,Unknown,Unknown,1,1",
        "4,2015-03-26,Atlantis,,,,Unknown,Unknown,1,1",
    )
    events = told.events

    assert check_events(events) == []
    assert events["precision"].tolist() == ["settlement", "adm2", "adm1", "unknown"]
    assert events.geometry.notna().tolist() == [True, True, True, False]
    assert "knows no “No Such Village” inside" in events.iloc[1]["why"]
    assert events.iloc[2]["footprint"] is not None, "a governorate is drawn as its own shape"
    assert told.unplaced["why"].tolist() == ["the gazetteer knows no “Atlantis” in Yemen"]
    assert events.iloc[0]["counts"] == [{"what": "air raids", "min": 1, "max": 3, "text": ""}]
    assert not told.faults


def test_name_in_a_column_of_districts_is_never_a_town() -> None:
    told = raids("1,2015-03-26,Hajjah,Haradh,,,Unknown,Unknown,2,2")

    event = told.events.iloc[0]
    assert event["precision"] == "adm2"
    assert event["footprint"] is not None or event["radius_m"] >= PRECISION[Precision.ADM2].radius_m


@pytest.mark.parametrize(
    ("written", "place", "precision", "least_m"),
    [
        ("Tikrit", "geonames:90150", "settlement", 5_000),
        ("near Tikrit", "geonames:90150", "near_settlement", NEAR_M),
        ("Near  Tikrit", "geonames:90150", "near_settlement", NEAR_M),
        ("outskirts of Tikrit", "geonames:90150", "near_settlement", NEAR_M),
        ("north of Tikrit", "geonames:90150", "near_settlement", NEAR_M),
        ("قرب تكريت", "geonames:90150", "near_settlement", NEAR_M),
        ("شمال تكريت", "geonames:90150", "near_settlement", NEAR_M),
        ("No Such Place", "", "unknown", 0),
    ],
)
def test_words_before_a_name_say_how_near(written: str, place: str, precision: str, least_m: float) -> None:
    found, how, radius_m = named((written, ""))

    assert (found, how) == (place, precision)
    assert (radius_m or 0) >= least_m


def test_distance_and_side_move_the_point_and_widen_the_disc() -> None:
    town = open_gazetteer().get("geonames:90150")
    found = locate([Named("20 km north of Tikrit")], "IQ", open_gazetteer())

    assert found.at is not None
    assert distance_m(town.at, found.at) == pytest.approx(20_000, abs=1)
    assert found.at.lat > town.at.lat
    assert found.radius_m == pytest.approx(town.radius_m + 7_000)


def test_near_spelling_counts_for_doubled_letters_alone() -> None:
    found = locate([Named("Al Shadaddi")], "SY", open_gazetteer())

    assert found.place is not None
    assert found.place.name == "Al-Shaddadi"
    assert "spelled almost so" in found.why.en
    assert named(("Baghdadi", ""))[0] == "majal:al-baghdadi", "it is not Baghdad"
    assert named(("Tikrita", ""))[0] == ""


def test_name_that_places_far_apart_bear_alike_is_passed_over() -> None:
    found = locate([Named("San Juan")], "", open_gazetteer())
    several = locate([Named("San Antonio")], "MX", open_gazetteer())

    for one in (found, several):
        assert one.place is None or "several places" not in one.why.en
    assert any("several places are called" in one.why.en for one in (found, several))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["Mosul", "Tikrit", "Kirkuk", "Al Asad", "Sinjar", "Makhmur", "Erbil", "Anbar", "Hit"]),
    st.sampled_from(["", "village", "settlement", "near_settlement", "adm2", "adm1"]),
    st.sampled_from(["", "near ", "south of ", "10 miles east of "]),
)
def test_place_is_never_finer_than_its_column_or_its_words(name: str, least: str, before: str) -> None:
    found = locate([Named(f"{before}{name}", least)], "IQ", open_gazetteer())
    if found.place is None:
        return
    own = PRECISION[Precision(least)].radius_m if least else 0.0

    if found.shape is None:
        assert (found.radius_m or 0) >= max(own or 0.0, found.place.radius_m)
    else:
        assert (found.precision, found.shape) == (found.place.precision, found.place.shape)
        assert not least or found.precision == least or (found.place.radius_m >= (own or 0.0))


def test_mapping_of_ones_own_places_rows_by_name_with_the_gazetteer_of_the_input() -> None:
    mapping = load_mapping(
        b'publisher = "Me"\n[columns]\ntitle = "what"\ncountry = "land"\n[[places]]\nname = "where"\n', "my.toml"
    )
    told = read(Input("m.csv", b"what,land,where\nA strike,Iraq,near Tikrit\n", mapping=mapping))

    event = told.events.iloc[0]
    assert event["precision"] == "near_settlement"
    at = LonLat(event.geometry.x, event.geometry.y)
    assert distance_m(at, open_gazetteer().get("geonames:90150").at) < 1
    assert not [fault for fault in told.faults if fault.column in {"latitude", "longitude", "precision"}]


def test_xsub_row_is_a_day_and_says_so() -> None:
    header = (
        "SOURCE,CONFLICT,ISO3,DATE,LAT,LONG,GEOPRECISION,TIMEPRECISION,INITIATOR_SIDEA,TARGET_SIDEB,ACTION_AIRSTRIKE"
    )
    rows = [f"ACLED,Syria,SYR,2016010{day},36.2,37.1,adm2,week,1,1,{strike}" for day, strike in ((1, 1), (2, 0))]
    told = read(Input("x.csv", "\n".join([header, *rows]).encode()))
    events = told.events

    assert events["title"].tolist() == ["Air strike, Syria, one day", "Event, Syria, one day"]
    assert events["kind"].tolist() == ["air_strike", "other"]
    assert events["when_text"].tolist() == ["20160101", "20160102"]
    assert (events.iloc[0]["actors"], events.iloc[0]["targets"]) == (["government"], ["armed opponents"])
    assert (events["precision"] == "adm2").all()
    assert events["time_precision"].tolist() == ["week", "week"]
    assert told.claims[["speaker", "source"]].to_numpy().tolist() == [["ACLED", "xSub: ACLED"]] * 2


def test_proposal_offers_to_place_by_name_where_nothing_else_does() -> None:
    cells = pd.DataFrame({"title": ["A strike"], "location": ["Hit"]}, dtype="str")

    assert '# name = "location"' in proposal(cells, "t.csv")
    assert "[[places]]" not in proposal(cells.assign(latitude="33", longitude="42"), "t.csv")
