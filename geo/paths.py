"""Discs and sectors one by one, from closed paths given as directions and distances from a centre, poles or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.antimeridian import enclosed, unwrapped
from geo.area import area_m2
from geo.circle import geodesic_ends
from geo.sag import chord_sag

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

__all__ = ["around", "of_area", "polar_disc", "sector"]

# Nothing that can be told from a pole, yet far enough from it to have a longitude.
_NO_DISTANCE_M = 1e-7

# Each takes a thousandth of what the one before left.
_ROUNDS = 3


def polar_disc(lon: float, lat: float, vertices: int, radius_m: float) -> BaseGeometry:
    """Return a disc that may hold a pole, its vertices at `radius_m`; arguments as those of `geo.geodesy.discs`."""
    turn = 360.0 / vertices
    azimuth = np.asarray(-turn * np.arange(vertices + 1), dtype=np.float64)
    return around(lon, lat, azimuth, np.full(vertices + 1, radius_m), radius_m * float(chord_sag(turn)))


def around(lon: float, lat: float, azimuth: Floats, length_m: Floats, sag_m: float) -> BaseGeometry:
    """Return the area within a closed path given from its centre, with vertices enough near a pole.

    Meridians run together there: an edge of length L over Δλ radians bends by up to L Δλ / 4, and is halved until that
    is less than `sag_m`.
    """
    while True:
        path_lon, path_lat = geodesic_ends(lon, lat, azimuth, length_m)
        # The centre itself, without the rounding of a way of no length.
        path_lon[length_m == 0], path_lat[length_m == 0] = lon, lat
        across = np.radians(np.abs(np.diff(unwrapped(path_lon))))
        along_m = np.hypot(np.diff(length_m), np.radians(np.diff(azimuth)) * (length_m[1:] + length_m[:-1]) / 2)
        coarse = np.flatnonzero(across * along_m > 4 * sag_m)
        if not len(coarse):
            return enclosed(np.column_stack([path_lon[:-1], path_lat[:-1]]), pole=1 if lat >= 0 else -1)
        azimuth, length_m = (_halved(values, coarse) for values in (azimuth, length_m))


def _halved(values: Floats, after: npt.NDArray[np.intp]) -> Floats:
    return np.insert(values, after + 1, (values[after] + values[after + 1]) / 2)


def sector(
    lon: float, lat: float, start: float, turn: float, inner_m: float, vertices: int, outer_m: float
) -> BaseGeometry:
    """Return the part of a disc from the direction `start`, `turn` degrees clockwise, both radii those of vertices."""
    step = 360.0 / vertices
    arc = start + np.linspace(turn, 0.0, int(np.ceil(turn / step)) + 1)
    # Seen from a pole a direction is a longitude, so there the tip goes from one to the other, at no distance.
    at_pole = abs(lat) == 90
    tip = arc[::-1] if inner_m or at_pole else arc[[-1, 0]]
    back_m = max(inner_m, _NO_DISTANCE_M) if at_pole else inner_m
    azimuth = np.concatenate([arc, tip, arc[:1]])
    length = np.concatenate([np.full(len(arc), outer_m), np.full(len(tip), back_m), [outer_m]])
    area: BaseGeometry = shapely.remove_repeated_points(
        around(lon, lat, azimuth, length, outer_m * float(chord_sag(step)))
    )
    return area


def of_area(meant_m2: float, full_m2: float, reach_m: float, shape: Callable[[float], BaseGeometry]) -> BaseGeometry:
    """Return the shape of that area: without its hole, it grows nearly with the square of how far it reaches."""
    for _ in range(_ROUNDS):
        reach_m *= 1 + (meant_m2 - area_m2(shape(reach_m))) / (2 * full_m2)
    return shape(reach_m)
