"""What the names of a text say about each other: a town is meant in the country and the province that others name.

Every name begins with how readily it alone means each of its places. Then, for a few rounds, names support each other:
by their countries, by their first-order divisions, by lying near each other, and most where one is said to hold the
other ("Paris, Texas"). A name never supports itself. The work is linear in the number of names and of their places.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from geo.geodesy import distance_m
from layers.reading.reasons import DIVISION, NEAR, SPOKEN_OF
from layers.reading.segment import keys
from layers.reading.spans import FEATURES_OF_CUE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.place import Place
    from layers.reading.names import Named, Names
    from layers.reading.segment import Sentence
    from layers.reading.spans import Span
    from layers.text import Text

__all__ = ["Context", "is_inside"]

# How readily a bare name means this kind of place (our own weights); a city's and a division's grow with its people.
_PRIOR = {
    "country": 5.4,
    "continent": 5.6,
    "sea": 4.6,
    "strait": 4.6,
    "range": 3.6,
    "region": 3.8,
    "valley": 3.2,
    "desert": 3.2,
    "air_base": 1.3,
    "airport": 1.0,
}
_PRIOR_OTHER = 1.8
# Seas and regions that several countries share get no weight from the countries that a text names.
_BY_NO_COUNTRY = 1.6
_PER_DECADE = {"city": 0.55, "adm1": 0.5, "adm2": 0.36}
_PREFERRED, _CAPITAL, _CUE, _HELD = 0.4, 1.5, 2.0, 3.0
_COUNTRY, _DIVISION, _NEAR = 2.2, 1.6, 1.2
_NAMESAKE = 0.3
_ROUNDS = 3
# Differences in score become shares by this factor: 1 more is e**1.5 times as likely.
_SHARPNESS = 1.5
_FAINT, _PLAIN = 0.02, 0.3
_OF_PEOPLE = 0.5
_AREAS = frozenset({"country", "adm1", "continent", "sea", "region"})
_CONNECTORS = keys("in of the at في من ب province state governorate county district")
_CONNECTORS_MOST = 3
_DEGREES = 1.0
# No degree of latitude is shorter than this; places farther apart by latitude alone need no geodesic.
_DEGREE_M = 110_000.0


class _Where(NamedTuple):
    """What a place tells of others, and others of it: its country, its division, its part of the Earth."""

    country: str
    division: str
    cell: tuple[int, int] | None


@dataclass(slots=True)
class _Name:
    """A name with the places it may mean, the score of each by itself and among the others, and its share of belief."""

    named: tuple[Named, ...]
    where: list[_Where]
    alone: list[float]
    scores: list[float]
    shares: list[float]
    count: int = 0
    holders: list[_Name] = field(default_factory=list)
    held: list[_Name] = field(default_factory=list)

    @property
    def weight(self) -> float:
        """How much it tells the others: more where it is named often, but ever less."""
        return math.log2(1 + self.count)


@dataclass(slots=True)
class _Masses:
    """How much of what the text names lies in each country, division and cell."""

    countries: dict[str, float]
    divisions: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    cells: dict[tuple[int, int], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, name: _Name, sign: float = 1.0) -> None:
        """Add a name's shares, or take them away again."""
        weight = sign * name.weight
        for where, share in zip(name.where, name.shares, strict=True):
            if share < _FAINT:
                continue
            self.countries[where.country] += weight * share
            self.divisions[where.division] += weight * share
            if where.cell is not None:
                self.cells[where.cell] += weight * share

    def around(self, cell: tuple[int, int]) -> float:
        """Return the mass in a cell and those that touch it."""
        x, y = cell
        cells = self.cells
        return sum(cells[near] for near in ((x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)) if near in cells)


