"""Where each record may have been: what its precision means on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.place import PRECISION, Precision
from layers.drawing import counted, drawn, from_parameter, records
from layers.footprint import footprint_radii_m, footprints, has_shape
from layers.kinds import ByRecord, Kind
from layers.layer import Layer
from layers.legend import in_order, legend_entry
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.events import Dossier
    from layers.layer import LegendEntry

__all__ = ["KIND"]

_TITLE = Text("Where it may have been", "النطاق المحتمل")


def _entry(kind: str, precision: str, *, shaped: bool, known: bool) -> LegendEntry:
    meant = PRECISION[Precision(precision)]
    if not known:
        return legend_entry(kind, precision, "unknown")
    if shaped:
        return legend_entry(kind, precision, "outline" if meant.drawn == "outline" else "hatch")
    if meant.is_point:
        return legend_entry(kind, precision, "dot_ring", reach=True)
    return legend_entry(kind, precision, "ring")


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    table = records(dossier, settings["from"])
    areas = footprints(table)
    known = shapely.is_geometry(areas)
    # No area is invented: without one, the point is marked as not known.
    geometry = np.where(known, areas, np.asarray(table.geometry, dtype=object))
    shaped = has_shape(table)
    entries = [
        _entry(kind, precision, shaped=bool(own), known=bool(one))
        for kind, precision, own, one in zip(table["kind"], table["precision"], shaped, known, strict=True)
    ]
    return Layer(
        name="uncertainty",
        kind="uncertainty",
        title=_TITLE,
        data=drawn(table, geometry, entries, dossier, disc_m=np.where(shaped, np.nan, footprint_radii_m(table))),
        legend=in_order(entries),
        notes=counted(
            int((~known).sum()),
            Text(
                "Extent not known: {}. A dashed grey mark stands for no area.",
                "الامتداد غير معروف: {}. العلامة الرمادية المتقطعة لا تدل على مساحة.",
            ),
        ),
    )


KIND = Kind(
    name="uncertainty",
    title=_TITLE,
    description="Where each record may have been: the disc of its radius or the area's own shape, without a pin.",
    build=_build,
    parameters=(from_parameter("all"),),
    by_record=ByRecord(in_order),
)
