"""Find a Chromium that starts. As a script: drive it once through playwright, as the tests do, and print its path."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["find"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


@functools.cache
def find() -> str:
    """Return the first that starts: what MAJAL_CHROMIUM names, else an installed one, else playwright's; or ''."""
    return next((path for path in _candidates() if _starts(path)), "")


def _candidates() -> Iterator[str]:
    named = os.environ.get("MAJAL_CHROMIUM")
    if named:
        yield named
        return
    yield from (path for name in NAMES if (path := shutil.which(name)))
    yield from MAC_APPS
    yield _playwrights_own()


def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - half a second, only where none is installed

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(path: str) -> bool:
    # Ubuntu's `chromium` is a script that only asks to install a snap: existing is not enough.
    if not Path(path).is_file():
        return False
    try:
        shown = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0


def _drive(path: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - as above

    with sync_playwright() as playwright:
        playwright.chromium.launch(executable_path=path).close()


if __name__ == "__main__":
    found = find() or sys.exit("no Chromium is installed")
    _drive(found)
    print(found)  # noqa: T201 - its only output
