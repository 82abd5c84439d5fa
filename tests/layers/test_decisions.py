"""What a person decided, read from a file and applied at every reading."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from readings import report

import outputs
from geo.errors import SettingError
from geo.gazetteer import open_gazetteer
from geo.geodesy import distance_m
from geo.place import LonLat
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


@pytest.mark.parametrize(
    ("rest", "role"),
    [
        ('decide = "reject"', "other"),
        ('decide = "role"\nrole = "actor"', "actor"),
        ('decide = "role"\nrole = "container"', "container"),
    ],
)
def test_a_name_that_is_no_place_here_has_the_role_decided(rest: str, role: str) -> None:
    made = read_report(TOLD, decisions=decisions(rest)).to_json()
    (told,) = [mention for mention in made["mentions"] if mention["text"] == "Tripoli"]
    assert told["role"] == role
    assert "abstained" not in told, "a person chose, where majal would not have"


def test_keep_changes_nothing_while_the_reading_takes_the_same_place() -> None:
    kept = read_report(TOLD, decisions=decisions('decide = "keep"\nplace = "geonames:2210247"\nby = "me"'))
    assert kept.to_json() == read_report(TOLD).to_json()


def test_keep_holds_the_place_where_the_reading_would_take_another() -> None:
    (event,) = decided('decide = "keep"\nplace = "geonames:266826"')
    assert (event["country"], event["status"]) == ("LB", "inferred")


def test_keep_without_a_place_changes_nothing() -> None:
    assert decided('decide = "keep"') == list(read_report(TOLD).to_json()["events"])


def test_another_place_keeps_the_side_and_distance_that_are_told() -> None:
    text = "Israeli jets struck 20 km north of Tripoli on Tuesday."
    (event,) = reread(text, "20 km north of Tripoli", 'decide = "place"\nplace = "geonames:266826"')["events"]
    tripoli = open_gazetteer().get("geonames:266826")
    assert event["precision"] == "near_settlement"
    assert distance_m(tripoli.at, LonLat(event["lon"], event["lat"])) == pytest.approx(20_000, abs=1)


MOVE = 'decide = "move"\nat = [36.7, 34.8]\nradius_m = 900\nprecision = "near"'


def reread(text: str, words: str, rest: str) -> dict[str, list[dict[str, object]]]:
    told, at = report(text), text.index(words)
    table = f'[[mention]]\nreport = "{told.id}"\nspan = [{at}, {at + len(words)}]\ntext = "{words}"\nwhy = "because"\n'
    return read_report(told, decisions=load((table + rest).encode(), "decisions.toml")).to_json()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Israeli jets struck the depot on Tuesday.", "depot"),
        ("قصفت طائرات إسرائيلية 😀 زرخانة يوم الثلاثاء.", "زرخانة"),
    ],
)
def test_a_decision_where_no_name_was_found_adds_the_mention_and_places_the_event(text: str, words: str) -> None:
    assert words not in [mention["text"] for mention in read_report(report(text)).to_json()["mentions"]]
    made = reread(text, words, MOVE)
    (event,) = made["events"]
    assert (event["place_name"], event["lon"], event["lat"], event["status"]) == (words, 36.7, 34.8, "inferred")
    assert [mention["role"] for mention in made["mentions"] if mention["text"] == words] == ["event_place"]
    assert made["unplaced"] == []


@pytest.mark.parametrize(
    ("text", "words", "around"),
    [
        ("Israeli jets struck Tal Zhorkan in Homs province on Tuesday.", "Tal Zhorkan", "Homs province"),
        ("Israeli jets struck the depot near Homs on Tuesday.", "depot", "near Homs"),
        ("Israeli jets struck the depot in Syria on Tuesday.", "depot", "Syria"),
        ("قصفت طائرات إسرائيلية زرخانة في ريف حمص يوم الثلاثاء.", "زرخانة", "ريف حمص"),
    ],
)
def test_the_place_around_an_added_one_is_its_container_and_no_event_of_its_own(
    text: str, words: str, around: str
) -> None:
    made = reread(text, words, MOVE)
    assert [event["place_name"] for event in made["events"]] == [words]
    assert {mention["text"]: mention["role"] for mention in made["mentions"]}[around] == "container"


def test_a_rejected_place_leaves_its_container_to_the_event() -> None:
    (event,) = reread("Israeli jets struck Homs in Syria on Tuesday.", "Homs", 'decide = "reject"')["events"]
    assert event["place_name"] == "Syria"


@pytest.mark.parametrize("words", ["...", "\n\n"])
def test_a_decision_about_no_word_is_told(words: str) -> None:
    text = f"Israeli jets struck Homs,{words}On Tuesday they left."
    at = text.index(words)
    told = report(text)
    named = f'report = "{told.id}"\nspan = [{at}, {at + len(words)}]\ntext = {json.dumps(words)}\nwhy = "w"\n'
    with pytest.raises(SettingError, match="holds no word"):
        read_report(told, decisions=load(f'[[mention]]\n{named}decide = "reject"'.encode(), "d.toml"))


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
        ('decide = "guess"', "mention 1: decide: expected one of keep, place, move, role, reject, got 'guess'"),
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
