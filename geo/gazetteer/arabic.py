"""Which Arabic names in a mixed list are really Arabic, and clean enough to keep."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from geo.gazetteer.normalise import key_of

__all__ = ["ARABIC_SPOKEN", "arabic_names", "is_arabic", "plain"]

# Where an everyday word of Arabic may well be the name of a town.
ARABIC_SPOKEN = frozenset(
    "AE BH DJ DZ EG EH IL IQ JO KW LB LY MA MR OM PS QA SA SD SO SY TD TN YE".split()  # noqa: SIM905 - reads as a list
)

# The letters and points of Arabic itself; a Persian, Urdu, Uyghur or Kurdish letter tells another language.
_ARABIC = re.compile(r"[ء-غف-ي\u064b-\u0652\u0670ٱـ \-()]+")
_POINTS = re.compile(r"[\u064b-\u0652\u0670ـ]")
# Everyday words which are also the spelling of some town abroad. A reader would meet them in every sentence.
_WORDS_FILE = Path(__file__).with_name("everyday_words_ar.txt")


def is_arabic(name: str) -> bool:
    """Tell whether a name is written in the letters of Arabic alone."""
    return bool(_ARABIC.fullmatch(name))


def plain(name: str) -> str:
    """Return an Arabic name as newspapers print it: without vowel points and tatweel."""
    return _POINTS.sub("", name).replace("ٱ", "ا").strip()


def arabic_names(names: list[str], *, common_words: bool = False) -> list[str]:
    """Return the clean Arabic names of a mixed list, in their order and once each.

    Parameters
    ----------
    names
        Names in any script.
    common_words
        Keep names that are also everyday words.
    """
    clean = (plain(n) for n in names if is_arabic(n))
    return list(dict.fromkeys(n for n in clean if _worth_keeping(n, common_words=common_words)))


def _worth_keeping(name: str, *, common_words: bool) -> bool:
    """Reject letters set apart, stubs of two letters, and everyday words."""
    tokens = name.split()
    if len(name) < 3 or any(len(t) == 1 for t in tokens):
        return False
    return common_words or key_of(name) not in _everyday_words()


@cache
def _everyday_words() -> frozenset[str]:
    return frozenset(key_of(word) for word in _WORDS_FILE.read_text(encoding="utf-8").split())
