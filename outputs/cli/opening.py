"""Inputs of a command to one dossier, with a word about what could not be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.cli.talk import number, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from layers.events import Dossier
    from layers.sources import Input
    from outputs.address import Address
    from outputs.cli import options

__all__ = ["inputs_of", "opened", "tell"]


def opened(
    paths: Sequence[Path],
    *,
    published: datetime | None = None,
    language: str = "",
    decisions: Path | None = None,
    source: str = "",
    mapping: Path | None = None,
    dates: options.DateOrder | None = None,
    public: bool = False,
    public_to: str | None = None,
    strict: bool = False,
    rejects: Path | None = None,
    output: Path | Address | None = None,
    bom: bool = False,
    overwrite: bool = False,
) -> Dossier:
    """Open and read the files, say what was wrong with them, and leave out what is not public where that is asked."""
    from outputs.inputs import gather
    from outputs.rejects import refuse_faults, write_rejects

    given = inputs_of(paths, published, language, decisions, mapping, dates)
    dossier = gather(given, [source] * len(given))
    if rejects is not None:
        read = [(one, source) for one in given]
        write_rejects(dossier.faults, rejects, read, bom=bom, overwrite=overwrite, inputs=paths, output=output)
        if public or public_to:
            say(f"{rejects}: holds what the sources say, also where the output does not; it is not for publication")
    if strict:
        refuse_faults(dossier.faults)
    tell(dossier)
    return _published(dossier, public_to or "") if public or public_to else dossier


def inputs_of(
    paths: Sequence[Path],
    published: datetime | None,
    language: str,
    decisions: Path | None,
    mapping: Path | None,
    dates: options.DateOrder | None,
) -> list[Input]:
    """Open the files, each with what the command says of all of them."""
    from outputs.inputs import open_input

    day, order = published.date() if published else None, dates.value if dates else ""
    return [
        open_input(path, published=day, language=language, decisions=decisions, mapping=mapping, date_order=order)
        for path in paths
    ]


def tell(dossier: Dossier) -> None:
    """Say what could not be used."""
    for fault in dossier.faults:
        say(str(fault), level=1)
    if dossier.faults:
        told = f"{number(len(dossier.faults), 'fault')}, {number(dossier.rejected, 'row')} not used"
        say(f"{told}; see majal check, or -v")
    for report in dossier.reports:
        if report.unused:
            say(f"{report.name}: columns not used: {', '.join(report.unused)}", level=1 if report.read_as else 0)
    if len(dossier.unplaced):
        say(f"{len(dossier.unplaced)} not placed; they are listed, not drawn")


def _published(dossier: Dossier, to: str) -> Dossier:
    from geo.place import Precision
    from layers.public import DEFAULT_CLASS
    from layers.public import public as made_public

    made, done = made_public(dossier, Precision(to or DEFAULT_CLASS))
    for line in done.lines:
        say(line)
    return made
