"""Names that persons bear, and everyday words: what the name of a place may be besides."""

from __future__ import annotations

import pickle
from functools import cache
from importlib.resources import files
from pathlib import Path

from geo.gazetteer.normalise import key_of

__all__ = ["arabic_words", "english_words", "person_names", "plainly_places"]

# A short alternate spelling that is also a word or a person's name is hardly ever met as the town: "Sam", "Barn".
_LONGEST_ALIKE = 8

# Arabic words that are also names of places, and met as such only where more than the name says so.
_WORDS_AR = Path(__file__).parents[1] / "supplement" / "doubtful_words_ar.txt"

# Of 100 people in the US census of 1990 so many bear the name: rarer ones tell little.
_LEAST_GIVEN, _LEAST_SURNAME = 0.004, 0.001


@cache
def english_words() -> frozenset[str]:
    """Return the keys of the words that Webster's Second International Dictionary (1934) prints in small letters."""
    path = files("english_words") / "data" / "web2.pickle"
    words = pickle.loads(path.read_bytes())  # noqa: S301 - a file of the pinned package
    return frozenset(key_of(word) for word in words if len(word) > 1 and word.islower() and word.isascii())


@cache
def arabic_words() -> frozenset[str]:
    """Return the keys of the Arabic words in the supplement's list of doubtful ones."""
    return frozenset(key_of(word) for word in _WORDS_AR.read_text(encoding="utf-8").split())


@cache
def person_names() -> dict[str, str]:
    """Return the given names (``given``) and surnames (``surname``) of the US census of 1990 by their keys."""
    found = dict.fromkeys(_census("dist.all.last", _LEAST_SURNAME), "surname")
    for sex in ("female", "male"):
        found |= dict.fromkeys(_census(f"dist.{sex}.first", _LEAST_GIVEN), "given")
    return found


def plainly_places(names: list[str]) -> list[str]:
    """Return the alternate Latin spellings that are no other word."""
    return [name for name in names if not _is_other_word(key_of(name))]


def _is_other_word(key: str) -> bool:
    return len(key) <= _LONGEST_ALIKE and (key in english_words() or key in person_names())


def _census(name: str, least: float) -> list[str]:
    lines = (files("names") / name).read_text(encoding="ascii").splitlines()
    rows = (line.split() for line in lines)
    return [key_of(row[0]) for row in rows if float(row[1]) >= least]
