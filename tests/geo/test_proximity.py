"""What is within a distance, and what is nearest: the same as measuring every pair, anywhere on Earth."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from cases import PLACES, SHAPES
from geographiclib.geodesic import Geodesic
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from geo.apart import apart_m
from geo.circle import WGS84
from geo.errors import SettingError
from geo.nearest import nearest_on
from geo.proximity import Pairs, counts_within, nearest, pairs_within

AWKWARD = [(at.lon, at.lat) for at in PLACES.values()]


def lengths_m(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Every distance, shape (len(a), len(b))."""
    ends = (np.repeat(a, len(b), axis=0), np.tile(b, (len(a), 1)))
    flat = [np.ascontiguousarray(column) for end in ends for column in end.T.reshape(2, -1)]
    return np.asarray(WGS84.inv(*flat)[2]).reshape(len(a), len(b))


def listed(pairs: Pairs) -> list[tuple[int, int]]:
    return sorted(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))


@st.composite
def crowds(draw: st.DrawFn, most: int = 60) -> np.ndarray:
    """Towns anywhere and where maps go wrong, with points scattered around them and many just on them."""
    towns = draw(
        st.lists(
            st.one_of(st.sampled_from(AWKWARD), st.tuples(st.floats(-180, 180), st.floats(-90, 90))),
            min_size=1,
            max_size=4,
        )
    )
    scattered = draw(
        st.lists(
            st.tuples(st.sampled_from(towns), st.floats(0, 360), st.sampled_from([0.0, 0.5, 3e3, 6e3, 2e6])),
            max_size=most,
        )
    )
    ends = [WGS84.fwd(*town, azimuth, reach_m)[:2] if reach_m else town for town, azimuth, reach_m in scattered]
    return np.array(ends).reshape(-1, 2)


@settings(max_examples=150, deadline=None)
@given(
    a=crowds(),
    b=crowds(),
    distance_m=st.one_of(
        st.sampled_from([0.0, 1.0, 5_556.0, 1e6, 9e6, 1.5e7, 1.995e7, 3e7]), st.tuples(st.integers(0), st.integers(0))
    ),
)
def test_pairs_and_counts_are_those_of_every_pair(
    a: np.ndarray, b: np.ndarray, distance_m: float | tuple[int, int]
) -> None:
    every = lengths_m(a, b)
    if isinstance(distance_m, tuple):
        # Just as far as one of the pairs, which counts as within.
        distance_m = float(every.flat[distance_m[0] % every.size]) if every.size else 0.0
    near = every <= distance_m

    pairs = pairs_within(shapely.points(a), shapely.points(b), distance_m)

    assert listed(pairs) == list(zip(*np.nonzero(near), strict=True))
    assert pairs.distance_m == pytest.approx(every[pairs.a, pairs.b], abs=1e-7)
    assert counts_within(shapely.points(a), shapely.points(b), distance_m).tolist() == near.sum(axis=1).tolist()


@settings(max_examples=100, deadline=None)
@given(a=crowds(), distance_m=st.sampled_from([0.0, 1.0, 3_000.0, 5_556.0, 4e6]))
def test_each_with_the_others_of_one_table(a: np.ndarray, distance_m: float) -> None:
    near = lengths_m(a, a) <= distance_m
    points = shapely.points(a)

    pairs = pairs_within(points, None, distance_m)

    assert listed(pairs) == list(zip(*np.nonzero(np.triu(near, 1)), strict=True))
    assert counts_within(points, None, distance_m).tolist() == (near.sum(axis=1) - 1).tolist()


