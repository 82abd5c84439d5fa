"""Cutting where the map ends."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.antimeridian import cut_line, enclosed, folded, unwrapped


@pytest.mark.parametrize(
    ("given", "continued"),
    [
        ([170, -170, -150], [170, 190, 210]),
        ([-170, 170, 150], [-170, -190, -210]),
        ([0, 120, -120, 0], [0, 120, 240, 360]),
        ([10, 20, 15], [10, 20, 15]),
        ([5], [5]),
    ],
)
def test_longitudes_are_continued_by_the_shorter_way(given: list[float], continued: list[float]) -> None:
    assert unwrapped(np.array(given, dtype=float)).tolist() == continued


def test_what_lies_on_the_map_stays_the_same_object() -> None:
    shape = shapely.box(-180, -90, 180, 90)

    assert folded(shape) is shape


@pytest.mark.parametrize("turn", [-360.0, 0.0, 360.0, 720.0])
def test_an_area_of_any_turn_is_folded_back_whole(turn: float) -> None:
    area = folded(shapely.box(170 + turn, 10, 200 + turn, 20))

    assert area.equals(shapely.union_all([shapely.box(170, 10, 180, 20), shapely.box(-180, 10, -160, 20)]))


def test_an_area_that_ends_at_the_antimeridian_leaves_nothing_on_the_other_side() -> None:
    area = folded(shapely.box(180, 10, 200, 20))

    assert area.equals(shapely.box(-180, 10, -160, 20))
    assert area.geom_type == "Polygon"


@pytest.mark.parametrize("pole", [1, -1])
def test_a_path_round_the_earth_encloses_its_pole(pole: int) -> None:
    path = np.array([(lon, 70.0 * pole) for lon in range(-175, 180, 10)], dtype=float)

    area = enclosed(path, pole)

    assert area.is_valid
    assert area.equals(shapely.box(-180, min(70 * pole, 90 * pole), 180, max(70 * pole, 90 * pole)))
    assert enclosed(path[::-1], pole).equals(area), "whichever way it runs"


def test_a_path_that_crosses_itself_encloses_valid_areas() -> None:
    area = enclosed(np.array([(0, 0), (2, 2), (2, 0), (0, 2)], dtype=float), pole=1)

    assert area.is_valid
    assert area.area == pytest.approx(2)


def test_a_line_is_cut_once_for_each_crossing() -> None:
    line = cut_line(np.array([170.0, -170.0, 170.0]), np.array([0.0, 10.0, 20.0]))

    assert line.geom_type == "MultiLineString"
    assert sorted(part.bounds for part in line.geoms) == [
        (-180.0, 5.0, -170.0, 15.0),
        (170.0, 0.0, 180.0, 5.0),
        (170.0, 15.0, 180.0, 20.0),
    ]
    assert cut_line(np.array([1.0, 2.0]), np.array([0.0, 0.0])).geom_type == "LineString"
