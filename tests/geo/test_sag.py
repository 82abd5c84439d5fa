"""What straight edges do to a circle: the stated bound holds, nothing is missed, areas are right."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cases import PLACES
from geographiclib.geodesic import Geodesic
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from geo.area import area_m2, sector_area_m2
from geo.errors import SettingError
from geo.geodesy import WGS84, discs, rings
from geo.place import LonLat
from geo.sag import sag_m

LONGITUDES = st.floats(-180, 180) | st.floats(179, 180)
LATITUDES = st.floats(-90, 90) | st.floats(89.1, 90) | st.floats(-90, -89.1)
ANYWHERE = st.builds(LonLat, LONGITUDES, LATITUDES)
RADII = st.floats(1.7, 6.9).map(lambda power: 10.0**power)
VERTICES = st.sampled_from([8, 16, 64, 180])
# Nanometres of rounding are no sag.
ROUNDING_M = 1e-6


def edge_distances_m(area: shapely.Geometry, at: LonLat) -> np.ndarray:
    """Distances of points all along the edges, but those on the cut."""
    found = []
    for ring in shapely.get_rings(shapely.get_parts(area)):
        ends = shapely.get_coordinates(ring)
        first, last = ends[:-1], ends[1:]
        on_the_cut = (np.abs(first) == (180, 90)) & (first == last)
        first, last = first[~on_the_cut.any(axis=1)], last[~on_the_cut.any(axis=1)]
        found += [first + (last - first) * share for share in np.linspace(0, 1, 9)]
    lon, lat = np.concatenate(found).T
    return np.asarray(WGS84.inv(np.full_like(lon, at.lon), np.full_like(lat, at.lat), lon, lat)[2])


def holds_a_pole(at: LonLat, radius_m: float) -> bool:
    pole = np.copysign(90.0, at.lat)
    return float(WGS84.inv(at.lon, at.lat, at.lon, pole)[2]) < radius_m


@settings(max_examples=200, deadline=None)
@given(at=ANYWHERE, radius_m=RADII, vertices=VERTICES)
@example(at=LonLat(179.15, 89.978), radius_m=8_171_649.0, vertices=64)
@example(at=LonLat(0.0, 60.0), radius_m=2_700_000.0, vertices=64)
def test_no_edge_leaves_the_circle_by_more_than_the_bound(at: LonLat, radius_m: float, vertices: int) -> None:
    (disc,) = discs(at.lon, at.lat, radius_m, vertices=vertices)

    distances = edge_distances_m(disc, at)
    bound = float(sag_m(at.lat, radius_m, vertices)) + ROUNDING_M
    assert distances.min() >= radius_m - bound
    assert distances.max() <= radius_m + (bound if holds_a_pole(at, radius_m) else ROUNDING_M)


@settings(max_examples=200, deadline=None)
@given(at=ANYWHERE, radius_m=RADII, vertices=VERTICES)
def test_a_circumscribed_disc_misses_nothing(at: LonLat, radius_m: float, vertices: int) -> None:
    # The vertices may lie a fifth farther out.
    assume(radius_m < 7_900_000)
    (disc,) = discs(at.lon, at.lat, radius_m, vertices=vertices, edges="circumscribed")

    distances = edge_distances_m(disc, at)
    assert disc.is_valid
    assert distances.min() >= radius_m - ROUNDING_M
    assert distances.max() <= radius_m + 5 * float(sag_m(at.lat, radius_m, vertices))


@settings(max_examples=60, deadline=None)
@given(at=ANYWHERE, radius_m=RADII)
@example(at=LonLat(3.296875, 90.0), radius_m=50.2)
@example(at=LonLat(-12.0, -89.9999), radius_m=50.2)
@example(at=LonLat(179.9999, 0.0), radius_m=50.2)
def test_a_disc_of_equal_area_has_the_area_of_the_disc(at: LonLat, radius_m: float) -> None:
    (disc,) = discs(at.lon, at.lat, radius_m, edges="equal_area")

    tolerance = 1e-5 if radius_m <= 500_000 else 5e-5
    assert area_m2(disc) == pytest.approx(sector_area_m2(at.lat, radius_m), rel=tolerance)


@pytest.mark.parametrize("name", ["middle_east", "far_north", "just_west_of_the_antimeridian"])
@pytest.mark.parametrize("radius_m", [5556.0, 400_000.0])
def test_equal_area_is_judged_by_geographiclib(name: str, radius_m: float) -> None:
    at = PLACES[name]
    circle, drawn = Geodesic.WGS84.Polygon(), Geodesic.WGS84.Polygon()
    for azimuth in range(0, -3600, -1):
        end = Geodesic.WGS84.Direct(at.lat, at.lon, azimuth / 10, radius_m)
        circle.AddPoint(end["lat2"], end["lon2"])
    (disc,) = discs(at.lon, at.lat, radius_m, edges="equal_area")
    parts = shapely.get_parts(shapely.segmentize(disc, 0.001 if radius_m < 10_000 else 0.01))
    area = 0.0
    for part in parts:
        drawn.Clear()
        for lon, lat in part.exterior.coords[:-1]:
            drawn.AddPoint(lat, lon)
        area += drawn.Compute()[2]

    assert area == pytest.approx(circle.Compute()[2], rel=1e-5)


@pytest.mark.parametrize("name", PLACES)
def test_a_circumscribed_ring_misses_nothing_at_either_edge(name: str) -> None:
    at = PLACES[name]
    (ring,) = rings(at.lon, at.lat, 20_000.0, 50_000.0, vertices=16, edges="circumscribed")

    distances = edge_distances_m(ring, at)
    outer, inner = distances[distances > 35_000], distances[distances < 35_000]
    assert outer.min() >= 50_000.0 - ROUNDING_M
    assert inner.max() <= 20_000.0 + ROUNDING_M
    assert ring.is_valid


def test_a_ring_of_equal_area_has_the_area_between_its_discs() -> None:
    (ring,) = rings(36.0, 33.0, 20_000.0, 50_000.0, vertices=16, edges="equal_area")

    assert area_m2(ring) == pytest.approx(sector_area_m2(33.0, 50_000.0) - sector_area_m2(33.0, 20_000.0), rel=1e-5)


def test_the_bound_is_what_the_page_says_for_64_vertices() -> None:
    assert float(sag_m(33.5, 5556.0)) == pytest.approx(6.7, abs=0.05)
    assert sag_m([0.0, 60.0, 89.0, 90.0], 400_000.0).tolist() == sorted(sag_m([0.0, 60.0, 89.0, 90.0], 400_000.0))
    assert float(sag_m(90.0, 5556.0)) == pytest.approx(2 * 6.69, abs=0.05)


def test_edges_that_mean_nothing_are_refused() -> None:
    with pytest.raises(SettingError, match="expected edges inscribed, circumscribed, equal_area, got 'round'"):
        discs(36.0, 33.0, 5556.0, edges="round")  # type: ignore[arg-type]
    with pytest.raises(SettingError, match="at least 8 vertices, got 7"):
        discs(36.0, 33.0, 5556.0, vertices=7)
    with pytest.raises(SettingError, match="less for circumscribed edges of 16 vertices"):
        discs(36.0, 33.0, 9_990_000.0, vertices=16, edges="circumscribed")
