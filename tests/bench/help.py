"""How long `majal --help` takes against `import typer`, the smallest thing that it needs. Goal: at most 1.5."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 15
GOAL = 1.5
COMMANDS = {
    "majal --help": [str(Path(sys.executable).with_name("majal")), "--help"],
    "import typer": [sys.executable, "-c", "import typer"],
}


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    # Taken in turns, so that a busy moment of the machine meets both.
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(_seconds(command))
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds * 1000:.0f} ms")
    print(f"ratio: {medians['majal --help'] / medians['import typer']:.2f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
