"""The event table as one layer, without a false pin and without losing where things may have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.place import PRECISION, Precision
from layers.claims import claims_column
from layers.credit import with_credits
from layers.events import Column
from layers.footprint import footprints, has_shape
from layers.layer import Layer
from layers.stacks import sizes
from layers.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

    from layers.events import Dossier

__all__ = ["COLUMNS_ADDED", "event_layer"]

COLUMNS_ADDED: tuple[Column, ...] = (
    Column("lon", "number", "longitude of the event's own point, degrees; null where it is not placed"),
    Column("lat", "number", "latitude of it"),
    Column(
        "stack", "number", "how many events of this table stand at the same point, this one included; null: no point"
    ),
    Column("drawn_as", "text", "what the geometry is", words=("point", "shape", "disc")),
    Column("claims", "records", "who says what about it, as below"),
)

_POINTS = [str(word) for word in Precision if PRECISION[word].is_point]


def event_layer(dossier: Dossier) -> Layer:
    """Make the layer that `majal export` writes.

    Parameters
    ----------
    dossier
        What the sources told.

    Returns
    -------
    Layer
        Every event once, with ``lon``, ``lat`` and ``radius_m``. Its geometry is a point where the precision allows
        a point, else the area where it may have been: its own shape, or the disc of its radius; null where it is not
        placed or has neither. Column ``drawn_as`` tells which: ``point``, ``shape``, ``disc`` or empty; ``stack`` how
        many events stand at the same point. `COLUMNS_ADDED` are those that the event table lacks.
    """
    events = dossier.events
    points = np.asarray(events.geometry.array, dtype=object)
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    geometry, drawn_as = _drawn(events, points)
    table = pd.DataFrame(events.drop(columns=["geometry", "footprint"]))
    at = list(table.columns).index("radius_m")
    table.insert(at, "lon", lon)
    table.insert(at + 1, "lat", lat)
    table.insert(at + 2, "stack", sizes(events))
    table["drawn_as"] = pd.Series(drawn_as, index=table.index, dtype="str")
    table["claims"] = claims_column(dossier.claims, table["id"])
    data = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(geometry, index=table.index, crs=4326))
    layer = Layer("events", "events", Text("Events", "الأحداث"), data, notes=dossier.notes)
    return with_credits(layer, reports=dossier.reports)


def _drawn(
    events: gpd.GeoDataFrame, points: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    geometry = np.full(len(events), None, dtype=object)
    drawn_as = np.full(len(events), "", dtype=object)
    honest = ~shapely.is_missing(points) & events["precision"].isin(_POINTS).to_numpy()
    areas = footprints(events)
    area = ~shapely.is_missing(areas) & ~honest
    geometry[honest], drawn_as[honest] = points[honest], "point"
    geometry[area] = areas[area]
    drawn_as[area] = np.where(has_shape(events)[area], "shape", "disc")
    return geometry, drawn_as
