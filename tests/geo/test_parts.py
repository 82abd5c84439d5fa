"""Parts of a geometry that hold nothing."""

from __future__ import annotations

import pytest
import shapely
from cases import HOLLOW, SHAPES

from geo.buffer import buffer
from geo.geodesy import covering_radius_m
from geo.parts import without_empty_parts
from geo.place import LonLat


@pytest.mark.parametrize("hollow", HOLLOW)
def test_empty_parts_are_left_out_to_any_depth(hollow: str) -> None:
    assert without_empty_parts(shapely.from_wkt(hollow)).wkt == HOLLOW[hollow]


@pytest.mark.parametrize("name", SHAPES)
def test_a_geometry_without_empty_parts_stays_what_it_is(name: str) -> None:
    assert without_empty_parts(SHAPES[name]).wkb == SHAPES[name].wkb


@pytest.mark.parametrize("hollow", HOLLOW)
def test_empty_parts_change_no_zone_and_no_radius(hollow: str) -> None:
    at = LonLat(0.5, 0.5)
    with_, without = shapely.from_wkt(hollow), shapely.from_wkt(HOLLOW[hollow])

    assert buffer(with_, 5_000.0).equals(buffer(without, 5_000.0))
    assert covering_radius_m(with_, at) == covering_radius_m(without, at)
