"""Where each row is: degrees in two columns or one, UTM, MGRS, a WKT text, or the format's own geometry."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.circle import WGS84
from geo.coordinates import grain_m, parse_angle, read_position
from geo.errors import SettingError
from geo.parts import without_empty_parts
from layers.tabular.cells import numbers
from layers.tabular.strings import decimals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from layers.tabular.meanings import Table
    from layers.tabular.raw import Cells

__all__ = ["Positions", "positions"]

_LIMITS = {"latitude": 90.0, "longitude": 180.0}
_SHORT = {"latitude": "lat", "longitude": "lon"}
_UTM = ("utm_zone", "easting", "northing")
_TWO = r"\d.*[,;/،؛].*\d|\d.*[^\W\d].*\d|[.٫]\S+\s+\S+[.٫]"
_FINE = 0.01
_SAME_M = 1_000.0  # majal's own: what rounding, or the middle of a town, may make of one place
_POINTS = str.maketrans(",٫−", "..-")
_ZERO_DEG = 0.005
_NO_UTM = ("no UTM position that can be read", "zone and band or hemisphere (37S, 37 north), easting and northing in m")
_EXPECTED = "a position such as 33.51, 36.28 or 33°30′36″N 36°16′48″E or 37S BU 47 11"
_ZERO = "0, 0 stands for no position"
_NO_POSITION = "nothing where the position is not known"


class Positions(NamedTuple):
    """Where the rows are.

    Attributes
    ----------
    points, footprints
        EPSG:4326, None where there is none.
    wrong
        Where a position was given and is not used.
    grain_m
        How many metres the position may be off since it is written no finer: half the diagonal of its MGRS square or of
        its cell of degrees; 0 where that does not matter.
    """

    points: npt.NDArray[np.object_]
    footprints: npt.NDArray[np.object_]
    wrong: npt.NDArray[np.bool_]
    grain_m: npt.NDArray[np.float64]


def positions(table: Table) -> Positions:
    """Read where each row is.

    A geometry that is no point becomes the footprint, and its representative point the position, unless two columns
    of degrees give the position. A position that is wrong is told and left out; it is never mended. So are a point and
    columns that lie more than `_SAME_M`, and what the writing of the columns allows, from one another.
    """
    size = len(table.ids)
    shapes, broken = _shapes(table)
    lon, lat, grain, wrong = _degrees(table)
    given = ~np.isnan(lon) & ~np.isnan(lat)
    points = np.full(size, None, dtype=object)
    points[given] = shapely.points(lon[given], lat[given])
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    points[is_point & ~given] = shapes[is_point & ~given]
    apart = _apart(points, shapes, is_point & given, grain, table)
    points[apart] = None
    wrong |= apart
    extended = ~is_point & ~shapely.is_missing(shapes)
    middle = extended & shapely.is_missing(points)
    points[middle] = shapely.point_on_surface(shapes[middle])
    disc = (table.texts("drawn_as") == "disc").to_numpy()  # drawn by our own export, of `radius_m`: no shape of its own
    footprints = _without(shapes, ~extended | disc)
    return Positions(points, footprints, (wrong | broken) & shapely.is_missing(points), grain)


def _apart(
    points: npt.NDArray[np.object_],
    shapes: npt.NDArray[np.object_],
    both: npt.NDArray[np.bool_],
    grain_m: npt.NDArray[np.float64],
    table: Table,
) -> npt.NDArray[np.bool_]:
    """Tell where the columns and the point of the geometry name two places: nobody knows which of them is meant."""
    rows = np.flatnonzero(both)
    ends = (shapely.get_coordinates(some[rows]).T for some in (points, shapes))
    apart_m = np.zeros(len(points))
    apart_m[rows] = WGS84.inv(*(axis for end in ends for axis in end))[2]
    apart = apart_m > _SAME_M + grain_m
    table.cells.fault(
        apart,
        table.first_of("latitude", "position", "easting", "longitude"),
        "the columns and the geometry name two places",
        f"the same place, up to {_SAME_M / 1000:.0f} km apart",
        lambda at: f"{points[at].y:g}, {points[at].x:g} and {shapes[at].y:g}, {shapes[at].x:g}",
    )
    return np.asarray(apart, dtype=bool)


def _shapes(table: Table) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    size = len(table.ids)
    if table.raw.geometry is not None:
        shapes = table.raw.geometry
    elif table.has("shape"):
        wkt = table.texts("shape")
        written = wkt.astype("object").where(wkt != "", None).to_numpy()
        shapes = shapely.from_wkt(written, on_invalid="ignore")
        unread = shapely.is_missing(shapes) & (wkt != "").to_numpy()
        table.cells.fault(unread, "shape", "no geometry that can be read", "WKT in degrees", lambda at: wkt.iloc[at])
    else:
        return np.full(size, None, dtype=object), np.zeros(size, dtype=bool)
    shapes = shapely.force_2d(shapes)
    shapes = _without(shapes, shapely.is_empty(shapes))
    extended = shapely.get_type_id(shapes) >= shapely.GeometryType.POLYGON
    shapes[extended] = [without_empty_parts(shape) for shape in shapes[extended]]
    broken = _broken(shapes, table.cells, table.first_of("shape") or "geometry")
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


class _Degrees(NamedTuple):
    """Degrees, NaN where there are none, the step in which each pair is written, and where something is wrong."""

    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    grain_m: npt.NDArray[np.float64]
    wrong: npt.NDArray[np.bool_]


def _degrees(table: Table) -> _Degrees:
    written = {axis: table.texts(axis) for axis in _LIMITS}
    both = _pairs(table, written)
    columns = {axis: _axis(written[axis].where(both.texts == "", ""), axis) for axis in _LIMITS}
    typed = np.logical_or.reduce([_typed(table, axis) for axis in _LIMITS if table.has(axis)], axis=0)
    wrong = np.zeros(len(table.ids), dtype=bool)
    for axis in _LIMITS:
        if table.has(axis):
            wrong |= _told(columns, axis, written[axis], table.cells)
    lon, lat = columns["longitude"].degrees, columns["latitude"].degrees
    steps = np.fmin(columns["longitude"].steps, columns["latitude"].steps)
    grain = grain_m(np.where(typed, 0.0, steps), lat)
    wrong |= _half(lon, lat, wrong, table) | _read_pairs(both, (lon, lat, grain), table.cells)
    wrong |= _null_island(lon, lat, table)
    lon[wrong] = lat[wrong] = np.nan
    return _Degrees(lon, lat, np.where(np.isnan(lon) | table.is_ours, 0.0, grain), wrong)


def _typed(table: Table, axis: str) -> npt.NDArray[np.bool_]:
    """Tell which cells are numbers, not texts: they come without the zeros that somebody may have written."""
    cells = table.column(axis)
    if table.raw.drops_zeros or isinstance(cells.dtype, pd.StringDtype):
        return np.full(len(cells), table.raw.drops_zeros)
    return ~cells.map(lambda cell: isinstance(cell, str)).to_numpy(dtype=bool)


class _Axis(NamedTuple):
    """One column: degrees, those that the last digit of each stands for, where it cannot be read."""

    degrees: npt.NDArray[np.float64]
    steps: npt.NDArray[np.float64]
    unread: npt.NDArray[np.bool_]


def _axis(written: pd.Series, axis: str) -> _Axis:
    read, unread = numbers(written)
    values = read.to_numpy(copy=True)
    steps = _steps(written)
    rows = np.flatnonzero(unread)
    values[rows], steps[rows] = _each(written, rows, lambda text: _spelt(text, axis), 2).T
    return _Axis(values, steps, unread & np.isnan(values))


def _steps(written: pd.Series) -> npt.NDArray[np.float64]:
    """Return the degrees that the last digit of each number stands for, as it is written."""
    count = decimals(written)
    rows = np.flatnonzero(np.isnan(count))
    count[rows] = _each(written, rows, _decimals, 1)[:, 0]
    return np.asarray(10.0**-count)


def _decimals(text: str) -> tuple[float]:
    """Count the decimals of a number with a decimal comma, an exponent or other digits."""
    try:
        power = Decimal(text.translate(_POINTS)).as_tuple().exponent
    except InvalidOperation:
        return (0.0,)
    return (float(max(-power, 0)) if isinstance(power, int) else 0.0,)


def _each(
    written: pd.Series, rows: npt.NDArray[np.intp], read: Callable[[str], tuple[float, ...]], width: int
) -> npt.NDArray[np.float64]:
    """Read each distinct text of some rows once; shape (rows, width)."""
    which, distinct = pd.factorize(written.iloc[rows])
    return np.array([read(text) for text in distinct], dtype=np.float64).reshape(len(distinct), width)[which]


def _spelt(text: str, axis: str) -> tuple[float, float]:
    """Read degrees, minutes and seconds, or degrees with letters; NaN where they are no such thing."""
    try:
        angle = parse_angle(text, _SHORT[axis])
    except SettingError:
        return np.nan, _FINE
    return angle.degrees, angle.step


class _Pairs(NamedTuple):
    """Texts that each hold a whole position, empty where none does, and the meaning of the column each stands in."""

    texts: pd.Series
    columns: pd.Series


def _pairs(table: Table, written: Mapping[str, pd.Series]) -> _Pairs:
    """Find whole positions: in a column of their own, in three of UTM, in one of the two columns of degrees."""
    whole = columns = table.columns.always("")
    bare = (written["latitude"] == "") & (written["longitude"] == "")
    found = [("position", table.texts("position").where(bare, ""))] if table.has("position") else []
    if all(map(table.has, _UTM)):
        zone, east, north = (table.texts(name).str.replace(",", ".") for name in _UTM)
        together = (zone + " " + east + " " + north).where((east != "") & (north != "") & bare, "")
        found.append(("easting", together))
    for axis, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if table.has(axis):
            alone = (written[other] == "") & ~bare
            found.append((axis, _holding_two(written[axis].where(alone, "")) if alone.any() else whole))
    for column, here in found:
        free = (whole == "") & (here != "")
        whole, columns = whole.where(~free, here), columns.where(~free, column)
    return _Pairs(whole, columns)


def _holding_two(written: pd.Series) -> pd.Series:
    """Keep what may be a whole position: no number with a decimal comma, no minutes or seconds of one angle."""
    return written.where(numbers(written)[1] & written.str.contains(_TWO), "")


def _read_pairs(pairs: _Pairs, into: tuple[npt.NDArray[np.float64], ...], cells: Cells) -> npt.NDArray[np.bool_]:
    """Read whole positions into arrays of lon, lat and grain; what cannot be read is told with its reason."""
    rows = np.flatnonzero(pairs.texts != "")
    reasons: dict[str, str] = {}
    read = _each(pairs.texts, rows, lambda text: _pair(text, reasons), 3)
    for array, column in zip(into, read.T, strict=True):
        array[rows] = column
    wrong = np.zeros(len(pairs.texts), dtype=bool)
    wrong[rows] = np.isnan(read[:, 0])
    for at in np.flatnonzero(wrong):
        text = pairs.texts.iloc[at]
        column = pairs.columns.iloc[at]
        told = _NO_UTM if column == "easting" else (reasons[text], _EXPECTED)
        cells.note(int(at), column, *told, text)
    return wrong


def _pair(text: str, reasons: dict[str, str]) -> tuple[float, float, float]:
    try:
        found = read_position(text)
    except SettingError as problem:
        reasons[text] = str(problem).removeprefix(f"position {text!r}: ")
        return np.nan, np.nan, 0.0
    return found.at.lon, found.at.lat, found.grain_m


def _told(columns: Mapping[str, _Axis], axis: str, written: pd.Series, cells: Cells) -> npt.NDArray[np.bool_]:
    limit, (values, _, unread) = _LIMITS[axis], columns[axis]
    expected = f"degrees, -{limit:.0f}..{limit:.0f}"
    other = next(one for one in _LIMITS if one != axis)
    for at in np.flatnonzero(unread):
        named_other = not np.isnan(_spelt(written.iloc[at], other)[0])
        hint = f"; it names a {other}, are the two swapped?" if named_other else ""
        cells.note(int(at), axis, f"no {axis} that can be read{hint}", expected, written.iloc[at])
    outside = np.abs(values) > limit
    fits = (axis == "latitude") & (np.abs(values) <= _LIMITS[other]) & (np.abs(columns[other].degrees) <= limit)
    for here, hint in ((outside & fits, "; are latitude and longitude swapped?"), (outside & ~fits, "")):
        cells.fault(here, axis, f"{axis} out of range{hint}", expected, lambda at: written.iloc[at])
    return np.asarray(unread | outside, dtype=bool)


def _half(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    wrong: npt.NDArray[np.bool_],
    table: Table,
) -> npt.NDArray[np.bool_]:
    half = (np.isnan(lon) != np.isnan(lat)) & ~wrong
    column = table.first_of("latitude", "longitude")
    table.cells.fault(
        half, column, "half a position", "latitude and longitude together", lambda at: np.nanmax((lat[at], lon[at]))
    )
    return np.asarray(half, dtype=bool)


def _null_island(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], table: Table) -> npt.NDArray[np.bool_]:
    zero = ((lon == 0) | (lat == 0)) & (np.abs(lon) < _ZERO_DEG) & (np.abs(lat) < _ZERO_DEG)
    column = table.first_of("latitude", "position")
    table.cells.fault(zero, column, _ZERO, _NO_POSITION, lambda at: f"{lat[at] + 0.0:g}, {lon[at] + 0.0:g}")
    return np.asarray(zero, dtype=bool)
