"""No output of any format holds what the public profile leaves out: names and positions planted in every column."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import io
import itertools
import json
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
import shapely

from geo.errors import SettingError
from geo.faults import Fault
from geo.place import Precision
from layers.events import (
    CLAIM_COLUMNS,
    COLUMNS,
    LINK_COLUMNS,
    UNPLACED_COLUMNS,
    Dossier,
    claim_table,
    event_table,
    link_table,
    unplaced_table,
)
from layers.kinds import build as build_layer
from layers.kinds import kinds
from layers.public import CLASSES, public
from layers.report import Report
from outputs.build import build
from outputs.cli.options import PublicClass
from outputs.export import event_layer
from outputs.formats import formats
from outputs.make import page_of
from outputs.manifest import MANIFEST
from outputs.write import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from subprocess import CompletedProcess

    from layers.events import Column
    from layers.layer import Layer

# affine's, which rasterio calls, of the grid
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

# No such place is in any gazetteer; each use has a number of its own.
NAME = "Qarzabak"
NUMBERS = itertools.count()
LON, LAT = 36.276529, 33.513807
OTHER_LON, OTHER_LAT = 35.948211, 35.401733
TRACES = [
    *(NAME.encode(), NAME.encode("utf-16-le"), NAME.lower().encode()),
    *(str(number)[:7].encode() for number in (LON, LAT, OTHER_LON, OTHER_LAT)),
    *(struct.pack("<d", number) for number in (LON, LAT, OTHER_LON, OTHER_LAT)),
]


def planted() -> str:
    return f"{NAME}{next(NUMBERS)} {LAT}, {LON}"


def filled(columns: tuple[Column, ...], **known: Any) -> dict[str, Any]:
    """A row with a planted name in every text of every column that is no vocabulary."""
    row: dict[str, Any] = {}
    for column in columns:
        if column.type == "text":
            row[column.name] = column.words[0] if column.words else planted()
        elif column.type == "list":
            row[column.name] = [planted(), planted()]
        elif column.type == "records":
            row[column.name] = [
                {"what": planted(), "text": planted(), "of": planted(), "min": 1, "max": 2, "metres": 9.0}
            ]
    return row | known


def dossier() -> Dossier:
    """Two events, a facility and a link, with claims, all full of what must not be told."""
    shape = shapely.Point(LON, LAT).buffer(0.001)
    events = [
        filled(COLUMNS, id=f"{NAME}-a", precision="exact", radius_m=50.0, geometry=shapely.Point(LON, LAT)),
        filled(COLUMNS, id=f"{NAME}-b", precision="region", footprint=shape, geometry=shapely.Point(LON, LAT)),
        filled(COLUMNS, id=f"{NAME}-c", precision="unknown", geometry=shapely.Point(OTHER_LON, OTHER_LAT)),
        filled(COLUMNS, id=f"{NAME}-d", precision="adm1", geometry=None),
    ]
    site = filled(
        COLUMNS, id=f"{NAME}-f", kind="facility", precision="facility", geometry=shapely.Point(OTHER_LON, OTHER_LAT)
    )
    ends = {"from_lon": LON, "from_lat": LAT, "from_precision": "exact", "from_radius_m": 50.0}
    ends |= {"to_lon": OTHER_LON, "to_lat": OTHER_LAT, "to_precision": "facility", "to_radius_m": 3_000.0}
    link = filled(LINK_COLUMNS, id=f"{NAME}-l", **ends)
    subjects = [row["id"] for row in (*events, site, link)]
    report = {field.name: planted() for field in dataclasses.fields(Report) if field.type == "str"}
    return Dossier(
        reports=(Report(**report),),
        events=event_table(events),
        facilities=event_table([site]),
        links=link_table([link]),
        claims=claim_table([filled(CLAIM_COLUMNS, subject=one, start=0.0, end=9.0) for one in subjects]),
        unplaced=unplaced_table([{name: planted() for name in UNPLACED_COLUMNS}]),
        faults=(Fault(f"{NAME}.csv", planted(), 1, planted(), planted(), planted()),),
    )


def layers_of(told: Dossier) -> dict[str, Layer]:
    """The export, and every kind of layer that needs no file."""
    settings = {"zones": {"radius": ["5.5km"]}, "coverage": {"radius": ["20km"]}, "nearby": {"radius": ["20km"]}}
    made = {name: build_layer(name, told, settings.get(name)) for name in kinds() if name != "exposure"}
    return {"export": dataclasses.replace(event_layer(told), name="export"), **made}


GRIDS = ("density", "coverage")
FILES = sorted(name for name, one in formats().items() if one.write)


def written(format_: str, told: Dossier, folder: Path) -> bytes:
    """Write everything in a format, and open up what is packed in it."""
    layers = layers_of(told)
    left_out = ("export",) if formats()[format_].is_map else GRIDS
    chosen = [layers["density"]] if format_ == "cog" else [one for name, one in layers.items() if name not in left_out]
    path = folder / f"out{formats()[format_].suffixes[0]}"
    write(chosen, path, page_of(told), format=format_)
    return b"\n".join(opened(path.read_bytes()))


def opened(data: bytes) -> Iterator[bytes]:
    """Give the bytes, and all that they hold in zip, gzip, deflate, Parquet or a page's packed blocks."""
    yield data
    if data[:4] == b"PAR1":
        table = pq.read_table(io.BytesIO(data))
        yield repr((table.schema.metadata, table.to_pylist())).encode()
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            for name in whole.namelist():
                yield name.encode()
                yield from opened(whole.read(name))
    for block in re.findall(rb'data-encoding="gzip">([^<]*)<', data):
        yield gzip.decompress(base64.b64decode(block))
    for start in (found.start() for found in re.finditer(rb"\x1f\x8b\x08", data)):
        yield from inflated(data[start:], 31)
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, flags=re.DOTALL):
        yield from inflated(stream, 15)


