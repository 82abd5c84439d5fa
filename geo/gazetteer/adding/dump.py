"""GeoNames' dumps: ``allCountries.txt`` and those of single countries, 19 columns without a header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import SettingError
from geo.faults import Fault
from geo.gazetteer.adding.entry import CellError, cut, more_names, position
from geo.gazetteer.arabic import ARABIC_SPOKEN, arabic_names
from geo.gazetteer.draft import Draft, Name, city_radius_m
from geo.gazetteer.features import FEATURES, GEONAMES, GEONAMES_DEFAULT, Kind
from geo.gazetteer.latin import latin_names
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer.adding.opened import Opened, Option

__all__ = ["Dump", "is_dump"]

_CELLS = 19
_NUMBER = re.compile(r"[1-9]\d{0,14}")
_DEGREES = re.compile(r"-?\d{1,3}(?:\.\d*)?")
_COUNTRY = re.compile("[A-Z]{2}")
_VILLAGE_BELOW = 2_000
# What a code that has no kind of its own is taken for when the user asks for it by name.
_OF_CLASS = {"A": "region", "H": "lake", "L": "region", "P": "city", "S": "facility", "T": "region", "V": "region"}


def is_dump(line: str) -> bool:
    """Tell whether a line is a row of a dump."""
    cells = line.split("\t")
    return len(cells) == _CELLS and bool(_NUMBER.fullmatch(cells[0])) and all(map(_DEGREES.fullmatch, cells[4:6]))


class Dump:
    """The rows of a dump as places.

    Parameters
    ----------
    file
        The opened file.
    option
        Which countries and features are wanted.

    Attributes
    ----------
    divisions
        Ids of the first-order divisions met, by GeoNames code such as ``SY.13``, which a place's `admin1` holds.
    """

    def __init__(self, file: Opened, option: Option) -> None:
        self._file, self._option = file, option
        self._kinds = _wanted(option.features)
        self.divisions: dict[str, str] = {}

    def __iter__(self) -> Iterator[Draft | Fault | None]:
        """Give a place, a fault, or None for a row that is not wanted."""
        for row, line in self._file.lines():
            if isinstance(line, Fault):
                yield line
                continue
            cells = line.split("\t")
            if len(cells) != _CELLS:
                told = f"{len(cells)}: {cut(line)}"
                yield Fault(self._file.name, "wrong number of cells", row, "", f"{_CELLS} divided by tabs", told)
                continue
            if cells[7] == "ADM1" and _NUMBER.fullmatch(cells[0]):
                self.divisions[f"{cells[8]}.{cells[10]}"] = f"geonames:{cells[0]}"
            kind = self._kinds.get(f"{cells[6]}.{cells[7]}")
            if kind is None or not self._option.wants(cells[8]):
                yield None
                continue
            try:
                yield _place(cells, kind)
            except CellError as problem:
                yield problem.at(self._file.name, row)


def _wanted(features: frozenset[str]) -> dict[str, Kind]:
    if not features:
        return {code: GEONAMES[code] for code in GEONAMES_DEFAULT}
    wanted: dict[str, Kind] = {}
    for feature in sorted(features):
        class_, _, code = feature.partition(".")
        if class_ not in _OF_CLASS:
            expected = f"a class of GeoNames, one of {', '.join(_OF_CLASS)}, or class and code such as S.DAM"
            raise SettingError(f"--feature: expected {expected}, got {feature!r}")
        if code:
            name = _OF_CLASS[class_]
            usual = Kind(name, FEATURES[name], PRECISION[FEATURES[name]].radius_m or 0)
            wanted[feature] = GEONAMES.get(feature, usual)
        else:
            wanted |= {known: kind for known, kind in GEONAMES.items() if known.startswith(f"{class_}.")}
    return wanted


def _place(cells: list[str], kind: Kind) -> Draft:
    """Return the row's place; where it is a country, names of the one that majal has."""
    number, name, plain, alternates, lat, lon = cells[:6]
    country = cells[8]
    if not _NUMBER.fullmatch(number):
        raise CellError("no GeoNames number", "geonameid", "a number above 0", number)
    if not name.strip():
        raise CellError("no name", "name", "the place's name", name)
    if country and not _COUNTRY.fullmatch(country):
        raise CellError("no country", "country code", "two capital letters or nothing", country)
    others = [one.strip() for one in alternates.split(",") if one]
    arabic = arabic_names(others, common_words=country in ARABIC_SPOKEN)
    names = [*(Name(one, "ar") for one in arabic), *(Name(one, "en") for one in latin_names([plain, *others]))]
    if kind.feature == "country":
        return more_names(f"iso:{country}", names)
    x, y = position(lon, lat, ("longitude", "latitude"))
    population = _population(cells[14])
    precision, radius_m = kind.precision, kind.radius_m
    if kind.feature == "city":
        precision = Precision.VILLAGE if 0 < population < _VILLAGE_BELOW else Precision.SETTLEMENT
        radius_m = city_radius_m(population, precision)
    division = "" if kind.feature == "adm1" else f"{country}.{cells[10]}"
    return Draft(
        f"geonames:{number}", name, next(iter(arabic), ""), x, y, kind.feature, precision, radius_m,
        country, division, population, names=names,
    )  # fmt: skip


def _population(cell: str) -> int:
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 11):
        raise CellError("no number of people", "population", "a whole number", cell)
    return int(cell)
