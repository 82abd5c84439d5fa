"""What the review page is given, as plain values ready for JSON: ``src/review/data.ts`` reads this form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import UnknownNameError
from geo.gazetteer import geocode
from geo.geodesy import discs
from geo.place import PRECISION, Precision, credit
from layers.decisions import ROLES, Decisions
from layers.reading.resolve import THIN
from outputs.web.payload import around, report_row, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from layers.decisions import MentionDecision, MergeDecision
    from layers.reading import Reading
    from outputs.page import Page

__all__ = ["doubts", "extent", "review"]

Record = dict[str, Any]

_ARABIC = re.compile(r"[\u0600-\u06ff]")
# As many candidates as a person compares at a glance.
_CANDIDATES = 8
# Names whose place decides nothing on the map.
_NO_PLACE = frozenset({"demonym", "organisation", "time_zone"})
# The map of a report is about what is finer than a country.
_WIDE = frozenset({Precision.COUNTRY, Precision.AIRSPACE, Precision.UNKNOWN})
_TOLD = ("kind", "title", "title_ar", "basis", "when_text", "status")
_WHERE = ("place_name", "place_name_ar", "precision", "radius_m")


def review(reading: Reading, draft: Reading, decisions: Decisions, gazetteer: Gazetteer, page: Page) -> Record:
    """Put a reading and what was decided about it into the form that the page's runtime reads.

    Parameters
    ----------
    reading, draft
        The report read with the decisions, and without any.
    decisions
        All of the file, also those about other reports.
    gazetteer
        Where the candidates' names and positions are looked up.
    page
        Title and languages.

    Returns
    -------
    dict
        Values that JSON can hold. Spans are code points, times milliseconds since 1970, coordinates degrees.
    """
    added = [_added(decision) for decision in _missed(draft, decisions)]
    mentions = [_mention(record, gazetteer) for record in [*draft.mentions, *added]]
    chosen = [decision.place for decision in decisions.about(reading.report).values() if decision.place]
    ids = dict.fromkeys([*(place for each in mentions for place in each["candidates"]), *chosen])
    places = {place: _place(place, gazetteer) for place in ids}
    told = [*reading.events, *reading.links]
    return {
        "title": words(page.title),
        "languages": list(page.languages),
        "report": report_row(reading.report),
        "text": reading.report.text,
        "mentions": mentions,
        "places": places,
        "countries": _countries(places.values(), gazetteer),
        "credits": _credits(places),
        "records": {"count": len(told), "columns": _columns(told), "claims": _claims(told)},
        "spots": [_spot(record, reading) for record in told],
        "unplaced": _unplaced(reading),
        "decisions": {
            "mentions": [_decision(each) for each in decisions.mentions],
            "merges": [_merge(each) for each in decisions.merges],
        },
        "roles": list(ROLES),
        "precision": {
            str(name): {"en": meant.en, "ar": meant.ar, "drawn": meant.drawn, "radius_m": meant.radius_m}
            for name, meant in PRECISION.items()
        },
    }


def extent(reading: Reading) -> tuple[float, float, float, float]:
    """Return west, south, east, north around the places of a reading, without whole countries where it can."""
    placed = [record for record in reading.mentions if record.get("lon") is not None and record["radius_m"]]
    fine = [record for record in placed if record["precision"] not in _WIDE] or placed
    lon, lat, radius_m = (np.array([record[key] for record in fine], dtype=float) for key in ("lon", "lat", "radius_m"))
    # A disc across the antimeridian has a part on either side: each has bounds of its own.
    return around(shapely.bounds(shapely.get_parts(discs(lon, lat, radius_m))) if fine else np.empty((0, 4)))


def doubts(mention: Mapping[str, Any]) -> list[str]:
    """Return why a person must look at a mention of a reading; empty where nobody must.

    Parameters
    ----------
    mention
        A record as `layers.reading.Reading.mentions` holds it.

    Returns
    -------
    list of str
        ``unplaced`` (a name that no gazetteer knows), ``abstained`` (several places bear it, and nothing tells which),
        ``fuzzy`` (only a near spelling matched), ``thin`` (another place is nearly as likely).
    """
    if mention["role"] in _NO_PLACE or mention.get("inferred"):
        return []
    margin = mention.get("margin")
    is_thin = "thin margin" in mention.get("why", "") or (margin is not None and margin < THIN)
    found = {
        "unplaced": mention.get("lon") is None and not (mention.get("country") or mention.get("abstained")),
        "abstained": bool(mention.get("abstained")),
        "fuzzy": bool(mention.get("fuzzy")),
        "thin": is_thin,
    }
    return [name for name, holds in found.items() if holds]


def _missed(draft: Reading, decisions: Decisions) -> Iterator[MentionDecision]:
    """Return the decisions at words that the reading did not find."""
    known = {(record["start"], record["end"]) for record in draft.mentions}
    return (each for span, each in decisions.about(draft.report).items() if span not in known)


def _added(decision: MentionDecision) -> Record:
    span = {"text": decision.text, "start": decision.start, "end": decision.end}
    return {**span, "role": "other", "country": "", "added": True}


def _mention(record: Record, gazetteer: Gazetteer) -> Record:
    taken = None
    if record.get("lon") is not None:
        named = {"place": record["gazetteer_id"], "lon": record["lon"], "lat": record["lat"]}
        taken = named | {key: record[key] for key in ("precision", "radius_m", "why", "why_ar")}
    return {
        "start": record["start"],
        "end": record["end"],
        "role": record["role"],
        "country": record.get("country", ""),
        "taken": taken,
        "doubts": [] if record.get("added") else doubts(record),
        "candidates": _candidates(record, gazetteer),
        "added": bool(record.get("added")),
    }


def _candidates(record: Mapping[str, Any], gazetteer: Gazetteer) -> list[str]:
    """Return ids of the places that the name may mean: the one taken, the runners-up, and what else bears the name."""
    first = [place for place in (record.get("gazetteer_id", ""), *record.get("others", ())) if place]
    if not first and record["role"] == "demonym":
        return [f"iso:{record['country']}"]
    # "20 km north of X" is no name, X is: what bears the name of the place taken may be meant as well.
    is_arabic = bool(_ARABIC.search(record["text"]))
    texts = dict.fromkeys((record["text"], record.get("name_ar" if is_arabic else "name", "")))
    more = [place for text in texts if text for place in _bearing(text, gazetteer)]
    return list(dict.fromkeys([*first, *more]))[:_CANDIDATES]


def _bearing(text: str, gazetteer: Gazetteer) -> list[str]:
    try:
        return [each.place.id for each in geocode(text, gazetteer=gazetteer, limit=_CANDIDATES)]
    except UnknownNameError:  # no letter is left to look for
        return []


def _place(place_id: str, gazetteer: Gazetteer) -> Record:
    place = gazetteer.get(place_id)
    division = gazetteer.get(place.admin1) if place.admin1 else None
    return {
        "name": place.name,
        "name_ar": place.name_ar,
        "lon": place.at.lon,
        "lat": place.at.lat,
        "feature": place.feature,
        "precision": str(place.precision),
        "radius_m": place.radius_m,
        "country": place.country,
        # Tells the Springfields of one country apart.
        "division": None if division is None else {"en": division.name, "ar": division.name_ar},
        "population": place.population,
    }


def _credits(ids: Iterable[str]) -> list[str]:
    """Return what must be told of whoever gave these places, beside the credits of the basemap."""
    due = sorted({found for one in ids if (found := credit(one))})
    return [" · ".join(filter(None, (one.attribution, one.licence))) for one in due]


def _countries(places: Iterable[Record], gazetteer: Gazetteer) -> dict[str, dict[str, str]]:
    codes = sorted({place["country"] for place in places} - {""})
    named = {code: gazetteer.get(f"iso:{code}") for code in codes}
    return {code: {"en": place.name, "ar": place.name_ar} for code, place in named.items()}


def _columns(records: Sequence[Record]) -> dict[str, list[Any]]:
    """Return events and links as columns, as the map's page has them."""
    columns = {key: [record.get(key) for record in records] for key in (*_TOLD, *_WHERE)}
    return columns | {end: [_milliseconds(record[end]) for record in records] for end in ("start", "end")}


