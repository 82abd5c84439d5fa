"""The clocks of countries: which time zone holds where something happened."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from geo.geodesy import distance_m
from geo.place import LonLat

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["zone_of"]

_POSITION = re.compile(r"([+-]\d{2})(\d{2})(\d{2})?([+-]\d{3})(\d{2})(\d{2})?$")
# A place keeps the clock of a zone's town where no town of another clock is less than so many times as far.
_CLEARLY = 2.0


class _Zone(NamedTuple):
    name: str
    at: LonLat
    is_main: bool


def zone_of(country: str, day: dt.date, at: LonLat | None = None) -> dt.tzinfo | None:
    """Return the time zone of a country, None where its clocks differ on that day and nothing tells which one holds.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    day
        The day asked about.
    at
        Where in the country, None for the country as a whole.

    Notes
    -----
    From the file zone.tab of the IANA time zone database, as the package tzdata carries it. Where the clocks of a
    country differ, the zone that the file calls that of most of the country holds, else that of the nearest town of the
    file, if every town of another clock is at least twice as far.
    """
    noon = dt.datetime.combine(day, dt.time(12))
    zones = [(zone, ZoneInfo(zone.name)) for zone in _zones_by_country().get(country, ())]
    offsets = {info.utcoffset(noon) for _, info in zones}
    if len(offsets) == 1:
        return zones[0][1]
    main = [info for zone, info in zones if zone.is_main]
    if len(main) == 1:
        return main[0]
    return _nearest(zones, noon, at) if at is not None and zones else None


def _nearest(zones: Sequence[tuple[_Zone, ZoneInfo]], noon: dt.datetime, at: LonLat) -> dt.tzinfo | None:
    ranked = sorted(((distance_m(zone.at, at), info) for zone, info in zones), key=lambda pair: pair[0])
    metres, nearest = ranked[0]
    others = [far for far, info in ranked if info.utcoffset(noon) != nearest.utcoffset(noon)]
    return nearest if others[0] >= _CLEARLY * metres else None


@cache
def _zones_by_country() -> dict[str, list[_Zone]]:
    table: dict[str, list[_Zone]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, position, name, *comment = line.split("\t")
            is_main = bool(comment) and comment[0].startswith("most of ")
            table.setdefault(country, []).append(_Zone(name, _at(position), is_main))
    return table


def _at(position: str) -> LonLat:
    match = _POSITION.match(position)
    assert match is not None
    lat, lon = (
        (1 if whole[0] == "+" else -1) * (abs(int(whole)) + int(minutes) / 60 + int(seconds or 0) / 3600)
        for whole, minutes, seconds in (match.groups()[:3], match.groups()[3:])
    )
    return LonLat(lon, lat)
