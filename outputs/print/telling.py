"""What the sheet says in sentences: what it shows, what it does not, from where, under which terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from layers.events import EventKind
from outputs.print.lettering import clean
from outputs.print.stacks import tell_stacks
from outputs.print.view import LIMIT_DEG
from outputs.print.words import BEYOND, MORE, STOP, WORDS, counted, day, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.layer import Layer
    from layers.report import Report
    from outputs.page import Page
    from outputs.print.features import Features
    from outputs.print.sheet import Sheet

__all__ = ["footer", "summary"]

_REPORTS = 3
_EVENTS = frozenset(map(str, EventKind))


def summary(sheet: Sheet, layers: Sequence[Layer], page: Page) -> str:
    """Return in one line how many records of which kind there are, not on the map, and from how many reports."""
    tables = [layer.data for layer in layers if isinstance(layer.data, gpd.GeoDataFrame)]
    columns = ["subject", "kind", "start", "end"]
    records = pd.concat([pd.DataFrame(columns=columns), *(table.reindex(columns=columns) for table in tables)])
    records = records.drop_duplicates("subject")
    kinds = records["kind"].astype(str)
    events, facilities = int(kinds.isin(_EVENTS).sum()), int((kinds == "facility").sum())
    counts = (
        (events, "event", "events"),
        (len(kinds) - events - facilities, "link", "links"),
        (facilities, "facility", "facilities"),
        (len(page.unplaced), "unplaced", "unplaced"),
        (len(page.reports), "report", "reportsN"),
    )
    told = [sheet.say(counted(count, one, many)) for count, one, many in counts if count]
    return " · ".join([*told, *_dates(sheet, records[kinds.isin(_EVENTS)])])


def _dates(sheet: Sheet, events: pd.DataFrame) -> Iterator[str]:
    """Give the days from the first to the last that is told, in UTC, and how many events have none."""
    first, last = events["start"].fillna(events["end"]), events["end"].fillna(events["start"])
    if first.notna().any():
        yield " – ".join(sorted({day(one) for one in (first.min(), last.max())}))
    if undated := int(first.isna().sum()):
        yield sheet.say(WORDS["undated"]).format(n=number(undated))


def footer(
    sheet: Sheet, layers: Sequence[Layer], page: Page, features: Features, ground_credits: Sequence[str]
) -> list[str]:
    """Return the sentences beneath the map: notes, reports, credits and the line about borders."""
    lines = [
        " ".join(_notes(sheet, layers, features)),
        _not_drawn(sheet, page),
        _reports(sheet, page),
        f"{sheet.say(WORDS['credits'])}: {sheet.say(STOP).join(_credits(layers, ground_credits))}.",
        sheet.say(WORDS["borders"]),
    ]
    return [line for line in lines if line]


def _notes(sheet: Sheet, layers: Sequence[Layer], features: Features) -> Iterator[str]:
    yield from dict.fromkeys(clean(sheet.say(note)) for layer in layers for note in layer.notes)
    if stacks := tell_stacks(sheet, features):
        yield stacks
    bounds = shapely.bounds(features.table["shape"].to_numpy()).reshape(-1, 4)
    beyond = (bounds[:, 3] > LIMIT_DEG) | (bounds[:, 1] < -LIMIT_DEG)
    if many := features.table["subject"][beyond].nunique():
        yield sheet.say(BEYOND).format(n=number(many))


def _not_drawn(sheet: Sheet, page: Page) -> str:
    own = "title_ar" if sheet.arabic else "title"
    names = [clean(row[own] or row["title"]) for row in page.unplaced.to_dict("records")]
    told = [f"{sheet.say(WORDS['notOnMap'])}: {_some(sheet, names)}."] if names else []
    if page.rejected:
        told.append(f"{sheet.say(WORDS['rejected']).format(n=number(page.rejected))}.")
    return " ".join(told)


def _reports(sheet: Sheet, page: Page) -> str:
    if not page.reports:
        return ""
    return f"{sheet.say(WORDS['reports'])}: {_some(sheet, [_report(sheet, each) for each in page.reports])}."


def _report(sheet: Sheet, report: Report) -> str:
    name = clean(report.title or report.outlet or report.name)
    outlet = clean(report.outlet) if report.title else ""
    published = day(report.published) if report.published else ""
    back = sheet.say(WORDS["retracted"]) if report.retracted else ""
    return " · ".join(filter(None, (name, outlet, published, back)))


def _some(sheet: Sheet, names: Sequence[str]) -> str:
    """Return the first names and how many more there are: a sheet has no room for hundreds."""
    more = len(names) - _REPORTS
    stop = sheet.say(STOP)
    listed = stop.join(names[:_REPORTS])
    return f"{listed}{stop}{sheet.say(MORE).format(n=number(more))}" if more > 0 else listed


def _credits(layers: Sequence[Layer], ground: Sequence[str]) -> list[str]:
    told = [" · ".join(filter(None, map(clean, (layer.attribution, layer.licence)))) for layer in layers]
    return [line for line in dict.fromkeys([*told, *map(clean, ground)]) if line]
