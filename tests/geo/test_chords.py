"""What a chord says about a distance holds for every pair of positions."""

from __future__ import annotations

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from geo.chords import beyond_m, ecef, longest_m, short_m, within_m


def pair(lon: float, lat: float, azimuth: float, distance_m: float) -> tuple[float, float]:
    """Return the chord and the true distance of a position and where one comes from it; less on the far side."""
    end = Geodesic.WGS84.Direct(lat, lon, azimuth, distance_m)
    start, there = ecef([lon, end["lon2"]], [lat, end["lat2"]])
    return float(np.linalg.norm(there - start)), Geodesic.WGS84.Inverse(lat, lon, end["lat2"], end["lon2"])["s12"]


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 360), st.floats(0, 20_003_931))
def test_the_bounds_hold_everywhere(lon: float, lat: float, azimuth: float, distance_m: float) -> None:
    chord_m, true_m = pair(lon, lat, azimuth, distance_m)

    assert chord_m <= beyond_m(true_m)
    assert longest_m(chord_m) >= true_m
    # Just below the true distance, it may not be said to be within.
    assert within_m(true_m - 1e-5) < chord_m or true_m < 1e-5


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 360), st.floats(0, 10_000))
def test_a_short_chord_tells_its_geodesic(lon: float, lat: float, azimuth: float, distance_m: float) -> None:
    end = Geodesic.WGS84.Direct(lat, lon, azimuth, distance_m)
    start, there = ecef([lon, end["lon2"]], [lat, end["lat2"]])

    chord_m, length_m = short_m(start[None], there[None])

    # Positions as metres from the middle of the Earth are rounded to some 1e-9 m.
    assert chord_m[0] == pytest.approx(np.linalg.norm(there - start), abs=1e-9)
    assert length_m[0] == pytest.approx(distance_m, abs=1e-8)


@pytest.mark.parametrize(("distance_m", "apart_m"), [(5_556.0, 3e-5), (1e6, 140.0), (5e6, 15_000.0)])
def test_the_bounds_lie_close_to_each_other(distance_m: float, apart_m: float) -> None:
    assert 0 < beyond_m(distance_m) - within_m(distance_m) < apart_m


def test_positions_are_metres_from_the_middle_of_the_earth() -> None:
    corners = ecef([0.0, 90.0, 0.0, 180.0], [0.0, 0.0, 90.0, 0.0])

    expected = [[6378137, 0, 0], [0, 6378137, 0], [0, 0, 6356752.314245], [-6378137, 0, 0]]
    assert corners == pytest.approx(np.array(expected), abs=1e-6)


def test_a_chord_through_the_earth_says_nothing_sure() -> None:
    assert longest_m(12_742_000.0) == np.inf
    assert within_m(20_003_932.0) < 12_569_000
    assert within_m(0.0) < 0
