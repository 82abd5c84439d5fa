"""One grouping and one wording for every layer."""

from __future__ import annotations

import itertools

import pytest

from geo.place import Precision
from layers.events import EventKind
from layers.layer import HUES, SHAPES
from layers.legend import GROUPS, group_of, in_order, legend_entry


def test_every_kind_of_event_stands_in_exactly_one_group() -> None:
    grouped = [kind for group in GROUPS for kind in group.kinds]

    assert sorted(grouped) == sorted([*EventKind, "facility"])
    assert all(group_of(kind).key == group.key for group in GROUPS for kind in group.kinds)
    assert {group.hue for group in GROUPS} <= set(HUES)


def test_a_kind_that_nobody_knows_stands_with_the_others() -> None:
    assert group_of("balloon").key == "other"


@pytest.mark.parametrize("shape", ["dot", "dot_ring", "ring", "hatch", "outline", "unknown"])
def test_every_precision_has_words_for_every_shape(shape: str) -> None:
    entries = [legend_entry("air_strike", precision, shape) for precision in Precision]

    assert shape in SHAPES
    assert len({entry.key for entry in entries}) == len(Precision)
    assert len({entry.label for entry in entries}) == len(Precision)
    assert not any("{" in words for entry in entries for words in entry.label)


def test_a_reader_is_told_in_words() -> None:
    assert legend_entry("air_strike", "city_area", "ring").label == (
        "city area: ring, no pin",
        "منطقة المدينة: حلقة بلا دبوس",
    )
    assert legend_entry("air_strike", "region", "hatch").label.en == "region: drawn as the region"
    assert legend_entry("air_strike", "country", "outline").label.en == "country: outline and list"


def test_order_is_by_group_then_from_fine_to_coarse() -> None:
    asked = itertools.product(["closure", "air_strike", "shelling"], ["country", "exact"])
    entries = in_order(legend_entry(kind, precision, "ring") for kind, precision in asked)

    assert [entry.key for entry in entries] == [
        "strikes-exact-ring",
        "strikes-country-ring",
        "airspace-exact-ring",
        "airspace-country-ring",
    ]
