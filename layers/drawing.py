"""What every layer kind does with rows: choose records, give them geometry, legend and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.place import PRECISION
from layers.claims import claims_column
from layers.events import Status
from layers.footprint import has_shape
from layers.kinds import Parameter
from layers.text import Counted, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from layers.events import Dossier
    from layers.layer import LegendEntry

__all__ = ["counted", "doubted", "drawn", "from_parameter", "honest_points", "placed_points", "records"]

_POINTS = frozenset(str(name) for name, meant in PRECISION.items() if meant.is_point)


def from_parameter(default: str) -> Parameter:
    """Declare the parameter ``from``: whether a layer draws events, facilities, or both."""
    return Parameter(
        "from",
        "choice",
        "what to draw: the events, the facilities, or all of them",
        default,
        ("events", "facilities", "all"),
    )


def records(dossier: Dossier, choice: str) -> gpd.GeoDataFrame:
    """Return the placed records chosen by the parameter ``from``: those with a point or a shape."""
    tables = {"events": [dossier.events], "facilities": [dossier.facilities]}.get(
        choice, [dossier.events, dossier.facilities]
    )
    full = [table for table in tables if len(table)] or tables[:1]
    table = pd.concat(full, ignore_index=True) if len(full) > 1 else full[0]
    return table[_has_point(table) | has_shape(table)].reset_index(drop=True)


def placed_points(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the records that have a point."""
    return table[_has_point(table)].reset_index(drop=True)


def honest_points(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Return the records whose precision allows a point, and how many of the placed ones it does not."""
    placed = placed_points(table)
    honest = placed["precision"].isin(_POINTS)
    return placed[honest].reset_index(drop=True), int((~honest).sum())


def _has_point(table: gpd.GeoDataFrame) -> pd.Series[bool]:
    return table.geometry.notna() & ~table.geometry.is_empty


def drawn(
    table: pd.DataFrame,
    geometry: Iterable[object],
    entries: Sequence[LegendEntry],
    dossier: Dossier,
    *,
    disc_m: npt.ArrayLike = np.nan,
) -> gpd.GeoDataFrame:
    """Give rows what a layer's data has besides the columns of the record.

    Parameters
    ----------
    table
        Event or link table; ``id`` names the record that a popup tells of.
    geometry
        One geometry a row, EPSG:4326, as drawn.
    entries
        One legend entry a row.
    dossier
        Where the claims are.
    disc_m
        Radius in metres where the geometry is the geodesic disc around the record's own point, else NaN.

    Returns
    -------
    geopandas.GeoDataFrame
        `table` with ``geometry``, ``claims``, ``legend`` and ``subject``; records of the event table also with ``lon``
        and ``lat``, degrees of their own point, which an area or a line would not tell, and with ``disc_m``.
    """
    data = pd.DataFrame(table).assign(
        **_own_point(table, disc_m),
        claims=claims_column(dossier.claims, table["id"]),
        legend=pd.Series([entry.key for entry in entries], dtype="str", index=table.index),
        subject=table["id"],
    )
    shapes = np.empty(len(table), dtype=object)
    shapes[:] = list(geometry)
    # Heights have no meaning in a layer; shapes without one stay the same objects, shared between rows.
    high = shapely.has_z(shapes)
    shapes[high] = shapely.force_2d(shapes[high])
    data["geometry"] = gpd.GeoSeries(shapes, index=table.index, crs=4326)
    return gpd.GeoDataFrame(data, geometry="geometry", crs=4326).reset_index(drop=True)


def _own_point(table: pd.DataFrame, disc_m: npt.ArrayLike) -> dict[str, pd.Series[float]]:
    if "geometry" not in table:
        return {}
    points = np.asarray(table["geometry"], dtype=object)
    told = {"lon": shapely.get_x(points), "lat": shapely.get_y(points), "disc_m": np.broadcast_to(disc_m, len(table))}
    return {name: pd.Series(values, index=table.index, dtype="float64") for name, values in told.items()}


def counted(count: int, words: Text) -> tuple[Text, ...]:
    """Return the note with the count in its ``{}``, or none where the count is 0."""
    return (Counted.of(count, words),) if count else ()


def doubted(table: pd.DataFrame) -> tuple[Text, ...]:
    """Return the note that counts records refuted or taken back among those that a layer counts."""
    return counted(
        int(table["status"].isin((Status.REFUTED, Status.RETRACTED)).sum()),
        Text("Counted though refuted or taken back: {}.", "محسوبة مع أنها منفية أو مسحوبة: {}."),
    )
