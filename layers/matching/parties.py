"""Who is named: parties under one name each, so that "Russian Air Force" and "Government of Russia" are one side."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from geo.gazetteer import open_gazetteer
from geo.gazetteer.normalise import key_of
from layers.reading.names import Names
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["parties_of", "shared"]

_UNKNOWN = re.compile(r"\b(unknown|unidentified|unclear|unspecified|undetermined)\b|مجهول|غير معروف|غير محدد")
# Words that say which arm of a state it is, and not which state.
_ARMS = keys("""
    the of and government regime state forces force armed military army air aerospace navy naval police ministry
    defence defense guard troops warplanes warplane jets aircraft drones led republic
    القوات قوات الجيش جيش سلاح الجو الجوية المسلحة الحكومة حكومة النظام وزارة الدفاع الطيران طيران طائرات الحربي دولة
""")
_LONGEST_NAME = 3
# Spellings of one name differ by less; "Army A" and "Army B" by more.
_ALIKE = 90


def parties_of(names: Iterable[str]) -> frozenset[str]:
    """Return who is named, each under one name; who is not known is nobody.

    Parameters
    ----------
    names
        As sources write them, English or Arabic.

    Returns
    -------
    frozenset of str
        The code of a state where nothing else is named than it and an arm of it, else the name in one spelling.
    """
    return frozenset(party for party in map(_party, names) if party)


@functools.lru_cache(maxsize=1 << 16)
def _party(name: str) -> str:
    key = key_of(re.sub(r"\([^)]*\)", " ", name))
    if not key or _UNKNOWN.search(key):
        return ""
    if re.fullmatch(r"[A-Z]{2}", name.strip()):
        return name.strip()
    return _state([word for word in key.split() if word not in _ARMS]) or key


def _state(words: list[str]) -> str:
    """Return the code of the state that these words name, and nothing but it."""
    if not 0 < len(words) <= _LONGEST_NAME:
        return ""
    names, key = Names.of(open_gazetteer()), " ".join(words)
    return names.country_called(key) or names.demonym(key)


def shared(ones: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Return those of the one that the other names too, also in another spelling."""
    return frozenset(one for one in ones if any(one == other or _is_alike(one, other) for other in others))


def _is_alike(one: str, other: str) -> bool:
    # Codes of states are no spellings of each other.
    return min(len(one), len(other)) > 2 and fuzz.token_sort_ratio(one, other) >= _ALIKE
