"""The gazetteer as one reading uses it: every question is asked of the file once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.rank import credited

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.place import Place

__all__ = ["Named", "Names"]


class Named(NamedTuple):
    """A place that bears the name, and whether the name is a usual one for it."""

    place: Place
    preferred: bool
    fuzzy: bool
    why: str


class Names:
    """Names of places, with what was already asked kept for as long as a report is read.

    Parameters
    ----------
    gazetteer
        Where names are looked up. The keys asked for are folded already: see `geo.gazetteer.normalise`.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.begin = cache(gazetteer.has_prefix)
        self.demonym = cache(gazetteer.demonym)
        self.capital_of = cache(gazetteer.capital_of)
        self.adjective = cache(gazetteer.adjective)
        self.get = cache(gazetteer.get)
        self.bearing = cache(self._bearing)
        self.country_called = cache(self._country_called)
        self.near = cache(self._near)

    def _bearing(self, key: str) -> tuple[Named, ...]:
        """Return the places that bear exactly this name."""
        if not self.begin(key):
            return ()
        hits = self._gazetteer.lookup(key)
        return tuple(
            Named(hit.place, hit.preferred, fuzzy=False, why=f"named {hit.name}{credited(hit.place)}") for hit in hits
        )

    def _country_called(self, key: str) -> str:
        """Return the code of the country of this name, or an empty text."""
        places = (named.place for named in self.bearing(key))
        return next((place.country for place in places if place.feature == "country"), "")

    def _near(self, key: str, features: frozenset[str]) -> tuple[Named, ...]:
        """Return the places of these features whose names are spelled most nearly so."""
        hits = self._gazetteer.fuzzy(key, features)
        best = [hit for hit in hits if hit.distance == hits[0].distance]
        return tuple(Named(hit.place, preferred=True, fuzzy=True, why=f"{hit.name}: {hit.why}") for hit in best)