@settings(max_examples=80, deadline=None)
@given(a=crowds(), b=crowds(), seed=st.integers(0, 99))
def test_each_may_have_its_own_distance_and_each_its_weight(a: np.ndarray, b: np.ndarray, seed: int) -> None:
    random = np.random.default_rng(seed)
    distance_m = random.choice([-1.0, 0.0, 400.0, 5_556.0, 3e6, 1e7], len(a))
    weights = random.choice([0.0, 0.25, 3.0, 1e6], len(b))

    counted = counts_within(shapely.points(a), shapely.points(b), distance_m, weights=weights)

    near = lengths_m(a, b) <= distance_m[:, None]
    assert counted == pytest.approx(near @ weights if len(b) else np.zeros(len(a)), rel=1e-12, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(a=crowds(), b=crowds(), seed=st.integers(0, 99), alone=st.booleans())
def test_each_of_both_may_add_to_the_distance(a: np.ndarray, b: np.ndarray, seed: int, alone: bool) -> None:
    b = a if alone else b
    rng = np.random.default_rng(seed)
    distance_m, more_m = rng.choice([-9e7, -1.0, 0.0, 5_556.0, 3e6], len(a)), rng.choice([-4e3, 0.0, 3e3, 9e7], len(b))
    near = lengths_m(a, b) <= distance_m[:, None] + more_m
    if alone:
        np.fill_diagonal(near, val=False)

    counts = counts_within(shapely.points(a), None if alone else shapely.points(b), distance_m, more_m=more_m)

    assert counts.tolist() == near.sum(axis=1).tolist()


def test_what_shapes_add_to_the_distance_counts_for_them_too() -> None:
    line = shapely.LineString([(36.0, 34.0), (37.0, 34.0)])
    point, distance_m = shapely.Point(36.5, 34.05), 5_546.0  # 0.05 degrees of latitude at 34 degrees

    assert counts_within([point], [line, line], 5_000.0, more_m=[600.0, 500.0]).tolist() == [1]
    assert distance_m == pytest.approx(nearest([point], [line]).distance_m[0], abs=5)


@settings(max_examples=100, deadline=None)
@given(a=crowds(), b=crowds())
def test_nothing_is_nearer_than_the_nearest(a: np.ndarray, b: np.ndarray) -> None:
    if not len(b):
        return
    found = nearest(shapely.points(a), shapely.points(b))

    every = lengths_m(a, b)
    assert found.distance_m == pytest.approx(every.min(axis=1), abs=1e-8)
    assert every[np.arange(len(a)), found.b] == pytest.approx(found.distance_m, abs=1e-8)


def test_crowds_of_hundreds_are_counted_as_every_pair_is() -> None:
    random = np.random.default_rng(7)
    towns = np.array([(36.3, 33.5), (179.99, -17.0), (10.0, 89.99), (36.8, 34.7)])
    a = towns[random.integers(0, 4, 1500)] + random.normal(0, 0.04, (1500, 2)) * (random.random((1500, 1)) < 0.6)
    a[:, 1] = np.minimum(a[:, 1], 90)
    points = shapely.points(a)

    near = lengths_m(a, a) <= 5_556
    assert counts_within(points, None, 5_556.0).tolist() == (near.sum(axis=1) - 1).tolist()
    assert len(pairs_within(points, None, 5_556.0).a) == (near.sum() - 1500) // 2


def test_a_million_at_one_place_are_one_place() -> None:
    points = np.full(1_000_000, shapely.Point(36.3, 33.5))

    assert set(counts_within(points, None, 5_556.0).tolist()) == {999_999}
    assert set(nearest(points, points[:3]).b.tolist()) == {0}


def test_one_place_has_several_names() -> None:
    names = shapely.points([(180, 10), (-180, 10), (540, 10), (5, 90), (-70, 90), (-0.0, -90)])

    assert counts_within(names, None, 0.0).tolist() == [2, 2, 2, 1, 1, 0]


def brute_apart_m(path: np.ndarray, other: shapely.Geometry) -> float:
    """Distance from the nearest of many points along a path, and then around the best of them."""
    if shapely.intersects(shapely.LineString(path), other):
        return 0.0

    def to_other_m(shares: np.ndarray) -> np.ndarray:
        columns = [np.interp(shares, np.arange(len(path)), column) for column in path.T]
        return np.asarray(nearest_on(other, *columns).distance_m)

    shares = np.linspace(0, len(path) - 1, 401)
    lengths = to_other_m(shares)
    best = [float(lengths.min())]
    for at in np.argsort(lengths)[:2]:
        bounds = shares[max(at - 1, 0)], shares[min(at + 1, 400)]
        found = minimize_scalar(to_other_m, bounds=bounds, method="bounded", options={"xatol": 1e-9})
        best.append(float(found.fun[0]))
    return min(best)


@settings(max_examples=40, deadline=None)
@given(
    start=st.one_of(st.sampled_from(AWKWARD), st.tuples(st.floats(-170, 170), st.floats(-85, 85))),
    steps=st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=5, max_size=5),
)
@example(start=(0.0, 50.0), steps=[(1.0, 0.0), (0.0, 0.0), (0.0, 0.1), (-1.0, 0.0), (0.0, 0.0)])
@example(start=(0.0, 50.0), steps=[(2.0, 0.0), (0.0, 0.0), (-2.0, 0.15), (1.0, -0.1), (1.0, 0.1)])
def test_lines_are_as_far_apart_as_their_nearest_points(
    start: tuple[float, float], steps: list[tuple[float, float]]
) -> None:
    path = np.cumsum([start, *steps], axis=0)
    path[:, 1] = np.clip(path[:, 1], -90, 90)
    one, other = shapely.LineString(path[:3]), shapely.LineString(path[3:])

    found = apart_m(one, other)

    assert found <= brute_apart_m(path[:3], other) + 1e-6
    assert found == pytest.approx(apart_m(other, one), abs=1e-6)


