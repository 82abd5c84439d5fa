"""Airports and air bases with an ICAO code, from airportsdata (MIT)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import airportsdata

from geo.gazetteer.draft import Draft, Name
from geo.gazetteer.normalise import key_of
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["airports"]

_MILITARY = re.compile(
    r"\b(air ?base|airbase|afb|air force base|military|naval air|raaf|raf|rnas|ang|aaf|army air|air station)\b",
    re.IGNORECASE,
)
_TYPE_WORDS = re.compile(
    r"\b(international|intl|regional|municipal|domestic|military|"
    r"airport|airfield|aerodrome|airstrip|air ?base|air force base|afb)\b",
    re.IGNORECASE,
)
_ICAO = re.compile(r"[A-Z]{4}|[A-Z]{2}\d\d")


def airports(cities: Iterable[Draft]) -> list[Draft]:
    """Return the airports whose code is an ICAO one, or the two letters and two digits used where none is known.

    Parameters
    ----------
    cities
        The populated places, which give an airport's city its Arabic name.
    """
    arabic = _arabic_city_names(cities)
    rows = cast("dict[str, dict[str, Any]]", airportsdata.load("ICAO"))
    return [_airport(row, arabic) for code, row in rows.items() if _ICAO.fullmatch(code)]


def _arabic_city_names(cities: Iterable[Draft]) -> dict[tuple[str, str], str]:
    """Return the Arabic names of cities by country and every Latin key of theirs; the largest city wins."""
    found: dict[tuple[str, str], str] = {}
    for city in sorted((c for c in cities if c.name_ar), key=lambda c: c.population):
        for name in city.all_names():
            if name.lang == "en":
                found[city.country, key_of(name.text)] = city.name_ar
    return found


def _airport(row: Mapping[str, Any], arabic: Mapping[tuple[str, str], str]) -> Draft:
    name, country, icao = str(row["name"]), str(row["country"]), str(row["icao"])
    military = bool(_MILITARY.search(name))
    city_ar = arabic.get((country, key_of(str(row["city"]))), "") if row["iata"] else ""
    return Draft(
        id=f"icao:{icao}",
        name=name if _TYPE_WORDS.search(name) else f"{name} Airport",
        name_ar="",
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        feature="air_base" if military else "airport",
        precision=Precision.FACILITY,
        radius_m=PRECISION[Precision.FACILITY].radius_m or 0,
        country=country,
        names=list(_names(name, str(row["city"]), city_ar, icao, military=military, served=bool(row["iata"]))),
    )


def _names(name: str, city: str, city_ar: str, icao: str, *, military: bool, served: bool) -> Iterable[Name]:
    """Give the ways an airport is called: its own name with another type word, its city's airport, its code."""
    own = " ".join(_TYPE_WORDS.sub(" ", name).replace("/", " ").split()).strip(" -")
    if icao.isalpha():
        yield Name(icao, "en")
    if own and military:
        yield from (Name(text, "en") for text in (f"{own} air base", f"{own} airbase", own))
    if own and (served or military):
        yield from (Name(text, "en") for text in (f"{own} airport", f"{own} international airport"))
    if city and served:
        yield from (Name(text, "en") for text in (f"{city} airport", f"{city} international airport"))
    if city_ar:
        yield from (Name(text, "ar") for text in (f"مطار {city_ar}", f"مطار {city_ar} الدولي"))
