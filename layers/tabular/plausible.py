"""What a table says that can hardly be: places outside the stated country, days after its publication, min over max."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.circle import WGS84
from geo.gazetteer import open_gazetteer
from geo.nearest import nearest_on
from geo.place import Precision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from geo.place import Place
    from layers.tabular.meanings import Table
    from layers.tabular.raw import Cells

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Outside", "judged", "outside"]

# Majal's own: the borders are simplified to about 1 km, coordinates of towns stand for their surroundings, and what
# happens at a border or off a coast is coded with the country.
_TOLERANCE_M = 25_000.0
# A position of such a class stands for an area or for nothing at all: that it lies elsewhere says nothing.
_NO_PLACE = (Precision.COUNTRY, Precision.AIRSPACE, Precision.UNKNOWN)
# What tables count with a country beside its present area: lands that are claimed, or that left it since 1989.
_COUNTED_WITH = {
    "CN": ("HK", "MO", "TW"),
    "ET": ("ER",),
    "ID": ("TL",),
    "IL": ("PS",),
    "MA": ("EH",),
    "RS": ("ME", "XK"),
    "SD": ("SS",),
}
_WINDS = (
    ("north", "شمال"),
    ("north-east", "شمال شرقي"),
    ("east", "شرق"),
    ("south-east", "جنوب شرقي"),
    ("south", "جنوب"),
    ("south-west", "جنوب غربي"),
    ("west", "غرب"),
    ("north-west", "شمال غربي"),
)


class Outside(NamedTuple):
    """Points outside their country: which, how far, in which direction from its nearest point, and the country.

    `swapped` is where the country holds the point that has the two coordinates the other way round.
    """

    rows: Indices
    distance_m: Floats
    azimuth: Floats
    swapped: npt.NDArray[np.bool_]
    country: str


def judged(events: gpd.GeoDataFrame, table: Table, grain_m: Floats, published: dt.date | None) -> gpd.GeoDataFrame:
    """Tell what can hardly be, and leave out the positions that look swapped; nothing is mended.

    Parameters
    ----------
    events
        The event table; every row is judged by itself, so that parts of a table give what the whole does.
    table
        What the events were made of; its faults are told there.
    grain_m
        How far off each position may be since it is written no finer.
    published
        The day on which the table was published, where that is known.

    Returns
    -------
    geopandas.GeoDataFrame
        With what was found in ``why`` and ``why_ar``; where a position looks swapped, without it.
    """
    if table.is_ours:
        return events  # it was told when the table was first read
    events = _told_grain(events, grain_m)
    column = table.first_of("latitude", "position", "easting", "shape") or "geometry"
    for found in outside(events):
        events = _told_outside(events, found, table.cells, column)
    _later(events, table, published)
    return events


def outside(events: gpd.GeoDataFrame) -> Iterator[Outside]:
    """Give, country by country, the points that lie clearly outside the country that is stated.

    Parameters
    ----------
    events
        Columns ``country``, ``precision``, ``radius_m``, ``footprint`` and ``geometry``; only points are looked at, and
        none that stands for a whole country, an airspace or nothing known.

    Notes
    -----
    Clearly is over `_TOLERANCE_M` and the row's own radius, geodesically, from the country as Natural Earth draws it,
    the divisions that the gazetteer counts to it, and what `_COUNTED_WITH` adds; a country without an area is its disc.
    """
    points = events.geometry.to_numpy()
    judged_ = ~shapely.is_missing(points) & shapely.is_missing(events["footprint"].to_numpy())
    judged_ &= ~events["precision"].isin(_NO_PLACE).to_numpy()
    which, countries = pd.factorize(events["country"])
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    slack_m = events["radius_m"].fillna(0).to_numpy(dtype=np.float64) + _TOLERANCE_M
    for number, country in enumerate(countries):
        rows = np.flatnonzero((which == number) & judged_)
        if len(rows) and _country(country):
            yield _outside(country, rows, lon, lat, slack_m)


def _outside(country: str, rows: Indices, lon: Floats, lat: Floats, slack_m: Floats) -> Outside:
    area = _area(country)
    beyond = rows if area is None else rows[~shapely.contains_xy(area, lon[rows], lat[rows])]
    places, which = np.unique(lon[beyond] + 1j * lat[beyond], return_inverse=True)
    distance_m, azimuth = (column[which] for column in _away(country, places.real, places.imag))
    far = distance_m > slack_m[beyond]
    rows = beyond[far]
    wide = _wide_area(country)
    swapped = np.zeros(len(rows), dtype=bool) if wide is None else shapely.contains_xy(wide, lat[rows], lon[rows])
    return Outside(rows, distance_m[far], azimuth[far], np.asarray(swapped, dtype=bool), country)


def _away(country: str, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return how far positions are from a country, and in which direction from its nearest point."""
    if not len(lon):
        return np.zeros(0), np.zeros(0)
    area, place = _wide_area(country), _country(country)
    assert place is not None
    if area is None:
        azimuth, _, length_m = WGS84.inv(np.full(len(lon), place.at.lon), np.full(len(lon), place.at.lat), lon, lat)
        return np.maximum(np.asarray(length_m) - place.radius_m, 0.0), np.asarray(azimuth)
    near = nearest_on(area, lon, lat)
    azimuth = WGS84.inv(near.lon, near.lat, lon, lat)[0]
    return near.distance_m, np.asarray(azimuth)


