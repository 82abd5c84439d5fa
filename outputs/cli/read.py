"""majal read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outputs.cli import options
from outputs.cli.talk import number, out, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.reading import Reading
    from layers.sources import Input

__all__ = ["read"]

# A report of more bytes takes long enough to say so.
_LONG = 2_000_000


def read(
    file: options.OneInput,
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    decisions: options.Decisions = None,
    json: options.Json = False,
    online: options.Online = None,
    refresh: options.Refresh = False,
    review: Annotated[
        bool, typer.Option("--review", help="Write a page in which a person checks the reading and decides.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the review page; - is standard output.")
    ] = None,
    overwrite: options.Overwrite = False,
) -> None:
    """Read a report: its events, places, links and claims, or a page to review them; offline unless told otherwise.

    Calls layers.reading.read_report; with --online it knows what outputs.online.ask_for_report was answered, and with
    --review it calls outputs.review.review_page.
    """
    _check(json=json, review=review, output=output, overwrite=overwrite)
    from layers.reading import read_report
    from layers.sources.report import load
    from outputs.inputs import REPORT_LIMIT, open_input

    day = published.date() if published else None
    given = open_input(file, published=day, language=lang or "", decisions=decisions, limit=REPORT_LIMIT)
    if online:
        from outputs.online import ask_for_report, nominatim

        given = ask_for_report(given, nominatim(refresh=refresh), say, "report")
    if len(given.data) > _LONG:
        say(f"{given.name}: {len(given.data) / 1e6:.0f} MB; reading takes some ten seconds a megabyte")
    report = load(given.name, given.data, given.published, given.language)
    reading = read_report(report, gazetteer=given.gazetteer, decisions=given.decisions)
    if output is not None:
        inputs = [file, *([decisions] if decisions else [])]
        _write(reading, given, output, inputs, overwrite=overwrite)
        return
    out(_json(reading.to_json()) if json else _summary(reading.to_json()))


def _check(*, json: bool, review: bool, output: Path | None, overwrite: bool) -> None:
    """Refuse options that do not go together, before anything is read."""
    if review and json:
        raise typer.BadParameter("a page is no JSON: ask for one of the two", param_hint="--review, --json")
    if review and output is None:
        raise typer.BadParameter("it writes a page: say where with -o", param_hint="--review")
    if not review and (output is not None or overwrite):
        raise typer.BadParameter("only a page is written to a file: ask for it with --review", param_hint="-o")


def _write(reading: Reading, given: Input, output: Path, inputs: list[Path], *, overwrite: bool) -> None:
    from outputs.review import review_page
    from outputs.write import write_bytes

    page = review_page(reading, decisions=given.decisions, gazetteer=given.gazetteer).encode()
    write_bytes(page, output, overwrite=overwrite, inputs=inputs)
    told = ", ".join(
        number(len(some), thing) for some, thing in ((reading.mentions, "mention"), (reading.events, "event"))
    )
    say(f"{output}: {told}; open it in a browser, decide, and save the decisions")


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
