"""PMTiles: vector tiles in one file, a tile layer a layer, whole at the deepest zoom."""

from __future__ import annotations

import contextlib
import gzip
import sqlite3
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from geo.errors import OutputError
from outputs.columns import as_texts, features, iso_utc
from outputs.formats import Format
from outputs.formats.geojson import rfc7946
from outputs.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

# Far out a tile is small and may leave features away (GDAL's own limits); the deepest zoom holds all of them.
_NO_LIMIT = 2**31 - 1
_SHALLOWEST, _DEEPEST = 10, 12
_EXTENT = 4096  # units across a tile
_LEAST_UNITS = 2  # what is thinner could become nothing when its corners are rounded to units
_EQUATOR_M = 40_075_016.686  # around the Earth at the equator: a tile's side at zoom 0
_LAST_LATITUDE = 85.051128779806592  # where Web Mercator ends: atan(sinh(pi))
_NUMBERS = {"f": "Number", "i": "Number", "u": "Number", "b": "Boolean"}  # as TileJSON calls them

# What a map shows of a record; numbers come too. The deepest zoom has all columns.
_SMALL = (
    *("id", "subject", "title", "title_ar", "kind", "start", "end", "time_precision", "place_name", "place_name_ar"),
    *("precision", "radius_m", "status", "source", "url", "drawn_as", "legend"),
)


class _Run(NamedTuple):
    """One run of GDAL: which zooms, whether with all columns, and how large a tile may become."""

    zooms: tuple[int, int]
    whole: bool
    limit: dict[str, int]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write each layer as a layer of tiles; GDAL cuts the tiles, and pmtiles packs them.

    GDAL's own PMTiles driver holds one layer, and no attribution.
    """
    tables = [features(layer) for layer in layers]
    shapes = [rfc7946(np.asarray(table.geometry.array, dtype=object), page.decimals) for table in tables]
    drawn = [_drawn(one) for one in shapes]
    deepest = _deepest([one[mask] for one, mask in zip(shapes, drawn, strict=True)])
    runs = (
        _Run((0, deepest - 1), False, {}),
        _Run((deepest, deepest), True, {"MAX_SIZE": _NO_LIMIT, "MAX_FEATURES": _NO_LIMIT}),
    )
    with contextlib.ExitStack() as opened:
        files = [
            opened.enter_context(_cut(_flat(table[mask], one[mask], deepest), layer, run, path))
            for layer, table, one, mask in zip(layers, tables, shapes, drawn, strict=True)
            if mask.any()
            for run in runs
        ]
        with path.open("wb") as file:
            _pack(files, file, _header(shapes, deepest), _metadata(layers, drawn, page, deepest))


def _drawn(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which shapes Web Mercator can show at all."""
    _, south, _, north = shapely.bounds(shapes).T
    return np.asarray((south <= _LAST_LATITUDE) & (north >= -_LAST_LATITUDE))


def _deepest(shapes: Sequence[npt.NDArray[np.object_]]) -> int:
    """Find the zoom at which the thinnest shape is some units thick, within bounds."""
    thick = _thickness_m(_mercator(np.concatenate([np.empty(0, dtype=object), *shapes])))
    least = min(thick[thick > 0], default=np.inf)
    wanted = np.ceil(np.log2(_LEAST_UNITS * _unit_m(0) / least)) if np.isfinite(least) else 0
    return int(np.clip(wanted, _SHALLOWEST, _DEEPEST))


def _unit_m(zoom: int) -> float:
    return float(_EQUATOR_M / _EXTENT / 2**zoom)


def _mercator(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Project from degrees to metres of Web Mercator (EPSG:3857), whose units the tiles count in."""

    def project(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lon, lat = np.radians(np.clip(degrees, (-180, -_LAST_LATITUDE), (180, _LAST_LATITUDE))).T
        return np.column_stack((lon, np.arctanh(np.sin(lat)))) * _EQUATOR_M / (2 * np.pi)

    projected: npt.NDArray[np.object_] = shapely.transform(shapes, project)
    return projected


def _thickness_m(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Return twice the area over the outline: of a strip its width, of a disc its radius; of a line its length."""
    length = shapely.length(shapes)
    area = shapely.area(shapes)
    return np.where(area > 0, 2 * area / np.where(length > 0, length, 1), length)


def _kept(shapes: npt.NDArray[np.object_], deepest: int) -> npt.NDArray[np.object_]:
    """Return what rounding to units does not make nothing of: of a thin strip its outline, of a speck a point."""
    flat = _mercator(shapes)
    least = _LEAST_UNITS * _unit_m(deepest)
    thin = (_thickness_m(flat) > 0) & (_thickness_m(flat) < least)
    speck = thin & (shapely.length(flat) < 4 * least)
    kept = np.where(thin & (shapely.area(flat) > 0), shapely.boundary(shapes), shapes)
    return np.where(speck, shapely.point_on_surface(shapes), kept)


def _flat(table: gpd.GeoDataFrame, shapes: npt.NDArray[np.object_], deepest: int) -> gpd.GeoDataFrame:
    """Return plain texts and numbers, with shapes that the deepest zoom shows."""
    columns = {name: _plain(table[name]) for name in _columns(table)}
    geometry = gpd.GeoSeries(_kept(shapes, deepest), index=table.index, crs=4326)
    return gpd.GeoDataFrame(columns, geometry=geometry)


def _columns(table: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in table.columns if str(table[name].dtype) != "geometry"]


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype.kind in _NUMBERS:
        return column
    told = iso_utc(column) if isinstance(column.dtype, pd.DatetimeTZDtype) else as_texts(column)
    return told.astype("object").where(told.notna() & (told != ""), None)


@contextlib.contextmanager
def _cut(table: gpd.GeoDataFrame, layer: Layer, run: _Run, path: Path) -> Iterator[sqlite3.Connection]:
    """Let GDAL cut the tiles of one layer, in a folder of their own beside the file that is written."""
    small = [name for name in _columns(table) if name in _SMALL or table[name].dtype.kind in _NUMBERS]
    kept = [*(_columns(table) if run.whole else small), "geometry"]
    options = {"MINZOOM": run.zooms[0], "MAXZOOM": run.zooms[1], "COMPRESS": "NO", **run.limit}
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        place = Path(scratch) / "tiles.mbtiles"
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "At least one tile exceeded", RuntimeWarning)  # far out, as is meant
                pyogrio.write_dataframe(table[kept], place, driver="MBTiles", layer=layer.name, dataset_options=options)
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as problem:
            raise OutputError(f"{path.name}: GDAL cannot cut the tiles of layer {layer.name!r}: {problem}") from problem
        with contextlib.closing(sqlite3.connect(place)) as database:
            yield database


