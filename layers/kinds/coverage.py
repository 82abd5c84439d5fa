"""How many events may have been within a distance of each place: zones laid over each other on a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import SettingError
from geo.units import parse_lengths
from layers.credit import with_credits
from layers.drawing import counted, doubted, from_parameter, records
from layers.footprint import zones_around
from layers.grades import legend_of
from layers.kinds import Kind, Parameter
from layers.layer import Layer
from layers.surface import CELL, covered, distinct, grid_over, raster_of
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.units import Length
    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Coverage", "التغطية")
_WHAT = {
    "events": Text("Events that may lie within {}", "أحداث ربما تقع ضمن {}"),
    "facilities": Text("Facilities that may lie within {}", "منشآت ربما تقع ضمن {}"),
    "all": Text("Events and facilities that may lie within {}", "أحداث ومنشآت ربما تقع ضمن {}"),
}


def _radius(settings: Mapping[str, Any]) -> Length:
    lengths = parse_lengths(settings["radius"])
    if len(lengths) > 1:
        told = ", ".join(length.en for length in lengths)
        raise SettingError(f"coverage: expected one radius, got {told}; build a layer for each")
    return lengths[0]


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    radius = _radius(settings)
    table = records(dossier, settings["from"])
    zones = zones_around(table, radius.metres)
    shapes = distinct(zones)
    grid, side = grid_over(shapes.shapes, settings["cell"])
    words = _WHAT[settings["from"]]
    what = Text(words.en.format(radius.en), words.ar.format(radius.ar))
    raster = raster_of(covered(shapes, grid), grid, what, least=1.0)
    layer = Layer(
        name="coverage",
        kind="coverage",
        title=_TITLE,
        data=raster,
        legend=legend_of(raster.tops, Text(f"{what.en}, cells of {side.en}", f"{what.ar}، خلايا {side.ar}")),
        notes=(
            *counted(
                int((~shapely.is_geometry(zones)).sum()),
                Text(
                    "Not in the coverage: {}. How far they may have been from their point is not known.",
                    "خارج التغطية: {}. بعدها المحتمل عن نقطتها غير معروف.",
                ),
            ),
            *doubted(table[shapely.is_geometry(zones)]),
        ),
    )
    return with_credits(layer, table)


KIND = Kind(
    name="coverage",
    title=_TITLE,
    description="How many events may have been within a distance of each place, on an equal-area grid.",
    build=_build,
    parameters=(
        Parameter("radius", "lengths", "how far around the footprint: one length, such as 20km, 3NM, 18000ft"),
        CELL,
        from_parameter("events"),
    ),
)
