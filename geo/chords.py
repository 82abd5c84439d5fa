"""Straight lines through the Earth, and what their length says about the distance on its surface.

The radii of normal curvature of the ellipsoid lie between a(1 - e²), along the meridian at the equator, and a²/b, at
the poles (W. Torge, Geodesy, 4th ed. 2012, section 4.1.3). Bounds that hold for every pair of positions follow:

- A geodesic is nowhere bent more than the circle of the smaller radius, so of two arcs of one length the circle's has
  the shorter chord (A. Schur, Math. Ann. 83 (1921); M. do Carmo, Differential Geometry of Curves and Surfaces, 5-7).
- The ball of the smaller radius rolls inside the ellipsoid and the ellipsoid inside the ball of the larger one
  (W. Blaschke, Kreis und Kugel, 1916, section 24). Moving each point to the nearest one of a ball lengthens no path,
  so the distance is at least the arc on the smaller ball, seen from its centre.

At 5.5 km the two bounds are 0.02 mm apart, at 1,000 km 130 m.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.circle import WGS84

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["SHORT_M", "beyond_m", "ecef", "longest_m", "short_m", "within_m"]

_TIGHTEST_M = WGS84.a * (1 - WGS84.es)
_FLATTEST_M = WGS84.a**2 / WGS84.b

# A geodesic longer than half a turn of the tightest circle (19,903 km) ends less than 101 km from where that half turn
# ends, since none is longer than half a meridian (20,003,932 m): its chord is over 12,569 km.
_SCHUR_M = 12_500_000.0

# How long a chord may be that tells its geodesic to 1e-8 m.
SHORT_M = 10_000.0

# Rounding of positions in metres from the middle of the Earth, and of the geodesics themselves, is some 1e-8 m.
_ROUNDING_M = 1e-6


def ecef(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return positions on the ellipsoid as metres from the middle of the Earth.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4326), shape (n,).

    Returns
    -------
    ndarray
        Shape (n, 3), EPSG:4978.
    """
    turn, rise = np.radians(lon), np.radians(lat)
    across = WGS84.a / np.sqrt(1 - WGS84.es * np.sin(rise) ** 2)
    x, y = across * np.cos(rise) * np.cos(turn), across * np.cos(rise) * np.sin(turn)
    return np.stack([x, y, across * (1 - WGS84.es) * np.sin(rise)], axis=-1)


def within_m(distance_m: npt.ArrayLike) -> Floats:
    """Return the chord up to which every pair of positions is surely within a geodesic distance; -1 where none is."""
    arc = np.clip(np.asarray(distance_m, dtype=np.float64) / (2 * _TIGHTEST_M), -np.pi / 2, np.pi / 2)
    return np.maximum(np.minimum(2 * _TIGHTEST_M * np.sin(arc), _SCHUR_M) - _ROUNDING_M, -1.0)


def beyond_m(distance_m: npt.ArrayLike) -> Floats:
    """Return the chord above which every pair of positions is surely farther than a geodesic distance."""
    angle = np.minimum(np.asarray(distance_m, dtype=np.float64) / _TIGHTEST_M, np.pi)
    # Where the ray from the middle of the smaller ball leaves the larger one; both touch the first position.
    apart = _FLATTEST_M - _TIGHTEST_M
    ray = np.sqrt(_FLATTEST_M**2 - (apart * np.sin(angle)) ** 2) - apart * np.cos(angle)
    # (ray - tightest)² + 4 ray tightest sin²(angle/2) is the law of cosines, without its loss of digits.
    chord = np.hypot(ray - _TIGHTEST_M, 2 * np.sqrt(ray * _TIGHTEST_M) * np.sin(angle / 2))
    return np.asarray(chord + _ROUNDING_M, dtype=np.float64)


def longest_m(chord_m: npt.ArrayLike) -> Floats:
    """Return the geodesic distance that no pair of positions with this chord exceeds; infinite where none is sure."""
    chord = np.asarray(chord_m, dtype=np.float64) + _ROUNDING_M
    arc = 2 * _TIGHTEST_M * np.arcsin(np.minimum(chord, _SCHUR_M) / (2 * _TIGHTEST_M))
    return np.where(chord < _SCHUR_M, arc, np.inf)


def short_m(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Return chords, and how long their geodesics are.

    Parameters
    ----------
    start, end
        Positions in EPSG:4978, shape (n, 3).

    Returns
    -------
    tuple of ndarray
        Chords and geodesics in metres, shape (n,). Up to `SHORT_M` a geodesic is right within 1e-8 m: a curve of
        curvature k in its middle is longer than its chord c by k² c³ / 24 and terms of the fifth order (do Carmo,
        1-6). The curvature of the surface x²/a² + y²/a² + z²/b² = 1 in the direction u is that of its quadratic form
        at u, over the length of half its gradient (the same, 3-3).
    """
    form = 1 / np.array([WGS84.a, WGS84.a, WGS84.b]) ** 2
    way = end - start
    squared = np.einsum("ij,ij->i", way, way)
    slope = np.linalg.norm((start + end) / 2 * form, axis=1)
    chord = np.sqrt(squared)
    # As the chord stands for c u, this is k² c⁴; the square of the chord is kept from 0.
    bent = (way**2 @ form / slope) ** 2
    return chord, chord + bent / (24 * np.maximum(chord, 1e-9))
