"""Distances between aircraft, drawn to scale where the report puts them: lines, never zones on the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import InputError
from geo.geodesy import measure
from geo.place import LonLat
from geo.units import Length, parse_length
from layers.drawing import drawn, placed_points
from layers.kinds import ByRecord, Kind
from layers.layer import Layer, LegendEntry
from layers.legend import group_of
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import geopandas as gpd

    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Distances between aircraft", "مسافات بين الطائرات")


def _separations(table: gpd.GeoDataFrame) -> Iterator[tuple[int, Length]]:
    """Every separation told: the row it stands in, and its length."""
    for at, told in enumerate(table["distances"]):
        for one in told:
            metres = one.get("metres")
            if one.get("of") == "separation" and metres is not None and metres > 0:
                yield at, _as_printed(str(one.get("text", "")), float(metres))


def _as_printed(text: str, metres: float) -> Length:
    """Keep the unit as printed where it can be read and says the same; else tell it in metres."""
    try:
        length = parse_length(text)
    except InputError:
        return Length(metres, "m", metres, text)
    return length if np.isclose(length.metres, metres, rtol=1e-6) else Length(metres, "m", metres, text)


def _entry(kind: str, length: Length) -> LegendEntry:
    group = group_of(kind)
    label = Text(
        f"{length.en} between aircraft, to scale; no zone on the ground",
        f"{length.ar} بين الطائرات، بمقياس الخريطة؛ ليست منطقة على الأرض",
    )
    return LegendEntry(f"{group.key}-{length.metres:.10g}m", group.text, label, "measure", group.hue)


def _ordered(entries: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    return tuple(sorted(set(entries), key=lambda entry: entry.key))


def _build(dossier: Dossier, _settings: Mapping[str, Any]) -> Layer:
    placed = placed_points(dossier.events)
    told = list(_separations(placed))
    table = placed.iloc[[at for at, _ in told]].reset_index(drop=True)
    lengths = [length for _, length in told]
    points = shapely.get_coordinates(table.geometry.to_numpy())
    lines = [measure(LonLat(*at), length.metres) for at, length in zip(points.tolist(), lengths, strict=True)]
    entries = [_entry(kind, length) for kind, length in zip(table["kind"], lengths, strict=True)]
    table = table.assign(
        distance_text=np.array([length.text for length in lengths], dtype=object),
        distance_m=np.array([length.metres for length in lengths], dtype=np.float64),
    )
    data = drawn(table, lines, entries, dossier)
    data["id"] = data["subject"] + "/" + data["legend"]
    return Layer(
        name="distances",
        kind="distances",
        title=_TITLE,
        data=data.drop_duplicates("id", ignore_index=True),
        legend=_ordered(entries),
    )


KIND = Kind(
    name="distances",
    title=_TITLE,
    description="Distances told between aircraft, as lines of true length at the event; no zones on the ground.",
    build=_build,
    by_record=ByRecord(_ordered),
)
