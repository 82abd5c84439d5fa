"""A grid on the page: its cells where they lie, in any projection, over the antimeridian too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pyproj import Transformer

from layers.layer import Raster
from layers.text import Text
from outputs.web.grid import degrees_around, on_the_page

if TYPE_CHECKING:
    import numpy.typing as npt

GRIDS = {
    "equal_area": ("EPSG:6933", (3.0e6, 3.0e6, 4.2e6, 4.0e6)),
    "equal_area_over_the_antimeridian": ("+proj=cea +lat_ts=20 +lon_0=179", (-6.0e5, -2.4e6, 6.0e5, -1.4e6)),
    "the_whole_earth": ("+proj=cea +lat_ts=30", (-17_367_530.0, -7.3e6, 17_367_530.0, 7.3e6)),
    "up_to_the_pole": ("+proj=cea +lat_ts=20 +lon_0=130", (-13_700_000.0, -4_400_000.0, 13_700_000.0, 6_800_000.0)),
    "degrees": ("EPSG:4326", (30.0, 30.0, 42.0, 40.0)),
    "utm": ("EPSG:32637", (2.0e5, 3.5e6, 8.0e5, 4.0e6)),
    "lambert_far_north": ("+proj=laea +lat_0=70 +lon_0=178", (-9.0e5, -9.0e5, 9.0e5, 9.0e5)),
}
# Whose extent reaches over the antimeridian.
ACROSS = {"equal_area_over_the_antimeridian", "up_to_the_pole", "lambert_far_north"}


def _raster(crs: str, bounds: tuple[float, float, float, float]) -> Raster:
    values = np.random.default_rng(7).integers(0, 4, (50, 60)).astype(np.float64)
    return Raster(values, bounds, crs, Text("1", "1"), (1.0, 2.0, 3.0))


def _decoded(sent: dict[str, Any]) -> npt.NDArray[np.int64]:
    runs = np.array(sent["runs"]).reshape(-1, 2)
    return np.repeat(runs[:, 0], runs[:, 1]).reshape(sent["rows"], sent["columns"])


def _mercator(lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.log(np.tan(np.pi / 4 + np.radians(lat) / 2))


@pytest.mark.parametrize(("crs", "bounds"), GRIDS.values(), ids=GRIDS)
def test_the_middle_of_every_cell_has_its_class_on_the_page(
    crs: str, bounds: tuple[float, float, float, float]
) -> None:
    raster = _raster(crs, bounds)
    sent = on_the_page(raster)
    west, south, east, north = sent["box"]

    rows, columns = np.indices(raster.values.shape)
    x = bounds[0] + (columns + 0.5) * (bounds[2] - bounds[0]) / 60
    y = bounds[3] - (rows + 0.5) * (bounds[3] - bounds[1]) / 50
    lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
    inside = np.isfinite(lat) & (np.abs(lat) < 85)
    across = (lon - west) % 360 / (east - west) * sent["columns"]
    down = (_mercator(north) - _mercator(lat)) / (_mercator(north) - _mercator(south)) * sent["rows"]
    found = _decoded(sent)[down[inside].astype(int), across[inside].astype(int)]

    assert inside.sum() > 2300
    assert (found == raster.values[inside]).mean() > 0.999


@pytest.mark.parametrize("name", GRIDS)
def test_an_extent_is_one_stretch_of_the_globe(name: str) -> None:
    west, south, east, north = degrees_around(_raster(*GRIDS[name]))

    assert -180 <= west < east <= west + 360
    assert -86 < south < north < 86
    assert (east > 180) == (name in ACROSS)


def test_a_large_grid_is_sent_in_no_more_pixels_than_a_page_can_bear() -> None:
    values = np.zeros((3000, 3000))
    values[1500, :] = 1.0

    sent = on_the_page(Raster(values, (3.0e6, 3.0e6, 4.2e6, 4.2e6), "EPSG:6933", Text("1", "1"), (1.0,)))

    assert sent["columns"] * sent["rows"] <= 4_004_000
    assert len(sent["runs"]) < 20
