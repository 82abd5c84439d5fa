"""Texts with the places that people marked in them: our own corpus, the LGL XML form, and IDRISI's lines of tweets."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from geo.place import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Document", "Gold", "documents"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that somebody marked; `at` is None where the corpus gives no position, `role` empty where no role."""

    start: int
    end: int
    at: LonLat | None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its gold; `record` is our own corpus's reading of events, empty elsewhere."""

    name: str
    data: bytes
    published: dt.date | None
    gold: tuple[Gold, ...]
    record: dict[str, Any]


def documents(path: Path) -> list[Document]:
    """Read a folder of our own corpus, a file in the LGL XML form, or JSON lines in IDRISI's."""
    if path.is_dir():
        return [_own(each) for each in sorted(path.glob("*.json"))]
    return list(_lines(path) if path.suffix == ".jsonl" else _lgl(path))


def _own(path: Path) -> Document:
    record = json.loads(path.read_text(encoding="utf-8"))
    marked = record.get("mentions", [])
    gold = tuple(Gold(m["start"], m["end"], LonLat(*m["point"]) if m.get("point") else None, m["role"]) for m in marked)
    published = dt.date.fromisoformat(record["published"])
    return Document(path.stem, path.with_suffix(".txt").read_bytes(), published, gold, record)


def _lgl(path: Path) -> Iterator[Document]:
    for article in ET.parse(path).getroot():  # noqa: S314 - a file that whoever runs the benchmark chose
        gold = tuple(_toponym(each) for each in article.iter("toponym"))
        text = article.findtext("text") or ""
        yield Document(article.get("docid", ""), text.encode(), None, gold, {})


def _toponym(element: ET.Element) -> Gold:
    lat, lon = element.findtext(".//lat"), element.findtext(".//lon")
    at = LonLat(float(lon), float(lat)) if lat and lon else None
    return Gold(int(element.findtext("start") or 0), int(element.findtext("end") or 0), at)


def _lines(path: Path) -> Iterator[Document]:
    for line in path.read_text(encoding="utf-8").splitlines():
        tweet = json.loads(line)
        gold = tuple(
            Gold(m["start_offset"], m["end_offset"], LonLat(float(m["osm_json"]["lon"]), float(m["osm_json"]["lat"])))
            for m in tweet["location_mentions"]
            if m.get("osm_json") and m["osm_json"].get("lat")
        )
        yield Document(tweet["tweet_id"], tweet["text"].encode(), None, gold, {})
