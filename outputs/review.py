"""A reading as one HTML file in which a person decides: text, names, candidates, and the decisions to save."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from geo.gazetteer import open_gazetteer
from layers.decisions import Decisions
from layers.reading import read_report
from layers.text import Text
from outputs.basemap import clip
from outputs.page import Page
from outputs.web.assets import asset, notice
from outputs.web.embed import content_policy, data_block, script, style, title
from outputs.web.review import extent, review

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from layers.reading import Reading
    from layers.report import Report

__all__ = ["review_page"]

_NO_SCRIPT = "This page needs JavaScript. تحتاج هذه الصفحة إلى JavaScript."


def review_page(
    reading: Reading,
    *,
    decisions: Decisions | None = None,
    gazetteer: Gazetteer | None = None,
    languages: Sequence[str] = (),
    basemap: Mapping[str, Any] | None = None,
) -> str:
    """Write the page in which a person checks a reading and decides what the machine could not.

    Parameters
    ----------
    reading
        What `layers.reading.read_report` gave, with the same decisions.
    decisions
        What was decided already; the page shows it, and what it saves holds it again.
    gazetteer
        Where candidates are looked up; by default the one that came with majal.
    languages
        Of the page, the first one shown first: ``en``, ``ar``; by default the report's own comes first.
    basemap
        As `outputs.basemap.clip` gives it; by default it is clipped to the places of the reading.

    Returns
    -------
    str
        One HTML file that makes no network request. The same reading and decisions give the same text.

    Raises
    ------
    InstallError
        The page's runtime, the basemap or the gazetteer was not compiled.
    SettingError
        A decision does not fit the report.
    UnknownNameError
        A decision or the reading names a place that the gazetteer does not have.
    """
    source = gazetteer or open_gazetteer()
    made = decisions or Decisions("decisions.toml")
    draft = read_report(reading.report, gazetteer=source) if made.about(reading.report) else reading
    page = _page(reading.report, languages)
    ground = clip(extent(draft)) if basemap is None else dict(basemap)
    runtime = asset("review.js")
    first = page.languages[0]
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{first}" dir="{"rtl" if first == "ar" else "ltr"}">',
            "<head>",
            '<meta charset="utf-8">',
            # The policy stands before anything that it governs.
            content_policy((runtime,)),
            '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
            '<meta name="referrer" content="no-referrer">',
            title(page.title.en),
            style(asset("review.css")),
            "</head>",
            "<body>",
            f"<noscript>{_NO_SCRIPT}</noscript>",
            data_block("majal-review", review(reading, draft, made, source, page)),
            data_block("majal-basemap", ground),
            notice(),
            script(runtime),
            "</body>",
            "</html>",
            "",
        )
    )


def _page(report: Report, languages: Sequence[str]) -> Page:
    own = ("ar", "en") if report.language.startswith("ar") else ("en", "ar")
    named = report.title or PurePath(report.name).stem or "majal"
    shown = tuple(language for language in languages if language in own) or own
    return Page(Text(named, named), shown, (report,))
