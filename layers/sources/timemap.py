"""TimeMap's events with their sources: workbooks of datasheet-server, JSON, and the exports of Bellingcat's map."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.columns import plain_name
from layers.tabular.delimited import read_cells
from layers.tabular.headers import first_row, unique
from layers.tabular.jsontext import load
from layers.tabular.numbered import numbered
from layers.tabular.own_timemap import restored
from layers.tabular.raw import RawTable
from layers.tabular.records import frame_of
from layers.tabular.rows import dossier_of
from layers.tabular.workbook import Workbook, is_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from layers.events import Dossier

    Record = Mapping[str, Any]

__all__ = ["SOURCE"]

_EVENTS, _SOURCES, _ASSOCIATIONS, _SITES = ("EXPORT_EVENTS", "EXPORT_SOURCES", "EXPORT_ASSOCIATIONS", "EXPORT_SITES")
_SAMPLE = 1 << 16
_HEADER = frozenset({"date", "latitude", "longitude", "location", "description", "sources", "associations"})
_KEYS = re.compile(rb'"(description|date|sources|associations|filters)"\s*:')
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_BETWEEN = re.compile(r",\s*(?=https?://)", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_TITLE = 120


class _Told(NamedTuple):
    """The events as records with lists of what they refer to, and what these are; None where the file does not say."""

    events: list[dict[str, Any]]
    rows: list[int]
    sources: dict[str, Record] | None
    associations: dict[str, Record] | None


def detect(given: Input) -> float:
    """Tell it by the sheet of events, by the names of a header, or by the keys of its records."""
    if is_workbook(given.data):
        return 1 if _EVENTS in _sheets(given) else 0
    if not looks_like_text(given.data):
        return 0
    sample = given.data[:_SAMPLE]
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        keys = {found.decode() for found in _KEYS.findall(sample)}
        return 0.95 if {"description", "sources"} <= keys and keys & {"associations", "filters"} else 0
    return (
        1
        if {plain_name(name) for name in first_row(sample.decode(errors="ignore").lstrip("\ufeff"), ",")} >= _HEADER
        else 0
    )


def _sheets(given: Input) -> list[str]:
    try:
        return Workbook(given.data, given.name).names
    except FileError:
        return []


def read(given: Input) -> Dossier:
    """Read events and sites; each source that an event names is a claim about it.

    Raises
    ------
    FileError
        The file is damaged, or has no events.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read the events as rows, with their sources as claims.

    Raises
    ------
    FileError
        The file is damaged, or has no events.
    """
    faults: list[Fault] = []
    if is_workbook(given.data):
        book = Workbook(given.data, given.name)
        sheets = {name: _sheet(book, name) for name in book.names}
        return _rows(_of_sheets(sheets, given.name), given, faults)
    if given.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        document = load(decode(given.data, given.name).text, given.name, faults)
        return _rows(_of_json(document, given.name, faults), given, faults)
    return _of_csv(given)


def _sheet(book: Workbook, name: str) -> pd.DataFrame:
    """Read a sheet under the names of its first row; the index is the number of each row in it."""
    rows = book.sheet(name).rows
    if not rows:
        return pd.DataFrame()
    cells = pd.DataFrame(rows[1:], columns=unique(rows[0]), index=range(2, len(rows) + 1), dtype="object")
    return cells[(cells != "").any(axis=1)]


def _of_sheets(sheets: Mapping[str, pd.DataFrame], name: str) -> _Told:
    if _EVENTS not in sheets:
        raise FileError(f"{name}: no sheet {_EVENTS}; got {', '.join(sheets)}")
    events = _folded(sheets[_EVENTS])
    sites = [
        {**site, "kind": "facility", "title": site.get("site", ""), "location": site.get("site", "")}
        for site in _records(sheets.get(_SITES, pd.DataFrame()))
    ]
    rows = [*sheets[_EVENTS].index, *sheets.get(_SITES, pd.DataFrame()).index]
    return _Told(
        [*restored(events, sheets), *sites],
        rows,
        _by_id(_records(sheets[_SOURCES])) if _SOURCES in sheets else None,
        _by_id(_records(sheets[_ASSOCIATIONS])) if _ASSOCIATIONS in sheets else None,
    )


def _folded(sheet: pd.DataFrame) -> list[dict[str, Any]]:
    """Fold the columns ``association1``, ``source1`` and on into lists, as datasheet-server does."""
    names = [str(name) for name in sheet.columns]
    families = {family: list(numbered(f"{family}*", names).values()) for family in ("association", "source")}
    folded = {name for columns in families.values() for name in columns}
    return [
        {key: value for key, value in record.items() if key not in folded}
        | {f"{family}s": [record[name] for name in columns if record.get(name)] for family, columns in families.items()}
        for record in _records(sheet)
    ]


def _records(sheet: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in record.items()} for record in sheet.to_dict("records")]


def _by_id(records: Iterable[Record]) -> dict[str, Record]:
    return {str(record.get("id", "")): record for record in records}


def _of_json(document: Any, name: str, faults: list[Fault]) -> _Told:  # noqa: ANN401 - any JSON
    """Take the events of a list, or of an object that has sources and associations beside them."""
    whole = document if isinstance(document, dict) else {"events": document}
    events = whole.get("events")
    if not isinstance(events, list):
        raise FileError(f"{name}: no list of events; expected [{{…}}, {{…}}], or an object with events")
    kept = [(at, event) for at, event in enumerate(events, start=1) if isinstance(event, dict)]
    strange = [at for at, event in enumerate(events, start=1) if not isinstance(event, dict)]
    faults += [Fault(name, "no record", at, "", "an object such as {…}", rejected=True) for at in strange]
    return _Told(
        [event for _, event in kept],
        [at for at, _ in kept],
        _catalogue(whole.get("sources")),
        _catalogue(whole.get("associations")),
    )


def _catalogue(told: Any) -> dict[str, Record] | None:  # noqa: ANN401 - any JSON
    """Read a list of records, or an object of them by their ids; None where there is neither."""
    if isinstance(told, dict):
        told = [{"id": key, **value} for key, value in told.items() if isinstance(value, dict)]
    return _by_id(one for one in told if isinstance(one, dict)) if isinstance(told, list) else None


def _of_csv(given: Input) -> RawTable:
    """Read Bellingcat's CSV, in which addresses are joined by commas; commas inside of them are told apart."""
    raw = read_cells(decode(given.data, given.name).text, given.name)
    names = {plain_name(str(name)): name for name in raw.cells.columns}
    written = raw.cells[names["sources"]].tolist()
    addresses = [[part.strip(" ,") for part in _BETWEEN.split(cell) if part.strip(" ,")] for cell in written]
    rows, faults = raw.rows.tolist(), list(raw.faults)
    claims = []
    for row, parts in zip(rows, addresses, strict=True):
        claims.append([_claim({"path": part}, _about(given)) for part in parts if _ADDRESS.match(part)])
        faults += [_dangling(given.name, row, "sources", part) for part in parts if not _ADDRESS.match(part)]
    cells = raw.cells.assign(claims=pd.Series(claims, index=raw.cells.index, dtype="object"))
    cells["title"] = cells[names["description"]].map(_title)
    return replace(raw, cells=cells, faults=tuple(faults))


