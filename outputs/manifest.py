"""The manifest of a build: what went in and what came out, each with its SHA-256."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.gazetteer.own import file_digest
from layers.report import digest
from outputs.write import write_bytes

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ANSWERS", "MANIFEST", "OWN_GAZETTEER", "Entry", "Manifest", "answers", "load", "published", "save"]

MANIFEST = "manifest.json"
# Not where it lies: that differs from machine to machine, and the manifest must not.
OWN_GAZETTEER = "the user's gazetteer"
ANSWERS = "answers of a server"
_CALLED = (OWN_GAZETTEER, ANSWERS)


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
    """What a build read and wrote; no times, so that the same build writes the same manifest.

    `public` is what the public profile did (`layers.public.Done.as_record`), None where all may be told. With it, files
    that were read have no names, since these may name places.
    """

    majal: str
    recipe: Entry
    inputs: tuple[Entry, ...]
    outputs: tuple[Entry, ...]
    public: dict[str, Any] | None = None


def save(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into the folder of the outputs."""
    told = {name: value for name, value in asdict(_nameless(manifest)).items() if value is not None}
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    write_bytes(text.encode() + b"\n", folder / MANIFEST, overwrite=True)


def _nameless(manifest: Manifest) -> Manifest:
    if manifest.public is None:
        return manifest
    inputs = (
        entry if entry.path in _CALLED else replace(entry, path=f"input {number}")
        for number, entry in enumerate(manifest.inputs, start=1)
    )
    return replace(manifest, recipe=replace(manifest.recipe, path="recipe"), inputs=tuple(inputs))


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


def published(folder: Path) -> dict[str, Any] | None:
    """Return what the public profile did in the last build; None where it had none."""
    try:
        found: dict[str, Any] | None = json.loads((folder / MANIFEST).read_bytes()).get("public")
    except (OSError, ValueError, AttributeError):
        return None
    return found
