"""How a layer looks, in the words of QGIS: a QML style with a category for each line of the legend.

The names of symbol layers and properties are those that QGIS itself writes; it fills in what is not said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import shapely

from layers.layer import LegendEntry
from layers.legend import group_of
from layers.text import Text
from outputs.columns import features
from outputs.palette import LIGHT

if TYPE_CHECKING:
    import geopandas as gpd

    from layers.layer import Layer

__all__ = ["legend_of", "qml"]

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_SYMBOLS = ("marker", "line", "fill")  # by the dimension of the geometry
_DIMENSIONS = {"dot": 0, "dot_ring": 0, "unknown": 0, "diamond": 0, "diamond_open": 0, "line": 1, "measure": 1}
_DRAWN_AS = {
    "point": ("dot", Text("point", "نقطة")),
    "shape": ("hatch", Text("its own shape", "شكله")),
    "disc": ("ring", Text("disc of its radius", "قرص بنصف قطره")),
}


class _Part(NamedTuple):
    """One layer of a symbol: its class, its properties, and what it repeats along or within, if anything."""

    kind: str
    properties: dict[str, str]
    within: tuple[str, _Part] | None = None


def legend_of(layer: Layer) -> tuple[str, tuple[LegendEntry, ...]]:
    """Return the expression that tells a row's line of the legend, and the lines.

    A layer's own legend, else one line for each kind of event and way in which it is drawn, as `majal export` writes
    it; no lines where the table has neither.
    """
    if layer.legend:
        return "legend", layer.legend
    table = features(layer)
    if not {"kind", "drawn_as"} <= set(table.columns):
        return "", ()
    pairs = table[["kind", "drawn_as"]][table["drawn_as"].isin(list(_DRAWN_AS))].drop_duplicates()
    entries = [_drawn(*pair) for pair in sorted(pairs.itertuples(index=False, name=None))]
    return '"kind" || \'-\' || "drawn_as"', tuple(entries)


def _drawn(kind: str, drawn_as: str) -> LegendEntry:
    group = group_of(kind)
    shape, words = _DRAWN_AS[drawn_as]
    label = Text(f"{kind.replace('_', ' ')}, {words.en}", words.ar)
    return LegendEntry(f"{kind}-{drawn_as}", group.text, label, shape, group.hue)


def qml(layer: Layer) -> str:
    """Write the style of a layer that has a legend (`legend_of`).

    Returns
    -------
    str
        A QML document. Each category has a symbol for the geometry that its rows have: marker, line or fill. QGIS opens
        a table of several types of geometry as a layer for each type, all with this style.
    """
    attribute, entries = legend_of(layer)
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr=attribute, symbollevels="0")
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    dimensions = _dimensions(features(layer)) if attribute == "legend" else {}
    for number, entry in enumerate(entries):
        label = f"{entry.group.en}: {entry.label.en}"
        ET.SubElement(categories, "category", value=entry.key, label=label, symbol=str(number), render="true")
        dimension = dimensions.get(entry.key, _DIMENSIONS.get(entry.shape, 2))
        _symbol(symbols, str(number), _SYMBOLS[dimension], _strokes(entry, dimension))
    ET.indent(root, " ")
    return _DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def _dimensions(table: gpd.GeoDataFrame) -> dict[str, int]:
    """Give the dimension of what each line of the legend draws."""
    dimension = shapely.get_dimensions(np.asarray(table.geometry.array, dtype=object))
    largest = pd.Series(dimension, index=table["legend"]).groupby(level=0).max()
    return {str(key): int(value) for key, value in largest.items() if value >= 0}


def _symbol(parent: ET.Element, name: str, type_: str, strokes: list[_Part]) -> None:
    symbol = ET.SubElement(parent, "symbol", name=name, type=type_, alpha="1", clip_to_extent="1", force_rhr="0")
    for number, stroke in enumerate(strokes):
        layer = ET.SubElement(symbol, "layer", {"class": stroke.kind, "enabled": "1", "locked": "0", "pass": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        for option, value in stroke.properties.items():
            ET.SubElement(options, "Option", name=option, value=value, type="QString")
        if stroke.within:
            _symbol(layer, f"@{name}@{number}", stroke.within[0], [stroke.within[1]])


def _strokes(entry: LegendEntry, dimension: int) -> list[_Part]:
    colour = LIGHT["muted" if entry.shape == "unknown" else entry.hue]
    return (_marker, _line, _fill)[dimension](entry.shape, colour)


def _marker(shape: str, colour: str) -> list[_Part]:
    dot = _mark("circle", 3.2, colour, LIGHT["halo"])
    marks = {
        "dot": [dot],
        "dot_ring": [_mark("circle", 5.3, "", colour), dot],
        "diamond": [_mark("diamond", 4.2, colour, LIGHT["halo"])],
        "diamond_open": [_mark("diamond", 3.7, LIGHT["card"], colour, "dash")],
    }
    return marks.get(shape, [_mark("circle", 3.7, "", colour, "dash")])


def _line(shape: str, colour: str) -> list[_Part]:
    line = _stroke(colour, 0.5, "dash" if shape == "line" else "solid")
    tick = _mark("line", 3.0, "", colour)
    ends = [_Part("MarkerLine", {"placement": at}, ("marker", tick)) for at in ("firstvertex", "lastvertex")]
    return [line, *ends] if shape == "measure" else [line]


def _fill(shape: str, colour: str) -> list[_Part]:
    alpha, style, width = {
        "ring": (0.13, "dash", 0.5),
        "hatch": (0.05, "solid", 0.5),
        "outline": (0.035, "dot", 0.45),
        "unknown": (0.03, "dash", 0.4),
    }.get(shape, (0.0, "solid", 0.25))
    area = _Part(
        "SimpleFill",
        {
            "color": _rgba(colour, alpha),
            "style": "solid" if alpha else "no",
            "outline_color": _rgba(colour),
            "outline_style": style,
            "outline_width": str(width),
        },
    )
    lines = _Part("LinePatternFill", {"angle": "45", "distance": "1.9"}, ("line", _stroke(colour, 0.26, alpha=0.6)))
    return [area, lines] if shape == "hatch" else [area]


def _mark(name: str, size: float, fill: str, outline: str, style: str = "solid") -> _Part:
    """Describe a marker, sizes in millimetres; an empty `fill` leaves it open."""
    properties = {
        "name": name,
        "size": str(size),
        "color": _rgba(fill) if fill else "0,0,0,0",
        "outline_color": _rgba(outline),
        "outline_style": style,
        "outline_width": "0.3",
    }
    return _Part("SimpleMarker", properties)


def _stroke(colour: str, width: float, style: str = "solid", alpha: float = 1) -> _Part:
    return _Part("SimpleLine", {"line_color": _rgba(colour, alpha), "line_style": style, "line_width": str(width)})


def _rgba(colour: str, alpha: float = 1) -> str:
    """Write ``#rrggbb`` as QGIS does: four numbers from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{round(alpha * 255)}"
