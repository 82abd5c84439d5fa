"""Every format of data: what is written is valid, whole, the same twice, and read back without loss."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geojson_validator
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import OutputError, UnknownNameError
from layers.events import Stance
from layers.layer import Layer, Raster
from layers.sources import Input, read
from layers.tabular.delimited import unguarded
from layers.text import Text
from outputs.export import event_layer
from outputs.formats.csv import guarded
from outputs.formats.geojson import bbox, rfc7946
from outputs.inputs import gather
from outputs.make import page_of
from outputs.write import format_of, write

if TYPE_CHECKING:
    from layers.events import Dossier
    from outputs.page import Page

TABLE_ENDINGS = (".geojson", ".geojsonl", ".gpkg", ".csv", ".parquet", ".fgb")
DATA_ENDINGS = (*TABLE_ENDINGS, ".kml", ".kmz", ".pmtiles", ".timemap.xlsx")
LOSSLESS = (".geojson", ".geojsonl", ".gpkg", ".csv", ".parquet", ".fgb", ".kml", ".kmz")
ROOT = __file__.rsplit("/tests/", 1)[0]


def written(tmp_path: Path, ending: str, layers: list[Layer], page: Page) -> Path:
    path = tmp_path / f"o{ending}"
    write(layers, path, page)
    return path


def collection(tmp_path: Path, layer: Layer, page: Page) -> dict:
    return json.loads(written(tmp_path, ".geojson", [layer], page).read_bytes())


def polygons(*shapes: object) -> Layer:
    table = gpd.GeoDataFrame({"id": [str(n) for n in range(len(shapes))]}, geometry=list(shapes), crs=4326)
    return Layer("shapes", "zones", Text("Shapes", "أشكال"), table)


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_same_layers_give_the_same_bytes_in_two_processes(
    tmp_path: Path, ending: str, layer: Layer, page: Page
) -> None:
    here = written(tmp_path, ending, [layer], page)
    script = (
        "import sys, pathlib; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests/outputs']\n"
        "from conftest import TABLE\n"
        "from layers.sources import Input, read\n"
        "from outputs.export import event_layer\n"
        "from outputs.make import page_of\n"
        "from outputs.write import write\n"
        "dossier = read(Input('t.csv', TABLE.encode()))\n"
        "write([event_layer(dossier)], pathlib.Path(sys.argv[2]), page_of(dossier, 'A title'))\n"
    )
    there = tmp_path / f"again{ending}"
    there_in_folder = tmp_path / "deeper" / here.name
    there_in_folder.parent.mkdir()
    subprocess.run([sys.executable, "-c", script, ROOT, str(there_in_folder)], check=True)
    there_in_folder.rename(there)

    assert hashlib.sha256(there.read_bytes()).digest() == hashlib.sha256(here.read_bytes()).digest()


@pytest.mark.parametrize("ending", LOSSLESS)
def test_what_is_written_reads_back_as_it_was(
    tmp_path: Path, ending: str, dossier: Dossier, layer: Layer, page: Page
) -> None:
    path = written(tmp_path, ending, [layer], page)

    back = read(Input(path.name, path.read_bytes()))

    assert back.faults == ()
    for name in dossier.events.columns:
        before, after = dossier.events[name], back.events[name]
        if str(before.dtype) == "geometry":
            same = before.geom_equals_exact(after, 1e-6) | (before.isna() & after.isna())
        else:
            same = before.map(str) == after.map(str)
        assert same.all(), name
    pd.testing.assert_frame_equal(back.claims, dossier.claims)
    assert back.unplaced["title"].tolist() == dossier.unplaced["title"].tolist()


# What XML and CSV can write: no control character, and no line end that a reader of XML makes another.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
NASTY = TEXTS | st.sampled_from(
    ["=1+1", "]]>", "&lt;b&gt;", "{{ x }}", "a;b|c", '"', "غارة\u202eعلى", "[1]", "null", "NaN"]
)
CLAIM = st.fixed_dictionaries(
    {
        "speaker": NASTY.map(str.strip).filter(bool),
        "stance": st.sampled_from(sorted(Stance)),
        "quote": NASTY.map(str.strip),
        "start": st.none() | st.integers(0, 10**6),
    }
)
PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(lambda at: tuple(round(part, 6) for part in at))
RECORDS = st.fixed_dictionaries(
    {
        "title": NASTY.map(str.strip).filter(bool),
        "place_name": NASTY.map(str.strip),
        "date": st.sampled_from(["", "2015", "2015-11", "2015-11-03", "2015-11-03T10:15:00+03:00"]),
        "at": st.none() | PLACES.filter(lambda at: at != (0, 0)),
        "precision": st.sampled_from(["exact", "village", "adm1", "unknown", "airspace"]),
        "claims": st.lists(CLAIM, max_size=2),
        "counts": st.lists(st.fixed_dictionaries({"what": TEXTS, "min": st.integers(0, 9)}), max_size=2),
    }
)


def dossier_of_records(records: list[dict]) -> Dossier:
    told = [
        {key: value for key, value in record.items() if key != "at"}
        | {"id": f"e{number}", "status": "claimed"}
        | (dict(zip(("longitude", "latitude"), record["at"], strict=True)) if record["at"] else {})
        for number, record in enumerate(records)
    ]
    return read(Input("r.json", json.dumps(told).encode()))


@pytest.mark.parametrize("ending", LOSSLESS)
@given(records=st.lists(RECORDS, min_size=1, max_size=4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_events_read_back_as_they_were(tmp_path: Path, ending: str, records: list[dict]) -> None:
    before = dossier_of_records(records)
    path = tmp_path / f"o{ending}"
    write([event_layer(before)], path, page_of(before, "t"), overwrite=True)

    back = read(Input(path.name, path.read_bytes()))
    after = back.events.set_index("id").loc[before.events["id"]].reset_index()
    for name in before.events.columns:
        if str(before.events[name].dtype) == "geometry":
            same = before.events[name].geom_equals_exact(after[name], 1e-6)
            assert (same | (before.events[name].isna() & after[name].isna())).all(), name
        else:
            assert after[name].map(str).tolist() == before.events[name].map(str).tolist(), name
    columns = ["subject", "speaker", "stance", "quote", "start"]
    assert sorted(back.claims[columns].map(str).to_numpy().tolist()) == sorted(
        before.claims[columns].map(str).to_numpy().tolist()
    )


def test_geometry_is_a_point_only_where_the_precision_allows_one(layer: Layer) -> None:
    table = layer.data.set_index("id")

    assert table["drawn_as"].to_dict() == {
        "a": "point",
        "b": "disc",
        "c": "disc",
        "d": "",
        "e": "",
        "f": "point",
        "g": "disc",
    }
    assert table.geometry["d"] is None
    assert (table.loc["d", "lon"], table.loc["d", "lat"]) == (36.4, 33.6)
    area_km2 = table.geometry.loc[["b"]].to_crs("ESRI:54009").area.iloc[0] / 1e6
    assert area_km2 == pytest.approx(np.pi * 2**2, rel=0.01)


def test_an_export_counts_its_stacks_anew(tmp_path: Path, page: Page) -> None:
    table = "id,title,latitude,longitude,precision\na,A,36.2,37.15,settlement\nb,B,36.2,37.15,exact\nc,C,,,adm2\n"
    more = "id,title,latitude,longitude,precision\nd,D,36.2,37.15,settlement\n"
    first = event_layer(read(Input("t.csv", table.encode())))
    assert first.data["stack"].astype(object).where(first.data["stack"].notna(), None).tolist() == [2, 2, None]

    path = written(tmp_path, ".csv", [first], page)
    again = gather([Input(path.name, path.read_bytes()), Input("more.csv", more.encode())])

    assert event_layer(again).data["stack"].fillna(0).tolist() == [3, 3, 0, 3]


def test_geojson_passes_the_checks_of_others(tmp_path: Path, layer: Layer, page: Page) -> None:
    found = collection(tmp_path, layer, page)

    structure = geojson_validator.validate_structure(found)
    geometries = [one for one in found["features"] if one["geometry"]]
    validity = geojson_validator.validate_geometries({"type": "FeatureCollection", "features": geometries})
    assert not structure
    assert not validity["invalid"]
    assert "crs" not in found


def test_geojson_carries_claims_reports_and_what_was_not_placed(tmp_path: Path, layer: Layer, page: Page) -> None:
    found = collection(tmp_path, layer, page)

    features = {one["id"]: one for one in found["features"]}
    claim = features["a"]["properties"]["claims"][0]
    assert (claim["speaker"], claim["quote"], claim["start"]) == ("The ministry", "We struck it", None)
    assert features["b"]["properties"]["start"] == "2015-11-03T07:15:00Z"
    assert features["a"]["properties"]["end"] == "2015-11-03T23:59:59.999999Z"
    assert features["e"]["geometry"] is None
    assert [told["title"] for told in found["unplaced"]] == ["Nowhere"]
    assert found["reports"][0]["id"].startswith("sha256:")
    assert found["title"] == {"en": "A title", "ar": "A title"}


def test_geojson_has_no_number_that_is_none(tmp_path: Path, page: Page) -> None:
    layer = polygons(shapely.Point(1, 2))
    layer.data["n"], layer.data["deep"] = [float("inf")], [[{"x": float("nan")}]]
    text = written(tmp_path, ".geojson", [layer], page).read_text(encoding="utf-8")

    properties = json.loads(text, parse_constant=pytest.fail)["features"][0]["properties"]
    assert properties["n"] is None
    assert properties["deep"] == [{"x": None}]


def test_geojson_rings_turn_counterclockwise_outside_and_clockwise_inside(tmp_path: Path, page: Page) -> None:
    shell, hole = [(0, 0), (0, 9), (9, 9), (9, 0)], [(1, 1), (2, 1), (2, 2), (1, 2)]
    found = collection(tmp_path, polygons(shapely.Polygon(shell, [hole])), page)

    outer, inner = (shapely.LinearRing(ring) for ring in found["features"][0]["geometry"]["coordinates"])
    assert outer.is_ccw
    assert not inner.is_ccw


def test_geojson_cuts_what_crosses_the_antimeridian(tmp_path: Path, page: Page) -> None:
    crossing = shapely.Polygon([(179, 10), (-179, 10), (-179, 12), (179, 12)])
    found = collection(tmp_path, polygons(crossing, shapely.LineString([(179, 0), (-179, 0)])), page)

    shapes = [shapely.geometry.shape(one["geometry"]) for one in found["features"]]
    assert [shape.geom_type for shape in shapes] == ["MultiPolygon", "MultiLineString"]
    assert shapes[0].area == pytest.approx(4)
    assert all(abs(part.bounds[2] - part.bounds[0]) <= 1 for shape in shapes for part in shape.geoms)
    assert found["bbox"] == [179, 0, -179, 12]


def test_bbox_of_a_world_without_a_crossing_runs_from_west_to_east(tmp_path: Path, page: Page) -> None:
    found = collection(tmp_path, polygons(shapely.Point(-170, 1), shapely.Point(170, 2)), page)

    assert found["bbox"] == [-170, 1, 170, 2]
    assert bbox([np.array([None], dtype=object)]) is None


@pytest.mark.parametrize(("decimals", "worst_m"), [(7, 0.0056), (9, 0.000056)])
def test_decimals_keep_positions_as_near_as_they_say(tmp_path: Path, page: Page, decimals: int, worst_m: float) -> None:
    at = shapely.Point(12.345678987654321, -0.123456789876)
    found = collection(tmp_path, polygons(at), replace(page, decimals=decimals))

    lon, lat = found["features"][0]["geometry"]["coordinates"]
    assert max(abs(lon - at.x), abs(lat - at.y)) * 111_320 <= worst_m
    assert len(str(lon).split(".")[1]) <= decimals


@given(
    st.lists(st.tuples(st.floats(-179, 179), st.floats(-89, 89), st.floats(1e-5, 1)), min_size=1, max_size=5),
    st.integers(5, 9),
)
def test_rounding_never_breaks_a_shape(circles: list[tuple[float, float, float]], decimals: int) -> None:
    shapes = np.array(
        [shapely.Point(lon, lat).buffer(r).intersection(shapely.box(-180, -90, 180, 90)) for lon, lat, r in circles]
    )

    assert shapely.is_valid(rfc7946(shapes, decimals)).all()
    assert not shapely.is_empty(rfc7946(shapes, decimals)).any()


def test_half_a_surrogate_pair_becomes_the_sign_for_a_lost_letter(tmp_path: Path, page: Page) -> None:
    layer = polygons(shapely.Point(1, 2))
    layer.data["title"] = pd.Series(["a\ud800b"], dtype="object")

    assert collection(tmp_path, layer, page)["features"][0]["properties"]["title"] == "a\ufffdb"


def test_geopackage_has_a_table_a_layer_and_the_claims_beside(tmp_path: Path, layer: Layer, page: Page) -> None:
    zones = polygons(shapely.box(0, 0, 1, 1))
    path = written(tmp_path, ".gpkg", [layer, zones], page)

    tables = dict(pyogrio.list_layers(path).tolist())
    assert set(tables) == {"events", "shapes", "claims", "unplaced", "reports", "layers", "layer_styles"}
    events = pyogrio.read_dataframe(path, layer="events")
    assert events.crs.to_epsg() == 4326
    assert events["title"].tolist() == layer.data["title"].tolist()
    assert events["start"].iloc[1] == pd.Timestamp("2015-11-03T07:15:00Z")
    claims = pyogrio.read_dataframe(path, layer="claims")
    assert claims.set_index("subject")["speaker"]["a"] == "The ministry"


@pytest.mark.parametrize(
    "names", [("zones", "Zones"), ("Claims",), ("LAYER_styles",), ("gpkg_contents",), ("RTree_a",)]
)
def test_name_that_geopackage_takes_for_another_is_refused(tmp_path: Path, page: Page, names: tuple[str, ...]) -> None:
    layers = [replace(polygons(shapely.box(0, 0, 1, 1)), name=name) for name in names]
    with pytest.raises(OutputError, match=rf"cannot be called '{names[-1]}' in a GeoPackage, .* is taken; rename it"):
        written(tmp_path, ".gpkg", layers, page)
    tiles = written(tmp_path, ".pmtiles", layers, page).read_bytes()
    assert all(name.encode() in gzip.decompress(tiles[slice(*_metadata_at(tiles))]) for name in names)


def _metadata_at(tiles: bytes) -> tuple[int, int]:
    """Where the metadata of a PMTiles file stands (PMTiles 3, bytes 24 to 39)."""
    start, length = struct.unpack_from("<QQ", tiles, 24)
    return start, start + length


def test_csv_runs_no_formula_and_keeps_numbers_numbers(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = written(tmp_path, ".csv", [layer], page)

    data = path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert rows[5]["title"] == '\'=HYPERLINK("x")'
    assert rows[6]["lat"] == "-17.0"
    assert rows[0]["geometry"] == "POINT (37.15 36.2)"
    assert json.loads(rows[0]["claims"])[0]["speaker"] == "The ministry"
    assert data.count(b"\r\n") == 8
    assert data.count(b"\n") == 8
    assert not [cell for row in rows for cell in row.values() if cell[:1] in {"=", "+", "@", "\t", "\r"}]


def test_csv_begins_with_a_mark_for_excel_when_asked(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = written(tmp_path, ".csv", [layer], replace(page, bom=True))

    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert len(read(Input("o.csv", path.read_bytes())).events) == 7


SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"  # OWASP, "CSV Injection"


@given(st.one_of(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(f"'{SIGNS}a")))
def test_guard_against_formulas_comes_off_again(title: str) -> None:
    safe = guarded(pd.Series([title], dtype="object"))
    assert unguarded(pd.DataFrame({"title": safe.astype("str")}))["title"].tolist() == [title]
    assert safe[0][:1] not in set(SIGNS)


@pytest.mark.parametrize("sign", [*SIGNS[:4], *SIGNS[7:]])
def test_csv_reads_back_what_it_guarded(tmp_path: Path, page: Page, layer: Layer, sign: str) -> None:
    told = replace(layer, data=layer.data.assign(title=f"{sign}1+1"))
    path = written(tmp_path, ".csv", [told], page)

    assert path.read_text(encoding="utf-8").count(f",'{sign}1+1,") == len(layer.data)
    assert set(read(Input("o.csv", path.read_bytes())).events["title"]) == {f"{sign}1+1"}


def test_parquet_nests_claims(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = written(tmp_path, ".parquet", [layer], page)

    back = gpd.read_parquet(path)
    assert back.crs.to_epsg() == 4326
    assert back["claims"].iloc[0][0]["speaker"] == "The ministry"
    assert list(back["actors"].iloc[0]) == ["Army A", "Army B"]
    assert back.geometry.iloc[0].equals(layer.data.geometry.iloc[0])
    assert json.loads(pyarrow.parquet.read_schema(path).metadata[b"geo"])["version"] == "1.1.0"


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".fgb"])
def test_several_layers_in_one_table_are_told_apart(tmp_path: Path, ending: str, layer: Layer, page: Page) -> None:
    path = written(tmp_path, ending, [layer, polygons(shapely.box(0, 0, 1, 1))], page)

    table = {".csv": pd.read_csv, ".parquet": gpd.read_parquet, ".fgb": gpd.read_file}[ending](path)
    assert table["layer"].value_counts().to_dict() == {"events": 7, "shapes": 1}


@pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".parquet"])
@pytest.mark.parametrize("height", [None, 1500])
def test_column_of_any_kind_of_cells_keeps_them(tmp_path: Path, page: Page, ending: str, height: float | None) -> None:
    at = shapely.Point(1, 2) if height is None else shapely.Point(1, 2, height)
    cells = {
        "none": [None, None],
        "whole": [1, None],
        "true": [True, None],
        "mixed": ["x", 1],
        "deep": [[{"a": 1}], []],
    }
    table = gpd.GeoDataFrame({"id": ["a", "b"]}, geometry=[at, at], crs=4326)
    for name, values in cells.items():
        table[name] = pd.Series(values, dtype="object")
    path = written(tmp_path, ending, [Layer("cells", "zones", Text("Cells", "خلايا"), table)], page)

    back = gpd.read_parquet(path) if ending == ".parquet" else gpd.read_file(path, layer="cells")
    assert back["none"].isna().all()
    assert [back["whole"].iloc[0], bool(back["true"].iloc[0])] == [1, True]
    assert back[["whole", "true"]].iloc[1].isna().all()
    assert back["mixed"].tolist() == ["x", "1"]
    assert json.loads(back["deep"].iloc[0]) == [{"a": 1}]
    assert back.geometry.has_z.tolist() == [height is not None] * 2


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_empty_layer_makes_a_valid_empty_file(tmp_path: Path, ending: str, layer: Layer, page: Page) -> None:
    empty = replace(layer, data=layer.data.iloc[:0])
    path = written(tmp_path, ending, [empty], page)

    assert (path.stat().st_size > 0) == (ending != ".geojsonl")  # lines without a feature are no lines
    if ending == ".geojson":
        assert json.loads(path.read_bytes())["features"] == []


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_grid_is_refused_by_formats_of_features(tmp_path: Path, ending: str, page: Page) -> None:
    grid = Layer("g", "density", Text("g", "g"), Raster(np.zeros((1, 1)), (0, 0, 1, 1), "EPSG:4326", Text("m", "م")))
    with pytest.raises(OutputError, match="is a grid"):
        write([grid], tmp_path / f"o{ending}", page)
    assert list(tmp_path.iterdir()) == []


def test_format_is_told_by_the_ending_or_by_name(tmp_path: Path) -> None:
    assert format_of(tmp_path / "a.GeoJSON").name == "geojson"
    assert format_of(tmp_path / "a.txt", "csv").name == "csv"
    with pytest.raises(UnknownNameError, match=r"expected one of .*\.gpkg"):
        format_of(tmp_path / "a.doc")
    with pytest.raises(UnknownNameError, match="no format is called 'doc'"):
        format_of(tmp_path / "a.csv", "doc")


@pytest.mark.parametrize("name", ["noending", "doc.kml", "events-9.mbtiles", "events-10.mbtiles", "O{upper}", "-"])
@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_bytes_are_the_same_under_any_name(
    tmp_path: Path, ending: str, name: str, layer: Layer, page: Page, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    expected = written(tmp_path, ending, [layer], page).read_bytes()
    path = Path("-") if name == "-" else tmp_path / name.format(upper=ending.upper())
    write([layer], path, page, format=format_of(Path(f"o{ending}")).name)

    assert (capfdbinary.readouterr().out if name == "-" else path.read_bytes()) == expected


def test_existing_file_is_kept_unless_asked(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = tmp_path / "o.csv"
    path.write_text("mine")

    with pytest.raises(OutputError, match="--overwrite"):
        write([layer], path, page)
    assert path.read_text() == "mine"
    write([layer], path, page, overwrite=True)
    assert path.read_text(encoding="utf-8").startswith("id,")
    with pytest.raises(OutputError, match="is also the input"):
        write([layer], path, page, overwrite=True, inputs=[path])


@pytest.mark.parametrize("problem", [KeyboardInterrupt, OSError(28, "No space left on device"), ValueError("a bug")])
def test_what_breaks_off_leaves_nothing_behind(
    tmp_path: Path, page: Page, layer: Layer, problem: BaseException
) -> None:
    path = tmp_path / "o.geojson"
    path.write_text("before")

    class Broken:
        def __getattr__(self, name: str) -> object:
            raise problem

    broken = replace(layer, title=Broken())
    expected = OutputError if isinstance(problem, OSError) else problem if isinstance(problem, type) else type(problem)
    with pytest.raises(expected):
        write([broken], path, page, overwrite=True)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
