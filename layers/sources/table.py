"""Tables as text: CSV and TSV with any delimiter, in any of the usual encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.decoding import decode, is_utf8, looks_like_text, sample_text
from geo.errors import FileError
from layers.sources import Input, Source
from layers.tabular.columns import match
from layers.tabular.cuts import cuts
from layers.tabular.delimited import header_of, lines_above, read_table
from layers.tabular.parallel import read_on_all_cores
from layers.tabular.rows import dossier_of
from layers.tabular.standing import Lines, as_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from layers.events import Dossier
    from layers.sources import Cut
    from layers.tabular.raw import RawTable

__all__ = ["SOURCE"]

_SAMPLE = 1 << 16
_SUFFIXES = (".csv", ".tsv", ".tab")
_BLANKS = b" \t\r\n\xef\xbb\xbf\xff\xfe\0"


def detect(given: Input) -> float:
    """Tell a table by its header: columns that mean a title and a place or a time; else by its name's ending."""
    if not given.data or not looks_like_text(given.data):
        return 0
    sample = _sample(given)
    if sample.lstrip()[:1] in {"{", "[", "<"}:
        return 0
    header = header_of(sample)
    known = match(header.names)
    placed = {"latitude", "longitude"} <= known.keys() or "shape" in known
    dated = known.keys() & {"date", "start"}
    if len(header.names) > 1 and ((placed and len(known) > 2) or ("title" in known and dated)):
        return 0.9
    return 0.5 if given.name.casefold().endswith(_SUFFIXES) else 0


def read(given: Input) -> Dossier:
    """Read a table of events.

    Raises
    ------
    FileError
        It is empty, no text, or no column tells what happened, where or when.
    """
    sample = _sample(given)
    header = header_of(sample)
    plain = is_utf8(given.data[:_SAMPLE]) and not lines_above(sample, header.delimiter)
    found = read_on_all_cores(given, header) if plain else None
    return found or dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the rows of a text, every cell a text.

    Raises
    ------
    FileError
        It is empty, or no text.
    """
    if not given.data[:_SAMPLE].strip(_BLANKS) and not given.data.strip(_BLANKS):
        raise FileError(f"{given.name}: the file is empty; expected a header and rows")
    text = decode(given.data, given.name).text.removeprefix("\ufeff")
    return read_table(text, given.name, given.part.lines if given.part else 0)


def _sample(given: Input) -> str:
    return sample_text(given.data, _SAMPLE).text


def _cuts(file: BinaryIO, size: int) -> list[Cut]:
    sample = _sample(Input("", file.read(_SAMPLE)))
    delimiter = header_of(sample).delimiter
    return [] if lines_above(sample, delimiter) else cuts(file, size, delimiter)


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    return as_lines(Lines(given.data, given.name), rows, header_of(_sample(given)).delimiter)


SOURCE = Source(
    "table",
    "CSV or TSV: id, title, date, latitude, longitude, precision and more",
    detect,
    read,
    _table,
    _cuts,
    _standing,
)
