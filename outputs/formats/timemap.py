"""TimeMap sheets: the workbook that Forensic Architecture's TimeMap and its datasheet-server read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.place import PRECISION, Precision
from layers.events import CLAIM_COLUMNS, TimePrecision
from layers.legend import group_of
from layers.report import digest
from layers.text import Text
from outputs.columns import as_text, claim_rows, features, json_bytes, plain
from outputs.formats import Format
from outputs.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

    Record = dict[str, Any]

__all__ = ["FORMAT"]

# What TimeMap's schemas of events, sources, associations and sites allow: a row with any other column is dropped.
_EVENT = (
    *("id", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "category"),
    *("comments", "time_display"),
)
_SOURCE = ("id", "title", "description", "path1", "url", "author", "date", "notes")
_ASSOCIATION = ("id", "title", "desc", "mode", "filter_path0", "filter_path1")
_SITE = ("id", "description", "site", "latitude", "longitude", "enabled")
_NOTE = ("what", "id", "title", "title_ar", "why", "why_ar")

# What a row of a layer has where it tells of an event or a facility.
_NEEDED = frozenset(
    (
        *("kind", "title", "title_ar", "start", "end", "time_precision", "place_name", "place_name_ar", "precision"),
        *("radius_m", "lon", "lat", "why", "status", "actors", "targets"),
    )
)

_CLOCK = frozenset({TimePrecision.INSTANT, TimePrecision.HOUR})

_UNDATED = Text("TimeMap shows dated events only", "لا يعرض TimeMap إلا الأحداث المؤرخة")
_NO_EVENT = Text("TimeMap shows events, and neither lines nor areas", "يعرض TimeMap الأحداث دون الخطوط والمساحات")
_NO_POINT = Text(
    "no point is honest at this precision: it is on the timeline, not on the map",
    "لا تصح نقطة بهذه الدقة: الحدث على الخط الزمني لا على الخريطة",
)


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write one workbook with a tab for each table of TimeMap, and two that tell what those cannot hold.

    datasheet-server reads workbooks as they are; a zip of tables it does not know.
    """
    records = list(_records(layers))
    events = [record for record in records if _is_event(record)]
    sites = [record for record in records if record.get("kind") == "facility" and _is_honest(record)]
    tabs = {
        "EXPORT_EVENTS": _frame(map(_event, events), _EVENT, ("association", "source")),
        "EXPORT_SOURCES": _frame(_sources(events), _SOURCE),
        "EXPORT_ASSOCIATIONS": _frame(_associations(events), _ASSOCIATION),
        "EXPORT_SITES": _frame(map(_site, sites), _SITE),
    }
    sheets = {name: frame.map(_one_line) for name, frame in tabs.items()}
    sheets["majal_claims"] = _frame(
        claim_rows(layers).map(as_text).to_dict("records"), [column.name for column in CLAIM_COLUMNS]
    )
    sheets["majal_notes"] = _frame(_notes(records, layers, page), _NOTE)
    write_workbook(sheets, path)


def _records(layers: Sequence[Layer]) -> Iterator[Record]:
    """Give each record once, however many layers draw it."""
    seen: set[str] = set()
    for layer in layers:
        table = features(layer)
        columns = {str(name): plain(table[name]) for name in table.columns if str(table[name].dtype) != "geometry"}
        for values in zip(*(column.tolist() for column in columns.values()), strict=True):
            record = dict(zip(columns, values, strict=True))
            subject = record["id"] = str(record.get("subject") or record["id"])
            if subject not in seen:
                seen.add(subject)
                yield record


def _is_event(record: Record) -> bool:
    known = _NEEDED.issubset(record) and record["kind"] != "facility"
    return known and bool(record["start"] or record["end"])


def _is_honest(record: Record) -> bool:
    """Whether a point may stand for the record: TimeMap draws nothing but points."""
    return _NEEDED.issubset(record) and record["lon"] is not None and PRECISION[Precision(record["precision"])].is_point


def _event(record: Record) -> Record:
    when = record["start"] or record["end"]
    claims = record.get("claims") or []
    return {
        "id": record["id"],
        "description": _both(record["title"], record["title_ar"]),
        "date": f"{when[5:7]}/{when[8:10]}/{when[:4]}",
        "time": record["start"][11:16] if record["start"] and record["time_precision"] in _CLOCK else "",
        "time_precision": record["time_precision"],
        "location": _location(record),
        **_position(record),
        "category": record["kind"],
        "comments": ". ".join(filter(None, (record["status"], record["why"]))),
        "time_display": f"{record['start'] or '…'} – {record['end'] or '…'} UTC",
        **_numbered("association", [association["id"] for association in _tags(record)]),
        **_numbered("source", dict.fromkeys(_source(claim)["id"] for claim in claims)),
    }


def _both(first: str | None, second: str | None) -> str:
    return " · ".join(dict.fromkeys(filter(None, (first, second))))


