"""Which of the places that bear a name is meant: type, containment, the countries of the text, population last."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.geodesy import destination, distance_m
from geo.place import PRECISION, LonLat, Place, Precision
from layers.reading.spans import FEATURES_OF_CUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.reading.names import Named, Names
    from layers.reading.spans import Span

__all__ = ["Resolved", "countries_of", "extent", "resolve"]

# How readily a bare name means this kind of place (majal's own weights; a city's grows with its people).
_PRIOR = {
    "country": 3.2,
    "continent": 3.0,
    "sea": 2.7,
    "strait": 2.7,
    "range": 2.6,
    "region": 2.6,
    "valley": 2.4,
    "desert": 2.4,
    "adm1": 2.1,
    "adm2": 1.4,
    "air_base": 1.3,
    "airport": 1.0,
}
_PRIOR_OTHER = 1.8
_PER_DECADE = 0.5
_PREFERRED, _CAPITAL, _CUE, _CONTAINED, _COUNTRY = 0.4, 0.6, 2.0, 3.0, 2.2
_NEAR_RADIUS_M = 25_000.0
_OFFSET_SHARE = 0.35
_LARGE_CITY = 500_000
_CITY_AREA_SMALL_M = 15_000.0
_THIN = 0.15
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place meant.

    Attributes
    ----------
    place
        The gazetteer's place.
    at, precision, radius_m
        Where, how finely and within which radius in metres what is told lies; a side or distance told is applied.
    why
        The reasons in words.
    fuzzy
        Whether only a near spelling matched.
    others
        Ids of the runners-up, at most two.
    """

    place: Place
    at: LonLat
    precision: Precision
    radius_m: float | None
    why: str
    fuzzy: bool
    others: tuple[str, ...] = ()


def countries_of(spans: Sequence[Span]) -> dict[str, float]:
    """Return the countries that a text is about, as shares of its names of countries and peoples."""
    counted: Counter[str] = Counter()
    for span in spans:
        if span.country:
            counted[span.country] += 1
        elif span.named and (
            len({name.place.country for name in span.named}) == 1 or span.named[0].place.feature == "country"
        ):
            counted[span.named[0].place.country] += 1
    del counted[""]
    total = sum(counted.values()) or 1
    return {code: count / total for code, count in counted.items()}


def resolve(
    span: Span, countries: Mapping[str, float], names: Names, container: Place | None = None
) -> Resolved | None:
    """Choose the place that a name means.

    Parameters
    ----------
    span
        The name with the places that bear it.
    countries
        Shares of the text's countries: `countries_of`.
    names
        For shapes and capitals.
    container
        The place that the text says it lies in, where it does.

    Returns
    -------
    Resolved or None
        None where no place bears the name.
    """
    if not span.named:
        return None
    scored = sorted(
        ((_score(name, span, countries, names, container), name) for name in span.named),
        key=lambda pair: (-pair[0], pair[1].place.id),
    )
    best, chosen = scored[0]
    others = tuple(name.place.id for _, name in scored[1:_KEPT])
    place = names.get(chosen.place.id)
    why = _why(chosen, span, countries, container)
    if len(scored) > 1 and best - scored[1][0] < _THIN:
        why += f"; thin margin over {scored[1][1].place.name} ({scored[1][1].place.country})"
    at, precision, radius_m = extent(place, span)
    return Resolved(place, at, precision, radius_m, why, chosen.fuzzy, others)


def _score(name: Named, span: Span, countries: Mapping[str, float], names: Names, container: Place | None) -> float:
    place = name.place
    score = (
        _PER_DECADE * math.log10(place.population + 1)
        if place.feature == "city"
        else _PRIOR.get(place.feature, _PRIOR_OTHER)
    )
    score += _PREFERRED * name.preferred
    score += _CAPITAL * bool(place.feature == "city" and names.capital_of(place.id))
    score += _CUE * (place.feature in FEATURES_OF_CUE.get(span.cue, ()))
    score += _COUNTRY * math.sqrt(countries.get(place.country, 0))
    if container is not None:
        score += _CONTAINED * _is_inside(place, container)
    return score


def _is_inside(place: Place, container: Place) -> bool:
    if container.feature == "country":
        return place.country == container.country
    if place.admin1 and place.admin1 == container.id:
        return True
    return distance_m(place.at, container.at) <= container.radius_m


def _why(name: Named, span: Span, countries: Mapping[str, float], container: Place | None) -> str:
    place = name.place
    reasons = [name.why, f"{place.feature.replace('_', ' ')}{' in ' + place.country if place.country else ''}"]
    if span.cue in FEATURES_OF_CUE:
        reasons.append(f"the words around it call for a {span.cue.replace('_', ' ')}")
    if container is not None and _is_inside(place, container):
        reasons.append(f"inside {container.name}")
    elif place.feature != "country" and countries.get(place.country, 0) > 0:
        reasons.append("in a country that the text speaks of")
    return "; ".join(reasons)


def extent(place: Place, span: Span) -> tuple[LonLat, Precision, float | None]:
    """Return where, how finely, and within which radius, from the place and the words around its name."""
    if span.cue == "airspace" and place.feature == "country":
        return place.at, Precision.AIRSPACE, place.radius_m
    if span.offset is not None and place.feature not in {"country", "adm1"}:
        return _displaced(place, span)
    if span.cue == "city_area" and place.feature == "city":
        default = PRECISION[Precision.CITY_AREA].radius_m
        return place.at, Precision.CITY_AREA, default if place.population >= _LARGE_CITY else _CITY_AREA_SMALL_M
    return place.at, place.precision, place.radius_m


def _displaced(place: Place, span: Span) -> tuple[LonLat, Precision, float]:
    """Move the point the distance told to the side told; else stay near the place."""
    offset = span.offset
    assert offset is not None
    if offset.metres is None or offset.azimuth is None:
        reach = offset.metres or 0.0
        return place.at, Precision.NEAR_SETTLEMENT, max(_NEAR_RADIUS_M, reach + place.radius_m)
    at = destination(place.at, offset.azimuth, offset.metres)
    return at, Precision.NEAR_SETTLEMENT, max(place.radius_m, _OFFSET_SHARE * offset.metres + place.radius_m)
