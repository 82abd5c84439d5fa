"""KML and KMZ: valid by the OGC's schema, read by others, with intervals, colours, claims, and no markup from data."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import fastkml
import fastkml.validator
import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from cases import HOLLOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from layers.layer import Layer, LegendEntry
from layers.text import Text
from outputs.make import map_layers
from outputs.page import Page
from outputs.palette import LIGHT
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier

KML = "{http://www.opengis.net/kml/2.2}"


def one(name: str = "a title", at: object = shapely.Point(36, 33), **columns: object) -> Layer:
    told = {"id": ["1"], "title": [name], "legend": ["k"], **{key: [value] for key, value in columns.items()}}
    table = gpd.GeoDataFrame(told, geometry=[at], crs=4326)
    entry = LegendEntry("k", Text("g", "g"), Text("l", "l"), "dot", "strike")
    return Layer("things", "events", Text("Things", "أشياء"), table, (entry,))


def placemarks(path: Path) -> list[Any]:
    fastkml.validator.validate(file_to_validate=path)
    return list(etree.parse(path).iter(f"{KML}Placemark"))


def data(placemark: Any) -> dict[str, str]:
    return {field.get("name"): field.text for field in placemark.iter(f"{KML}SimpleData")}


@pytest.fixture
def kml(tmp_path: Path, dossier: Dossier, page: Page) -> Path:
    path = tmp_path / "map.kml"
    write(map_layers(dossier, ["5.5km"]), path, page)
    return path


def test_every_layer_is_valid_by_the_schema_of_the_ogc(kml: Path, dossier: Dossier) -> None:
    folders = [folder.findtext(f"{KML}name") for folder in etree.parse(kml).iter(f"{KML}Folder")]

    assert fastkml.validator.validate(file_to_validate=kml)
    assert folders[:2] == ["Where it may have been · النطاق المحتمل", "Events · أحداث"]
    assert len(folders) == len(map_layers(dossier, ["5.5km"])) + 1
    assert fastkml.KML.parse(kml).features[0].features[0].name == folders[0]


def test_gdal_reads_layers_names_and_shapes(kml: Path, dossier: Dossier) -> None:
    layers = map_layers(dossier, ["5.5km"])

    for layer in layers:
        back = pyogrio.read_dataframe(kml, layer=f"{layer.title.en} · {layer.title.ar}", datetime_as_string=True)
        assert back["Name"].tolist() == layer.data["title"].tolist()
        assert back["end"].str.contains(":60").sum() == 0
        apart = shapely.hausdorff_distance(layer.data.geometry.array, back.geometry.array)
        assert apart.max() < 1.5e-7, layer.name


def test_interval_stands_on_the_time_slider_and_open_ends_stay_open(tmp_path: Path) -> None:
    starts = pd.to_datetime(["2015-11-03T07:15:00Z", None, None], utc=True)
    ends = pd.to_datetime([None, "2015-11-04T23:59:59.999999Z", None], utc=True)
    table = gpd.GeoDataFrame(
        {"id": ["1", "2", "3"], "title": ["a", "b", "c"], "start": starts, "end": ends},
        geometry=[shapely.Point(1, 2)] * 3,
        crs=4326,
    )
    write([Layer("t", "events", Text("t", "t"), table)], tmp_path / "t.kml", Page())

    spans = [
        [(end.tag.removeprefix(KML), end.text) for end in placemark.findall(f"{KML}TimeSpan/*")]
        for placemark in placemarks(tmp_path / "t.kml")
    ]
    assert spans == [[("begin", "2015-11-03T07:15:00Z")], [("end", "2015-11-04T23:59:59Z")], []]
    assert data(placemarks(tmp_path / "t.kml")[1])["end"] == "2015-11-04T23:59:59.999999Z"


def test_style_has_the_hue_of_the_legend_the_other_way_round(kml: Path) -> None:
    tree = etree.parse(kml)
    styles = {f"#{style.get('id')}": style for style in tree.iter(f"{KML}Style")}

    for placemark in tree.iter(f"{KML}Placemark"):
        legend = data(placemark).get("legend", "")
        if legend.startswith("strikes"):
            colour = styles[placemark.findtext(f"{KML}styleUrl")].findtext(f".//{KML}LineStyle/{KML}color")
            assert "#" + colour[6:] + colour[4:6] + colour[2:4] == LIGHT["strike"]
            assert colour.startswith("ff")


def test_no_pin_marks_what_has_no_known_extent(kml: Path) -> None:
    tree = etree.parse(kml)
    styles = {f"#{style.get('id')}": style for style in tree.iter(f"{KML}Style")}
    marked = {
        data(placemark)["subject"]: styles[placemark.findtext(f"{KML}styleUrl")].findtext(f".//{KML}scale")
        for placemark in tree.iter(f"{KML}Placemark")
        if placemark.find(f"{KML}Point") is not None
    }

    assert marked == {"a": "0.8", "d": "0", "f": "0.8"}


def test_claims_stand_in_words_and_as_json_and_unplaced_are_listed(kml: Path) -> None:
    marks = placemarks(kml)
    told = next(mark for mark in marks if data(mark).get("id") == "b")

    assert "الوزارة (claims): قصفنا البلدة" in told.findtext(f"{KML}description")
    assert json.loads(data(told)["claims"])[0]["quote"] == "قصفنا البلدة"
    assert data(told)["title_ar"] == "غارة على بلدة"
    assert marks[-1].findtext(f"{KML}name") == "Nowhere"
    assert marks[-1].find(f"{KML}Point") is None


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]><b>x</b>", "a & b", "$[other]", "&lt;b&gt;"])
def test_text_is_text_in_a_viewer_that_shows_descriptions_as_html(tmp_path: Path, text: str) -> None:
    claim = {"speaker": text, "stance": "claims", "said": "", "quote": text}
    write([one(text, claims=[claim])], tmp_path / "t.kml", Page())

    told = placemarks(tmp_path / "t.kml")[0]
    shown = told.findtext(f"{KML}description")
    assert told.findtext(f"{KML}name") == text
    assert data(told)["title"] == text
    assert "<" not in shown
    assert "$[" not in shown
    assert etree.fromstring(f"<p>{shown}</p>").text == f"{text} (claims): {text}"


@given(name=st.text(min_size=1).filter(lambda text: text.strip()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_makes_a_valid_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "any.kml"
    write([one(name, note=name)], path, Page(), overwrite=True)

    written = data(placemarks(path)[0])["title"]
    kept = [(a, b) for a, b in zip(name.replace("\r\n", "\n").replace("\r", "\n"), written, strict=True) if a != b]
    assert {b for _, b in kept} <= {"\ufffd"}
    assert all(ord(a) < 32 or "\ud800" <= a <= "\udfff" or a in "\ufffe\uffff" for a, _ in kept)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(36.5, -17.25),
        shapely.LineString([(179, 0), (-179, 1)]),
        shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2),
        shapely.MultiPoint([(1, 2), (3, 4)]),
        shapely.MultiLineString([[(1, 2), (3, 4)], [(5, 6), (7, 8)]]),
        shapely.MultiPolygon([shapely.box(179, 1, 180, 2), shapely.box(-180, 1, -179, 2)]),
        shapely.GeometryCollection([shapely.Point(1, 2), shapely.box(0, 0, 1e-5, 1e-5)]),
    ],
    ids=lambda shape: shape.geom_type,
)
def test_every_kind_of_shape_comes_back(tmp_path: Path, shape: shapely.Geometry) -> None:
    write([one(at=shape)], tmp_path / "t.kml", Page())

    placemarks(tmp_path / "t.kml")
    back = pyogrio.read_dataframe(tmp_path / "t.kml", layer=0).geometry[0]
    expected = shape
    if shape.geom_type == "LineString":
        expected = shapely.MultiLineString([[(179, 0), (180, 0.5)], [(-180, 0.5), (-179, 1)]])
    assert back.geom_type == expected.geom_type
    assert shapely.equals_exact(shapely.normalize(shapely.force_2d(back)), shapely.normalize(expected), 1e-9)


@pytest.mark.parametrize("hollow", HOLLOW)
def test_empty_parts_of_a_shape_are_left_out(tmp_path: Path, hollow: str) -> None:
    write([one(at=shapely.from_wkt(hollow))], tmp_path / "hollow.kml", Page())
    write([one(at=shapely.from_wkt(HOLLOW[hollow]))], tmp_path / "full.kml", Page())

    assert (tmp_path / "hollow.kml").read_bytes() == (tmp_path / "full.kml").read_bytes()


@pytest.mark.parametrize("shape", [None, shapely.Point()])
def test_what_has_no_place_is_listed_without_one(tmp_path: Path, shape: object) -> None:
    write([one(at=shape)], tmp_path / "t.kml", Page())

    assert [child.tag.removeprefix(KML) for child in placemarks(tmp_path / "t.kml")[0]] == [
        "name",
        "styleUrl",
        "ExtendedData",
    ]


def test_kmz_is_the_same_document_and_gdal_opens_it(tmp_path: Path, kml: Path, dossier: Dossier, page: Page) -> None:
    path = tmp_path / "map.kmz"
    write(map_layers(dossier, ["5.5km"]), path, page)

    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == kml.read_bytes()
        assert archive.getinfo("doc.kml").date_time == (1980, 1, 1, 0, 0, 0)
    assert len(pyogrio.list_layers(path)) == len(pyogrio.list_layers(kml))