def inflated(data: bytes, window: int) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj(window).decompress(data)
    except zlib.error:  # bytes that only look like it
        return


def traces(data: bytes) -> list[bytes]:
    return [trace for trace in TRACES if trace in data]


@pytest.mark.parametrize("format_", FILES)
def test_no_format_holds_what_is_not_public(format_: str, tmp_path: Path) -> None:
    made, _ = public(dossier())

    assert traces(written(format_, made, tmp_path)) == []


@pytest.mark.parametrize("format_", sorted(set(FILES) - {"cog", "png", "svg", "pdf"}))
def test_without_the_profile_the_same_search_finds_them(format_: str, tmp_path: Path) -> None:
    assert NAME.encode() in traces(written(format_, dossier(), tmp_path))


@pytest.mark.parametrize("format_", sorted(set(FILES) - {"csv", "geojsonseq", "png", "svg", "pdf", "kmz"}))
def test_every_format_with_a_place_for_it_says_what_was_done(format_: str, tmp_path: Path) -> None:
    made, _ = public(dossier())

    data = written(format_, made, tmp_path)

    assert b"Public profile" in data
    assert "نسخة عامة".encode() in data or rb"\u0646\u0633\u062e\u0629" in data


CSV = f"""\
id,title,date,latitude,longitude,precision,place_name,speaker,quote,url,actors,notes
{NAME}1,At {NAME},2015-11-03,{LAT},{LON},exact,{NAME},{NAME} office,Hit: {NAME},https://a.b/{NAME},{NAME} army,{NAME}
{NAME}2,No place: {NAME},2015-11-03,,,exact,{NAME},,,,,
{NAME}3,Off the Earth {NAME},{NAME},333,{LON},exact,{NAME},,,,,
"""
RECIPE = f"""\
public = PUBLIC

[[source]]
path = "{NAME}.csv"

[[layer]]
kind = "events"

[[layer]]
kind = "uncertainty"

[[output]]
format = "geojson"
path = "all.geojson"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / f"{NAME}.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


@pytest.fixture
def recipe(table: Path) -> Path:
    path = table.parent / f"{NAME}.toml"
    path.write_text(RECIPE.replace("PUBLIC", "true"), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", [("map",), ("export",), ("layer", "uncertainty")])
def test_the_command_writes_nothing_that_is_not_public(
    here: Callable[..., CompletedProcess[str]], command: tuple[str, ...], table: Path, tmp_path: Path
) -> None:
    out = tmp_path / ("m.html" if command == ("map",) else "m.geojson")

    done = here(*command, table, "-o", out, "--public")

    assert done.returncode == 0, done.stderr
    assert traces(b"\n".join(opened(out.read_bytes()))) == []
    assert "Public profile: nothing is placed more finely than within 5 km (town or city)" in done.stderr
    assert "left out or worded anew:" in done.stderr
    assert "events.title 3" in done.stderr


def test_the_command_takes_another_class(
    here: Callable[..., CompletedProcess[str]], table: Path, tmp_path: Path
) -> None:
    done = here("export", table, "-o", tmp_path / "m.geojson", "--public-to", "adm1")

    first = json.loads((tmp_path / "m.geojson").read_bytes())["features"][0]["properties"]
    assert "within 80 km (province)" in done.stderr
    assert (first["precision"], first["radius_m"]) == ("adm1", 200_000)


def test_the_classes_of_the_command_are_those_of_the_profile() -> None:
    assert [str(one) for one in PublicClass] == [str(one) for one in CLASSES]


def test_a_build_tells_in_its_manifest_what_was_done_and_names_no_file_that_it_read(
    recipe: Path, tmp_path: Path
) -> None:
    said: list[str] = []

    result = build(recipe, tmp_path / "out", progress=said.append)

    told = (tmp_path / "out" / MANIFEST).read_bytes()
    manifest = json.loads(told)
    assert traces(told) == []
    assert traces((tmp_path / "out" / "all.geojson").read_bytes()) == []
    assert manifest["recipe"]["path"] == "recipe"
    assert [entry["path"] for entry in manifest["inputs"]] == ["input 1"]
    told_of = {name: manifest["public"][name] for name in ("class", "cell_m", "radius_m", "moved")}
    assert told_of == {"class": "settlement", "cell_m": 10_000, "radius_m": 12_500, "moved": {"events": 1}}
    assert manifest["public"]["withheld"]["events.title"] == 3
    assert any("Public profile" in line for line in said)
    assert any(NAME in str(fault) for fault in result.faults)  # whoever builds is told


def test_a_second_build_keeps_the_manifest_and_another_class_writes_anew(recipe: Path, tmp_path: Path) -> None:
    build(recipe, tmp_path / "out")
    before = (tmp_path / "out" / MANIFEST).read_bytes()

    again = build(recipe, tmp_path / "out")

    assert again.written == ()
    assert (tmp_path / "out" / MANIFEST).read_bytes() == before
    assert build(recipe, tmp_path / "out", public="adm2").written
    assert json.loads((tmp_path / "out" / MANIFEST).read_bytes())["public"]["class"] == "adm2"


def test_a_build_that_is_not_public_says_nothing_of_it(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(RECIPE.replace("PUBLIC", "false"), encoding="utf-8")

    build(recipe, tmp_path / "out")

    assert "public" not in json.loads((tmp_path / "out" / MANIFEST).read_bytes())


def test_a_recipe_names_the_class(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(RECIPE.replace("PUBLIC", '"near_settlement"'), encoding="utf-8")

    build(recipe, tmp_path / "out")

    assert json.loads((tmp_path / "out" / MANIFEST).read_bytes())["public"]["radius_m"] == 62_500


def test_a_class_that_is_drawn_as_a_point_is_refused(recipe: Path, tmp_path: Path) -> None:
    recipe.write_text(RECIPE.replace("PUBLIC", '"exact"'), encoding="utf-8")
    with pytest.raises(SettingError, match=r"row 1, column public: no public profile; expected true, false or one of"):
        build(recipe, tmp_path / "out")
    recipe.write_text(RECIPE.replace("PUBLIC", "false"), encoding="utf-8")
    with pytest.raises(SettingError, match="public 'exact': expected one of"):
        build(recipe, tmp_path / "out", public=str(Precision.EXACT))