def _claims(records: Sequence[Record]) -> Record:
    """Return the claims of all records in columns; ``of`` tells whose each one is."""
    told = [(number, claim) for number, record in enumerate(records) for claim in record["claims"]]
    columns = {key: [claim[key] for _, claim in told] for key in ("speaker", "through", "stance", "quote", "lang")}
    return {"of": [number for number, _ in told], "columns": columns}


def _milliseconds(when: dt.datetime | None) -> int | None:
    return None if when is None else int(when.timestamp() * 1000)


def _spot(record: Record, reading: Reading) -> list[int] | None:
    """Return the span that tells of an event: its place, else the first that somebody said."""
    ids = (record.get("place"), *(record[end]["mention"] for end in ("from", "to") if end in record))
    named = [mention for mention in reading.mentions if mention["id"] in ids]
    told = [*named, *(claim for claim in record["claims"] if claim["start"] is not None)]
    return [told[0]["start"], told[0]["end"]] if told else None


def _unplaced(reading: Reading) -> list[Record]:
    """Return what is told and not placed, without the names that the page lists anyhow."""
    named = {mention["text"] for mention in reading.mentions if mention.get("lon") is None}
    return [row for row in reading.unplaced if row["title"] not in named]


def _decision(each: MentionDecision) -> Record:
    told: Record = {
        "report": each.report,
        "start": each.start,
        "end": each.end,
        **{key: getattr(each, key) for key in ("text", "decide", "why", "by", "on", "place", "role")},
        "at": None if each.at is None else [each.at.lon, each.at.lat],
        "radius_m": each.radius_m,
        "precision": "" if each.precision is None else str(each.precision),
    }
    return told


def _merge(each: MergeDecision) -> Record:
    return {"events": list(each.events), "decide": each.decide, "why": each.why, "by": each.by, "on": each.on}
