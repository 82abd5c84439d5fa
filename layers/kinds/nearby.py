"""How many others lie within a distance of each record: surely, and possibly, given where each may have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.place import PRECISION, Precision
from geo.units import parse_lengths
from layers.drawing import counted, doubted, drawn, from_parameter, records
from layers.extents import Extents
from layers.footprint import footprints, has_shape
from layers.kinds import Kind, Parameter
from layers.layer import SHAPES, Layer, LegendEntry
from layers.legend import group_of
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.units import Length
    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("How many nearby", "كم في الجوار")

# From how many on, and what the legend says.
_CLASSES = (
    (100, Text("possibly 100 others or more", "ربما 100 أو أكثر غيره")),
    (10, Text("possibly 10 to 99 others", "ربما 10 إلى 99 غيره")),
    (1, Text("possibly 1 to 9 others", "ربما 1 إلى 9 غيره")),
    (0, Text("no other", "لا شيء غيره")),
)
_DRAWN = {
    "dot": Text("dot", "نقطة"),
    "dot_ring": Text("dot in a ring", "نقطة في حلقة"),
    "ring": Text("ring, no pin", "حلقة بلا دبوس"),
    "hatch": Text("area", "منطقة"),
    "outline": Text("outline", "حدود"),
}


def _known(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Return the records of which it is known where they may have been, and how many are left out."""
    known = shapely.is_geometry(footprints(table))
    return table[known].reset_index(drop=True), int((~known).sum())


def _shape(precision: str, *, shaped: bool) -> str:
    meant = PRECISION[Precision(precision)]
    if meant.is_point:
        return "dot" if meant.drawn == "dot" else "dot_ring"
    if shaped:
        return "outline" if meant.drawn == "outline" else "hatch"
    return "ring"


def _entry(length: Length, kind: str, count: int, shape: str) -> LegendEntry:
    least, words = next(one for one in _CLASSES if count >= one[0])
    branch = Text(f"Others within {length.en}", f"غيره ضمن {length.ar}")
    group = group_of(kind)
    label = Text(f"{words.en}: {_DRAWN[shape].en}", f"{words.ar}: {_DRAWN[shape].ar}")
    return LegendEntry(f"{length.metres:.10g}m-{least}-{group.key}-{shape}", branch, label, shape, group.hue)


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    lengths = parse_lengths(settings["radius"])
    (table, without), (others, uncounted) = (_known(records(dossier, settings[name])) for name in ("from", "of"))
    here, there = Extents.of(table), Extents.of(others)
    shaped, points = has_shape(table), np.asarray(table.geometry, dtype=object)
    shapes = [_shape(precision, shaped=bool(one)) for precision, one in zip(table["precision"], shaped, strict=True)]
    geometry = np.where([shape.startswith("dot") for shape in shapes], points, footprints(table))
    tables, entries = [], []
    for length in lengths:
        possibly, surely = here.possibly(there, length.metres), here.surely(there, length.metres)
        told = zip(table["kind"], possibly.tolist(), shapes, strict=True)
        entries += [_entry(length, kind, count, shape) for kind, count, shape in told]
        tables.append(
            table.assign(within=length.en, within_m=length.metres, within_count=possibly, within_count_surely=surely)
        )
    data = drawn(pd.concat(tables, ignore_index=True), np.tile(geometry, len(lengths)), entries, dossier)
    data["id"] = data["subject"] + "/" + data["within_m"].map("{:.10g}m".format).astype("str")
    return Layer(
        name="nearby",
        kind="nearby",
        title=_TITLE,
        data=data,
        legend=tuple(sorted(set(entries), key=_rank)),
        notes=(
            *counted(
                without,
                Text(
                    "Records not drawn: {}. How far they may have been from their point is not known.",
                    "سجلات غير مرسومة: {}. بعدها المحتمل عن نقطتها غير معروف.",
                ),
            ),
            *counted(
                uncounted,
                Text(
                    "Records not counted as near anything: {}. Where they may have been is not known.",
                    "سجلات لم تُحسب قريبة من شيء: {}. نطاقها المحتمل غير معروف.",
                ),
            ),
            *doubted(others),
        ),
    )


def _rank(entry: LegendEntry) -> tuple[float, int, str, int]:
    metres, least, group, shape = entry.key.split("-")
    return float(metres.removesuffix("m")), -int(least), group, SHAPES.index(shape)


KIND = Kind(
    name="nearby",
    title=_TITLE,
    description="How many others lie within a distance of each record: possibly and surely, given the footprints.",
    build=_build,
    parameters=(
        Parameter("radius", "lengths", "how far: one or several lengths, such as 5.5km, 3NM, 18000ft"),
        from_parameter("events"),
        Parameter(
            "of",
            "choice",
            "what to count: the events, the facilities, or all of them",
            "events",
            ("events", "facilities", "all"),
        ),
    ),
)
