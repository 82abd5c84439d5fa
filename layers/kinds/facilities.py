"""Facilities that took part: a diamond each, open where a person inferred it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.drawing import counted, drawn, honest_points
from layers.events import Status
from layers.kinds import ByRecord, Kind
from layers.layer import Layer, LegendEntry
from layers.legend import COORDINATION
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Facilities", "منشآت")
_TOLD = LegendEntry("facility", COORDINATION, Text("facility", "منشأة"), "diamond", "facility")
_INFERRED = LegendEntry(
    "facility_inferred",
    COORDINATION,
    Text("facility, inferred by a person", "منشأة، استنتجها شخص"),
    "diamond_open",
    "facility",
)


def _ordered(entries: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    found = set(entries)
    return tuple(entry for entry in (_TOLD, _INFERRED) if entry in found)


def _build(dossier: Dossier, _settings: Mapping[str, Any]) -> Layer:
    table, without = honest_points(dossier.facilities)
    entries = [_INFERRED if status == Status.INFERRED else _TOLD for status in table["status"]]
    return Layer(
        name="facilities",
        kind="facilities",
        title=_TITLE,
        data=drawn(table, table.geometry, entries, dossier),
        legend=_ordered(entries),
        notes=counted(
            without,
            Text(
                "Facilities without a diamond: {}. Their places are known only as areas, or not at all.",
                "منشآت بلا معيّن: {}. أماكنها معروفة كمناطق فقط، أو غير معروفة.",
            ),
        ),
    )


KIND = Kind(
    name="facilities",
    title=_TITLE,
    description="Places that took part without being struck, as diamonds; open where a person inferred them.",
    build=_build,
    by_record=ByRecord(_ordered),
)
