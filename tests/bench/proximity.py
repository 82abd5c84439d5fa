"""What is within 5,556 m, against what is commonly taken for it, in the same run, with what each gets wrong.

Pairs: scikit-learn's BallTree on a sphere. Goals: as fast with none wrong, aim 3 times as fast.
Events per zone: `geopandas.sjoin` of points and polygons; the polygons are built before the clock starts. Goals: 20
times, aim 40.
Counts of a million events, with ``--full``, in a process of their own. Goals: 120 s and 3 GiB, aim 30 s.

The events are synthetic: 70 % in 300 towns of Syria and Iraq, 30 % in 3,000 of the world, weights by Pareto, 55 %
of them just on the town, as gazetteers place them.
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from sklearn.neighbors import BallTree

from geo.circle import WGS84
from geo.geodesy import discs
from geo.proximity import counts_within, pairs_within

if TYPE_CHECKING:
    from collections.abc import Callable

RADIUS_M = 5556.0
SPHERE_M = 6_371_008.8
SNAPPED = 0.55
SPREAD_DEGREES = 2500.0 / 111_320


def events(count: int) -> np.ndarray:
    """Longitudes and latitudes, shape (count, 2)."""
    random = np.random.default_rng(2)
    near = random.uniform((35.6, 30.0), (47.5, 37.3), (300, 2))
    world = np.column_stack([random.uniform(-180, 180, 3000), np.degrees(np.arcsin(random.uniform(-0.8, 0.94, 3000)))])
    towns, shares = zip(*((town, random.pareto(1.0, len(town)) + 1) for town in (near, world)), strict=True)
    chosen = [random.choice(len(town), count, p=share / share.sum()) for town, share in zip(towns, shares, strict=True)]
    at = np.where((random.random(count) < 0.7)[:, None], near[chosen[0]], world[chosen[1]])
    off = random.normal(0, SPREAD_DEGREES, (count, 2)) * (random.random((count, 1)) > SNAPPED)
    return at + off / np.column_stack([np.cos(np.radians(at[:, 1])), np.ones(count)])


def taken(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Least seconds of each, taken in turns, so that a busy moment of the machine meets all."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return {name: min(each) for name, each in seconds.items()}


def told(least: dict[str, float], goal: str) -> None:
    for name, seconds in least.items():
        print(f"  {name}: {seconds:.3f} s")
    theirs, ours = least.values()
    print(f"  ratio: {theirs / ours:.1f} ({goal})")


def by_ball_tree(at: np.ndarray) -> np.ndarray:
    """Rows of pairs, each once, as the sphere has them."""
    radians = np.radians(at[:, ::-1])
    found = BallTree(radians, metric="haversine").query_radius(radians, RADIUS_M / SPHERE_M)
    first, second = np.repeat(np.arange(len(at)), [len(row) for row in found]), np.concatenate(found)
    return np.column_stack([first, second])[first < second]


def by_brute_force(at: np.ndarray) -> np.ndarray:
    """Rows of pairs, each once, every one measured."""
    rows = [np.zeros((0, 2), dtype=np.intp)]
    for first in range(len(at) - 1):
        others = at[first + 1 :]
        start = np.broadcast_to(at[first], others.shape)
        length_m = WGS84.inv(*(np.ascontiguousarray(column) for column in (*start.T, *others.T)))[2]
        second = first + 1 + np.flatnonzero(length_m <= RADIUS_M)
        rows.append(np.column_stack([np.full(len(second), first), second]))
    return np.concatenate(rows)


def wrong(found: np.ndarray, true: np.ndarray, count: int) -> str:
    keys, truth = (rows @ np.array([count, 1]) for rows in (found, true))
    return f"{len(np.setdiff1d(truth, keys))} missed, {len(np.setdiff1d(keys, truth))} invented"


def pairs(count: int, checked: int, rounds: int) -> None:
    print(f"pairs within {RADIUS_M:.0f} m, {count:,} events")
    at = events(count)
    points = shapely.points(at)
    works: dict[str, Callable[[], object]] = {
        "BallTree haversine": lambda: by_ball_tree(at),
        "pairs_within, with distances": lambda: pairs_within(points, None, RADIUS_M),
    }
    told(taken(works, rounds), "goal: at least 1, aim 3")
    some = at[:checked]
    true, ours = by_brute_force(some), pairs_within(shapely.points(some), None, RADIUS_M)
    print(f"  of {len(true):,} pairs of {checked:,} events, all measured:")
    print(f"    BallTree haversine: {wrong(by_ball_tree(some), true, checked)}")
    print(f"    pairs_within: {wrong(np.column_stack([ours.a, ours.b]), true, checked)}")


def per_zone(count: int, rounds: int) -> None:
    print(f"events in each of {count:,} zones of {RADIUS_M:.0f} m")
    at = events(count)
    points = gpd.GeoDataFrame(geometry=shapely.points(at), crs=4326)
    zones = gpd.GeoDataFrame(geometry=discs(*at.T, RADIUS_M), crs=4326)

    def joined() -> np.ndarray:
        rows = gpd.sjoin(zones, points, predicate="intersects").index
        return np.bincount(rows, minlength=count)

    works: dict[str, Callable[[], object]] = {
        "geopandas.sjoin": joined,
        "counts_within": lambda: counts_within(points.geometry, points.geometry, RADIUS_M),
    }
    told(taken(works, rounds), "goal: at least 20, aim 40")
    listed = pairs_within(points.geometry, points.geometry, RADIUS_M)
    print(f"  geopandas.sjoin counts {joined().sum():,}")
    print(f"  counts_within counts {counts_within(points.geometry, points.geometry, RADIUS_M).sum():,}")
    print(f"  pairs measured by the geodesic: {len(listed.a):,}")


def many(count: int) -> None:
    print(f"how many others are within {RADIUS_M:.0f} m of each of {count:,} events")
    points = shapely.points(events(count))
    start = time.perf_counter(), time.process_time()
    counts = counts_within(points, None, RADIUS_M)
    print(f"  {time.perf_counter() - start[0]:.1f} s, {time.process_time() - start[1]:.1f} s of one processor")
    print(f"  {counts.sum() // 2:,} pairs; goal 120 s, aim 30 s")
    print(
        f"  peak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (goal 3072)"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pairs", type=int, default=20_000, help="events to pair")
    asked.add_argument("--checked", type=int, default=3000, help="of them, how many are paired by brute force too")
    asked.add_argument("--zones", type=int, default=10_000, help="zones, and events in them")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns")
    asked.add_argument("--many", type=int, default=100_000, help="events to count")
    asked.add_argument("--full", action="store_true", help="only the counts, of a million events")
    given = asked.parse_args()
    if given.full:
        many(1_000_000)
        return
    pairs(given.pairs, given.checked, given.rounds)
    per_zone(given.zones, given.rounds)
    many(given.many)


if __name__ == "__main__":
    main()
