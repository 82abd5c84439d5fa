"""Where names are that somebody else found in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer import Gazetteer, open_gazetteer
from layers.reading.reasons import people_of
from layers.reading.resolve import Resolved
from layers.reading.scene import set_scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.names import Names
    from layers.reading.scene import Mention
    from layers.report import Report

__all__ = ["locate"]


def locate(
    report: Report, spans: Sequence[tuple[int, int]], *, gazetteer: Gazetteer | None = None
) -> list[Resolved | None]:
    """Tell which place each of the given names means, in the light of the whole text.

    For names that another recogniser or a person marked; `read_report` finds its own. A name of a people stands for its
    country.

    Parameters
    ----------
    report
        The report.
    spans
        Start and end of each name in code points of the report's text.
    gazetteer
        Where names are looked up; by default the one that came with majal.

    Returns
    -------
    list of Resolved or None
        One for each span, in their order; None where the gazetteer knows no place of the name.
    """
    scene = set_scene(report, gazetteer or open_gazetteer(), {}, given=spans)
    found = {(m.span.start, m.span.end): m for mentions in scene.mentions for m in mentions}
    return [_of(scene.names, found.get((start, end))) for start, end in spans]


def _of(names: Names, mention: Mention | None) -> Resolved | None:
    if mention is None or mention.resolved or not mention.span.country:
        return mention.resolved if mention else None
    place = names.get(f"iso:{mention.span.country}")
    return Resolved(
        place,
        place.at,
        place.precision,
        place.radius_m,
        people_of(place),
        fuzzy=False,
    )
