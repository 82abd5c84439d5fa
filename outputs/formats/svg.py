"""A static map as SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.formats import Format
from outputs.print import write_static

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Draw the layers on one sheet."""
    write_static(layers, path, page, "svg")


FORMAT = Format(
    name="svg",
    description="A static map as vectors, for print and for the web; letters are outlines.",
    suffixes=(".svg",),
    write=write,
    is_map=True,
)
