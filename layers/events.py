"""The event table and the claims table: their columns, and the check of a table against them.

`COLUMNS` is the one declaration: it checks tables, writes the docs and the JSON schema.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import geopandas as gpd
import pandas as pd

from geo.faults import Fault
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.report import Report
    from layers.text import Text

__all__ = [
    "CLAIM_COLUMNS",
    "COLUMNS",
    "LINK_COLUMNS",
    "UNPLACED_COLUMNS",
    "Basis",
    "Column",
    "Dossier",
    "EventKind",
    "Fault",
    "Stance",
    "Status",
    "TimePrecision",
    "check_events",
    "claim_table",
    "claims_of",
    "combine",
    "event_table",
    "link_table",
    "status_of",
    "unplaced_table",
]


class EventKind(StrEnum):
    """What happened."""

    AIR_STRIKE = "air_strike"
    DRONE_STRIKE = "drone_strike"
    MISSILE_STRIKE = "missile_strike"
    SHELLING = "shelling"
    INTERCEPTION = "interception"
    AIRSPACE_VIOLATION = "airspace_violation"
    SHOOTDOWN = "shootdown"
    CRASH = "crash"
    DRILL = "drill"
    DEPLOYMENT = "deployment"
    AIR_CAMPAIGN = "air_campaign"
    CLOSURE = "closure"
    NOTICE = "notice"
    MEETING = "meeting"
    OTHER = "other"


class TimePrecision(StrEnum):
    """How finely the interval is known."""

    INSTANT = "instant"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """Whether the interval tells when it happened, or only when it was reported."""

    HAPPENED = "happened"
    REPORTED = "reported"


class Status(StrEnum):
    """Who agrees: derived from claims (`status_of`), or the source's own grading."""

    CLAIMED = "claimed"
    CORROBORATED = "corroborated"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    RETRACTED = "retracted"
    RECORDED = "recorded"
    MACHINE_CODED = "machine_coded"
    INFERRED = "inferred"


class Stance(StrEnum):
    """What a speaker does about an event."""

    CLAIMS = "claims"
    CONFIRMS = "confirms"
    DENIES = "denies"
    NO_COMMENT = "no_comment"


