"""What it costs to write events, against geopandas' own writers of the same table, in the same run.

Goal of the files' issue: GeoJSON 3 times faster than `to_file`, aim 5. geopandas is given lists and claims as JSON
texts made beforehand, since its writers hold no nested values; the time of making them is not counted against it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.kinds import build
from layers.sources import Input, read
from outputs.columns import as_text
from outputs.export import event_layer
from outputs.formats import formats
from outputs.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    from layers.events import Dossier
    from layers.layer import Layer

GOAL = 3  # for GeoJSON; the other formats are told to compare
THEIRS = {"geojson": "GeoJSON", "geojsonseq": "GeoJSONSeq", "geopackage": "GPKG", "flatgeobuf": "FlatGeobuf"}


def _dossier(count: int) -> Dossier:
    random = np.random.default_rng(20151103)
    town = random.integers(0, 300, count)
    days = np.datetime64("2015-10-01") + random.integers(0, 400, count)
    table = pd.DataFrame(
        {
            "id": [f"e{number}" for number in range(count)],
            "title": [f"Air strike near town {at}" if at % 2 else f"غارة قرب البلدة {at}" for at in town],
            "date": days.astype(str),
            "latitude": random.uniform(30, 37, count).round(5),
            "longitude": random.uniform(36, 42, count).round(5),
            "precision": random.choice(["exact", "near", "street", "village"], count, p=[0.4, 0.3, 0.2, 0.1]),
            "kind": random.choice(["air_strike", "drone_strike", "shelling"], count),
            "actors": "Air force A; Air force B",
            "speaker": "The ministry",
            "quote": "The aircraft struck it in the morning",
            "url": "https://example.org/reports/1",
            "place_name": [f"Town {at}" for at in town],
            "country": "SY",
        }
    )
    return read(Input("events.csv", table.to_csv(index=False).encode()))


def _flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    told = table.drop(columns=[name for name in table if name != "geometry" and str(table[name].dtype) == "geometry"])
    for name in told.columns.drop("geometry"):
        if told[name].dtype == object:
            told[name] = told[name].map(as_text)
    return told


def _works(layer: Layer, name: str) -> dict[str, Callable[[Path], None]]:
    flat = _flat(layer.data)
    theirs = flat.to_parquet if name == "geoparquet" else partial(flat.to_file, driver=THEIRS.get(name))
    label = "to_parquet" if name == "geoparquet" else f"to_file({THEIRS[name]})"
    return {
        label: theirs,
        f"outputs.formats.{name}": lambda path: formats()[name].write([layer], path, Page()),
    }


def _turns(works: dict[str, Callable[[Path], None]], suffix: str, rounds: int) -> dict[str, tuple[float, int]]:
    """Seconds (median) and bytes of each work, taken in turns, so that a busy moment of the machine meets both."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    size: dict[str, int] = {}
    for _ in range(rounds):
        for name, work in works.items():
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"o{suffix}"
                start = time.perf_counter()
                work(path)
                taken[name].append(time.perf_counter() - start)
                size[name] = path.stat().st_size
    return {name: (statistics.median(seconds), size[name]) for name, seconds in taken.items()}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=20_000, help="how many events; the issue's figure is for 100000")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns")
    asked.add_argument("--format", action="append", help="only this one", choices=[*THEIRS, "geoparquet"])
    given = asked.parse_args()
    dossier = _dossier(given.events)
    for title, layer in (("export", event_layer(dossier)), ("layer events", build("events", dossier))):
        for name in given.format or [*THEIRS, "geoparquet"]:
            found = _turns(_works(layer, name), formats()[name].suffixes[0], given.rounds)
            (theirs, _), (ours, _) = found.values()
            goal = f" (goal: at least {GOAL})" if name == "geojson" else ""
            for what, (seconds, size) in found.items():
                print(f"{title}: {what}: {seconds:.2f} s, {size / len(layer.data):.0f} bytes an event")
            print(f"{title}: ratio: {theirs / ours:.1f}{goal}")


if __name__ == "__main__":
    main()
