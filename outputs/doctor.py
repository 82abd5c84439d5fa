"""Whether the installation is whole. Imports nothing of majal, since that is what may be broken."""

from __future__ import annotations

import importlib.util
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

__all__ = ["Finding", "examine", "intruders"]

_PACKAGES = ("geo", "layers", "outputs")
_COMPILED = ("geo/gazetteer/compiled", "outputs/basemap/compiled", "outputs/web/compiled")
_LIBRARIES = ("folium", "geopandas", "numpy", "pandas", "pyarrow", "pyogrio", "pyproj", "rasterio", "shapely", "typer")


class Finding(NamedTuple):
    """One thing looked at: whether it is well, what it is, and what was found."""

    well: bool
    what: str
    found: str


def examine() -> list[Finding]:
    """Look at Python, majal, its libraries, its compiled data, and who else claims its package names."""
    return [
        Finding(sys.version_info >= (3, 11), "python", platform.python_version()),
        _installed("majal"),
        *(_installed(name) for name in _LIBRARIES),
        _gdal(),
        *(_compiled(name) for name in _COMPILED),
        *(intruders() or [Finding(True, "packages", "geo, layers and outputs are majal's own")]),
    ]


def intruders() -> list[Finding]:
    """Name whatever else provides ``geo``, ``layers`` or ``outputs``, by distribution or by folder."""
    home = Path(__file__).resolve().parent.parent
    owners = metadata.packages_distributions()
    found = []
    for package in _PACKAGES:
        found += [
            Finding(False, package, f"also installed by the package {owner}; uninstall it, or install majal with pipx")
            for owner in sorted(set(owners.get(package, [])) - {"majal"})
        ]
        place = _place(package)
        if place is None or place.parent != home:
            found.append(Finding(False, package, f"shadowed by {place}; majal's own is {home / package}"))
    return found


def _place(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).resolve().parent if spec is not None and spec.origin else None


def _installed(name: str) -> Finding:
    try:
        return Finding(True, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(False, name, "not installed; run pip install majal")


def _gdal() -> Finding:
    """Load both libraries that bring a GDAL of their own: where they clash, reading files fails in odd ways."""
    try:
        import pyogrio  # noqa: PLC0415 - what may be broken is looked at here, not at import
        import rasterio  # noqa: PLC0415
    except ImportError as problem:
        return Finding(False, "gdal", f"cannot be loaded: {problem}; reinstall majal in a fresh environment")
    return Finding(
        True, "gdal", f"{pyogrio.__gdal_version_string__} in pyogrio, {rasterio.__gdal_version__} in rasterio"
    )


def _compiled(name: str) -> Finding:
    folder = Path(__file__).resolve().parent.parent / name
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
    if not size:
        return Finding(False, name, "missing; reinstall majal, or run make demo in its repository")
    return Finding(True, name, f"{size / 1e6:.1f} MB")
