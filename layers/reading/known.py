"""Which words pass a test, each word asked once: a sentence in which none does needs no closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Known"]

# Of so many words the answers are kept; a report's language has fewer.
_KEPT = 1 << 15


class Known:
    """Remembers which words pass a test.

    Parameters
    ----------
    passes
        The test of a word's key.
    """

    def __init__(self, passes: Callable[[str], bool]) -> None:
        self._passes = passes
        self._met: set[str] = set()
        self._good: set[str] = set()

    def among(self, keys: frozenset[str]) -> frozenset[str]:
        """Return those of the words that pass."""
        new = keys - self._met
        if new:
            if len(self._met) > _KEPT:
                self._met.clear()
                self._good.clear()
                new = keys
            self._met |= new
            self._good.update(key for key in new if self._passes(key))
        return keys & self._good
