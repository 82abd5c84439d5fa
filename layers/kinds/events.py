"""Events as points, where a point is honest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.place import PRECISION, Precision
from layers.drawing import counted, drawn, honest_points
from layers.kinds import ByRecord, Kind
from layers.layer import Layer
from layers.legend import in_order, legend_entry
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Events", "أحداث")


def _shape(precision: str) -> str:
    # A diamond is a facility that took part; an event at a facility is a dot with the ring of what is known.
    meant = PRECISION[Precision(precision)].drawn
    return "dot_ring" if meant == "diamond" else meant


def _build(dossier: Dossier, _settings: Mapping[str, Any]) -> Layer:
    table, without = honest_points(dossier.events)
    entries = [
        legend_entry(kind, precision, _shape(precision))
        for kind, precision in zip(table["kind"], table["precision"], strict=True)
    ]
    return Layer(
        name="events",
        kind="events",
        title=_TITLE,
        data=drawn(table, table.geometry, entries, dossier),
        legend=in_order(entries),
        notes=counted(
            without,
            Text(
                "Events without a point: {}. Their places are known only as areas, or not at all.",
                "أحداث بلا نقطة: {}. أماكنها معروفة كمناطق فقط، أو غير معروفة.",
            ),
        ),
    )


KIND = Kind(
    name="events",
    title=_TITLE,
    description="Events as points, only where the precision of the place allows a point.",
    build=_build,
    by_record=ByRecord(in_order),
)
