"""What a map says besides its layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from layers.events import unplaced_table
from layers.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from layers.report import Report

__all__ = ["BUDGET_BYTES", "Page", "over_budget"]

# The largest attachment that the large mail services take; a phone opens such a page in seconds.
BUDGET_BYTES = 25_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """Title, languages, reports read, and what is told but not on the map.

    Attributes
    ----------
    title
        Of the map, in both languages (the same words twice where only one is known).
    languages
        Of the interface, the first one shown first: ``en``, ``ar``.
    reports
        The items that were read.
    unplaced
        As in `layers.events.Dossier`.
    rejected
        How many rows could not be used.
    decimals
        Of the degrees in text formats: 7 keep a position within 6 mm, 9 within 0.06 mm.
    bom
        Whether text tables begin with a byte order mark, which Excel needs to show Arabic.
    theme
        Of a static map: ``light`` or ``dark``. The interactive one follows its reader.
    """

    title: Text = field(default=Text("majal", "مجال"))
    languages: tuple[str, ...] = ("en", "ar")
    reports: tuple[Report, ...] = ()
    unplaced: pd.DataFrame = field(default_factory=lambda: unplaced_table([]))
    rejected: int = 0
    decimals: int = 7
    bom: bool = False
    theme: str = "light"


def over_budget(path: object) -> str:
    """Tell that an interactive map is larger than `BUDGET_BYTES`, in one line; nothing of any other file."""
    if not isinstance(path, Path) or not path.is_file() or path.suffix.casefold() not in {".html", ".htm"}:
        return ""
    size = path.stat().st_size
    budget = BUDGET_BYTES / 1e6
    told = f"{path}: {size / 1e6:,.1f} MB; over {budget:,.0f} MB a page is slow on a phone and too much for mail"
    return f"{told}: map fewer events or layers" if size > BUDGET_BYTES else ""
