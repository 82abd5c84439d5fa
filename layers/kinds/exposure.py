"""How many people, or how much of any raster, lie within a distance of each record: at least, expected, at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from geo.errors import SettingError
from geo.exposure import Cases, exposure
from geo.place import PRECISION
from geo.raster import Source, described
from geo.units import parse_lengths
from layers.drawing import counted, doubted, drawn, from_parameter, records
from layers.footprint import footprint_radii_m, has_shape, zones_around
from layers.kinds import Kind, Parameter
from layers.layer import Layer, LegendEntry
from layers.legend import ZONES
from layers.text import Text
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from geo.exposure import Exposure
    from geo.raster import Description
    from geo.units import Length
    from layers.events import Dossier

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]
    Indices = npt.NDArray[np.intp]

__all__ = ["KIND"]

_TITLE = Text("Exposure", "التعرض")
_LEVELS = ("low", "best", "high")

# Groups are named as in the column; in Arabic by words, where these are ours.
_ARABIC = {name: words.ar for name, words in KINDS.items()} | {str(name): told.ar for name, told in PRECISION.items()}

# More totals than a reader takes in stand in the columns only.
_MOST_TOTALS = 12


class _Rows(NamedTuple):
    """One row for each length and record with a zone: the record's place in the table, its length, its zone."""

    at: Indices
    length: Indices
    zone: Geometries


def _build(dossier: Dossier, settings: Mapping[str, Any]) -> Layer:
    lengths = parse_lengths(settings["radius"])
    source = Source(settings["raster"], settings["values"], _whole(settings["band"]))
    table = records(dossier, settings["from"])
    rows, without = _zones(table, lengths)
    names, group = _groups(table, settings["by"])
    cases, case = _cases(table, rows, lengths, group, len(names))
    found = _known(exposure(source, cases, len(names) * len(lengths)), cases)
    entries = [_entry(lengths[at]) for at in rows.length.tolist()]
    told = described(source)
    data = _columns(table.iloc[rows.at].reset_index(drop=True), rows, lengths, found, case, cases.groups, names)
    data = data.assign(exposed_raster="; ".join((told.cell, *filter(None, [told.date, told.says]))))
    data = drawn(data, rows.zone, entries, dossier)
    data["id"] = data["subject"] + "/" + data["legend"]
    return Layer(
        name="exposure",
        kind="exposure",
        title=_TITLE,
        data=data,
        legend=tuple(dict.fromkeys(entries)),
        notes=(
            *_about(told),
            *_totals(found, lengths, names),
            *_gaps(found, cases),
            *doubted(table.iloc[np.unique(rows.at)]),
            *counted(
                without,
                Text(
                    "Records without exposure: {}. How far they may have been from their point is not known.",
                    "سجلات بلا تعرض: {}. بعدها المحتمل عن نقطتها غير معروف.",
                ),
            ),
        ),
    )


def _whole(band: float) -> int:
    if not float(band).is_integer():
        raise SettingError(f"layer kind 'exposure', band: expected a whole number, got {band}")
    return int(band)


def _entry(length: Length) -> LegendEntry:
    label = Text(f"exposed within {length.en} of the footprint", f"المعرضون ضمن {length.ar} حول النطاق")
    return LegendEntry(f"exposure-{length.metres:.10g}m", ZONES, label, "zone", "other")