def test_shapes_within_a_distance_are_those_that_are_so_far_apart() -> None:
    shapes = np.array(list(SHAPES.values()))
    points = shapely.points([(36.5, 33.2), (36.5, 34.0), (-170.0, 66.0), (179.99, -17.8), (0.0, 90.0), (36.9, 35.04)])
    every = np.array([[apart_m(shape, point) for shape in shapes] for point in points])

    for distance_m in (0.0, 5_556.0, 60_000.0, 3e6):
        near = every <= distance_m
        pairs = pairs_within(points, shapes, distance_m)
        assert listed(pairs) == list(zip(*np.nonzero(near), strict=True))
        assert pairs.distance_m == pytest.approx(every[pairs.a, pairs.b], abs=1e-6)
        assert counts_within(points, shapes, distance_m).tolist() == near.sum(axis=1).tolist()
        assert counts_within(shapes, points, distance_m).tolist() == near.sum(axis=0).tolist()
    assert nearest(points, shapes).distance_m == pytest.approx(every.min(axis=1), abs=1e-6)


def test_shapes_are_paired_with_each_other() -> None:
    shapes = [SHAPES["block"], SHAPES["road"], shapely.box(37.01, 33, 38, 34), shapely.Point(-40, 20)]

    pairs = pairs_within(shapes, None, 5_556.0)

    assert listed(pairs) == [(0, 1), (0, 2)]
    east_m = Geodesic.WGS84.Inverse(34, 37.0, 34, 37.01)["s12"]
    assert sorted(pairs.distance_m) == pytest.approx([0, east_m], abs=0.05)
    assert counts_within(shapes, None, 5_556.0).tolist() == [2, 1, 1, 0]
    assert nearest(shapes[3:], shapes[:3]).b.tolist() == [1]


def test_a_zone_is_decided_by_distance_and_not_by_an_edge() -> None:
    # In the middle of an edge a disc of 64 vertices is 6.7 m short of its radius.
    azimuth = 360 / 128
    end = WGS84.fwd(36.3, 33.5, azimuth, 5_555.0)
    centre, point = shapely.points([(36.3, 33.5)]), shapely.points([end[:2]])

    assert counts_within(centre, point, 5_556.0).tolist() == [1]
    assert counts_within(centre, point, 5_554.0).tolist() == [0]


def test_nothing_is_near_nothing() -> None:
    some, none = shapely.points([(36.0, 33.0)]), shapely.points(np.zeros((0, 2)))

    for a, b in ((some, none), (none, some), (none, none), (none, None)):
        assert len(pairs_within(a, b, 5_556.0).a) == 0
        assert counts_within(a, b, 5_556.0).tolist() == [0] * len(a)
    assert len(nearest(none, some).b) == 0


@pytest.mark.parametrize(
    ("a", "told"),
    [
        ([shapely.Point(36, 33), None], "geometry 2 of 2: expected one with at least one point, got None"),
        ([shapely.Point()], "geometry 1 of 1: expected one with at least one point, got POINT EMPTY"),
        ([shapely.Point(float("nan"), 33)], "geometry 1 of 1"),
        ([shapely.Point(36, 91)], "latitudes from -90 to 90, got POINT"),
        (gpd.GeoSeries([shapely.Point(0, 0)], crs=3857), "expected geometries in EPSG:4326, got EPSG:3857"),
    ],
)
def test_what_is_not_on_earth_is_told(a: object, told: str) -> None:
    for ask in (
        lambda: pairs_within(a, None, 5.0),
        lambda: counts_within(a, [shapely.Point(1, 1)], 5.0),
        lambda: nearest([shapely.Point(1, 1)], a),
    ):
        with pytest.raises(SettingError, match=told):
            ask()


def test_a_distance_or_weight_that_is_none_is_told() -> None:
    points = shapely.points([(36.0, 33.0), (36.1, 33.0)])

    for distance_m in (-1.0, np.nan):
        with pytest.raises(SettingError, match="expected a distance of 0 m or more"):
            pairs_within(points, None, distance_m)
    with pytest.raises(SettingError, match="distance 2 of 2: expected a number"):
        counts_within(points, None, [5.0, np.nan])
    with pytest.raises(SettingError, match="expected one weight, or 2, got 3"):
        counts_within(points, None, 5.0, weights=[1, 2, 3])
    with pytest.raises(SettingError, match="expected at least one geometry"):
        nearest(points, [])


def test_a_geoseries_is_as_good_as_an_array() -> None:
    series = gpd.GeoSeries.from_xy([36.0, 36.01], [33.0, 33.0], crs=4326, index=[7, 9])

    assert pairs_within(series, None, 1000.0).b.tolist() == [1]


def test_a_shape_that_crosses_itself_is_taken_as_it_is() -> None:
    bow = shapely.Polygon([(36, 33), (37, 34), (37, 33), (36, 34)])
    others = [shapely.Point(36.1, 33.5), shapely.Point(36.5, 33.9), shapely.box(36.9, 33.4, 36.95, 33.5)]

    assert pairs_within([bow], others, 5_556.0).b.tolist() == [0, 2]
