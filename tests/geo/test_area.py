"""Areas, against GeographicLib's and against what is known without any computation."""

from __future__ import annotations

import math

import pytest
import shapely
from geographiclib.geodesic import Geodesic

from geo.area import area_m2, sector_area_m2

# The whole ellipsoid (GeographicLib, class Geodesic, EllipsoidArea).
EARTH_M2 = 510_065_621_724_088.5


def test_the_whole_map_is_the_whole_earth() -> None:
    assert area_m2(shapely.box(-180, -90, 180, 90)) == pytest.approx(EARTH_M2, rel=1e-12)


def test_an_area_is_that_of_its_edges_along_parallels_and_not_of_geodesics() -> None:
    fine = Geodesic.WGS84.Polygon()
    for lon in range(1001):
        fine.AddPoint(48.0, lon / 100)
    for lon in range(1000, -1, -1):
        fine.AddPoint(55.0, lon / 100)

    assert area_m2(shapely.box(0, 48, 10, 55)) == pytest.approx(fine.Compute()[2], rel=1e-6)


def test_a_hole_and_a_second_part_are_counted() -> None:
    whole, hole, beside = shapely.box(36, 33, 38, 35), shapely.box(36.5, 33.5, 37.5, 34.5), shapely.box(40, 33, 41, 34)

    apart = [area_m2(shape) for shape in (whole, hole, beside)]
    assert area_m2((whole - hole) | beside) == pytest.approx(apart[0] - apart[1] + apart[2], rel=1e-12)
    assert area_m2(shapely.LineString([(36, 33), (38, 35)])) == 0


@pytest.mark.parametrize("lat", [0.0, 33.5, -90.0])
def test_sectors_of_a_disc_make_up_the_disc(lat: float) -> None:
    parts = [sector_area_m2(lat, 300_000.0, start, 120.0) for start in (10.0, 130.0, 250.0)]

    assert sum(parts) == pytest.approx(sector_area_m2(lat, 300_000.0), rel=4e-6)
    # On a plane it would be πr²; the Earth's bend takes less than a thousandth of it at this size.
    assert sum(parts) == pytest.approx(math.pi * 300_000.0**2, rel=1e-3)
    assert sector_area_m2(lat, 0.0, 10.0, 120.0) == pytest.approx(0, abs=1e-3)
