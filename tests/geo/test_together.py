"""Pairs that are together in space and time, against measuring every pair."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.circle import WGS84
from geo.together import Spans, Windows, together

HOUR_US = 3_600_000_000
# Where maps go wrong: the antimeridian, a pole, and many records at one place.
PLACES = ((36.3, 33.5), (36.31, 33.52), (36.5, 33.9), (179.99, -17.0), (-179.99, -17.0), (10.0, 89.97), (-170.0, 90.0))
REACHES_M = (0.0, 50.0, 2_000.0, 5_000.0, 35_000.0, 400_000.0)
HOURS = st.integers(-200, 200)

records = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(REACHES_M), HOURS, st.integers(0, 60) | st.just(8_760)),
    max_size=12,
)
windows = st.tuples(st.sampled_from((0.0, 1_000.0)), st.sampled_from((1_000.0, 25_000.0)), st.integers(0, 48))


def spans(told: list[tuple[tuple[float, float], float, int, int]]) -> Spans:
    lon, lat = np.array([place for place, *_ in told], dtype=float).reshape(-1, 2).T
    start = np.array([first for *_, first, _ in told], dtype=np.int64) * HOUR_US
    length = np.array([hours for *_, hours in told], dtype=np.int64) * HOUR_US
    return Spans(lon, lat, np.array([reach for _, reach, *_ in told], dtype=float), start, start + length)


def measured(a: Spans, b: Spans, within: Windows) -> list[tuple[int, int]]:
    found = []
    for i in range(len(a.lon)):
        for j in range(len(b.lon)):
            apart_m = WGS84.inv(a.lon[i], a.lat[i], b.lon[j], b.lat[j])[2]
            allowed_m = min(max(a.reach_m[i] + b.reach_m[j], within.least_m), within.most_m)
            gap_us = max(a.start_us[i], b.start_us[j]) - min(a.end_us[i], b.end_us[j])
            if apart_m <= allowed_m and gap_us <= within.gap_us:
                found.append((i, j))
    return found


@given(records, records, windows)
def test_just_those_pairs_that_are_together(first, second, told):
    a, b, within = spans(first), spans(second), Windows(told[0], told[1], told[2] * HOUR_US)

    found = together(a, b, within)

    assert list(zip(found.a.tolist(), found.b.tolist(), strict=True)) == measured(a, b, within)
    lengths_m = WGS84.inv(a.lon[found.a], a.lat[found.a], b.lon[found.b], b.lat[found.b])[2]
    np.testing.assert_allclose(found.distance_m, lengths_m, atol=1e-6)


def test_a_stack_of_years_costs_only_those_of_the_same_days():
    days = np.arange(3_000, dtype=np.int64) * 24 * HOUR_US
    stack = Spans(np.full(3_000, 36.3), np.full(3_000, 33.5), np.full(3_000, 5_000.0), days, days + 24 * HOUR_US - 1)

    found = together(stack, stack, Windows(0.0, 25_000.0, 0))

    assert len(found.a) == 3_000
    assert (found.a == found.b).all()
