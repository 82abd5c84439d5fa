"""Scores of places over any corpus: recognition, resolution of the gold's own spans, both, footprints, speed."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.gazetteer import open_gazetteer
from geo.geodesy import distance_m
from geo.place import LonLat
from layers.reading import locate, read_report
from layers.sources.report import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from scoring.documents import Document, Gold

    from layers.reading.resolve import Resolved

__all__ = ["PlaceScores", "score_places"]

# The distance at which the literature calls a place right: 100 miles.
_RIGHT_M = 161_000.0
_THIN = 0.4


@dataclass
class PlaceScores:
    """What was counted over a corpus; each property is a figure of the table."""

    gold: int = 0
    found: int = 0
    drafted: int = 0
    located: int = 0
    both: int = 0
    words: int = 0
    seconds: float = 0.0
    again_s: float = 0.0
    events_gold: int = 0
    events_got: int = 0
    events_right: int = 0
    errors_m: list[float] = field(default_factory=list)
    thin: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    radii_m: list[float] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Return the figures in words."""
        placed = [error for error in self.errors_m if error != float("inf")]
        right = sum(error <= _RIGHT_M for error in self.errors_m)
        out = [
            f"recognition {_prf(self.found, self.drafted, self.gold)}",
            (
                f"within 161 km: {right / max(1, len(self.errors_m)):.3f} of all {len(self.errors_m)} gold mentions, "
                f"{right / max(1, len(placed)):.3f} of the {len(placed)} placed; "
                f"median {statistics.median(self.errors_m or [0]) / 1000:.1f} km"
            ),
            f"end to end {_prf(self.both, self.drafted, self.gold)}",
            f"thin margins: {sum(self.thin)} right of {len(self.thin)}",
            (
                f"footprint holds the gold point: {sum(self.covered) / max(1, len(self.covered)):.3f} of the placed, "
                f"median radius {statistics.median(self.radii_m or [0]) / 1000:.1f} km"
            ),
            (
                f"{self.seconds / max(1, self.words) * 1e6:.1f} ms per 1,000 words ({self.words} words), "
                f"{self.again_s / max(1, self.words) * 1e6:.1f} ms once names and words are known"
            ),
        ]
        if self.events_gold:
            out.insert(0, f"event places {_prf(self.events_right, self.events_got, self.events_gold)}")
        return out


def _prf(right: int, got: int, gold: int) -> str:
    precision, recall = right / max(1, got), right / max(1, gold)
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"


def score_places(documents: Sequence[Document]) -> PlaceScores:
    """Read every document and compare its mentions with the gold that has positions."""
    scores = PlaceScores()
    peoples = _marks_peoples(documents)
    for document in documents:
        report = load(document.name, document.data, document.published)
        begin = time.perf_counter()
        mentions = read_report(report).to_json()["mentions"]
        scores.seconds += time.perf_counter() - begin
        scores.words += len(report.text.split())
        _compare(document.gold, _placed(mentions, peoples=peoples), scores)
        placed = [gold for gold in document.gold if gold.at is not None]
        for gold, found in zip(placed, locate(report, [(g.start, g.end) for g in placed]), strict=True):
            _resolution(gold, found, scores)
        _event_places(document, mentions, scores)
    scores.again_s = _reading_s(documents)
    return scores


def _reading_s(documents: Sequence[Document]) -> float:
    """Return the seconds that reading all takes when every name and word has been met before."""
    begin = time.perf_counter()
    for document in documents:
        read_report(load(document.name, document.data, document.published)).to_json()
    return time.perf_counter() - begin


def _marks_peoples(documents: Sequence[Document]) -> bool:
    """Whether the gold marks adjectives of peoples ("Syrian") as places: corpora differ, and their own gold tells."""
    demonym = open_gazetteer().demonym
    texts = ((document.data.decode(), gold) for document in documents for gold in document.gold)
    if any(document.record for document in documents):
        return False
    marked = [text[gold.start : gold.end] for text, gold in texts]
    return sum(bool(demonym(words)) for words in marked) > len(marked) / 25


def _placed(mentions: Sequence[dict[str, Any]], *, peoples: bool) -> list[dict[str, Any]]:
    """Return the mentions with a position; a people stands for its country where the corpus marks peoples."""
    out = [m for m in mentions if "lon" in m]
    for mention in mentions if peoples else ():
        if mention["role"] == "demonym" and mention.get("country"):
            at = open_gazetteer().get(f"iso:{mention['country']}").at
            out.append({**mention, "lon": at.lon, "lat": at.lat})
    return out


def _compare(golds: Sequence[Gold], mentions: Sequence[dict[str, Any]], scores: PlaceScores) -> None:
    """Pair each gold mention with one that overlaps it; a mention on gold without a position is left out."""
    used: set[int] = set()
    for gold in golds:
        near = [i for i, m in enumerate(mentions) if m["start"] < gold.end and gold.start < m["end"] and i not in used]
        if gold.at is None:
            scores.drafted -= len(near)
            used.update(near)
            continue
        scores.gold += 1
        if near:
            at = gold.at
            best = min(near, key=lambda i: distance_m(at, LonLat(mentions[i]["lon"], mentions[i]["lat"])))
            used.add(best)
            scores.found += 1
            scores.both += distance_m(at, LonLat(mentions[best]["lon"], mentions[best]["lat"])) <= _RIGHT_M
    scores.drafted += len(mentions)


def _resolution(gold: Gold, found: Resolved | None, scores: PlaceScores) -> None:
    assert gold.at is not None
    if found is None:
        scores.errors_m.append(float("inf"))
        return
    error_m = distance_m(gold.at, found.at)
    scores.errors_m.append(error_m)
    if found.margin is not None and found.margin < _THIN:
        scores.thin.append(error_m <= _RIGHT_M)
    scores.covered.append(error_m <= (found.radius_m or 0))
    scores.radii_m.append(found.radius_m or 0)


def _event_places(document: Document, mentions: Sequence[dict[str, Any]], scores: PlaceScores) -> None:
    """Count mentions that are event places in the right place, against the gold's mentions of that role."""
    golds = [gold for gold in document.gold if gold.role == "event_place" and gold.at is not None]
    got = [m for m in mentions if m["role"] == "event_place"]
    reach = {tuple(e["point"]): e["radius_m"] or 0 for e in document.record.get("events", [])}
    scores.events_gold += len(golds)
    scores.events_got += len(got)
    left = list(got)
    for gold in golds:
        assert gold.at is not None
        # A headline's country, which no event of the gold holds, has no radius: then the literature's distance decides.
        limit_m = max(reach.get(tuple(gold.at), _RIGHT_M), 5_000.0)
        for mention in left:
            near = mention["start"] < gold.end and gold.start < mention["end"]
            if near and distance_m(gold.at, LonLat(mention["lon"], mention["lat"])) <= limit_m:
                scores.events_right += 1
                left.remove(mention)
                break
