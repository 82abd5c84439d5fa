"""Score the reading of texts against gold: ``python tests/bench/reading.py [--show] [PATH ...]``.

A path is a folder of our own corpus (by default both halves), a file in the LGL XML form, or JSON lines in IDRISI's.
Every corpus gets the scores of places; our own gets those of events too, and ``--show`` tells each report.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scoring.documents import Document, documents
from scoring.events import score_events
from scoring.places import score_places

from layers.reading import read_report
from layers.sources.report import load

CORPUS = Path(__file__).parents[1] / "corpus"


def warm(read: list[Document]) -> None:
    """Read a little once, so that opening the gazetteer and filling its caches is not timed with the reading."""
    for document in read[:30]:
        read_report(load(document.name, document.data, document.published))


def groups(path: Path) -> dict[str, list[Document]]:
    """Split our own corpus by language; any other is one group."""
    found: dict[str, list[Document]] = {}
    for document in documents(path):
        found.setdefault(" ".join([path.name, document.record.get("language", "")]).strip(), []).append(document)
    return found


def main() -> None:
    arguments = [argument for argument in sys.argv[1:] if argument != "--show"]
    for path in [Path(argument) for argument in arguments] or [CORPUS / "rules", CORPUS / "aside"]:
        for name, group in groups(path).items():
            warm(group)
            lines = score_places(group).lines()
            if group[0].record:
                lines += score_events(group, show="--show" in sys.argv)
            print("\n  ".join(["", name, *lines]))


if __name__ == "__main__":
    main()
