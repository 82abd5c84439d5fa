"""KML 2.2: a folder a layer, the interval of each event on the time slider, and the colours of the legend."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from geo.parts import without_empty_parts
from geo.place import PRECISION
from layers.sources.kml import NO_EVENTS
from outputs.columns import as_texts, features, plain
from outputs.formats import Format
from outputs.formats.geojson import rfc7946
from outputs.palette import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import numpy.typing as npt
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from layers.layer import Layer, LegendEntry
    from layers.text import Text
    from outputs.page import Page

__all__ = ["FORMAT", "document"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n'
_TAIL = "</Document>\n</kml>\n"
_ROWS = 5_000  # placemarks that are text in memory at a time

# What XML 1.0 (section 2.2, "Characters") has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# How much of an area is filled, and how wide its line is in pixels: KML knows neither dashes nor hatching.
_FILLED = {"hatch": "40", "dot_ring": "20"}
_WIDTH = {"line": "2", "measure": "3", "ring": "2"}

_UNPLACED = "Told, but not on the map · مذكور وغير مرسوم على الخريطة"


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write the layers into one KML document."""
    with path.open("wb") as file:
        document(layers, file, page)


def document(layers: Sequence[Layer], file: BinaryIO, page: Page) -> None:
    """Write a KML document, some thousand placemarks at a time.

    Written with the standard library's escaping and plain strings: a tree of a million elements would not fit in
    memory, and GDAL's driver can tell neither intervals nor styles from a table.

    Parameters
    ----------
    layers
        Tables in EPSG:4326.
    file
        Where to, in UTF-8.
    page
        Title, reports, decimals of the degrees, and what was not placed.

    Raises
    ------
    OutputError
        A layer is a grid.
    """
    tables = [features(layer) for layer in layers]
    file.write(f"{_HEAD}{_name(_both(page.title))}{_description(_told(page))}".encode())
    file.writelines(_styles(layer, at).encode() for at, layer in enumerate(layers))
    file.writelines(_schema(table, at).encode() for at, table in enumerate(tables))
    for at, (layer, table) in enumerate(zip(layers, tables, strict=True)):
        file.write(f"<Folder>{_name(_both(layer.title))}{_description(_credits(layer))}\n".encode())
        for start in range(0, len(table), _ROWS):
            file.writelines(line.encode() for line in _placemarks(layer, table.iloc[start : start + _ROWS], at, page))
        file.write(b"</Folder>\n")
    file.write(f"{_unplaced(page)}{_TAIL}".encode())


def _xml(text: object) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", str(text)))


def _name(text: object) -> str:
    return f"<name>{_xml(text)}</name>"


def _description(lines: Sequence[str]) -> str:
    """Write text that stays text where a description is shown as HTML, in which ``$[name]`` stands for a field."""
    shown = html.escape("\n".join(filter(None, lines)), quote=False).replace("$[", "&#36;[")
    return f"<description>{_xml(shown)}</description>" if shown else ""


def _both(text: Text) -> str:
    return text.en if text.en == text.ar else f"{text.en} · {text.ar}"


def _told(page: Page) -> list[str]:
    rejected = (
        f"Rows that could not be used: {page.rejected} · صفوف لم تستخدم: {page.rejected}" if page.rejected else ""
    )
    reports = [
        " · ".join(filter(None, (report.title or report.name, report.outlet, str(report.published or ""), report.url)))
        for report in page.reports
    ]
    return [*reports, rejected]


def _credits(layer: Layer) -> list[str]:
    return [*(_both(note) for note in layer.notes), layer.attribution, layer.licence]


def _styles(layer: Layer, at: int) -> str:
    return "".join(f'<Style id="s{at}-{number}">{_style(entry)}</Style>\n' for number, entry in enumerate(layer.legend))


def _style(entry: LegendEntry) -> str:
    red, green, blue = (LIGHT[entry.hue][place : place + 2] for place in (1, 3, 5))
    colour = blue + green + red
    # Where even the extent is not known a pin would lie: the name stands alone.
    scale = "0" if entry.shape == "unknown" else "0.8"
    filled = _FILLED.get(entry.shape, "")
    return (
        f"<IconStyle><color>ff{colour}</color><scale>{scale}</scale></IconStyle>"
        f"<LabelStyle><color>ff{colour}</color><scale>0.8</scale></LabelStyle>"
        f"<LineStyle><color>ff{colour}</color><width>{_WIDTH.get(entry.shape, '1.5')}</width></LineStyle>"
        f"<PolyStyle><color>{filled or '00'}{colour}</color><fill>{int(bool(filled))}</fill></PolyStyle>"
    )


def _schema(table: gpd.GeoDataFrame, at: int) -> str:
    fields = "".join(
        f'<SimpleField type="{"double" if table[name].dtype.kind in "fiu" else "string"}" name={_attribute(name)}/>'
        for name in _columns(table)
    )
    return f'<Schema name="layer{at}" id="layer{at}">{fields}</Schema>\n'


