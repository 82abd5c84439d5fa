"""Nominatim's answers as places, no finer than what they are."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from geo.gazetteer.arabic import is_arabic
from geo.gazetteer.features import FEATURES
from geo.geodesy import distance_m
from geo.place import PRECISION, LonLat, Place, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["places_of"]

# What Nominatim calls the kind of address that a place stands for: feature and precision.
_ADDRESS = {
    "country": ("country", Precision.COUNTRY),
    **dict.fromkeys(("state", "region", "province"), ("adm1", Precision.ADM1)),
    **dict.fromkeys(("state_district", "county", "district", "subdistrict"), ("adm2", Precision.ADM2)),
    **dict.fromkeys(("municipality", "city", "town"), ("city", Precision.SETTLEMENT)),
    **dict.fromkeys(("village", "hamlet", "isolated_dwelling", "locality", "farm"), ("city", Precision.VILLAGE)),
    **dict.fromkeys(
        ("city_district", "borough", "suburb", "quarter", "neighbourhood", "residential"),
        ("neighbourhood", Precision.NEIGHBOURHOOD),
    ),
    "road": ("facility", Precision.STREET),
}
# And what it is on the ground: class and type of OpenStreetMap's own tags.
_TAGS = {
    "aeroway/aerodrome": "airport",
    "military/airfield": "air_base",
    "military/base": "facility",
    "natural/bay": "sea",
    "natural/desert": "desert",
    "natural/mountain_range": "range",
    "natural/peak": "range",
    "natural/ridge": "range",
    "natural/strait": "strait",
    "natural/valley": "valley",
    "natural/water": "lake",
    "place/archipelago": "island",
    "place/island": "island",
    "place/islet": "island",
    "place/ocean": "sea",
    "place/region": "region",
    "place/sea": "sea",
    "barrier/border_control": "crossing",
    "amenity/refugee_site": "camp",
    "landuse/harbour": "port",
    "industrial/port": "port",
    "waterway/dam": "facility",
    "waterway/river": "river",
    "waterway/stream": "river",
}
# Ranks of Nominatim's search: a smaller number is a wider area.
_RANKS = (
    (4, "country"),
    (9, "state"),
    (12, "county"),
    (16, "city"),
    (19, "village"),
    (25, "neighbourhood"),
    (27, "road"),
)
_OSM = re.compile(r"(node|way|relation)/[1-9]\d{0,14}")
_LONGEST_NAME = 200


def places_of(told: Iterable[Any]) -> list[Place]:
    """Return the places of an answer, in the server's order; what is no sound place is left out.

    Parameters
    ----------
    told
        Records as Nominatim sends them, with address and name details.

    Returns
    -------
    list of Place
        Ids are ``osm:node/…``, ``osm:way/…`` or ``osm:relation/…``. The radius reaches from the position over the whole
        bounding box, and is never under the default of the precision class.
    """
    found = (_place(one) for one in told if isinstance(one, dict))
    return list({place.id: place for place in found if place is not None}.values())


def _place(told: Mapping[str, Any]) -> Place | None:
    osm = f"{told.get('osm_type')}/{told.get('osm_id')}"
    at, box = _position(told.get("lon"), told.get("lat")), _box(told.get("boundingbox"))
    name, name_ar = _names(told)
    if not _OSM.fullmatch(osm) or at is None or not name:
        return None
    feature, precision = _kind(told)
    reach_m = max((distance_m(at, corner) for corner in box), default=0.0)
    radius_m = max(math.ceil(reach_m / 100) * 100.0, PRECISION[precision].radius_m or 0.0)
    if not radius_m:  # a country without its box: nothing says how far it reaches
        return None
    return Place(f"osm:{osm}", name, name_ar, at, feature, precision, radius_m, _country(told))


def _kind(told: Mapping[str, Any]) -> tuple[str, Precision]:
    tag = f"{told.get('class') or told.get('category')}/{told.get('type')}"
    if tag in _TAGS:
        return _TAGS[tag], FEATURES[_TAGS[tag]]
    address = str(told.get("addresstype"))
    if address in _ADDRESS:
        return _ADDRESS[address]
    if tag.startswith(("place/", "boundary/", "highway/")):
        rank = told.get("place_rank")
        rank = rank if isinstance(rank, int) else 0
        return next((_ADDRESS[name] for most, name in _RANKS if rank <= most), ("facility", Precision.FACILITY))
    return "facility", Precision.FACILITY


def _names(told: Mapping[str, Any]) -> tuple[str, str]:
    details = told.get("namedetails")
    named = details if isinstance(details, dict) else {}
    usual = _text(named.get("name")) or _text(told.get("name")) or _text(told.get("display_name")).partition(",")[0]
    arabic = _text(named.get("name:ar")) or (usual if is_arabic(usual) else "")
    return _text(named.get("name:en")) or usual or arabic, arabic


def _text(value: object) -> str:
    plain = "".join(char if char.isprintable() else " " for char in value) if isinstance(value, str) else ""
    return " ".join(plain.split())[:_LONGEST_NAME]


def _country(told: Mapping[str, Any]) -> str:
    address = told.get("address")
    code = address.get("country_code") if isinstance(address, dict) else None
    return code.upper() if isinstance(code, str) and re.fullmatch(r"[a-zA-Z]{2}", code) else ""


def _position(lon: object, lat: object) -> LonLat | None:
    try:
        at = LonLat(float(str(lon)), float(str(lat)))
    except ValueError:
        return None
    return at if abs(at.lon) <= 180 and abs(at.lat) <= 90 else None


def _box(told: object) -> list[LonLat]:
    """Return the corners of a bounding box: south, north, west, east."""
    if not isinstance(told, list) or len(told) != 4:
        return []
    corners = [_position(lon, lat) for lon in told[2:] for lat in told[:2]]
    return [corner for corner in corners if corner is not None] if None not in corners else []
