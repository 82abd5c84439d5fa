"""The pages of docs/ that are written from the code. As a script (`make docs`): write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from geo.place import PRECISION, Precision
from layers.events import CLAIM_COLUMNS, COLUMNS, LINK_COLUMNS
from layers.kinds import kinds
from layers.sources import sources
from outputs.cli.reference import page as cli_page
from outputs.export import COLUMNS_ADDED
from outputs.formats import formats
from outputs.schema import reading_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layers.events import Column
    from layers.kinds import Parameter

__all__ = ["DOCS", "PAGES"]

DOCS = Path(__file__).parents[2] / "docs"

DRAWN = {
    "dot": "a dot",
    "dot_ring": "a dot in a thin ring of its radius",
    "ring": "a dashed ring, no dot",
    "diamond": "a diamond",
    "hatch": "the hatched shape of the area",
    "outline": "a dotted outline, and in the list",
    "unknown": "dashed grey, and in the list",
}


def _precision() -> str:
    rows = [
        (f"`{name}`", each.en, each.ar, _radius(name, each.radius_m), DRAWN[each.drawn])
        for name, each in PRECISION.items()
    ]
    return f"""# How finely a place is known

Every event says how finely its place is known. A point is drawn only where a point is honest; `unknown` is a class of
its own and never means exact. The radius is that of the disc in which the place lies, where the source gives no radius
or shape of its own.

{_table(("class", "in English", "in Arabic", "radius, m", "drawn as"), rows)}

The 25 km of `near_settlement` are those of UCDP's `where_prec` 2 (UCDP GED Codebook: "within a 25 km radius around a
known point"). All other radii are majal's own: judgements of what naming such a place tells, not measurements. A
country and an airspace have no default radius: only their shape can say. A range, a valley or a province that has a
shape is drawn as that shape, too.
"""


def _radius(name: Precision, radius_m: float | None) -> str:
    if radius_m is not None:
        return f"{radius_m:,.0f}"
    return "none" if name is Precision.UNKNOWN else "own shape"


def _tables() -> str:
    parts = (
        ("Events and facilities", COLUMNS),
        ("What an export adds to the events", COLUMNS_ADDED),
        ("Links", LINK_COLUMNS),
        ("Claims", CLAIM_COLUMNS),
    )
    sections = "\n\n".join(f"## {title}\n\n{_columns(columns)}" for title, columns in parts)
    return f"""# The tables

What flows from sources to layers, and out into files. Coordinates are degrees on WGS 84 (EPSG:4326); times are UTC, an
interval includes both its ends, and an empty end is open. A claim names its event, facility or link in `subject`.

{sections}
"""


def _columns(columns: Iterable[Column]) -> str:
    rows = [
        (f"`{each.name}`", each.type, "yes" if each.required else "", each.meaning + _words(each.words))
        for each in columns
    ]
    return _table(("column", "type", "required", "meaning"), rows)


def _members() -> str:
    reads = [(f"`{each.name}`", each.description) for each in sources().values()]
    shows = [(f"`{each.name}`", each.description, _parameters(each.parameters)) for each in kinds().values()]
    writes = [(f"`{each.name}`", _words(each.suffixes)[2:], each.description) for each in formats().values()]
    return f"""# Sources, kinds and formats

`majal list sources`, `majal list kinds` and `majal list formats` tell the same.

## Sources

{_table(("source", "what it reads"), reads)}

## Layer kinds

{_table(("kind", "what it shows", "parameters"), shows)}

## Formats

{_table(("format", "endings", "what it is"), writes)}
"""


def _parameters(parameters: Iterable[Parameter]) -> str:
    return "<br>".join(f"`{each.name}`: {each.help}{_words(each.choices)}" for each in parameters)


def _words(words: Sequence[str]) -> str:
    return f": {', '.join(f'`{word}`' for word in words)}" if words else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _reading_schema() -> str:
    return json.dumps(reading_schema(), ensure_ascii=False, indent=2) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "members.md": _members,
    "precision.md": _precision,
    "schema/read.json": _reading_schema,
    "tables.md": _tables,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
