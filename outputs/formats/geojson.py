"""GeoJSON as RFC 7946 has it."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import antimeridian
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from outputs.columns import features, json_bytes, json_cells
from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from layers.layer import Layer
    from layers.report import Report
    from outputs.page import Page

__all__ = ["FORMAT", "about", "bbox", "feature_lines", "rfc7946"]


# A table of any length is written in parts of so many rows, so that memory is bounded by the part.
_ROWS = 5_000


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write the layers' features into one collection, one feature a line; its bounding box, known last, stands last."""
    sides = [np.empty((0, 5))]
    with path.open("wb") as file:
        file.write(_head(layers, page))
        joint = b"\n"
        for lines, shapes in feature_lines(layers, page.decimals):
            file.write(joint + b",\n".join(lines))
            sides.append(_sides(shapes))
            joint = b",\n"
        box = _box(np.concatenate(sides))
        file.write(b"\n]" + (b',"bbox":' + json_bytes(box) if box else b"") + b"}\n")


def feature_lines(layers: Sequence[Layer], decimals: int) -> Iterator[tuple[list[bytes], npt.NDArray[np.object_]]]:
    """Write features as JSON, some thousands at a time.

    Parameters
    ----------
    layers
        Whose features, in this order. A feature has its row's ``id`` where no other row of any layer has it.
    decimals
        As in `rfc7946`.

    Yields
    ------
    lines
        One JSON object a feature, without a line's end.
    shapes
        Their geometry as written; None where there is none.
    """
    tables = [features(layer) for layer in layers]
    unique = _unique_ids(tables)
    for layer, table in zip(layers, tables, strict=True):
        for start in range(0, len(table), _ROWS):
            part = table.iloc[start : start + _ROWS]
            shapes = rfc7946(np.asarray(part.geometry.array, dtype=object), decimals)
            yield list(_features(layer, part, shapes, unique=unique)), shapes


def rfc7946(geometry: npt.NDArray[np.object_], decimals: int) -> npt.NDArray[np.object_]:
    """Make geometries that RFC 7946 allows: cut at the antimeridian, outer rings counterclockwise, rounded.

    Parameters
    ----------
    geometry
        In EPSG:4326; None stays None.
    decimals
        Of the degrees: seven keep a position within 6 mm on the ground, nine within 0.06 mm.
    """
    flat = geometry.copy()
    deep = shapely.has_z(flat)
    flat[deep] = shapely.force_2d(flat[deep])
    crossing = _crossing(flat)
    flat[crossing] = [_cut(shape) for shape in flat[crossing]]
    rounded = shapely.transform(flat, lambda points: np.round(points, decimals) + 0.0)  # + 0.0: no negative zero
    broken = np.flatnonzero(~shapely.is_valid(rounded))
    lost = broken[shapely.is_valid(flat[broken])]
    rounded[lost] = flat[lost]  # a shape smaller than the rounding keeps its own coordinates
    oriented: npt.NDArray[np.object_] = shapely.orient_polygons(rounded, exterior_cw=False)
    return oriented


def bbox(geometry: Iterable[npt.NDArray[np.object_]]) -> list[float] | None:
    """Return west, south, east, north of everything; west is east of east where a feature crosses the antimeridian."""
    return _box(np.concatenate([np.empty((0, 5)), *map(_sides, geometry)]))


