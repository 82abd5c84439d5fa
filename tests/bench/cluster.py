"""What a second worker buys: one build on one dask worker and on two, in turns. Goals: 1.4 times as fast, aim 1.7.

From a table to zones, written as GeoParquet. ``--events 10000000`` measures the size of the issue. The workers are
started before the clock.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from distributed import LocalCluster
from invented.table import write_table

from outputs.build import build

if TYPE_CHECKING:
    from collections.abc import Iterator

GOAL = 1.4
RECIPE = """\
[[source]]
path = "table.csv"

[[layer]]
kind = "zones"
radius = ["5556m"]

[[output]]
format = "geoparquet"
path = "zones.parquet"
"""


@contextlib.contextmanager
def started(count: int) -> Iterator[LocalCluster]:
    """Start workers, each with a core's worth of threads and half of the memory."""
    with LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        memory_limit=psutil.virtual_memory().total // 2,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as them:
        yield them


class Peak(threading.Thread):
    """The most memory that any one of some processes took, in MiB, looked at four times a second."""

    def __init__(self, pids: list[int]) -> None:
        super().__init__(daemon=True)
        self.processes = [psutil.Process(pid) for pid in pids]
        self.mib = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.25):
            for process in self.processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    # Without the files that are mapped: the system takes those pages back whenever it likes.
                    used = process.memory_info()
                    self.mib = max(self.mib, (used.rss - used.shared) / 2**20)


def measure(folder: Path, count: int, *, steps: bool) -> tuple[float, float]:
    """Seconds of a build on so many workers, and the memory of the largest."""
    out = folder / "out"
    with started(count) as them:
        peak = Peak([worker.pid for worker in them.workers.values()])
        peak.start()
        begin = time.perf_counter()
        said = lambda line: print(f"{time.perf_counter() - begin:8.1f} s  {line}")  # noqa: E731 - told or not
        build(folder / "majal.toml", out, scheduler=them.scheduler_address, progress=said if steps else _nothing)
        seconds = time.perf_counter() - begin
        peak.over.set()
    shutil.rmtree(out)
    return seconds, peak.mib


def _nothing(_line: str) -> None:
    """Say nothing."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=100_000, help="how many events")
    asked.add_argument("--rounds", type=int, default=1, help="how often, taken in turns")
    asked.add_argument("--steps", action="store_true", help="tell when each step was done")
    given = asked.parse_args()
    taken: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as folder:
        write_table(Path(folder) / "table.csv", given.events)
        (Path(folder) / "majal.toml").write_text(RECIPE, encoding="utf-8")
        for _ in range(given.rounds):
            for count, seconds in taken.items():
                took, mib = measure(Path(folder), count, steps=given.steps)
                seconds.append(took)
                print(
                    f"{count} worker(s): {took:.1f} s, {took / given.events * 1e6:.1f} us an event, {mib:,.0f} MiB each"
                )
    one, two = (statistics.median(seconds) for seconds in taken.values())
    print(f"ratio: {one / two:.2f} (goal: at least {GOAL})")


if __name__ == "__main__":
    main()