class Column(NamedTuple):
    """A column of a table: the one place where its type and meaning are said.

    `type` is ``text``, ``number``, ``time`` (aware UTC), ``geometry`` (EPSG:4326), ``list`` (of texts),
    ``records`` (a list of objects) or the name of a vocabulary.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    words: tuple[str, ...] = ()


def _words(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(word) for word in vocabulary)


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "stable identifier, derived from the source and the content", required=True),
    Column("kind", "text", "what happened", required=True, words=(*_words(EventKind), "facility")),
    Column("title", "text", "a short title in English", required=True),
    Column("title_ar", "text", "a short title in Arabic; empty where there is none"),
    Column("start", "time", "first instant of the interval, UTC; null is open"),
    Column("end", "time", "last instant of the interval, inclusive, UTC; null is open"),
    Column("time_precision", "text", "how finely the interval is known", required=True, words=_words(TimePrecision)),
    Column("basis", "text", "happened, or only reported by then", required=True, words=_words(Basis)),
    Column("when_text", "text", "the time as the source words it"),
    Column("place_id", "text", "gazetteer identifier of the place; empty where there is none"),
    Column("place_name", "text", "the place's name in English, or as the source writes it"),
    Column("place_name_ar", "text", "the place's name in Arabic"),
    Column("country", "text", "ISO 3166-1 alpha-2 code"),
    Column("precision", "text", "how finely the place is known", required=True, words=_words(Precision)),
    Column("radius_m", "number", "radius in metres of the disc that holds the place; null where unknown"),
    Column("why", "text", "why it was placed there, in words"),
    Column("why_ar", "text", "the same in Arabic"),
    Column("actors", "list", "who did it, as far as is claimed"),
    Column("targets", "list", "whom or what it was aimed at, as far as is claimed"),
    Column("counts", "records", "numbers told: what, min, max, text"),
    Column("distances", "records", "distances and heights told: text as printed, metres, of"),
    Column(
        "status",
        "text",
        "who agrees; derived from claims, or the source's grading",
        required=True,
        words=_words(Status),
    ),
    Column("graded_by", "text", "who graded it and in which word, where the source did; else empty"),
    Column("details", "text", "what else the source tells, a line each: the column's name and what stands there"),
    Column("report", "text", "identifier of the report or table it comes from"),
    Column("source", "text", "what a reader is told as the source"),
    Column("url", "text", "http(s) address of the source, or empty"),
    Column("merged_from", "records", "the events that it was made of, each as it was told; empty for one told once"),
    Column("footprint", "geometry", "the area where it may have been; null means the disc of radius_m"),
    Column("geometry", "geometry", "a representative point; null where it could not be placed"),
)

CLAIM_COLUMNS: tuple[Column, ...] = (
    Column("subject", "text", "id of the event, facility or link that the claim is about", required=True),
    Column("speaker", "text", "who says so, as named in the source", required=True),
    Column("party", "text", "whose side the speaker is on: an ISO country code or a group; empty where unknown"),
    Column("through", "list", "the chain of outlets, nearest to the speaker first"),
    Column("stance", "text", "what the speaker does about it", required=True, words=_words(Stance)),
    Column("quote", "text", "the words of the source"),
    Column("lang", "text", "language of the quote"),
    Column("start", "number", "first code point of the quote in the report; null for tables"),
    Column("end", "number", "code point after the quote"),
    Column("said", "text", "the day on which it was said, ISO 8601, or empty"),
    Column("report", "text", "identifier of the report or table"),
    Column("source", "text", "what a reader is told as the source"),
    Column("url", "text", "http(s) address, or empty"),
)

_END_COLUMNS = tuple(
    Column(f"{end}_{name}", type_, meaning)
    for end in ("from", "to")
    for name, type_, meaning in (
        ("name", "text", "name of this end in English, or as the source writes it"),
        ("name_ar", "text", "name of this end in Arabic"),
        ("lon", "number", "longitude in degrees; null where the source gives no end point"),
        ("lat", "number", "latitude in degrees"),
        ("precision", "text", "how finely this end is known"),
        ("radius_m", "number", "radius in metres of the disc that holds this end"),
        ("place_id", "text", "gazetteer identifier of this end"),
        ("status", "text", "`inferred` where a person chose this end, else empty"),
    )
)

LINK_COLUMNS: tuple[Column, ...] = (
    Column("id", "text", "stable identifier", required=True),
    Column("kind", "text", "what the link is", required=True, words=("coordination_link", "hotline")),
    Column("title", "text", "a short title in English", required=True),
    Column("title_ar", "text", "a short title in Arabic"),
    Column("hours", "text", "hours of service as told, such as 24/7; else empty"),
    Column("start", "time", "since when, UTC; null is open"),
    Column("end", "time", "until when, inclusive, UTC; null is open"),
    Column("time_precision", "text", "how finely the interval is known", required=True, words=_words(TimePrecision)),
    Column("basis", "text", "happened, or only reported by then", required=True, words=_words(Basis)),
    Column("when_text", "text", "the time as the source words it"),
    *_END_COLUMNS,
    Column("status", "text", "who agrees", required=True, words=_words(Status)),
    Column("report", "text", "identifier of the report"),
    Column("source", "text", "what a reader is told as the source"),
    Column("url", "text", "http(s) address of the source, or empty"),
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that sources told: what flows from sources to layers.

    Attributes
    ----------
    reports
        The items read.
    events, facilities
        Tables with `COLUMNS`, EPSG:4326. A facility is a place that took part without being struck.
    links
        Table with `LINK_COLUMNS`.
    claims
        Table with `CLAIM_COLUMNS`, about events, facilities and links.
    unplaced
        What is told but not on the map: columns ``title``, ``title_ar``, ``why``, ``why_ar``, ``quote``, ``report``.
    faults
        Rows and cells that could not be used, each with its reason.
    rejected
        How many rows could not be used at all.
    notes
        What readers are told of all of it, in both languages: every layer tells it.
    """

    reports: tuple[Report, ...] = ()
    events: gpd.GeoDataFrame = field(default_factory=lambda: event_table([]))
    facilities: gpd.GeoDataFrame = field(default_factory=lambda: event_table([]))
    links: pd.DataFrame = field(default_factory=lambda: link_table([]))
    claims: pd.DataFrame = field(default_factory=lambda: _frame([], CLAIM_COLUMNS))
    unplaced: pd.DataFrame = field(default_factory=lambda: _unplaced([]))
    faults: tuple[Fault, ...] = ()
    rejected: int = 0
    notes: tuple[Text, ...] = ()


