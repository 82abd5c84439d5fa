"""What the page is given, as plain values ready for JSON.

Every record that a popup tells of stands once in one table of columns, however many layers draw it;
a layer's features name their record by its row. ``src/data.ts`` reads this form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.antimeridian import span
from geo.errors import InputError
from geo.place import PRECISION
from layers.claims import unnested
from layers.layer import Raster
from layers.stacks import FORMS, ONE_POINT, STANDS
from outputs.columns import joined
from outputs.web.grid import degrees_around, on_the_page
from outputs.web.packing import packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from layers.layer import Layer, LegendEntry
    from layers.report import Report
    from layers.text import Text
    from outputs.page import Page

    Geometries = npt.NDArray[np.object_]
    Numbers = npt.NDArray[np.intp]

__all__ = ["around", "bounds", "payload", "report_row", "words"]

# Six decimals are 11 cm: finer than any place that a report can give.
_DECIMALS = 6

# The page builds these from the geometry, or does not need them.
_NOT_SENT = frozenset({"geometry", "footprint", "legend", "members", "subject", "disc_m", "merged_from"})

# What a popup tells of a claim.
_CLAIM_TOLD = ["speaker", "through", "stance", "quote", "lang", "said", "source", "url"]

# What a screen shows around the drawn things at first, as parts of their extent: the fine basemap reaches as far.
_LEAST_MARGIN_DEG = 1.0
_MARGIN_PART = 0.6
_MARGIN_PART_ACROSS = 0.8
_LEAST_SPAN_DEG = 8.0


def payload(layers: Sequence[Layer], page: Page) -> dict[str, Any]:
    """Put layers and page into the form that the page's runtime reads.

    Parameters
    ----------
    layers
        Tables in EPSG:4326, and rasters.
    page
        Title, languages, reports, what could not be placed.

    Returns
    -------
    dict
        Values that `outputs.web.embed.data_block` writes: plain ones and arrays of numbers, in which NaN is nothing; no
        dates, no geometry objects. Times are milliseconds since 1970, coordinates degrees with six decimals.

    Raises
    ------
    InputError
        A row names a legend entry that its layer does not have.
    """
    tables = [layer.data for layer in layers if not isinstance(layer.data, Raster)]
    rows, chosen = _subjects(tables)
    numbers = iter(rows)
    return {
        "title": words(page.title),
        "languages": [language for language in page.languages if language in {"en", "ar"}] or ["en"],
        "reports": [report_row(report) for report in page.reports],
        "unplaced": [_texts(row) for row in page.unplaced.to_dict("records")],
        "rejected": page.rejected,
        "records": {"count": len(chosen), **_told(_records(tables, chosen))},
        "layers": [_head(layer) | _drawing(layer, numbers) for layer in layers],
        "stacks": {"forms": {form: words(told) for form, told in FORMS.items()}, "point": words(ONE_POINT)},
        "precision": {
            str(name): {"en": meant.en, "ar": meant.ar, "drawn": meant.drawn, "stand": words(STANDS[name])}
            for name, meant in PRECISION.items()
        },
    }


def bounds(layers: Sequence[Layer]) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees around everything drawn, with a margin.

    Across the antimeridian east is greater than 180. Without anything drawn it is the whole Earth.
    """
    return around(np.concatenate([np.empty((0, 4)), *map(shapely.bounds, _parts(layers))]))