def _sides(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """West, south, east, north of each part of each geometry, and whether that geometry reaches around the world."""
    shapes = geometry[~shapely.is_missing(geometry) & ~shapely.is_empty(geometry)]
    bounds = shapely.bounds(shapes)
    around = (bounds[:, 0] == -180) & (bounds[:, 2] == 180)
    single = shapely.get_num_geometries(shapes) == 1  # of most features; taking parts out costs
    parts, owner = shapely.get_parts(shapes[~single], return_index=True)
    return np.vstack(
        [
            np.column_stack([bounds[single], around[single]]),
            np.column_stack([shapely.bounds(parts), around[~single][owner]]),
        ]
    )


def _box(sides: npt.NDArray[np.float64]) -> list[float] | None:
    if not len(sides):
        return None
    west, south, east, north, around = sides.T
    box = [west.min(), south.min(), east.max(), north.max()]
    if around.any() and (round_trip := _across(west, east)):
        box[0], box[2] = round_trip
    return [float(side) for side in box]


def _across(west: npt.NDArray[np.float64], east: npt.NDArray[np.float64]) -> tuple[float, float] | None:
    """West and east sides around the widest stretch of longitude without any part, which lies off the antimeridian."""
    order = np.argsort(west)
    reach = np.maximum.accumulate(east[order])
    gaps = west[order][1:] - reach[:-1]
    if not len(gaps) or gaps.max() <= 0:
        return None
    at = int(gaps.argmax())
    return float(west[order][at + 1]), float(reach[at])


def _crossing(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which geometries leave -180..180, or jump by more than half a turn between two vertices."""
    crossing = np.zeros(len(geometry), dtype=bool)
    bounds = shapely.bounds(geometry)
    wide = np.flatnonzero((bounds[:, 2] - bounds[:, 0] > 180) | (bounds[:, 0] < -180) | (bounds[:, 2] > 180))
    for at in wide:
        outside = bounds[at, 0] < -180 or bounds[at, 2] > 180
        crossing[at] = outside or any(_jumps(line) for line in _lines(geometry[at]))
    return crossing


def _lines(shape: BaseGeometry) -> Iterator[npt.NDArray[np.float64]]:
    for part in shapely.get_parts(shape):
        for line in shapely.get_rings(part) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON else [part]:
            yield shapely.get_coordinates(line)


def _jumps(line: npt.NDArray[np.float64]) -> bool:
    on_pole = np.abs(line[:, 1]) == 90
    steps = np.abs(np.diff(line[:, 0]))
    return bool(((steps > 180) & ~(on_pole[1:] & on_pole[:-1])).any())


def _cut(shape: BaseGeometry) -> BaseGeometry:
    return shapely.geometry.shape(antimeridian.fix_shape(mapping(shape), fix_winding=False, great_circle=False))


def _head(layers: Sequence[Layer], page: Page) -> bytes:
    head = {"type": "FeatureCollection", **about(layers, page), "features": []}
    return json_bytes(head).removesuffix(b"]}")


def about(layers: Sequence[Layer], page: Page) -> dict[str, Any]:
    """Return what a file says besides its features: title, layers, reports, what was not placed or not used."""
    return {
        "title": page.title._asdict(),
        "layers": [_layer(layer) for layer in layers],
        "reports": [_report(report) for report in page.reports],
        "unplaced": page.unplaced.to_dict("records"),
        "rejected": page.rejected,
    }


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "title": layer.title._asdict(),
        "attribution": layer.attribution,
        "licence": layer.licence,
        "notes": [note._asdict() for note in layer.notes],
    }


def _report(report: Report) -> dict[str, Any]:
    told = ("id", "name", "title", "outlet", "url", "language", "published", "retracted")
    return {name: getattr(report, name) for name in told}


def _unique_ids(tables: Sequence[gpd.GeoDataFrame]) -> bool:
    ids = pd.concat([table["id"] for table in tables]) if tables else pd.Series(dtype="object")
    return not ids.duplicated().any()


def _features(
    layer: Layer, table: gpd.GeoDataFrame, geometry: npt.NDArray[np.object_], *, unique: bool
) -> Iterator[bytes]:
    """Join each feature from pieces that are written a column at a time: an object a row takes twice the time."""
    cells = _properties(layer, table)
    filled = geometry.copy()
    filled[shapely.is_empty(filled)] = None
    shapes = (b"null" if shape is None else shape.encode() for shape in shapely.to_geojson(filled))
    opening = [cells["id"], repeat(b',"geometry":')] if unique else [repeat(b'"geometry":')]
    properties = map(b",".join, zip(*cells.values(), strict=True))
    pieces = (repeat(b'{"type":"Feature",'), *opening, shapes, repeat(b',"properties":{'), properties, repeat(b"}}"))
    return map(b"".join, zip(*pieces, strict=False))


def _properties(layer: Layer, table: gpd.GeoDataFrame) -> dict[str, list[bytes]]:
    """Columns by name, each cell as a member of a JSON object; second geometries stay out: a feature has one."""
    columns = {"layer": [b'"layer":' + json_bytes(layer.name)] * len(table)}
    for name in table.columns:
        if str(table[name].dtype) != "geometry":
            columns[str(name)] = json_cells(table[name], json_bytes(str(name)) + b":")
    return columns


FORMAT = Format("geojson", "GeoJSON (RFC 7946), claims nested in each feature", (".geojson", ".json"), write)
