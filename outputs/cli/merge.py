"""majal merge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outputs.cli import options
from outputs.cli.opening import inputs_of, tell
from outputs.cli.talk import number, say

if TYPE_CHECKING:
    from layers.matching.rules import Rules
    from layers.merge import Merged

__all__ = ["merge"]


def merge(
    inputs: options.Inputs,
    output: options.Output,
    reasons: Annotated[
        Path | None,
        typer.Option(help="Where to list what was joined and what nearly was, with the reason: a .csv or .json file."),
    ] = None,
    window: Annotated[
        str, typer.Option(help="The most that two events may be apart and still be one, such as 25km.")
    ] = "25km",
    base: Annotated[
        str, typer.Option(help="What they may be apart at any rate, however finely both are placed, such as 1km.")
    ] = "1km",
    days: Annotated[float, typer.Option(min=0, max=31, help="Days that may lie between their dates.")] = 1,
    format: options.FormatName = "",  # noqa: A002 - the option's name
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    decisions: options.Decisions = None,
    source: options.SourceName = "",
    mapping: options.Mapping = None,
    dates: options.Dates = None,
    decimals: options.Decimals = 7,
    bom: options.Bom = False,
    overwrite: options.Overwrite = False,
) -> None:
    """Merge what several sources tell of one event into one event with the claims of all; each file is a source.

    Calls outputs.merging.merge_inputs. Who did it is never settled here: events whose sources name different actors are
    listed, and joined only by a decision.
    """
    from outputs.make import export, page_of
    from outputs.merging import check_places, merge_inputs, write_reasons

    rules = _rules(window, base, days)
    check_places(output, reasons, format, overwrite=overwrite, inputs=inputs)
    given = inputs_of(inputs, published, lang or "", decisions, mapping, dates)
    found = merge_inputs(given, [source] * len(given), rules, say)
    tell(found.dossier)
    page = replace(page_of(found.dossier), decimals=decimals, bom=bom)
    export(found.dossier, output, page=page, format=format, overwrite=overwrite, inputs=inputs)
    if reasons is not None:
        write_reasons(found.verdicts, reasons, overwrite=overwrite, inputs=inputs)
    for line in _summary(found):
        say(line)
    say(f"{output}: {number(len(found.dossier.events), 'event')}")


def _rules(window: str, base: str, days: float) -> Rules:
    import datetime as dt

    from geo.errors import SettingError
    from geo.units import parse_length
    from layers.matching.rules import Rules

    window_m, base_m = parse_length(window).metres, parse_length(base).metres
    if base_m > window_m:
        raise SettingError(f"--base {base} is more than --window {window}; expected at most as much")
    return Rules(window_m=window_m, base_m=base_m, gap=dt.timedelta(days=days))


_WORDS = {
    "joined": "joined",
    "decided_same": "joined by decision",
    "decided_different": "kept apart by decision",
    "contested": "not joined: they name different actors",
    "unclear": "not joined: others of the same source fit as well",
    "crowded": "not joined: their groups may not be one",
    "too_little": "not joined: too little speaks for it",
}


def _summary(found: Merged) -> list[str]:
    counted = found.verdicts["verdict"].value_counts()
    lines = [f"{number(int(counted[name]), 'pair')} {words}" for name, words in _WORDS.items() if name in counted]
    return ([f"{number(found.copies, 'event')} found in two files, kept once"] if found.copies else []) + lines
