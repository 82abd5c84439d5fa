"""majal layer: a command for each kind, its options made from the parameters that the kind declares."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from outputs.cli import options
from outputs.cli.opening import opened
from outputs.cli.talk import number, say

if TYPE_CHECKING:
    from layers.kinds import Kind, Parameter

__all__ = ["LayerGroup", "layer"]

_TYPES: dict[str, Any] = {"text": str, "number": float, "lengths": list[str], "choice": str, "raster": Path}


def layer() -> None:
    """Build one layer of any kind and write it: majal layer KIND INPUT... -o FILE.

    Calls outputs.make.make_layer. Each kind has options of its own: majal layer zones --help.
    """


class LayerGroup(TyperGroup):
    """The kinds as subcommands; they are looked for only when one is wanted."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own signature
        """Name the kinds."""
        from layers.kinds import kinds

        return list(kinds())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - typer's own signature
        """Make the command of a kind; None where there is no such kind, which typer tells the user."""
        from layers.kinds import kinds

        kind = kinds().get(cmd_name)
        return None if kind is None else _command(kind)


def _command(kind: Kind) -> Any:  # noqa: ANN401 - a command of the click that typer brings
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(kind.name, help=kind.description)(_function(kind))
    return typer.main.get_command(app)


def _function(kind: Kind) -> Any:  # noqa: ANN401 - its signature is made below
    def run(**given: Any) -> None:  # noqa: ANN401 - typer fills it by the signature
        settings = {
            parameter.name: given[_python(parameter.name)]
            for parameter in kind.parameters
            if given[_python(parameter.name)] not in (None, [])
        }
        _make(kind.name, settings, given)

    parameters = [*_shared(), *(_option(parameter) for parameter in kind.parameters)]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _shared() -> list[inspect.Parameter]:
    told: dict[str, tuple[Any, Any]] = {
        "inputs": (options.Inputs, inspect.Parameter.empty),
        "output": (options.Output, inspect.Parameter.empty),
        "format": (options.FormatName, ""),
        "published": (options.Published, None),
        "lang": (options.ReportLanguage, None),
        "decisions": (options.Decisions, None),
        "source": (options.SourceName, ""),
        "mapping": (options.Mapping, None),
        "dates": (options.Dates, None),
        "public": (options.Public, False),
        "public_to": (options.PublicTo, None),
        "strict": (options.Strict, False),
        "rejects": (options.Rejects, None),
        "decimals": (options.Decimals, 7),
        "bom": (options.Bom, False),
        "overwrite": (options.Overwrite, False),
    }
    return [_keyword(name, annotation, default) for name, (annotation, default) in told.items()]


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401 - any annotation
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _python(name: str) -> str:
    return "kind_" + name.replace("-", "_")


def _option(parameter: Parameter) -> inspect.Parameter:
    type_: Any = _TYPES[parameter.type]
    metavar = "|".join(parameter.choices) if parameter.choices else parameter.type.upper()
    flag = "--" + parameter.name.replace("_", "-")
    default = inspect.Parameter.empty if parameter.default is None else _default(parameter)
    option: Any = Annotated[type_, typer.Option(flag, help=parameter.help, metavar=metavar)]
    return _keyword(_python(parameter.name), option, default)


def _default(parameter: Parameter) -> Any:  # noqa: ANN401 - as declared
    if parameter.type == "lengths":
        return [parameter.default] if isinstance(parameter.default, str) else list(parameter.default)
    return parameter.default


def _make(kind: str, settings: dict[str, Any], given: dict[str, Any]) -> None:
    from dataclasses import replace

    from layers.layer import Raster
    from outputs.make import make_layer, page_of
    from outputs.rasters import raster_names, with_rasters

    dossier = opened(
        given["inputs"],
        published=given["published"],
        language=given["lang"] or "",
        decisions=given["decisions"],
        source=given["source"],
        mapping=given["mapping"],
        dates=given["dates"],
        public=given["public"],
        public_to=given["public_to"],
        strict=given["strict"],
        rejects=given["rejects"],
        output=given["output"],
        bom=given["bom"],
        overwrite=given["overwrite"],
    )
    page = replace(page_of(dossier), decimals=given["decimals"], bom=given["bom"])
    with with_rasters(kind, settings, Path()) as ready:
        made = make_layer(
            kind,
            dossier,
            given["output"],
            settings=ready,
            page=page,
            format=given["format"],
            overwrite=given["overwrite"],
            inputs=[*given["inputs"], *map(Path, raster_names(kind, settings))],
        )
    for note in made.notes:
        say(note.en)
    data = made.data
    size = number(data.values.size, "cell") if isinstance(data, Raster) else number(len(data), "feature")
    say(f"{given['output']}: layer {made.name}, {size}")
