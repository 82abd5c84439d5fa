"""Zones around shapes: what lies nearer is inside, what lies farther is outside, anywhere on Earth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cases import SHAPES
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.antimeridian import folded
from geo.buffer import buffer
from geo.errors import SettingError
from geo.geodesy import WGS84, discs
from geo.nearest import nearest_on


def tolerance_m(distance_m: float) -> float:
    """As the docstring of `buffer` promises."""
    return max(1.0, distance_m / 1000)


def distance_to_m(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Geodesic distance in metres to a shape, found without any projection: closer and closer along its edges."""
    if shapely.intersects_xy(shape, lon, lat):
        return 0.0
    if shape.geom_type == "MultiPoint":
        return float(lengths_m(lon, lat, shapely.get_coordinates(shape)).min())
    lines = shape.boundary if shapely.get_dimensions(shape) == 2 else shape
    paths = [shapely.get_coordinates(part) for part in shapely.get_parts(shapely.segmentize(lines, 0.1))]
    return _to_edges_m(np.concatenate([np.stack([path[:-1], path[1:]], axis=1) for path in paths]), lon, lat)


def _to_edges_m(edges: np.ndarray, lon: float, lat: float) -> float:
    shares = np.linspace(0, 1, 21)[:, None]
    for _ in range(4):
        ends = lengths_m(lon, lat, edges.reshape(-1, 2)).reshape(-1, 2)
        nearest = edges[np.argsort(ends.min(axis=1))[:6]]
        points = nearest[:, :1] * (1 - shares) + nearest[:, 1:] * shares
        edges = np.stack([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 2, 2)
    return float(lengths_m(lon, lat, edges.reshape(-1, 2)).min())


def lengths_m(lon: float, lat: float, points: np.ndarray) -> np.ndarray:
    count = len(points)
    return np.asarray(WGS84.inv(np.full(count, lon), np.full(count, lat), points[:, 0], points[:, 1])[2])


def edge_points(zone: shapely.Geometry, count: int) -> np.ndarray:
    """Vertices of the zone and middles of its edges, evenly picked, but those on the cut."""
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(zone) for ring in shapely.get_rings(part)]
    points = np.vstack([part for ring in rings for part in (ring, (ring[1:] + ring[:-1]) / 2)])
    free = points[(np.abs(points[:, 0]) < 179.9999999) & (np.abs(points[:, 1]) < 89.9999)]
    return free[np.linspace(0, len(free) - 1, min(count, len(free))).astype(int)]


@pytest.mark.parametrize("distance_m", [50.0, 5500.0, 300_000.0])
@pytest.mark.parametrize("name", SHAPES)
def test_the_edge_of_a_zone_lies_at_its_distance(name: str, distance_m: float) -> None:
    zone = buffer(SHAPES[name], distance_m)

    assert zone.is_valid
    assert -180 <= zone.bounds[0] < zone.bounds[2] <= 180
    assert all(part.exterior.is_ccw for part in shapely.get_parts(zone))
    found = [distance_to_m(SHAPES[name], *point) for point in edge_points(zone, 60)]
    assert min(found) > distance_m - tolerance_m(distance_m)
    assert max(found) < distance_m + tolerance_m(distance_m)


@pytest.mark.parametrize("distance_m", [50.0, 5500.0, 300_000.0])
@pytest.mark.parametrize("name", SHAPES)
def test_every_vertex_of_a_zone_lies_at_its_distance(name: str, distance_m: float) -> None:
    points = shapely.get_coordinates(buffer(SHAPES[name], distance_m))
    free = points[(np.abs(points[:, 0]) < 180) & (np.abs(points[:, 1]) < 90)]

    near = nearest_on(SHAPES[name], free[:, 0], free[:, 1])
    for number in range(0, len(free), 1 + len(free) // 40):
        (lon, lat), there = free[number], (near.lat[number], near.lon[number])
        assert Geodesic.WGS84.Inverse(lat, lon, *there)["s12"] == pytest.approx(distance_m, abs=1e-6)
        # No other point of the shape is nearer than that: looked for without `nearest_on`.
        assert distance_to_m(SHAPES[name], lon, lat) == pytest.approx(distance_m, abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-88, 88),
    size=st.floats(0.01, 3.0),
    turns=st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=12, unique=True),
    distance_m=st.floats(1.3, 5.5).map(lambda power: 10.0**power),
    kind=st.sampled_from([shapely.LineString, shapely.MultiPoint, shapely.Polygon]),
    edges=st.sampled_from(["inscribed", "circumscribed"]),
)
def test_zones_of_crooked_shapes_are_exact_and_their_edges_keep_the_bound(
    lon: float, lat: float, size: float, turns: list[tuple[float, float]], distance_m: float, kind: type, edges: str
) -> None:
    points = np.array(turns) * size + (lon, lat)
    points[:, 1] = np.clip(points[:, 1], -90, 90)
    if kind is shapely.MultiPoint:
        points[:, 0] = (points[:, 0] + 180) % 360 - 180
    shape = shapely.make_valid(kind(points), method="structure") if kind is shapely.Polygon else kind(points)
    shape = shape if kind is shapely.MultiPoint else folded(shape)
    assume(not shape.is_empty)
    zone = buffer(shape, distance_m, edges=edges)

    assert zone.is_valid
    reach_m = distance_m + (tolerance_m(distance_m) if edges == "circumscribed" else 0.0)
    vertices, along = vertices_and_edges_m(zone, shape)
    assert np.abs(vertices - reach_m).max(initial=0) < 1e-6
    assert np.abs(along - reach_m).max(initial=0) < tolerance_m(distance_m)


