"""Which of the places that bear a name is meant: type, containment, the countries of the text, population last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.geodesy import destination, distance_m
from geo.place import PRECISION, LonLat, Place, Precision
from layers.reading.context import is_inside
from layers.reading.reasons import inside, joined, kind, thin, typed
from layers.reading.spans import FEATURES_OF_CUE

if TYPE_CHECKING:
    from layers.reading.context import Context
    from layers.reading.names import Named, Names
    from layers.reading.spans import Span
    from layers.text import Text

__all__ = ["THIN", "Resolved", "extent", "near", "resolve"]

_NEAR_RADIUS_M = 25_000.0
_OFFSET_SHARE = 0.35
_LARGE_CITY = 500_000
_CITY_AREA_SMALL_M = 15_000.0
_CONTAINED = 3.0
# On news, of choices by less than the first figure more than half are wrong; by less than the second, six of seven
# (`python tests/bench/reading.py FILE`, "thin").
THIN = 0.4
_UNDECIDED = 0.1
_APART_M = 50_000.0
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
    margin
        By how much its score passes that of the likeliest place that lies elsewhere; None where there is none. Scores
        have no unit: 0.7 is about twice as likely.
    """

    place: Place
    at: LonLat
    precision: Precision
    radius_m: float | None
    why: Text
    fuzzy: bool
    others: tuple[str, ...] = ()
    margin: float | None = None


def resolve(span: Span, context: Context, names: Names, container: Place | None = None) -> Resolved | None:
    """Choose the place that a name means.

    Parameters
    ----------
    span
        The name with the places that bear it.
    context
        What the text's names say about each other.
    names
        For shapes.
    container
        The place that the text says it lies in here, where it does.

    Returns
    -------
    Resolved or None
        None where no place bears the name, and where two that lie apart bear it so nearly alike that to choose would
        be to guess.
    """
    if not span.named:
        return None
    scored = context.ranked(span)
    if container is not None:
        scored = sorted(scored, key=lambda pair: -pair[0] - _CONTAINED * is_inside(pair[1].place, container))
    best, chosen = scored[0]
    country = chosen.place.country
    if chosen.fuzzy and country and context.countries and country not in context.countries:
        return None
    rival = next(((score, name) for score, name in scored[1:] if _lies_apart(name.place, chosen.place)), None)
    margin = None if rival is None else round(best - rival[0], 2)
    if margin is not None and margin < _UNDECIDED:
        return None
    others = tuple(name.place.id for _, name in scored[1:_KEPT])
    place = names.get(chosen.place.id)
    why = _why(chosen, span, context, container)
    if rival is not None and margin is not None and margin < THIN:
        why = joined([why, thin(rival[1].place)])
    at, precision, radius_m = extent(place, span)
    return Resolved(place, at, precision, radius_m, why, chosen.fuzzy, others, margin)


def _lies_apart(place: Place, chosen: Place) -> bool:
    """Whether a place is another one on the map, and no other row for the same town or what holds it."""
    if place.country and chosen.country and place.country != chosen.country:
        return True
    return distance_m(place.at, chosen.at) > max(_APART_M, place.radius_m, chosen.radius_m)


def _why(name: Named, span: Span, context: Context, container: Place | None) -> Text:
    place = name.place
    reasons = [name.why, kind(place)]
    if span.cue in FEATURES_OF_CUE:
        reasons.append(typed(span.cue))
    if container is not None and is_inside(place, container):
        reasons.append(inside(container))
    elif place.feature != "country":
        reasons += context.reasons(span, place)
    return joined(reasons)


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


def near(resolved: Resolved) -> Resolved:
    """Return a place as what is told to lie near it, and not in it."""
    radius_m = max(_NEAR_RADIUS_M, resolved.radius_m or 0.0)
    return replace(resolved, precision=Precision.NEAR_SETTLEMENT, radius_m=radius_m)


def _displaced(place: Place, span: Span) -> tuple[LonLat, Precision, float]:
    """Move the point the distance told to the side told; else stay near the place."""
    offset = span.offset
    assert offset is not None
    if offset.metres is None or offset.azimuth is None:
        reach = offset.metres or 0.0
        return place.at, Precision.NEAR_SETTLEMENT, max(_NEAR_RADIUS_M, reach + place.radius_m)
    at = destination(place.at, offset.azimuth, offset.metres)
    return at, Precision.NEAR_SETTLEMENT, max(place.radius_m, _OFFSET_SHARE * offset.metres + place.radius_m)
