"""JSON that is no GeoJSON: a list of records, alone or in an object, or one record a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.jsontext import load, load_each
from layers.tabular.raw import RawTable
from layers.tabular.records import frame_of
from layers.tabular.rows import dossier_of
from layers.tabular.standing import Lines, as_json, as_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Dossier

__all__ = ["SOURCE"]

_SAMPLE = 1 << 12
_BEGINS = re.compile(r'\s*(?:\[\s*[\[{\]]|\{\s*["}])')
_LINES = re.compile(r"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")


def detect(given: Input) -> float:
    """Tell JSON by its first brackets; GeoJSON is told with more certainty by its own source."""
    if not looks_like_text(given.data):
        return 0
    sample = given.data[:_SAMPLE].replace(b"\0", b"").decode("utf-8", errors="ignore").lstrip("\ufeff\ufffe")
    return 0.4 if _BEGINS.match(sample) else 0


def read(given: Input) -> Dossier:
    """Read records as events.

    Raises
    ------
    FileError
        It is no JSON, or has no list of records, or several.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read records as rows, numbered in their order, or by their lines.

    Raises
    ------
    FileError
        It is no JSON, or has no list of records, or several.
    """
    faults: list[Fault] = []
    text = decode(given.data, given.name).text
    numbered = _lines(text, given.name, faults) if _LINES.match(text) else _listed(text, given.name, faults)
    whole = [(at, record) for at, record in numbered if isinstance(record, dict)]
    strange = [(at, value) for at, value in numbered if not isinstance(value, dict)]
    faults += [
        Fault(given.name, "no record", at, "", "an object", repr(value)[:60], rejected=True) for at, value in strange
    ]
    rows = np.array([at for at, _ in whole], dtype=np.int64)
    return RawTable(frame_of([record for _, record in whole], given.name), rows, None, tuple(faults))


def _listed(text: str, name: str, faults: list[Fault]) -> list[tuple[int, Any]]:
    return list(enumerate(_records(load(text, name, faults), name), start=1))


def _records(document: Any, name: str) -> list[Any]:  # noqa: ANN401 - any JSON
    """Find the one list of records."""
    if isinstance(document, list):
        return document
    lists = {key: value for key, value in document.items() if _is_records(value)} if isinstance(document, dict) else {}
    full = {key: value for key, value in lists.items() if value}
    if len(full) > 1:
        told = ", ".join(full)
        raise FileError(f"{name}: several lists of records: {told}; expected one. Save the one that you mean as a file")
    if lists:
        return next(iter({**full, **lists}.values()))
    if isinstance(document, dict) and not any(isinstance(value, (dict, list)) for value in document.values()):
        return [document]
    raise FileError(f"{name}: no list of records; expected [{{…}}, {{…}}], or an object that holds one such list")


def _is_records(value: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _lines(text: str, name: str, faults: list[Fault]) -> list[tuple[int, Any]]:
    """Read a record a line; a line that is no JSON is a fault and costs no other."""
    lines = enumerate(text.lstrip("\ufeff").split("\n"), start=1)
    return load_each(((at, line) for at, line in lines if line.strip()), name, faults, "a record")


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    text = decode(given.data, given.name).text
    if _LINES.match(text):
        return as_lines(Lines(given.data, given.name), rows)
    records = dict(_listed(text, given.name, []))
    return {row: as_json(records[row]) for row in rows if row in records}


SOURCE = Source(
    "json",
    "JSON: a list of records, alone or in an object, or one record a line",
    detect,
    read,
    table,
    standing=_standing,
)
