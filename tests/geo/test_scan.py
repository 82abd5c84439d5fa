"""Sums under zones and their unions, against numbers by hand, exactextract and shapely's own unions."""

from __future__ import annotations

import exactextract
import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract.raster import NumPyRasterSource
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.edges import outlines
from geo.geodesy import discs
from geo.grid import Grid
from geo.scan import running_sums, spread, sums, union_sums

GRID = Grid("EPSG:4326", 30.0, 40.0, 0.1, 0.1, 60, 50)
VALUES = np.random.default_rng(20151103).uniform(0, 100, (GRID.rows, GRID.columns))
RUNNING = running_sums(VALUES)
# From a fiftieth of a cell to more than the grid; around it too.
DISC = st.tuples(st.floats(29.5, 36.5), st.floats(34.5, 40.5), st.floats(2.3, 5.8).map(lambda power: 10**power))
DISCS = st.lists(DISC, min_size=1, max_size=12).map(lambda told: discs(*np.array(told).T, vertices=32))
HOLED = DISCS.map(lambda zones: np.array([zone - shapely.affinity.scale(zone, 0.4, 0.7) for zone in zones]))


def exact(zones: np.ndarray) -> np.ndarray:
    west, south, east, north = GRID.bounds
    raster = NumPyRasterSource(VALUES, west, south, east, north)
    table = gpd.GeoDataFrame(geometry=zones, crs=4326)
    return exactextract.exact_extract(raster, table, ["sum"], output="pandas")["sum"].fillna(0.0).to_numpy()


def ours(zones: np.ndarray) -> np.ndarray:
    found, _ = outlines(zones, GRID)
    return sums(found, RUNNING, 0, len(zones))


def united(zones: np.ndarray, groups: list[int], lines: int = 32) -> np.ndarray:
    found, _ = outlines(zones, GRID)
    return union_sums(found, np.array(groups), VALUES, 0, max(groups) + 1, lines=lines)


def test_sums_by_hand() -> None:
    grid = Grid("EPSG:4326", 0.0, 2.0, 1.0, 1.0, 3, 2)
    values = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    running = running_sums(values)
    zones = np.array([shapely.box(0.5, 0.5, 2, 1.25), shapely.box(-9, 1, 0.25, 9), shapely.box(0, 0, 3, 2)])
    found, areas = outlines(zones, grid)

    # 1 / 2 * (8 / 2 + 16) below and 1 / 4 * (1 / 2 + 2) above; 1 / 4 of the first cell; all.
    assert sums(found, running, 0, 3) == pytest.approx([10 + 0.625, 0.25, 63])
    assert areas == pytest.approx([1.125, 9.25 * 8, 6])
    assert spread(found, np.array([1.0, 0.0, 2.0]), 0, 2, 3) == pytest.approx(
        np.array([[2.125, 2.25, 2.0], [2.25, 2.5, 2.0]])
    )
    # A union: the first zone lies in the third, and counts no more.
    assert union_sums(found, np.array([0, 1, 0]), values, 0, 2) == pytest.approx([63, 0.25])


@settings(max_examples=60)
@given(DISCS | HOLED)
def test_sums_are_those_of_exactextract(zones: np.ndarray) -> None:
    # exactextract keeps the covered part of a cell as a 32-bit number.
    assert ours(zones) == pytest.approx(exact(zones), rel=1e-5, abs=1e-4)


@settings(max_examples=60)
@given(DISCS | HOLED)
def test_what_is_spread_weighs_values_as_the_sums_do(zones: np.ndarray) -> None:
    found, _ = outlines(zones, GRID)
    weights = np.arange(1.0, len(zones) + 1)

    cells = spread(found, weights, 0, GRID.rows, GRID.columns)

    assert (cells * VALUES).sum() == pytest.approx((weights * ours(zones)).sum(), rel=1e-9, abs=1e-9)
    assert (cells >= 0).all()


@given(st.lists(st.tuples(st.floats(31, 35), st.floats(36, 39), st.floats(2, 50_000)), min_size=1, max_size=12))
def test_spreading_an_amount_loses_none_of_it(told: list[tuple[float, float, float]]) -> None:
    zones = discs(*np.array(told).T)
    found, areas = outlines(zones, GRID)

    cells = spread(found, 5.0 / areas, 0, GRID.rows, GRID.columns)

    assert cells.sum() == pytest.approx(5.0 * len(zones), rel=1e-9)


def test_nothing_is_spread_where_no_zone_is() -> None:
    zones = discs([31.0, 31.05], [39.0, 39.0], [20_000.0, 300.0])
    found, areas = outlines(zones, GRID)

    cells = spread(found, 1.0 / areas, 0, GRID.rows, GRID.columns)

    assert (cells[:, 20:] == 0).all()


@settings(max_examples=60)
@given(DISCS | HOLED, st.integers(1, 49))
def test_strips_of_rows_add_up(zones: np.ndarray, row: int) -> None:
    found, _ = outlines(zones, GRID)
    groups = np.zeros(len(zones), dtype=np.intp)

    split = sums(found, RUNNING[:row], 0, len(zones)) + sums(found, RUNNING[row:], row, len(zones))
    joined = union_sums(found, groups, VALUES[:row], 0, 1) + union_sums(found, groups, VALUES[row:], row, 1)

    assert split == pytest.approx(ours(zones), rel=1e-9, abs=1e-9)
    assert joined == pytest.approx(union_sums(found, groups, VALUES, 0, 1), rel=1e-9, abs=1e-9)


@settings(max_examples=60)
@given(DISCS | HOLED)
def test_a_union_is_that_of_the_geometries(zones: np.ndarray) -> None:
    whole = ours(np.array([shapely.union_all(zones)]))
    # Each zone is off by no more than half a line's share of what lies in its row.
    off = 0.02 * VALUES.max() * len(zones)

    assert united(zones, [0] * len(zones), lines=64) == pytest.approx(whole, rel=2e-3, abs=off)


def test_many_discs_are_united_within_a_thousandth() -> None:
    random = np.random.default_rng(7)
    zones = discs(random.normal(33, 0.4, 400), random.normal(37.5, 0.4, 400), 5556.0)

    (whole,) = ours(np.array([shapely.union_all(zones)]))

    assert united(zones, [0] * 400) == pytest.approx([whole], rel=2e-4)
    assert ours(zones).sum() > 2 * whole, "they overlap"


def test_groups_are_united_apart_and_what_is_there_twice_counts_once() -> None:
    zones = discs([33.0, 33.0, 33.02], [37.0, 37.0, 37.0], 9_000.0)
    one = ours(zones[:1])[0]

    assert united(zones, [0, 0, 1], lines=64) == pytest.approx([one, ours(zones[2:])[0]], rel=1e-3)
    assert united(zones[:0], [0]).tolist() == [0.0]


def test_several_grids_of_values_are_summed_at_once() -> None:
    zones = discs([33.0, 29.99], [37.0, 37.0], 30_000.0)
    found, areas = outlines(zones, GRID)
    both = running_sums(np.stack([VALUES, np.ones_like(VALUES)]))

    under, cells = sums(found, both, 0, 2)

    assert under == pytest.approx(ours(zones))
    assert cells[0] == pytest.approx(areas[0])
    assert cells[1] == pytest.approx(areas[1] / 2, rel=0.05), "half of it lies beside the grid"
