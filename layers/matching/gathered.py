"""Several sources in one table: every event a row, in an order that no caller's order changes, copies taken out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from layers.events import Dossier, combine
from layers.matching.copies import known_again, without_copies
from layers.matching.keys import with_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from layers.matching.groups import Groups

    Indices = npt.NDArray[np.intp]

__all__ = ["Gathered", "gathered"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The events of several sources.

    Attributes
    ----------
    dossier
        All of them, with ids of their own, and all claims.
    labels
        Which source each event is of, shape (n,).
    groups
        Which of them earlier merges made of the same events.
    copies
        How many events were found in two sources, and are kept once.
    """

    dossier: Dossier
    labels: Indices
    groups: Groups
    copies: int


def gathered(dossiers: Sequence[Dossier]) -> Gathered:
    """Put the events of sources into one table, in the order of the reports that they come from."""
    ordered = sorted(dossiers, key=_place)
    labels = np.repeat(np.arange(len(ordered)), [len(dossier.events) for dossier in ordered])
    events = _stacked([dossier.events for dossier in ordered])
    same, copies = known_again(events)
    ids = with_report(events, same.parent).to_numpy(object, copy=True)
    ids[list(copies)] = ids[list(copies.values())]
    claims = without_copies(_claims(ordered, ids), {str(ids[row]) for row in copies})
    kept = np.setdiff1d(np.arange(len(events)), np.array(list(copies), dtype=np.intp))
    events = events.assign(id=pd.Series(ids, index=events.index, dtype=events["id"].dtype)).iloc[kept]
    whole = replace(combine(ordered), events=events.reset_index(drop=True), claims=claims)
    return Gathered(whole, labels[kept], known_again(whole.events)[0], len(copies))


def _place(dossier: Dossier) -> tuple[tuple[str, ...], str]:
    """Tell a dossier's place among others: by its reports, and by what it holds where those are the same."""
    table = pd.DataFrame(dossier.events.drop(columns=["geometry", "footprint"])).astype("str")
    return tuple(report.id for report in dossier.reports), hashlib.sha256(table.to_csv().encode()).hexdigest()


def _stacked(tables: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else Dossier().events


def _claims(dossiers: Sequence[Dossier], ids: npt.NDArray[np.object_]) -> pd.DataFrame:
    """Put the claims together, about the ids that events have now."""
    tables, first = [], 0
    for dossier in dossiers:
        named = dict(zip(dossier.events["id"], ids[first : first + len(dossier.events)], strict=True))
        first += len(dossier.events)
        subject = dossier.claims["subject"]
        tables.append(dossier.claims.assign(subject=subject.map(named).where(subject.isin(list(named)), subject)))
    full = [table for table in tables if len(table)]
    return pd.concat(full, ignore_index=True) if full else Dossier().claims
