"""Vertices of many geodesic circles at once, away from the poles.

Seen from its centre, a circle of one radius depends on the latitude alone, and smoothly. So circles are computed
exactly at a few latitudes, and those between by polynomial interpolation at Chebyshev points (L. N. Trefethen,
Approximation Theory and Approximation Practice, SIAM 2013, chapters 2 to 5): one small matrix product for thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["WGS84", "circles", "geodesic_ends"]

WGS84 = Geod(ellps="WGS84")

# Nine latitudes in a band of one degree miss the exact vertices by less than 2e-8 m up to 80 degrees, and by less
# than 3e-7 m up to 86 (measured; bounds in tests/geo/test_geodesy.py).
_BAND_DEGREES = 1.0
_SMOOTH_DEGREES = 86.0
_DEGREE_M = 110_574.0  # the shortest degree of latitude, at the equator
_NODES = 9

# Fewer circles of one radius in one band are not worth the nodes.
_WORTH_IT = 4 * _NODES

# Some megabytes of coordinates: they stay in the cache, and the memory is used again for the next ones. They are
# multiplied by the block, too small for BLAS to wake its threads, which costs more than they save.
_BLOCK = 64
_AT_ONCE = 32 * _BLOCK


def geodesic_ends(
    lon: npt.ArrayLike, lat: npt.ArrayLike, azimuth: npt.ArrayLike, length_m: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return where geodesics end, for arguments broadcast against each other.

    Parameters
    ----------
    lon, lat
        Starts in degrees.
    azimuth
        Degrees from north.
    length_m
        Metres.

    Returns
    -------
    tuple of ndarray
        Longitudes and latitudes in degrees.
    """
    start_lon, start_lat, heading, length = (
        np.ascontiguousarray(values) for values in np.broadcast_arrays(lon, lat, azimuth, length_m)
    )
    end_lon, end_lat, _ = WGS84.fwd(start_lon, start_lat, heading, length)
    return end_lon, end_lat


def circles(lon: Floats, lat: Floats, radius_m: Floats, vertices: int) -> Iterator[tuple[Indices, Floats]]:
    """Give the vertices of circles that hold no pole, some thousands at a time.

    Parameters
    ----------
    lon, lat
        Centres in degrees, shape (n,).
    radius_m
        Geodesic radii in metres, shape (n,).
    vertices
        Of each circle, evenly spread over the azimuths from north, counterclockwise.

    Yields
    ------
    tuple of ndarray
        Which circles these are, shape (k,), and their closed rings, shape (k, vertices + 1, 2), longitudes continued
        past ±180. The rings' memory is used again for the next ones.
    """
    room = np.empty((_AT_ONCE, vertices + 1, 2))
    azimuth = np.linspace(0.0, -360.0, vertices, endpoint=False)
    alone: list[Indices] = []
    for group in _groups(lat, radius_m):
        low = np.floor(lat[group[0]] / _BAND_DEGREES) * _BAND_DEGREES
        reach = max(abs(low), abs(low + _BAND_DEGREES)) + radius_m[group[0]] / _DEGREE_M
        if len(group) < _WORTH_IT or reach > _SMOOTH_DEGREES:
            alone.append(group)
            continue
        nodes = low + _BAND_DEGREES * (1 + _UNIT_NODES) / 2
        exact = _exact(np.zeros(_NODES), nodes, np.full(_NODES, radius_m[group[0]]), azimuth)
        exact[:, :, 1] -= nodes[:, None]
        for rows in _chunks(group):
            yield rows, _interpolated(lon[rows], lat[rows], 2 * (lat[rows] - low) / _BAND_DEGREES - 1, exact, room)
    for rows in _chunks(np.concatenate(alone) if alone else np.empty(0, dtype=np.intp)):
        yield rows, _closed(_exact(lon[rows], lat[rows], radius_m[rows], azimuth), room)


def _groups(lat: Floats, radius_m: Floats) -> list[Indices]:
    """Circles of one radius in one band of latitude."""
    if not len(lat):
        return []
    band = np.floor(lat / _BAND_DEGREES)
    order = np.lexsort((band, radius_m))
    new = (np.diff(band[order]) != 0) | (np.diff(radius_m[order]) != 0)
    return np.split(order, np.flatnonzero(new) + 1)


def _chunks(rows: Indices) -> Iterator[Indices]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _exact(lon: Floats, lat: Floats, radius_m: Floats, azimuth: Floats) -> Floats:
    """Vertices by the geodesics themselves, shape (n, vertices, 2)."""
    ring_lon, ring_lat = geodesic_ends(lon[:, None], lat[:, None], azimuth[None, :], radius_m[:, None])
    # A circle without a pole keeps within a quarter turn of its centre.
    ring_lon -= 360.0 * np.round((ring_lon - lon[:, None]) / 360.0)
    return np.stack([ring_lon, ring_lat], axis=2)


def _closed(rings: Floats, room: Floats) -> Floats:
    filled = room[: len(rings)]
    filled[:, :-1] = rings
    filled[:, -1] = filled[:, 0]
    return filled


def _interpolated(lon: Floats, lat: Floats, at: Floats, exact: Floats, room: Floats) -> Floats:
    """Vertices at latitudes `at` of the band, which runs from -1 to 1, around their centres."""
    blocks = -(-len(lon) // _BLOCK)
    weights = np.zeros((blocks * _BLOCK, _NODES + 2))
    weights[: len(lon)] = np.column_stack([_weights(at), lon, lat])
    closed = np.concatenate([exact, exact[:, :1]], axis=1).reshape(_NODES, -1)
    centre = np.zeros((2, closed.shape[1]))
    centre[0, 0::2] = centre[1, 1::2] = 1.0
    product = room[: blocks * _BLOCK].reshape(blocks, _BLOCK, -1)
    np.matmul(weights.reshape(blocks, _BLOCK, -1), np.vstack([closed, centre]), out=product)
    filled = room[: len(lon)]
    filled[:, -1] = filled[:, 0]
    return filled


# Chebyshev points of the first kind: roots of the Chebyshev polynomial of degree _NODES.
_UNIT_NODES = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
_DEGREES = np.arange(_NODES)
_TO_WEIGHTS = np.cos(np.outer(_DEGREES, np.pi * (np.arange(_NODES) + 0.5) / _NODES)) * 2.0 / _NODES
_TO_WEIGHTS[0] /= 2.0


def _weights(at: Floats) -> Floats:
    """How much each node counts at each point of [-1, 1], shape (n, nodes)."""
    polynomials = np.cos(np.outer(np.arccos(np.clip(at, -1.0, 1.0)), _DEGREES))
    return np.asarray(polynomials @ _TO_WEIGHTS, dtype=np.float64)
