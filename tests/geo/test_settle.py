"""Vertices moved to where they belong, and what has no place there."""

from __future__ import annotations

import numpy as np
import shapely

from geo.geodesy import discs
from geo.nearest import nearest_on
from geo.settle import settled

HERE = shapely.MultiPoint([(36.0, 33.0)])


def test_a_zone_that_is_nearly_right_is_put_right() -> None:
    (rough,) = discs(36.0, 33.0, 5000.0)

    zone = settled(rough, HERE, 5556.0)

    found = nearest_on(HERE, *shapely.get_coordinates(zone).T).distance_m
    assert np.abs(found - 5556.0).max() < 1e-6
    assert zone.geom_type == "Polygon"
    assert len(shapely.get_coordinates(zone)) == 65


def test_a_hole_that_its_source_closes_is_left_out() -> None:
    loop = shapely.LinearRing([(36.0, 33.0), (36.1, 33.0), (36.1, 33.1), (36.0, 33.1)])
    zone = shapely.Polygon(
        shapely.box(35.9, 32.9, 36.2, 33.2).exterior, [shapely.box(36.04, 33.04, 36.06, 33.06).exterior]
    )

    # From the middle of the loop it is 4.7 km to its sides.
    assert len(settled(zone, loop, 5000.0).interiors) == 0
    assert len(settled(zone, loop, 3000.0).interiors) == 1


def test_vertices_that_pass_one_another_make_no_loop() -> None:
    (disc,) = discs(36.0, 33.0, 5000.0)
    points = shapely.get_coordinates(disc)
    points[[10, 11]] = points[[11, 10]]

    zone = settled(shapely.buffer(shapely.Polygon(points), 0), HERE, 5556.0)

    assert zone.is_valid
    assert np.abs(nearest_on(HERE, *shapely.get_coordinates(zone).T).distance_m - 5556.0).max() < 1e-6


def test_what_comes_to_lie_beyond_the_antimeridian_stays_on_it() -> None:
    at = shapely.MultiPoint([(179.95, 0.0)])
    (disc,) = discs(179.95, 0.0, 5000.0)

    zone = settled(disc, at, 7000.0)

    assert zone.bounds[2] == 180
    assert zone.is_valid
    free = shapely.get_coordinates(zone)
    free = free[free[:, 0] < 180]
    assert np.abs(nearest_on(at, *free.T).distance_m - 7000.0).max() < 1e-6
