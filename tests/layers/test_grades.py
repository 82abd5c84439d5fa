"""Classes of a grid: round bounds that hold every value, and words for each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.grades import grades, legend_of
from layers.layer import RAMP, Raster
from layers.text import Text

UNIT = Text("events", "أحداث")


@pytest.mark.parametrize(
    ("values", "tops"),
    [
        ([0, np.nan], ()),
        ([0, 3], (5.0,)),
        ([1, 2], (1.0, 2.0)),
        ([1, 37], (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)),
        ([1, 150], (2.0, 10.0, 50.0, 200.0)),
        ([1e-7, 0.01], (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)),
        ([0.1 + 0.2 - 0.1], (0.2,)),
    ],
)
def test_bounds_are_round_and_few(values: list[float], tops: tuple[float, ...]) -> None:
    assert grades(np.array(values)) == tops


@given(st.lists(st.floats(1e-12, 1e12), min_size=1, max_size=50))
def test_every_value_has_a_class_and_the_highest_class_is_not_empty(values: list[float]) -> None:
    cells = np.array([[*values, 0.0, np.nan]])
    tops = grades(cells)
    found = Raster(cells, (0, 0, 1, 1), "EPSG:6933", UNIT, tops).classes()

    assert 1 <= len(tops) <= len(RAMP)
    assert list(tops) == sorted(set(tops))
    assert found[0, :-2].min() >= 1
    assert found.max() == len(tops)
    assert found[0, -2:].tolist() == [0, 0]


def test_a_value_on_a_bound_is_in_the_class_that_it_ends() -> None:
    raster = Raster(np.array([[0.5, 1.0, 1.5, 2.0 + 1e-12]]), (0, 0, 4, 1), "EPSG:6933", UNIT, (1.0, 2.0))

    assert raster.classes().tolist() == [[1, 1, 2, 2]]


def test_the_legend_tells_each_class_in_plain_numbers() -> None:
    labels = [entry.label for entry in legend_of((0.00001, 0.001, 2000.0), UNIT)]

    assert [label.en for label in labels] == ["up to 0.00001", "0.00001 to 0.001", "0.001 to 2,000"]
    assert [label.ar for label in labels] == ["حتى 0.00001", "من 0.00001 إلى 0.001", "من 0.001 إلى 2,000"]


@pytest.mark.parametrize("count", range(1, len(RAMP) + 1))
def test_few_classes_take_the_whole_ramp_and_no_colour_comes_twice(count: int) -> None:
    hues = [entry.hue for entry in legend_of(tuple(range(1, count + 1)), UNIT)]

    assert hues[0] == RAMP[0]
    assert count == 1 or hues[-1] == RAMP[-1]
    assert hues == sorted(set(hues), key=RAMP.index)