def _location(record: Record) -> str:
    known = PRECISION[Precision(record["precision"])]
    radius = f", {record['radius_m'] / 1000:g} km" if record["radius_m"] else ""
    return f"{_both(record['place_name'], record['place_name_ar'])} ({known.en} · {known.ar}{radius})".strip()


def _position(record: Record) -> Record:
    if not _is_honest(record):
        return {"latitude": "", "longitude": ""}
    return {"latitude": f"{record['lat']:.7f}", "longitude": f"{record['lon']:.7f}"}


def _numbered(name: str, values: Iterable[str]) -> Record:
    return {f"{name}{number}": value for number, value in enumerate(values, start=1)}


def _tags(record: Record) -> list[Record]:
    """Give what an event can be filtered by, each a row of the tab of associations."""
    branch = group_of(record["kind"]).text
    tags = [{"id": f"category:{branch.en}", "title": _both(*branch), "desc": "", "mode": "CATEGORY"}]
    for group, values in (
        ("kind", [record["kind"]]),
        ("status", [record["status"]]),
        ("precision", [record["precision"]]),
        ("actor", record["actors"]),
        ("target", record["targets"]),
    ):
        told = dict.fromkeys(_one_line(value) for value in values or [])
        tags += [
            {"id": f"{group}:{value}", "title": value, "desc": "", "mode": "FILTER"}
            | {"filter_path0": group, "filter_path1": value}
            for value in told
        ]
    return tags


def _associations(events: Sequence[Record]) -> list[Record]:
    return list({tag["id"]: tag for event in events for tag in _tags(event)}.values())


def _sources(events: Sequence[Record]) -> list[Record]:
    told = (_source(claim) for event in events for claim in event.get("claims") or ())
    return list({source["id"]: source for source in told}.values())


def _source(claim: Mapping[str, Any]) -> Record:
    """Turn a claim into a source: who says what, through whom, and where it can be read."""
    through = " ← ".join([claim["speaker"], *claim["through"]])
    return {
        "id": f"source-{digest(json_bytes(claim)).removeprefix('sha256:')[:20]}",
        "title": f"{through}: {claim['stance']}",
        "description": claim["quote"],
        "path1": claim["url"],
        "url": claim["url"],
        "author": claim["speaker"],
        "date": claim["said"],
        "notes": claim["source"],
    }


def _site(record: Record) -> Record:
    name = _both(record["title"], record["title_ar"])
    return {"id": record["id"], "description": record["why"], "site": name, **_position(record), "enabled": "TRUE"}


def _notes(records: Sequence[Record], layers: Sequence[Layer], page: Page) -> Iterator[Record]:
    yield {"what": "title", "title": page.title.en, "title_ar": page.title.ar}
    for layer in layers:
        told = {"title": layer.title.en, "title_ar": layer.title.ar}
        yield {"what": "layer", "id": layer.name, **told, "why": _both(layer.attribution, layer.licence)}
        yield from ({"what": "note", "id": layer.name, "why": note.en, "why_ar": note.ar} for note in layer.notes)
    for report in page.reports:
        yield {"what": "report", "id": report.id, "title": report.title or report.name, "why": report.url}
    if page.rejected:
        yield {"what": "rows that could not be used", "title": str(page.rejected)}
    for row in page.unplaced.to_dict("records"):
        yield {"what": "not placed", **{name: row[name] for name in _NOTE if name in row}}
    for record in records:
        if why := _left_out(record):
            words = {"title": record.get("title"), "title_ar": record.get("title_ar"), "why": why.en, "why_ar": why.ar}
            yield {"what": "no point" if why is _NO_POINT else "left out", "id": record["id"], **words}


def _left_out(record: Record) -> Text | None:
    if not _NEEDED.issubset(record):
        return _NO_EVENT
    if record["kind"] == "facility" and not _is_honest(record):
        return _NO_POINT
    if record["kind"] != "facility" and not _is_event(record):
        return _UNDATED
    return None if _is_honest(record) else _NO_POINT


def _frame(rows: Iterable[Mapping[Any, Any]], names: Sequence[str], numbered: Sequence[str] = ()) -> pd.DataFrame:
    """Make a table of texts; `numbered` columns come last, as many as the fullest row has, and one at least."""
    rows = list(rows)
    most = {one: max((sum(name.startswith(one) for name in row) for row in rows), default=0) for one in numbered}
    columns = [*names, *(f"{one}{number + 1}" for one in numbered for number in range(max(1, most[one])))]
    texts = [["" if (cell := row.get(name)) is None else str(cell) for name in columns] for row in rows]
    return pd.DataFrame(texts, columns=columns, dtype="object")


def _one_line(text: str) -> str:
    """Keep a cell one cell: datasheet-server divides what it reads at every tab and line, and doubles quotes."""
    return " ".join(text.split()).replace('"', "'")


FORMAT = Format(
    "timemap", "TimeMap sheets in one workbook: events, sources, associations, sites", (".timemap.xlsx",), write
)
