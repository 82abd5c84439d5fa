"""The scale bar: as long on the ground as it says, at the latitude that it names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.geodesy import distance_m
from geo.place import LonLat
from outputs.print.scalebar import scale_bar
from outputs.print.view import Box, fit, latitude, longitude
from outputs.print.words import kilometres, parallel

ROOM = Box(12, 40, 408, 322)


@given(st.floats(0, 1), st.floats(0.02, 0.98), st.floats(0, 1))
def test_the_bar_is_as_long_as_the_geodesic_between_its_ends(x: float, y: float, span: float) -> None:
    view = fit(Box(x, y, x + span, y), ROOM)
    bar = scale_bar(view)

    left = view.shown.left
    ends = [LonLat((float(longitude(at)) + 540) % 360 - 180, bar.lat) for at in (left, left + bar.points / view.scale)]
    assert distance_m(*ends) == pytest.approx(bar.length_m, rel=0.01)
    assert bar.lat == pytest.approx(float(latitude((view.shown.top + view.shown.bottom) / 2)))


@given(st.floats(0.02, 0.98), st.floats(0, 1))
def test_the_bar_is_a_round_length_that_fits(y: float, span: float) -> None:
    view = fit(Box(0, y, span, y), ROOM)
    bar = scale_bar(view)

    assert f"{bar.length_m:.0e}"[0] in "125"
    assert float(f"{bar.length_m:.0e}") == pytest.approx(bar.length_m)
    assert 25 < bar.points < 80


def test_lengths_and_latitudes_are_told_in_both_languages() -> None:
    assert kilometres(500) == ("500 m", "500 م")
    assert kilometres(2_000_000) == ("2,000 km", "2,000 كم")
    assert parallel(-17.4) == ("17°S", "17° جنوبا")
    assert parallel(0.2) == ("the equator", "خط الاستواء")
