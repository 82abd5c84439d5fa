"""GeoPackage styled for QGIS: the table that QGIS looks in, and a category with a fitting symbol for every row."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from geo.errors import OutputError
from layers.kinds import build
from layers.layer import HUES, SHAPES, Layer, LegendEntry
from layers.text import Text
from outputs.palette import LIGHT
from outputs.qgis import legend_of, qml
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier
    from outputs.page import Page

# As QGIS declares the table when it makes it itself (QgsOgrProviderMetadata::saveStyle); it asks only for the names.
QGIS_TABLE = {
    "id": "INTEGER",
    "f_table_catalog": "TEXT",
    "f_table_schema": "TEXT",
    "f_table_name": "TEXT",
    "f_geometry_column": "TEXT",
    "styleName": "TEXT",
    "styleQML": "TEXT",
    "styleSLD": "TEXT",
    "useAsDefault": "BOOLEAN",
    "description": "TEXT",
    "owner": "TEXT",
    "ui": "TEXT",
    "update_time": "DATETIME",
}
DIMENSION = {"marker": 0, "line": 1, "fill": 2}
SHAPE = (shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1))
KINDS = {"export": {}, "events": {}, "uncertainty": {}, "zones": {"radius": ["5.5km", "20km"]}}


def made(kind: str, dossier: Dossier, exported: Layer) -> Layer:
    return exported if kind == "export" else build(kind, dossier, KINDS[kind])


def one_of_each(shape: str, hue: str, dimension: int) -> Layer:
    table = gpd.GeoDataFrame({"id": ["a"], "legend": ["k"]}, geometry=[SHAPE[dimension]], crs=4326)
    entry = LegendEntry("k", Text("Group", "مجموعة"), Text("line", "سطر"), shape, hue)
    return Layer("one", "zones", Text("One", "واحد"), table, (entry,))


def symbols(style: str) -> dict[str, etree._Element]:
    """Symbol of each category, by the value that it stands for."""
    renderer = etree.fromstring(style).find("renderer-v2")
    assert renderer is not None
    by_name = {one.get("name"): one for one in renderer.findall("symbols/symbol")}
    return {one.attrib["value"]: by_name[one.attrib["symbol"]] for one in renderer.findall("categories/category")}


def properties(symbol: etree._Element) -> list[tuple[str, str]]:
    return [(one.get("name"), one.get("value")) for one in symbol.iter("Option") if one.get("name")]


@pytest.fixture
def styled(tmp_path: Path, dossier: Dossier, page: Page) -> sqlite3.Connection:
    path = tmp_path / "o.gpkg"
    write([build(kind, dossier, settings) for kind, settings in KINDS.items() if kind != "export"], path, page)
    return sqlite3.connect(path)


def test_table_is_the_one_that_qgis_makes(styled: sqlite3.Connection) -> None:
    columns = {name: type_ for _, name, type_, *_ in styled.execute("PRAGMA table_info(layer_styles)")}
    rows = styled.execute(
        "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, useAsDefault FROM layer_styles"
    )
    contents = dict(styled.execute("SELECT table_name, data_type FROM gpkg_contents"))
    geometries = dict(styled.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))

    assert columns == QGIS_TABLE
    assert rows.fetchall() == [("", "", name, geometries[name], 1) for name in ("events", "uncertainty", "zones")]
    assert contents["layer_styles"] == "attributes"
    assert styled.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert styled.execute("PRAGMA foreign_key_check").fetchall() == []
    assert {time for (time,) in styled.execute("SELECT update_time FROM layer_styles")} == {"2000-01-01T00:00:00Z"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_with_a_geometry_has_a_symbol_that_can_draw_it(dossier: Dossier, layer: Layer, kind: str) -> None:
    drawn = made(kind, dossier, layer)
    table = drawn.data[drawn.data.geometry.notna()]
    values = table["legend"] if kind != "export" else table["kind"] + "-" + table["drawn_as"]

    found = symbols(qml(drawn))
    assert len(table) > 0
    for value, shape in zip(values, table.geometry, strict=True):
        assert DIMENSION[found[value].attrib["type"]] == shapely.get_dimensions(shape), value


def test_categories_speak_the_legend_in_english_and_the_description_in_arabic(styled: sqlite3.Connection) -> None:
    style, told = styled.execute(
        "SELECT styleQML, description FROM layer_styles WHERE f_table_name = 'uncertainty'"
    ).fetchone()
    renderer = etree.fromstring(style).find("renderer-v2")
    assert renderer is not None

    assert renderer.get("attr") == "legend"
    assert "Strikes: province: ring, no pin" in [one.get("label") for one in renderer.iter("category")]
    assert "Strikes: province: ring, no pin = غارات: محافظة: حلقة بلا دبوس" in told.splitlines()
    assert told.splitlines()[0] == "Where it may have been = النطاق المحتمل"


def test_export_has_a_category_for_each_kind_and_way_of_drawing(layer: Layer) -> None:
    attribute, entries = legend_of(layer)

    assert attribute == '"kind" || \'-\' || "drawn_as"'
    assert {entry.key: (entry.shape, entry.hue, entry.label.en) for entry in entries} == {
        "air_strike-disc": ("ring", "strike", "air strike, disc of its radius"),
        "air_strike-point": ("dot", "strike", "air strike, point"),
        "drill-point": ("dot", "airspace", "drill, point"),
        "interception-disc": ("ring", "airspace", "interception, disc of its radius"),
        "shelling-disc": ("ring", "strike", "shelling, disc of its radius"),
    }


@pytest.mark.parametrize("hue", HUES)
@pytest.mark.parametrize("shape", SHAPES)
def test_symbol_is_in_the_hue_of_the_page_and_grey_where_nothing_is_known(shape: str, hue: str) -> None:
    expected = LIGHT["muted" if shape == "unknown" else hue]
    written = ",".join(str(part) for part in bytes.fromhex(expected[1:]))

    for dimension in range(3):
        told = properties(symbols(qml(one_of_each(shape, hue, dimension)))["k"])
        assert any(value.startswith(f"{written},") for _, value in told)


def test_shapes_are_told_apart() -> None:
    looks = {
        (dimension, shape): properties(symbols(qml(one_of_each(shape, "strike", dimension)))["k"])
        for dimension, shapes in enumerate(
            (
                ("dot", "dot_ring", "diamond", "diamond_open", "unknown"),
                ("line", "measure"),
                ("ring", "hatch", "outline", "unknown", "zone"),
            )
        )
        for shape in shapes
    }
    assert len({tuple(look) for look in looks.values()}) == len(looks)
    assert ("outline_style", "dash") in looks[2, "ring"]
    assert ("outline_style", "dot") in looks[2, "outline"]
    assert ("angle", "45") in looks[2, "hatch"]
    assert ("style", "no") in looks[2, "zone"]
    assert ("line_style", "dash") in looks[1, "line"]
    assert ("placement", "lastvertex") in looks[1, "measure"]


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), min_size=1
    )
)
def test_any_words_in_the_legend_stay_words(words: str) -> None:
    table = gpd.GeoDataFrame({"id": ["a"], "legend": [words]}, geometry=[SHAPE[0]], crs=4326)
    entry = LegendEntry(words, Text(words, words), Text(words, words), "dot", "strike")
    style = qml(Layer("one", "zones", Text("One", "واحد"), table, (entry,)))

    [category] = etree.fromstring(style).iter("category")
    assert (category.get("value"), category.get("label")) == (words, f"{words}: {words}")


def test_layer_without_a_legend_has_no_style(tmp_path: Path, page: Page) -> None:
    bare = Layer("bare", "zones", Text("Bare", "عار"), gpd.GeoDataFrame({"id": ["a"]}, geometry=[SHAPE[0]], crs=4326))
    write([bare], tmp_path / "o.gpkg", page)

    tables = sqlite3.connect(tmp_path / "o.gpkg").execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert "layer_styles" not in {name for (name,) in tables}


def test_layer_cannot_take_the_name_of_the_styles(tmp_path: Path, page: Page) -> None:
    table = gpd.GeoDataFrame({"id": ["a"]}, geometry=[SHAPE[0]], crs=4326)
    with pytest.raises(OutputError, match="cannot be called 'layer_styles'"):
        write([Layer("layer_styles", "zones", Text("S", "س"), table)], tmp_path / "o.gpkg", page)
