"""A table that is sound, to stand beside what is not, and what a folder holds beside what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "id,title,date,latitude,longitude,precision\n"
GOOD = "9,A strike,2015-11-03,33.5102,36.2913,near\n"


def left(folder: Path, *known: str) -> list[str]:
    """Name what is in a folder, but for what is known to be."""
    return sorted(path.name for path in folder.iterdir() if path.name not in known)
