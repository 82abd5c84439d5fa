"""majal export."""

from __future__ import annotations

from dataclasses import replace

from outputs.cli import options
from outputs.cli.opening import opened
from outputs.cli.talk import number, say

__all__ = ["export"]


def export(
    inputs: options.Inputs,
    output: options.Output,
    format: options.FormatName = "",  # noqa: A002 - the option's name
    published: options.Published = None,
    lang: options.ReportLanguage = None,
    decisions: options.Decisions = None,
    source: options.SourceName = "",
    mapping: options.Mapping = None,
    dates: options.Dates = None,
    public: options.Public = False,
    public_to: options.PublicTo = None,
    strict: options.Strict = False,
    rejects: options.Rejects = None,
    decimals: options.Decimals = 7,
    bom: options.Bom = False,
    overwrite: options.Overwrite = False,
) -> None:
    """Write the event table with its claims to a file of data.

    Calls outputs.make.export.
    """
    from outputs.make import export as write_events
    from outputs.make import page_of

    dossier = opened(
        inputs,
        published=published,
        language=lang or "",
        decisions=decisions,
        source=source,
        mapping=mapping,
        dates=dates,
        public=public,
        public_to=public_to,
        strict=strict,
        rejects=rejects,
        output=output,
        bom=bom,
        overwrite=overwrite,
    )
    page = replace(page_of(dossier), decimals=decimals, bom=bom)
    write_events(dossier, output, page=page, format=format, overwrite=overwrite, inputs=inputs)
    say(f"{output}: {number(len(dossier.events), 'event')}")
