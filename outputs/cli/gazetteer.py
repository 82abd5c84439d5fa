"""majal gazetteer: info, add, remove."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from outputs.cli import options
from outputs.cli.talk import number, out, say

__all__ = ["AddKind", "add", "app", "info", "remove"]

app = typer.Typer(
    help="Tell what the gazetteer holds, and add places of your own to it.", rich_markup_mode=None, no_args_is_help=True
)


class AddKind(StrEnum):
    """What can be added."""

    ALTERNATES = "alternates"
    GEONAMES = "geonames"
    PCODES = "pcodes"
    PLACES = "places"


@app.command("info")
def info(json: options.Json = False) -> None:
    """Tell where the gazetteers are, that which came with majal and your own, what they hold, and their licences.

    Calls geo.gazetteer.about.about.
    """
    from geo.gazetteer.about import about

    told = about()
    if json:
        import orjson

        out(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    shipped, own = told["shipped"], told["own"]
    out(f"came with majal: {_held(shipped)}")
    for source, version in shipped["sources"].items():
        out(f"  {source} {version}")
    for what, licence in shipped["licences"].items():
        out(f"  {what}: {licence}")
    out(f"your own: {_held(own)}" if own["sources"] else f"your own: nothing yet; it would be {own['path']}")
    for source in own["sources"]:
        out(_told(source))


@app.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(help="Dumps of GeoNames, tables of p-codes, or your own; also in a ZIP.")
    ],
    kind: Annotated[
        AddKind | None, typer.Option("--kind", help="What the files are, where their content does not tell it.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="Only places of this country, such as SY; may be given several times.")
    ] = None,
    feature: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this class or code of GeoNames, such as P or S.DAM; may be given several times. Without it: "
            "what reports name, and no streams or hills."
        ),
    ] = None,
    licence: Annotated[str, typer.Option(help="Under which terms the files may be used; known for GeoNames.")] = "",
) -> None:
    """Add places to a gazetteer of your own; every command knows them at once.

    Calls geo.gazetteer.adding.add.
    """
    from geo.gazetteer.adding import add as add_file

    for file in files:
        done = add_file(
            file, kind=kind or "", countries=country or [], features=feature or [], licence=licence, progress=say
        )
        if not done.is_new:
            say(f"{file}: was added before; nothing changed")
            continue
        for fault in done.faults:
            say(str(fault), level=1)
        if done.rejected:
            say(f"{file}: {number(done.rejected, 'row')} with a fault, not used; see -v")
        say(
            f"{file}: {done.kind}; {number(done.rows, 'row')} read, {done.left} not wanted; "
            f"{number(done.places, 'place')} and {number(done.names, 'name')} added"
        )


@app.command("remove")
def remove(
    source: Annotated[str, typer.Argument(help="Name or number of the source, as majal gazetteer info lists it.")],
) -> None:
    """Take a source out of your gazetteer, as if it had never been added.

    Calls geo.gazetteer.adding.remove.
    """
    from geo.gazetteer.adding import remove as remove_source

    for removed in remove_source(source):
        say(f"removed {removed}")


def _held(told: dict[str, Any]) -> str:
    if "sha256" not in told:
        return str(told["path"])
    size = f"{told['size'] / 1e6:.1f} MB"
    return f"{told['places']:,} places, {told['names']:,} names; {size}, {told['sha256']}\n  {told['path']}"


def _told(source: dict[str, Any]) -> str:
    kept = "".join(f", {what} {' '.join(codes)}" for what, codes in source["options"].items() if codes)
    counted = ", ".join(number(source[f"{thing}s"], thing) for thing in ("place", "name", "fault"))
    licence = source["licence"] or "licence not told"
    return f"  {source['number']}  {source['name']} ({source['kind']}{kept}): {counted}; {licence}; {source['sha256']}"
