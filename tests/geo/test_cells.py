"""True areas of cells, against GeographicLib's areas of the same polygons."""

from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
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
    areas = np.broadcast_to(cell_areas_km2(grid, range(grid.rows), range(grid.columns)), (grid.rows, grid.columns))

    for row, column in ((0, 0), (grid.rows // 3, grid.columns // 2), (grid.rows - 1, grid.columns - 1)):
        assert areas[row, column] == pytest.approx(true_km2(grid, row, column), rel=rel)


def test_the_cells_of_the_world_are_the_area_of_the_earth() -> None:
    grid = Grid("EPSG:4326", -180.0, 90.0, 1.0, 1.0, 360, 180)
    halves = [cell_areas_km2(grid, range(row, row + 90), range(1)).sum() * 360 for row in (0, 90)]

    # 510,065,621.724 km2: the surface of WGS 84 (NIMA TR 8350.2, table 3.3 gives 5.1006562172e14 m2).
    assert halves == pytest.approx([510_065_621.724 / 2] * 2, rel=1e-10)


def test_what_lies_beyond_the_outline_of_the_earth_has_no_area() -> None:
    # The corners of a world map in Mollweide's projection show no place.
    grid = Grid("ESRI:54009", -18_000_000.0, 9_000_000.0, 100_000.0, 100_000.0, 360, 180)
    areas = cell_areas_km2(grid, range(1), range(360))

    assert areas[0, 0] == 0
    assert np.isfinite(areas).all()


MOLLWEIDE = Grid("ESRI:54009", -18_041_000.0, 9_000_000.0, 10_000.0, 10_000.0, 3608, 1800)
MERCATOR = Grid("EPSG:3857", -20_040_000.0, 20_040_000.0, 10_000.0, 10_000.0, 4008, 4008)
POLAR = Grid("EPSG:6931", -9_010_000.0, 9_010_000.0, 20_000.0, 20_000.0, 901, 901)
WORLDS = [
    MOLLWEIDE,
    MERCATOR,
    Grid("EPSG:3857", -20_000_000.0, 10_000_000.0, 100_000.0, 100_000.0, 400, 200),
    Grid("EPSG:6933", -17_360_000.0, 6_000_000.0, 25_000.0, 25_000.0, 1388, 480),
]


def area_at(grid: Grid, lon: float, lat: float) -> tuple[float, float]:
    """Area of the cell at a place, as told and as it is."""
    x, y = Transformer.from_crs("EPSG:4326", grid.crs, always_xy=True).transform(lon, lat)
    row, column = int((grid.top - y) // grid.cell_height), int((x - grid.left) // grid.cell_width)
    told = cell_areas_km2(grid, range(row, row + 1), range(column, column + 1)).item()
    return told, true_km2(grid, row, column)


@pytest.mark.parametrize("grid", WORLDS, ids=lambda grid: grid.crs)
@settings(max_examples=40)
@given(lon=st.floats(-175, 175), lat=st.floats(-60, 60))
def test_areas_in_a_grid_of_the_world_are_those_of_the_ellipsoid(grid: Grid, lon: float, lat: float) -> None:
    told, true = area_at(grid, lon, lat)

    assert told == pytest.approx(true, rel=5e-5)


@pytest.mark.parametrize(("lon", "lat"), [(174.76, -36.85), (178.44, -18.14)], ids=["Auckland", "Suva"])
def test_a_cell_near_the_edge_of_a_world_map_is_as_large_as_any(lon: float, lat: float) -> None:
    told, true = area_at(MOLLWEIDE, lon, lat)

    assert told == pytest.approx(true, rel=1e-5)
    assert told == pytest.approx(100, rel=0.01)


@settings(max_examples=40)
@given(st.integers(0, 1790), st.integers(0, 3600), st.integers(1, 60), st.integers(1, 60))
def test_the_area_of_a_cell_is_the_same_whatever_else_is_asked_for(row: int, column: int, up: int, left: int) -> None:
    alone = cell_areas_km2(MOLLWEIDE, range(row, row + 1), range(column, column + 1))
    among = cell_areas_km2(MOLLWEIDE, range(max(0, row - up), row + 3), range(max(0, column - left), column + 2))

    assert among[-3, -2] == pytest.approx(alone.item(), rel=1e-12)


def test_the_cell_that_holds_a_pole_is_as_large_as_its_neighbours() -> None:
    # Equal-area, so that each cell is 20 km by 20 km.
    around = cell_areas_km2(POLAR, range(448, 453), range(448, 453))

    assert around == pytest.approx(np.full((5, 5), 400.0), rel=1e-5)
