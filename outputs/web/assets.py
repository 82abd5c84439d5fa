"""The compiled runtime of the pages, and the licences of what it holds."""

from __future__ import annotations

from geo.errors import InstallError
from outputs.web.bundle import COMPILED

__all__ = ["asset", "notice"]


def asset(name: str) -> str:
    """Return one compiled file.

    Raises
    ------
    InstallError
        It was not compiled.
    """
    path = COMPILED / name
    if not path.is_file():
        raise InstallError(f"the page's runtime is missing ({name}); run: python -m outputs.web.bundle")
    return path.read_text(encoding="utf-8")


def notice() -> str:
    """Return the licences of the bundled code, for whoever reads the file's source."""
    return f'<script type="text/plain" id="majal-notice">{asset("NOTICE.txt").replace("<", "(")}</script>'
