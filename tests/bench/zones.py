"""What a zone costs, against `to_crs(utm).buffer`, in the same run. Goals of the zones' issue: 12 times, aim 20.

The zones of the common practice are off by metres inside their UTM zone and wrong outside; ours are not compared with
its accuracy here, but in tests/geo/test_geodesy.py.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from geo.geodesy import discs

if TYPE_CHECKING:
    from collections.abc import Callable

RADIUS_M = 5556.0
GOAL = 12


def _points(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of one UTM zone, so that the common practice may use one projection for all of them."""
    random = np.random.default_rng(20151103)
    return random.uniform(36, 42, count), random.uniform(30, 37, count)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--zones", type=int, default=20_000, help="how many zones")
    asked.add_argument("--rounds", type=int, default=5, help="how often, taken in turns")
    given = asked.parse_args()
    lon, lat = _points(given.zones)
    points = gpd.GeoSeries.from_xy(lon, lat, crs=4326)
    works: dict[str, Callable[[], object]] = {
        "to_crs(utm).buffer": lambda: points.to_crs(32637).buffer(RADIUS_M, quad_segs=16).to_crs(4326),
        "geo.geodesy.discs": lambda: discs(lon, lat, RADIUS_M),
    }
    # Taken in turns, so that a busy moment of the machine meets both.
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(given.rounds):
        for name, work in works.items():
            taken[name].append(_seconds(work))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds / given.zones * 1e6:.2f} us a zone")
    theirs, ours = medians.values()
    print(f"ratio: {theirs / ours:.1f} (goal: at least {GOAL})")


if __name__ == "__main__":
    main()
