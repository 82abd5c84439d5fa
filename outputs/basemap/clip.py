"""Cuts the compiled basemap to a map's extent."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import Polygon, affinity

from geo.errors import InputError, InstallError
from geo.gazetteer.store import open_gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.place import Place

__all__ = ["clip"]

_COMPILED = Path(__file__).parent / "compiled" / "basemap.sqlite"
_LAYERS = ("land", "lakes", "borders", "admin1")
_WORLD_LAYERS = ("land", "lakes", "borders")
# Wider than this the coarse detail is enough, and keeps the page small.
_FINE_UP_TO_DEG = 70
# A line keeps a vertex where it bends by more than one part in so many of the extent: under a pixel on a large screen.
_PARTS_OF_EXTENT = 2_500
_TOWNS = 300
# Countries whose names are worth a place on the rest of the world.
_WORLD_RANK = 4

Bounds = tuple[float, float, float, float]


def clip(bounds: Bounds, *, detail: str | None = None) -> dict[str, Any]:
    """Return the basemap of an extent as plain data for the page.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees. West greater than east is an extent across the antimeridian.
    detail
        ``fine`` or ``coarse``; by default chosen by the size of the extent.

    Returns
    -------
    dict
        ``bounds`` (as given, with an east over 180 where the extent crosses the antimeridian), ``land`` and ``lakes``
        (polygons, each a list of rings), ``borders`` and ``admin1`` (lines), ``countries`` and ``towns`` (names with
        their positions), ``world`` (the same layers, coarse, for what lies outside) and ``credits``. Rings and lines
        are flat lists ``[lon, lat, lon, lat, ...]`` in degrees, unwrapped like the bounds.

    Raises
    ------
    InputError
        When the bounds are no extent on Earth or the detail is unknown.
    InstallError
        When the compiled basemap is missing.
    """
    west, south, east, north = _checked(bounds)
    extent_deg = max(east - west, north - south)
    chosen = detail or ("fine" if extent_deg <= _FINE_UP_TO_DEG else "coarse")
    if chosen not in {"fine", "coarse"}:
        raise InputError(f"detail is fine or coarse, not {detail!r}")
    tolerance_deg = extent_deg / _PARTS_OF_EXTENT
    with closing(_open()) as db:
        layers = {name: _layer(db, name, chosen, (west, south, east, north), tolerance_deg) for name in _LAYERS}
        world = {name: _flat(_read(db, name, "world", (-180, -90, 180, 90)), 2) for name in _WORLD_LAYERS}
        countries = _countries(db, (west, south, east, north))
        credits_ = json.loads(db.execute("SELECT value FROM info WHERE key = 'credits'").fetchone()[0])
    return {
        "bounds": [west, south, east, north],
        **layers,
        "world": world,
        "countries": countries,
        "towns": _towns((west, south, east, north)),
        "credits": credits_,
    }


def _checked(bounds: Bounds) -> Bounds:
    """Return the bounds with the east unwrapped and a little room around a single point."""
    west, south, east, north = (float(v) for v in bounds)
    if not (
        all(map(np.isfinite, (west, east)))
        and -180 <= west <= 180
        and -180 <= east <= 540
        and -90 <= south <= north <= 90
    ):
        raise InputError(f"bounds are west, south, east, north in degrees on Earth, not {tuple(bounds)}")
    east = east + 360 if east < west else min(east, west + 360)
    if east - west < 0.01 or north - south < 0.01:
        return west - 0.05, max(south - 0.05, -90), east + 0.05, min(north + 0.05, 90)
    return west, south, east, north


def _open() -> sqlite3.Connection:
    if not _COMPILED.is_file():
        raise InstallError(
            f"the compiled basemap is missing: {_COMPILED} does not exist. "
            "Install majal again, or run `python -m outputs.basemap.compile` in a checkout."
        )
    return sqlite3.connect(f"{_COMPILED.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _read(db: sqlite3.Connection, layer: str, detail: str, bounds: Bounds) -> list[BaseGeometry]:
    west, south, east, north = bounds
    rows = db.execute(
        "SELECT wkb FROM piece WHERE layer = ? AND detail = ? "
        "AND west <= ? AND east >= ? AND south <= ? AND north >= ?",
        (layer, detail, east, west, north, south),
    )
    return list(shapely.from_wkb([row[0] for row in rows]))


def _layer(db: sqlite3.Connection, layer: str, detail: str, bounds: Bounds, tolerance_deg: float) -> list[Any]:
    """Return one layer inside the bounds; each turn of the globe that the bounds reach into is read and shifted."""
    west, south, east, north = bounds
    found: list[BaseGeometry] = []
    for turn_deg in (-360, 0, 360):
        window = (max(west - turn_deg, -180), south, min(east - turn_deg, 180), north)
        if window[0] < window[2]:
            pieces = _read(db, layer, detail, window)
            found += [affinity.translate(p, turn_deg) if turn_deg else p for p in _inside(pieces, window)]
    if layer == "land":
        # The tiles' edges are no coast: melt them before the vertices are thinned.
        found = list(shapely.get_parts(shapely.union_all(found)))
    return _flat(_thinned(found, tolerance_deg), 4 if tolerance_deg < 0.002 else 3)


def _inside(pieces: Sequence[BaseGeometry], window: Bounds) -> list[BaseGeometry]:
    clipped = shapely.clip_by_rect(np.asarray(pieces, dtype=object), *window)
    return [g for g in shapely.get_parts(clipped) if not g.is_empty]


def _thinned(geometries: Sequence[BaseGeometry], tolerance_deg: float) -> list[BaseGeometry]:
    simple = shapely.get_parts(shapely.simplify(np.asarray(geometries, dtype=object), tolerance_deg))
    return [g for g in simple if g.length > 2 * tolerance_deg]


def _flat(geometries: Sequence[BaseGeometry], decimals: int) -> list[Any]:
    """Return polygons as lists of rings, lines as they are, each a flat list of rounded degrees, in a fixed order."""
    return [
        _rings(g, decimals) if isinstance(g, Polygon) else _degrees(g, decimals) for g in sorted(geometries, key=_order)
    ]


def _order(geometry: BaseGeometry) -> tuple[float, ...]:
    return geometry.bounds


def _rings(polygon: Polygon, decimals: int) -> list[list[float]]:
    """Return outer ring and holes, wound in opposite ways so that either rule of filling leaves the holes open."""
    wound = shapely.orient_polygons(polygon)
    return [_degrees(ring, decimals) for ring in (wound.exterior, *wound.interiors)]


def _degrees(line: BaseGeometry, decimals: int) -> list[float]:
    flat: list[float] = np.round(shapely.get_coordinates(line), decimals).ravel().tolist()
    return flat


def _countries(db: sqlite3.Connection, bounds: Bounds) -> list[dict[str, Any]]:
    rows = db.execute("SELECT iso, en, ar, lon, lat, rank FROM country ORDER BY rank, iso").fetchall()
    named = [dict(zip(("iso", "en", "ar", "lon", "lat", "rank"), row, strict=True)) for row in rows]
    return [c for c in named if c["rank"] <= _WORLD_RANK or _holds(bounds, c["lon"], c["lat"])]


def _holds(bounds: Bounds, lon: float, lat: float) -> bool:
    west, south, east, north = bounds
    return south <= lat <= north and (west <= lon <= east or west <= lon + 360 <= east)


def _towns(bounds: Bounds) -> list[dict[str, Any]]:
    gazetteer = open_gazetteer()
    return [_town(p, capital=bool(gazetteer.capital_of(p.id))) for p in gazetteer.largest_within(bounds, limit=_TOWNS)]


def _town(place: Place, *, capital: bool) -> dict[str, Any]:
    lon, lat = round(place.at.lon, 3), round(place.at.lat, 3)
    return {
        "en": place.name,
        "ar": place.name_ar,
        "lon": lon,
        "lat": lat,
        "population": place.population,
        "capital": capital,
    }
