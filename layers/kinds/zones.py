"""Buffer zones: everything within a distance of each record's footprint."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import SettingError
from geo.units import parse_lengths
from layers.credit import with_credits
from layers.dissolve import dissolved, standing
from layers.drawing import counted, drawn, from_parameter, records
from layers.footprint import footprint_radii_m, has_shape, zones_around
from layers.kinds import ByRecord, Kind, Parameter
from layers.layer import Layer, LegendEntry, Raster
from layers.legend import ZONES
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd

    from geo.sag import EdgeFit
    from geo.units import Length
    from layers.events import Dossier

__all__ = ["KIND"]

_TITLE = Text("Buffer zones", "مناطق محيطة")


def _entry(length: Length, inner: Length | None) -> LegendEntry:
    label = Text(f"{length.en} around the footprint", f"{length.ar} حول النطاق")
    if inner:
        label = Text(f"{inner.en} to {label.en}", f"من {inner.ar} إلى {label.ar}")
    return LegendEntry(f"zone-{length.metres:.10g}m", ZONES, label, "zone", "other")


def _rows(table: gpd.GeoDataFrame, lengths: Sequence[Length]) -> pd.DataFrame:
    """One row for each length and record, the length's rows together."""
    rows = table.iloc[np.tile(np.arange(len(table)), len(lengths))].reset_index(drop=True)
    return rows.assign(
        zone_radius=np.repeat(np.array([length.en for length in lengths], dtype=object), len(table)),
        zone_radius_m=np.repeat([length.metres for length in lengths], len(table)),
    )


def _discs_m(table: gpd.GeoDataFrame, lengths: Sequence[Length]) -> npt.NDArray[np.float64]:
    """Radii of the zones that are discs, NaN for those around a shape."""
    own = np.where(has_shape(table), np.nan, footprint_radii_m(table))
    return np.concatenate([own + length.metres for length in lengths])


def _zones(table: gpd.GeoDataFrame, lengths: Sequence[Length], edges: EdgeFit) -> list[npt.NDArray[np.object_]]:
    return [zones_around(table, length.metres, edges=edges) for length in lengths]


def _rings(table: gpd.GeoDataFrame, lengths: Sequence[Length], edges: EdgeFit) -> list[npt.NDArray[np.object_]]:
    """Return the zones, each without the next smaller one: its hole is inscribed."""
    outer, holes = _zones(table, lengths, edges), _zones(table, lengths[:-1], "inscribed")
    cut = [shapely.difference(area, hole) for area, hole in zip(outer[1:], holes, strict=True)]
    return [outer[0], *map(shapely.orient_polygons, cut)]


def _ordered(entries: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    return tuple(dict.fromkeys(entries))


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    lengths = parse_lengths(settings["radius"])
    ringed = settings["rings"] == "between"
    if ringed and settings["dissolve"] != "none":
        raise SettingError("zones: rings are of one record each; leave out either rings or dissolve")
    table = records(dossier, settings["from"])
    rows = _rows(table, lengths)
    zones = np.concatenate((_rings if ringed else _zones)(table, lengths, settings["edges"]))
    known = shapely.is_geometry(zones)
    inner = [None, *lengths[:-1]] if ringed else [None] * len(lengths)
    lines = [_entry(*ends) for ends in zip(lengths, inner, strict=True)]
    entries = np.repeat(np.array(lines, dtype=object), len(table))[known]
    # What has a hole is no disc.
    discs_m = _discs_m(table, lengths)
    disc_m = np.where(np.arange(len(discs_m)) >= (len(table) if ringed else len(discs_m)), np.nan, discs_m)[known]
    data = drawn(rows[known].reset_index(drop=True), zones[known], entries.tolist(), dossier, disc_m=disc_m)
    data["id"] = data["subject"] + "/" + data["legend"]
    layer = Layer(
        name="zones",
        kind="zones",
        title=_TITLE,
        data=data,
        legend=_ordered(entries),
        notes=counted(
            int((~known).sum()) // len(lengths),
            Text(
                "Records without a zone: {}. How far they may have been from their point is not known.",
                "سجلات بلا منطقة: {}. بعدها المحتمل عن نقطتها غير معروف.",
            ),
        ),
    )
    return layer if settings["dissolve"] == "none" else _dissolved(layer, settings["dissolve"])


def _dissolved(layer: Layer, choice: str) -> Layer:
    # The credits are those of all the records, and known from their places.
    layer = with_credits(layer)
    assert not isinstance(layer.data, Raster)
    kept = standing(layer.data)
    data = dissolved(kept, ["legend", "kind"] if choice == "kind" else ["legend"])
    left_out = layer.data["subject"].nunique() - kept["subject"].nunique()
    return replace(
        layer,
        data=data,
        legend=tuple(entry for entry in layer.legend if entry.key in set(data["legend"])),
        notes=(
            *layer.notes,
            *counted(
                left_out,
                Text(
                    "Records left out of the joined zones: {}. They were retracted or refuted.",
                    "سجلات لم تدخل في المناطق المدمجة: {}. سُحبت أو دُحضت.",
                ),
            ),
        ),
    )


KIND = Kind(
    name="zones",
    title=_TITLE,
    description="Geodesic buffer zones of one or several radii, grown from each record's footprint.",
    build=_build,
    parameters=(
        Parameter(
            "radius", "lengths", "how far around the footprint: one or several lengths, such as 5.5km, 3NM, 18000ft"
        ),
        from_parameter("events"),
        Parameter(
            "edges",
            "choice",
            "where the edges run: their vertices at the radius, or so far out that nothing within it is missed",
            "inscribed",
            ("inscribed", "circumscribed"),
        ),
        Parameter(
            "rings",
            "choice",
            "draw all within each radius, or, between two radii, only what is beyond the smaller one",
            "none",
            ("none", "between"),
        ),
        Parameter(
            "dissolve",
            "choice",
            "join the zones of each radius to one area: none, all of them, or those of each kind of event",
            "none",
            ("none", "all", "kind"),
        ),
    ),
    by_record=ByRecord(_ordered, by_legend=True, only={"dissolve": "none"}),
)
