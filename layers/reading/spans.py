"""A name of a place or a people as it stands in a text, and the cue words that type it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from layers.reading.names import Named

__all__ = ["FEATURES_OF_CUE", "Offset", "Span"]

# Which features of the gazetteer a cue word allows.
FEATURES_OF_CUE: dict[str, frozenset[str]] = {
    "settlement": frozenset({"city", "neighbourhood", "camp"}),
    "village": frozenset({"city", "neighbourhood"}),
    "adm1": frozenset({"adm1", "adm2", "region"}),
    "adm2": frozenset({"adm2", "neighbourhood", "city"}),
    "facility": frozenset({"air_base", "airport", "facility", "port", "base"}),
    "range": frozenset({"range", "region", "mountain"}),
    "region": frozenset({"region", "valley", "desert", "range", "peninsula", "coast"}),
    "sea": frozenset({"sea", "strait", "gulf", "lake"}),
    "island": frozenset({"island", "country", "adm1", "adm2", "city", "region"}),
    "water": frozenset({"lake", "river", "facility"}),
    "camp": frozenset({"camp", "neighbourhood", "city"}),
    "crossing": frozenset({"crossing"}),
    "neighbourhood": frozenset({"neighbourhood", "city"}),
    "city_area": frozenset({"city"}),
}


class Offset(NamedTuple):
    """How far and which way from the named place: ``20 km north of``; `metres` is None where only the side is told."""

    metres: float | None
    azimuth: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """A name in the text.

    Attributes
    ----------
    start, end
        Code points in the original; the cue words that belong to the name are inside.
    first, last
        Words of the sentence, `last` exclusive.
    cue
        What the cue words say it is: a key of `FEATURES_OF_CUE`, ``airspace``, ``territory``, ``country_part``,
        or empty.
    named
        The places that bear the name; empty for a demonym, and for a name beside a cue that nobody knows.
    country
        The country that a demonym names, else empty.
    offset
        A displacement from the named place, or None; `near` is an offset without metres or side.
    is_locative, is_strong
        Whether a preposition of place stands before it, and one that is hardly ever anything else.
    block
        ``organisation`` where it is part of the name of an outlet or a group, ``dateline`` or ``time_zone``.
    """

    sentence: int
    start: int
    end: int
    first: int
    last: int
    text: str
    cue: str = ""
    named: tuple[Named, ...] = ()
    country: str = ""
    offset: Offset | None = None
    is_locative: bool = False
    is_strong: bool = False
    block: str = ""
