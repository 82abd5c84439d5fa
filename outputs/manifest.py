"""The manifest of a build: what went in and what came out, each with its SHA-256."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from geo.gazetteer.own import file_digest
from layers.report import digest
from outputs.write import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ANSWERS", "MANIFEST", "OWN_GAZETTEER", "Entry", "Manifest", "answers", "load", "save"]

MANIFEST = "manifest.json"
# Not where it lies: that differs from machine to machine, and the manifest must not.
OWN_GAZETTEER = "the user's gazetteer"
ANSWERS = "answers of a server"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path as the recipe writes it, its digest and size in bytes.

    `key` digests all that an output depends on; inputs have none.
    """

    path: str
    sha256: str
    size: int
    key: str = ""

    @classmethod
    def of(cls, path: str, data: bytes, key: str = "") -> Entry:
        """Describe a file by its bytes."""
        return cls(path, digest(data), len(data), key)

    @classmethod
    def of_file(cls, path: str, file: Path, key: str = "") -> Entry:
        """Describe a file that may be too large to be read whole."""
        return cls(path, file_digest(file), file.stat().st_size, key)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build read and wrote; no times, so that the same build writes the same manifest."""

    majal: str
    recipe: Entry
    inputs: tuple[Entry, ...]
    outputs: tuple[Entry, ...]


def save(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into the folder of the outputs."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True)
    write_bytes(text.encode() + b"\n", folder / MANIFEST, overwrite=True)


def load(folder: Path) -> dict[str, Entry]:
    """Return what the last build wrote, by path; empty where there was none, or its manifest cannot be read."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        return {entry["path"]: Entry(**entry) for entry in found["outputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def answers(folder: Path) -> tuple[Entry, ...]:
    """Return the entry of what a server answered in the last build; empty where none was asked."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
        return tuple(Entry(**entry) for entry in found["inputs"] if entry["path"] == ANSWERS)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
