"""GDELT events, whose files have no header: it is put before them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.decoding import decode, looks_like_text
from layers.sources import Input, Source
from layers.tabular.delimited import read_cells
from layers.tabular.rows import dossier_of
from layers.tabular.standing import Lines, as_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Dossier
    from layers.tabular.raw import RawTable

__all__ = ["SOURCE"]

_ACTOR = ("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code")
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
# The order of the columns: GDELT Event Database Data Format Codebook V2.0.
_COLUMNS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{actor}{part}" for actor in "12" for part in (*_ACTOR, "Type1Code", "Type2Code", "Type3Code")),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{of}Geo_{part}" for of in ("Actor1", "Actor2", "Action") for part in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
_FIRST = re.compile(rb"\d+\t\d{8}\t\d{6}\t\d{4}\t[\d.]+\t")
_SAMPLE = 1 << 16


def detect(given: Input) -> float:
    """Tell it by its first line: as many cells as GDELT has columns, an id and a date first."""
    line = given.data[:_SAMPLE].partition(b"\n")[0]
    is_row = _FIRST.match(line) is not None and line.count(b"\t") == len(_COLUMNS) - 1
    return 1 if is_row and looks_like_text(given.data) else 0


def read(given: Input) -> Dossier:
    """Read the rows of a file as events.

    Raises
    ------
    FileError
        It is no text.
    """
    return dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the rows of a file under the names of GDELT's columns.

    Raises
    ------
    FileError
        It is no text.
    """
    header = "\t".join(_COLUMNS)
    # The line that is put before the others is none of the file.
    return read_cells(f"{header}\n{decode(given.data, given.name).text}", given.name, before=-1, quoted=False)


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    return as_lines(Lines(given.data, given.name), rows)


SOURCE = Source(
    "gdelt",
    "GDELT 2.0 events: coded by a machine from news, every row says so",
    detect,
    read,
    _table,
    standing=_standing,
)
