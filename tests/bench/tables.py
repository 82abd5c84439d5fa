"""What reading a large table costs, and what the common practice costs: pyarrow's own reading, and building the points.

Goals of the issue for 1,000,000 rows with the columns of UCDP GED: at most 3 times the common practice, and 2.5 GiB.
``--sizes 10000 100000 1000000`` tells whether it grows as the rows do. Every reading is a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.csv
import shapely
from invented.ged import write_ged

ROOT = Path(__file__).parents[2]
GOAL, GOAL_MIB = 3.0, 2_560


def common(path: Path) -> None:
    """Read the table with pyarrow, types guessed, on all cores, and make its points."""
    table = pyarrow.csv.read_csv(path)
    shapely.points(table["longitude"].to_numpy(), table["latitude"].to_numpy())


def ours(path: Path) -> None:
    """Read the table into checked events with their claims."""
    from layers.sources import read  # noqa: PLC0415 - the common practice does not pay for it
    from outputs.inputs import open_input  # noqa: PLC0415 - as above

    read(open_input(path))


def measured(what: str, path: Path) -> tuple[float, float]:
    """Seconds and MiB of a process that reads the table; what it imports is loaded before the clock."""
    command = [sys.executable, __file__, "--one", what, str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.split()
    return float(told[0]), float(told[1])


def one(what: str, path: Path) -> None:
    """Read a table once and print seconds and MiB."""
    from layers.sources import sources  # noqa: PLC0415 - to load everything before the clock

    sources()
    begin = time.perf_counter()
    {"common": common, "ours": ours}[what](path)
    seconds = time.perf_counter() - begin
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=[100_000], help="how many rows")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns; the best counts")
    asked.add_argument("--one", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ged.csv"
            write_ged(path, size)
            rounds = [(measured("common", path), measured("ours", path)) for _ in range(given.rounds)]
        theirs = min(seconds for (seconds, _), _ in rounds)
        mine = min(seconds for _, (seconds, _) in rounds)
        mib = max(peak for _, (_, peak) in rounds)
        print(
            f"{size:,} rows: common practice {theirs:.2f} s, ours {mine:.2f} s ({mine / size * 1e6:.1f} us a row), "
            f"{mib:,.0f} MiB; ratio {mine / theirs:.2f} (goal for a million: {GOAL} and {GOAL_MIB:,} MiB)"
        )


if __name__ == "__main__":
    main()