def _pack(files: Sequence[sqlite3.Connection], file: Any, header: dict[str, Any], metadata: dict[str, Any]) -> None:  # noqa: ANN401 - a binary file, which pmtiles does not type
    """Write the tiles in the order of their ids; the layers of one tile one after another, which is one tile again."""
    found: dict[int, list[tuple[int, int]]] = {}
    for number, database in enumerate(files):
        rows = database.execute("SELECT rowid, zoom_level, tile_column, tile_row FROM tiles ORDER BY rowid")
        for row, zoom, column, tms_row in rows:
            tile = zxy_to_tileid(zoom, column, 2**zoom - 1 - tms_row)
            found.setdefault(tile, []).append((number, row))
    writer = Writer(file)  # type: ignore[no-untyped-call]
    for tile in sorted(found):
        data = b"".join(_tile(files[number], row) for number, row in found[tile])
        writer.write_tile(tile, gzip.compress(data, mtime=0))  # type: ignore[no-untyped-call]
    if not found:
        writer.write_tile(0, gzip.compress(b"", mtime=0))  # type: ignore[no-untyped-call]
    writer.finalize(header, metadata)  # type: ignore[no-untyped-call]


def _tile(database: sqlite3.Connection, row: int) -> bytes:
    data: bytes = database.execute("SELECT tile_data FROM tiles WHERE rowid = ?", (row,)).fetchone()[0]
    return data


def _header(shapes: Sequence[npt.NDArray[np.object_]], deepest: int) -> dict[str, Any]:
    whole = shapely.total_bounds(np.concatenate([np.array([None], dtype=object), *shapes]))
    west, south, east, north = whole if np.isfinite(whole).all() else (-180.0, -85.0, 180.0, 85.0)
    box = {"min_lon": west, "min_lat": south, "max_lon": east, "max_lat": north}
    middle = {"center_lon": (west + east) / 2, "center_lat": (south + north) / 2}
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "center_zoom": min(deepest, int(np.log2(360 / max(east - west, 1e-3)))),
        **{f"{name}_e7": round(float(degrees) * 1e7) for name, degrees in {**box, **middle}.items()},
    }


def _metadata(
    layers: Sequence[Layer], drawn: Sequence[npt.NDArray[np.bool_]], page: Page, deepest: int
) -> dict[str, Any]:
    """Tell what viewers read (as MBTiles 1.3 and TileJSON name it), and under ``majal`` what tiles cannot hold."""
    due = dict.fromkeys(filter(None, (part for layer in layers for part in (layer.attribution, layer.licence))))
    return {
        "name": page.title.en,
        "description": page.title.ar,
        "attribution": "; ".join(due),
        "type": "overlay",
        "vector_layers": [_vector_layer(layer, deepest) for layer in layers],
        "majal": {
            "layers": [_legend(layer) for layer in layers],
            "left_out": [one for layer, mask in zip(layers, drawn, strict=True) for one in _left_out(layer, mask)],
            "unplaced": page.unplaced.to_dict("records"),
            "rejected": page.rejected,
            "reports": [{"id": report.id, "name": report.name, "url": report.url} for report in page.reports],
        },
    }


def _vector_layer(layer: Layer, deepest: int) -> dict[str, Any]:
    table = features(layer)
    fields = {name: _NUMBERS.get(table[name].dtype.kind, "String") for name in _columns(table)}
    described = f"{layer.title.en} · {layer.title.ar}"
    return {"id": layer.name, "description": described, "minzoom": 0, "maxzoom": deepest, "fields": fields}


def _legend(layer: Layer) -> dict[str, Any]:
    lines = [
        {"key": one.key, "label": one.label._asdict(), "shape": one.shape, "hue": one.hue, "colour": LIGHT[one.hue]}
        for one in layer.legend
    ]
    return {
        "name": layer.name,
        "title": layer.title._asdict(),
        "legend": lines,
        "notes": [note._asdict() for note in layer.notes],
    }


def _left_out(layer: Layer, mask: npt.NDArray[np.bool_]) -> Iterator[dict[str, str]]:
    table = features(layer)[~mask]
    for name, shape in zip(table["id"], table.geometry, strict=True):
        why = "no place" if shape is None or shape.is_empty else "nearer to a pole than Web Mercator reaches"
        yield {"layer": layer.name, "id": name, "why": why}


FORMAT = Format("pmtiles", "PMTiles, vector tiles in one file for web maps, a tile layer a layer", (".pmtiles",), write)
