"""OCHA's tables of places with p-codes (COD-AB): divisions of a country, level by level, in CSV or Excel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from geo.faults import Fault
from geo.gazetteer.adding.entry import CellError, more_names, position
from geo.gazetteer.adding.places import COLUMNS
from geo.gazetteer.adding.table import table_rows
from geo.gazetteer.draft import Draft, Name
from geo.gazetteer.features import FEATURES
from geo.gazetteer.latin import is_latin
from geo.place import PRECISION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.adding.known import Known
    from geo.gazetteer.adding.opened import Opened, Option
    from geo.gazetteer.adding.table import Row

__all__ = ["Pcodes", "is_pcodes"]

# As tables of different countries and years have it: admin1Name_en, admin1Pcode, ADM1_AR, admin1RefName, ADM1ALT1EN.
_COLUMN = re.compile(r"adm(?:in)?_?([0-4])_?(?:(pcode)|(ref|alt)?_?(name)?_?\d?_?([a-z]{2})?)")
# The units of the fourth level are settlements where tables have it (Syria, Ukraine).
_FEATURES = {1: "adm1", 2: "adm2", 3: "adm2", 4: "city"}
_CODE = re.compile(r"[A-Z]{2,3}[0-9A-Za-z_-]*")
_LON = (*COLUMNS["lon"], "center_lon", "centroid_x", "centroid_lon", "lon_center")
_LAT = (*COLUMNS["lat"], "center_lat", "centroid_y", "centroid_lat", "lat_center")


class _Unit(NamedTuple):
    """A division or settlement: its level, code, and names."""

    level: int
    code: str
    names: list[Name]


def is_pcodes(names: Sequence[str]) -> bool:
    """Tell whether plain column names are those of a table of p-codes: a code and a name of one level."""
    found = [part for name in names if (part := _part(name))]
    coded = {level for level, what, _ in found if what == "pcode" and level}
    return bool(coded & {level for level, what, _ in found if what == "name"})


def _part(name: str) -> tuple[int, str, str] | None:
    """Read a column's name: level, ``pcode`` or ``name``, language; None where it is neither."""
    match = _COLUMN.fullmatch(name)
    if match is None or not any(match.groups()[1:]):
        return None
    return int(match[1]), match[2] or "name", match[5] or ""


class Pcodes:
    """The units of the table as places.

    Parameters
    ----------
    file
        The opened file.
    option
        Which countries are wanted.
    known
        Tells which units are places that majal has; only they can do without a position.
    sheets
        Of a workbook, its sheets.
    """

    def __init__(self, file: Opened, option: Option, known: Known, sheets: Sequence[str] = ("",)) -> None:
        self._file, self._option, self._known, self._sheets = file, option, known, sheets
        self._met: set[str] = set()
        self._ids: dict[str, str] = {}
        self._waiting: dict[str, Fault] = {}
        self.divisions: dict[str, str] = {}

    def __iter__(self) -> Iterator[Draft | Fault | None]:
        """Give a place, a fault, or None for a row that is not wanted."""
        for row in (row for sheet in self._sheets for row in table_rows(self._file, sheet)):
            yield from (row,) if isinstance(row, Fault) else self._row(row)
        yield from (fault for code, fault in self._waiting.items() if code not in self._met)

    def _row(self, row: Row) -> Iterator[Draft | Fault | None]:
        try:
            units = _units(row)
        except CellError as problem:
            yield problem.at(row.file, row.number)
            return
        country = _country(row, units)
        if not self._option.wants(country):
            yield None
            return
        for unit in units:
            if unit.code in self._met:
                continue
            try:
                yield self._unit(row, unit, units, country)
            except CellError as problem:
                # An upper unit may still have a row of its own; it is a fault only where none comes.
                self._waiting.setdefault(unit.code, problem.at(row.file, row.number))

    def _unit(self, row: Row, unit: _Unit, units: list[_Unit], country: str) -> Draft:
        division = self._ids.get(units[0].code, "") if units[0].level == 1 and unit.level > 1 else ""
        feature = _FEATURES[unit.level]
        lon, lat = row.get(*_LON), row.get(*_LAT)
        if unit is units[-1] and (lon or lat):
            x, y = position(lon, lat, (row.column(*_LON), row.column(*_LAT)))
            draft = _draft(unit, feature, x, y, country, division)
            place_id = self._known.same_as(draft) or draft.id
            draft = draft if place_id == draft.id else more_names(place_id, draft.all_names())
        else:
            # A unit below the first level is looked for within its division only.
            may_ask = unit.level == 1 or bool(division)
            found = self._known.called(unit.names, feature, country, division) if may_ask else []
            if len(found) != 1:
                why = f"no position, and {len(found) or 'none'} of the places that majal knows is called so"
                where = "a position, or the name of one known place" + (" in its division" if unit.level > 1 else "")
                raise CellError(why, f"admin{unit.level}", where, unit.names[0].text)
            place_id = found[0]
            draft = more_names(place_id, unit.names)
        self._met.add(unit.code)
        self._ids[unit.code] = place_id
        return draft


def _draft(unit: _Unit, feature: str, lon: float, lat: float, country: str, division: str) -> Draft:
    english = next((name.text for name in unit.names if name.lang == "en"), "")
    arabic = next((name.text for name in unit.names if name.lang == "ar"), "")
    precision = FEATURES[feature]
    radius_m = PRECISION[precision].radius_m or 0
    return Draft(
        f"pcode:{unit.code}", english or arabic, arabic, lon, lat, feature, precision, radius_m,
        country, division, names=unit.names,
    )  # fmt: skip


def _units(row: Row) -> list[_Unit]:
    """Return the units that a row names, the widest first: the last is the one that the row is about."""
    codes: dict[int, str] = {}
    names: dict[int, list[Name]] = {}
    for column, cell in row.cells.items():
        part = _part(column)
        if part is None or not cell or part[0] == 0:
            continue
        level, what, lang = part
        if what == "pcode":
            codes[level] = cell
        else:
            names.setdefault(level, []).extend(_name(cell, lang))
    if not codes:
        raise CellError("no p-code", "admin1Pcode", "the code of a division", "")
    for level, code in codes.items():
        if not _CODE.fullmatch(code):
            raise CellError("no p-code", f"admin{level}Pcode", "letters and digits such as SY0203", code)
        if not names.get(level):
            raise CellError("a p-code without a name", f"admin{level}Name_en", "a name in English or Arabic", code)
    return [_Unit(level, codes[level], names[level]) for level in sorted(codes)]


def _name(cell: str, lang: str) -> list[Name]:
    if lang == "ar":
        return [Name(cell, "ar", preferred=True)]
    return [Name(cell, "en", preferred=True)] if lang in {"", "en", "fr"} and is_latin(cell) else []


def _country(row: Row, units: list[_Unit]) -> str:
    told = row.get("admin0pcode", "adm0_pcode", "admin0_pcode", "iso2")
    if re.fullmatch(r"[A-Z]{2}", told):
        return told
    begins = re.match(r"([A-Z]{2})(?![A-Z])", units[-1].code)
    return begins[1] if begins else ""
