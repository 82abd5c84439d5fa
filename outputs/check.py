"""Every fault of a file at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from layers.events import Fault, check_events
from layers.sources import Input, read
from outputs.recipe import check_recipe

__all__ = ["Checked", "check"]

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Dossier


class Checked(NamedTuple):
    """What was found: every fault, in the order of the file, and in lines what was read of it and what was not."""

    faults: Sequence[Fault]
    lines: Sequence[str] = ()


def check(given: Input, source: str = "") -> Checked:
    """Check an input: a recipe where it is called ``.toml``, else anything that a source reads.

    Parameters
    ----------
    given
        The input.
    source
        Name of the source, empty where the content tells.

    Raises
    ------
    InputError
        It cannot be read at all.
    """
    if given.name.casefold().endswith(".toml"):
        folder = Path(given.name).parent
        return Checked(check_recipe(given.data, given.name, lambda path: (folder / path).is_file()))
    dossier = read(given, source)
    return Checked([*dossier.faults, *check_events(dossier.events, given.name)], _lines(dossier))


def _lines(dossier: Dossier) -> list[str]:
    read_as = "".join(f"read as {report.read_as}: " for report in dossier.reports if report.read_as)
    counts = f"{len(dossier.events):,} events, {dossier.rejected:,} rows not used, {len(dossier.unplaced):,} not placed"
    unused = [f"columns not used: {', '.join(report.unused)}" for report in dossier.reports if report.unused]
    return [read_as + counts, *unused]
