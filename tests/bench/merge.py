"""Merging two tables of the same events, against what is commonly written for it, in the same run; and how well.

Common practice: `geopandas.sjoin` of buffers in a projection, then a loop over the pairs that keeps, for each event of
the first table, the best of the second within a day, by kind and likeness of titles. Goals: faster than that, and more
of what is joined true; two tables of 100,000 events (`--full`) within 60 s.

The events are invented, each told by one source or both with other dates, places, kinds, numbers and words, so the
truth is known (tests/bench/invented/twice.py).
"""

from __future__ import annotations

import argparse
import resource
import time
from typing import TYPE_CHECKING

from invented.twice import told_twice
from rapidfuzz import fuzz

from geo.place import PRECISION, Precision
from layers.merge import merge
from layers.sources import Input, read

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd
    from invented.twice import Twice

    from layers.events import Dossier

    Pairs = set[tuple[str, str]]

GOAL_S = 60


def majal(first: Dossier, second: Dossier) -> Pairs:
    found = merge([first, second]).verdicts
    rows = found.loc[found["verdict"] == "joined", ["a", "b"]]
    return {(min(pair), max(pair)) for pair in rows.itertuples(index=False, name=None)}


def common(first: Dossier, second: Dossier) -> Pairs:
    crs = first.events.geometry.estimate_utm_crs()
    ours, theirs = (_buffered(each.events, crs) for each in (first, second))
    pairs = ours.sjoin(theirs, predicate="intersects", lsuffix="a", rsuffix="b")
    best: dict[str, tuple[float, str]] = {}
    for row in pairs.itertuples():
        if abs((row.start_a - row.start_b).days) <= 1:
            score = 50 * (row.kind_a == row.kind_b) + fuzz.token_sort_ratio(row.title_a, row.title_b)
            if score > best.get(row.id_a, (0.0, ""))[0]:
                best[row.id_a] = (score, row.id_b)
    return {(one, other) for one, (_, other) in best.items()}


def _buffered(events: gpd.GeoDataFrame, crs: object) -> gpd.GeoDataFrame:
    placed = events[["id", "kind", "title", "start", "precision", "geometry"]].to_crs(crs)
    radii_m = placed["precision"].map({str(word): PRECISION[word].radius_m for word in Precision})
    return placed.set_geometry(placed.geometry.buffer(radii_m))


def timed(way: Callable[[Dossier, Dossier], Pairs], told: Twice) -> tuple[float, float, float]:
    """Return the seconds, and which share of what is joined is true, and of what is true is joined."""
    first, second = (_read(name, table) for name, table in (("a", told.first), ("b", told.second)))
    start = time.perf_counter()
    found = way(first, second)
    seconds = time.perf_counter() - start
    right = len(found & told.truth)
    return seconds, right / len(found), right / len(told.truth)


def _read(name: str, table: pd.DataFrame) -> Dossier:
    return read(Input(f"{name}.csv", table.to_csv(index=False).encode()))


def compare(events: int, days: int) -> None:
    told = told_twice(events, days=days)
    print(f"{len(told.first):,} and {len(told.second):,} events over {days:,} days, {len(told.truth):,} told by both")
    seconds = {}
    for name, way in (("sjoin, loop", common), ("majal", majal)):
        seconds[name], precision, recall = timed(way, told)
        print(f"{name:>12}: {seconds[name]:6.2f} s, precision {precision:.3f}, recall {recall:.3f}")
    print(f"{seconds['sjoin, loop'] / seconds['majal']:.1f} times as fast")


def full(events: int, days: int) -> None:
    told = told_twice(events, days=days)
    seconds, precision, recall = timed(majal, told)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(told.first):,} and {len(told.second):,} events: {seconds:.1f} s (goal: at most {GOAL_S} s)")
    print(f"precision {precision:.3f}, recall {recall:.3f}; {peak:,.0f} MiB at the peak of the process")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=6_000, help="how many things happened in the comparison")
    asked.add_argument("--days", type=int, default=1_500, help="over how many days: fewer are harder to tell apart")
    asked.add_argument("--full", action="store_true", help="two tables of 100,000 events too, without the comparison")
    given = asked.parse_args()
    compare(given.events, given.days)
    if given.full:
        full(133_500, 8_000)


if __name__ == "__main__":
    main()
