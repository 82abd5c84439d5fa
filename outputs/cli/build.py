"""majal build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outputs.cli import options
from outputs.cli.talk import number, say

if TYPE_CHECKING:
    from outputs.build import BuildResult

__all__ = ["build", "built"]

_OUT = Path("majal-out")


def build(
    recipe: Annotated[Path, typer.Argument(help="The recipe, a TOML file.")],
    output: options.Folder = _OUT,
    overwrite: options.Overwrite = False,
    force: Annotated[bool, typer.Option("--force", help="Write also what is up to date.")] = False,
    engine: options.BuildEngine = None,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask scheduler whose workers build, such as tcp://10.0.0.5:8786.")
    ] = "",
    public: options.Public = False,
    public_to: options.PublicTo = None,
    strict: options.Strict = False,
    rejects: options.Rejects = None,
) -> None:
    """Build every layer and file that a recipe names, only what changed.

    Calls outputs.build.build. With --strict or --rejects the sources are read also where nothing is to be written.
    """
    built(
        recipe,
        output,
        overwrite=overwrite,
        force=force,
        engine=engine or "",
        scheduler=scheduler,
        public=public_to or public,
        strict=strict,
        rejects=rejects,
    )


def built(
    recipe: Path,
    output: Path,
    *,
    overwrite: bool = False,
    force: bool = False,
    engine: str = "",
    scheduler: str = "",
    public: str | bool = False,
    strict: bool = False,
    rejects: Path | None = None,
) -> BuildResult:
    """Build, and say what came of it."""
    from outputs.build import build as build_recipe

    result = build_recipe(
        recipe,
        output,
        overwrite=overwrite,
        force=force,
        engine=engine,
        scheduler=scheduler,
        public=public,
        strict=strict,
        rejects=rejects,
        progress=say,
    )
    for fault in result.faults:
        say(str(fault), level=1)
    if result.faults:
        say(f"{number(len(result.faults), 'fault')} in the sources; see majal check, or -v")
    say(f"{output}: {len(result.written)} written, {len(result.unchanged)} unchanged")
    return result
