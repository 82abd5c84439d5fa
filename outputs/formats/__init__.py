"""Output formats: one file each. A file here that defines `FORMAT` is found, listed and tested."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.registry import discover

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["Format", "formats"]


@dataclass(frozen=True, slots=True)
class Format:
    """One output format.

    Attributes
    ----------
    name, description
        As `majal list formats` shows them.
    suffixes
        File endings, the usual one first, such as ``.geojson``.
    write
        Writes layers to a path that does not exist yet; the caller makes it atomic. Same layers, same bytes.
    """

    name: str
    description: str
    suffixes: tuple[str, ...]
    write: Callable[[Sequence[Layer], Path, Page], None]


@functools.cache
def formats() -> dict[str, Format]:
    """Every format there is, by name."""
    return discover(__name__, "FORMAT", Format)
