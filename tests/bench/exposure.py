"""People within 5,556 m of events, nobody counted twice: against dissolve and rasterstats, and against exactextract.

The events are synthetic: 300 towns of very different weight, 55 % of the events exactly on a town's own point. Goals of the
zones' issue: 3 times, aim 8, on a raster of 1 km; on 161 million cells of 100 m (`--full`) as fast as exactextract with less
memory, aim 1.3 times of what only reading the raster takes. Each way runs in a process of its own, so that its peak of
memory is its own; in turns, so that a busy moment of the machine meets all.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

RADIUS_M = 5556.0
GOAL, AIM = 3, 8
WEST, NORTH, SPAN = 34.0, 39.0, 10.6
FINE, COARSE = 1 / 1200, 1 / 120


def points(events: int) -> npt.NDArray[np.float64]:
    random = np.random.default_rng(20151103)
    towns = np.column_stack([random.uniform(36, 42, 300), random.uniform(30, 37, 300)])
    weights = random.pareto(1.2, 300) + 0.1
    town = random.choice(300, events, p=weights / weights.sum())
    off = np.where(random.random(events) < 0.55, 0.0, 1.0)[:, None] * random.normal(0, 0.05, (events, 2))
    return towns[town] + off


def write_raster(path: Path, cell: float) -> None:
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.windows import Window

    size = round(SPAN / cell)
    random = np.random.default_rng(7)
    profile = {"driver": "GTiff", "width": size, "height": size, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    tiles = {"tiled": True, "blockxsize": 256, "blockysize": 256, "nodata": -9999.0}
    with rasterio.open(path, "w", transform=from_origin(WEST, NORTH, cell, cell), **profile, **tiles) as raster:
        for row in range(0, size, 256):
            rows = min(256, size - row)
            people = np.exp(random.normal(0, 1.5, (rows, size))).astype(np.float32)
            raster.write(people, 1, window=Window(0, row, size, rows))


def majal(path: Path, at: npt.NDArray[np.float64]) -> float:
    import rasterio

    from geo.raster import Source, Zones, under_unions

    # From the points: the zones are made on the way.
    unique = np.unique(at, axis=0)
    with rasterio.open(path) as raster:
        zones = Zones.of_discs(unique[:, 0], unique[:, 1], RADIUS_M)
        return float(under_unions(Source(raster), zones, np.zeros(len(zones), dtype=np.intp), 1)[0])


def rasterstats(path: Path, zones: object) -> float:
    from rasterstats import zonal_stats

    return float(zonal_stats(zones.dissolve(), str(path), stats=["sum"])[0]["sum"])


def exactextract(path: Path, zones: object) -> float:
    import exactextract as other
    import geopandas as gpd

    union = gpd.GeoDataFrame(geometry=[gpd.GeoSeries(zones.geometry.drop_duplicates()).union_all()], crs=4326)
    return float(other.exact_extract(str(path), union, ["sum"], output="pandas")["sum"].iloc[0])


def reading(path: Path, _zones: object) -> float:
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(path) as raster:
        for row in range(0, raster.height, 256):
            raster.read(1, window=Window(0, row, raster.width, min(256, raster.height - row)))
    return float("nan")


WAYS = {"majal": majal, "rasterstats": rasterstats, "exactextract": exactextract, "reading": reading}


def run(way: str, path: Path, events: int, rounds: int) -> None:
    """In a process of its own: the first round warms up, unless it is the only one."""
    at = points(events)
    given: object = at
    if way != "majal":
        import geopandas as gpd

        from geo.geodesy import discs

        given = gpd.GeoDataFrame(geometry=discs(at[:, 0], at[:, 1], RADIUS_M), crs=4326)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        total = WAYS[way](path, given)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": min(seconds), "total": total, "peak": peak / 1024, "more": (peak - before) / 1024}))


def compare(ways: list[str], path: Path, events: int, rounds: int) -> dict[str, float]:
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            command = [sys.executable, __file__, "--way", way, "--raster", str(path), "--events", str(events)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[way].append(json.loads(done.stdout))
    for way, each in found.items():
        seconds, total = statistics.median(one["seconds"] for one in each), each[0]["total"]
        peak, more = max(one["peak"] for one in each), max(one["more"] for one in each)
        print(
            f"{way:>14}: {seconds:6.3f} s, {peak:5.0f} MiB at the peak, {more:5.0f} of them for this, {total:,.1f} people"
        )
    return {way: statistics.median(one["seconds"] for one in each) for way, each in found.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=10_000, help="how many events")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns")
    asked.add_argument("--full", action="store_true", help="161 million cells too: a raster of 650 MB for the while")
    asked.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--raster", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.way:
        run(given.way, given.raster, given.events, 3)
        return
    with tempfile.TemporaryDirectory() as folder:
        coarse = Path(folder) / "coarse.tif"
        write_raster(coarse, COARSE)
        seconds = compare(["majal", "rasterstats", "exactextract"], coarse, given.events, given.rounds)
        ratio = seconds["rasterstats"] / seconds["majal"]
        print(f"1 km: {ratio:.1f} times dissolve and rasterstats (goal: at least {GOAL}, aim {AIM})")
        if given.full:
            fine = Path(folder) / "fine.tif"
            write_raster(fine, FINE)
            seconds = compare(["majal", "exactextract", "reading"], fine, given.events, given.rounds)
            print(f"100 m: {seconds['exactextract'] / seconds['majal']:.1f} times exactextract (goal: at least 1)")
            print(f"100 m: {seconds['majal'] / seconds['reading']:.2f} of only reading (aim: at most 1.3)")


if __name__ == "__main__":
    main()