UNPLACED_COLUMNS = ("title", "title_ar", "why", "why_ar", "quote", "report")


def _unplaced(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(UNPLACED_COLUMNS), dtype="object").fillna("")


_EMPTY: dict[str, object] = {"text": "", "number": float("nan"), "time": pd.NaT, "geometry": None}


def _frame(rows: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> pd.DataFrame:
    rows = list(rows)
    data: dict[str, object] = {}
    for column in columns:
        values = [_value(row.get(column.name), column.type) for row in rows]
        if column.type == "time":
            data[column.name] = pd.to_datetime(pd.Series(values, dtype="object"), utc=True).astype(
                "datetime64[us, UTC]"
            )
        elif column.type == "number":
            data[column.name] = pd.Series(values, dtype="float64")
        else:
            data[column.name] = pd.Series(values, dtype="object")
    return pd.DataFrame(data)


def _value(value: object, type_: str) -> object:
    if type_ in {"list", "records"}:
        return list(value) if isinstance(value, (list, tuple)) else []
    return _EMPTY[type_] if value is None else value


def event_table(rows: Iterable[Mapping[str, object]]) -> gpd.GeoDataFrame:
    """Make the event table from records, with every column of `COLUMNS` in order.

    Parameters
    ----------
    rows
        Records with any of the columns; what is absent becomes empty, never a default.

    Returns
    -------
    geopandas.GeoDataFrame
        Active geometry ``geometry`` (points), second geometry ``footprint``, both EPSG:4326.
    """
    frame = _frame(rows, COLUMNS)
    frame["footprint"] = gpd.GeoSeries(frame["footprint"], index=frame.index, crs=4326)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=4326)


