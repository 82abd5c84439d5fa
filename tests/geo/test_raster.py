"""Sums of rasters under zones, against numbers by hand and against exactextract."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import exactextract
import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from rasterio import Affine
from rasterio.windows import Window
from rasters import NODATA, raster_of

from geo import raster as module
from geo.errors import FileError, SettingError
from geo.raster import Source, Zones, described, under, under_unions

if TYPE_CHECKING:
    from pathlib import Path

SMALL = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
NOISE = np.random.default_rng(20151103).uniform(0, 100, (50, 60)).astype(np.float32)


def boxes(*sides: tuple[float, float, float, float]) -> Zones:
    return Zones.of_shapes(np.array([shapely.box(*each) for each in sides], dtype=object))


def everywhere(value: float = 1.0, left: float = -180.0) -> rasterio.DatasetReader:
    return raster_of(np.full((180, 360), value, dtype=np.float32), left, 90.0, 1.0)


def test_a_sum_by_hand() -> None:
    source = Source(raster_of(SMALL, 10.0, 52.0, 1.0))

    # Half of 8, all of 16, a quarter of them again from the row above: 1 / 2 and 2; and what lies west of the raster.
    found = under(source, boxes((10.5, 50.0, 12.0, 51.25), (9.0, 51.0, 10.5, 52.0), (0.0, 0.0, 1.0, 1.0)))

    assert found.amounts == pytest.approx([(4 + 16) + (0.5 + 2) / 4, 0.5, 0.0])
    assert found.covered == pytest.approx([1.0, 1 / 3, 0.0])


@pytest.mark.parametrize("crs", ["ESRI:54009", "ESRI:54030", "EPSG:8857"], ids=["Mollweide", "Robinson", "Equal Earth"])
def test_a_density_counts_the_true_areas_up_to_the_edge_of_a_world_map(crs: str) -> None:
    density = raster_of(np.full((900, 1804), 100.0, dtype=np.float32), -18_040_000.0, 9_000_000.0, 20_000.0, crs=crs)
    places = [(178.44, -18.14), (180.0, -17.0), (-179.9, 51.0), (174.76, -36.85), (36.3, 33.5)]

    found = under(Source(density, "per_km2"), Zones.of_discs(*np.array(places).T, 200_000.0))

    assert found.amounts == pytest.approx(np.full(5, 100 * np.pi * 200**2), rel=3e-3)


def test_no_data_are_neither_counted_nor_taken_for_zero() -> None:
    values = SMALL.copy()
    values[0, 1], values[1, 0] = NODATA, np.nan

    found = under(Source(raster_of(values, 10.0, 52.0, 1.0)), boxes((10, 50, 13, 52), (11, 51, 12, 52)))

    assert found.amounts == pytest.approx([1 + 4 + 16 + 32, 0.0])
    assert found.covered == pytest.approx([4 / 6, 0.0])


def test_a_mask_in_the_file_hides_what_it_masks() -> None:
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.MemoryFile() as file:
        profile = {"driver": "GTiff", "count": 1, "height": 2, "width": 3, "dtype": "float64", "crs": "EPSG:4326"}
        with file.open(transform=Affine(1.0, 0.0, 10.0, 0.0, -1.0, 52.0), **profile) as raster:
            raster.write(SMALL, 1)
            raster.write_mask(np.array([[True, True, False], [True, True, True]]))
        with file.open() as raster:
            found = under(Source(raster), boxes((10, 50, 13, 52)))
    assert found.amounts == pytest.approx([1 + 2 + 8 + 16 + 32])
    assert found.covered == pytest.approx([5 / 6])


@pytest.mark.parametrize(("dtype", "nodata"), [("uint8", 255), ("int16", -9999), ("int32", None)])
def test_whole_numbers_do_not_run_over(dtype: str, nodata: int | None) -> None:
    most = np.full((4, 5), min(np.iinfo(dtype).max - 1, 2_000_000_000), dtype=dtype)
    raster = raster_of(most, 0.0, 4.0, 1.0, nodata=nodata)

    assert under(Source(raster), boxes((0, 0, 5, 4))).amounts == pytest.approx([20.0 * int(most[0, 0])])
    assert under_unions(Source(raster), boxes((0, 0, 5, 4)), np.array([0]), 1) == pytest.approx(
        [20.0 * int(most[0, 0])]
    )


def test_scale_offset_and_band_are_minded() -> None:
    with rasterio.MemoryFile() as file:
        profile = {"driver": "GTiff", "count": 2, "height": 2, "width": 3, "dtype": "int16", "crs": "EPSG:4326"}
        with file.open(transform=Affine(1.0, 0.0, 10.0, 0.0, -1.0, 52.0), **profile) as raster:
            raster.write(np.stack([np.zeros((2, 3)), SMALL]).astype(np.int16))
            raster.scales, raster.offsets = (1.0, 0.5), (0.0, 3.0)
        with file.open() as raster:
            found = under(Source(raster, band=2), boxes((10, 50, 13, 52)))
            with pytest.raises(SettingError, match="expected a band from 1 to 2, got 3"):
                Source(raster, band=3)
    assert found.amounts == pytest.approx([63 / 2 + 6 * 3])


@pytest.mark.parametrize(
    ("crs", "left", "top", "cell"),
    [
        ("EPSG:4326", 34.0, 38.0, 0.05),
        ("EPSG:32637", 200_000.0, 4_000_000.0, 1000.0),
        ("EPSG:3857", 4_000_000.0, 4_200_000.0, 1000.0),
        ("EPSG:6933", 3_400_000.0, 4_300_000.0, 1000.0),
    ],
)
def test_one_to_a_km2_is_the_area_in_any_crs(crs: str, left: float, top: float, cell: float) -> None:
    raster = raster_of(np.ones((500, 500), dtype=np.float32), left, top, cell, crs=crs)
    x, y = left + 200 * cell, top - 300 * cell
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)

    found = under(Source(raster, "per_km2"), Zones.of_discs(lon, lat, [400.0, 5556.0, 60_000.0]))

    assert found.amounts == pytest.approx(np.pi * np.array([0.4, 5.556, 60.0]) ** 2, rel=1e-4)
    assert found.covered == pytest.approx([1, 1, 1])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(36, 39.5), st.floats(33, 36), st.floats(50, 40_000)), min_size=1, max_size=8))
def test_sums_on_a_plane_are_those_of_exactextract(told: list[tuple[float, float, float]]) -> None:
    left, top, cell = 250_000.0, 3_950_000.0, 5_000.0
    raster = raster_of(NOISE, left, top, cell, crs="EPSG:32637")
    zones = Zones.of_discs(*np.array(told).T)

    found = under(Source(raster), zones)

    to_plane = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True)
    made = shapely.transform(zones.made(np.arange(len(zones))), lambda at: np.column_stack(to_plane.transform(*at.T)))
    grid = NumPyRasterSource(NOISE, left, top - 50 * cell, left + 60 * cell, top)
    table = gpd.GeoDataFrame(geometry=made, crs=32637)
    expected = exactextract.exact_extract(grid, table, ["sum"], output="pandas")["sum"].fillna(0).to_numpy()
    # Edges of more than 0.05 degrees are straight in degrees here, and in the plane there.
    assert found.amounts == pytest.approx(expected, rel=1e-4, abs=0.05)


@pytest.mark.parametrize("left", [-180.0, 0.0, 35.5, -20.0])
def test_zones_over_the_antimeridian_and_any_seam_are_whole(left: float) -> None:
    zones = Zones.of_discs([180.0, 0.0, -179.9, 36.0, -20.0], [-17.0, 10.0, 65.0, 35.0, 0.0], 300_000.0)

    found = under(Source(everywhere(left=left), "per_km2"), zones)

    # A disc on the ellipsoid: 300 km are so little that its area is pi r2 within a thousandth.
    assert found.amounts == pytest.approx([np.pi * 300**2] * 5, rel=1e-3)
    assert found.covered == pytest.approx([1.0] * 5)


def test_a_pole_is_held() -> None:
    found = under(Source(everywhere(), "per_km2"), Zones.of_discs([10.0, 0.0], [90.0, -89.0], 500_000.0))

    # In a cell of a degree, people are spread evenly by degrees, and not by its area that falls towards the pole.
    assert found.amounts == pytest.approx([np.pi * 500**2] * 2, rel=0.02)
    assert found.covered == pytest.approx([1.0, 1.0])


def test_zones_beside_the_raster_count_for_what_they_cover_of_it() -> None:
    """Buffer first, clip after: an event outside still reaches in."""
    raster = raster_of(np.ones((100, 100), dtype=np.float32), 36.0, 35.0, 0.01)

    found = under(Source(raster, "per_km2"), Zones.of_discs([35.99, 35.9], [34.5, 34.5], 5556.0))

    edge_m = np.array([0.01, 0.1]) * 91_800
    reach = 5556.0
    cap = reach**2 * np.arccos(np.clip(edge_m / reach, -1, 1)) - edge_m * np.sqrt(np.maximum(reach**2 - edge_m**2, 0))
    assert found.amounts == pytest.approx(cap / 1e6, rel=2e-3)
    assert found.covered == pytest.approx(cap / (np.pi * reach**2), rel=2e-3)


def test_a_union_counts_nothing_twice() -> None:
    source = Source(everywhere(), "per_km2")
    apart = Zones.of_discs([36.0, 36.0, 40.0, 36.0], [34.0, 34.0, 34.0, 34.0], [90e3, 90e3, 90e3, 50e3])

    found = under_unions(source, apart, np.array([0, 0, 0, 1]), 3)

    assert found == pytest.approx([2 * np.pi * 90**2, np.pi * 50**2, 0], rel=1e-3)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(36, 39), st.floats(33, 36), st.floats(500, 60_000)), min_size=1, max_size=15))
def test_a_union_is_that_of_shapely(told: list[tuple[float, float, float]]) -> None:
    source = Source(raster_of(NOISE, 35.0, 37.0, 0.08))
    zones = Zones.of_discs(*np.array(told).T)

    (found,) = under_unions(source, zones, np.zeros(len(zones), dtype=np.intp), 1)

    whole = shapely.union_all(zones.made(np.arange(len(zones))))
    expected = under(source, Zones.of_shapes(np.array([whole]))).amounts[0]
    assert found == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_strips_and_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    zones = Zones.of_discs([35.5, 37.0, 39.7], [36.9, 35.0, 33.0], [30_000.0, 150_000.0, 2_000.0])
    raster = raster_of(NOISE, 35.0, 37.0, 0.08, tiled=True, blockxsize=16, blockysize=16)
    whole, united = under(Source(raster), zones), under_unions(Source(raster), zones, np.array([0, 0, 1]), 2)

    monkeypatch.setattr(module, "_CELLS", 60 * 7)
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    monkeypatch.setattr(module, "_FEWEST_ROWS", 1)
    monkeypatch.setattr(module, "_ZONES", 0.2)

    assert under(Source(raster), zones).amounts == pytest.approx(whole.amounts)
    assert under(Source(raster), zones).covered == pytest.approx(whole.covered)
    assert under_unions(Source(raster), zones, np.array([0, 0, 1]), 2) == pytest.approx(united, rel=1e-4)


def test_memory_is_that_of_a_strip_however_large_the_raster(tmp_path: Path) -> None:
    path, rows, columns = tmp_path / "large.tif", 8_192, 8_192
    profile = {"driver": "GTiff", "count": 1, "dtype": "float32", "crs": "EPSG:4326", "sparse_ok": True}
    tiles = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate"}
    to = Affine(1 / 1024, 0.0, 32.0, 0.0, -1 / 1024, 40.0)
    with rasterio.open(path, "w", height=rows, width=columns, transform=to, **profile, **tiles) as raster:
        raster.write(np.ones((512, 512), dtype=np.float32), 1, window=Window(4096, 6144, 512, 512))

    with rasterio.open(path) as raster:
        tracemalloc.start()
        found = under(Source(raster), boxes((32, 32, 40, 40), (36, 33.5, 36.25, 34)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert found.amounts == pytest.approx([512 * 512, 512 * 256])
    assert peak < rows * columns * 4 / 2, "half of what the raster alone would take"


def test_a_raster_is_described_as_its_tags_tell() -> None:
    tags = {"TIFFTAG_DATETIME": "2020:07:01 00:00:00", "source": "A  survey\nof all"}
    told = described(Source(raster_of(NOISE, 200_000.0, 4e6, 1000.0, crs="EPSG:32637", tags=tags, unit="people")))
    bare = described(Source(raster_of(NOISE, 30.0, 40.0, 0.25), "per_km2"))

    assert told.cell == "1000 metre × 1000 metre"
    assert told.cell_km2 == pytest.approx(1.0, rel=5e-3)
    assert (told.crs, told.date, told.unit, told.says) == (
        *("WGS 84 / UTM zone 37N", "2020:07:01 00:00:00", "people", "A survey of all"),
    )
    assert (bare.cell, bare.date, bare.unit, bare.meaning) == ("0.25° × 0.25°", "", "", "per_km2")
    assert bare.cell_km2 == pytest.approx(0.25**2 * 111.32 * 110.95 * np.cos(np.radians(33.6)), rel=0.01)


def test_rasters_that_cannot_be_placed_are_refused() -> None:
    zones = boxes((0, 0, 1, 1))
    with rasterio.MemoryFile() as file:
        profile = {"driver": "GTiff", "count": 1, "height": 2, "width": 3, "dtype": "float64", "crs": "EPSG:4326"}
        with file.open(transform=Affine(1.0, 0.0, 10.0, 0.0, 1.0, 50.0), **profile) as raster:
            raster.write(SMALL, 1)
        with file.open() as raster, pytest.raises(SettingError, match="turned or south up"):
            under(Source(raster), zones)
    with pytest.raises(SettingError, match="does not say its CRS"):
        under(Source(raster_of(SMALL, 10.0, 52.0, 1.0, crs=None)), zones)
    with pytest.raises(SettingError, match="expected one opened with rasterio"):
        Source("people.tif")


def test_a_raster_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.tif"
    profile = {"driver": "GTiff", "count": 1, "height": 64, "width": 64, "dtype": "float64", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", transform=Affine(1.0, 0.0, 0.0, 0.0, -1.0, 64.0), **profile) as raster:
        raster.write(np.ones((64, 64)), 1)
    path.write_bytes(path.read_bytes()[:2000])

    with rasterio.open(path) as raster, pytest.raises(FileError, match="cannot be read"):
        under(Source(raster), boxes((0, 0, 64, 64)))


def test_a_raster_more_than_a_turn_wide_is_refused() -> None:
    wide = raster_of(np.ones((180, 361)), -180.5, 90.0, 1.0)

    with pytest.raises(SettingError, match="expected columns up to 360 degrees, got 361"):
        under(Source(wide), boxes((10, 10, 11, 11)))
    # A third of a degree is no binary fraction.
    whole = raster_of(np.ones((540, 1080)), -180.0, 90.0, 0.33333333333334)
    assert under(Source(whole), boxes((10, 10, 11, 11))).amounts == pytest.approx([9.0])


@pytest.mark.parametrize("crs", ["EPSG:4978", 'LOCAL_CS["site",UNIT["metre",1]]'])
def test_a_crs_that_is_no_map_is_refused(crs: str) -> None:
    with pytest.raises(SettingError, match="expected a geographic or a projected CRS"):
        under(Source(raster_of(SMALL, 10.0, 52.0, 1.0, crs=crs)), boxes((10, 50, 13, 52)))


def test_a_crs_with_heights_is_taken_for_its_plane() -> None:
    found = under(Source(raster_of(SMALL, 10.0, 52.0, 1.0, crs="EPSG:4326+5773")), boxes((10, 50, 13, 52)))

    assert found.amounts == pytest.approx([63.0])


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(SettingError, match="band 1: expected real numbers, got complex64"):
        Source(raster_of(SMALL.astype(np.complex64), 10.0, 52.0, 1.0, nodata=None))
