"""Scores of events over our own corpus.

An event is right where its place lies within the gold's radius and its kind is of the gold's family; then its kind, its
interval and its basis, its counts and the stances of its claims are scored among the events that are right. Roles are
scored over the gold's mentions.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.geodesy import distance_m
from geo.place import LonLat
from layers.reading import read_report
from layers.sources.report import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.documents import Document

__all__ = ["score_events"]

STRIKES = {"air_strike", "drone_strike", "missile_strike", "shelling"}
PLACES = {"event_place", "support_place", "container"}
Record = dict[str, Any]


def family(kind: str) -> str:
    return "strike" if kind in STRIKES else kind


def fits(gold: Record, got: Record) -> bool:
    if family(gold["kind"]) != family(got["kind"]) or got["lon"] is None:
        return False
    return distance_m(LonLat(*gold["point"]), LonLat(got["lon"], got["lat"])) <= max(gold.get("radius_m") or 0, 5_000)


def matched(golds: list[Record], gots: list[Record]) -> list[tuple[Record, Record]]:
    pairs: list[tuple[Record, Record]] = []
    left = list(gots)
    for gold in golds:
        ranked = sorted(
            (got for got in left if fits(gold, got)),
            key=lambda got: (got["kind"] != gold["kind"], got["start"] != gold["start"]),
        )
        if ranked:
            pairs.append((gold, ranked[0]))
            left.remove(ranked[0])
    return pairs


def same_counts(gold: Record, got: Record) -> bool:
    told = {(count["what"], count["min"], count["max"]) for count in got["counts"]}
    return all((count["what"], count["min"], count["max"]) in told for count in gold.get("counts", []))


def same_stances(gold: Record, got: Record) -> bool:
    return {claim["stance"] for claim in gold.get("claims", [])} <= {claim["stance"] for claim in got["claims"]}


def role_hits(gold: Record, mentions: list[Record]) -> tuple[int, int]:
    right = 0
    for wanted in gold.get("mentions", []):
        near = [m for m in mentions if m["start"] < wanted["end"] and wanted["start"] < m["end"]]
        right += any(m["role"] == wanted["role"] for m in near)
    return right, len(gold.get("mentions", []))


def score_events(documents: Sequence[Document], *, show: bool) -> list[str]:
    """Read every document of our own corpus, compare its events with the gold, and return the figures in words."""
    tally: Counter[str] = Counter()
    for document in documents:
        gold = document.record
        report = load(document.name, document.data, document.published)
        got = read_report(report).to_json()
        pairs = matched(gold["events"], got["events"])
        tally.update(gold=len(gold["events"]), got=len(got["events"]), right=len(pairs))
        for wanted, found in pairs:
            tally["kind"] += wanted["kind"] == found["kind"]
            tally["interval"] += (wanted["start"], wanted["end"]) == (found["start"], found["end"])
            tally["basis"] += wanted["basis"] == found["basis"]
            tally["precision"] += wanted["precision"] == found["precision"]
            tally["counts"] += same_counts(wanted, found)
            tally["stances"] += same_stances(wanted, found)
        right, total = role_hits(gold, got["mentions"])
        tally.update(role_right=right, role_total=total, links=len(gold.get("links", [])), links_got=len(got["links"]))
        if show:
            explain(document.name, report.text, gold, got, pairs)
    return _lines(tally)


def _lines(tally: Counter[str]) -> list[str]:
    precision, recall = tally["right"] / max(1, tally["got"]), tally["right"] / max(1, tally["gold"])
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    parts = ("kind", "precision", "interval", "basis", "counts", "stances")
    return [
        (
            f"events P {precision:.3f} R {recall:.3f} F1 {f1:.3f} "
            f"({tally['right']} of {tally['gold']}, {tally['got']} drafted)"
        ),
        "of these right: " + ", ".join(f"{part} {share(tally[part], tally['right'])}" for part in parts),
        (
            f"roles {share(tally['role_right'], tally['role_total'])} of {tally['role_total']}; "
            f"links {tally['links_got']} for {tally['links']}"
        ),
    ]


def brief(event: Record) -> str:
    counts = [(count["what"], count["min"], count["max"]) for count in event.get("counts", [])]
    where = event.get("title") or event["place"].get("text")
    when = (event["start"], event["end"], event["time_precision"], event["basis"])
    stances = [claim["stance"] for claim in event["claims"]]
    return f"{event['kind']} @ {where} [{event['precision']}] {when} {event['actors']} {counts} {stances}"


def explain(name: str, text: str, gold: Record, got: Record, pairs: list[tuple[Record, Record]]) -> None:
    print(f"\n=== {name} ({gold['published']})\n{text.strip()}")
    for wanted, found in pairs:
        print("  ok  gold", brief(wanted), "\n      got ", brief(found))
    for wanted in gold["events"]:
        if not any(wanted is pair[0] for pair in pairs):
            print("  MISSED  ", brief(wanted))
    for found in got["events"]:
        if not any(found is pair[1] for pair in pairs):
            print("  EXTRA   ", brief(found), (found["lon"], found["lat"]))
    for wanted in gold.get("mentions", []):
        near = [m for m in got["mentions"] if m["start"] < wanted["end"] and wanted["start"] < m["end"]]
        if not any(m["role"] == wanted["role"] for m in near):
            print(f"  role: {wanted['text']!r} is {wanted['role']}, got {[(m['text'], m['role']) for m in near]}")
    for link in gold.get("links", []):
        print(
            "  link gold",
            link["kind"],
            link.get("hours"),
            "| got",
            [(each["kind"], each["title"], each["hours"]) for each in got["links"]],
        )


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"
