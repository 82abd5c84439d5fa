"""Where a position stands on the sheet: Web Mercator as PROJ has it, and everything drawn within the frame."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from outputs.print.view import LIMIT_DEG, Box, fit, latitude, longitude, world, wrapped

ROOM = Box(12, 40, 408, 322)
TO_MERCATOR = Transformer.from_crs(4326, 3857, always_xy=True)
AROUND_M = 2 * np.pi * 6_378_137
lons, lats = st.floats(-180, 180), st.floats(-85, 85)


@given(lons, lats)
def test_positions_are_those_of_web_mercator(lon: float, lat: float) -> None:
    x, y = TO_MERCATOR.transform(lon, lat)

    assert world([lon], [lat])[0] == pytest.approx((x / AROUND_M + 0.5, 0.5 - y / AROUND_M), abs=1e-9)
    assert (longitude(x / AROUND_M + 0.5), latitude(0.5 - y / AROUND_M)) == pytest.approx((lon, lat), abs=1e-7)


def test_the_world_is_a_square_that_ends_where_the_projection_does() -> None:
    assert world([-180, 180], [LIMIT_DEG, -90]).ravel() == pytest.approx([0, 0, 1, 1], abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
def test_everything_is_within_the_frame_and_the_frame_within_the_room(positions: list[tuple[float, float]]) -> None:
    at = np.array(positions)
    view = fit(Box(*at.min(axis=0), *at.max(axis=0)), ROOM)

    frame, placed = view.frame, view.place(at)
    assert (placed >= np.array(frame[:2]) - 1e-6).all()
    assert (placed <= np.array(frame[2:]) + 1e-6).all()
    assert frame.left >= ROOM.left - 1e-9
    assert frame.right <= ROOM.right + 1e-9
    assert frame.bottom <= ROOM.bottom + 1e-9


@given(st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 0.1), st.floats(0, 0.1))
def test_no_place_on_earth_is_shown_twice(x: float, y: float, wide: float, high: float) -> None:
    view = fit(Box(x, y * (1 - high), x + wide, y * (1 - high) + high), ROOM)

    assert view.shown.right - view.shown.left <= 1 + 1e-12
    assert view.shown.top >= 0
    assert view.shown.bottom <= 1 + 1e-9


def test_a_single_point_is_shown_in_the_middle_and_no_nearer_than_the_basemap_is_good_for() -> None:
    at = world([37.15], [36.2])
    view = fit(Box(*at[0], *at[0]), ROOM)

    assert view.zoom == pytest.approx(10)
    assert view.place(at)[0, 0] == pytest.approx((ROOM.left + ROOM.right) / 2)


@given(st.floats(-1000, 1000), st.floats(-360, 360))
def test_a_longitude_keeps_its_place_on_earth_when_it_is_wrapped(lon: float, west: float) -> None:
    turned = float(wrapped(lon, west))

    assert west <= turned <= west + 360
    assert (turned - lon) / 360 == pytest.approx(round((turned - lon) / 360), abs=1e-9)