def _attribute(name: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", name))


def _columns(table: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in table.columns if str(table[name].dtype) != "geometry"]


def _placemarks(layer: Layer, table: gpd.GeoDataFrame, at: int, page: Page) -> Iterator[str]:
    styles = {entry.key: f"<styleUrl>#s{at}-{number}</styleUrl>" for number, entry in enumerate(layer.legend)}
    columns = {name: plain(table[name]) for name in _columns(table)}
    data = zip(*(_data(name, column) for name, column in columns.items()), strict=True)
    shapes = _geometries(rfc7946(np.asarray(table.geometry.array, dtype=object), page.decimals), page.decimals)
    names = list(columns)
    for shape, cells, *values in zip(shapes, data, *(column.tolist() for column in columns.values()), strict=True):
        row = dict(zip(names, values, strict=True))
        yield (
            f"<Placemark>{_name(row.get('title') or row.get('title_ar') or row['id'])}{_description(_words(row))}"
            f"{_span(row)}{styles.get(row.get('legend', ''), '')}"
            f'<ExtendedData><SchemaData schemaUrl="#layer{at}">{"".join(cells)}</SchemaData></ExtendedData>'
            f"{shape}</Placemark>\n"
        )


def _data(name: str, column: pd.Series[Any]) -> list[str]:
    texts = as_texts(column).tolist()
    opened = f"<SimpleData name={_attribute(name)}>"
    told = {text: f"{opened}{_xml(text)}</SimpleData>" for text in set(texts) if text not in {None, "", "[]"}}
    return [told.get(text, "") for text in texts]


def _span(row: Mapping[str, Any]) -> str:
    # Whole seconds: viewers round the last microsecond of a day to a sixtieth second, which no clock has.
    ends = "".join(
        f"<{end}>{row[name][:19]}Z</{end}>" for end, name in (("begin", "start"), ("end", "end")) if row.get(name)
    )
    return f"<TimeSpan>{ends}</TimeSpan>" if ends else ""


def _words(row: Mapping[str, Any]) -> list[str]:
    """Tell a record in lines of plain text: names, time, place, and who says so."""
    place = " · ".join(dict.fromkeys(filter(None, (row.get("place_name"), row.get("place_name_ar")))))
    known = PRECISION.get(row.get("precision", ""))
    precise = f"{known.en} · {known.ar}" if known else ""
    said = [
        f"{claim['speaker']} ({claim['stance']}{', ' + claim['said'] if claim['said'] else ''}): {claim['quote']}"
        for claim in row.get("claims") or ()
    ]
    return [row.get("title_ar") or "", row.get("when_text") or "", place, precise, row.get("status") or "", *said]


def _geometries(shapes: npt.NDArray[np.object_], decimals: int) -> list[str]:
    texts = shapely.to_wkt(shapes, rounding_precision=decimals, trim=True)
    return [
        "" if shape is None or shape.is_empty else _geometry(shape, text)
        for shape, text in zip(shapes, texts, strict=True)
    ]


def _geometry(shape: BaseGeometry, text: str) -> str:
    """Write a geometry whose well-known text is `text`; heights are absent, so it lies on the ground."""
    if "EMPTY" in text:
        full = without_empty_parts(shape)
        return _geometry(full, full.wkt)
    inner = text[text.index("(") + 1 : -1]
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates(inner)}</Point>"
    if shape.geom_type in {"LineString", "LinearRing"}:
        return f"<LineString><tessellate>1</tessellate>{_coordinates(inner)}</LineString>"
    if shape.geom_type == "Polygon":
        outer, *holes = (f"<LinearRing>{_coordinates(ring)}</LinearRing>" for ring in inner[1:-1].split("), ("))
        within = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in holes)
        return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{outer}</outerBoundaryIs>{within}</Polygon>"
    parts = shapely.get_parts(shape)
    return f"<MultiGeometry>{''.join(map(_geometry, parts, (part.wkt for part in parts)))}</MultiGeometry>"


def _coordinates(pairs: str) -> str:
    return f"<coordinates>{pairs.replace(', ', ';').replace(' ', ',').replace(';', ' ')}</coordinates>"


def _unplaced(page: Page) -> str:
    """Write what is told but not on the map, as placemarks without a place, which viewers list."""
    rows = page.unplaced.to_dict("records")
    told = "".join(
        f"<Placemark>{_name(row['title'] or row['title_ar'])}"
        f"{_description([row['title_ar'], row['why'], row['why_ar'], row['quote']])}</Placemark>\n"
        for row in rows
    )
    return f'<Folder id="{NO_EVENTS}">{_name(_UNPLACED)}\n{told}</Folder>\n' if told else ""


FORMAT = Format("kml", "KML 2.2 for Google Earth and the like, a folder a layer, with intervals", (".kml",), write)
