"""Numbers as reports write them: digits of any script, words, and Arabic compounds."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from layers.reading.known import Known
from layers.reading.lexicon import lexicon
from layers.reading.segment import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Token

__all__ = ["Number", "number_at", "parse_number", "tells_number"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_CONJUNCTION = re.compile(r"^[وفبل]ـ?(?=[\d٠-٩])")
_ARTICLES = frozenset({"a", "an"})


class Number(NamedTuple):
    """A number and the words it takes: `start` to `end`, exclusive."""

    value: float
    start: int
    end: int


def parse_number(text: str) -> float | None:
    """Read digits such as ``5.5``, ``5,556``, ``٥٫٥``; None where it is no plain number.

    A comma with three digits behind each is a thousands mark; any other single comma is a decimal mark.
    """
    if not text[-1:].isdigit():
        return None
    digits = _CONJUNCTION.sub("", text).translate(_DIGITS)
    if _THOUSANDS.fullmatch(digits):
        return float(digits.replace(",", ""))
    return float(digits.replace(",", ".")) if _PLAIN.fullmatch(digits) else None


def number_at(tokens: Sequence[Token], index: int, words: Lexicon) -> Number | None:
    """Return the number that begins at a word, or None.

    Reads ``24``, ``twenty four``, ``two hundred``, ``a dozen``, خمسة وعشرون, ثلاثة عشر; a bare article is no number.
    """
    token = tokens[index]
    value = parse_number(token.text) if token.text[-1].isdigit() else None
    if value is not None:
        scale = words.number.get(tokens[index + 1].key, 0) if index + 1 < len(tokens) else 0
        return Number(value * scale, index, index + 2) if scale >= 100 else Number(value, index, index + 1)
    first = _first(token.key, words.lang)
    if first is None:
        return None
    total, end = float(first), index + 1
    is_article = tokens[index].key in _ARTICLES
    while end < len(tokens):
        at = end + (total >= 100 and tokens[end].key == "and" and end + 1 < len(tokens))
        part = _part(tokens[at].key, words)
        if part is None or (at > end and part >= 100):
            break
        is_scale = part in {12, 100, 1000} and total < part
        total = total * part if is_scale or (is_article and end == index + 1) else total + part
        end = at + 1
    return None if end == index + 1 and is_article else Number(total, index, end)


def tells_number(keys: frozenset[str], lang: str) -> bool:
    """Whether one of the words of a sentence may begin a number."""
    return bool(_known(lang).among(keys))


@cache
def _known(lang: str) -> Known:
    return Known(lambda key: key[-1].isdigit() or _first(key, lang) is not None)


@lru_cache(maxsize=1 << 15)
def _first(key: str, lang: str) -> int | None:
    """Return the number that a word tells, clitics taken off it."""
    number = lexicon(lang).number
    return next((number[stem] for stem, _ in stems(key) if stem in number), None)


def _part(key: str, words: Lexicon) -> int | None:
    if key in _ARTICLES:
        return None
    if key in words.number:
        return words.number[key]
    return words.number.get(key[1:]) if key.startswith("و") else None
