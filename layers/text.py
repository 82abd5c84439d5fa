"""Words of the interface, in both languages."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Text"]


class Text(NamedTuple):
    """One phrase in English and Arabic."""

    en: str
    ar: str
