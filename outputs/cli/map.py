"""majal map."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from outputs.cli import options
from outputs.cli.opening import opened
from outputs.cli.talk import number, say

__all__ = ["make"]


def make(
    inputs: options.Inputs,
    output: options.Output = Path("map.html"),
    format: options.FormatName = "",  # noqa: A002 - the option's name
    title: options.Title = "",
    lang: options.PageLanguage = None,
    theme: options.PageTheme = options.Theme.LIGHT,
    radius: options.Radius = None,
    published: options.Published = None,
    decisions: options.Decisions = None,
    source: options.SourceName = "",
    mapping: options.Mapping = None,
    dates: options.Dates = None,
    public: options.Public = False,
    public_to: options.PublicTo = None,
    strict: options.Strict = False,
    rejects: options.Rejects = None,
    overwrite: options.Overwrite = False,
) -> None:
    """Make one map of reports and tables: interactive in one file that opens offline, or static for print.

    Calls outputs.make.make_map.
    """
    from outputs.make import make_map, page_of
    from outputs.page import over_budget

    dossier = opened(
        inputs,
        published=published,
        decisions=decisions,
        source=source,
        mapping=mapping,
        dates=dates,
        public=public,
        public_to=public_to,
        strict=strict,
        rejects=rejects,
        output=output,
        overwrite=overwrite,
    )
    page = page_of(dossier, title, ("ar", "en") if lang == options.Language.AR else ("en", "ar"))
    layers = make_map(
        dossier,
        output,
        page=replace(page, theme=theme.value),
        radius=radius or [],
        format=format,
        overwrite=overwrite,
        inputs=inputs,
    )
    say(f"{output}: {number(len(dossier.events), 'event')} in {number(len(layers), 'layer')}")
    if heavy := over_budget(output):
        say(heavy)
