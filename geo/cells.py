"""How large the cells of a grid are on the Earth itself."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Transformer

from geo.area import authalic

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.grid import Grid

    Floats = npt.NDArray[np.float64]
    Reals = npt.NDArray[np.floating]
    Indices = npt.NDArray[np.intp]

__all__ = ["cell_areas_km2"]

# Every so many rows and columns of the whole grid, areas are worked out that those between may follow: where what
# ties twice as far apart miss of them is small. They miss a quarter of it themselves.
_TIE = 8
_SMOOTH = 2e-5

# Cells worked out at once, and into how many parts each side of one is cut that lies partly beyond the Earth's outline.
_AT_ONCE = 200_000
_PARTS = 4


def cell_areas_km2(grid: Grid, rows: range, columns: range) -> Floats:
    """Return the true areas of cells on the CRS's ellipsoid.

    Parameters
    ----------
    grid
        In a geographic or a projected CRS.
    rows, columns
        Which of its cells.

    Returns
    -------
    ndarray
        In km2: shape (rows, 1) on a geographic grid, where the cells of a row are alike, by the authalic function
        (`geo.area.authalic`); else (rows, columns), each as the parallelogram that the middles of its sides span on the
        authalic sphere, or interpolated between such ones where they change little and evenly. Where the plane shows
        no place on Earth, 0; a cell that is there in part has the area that it had if all of it were, as zones cover
        only that part of it. Whatever else is asked for, a cell's area is the same.
    """
    crs = _crs(grid.crs)
    if crs.is_geographic:
        sides = np.clip(grid.top - np.arange(rows.start, rows.stop + 1) * grid.cell_height, -90, 90)
        radius_km2, es = _ellipsoid(grid.crs)
        zones = radius_km2 / 2 * authalic(sides[:-1], sides[1:], es)
        return np.asarray(np.radians(grid.cell_width) * zones[:, None], dtype=np.float64)
    tie_rows, tie_columns = _ties(rows), _ties(columns)
    ties = _cells_km2(grid, *np.meshgrid(tie_rows, tie_columns, indexing="ij"))
    areas = _between(np.array(rows), tie_rows) @ ties @ _between(np.array(columns), tie_columns).T
    row, column = ((np.array(span) - tie[0]) // (2 * _TIE) for span, tie in ((rows, tie_rows), (columns, tie_columns)))
    uneven = np.nonzero(_uneven(ties)[np.ix_(row, column)])
    areas[uneven] = _cells_km2(grid, uneven[0] + rows.start, uneven[1] + columns.start)
    return np.asarray(areas, dtype=np.float64)


@functools.cache
def _crs(name: str) -> CRS:
    return CRS.from_user_input(name)


@functools.cache
def _to_degrees(name: str) -> Transformer:
    return Transformer.from_crs(_crs(name), _crs(name).geodetic_crs, always_xy=True)


@functools.cache
def _ellipsoid(name: str) -> tuple[float, float]:
    """Square of the equator's radius in km2, and the squared eccentricity."""
    ellipsoid = _crs(name).ellipsoid
    assert ellipsoid is not None
    equator_km, pole_km = ellipsoid.semi_major_metre / 1000, ellipsoid.semi_minor_metre / 1000
    return equator_km**2, 1 - (pole_km / equator_km) ** 2


def _ties(span: range) -> Indices:
    """Rows or columns, of the whole grid, between which a span of it lies: an odd number."""
    step = 2 * _TIE
    return np.arange(span.start // step * step, -(-span.stop // step) * step + 1, _TIE)


def _between(at: Indices, ties: Indices) -> Floats:
    """How much each of evenly spaced ties counts at each place, linearly between them: shape (places, ties)."""
    return np.asarray(np.maximum(0, 1 - np.abs(at[:, None] - ties) / (ties[1] - ties[0])), dtype=np.float64)


def _uneven(ties: Floats) -> npt.NDArray[np.bool_]:
    """Whether cells within each three by three ties do not follow from them."""
    rows, columns = (np.arange(count) for count in ties.shape)
    smooth = _between(rows, rows[::2]) @ ties[::2, ::2] @ _between(columns, columns[::2]).T
    off = ~(np.abs(smooth - ties) < _SMOOTH * ties)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(off, (3, 3))[::2, ::2].any(axis=(2, 3)))


def _cells_km2(grid: Grid, rows: Indices, columns: Indices) -> Floats:
    """Areas of the cells at rows and columns of the same shape, 0 where the plane shows no place on Earth."""
    km2 = np.zeros(rows.size)
    for start in range(0, rows.size, _AT_ONCE):
        row, column = (at.ravel()[start : start + _AT_ONCE] for at in (rows, columns))
        some, there = _parallelograms_km2(grid, row + 0.5, column + 0.5, 1.0)
        cut = np.flatnonzero((there > 0) & (there < 4))
        some[cut] = _cut_km2(grid, row[cut], column[cut])
        km2[start : start + _AT_ONCE] = np.nan_to_num(some)
    return km2.reshape(rows.shape)


def _cut_km2(grid: Grid, rows: Indices, columns: Indices) -> Floats:
    """Areas of cells by those of their parts that are wholly on Earth, 0 where none is."""
    down, right = ((np.indices((_PARTS, _PARTS)) + 0.5) / _PARTS).reshape(2, -1)
    row, column = np.add.outer(rows, down), np.add.outer(columns, right)
    parts, _ = _parallelograms_km2(grid, row, column, 1 / _PARTS)
    whole = np.isfinite(parts)
    return np.asarray(np.nansum(parts, axis=1) * _PARTS**2 / np.maximum(1, whole.sum(axis=1)), dtype=np.float64)


def _parallelograms_km2(grid: Grid, row: Reals, column: Reals, side: float) -> tuple[Floats, Indices]:
    """Areas around positions in the grid, as wide as a part of a cell, and how many middles of sides are on Earth.

    Without all four an area is NaN.
    """
    radius_km2, es = _ellipsoid(grid.crs)
    half = side / 2
    north, south, west, east = (
        _on_sphere(grid, row + down, column + right, es)
        for down, right in ((-half, 0), (half, 0), (0, -half), (0, half))
    )
    there = np.isfinite([north[0], south[0], west[0], east[0]]).sum(axis=0)
    spanned = np.linalg.norm(np.cross(east - west, north - south, axis=0), axis=0)
    return spanned * radius_km2 / 2 * float(authalic(90.0, 0.0, es)), there


def _on_sphere(grid: Grid, row: Reals, column: Reals, es: float) -> Floats:
    """Give unit vectors on the authalic sphere, which keeps areas, shape (3, ...); NaN beside the Earth."""
    x, y = grid.left + column * grid.cell_width, grid.top - row * grid.cell_height
    lon, lat = _to_degrees(grid.crs).transform(x, y)
    there = np.isfinite(lon) & np.isfinite(lat)
    turn, lat = np.radians(np.where(there, lon, np.nan)), np.where(there, lat, np.nan)
    # What the sine lacks of 1, which near a pole the sine itself would lose.
    lacks = authalic(90.0, np.abs(lat), es) / authalic(90.0, 0.0, es)
    across = np.sqrt(lacks * (2 - lacks))
    return np.stack([across * np.cos(turn), across * np.sin(turn), np.copysign(1 - lacks, lat)])
