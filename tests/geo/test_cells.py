"""True areas of cells, against GeographicLib's areas of the same polygons."""

from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from pyproj import Transformer

from geo.cells import cell_areas_km2
from geo.grid import Grid


def true_km2(grid: Grid, row: int, column: int) -> float:
    """Area of a cell by geodesics along its densified outline."""
    ends = np.linspace(0, 1, 101)
    zeros = np.zeros(101)
    x = grid.left + grid.cell_width * (column + np.concatenate([ends, zeros + 1, ends[::-1], zeros]))
    y = grid.top - grid.cell_height * (row + np.concatenate([zeros, ends, zeros + 1, ends[::-1]]))
    lon, lat = Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True).transform(x, y)
    outline = Geodesic.WGS84.Polygon()
    for each in zip(lat, lon, strict=True):
        outline.AddPoint(*each)
    return abs(outline.Compute()[2]) / 1e6


@pytest.mark.parametrize(
    ("grid", "rel"),
    [
        (Grid("EPSG:4326", -180.0, 90.0, 0.25, 0.25, 1440, 720), 1e-6),
        (Grid("EPSG:4326", 30.0, 37.0, 1 / 120, 1 / 120, 100, 100), 1e-6),
        (Grid("EPSG:32637", 150_000.0, 4_200_000.0, 1000.0, 1000.0, 700, 500), 1e-5),
        (Grid("EPSG:3857", 4_000_000.0, 4_500_000.0, 1000.0, 1000.0, 300, 300), 1e-5),
        (Grid("EPSG:6933", 3_000_000.0, 4_500_000.0, 1000.0, 1000.0, 300, 300), 1e-5),
        (Grid("EPSG:3035", 4_000_000.0, 3_500_000.0, 500.0, 500.0, 5, 3), 1e-5),
        (Grid("EPSG:2227", 6_000_000.0, 2_100_000.0, 1000.0, 1000.0, 20, 20), 1e-4),
    ],
    ids=lambda value: value.crs if isinstance(value, Grid) else "",
)
def test_areas_are_those_of_the_ellipsoid(grid: Grid, rel: float) -> None:
    areas = np.broadcast_to(cell_areas_km2(grid, 0, grid.rows), (grid.rows, grid.columns))

    for row, column in ((0, 0), (grid.rows // 3, grid.columns // 2), (grid.rows - 1, grid.columns - 1)):
        assert areas[row, column] == pytest.approx(true_km2(grid, row, column), rel=rel)


def test_the_cells_of_the_world_are_the_area_of_the_earth() -> None:
    grid = Grid("EPSG:4326", -180.0, 90.0, 1.0, 1.0, 360, 180)
    halves = [cell_areas_km2(grid, row, 90).sum() * 360 for row in (0, 90)]

    # 510,065,621.724 km2: the surface of WGS 84 (NIMA TR 8350.2, table 3.3 gives 5.1006562172e14 m2).
    assert halves == pytest.approx([510_065_621.724 / 2] * 2, rel=1e-10)


def test_what_lies_beyond_the_outline_of_the_earth_has_no_area() -> None:
    # The corners of a world map in Mollweide's projection show no place.
    grid = Grid("ESRI:54009", -18_000_000.0, 9_000_000.0, 100_000.0, 100_000.0, 360, 180)
    areas = cell_areas_km2(grid, 0, 1)

    assert areas[0, 0] == 0
    assert np.isfinite(areas).all()
