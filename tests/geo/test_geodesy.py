"""Discs and lines, against GeographicLib's own implementation of the same geodesics."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from cases import PLACES
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.area import area_m2 as geo_area_m2
from geo.area import sector_area_m2
from geo.errors import SettingError
from geo.geodesy import (
    LARGEST_RADIUS_M,
    covering_radius_m,
    destination,
    discs,
    distance_m,
    geodesic_line,
    holding_disc,
    measure,
    midpoint,
    rings,
    sectors,
)
from geo.place import LonLat
from geo.sag import EDGES, sag_m

ARCS = Geodesic.WGS84
EVERYWHERE = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
NEAR_A_POLE = st.builds(LonLat, st.floats(-180, 180), st.floats(89.1, 90) | st.floats(-90, -89.1))
NEAR_THE_ANTIMERIDIAN = st.builds(LonLat, st.floats(179, 180) | st.floats(-180, -179), st.floats(-90, 90))


def true_m(a: LonLat, b: LonLat) -> float:
    return float(ARCS.Inverse(a.lat, a.lon, b.lat, b.lon)["s12"])


def radial_errors_m(disc: object, at: LonLat, radius_m: float) -> list[float]:
    """By how much each vertex misses the radius, but those on the cut: at ±180 and at the poles."""
    vertices = (LonLat(*xy) for xy in shapely.get_coordinates(disc).tolist())
    free = [vertex for vertex in vertices if abs(vertex.lon) != 180 and abs(vertex.lat) != 90]
    assert free, "a disc has vertices off the cut"
    return [abs(true_m(at, vertex) - radius_m) for vertex in free]


@pytest.mark.parametrize("at", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("radius_m", [0.5, 5556.0, 400_000.0, 4_000_000.0, LARGEST_RADIUS_M])
def test_every_vertex_lies_at_the_radius(at: LonLat, radius_m: float) -> None:
    (disc,) = discs(at.lon, at.lat, radius_m)

    assert max(radial_errors_m(disc, at, radius_m)) < 1e-6
    assert disc.is_valid
    assert all(part.exterior.is_ccw for part in shapely.get_parts(disc))
    assert -180 <= disc.bounds[0] < disc.bounds[2] <= 180


@settings(max_examples=150)
@given(at=EVERYWHERE | NEAR_A_POLE | NEAR_THE_ANTIMERIDIAN, radius_m=st.floats(1.0, LARGEST_RADIUS_M))
@example(at=LonLat(0.0, 89.95), radius_m=5584.7)
@example(at=LonLat(180.0, 0.0), radius_m=1.0)
@example(at=LonLat(-180.0, -89.999999), radius_m=1000.0)
def test_a_disc_anywhere_holds_what_is_nearer_and_not_what_is_farther(at: LonLat, radius_m: float) -> None:
    (disc,) = discs(at.lon, at.lat, radius_m)

    assert disc.is_valid
    # Beyond 80 degrees a millimetre is promised, and a thousandth of that is kept.
    assert max(radial_errors_m(disc, at, radius_m)) < 1e-6
    for azimuth in (0, 33, 90, 147, 180, 222, 301):
        # 1 % covers the sag of the 64 edges, and that of edges straight in degrees near a pole.
        assert holds(disc, destination(at, azimuth, radius_m * 0.98)), azimuth
        assert not holds(disc, destination(at, azimuth, radius_m * 1.02)), azimuth


def holds(area: shapely.Geometry, at: LonLat) -> bool:
    return bool(shapely.intersects_xy(area, at.lon, at.lat))


def test_a_disc_over_the_pole_reaches_the_edge_of_the_map() -> None:
    (north,) = discs(10.0, 89.97, 5556.0)
    (south,) = discs(10.0, -89.97, 5556.0)

    assert north.bounds[0::2] == (-180, 180)
    assert south.bounds[0::2] == (-180, 180)
    assert north.bounds[3] == 90
    assert south.bounds[1] == -90
    assert all(holds(north, LonLat(lon, 89.999)) for lon in range(-180, 181, 15))


def test_a_disc_over_the_antimeridian_has_a_part_on_each_side() -> None:
    (disc,) = discs(179.99, -17.0, 5556.0)

    west, east = sorted(shapely.get_parts(disc), key=lambda part: part.bounds[0])
    assert west.bounds[0] == -180
    assert east.bounds[2] == 180
    assert disc.bounds[0::2] == (-180, 180)
    assert west.bounds[2] < -179.9
    assert east.bounds[0] > 179.9


@pytest.mark.parametrize("at", [place for name, place in PLACES.items() if abs(place.lat) < 80], ids=str)
def test_area_is_that_of_the_inscribed_polygon(at: LonLat) -> None:
    (disc,) = discs(at.lon, at.lat, 10_000.0, vertices=256)
    # A regular polygon of n corners inscribed in a circle covers n / 2 * sin(2 pi / n) * r².
    expected = 256 / 2 * math.sin(2 * math.pi / 256) * 10_000.0**2

    assert sum(map(area_m2, shapely.get_parts(disc))) == pytest.approx(expected, rel=1e-3)


def area_m2(polygon: shapely.Polygon) -> float:
    figure = ARCS.Polygon()
    for lon, lat in polygon.exterior.coords[:-1]:
        figure.AddPoint(lat, lon)
    return abs(float(figure.Compute()[2]))


def test_many_discs_are_as_each_of_them_alone() -> None:
    lon, lat = np.array([[at.lon, at.lat] for at in PLACES.values()]).T
    radii = np.linspace(1000.0, 900_000.0, len(lon))

    together = discs(lon, lat, radii)

    for number, disc in enumerate(together):
        assert shapely.equals_exact(disc, discs(lon[number], lat[number], radii[number])[0], tolerance=1e-12)


def test_equal_discs_are_one_object() -> None:
    found = discs([36.0, 37.0, 36.0, 36.0], [33.0, 33.0, 33.0, 33.0], [5000.0, 5000.0, 5000.0, 6000.0])

    assert found[0] is found[2]
    assert len({id(one) for one in found}) == 3
    assert vertex_at(found[3], 0) == pytest.approx(6000.0, abs=1e-6)


def vertex_at(disc: shapely.Geometry, number: int) -> float:
    lon, lat = shapely.get_coordinates(disc)[number].tolist()
    return true_m(LonLat(36.0, 33.0), LonLat(lon, lat))


def test_a_longitude_of_another_turn_is_the_same_place() -> None:
    assert shapely.equals_exact(discs(396.0, 35.0, 5556.0)[0], discs(36.0, 35.0, 5556.0)[0], tolerance=1e-12)


def test_no_discs_are_no_discs() -> None:
    assert discs([], [], 5556.0).shape == (0,)


@pytest.mark.parametrize("radius_m", [0.0, -1.0, math.nan, math.inf, LARGEST_RADIUS_M * 1.01])
def test_a_radius_that_means_no_disc_is_refused(radius_m: float) -> None:
    with pytest.raises(SettingError, match=r"disc 2 of 2: radius expected over 0"):
        discs([36.0, 37.0], [33.0, 34.0], [5556.0, radius_m])


@pytest.mark.parametrize(("lon", "lat"), [(math.nan, 35.0), (36.0, math.nan), (36.0, 90.001), (math.inf, 0.0)])
def test_a_centre_that_is_no_place_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(SettingError, match=r"disc 1 of 1: (longitude|latitude) expected"):
        discs(lon, lat, 5556.0)


def test_a_ring_holds_what_lies_between_its_radii() -> None:
    at = PLACES["near_the_north_pole"]
    (ring,) = rings(at.lon, at.lat, 20_000.0, 50_000.0)

    assert ring.is_valid
    assert [holds(ring, destination(at, 70, far)) for far in (10e3, 19e3, 21e3, 49e3, 51e3)] == [
        *(False, False, True, True, False)
    ]
    with pytest.raises(SettingError, match="inner radius below"):
        rings(at.lon, at.lat, 5.0, 5.0)


@given(a=EVERYWHERE, b=EVERYWHERE)
def test_distance_midpoint_and_destination_agree_with_geographiclib(a: LonLat, b: LonLat) -> None:
    length = true_m(a, b)

    assert distance_m(a, b) == pytest.approx(length, abs=1e-6)
    half = midpoint(a, b)
    assert true_m(a, half) == pytest.approx(length / 2, abs=1e-5)
    assert true_m(half, b) == pytest.approx(length / 2, abs=1e-5)


@pytest.mark.parametrize("pair", [("middle_east", "far_north"), ("far_north", "on_the_antimeridian")])
def test_a_line_is_the_shortest_way_between_its_ends(pair: tuple[str, str]) -> None:
    a, b = (PLACES[name] for name in pair)
    line = geodesic_line(a, b, max_step_m=50_000.0)
    points = [LonLat(*xy) for xy in line.coords]

    assert (points[0], points[-1]) == (a, b)
    assert sum(true_m(*step) for step in pairwise(points)) == pytest.approx(true_m(a, b), abs=1e-3)
    assert max(true_m(*step) for step in pairwise(points)) <= 50_000.0


def test_a_line_over_the_antimeridian_is_cut_there() -> None:
    line = geodesic_line(LonLat(170.0, 50.0), LonLat(-170.0, 52.0))

    assert line.geom_type == "MultiLineString"
    assert line.is_valid
    inner = sorted(abs(x) for part in line.geoms for x in (part.coords[0][0], part.coords[-1][0]))
    assert inner == [170, 170, 180, 180]
    assert all(part.bounds[2] - part.bounds[0] < 11 for part in line.geoms)


@pytest.mark.parametrize(
    "at", [PLACES[name] for name in ("equator", "middle_east", "far_north", "at_85_degrees")], ids=str
)
@pytest.mark.parametrize("azimuth", [0.0, 45.0, 90.0])
def test_a_measure_is_as_long_as_it_says_and_centred(at: LonLat, azimuth: float) -> None:
    line = measure(at, 5500.0, azimuth)
    first, last = LonLat(*line.coords[0]), LonLat(*line.coords[-1])

    assert true_m(first, last) == pytest.approx(5500.0, abs=1e-6)
    assert true_m(at, first) == pytest.approx(2750.0, abs=1e-6)
    assert true_m(at, last) == pytest.approx(2750.0, abs=1e-6)


def test_lines_without_length_are_refused() -> None:
    at = PLACES["equator"]
    with pytest.raises(SettingError, match="two different positions"):
        geodesic_line(at, at)
    with pytest.raises(SettingError, match="step above 0"):
        geodesic_line(at, PLACES["far_north"], max_step_m=0)
    with pytest.raises(SettingError, match="length over 0"):
        measure(at, 0)


def test_covering_radius_is_the_distance_to_the_farthest_point() -> None:
    at = LonLat(36.5, 34.0)
    corners = [LonLat(36, 33), LonLat(37, 33), LonLat(36, 35), LonLat(37, 35)]

    assert covering_radius_m(shapely.box(36, 33, 37, 35), at) == pytest.approx(max(true_m(at, c) for c in corners))
    with pytest.raises(SettingError, match="at least one point"):
        covering_radius_m(shapely.Polygon(), at)


def test_a_disc_that_holds_a_shape_is_as_large_wherever_the_shape_lies() -> None:
    whole = shapely.box(19.9, -18, 20.1, -17.9)
    cut = shapely.MultiPolygon([shapely.box(179.9, -18, 180, -17.9), shapely.box(-180, -18, -179.9, -17.9)])

    (_, whole_m), (middle, cut_m) = holding_disc(whole), holding_disc(cut)

    assert cut_m == pytest.approx(whole_m)
    assert cut_m == pytest.approx(true_m(LonLat(179.9, -18), LonLat(-179.9, -17.9)) / 2, rel=1e-3)
    assert abs(middle.lon) == pytest.approx(180)


@given(EVERYWHERE, st.floats(100, 1_000_000))
def test_the_disc_that_holds_a_disc_is_that_disc(at: LonLat, radius_m: float) -> None:
    (disc,) = discs(at.lon, at.lat, radius_m)

    middle, found_m = holding_disc(disc)

    # A pole that it holds is a vertex of it, and so is the cut: neither reaches farther.
    assert found_m == pytest.approx(radius_m, rel=0.05)
    assert true_m(at, middle) <= 0.06 * radius_m + 1e-3


@pytest.mark.parametrize("radius_m", [150.0, 5556.0, 60_000.0, 500_000.0])
@pytest.mark.parametrize("band", [-1, 0, 34, 64, 79, 84])
def test_circles_computed_together_are_as_exact_as_alone(band: int, radius_m: float) -> None:
    lat = band + np.linspace(0, 0.999, 150)
    lon = np.linspace(-179.9, 179.9, 150)

    together = discs(lon, lat, radius_m, vertices=16)

    for number in range(0, 150, 7):
        errors = radial_errors_m(together[number], LonLat(lon[number], lat[number]), radius_m)
        assert max(errors) < 1e-6
        assert together[number].is_valid


@settings(max_examples=40, deadline=None)
@given(
    lat=st.floats(-89.9, 89.9),
    lon=st.floats(-180, 180),
    radius_m=st.floats(50.0, 400_000.0),
    spread=st.floats(0.0, 0.3),
    which=st.integers(0, 79),
)
def test_circles_computed_together_are_exact_anywhere(
    lat: float, lon: float, radius_m: float, spread: float, which: int
) -> None:
    lats = np.clip(lat + np.linspace(0, spread, 80), -90, 90)
    together = discs(np.full(80, lon), lats, radius_m, vertices=16)

    assert max(radial_errors_m(together[which], LonLat(lon, float(lats[which])), radius_m)) < 1e-6


def test_circles_of_many_radii_are_each_their_own() -> None:
    lat = np.tile(np.linspace(30, 34, 250), 3)
    lon = np.full_like(lat, 36.0)
    radii = np.repeat([2000.0, 5000.0, 5000.5], 250)

    together = discs(lon, lat, radii)

    for number in range(0, 750, 31):
        (alone,) = discs(lon[number], lat[number], radii[number])
        # 1e-11 degrees are a thousandth of a millimetre.
        assert shapely.equals_exact(together[number], alone, tolerance=1e-11)


@settings(max_examples=150, deadline=None)
@given(
    at=EVERYWHERE | NEAR_A_POLE | NEAR_THE_ANTIMERIDIAN,
    radius_m=st.floats(50.0, 8_000_000.0),
    start=st.floats(0, 360),
    turn=st.floats(1, 359),
    hollow=st.just(0.0) | st.floats(0.05, 0.9),
    picks=st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 1.2)), min_size=12, max_size=12),
)
@example(LonLat(50.0, 90.0), 5556.0, 40.0, 300.0, 0.0, [(0.5, 0.5), (0.95, 0.02)])
@example(LonLat(0.0, -90.0), 5556.0, 40.0, 90.0, 0.5, [(0.1, 0.7), (0.6, 0.7)])
@example(LonLat(10.0, 89.5), 200_000.0, 0.0, 180.0, 0.0, [(0.1, 0.7), (0.9, 0.7)])
def test_a_sector_holds_what_lies_between_its_directions_and_distances(
    at: LonLat, radius_m: float, start: float, turn: float, hollow: float, picks: list[tuple[float, float]]
) -> None:
    inner_m = hollow * radius_m
    (area,) = sectors(at.lon, at.lat, radius_m, start, start + turn, inner_m=inner_m)

    assert area.is_valid
    assert all(part.exterior.is_ccw for part in shapely.get_parts(area))
    assert -180 <= area.bounds[0] <= area.bounds[2] <= 180
    sag = float(sag_m(at.lat, radius_m)) + 1e-6
    for share, out in picks:
        azimuth, far_m = start + 360 * share, radius_m * out
        # How far it is to the sides, on the tighter of a plane and a sphere.
        from_sides = min(share * 360, abs(share * 360 - turn), 360 - share * 360, 90)
        beside_m = far_m * math.radians(from_sides) * 2 / math.pi * max(0.0, math.cos(far_m / 6.4e6 / 1.2))
        if min(abs(far_m - radius_m), abs(far_m - inner_m) if inner_m else math.inf, beside_m) > sag:
            inside = share * 360 < turn and inner_m < far_m < radius_m
            assert holds(area, destination(at, azimuth, far_m)) == inside, (share, out)


def test_a_sector_has_its_vertices_on_its_arcs_and_its_sides() -> None:
    at = PLACES["just_west_of_the_antimeridian"]
    (area,) = sectors(at.lon, at.lat, 50_000.0, 30.0, 110.0, inner_m=500.0)

    ways = [ARCS.Inverse(at.lat, at.lon, y, x) for x, y in shapely.get_coordinates(area).tolist() if abs(x) != 180]
    on_arcs = [min(abs(way["s12"] - far_m) for far_m in (500.0, 50_000.0)) for way in ways]
    on_sides = [min(abs(way["azi1"] - side) for side in (30.0, 110.0)) for way in ways]
    assert all(arc < 1e-6 or side < 1e-6 for arc, side in zip(on_arcs, on_sides, strict=True))
    assert area.geom_type == "MultiPolygon"


@pytest.mark.parametrize("at", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("edges", EDGES)
def test_sectors_of_a_whole_turn_make_up_the_disc(at: LonLat, edges: str) -> None:
    parts = sectors(at.lon, at.lat, 300_000.0, [10.0, 70.0, 190.0], [70.0, 190.0, 370.0], edges=edges)
    (disc,) = discs(at.lon, at.lat, 300_000.0, edges=edges)

    assert sum(map(geo_area_m2, parts)) == pytest.approx(geo_area_m2(disc), rel=2e-3)
    if edges == "equal_area":
        assert [geo_area_m2(part) for part in parts] == pytest.approx(
            [sector_area_m2(at.lat, 300_000.0, start, turn) for start, turn in ((10, 60), (70, 120), (190, 180))],
            rel=1e-5,
        )


def test_sectors_that_mean_nothing_are_refused() -> None:
    with pytest.raises(SettingError, match="the whole turn is a disc"):
        sectors(36.0, 33.0, 5556.0, 10.0, 370.0)
    with pytest.raises(SettingError, match="inner radius expected 0 or more, and less than the outer one"):
        sectors(36.0, 33.0, 5556.0, 10.0, 20.0, inner_m=6000.0)
    with pytest.raises(SettingError, match="directions expected two different ones"):
        sectors(36.0, 33.0, 5556.0, 10.0, math.nan)
