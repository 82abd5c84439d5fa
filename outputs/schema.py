"""The JSON schema of what `majal read --json` prints, made from the declarations of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.place import Precision
from layers.decisions import ROLES
from layers.events import CLAIM_COLUMNS, COLUMNS, LINK_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.events import Column

__all__ = ["reading_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "number": {"type": ["number", "null"]},
    "time": {"type": ["string", "null"], "format": "date-time"},
    "list": {"type": "array", "items": {"type": "string"}},
    "records": {"type": "array", "items": {"type": "object"}},
}
_NUMBER, _TEXT, _YES = {"type": ["number", "null"]}, {"type": "string"}, {"type": "boolean"}
_CODE_POINT = {"type": "integer", "minimum": 0}
_PRECISION = {"enum": [str(word) for word in Precision]}
# Columns that tables need and a reading tells otherwise: where the whole report stands, or by a mention.
_ELSEWHERE = {
    "report",
    "source",
    "url",
    "graded_by",
    "details",
    "merged_from",
    "footprint",
    "geometry",
    "subject",
    "said",
}


def reading_schema() -> dict[str, Any]:
    """Return the schema, in the 2020-12 dialect."""
    parts = {"event": _event(), "link": _link(), "mention": _mention(), "claim": _claim(), "unplaced": _unplaced()}
    lists = {"events": "event", "links": "link", "mentions": "mention", "unplaced": "unplaced"}
    listed = {name: {"type": "array", "items": {"$ref": f"#/$defs/{part}"}} for name, part in lists.items()}
    return {
        "$schema": _DIALECT,
        "title": "What majal read in one report",
        **_object({"report": _report(), **listed}),
        "$defs": parts,
    }


def _object(properties: dict[str, Any], optional: Iterable[str] = ()) -> dict[str, Any]:
    needed = [name for name in properties if name not in set(optional)]
    return {"type": "object", "required": needed, "properties": properties}


def _columns(columns: Iterable[Column]) -> dict[str, Any]:
    return {column.name: _column(column) for column in columns if column.name not in _ELSEWHERE}


def _column(column: Column) -> dict[str, Any]:
    if column.words:
        return {"enum": list(column.words), "description": column.meaning}
    return _TYPES[column.type] | {"description": column.meaning}


def _claims() -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": "#/$defs/claim"}}


def _report() -> dict[str, Any]:
    told = dict.fromkeys(("id", "name", "language", "title", "outlet", "url"), _TEXT)
    return _object({**told, "published": {"type": ["string", "null"], "format": "date"}})


def _event() -> dict[str, Any]:
    own = {
        "place": {
            "type": ["string", "null"],
            "description": "id of the mention that tells the place; null where none does",
        },
        "lon": _NUMBER | {"description": "longitude of a representative point, degrees on WGS 84"},
        "lat": _NUMBER | {"description": "latitude of it"},
        "fuzzy": _YES | {"description": "whether the place's name was found by likeness only"},
        "claims": _claims(),
    }
    counts = {"what": _TEXT, "min": _NUMBER, "max": _NUMBER, "text": _TEXT}
    distances = {"text": _TEXT, "metres": _NUMBER, "of": _TEXT}
    told = _columns(COLUMNS) | own
    told["counts"] = {"type": "array", "items": _object(counts)}
    told["distances"] = {"type": "array", "items": _object(distances)}
    return _object(told)


def _link() -> dict[str, Any]:
    where = {"place_id": _TEXT, "lon": _NUMBER, "lat": _NUMBER, "precision": {"enum": [*_PRECISION["enum"], ""]}}
    more = {"mention": {"type": ["string", "null"]}, "radius_m": _NUMBER, "status": {"enum": ["", "inferred"]}}
    end = _object(
        {"name": _TEXT, **where, **more}, optional=[*where, *more]
    )  # an end that is not placed has a name only
    told = {name: of for name, of in _columns(LINK_COLUMNS).items() if not name.startswith(("from_", "to_"))}
    return _object(told | {"from": end, "to": end, "claims": _claims()})


def _mention() -> dict[str, Any]:
    where = {"name": _TEXT, "lon": _NUMBER, "lat": _NUMBER, "precision": _PRECISION, "radius_m": _NUMBER}
    why = {"gazetteer_id": _TEXT, "why": _TEXT, "why_ar": _TEXT, "fuzzy": _YES}
    span = {"id": _TEXT, "text": _TEXT, "start": _CODE_POINT, "end": _CODE_POINT, "role": {"enum": list(ROLES)}}
    return _object({**span, "country": _TEXT, **where, **why}, optional=["country", *where, *why])


def _claim() -> dict[str, Any]:
    offsets = {"start": {"type": ["integer", "null"]}, "end": {"type": ["integer", "null"]}}
    return _object(_columns(CLAIM_COLUMNS) | offsets)


def _unplaced() -> dict[str, Any]:
    return _object(dict.fromkeys(("title", "title_ar", "why", "why_ar", "quote"), _TEXT))
