"""The tables of a dossier to what is public of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from geo.place import Precision
from layers.events import CLAIM_COLUMNS, COLUMNS, LINK_COLUMNS, UNPLACED_COLUMNS, Column, EventKind
from layers.public.columns import PUBLISHED, Publish
from layers.public.names import named
from layers.public.places import Cells, coarsened_ends, coarsened_events
from layers.public.texts import changed, published
from layers.public.voices import WITHHELD, Voices
from layers.reading.words import title
from layers.report import Report
from layers.tabular.known import mappings
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.gazetteer import Gazetteer
    from geo.place import Place
    from layers.public.names import Named
    from layers.public.places import Coarse
    from layers.text import Text

__all__ = ["Publisher"]

Table = TypeVar("Table", bound=pd.DataFrame)

_UNPLACED = tuple(Column(name, "text", "") for name in UNPLACED_COLUMNS)
# The credits that are published are those of majal's own mappings.
_REPORT = (
    *(Column(name, "text", "") for name in ("id", "language", "outlet")),
    *(
        Column(name, "text", "", words=tuple(getattr(one, name) for one in mappings().values()))
        for name in ("attribution", "licence")
    ),
)
_DIVISIONS = frozenset({"country", "adm1", "adm2"})


@dataclass(slots=True)
class Publisher:
    """Makes tables public, and counts what it moved and left out."""

    cells: Cells
    gazetteer: Gazetteer
    moved: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    voices: Voices = field(init=False)

    def __post_init__(self) -> None:
        self.voices = Voices(self.gazetteer, self.cells.class_m)

    def events(self, name: str, table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Coarsen the places of events or facilities, and name both anew."""
        declared = self._declared(name, "events", table, COLUMNS)
        if declared.empty:
            return declared
        coarse, moved = coarsened_events(declared, self.cells)
        self._count(self.moved, name, int(coarse.changed.sum()))
        places = self._named(table["place_id"], table["country"], coarse)
        titles = _titles(moved["kind"], coarse.precision, places)
        made = {
            "place_id": places.told("id"),
            "place_name": places.told("name"),
            "place_name_ar": places.told("name_ar"),
            "country": places.country(),
            "title": titles[0],
            "title_ar": titles[1],
        }
        return self._with(name, moved, made)

    def links(self, table: pd.DataFrame) -> pd.DataFrame:
        """Coarsen the ends of links, and name both anew."""
        links = self._declared("links", "links", table, LINK_COLUMNS)
        if links.empty:
            return links
        nowhere = pd.Series("", index=table.index)
        made: dict[str, Any] = {}
        for end in ("from", "to"):
            coarse, links = coarsened_ends(links, end, self.cells)
            self._count(self.moved, "links", int(coarse.changed.sum()))
            places = self._named(table[f"{end}_place_id"], nowhere, coarse)
            told = {"place_id": "id", "name": "name", "name_ar": "name_ar"}
            made |= {f"{end}_{name}": places.told(attribute) for name, attribute in told.items()}
        for suffix, language in (("", "en"), ("_ar", "ar")):
            kinds = links["kind"].map({kind: getattr(words, language) for kind, words in KINDS.items()}).fillna("")
            ends = [pd.Series(made[f"{end}_name{suffix}"], index=links.index, dtype="object") for end in ("from", "to")]
            both = (ends[0] != "") & (ends[1] != "") & (ends[0] != ends[1])
            made[f"title{suffix}"] = (kinds + (": " + ends[0] + " – " + ends[1]).where(both, "")).to_numpy(dtype=object)
        return self._with("links", links, made)

    def claims(self, table: pd.DataFrame) -> pd.DataFrame:
        """Leave out what was said and where it can be read; who says what stays, as far as names are public."""
        return self._declared("claims", "claims", table, CLAIM_COLUMNS)

    def unplaced(self, table: pd.DataFrame) -> pd.DataFrame:
        """Leave out what was not placed, but for a row that counts it."""
        kept = self._declared("unplaced", "unplaced", table, _UNPLACED)
        marks = np.full(len(table), WITHHELD, dtype=object)
        return self._with("unplaced", kept, {"title": marks, "title_ar": marks})

    def report(self, report: Report) -> Report:
        """Leave out what a report says, and what it is called."""
        told = pd.DataFrame({column.name: [getattr(report, column.name)] for column in _REPORT})
        row = self._declared("reports", "reports", told, _REPORT).iloc[0]
        for name in ("name", "text", "title", "url"):
            self._count(self.withheld, f"reports.{name}", int(getattr(report, name) not in {"", WITHHELD}))
        return Report(
            id=row["id"],
            name=WITHHELD,
            text="",
            language=row["language"],
            published=report.published,
            outlet=row["outlet"],
            attribution=row["attribution"],
            licence=row["licence"],
            retracted=report.retracted,
        )

    def _declared(self, name: str, rules: str, table: Table, columns: Sequence[Column]) -> Table:
        """Return the declared columns, with what is public of each; any other column goes."""
        made = table[[column.name for column in columns]].copy()
        for column in columns if len(table) else ():
            how = PUBLISHED[rules].get(column.name, Publish.PRIVATE)
            before = table[column.name]
            after = published(before, column, how, self.voices)
            if after is not before:
                made[column.name] = after
                self._count(self.withheld, f"{name}.{column.name}", changed(before, after))
        return made

    def _with(self, name: str, table: Table, made: Mapping[str, Any]) -> Table:
        columns = {
            column: pd.Series(values, index=table.index, dtype=table[column].dtype) for column, values in made.items()
        }
        for column, values in columns.items():
            self._count(self.withheld, f"{name}.{column}", changed(table[column], values))
        return table.assign(**columns)

    def _named(self, ids: pd.Series[str], countries: pd.Series[str], coarse: Coarse) -> Named:
        # A name finer than the disc that is drawn would tell more than the disc.
        least_m = np.where(coarse.moved, self.cells.radius_m, self.cells.class_m)
        return named(ids.fillna(""), countries.fillna(""), least_m, self.gazetteer)

    @staticmethod
    def _count(counts: dict[str, int], what: str, number: int) -> None:
        if number:
            counts[what] = counts.get(what, 0) + number


def _titles(kinds: pd.Series[str], precision: Any, places: Named) -> tuple[Any, Any]:  # noqa: ANN401 - arrays
    """Word a title for each different kind, class and place."""
    told = pd.MultiIndex.from_arrays([kinds.astype("object"), precision, places.which])
    which, distinct = pd.factorize(told)
    words = [_title(kind, Precision(name), places.places[at]) for kind, name, at in distinct]
    en, ar = (np.array([one[at] for one in words], dtype=object) for at in (0, 1))
    return en[which], ar[which]


def _title(kind: str, precision: Precision, place: Place | None) -> Text:
    known = kind if kind in KINDS else EventKind.OTHER
    if place is None:
        return KINDS[known]
    # "near" and "area" are said of towns, not of the province or country that is named in place of one.
    is_wide = place.feature in _DIVISIONS and precision is not Precision.AIRSPACE
    return title(known, place, place.precision if is_wide else precision)