def around(boxes: npt.NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Return the same of boxes, one a row: west, south, east, north in degrees, as `shapely.bounds` gives them."""
    found = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(found):
        return (-180.0, -85.0, 180.0, 85.0)
    west, east = span(found)
    # Web Mercator ends at 85 degrees; what lies beyond is drawn at its edge.
    south, north = np.clip((found[:, 1].min(), found[:, 3].max()), -85.0, 85.0).tolist()
    # A wide screen shows more beside the drawn things than above them.
    across = max(_LEAST_MARGIN_DEG, _MARGIN_PART_ACROSS * max(east - west, (north - south) * 1.6, _LEAST_SPAN_DEG))
    down = max(_LEAST_MARGIN_DEG, _MARGIN_PART * max(north - south, (east - west) * 0.5, _LEAST_SPAN_DEG))
    if east - west + 2 * across >= 360:
        west, east, across = -180.0, 180.0, 0.0
    turn = 360.0 if west - across < -180 else 0.0
    west, east = west + turn, east + turn
    return (west - across, max(south - down, -85.0), east + across, min(north + down, 85.0))


def _parts(layers: Sequence[Layer]) -> Iterator[npt.NDArray[np.object_]]:
    for layer in layers:
        if isinstance(layer.data, Raster):
            yield np.array([shapely.box(*degrees_around(layer.data))] if layer.data.tops else [], dtype=object)
            continue
        shapes = layer.data.geometry.to_numpy()
        drawn = shapes[shapely.is_geometry(shapes) & ~shapely.is_empty(shapes)]
        yield drawn if (shapely.get_num_geometries(drawn) == 1).all() else shapely.get_parts(drawn)


def _subjects(tables: Sequence[gpd.GeoDataFrame]) -> tuple[list[Numbers], Numbers]:
    """Return each table's records' numbers, and for each record the row that tells of it: its own before any other.

    Rows are counted through all tables.
    """
    if not tables:
        return [], np.empty(0, dtype=np.intp)
    subject, id_ = (pd.concat([table[name] for table in tables], ignore_index=True) for name in ("subject", "id"))
    which, distinct = pd.factorize(subject)
    own = (subject == id_).to_numpy()
    # Of the rows of one record, an own row comes first, then the earliest.
    order = np.lexsort((np.arange(len(which)), ~own, which))
    chosen = order[np.searchsorted(which[order], np.arange(len(distinct)))]
    return np.split(which, np.cumsum([len(table) for table in tables])[:-1]), chosen


def _records(tables: Sequence[gpd.GeoDataFrame], chosen: Numbers) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Give the rows that tell of the records, a column that any table has after another."""
    ends = np.cumsum([len(table) for table in tables]).tolist()
    here = [(chosen >= end - len(table)) & (chosen < end) for table, end in zip(tables, ends, strict=True)]
    rows = [chosen[mask] - end for mask, end in zip(here, ends, strict=True)]
    order = np.argsort(np.concatenate([*map(np.flatnonzero, here), np.empty(0, dtype=np.intp)]))
    for name in dict.fromkeys(str(name) for table in tables for name in table.columns if name not in _NOT_SENT):
        parts = [_only(name, table, taken) for table, taken in zip(tables, rows, strict=True)]
        yield name, joined(name, parts).iloc[order].reset_index(drop=True)


def _only(name: str, table: gpd.GeoDataFrame, rows: Numbers) -> pd.DataFrame:
    return pd.DataFrame(table[[name] if name in table else []]).iloc[rows]


def _told(records: Iterable[tuple[str, pd.Series[Any]]]) -> dict[str, Any]:
    """Return columns of records, without those that hold nothing; claims stand in columns of their own."""
    sent: dict[str, Any] = {}
    claims: dict[str, Any] = {"of": [], "columns": {}}
    for name, column in records:
        if name == "claims":
            claims = _claims(column)
        elif _holds_anything(made := packed(column)):
            sent[name] = made
    return {"columns": sent, "claims": claims}


def _holds_anything(column: list[Any] | dict[str, Any]) -> bool:
    values = column["values"] if isinstance(column, dict) else column
    return any(value not in (None, "", []) for value in values)


def _claims(column: pd.Series[Any]) -> dict[str, Any]:
    """Return the claims of all records in columns; ``of`` tells whose each one is."""
    counts, claims = unnested(column)
    told = _told((name, claims[name]) for name in _CLAIM_TOLD)
    return {"of": np.repeat(np.arange(len(counts)), counts), "columns": told["columns"]}


def _head(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "title": words(layer.title),
        "legend": [_entry(entry) for entry in layer.legend],
        "attribution": layer.attribution,
        "licence": layer.licence,
        "notes": [words(note) for note in layer.notes],
    }


def _drawing(layer: Layer, numbers: Iterator[Numbers]) -> dict[str, Any]:
    """Return a grid, or a table's features; `numbers` gives the records of the next table."""
    if isinstance(layer.data, Raster):
        nothing: dict[str, Any] = {name: [] for name in ("record", "entry", "lon", "lat", "shapes", "discs", "shape")}
        return nothing | {"grid": on_the_page(layer.data)}
    table = layer.data
    rows = next(numbers)
    shapes = table.geometry.to_numpy()
    kept = np.flatnonzero(shapely.is_geometry(shapes) & ~shapely.is_empty(shapes))
    shapes = shapes[kept]
    is_point = shapely.get_type_id(shapes) == shapely.GeometryType.POINT
    positions = np.full((len(shapes), 2), np.nan)
    positions[is_point] = shapely.get_coordinates(shapes[is_point]).round(_DECIMALS)
    return {
        "record": rows[kept],
        "entry": _entries(layer, table["legend"].iloc[kept]),
        "lon": positions[:, 0].copy(),
        "lat": positions[:, 1].copy(),
        **_shapes(table.iloc[kept], shapes, ~is_point),
    }


def _entries(layer: Layer, keys: pd.Series[str]) -> Numbers:
    known = pd.Index([entry.key for entry in layer.legend])
    found = known.get_indexer(pd.Index(keys))
    if (found < 0).any():
        strange = str(keys.iloc[int(np.argmin(found))])
        told = ", ".join(known) or "none"
        raise InputError(f"layer {layer.name!r}: a row names the legend entry {strange!r}; the layer has: {told}")
    return np.asarray(found, dtype=np.intp)


def _shapes(table: gpd.GeoDataFrame, shapes: Geometries, extended: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """Return what features without a point look like: each different one once, and the number of each feature's.

    Geodesic discs are counted on after the other shapes; the page draws them itself, from middle and radius.
    """
    discs = _discs(table)
    round_ = extended & (discs[:, 2] > 0)
    other = np.flatnonzero(extended & ~round_)
    which, distinct = _numbered(np.fromiter(map(id, shapes[other]), np.int64, len(other)))
    which_disc, distinct_discs = _numbered(pd.MultiIndex.from_arrays(list(discs[round_].T)))
    numbers = np.full(len(shapes), -1)
    numbers[other] = which
    numbers[round_] = len(distinct) + which_disc
    drawn = [_drawn(shape) for shape in shapes[other[distinct]]]
    return {"shapes": drawn, "discs": discs[round_][distinct_discs].ravel(), "shape": numbers}


def _numbered(values: Any) -> tuple[Numbers, Numbers]:  # noqa: ANN401 - whatever pandas can factorize
    """Return the number of each value among the different ones, and where each of these stands first."""
    which, _ = pd.factorize(values)
    return which, np.unique(which, return_index=True)[1]


def _discs(table: gpd.GeoDataFrame) -> npt.NDArray[np.float64]:
    """Return lon, lat and radius of each row that is a geodesic disc; the radius of any other is 0 or NaN."""
    names = ["lon", "lat", "disc_m"]
    told = pd.DataFrame({name: table.get(name, 0.0) for name in names}, index=table.index)
    return told.to_numpy(dtype=np.float64).round(_DECIMALS)


def _entry(entry: LegendEntry) -> dict[str, Any]:
    return {"group": words(entry.group), "label": words(entry.label), "shape": entry.shape, "hue": entry.hue}


def _drawn(shape: BaseGeometry) -> dict[str, Any]:
    """Return areas as lists of rings and lines as lists of coordinates, flat: lon, lat, lon, lat."""
    parts = shapely.get_parts(shape)
    areas = [
        [_flat(ring) for ring in (part.exterior, *part.interiors)] for part in parts if part.geom_type == "Polygon"
    ]
    lines = [_flat(part) for part in parts if part.geom_type in {"LineString", "LinearRing"}]
    return {**({"areas": areas} if areas else {}), **({"lines": lines} if lines else {})}


def _flat(line: BaseGeometry) -> list[float]:
    return [float(value) for value in shapely.get_coordinates(line).round(_DECIMALS).ravel()]


def words(text: Text) -> dict[str, str]:
    """Return a phrase as the page reads it."""
    return {"en": text.en, "ar": text.ar}


def report_row(report: Report) -> dict[str, Any]:
    """Return what a page tells of a report."""
    return {
        "id": report.id,
        "name": report.name,
        "title": report.title,
        "outlet": report.outlet,
        "url": report.url,
        "published": "" if report.published is None else report.published.isoformat(),
        "language": report.language,
        "retracted": report.retracted,
    }


def _texts(row: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): "" if value is None or value is pd.NaT else str(value) for name, value in row.items()}
