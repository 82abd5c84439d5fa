"""majal demo."""

from __future__ import annotations

from pathlib import Path

from outputs.cli import options
from outputs.cli.build import built
from outputs.cli.talk import out

__all__ = ["demo"]

_OUT = Path("majal-out")


def demo(output: options.Folder = _OUT, overwrite: options.Overwrite = False) -> None:
    """Build the map of the report that comes with majal, and print where it is.

    Calls outputs.build.build on the recipe in outputs/demo.
    """
    import outputs

    recipe = Path(str(outputs.__file__)).parent / "demo" / "majal.toml"
    result = built(recipe, output, overwrite=overwrite)
    for path in (*result.written, *result.unchanged):
        if isinstance(path, Path) and path.suffix == ".html":
            out(str(path.resolve()))
