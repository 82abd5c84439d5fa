"""People within 5,556 m of events, nobody counted twice: against dissolve and rasterstats, and against exactextract.

The events are synthetic: 300 towns of very different weight, 55 % of the events exactly on a town's own point. Goals of
the zones' issue: 3 times, aim 8, on a raster of 1 km; on 161 million cells of 100 m (`--full`) as fast as exactextract
with less memory, aim 1.3 times of what only reading the raster takes. Each way runs in processes of its own, so that
its peak of memory is its own, and in turns, so that a busy moment of the machine meets all.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import exactextract
import geopandas as gpd
import numpy as np
import rasterio
from rasterio import Affine
from rasterio.windows import Window
from rasterstats import zonal_stats

from geo.exposure import Cases, exposure
from geo.geodesy import discs
from geo.raster import Source, Zones, under_unions

RADIUS_M = 5556.0
GOAL, AIM = 3, 8
WEST, NORTH, SPAN = 34.0, 39.0, 10.6
FINE, COARSE = 1 / 1200, 1 / 120


def points(events: int) -> np.ndarray:
    random = np.random.default_rng(20151103)
    towns = np.column_stack([random.uniform(36, 42, 300), random.uniform(30, 37, 300)])
    weights = random.pareto(1.2, 300) + 0.1
    town = random.choice(300, events, p=weights / weights.sum())
    off = np.where(random.random(events) < 0.55, 0.0, 1.0)[:, None] * random.normal(0, 0.05, (events, 2))
    return towns[town] + off


def write_raster(path: Path, cell: float) -> None:
    size = round(SPAN / cell)
    random = np.random.default_rng(7)
    to = Affine(cell, 0.0, WEST, 0.0, -cell, NORTH)
    profile = {"driver": "GTiff", "width": size, "height": size, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
    tiles = {"tiled": True, "blockxsize": 256, "blockysize": 256, "nodata": -9999.0}
    with rasterio.open(path, "w", transform=to, **profile, **tiles) as raster:
        for row in range(0, size, 256):
            rows = min(256, size - row)
            people = np.exp(random.normal(0, 1.5, (rows, size))).astype(np.float32)
            raster.write(people, 1, window=Window(0, row, size, rows))


def majal(path: Path, at: np.ndarray, _zones: gpd.GeoDataFrame) -> float:
    """From the points: the zones are made on the way."""
    unique = np.unique(at, axis=0)
    with rasterio.open(path) as raster:
        zones = Zones.of_discs(unique[:, 0], unique[:, 1], RADIUS_M)
        return float(under_unions(Source(raster), zones, np.zeros(len(zones), dtype=np.intp), 1)[0])


def all_levels(path: Path, at: np.ndarray, _zones: gpd.GeoDataFrame) -> float:
    """Least, expected and greatest, of each event and of all together, each known within 2 km."""
    unique, times = np.unique(at, axis=0, return_counts=True)
    count = len(unique)
    none, zero = np.full(count, None, dtype=object), np.zeros(count, dtype=np.intp)
    radius_m, distance_m = np.full(count, 2000.0), np.full(count, RADIUS_M)
    with rasterio.open(path) as raster:
        cases = Cases(*unique.T, radius_m, none, none, distance_m, zero, times.astype(float))
        return float(exposure(Source(raster), cases, 1).groups[1, 0])


def rasterstats(path: Path, _at: np.ndarray, zones: gpd.GeoDataFrame) -> float:
    return float(zonal_stats(zones.dissolve(), str(path), stats=["sum"])[0]["sum"])


def union_exactextract(path: Path, _at: np.ndarray, zones: gpd.GeoDataFrame) -> float:
    union = gpd.GeoDataFrame(geometry=[zones.geometry.drop_duplicates().union_all()], crs=4326)
    return float(exactextract.exact_extract(str(path), union, ["sum"], output="pandas")["sum"].iloc[0])


def reading(path: Path, _at: np.ndarray, _zones: gpd.GeoDataFrame) -> float:
    with rasterio.open(path) as raster:
        for row in range(0, raster.height, 256):
            raster.read(1, window=Window(0, row, raster.width, min(256, raster.height - row)))
    return float("nan")


WAYS = {
    "majal": majal,
    "all levels": all_levels,
    "dissolve, rasterstats": rasterstats,
    "union, exactextract": union_exactextract,
    "only reading": reading,
}


def run(way: str, path: Path, events: int) -> None:
    """In a process of its own: the best of three; the peak of memory, and by how much this raised it."""
    at = points(events)
    zones = gpd.GeoDataFrame(geometry=discs(at[:, 0], at[:, 1], RADIUS_M), crs=4326)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        total = WAYS[way](path, at, zones)
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": min(seconds), "total": total, "peak": peak / 1024, "more": (peak - before) / 1024}))


def compare(ways: list[str], path: Path, events: int, rounds: int) -> dict[str, float]:
    # GDAL would keep a whole raster of this size from one round to the next.
    environment = {**os.environ, "GDAL_CACHEMAX": "64"}
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            command = [sys.executable, __file__, "--way", way, "--raster", str(path), "--events", str(events)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
            found[way].append(json.loads(done.stdout))
    medians = {way: statistics.median(one["seconds"] for one in each) for way, each in found.items()}
    for way, each in found.items():
        peak, more = max(one["peak"] for one in each), max(one["more"] for one in each)
        memory = f"{peak:5.0f} MiB at the peak, {more:4.0f} of them for this"
        print(f"{way:>21}: {medians[way]:6.3f} s, {memory}, {each[0]['total']:,.1f} people")
    return medians


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=10_000, help="how many events")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns")
    asked.add_argument("--full", action="store_true", help="161 million cells too: a raster of 650 MB for the while")
    asked.add_argument("--way", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--raster", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.way:
        run(given.way, given.raster, given.events)
        return
    with tempfile.TemporaryDirectory() as folder:
        coarse = Path(folder) / "coarse.tif"
        write_raster(coarse, COARSE)
        seconds = compare(list(WAYS)[:4], coarse, given.events, given.rounds)
        ratio = seconds["dissolve, rasterstats"] / seconds["majal"]
        print(f"1 km: {ratio:.1f} times dissolve and rasterstats (goal: at least {GOAL}, aim {AIM})")
        if given.full:
            fine = Path(folder) / "fine.tif"
            write_raster(fine, FINE)
            seconds = compare(["majal", "union, exactextract", "only reading"], fine, given.events, given.rounds)
            ratio = seconds["union, exactextract"] / seconds["majal"]
            print(f"100 m: {ratio:.1f} times union and exactextract (goal: at least 1)")
            print(f"100 m: {seconds['majal'] / seconds['only reading']:.2f} of only reading (aim: at most 1.3)")


if __name__ == "__main__":
    main()
