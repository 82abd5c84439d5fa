"""GeoNames' alternate names: ``alternateNamesV2.txt``, 8 to 10 columns without a header; names of known places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.faults import Fault
from geo.gazetteer.adding.entry import cut, more_names
from geo.gazetteer.arabic import ARABIC_SPOKEN, arabic_names
from geo.gazetteer.draft import Draft, Name
from geo.gazetteer.latin import latin_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.gazetteer.adding.opened import Opened, Option

__all__ = ["Alternates", "is_alternate"]

_CELLS = range(4, 11)
_NUMBER = re.compile(r"[1-9]\d{0,14}")
_LANGUAGE = re.compile(r"[A-Za-z]{0,8}(?:[-_][A-Za-z0-9]{1,8})*")
# Other languages are not read; codes, links and postcodes are no names.
_LANGUAGES = frozenset({"ar", "en", ""})
_IS_PREFERRED, _IS_HISTORIC = 4, 7


def is_alternate(line: str) -> bool:
    """Tell whether a line is a row of the table of alternate names."""
    cells = line.split("\t")
    return (
        len(cells) in _CELLS
        and all(_NUMBER.fullmatch(cell) for cell in cells[:2])
        and bool(_LANGUAGE.fullmatch(cells[2]))
        and bool(cells[3].strip())
        and set("".join(cells[4:8])) <= {"0", "1"}
    )


class Alternates:
    """The rows of the table as names.

    Parameters
    ----------
    file
        The opened file.
    option
        Which countries are wanted.
    country_of
        The country of a known place by its id, None for a place that nobody knows.
    """

    def __init__(self, file: Opened, option: Option, country_of: Callable[[str], str | None]) -> None:
        self._file, self._option, self._country_of = file, option, country_of
        self.divisions: dict[str, str] = {}

    def __iter__(self) -> Iterator[Draft | Fault | None]:
        """Give names of a place, a fault, or None for a row that is not wanted."""
        for row, line in self._file.lines():
            yield line if isinstance(line, Fault) else self._names(row, line)

    def _names(self, row: int, line: str) -> Draft | Fault | None:
        cells = line.split("\t")
        if len(cells) not in _CELLS:
            told = f"{len(cells)}: {cut(line)}"
            return Fault(self._file.name, "wrong number of cells", row, "", "8 to 10 divided by tabs", told)
        if not _NUMBER.fullmatch(cells[1]):
            return Fault(self._file.name, "no GeoNames number", row, "geonameid", "a number above 0", cut(cells[1]))
        if cells[2] not in _LANGUAGES or _flag(cells, _IS_HISTORIC):
            return None
        place_id = f"geonames:{cells[1]}"
        country = self._country_of(place_id)
        if country is None or not self._option.wants(country):
            return None
        names = _clean(cells[3].strip(), cells[2], country, is_preferred=_flag(cells, _IS_PREFERRED))
        return more_names(place_id, names) if names else None


def _flag(cells: list[str], at: int) -> bool:
    return len(cells) > at and cells[at] == "1"


def _clean(name: str, language: str, country: str, *, is_preferred: bool) -> list[Name]:
    """Return the name in its language; a name without language that is no clean Arabic or Latin is left out."""
    arabic = arabic_names([name], common_words=country in ARABIC_SPOKEN) if language != "en" else []
    latin = latin_names([name]) if language != "ar" and not arabic else []
    is_usual = is_preferred and bool(language)
    return [Name(one, "ar", is_usual) for one in arabic] + [Name(one, "en", is_usual) for one in latin]
