"""Which column of a user's table means what, told from its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.events import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PRECISIONS", "SYNONYMS", "match", "plain_name"]

# Every column of the event table is found under its own name; these are the other names that people use.
# Earlier names win where a table has several.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("event_id", "eventid", "incident_id", "uid", "unique_id", "reference", "ref", "المعرف", "الرقم"),
    "kind": ("event_kind", "event_type", "type", "category", "النوع"),
    "title": ("name", "event", "headline", "description", "summary", "label", "incident", "العنوان", "الاسم", "الوصف"),
    "date": ("event_date", "when", "day", "datetime", "date_time", "timestamp", "التاريخ"),
    "start": ("date_start", "start_date", "startdate", "begin", "since", "from", "البداية"),
    "end": ("date_end", "end_date", "enddate", "until", "to", "النهاية"),
    "time": ("event_time", "time_of_day", "hour", "local_time", "الوقت"),
    "latitude": ("lat", "y", "ycoord", "y_coord", "point_y", "decimallatitude", "decimal_latitude", "خط_العرض"),
    "longitude": (
        *("lon", "lng", "long", "x", "xcoord", "x_coord", "point_x", "decimallongitude", "decimal_longitude"),
        "خط_الطول",
    ),
    "position": (
        *("coordinates", "coords", "coordinate", "lat_lon", "latlon", "lat_long", "latlong", "lat_lng", "latlng"),
        *("location_coordinates", "gps", "gps_coordinates", "geo", "geo_point", "geolocation", "mgrs"),
        *("mgrs_coordinate", "mgrs_coordinates", "grid", "grid_reference", "utm", "الإحداثيات", "إحداثيات", "احداثيات"),
    ),
    "easting": ("utm_easting", "utm_e", "utm_x", "east"),
    "northing": ("utm_northing", "utm_n", "utm_y", "north"),
    "utm_zone": ("zone", "grid_zone"),
    "shape": ("geometry", "wkt", "geom", "geom_wkt", "the_geom"),
    "precision": ("location_precision", "place_precision", "geolocation_accuracy", "accuracy", "الدقة"),
    "radius_m": ("uncertainty_m", "accuracy_m", "radius_metres", "radius_meters", "coordinateuncertaintyinmeters"),
    "place_name": ("place", "location", "locality", "location_name", "settlement", "المكان", "الموقع"),
    "country": ("country_code", "iso2", "country_name", "البلد", "الدولة"),
    "actors": ("actor", "perpetrator", "by", "الفاعل"),
    "targets": ("target", "الهدف"),
    "status": ("grading", "الحالة"),
    "source": ("sources", "publisher", "outlet", "المصدر"),
    "url": ("link", "source_url", "permalink", "href", "الرابط"),
    "quote": ("text", "excerpt", "words", "الاقتباس"),
    "speaker": ("claimed_by", "said_by", "according_to", "المتحدث"),
    "claims": (),
    "drawn_as": (),
}
# Words of other vocabularies that mean one of ours (Airwars, xSub and everyday words; see docs/files.md).
PRECISIONS = {
    "neighborhood": "neighbourhood",
    "town": "settlement",
    "city": "settlement",
    "landmark": "street",
    "nearby_landmark": "street",
    "district": "adm2",
    "province": "adm1",
    "governorate": "adm1",
}
_OWN = tuple(column.name for column in COLUMNS if column.name not in {"geometry", "footprint", "id"})


def plain_name(name: str) -> str:
    """Reduce a column's name to what is compared: lower case, words joined by ``_``."""
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def match(names: Iterable[str]) -> dict[str, str]:
    """Find the column for each meaning.

    Parameters
    ----------
    names
        The table's column names, in order.

    Returns
    -------
    dict
        meaning -> the table's own name for it. A meaning that no column has is absent.
    """
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(plain_name(name), name)
    wanted = dict.fromkeys((*SYNONYMS, *_OWN))
    matched: dict[str, str] = {}
    for meaning in wanted:
        for candidate in (meaning, *SYNONYMS.get(meaning, ())):
            if candidate in found and found[candidate] not in matched.values():
                matched[meaning] = found[candidate]
                break
    return matched
