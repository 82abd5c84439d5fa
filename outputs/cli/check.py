"""majal check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from outputs.cli import options
from outputs.cli.opening import inputs_of
from outputs.cli.talk import number, out, say, shown

__all__ = ["FOUND", "check"]

FOUND = 3


def check(
    file: options.OneInput,
    source: options.SourceName = "",
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    mapping: options.Mapping = None,
    dates: options.Dates = None,
    rejects: options.Rejects = None,
    propose: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a mapping that says what the table's columns mean, to be edited."),
    ] = None,
    overwrite: options.Overwrite = False,
    json: options.Json = False,
) -> None:
    """Tell every fault of a file at once; exit code 3 where there are any.

    Calls outputs.check.check. A file called .toml is checked as a recipe. With --rejects the faults are written to a
    file too, each with the row that it is about. With --propose, what each column of a table
    seems to mean is written as a mapping for --mapping; its comments say what must be filled in.
    """
    from dataclasses import asdict

    from outputs.check import check as find

    (given,) = inputs_of([file], published, lang or "", None, mapping, dates)
    if propose:
        from outputs.propose import propose as write_proposal

        write_proposal(given, propose, source, overwrite=overwrite)
        say(f"{propose}: a mapping; read its comments, and give it with --mapping")
    found = find(given, source)
    faults = found.faults
    if rejects is not None:
        from outputs.rejects import write_rejects

        write_rejects(faults, rejects, [(given, source)], overwrite=overwrite, inputs=[file])
    if json:
        import orjson

        out(orjson.dumps([asdict(fault) for fault in faults], option=orjson.OPT_INDENT_2).decode())
    else:
        for fault in faults:
            out(shown(str(fault)))
    for line in found.lines:
        say(f"{file}: {line}")
    say(f"{file}: {number(len(faults), 'fault')}" if faults else f"{file}: no faults")
    if faults:
        raise typer.Exit(FOUND)
