"""Least, expected and greatest exposure: by hand where people are spread evenly, by drawing at random where not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasters import raster_of

from geo.buffer import buffer
from geo.exposure import Cases, Exposure, exposure
from geo.geodesy import WGS84
from geo.raster import Source, Zones, under

D = 5556.0
# A hundred to a km2, all around the place.
EVEN = Source(raster_of(np.full((400, 400), 100.0, dtype=np.float32), 35.0, 36.0, 0.01), "per_km2")
RANDOM = np.random.default_rng(20151103)
UNEVEN = Source(raster_of(np.exp(RANDOM.normal(3, 2, (400, 400))).astype(np.float32), 35.0, 36.0, 0.01))
CENTRE = (37.0, 34.0)


def discs(
    *told: tuple[float, float, float], distance_m: float = D, groups: list[int] | None = None, times: float = 1.0
) -> Cases:
    lon, lat, radius_m = np.array(told, dtype=float).T
    none = np.full(len(told), None, dtype=object)
    group = np.array(groups or [0] * len(told))
    return Cases(lon, lat, radius_m, none, none, np.full(len(told), distance_m), group, np.full(len(told), times))


def shape_case(shape: shapely.Geometry, distance_m: float = D) -> Cases:
    nothing, grown = np.array([np.nan]), buffer(shape, distance_m)
    one, zero = np.array([1.0]), np.array([0])
    shapes, zones = (np.array([each], dtype=object) for each in (shape, grown))
    return Cases(nothing, nothing, nothing, shapes, zones, np.array([distance_m]), zero, one)


def of(cases: Cases, source: Source = EVEN) -> Exposure:
    return exposure(source, cases, int(cases.groups.max()) + 1)


def circle_people(radius_m: float) -> float:
    return 100 * np.pi * (radius_m / 1000) ** 2


@pytest.mark.parametrize("radius_m", [50.0, 2000.0, 5000.0, 30_000.0])
def test_where_people_are_spread_evenly_each_is_a_circle(radius_m: float) -> None:
    """100 people a km2: surely those within d - u, at most those within d + u, and pi d2 expected whatever u is."""
    found = of(discs((*CENTRE, radius_m)))

    low = circle_people(D - radius_m) if radius_m < D else 0.0
    expected = [low, circle_people(D), circle_people(D + radius_m)]
    assert found.cases[:, 0] == pytest.approx(expected, rel=1e-3)
    assert found.groups[:, 0] == pytest.approx(expected, rel=2e-3)
    assert found.covered == pytest.approx([1.0])


def people_within(lon: np.ndarray, lat: np.ndarray, distance_m: float = D) -> np.ndarray:
    return under(UNEVEN, Zones.of_discs(lon, lat, distance_m)).amounts


@pytest.mark.parametrize("radius_m", [2000.0, 5000.0, 15_000.0])
def test_the_expectation_is_the_mean_over_places_drawn_at_random(radius_m: float) -> None:
    away, turn = radius_m * np.sqrt(RANDOM.random(4000)), RANDOM.uniform(0, 360, 4000)
    lon, lat, _ = WGS84.fwd(np.full(4000, CENTRE[0]), np.full(4000, CENTRE[1]), turn, away)
    drawn = people_within(lon, lat)

    found = of(discs((*CENTRE, radius_m)), UNEVEN)

    assert found.cases[1, 0] == pytest.approx(drawn.mean(), abs=5 * drawn.std() / np.sqrt(4000))
    assert found.cases[0, 0] <= drawn.min() * 1.001
    assert found.cases[2, 0] >= drawn.max() * 0.999


@pytest.mark.parametrize("shape", [shapely.box(36.9, 33.95, 37.1, 34.0), shapely.box(36.2, 33.2, 38.2, 34.9)])
def test_the_expectation_of_a_shape_is_the_mean_over_it(shape: shapely.Geometry) -> None:
    west, south, east, north = shape.bounds
    heights = np.sin(np.radians([south, north]))
    lon, lat = RANDOM.uniform(west, east, 4000), np.degrees(np.arcsin(RANDOM.uniform(*heights, 4000)))
    drawn = people_within(lon, lat)

    found = of(shape_case(shape), UNEVEN)

    # A spread of positions, and not all of them: a hundredth.
    spread = 5 * drawn.std() / np.sqrt(4000) + 0.01 * drawn.mean()
    assert found.cases[1, 0] == pytest.approx(drawn.mean(), abs=spread)
    assert found.cases[2, 0] == pytest.approx(under(UNEVEN, Zones.of_shapes(np.array([buffer(shape, D)]))).amounts[0])
    assert found.cases[0, 0] == 0, "no place lies within 3 NM of all of it"


def test_a_small_shape_surely_reaches_what_is_within_the_rest_of_the_distance() -> None:
    square = shapely.box(36.99, 33.99, 37.01, 34.01)
    half_m = WGS84.inv(37.0, 34.0, 37.01, 33.99)[2]

    found = of(shape_case(square, 20_000.0))

    assert found.cases[0, 0] == pytest.approx(circle_people(20_000 - half_m), rel=2e-3)
    assert found.cases[1, 0] == pytest.approx(circle_people(20_000), rel=2e-3)


def test_a_shape_cut_at_the_antimeridian_surely_reaches_as_far_as_any() -> None:
    world = Source(raster_of(np.full((180, 360), 100.0, dtype=np.float32), -180.0, 90.0, 1.0), "per_km2")
    cut = shapely.MultiPolygon([shapely.box(179.9, -18, 180, -17.9), shapely.box(-180, -18, -179.9, -17.9)])

    there, here = (
        of(shape_case(shape, 500_000.0), world).cases for shape in (cut, shapely.box(19.9, -18, 20.1, -17.9))
    )

    assert there == pytest.approx(here, rel=1e-3)


@pytest.mark.parametrize(
    "shape", [shapely.LineString([(36.5, 34), (37.5, 34)]), shapely.MultiPoint([(36.5, 34), (37.5, 34)])]
)
def test_a_road_or_two_towns_expect_what_one_place_on_them_does(shape: shapely.Geometry) -> None:
    assert of(shape_case(shape)).cases[1, 0] == pytest.approx(circle_people(D), rel=2e-3)


def test_nobody_counts_twice_in_a_group() -> None:
    twice = of(discs((*CENTRE, 50.0), (*CENTRE, 50.0), (38.0, 34.0, 50.0), groups=[0, 0, 1]))

    assert twice.groups[[0, 2], 0] == pytest.approx(twice.cases[[0, 2], 0], rel=2e-3)
    # Two events within 50 m of one point are two, so their expectation together is a little more.
    assert twice.cases[1, 0] < twice.groups[1, 0] < twice.cases[1, 0] * 1.01
    assert twice.groups[:, 1] == pytest.approx(twice.cases[:, 2], rel=2e-3)


def test_chances_of_a_group_are_multiplied() -> None:
    """Each of n events puts a place within d with chance p, so that at least one does with 1 - (1 - p)**n."""
    near = raster_of(np.array([[0.0, 0, 0], [0, 1000.0, 0], [0, 0, 0]]), 36.9985, 34.0015, 0.001)
    cell = (36.9985 + 0.0015, 34.0)
    p = D**2 / 30_000.0**2

    for times in (1, 2, 10, 1000):
        found = exposure(Source(near), discs((*cell, 30_000.0), times=times), 1)
        assert found.groups[1, 0] == pytest.approx(1000 * (1 - (1 - p) ** times), rel=1e-4)
        assert found.cases[:, 0] == pytest.approx([0, 1000 * p, 1000], rel=1e-4)
        assert found.groups[[0, 2], 0] == pytest.approx([0, 1000], abs=1e-6)


def test_a_shape_and_a_disc_are_independent_too() -> None:
    near = Source(raster_of(np.array([[0.0, 0, 0], [0, 1000.0, 0], [0, 0, 0]]), 36.9985, 34.0015, 0.001))
    square = shape_case(shapely.box(36.8, 33.8, 37.2, 34.2))
    both = Cases(*(np.concatenate(pair) for pair in zip(discs((*CENTRE, 10_000.0)), square, strict=True)))
    one, other = (exposure(near, each, 1).cases[1, 0] / 1000 for each in (discs((*CENTRE, 10_000.0)), square))

    assert exposure(near, both, 1).groups[1, 0] == pytest.approx(1000 * (1 - (1 - one) * (1 - other)), rel=1e-3)


CASE = st.tuples(st.floats(35.5, 38.5), st.floats(32.5, 35.5), st.floats(20, 60_000))


@settings(max_examples=20)
@given(st.lists(CASE, min_size=1, max_size=8), st.floats(300, 30_000))
def test_the_least_is_below_the_expected_and_the_greatest_above(
    told: list[tuple[float, float, float]], distance_m: float
) -> None:
    found = of(discs(*told, distance_m=distance_m), UNEVEN)

    for low, best, high in (*found.cases.T, *found.groups.T):
        assert 0 <= low <= best <= high
    assert found.groups[2, 0] <= found.cases[2].sum() * 1.001
    assert found.groups[1, 0] <= found.cases[1].sum() * 1.02
    assert found.groups[1, 0] >= found.cases[1].max() * 0.98


def test_several_distances_at_once_are_those_of_each() -> None:
    near, far = (discs((*CENTRE, 2000.0), distance_m=d) for d in (D, 20_000.0))
    both = Cases(*(np.concatenate(pair) for pair in zip(near, far._replace(groups=np.array([1])), strict=True)))

    found = of(both)
    assert found.cases == pytest.approx(np.hstack([of(near).cases, of(far).cases]))


def test_no_cases_are_nothing() -> None:
    nothing = discs((*CENTRE, 50.0))
    found = exposure(EVEN, Cases(*(values[:0] for values in nothing)), 2)

    assert found.cases.shape == (3, 0)
    assert found.groups.tolist() == [[0, 0]] * 3


@pytest.mark.parametrize("distance_m", [0.5, 9_999_900.0])
def test_the_shortest_and_the_longest_distances_are_worked(distance_m: float) -> None:
    found = of(discs((*CENTRE, 50.0), distance_m=distance_m))

    everybody = under(EVEN, Zones.of_shapes(np.array([shapely.box(35, 32, 39, 36)]))).amounts[0]
    within = everybody if distance_m > 1e6 else circle_people(50.5)
    assert found.cases[2, 0] == pytest.approx(within, rel=1e-3)


def test_values_below_zero_are_told() -> None:
    holed = raster_of(np.array([[1.0, -200.0], [1.0, 1.0]]), 36.0, 35.0, 1.0)

    assert exposure(Source(holed), discs((*CENTRE, 50.0)), 1).below_zero
    assert not of(discs((*CENTRE, 50.0))).below_zero


def test_the_total_of_a_lone_record_is_its_own() -> None:
    many = discs(*((lon, 34.0, 2000.0) for lon in np.linspace(35.5, 38.5, 40)), groups=list(range(40)))

    found = of(many, UNEVEN)
    assert found.groups == pytest.approx(found.cases, rel=1e-5)


def test_totals_of_an_uneven_raster_are_those_of_the_united_geometries() -> None:
    spots = np.column_stack([RANDOM.normal(37, 0.15, 300), RANDOM.normal(34, 0.15, 300), RANDOM.uniform(50, 8000, 300)])
    groups = RANDOM.integers(0, 3, 300)

    found = of(discs(*spots.tolist(), groups=groups.tolist()), UNEVEN)

    lon, lat, radius_m = spots.T
    for level, reach_m in ((0, np.maximum(D - radius_m, 1e-3)), (2, D + radius_m)):
        made = Zones.of_discs(lon, lat, reach_m).made(np.arange(300))
        united = np.array([shapely.union_all(made[groups == group]) for group in range(3)])
        assert found.groups[level] == pytest.approx(under(UNEVEN, Zones.of_shapes(united)).amounts, rel=2e-3)
        assert found.cases[level].sum() > 1.1 * found.groups[level].sum(), "they overlap"


def test_the_expectation_together_is_that_of_drawing_every_event_at_random() -> None:
    spots = np.column_stack([RANDOM.normal(37, 0.06, 12), RANDOM.normal(34, 0.06, 12), RANDOM.uniform(500, 9000, 12)])
    lon, lat, radius_m = spots.T
    drawn = []
    for _ in range(400):
        away, turn = radius_m * np.sqrt(RANDOM.random(12)), RANDOM.uniform(0, 360, 12)
        places = WGS84.fwd(lon, lat, turn, away)[:2]
        drawn.append(shapely.union_all(Zones.of_discs(*places, D).made(np.arange(12))))
    people = under(UNEVEN, Zones.of_shapes(np.array(drawn))).amounts

    found = of(discs(*spots.tolist()), UNEVEN)
    assert found.groups[1, 0] == pytest.approx(people.mean(), abs=4 * people.std() / np.sqrt(400))
    assert found.groups[1, 0] < 0.7 * found.cases[1].sum()
