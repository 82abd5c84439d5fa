"""Names of who speaks and who acts: published only where every word is known to name no place."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geo.gazetteer.normalise import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.gazetteer import Gazetteer

__all__ = ["WITHHELD", "Voices"]

WITHHELD = "[withheld · محجوب]"
_LONGEST = 8
# Written together with the word that follows.
_CLITICS = ("", "ال", "و", "ب", "ل", "وال", "بال", "لل")
_SECTIONS = (("group", None), ("speech", "outlet"), ("count", None))


class Voices:
    """Tells which names are published.

    Parameters
    ----------
    gazetteer
        Where countries are looked up, and what must not be named.
    least_m
        Countries within a smaller radius than this are places that must not be named.
    """

    def __init__(self, gazetteer: Gazetteer, least_m: float) -> None:
        self._gazetteer = gazetteer
        self._least_m = least_m

    def published(self, name: str) -> bool:
        """Whether a name is made of nothing but words and names that tell no place finer than a country.

        Such are words of institutions (``voices.toml``), groups and agencies that the reading knows, and the names,
        codes and peoples of countries. A number is none: it may be a coordinate.
        """
        if name in {"", WITHHELD} or name in self._countries:
            return True
        return self._is_made_of_phrases(tuple(key_of(name).split()))

    def _is_made_of_phrases(self, words: tuple[str, ...]) -> bool:
        reach = {0}
        for start in range(len(words)):
            if start in reach:
                ends = range(start + 1, min(start + _LONGEST, len(words)) + 1)
                reach |= {end for end in ends if self._is_phrase(" ".join(words[start:end]))}
        return bool(words) and len(words) in reach

    def _is_phrase(self, key: str) -> bool:
        if key in self._phrases:
            return True
        bare = {key.removeprefix(clitic) for clitic in _CLITICS if key.startswith(clitic)}
        return bool(bare & _words()) or self._gazetteer.demonym(key) in self._countries

    @cached_property
    def _countries(self) -> frozenset[str]:
        """Codes of the countries that may be named."""
        every = self._gazetteer.of_features(["country"])
        return frozenset(place.country for place in every if place.radius_m >= self._least_m and place.country)

    @cached_property
    def _phrases(self) -> frozenset[str]:
        places = self._gazetteer.of_features(["country"])
        names = {key_of(name) for p in places if p.country in self._countries for name in (p.name, p.name_ar) if name}
        return frozenset(names | {phrase for phrase in _proper_names() if self._names_no_place(phrase)})

    def _names_no_place(self, phrase: str) -> bool:
        """Whether no place bears the name, but for everyday words, which some hamlet always bears."""
        return self._gazetteer.is_word(phrase) or not self._gazetteer.lookup(phrase)


@cache
def _words() -> frozenset[str]:
    told = tomllib.loads(files("layers.public").joinpath("voices.toml").read_text(encoding="utf-8"))
    return frozenset(key_of(word) for words in told.values() for word in words)


@cache
def _proper_names() -> frozenset[str]:
    """Return groups, agencies and what is counted, as the reading's lexicon has them."""
    tables = (tomllib.loads(_lexicon(lang)) for lang in ("en", "ar"))
    return frozenset(key_of(phrase) for table in tables for phrase in _listed(table))


def _lexicon(lang: str) -> str:
    return files("layers.reading").joinpath("lexicon", f"{lang}.toml").read_text(encoding="utf-8")


def _listed(table: dict[str, Any]) -> Iterator[str]:
    for section, name in _SECTIONS:
        chosen: Iterable[tuple[str, list[str]]] = table.get(section, {}).items()
        for value, phrases in chosen:
            if name in (None, value):
                yield from (value, *phrases)
