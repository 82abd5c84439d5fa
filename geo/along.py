"""Where along a piece of an edge something is nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.circle import WGS84

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Nearest", "along"]

# Steps along a piece end when they are this short; the third mostly is.
_STILL_M = 1e-8
_STEPS = 8


class Nearest(NamedTuple):
    """How far in metres, and where in degrees, shape (n,) each."""

    distance_m: Floats
    lon: Floats
    lat: Floats


class _Look(NamedTuple):
    """From a share of each piece: how far the target is, how many shares ahead, and how long the piece in metres."""

    share: Floats
    length_m: Floats
    ahead: Floats
    piece_m: Floats


def along(ends: Floats, share: Floats, toward: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> Nearest:
    """Return the point of each piece that is nearest to its target.

    How far ahead it lies is, in the plane, the length of the geodesic to the target times the cosine of its angle
    with the piece. Here that comes close, and the secant through the last two steps closer.

    Parameters
    ----------
    ends
        Longitude and latitude of the start and of the end of each piece in degrees, shape (n, 4).
    share
        About where it is nearest, from 0 at the start to 1 at the end, shape (n,).
    toward
        The target's longitudes and latitudes, given those of points on the pieces: always the same position, or
        the nearest of another geometry.
    """
    looks = [_look(ends, one, toward) for one in (np.zeros(len(ends)), np.ones(len(ends)), share)]
    slope = np.full(len(ends), -1.0)
    for _ in range(_STEPS):
        last = looks[-1]
        share = np.clip(last.share - last.ahead / slope, 0.0, 1.0)
        if np.all(np.abs(share - last.share) * last.piece_m < _STILL_M):
            break
        looks.append(_look(ends, share, toward))
        slope = _slope(share - last.share, looks[-1].ahead - last.ahead, slope)
    best = np.argmin([look.length_m for look in looks], axis=0), np.arange(len(ends))
    shares, lengths_m = (np.stack(values)[best] for values in ([x.share for x in looks], [x.length_m for x in looks]))
    return Nearest(lengths_m, *_points(ends, shares).T)


def _slope(moved: Floats, gained: Floats, otherwise: Floats) -> Floats:
    """Keep the slope where a step is too small to tell, or where the way ahead grows with each step.

    The slope is near 0 where the position lies about in the middle of the circle that the piece bends along, as
    the pole does for a parallel, and far below -1 where it lies outside and far.
    """
    told = np.abs(moved) > 1e-7
    slope = np.divide(gained, moved, out=otherwise.copy(), where=told)
    return np.where(slope < -1e-5, slope, otherwise)


def _points(ends: Floats, share: Floats) -> Floats:
    # This way both ends are exact; a pole is not left by rounding.
    points = ends[:, :2] * (1 - share)[:, None] + ends[:, 2:] * share[:, None]
    points[:, 1] = np.clip(points[:, 1], -90.0, 90.0)
    return np.asarray(points, dtype=np.float64)


def _look(ends: Floats, share: Floats, toward: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> _Look:
    """Look from this share of each piece.

    The radii of curvature are those of the meridian and of the prime vertical (Torge, Geodesy, section 4.1.3).
    """
    at_lon, at_lat = np.ascontiguousarray(_points(ends, share).T)
    azimuth, _, length_m = WGS84.inv(at_lon, at_lat, *toward(at_lon, at_lat))
    rise, (lon_step, lat_step) = np.radians(at_lat), np.radians(ends[:, 2:] - ends[:, :2]).T
    flat = 1 - WGS84.es * np.sin(rise) ** 2
    east = WGS84.a / np.sqrt(flat) * np.cos(rise) * lon_step
    north = WGS84.a * (1 - WGS84.es) / flat**1.5 * lat_step
    squared = np.maximum(east**2 + north**2, 1e-18)
    ahead = length_m * (np.sin(np.radians(azimuth)) * east + np.cos(np.radians(azimuth)) * north) / squared
    return _Look(share, length_m, ahead, np.sqrt(squared))
