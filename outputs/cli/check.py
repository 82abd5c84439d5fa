"""majal check."""

from __future__ import annotations

import typer

from outputs.cli import options
from outputs.cli.talk import number, out, say

__all__ = ["FOUND", "check"]

FOUND = 3


def check(
    file: options.OneInput,
    source: options.SourceName = "",
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    json: options.Json = False,
) -> None:
    """Tell every fault of a file at once; exit code 3 where there are any.

    Calls outputs.check.check. A file called .toml is checked as a recipe.
    """
    from dataclasses import asdict

    from outputs.check import check as find
    from outputs.inputs import open_input

    day = published.date() if published else None
    faults = find(open_input(file, published=day, language=lang or ""), source)
    if json:
        import orjson

        out(orjson.dumps([asdict(fault) for fault in faults], option=orjson.OPT_INDENT_2).decode())
    else:
        for fault in faults:
            out(str(fault))
    say(f"{file}: {number(len(faults), 'fault')}" if faults else f"{file}: no faults")
    if faults:
        raise typer.Exit(FOUND)
