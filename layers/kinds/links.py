"""Coordination lines and hotlines between two places, as geodesics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.geodesy import distance_m, geodesic_line
from geo.place import PRECISION, LonLat, Precision
from layers.drawing import counted, drawn
from layers.kinds import ByRecord, Kind
from layers.layer import Layer, LegendEntry
from layers.legend import COORDINATION
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Links", "روابط")
_WORDS = {
    "coordination_link": Text("coordination line", "خط تنسيق"),
    "hotline": Text("hotline", "خط ساخن"),
}


def _entry(kind: str, *, area: bool) -> LegendEntry:
    words = _WORDS.get(kind, Text("line", "خط"))
    if not area:
        label = Text(f"{words.en} between places", f"{words.ar} بين مكانين")
        return LegendEntry(f"{kind}-places", COORDINATION, label, "line", "coordination")
    label = Text(
        f"{words.en} to the middle of an area",
        f"{words.ar} إلى وسط منطقة",
    )
    return LegendEntry(f"{kind}-area", COORDINATION, label, "line", "coordination")


def _is_area(precision: str) -> bool:
    return precision not in set(Precision) or not PRECISION[Precision(precision)].is_point


def _ends(row: Mapping[Any, Any]) -> tuple[LonLat, LonLat]:
    return LonLat(row["from_lon"], row["from_lat"]), LonLat(row["to_lon"], row["to_lat"])


def _drawable(links: pd.DataFrame) -> pd.DataFrame:
    """Links whose two ends the report gives, in two different places: no end is invented."""
    placed = links[links[["from_lon", "from_lat", "to_lon", "to_lat"]].notna().all(axis=1)]
    apart = [distance_m(*_ends(row)) > 0 for row in placed.to_dict("records")]
    return placed[np.array(apart, dtype=bool)].reset_index(drop=True)


def _ordered(entries: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    return tuple(sorted(set(entries), key=lambda entry: (list(_WORDS).index(entry.key.split("-")[0]), entry.key)))


def _build(dossier: Dossier, _settings: Mapping[str, Any]) -> Layer:
    table = _drawable(dossier.links)
    rows = table.to_dict("records")
    entries = [
        _entry(str(row["kind"]), area=_is_area(row["from_precision"]) or _is_area(row["to_precision"])) for row in rows
    ]
    return Layer(
        name="links",
        kind="links",
        title=_TITLE,
        data=drawn(table, [geodesic_line(*_ends(row)) for row in rows], entries, dossier),
        legend=_ordered(entries),
        notes=counted(
            len(dossier.links) - len(table),
            Text(
                "Links not drawn: {}. The report does not give two ends apart from each other.",
                "روابط غير مرسومة: {}. لا يذكر التقرير طرفين متباعدين.",
            ),
        ),
    )


KIND = Kind(
    name="links",
    title=_TITLE,
    description="Coordination lines and hotlines as geodesics between the two ends that a report gives.",
    build=_build,
    by_record=ByRecord(_ordered),
)
