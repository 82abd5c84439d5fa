"""Credits that a layer must carry: of its places, read from their ids, and of the tables that its records come from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd

from geo.place import credit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.place import Credit
    from layers.layer import Layer
    from layers.report import Report

__all__ = ["credits_of", "with_credits"]

_BETWEEN = "; "
_COLUMNS = ("place_id", "from_place_id", "to_place_id")


def with_credits(layer: Layer, table: pd.DataFrame | None = None, reports: Iterable[Report] = ()) -> Layer:
    """Return the layer with the credits of its places and sources beside those that it has.

    Parameters
    ----------
    layer
        Any.
    table
        The records that a raster was made of, which it does not hold.
    reports
        What the records were read from.
    """
    told = layer.data if isinstance(layer.data, gpd.GeoDataFrame) else table
    ids = {str(one) for name in _COLUMNS if told is not None and name in told for one in told[name].unique()}
    due: list[Credit | Report] = [found for one in ids if (found := credit(one))]
    due += reports
    return replace(
        layer,
        attribution=credits_of([layer.attribution, *(one.attribution for one in due)]),
        licence=credits_of([layer.licence, *(one.licence for one in due)]),
    )


def credits_of(texts: Iterable[str]) -> str:
    """Put credits together, each once, in the order of the alphabet."""
    return _BETWEEN.join(sorted({one for text in texts for one in text.split(_BETWEEN) if one}))
