"""A text cut into sentences and words, each with its place in the original."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.normalise import key_of, normalise_with_offsets

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Sentence", "Token", "Words", "keys", "segment", "stems"]

# Letters with the marks that ride on them (harakat, direction marks, joiners), or numbers with their inner points.
_M = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069"
_WORD = re.compile(
    rf"(?:[A-Za-z]\.){{2,}}|\d+(?:st|nd|rd|th)\b|\d+(?:[.,:٫٬]\d+)*|[^\W\d_](?:[^\W_]|[{_M}]|['’ʼʾʿ`](?![sS]\b)(?=[^\W_]))*"
)
_END = re.compile(r"(?<![.!?؟…])[.!?؟…]++[\"”»’')\]]*+(?=\s|$)|\n")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_SHORTEST_STEM = 2
_LONGEST_SENTENCE = 200


def keys(words: str) -> frozenset[str]:
    """Return the keys of words written in a row; ``_`` joins the words of one phrase."""
    return frozenset(key_of(word.replace("_", " ")) for word in words.split())


_ABBREVIATION = keys(
    "gen col lt maj capt sgt mr mrs ms dr st sen rep brig adm prof approx jan feb aug sept oct nov dec vs"
)


class Token(NamedTuple):
    """A word: its folded `key`, ``text[start:end]`` in the original, whether it is Arabic, or begins with a capital."""

    key: str
    text: str
    start: int
    end: int
    is_arabic: bool
    is_capital: bool

    def offset(self, dropped: int) -> int:
        """Return where the word begins in the original when the first `dropped` letters of its key are taken off."""
        _, offsets = normalise_with_offsets(self.text)
        return self.start + (offsets[dropped] if dropped < len(offsets) else 0)


class Words(tuple[Token, ...]):  # noqa: SLOT001 - the keys are kept once asked for
    """The words of a sentence."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys among them, for asking at once whether some are there."""
        return frozenset(token.key for token in self)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its words, its span, the paragraph it stands in, and its language (``ar`` or ``en``)."""

    number: int
    paragraph: int
    start: int
    end: int
    tokens: Words
    lang: str


def segment(text: str) -> list[Sentence]:
    """Cut a text into sentences at line ends and at full stops that end a sentence.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of Sentence
        In order; blank ones are left out. Linear in the length of the text.
    """
    tokens = list(_tokens(text))
    sentences: list[Sentence] = []
    first = paragraph = 0
    for start, end, is_line in _spans(text, tokens):
        last = first
        while last < len(tokens) and tokens[last].start < end:
            last += 1
        for words, *span in _pieces(tokens[first:last], start, end):
            sentences.append(Sentence(len(sentences), paragraph, *_trim(text, *span), words, _language(words)))
        first = last
        paragraph += is_line
    return sentences


def _pieces(tokens: list[Token], start: int, end: int) -> Iterator[tuple[Words, int, int]]:
    """Cut a sentence that is longer than any person writes, so that the work on each has a bound."""
    for first in range(0, len(tokens), _LONGEST_SENTENCE):
        words = Words(tokens[first : first + _LONGEST_SENTENCE])
        is_last = first + _LONGEST_SENTENCE >= len(tokens)
        yield words, start if first == 0 else words[0].start, end if is_last else words[-1].end


def _tokens(text: str) -> Iterator[Token]:
    for match in _WORD.finditer(text):
        word = match.group()
        key, is_arabic, is_capital = _folded(word)
        if key and not _is_possessive(text, match):
            yield Token(key, word, match.start(), match.end(), is_arabic, is_capital)


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> tuple[str, bool, bool]:
    key = key_of(word)
    return key, bool(_ARABIC.match(key)), word[:1].isupper()


def _is_possessive(text: str, match: re.Match[str]) -> bool:
    return match.group() in {"s", "S"} and text[match.start() - 1 : match.start()] in {"'", "’", "ʼ", "`"}


def _spans(text: str, tokens: list[Token]) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans between sentence ends, and whether a line ends there."""
    start = index = 0
    for match in _END.finditer(text):
        is_line = match.group() == "\n"
        while index < len(tokens) and tokens[index].end < match.start():
            index += 1
        before = tokens[index] if index < len(tokens) and tokens[index].end >= match.start() else None
        if not is_line and before is not None and _is_abbreviated(text, before, match.end()):
            continue
        yield start, match.end(), is_line
        start = match.end()
    yield start, len(text), True


def _is_abbreviated(text: str, before: Token, end: int) -> bool:
    if before.is_arabic:
        return False
    following = text[end : end + 40].lstrip(" \t\"“'‘«(")[:1]
    if "." in before.text.rstrip("."):
        return bool(following)
    return before.key in _ABBREVIATION or (len(before.key) == 1 and before.is_capital) or following.islower()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), end - len(body) + len(body.rstrip())


def _language(words: tuple[Token, ...]) -> str:
    arabic = sum(len(word.key) for word in words if word.is_arabic)
    return "ar" if arabic * 2 > sum(len(word.key) for word in words) else "en"


@lru_cache(maxsize=8192)
def stems(key: str) -> tuple[tuple[str, int], ...]:
    """Return the readings of a word without the clitics that Arabic writes onto it.

    Parameters
    ----------
    key
        A folded word.

    Returns
    -------
    tuple of (str, int)
        Each reading and how many letters of the key were taken off before it; the whole word first. ``لل`` is read as
        ``ل`` and the article.
    """
    found = [(key, 0)]
    if not _ARABIC.match(key):
        return tuple(found)
    start = 0
    if key[:1] in {"و", "ف"} and len(key) > _SHORTEST_STEM:
        found.append((key[1:], 1))
        start = 1
    for offset in {0, start}:
        rest = key[offset:]
        if rest.startswith("لل") and len(rest) > 1 + _SHORTEST_STEM:
            found.append(("ال" + rest[2:], offset + 1))
        if rest[:1] in {"ب", "ل", "ك", "س"} and len(rest) > _SHORTEST_STEM + 1:
            found.append((rest[1:], offset + 1))
    return tuple(dict.fromkeys(found))