class Context:
    """The names of one text, weighed together.

    Parameters
    ----------
    sentences, spans
        The sentences and the names of each.
    names
        For capitals.
    """

    def __init__(self, sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]], names: Names) -> None:
        self._names = names
        self._all: dict[object, _Name] = {}
        self._peoples: dict[str, float] = defaultdict(float)
        for sentence, found in zip(sentences, spans, strict=True):
            self._take(sentence, found)
        for _ in range(_ROUNDS):
            self._weigh()
        self._last = self._masses()
        self.countries = self._shares_of_countries()

    def ranked(self, span: Span) -> list[tuple[float, Named]]:
        """Return the places that a span may mean with their scores, the likeliest first."""
        name = self._all[_key(span)]
        return sorted(zip(name.scores, name.named, strict=True), key=lambda pair: (-pair[0], pair[1].place.id))

    def reasons(self, span: Span, place: Place) -> list[Text]:
        """Tell in words what else in the text speaks for a place that the span may mean."""
        name, masses, where = self._all[_key(span)], self._last, _where(place)
        masses.add(name, -1.0)
        found: list[Text] = []
        if where.division and masses.divisions[where.division] > _PLAIN:
            found = [DIVISION]
        elif where.cell is not None and masses.around(where.cell) > _PLAIN:
            found = [NEAR]
        elif masses.countries[where.country] > _PLAIN:
            found = [SPOKEN_OF]
        masses.add(name)
        return found

    def _take(self, sentence: Sentence, spans: Sequence[Span]) -> None:
        """Take in the names of a sentence, and which of them is said to hold which."""
        for span in spans:
            if span.country and not span.named:
                self._peoples[span.country] += _OF_PEOPLE
        placed = [span for span in spans if span.named]
        for span in placed:
            self._name(span).count += not all(named.fuzzy for named in span.named)
        for inner, outer in itertools.pairwise(placed):
            if _is_said_of(sentence, inner, outer):
                self._name(inner).holders.append(self._name(outer))
                self._name(outer).held.append(self._name(inner))

    def _name(self, span: Span) -> _Name:
        key = _key(span)
        found = self._all.get(key)
        if found is None:
            alone = _below_namesakes(span, [self._alone(named, span) for named in span.named])
            where = [_where(named.place) for named in span.named]
            found = self._all[key] = _Name(span.named, where, alone, alone, _softmax(alone))
        return found

    def _alone(self, named: Named, span: Span) -> float:
        """Score what a name means by itself: its kind, its people, its cue words."""
        place = named.place
        per_decade = _PER_DECADE.get(place.feature)
        if per_decade is not None:
            score = per_decade * math.log10(place.population + 1)
        else:
            score = _PRIOR.get(place.feature, _PRIOR_OTHER)
        if not place.country and place.feature in _PRIOR:
            score += _BY_NO_COUNTRY
        score += _PREFERRED * named.preferred
        score += _CAPITAL * bool(place.feature == "city" and self._names.capital_of(place.id))
        return score + _CUE * (place.feature in FEATURES_OF_CUE.get(span.cue, ()))

    def _masses(self) -> _Masses:
        masses = _Masses(defaultdict(float, self._peoples))
        for name in self._all.values():
            masses.add(name)
        return masses

    def _shares_of_countries(self) -> dict[str, float]:
        """Return the share of each country in what the text names."""
        countries = self._last.countries
        total = sum(mass for code, mass in countries.items() if code) or 1.0
        return {code: mass / total for code, mass in countries.items() if code}

    def _weigh(self) -> None:
        """Weigh every name anew by what the others mean."""
        masses = self._masses()
        for name in self._all.values():
            if len(name.named) > 1:
                masses.add(name, -1.0)
                name.scores = self._among(name, masses)
                masses.add(name)
        for name in self._all.values():
            name.shares = _softmax(name.scores)

    def _among(self, name: _Name, masses: _Masses) -> list[float]:
        """Score the places of a name by what the other names mean."""
        in_countries = max(_FAINT, sum(masses.countries.values()))
        in_divisions = max(_FAINT, sum(masses.divisions.values()))
        out = []
        for named, where, alone in zip(name.named, name.where, name.alone, strict=True):
            score = alone
            if where.country:
                score += _COUNTRY * math.sqrt(max(0.0, masses.countries[where.country]) / in_countries)
            if where.division:
                mass = max(0.0, masses.divisions[where.division])
                score += _DIVISION * math.sqrt(mass / in_divisions) * -math.expm1(-mass)
            if where.cell is not None:
                score += _NEAR * -math.expm1(-max(0.0, masses.around(where.cell)))
            out.append(score + _HELD * (_held(named.place, name.holders) + _holding(named.place, name.held)))
        return out


def _key(span: Span) -> object:
    return span.cue, frozenset(named.place.id for named in span.named)


def _below_namesakes(span: Span, alone: list[float]) -> list[float]:
    """Let a bare name mean the town before the division that is called after it."""
    if span.cue:
        return alone
    towns = [(n.place, score) for n, score in zip(span.named, alone, strict=True) if n.place.feature == "city"]
    out = []
    for named, score in zip(span.named, alone, strict=True):
        inside = [own for town, own in towns if named.place.feature in _PER_DECADE and _is_of(town, named.place)]
        out.append(min(score, max(inside) - _NAMESAKE) if inside and named.place.feature != "city" else score)
    return out


def _is_of(town: Place, division: Place) -> bool:
    """Whether a town of the same name lies in a division, or a district beside it in the same province."""
    return is_inside(town, division) or (
        division.feature == "adm2" and bool(town.admin1) and town.admin1 == division.admin1
    )


def _where(place: Place) -> _Where:
    is_area = place.feature in _AREAS
    cell = None if is_area else (round(place.at.lon / _DEGREES), round(place.at.lat / _DEGREES))
    return _Where(place.country, place.id if place.feature == "adm1" else place.admin1, cell)


def _softmax(scores: Sequence[float]) -> list[float]:
    """Turn scores into shares that sum to 1."""
    best = max(scores)
    grown = [math.exp(_SHARPNESS * (score - best)) for score in scores]
    total = sum(grown)
    return [each / total for each in grown]


def _held(place: Place, holders: Sequence[_Name]) -> float:
    """Return how surely one of the places said to hold this one does."""
    return max((_sum(holder, lambda outer: is_inside(place, outer)) for holder in holders), default=0.0)


def _holding(place: Place, held: Sequence[_Name]) -> float:
    """Return how surely this place holds one of those said to lie in it."""
    return max((_sum(name, lambda inner: is_inside(inner, place)) for name in held), default=0.0)


def _sum(name: _Name, fits: Callable[[Place], bool]) -> float:
    return sum(
        share for named, share in zip(name.named, name.shares, strict=True) if share >= _FAINT and fits(named.place)
    )


def _is_said_of(sentence: Sentence, inner: Span, outer: Span) -> bool:
    """Read "Paris, Texas", "Aleppo in northern Syria": nothing but a comma, "in" or "of" stands between."""
    between = sentence.tokens[inner.last : outer.first]
    if len(between) > _CONNECTORS_MOST:
        return False
    return all(token.key in _CONNECTORS for token in between)


def is_inside(place: Place, container: Place) -> bool:
    """Whether a place lies in another, by its country, its division, or the other's disc."""
    if place.id == container.id or place.feature == "country":
        return False
    if container.feature == "country":
        return place.country == container.country
    if place.admin1 and place.admin1 == container.id:
        return place.feature != "adm1"
    if container.feature == "adm1" and place.admin1:
        return False
    if place.radius_m > container.radius_m or abs(place.at.lat - container.at.lat) * _DEGREE_M > container.radius_m:
        return False
    return distance_m(place.at, container.at) <= container.radius_m
