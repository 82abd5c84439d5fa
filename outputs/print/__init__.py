"""A static map for print and for articles: the page's look on one sheet, drawn with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import InstallError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["write_static"]


def write_static(layers: Sequence[Layer], path: Path, page: Page, kind: str) -> None:
    """Draw the layers as a static map and write it.

    Parameters
    ----------
    layers, page
        As for the interactive map; the sheet speaks the first of `page.languages` and has the colours of `page.theme`.
    path
        Where to.
    kind
        ``png``, ``svg`` or ``pdf``.

    Raises
    ------
    InstallError
        matplotlib is not installed.
    InputError
        A row names a legend entry that its layer does not have.
    """
    try:
        from outputs.print.figure import save  # noqa: PLC0415 - an extra, for those who print
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] != "matplotlib":
            raise
        raise InstallError("a static map needs the package matplotlib: pip install 'majal[print]'") from problem
    save(layers, path, page, kind)
