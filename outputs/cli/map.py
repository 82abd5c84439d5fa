"""majal map."""

from __future__ import annotations

from pathlib import Path

from outputs.cli import options
from outputs.cli.opening import opened
from outputs.cli.talk import number, say

__all__ = ["make"]


def make(
    inputs: options.Inputs,
    output: options.Output = Path("map.html"),
    title: options.Title = "",
    lang: options.PageLanguage = None,
    radius: options.Radius = None,
    published: options.Published = None,
    decisions: options.Decisions = None,
    source: options.SourceName = "",
    overwrite: options.Overwrite = False,
) -> None:
    """Make one interactive map of reports and tables; it opens offline.

    Calls outputs.make.make_map.
    """
    from outputs.make import make_map, page_of

    dossier = opened(inputs, published=published, decisions=decisions, source=source)
    page = page_of(dossier, title, ("ar", "en") if lang == options.Language.AR else ("en", "ar"))
    layers = make_map(dossier, output, page=page, radius=radius or [], overwrite=overwrite, inputs=inputs)
    say(f"{output}: {number(len(dossier.events), 'event')} in {number(len(layers), 'layer')}")
