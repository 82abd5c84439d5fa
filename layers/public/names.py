"""What a public place may be called: by the gazetteer, and by nothing finer than where it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo.gazetteer import Gazetteer
    from geo.place import Place

__all__ = ["Named", "named"]


class Named(NamedTuple):
    """What places may be called.

    Attributes
    ----------
    which
        Shape (n,): the place of `places` that names a row.
    places
        The different ones: the gazetteer's place, or its division or country where it is too small itself; None where
        nothing may be named.
    countries
        For each of `places` the country's code, empty where the country is too small itself.
    """

    which: npt.NDArray[np.intp]
    places: list[Place | None]
    countries: list[str]

    def told(self, attribute: str) -> npt.NDArray[np.object_]:
        """Return a text of each row's place, such as its ``name``; empty where there is none."""
        texts = [getattr(place, attribute) if place else "" for place in self.places]
        return np.array(texts, dtype=object)[self.which]

    def country(self) -> npt.NDArray[np.object_]:
        """Return the code of each row's country."""
        return np.array(self.countries, dtype=object)[self.which]


def named(ids: pd.Series, countries: pd.Series, least_m: npt.ArrayLike, gazetteer: Gazetteer) -> Named:
    """Name places by the gazetteer.

    Parameters
    ----------
    ids
        Gazetteer ids; what the gazetteer does not know counts for nothing.
    countries
        ISO 3166-1 alpha-2 codes, for what has no id.
    least_m
        Radius in metres that the disc of a named place has at least, for each row or for all.
    gazetteer
        Where they are looked up.
    """
    asked = pd.MultiIndex.from_arrays(
        [ids.astype(object), countries.astype(object), np.broadcast_to(least_m, len(ids))]
    )
    which, distinct = pd.factorize(asked)
    found = [_named(str(place), str(country), float(metres), gazetteer) for place, country, metres in distinct]
    return Named(which, [place for place, _ in found], [code for _, code in found])


def _named(place_id: str, country: str, least_m: float, gazetteer: Gazetteer) -> tuple[Place | None, str]:
    large = [one for one in _around(place_id, country, gazetteer) if one.radius_m >= least_m]
    countries = [one.country for one in large if one.feature == "country"]
    return (large[0] if large else None), "".join(countries[:1])


def _around(place_id: str, country: str, gazetteer: Gazetteer) -> Iterator[Place]:
    """Give the place, its division and its country, as far as they are known."""
    place = gazetteer.find(place_id) if place_id else None
    division = gazetteer.find(place.admin1) if place and place.admin1 else None
    code = place.country if place and place.country else country
    yield from (one for one in (place, division, gazetteer.find(f"iso:{code}") if code else None) if one)