def link_table(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Make the table of links from records, with every column of `LINK_COLUMNS` in order."""
    return _frame(rows, LINK_COLUMNS)


def claim_table(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Make the claims table from records, with every column of `CLAIM_COLUMNS` in order."""
    return _frame(rows, CLAIM_COLUMNS)


def unplaced_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Make the table of what is told but not on the map."""
    return _unplaced(rows)


def claims_of(claims: pd.DataFrame) -> dict[str, list[dict[str, object]]]:
    """Group the claims table by subject, as plain records ready for JSON.

    Returns
    -------
    dict
        subject -> its claims, without the ``subject`` column, null offsets as None.
    """
    grouped: dict[str, list[dict[str, object]]] = {}
    for row in claims.to_dict("records"):
        record = {str(key): value for key, value in row.items() if key != "subject"}
        for offset in ("start", "end"):
            record[offset] = None if pd.isna(record[offset]) else int(record[offset])
        grouped.setdefault(str(row["subject"]), []).append(record)
    return grouped


def status_of(claims: Sequence[Mapping[str, object]], actors: Sequence[str] = (), *, retracted: bool = False) -> Status:
    """Derive who agrees from who says what.

    Parameters
    ----------
    claims
        The claims about one event, with ``speaker``, ``stance`` and, where known, ``party``: two speakers of one party
        are one voice.
    actors
        The parties (or speakers) said to have done it. One of them confirming it acknowledges it.
    retracted
        Whether the publisher took the report back.

    Returns
    -------
    Status
        ``retracted``; else ``disputed`` where somebody denies it; else ``acknowledged`` where an actor
        confirms what another claimed; else ``corroborated`` where two independent
        voices say so; else ``claimed``. Silence changes nothing: it is neither a denial nor a confirmation.
    """
    if retracted:
        return Status.RETRACTED
    told = [claim for claim in claims if claim["stance"] in {Stance.CLAIMS, Stance.CONFIRMS}]
    if any(claim["stance"] == Stance.DENIES for claim in claims):
        return Status.DISPUTED
    confirming = {_voice(claim) for claim in told if claim["stance"] == Stance.CONFIRMS}
    voices = {_voice(claim) for claim in told}
    if confirming & set(actors) and voices - confirming:
        return Status.ACKNOWLEDGED
    return Status.CORROBORATED if len(voices) > 1 else Status.CLAIMED


def _voice(claim: Mapping[str, object]) -> str:
    return str(claim.get("party") or claim["speaker"])


def combine(dossiers: Sequence[Dossier]) -> Dossier:
    """Put the dossiers of several sources together; the same event id twice is kept once."""
    if not dossiers:
        return Dossier()
    return Dossier(
        reports=tuple({report.id: report for d in dossiers for report in d.reports}.values()),
        events=_stack([d.events for d in dossiers], "id"),
        facilities=_stack([d.facilities for d in dossiers], "id"),
        links=_stack([d.links for d in dossiers], "id"),
        claims=_stack([d.claims for d in dossiers], None),
        unplaced=_stack([d.unplaced for d in dossiers], None),
        faults=tuple(fault for d in dossiers for fault in d.faults),
        rejected=sum(d.rejected for d in dossiers),
        notes=tuple(dict.fromkeys(note for d in dossiers for note in d.notes)),
    )


Table = TypeVar("Table", bound=pd.DataFrame)


def _stack(frames: Sequence[Table], key: str | None) -> Table:
    full = [frame for frame in frames if len(frame)]
    if not full:
        return frames[0]
    stacked = pd.concat(full, ignore_index=True) if len(full) > 1 else full[0]
    return stacked.drop_duplicates(key, ignore_index=True) if key else stacked


def check_events(table: gpd.GeoDataFrame, name: str = "events") -> list[Fault]:
    """Check an event table against `COLUMNS` and against itself.

    Parameters
    ----------
    table
        The table.
    name
        What to call it in the faults.

    Returns
    -------
    list of Fault
        Every fault at once, in row order; empty where the table is sound. Rows count from 1.
    """
    faults = [
        Fault(name, "column missing", column=column.name, expected=column.meaning)
        for column in COLUMNS
        if column.name not in table.columns
    ]
    if faults:
        return faults
    for column in COLUMNS:
        if column.required:
            faults += _missing(table, column, name)
        if column.words:
            faults += _unknown_words(table, column, name)
    faults += _row_faults(table, name)
    return sorted(faults, key=lambda fault: fault.row or 0)


def _missing(table: gpd.GeoDataFrame, column: Column, name: str) -> list[Fault]:
    empty = table[column.name].isna() | (table[column.name] == "")
    return [
        Fault(name, "value missing", int(row) + 1, column.name, column.meaning) for row in empty.to_numpy().nonzero()[0]
    ]


def _unknown_words(table: gpd.GeoDataFrame, column: Column, name: str) -> list[Fault]:
    strange = ~table[column.name].isin(column.words) & table[column.name].notna() & (table[column.name] != "")
    return [
        Fault(
            name,
            "unknown word",
            int(row) + 1,
            column.name,
            "one of " + ", ".join(column.words),
            repr(table[column.name].iloc[row]),
        )
        for row in strange.to_numpy().nonzero()[0]
    ]


def _row_faults(table: gpd.GeoDataFrame, name: str) -> list[Fault]:
    geometry = table.geometry
    placed = geometry.notna().to_numpy()
    outside = placed & ~(geometry.x.between(-180, 180) & geometry.y.between(-90, 90)).to_numpy()
    unknown = placed & (table["precision"] == Precision.UNKNOWN).to_numpy() & table["radius_m"].notna().to_numpy()
    own_radius = table["precision"].map(lambda word: PRECISION[word].radius_m if word in set(Precision) else 0)
    bare = (
        placed
        & table["radius_m"].isna().to_numpy()
        & table["footprint"].isna().to_numpy()
        & own_radius.notna().to_numpy()
    )
    checks = (
        (table["id"].duplicated().to_numpy(), "id", "the same id twice", "a unique id", "id"),
        ((table["start"] > table["end"]).to_numpy(), "end", "ends before it starts", "end at or after start", "end"),
        (outside, "geometry", "position outside the Earth", "longitude -180..180, latitude -90..90", "geometry"),
        (unknown, "radius_m", "a radius where the precision is unknown", "no radius", "radius_m"),
        (bare, "radius_m", "placed without a radius or a shape", "radius_m or footprint", "precision"),
    )
    return [
        Fault(name, message, int(row) + 1, column, expected, str(table[shown].iloc[row]))
        for mask, column, message, expected, shown in checks
        for row in mask.nonzero()[0]
    ]
