"""majal doctor."""

from __future__ import annotations

import typer

from outputs.cli import options
from outputs.cli.talk import out

__all__ = ["doctor"]


def doctor(json: options.Json = False) -> None:
    """Tell whether the installation is whole: versions, compiled data, packages of the same name.

    Calls outputs.doctor.examine. Exit code 1 where something is wrong.
    """
    from outputs.doctor import examine

    findings = examine()
    if json:
        import orjson

        out(orjson.dumps([finding._asdict() for finding in findings], option=orjson.OPT_INDENT_2).decode())
    else:
        for finding in findings:
            out(f"{'ok   ' if finding.well else 'WRONG'}  {finding.what}: {finding.found}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
