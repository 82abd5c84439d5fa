"""majal read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outputs.cli import options
from outputs.cli.talk import number, out, say

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read"]


def read(
    file: options.OneInput,
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    decisions: options.Decisions = None,
    json: options.Json = False,
    online: options.Online = None,
    refresh: options.Refresh = False,
) -> None:
    """Read a report: its events, places, links and claims; offline unless told otherwise.

    Calls layers.reading.read_report; with --online it knows what outputs.online.ask_for_report was answered.
    """
    from layers.reading import read_report
    from layers.sources.report import load
    from outputs.inputs import REPORT_LIMIT, open_input

    day = published.date() if published else None
    given = open_input(file, published=day, language=lang or "", decisions=decisions, limit=REPORT_LIMIT)
    if online:
        from outputs.online import ask_for_report, nominatim

        given = ask_for_report(given, nominatim(refresh=refresh), say, "report")
    report = load(given.name, given.data, given.published, given.language)
    reading = read_report(report, gazetteer=given.gazetteer, decisions=given.decisions).to_json()
    out(_json(reading) if json else _summary(reading))


def _json(reading: Mapping[str, Any]) -> str:
    import orjson

    return orjson.dumps(reading, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY).decode()


def _summary(reading: Mapping[str, Any]) -> str:
    places = {mention["id"]: mention for mention in reading["mentions"]}
    lines = [", ".join(number(len(reading[f"{thing}s"]), thing) for thing in ("event", "link", "mention"))]
    for event in reading["events"]:
        place = places.get(event.get("place"), {})
        where = place.get("name") or place.get("text") or "not placed"
        when = " to ".join(str(end)[:16] for end in (event["start"], event["end"]) if end) or "undated"
        lines.append(f"- {event['kind']}: {event['title']}")
        lines.append(f"    {when} ({event['time_precision']}, {event['basis']}) · {where} ({event['precision']})")
        lines += [f"    {claim['speaker']} {claim['stance']}: {claim['quote']}" for claim in event["claims"]]
    lines += [f"- {link['kind']}: {link.get('title', '')}" for link in reading["links"]]
    lines += [
        f"- not placed: {told.get('title') or told.get('text', '')}: {told.get('why', '')}"
        for told in reading["unplaced"]
    ]
    return "\n".join(lines)
