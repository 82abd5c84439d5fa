"""What the gazetteer costs: a look-up, its opening, and the memory it takes. The house's bars: 30 us, 50 ms, 60 MiB.

Each figure is the median of several processes; ``--own`` adds the user's own gazetteer, which is left out otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys

ROUNDS = 5
ONE = """
import json, time
from pathlib import Path
from geo.gazetteer.store import Gazetteer, open_gazetteer

def resident_mib():
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

before = resident_mib()
start = time.perf_counter()
places = open_gazetteer()
opened = time.perf_counter() - start
names = [row[0] for row in places._db.execute("SELECT key FROM name ORDER BY key")][::91]
names += [f"{name} x" for name in names]
resident = resident_mib()
start = time.perf_counter()
for name in names:
    places.lookup(name)
looked = (time.perf_counter() - start) / len(names)
after = resident_mib()
print(json.dumps({"lookup_us": looked * 1e6, "open_ms": opened * 1e3, "names": len(names),
                  "grown_mib": None if after is None else after - before, "resident_mib": after}))
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--own", action="store_true", help="with the user's own gazetteer")
    given = asked.parse_args()
    environment = dict(os.environ) if given.own else os.environ | {"MAJAL_GAZETTEER": os.devnull}
    told = [
        json.loads(subprocess.run([sys.executable, "-c", ONE], env=environment, capture_output=True, check=True).stdout)
        for _ in range(ROUNDS)
    ]
    median = {key: statistics.median([one[key] for one in told]) for key in told[0] if told[0][key] is not None}
    print(f"look-up: {median['lookup_us']:.1f} us a name ({median['names']:,.0f} names, half of them unknown)")
    print(f"opening: {median['open_ms']:.1f} ms")
    if "resident_mib" in median:
        print(f"memory: {median['grown_mib']:.1f} MiB more, {median['resident_mib']:.1f} MiB resident with Python")


if __name__ == "__main__":
    main()
