"""GeoJSON as RFC 7946 has it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import antimeridian
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from outputs.columns import features, iso_utc, json_bytes
from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from layers.layer import Layer
    from layers.report import Report
    from outputs.page import Page

__all__ = ["FORMAT", "bbox", "rfc7946"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write the layers' features into one collection, one feature a line."""
    tables = [(layer, features(layer)) for layer in layers]
    shapes = [rfc7946(np.asarray(table.geometry.array, dtype=object), page.decimals) for _, table in tables]
    unique = _unique_ids([table for _, table in tables])
    with path.open("wb") as file:
        file.write(_head(layers, shapes, page))
        joint = b"\n"
        for (layer, table), geometry in zip(tables, shapes, strict=True):
            for feature in _features(layer, table, geometry, unique=unique):
                file.write(joint + json_bytes(feature))
                joint = b",\n"
        file.write(b"\n]}\n")


def rfc7946(geometry: npt.NDArray[np.object_], decimals: int) -> npt.NDArray[np.object_]:
    """Make geometries that RFC 7946 allows: cut at the antimeridian, outer rings counterclockwise, rounded.

    Parameters
    ----------
    geometry
        In EPSG:4326; None stays None.
    decimals
        Of the degrees: seven keep a position within 6 mm on the ground, nine within 0.06 mm.
    """
    flat = shapely.force_2d(geometry)
    crossing = _crossing(flat)
    flat[crossing] = [_cut(shape) for shape in flat[crossing]]
    rounded = shapely.transform(flat, lambda points: np.round(points, decimals) + 0.0)  # + 0.0: no negative zero
    lost = shapely.is_valid(flat) & ~shapely.is_valid(rounded)
    rounded[lost] = flat[lost]  # a shape smaller than the rounding keeps its own coordinates
    oriented: npt.NDArray[np.object_] = shapely.orient_polygons(rounded, exterior_cw=False)
    return oriented


def bbox(geometry: Sequence[npt.NDArray[np.object_]]) -> list[float] | None:
    """Return west, south, east, north of everything; west is east of east where a feature crosses the antimeridian."""
    shapes = np.concatenate([np.empty(0, dtype=object), *geometry])
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    if not len(shapes):
        return None
    west, south, east, north = shapely.bounds(shapely.get_parts(shapes)).T
    box = [west.min(), south.min(), east.max(), north.max()]
    bounds = shapely.bounds(shapes)
    if ((bounds[:, 0] == -180) & (bounds[:, 2] == 180)).any() and (round_trip := _across(west, east)):
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


def _head(layers: Sequence[Layer], shapes: Sequence[npt.NDArray[np.object_]], page: Page) -> bytes:
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if box := bbox(shapes):
        head["bbox"] = box
    head |= {
        "title": page.title._asdict(),
        "layers": [_layer(layer) for layer in layers],
        "reports": [_report(report) for report in page.reports],
        "unplaced": page.unplaced.to_dict("records"),
        "rejected": page.rejected,
        "features": [],
    }
    return json_bytes(head).removesuffix(b"]}")


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
) -> Iterator[dict[str, Any]]:
    properties = _properties(layer, table)
    names = list(properties)
    for shape, *values in zip(geometry, *properties.values(), strict=True):
        found = dict(zip(names, values, strict=True))
        feature: dict[str, Any] = {"type": "Feature", "id": found["id"]} if unique else {"type": "Feature"}
        yield feature | {"geometry": None if shape is None else mapping(shape), "properties": found}


def _properties(layer: Layer, table: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Columns by name; second geometries stay out, since a feature has one."""
    columns: dict[str, list[Any]] = {"layer": [layer.name] * len(table)}
    for name in table.columns:
        column = table[name]
        if str(column.dtype) == "geometry":
            continue
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            column = iso_utc(column)
        columns[str(name)] = [_value(value) for value in column.tolist()]
    return columns


def _value(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if value is pd.NaT or value is pd.NA else value


FORMAT = Format("geojson", "GeoJSON (RFC 7946), claims nested in each feature", (".geojson", ".json"), write)
