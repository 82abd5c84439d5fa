"""FlatGeobuf: one table with a spatial index, for maps and services that read a part of a large file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio

from outputs.columns import json_bytes, stacked
from outputs.formats import Format
from outputs.formats.geojson import about
from outputs.gdal import flat, geometry_type, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write one table; with several layers, a column tells which row is whose. Lists and claims are JSON texts.

    The index orders the rows along a Hilbert curve. The format indexes only rows that have a geometry, so a table with
    one that has none is written without the index, in its own order, and loses no row.
    """
    table = flat(stacked(layers))
    bare = table.geometry.isna() | table.geometry.is_empty
    table.loc[bare, table.geometry.name] = None
    with told(path, "FlatGeobuf"):
        pyogrio.write_dataframe(
            table,
            path,
            driver="FlatGeobuf",
            layer=layers[0].name if len(layers) == 1 else "layers",
            geometry_type=geometry_type(table),
            layer_options={"SPATIAL_INDEX": "NO" if bare.any() or table.empty else "YES"},
            use_arrow=True,
            layer_metadata={"majal": json_bytes(about(layers, page)).decode()},
        )


FORMAT = Format("flatgeobuf", "FlatGeobuf with a spatial index, claims as JSON in a column", (".fgb",), write)
