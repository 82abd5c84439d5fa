"""Points in rows around the Earth, about as far apart everywhere, for places that are to be told coarsely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.circle import WGS84
from geo.sag import SHORTEST_DEGREE_M

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["LATTICE_REACH", "lattice_points"]

# No position is farther from its lattice point than so many sides of a cell; tests/geo/test_lattice.py measures it.
LATTICE_REACH = 0.75
_DECIMALS = 6


def lattice_points(lon: npt.ArrayLike, lat: npt.ArrayLike, side_m: float) -> tuple[Floats, Floats]:
    """Return the middle of the cell in which each position lies.

    Cells lie in rows of the same height in degrees, at least `side_m` each. A row has as many cells, all of the same
    width, as fit at its edge nearer to the equator with `side_m` each. Nothing but the position decides which cell it
    is in: equal positions share a point, however often and in whatever order they are asked for.

    Parameters
    ----------
    lon, lat
        Shape (n,), degrees; longitudes of any turn, latitudes in [-90, 90].
    side_m
        Side of a cell in metres, over 0.

    Returns
    -------
    lon, lat
        Shape (n,), degrees with six decimals. No position is farther from its point than `LATTICE_REACH` times
        `side_m`; the point of such a point is itself.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    rows = max(int(180 * SHORTEST_DEGREE_M / side_m), 1)
    row = np.clip(np.floor((y + 90) / 180 * rows), 0, rows - 1)
    south, north = row * 180 / rows - 90, (row + 1) * 180 / rows - 90
    widest = np.where(south * north > 0, np.minimum(np.abs(south), np.abs(north)), 0.0)
    cells = np.maximum(np.floor(_parallel_m(widest) / side_m), 1)
    cell = np.floor((x + 180) / 360 * cells) % cells
    return np.round((cell + 0.5) * 360 / cells - 180, _DECIMALS), np.round((south + north) / 2, _DECIMALS)


def _parallel_m(lat: Floats) -> Floats:
    """Return the length in metres of the parallel at a latitude: 2 pi N cos(lat), N the radius across the meridian."""
    phi = np.radians(lat)
    return np.asarray(2 * np.pi * WGS84.a * np.cos(phi) / np.sqrt(1 - WGS84.es * np.sin(phi) ** 2))
