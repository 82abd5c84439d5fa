"""majal list."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from outputs.cli import options
from outputs.cli.talk import out

__all__ = ["What", "show"]


class What(StrEnum):
    """What can be listed."""

    SOURCES = "sources"
    KINDS = "kinds"
    FORMATS = "formats"
    PRECISION = "precision"


def show(
    what: Annotated[What, typer.Argument(help="What to list.")],
    json: options.Json = False,
) -> None:
    """List what there is: sources, layer kinds, formats, or classes of precision.

    Calls layers.sources.sources, layers.kinds.kinds, outputs.formats.formats, or shows geo.place.PRECISION.
    """
    rows = {What.SOURCES: _sources, What.KINDS: _kinds, What.FORMATS: _formats, What.PRECISION: _precision}[what]()
    if json:
        import orjson

        out(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        out(f"{row['name']:<{width}}  {row['description']}")


def _sources() -> list[dict[str, Any]]:
    from layers.sources import sources

    return [{"name": one.name, "description": one.description} for one in sources().values()]


def _kinds() -> list[dict[str, Any]]:
    from dataclasses import asdict

    from layers.kinds import kinds

    return [
        {
            "name": kind.name,
            "description": kind.description,
            "title": kind.title._asdict(),
            "parameters": [asdict(parameter) for parameter in kind.parameters],
        }
        for kind in kinds().values()
    ]


def _formats() -> list[dict[str, Any]]:
    from outputs.formats import formats

    return [
        {"name": one.name, "description": f"{one.description} ({', '.join(one.suffixes)})", "suffixes": one.suffixes}
        for one in formats().values()
    ]


def _precision() -> list[dict[str, Any]]:
    from geo.place import PRECISION

    return [
        {
            "name": str(name),
            "description": f"{of.en}; {'own shape or radius' if of.radius_m is None else f'{of.radius_m:,.0f} m'}",
            "name_ar": of.ar,
            "radius_m": of.radius_m,
            "drawn": of.drawn,
        }
        for name, of in PRECISION.items()
    ]
