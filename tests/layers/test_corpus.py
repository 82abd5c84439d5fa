"""The form of our own corpus: its gold points at its text and uses the house's words. The reading is not judged."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from geo.place import Precision
from layers.decisions import ROLES
from layers.events import LINK_COLUMNS, Basis, EventKind, Stance, Status, TimePrecision

CORPUS = Path(__file__).parent.parent / "corpus"
HALVES = ("rules", "aside")
LANGUAGES = ("ar", "en")
COUNTED = {"aircraft", "drones", "targets", "strikes", "killed", "wounded", "missiles", "bombs", "sorties", "sites"}
LINK_KINDS = next(column.words for column in LINK_COLUMNS if column.name == "kind")
GOLD = sorted(CORPUS.glob("*/*.json"))


@pytest.fixture(params=GOLD, ids=lambda path: f"{path.parent.name}/{path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def gold(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def text(path: Path) -> str:
    return path.with_suffix(".txt").read_text(encoding="utf-8")


def spans(gold: dict[str, Any]) -> list[dict[str, Any]]:
    ends = [end for link in gold["links"] for end in (link["from"], link["to"])]
    placed = [*gold["events"], *(end for end in ends if "place" in end)]
    return [*gold["mentions"], *gold.get("false_friends", []), *(one["place"] for one in placed)]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_half_kept_aside_holds_fifteen_reports_of_each_language_and_the_other_no_fewer(
    half: str, language: str
) -> None:
    texts = {file.stem for file in (CORPUS / half).glob(f"{language}-*.txt")}
    assert len(texts) == 15 if half == "aside" else len(texts) >= 15
    assert texts == {file.stem for file in (CORPUS / half).glob(f"{language}-*.json")}


def test_no_report_stands_in_both_halves() -> None:
    assert len({file.stem for file in GOLD}) == len(GOLD)


def test_gold_names_its_report_language_and_day(path: Path, gold: dict[str, Any]) -> None:
    assert gold["report"] == path.with_suffix(".txt").name
    assert gold["language"] == path.stem[:2]
    assert dt.date.fromisoformat(gold["published"])
    assert gold["events"]
    assert gold["mentions"]


def test_offsets_match_the_text(gold: dict[str, Any], text: str) -> None:
    for span in spans(gold):
        assert text[span["start"] : span["end"]] == span["text"] != ""


def test_mentions_stand_in_order_and_apart(gold: dict[str, Any]) -> None:
    ends = [0, *(mention["end"] for mention in gold["mentions"])]
    assert all(mention["start"] >= end for mention, end in zip(gold["mentions"], ends, strict=False))


def test_mentions_use_the_roles_and_lie_on_the_earth(gold: dict[str, Any]) -> None:
    assert {mention["role"] for mention in gold["mentions"]} <= set(ROLES)
    points = [thing["point"] for thing in [*gold["mentions"], *gold["events"]] if "point" in thing]
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)


def test_events_stand_at_a_mention_that_is_an_event_place(gold: dict[str, Any]) -> None:
    roles = {(mention["start"], mention["end"]): mention["role"] for mention in gold["mentions"]}
    for event in gold["events"]:
        assert roles[event["place"]["start"], event["place"]["end"]] == "event_place"


def test_events_use_the_words_of_the_house(gold: dict[str, Any]) -> None:
    for event in gold["events"]:
        EventKind(event["kind"])
        Precision(event["precision"])
        TimePrecision(event["time_precision"])
        Status(event["status"])
        assert event["radius_m"] > 0
    assert len({event["id"] for event in gold["events"]}) == len(gold["events"])
    assert all(link["kind"] in LINK_KINDS for link in gold["links"])


def test_claims_quote_their_speaker(gold: dict[str, Any], text: str) -> None:
    for claim in (claim for event in gold["events"] for claim in event["claims"]):
        assert claim["speaker"] in text
        Stance(claim["stance"])


def test_a_denied_event_is_no_mere_claim(gold: dict[str, Any]) -> None:
    for event in gold["events"]:
        if any(claim["stance"] == Stance.DENIES for claim in event["claims"]):
            assert event["status"] in {Status.DISPUTED, Status.ACKNOWLEDGED}


def test_counts_are_ranges_of_known_things(gold: dict[str, Any]) -> None:
    for count in (count for event in gold["events"] for count in event["counts"]):
        assert count["what"] in COUNTED
        bounds = [bound for bound in (count["min"], count["max"]) if bound is not None]
        assert bounds
        assert bounds == sorted(bounds)


def test_times_are_intervals_that_do_not_end_before_they_start(gold: dict[str, Any]) -> None:
    for event in gold["events"]:
        start, end = (event[bound] and dt.datetime.fromisoformat(event[bound]) for bound in ("start", "end"))
        assert start or end
        if start and end:
            assert start <= end
        if Basis(event["basis"]) is Basis.REPORTED:
            assert start is None
            assert event["time_precision"] == TimePrecision.UNKNOWN
