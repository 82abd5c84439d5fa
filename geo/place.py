"""Where something is, and how finely that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["PRECISION", "Credit", "LonLat", "Place", "Precision", "PrecisionClass", "credit"]


class LonLat(NamedTuple):
    """A position in degrees on WGS 84 (EPSG:4326); named, so that the two cannot be swapped."""

    lon: float
    lat: float


class Precision(StrEnum):
    """How finely a place is known. Each class is explained in `PRECISION`."""

    EXACT = "exact"
    NEAR = "near"
    STREET = "street"
    NEIGHBOURHOOD = "neighbourhood"
    VILLAGE = "village"
    SETTLEMENT = "settlement"
    CITY_AREA = "city_area"
    NEAR_SETTLEMENT = "near_settlement"
    FACILITY = "facility"
    REGION = "region"
    ADM2 = "adm2"
    ADM1 = "adm1"
    COUNTRY = "country"
    AIRSPACE = "airspace"
    UNKNOWN = "unknown"


class PrecisionClass(NamedTuple):
    """What a precision class means on the ground and on the map.

    Attributes
    ----------
    radius_m
        Default radius in metres of the disc in which the place lies; None where only the place's
        own shape or own radius can say.
    drawn
        How the map draws it: ``dot`` (a point is honest), ``dot_ring`` (a point with its ring), ``ring``
        (a ring without a pin), ``hatch`` (the area's own shape), ``outline`` (a dotted outline, and the
        list), ``diamond`` (a facility), ``unknown`` (dashed grey).
    en, ar
        The class in the words a reader uses.
    """

    radius_m: float | None
    drawn: str
    en: str
    ar: str

    @property
    def is_point(self) -> bool:
        """Whether a point on the map is honest for this class."""
        return self.drawn in {"dot", "dot_ring", "diamond"}


# The 25 km of `near_settlement` are UCDP's definition of where_prec 2 (UCDP GED Codebook, "within a 25 km
# radius around a known point"). The other radii are majal's own and are said to be so in docs/precision.md.
PRECISION: dict[Precision, PrecisionClass] = {
    Precision.EXACT: PrecisionClass(50, "dot", "exact place", "موقع دقيق"),
    Precision.NEAR: PrecisionClass(150, "dot_ring", "close to the exact place", "قرب الموقع الدقيق"),
    Precision.STREET: PrecisionClass(500, "dot_ring", "street or landmark", "شارع أو معلم"),
    Precision.NEIGHBOURHOOD: PrecisionClass(1_000, "ring", "neighbourhood", "حي"),
    Precision.VILLAGE: PrecisionClass(2_000, "ring", "village", "قرية"),
    Precision.SETTLEMENT: PrecisionClass(5_000, "ring", "town or city", "بلدة أو مدينة"),
    Precision.CITY_AREA: PrecisionClass(30_000, "ring", "city area", "منطقة المدينة"),
    Precision.NEAR_SETTLEMENT: PrecisionClass(25_000, "ring", "near a town", "قرب بلدة"),
    Precision.FACILITY: PrecisionClass(3_000, "diamond", "facility", "منشأة"),
    Precision.REGION: PrecisionClass(60_000, "hatch", "region", "إقليم"),
    Precision.ADM2: PrecisionClass(35_000, "hatch", "district", "قضاء"),
    Precision.ADM1: PrecisionClass(80_000, "hatch", "province", "محافظة"),
    Precision.COUNTRY: PrecisionClass(None, "outline", "country", "بلد"),
    Precision.AIRSPACE: PrecisionClass(None, "outline", "airspace of a country", "مجال جوي لبلد"),
    Precision.UNKNOWN: PrecisionClass(None, "unknown", "unknown", "غير معروف"),
}


class Credit(NamedTuple):
    """Whom to name wherever a place is shown, and under which terms its position may be."""

    attribution: str
    licence: str


# By the authority of a place's id. The compiled gazetteer's own sources are credited in the package.
_CREDITS = {"osm": Credit("© OpenStreetMap contributors", "ODbL 1.0")}


def credit(place_id: str) -> Credit | None:
    """Return the credit that a place must carry, None where it carries none."""
    return _CREDITS.get(place_id.partition(":")[0])


@dataclass(frozen=True, slots=True)
class Place:
    """A named place of the gazetteer.

    Attributes
    ----------
    id
        Gazetteer identifier with its authority: ``geonames:170654``, ``icao:OSLK``, ``iso:SY``,
        ``majal:qalamoun``, ``osm:node/123``.
    name, name_ar
        Preferred English and Arabic names; `name_ar` is empty where none is known.
    at
        A representative position. For an area it says nothing about where in the area.
    feature
        What it is: ``city``, ``country``, ``adm1``, ``adm2``, ``airport``, ``air_base``, ``range``,
        ``valley``, ``region``, ``sea``, ``strait``, ``crossing``, ``island``, ``desert``, ``lake``, ``river``,
        ``continent``, ``neighbourhood``, ``camp``, ``port``, ``facility``.
    precision
        What naming this place, and no more, tells of a location.
    radius_m
        Radius in metres around `at` of the disc that holds the place.
    country, admin1
        ISO 3166-1 alpha-2 code, empty at sea or where several share it, and the id of the first-order division.
    population
        Inhabitants, 0 where unknown.
    shape
        The place's own area in EPSG:4326, or None where only the disc is known.
    """

    id: str
    name: str
    name_ar: str
    at: LonLat
    feature: str
    precision: Precision
    radius_m: float
    country: str = ""
    admin1: str = ""
    population: int = 0
    shape: BaseGeometry | None = None
