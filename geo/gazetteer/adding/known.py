"""Which of the places that are added majal knows already, so that one place does not become two."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from geo.gazetteer.normalise import key_of
from geo.geodesy import distance_m
from geo.place import LonLat

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.gazetteer.draft import Draft, Name
    from geo.gazetteer.store import Gazetteer
    from geo.place import Place

__all__ = ["Known"]

_AIRFIELDS = frozenset({"air_base", "airport"})
_AIRFIELD_REACH_M = 3_000.0
# What majal's gazetteer has from GeoNames itself, under the same numbers.
_NUMBERED = frozenset({"adm1", "adm2", "city"})


class Known:
    """The places that are known before a file is added.

    Parameters
    ----------
    places
        Where they are looked up.
    """

    def __init__(self, places: Gazetteer) -> None:
        self._places = places

    def country_of(self, place_id: str) -> str | None:
        """Return the country of a known place, None where the place is not known."""
        place = self._places.find(place_id)
        return place.country if place else None

    def same_as(self, draft: Draft) -> str:
        """Return the id under which a place is known, or an empty text.

        An airfield is the known one within 3 km. Any other place is the known one that shares a name, the feature and
        the country with it, and within whose radius it lies. A city or division from GeoNames is known by its number.
        """
        at = LonLat(draft.lon, draft.lat)
        if draft.feature in _AIRFIELDS:
            return self._airfield(at)
        if draft.feature in _NUMBERED and draft.id.startswith("geonames:"):
            return ""
        near = [
            place
            for place in self._bearing(draft.all_names())
            if place.feature == draft.feature
            and (not place.country or not draft.country or place.country == draft.country)
            and not (place.id.startswith("geonames:") and draft.id.startswith("geonames:"))
            and distance_m(at, place.at) <= place.radius_m
        ]
        return min(near, key=lambda place: (distance_m(at, place.at), place.id)).id if near else ""

    def called(self, names: Iterable[Name], feature: str, country: str, division: str) -> list[str]:
        """Return the ids of the known places of one of these names, of this feature, country and division."""
        return sorted(
            place.id
            for place in self._bearing(names)
            if place.feature == feature and place.country == country and (not division or place.admin1 == division)
        )

    def _bearing(self, names: Iterable[Name]) -> list[Place]:
        keys = dict.fromkeys(key_of(name.text) for name in names)
        return list({hit.place.id: hit.place for key in keys for hit in self._places.lookup(key)}.values())

    def _airfield(self, at: LonLat) -> str:
        around = [
            place
            for lat in (-1, 0, 1)
            for lon in (-1, 0, 1)
            for place in self._airfields.get((math.floor(at.lat) + lat, (math.floor(at.lon) + lon + 180) % 360), ())
            if abs(place.at.lat - at.lat) < 0.05
        ]
        near = [(distance_m(at, place.at), place.id) for place in around]
        best = min(near, default=(math.inf, ""))
        return best[1] if best[0] <= _AIRFIELD_REACH_M else ""

    @cached_property
    def _airfields(self) -> dict[tuple[int, int], list[Place]]:
        cells: dict[tuple[int, int], list[Place]] = defaultdict(list)
        for place in self._places.of_features(_AIRFIELDS):
            cells[math.floor(place.at.lat), (math.floor(place.at.lon) + 180) % 360].append(place)
        return cells
