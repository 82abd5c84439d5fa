"""One row's names of places, the smallest first, to one place of the gazetteer; what is not sure is not placed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer import geocode, key_of
from geo.gazetteer.rank import Candidate, credited
from geo.geodesy import destination, distance_m
from geo.place import PRECISION, LonLat, Place, Precision
from geo.units import western_digits
from layers.reading.context import is_inside
from layers.reading.reasons import called, inside, joined, kind
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer import Gazetteer

__all__ = ["Located", "Named", "locate"]

# As in reports (`layers.reading.resolve`): a distance told is known to about a third of it.
_OFFSET_SHARE = 0.35
# Scores that differ by less leave open which place is meant (`layers.reading.resolve`).
_UNDECIDED = 0.1
_MOST = 30
_DIVISIONS = frozenset({"adm1", "adm2", "country", "continent"})
_AZIMUTHS = {
    word: 45 * number
    for number, words in enumerate(
        ("north شمال", "northeast", "east شرق", "southeast", "south جنوب", "southwest", "west غرب", "northwest")
    )
    for word in words.split()
}
_SIDE = "|".join(sorted(_AZIMUTHS, key=len, reverse=True))
_NEAR = re.compile(
    r"(?:in the |the )?(?:near(?:by)?|around|outside|vicinity of|outskirts of|close to|بالقرب من|قرب|محيط|ضواحي)\s+"
    r"(?P<name>.+)",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    rf"(?:(?P<far>\d+(?:[.,]\d+)?)\s*(?P<unit>km|kms|kilomet(?:er|re)s?|mi|miles?|كم|كيلومترا?)\s+)?(?:to the\s+)?"
    rf"(?P<side>{_SIDE})(?:\s+of|\s+من)?\s+(?P<name>.+)",
    re.IGNORECASE,
)
_MILE_M = 1609.344  # the international mile, by definition


class Named(NamedTuple):
    """A name as a table writes it, and the class than which its place is never taken finer; empty for none."""

    name: str
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """Where a row's names put it.

    Attributes
    ----------
    place
        The place of the gazetteer, None where no name is sure.
    at
        The position, a displacement told applied; None as above.
    precision, radius_m, shape
        How finely that is known; the place's own shape where it has one and is not widened.
    why
        The reasons in words, or why it has no place.
    """

    place: Place | None
    at: LonLat | None
    precision: Precision
    radius_m: float | None
    shape: BaseGeometry | None
    why: Text


class _Read(NamedTuple):
    """A name without the words before it: whether it is only near, how far in metres and which way in degrees."""

    name: str
    near: bool = False
    far_m: float | None = None
    azimuth: float | None = None


def locate(names: Sequence[Named], country: str, gazetteer: Gazetteer) -> Located:
    """Find the place that a row names.

    Parameters
    ----------
    names
        The smallest place first; each wider one holds those before it. Empty names are left out.
    country
        ISO 3166-1 alpha-2 code in which all of them lie; empty where nobody said.
    gazetteer
        Where they are looked up.

    Returns
    -------
    Located
        That of the smallest place that is sure. A name that several places bear nearly alike, or none, is passed over
        for the next wider one, and its reason stands with the others.
    """
    found: Located | None = None
    missed: list[Text] = []
    for name in reversed([name for name in names if name.name]):
        located = _one(name, country, found.place if found else None, gazetteer)
        if located.place is None:
            missed.append(located.why)
        else:
            found = located
    if found is None:
        why = joined(missed) if missed else Text("the source names no place", "لا يسمي المصدر أي مكان")
        return Located(None, None, Precision.UNKNOWN, None, None, why)
    return _with(found, missed)


def _with(found: Located, missed: list[Text]) -> Located:
    return Located(found.place, found.at, found.precision, found.radius_m, found.shape, joined([found.why, *missed]))


def _one(named: Named, country: str, container: Place | None, gazetteer: Gazetteer) -> Located:
    read = _read(named.name)
    candidates = [*_fitting(read, named, country, container, gazetteer)]
    if not candidates:
        return _nowhere(_unknown(read.name, country, container, gazetteer))
    best, *others = candidates
    if any(_rivals(other, best) for other in others):
        return _nowhere(_several(read.name, country, container, gazetteer))
    return _placed(best, read, named, country, container, gazetteer)


def _read(written: str) -> _Read:
    """Take the words that tell a side, a distance or nearness from a name."""
    text = western_digits(" ".join(written.split()))
    if offset := _OFFSET.fullmatch(text):
        unit = _MILE_M if (offset["unit"] or "").casefold().startswith("mi") else 1000.0
        far_m = float(offset["far"].replace(",", ".")) * unit if offset["far"] else None
        return _Read(offset["name"], True, far_m, _AZIMUTHS[offset["side"].casefold()])
    near = _NEAR.fullmatch(text)
    return _Read(near["name"], True) if near else _Read(text)


def _fitting(
    read: _Read, named: Named, country: str, container: Place | None, gazetteer: Gazetteer
) -> Sequence[Candidate]:
    """Rank the places that bear the name, lie where they must, and are what the column holds."""
    if not key_of(read.name):
        return []
    found = _called(read.name, country, container, gazetteer) or _nearly(read.name, country, gazetteer)
    if container is not None:
        found = [one for one in found if _holds(container, one.place)]
    divisions = [one for one in found if one.place.feature == named.precision]
    towns = [one for one in found if one.place.feature not in _DIVISIONS]
    if named.precision in _DIVISIONS:
        return divisions or towns
    return (towns or found) if read.near or named.precision == Precision.NEAR_SETTLEMENT else found


def _called(name: str, country: str, container: Place | None, gazetteer: Gazetteer) -> list[Candidate]:
    """Find the places of a name; else those that the gazetteer calls by it and what holds them: Al-Baghdadi, Iraq.

    It does so where the bare name means somebody or something else in a report.
    """
    holder = gazetteer.find(f"iso:{country}") if country else None
    held = [f"{name}, {place.name}" for place in (container, holder) if place is not None]
    for called_ in (name, *held):
        candidates = geocode(called_, country=country, gazetteer=gazetteer, limit=_MOST)
        if found := [one for one in candidates if not one.fuzzy]:
            return found
    return []


def _nearly(name: str, country: str, gazetteer: Gazetteer) -> list[Candidate]:
    """Find the towns of the country whose names differ in doubled letters alone: Shadaddi, Shaddadi.

    Any other letter makes another town too often: Baghdadi is not Baghdad.
    """
    key = key_of(name)
    hits = gazetteer.fuzzy(key, ("city",), country) if country else []
    alike = [hit for hit in hits if _undoubled(key_of(hit.name)) == _undoubled(key)]
    return [Candidate(gazetteer.get(hit.place.id), 0.0, hit.why, True, hit.name) for hit in alike]


def _undoubled(key: str) -> str:
    return "".join(letter for letter, _ in groupby(key))


def _holds(container: Place, place: Place) -> bool:
    if container.shape is not None and place.feature != "country":
        return bool(container.shape.covers(_point(place.at))) or is_inside(place, container)
    return is_inside(place, container)


def _point(at: LonLat) -> BaseGeometry:
    import shapely  # noqa: PLC0415 - only where a shape is asked

    return shapely.Point(at.lon, at.lat)


def _rivals(other: Candidate, best: Candidate) -> bool:
    """Whether another place bears the name about as likely, and neither lies in the other."""
    if best.score - other.score >= _UNDECIDED:
        return False
    return distance_m(best.place.at, other.place.at) > max(best.place.radius_m, other.place.radius_m)


def _placed(
    best: Candidate, read: _Read, named: Named, country: str, container: Place | None, gazetteer: Gazetteer
) -> Located:
    place = best.place
    at, precision, radius_m = _extent(place, read, named.precision)
    own = precision == place.precision and radius_m == place.radius_m
    why = joined(
        [
            _looked_up(read.name, country, container, gazetteer),
            called(best.matched, credited(place), best.why if best.fuzzy else ""),
            kind(place),
        ]
    )
    return Located(place, at, precision, radius_m, place.shape if own else None, why)


def _extent(place: Place, read: _Read, floor: str) -> tuple[LonLat, Precision, float]:
    """Return where and how finely: never finer than what the source's words, or its column, can tell."""
    at, precision, radius_m = place.at, place.precision, place.radius_m
    wanted = [Precision(floor)] if floor else []
    if read.far_m is not None and read.azimuth is not None and place.feature not in _DIVISIONS:
        at = destination(place.at, read.azimuth, read.far_m)
        precision, radius_m = Precision.NEAR_SETTLEMENT, place.radius_m + _OFFSET_SHARE * read.far_m
    elif read.near:
        wanted.append(Precision.NEAR_SETTLEMENT)
    for least in wanted:
        usual = PRECISION[least].radius_m
        if usual is not None and usual > radius_m and not (place.shape is not None and place.precision == least):
            precision, radius_m = least, usual
    return at, precision, radius_m


