"""Footprints: the area where a record may have been, and what lies within a distance of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.buffer import buffer
from geo.errors import SettingError
from geo.geodesy import LARGEST_RADIUS_M, discs
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.sag import EdgeFit

    Geometries = npt.NDArray[np.object_]
    Floats = npt.NDArray[np.float64]

__all__ = ["footprint_radii_m", "footprints", "has_shape", "zones_around"]


def has_shape(table: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return which records of an event table bring their own shape; never those of unknown precision."""
    shapes = _geometries(table["footprint"])
    known = (table["precision"] != Precision.UNKNOWN).to_numpy()
    return np.asarray(shapely.is_geometry(shapes) & ~shapely.is_empty(shapes) & known)


def _geometries(column: pd.Series[Any] | gpd.GeoSeries) -> Geometries:
    """Return the geometries of a column, None for whatever else stands there."""
    values: Geometries = np.array(column, dtype=object)
    values[~shapely.is_geometry(values)] = None
    return values


def footprint_radii_m(table: gpd.GeoDataFrame) -> Floats:
    """Return the radius in metres of each record's disc.

    Where a record gives none, the radius is the one its precision class means (`geo.place.PRECISION`).

    Returns
    -------
    ndarray
        Shape (n,); NaN where there is no disc: no point on Earth, precision unknown, a class without a radius, or a
        radius over `geo.geodesy.LARGEST_RADIUS_M`, which says nothing.
    """
    by_class = {str(name): meant.radius_m for name, meant in PRECISION.items()}
    meant = table["precision"].map(by_class).astype("float64")
    radii = table["radius_m"].astype("float64").where(table["radius_m"] > 0, meant)
    points = _geometries(table.geometry)
    on_earth = (np.abs(shapely.get_y(points)) <= 90) & np.isfinite(shapely.get_x(points))
    known = (table["precision"] != Precision.UNKNOWN).to_numpy()
    return np.asarray(radii.where(on_earth & known & (radii <= LARGEST_RADIUS_M)), dtype=np.float64)


def footprints(table: gpd.GeoDataFrame) -> Geometries:
    """Return the area where each record may have been.

    Parameters
    ----------
    table
        Event table (`layers.events.COLUMNS`).

    Returns
    -------
    ndarray of shapely geometries
        Shape (n,), EPSG:4326: the record's own shape, else the disc of its radius, else None. Records that share
        a footprint share the object.
    """
    areas = _discs(table, 0.0)
    shaped = has_shape(table)
    areas[shaped] = _geometries(table["footprint"])[shaped]
    return areas


def zones_around(table: gpd.GeoDataFrame, distance_m: float, *, edges: EdgeFit = "inscribed") -> Geometries:
    """Return everything within a geodesic distance of each record's footprint.

    A disc grows to a larger disc, exactly; a shape grows as `geo.buffer.buffer` says.

    Parameters
    ----------
    table
        Event table (`layers.events.COLUMNS`).
    distance_m
        Metres.
    edges
        As `geo.buffer.buffer` has it, and `geo.geodesy.discs`.

    Returns
    -------
    ndarray of shapely geometries
        Shape (n,), EPSG:4326; None where there is no footprint. Each different footprint is grown once.

    Raises
    ------
    SettingError
        The distance is not over 0, or over `geo.geodesy.LARGEST_RADIUS_M`.
    """
    if not 0 < distance_m <= LARGEST_RADIUS_M:
        raise SettingError(f"zones: expected a distance over 0 and up to {LARGEST_RADIUS_M:.0f} m, got {distance_m:g}")
    areas = _discs(table, distance_m, edges)
    shaped = np.flatnonzero(has_shape(table))
    shapes = _geometries(table["footprint"])[shaped]
    grown: dict[bytes, BaseGeometry] = {}
    for at, shape, key in zip(shaped, shapes, shapely.to_wkb(shapes), strict=True):
        if key not in grown:
            grown[key] = buffer(shape, distance_m, edges=edges)
        areas[at] = grown[key]
    return areas


def _discs(table: gpd.GeoDataFrame, more_m: float, edges: EdgeFit = "inscribed") -> Geometries:
    radii = footprint_radii_m(table)
    areas = np.full(len(table), None, dtype=object)
    disc = np.flatnonzero((radii + more_m <= LARGEST_RADIUS_M) & ~has_shape(table))
    lon, lat = shapely.get_coordinates(_geometries(table.geometry)[disc]).T
    areas[disc] = discs(lon, lat, radii[disc] + more_m, edges=edges)
    return areas
