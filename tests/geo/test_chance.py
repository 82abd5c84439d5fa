"""Chances to be within a distance, against drawing places at random and against areas by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cases import SHAPES
from hypothesis import given
from hypothesis import strategies as st

from geo.chance import STEPS, chance_within, points_within, staircase
from geo.geodesy import WGS84

LENGTH = st.floats(1.0, 100_000.0)


@pytest.mark.parametrize(
    ("away_m", "distance_m", "radius_m"),
    [(0, 500, 1000), (800, 1000, 600), (3000, 5556, 5000), (9000, 5556, 5000), (1000, 300, 1200), (50, 5556, 50)],
)
def test_chance_is_that_of_places_drawn_at_random(away_m: float, distance_m: float, radius_m: float) -> None:
    random = np.random.default_rng(20151103)
    drawn = random.uniform(-radius_m, radius_m, (400_000, 2))
    drawn = drawn[np.hypot(*drawn.T) <= radius_m]
    hits = (np.hypot(drawn[:, 0] - away_m, drawn[:, 1]) <= distance_m).mean()

    assert chance_within(away_m, distance_m, radius_m) == pytest.approx(hits, abs=4e-3)


def test_chance_at_its_ends() -> None:
    assert chance_within([0, 4950, 6000], 5000, 50) == pytest.approx([1, 1, 0])
    assert chance_within(0, 500, 1000) == pytest.approx(0.25), "a quarter of the disc's area"
    # Two equal circles, their middles a radius apart, share 2 pi / 3 - sqrt(3) / 2 of a radius squared.
    assert chance_within(1, 1, 1) == pytest.approx((2 * np.pi / 3 - np.sqrt(3) / 2) / np.pi)


@given(LENGTH, LENGTH)
def test_the_steps_keep_the_area_and_the_chance_in_the_middle(distance_m: float, radius_m: float) -> None:
    radii, weights = staircase(np.array([distance_m]), np.array([radius_m]))

    assert radii.shape == weights.shape == (1, STEPS)
    assert (weights * radii**2).sum() == pytest.approx(distance_m**2)
    assert weights.sum() == pytest.approx(min(1.0, (distance_m / radius_m) ** 2))
    assert (radii >= abs(distance_m - radius_m) * (1 - 1e-3)).all()
    assert (radii <= (distance_m + radius_m) * (1 + 1e-3)).all()


@pytest.mark.parametrize("radius_m", [50.0, 2000.0, 5000.0, 30_000.0])
@pytest.mark.parametrize("scale_m", [2000.0, 20_000.0])
def test_the_steps_add_up_what_the_chance_does(radius_m: float, scale_m: float) -> None:
    """People fall off with the distance from the middle; what each place adds is summed ring by ring."""
    edges = np.linspace(0, 5556 + radius_m, 200_001)
    middles = (edges[:-1] + edges[1:]) / 2
    people = np.exp(-middles / scale_m) * np.pi * np.diff(edges**2)
    expected = (chance_within(middles, 5556.0, radius_m) * people).sum()

    radii, weights = staircase(np.array([5556.0]), np.array([radius_m]))
    within = np.interp(radii[0], edges, np.append(0, np.cumsum(people)))

    assert (weights[0] * within).sum() == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("distance_m", [500.0, 20_000.0, 3_000_000.0])
def test_positions_in_a_shape_lie_in_it_and_leave_no_gaps(shape: shapely.Geometry, distance_m: float) -> None:
    positions, reach_m = points_within(shape, distance_m)
    again, _ = points_within(shape, distance_m)

    assert positions.tolist() == again.tolist()
    assert 1 <= len(positions) <= 2500
    assert reach_m >= distance_m
    assert shapely.dwithin(shapely.points(positions), shape, 1e-9).all()
    inside = shapely.get_coordinates(shapely.segmentize(shape, 1.0))
    if shapely.get_dimensions(shape) == 2 and len(positions) >= 64:
        nearest = [
            WGS84.inv(np.full(len(positions), lon), np.full(len(positions), lat), *positions.T)[2].min()
            for lon, lat in inside[:: max(1, len(inside) // 40)]
        ]
        assert np.median(nearest) <= 1.5 * reach_m


def test_positions_are_spread_evenly_over_the_ground() -> None:
    positions, _ = points_within(shapely.box(0, 0, 10, 60), 1000.0)

    # From the equator to 30 degrees lies sin(30) / sin(60) of the area.
    assert (positions[:, 1] < 30).mean() == pytest.approx(0.5 / np.sin(np.pi / 3), abs=0.01)


def test_a_shape_thinner_than_the_spread_still_has_a_position() -> None:
    sliver = shapely.Polygon([(36, 33), (36.5, 33.5), (37, 34), (36.5, 33.5000001)])

    positions, _ = points_within(sliver, 100.0)
    assert len(positions) >= 1


def test_many_small_parts_have_as_many_positions_as_one_large_part_of_their_area() -> None:
    side = 0.5 / 60
    west, south = (values.ravel() for values in np.meshgrid(40 + 0.05 * np.arange(60), 1e-9 + 0.05 * np.arange(60)))
    small = shapely.box(west, south, west + side, south + side)
    shape = shapely.MultiPolygon([shapely.box(36, 0, 36.5, 0.5), *small])

    positions, _ = points_within(shape, 5000.0)

    assert (positions[:, 0] > 39).mean() == pytest.approx(0.5, abs=0.1)
