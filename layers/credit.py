"""Credits that the places of a layer must carry, read from their ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from geo.place import credit

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Layer

__all__ = ["with_credits"]

_COLUMNS = ("place_id", "from_place_id", "to_place_id")


def with_credits(layer: Layer, table: pd.DataFrame | None = None) -> Layer:
    """Return the layer with the credits of its places beside those that it has.

    Parameters
    ----------
    layer
        Any.
    table
        The records that a raster was made of, which it does not hold.
    """
    told = layer.data if isinstance(layer.data, gpd.GeoDataFrame) else table
    if told is None:
        return layer
    ids = {str(one) for name in _COLUMNS if name in told for one in told[name].unique()}
    due = sorted({found for one in ids if (found := credit(one))})
    if not due:
        return layer
    attribution = dict.fromkeys(filter(None, (layer.attribution, *(one.attribution for one in due))))
    licence = dict.fromkeys(filter(None, (layer.licence, *(one.licence for one in due))))
    return replace(layer, attribution="; ".join(attribution), licence="; ".join(licence))
