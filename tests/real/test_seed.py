"""A real report against its reading by hand, line by line.

The report is not ours to carry along: the folder is named by MAJAL_REAL_DATA, or stands beside the checkout.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from geo.geodesy import distance_m
from geo.place import LonLat
from layers.reading import read_report
from layers.sources.report import load

DATA = Path(os.environ.get("MAJAL_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
REPORTS = sorted((DATA / "reports").glob("*.gold.json"))
Record = dict[str, Any]

pytestmark = pytest.mark.skipif(not REPORTS, reason="no real reports here; name their folder in MAJAL_REAL_DATA")


@pytest.fixture(scope="module", params=REPORTS, ids=lambda path: path.name.split(".")[0])
def told(request: pytest.FixtureRequest) -> tuple[Record, Record, str]:
    gold: Record = json.loads(request.param.read_text(encoding="utf-8"))
    data = request.param.with_name(gold["report"]).read_bytes()
    report = load(gold["report"], data, dt.date.fromisoformat(gold["published"]))
    return gold, read_report(report).to_json(), report.text


def pairs(gold: Record, got: Record) -> list[tuple[Record, Record]]:
    """Pair the events by kind and by the words that say where."""
    places = {m["id"]: (m["start"], m["end"]) for m in got["mentions"]}
    found = []
    for wanted in gold["events"]:
        span = wanted["place"]["start"], wanted["place"]["end"]
        same = [e for e in got["events"] if e["kind"] == wanted["kind"] and overlaps(places[e["place"]], span)]
        assert len(same) == 1, f"{wanted['id']}: {[e['title'] for e in same]}"
        found.append((wanted, same[0]))
    return found


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def test_the_events_are_those_and_no_others(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    assert len(pairs(gold, got)) == len(got["events"]) == len(gold["events"])


def test_where(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    for wanted, found in pairs(gold, got):
        assert found["precision"] == wanted["precision"], wanted["id"]
        reach = wanted.get("radius_m") or 5_000
        assert distance_m(LonLat(*wanted["point"]), LonLat(found["lon"], found["lat"])) <= reach, wanted["id"]


def test_when(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    keys = ("start", "end", "time_precision", "basis")
    for wanted, found in pairs(gold, got):
        assert [found[key] for key in keys] == [wanted[key] for key in keys], wanted["id"]


def test_what_was_counted(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    for wanted, found in pairs(gold, got):
        facts = wanted.get("facts", {})
        counts = {count["what"]: (count["min"], count["max"]) for count in found["counts"]}
        for what, number in facts.items():
            if isinstance(number, int) and not what.endswith("_m"):
                assert counts[what] == (number, number), wanted["id"]
        if "separation_m" in facts:
            lengths = {d["text"]: d["metres"] for d in found["distances"] if d["of"] == "separation"}
            assert lengths == {facts["separation_as_printed"]: facts["separation_m"]}
        if "more than one" in str(facts.get("sites", "")):
            assert counts["sites"] == (2, None)


def test_who_did_it(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    for wanted, found in pairs(gold, got):
        sides = {name.split()[0] for name in wanted["actors"]}
        assert {side[:5] for side in sides} == {name.split()[0][:5] for name in found["actors"]}, wanted["id"]


def test_who_says_so(told: tuple[Record, Record, str]) -> None:
    gold, got, text = told
    for wanted, found in pairs(gold, got):
        assert found["claims"]
        assert found["status"] == wanted["status"], wanted["id"]
        stances = [claim["stance"] for claim in found["claims"]]
        assert ("no_comment" in stances) == ("denied_or_silent" in wanted), wanted["id"]
        for claim in found["claims"]:
            assert text[claim["start"] : claim["end"]] == claim["quote"]
        if "via" in wanted:
            assert any(claim["through"] for claim in found["claims"]), wanted["id"]


def test_links_have_the_ends_that_the_report_gives(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    assert sorted(link["kind"] for link in got["links"]) == sorted(link["kind"] for link in gold["links"])
    by_kind = {link["kind"]: link for link in got["links"]}
    for wanted in gold["links"]:
        found = by_kind[wanted["kind"]]
        assert found["hours"] == wanted.get("hours", "")
        for end in ("from", "to"):
            if isinstance(wanted[end], str):
                assert found[end]["lon"] is None
                continue
            at = LonLat(found[end]["lon"], found[end]["lat"])
            assert distance_m(LonLat(*wanted[end]["point"]), at) <= wanted[end]["radius_m"]
            assert found[end]["precision"] == wanted[end]["precision"]


def test_a_link_without_ends_is_listed(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    without = [link for link in gold["links"] if isinstance(link["from"], str)]
    assert sum("end points" in row["why"] for row in got["unplaced"]) == len(without)


def test_nothing_happened_at_the_other_names(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    elsewhere = [(one["place"]["start"], one["place"]["end"]) for one in gold["not_event_places"]]
    for mention in got["mentions"]:
        span = mention["start"], mention["end"]
        assert mention["role"] != "event_place" or not any(overlaps(span, other) for other in elsewhere)


def test_false_friends_are_no_places(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    names = [m["text"] for m in got["mentions"]]
    for warning in gold["false_friends"]:
        assert warning.split()[0] not in names


def test_a_misprint_is_found_and_marked(told: tuple[Record, Record, str]) -> None:
    gold, got, _ = told
    wanted = [end for link in gold["links"] for end in (link["from"], link["to"]) if "match" in end]
    for end in wanted:
        found = next(m for m in got["mentions"] if m["start"] == end["place"]["start"])
        assert found["fuzzy"] == end["match"].startswith("fuzzy")
