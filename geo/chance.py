"""How likely a place is within a distance of something that may have been anywhere in a disc or a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.area import area_m2

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

__all__ = ["STEPS", "chance_within", "points_within", "staircase"]

STEPS = 8

# Heights of the steps and how much each counts: Gauss and Legendre's, from 0 to 1.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(STEPS)
_HEIGHTS, _COUNTS = (_NODES + 1) / 2, _WEIGHTS / 2

_HALVINGS = 45
_DEGREE_M = 111_195.0  # of a sphere of 6,371,008.8 m, the Earth's mean radius (IUGG)
_LEAST_POINTS = 64
_MOST_POINTS = 1024

# How many times its own area a shape's box may have, to be looked through for positions.
_ROOM = 200


def chance_within(away_m: npt.ArrayLike, distance_m: npt.ArrayLike, radius_m: npt.ArrayLike) -> Floats:
    """Return how likely a place is within a distance of something that is anywhere in a disc with the same chance.

    Parameters
    ----------
    away_m
        From the disc's middle to the place.
    distance_m
        Within which it counts, over 0.
    radius_m
        Of the disc, over 0.

    Returns
    -------
    ndarray
        The part of the disc that lies within the distance of the place: the area that two circles share (a lens) over
        the disc's own. In a plane, which the Earth is up to some hundred kilometres. Source of the lens: E. W.
        Weisstein, Circle-Circle Intersection, MathWorld, formula 14.
    """
    numbers = (np.asarray(value, dtype=np.float64) for value in (away_m, distance_m, radius_m))
    away, reach, radius = np.broadcast_arrays(*numbers)
    apart = np.maximum(away, 1e-9 * (reach + radius))
    to_disc = (apart**2 + radius**2 - reach**2) / (2 * apart * radius)
    to_place = (apart**2 + reach**2 - radius**2) / (2 * apart * reach)
    near, far = (np.arccos(np.clip(cosine, -1, 1)) for cosine in (to_disc, to_place))
    sides = (-apart + radius + reach) * (apart + radius - reach) * (apart - radius + reach) * (apart + radius + reach)
    lens = radius**2 * near + reach**2 * far - np.sqrt(np.maximum(sides, 0)) / 2
    return np.asarray(np.clip(lens / (np.pi * radius**2), 0, 1))


def staircase(distance_m: Floats, radius_m: Floats) -> tuple[Floats, Floats]:
    """Return nested discs that stand for `chance_within`, which falls with the distance from the middle.

    A place has the chance that the weights of the discs that hold it add up to.

    Parameters
    ----------
    distance_m, radius_m
        As for `chance_within`, shape (n,).

    Returns
    -------
    radii : ndarray
        Metres, shape (n, STEPS). Their areas by their weights add up to the area within the distance, as the chance
        itself does over all places.
    weights : ndarray
        Shape (n, STEPS); each row adds up to the chance in the middle.
    """
    reach, radius = (np.asarray(values, dtype=np.float64)[:, None] for values in (distance_m, radius_m))
    peak = np.minimum(1.0, (reach / radius) ** 2)
    low, high = np.broadcast_arrays(np.abs(reach - radius), reach + radius + 0 * _HEIGHTS)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        likelier = chance_within(middle, reach, radius) > peak * _HEIGHTS
        low, high = np.where(likelier, middle, low), np.where(likelier, high, middle)
    weights = peak * _COUNTS
    radii = low * reach / np.sqrt((weights * low**2).sum(axis=1, keepdims=True))
    return radii, weights


def points_within(shape: BaseGeometry, distance_m: float) -> tuple[Floats, float]:
    """Return positions evenly spread in a shape, and how far around each one to look.

    Parameters
    ----------
    shape
        Points, lines or polygons in EPSG:4326.
    distance_m
        Within which places count.

    Returns
    -------
    positions : ndarray
        Longitudes and latitudes, shape (k, 2), at most some two thousand; the same for the same shape.
    reach_m : float
        The distance; more in a shape so large that discs of the distance around so few positions would leave gaps. A
        disc of `reach_m` then stands for one of `distance_m` and counts ``(distance_m / reach_m) ** 2``.
    """
    parts = shapely.get_parts(shape)
    parts = parts[shapely.get_dimensions(parts) == 2]
    whole_m2 = sum(area_m2(part) for part in parts)
    room_m2 = sum(area_m2(shapely.box(*part.bounds)) for part in parts)
    if not len(parts) or room_m2 > _ROOM * whole_m2:
        # So thin a shape is as good as its outline.
        return _along(shape.boundary if len(parts) else shape), distance_m
    wanted = np.clip(4 * whole_m2 / distance_m**2, _LEAST_POINTS, _MOST_POINTS)
    step_m = float(np.sqrt(whole_m2 / wanted))
    positions = np.concatenate([_lattice(part, step_m, shapely.bounds(parts).min(axis=0)[:2]) for part in parts])
    if not len(positions):
        positions = shapely.get_coordinates(shapely.point_on_surface(parts))
    return positions, max(distance_m, step_m)


def _along(shape: BaseGeometry) -> Floats:
    parts = shapely.get_parts(shape)
    lines = parts[shapely.get_dimensions(parts) == 1]
    if not len(lines):
        return shapely.get_coordinates(parts)
    total = shapely.length(lines).sum()
    spots = []
    for line in lines:
        count = max(1, round(_LEAST_POINTS * line.length / total))
        spots.append(shapely.line_interpolate_point(line, (np.arange(count) + 0.5) / count, normalized=True))
    return shapely.get_coordinates(np.concatenate(spots))


def _lattice(part: BaseGeometry, step_m: float, corner: Floats) -> Floats:
    """Give the middles of squares of this side that lie in a polygon, every second row moved by half a side.

    The squares are counted from a corner that all parts of a shape share, so that a part too small for a square holds
    one as often as its area says.
    """
    west, south, east, north = part.bounds
    high = step_m / _DEGREE_M
    found = []
    for row in range(int(np.ceil((south - corner[1]) / high - 0.5)), int(np.ceil((north - corner[1]) / high - 0.5))):
        lat = corner[1] + (row + 0.5) * high
        step = high / np.cos(np.radians(min(abs(lat), 89.9)))
        first = corner[0] + step * (0.25 + 0.5 * (row % 2))
        lon = first + step * np.arange(np.ceil((west - first) / step), np.ceil((east - first) / step))
        found.append(np.column_stack([lon, np.full(len(lon), lat)]))
    spots: Floats = np.concatenate([np.empty((0, 2)), *found])
    return spots[np.asarray(shapely.contains_xy(part, *spots.T))]