def _zones(table: gpd.GeoDataFrame, lengths: Sequence[Length]) -> tuple[_Rows, int]:
    """Give the zones around each record, the length's rows together, and how many records have none."""
    zones = np.concatenate([zones_around(table, length.metres) for length in lengths])
    known = np.flatnonzero(shapely.is_geometry(zones))
    rows = _Rows(known % max(len(table), 1), known // max(len(table), 1), zones[known])
    return rows, len(table) - len(np.unique(rows.at))


def _groups(table: gpd.GeoDataFrame, by: str) -> tuple[list[str], Indices]:
    """Name the groups, and tell the group of each record."""
    told = pd.Series([""] * len(table)) if by == "none" else table[by].fillna("").astype(str)
    group, names = pd.factorize(told, sort=True)
    return [str(name) for name in names], np.asarray(group, dtype=np.intp)


def _cases(
    table: gpd.GeoDataFrame, rows: _Rows, lengths: Sequence[Length], group: Indices, groups: int
) -> tuple[Cases, Indices]:
    """Take each footprint of a group once for each length, and tell which one each row is of."""
    shapes, points = table["footprint"].to_numpy()[rows.at], table.geometry.to_numpy()[rows.at]
    shaped = has_shape(table)[rows.at]
    shapes[~shaped] = None
    which, _ = pd.factorize(shapely.to_wkb(shapes))
    disc = np.column_stack([shapely.get_x(points), shapely.get_y(points), footprint_radii_m(table)[rows.at]])
    disc[shaped] = 0.0
    keys = np.column_stack([rows.length * groups + group[rows.at], which, disc])
    _, first, case, times = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    grown = rows.zone[first]
    grown[~shaped[first]] = None
    cases = Cases(
        lon=disc[first, 0],
        lat=disc[first, 1],
        radius_m=np.where(shaped[first], np.nan, disc[first, 2]),
        shapes=shapes[first],
        grown=grown,
        distance_m=np.array([length.metres for length in lengths])[rows.length[first]],
        groups=keys[first, 0].astype(np.intp),
        times=times.astype(np.float64),
    )
    return cases, case.ravel()


def _known(found: Exposure, cases: Cases) -> Exposure:
    """Put NaN where nothing was looked at: no sum is not a sum of 0."""
    looked_at = found.covered > 0
    groups = np.isin(np.arange(found.groups.shape[1]), cases.groups[looked_at])
    return found._replace(cases=np.where(looked_at, found.cases, np.nan), groups=np.where(groups, found.groups, np.nan))


def _columns(
    data: gpd.GeoDataFrame,
    rows: _Rows,
    lengths: Sequence[Length],
    found: Exposure,
    case: Indices,
    groups: Indices,
    names: Sequence[str],
) -> gpd.GeoDataFrame:
    each = [lengths[at] for at in rows.length.tolist()]
    owner = groups[case]
    return data.assign(
        zone_radius=np.array([length.en for length in each], dtype=object),
        zone_radius_m=np.array([length.metres for length in each], dtype=np.float64),
        **{f"exposed_{level}": amounts[case] for level, amounts in zip(_LEVELS, found.cases, strict=True)},
        exposed_covered=found.covered[case],
        exposed_group=np.array([names[at % len(names)] for at in owner.tolist()], dtype=object),
        **{f"group_{level}": amounts[owner] for level, amounts in zip(_LEVELS, found.groups, strict=True)},
    )


def _about(told: Description) -> Iterator[Text]:
    date, unit = told.date, told.unit
    cell_ar = told.cell.replace(" metre", " متر").replace(" US survey foot", " قدم مسح أمريكي").replace(" foot", " قدم")
    kind = Text("amounts a cell", "كميات لكل خلية")
    if told.meaning == "per_km2":
        kind = Text("amounts a km², by the cell's true area", "كميات لكل كم²، بمساحة الخلية الحقيقية")
    yield Text(
        f"Raster: cells of {told.cell}, {told.cell_km2:.3g} km² in its middle, {told.crs}; "
        f"date as the file tells: {date or 'unknown'}; unit as the file tells: {unit or 'unknown'}. "
        f"Its values are taken as {kind.en}." + (f" The file says: {told.says}" if told.says else ""),
        f"البيانات النقطية: خلايا {cell_ar}، {told.cell_km2:.3g} كم² في وسطها، {told.crs}؛ "
        f"التاريخ كما في الملف: {date or 'غير معروف'}؛ الوحدة كما في الملف: {unit or 'غير معروفة'}. "
        f"قيمها مأخوذة على أنها {kind.ar}." + (f" يقول الملف: {told.says}" if told.says else ""),
    )


def _totals(found: Exposure, lengths: Sequence[Length], names: Sequence[str]) -> Iterator[Text]:
    if len(lengths) * len(names) > _MOST_TOTALS:
        yield Text(
            f"Totals of {len(names)} groups stand in the columns group_low, group_best and group_high.",
            f"مجاميع المجموعات (عددها {len(names)}) في الأعمدة group_low وgroup_best وgroup_high.",
        )
        return
    for at, length in enumerate(lengths):
        for group, name in enumerate(names):
            amounts = found.groups[:, at * len(names) + group]
            if np.isnan(amounts).any():
                continue
            low, best, high = map(_told, amounts.tolist())
            en, ar = (f" ({word})" if word else "" for word in (name, _ARABIC.get(name, name)))
            yield Text(
                f"Within {length.en} of at least one{en}, nothing counted twice: "
                f"{low} at least, {best} expected, {high} at most.",
                f"ضمن {length.ar} من واحد على الأقل{ar}، دون حساب شيء مرتين: "
                f"{low} على الأقل، {best} متوقع، {high} على الأكثر.",
            )


def _told(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def _gaps(found: Exposure, cases: Cases) -> Iterator[Text]:
    missing = 100 * (1 - np.average(found.covered, weights=cases.times)) if len(found.covered) else 0.0
    if missing >= 0.05:
        yield Text(
            f"On average {missing:.1f} % of a zone lies outside the raster or where it has no data; "
            "nothing is counted there.",
            f"في المتوسط تقع {missing:.1f} % من المنطقة خارج البيانات النقطية أو حيث لا بيانات؛ ولا يحسب شيء هناك.",
        )
    if found.below_zero:
        yield Text(
            "The raster holds values below 0. If they mean that there are no data, the file does not say so.",
            "في البيانات النقطية قيم دون الصفر. إن كانت تعني غياب البيانات فالملف لا يذكر ذلك.",
        )


KIND = Kind(
    name="exposure",
    title=_TITLE,
    description="People, or any raster's amounts, within distances of each record: at least, expected, at most.",
    build=_build,
    parameters=(
        Parameter("radius", "lengths", "how far around: one or several lengths, such as 5.5km, 3NM, 18000ft"),
        Parameter("raster", "raster", "the raster to add up, a GeoTIFF of population or of anything else"),
        Parameter(
            "values",
            "choice",
            "what a cell of the raster holds: an amount, or an amount a km2",
            choices=("count", "per_km2"),
        ),
        Parameter("band", "number", "which band of the raster, from 1", 1),
        Parameter(
            "by",
            "choice",
            "the records that have a total together: all, or those alike in this column",
            "none",
            ("none", "kind", "country", "precision", "status", "source"),
        ),
        from_parameter("events"),
    ),
)
