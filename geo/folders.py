"""Where a user's own files are kept: the platform's folders for data and for caches."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["cache_folder", "data_folder"]


def data_folder() -> Path:
    """Return majal's folder for what the user added: ``$XDG_DATA_HOME/majal``, else the platform's."""
    return _folder("XDG_DATA_HOME", ".local/share", "Library/Application Support", "")


def cache_folder() -> Path:
    """Return majal's folder for what can be fetched again: ``$XDG_CACHE_HOME/majal``, else the platform's."""
    return _folder("XDG_CACHE_HOME", ".cache", "Library/Caches", "cache")


def _folder(variable: str, linux: str, mac: str, windows: str) -> Path:
    told = os.environ.get(variable, "")
    if Path(told).is_absolute():  # the XDG specification has relative ones ignored
        return Path(told) / "majal"
    if sys.platform == "darwin":
        return Path.home() / mac / "majal"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "majal" / windows
    return Path.home() / linux / "majal"