def _nowhere(why: Text) -> Located:
    return Located(None, None, Precision.UNKNOWN, None, None, why)


def _where(country: str, container: Place | None, gazetteer: Gazetteer) -> Text:
    """Say where a name was looked for, as it follows it."""
    if container is not None:
        return inside(container)
    place = gazetteer.find(f"iso:{country}") if country else None
    return Text(f"in {place.name}", f"في {place.name_ar or place.name}") if place else Text("", "")


def _told(en: str, ar: str, where: Text) -> Text:
    return Text(" ".join(filter(None, (en, where.en))), " ".join(filter(None, (ar, where.ar))))


def _looked_up(name: str, country: str, container: Place | None, gazetteer: Gazetteer) -> Text:
    where = _where(country, container, gazetteer)
    told = _told(f"the name “{name}”", f"الاسم «{name}»", where)
    return Text(f"{told.en} in the gazetteer", f"{told.ar} في معجم الأماكن")


def _unknown(name: str, country: str, container: Place | None, gazetteer: Gazetteer) -> Text:
    where = _where(country, container, gazetteer)
    return _told(f"the gazetteer knows no “{name}”", f"لا يعرف معجم الأماكن «{name}»", where)


def _several(name: str, country: str, container: Place | None, gazetteer: Gazetteer) -> Text:
    where = _where(country, container, gazetteer)
    return _told(f"several places are called “{name}”", f"تحمل عدة أماكن اسم «{name}»", where)
