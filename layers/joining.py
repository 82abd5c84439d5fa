"""Several events made one: the most precise place, the time of all, and all that each of them told."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.events import Status, TimePrecision, claims_of, status_of
from layers.matching.keys import plain_id
from layers.matching.told import OPEN, Extent, times_us

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from layers.events import Dossier
    from layers.text import Text

    Indices = npt.NDArray[np.intp]
    Objects = npt.NDArray[np.object_]

__all__ = ["join"]

_PLACE = (
    "place_id", "place_name", "place_name_ar", "country", "precision", "radius_m", "why", "why_ar", "footprint",
    "geometry",
)  # fmt: skip
_ARABIC = ("title_ar", "place_name_ar")
_TIME = ("time_precision", "basis", "when_text")
_LISTS = ("actors", "targets", "counts", "distances")
_STRONGEST_FIRST = (Status.ACKNOWLEDGED, Status.CORROBORATED, Status.CLAIMED)
_RECORDED = (str(Status.RECORDED), str(Status.MACHINE_CODED))


def join(dossier: Dossier, groups: Sequence[Sequence[int]], notes: Sequence[Text]) -> Dossier:
    """Make the events of each group one.

    Parameters
    ----------
    dossier
        Events with unique ids, and their claims.
    groups
        Rows of the events table, two or more each, no row in two of them. The first leads: the joined event has its
        id, kind, titles and report.
    notes
        Why each group is one event; it goes behind the ``why`` of the place.

    Returns
    -------
    Dossier
        The joined event stands where its leader stood. Its place is that of the event known most finely, its
        interval what all intervals have in common, or, where they have nothing in common, all that they span; actors,
        targets, counts and distances are those of all, and `merged_from` tells each event as it was.
    """
    if not groups:
        return dossier
    events = dossier.events.reset_index(drop=True)
    flat = np.fromiter(chain.from_iterable(groups), dtype=np.intp)
    starts = np.cumsum([0, *map(len, groups)])[:-1]
    lead = flat[starts]
    columns = {str(name): events[name] for name in events.columns}
    columns |= _place(events, flat, starts, notes) | _time(events, groups, flat, starts) | _lists(events, groups)
    columns["merged_from"] = _changed(events["merged_from"], lead, _parts(events, groups))
    columns |= {name: _changed(columns[name], lead, _first(events[name], groups, columns[name])) for name in _ARABIC}
    columns["source"] = _changed(events["source"], lead, _texts(events["source"], groups))
    columns["graded_by"] = _changed(events["graded_by"], lead, _texts(events["graded_by"], groups))
    claims = _claims(dossier.claims, events["id"], flat, starts)
    columns["status"] = _changed(events["status"], lead, _statuses(events, groups, claims, columns["actors"]))
    kept = np.ones(len(events), dtype=bool)
    kept[np.setdiff1d(flat, lead)] = False
    table = gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)[kept].reset_index(drop=True)
    return replace(dossier, events=table, claims=claims)


def _changed(column: pd.Series, rows: Indices, values: Sequence[Any]) -> pd.Series:
    cells = column.to_numpy(dtype=object, copy=True)
    for row, value in zip(rows.tolist(), values, strict=True):
        cells[row] = value
    return pd.Series(cells, index=column.index, dtype=column.dtype)


def _taken(column: pd.Series, rows: Indices, other: Indices) -> pd.Series:
    """Give some rows what stands in others."""
    at = np.arange(len(column))
    at[rows] = other
    return column.take(at).set_axis(column.index)


def _least(flat: Indices, starts: Indices, value: npt.NDArray[Any]) -> Indices:
    """Return the row of each group where a value is least, the first of equals."""
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(flat)))
    order = np.lexsort((np.arange(len(flat)), value[flat], group))
    return flat[order][starts]


def _place(events: gpd.GeoDataFrame, flat: Indices, starts: Indices, notes: Sequence[Text]) -> dict[str, pd.Series]:
    reach_m = Extent.of(events).reach_m
    nowhere = shapely.is_missing(np.asarray(events.geometry.array, dtype=object))
    finest = _least(flat, starts, np.where(nowhere, np.inf, np.nan_to_num(reach_m, nan=np.finfo(float).max)))
    lead = flat[starts]
    columns = {name: _taken(events[name], lead, finest) for name in _PLACE}
    for name, stop, told in (("why", "; ", [n.en for n in notes]), ("why_ar", "؛ ", [n.ar for n in notes])):
        before = columns[name].iloc[lead].tolist()
        whys = [stop.join(filter(None, (why, note))) for why, note in zip(before, told, strict=True)]
        columns[name] = _changed(columns[name], lead, whys)
    return columns


def _time(
    events: gpd.GeoDataFrame, groups: Sequence[Sequence[int]], flat: Indices, starts: Indices
) -> dict[str, pd.Series]:
    first, last = times_us(events["start"]), times_us(events["end"])
    length = np.where((first == OPEN) | (last == OPEN), np.inf, last.astype(float) - first)
    bare = (first == OPEN) & (last == OPEN)
    begins, ends = first.astype(float), np.where(last == OPEN, np.inf, last.astype(float))
    finest = _least(flat, starts, np.where(bare, np.finfo(float).max, np.minimum(length, 1e300)))
    start, end = _least(flat, starts, -begins), _least(flat, starts, ends)
    apart = (first[start] > last[end]) & (first[start] != OPEN) & (last[end] != OPEN)
    # Nobody knows which of them is right: to take one would be to choose by their order.
    start[apart] = _least(flat, starts, np.where(bare, np.inf, begins))[apart]
    end[apart] = _least(flat, starts, np.where(bare, np.inf, -ends))[apart]
    lead = flat[starts]
    columns = {name: _taken(events[name], lead, finest) for name in _TIME}
    columns["start"], columns["end"] = _taken(events["start"], lead, start), _taken(events["end"], lead, end)
    other = (first[start] != first[finest]) | (last[end] != last[finest])
    dated = (first[start] != OPEN) | (last[end] != OPEN)
    words = np.where(dated, str(TimePrecision.RANGE), str(TimePrecision.UNKNOWN))
    columns["time_precision"] = _changed(columns["time_precision"], lead[other], words[other].tolist())
    unlike = [sorted(groups[at], key=first.__getitem__) for at in np.flatnonzero(apart).tolist()]
    columns["when_text"] = _changed(columns["when_text"], lead[apart], _texts(events["when_text"], unlike))
    return columns


def _lists(events: gpd.GeoDataFrame, groups: Sequence[Sequence[int]]) -> dict[str, pd.Series]:
    lead = np.array([rows[0] for rows in groups])
    columns = {}
    for name in _LISTS:
        cells = events[name].to_numpy()
        columns[name] = _changed(events[name], lead, [_union(cells[row] for row in rows) for rows in groups])
    return columns


def _union(told: Iterable[Sequence[Any]]) -> list[Any]:
    items: list[Any] = []
    for item in chain.from_iterable(told):
        if item not in items:
            items.append(item)
    return items


def _first(column: pd.Series, groups: Sequence[Sequence[int]], now: pd.Series) -> list[str]:
    """Return what each group says now, or, where it says nothing, the first of its events that does."""
    cells, said = column.tolist(), now.tolist()
    return [said[rows[0]] or next((cells[row] for row in rows if cells[row]), "") for rows in groups]


def _texts(column: pd.Series, groups: Sequence[Sequence[int]]) -> list[str]:
    """Put the texts of each group one behind the other, each once; a text may be such a row itself."""
    cells = column.tolist()
    return ["; ".join(_union([str(cells[row]).split("; ") if cells[row] else [] for row in rows])) for rows in groups]


def _parts(events: gpd.GeoDataFrame, groups: Sequence[Sequence[int]]) -> list[list[Mapping[str, Any]]]:
    """Tell each event as it was; one that was made of others, by those."""
    rows = [row for group in groups for row in group]
    told = dict(zip(rows, _own(events.iloc[rows]), strict=True))
    before = events["merged_from"].to_numpy()
    parts = (
        {(part["report"], part["id"]): part for row in rows for part in before[row] or [told[row]]} for rows in groups
    )
    return [[some[key] for key in sorted(some)] for some in parts]


def _own(events: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    ids = [plain_id(name, report) for name, report in zip(events["id"], events["report"], strict=True)]
    points = np.asarray(events.geometry.array, dtype=object)
    columns = {
        "id": ids,
        **{name: events[name].tolist() for name in ("report", "source", "kind", "title", "title_ar")},
        **{name: _iso(events[name]) for name in ("start", "end")},
        "time_precision": events["time_precision"].tolist(),
        "place_name": events["place_name"].tolist(),
        "precision": events["precision"].tolist(),
        "lon": _numbers(shapely.get_x(points)),
        "lat": _numbers(shapely.get_y(points)),
        "radius_m": _numbers(events["radius_m"].to_numpy(dtype=np.float64)),
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _iso(times: pd.Series) -> list[str]:
    return [time.isoformat().replace("+00:00", "Z") if not pd.isna(time) else "" for time in times]


def _numbers(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def _claims(claims: pd.DataFrame, ids: pd.Series, flat: Indices, starts: Indices) -> pd.DataFrame:
    """Give the claims of all to the leader, its own first, and leave the order of all others."""
    names = ids.to_numpy(object)
    size = np.diff(starts, append=len(flat))
    leader = pd.Series(np.repeat(names[flat[starts]], size), index=names[flat])
    subject = claims["subject"].map(leader[~leader.index.duplicated()])
    rank = claims["subject"].map(pd.Series(np.arange(len(flat)), index=names[flat]).groupby(level=0).first())
    told = claims.assign(subject=subject.where(subject.notna(), claims["subject"]))
    joined = np.flatnonzero(subject.notna().to_numpy())
    order = np.arange(len(claims))
    order[joined] = joined[np.argsort(rank.to_numpy()[joined], kind="stable")]
    return told.iloc[order].reset_index(drop=True)


def _statuses(
    events: gpd.GeoDataFrame, groups: Sequence[Sequence[int]], claims: pd.DataFrame, actors: pd.Series
) -> list[str]:
    before, ids, who = events["status"].tolist(), events["id"].tolist(), actors.tolist()
    leaders = [ids[rows[0]] for rows in groups]
    told = claims_of(claims[claims["subject"].isin(leaders)])
    return [
        _status([str(before[row]) for row in rows], told.get(str(ids[rows[0]]), []), who[rows[0]]) for rows in groups
    ]


def _status(before: Sequence[str], claims: Sequence[Mapping[str, object]], actors: Sequence[str]) -> str:
    """Derive the status anew, no weaker than it was; where coders recorded it, no coder bears the other out."""
    for alone in (*_RECORDED, str(Status.RETRACTED), str(Status.REFUTED)):
        if all(status == alone for status in before):
            return alone
    if all(status in _RECORDED for status in before):
        return str(Status.RECORDED)
    found = {str(status_of(claims, actors)), *before}
    if found & {str(Status.DISPUTED), str(Status.REFUTED)}:
        return str(Status.DISPUTED)
    return next(str(status) for status in _STRONGEST_FIRST if str(status) in found)
