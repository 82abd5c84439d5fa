"""Words of the interface, in both languages."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Counted", "Text"]


class Text(NamedTuple):
    """One phrase in English and Arabic."""

    en: str
    ar: str


class Counted(Text):
    """A phrase with a count in it, which keeps both: what is counted in parts adds up.

    Attributes
    ----------
    number
        The number told.
    words
        The phrase with ``{}`` in the number's place.
    """

    number: int
    words: Text

    @classmethod
    def of(cls, count: int, words: Text) -> Counted:
        """Put the count into the words."""
        told = cls(words.en.format(count), words.ar.format(count))
        told.number, told.words = count, words
        return told
