"""Events per square kilometre: each spread over where it may have been, so that a centroid is no hot spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.buffer import buffer
from geo.place import PRECISION, Precision
from layers.credit import with_credits
from layers.drawing import counted, doubted, from_parameter, records
from layers.footprint import footprints
from layers.grades import legend_of
from layers.kinds import Kind
from layers.layer import Layer
from layers.surface import CELL, distinct, grid_over, raster_of, spread_out
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Density", "الكثافة")
_WHAT = {
    "events": Text("Events", "أحداث"),
    "facilities": Text("Facilities", "منشآت"),
    "all": Text("Events and facilities", "أحداث ومنشآت"),
}
# The legend speaks of more land than the values do: 5 rather than 0.005.
_LEGEND_KM2 = 1000


def _areas(table: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Where each record may have been; a line, such as a road, is as wide as an exact place."""
    areas = footprints(table)
    flat = np.flatnonzero(shapely.is_geometry(areas) & (shapely.area(areas) == 0))
    areas[flat] = [buffer(shape, PRECISION[Precision.EXACT].radius_m or 0.0) for shape in areas[flat]]
    return areas


def _notes(table: gpd.GeoDataFrame, areas: npt.NDArray[np.object_]) -> tuple[Text, ...]:
    placed = shapely.is_geometry(areas)
    return (
        *counted(
            int((~placed).sum()),
            Text(
                "Not in the density: {}. How far they may have been from their point is not known.",
                "خارج الكثافة: {}. بعدها المحتمل عن نقطتها غير معروف.",
            ),
        ),
        *doubted(table[placed]),
    )


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    table = records(dossier, settings["from"])
    areas = _areas(table)
    shapes = distinct(areas)
    what = _WHAT[settings["from"]]
    grid, side = grid_over(shapes.shapes, settings["cell"])
    per_km2 = spread_out(shapes, grid) / (side.metres / 1000) ** 2
    raster = raster_of(per_km2, grid, Text(f"{what.en} per km²", f"{what.ar} لكل كم²"))
    group = Text(
        f"{what.en} per {_LEGEND_KM2:,} km², cells of {side.en}", f"{what.ar} لكل {_LEGEND_KM2:,} كم²، خلايا {side.ar}"
    )
    layer = Layer(
        name="density",
        kind="density",
        title=_TITLE,
        data=raster,
        legend=legend_of(tuple(top * _LEGEND_KM2 for top in raster.tops), group),
        notes=_notes(table, areas),
    )
    return with_credits(layer, table)


KIND = Kind(
    name="density",
    title=_TITLE,
    description="Events per km² on an equal-area grid, each spread evenly over where it may have been.",
    build=_build,
    parameters=(CELL, from_parameter("events")),
)
