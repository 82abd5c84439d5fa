"""How large the cells of a grid are on the Earth itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer

if TYPE_CHECKING:
    import numpy.typing as npt
    from pyproj._crs import Ellipsoid

    from geo.grid import Grid

    Floats = npt.NDArray[np.float64]

__all__ = ["cell_areas_km2"]

# In as many columns and rows of a grid the area of a cell is computed.
_TIES = 33


def cell_areas_km2(grid: Grid, first_row: int, rows: int) -> Floats:
    """Return the true areas of cells on the CRS's ellipsoid.

    Parameters
    ----------
    grid
        In any CRS.
    first_row, rows
        Which of its rows.

    Returns
    -------
    ndarray
        In km2: shape (rows, 1) on a geographic grid, where the cells of a row are alike, by the authalic latitude
        (J. P. Snyder, Map Projections: A Working Manual, USGS 1395, formula 3-12); else (rows, columns), of
        some cells by their sides on the ellipsoid, and interpolated between them.
    """
    crs = CRS.from_user_input(grid.crs)
    assert crs.ellipsoid is not None
    sides = grid.top - (first_row + np.arange(rows + 1)) * grid.cell_height
    if crs.is_geographic:
        zone_km2 = -np.diff(_equator_to_km2(crs.ellipsoid, np.radians(np.clip(sides, -90, 90))))
        return np.asarray(np.radians(grid.cell_width) * zone_km2[:, None], dtype=np.float64)
    x = grid.left + np.linspace(0.5, grid.columns - 0.5, min(grid.columns, _TIES)) * grid.cell_width
    y = np.linspace((sides[0] + sides[1]) / 2, (sides[-2] + sides[-1]) / 2, min(rows, _TIES))
    ties = _cell_km2(grid, crs, *np.meshgrid(x, y))
    return np.asarray(_hats(rows, len(y)) @ ties @ _hats(grid.columns, len(x)).T, dtype=np.float64)


def _equator_to_km2(ellipsoid: Ellipsoid, lat: Floats) -> Floats:
    """Area from the equator to each latitude, for each radian of longitude."""
    flattening = 1 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0
    e = np.sqrt(flattening * (2 - flattening))
    sine = np.sin(lat)
    lengthened = np.arctanh(e * sine) / e if e else sine
    minor_km = ellipsoid.semi_minor_metre / 1000
    return np.asarray(minor_km**2 / 2 * (sine / (1 - (e * sine) ** 2) + lengthened), dtype=np.float64)


def _cell_km2(grid: Grid, crs: CRS, x: Floats, y: Floats) -> Floats:
    """Areas of the cells around positions, as parallelograms; 0 where the plane shows no place on Earth."""
    ellipsoid, to_degrees = crs.ellipsoid, Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    assert ellipsoid is not None

    def across(wide: float, high: float) -> tuple[Floats, Floats]:
        """From one side of each cell to the other, in a plane of longitude and authalic height: it keeps areas."""
        (lon, lat), (end_lon, end_lat) = (to_degrees.transform(x + side * wide, y + side * high) for side in (-1, 1))
        turned = np.radians((end_lon - lon + 180) % 360 - 180)
        start, end = (_equator_to_km2(ellipsoid, np.radians(value)) for value in (lat, end_lat))
        return turned, end - start

    with np.errstate(invalid="ignore"):
        east, north = across(grid.cell_width / 2, 0.0), across(0.0, grid.cell_height / 2)
        km2 = np.abs(east[0] * north[1] - east[1] * north[0])
    return np.where(np.isfinite(km2), km2, 0.0)


def _hats(count: int, ties: int) -> Floats:
    """How much each tie counts at each of as many evenly spaced places, linearly between them: shape (count, ties)."""
    at = np.linspace(0, ties - 1, count)
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, None] - np.arange(ties))), dtype=np.float64)
