"""Where each row is: degrees in two columns, a WKT text, or the format's own geometry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.coordinates import parse_position
from geo.errors import SettingError
from geo.parts import without_empty_parts
from layers.tabular.cells import numbers, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo.place import LonLat
    from layers.tabular.raw import Cells, RawTable

__all__ = ["Positions", "positions"]

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_ANGLE = re.compile(r"[°º˚'′’\"″”NSEWnsew]|[شجقغ]")
_ZERO = "0, 0 stands for no position"
_NO_POSITION = "nothing where the position is not known"


class Positions(NamedTuple):
    """Points and footprints in EPSG:4326, None where there is none, and where a position was given and is wrong."""

    points: npt.NDArray[np.object_]
    footprints: npt.NDArray[np.object_]
    wrong: npt.NDArray[np.bool_]


def positions(raw: RawTable, names: Mapping[str, str], cells: Cells) -> Positions:
    """Read where each row is.

    A geometry that is no point becomes the footprint, and its representative point the position, unless two columns
    of degrees give the position. A position that is wrong is told and left out; it is never mended.
    """
    size = len(raw.cells)
    shapes, broken = _shapes(raw, names, cells)
    lon, lat, wrong = _degrees(raw, names, cells)
    given = ~np.isnan(lon) & ~np.isnan(lat)
    points = np.full(size, None, dtype=object)
    points[given] = shapely.points(lon[given], lat[given])
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    points[is_point & ~given] = shapes[is_point & ~given]
    extended = ~is_point & ~shapely.is_missing(shapes)
    middle = extended & shapely.is_missing(points)
    points[middle] = shapely.point_on_surface(shapes[middle])
    footprints = _without(shapes, ~extended | _discs(raw, names))
    return Positions(points, footprints, (wrong | broken) & shapely.is_missing(points))


def _discs(raw: RawTable, names: Mapping[str, str]) -> npt.NDArray[np.bool_]:
    """Where our own export drew the disc of `radius_m`: that is no shape of its own."""
    if "drawn_as" not in names:
        return np.zeros(len(raw.cells), dtype=bool)
    drawn: npt.NDArray[np.bool_] = (texts(raw.cells[names["drawn_as"]]) == "disc").to_numpy()
    return drawn


def _shapes(
    raw: RawTable, names: Mapping[str, str], cells: Cells
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    size = len(raw.cells)
    if raw.geometry is not None:
        shapes = raw.geometry
    elif "shape" in names:
        wkt = texts(raw.cells[names["shape"]])
        written = wkt.astype("object").where(wkt != "", None).to_numpy()
        shapes = shapely.from_wkt(written, on_invalid="ignore")
        unread = shapely.is_missing(shapes) & (wkt != "").to_numpy()
        cells.fault(unread, names["shape"], "no geometry that can be read", "WKT in degrees", lambda at: wkt.iloc[at])
    else:
        return np.full(size, None, dtype=object), np.zeros(size, dtype=bool)
    shapes = shapely.force_2d(shapes)
    shapes = _without(shapes, shapely.is_empty(shapes))
    extended = shapely.get_type_id(shapes) >= shapely.GeometryType.POLYGON
    shapes[extended] = [without_empty_parts(shape) for shape in shapes[extended]]
    broken = _broken(shapes, cells, names.get("shape", "geometry"))
    return _without(shapes, broken), broken


def _without(shapes: npt.NDArray[np.object_], mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.object_]:
    left = shapes.copy()
    left[mask] = None
    return left


def _broken(shapes: npt.NDArray[np.object_], cells: Cells, column: str) -> npt.NDArray[np.bool_]:
    there = ~shapely.is_missing(shapes)
    bounds = shapely.bounds(shapes)
    inside = (np.abs(bounds[:, ::2]) <= 180).all(axis=1) & (np.abs(bounds[:, 1::2]) <= 90).all(axis=1)
    invalid = there & inside & ~shapely.is_valid(shapes)
    cells.fault(
        invalid,
        column,
        "the geometry is not valid",
        "rings that do not cross",
        lambda at: shapely.is_valid_reason(shapes[at]),
    )
    outside = there & ~inside
    expected = "longitude -180..180 and latitude -90..90, WGS 84"
    cells.fault(outside, column, "position outside the Earth", expected, lambda at: shapely.to_wkt(shapes[at]))
    zero = (shapely.get_x(shapes) == 0) & (shapely.get_y(shapes) == 0)
    cells.fault(zero, column, _ZERO, _NO_POSITION, lambda _at: "0, 0")
    return np.asarray(invalid | outside | zero, dtype=bool)


def _degrees(
    raw: RawTable, names: Mapping[str, str], cells: Cells
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    written = {axis: _written(raw, names, axis) for axis in _LIMITS}
    read = {axis: numbers(column) for axis, column in written.items()}
    found = {axis: values.to_numpy(copy=True) for axis, (values, _) in read.items()}
    unread = {axis: missed.copy() for axis, (_, missed) in read.items()}
    spelt = unread["latitude"] | unread["longitude"]
    for at in np.flatnonzero(spelt):
        place = _spelt(written["latitude"].iloc[at], written["longitude"].iloc[at])
        if place is not None:
            found["longitude"][at], found["latitude"][at] = place
            unread["latitude"][at] = unread["longitude"][at] = False
    wrong = np.zeros(len(raw.cells), dtype=bool)
    for axis in _LIMITS:
        if axis in names:
            wrong |= _told(found[axis], unread[axis], written[axis], axis, cells, names[axis])
    lon, lat = found["longitude"], found["latitude"]
    wrong |= _half(lon, lat, wrong, cells, names) | _null_island(lon, lat, cells, names)
    lon[wrong] = lat[wrong] = np.nan
    return lon, lat, wrong


def _written(raw: RawTable, names: Mapping[str, str], axis: str) -> pd.Series:
    if axis in names:
        return texts(raw.cells[names[axis]])
    return pd.Series("", index=raw.cells.index, dtype="str")


def _spelt(lat: str, lon: str) -> LonLat | None:
    """Read degrees, minutes and seconds, or degrees with letters; None where they are no such thing."""
    if not (lat and lon and _ANGLE.search(lat + lon)):
        return None
    try:
        return parse_position(f"{lat} {lon}")
    except SettingError:
        return None


def _told(
    values: npt.NDArray[np.float64],
    unread: npt.NDArray[np.bool_],
    written: pd.Series,
    axis: str,
    cells: Cells,
    name: str,
) -> npt.NDArray[np.bool_]:
    limit = _LIMITS[axis]
    expected = f"degrees, -{limit:.0f}..{limit:.0f}"
    cells.fault(unread, name, f"no {axis} that can be read", expected, lambda at: written.iloc[at])
    outside = np.abs(values) > limit
    hint = "; are latitude and longitude swapped?" if axis == "latitude" else ""
    cells.fault(outside, name, f"{axis} out of range{hint}", expected, lambda at: written.iloc[at])
    return np.asarray(unread | outside, dtype=bool)


def _half(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    wrong: npt.NDArray[np.bool_],
    cells: Cells,
    names: Mapping[str, str],
) -> npt.NDArray[np.bool_]:
    half = (np.isnan(lon) != np.isnan(lat)) & ~wrong
    column = names.get("latitude") or names.get("longitude", "")
    cells.fault(half, column, "half a position", "latitude and longitude together", lambda at: (lat[at], lon[at]))
    return np.asarray(half, dtype=bool)


def _null_island(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], cells: Cells, names: Mapping[str, str]
) -> npt.NDArray[np.bool_]:
    zero = (lon == 0) & (lat == 0)
    cells.fault(zero, names.get("latitude", ""), _ZERO, _NO_POSITION, lambda _at: "0, 0")
    return np.asarray(zero, dtype=bool)
