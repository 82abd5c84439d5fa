"""The gazetteer as one reading uses it: every question is asked of the file once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.normalise import key_of
from geo.gazetteer.rank import credited
from layers.reading.reasons import called

if TYPE_CHECKING:
    from geo.gazetteer import FuzzyHit, Gazetteer
    from geo.place import Place
    from layers.text import Text

__all__ = ["Named", "Names"]


class Named(NamedTuple):
    """A place that bears the name, and whether the name is a usual one for it."""

    place: Place
    preferred: bool
    fuzzy: bool
    why: Text


# Latin spellings of one name vary in vowels; that they differ at the head or in two letters of a short name is chance.
_LETTERS_PER_ERROR, _SHORTEST_EN, _SHORTEST_AR = 4, 6, 5
# So many answers are kept of each question: the names and words of a long text.
_KEPT = 1 << 15


class Names:
    """Names of places, with what was asked last kept.

    Parameters
    ----------
    gazetteer
        Where names are looked up. The keys asked for are folded already: see `geo.gazetteer.normalise`.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        cache = lru_cache(maxsize=_KEPT)
        self.begin = cache(gazetteer.has_prefix)
        self.demonym = cache(gazetteer.demonym)
        self.capital_of = cache(gazetteer.capital_of)
        self.adjective = cache(gazetteer.adjective)
        self.get = cache(gazetteer.get)
        self.bearing = cache(self._bearing)
        self.country_called = cache(self._country_called)
        self.near = cache(self._near)
        self.person = cache(gazetteer.person)
        self.is_word = cache(gazetteer.is_word)
        self.is_area = cache(self._is_area)

    def _bearing(self, key: str) -> tuple[Named, ...]:
        """Return the places that bear exactly this name."""
        if not self.begin(key):
            return ()
        hits = self._gazetteer.lookup(key)
        return tuple(
            Named(hit.place, hit.preferred, fuzzy=False, why=called(hit.name, credited(hit.place))) for hit in hits
        )

    def _country_called(self, key: str) -> str:
        """Return the code of the country of this name, or an empty text."""
        places = (named.place for named in self.bearing(key))
        return next((place.country for place in places if place.feature == "country"), "")

    def _near(self, key: str, features: frozenset[str]) -> tuple[Named, ...]:
        """Return the places of these features whose names are spelled most nearly so."""
        hits = [hit for hit in self._gazetteer.fuzzy(key, features) if _is_near_enough(key, hit)]
        best = [hit for hit in hits if hit.distance == hits[0].distance]
        return tuple(
            Named(hit.place, preferred=True, fuzzy=True, why=called(hit.name, likeness=hit.why)) for hit in best
        )

    @staticmethod
    @lru_cache(maxsize=4)
    def of(gazetteer: Gazetteer) -> Names:
        """Return the names of a gazetteer, with what earlier reports asked of it."""
        return Names(gazetteer)

    def _is_area(self, key: str) -> bool:
        """Whether it is a usual name of a country or a first-order division."""
        return any(name.preferred and name.place.feature in {"country", "adm1"} for name in self.bearing(key))


def _is_near_enough(key: str, hit: FuzzyHit) -> bool:
    if not key.isascii():
        return len(key) >= _SHORTEST_AR
    return (
        len(key) >= _SHORTEST_EN and key_of(hit.name)[:1] == key[:1] and hit.distance <= len(key) / _LETTERS_PER_ERROR
    )
