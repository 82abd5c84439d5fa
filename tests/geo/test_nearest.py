"""The nearest point of a geometry: no point along its edges is nearer, anywhere on Earth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from cases import PLACES, SHAPES
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from geo.circle import WGS84
from geo.errors import SettingError
from geo.nearest import nearest_on

PROMISED_M = 1e-6


def length_m(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    return float(Geodesic.WGS84.Inverse(lat, lon, to_lat, to_lon)["s12"])


def brute_force_m(paths: list[list[tuple[float, float]]], lon: float, lat: float) -> float:
    """Distance to the nearest of many points along the edges, and then around it, without any tree or bound."""
    edges = np.array([[a, b] for path in paths for a, b in pairwise(path)])
    shares = np.linspace(0, 1, 400)[:, None, None]
    points = (edges[:, 0] * (1 - shares) + edges[:, 1] * shares).reshape(-1, 2)
    points[:, 1] = np.clip(points[:, 1], -90, 90)
    lengths = WGS84.inv(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])[2]
    best = float(lengths.min())
    for at in np.argsort(lengths)[:4]:
        share, edge = divmod(int(at), len(edges))
        (x, y), (to_x, to_y) = edges[edge]

        def along(t: float, x: float = x, y: float = y, dx: float = to_x - x, dy: float = to_y - y) -> float:
            return length_m(lon, lat, x + t * dx, min(90, max(-90, y + t * dy)))

        bounds = max(share - 1, 0) / 399, min(share + 1, 399) / 399
        best = min(best, minimize_scalar(along, bounds=bounds, method="bounded", options={"xatol": 1e-12}).fun)
    return best


def degrees(most: int) -> st.SearchStrategy[float]:
    return st.integers(-most * 10**6, most * 10**6).map(lambda millionths: millionths / 1e6)


# Anywhere, and often where maps go wrong.
ANYWHERE = st.one_of(
    st.tuples(degrees(180), degrees(90)), st.sampled_from([(at.lon, at.lat) for at in PLACES.values()])
)


@settings(max_examples=150, deadline=None)
@given(
    start=ANYWHERE,
    steps=st.lists(st.tuples(degrees(8), degrees(6)), min_size=1, max_size=4),
    azimuth=st.floats(0, 360),
    away_m=st.sampled_from([0.0, 1e-3, 1.0, 80.0, 5_556.0, 400_000.0, 3e6, 9e6]),
)
def test_no_point_along_a_line_is_nearer(
    start: tuple[float, float], steps: list[tuple[float, float]], azimuth: float, away_m: float
) -> None:
    path = np.cumsum([start, *steps], axis=0)
    path[:, 1] = np.clip(path[:, 1], -90, 90)
    lon, lat, _ = WGS84.fwd(*path[-1], azimuth, away_m)

    found = nearest_on(shapely.LineString(path), lon, lat)

    assert found.distance_m[0] <= brute_force_m([path.tolist()], lon, lat) + PROMISED_M
    assert found.distance_m[0] == pytest.approx(length_m(lon, lat, found.lon[0], found.lat[0]), abs=1e-7)
    on_path = shapely.Point(found.lon[0], found.lat[0])
    assert on_path.distance(shapely.LineString(path)) < 1e-11, "the nearest point is one of the line"


@settings(max_examples=60, deadline=None)
@given(at=ANYWHERE, name=st.sampled_from(sorted(SHAPES)))
def test_no_point_of_an_awkward_shape_is_nearer(at: tuple[float, float], name: str) -> None:
    shape = SHAPES[name]
    found = nearest_on(shape, *at)

    if shapely.intersects_xy(shape, *at):
        assert (found.distance_m[0], found.lon[0], found.lat[0]) == (0, *at)
        return
    if name == "towns":
        expected = min(length_m(*at, *town) for town in shapely.get_coordinates(shape).tolist())
    else:
        lines = shape.boundary if shapely.get_dimensions(shape) == 2 else shape
        expected = brute_force_m([list(part.coords) for part in shapely.get_parts(lines)], *at)
    assert found.distance_m[0] <= expected + PROMISED_M
    assert found.distance_m[0] == pytest.approx(length_m(*at, found.lon[0], found.lat[0]), abs=1e-7)


@pytest.mark.parametrize("lat", [0.0, 60.0, -89.9])
def test_the_two_sides_of_the_antimeridian_are_neighbours(lat: float) -> None:
    found = nearest_on(shapely.LineString([(-179.9, lat - 0.05), (-179.9, lat + 0.05)]), 179.9, lat)

    assert found.distance_m[0] <= length_m(179.9, lat, -179.9, lat)
    assert found.lon[0] == pytest.approx(-179.9)


def test_a_pole_has_every_longitude() -> None:
    found = nearest_on(shapely.LineString([(10.0, 89.0), (10.0, 90.0)]), [-100.0, 33.0], [90.0, 89.99])

    assert found.distance_m[0] == pytest.approx(0, abs=1e-8)
    assert found.distance_m[1] == pytest.approx(length_m(33.0, 89.99, found.lon[1], found.lat[1]), abs=1e-7)
    assert found.lat[1] > 89.99


def test_a_position_inside_is_its_own_nearest_point() -> None:
    found = nearest_on(SHAPES["block"], [36.5, 36.0, 396.5], [34.0, 33.0, 34.0])

    assert found.distance_m.tolist() == [0, 0, 0]
    assert found.lon.tolist() == [36.5, 36.0, 36.5]


def test_the_boundary_is_measured_from_inside_when_asked() -> None:
    lon, lat = [36.5, 37.0], [34.0, 34.2]
    found = nearest_on(SHAPES["block"], lon, lat, boundary=True)

    assert found.distance_m[0] == pytest.approx(brute_force_m([list(SHAPES["block"].exterior.coords)], 36.5, 34.0))
    assert found.lon.tolist() == pytest.approx([36.0, 37.0])
    assert found.distance_m[1] == pytest.approx(0, abs=1e-8)


def test_the_cut_of_a_map_is_no_boundary() -> None:
    # Of the islands, the western box runs from -18 to -17 and the eastern one from -17.5: half of the cut is a coast.
    found = nearest_on(SHAPES["dateline_islands"], [180.0, 180.0], [-17.25, -17.75], boundary=True)

    assert found.distance_m[0] == pytest.approx(length_m(180, -17.25, 180, -17.0), rel=1e-3)
    assert found.distance_m[1] == pytest.approx(0, abs=1e-8)


def test_a_pole_inside_is_as_far_from_the_boundary_as_its_parallel() -> None:
    found = nearest_on(SHAPES["polar_cap"], [12.0, 180.0], [90.0, 89.0], boundary=True)

    assert found.distance_m[0] == pytest.approx(length_m(0, 90, 0, 84), abs=1e-6)
    assert found.distance_m[1] == pytest.approx(length_m(0, 89, 0, 84), abs=1e-6)
    assert nearest_on(SHAPES["polar_cap"], 12.0, 90.0).distance_m[0] == 0


def test_a_collection_is_as_near_as_its_nearest_part() -> None:
    parts = shapely.GeometryCollection(
        [shapely.Point(40, 30), shapely.GeometryCollection([shapely.box(0, 0, 1, 1), SHAPES["road"]])]
    )
    found = nearest_on(parts, [40.1, 0.5, 36.3], [30.0, 0.5, 33.6])

    assert found.distance_m[0] == pytest.approx(length_m(40, 30, 40.1, 30))
    assert found.distance_m[1] == 0
    assert found.distance_m[2] == pytest.approx(nearest_on(SHAPES["road"], 36.3, 33.6).distance_m[0])


def test_a_long_edge_among_many_short_ones_is_found() -> None:
    turns = np.linspace(0, 2 * np.pi, 20_000)
    coast = shapely.LineString(np.column_stack([30 + np.cos(turns), 10 + np.sin(turns)]))
    both = shapely.GeometryCollection([coast, shapely.LineString([(29.5, 0), (30.5, 40)])])

    found = nearest_on(both, np.full(50, 30.0), np.full(50, 10.0))
    assert found.distance_m[0] == pytest.approx(brute_force_m([[(29.5, 0), (30.5, 40)]], 30.0, 10.0), abs=1e-6)
    assert len(set(found.distance_m.tolist())) == 1


def test_pieces_that_are_all_equally_near_are_looked_at_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    circle = WGS84.fwd(np.full(600, 36.0), np.full(600, 33.0), np.linspace(0, 360, 600), np.full(600, 9e4))
    ring = shapely.LinearRing(np.column_stack(circle[:2]))
    at_once = nearest_on(ring, np.full(50, 36.0), np.linspace(33.0, 33.9, 50))

    monkeypatch.setattr("geo.pieces._AT_ONCE", 1000)

    assert nearest_on(ring, np.full(50, 36.0), np.linspace(33.0, 33.9, 50)).distance_m.tolist() == (
        at_once.distance_m.tolist()
    )
    assert at_once.distance_m[0] == pytest.approx(9e4, abs=2)


def test_no_positions_have_no_distances() -> None:
    assert [len(column) for column in nearest_on(SHAPES["block"], [], [])] == [0, 0, 0]


@pytest.mark.parametrize(
    ("shape", "lon", "lat", "told"),
    [
        (shapely.Polygon(), 36.0, 33.0, "at least one point"),
        (SHAPES["block"], [36.0, np.nan], [33.0, 33.0], "position 2 of 2, longitude: .* got nan"),
        (SHAPES["block"], 36.0, 91.0, "position 1 of 1, latitude: expected -90 to 90 degrees, got 91"),
        (SHAPES["block"], 36.0, None, "latitude"),
    ],
)
def test_what_has_no_nearest_point_is_refused(shape: shapely.Geometry, lon: object, lat: object, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        nearest_on(shape, lon, lat)


def test_the_whole_earth_has_no_boundary() -> None:
    earth = shapely.box(-180, -90, 180, 90)

    assert nearest_on(earth, 36.0, 33.0).distance_m[0] == 0
    with pytest.raises(SettingError, match="with a boundary"):
        nearest_on(earth, 36.0, 33.0, boundary=True)
