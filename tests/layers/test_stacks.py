"""How many events stand at a point, and what is said of them."""

from __future__ import annotations

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.place import Precision
from layers.events import event_table
from layers.stacks import FORMS, STANDS, in_words, keys, sizes

# Few places, so that many are the same; the ends of the antimeridian and a zero with a sign among them.
LONS, LATS = [-180.0, 180.0, -0.0, 0.0, 37.1613, 37.1614], [-90.0, 90.0, 0.0, -0.0, 36.2012]
PLACES = st.none() | st.tuples(st.sampled_from(LONS), st.sampled_from(LATS))


def _table(places: list[tuple[float, float] | None], index: pd.Index | None = None) -> gpd.GeoDataFrame:
    points = [None if place is None else shapely.Point(place) for place in places]
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(points, index=index, crs=4326))


def _same(place: tuple[float, float]) -> tuple[float, float]:
    lon, lat = place
    return (-180.0 if lon == 180 else lon + 0.0, lat + 0.0)


@given(st.lists(PLACES, max_size=40))
def test_each_event_knows_how_many_stand_where_it_stands(places: list[tuple[float, float] | None]) -> None:
    counted = Counter(_same(place) for place in places if place)

    found = sizes(_table(places))

    assert [None if pd.isna(many) else int(many) for many in found] == [
        counted[_same(place)] if place else None for place in places
    ]


@given(st.lists(PLACES, max_size=40), st.randoms())
def test_the_order_of_the_rows_changes_no_stack(places: list[tuple[float, float] | None], dice: object) -> None:
    order = list(range(len(places)))
    dice.shuffle(order)

    shuffled = sizes(_table([places[at] for at in order]))

    assert shuffled.isna().tolist() == sizes(_table(places)).iloc[order].isna().tolist()
    assert shuffled.fillna(0).tolist() == sizes(_table(places)).iloc[order].fillna(0).tolist()


def test_eleven_centimetres_are_the_same_point_and_a_metre_is_not() -> None:
    near = _table([(37.0, 36.0), (37.0 + 4e-7, 36.0 - 4e-7), (37.00001, 36.0)])

    assert sizes(near).tolist() == [2, 2, 1]
    assert keys(near.geometry.x.to_numpy(), near.geometry.y.to_numpy()).tolist() == [0, 0, 1]


def test_the_index_is_kept_and_nothing_placed_is_nothing() -> None:
    assert sizes(_table([None, (1.0, 2.0)], pd.Index([7, 9]))).index.tolist() == [7, 9]
    assert sizes(_table([None, None])).isna().all()
    assert len(sizes(event_table([]))) == 0


def test_precision_plays_no_part() -> None:
    at = shapely.Point(37, 36)
    rows = [{"id": word, "precision": word, "geometry": at} for word in ("exact", "settlement", "adm1")]

    assert sizes(event_table(rows)).tolist() == [3, 3, 3]


def test_a_hundred_thousand_events_take_the_columns_way() -> None:
    lon = np.repeat(np.arange(1000) / 100, 100)
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, np.full(100_000, 35.0), crs=4326))

    assert (sizes(table) == 100).all()


@pytest.mark.parametrize(
    ("count", "english", "arabic"),
    [
        (1, "1 incident, placed at the town's centre", "حادث واحد وُضع في وسط البلدة"),
        (2, "2 incidents, both placed at the town's centre", "حادثان وُضعا في وسط البلدة"),
        (3, "3 incidents, all placed at the town's centre", "3 حوادث وُضعت كلها في وسط البلدة"),
        (11, "11 incidents, all placed at the town's centre", "11 حادثا وُضعت كلها في وسط البلدة"),
        (100, "100 incidents, all placed at the town's centre", "100 حادث وُضعت كلها في وسط البلدة"),
        (102, "102 incidents, all placed at the town's centre", "102 حادث وُضعت كلها في وسط البلدة"),
        (259, "259 incidents, all placed at the town's centre", "259 حادثا وُضعت كلها في وسط البلدة"),
        (5010, "5,010 incidents, all placed at the town's centre", "5,010 حوادث وُضعت كلها في وسط البلدة"),
    ],
)
def test_a_stack_is_told_in_the_form_that_its_number_asks_for(count: int, english: str, arabic: str) -> None:
    assert in_words(count, ["settlement"]) == (english, arabic)


def test_several_classes_are_told_of_the_point_alone() -> None:
    assert in_words(40, ["settlement", "exact"]).en == "40 incidents, all placed at one point"
    assert in_words(8, {"exact"}).en == "8 incidents, all placed at the same exact place"


def test_every_class_and_form_has_words_of_its_own_in_both_languages() -> None:
    assert set(STANDS) == set(Precision)
    assert len({words.en for words in STANDS.values()}) == len({words.ar for words in STANDS.values()}) == len(STANDS)
    assert len({words.ar for words in FORMS.values()}) == len(FORMS)


def test_a_class_that_nobody_knows_is_one_point() -> None:
    assert in_words(2, {""}) == in_words(2, {"exact", "village"})