@cache
def _country(code: str) -> Place | None:
    return open_gazetteer().find(f"iso:{code}") if code else None


@cache
def _area(code: str) -> BaseGeometry | None:
    area = open_gazetteer().shape(f"iso:{code}")
    if area is not None:
        shapely.prepare(area)
    return area


@cache
def _wide_area(code: str) -> BaseGeometry | None:
    """Return the area with what the gazetteer counts to the country, as Crimea to Ukraine, and `_COUNTED_WITH`."""
    gazetteer = open_gazetteer()
    divisions = (gazetteer.shape(place.id) for place in gazetteer.of_features({"adm1"}) if place.country == code)
    parts = [_area(code), *divisions, *(_area(other) for other in _COUNTED_WITH.get(code, ()))]
    whole = [part for part in parts if part is not None]
    if not whole:
        return None
    area = shapely.union_all(whole)
    shapely.prepare(area)
    return area


def _told_outside(events: gpd.GeoDataFrame, found: Outside, cells: Cells, column: str) -> gpd.GeoDataFrame:
    if not len(found.rows):
        return events
    place = _country(found.country)
    assert place is not None
    whys: dict[str, list[str]] = {"why": [], "why_ar": []}
    points = events.geometry.to_numpy()[found.rows]
    for at, length_m, azimuth, swapped, point in zip(*found[:4], points, strict=True):
        en, ar = _WINDS[round(azimuth / 45) % 8]
        told = f"{length_m / 1000:.0f} km {en} of {place.name}, the country that is stated"
        message = f"latitude and longitude look swapped: {told}" if swapped else told
        cells.note(int(at), column, message, f"a position in {place.name}", f"{point.y:g}, {point.x:g}")
        whys["why"].append(told)
        whys["why_ar"].append(f"على بعد {length_m / 1000:.0f} كم {ar} {place.name_ar or place.name}، وهو البلد المذكور")
    for name, texts in whys.items():
        events = _with_why(events, found.rows[~found.swapped], name, np.array(texts, dtype=object)[~found.swapped])
    return _unplaced(events, found.rows[found.swapped])


def _with_why(events: gpd.GeoDataFrame, rows: Indices, name: str, told: npt.NDArray[np.object_]) -> gpd.GeoDataFrame:
    if not len(rows):
        return events
    column = events[name].copy()
    before = column.iloc[rows].to_numpy(dtype=object)
    joint = "؛ " if name.endswith("_ar") else "; "
    column.iloc[rows] = [f"{old}{joint}{new}" if old else new for old, new in zip(before, told, strict=True)]
    return events.assign(**{name: column})


def _unplaced(events: gpd.GeoDataFrame, rows: Indices) -> gpd.GeoDataFrame:
    if not len(rows):
        return events
    points, radius = events.geometry.copy(), events["radius_m"].copy()
    points.iloc[rows] = None
    radius.iloc[rows] = np.nan
    return events.assign(radius_m=radius).set_geometry(points)


def _told_grain(events: gpd.GeoDataFrame, grain_m: Floats) -> gpd.GeoDataFrame:
    """Say where the writing of a position, and not its class, sets how far off it may be."""
    rows = np.flatnonzero((grain_m > 0) & (events["radius_m"] == grain_m).to_numpy())
    for name, words in (
        ("why", "the position is written no finer: it may be {} off"),
        ("why_ar", "الموقع غير مكتوب بدقة أكبر: قد يبعد {}"),
    ):
        units = ("m", "km") if name == "why" else ("م", "كم")
        told = [words.format(_length(float(metres), *units)) for metres in grain_m[rows]]
        events = _with_why(events, rows, name, np.array(told, dtype=object))
    return events


def _length(metres: float, small: str, large: str) -> str:
    return f"{metres:.0f} {small}" if metres < 1000 else f"{metres / 1000:.1f} {large}"


def _later(events: gpd.GeoDataFrame, table: Table, published: dt.date | None) -> None:
    if published is None:
        return
    # The day of publication may have ended later than that of UTC.
    after = pd.Timestamp(published, tz="UTC") + pd.Timedelta(days=2)
    table.cells.fault(
        (events["start"] >= after).to_numpy(dtype=bool),
        table.first_of("date", "start"),
        "after the day on which the table was published",
        f"{published} or before",
        lambda at: events["start"].iloc[at].isoformat(),
    )