def vertices_and_edges_m(zone: shapely.Geometry, shape: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Distances to the shape of the zone's vertices, and of points on its edges, but those on a cut."""
    rings = [shapely.get_coordinates(ring) for part in shapely.get_parts(zone) for ring in shapely.get_rings(part)]
    first, last = (np.concatenate([ring[side] for ring in rings]) for side in (slice(-1), slice(1, None)))
    cut = (np.abs(first) == (180, 90)).any(axis=1)
    on_cut = ((np.abs(first) == (180, 90)) & (first == last)).any(axis=1)
    middles = [first[~on_cut] + (last - first)[~on_cut] * share for share in (0.2, 0.5, 0.8)]
    return nearest_on(shape, *first[~cut].T).distance_m, nearest_on(shape, *np.concatenate(middles).T).distance_m


def test_a_line_back_to_its_start_the_way_it_went_has_two_round_ends() -> None:
    there_and_back = shapely.LineString([(36.0, 33.0), (36.0, 34.0), (36.0, 33.0)])

    _, south, _, _ = buffer(there_and_back, 1000.0).bounds
    assert distance_to_m(there_and_back, 36.0, south) == pytest.approx(1000.0, abs=1)


def test_a_sharp_corner_between_two_arms_is_where_both_are_at_the_distance() -> None:
    arms = shapely.LineString([(36.2, 33.4), (36.0, 33.0), (36.21, 33.4)])
    points = shapely.get_coordinates(buffer(arms, 300.0))

    halves = [shapely.LineString(arms.coords[:2]), shapely.LineString(arms.coords[1:])]
    corner = min(points.tolist(), key=lambda at: sum(abs(distance_to_m(half, *at) - 300) for half in halves))
    assert [distance_to_m(half, *corner) for half in halves] == pytest.approx([300.0, 300.0], abs=1e-3)


def test_equal_area_is_for_points() -> None:
    with pytest.raises(SettingError, match="equal_area is for points, got a LineString"):
        buffer(SHAPES["road"], 5500.0, edges="equal_area")
    assert buffer(shapely.Point(36, 33), 5500.0, edges="equal_area").is_valid


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shapely.get_dimensions(shape) == 2])
def test_a_zone_holds_its_shape(name: str) -> None:
    zone = buffer(SHAPES[name], 2000.0)

    assert SHAPES[name].difference(zone).area < 1e-12


@settings(max_examples=40)
@given(
    lon=st.floats(-180, 178),
    lat=st.floats(-89.5, 88),
    width=st.floats(0.01, 2),
    height=st.floats(0.01, 1.5),
    distance_m=st.floats(10, 200_000),
    bearings=st.lists(st.tuples(st.floats(0, 360), st.floats(0.2, 1.8)), min_size=5, max_size=5),
)
def test_a_zone_holds_what_is_nearer_and_nothing_that_is_farther(
    lon: float, lat: float, width: float, height: float, distance_m: float, bearings: list[tuple[float, float]]
) -> None:
    shape = shapely.Polygon([(lon, lat), (lon + width, lat + height / 3), (lon + width / 2, lat + height)])
    zone = buffer(shape, distance_m)

    assert zone.is_valid
    for azimuth, share in bearings:
        there_lon, there_lat, _ = WGS84.fwd(lon, lat, azimuth, distance_m * share)
        true_m = distance_to_m(shape, there_lon, there_lat)
        if abs(true_m - distance_m) > tolerance_m(distance_m):
            assert bool(shapely.intersects_xy(zone, there_lon, there_lat)) == (true_m < distance_m)


def test_a_zone_far_larger_than_its_shape_is_nearly_a_disc() -> None:
    zone = buffer(shapely.box(36.0, 33.0, 36.001, 33.001), 2_000_000.0)
    (disc,) = discs(36.0005, 33.0005, 2_000_000.0, vertices=256)

    assert zone.symmetric_difference(disc).area / disc.area < 2e-3


def test_a_zone_over_the_pole_reaches_the_edge_of_the_map() -> None:
    zone = buffer(shapely.box(10, 89.0, 12, 89.5), 100_000.0)

    assert zone.bounds[0::2] == (-180, 180)
    assert zone.bounds[3] == 90


def test_a_shape_that_crosses_itself_is_repaired_first() -> None:
    zone = buffer(shapely.Polygon([(36, 33), (37, 34), (37, 33), (36, 34)]), 1000.0)

    assert zone.is_valid
    assert shapely.intersects_xy(zone, 36.1, 33.5)
    assert not shapely.intersects_xy(zone, 36.5, 33.9)


@pytest.mark.parametrize("distance_m", [0.0, -5.0, float("nan"), 1e9])
def test_a_distance_that_means_no_zone_is_refused(distance_m: float) -> None:
    with pytest.raises(SettingError, match="buffer: expected a distance over 0"):
        buffer(SHAPES["block"], distance_m)


def test_an_empty_shape_is_refused() -> None:
    with pytest.raises(SettingError, match="at least one point"):
        buffer(shapely.Polygon(), 5500.0)
