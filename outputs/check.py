"""Every fault of a file at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from layers.events import Fault, check_events
from layers.sources import Input, read
from outputs.recipe import check_recipe

__all__ = ["check"]

if TYPE_CHECKING:
    from collections.abc import Sequence


def check(given: Input, source: str = "") -> Sequence[Fault]:
    """Check an input: a recipe where it is called ``.toml``, else anything that a source reads.

    Parameters
    ----------
    given
        The input.
    source
        Name of the source, empty where the content tells.

    Returns
    -------
    sequence of Fault
        In the order of the file; empty where all is well.

    Raises
    ------
    InputError
        It cannot be read at all.
    """
    if given.name.casefold().endswith(".toml"):
        folder = Path(given.name).parent
        return check_recipe(given.data, given.name, lambda path: (folder / path).is_file())
    dossier = read(given, source)
    return [*dossier.faults, *check_events(dossier.events, given.name)]
