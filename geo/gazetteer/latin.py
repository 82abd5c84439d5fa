"""Which Latin spellings in a mixed list of alternate names are worth keeping."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_latin", "latin_names"]

_CODE = re.compile(r"[A-Z]{2,4}")


def is_latin(name: str) -> bool:
    """Tell whether all letters of a name are Latin ones."""
    letters = (char for char in name if char.isalpha() and char not in "ʻʼʾʿ")
    return name.isascii() or all(unicodedata.name(char, "").startswith("LATIN") for char in letters)


def _worth_keeping(name: str) -> bool:
    """Reject codes, stubs, digits, and the all-lower-case machine transliterations of other scripts."""
    start = name.lstrip("'`‘’ʻʼʾʿ")[:1]
    letters = sum(map(str.isalpha, name))
    return (
        start.isupper()
        and letters >= 3
        and not _CODE.fullmatch(name)
        and not any(map(str.isdigit, name))
        and is_latin(name)
    )


def latin_names(names: list[str]) -> list[str]:
    """Return the Latin spellings worth keeping, in their order and once each."""
    return list(dict.fromkeys(n for n in names if _worth_keeping(n)))
