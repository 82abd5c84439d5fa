"""What a person decided, read from a file and applied at every reading."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from readings import report

import outputs
from geo.errors import SettingError
from layers.decisions import Decisions, load
from layers.reading import read_report
from layers.report import Report
from layers.sources.report import load as load_report

DEMO = Path(outputs.__file__).parent / "demo"
TEXT = "Israeli jets struck Tripoli on Tuesday, an agency said."
TOLD = report(TEXT)
START = TEXT.index("Tripoli")


def decisions(rest: str, *, span: str = f"[{START}, {START + 7}]", text: str = "Tripoli") -> Decisions:
    table = f'[[mention]]\nreport = "{TOLD.id}"\nspan = {span}\ntext = "{text}"\nwhy = "because"\n{rest}'
    return load(table.encode(), "decisions.toml")


def decided(rest: str) -> list[dict[str, object]]:
    return list(read_report(TOLD, decisions=decisions(rest)).to_json()["events"])


def test_place_takes_the_place_chosen_and_says_that_it_is_inferred() -> None:
    (event,) = decided('decide = "place"\nplace = "geonames:266826"\nby = "me"')
    assert (event["country"], event["status"]) == ("LB", "inferred")
    assert event["why"] == "decided by me: because"


def test_move_takes_the_position_and_its_radius() -> None:
    (event,) = decided('decide = "move"\nat = [13.2, 32.9]\nradius_m = 400\nprecision = "near"')
    assert [event[key] for key in ("lon", "lat", "radius_m", "precision")] == [13.2, 32.9, 400, "near"]
    assert event["status"] == "inferred"


@pytest.mark.parametrize("rest", ['decide = "reject"', 'decide = "role"\nrole = "actor"'])
def test_reject_and_role_take_the_place_away(rest: str) -> None:
    assert decided(rest) == []


def test_a_role_decided_is_the_role_shown() -> None:
    text = "Israeli jets struck Homs on Tuesday. The war in Yemen goes on."
    told, at = report(text), text.index("Yemen")
    table = f'[[mention]]\nreport = "{told.id}"\nspan = [{at}, {at + 5}]\ntext = "Yemen"\nwhy = "because"\n'
    made = load((table + 'decide = "role"\nrole = "support_place"').encode(), "decisions.toml")
    roles = [
        {m["text"]: m["role"] for m in read_report(told, decisions=given).to_json()["mentions"]}
        for given in (None, made)
    ]
    assert [role["Yemen"] for role in roles] == ["other", "support_place"]


def test_a_decision_about_another_report_changes_nothing() -> None:
    other = Report("sha256:0", "other.txt", TEXT, "en", dt.date(2020, 6, 10))
    made = decisions('decide = "reject"')
    assert read_report(other, decisions=made).to_json() == read_report(other).to_json()


def test_a_decision_that_no_longer_fits_its_text_is_told() -> None:
    with pytest.raises(SettingError, match=r"decisions.toml.*\[0, 7\].*'Tripoli'.*'Israeli'"):
        read_report(TOLD, decisions=decisions('decide = "reject"', span="[0, 7]"))


def test_an_unknown_place_is_told() -> None:
    with pytest.raises(SettingError, match=r"Tripoli.*icao:ZZZZ"):
        decided('decide = "place"\nplace = "icao:ZZZZ"')


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ('decide = "guess"', "mention 1: decide: expected one of place, move, role, reject, got 'guess'"),
        ('decide = "place"', "mention 1: place is needed"),
        ('decide = "reject"\nplace = "x"', "unknown key 'place'"),
        ('decide = "role"\nrole = "hero"', "role: expected one of event_place"),
        ('decide = "move"\nat = [200, 10]\nradius_m = 5', r"at: expected \[longitude, latitude\]"),
        ('decide = "move"\nat = [20, 10]\nradius_m = 0', "radius_m: expected metres above 0"),
        ('decide = "move"\nat = [20, 10]\nradius_m = true', "radius_m: expected metres above 0"),
        ('decide = "move"\nat = [20, 10]\nradius_m = 5\nprecision = "sure"', "precision: expected one of exact"),
    ],
)
def test_a_wrong_entry_is_named(rest: str, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        decisions(rest)


@pytest.mark.parametrize("span", ["[5, 5]", "[9, 5]", "[-1, 5]", "[1]", "[1.0, 2.0]", '"1-2"', "[true, 2]"])
def test_a_wrong_span_is_named(span: str) -> None:
    with pytest.raises(SettingError, match=r"span: expected \[start, end\]"):
        decisions('decide = "reject"', span=span)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[[mention", "not a TOML file"),
        (b"\xff\xfe", "not a TOML file"),
        (b"mention = 3", r"expected \[\[mention\]\] tables"),
        (b"[[other]]\na = 1", "unknown key 'other'"),
        (b'[[merge]]\nevents = ["a"]\ndecide = "same"\nwhy = "w"', "two or more events"),
        (b'[[merge]]\nevents = ["a", "b"]\ndecide = "alike"\nwhy = "w"', "expected one of same, different"),
        (b'[[merge]]\nevents = ["a", "b"]\ndecide = "same"', "why is needed"),
    ],
)
def test_a_wrong_file_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(SettingError, match=f"decisions.toml.*{words}"):
        load(data, "decisions.toml")


def test_merges_are_kept() -> None:
    (merge,) = load(b'[[merge]]\nevents = ["a", "b"]\ndecide = "same"\nwhy = "w"', "d.toml").merges
    assert (merge.events, merge.decide, merge.why) == (("a", "b"), "same", "w")


def test_the_demo_draws_what_its_report_and_decisions_tell() -> None:
    told = load_report("report.txt", (DEMO / "report.txt").read_bytes(), dt.date(2015, 11, 3))
    made = load((DEMO / "decisions.toml").read_bytes(), "decisions.toml")
    reading = read_report(told, decisions=made)
    events = [(event["kind"], event["place_name"]) for event in reading.to_json()["events"]]
    assert events == [
        ("drill", "Syria"),
        ("air_strike", "Syria"),
        ("air_campaign", "Syria"),
        ("air_strike", "Qalamoun Mountains"),
        ("air_strike", "Damascus"),
    ]
    facilities = {row["title"]: row["status"] for row in reading.facilities}
    assert facilities == {"Hmeimim Air Base": "claimed", "Al Udeid Air Base": "inferred"}