def _rows(told: _Told, given: Input, faults: list[Fault]) -> RawTable:
    """Put what the ids of each event refer to in their place."""
    name, about = given.name, _about(given)
    events = [
        _row(event, told, about, partial(_referred, name=name, row=row, faults=faults))
        for row, event in zip(told.rows, told.events, strict=True)
    ]
    sources = (event["sources"] for event in told.events if isinstance(event.get("sources"), list))
    bare = (one for several in sources for one in several if not isinstance(one, dict))
    if told.sources is None and (first := next(bare, None)) is not None:
        message = "the sources are told by their ids alone, and cannot be claims"
        faults.append(Fault(name, message, None, "sources", "the list of sources beside the events", repr(first)))
    return RawTable(frame_of(events, name), np.array(told.rows, dtype=np.int64), None, tuple(faults))


def _about(given: Input) -> dict[str, str]:
    """Say of a claim in which file it stands."""
    return {"report": given.report, "source": PurePath(given.name).name}


def _row(event: Record, told: _Told, about: Record, referred: Callable[..., list[Record]]) -> dict[str, Any]:
    sources = referred(event.get("sources"), told.sources, "sources")
    tags = referred(event.get("associations") or event.get("filters"), told.associations, "associations")
    return {
        **dict.fromkeys(sorted(_HEADER), ""),
        **{key: value for key, value in event.items() if key not in {"sources", "filters"}},
        "title": str(event.get("title") or _title(str(event.get("description") or ""))),
        "claims": event.get("claims") or [_claim(source, about) for source in sources],
        "associations": ", ".join(map(_tag, tags)),
    }


def _referred(
    told: Any,  # noqa: ANN401 - any JSON
    known: Mapping[str, Record] | None,
    column: str,
    *,
    name: str,
    row: int,
    faults: list[Fault],
) -> list[Record]:
    """Look ids up; what stands there whole is taken, and what nobody knows is a fault."""
    found: list[Record] = []
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict):
            found.append(one)
        elif known is None and column == "associations":
            found.append({"title": str(one)})
        elif known is not None and str(one) in known:
            found.append(known[str(one)])
        elif known is not None and one:
            faults.append(_dangling(name, row, column, str(one)))
    return found


def _dangling(name: str, row: int, column: str, got: str) -> Fault:
    message = {"sources": "there is no such source", "associations": "there is no such association"}[column]
    return Fault(name, message, row, column, f"an id of the {column}, or an address", repr(got))


def _claim(source: Record, about: Record) -> dict[str, Any]:
    """Turn a source into a claim: its author says it, else its title, else the host of its address."""
    url = next((str(source[key]) for key in ("url", "path1", "path") if source.get(key)), "")
    if not url and isinstance(source.get("paths"), list) and source["paths"]:
        url = str(source["paths"][0])
    host = _host(url)
    named = (str(source.get(key) or "") for key in ("author", "title"))
    said = str(source.get("date") or "")
    return {
        "speaker": next(filter(None, named), host or str(source.get("id") or "") or "a source without a name"),
        "stance": "claims",
        "quote": str(source.get("description") or ""),
        "url": url if host else "",
        "said": said if _DAY.fullmatch(said) else "",
        **about,
    }


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "") if _ADDRESS.match(url) else ""
    except ValueError:  # brackets that hold no address
        return ""


def _tag(association: Record) -> str:
    """Write an association as ``key=value``, as Bellingcat's export does."""
    path = association.get("filter_paths")
    if not isinstance(path, list):
        path = [association[name] for name in numbered("filter_path*", [str(key) for key in association]).values()]
    if "key" in association:
        path = [association["key"], association.get("value")]
    parts = [str(part) for part in path if part]
    return "=".join(parts) or str(association.get("title") or association.get("id") or "")


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"


SOURCE = Source(
    "timemap",
    "TimeMap: datasheet workbooks, TimeMap's JSON, and the CSV and JSON that Bellingcat exports",
    detect,
    read,
    table,
)
