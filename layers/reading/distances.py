"""Distances and heights as printed, with their metres."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.reading.numbers import number_at, parse_number
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Token

__all__ = ["distance_before", "distances"]

# Metres. The nautical mile is exact by the SI brochure (8th edition, table 8); the foot and the statute mile by the
# international yard and pound agreement of 1959.
_UNITS = {
    1000.0: keys("km kilometre kilometer kilometres kilometers kms كيلومتر كيلومترا كيلومترات كلم كم كيلو"),
    1.0: keys("m metre meter metres meters متر مترا أمتار"),
    1609.344: keys("mile miles ميل ميلا أميال"),
    1852.0: keys("nm nmi"),
    0.3048: keys("feet foot ft قدم قدما"),
}
_METRES = {unit: metres for metres, units in _UNITS.items() for unit in units}
_NAUTICAL_MILE_M = 1852.0
_MILES = keys("mile miles ميل ميلا أميال")
_NAUTICAL = keys("nautical بحري بحريا بحرية")
_BEFORE_SIDE = {"to", "the", "الي"}


def _unit_at(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """Return metres per unit and the word after it, for a unit at this word."""
    if index >= len(tokens):
        return None
    key = tokens[index].key
    if key in _NAUTICAL and index + 1 < len(tokens) and tokens[index + 1].key in _MILES:
        return _NAUTICAL_MILE_M, index + 2
    if key in _MILES and index + 1 < len(tokens) and tokens[index + 1].key in _NAUTICAL:
        return _NAUTICAL_MILE_M, index + 2
    return (_METRES[key], index + 1) if key in _METRES else None


def distances(text: str, sentence: Sentence, words: Lexicon) -> list[dict[str, Any]]:
    """Return the distances and heights that a sentence tells.

    Returns
    -------
    list of dict
        ``text`` as printed, ``metres``, and ``of``: ``separation`` between aircraft, ``height``, or ``distance``.
    """
    tokens, found = sentence.tokens, []
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
        value = parse_number(tokens[start].text)
        if unit and unit[1] == end and value is not None:
            return value * unit[0], start
    return None, index
