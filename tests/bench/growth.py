"""Measure how reading grows with a report's length: ``python tests/bench/growth.py [LARGEST_MB]``.

The texts are the reports of our own corpus, said again and again; equal figures in the last column mean linear growth.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from itertools import cycle
from pathlib import Path

from layers.reading import read_report
from layers.sources.report import load

CORPUS = Path(__file__).parents[1] / "corpus" / "rules"
DAY = dt.date(2020, 1, 2)


def text_of(lang: str, size: int) -> str:
    """Return reports of a language, one after the other, until they are so many characters long."""
    parts, length = [], 0
    for path in cycle(sorted(CORPUS.glob(f"{lang}-*.txt"))):
        parts.append(path.read_text(encoding="utf-8"))
        length += len(parts[-1])
        if length >= size:
            return "\n".join(parts)
    raise AssertionError("the corpus is empty")


def main() -> None:
    largest = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    read_report(load("warm", (text_of("en", 50_000) + text_of("ar", 50_000)).encode(), DAY))
    for lang in ("en", "ar"):
        size = 0.1
        while size <= largest:
            text = text_of(lang, int(size * 1e6))
            begin = time.perf_counter()
            read_report(load(lang, text.encode(), DAY))
            seconds, words = time.perf_counter() - begin, len(text.split())
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{lang} {size:5.1f} MB, {words:9,} words: {seconds:7.1f} s, peak {peak:6.0f} MiB, "
                f"{seconds / words * 1e6:6.1f} ms per 1,000 words"
            )
            size *= 10


if __name__ == "__main__":
    main()
