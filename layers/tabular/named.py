"""Rows without a position, placed by the names that they give: never finer than the names can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.gazetteer import open_gazetteer
from geo.place import Precision
from layers.tabular.lookup import Named, locate

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.gazetteer import Gazetteer
    from layers.tabular.lookup import Located
    from layers.tabular.mapping import Value
    from layers.tabular.meanings import Table
    from layers.text import Text

__all__ = ["placed_by_name"]


def placed_by_name(
    table: Table, events: gpd.GeoDataFrame, gazetteer: Gazetteer | None = None
) -> tuple[gpd.GeoDataFrame, dict[int, Text]]:
    """Place the events that have no position by the names that the table's mapping points to.

    Parameters
    ----------
    table
        The table; without ``places`` in its mapping nothing changes.
    events
        The events of its rows, in the same order.
    gazetteer
        Where names are looked up; by default majal's own and the user's. Only distinct names are.

    Returns
    -------
    events
        With place, precision, radius, shape and reasons where a name told them.
    reasons
        By position: why an event still has no place.
    """
    missing = np.flatnonzero(events.geometry.isna()) if table.mapping.places else np.array([], dtype=np.intp)
    if not len(missing):
        return events, {}
    rows = _names(table, events["country"]).iloc[missing]
    which, distinct = pd.factorize(pd.MultiIndex.from_frame(rows))
    found = [_located(list(texts), gazetteer or open_gazetteer()) for texts in distinct]
    placed = np.array([one.place is not None for one in found], dtype=bool)[which]
    reasons = {int(at): found[one].why for at, one in zip(missing[~placed], which[~placed], strict=True)}
    return _filled(events, missing[placed], [found[one] for one in which[placed]]), reasons


def _names(table: Table, country: pd.Series) -> pd.DataFrame:
    """Give the country of each row, then name and precision of each level, the smallest first."""
    told = [_told(table, plan, part) for plan in table.mapping.places for part in ("name", "precision")]
    columns = [country, *told]
    return pd.concat([column.astype("object") for column in columns], axis=1, ignore_index=True)


def _told(table: Table, plan: Mapping[str, Value], part: str) -> pd.Series:
    return table.columns.value(plan[part]) if part in plan else table.columns.always("")


def _located(texts: list[str], gazetteer: Gazetteer) -> Located:
    country, *told = texts
    names = [Named(name, precision) for name, precision in zip(told[::2], told[1::2], strict=True)]
    return locate(names, country, gazetteer)


def _filled(events: gpd.GeoDataFrame, at: np.ndarray, found: list[Located]) -> gpd.GeoDataFrame:
    """Write what was found into the events at these positions."""
    if not found:
        return events
    index = events.index[at]
    told = [(one, one.place, one.at) for one in found if one.place is not None and one.at is not None]
    columns: dict[str, list[object]] = {
        "place_id": [place.id for _, place, _ in told],
        "place_name_ar": [place.name_ar for _, place, _ in told],
        "precision": [str(one.precision) for one, _, _ in told],
        "radius_m": [_radius(one) for one, _, _ in told],
        "why": [one.why.en for one, _, _ in told],
        "why_ar": [one.why.ar for one, _, _ in told],
        "geometry": shapely.points([[spot.lon, spot.lat] for _, _, spot in told]).tolist(),
        "footprint": [one.shape for one, _, _ in told],
    }
    own = events["place_name_ar"].loc[index]
    columns["place_name_ar"] = own.where(own != "", pd.Series(columns["place_name_ar"], index=index)).tolist()
    filled = events.copy()
    for name, values in columns.items():
        column = filled[name].astype("object")
        column.loc[index] = pd.Series(values, index=index, dtype="object")
        filled[name] = column.astype(events[name].dtype)
    return filled


def _radius(one: Located) -> float | None:
    """Leave the radius out where the place's own shape, or none at all, says how far it reaches."""
    return None if one.shape is not None or one.precision is Precision.COUNTRY else one.radius_m
