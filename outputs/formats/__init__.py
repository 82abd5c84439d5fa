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
    from outputs.address import Address
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
        File endings, the usual one first, such as ``.geojson``; of a database the beginnings of its address.
    write
        Writes layers to a path that does not exist yet; the caller makes it atomic. Same layers, same bytes.
    send
        Instead of `write`, for a database: writes layers to an address, whole or not at all, and replaces what is there
        only where the last argument says so.
    is_map
        Whether it is drawn to be looked at, and holds no data to work with.
    check
        Raises OutputError where it cannot hold such layers; None where it holds any tables, and a map grids too.
    join
        Puts files that hold some rows each, in order, into one that holds all, in the memory of one; None where the
        format must see all rows at once.
    """

    name: str
    description: str
    suffixes: tuple[str, ...]
    write: Callable[[Sequence[Layer], Path, Page], None] | None = None
    send: Callable[[Sequence[Layer], Address, Page, bool], None] | None = None
    is_map: bool = False
    check: Callable[[Sequence[Layer]], object] | None = None
    join: Callable[[Sequence[Path], Path, Sequence[Layer], Page], None] | None = None


@functools.cache
def formats() -> dict[str, Format]:
    """Every format there is, by name."""
    return discover(__name__, "FORMAT", Format)
