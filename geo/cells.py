"""How large the cells of a grid are on the Earth itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Proj, Transformer

if TYPE_CHECKING:
    import numpy.typing as npt
    from pyproj._crs import Ellipsoid

    from geo.grid import Grid

    Floats = npt.NDArray[np.float64]

__all__ = ["cell_areas_km2"]

# At as many columns and rows of a grid a projection is asked for its areal scale.
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
        (J. P. Snyder, Map Projections: A Working Manual, USGS 1395, formula 3-12); else (rows, columns), by the
        projection's own areal scale, taken at some places and interpolated between.
    """
    crs = CRS.from_user_input(grid.crs)
    assert crs.ellipsoid is not None
    sides = grid.top - (first_row + np.arange(rows + 1)) * grid.cell_height
    if crs.is_geographic:
        zone_km2 = -np.diff(_equator_to_km2(crs.ellipsoid, np.radians(np.clip(sides, -90, 90))))
        return np.asarray(np.radians(grid.cell_width) * zone_km2[:, None], dtype=np.float64)
    x = grid.left + np.linspace(0.5, grid.columns - 0.5, min(grid.columns, _TIES)) * grid.cell_width
    y = np.linspace((sides[0] + sides[1]) / 2, (sides[-2] + sides[-1]) / 2, min(rows, _TIES))
    plane_km2 = grid.cell_width * grid.cell_height * crs.axis_info[0].unit_conversion_factor ** 2 / 1e6
    flat = _to_true_area(crs, *np.meshgrid(x, y))
    return plane_km2 * (_hats(rows, len(y)) @ flat @ _hats(grid.columns, len(x)).T)


def _equator_to_km2(ellipsoid: Ellipsoid, lat: Floats) -> Floats:
    """Area from the equator to each latitude, for each radian of longitude."""
    flattening = 1 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0
    e = np.sqrt(flattening * (2 - flattening))
    sine = np.sin(lat)
    lengthened = np.arctanh(e * sine) / e if e else sine
    minor_km = ellipsoid.semi_minor_metre / 1000
    return np.asarray(minor_km**2 / 2 * (sine / (1 - (e * sine) ** 2) + lengthened), dtype=np.float64)


def _to_true_area(crs: CRS, x: Floats, y: Floats) -> Floats:
    """By what an area in the plane is multiplied; 0 where the plane shows no place on Earth."""
    lon, lat = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(x, y)
    scale = np.asarray(Proj(crs).get_factors(lon, lat).areal_scale, dtype=np.float64)
    known = np.isfinite(scale) & (scale > 0)
    return np.divide(1.0, scale, out=np.zeros_like(scale), where=known)


def _hats(count: int, ties: int) -> Floats:
    """How much each tie counts at each of as many evenly spaced places, linearly between them: shape (count, ties)."""
    at = np.linspace(0, ties - 1, count)
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, None] - np.arange(ties))), dtype=np.float64)
