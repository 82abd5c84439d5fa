"""Lattice points: nothing is far from its own, and cells are alike everywhere."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from cases import PLACES
from hypothesis import given
from hypothesis import strategies as st

from geo.area import area_m2
from geo.circle import WGS84
from geo.geodesy import distance_m
from geo.lattice import LATTICE_REACH, lattice_points
from geo.place import LonLat

SIDES_M = (2_000.0, 4_000.0, 10_000.0, 50_000.0, 60_000.0, 70_000.0, 120_000.0, 160_000.0)
sides = st.floats(1_000, 200_000)
lons, lats = st.floats(-180, 180), st.floats(-90, 90)


@given(lons, lats, sides)
def test_nothing_is_farther_from_its_point_than_the_reach(lon: float, lat: float, side_m: float) -> None:
    x, y = lattice_points([lon], [lat], side_m)

    assert distance_m(LonLat(lon, lat), LonLat(x[0], y[0])) <= LATTICE_REACH * side_m


@pytest.mark.parametrize("side_m", SIDES_M)
def test_the_corners_of_every_row_are_within_the_reach(side_m: float) -> None:
    steps = np.arange(-90, 90, side_m / 4 / 111_700)
    edges = np.flatnonzero(np.diff(lattice_points(np.zeros_like(steps), steps, side_m)[1]))
    close = (steps[edges, None] + np.linspace(0, 1, 400)[None] * (steps[1] - steps[0])).ravel()
    lat = np.concatenate([close, [-90.0, 90.0]])
    x, y = lattice_points(np.full_like(lat, -180.0), lat, side_m)  # where every row has a corner

    reached = WGS84.inv(x, y, np.full_like(lat, -180.0), lat)[2]

    assert reached.max() <= LATTICE_REACH * side_m
    assert reached.max() > 0.7 * side_m  # the bound is no empty one


@given(lons, lats, sides)
def test_the_point_of_a_point_is_itself(lon: float, lat: float, side_m: float) -> None:
    once = lattice_points([lon], [lat], side_m)

    again = lattice_points(*once, side_m)

    assert np.array_equal(once, again)


@pytest.mark.parametrize("side_m", [10_000.0, 60_000.0])
@pytest.mark.parametrize("lat", [-70.0, -33.0, 0.0, 12.0, 33.5, 60.0, 84.0])
def test_a_cell_is_at_least_as_large_as_the_disc_that_fits_across(lat: float, side_m: float) -> None:
    _, middle = lattice_points([0.0], [lat], side_m)
    lons = np.linspace(0, 30, 200_001)
    turns = lons[1:][np.diff(lattice_points(lons, np.full_like(lons, middle[0]), side_m)[0]) != 0]
    lats = np.linspace(middle[0] - 2 * side_m / 111_000, middle[0] + 2 * side_m / 111_000, 200_001)
    same = lats[lattice_points(np.zeros_like(lats), lats, side_m)[1] == middle[0]]

    cell = shapely.box(turns[0], same[0], turns[1], same[-1])

    assert area_m2(cell) >= 0.99 * np.pi * (side_m / 2) ** 2


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_awkward_places_have_a_point_on_the_earth(place: LonLat) -> None:
    lon, lat = lattice_points([place.lon], [place.lat], 10_000.0)

    assert -180 <= lon[0] <= 180
    assert -90 < lat[0] < 90
    assert distance_m(place, LonLat(lon[0], lat[0])) <= LATTICE_REACH * 10_000


def test_a_whole_turn_changes_nothing() -> None:
    here, turned = (lattice_points([lon], [33.5], 10_000.0) for lon in (36.3, 396.3))

    assert np.allclose(here, turned, rtol=0, atol=1e-9)
