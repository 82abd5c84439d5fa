"""Which Latin spellings in a mixed list of alternate names are worth keeping."""

from __future__ import annotations

import re
import unicodedata

from geo.gazetteer.compile.persons import english_words, person_names
from geo.gazetteer.normalise import key_of

__all__ = ["latin_names"]

# A short alternate spelling that is also a word or a person's name is hardly ever met as the town: "Sam", "Barn".
_LONGEST_ALIKE = 8
_CODE = re.compile(r"[A-Z]{2,4}")


def _is_latin(name: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") or not c.isalpha() or c in "ʻʼʾʿ" for c in name)


def _worth_keeping(name: str) -> bool:
    """Reject codes, stubs, digits, and the all-lower-case machine transliterations of other scripts."""
    start = name.lstrip("'`‘’ʻʼʾʿ")[:1]
    letters = sum(map(str.isalpha, name))
    return (
        start.isupper()
        and letters >= 3
        and not _CODE.fullmatch(name)
        and not any(map(str.isdigit, name))
        and _is_latin(name)
        and not _is_other_word(key_of(name))
    )


def _is_other_word(key: str) -> bool:
    return len(key) <= _LONGEST_ALIKE and (key in english_words() or key in person_names())


def latin_names(names: list[str]) -> list[str]:
    """Return the Latin spellings worth keeping, in their order and once each."""
    return list(dict.fromkeys(n for n in names if _worth_keeping(n)))
