"""One key for one name, however it was typed, with offsets back into the text."""

from __future__ import annotations

import unicodedata

__all__ = ["key_of", "normalise", "normalise_with_offsets"]

# Written differently for the same sound or by another keyboard; names must meet in one spelling.
_ALIKE = {
    "ا": "ٱ",
    "ب": "پ",
    "ج": "چ",
    "ز": "ژ",
    "ف": "ڤ",
    "ك": "کڪگ",
    "ه": "ةہھەۀ",
    "ي": "ىیېے",
    "": "ء",
    "a": "ə",
    "ae": "æ",
    "d": "đð",
    "i": "ı",
    "l": "ł",
    "o": "ø",
    "oe": "œ",
    "th": "þ",
}
_LETTERS = {written: plain for plain, variants in _ALIKE.items() for written in variants}
_APOSTROPHES = frozenset("'’‘‛`´′ʹʻʼʽʾʿˈ״׳＇\u02bb")
_TATWEEL = "ـ"
# Dots and full stops inside a name carry no meaning: "U.S." and "St. Louis" are also written without.
_KEY_DROPS = {ord(c): "" for c in ".·"} | {ord(c): " " for c in ',;:!?/\\()[]{}"«»“”„|،؛؟&+*#@=<>~^%'}


def _fold(char: str) -> str:
    """Fold one character; a combining mark folds to nothing, a blank or hyphen to one space."""
    if char in _APOSTROPHES or char == _TATWEEL:
        return ""
    if char.isspace() or char == "_":
        return " "
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me", "Cc"}:
        return ""
    if category == "Pd" or char == "−":
        return " "
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char))
    letters = (_LETTERS.get(c, c) for c in bare.casefold() if unicodedata.category(c) != "Mn" and c != _TATWEEL)
    return "".join(letters)


class _Table(dict[int, str]):
    """Folds by code point, each computed once; what `str.translate` looks things up in."""

    def __missing__(self, code: int) -> str:
        """Fold a code point met for the first time."""
        folded = self[code] = _fold(chr(code))
        return folded


_TABLE = _Table()


def normalise(text: str) -> str:
    """Fold a text to the spelling in which names are compared.

    Case, diacritics, tatweel, direction marks and zero-width characters go; presentation forms, alef, hamza, ya and
    ta marbuta forms, and Persian letters become one letter; Arabic-Indic and Persian digits become ASCII; apostrophes
    go, hyphens and all runs of blanks become one space. Other punctuation stays.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The folded text, without blanks at its ends. Folding twice changes nothing.
    """
    return " ".join(text.translate(_TABLE).split())


def normalise_with_offsets(text: str) -> tuple[str, list[int]]:
    """Fold a text and say where each folded character came from.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    tuple of str and list of int
        ``normalise(text)``, and for each of its characters the code point index in `text`.
    """
    table = _TABLE
    out: list[str] = []
    offsets: list[int] = []
    blank_at = -1
    for index, char in enumerate(text):
        folded = table[ord(char)]
        if not folded:
            continue
        for piece in folded:
            if piece.isspace():
                blank_at = index if blank_at < 0 else blank_at
                continue
            if blank_at >= 0:
                if out:
                    out.append(" ")
                    offsets.append(blank_at)
                blank_at = -1
            out.append(piece)
            offsets.append(index)
    return "".join(out), offsets


def key_of(name: str) -> str:
    """Return the key under which a name is stored: `normalise`, and its dots dropped and other punctuation blanked.

    Parameters
    ----------
    name
        A name as someone wrote it.

    Returns
    -------
    str
        The key, for example ``us`` for ``U.S.``; empty when nothing of the name is left.
    """
    return " ".join(normalise(name).translate(_KEY_DROPS).split())
