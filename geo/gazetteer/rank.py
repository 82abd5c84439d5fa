"""From a name to ranked candidates, each with its reasons in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import UnknownNameError
from geo.gazetteer.cues import Cue, split_cue
from geo.gazetteer.normalise import key_of
from geo.gazetteer.store import Gazetteer, Hit, open_gazetteer
from geo.place import credit

if TYPE_CHECKING:
    from geo.place import Place

__all__ = ["Candidate", "credited", "geocode"]

# How likely a bare name means this kind of place before anything else is known: majal's own (docs/gazetteer.md).
_PRIOR = {
    "country": 0.95,
    "continent": 0.9,
    "sea": 0.8,
    "strait": 0.75,
    "region": 0.7,
    "range": 0.7,
    "adm1": 0.62,
    "adm2": 0.5,
}
_PRIOR_OTHER = 0.55
_CITY_BASE, _CITY_PER_DECADE = 0.34, 0.06
_ALTERNATE = 0.85
_CUE_FITS, _CUE_UNFIT = 0.3, -0.3
# A name that holds the kind word itself ("ريف دمشق") says more than one from which the word was taken off.
_WHOLE = 0.1
_FUZZY = 0.5


class Candidate(NamedTuple):
    """A place a name may mean: score (0 to 1.4), reasons, whether only a near spelling matched, the name matched."""

    place: Place
    score: float
    why: str
    fuzzy: bool
    matched: str


def geocode(name: str, *, country: str = "", gazetteer: Gazetteer | None = None, limit: int = 10) -> list[Candidate]:
    """Return the places a name may mean, best first.

    Parameters
    ----------
    name
        A place name, in Arabic or English, with or without a word that tells its kind
        ("قاعدة حميميم", "Idlib province").
    country
        ISO 3166-1 alpha-2 code to keep to. Places that belong to no one country stay.
    gazetteer
        Where to look; by default the one that came with majal.
    limit
        The greatest number of candidates.

    Returns
    -------
    list of Candidate
        Ranked by score, then id; empty when nothing bears the name or nearly so. Their places carry their shapes.

    Raises
    ------
    UnknownNameError
        When nothing of the name is left to look for.
    """
    key = key_of(name)
    if not key:
        raise UnknownNameError(f"a place name is needed; {name!r} holds no letter or digit")
    source = gazetteer or open_gazetteer()
    cue = split_cue(key)
    found = _exact(source, key, cue) or (_near(source, cue, country) if cue else [])
    kept = [c for c in found if not country or c.place.country in {"", country.upper()}]
    best: dict[str, Candidate] = {}
    for candidate in sorted(kept, key=lambda c: (-c.score, c.place.id)):
        best.setdefault(candidate.place.id, candidate)
    return [c._replace(place=source.get(c.place.id)) for c in list(best.values())[:limit]]


def _exact(source: Gazetteer, key: str, cue: Cue | None) -> list[Candidate]:
    whole = [_candidate(hit, cue, whole=True) for hit in source.lookup(key)]
    if cue is None:
        return whole
    core = [_candidate(hit, cue, whole=False) for hit in source.lookup(cue.rest)]
    return whole + core


def _near(source: Gazetteer, cue: Cue, country: str) -> list[Candidate]:
    hits = source.fuzzy(cue.rest, cue.features, country)
    return [
        Candidate(h.place, _prior(h.place) * _FUZZY / (1 + h.distance), f"{h.why}; {cue.why}", True, h.name)
        for h in hits
    ]


def _candidate(hit: Hit, cue: Cue | None, *, whole: bool) -> Candidate:
    score = _prior(hit.place) * (1 if hit.preferred else _ALTERNATE)
    reasons = [f"{'usual' if hit.preferred else 'other'} name {hit.name}{credited(hit.place)}", _what(hit.place)]
    score += _WHOLE if cue and whole else 0
    if cue and hit.place.feature in cue.features:
        score += _CUE_FITS
        reasons.append(cue.why)
    elif cue and not whole:
        score += _CUE_UNFIT
        reasons.append(f"though {cue.why}")
    return Candidate(hit.place, round(score, 4), "; ".join(reasons), False, hit.name)


def _prior(place: Place) -> float:
    if place.feature == "city":
        return _CITY_BASE + _CITY_PER_DECADE * math.log10(place.population + 1)
    return _PRIOR.get(place.feature, _PRIOR_OTHER)


def credited(place: Place) -> str:
    """Return whom to credit for the place, in brackets, as it stands in the reasons; empty where nobody need be."""
    due = credit(place.id)
    return f" ({due.attribution}, {due.licence})" if due else ""


def _what(place: Place) -> str:
    told = f"{place.feature.replace('_', ' ')} in {place.country}" if place.country else place.feature.replace("_", " ")
    return f"{told}, population {place.population:,}" if place.population else told
