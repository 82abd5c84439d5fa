"""What majal itself is: a build is repeated when its code or its compiled data changed."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

import geo
import layers
import outputs

__all__ = ["fingerprint", "version"]

_PARTS = ("*.py", "compiled/*", "lexicon/*")


def version() -> str:
    """Return the installed version of majal, or ``unknown`` where it runs from an uninstalled folder."""
    try:
        return metadata.version("majal")
    except metadata.PackageNotFoundError:
        return "unknown"


@functools.cache
def fingerprint() -> str:
    """Return a digest of majal's own code and compiled data."""
    found = hashlib.sha256(version().encode())
    for package in (geo, layers, outputs):
        root = Path(str(package.__file__)).parent
        for path in _files(root):
            found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _files(root: Path) -> list[Path]:
    paths = {path for part in _PARTS for path in root.rglob(part) if path.is_file()}
    return sorted(path for path in paths if not {"node_modules", "__pycache__"} & set(path.parts))
