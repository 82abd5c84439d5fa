"""Many zones as one area: their union, with the records that it holds named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.claims import claims_together
from layers.events import Basis, Status, TimePrecision, event_table

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["dissolved", "standing"]

# What nobody stands by any more would lose its mark in a union.
_WITHDRAWN = frozenset({Status.RETRACTED, Status.REFUTED})

# From what says least. Claims about several events are no witnesses of each other, so those of all decide nothing.
_LEAST_FIRST = (
    Status.DISPUTED,
    Status.INFERRED,
    Status.MACHINE_CODED,
    Status.CLAIMED,
    Status.RECORDED,
    Status.CORROBORATED,
    Status.ACKNOWLEDGED,
)


def standing(data: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of a layer whose records are neither retracted nor refuted."""
    return data[~data["status"].isin(_WITHDRAWN)].reset_index(drop=True)


def dissolved(data: gpd.GeoDataFrame, by: Sequence[str]) -> gpd.GeoDataFrame:
    """Return one row for each group of a layer's zones: the union of its areas, each different one taken once.

    Parameters
    ----------
    data
        Rows of the kind ``zones``, EPSG:4326.
    by
        Columns that tell groups apart.

    Returns
    -------
    geopandas.GeoDataFrame
        Event columns and those of zones, and ``events``, how many records an area holds, and ``members``, their ids.
        A row is its own subject, with the claims of all its members. It says what is true of all of them: the kind
        that they share, else ``other``; the status of the one of which least is sure, ``disputed`` first; the whole of
        their time.
    """
    groups = [group for _, group in data.groupby([*by], sort=False)]
    told = event_table([_record(group, by) for group in groups]).drop(columns="geometry")
    first = [group.iloc[0] for group in groups]
    told = told.assign(
        zone_radius=pd.Series([row["zone_radius"] for row in first], dtype="object"),
        zone_radius_m=pd.Series([row["zone_radius_m"] for row in first], dtype="float64"),
        events=pd.Series([len(group) for group in groups], dtype="int64"),
        members=pd.Series([group["subject"].tolist() for group in groups], dtype="object"),
        lon=np.nan,
        lat=np.nan,
        claims=claims_together(group["claims"] for group in groups),
        legend=pd.Series([row["legend"] for row in first], dtype="object"),
        subject=told["id"],
    )
    areas = gpd.GeoSeries([_union(group) for group in groups], crs=4326, name="geometry")
    return gpd.GeoDataFrame(told, geometry=areas)


def _union(group: pd.DataFrame) -> shapely.Geometry:
    # Records that share a footprint share the object.
    areas = list({id(area): area for area in group["geometry"]}.values())
    union: shapely.Geometry = shapely.orient_polygons(shapely.union_all(areas))
    return union


def _record(group: pd.DataFrame, by: Sequence[str]) -> dict[str, Any]:
    radius, count = group["zone_radius"].iloc[0], len(group)
    in_time = group["basis"].eq(Basis.HAPPENED).all()
    return {
        "id": "/".join(["dissolved", *(str(group[name].iloc[0]) for name in by)]),
        "kind": _shared(group, "kind", "other"),
        "title": f"Within {radius} of the footprints of {count} records",
        "title_ar": f"ضمن {radius} من نطاقات السجلات (عددها {count})",
        "start": group["start"].min(skipna=False),
        "end": group["end"].max(skipna=False),
        "time_precision": TimePrecision.RANGE,
        "basis": Basis.HAPPENED if in_time else Basis.REPORTED,
        "precision": "unknown",
        "why": "the union of the zones of its records; where they overlap counts once",
        "why_ar": "اتحاد مناطق السجلات؛ يُحسب التداخل مرة واحدة",
        "status": min(map(Status, group["status"]), key=_LEAST_FIRST.index),
        "source": _shared(group, "source", ""),
        "report": _shared(group, "report", ""),
    }


def _shared(group: pd.DataFrame, name: str, otherwise: str) -> str:
    values = group[name].unique()
    return str(values[0]) if len(values) == 1 and pd.notna(values[0]) else otherwise
