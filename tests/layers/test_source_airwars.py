"""Airwars: classes, gradings, counts and belligerents' answers of its export and of its public map."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.place import PRECISION
from layers.events import Dossier, check_events
from layers.sources import Input, read

INCIDENT = {
    "post_id": "101",
    "permalink": "https://airwars.example/civcas/cs1",
    "code": "CS1",
    "date_type": "date",
    "date": "2017-03-01",
    "date_end": "",
    "local_time": "",
    "local_time_of_day": "",
    "local_first_reported_by": "Local Network",
    "local_first_reported_url": "https://example.org/first",
    "country_name": "Syria",
    "location_name": "Tabqa",
    "location_name_arabic": "\u200fالطبقة\u200e",
    "location_name_hebrew": "טבקה",
    "location_name_ukrainian": "Табка",
    "strike_status_name": "Likely",
    "strike_status_slug": "likely-strike",
    "strike_type_name": "Airstrike",
    "strike_type_slug": "airstrike",
    "targeted_belligerent_name": "ISIS",
    "civilian_harm_status_name": "Fair",
    "civilian_harm_status_slug": "fair",
    "latitude": "35.8357",
    "longitude": "38.5481",
    "geolocation_accuracy_name": "Within 100m (via Coalition)",
    "geolocation_accuracy_slug": "within_100m_via_coalition",
    "geolocation_notes_internal": "told us in confidence",
    "civilian_non_combatants_killed_min": "3",
    "civilian_non_combatants_killed_max": "11",
    "civilian_non_combatants_injured_min": "",
    "civilian_non_combatants_injured_max": "",
    "persons_directly_participating_in_hostilities_killed_min": "0",
    "persons_directly_participating_in_hostilities_killed_max": "2",
    "total_strikes": "2",
    "belligerent_us-led-coalition": "1",
    "belligerent_1_belligerent_name": "US-led Coalition",
    "belligerent_1_type": "Suspected",
    "belligerent_1_assessment_slug": "non-credible-unsubstantiated",
    "belligerent_1_civcas_statements": "No strikes were made there",
    "belligerent_2_belligerent_name": "Russian Military",
    "belligerent_2_type": "Suspected",
    "belligerent_2_assessment_slug": "not-yet-assessed",
    "belligerent_2_civcas_statements": "",
    "summary": "A home was hit, sources said.",
}
RECORD = {
    "civilians_injured_max": 0,
    "civilians_injured_min": 0,
    "civilians_killed_max": 4,
    "civilians_killed_min": 1,
    "country": "syria",
    "date": "2017-03-01",
    "geolocation_accuracy": "city",
    "grading": "fair",
    "latitude": 35.9523,
    "longitude": 39.0123,
    "militants_killed_max": 0,
    "militants_killed_min": 0,
    "permalink": "https://airwars.example/civcas/cs2",
    "post_id": 102,
    "strike_status": "declared-strike",
    "targeted_belligerents": [{"name": "ISIS", "slug": "isis"}],
    "unique_reference_code": "CS2",
}


def export(*changes: dict[str, str]) -> Dossier:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(INCIDENT))
    writer.writeheader()
    writer.writerows({**INCIDENT, **change} for change in changes)
    return read(Input("incidents.csv", buffer.getvalue().encode()))


def public_map(*changes: dict[str, object]) -> Dossier:
    return read(Input("map.json", json.dumps([{**RECORD, **change} for change in changes]).encode()))


def test_incident_keeps_what_airwars_says_of_it() -> None:
    told = export({})
    event = told.events.iloc[0]

    assert check_events(told.events) == []
    assert told.faults == ()
    assert event[["id", "kind", "title", "status"]].tolist() == [
        "CS1",
        "air_strike",
        "Airstrike, Tabqa",
        "corroborated",
    ]
    assert event["graded_by"] == "Airwars: strike Likely; civilian harm Fair"
    assert (event["actors"], event["targets"]) == (["US-led Coalition", "Russian Military"], ["ISIS"])
    assert event["counts"] == [
        {"what": "civilians killed", "min": 3, "max": 11, "text": ""},
        {"what": "participants in hostilities killed", "min": 0, "max": 2, "text": ""},
        {"what": "strikes", "min": 2, "max": 2, "text": ""},
    ]
    assert "location_name_hebrew: טבקה" in event["details"]
    assert "in confidence" not in event["details"]
    assert told.reports[0].read_as == "airwars"


def test_belligerent_claims_only_what_it_said_and_a_denial_is_one() -> None:
    denied = export({}).claims
    assert denied[["speaker", "stance", "quote", "url"]].to_numpy().tolist() == [
        ["Local Network", "claims", "A home was hit, sources said.", "https://example.org/first"],
        ["US-led Coalition", "denies", "No strikes were made there", INCIDENT["permalink"]],
    ]

    conceded = export({"belligerent_2_assessment_slug": "credible-substantiated", "local_first_reported_by": ""}).claims
    assert dict(zip(conceded["speaker"], conceded["stance"], strict=True)) == {
        "Airwars": "claims",
        "US-led Coalition": "denies",
        "Russian Military": "confirms",
    }


@pytest.mark.parametrize(
    ("strike", "harm", "status"),
    [
        ("declared-strike", "confirmed", "acknowledged"),
        ("likely-strike", "weak", "corroborated"),
        ("single-source-claim", "weak", "claimed"),
        ("contested-strike", "contested", "disputed"),
        ("declared-strike", "discounted", "refuted"),
        ("", "", "recorded"),
    ],
)
def test_gradings_become_a_status_and_discounted_wins(strike: str, harm: str, status: str) -> None:
    by_slug = export({"strike_status_slug": strike, "civilian_harm_status_slug": harm, "strike_status_name": ""})
    by_map = public_map({"strike_status": strike, "grading": harm})

    assert by_slug.events.iloc[0]["status"] == status
    assert by_map.events.iloc[0]["status"] == status


NAMES = {
    "Exact location (via Airwars)": ("exact", 50),
    "Exact location (via Coalition)": ("exact", 50),
    "Exact location (other)": ("exact", 50),
    "Within 1m (via Coalition)": ("exact", 50),
    "Within 100m (via Coalition)": ("near", 150),
    "Nearby landmark": ("street", 500),
    "Street": ("street", 500),
    "Neighbourhood/area": ("neighbourhood", 1_000),
    "Village": ("village", 2_000),
    "Town": ("settlement", 3_000),
    "City": ("settlement", 8_000),
    "Subdistrict": ("near_settlement", 15_000),
    "District": ("adm2", 35_000),
    "Province/governorate": ("adm1", 80_000),
}


@pytest.mark.parametrize(("name", "meant"), NAMES.items(), ids=NAMES)
def test_every_class_is_read_by_its_name_and_by_its_slug(name: str, meant: tuple[str, float]) -> None:
    slug = "".join(letter if letter.isalnum() else " " for letter in name.casefold()).split()
    found = [
        export({"geolocation_accuracy_slug": "", "geolocation_accuracy_name": name}).events.iloc[0],
        export({"geolocation_accuracy_slug": "_".join(slug)}).events.iloc[0],
        public_map({"geolocation_accuracy": "_".join(slug)}).events.iloc[0],
    ]
    assert {(event["precision"], event["radius_m"]) for event in found} == {meant}
    assert meant[1] >= 100 or PRECISION[found[0]["precision"]].radius_m == 50


def test_a_class_that_nobody_knows_is_a_fault_and_never_exact() -> None:
    told = export({"geolocation_accuracy_slug": "roughly-there", "geolocation_accuracy_name": ""})

    assert told.events.iloc[0]["precision"] == "unknown"
    assert [(f.row, f.message, f.got) for f in told.faults] == [(2, "unknown word", "'roughly-there'")]


@pytest.mark.parametrize("zero", [0, 0.0, "0"])
def test_zeros_of_the_public_map_are_no_position_and_no_fault(zero: object) -> None:
    told = public_map({"latitude": zero, "longitude": zero, "geolocation_accuracy": None})

    assert told.faults == ()
    assert told.events.geometry.isna().all()
    assert told.unplaced["why"].tolist() == ["the source gives no position"]


def test_public_map_keeps_ranges_and_does_not_take_zero_for_nobody() -> None:
    event = public_map({}).events.iloc[0]

    assert event["targets"] == ["ISIS"]
    assert event["counts"] == [
        {"what": "civilians killed", "min": 1, "max": 4, "text": ""},
        {"what": "civilians injured", "min": None, "max": None, "text": "0, or not known"},
        {"what": "militants killed", "min": None, "max": None, "text": "0, or not known"},
    ]


def test_incidents_of_one_code_are_all_kept_and_told() -> None:
    told = export({}, {"post_id": "102", "location_name": "Raqqa"}, {"post_id": "103", "code": "CS9"}, {})

    assert told.events["id"].tolist() == ["CS1-101", "CS1-102", "CS9"]
    assert [(f.row, f.message.partition(":")[0]) for f in told.faults] == [
        (2, "the same id for several rows"),
        (3, "the same id for several rows"),
        (5, "the same id for several rows"),
        (5, "the same id twice"),
    ]
    assert told.rejected == 1, "the last row is the first one again"


def test_range_of_days_and_dates_that_are_missing() -> None:
    told = export(
        {"date_type": "date_range", "date_end": "2017-03-03"},
        {"code": "CS2", "date_end": "2017-03-09"},
        {"code": "CS3", "date": ""},
    )
    day = pd.Timedelta(days=1, microseconds=-1)

    assert told.events["end"].tolist()[:2] == [
        pd.Timestamp("2017-03-03", tz="UTC") + day,
        pd.Timestamp("2017-03-01", tz="UTC") + day,
    ]
    assert told.events["time_precision"].tolist() == ["range", "day", "unknown"]
    assert told.events["start"].isna().tolist() == [False, False, True]


DIRT = st.sampled_from(
    ["", " ", "0", "1970-01-01", "\u200f", "n/a", "Городок", "طبقة\u202e", "36.5", "-1", "99999999999999999999"]
)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.dictionaries(st.sampled_from(list(INCIDENT)), DIRT, max_size=6), min_size=1, max_size=6))
def test_no_dirt_loses_a_row_or_makes_a_place_finer(rows: list[dict[str, str]]) -> None:
    told = export(*rows)
    again = [fault for fault in told.faults if fault.message == "the same id twice"]

    assert check_events(told.events) == []
    assert len(told.events) + told.rejected == len(rows)
    assert told.rejected == len(again)
    assert not (told.events["precision"] == "exact").any(), "none of the rows says that it is"
