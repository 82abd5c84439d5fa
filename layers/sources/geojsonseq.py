"""GeoJSON, one feature a line: newline-delimited, or with the record separators of RFC 8142."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.sources import Input, Source
from layers.sources.geojson import table_of_features
from layers.tabular.jsontext import load_each
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Dossier, Fault
    from layers.tabular.raw import RawTable

__all__ = ["SOURCE"]

_SEPARATOR = "\x1e"
_SAMPLE = 1 << 16


def detect(given: Input) -> float:
    """Tell it by its first record: a feature of its own, with more after it or a separator before it."""
    if not looks_like_text(given.data):
        return 0
    begin = given.data[:_SAMPLE].removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(_SEPARATOR.encode()):
        return 1
    if not begin.startswith(b"{"):
        return 0
    line, _, rest = given.data.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    return 0.97 if rest.strip() and _is_feature(line) else 0


def read(given: Input) -> Dossier:
    """Read the features of a file as events; a line that is no JSON is a fault and costs no other.

    Raises
    ------
    FileError
        No line is a feature.
    """
    return dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the features of a file as rows; a line that is no JSON is a fault and costs no other.

    Raises
    ------
    FileError
        No line is a feature.
    """
    faults: list[Fault] = []
    found = load_each(_records(decode(given.data, given.name).text), given.name, faults, "a feature")
    features = [(at, one if isinstance(one, dict) and one.get("type") == "Feature" else None) for at, one in found]
    if not any(feature for _, feature in features):
        raise FileError(f"{given.name}: no line is a GeoJSON feature; expected one object of type Feature a line")
    return table_of_features(features, given, faults)


def _records(text: str) -> list[tuple[int, str]]:
    """Give each record its number: of the line, or, where separators stand between them, of the record."""
    parts = text.split(_SEPARATOR)[1:] if _SEPARATOR in text else text.split("\n")
    return [(at, part.strip()) for at, part in enumerate(parts, start=1) if part.strip()]


def _is_feature(line: bytes) -> bool:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and found.get("type") == "Feature"


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    wanted = set(rows)
    return {at: record for at, record in _records(decode(given.data, given.name).text) if at in wanted}


SOURCE = Source(
    "geojsonseq",
    "GeoJSON, one feature a line, also with RFC 8142's separators",
    detect,
    read,
    _table,
    standing=_standing,
)
