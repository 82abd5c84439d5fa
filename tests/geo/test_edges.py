"""Outlines on grids: whole areas, any turn of longitude, any CRS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cases import PLACES, SHAPES
from hypothesis import given
from hypothesis import strategies as st

from geo.edges import outlines
from geo.errors import SettingError
from geo.geodesy import discs
from geo.grid import Grid
from geo.scan import spread

WORLD = Grid("EPSG:4326", -180.0, 90.0, 0.5, 0.5, 720, 360)
PACIFIC = Grid("EPSG:4326", 0.0, 90.0, 0.5, 0.5, 720, 360)


def covered(zones: list[shapely.Geometry | None], grid: Grid) -> np.ndarray:
    """How much of each cell the zones cover."""
    found, _ = outlines(np.array(zones, dtype=object), grid)
    return spread(found, np.ones(len(zones)), 0, grid.rows, grid.columns)


@pytest.mark.parametrize("grid", [WORLD, PACIFIC], ids=["-180 to 180", "0 to 360"])
@pytest.mark.parametrize("shape", [shape for shape in SHAPES.values() if shape.area], ids=lambda shape: shape.geom_type)
def test_a_zone_has_its_whole_area_on_a_grid_of_the_world(shape: shapely.Geometry, grid: Grid) -> None:
    _, areas = outlines(np.array([shape], dtype=object), grid)

    assert areas[0] * 0.25 == pytest.approx(shape.area)
    assert covered([shape], grid).sum() * 0.25 == pytest.approx(shape.area)


def test_a_zone_lies_in_the_same_places_whatever_meridian_a_grid_begins_at() -> None:
    zones = list(SHAPES.values())

    np.testing.assert_allclose(np.roll(covered(zones, WORLD), 360, axis=1), covered(zones, PACIFIC), atol=1e-9)


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(-400, 400))
def test_any_turn_of_longitude_brings_a_zone_onto_the_grid(lon: float, lat: float, left: float) -> None:
    (zone,) = discs(lon, lat, 50_000.0)
    grid = Grid("EPSG:4326", left, 90.0, 1.0, 1.0, 360, 180)

    assert covered([zone], grid).sum() == pytest.approx(zone.area, rel=1e-9)


def test_a_zone_beside_the_grid_has_an_area_and_no_edges() -> None:
    grid = Grid("EPSG:4326", 30.0, 40.0, 0.1, 0.1, 10, 10)
    found, areas = outlines(np.array([shapely.box(10, 10, 11, 11), None, shapely.Polygon()], dtype=object), grid)

    assert areas == pytest.approx([100, 0, 0])
    assert len(found.zone) == 0


@pytest.mark.parametrize(
    ("crs", "lon", "lat", "rel"),
    [
        ("EPSG:32637", 39.5, 34.0, 1e-3),
        ("EPSG:6933", 36.28, 33.51, 1e-4),
        ("EPSG:6933", 180.0, -17.0, 1e-4),
        ("EPSG:3413", 50.0, 89.95, 0.07),
        ("EPSG:2193", 173.0, -41.0, 1e-3),
        ("EPSG:32760", 179.999, -17.0, 2e-3),
    ],
)
def test_a_disc_keeps_its_area_in_metres_in_any_crs(crs: str, lon: float, lat: float, rel: float) -> None:
    (zone,) = discs(lon, lat, 5556.0)
    grid = Grid(crs, -2e7, 1.1e7, 1000.0, 1000.0, 40_000, 22_000)

    found, areas = outlines(np.array([zone], dtype=object), grid)

    # A 64-gon within the circle; each projection has its own scale there.
    true_km2 = 32 * np.sin(2 * np.pi / 64) * 5.556**2
    assert areas[0] == pytest.approx(true_km2, rel=rel)
    rows = range(int(min(found.y0)) - 1, int(max(found.y1)) + 2)
    assert sum(spread(found, np.ones(1), row, 1, 40_000).sum() for row in rows) == pytest.approx(areas[0])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("crs", ["EPSG:3857", "EPSG:32637", "EPSG:3035", "EPSG:3031"])
def test_no_zone_and_no_crs_breaks_the_numbers(place: str, crs: str) -> None:
    zones = [*discs(*PLACES[place], [100.0, 5556.0, 3e6]), SHAPES["polar_continent"], SHAPES["dateline_country"]]
    grid = Grid(crs, 200_000.0, 4_000_000.0, 1000.0, 1000.0, 500, 500)

    found = covered(zones, grid)

    assert np.isfinite(found).all()
    assert found.max() <= len(zones) + 1e-9


def test_a_country_that_runs_on_beyond_a_crs_covers_what_of_the_grid_lies_in_it() -> None:
    # UTM zone 37 has no coordinates for the far side of the Earth, where this ring round it lies too.
    belt = shapely.box(-180, 30, 180, 40)
    grid = Grid("EPSG:32637", 300_000.0, 3_900_000.0, 10_000.0, 10_000.0, 30, 30)

    assert covered([belt], grid) == pytest.approx(np.ones((30, 30)))


def test_a_grid_without_cells_is_refused() -> None:
    with pytest.raises(SettingError, match="expected cells, rows and columns over 0"):
        Grid("EPSG:4326", 0.0, 0.0, 1.0, -1.0, 10, 10)
    assert WORLD.bounds == (-180.0, -90.0, 180.0, 90.0)
