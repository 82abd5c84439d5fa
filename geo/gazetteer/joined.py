"""A gazetteer with a few more places, for one reading: those that were asked of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer.normalise import key_of
from geo.gazetteer.own import own_path
from geo.gazetteer.store import Gazetteer, Hit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.place import Place

__all__ = ["Joined"]


class Joined(Gazetteer):
    """The gazetteer of majal and of the user, and more places under the names by which they were asked for.

    Parameters
    ----------
    places
        The places by name, as written.
    """

    def __init__(self, places: Mapping[str, Sequence[Place]]) -> None:
        own = own_path()
        super().__init__(own=own if own.is_file() else None)
        self._named = {key_of(name): tuple(found) for name, found in places.items() if found}
        self._by_id = {place.id: place for found in self._named.values() for place in found}
        words = (key.split(" ") for key in self._named)
        self._begin = {" ".join(some[:length]) for some in words for length in range(1, len(some) + 1)}

    def has_prefix(self, key: str) -> bool:
        """Tell whether some name may begin with these whole words."""
        return key in self._begin or super().has_prefix(key)

    def may_start(self, token_key: str) -> bool:
        """Tell whether some name may begin with this word."""
        return token_key in self._begin or super().may_start(token_key)

    def lookup(self, name: str) -> list[Hit]:
        """Return every place that bears exactly this name; those that majal has first."""
        more = self._named.get(key_of(name), ())
        return super().lookup(name) + [Hit(place, place.name, "en", preferred=True) for place in more]

    def find(self, place_id: str) -> Place | None:
        """Return a place without its shape, None where no place has this id."""
        return self._by_id.get(place_id) or super().find(place_id)

    def shape(self, place_id: str) -> BaseGeometry | None:
        """Return the place's own area, or None where only its disc is known."""
        return None if place_id in self._by_id else super().shape(place_id)
