"""What our own TimeMap workbooks tell beyond TimeMap's own columns, put back into the events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layers.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

__all__ = ["restored"]

_CLAIMS = "majal_claims"
_BOTH = " · "
_SPAN = re.compile(r"(\S+) – (\S+) UTC")
_CLASS = re.compile(r"^(?P<place>.*?)\s*\((?P<words>[^()]* · [^()]*?)(?:, (?P<km>\d+(?:\.\d+)?(?:e[+-]?\d+)?) km)?\)$")
_ARABIC = re.compile("[\u0600-\u06ff]")


def restored(events: Sequence[Mapping[str, Any]], sheets: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Read the interval, the class of precision, the status and the claims of an event from where we wrote them.

    Parameters
    ----------
    events
        Rows of the sheet of events, with the ids of their associations as a list.
    sheets
        The sheets of the workbook; without one of claims it is not ours, and nothing changes.
    """
    if _CLAIMS not in sheets:
        return [dict(event) for event in events]
    claims = _claims(sheets[_CLAIMS])
    return [_event(event, claims) for event in events]


def _claims(sheet: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    by_subject: dict[str, list[dict[str, Any]]] = {}
    for claim in sheet.to_dict("records"):
        record = {str(key): value for key, value in claim.items() if value != ""}
        by_subject.setdefault(str(record.pop("subject", "")), []).append(record)
    return by_subject


def _event(event: Mapping[str, Any], claims: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    tags = _tags(event["associations"])
    title, title_ar = _languages(event.get("description", ""))
    span = _SPAN.fullmatch(event.get("time_display", ""))
    place = _CLASS.match(" ".join(event.get("location", "").split()))
    start, end = (span[1], span[2]) if span else ("", "")
    return {
        **event,
        "claims": claims.get(event.get("id", ""), []),
        "kind": event["category"] if event.get("category") in set(EventKind) else "",
        "title": title,
        "title_ar": title_ar,
        "start": start.replace("…", ""),
        "end": end.replace("…", ""),
        "time": "",
        "time_class": event.get("time_precision", ""),
        "place": place["place"] if place else event.get("location", ""),
        "radius_m": str(float(place["km"]) * 1000) if place and place["km"] else "",
        "precision": next(iter(tags.get("precision", [])), ""),
        "status": next(iter(tags.get("status", [])), ""),
        "actors": tags.get("actor", []),
        "targets": tags.get("target", []),
        "description": "",
        "category": "",
        "time_display": "",
    }


def _tags(ids: Sequence[str]) -> dict[str, list[str]]:
    """Read the ids of our associations, such as ``status:claimed``."""
    found: dict[str, list[str]] = {}
    for one in ids:
        key, _, value = one.partition(":")
        found.setdefault(key, []).append(value)
    return found


def _languages(text: str) -> tuple[str, str]:
    """Divide a title that stands in two languages."""
    first, between, second = text.rpartition(_BOTH)
    return (first, second) if between and _ARABIC.search(second) and not _ARABIC.search(first) else (text, "")
