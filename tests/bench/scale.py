"""What `majal build` costs from a table to events, zones, GeoParquet and HTML: seconds and peak memory for each size.

Goals of the issue for 1,000,000 events: 60 s and 4 GiB, aim 25 s and 2 GiB. ``--sizes 1000000`` measures that size;
every size is built in a process of its own, and the step that took longest is named.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from invented.table import write_table

ROOT = Path(__file__).parents[2]
SOURCE_AND_LAYERS = """\
title = "Invented"

[[source]]
path = "table.csv"

[[layer]]
kind = "events"

[[layer]]
kind = "zones"
radius = ["5556m"]
"""
ENDINGS = {"geoparquet": "parquet"}


class Cost(NamedTuple):
    """What one build took: seconds in all, MiB at the most, seconds of each step, bytes written."""

    seconds: float
    peak_mib: float
    steps: dict[str, float]
    written: int


def recipe_of(formats: list[str]) -> str:
    """Write the recipe: events and zones into one file of each format."""
    outputs = (f'[[output]]\nformat = "{name}"\npath = "map.{ENDINGS.get(name, name)}"\n' for name in formats)
    return "\n".join([SOURCE_AND_LAYERS, *outputs])


def measure(events: int, formats: list[str], arguments: list[str]) -> Cost:
    """Build in a process of its own; its peak is the operating system's account of it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write_table(place / "table.csv", events)
        (place / "majal.toml").write_text(recipe_of(formats), encoding="utf-8")
        command = [sys.executable, "-m", "outputs.cli.main", "build", str(place / "majal.toml")]
        begin = time.perf_counter()
        running = subprocess.Popen(
            [*command, "-o", str(place / "out"), *arguments], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        steps = _steps(running, begin)
        _, status, used = os.wait4(running.pid, 0)
        if status:
            raise SystemExit(f"the build of {events:,} events failed: {list(steps)[-1:]}")
        written = sum(path.stat().st_size for path in (place / "out").rglob("*") if path.is_file())
        return Cost(time.perf_counter() - begin, used.ru_maxrss / 1024, steps, written)


def _steps(running: subprocess.Popen[str], begin: float) -> dict[str, float]:
    """Seconds between each line that the build says and the next."""
    assert running.stderr is not None
    said, at = ["starting"], [begin]
    for line in running.stderr:
        said.append(line.strip())
        at.append(time.perf_counter())
    at.append(time.perf_counter())
    return {line: later - earlier for line, earlier, later in zip(said, at[:-1], at[1:], strict=True)}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[10_000, 50_000], help="how many events, each in turn")
    asked.add_argument("--formats", nargs="+", default=["geoparquet", "html"], help="the files that are written")
    asked.add_argument("--steps", action="store_true", help="tell the seconds of every step")
    given, arguments = asked.parse_known_args()
    for events in given.sizes:
        cost = measure(events, given.formats, arguments)
        longest = max(cost.steps, key=lambda step: cost.steps[step])
        print(
            f"{events:10,} events: {cost.seconds:7.1f} s, {cost.seconds / events * 1e6:6.1f} us an event, "
            f"peak {cost.peak_mib:7,.0f} MiB, {cost.written / 1e6:,.1f} MB written; "
            f"longest: {longest} {cost.steps[longest]:.1f} s"
        )
        for step, seconds in cost.steps.items() if given.steps else ():
            print(f"            {seconds:7.1f} s  {step}")


if __name__ == "__main__":
    main()
