"""What stands around a name: a side and a distance, the name of an outlet or a group, a dateline, a time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.gazetteer.normalise import key_of
from layers.reading.distances import distance_before
from layers.reading.segment import keys
from layers.reading.spans import Offset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Token
    from layers.reading.spans import Span

__all__ = ["Surroundings"]

_DATELINE_REACH = 60
# A city's name at the head of a line, then country or date, agency in brackets, and the dash, bracket or stop.
_DATELINE = re.compile(
    r"^\s*(?:[,،]\s*[^\n.()]{1,28})?(?:[,،]?\s*[A-Z][a-z]{2,8}\.? \d{1,2})?\s*"
    r"(?:\([^)\n]{2,40}\)|/[^/\n]{2,30}/)?\s*(?:--|[-–—ـ)]|\.(?= [A-Z])|:(?=\s))\s?"
)
# A word for an outlet that is also one for a place that was struck.
_ALSO_A_SITE = keys("موقع")
# The building of an outlet is a place.
_BUILDINGS = keys("مبنى مقر برج")
_FILLERS = keys("the border coast capital ساحل سواحل العاصمة")
_FROM = keys("from off من عن")
_OFFICES = keys("""
    mission command fleet ministry agency authority administration council observatory organisation organization
    committee institute foundation
""")
_OFFICE_REACH = 4
_SIDES = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
_SIDES_AR = {"شمال": 0, "شرق": 90, "جنوب": 180, "غرب": 270}


@dataclass
class Surroundings:
    """The words of one sentence around its names.

    Parameters
    ----------
    text
        The whole text.
    sentence, words
        The sentence and the tables of its language.
    """

    text: str
    sentence: Sentence
    words: Lexicon

    def __post_init__(self) -> None:
        self.tokens: Sequence[Token] = self.sentence.tokens
        outlets = self.words.outlet.all(self.tokens)
        self.ends_of_outlets = {hit.end for hit in outlets if self.tokens[hit.start].key not in _ALSO_A_SITE}
        named = [hit._replace(start=self._name_start(hit.start)) for hit in outlets]
        self.names_of_bodies = [*self.words.group.all(self.tokens), *named]

    def _name_start(self, index: int) -> int:
        """Return the first of the capitalised words that lead up to an outlet's word: "Al Somewhere TV"."""
        while (
            index
            and self.tokens[index - 1].is_capital
            and not self.tokens[index - 1].is_arabic
            and self.tokens[index].start - self.tokens[index - 1].end <= 1
        ):
            index -= 1
        return index

    def add(self, span: Span) -> Span:
        """Return a name with its side or distance, and whether an outlet's name, a dateline or a time zone holds it."""
        span = self._offset(span)
        if self._is_in_name_of_body(span) and self.tokens[span.first].key not in _BUILDINGS:
            return replace(span, block="organisation")
        if self._is_time_zone(span):
            return replace(span, block="time_zone")
        if self._is_dateline(span):
            return replace(span, block="dateline")
        return span

    def _is_in_name_of_body(self, span: Span) -> bool:
        """Whether it is part of the name of a group or an outlet; Arabic puts the outlet's word first."""
        if any(body.start < span.last and span.first < body.end for body in self.names_of_bodies):
            return True
        if span.named and not self.tokens[span.first].is_arabic and self._is_before_office(span):
            return True
        return bool(span.named) and self.tokens[span.first].is_arabic and span.first in self.ends_of_outlets

    def _is_before_office(self, span: Span) -> bool:
        """Whether capitals go on to a word for an office or a command: "Baltic Air Policing Mission"."""
        for index in range(span.last, min(len(self.tokens), span.last + _OFFICE_REACH)):
            token = self.tokens[index]
            if not token.is_capital or token.text.isupper() or token.start - self.tokens[index - 1].end > 1:
                return False
            if token.key in _OFFICES:
                return True
        return False

    def _offset(self, span: Span) -> Span:
        first = span.first
        while first and self.tokens[first - 1].key in _FILLERS:
            first -= 1
        span = self._distance_from(span, first)
        part = self.words.cue_before.ending(self.tokens, first)
        if part is None or part.value not in {"near", "country_part", "city_area"} or not span.named:
            return span
        features = {name.place.feature for name in span.named}
        start = self.tokens[part.start].offset(part.dropped)
        words = [token.key for token in self.tokens[part.start : part.end]]
        if part.value == "city_area" and "city" in features and not span.cue:
            return replace(span, cue="city_area", start=start, first=part.start, text=self.text[start : span.end])
        if (
            part.value == "near"
            and part.start
            and self.tokens[part.start - 1].key == "the"
            and _azimuth(words) is not None
        ):
            return span
        is_area = bool(features & {"country", "adm1", "region", "range", "continent"}) and not features & {"city"}
        metres, begin = distance_before(self.tokens, part.start)
        if metres is None and is_area:
            is_side = _azimuth(words) is not None or part.value == "country_part"
            cue = span.cue or ("country_part" if is_side else "")
            return (
                replace(span, cue=cue, start=start, first=part.start, text=self.text[start : span.end])
                if is_side
                else span
            )
        if part.value == "country_part":
            return span if span.named[0].place.feature != "city" else replace(span, cue=span.cue or "city_area")
        start = self.tokens[begin].start if metres is not None else start
        first = begin if metres is not None else part.start
        return replace(
            span, offset=Offset(metres, _azimuth(words)), start=start, first=first, text=self.text[start : span.end]
        )

    def _distance_from(self, span: Span, first: int) -> Span:
        """Read "35 km from X", "50 km off X": so far from it, on no side that is told."""
        if not first or self.tokens[first - 1].key not in _FROM or not span.named:
            return span
        metres, begin = distance_before(self.tokens, first - 1)
        if metres is None:
            return span
        start = self.tokens[begin].start
        return replace(
            span,
            offset=Offset(metres, None),
            start=start,
            first=begin,
            text=self.text[start : span.end],
            is_locative=True,
            is_strong=True,
        )

    def _is_time_zone(self, span: Span) -> bool:
        before = self.tokens[span.first - 1].key if span.first else ""
        after = self.tokens[span.last].key if span.last < len(self.tokens) else ""
        return before in {"بتوقيت", "توقيت", "بالتوقيت"} or after == "time"

    def _is_dateline(self, span: Span) -> bool:
        """Whether it stands at the head of a line, before the dash or bracket that opens a news item."""
        line = self.text.rfind("\n", 0, span.start) + 1
        before = self.text[line : span.start].strip(' \t*#"“«(')
        if not span.named or (before and not (before.isupper() and before.endswith(","))):
            return False
        return bool(_DATELINE.match(self.text[span.end : span.end + _DATELINE_REACH]))


def _azimuth(words: Sequence[str]) -> float | None:
    """Return the side that direction words tell, in degrees clockwise from north, or None."""
    joined = "".join(word.removesuffix("ern") for word in words if word not in {"of", "the", "من", "الي"})
    if joined in _SIDES:
        return float(_SIDES[joined])
    keys = [side for word in words for side in _SIDES_AR if word.removeprefix("ال").removesuffix("ي") == key_of(side)]
    if not keys:
        return None
    if len(keys) == 1:
        return float(_SIDES_AR[keys[0]])
    degrees = sorted(_SIDES_AR[key] for key in keys[:2])
    return 315.0 if degrees == [0, 270] else sum(degrees) / 2
