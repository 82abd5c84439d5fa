"""A table of the user's own: one place a row, with a name and a position."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from geo.faults import Fault
from geo.gazetteer.adding.entry import CellError, is_placed, more_names, number, position
from geo.gazetteer.adding.table import table_rows
from geo.gazetteer.arabic import is_arabic
from geo.gazetteer.draft import Draft, Name
from geo.gazetteer.features import FEATURES
from geo.gazetteer.normalise import key_of
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.adding.opened import Opened, Option
    from geo.gazetteer.adding.table import Row

__all__ = ["COLUMNS", "Places", "is_places"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "name": ("name", "name_en", "place", "place_name", "english", "name_english", "الاسم", "المكان"),
    "name_ar": ("name_ar", "arabic", "name_arabic", "ar", "الاسم_العربي"),
    "lon": ("lon", "longitude", "lng", "long", "x", "x_coord", "point_x", "خط_الطول"),
    "lat": ("lat", "latitude", "y", "y_coord", "point_y", "خط_العرض"),
    "feature": ("feature", "kind", "type", "النوع"),
    "precision": ("precision", "الدقة"),
    "radius_m": ("radius_m",),
    "country": ("country", "country_code", "iso2", "iso", "البلد"),
    "population": ("population", "السكان"),
    "aliases_en": ("aliases_en", "aliases", "alternate_names"),
    "aliases_ar": ("aliases_ar",),
    "source": ("source", "المصدر"),
}
"""Each meaning with the names under which its column is found, in any case, with blanks, hyphens or ``_``."""

_ID = re.compile(r"[A-Za-z][\w.-]*:\S{1,100}")
_GEONAMES = re.compile(r"geonames:[1-9]\d{0,14}")
_WIDEST_M = 3_000_000


def is_places(names: Sequence[str]) -> bool:
    """Tell whether plain column names are those of a table of places: a name, a longitude and a latitude."""
    has_name = any(name in names for name in (*COLUMNS["name"], *COLUMNS["name_ar"]))
    return has_name and all(any(name in names for name in COLUMNS[axis]) for axis in ("lon", "lat"))


class Places:
    """The rows of the table as places.

    Parameters
    ----------
    file
        The opened file.
    option
        Which countries are wanted.
    sheet
        Of a workbook, which sheet.
    """

    def __init__(self, file: Opened, option: Option, sheet: str = "") -> None:
        self._file, self._option, self._sheet = file, option, sheet
        self.divisions: dict[str, str] = {}

    def __iter__(self) -> Iterator[Draft | Fault | None]:
        """Give a place, a fault, or None for a row that is not wanted."""
        for row in table_rows(self._file, self._sheet):
            if isinstance(row, Fault):
                yield row
                continue
            try:
                draft = _draft(row)
            except CellError as problem:
                yield problem.at(row.file, row.number)
                continue
            yield draft if not is_placed(draft) or self._option.wants(draft.country) else None


def _draft(row: Row) -> Draft:
    name, name_ar = row.get(*COLUMNS["name"]), row.get(*COLUMNS["name_ar"])
    if is_arabic(name) and not name_ar:
        name, name_ar = "", name
    if not key_of(name + name_ar):
        raise CellError("no name", row.column(*COLUMNS["name"]), "the place's name", name + name_ar)
    names = [*_aliases(row, "aliases_en", "en"), *_aliases(row, "aliases_ar", "ar")]
    given, lon, lat = row.get("id"), row.get(*COLUMNS["lon"]), row.get(*COLUMNS["lat"])
    if given and not (lon or lat):
        own = [Name(one, lang, preferred=True) for one, lang in ((name, "en"), (name_ar, "ar")) if one]
        return more_names(_id(row, given), [*own, *names])
    x, y = position(lon, lat, (row.column(*COLUMNS["lon"]), row.column(*COLUMNS["lat"])))
    feature = _word(row, "feature", FEATURES) or "city"
    precision = Precision(_word(row, "precision", tuple(Precision)) or FEATURES[feature])
    return Draft(
        _id(row, given) if given else _own_id(name, name_ar, x, y),
        name or name_ar, name_ar, x, y, feature, precision, _radius_m(row, precision),
        _country(row), population=_population(row), names=names,
    )  # fmt: skip


def _aliases(row: Row, column: str, lang: str) -> list[Name]:
    cell = row.get(*COLUMNS[column])
    return [Name(one.strip(), lang, preferred=True) for one in re.split(r"[|;]", cell) if one.strip()]


def _word(row: Row, column: str, known: Sequence[str] | dict[str, Precision]) -> str:
    found = row.get(*COLUMNS[column])
    plain = re.sub(r"[\s-]+", "_", found.casefold())
    if plain and plain not in known:
        raise CellError("unknown word", row.column(*COLUMNS[column]), "one of " + ", ".join(known), found)
    return plain


def _radius_m(row: Row, precision: Precision) -> float:
    found, column = row.get("radius_m"), row.column("radius_m")
    if found:
        radius_m = number(found, column, "metres")
        if not 0 < radius_m <= _WIDEST_M:
            raise CellError("no radius", column, f"metres above 0, {_WIDEST_M:,} at most", found)
        return radius_m
    usual = PRECISION[precision].radius_m
    if usual is None:
        raise CellError(f"a place of precision {precision} has no usual radius", column, "its radius in metres", "")
    return usual


def _population(row: Row) -> int:
    found, column = row.get(*COLUMNS["population"]), row.column(*COLUMNS["population"])
    people = number(found, column, "a number of people") if found else 0
    if not 0 <= people < 1e11:
        raise CellError("no number of people", column, "0 or more", found)
    return int(people)


def _country(row: Row) -> str:
    found = row.get(*COLUMNS["country"])
    if found and not re.fullmatch(r"[A-Za-z]{2}", found):
        raise CellError("no country", row.column(*COLUMNS["country"]), "its two letters, such as SY", found)
    return found.upper()


def _id(row: Row, given: str) -> str:
    told = given if ":" in given else f"own:{given}"
    is_good = _GEONAMES.fullmatch(told) if told.startswith("geonames:") else _ID.fullmatch(told)
    if not is_good:
        raise CellError("no id", row.column("id"), "authority:name without blanks, such as own:depot-3", given)
    return told


def _own_id(name: str, name_ar: str, lon: float, lat: float) -> str:
    """Name a place that has no id by what it is, so that the next edition of the table gives it the same id."""
    told = f"{key_of(name)}|{key_of(name_ar)}|{lon:.5f}|{lat:.5f}"
    return f"own:{hashlib.sha256(told.encode()).hexdigest()[:12]}"
