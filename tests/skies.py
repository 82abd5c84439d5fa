"""A small dossier with one of everything that a map shows, and a basemap of two squares of land."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import shapely

from layers.events import Dossier, claim_table, event_table, link_table, unplaced_table
from layers.kinds import build
from layers.report import Report
from layers.text import Text
from outputs.page import Page

if TYPE_CHECKING:
    from layers.layer import Layer

__all__ = ["GROUND", "dossier", "layers", "page"]

REPORT = Report(
    "sha256:00", "told.txt", "text", "ar", dt.date(2020, 5, 6), "Skies", "The Herald", "https://example.org/told"
)
COUNTRY = shapely.box(36.0, 32.5, 42.0, 37.0)
RANGE = shapely.box(36.4, 33.6, 37.0, 34.5)

GROUND: dict[str, Any] = {
    "bounds": [30.0, 28.0, 50.0, 40.0],
    "land": [[[34, 29, 48, 29, 48, 39, 34, 39, 34, 29]]],
    "lakes": [],
    "borders": [[36, 32.5, 42, 32.5, 42, 37, 36, 37, 36, 32.5]],
    "admin1": [],
    "world": {"land": [[[-20, -30, 60, -30, 60, 60, -20, 60, -20, -30]]], "lakes": [], "borders": []},
    "countries": [{"iso": "XA", "en": "Anywhere", "ar": "أرض", "lon": 39.5, "lat": 36.2, "rank": 2}],
    "towns": [{"en": "Town", "ar": "بلدة", "lon": 40.5, "lat": 33.0, "population": 900_000, "capital": False}],
    "credits": ["Land: two squares"],
}


def _at(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]


EVENTS: list[dict[str, object]] = [
    {
        "id": "exact",
        "kind": "air_strike",
        "title": "Strike at the bridge",
        "title_ar": "غارة على الجسر",
        "start": _at(2020, 5, 1, 9),
        "end": _at(2020, 5, 1, 9, 59, 59),
        "time_precision": "hour",
        "basis": "happened",
        "when_text": "at nine",
        "place_name": "The bridge",
        "place_name_ar": "الجسر",
        "precision": "exact",
        "radius_m": 50,
        "actors": ["Air Force A"],
        "targets": ["a convoy"],
        "counts": [{"what": "killed", "min": 2, "max": 4}],
        "status": "corroborated",
        "geometry": shapely.Point(41.2, 34.0),
        "url": "https://user:secret@example.org/a?b=c#d",
        "source": "The Herald",
    },
    {
        "id": "region",
        "kind": "air_strike",
        "title": "Strike in the range",
        "title_ar": "غارة في الجبال",
        "end": _at(2020, 5, 3, 23, 59, 59),
        "time_precision": "unknown",
        "basis": "reported",
        "place_name": "The range",
        "place_name_ar": "الجبال",
        "precision": "region",
        "radius_m": 55_000,
        "status": "claimed",
        "footprint": RANGE,
        # Not the middle of its area: the page tells the record's own point.
        "geometry": shapely.Point(36.68, 34.1),
        "why": "named in the text",
    },
    {
        "id": "area",
        "kind": "drone_strike",
        "title": "Drones over the city",
        "title_ar": "مسيّرات فوق المدينة",
        "start": _at(2020, 5, 4),
        "end": _at(2020, 5, 5, 23, 59, 59),
        "time_precision": "range",
        "basis": "happened",
        "place_name": "The city",
        "place_name_ar": "المدينة",
        "precision": "city_area",
        "radius_m": 30_000,
        "status": "disputed",
        "geometry": shapely.Point(39.0, 33.2),
    },
    {
        "id": "campaign",
        "kind": "air_campaign",
        "title": "The campaign",
        "title_ar": "الحملة",
        "start": _at(2020, 4, 10),
        "time_precision": "day",
        "basis": "happened",
        "precision": "country",
        "place_name": "Anywhere",
        "status": "acknowledged",
        "footprint": COUNTRY,
        "geometry": shapely.Point(39, 35),
    },
    {
        "id": "drill",
        "kind": "drill",
        "title": "Joint drill",
        "title_ar": "تدريب مشترك",
        "start": _at(2020, 5, 6, 8),
        "end": _at(2020, 5, 6, 8, 59, 59),
        "time_precision": "hour",
        "basis": "happened",
        "precision": "airspace",
        "place_name": "Anywhere",
        "status": "claimed",
        "footprint": COUNTRY,
        "geometry": shapely.Point(39, 35),
        "distances": [{"text": "60 km", "metres": 60_000.0, "of": "separation"}],
    },
    {
        "id": "undated",
        "kind": "shelling",
        "title": "Some shelling",
        "title_ar": "قصف ما",
        "time_precision": "unknown",
        "basis": "reported",
        "precision": "near",
        "radius_m": 150,
        "status": "claimed",
        "place_name": "The hill",
        "geometry": shapely.Point(37.6, 36.2),
    },
    {
        "id": "refuted",
        "kind": "crash",
        "title": "A crash that was not",
        "title_ar": "تحطم لم يقع",
        "start": _at(2020, 5, 2),
        "end": _at(2020, 5, 2, 23, 59, 59),
        "time_precision": "day",
        "basis": "happened",
        "precision": "exact",
        "radius_m": 50,
        "status": "refuted",
        "geometry": shapely.Point(40.2, 36.2),
    },
]

FACILITIES: list[dict[str, object]] = [
    {
        "id": "base",
        "kind": "facility",
        "title": "The air base",
        "title_ar": "القاعدة",
        "time_precision": "unknown",
        "basis": "reported",
        "place_name": "The base",
        "place_name_ar": "القاعدة",
        "precision": "facility",
        "radius_m": 3_000,
        "status": "claimed",
        "geometry": shapely.Point(38.0, 35.2),
    },
    {
        "id": "centre",
        "kind": "facility",
        "title": "The air centre",
        "title_ar": "المركز",
        "time_precision": "unknown",
        "basis": "reported",
        "place_name": "The centre",
        "precision": "facility",
        "radius_m": 3_000,
        "status": "inferred",
        "why": "an analyst says so",
        "geometry": shapely.Point(46.0, 31.0),
    },
]

LINK: dict[str, object] = {
    "id": "link",
    "kind": "coordination_link",
    "title": "Base to centre",
    "title_ar": "من القاعدة إلى المركز",
    "hours": "24/7",
    "start": _at(2020, 5, 6),
    "time_precision": "day",
    "basis": "happened",
    "from_name": "The base",
    "from_lon": 38.0,
    "from_lat": 35.2,
    "from_precision": "facility",
    "from_radius_m": 3_000,
    "to_name": "The centre",
    "to_lon": 46.0,
    "to_lat": 31.0,
    "to_precision": "facility",
    "to_radius_m": 3_000,
    "to_status": "inferred",
    "status": "claimed",
}

CLAIMS: list[dict[str, object]] = [
    {
        "subject": "region",
        "speaker": "A news site",
        "through": ["Channel 9", "The Herald"],
        "stance": "claims",
        "quote": "ضربت الطائرات أكثر من منطقة",
        "lang": "ar",
        "start": 10,
        "end": 37,
        "said": "2020-05-03",
    },
    {"subject": "region", "speaker": "State B", "stance": "no_comment", "quote": "", "lang": ""},
    {"subject": "area", "speaker": "Group C", "stance": "claims", "quote": "two drones", "lang": "en"},
    {"subject": "area", "speaker": "State B", "stance": "denies", "quote": "لم يحدث شيء", "lang": "ar"},
    {"subject": "link", "speaker": "An officer", "stance": "claims", "quote": "we talk all day", "lang": "en"},
]

UNPLACED = [
    {
        "title": "The hotline",
        "title_ar": "الخط الساخن",
        "why": "no end is told",
        "why_ar": "لم يذكر طرفاه",
        "quote": "خط",
    },
]


def dossier() -> Dossier:
    """Return the whole dossier."""
    told = {"report": REPORT.id}
    return Dossier(
        reports=(REPORT,),
        events=event_table([{**row, **told} for row in EVENTS]),
        facilities=event_table([{**row, **told} for row in FACILITIES]),
        links=link_table([{**LINK, **told}]),
        claims=claim_table([{**row, **told} for row in CLAIMS]),
        unplaced=unplaced_table([{**row, **told} for row in UNPLACED]),
    )


def layers(of: Dossier) -> list[Layer]:
    """Return one layer of every kind that draws a dossier."""
    return [
        build("events", of),
        build("uncertainty", of, {"from": "events"}),
        build("links", of),
        build("facilities", of),
        build("distances", of),
        build("zones", of, {"radius": ["5km", "20km"], "from": "all"}),
    ]


def page(of: Dossier, *languages: str) -> Page:
    """Return the page around the dossier, in English first unless told otherwise."""
    return Page(
        title=Text("Skies over Anywhere", "سماء أي مكان"),
        languages=languages or ("en", "ar"),
        reports=of.reports,
        unplaced=of.unplaced,
        rejected=3,
    )
