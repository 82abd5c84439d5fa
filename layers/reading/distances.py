"""Distances and heights as printed, with their metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.gazetteer.normalise import key_of
from geo.units import UNITS
from layers.reading.lexicon import lexicon
from layers.reading.numbers import number_at, parse_number, tells_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Token

__all__ = ["distance_before", "distances"]

_METRES = {tuple(key_of(word).split()): float(unit.metres) for unit in UNITS.values() for word in unit.words}
_LONGEST_UNIT = max(map(len, _METRES))
_BEFORE_SIDE = {"to", "the", "الي"}


def _unit_at(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """Return metres per unit and the word after it, for a unit at this word: the longest there is."""
    for last in range(min(len(tokens), index + _LONGEST_UNIT), index, -1):
        metres = _METRES.get(tuple(token.key for token in tokens[index:last]))
        if metres is not None:
            return metres, last
    return None


def distances(text: str, sentence: Sentence, words: Lexicon) -> list[dict[str, Any]]:
    """Return the distances and heights that a sentence tells.

    Returns
    -------
    list of dict
        ``text`` as printed, ``metres``, and ``of``: ``separation`` between aircraft, ``height``, or ``distance``.
    """
    tokens, found = sentence.tokens, []
    if not tells_number(tokens.keys, words.lang):
        return []
    index = 0
    while index < len(tokens):
        number = number_at(tokens, index, words)
        unit = _unit_at(tokens, number.end) if number else None
        if number is None or unit is None:
            index += 1
            continue
        printed = text[tokens[number.start].start : tokens[unit[1] - 1].end]
        found.append(
            {"text": printed, "metres": round(number.value * unit[0], 3), "of": _subject(tokens, index, words)}
        )
        index = unit[1]
    return found


def _subject(tokens: Sequence[Token], index: int, words: Lexicon) -> str:
    near = {hit.value for hit in words.separation.all(tokens, max(0, index - 8), min(len(tokens), index + 6))}
    if "height" in near:
        return "height"
    return "separation" if "separation" in near else "distance"


def _value(token: Token) -> float | None:
    """Return the number that a word is, in digits or written out."""
    value = parse_number(token.text)
    return value if value is not None else lexicon("ar" if token.is_arabic else "en").number.get(token.key)


def distance_before(tokens: Sequence[Token], index: int) -> tuple[float | None, int]:
    """Return the metres told just before a side ("20 km | north of"), and the first word of the number.

    Returns
    -------
    tuple
        None and `index` where no distance stands there.
    """
    end = index
    while end and tokens[end - 1].key in _BEFORE_SIDE:
        end -= 1
    for start in range(max(0, end - 3), end):
        unit = _unit_at(tokens, start + 1) if start + 1 < end else None
        value = _value(tokens[start]) if unit and unit[1] == end else None
        if unit and value is not None:
            return value * unit[0], start
    return None, index
