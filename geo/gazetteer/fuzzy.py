"""Restrained approximate matching among few names: misprints, not guesses."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FuzzyIndex", "FuzzyMatch"]

# Letters taken for each other in print, by shape or by sound. Folded together they cost half a letter.
_CONFUSED = str.maketrans("حخجطثظصذغق", "ههههتتضسزعف"[1:])
_HALF = 0.5
# A name may differ in a third of its letters, no more: shorter names than three letters match only exactly.
_LETTERS_PER_ERROR = 3


class FuzzyMatch(NamedTuple):
    """A key near the one asked for, the number of its place, the distance, and why in words."""

    key: str
    number: int
    distance: float
    why: str


class FuzzyIndex:
    """Names of a few kinds of places, searched by weighted edit distance.

    Parameters
    ----------
    names
        Keys with the numbers of their places.
    """

    def __init__(self, names: Sequence[tuple[str, int]]) -> None:
        self._names = {arabic: [n for n in sorted(names) if _is_arabic(n[0]) is arabic] for arabic in (False, True)}
        self._folded = {arabic: [key.translate(_CONFUSED) for key, _ in rows] for arabic, rows in self._names.items()}

    def search(self, key: str, max_distance: float) -> list[FuzzyMatch]:
        """Return the near keys, nearest first, one for each place.

        The distance is the optimal string alignment distance (restricted Damerau-Levenshtein) between the keys with
        confused letters folded, plus half for each letter that folding hid.
        """
        allowed = min(max_distance, len(key) / _LETTERS_PER_ERROR)
        arabic = _is_arabic(key)
        folded = key.translate(_CONFUSED)
        near = process.extract(folded, self._folded[arabic], scorer=OSA.distance, score_cutoff=int(allowed), limit=None)
        matches = [self._match(key, arabic, index, int(distance)) for _, distance, index in near]
        best: dict[int, FuzzyMatch] = {}
        for match in sorted(matches, key=lambda m: (m.distance, m.key, m.number)):
            if match.distance <= allowed:
                best.setdefault(match.number, match)
        return list(best.values())

    def _match(self, key: str, arabic: bool, index: int, folded_distance: int) -> FuzzyMatch:
        known, number = self._names[arabic][index]
        hidden = max(0, int(OSA.distance(key, known)) - folded_distance)
        distance = folded_distance + _HALF * hidden
        return FuzzyMatch(known, number, distance, _why(folded_distance, hidden))


def _why(edits: int, hidden: int) -> str:
    parts = [f"{edits} letter{'s' if edits > 1 else ''} differ{'' if edits > 1 else 's'}"] if edits else []
    if hidden:
        parts.append(f"{hidden} letter{'s' if hidden > 1 else ''} easily confused in print")
    return "spelled almost so: " + ", ".join(parts) if parts else "same spelling"


def _is_arabic(text: str) -> bool:
    return not text.isascii() and any(unicodedata.name(c, "").startswith("ARABIC") for c in text)
