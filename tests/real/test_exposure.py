"""A published grid of population density, against a sum by hand and against exactextract.

The raster is not ours to carry along: the folder is named by MAJAL_REAL_DATA, or stands beside the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import exactextract
import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from exactextract.raster import NumPyRasterSource
from geographiclib.geodesic import Geodesic

from geo.cells import cell_areas_km2
from geo.raster import Source, Zones, described, grid_of, under, under_unions

DATA = Path(os.environ.get("MAJAL_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "raster"
DENSITY = DATA / "mideast_popdensity_gpw411_2020_15min.tif"

pytestmark = pytest.mark.skipif(not DENSITY.exists(), reason="no raster here; name its folder in MAJAL_REAL_DATA")


def row_km2(south: float, north: float) -> float:
    """Area of a cell of a quarter of a degree; a parallel is followed closely, since geodesics leave it."""
    lon = np.linspace(0, 0.25, 26)
    outline = Geodesic.WGS84.Polygon()
    for lat, each in ((south, lon), (north, lon[::-1])):
        for one in each:
            outline.AddPoint(lat, one)
    return abs(outline.Compute()[2]) / 1e6


def test_a_box_of_whole_cells_holds_what_its_cells_hold() -> None:
    with rasterio.open(DENSITY) as raster:
        found = under(Source(raster, "per_km2"), Zones.of_shapes(np.array([shapely.box(30, 29, 33, 32)])))
        told, density = described(Source(raster, "per_km2")), raster.read(1, masked=True).filled(0.0)

    rows = range((44 - 32) * 4, (44 - 29) * 4)
    by_hand = sum(
        density[row, (30 - 24) * 4 : (33 - 24) * 4].sum() * row_km2(44 - (row + 1) / 4, 44 - row / 4) for row in rows
    )
    assert found.amounts[0] == pytest.approx(float(by_hand), rel=1e-5)
    assert (told.unit, told.cell, told.date) == ("persons/km2", "0.25° × 0.25°", "")


def test_discs_are_those_of_exactextract() -> None:
    random = np.random.default_rng(20151103)
    zones = Zones.of_discs(random.uniform(34, 48, 300), random.uniform(29, 38, 300), random.choice([5556.0, 60e3], 300))
    with rasterio.open(DENSITY) as raster:
        found = under(Source(raster, "per_km2"), zones)
        united = under_unions(Source(raster, "per_km2"), zones, np.zeros(300, dtype=np.intp), 1)
        grid, density = grid_of(raster), raster.read(1, masked=True)
    people = np.where(density.mask, 0, density.data * cell_areas_km2(grid, range(grid.rows), range(grid.columns)))
    west, south, east, north = grid.bounds
    made = zones.made(np.arange(300))
    table = gpd.GeoDataFrame(geometry=[*made, shapely.union_all(made)], crs=4326)
    source = NumPyRasterSource(people, west, south, east, north)
    expected = exactextract.exact_extract(source, table, ["sum"], output="pandas")["sum"].to_numpy()

    assert found.amounts == pytest.approx(expected[:300], rel=1e-5, abs=1e-3)
    assert united == pytest.approx(expected[300:], rel=5e-4)
