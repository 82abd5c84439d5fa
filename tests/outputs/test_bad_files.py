"""Bad files, by number: each gives the right value or an error that says where, and costs nothing else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from sound import GOOD, HEADER, left

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

UNPLACED = None
MAPPING = 'zone = "Asia/Beirut"\n[columns]\n' + "".join(f'{name} = "{name}"\n' for name in HEADER.strip().split(","))
KML = '<?xml version="1.0"?><!DOCTYPE l [{}]><kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&a;</name></Placemark></kml>'


IN_COUNTRY = HEADER.strip() + ",country\n"


def rows(*cells: str) -> str:
    """Some rows with a good one after them, which none of them may cost."""
    return HEADER + "".join(f"{row}\n" for row in cells) + GOOD


def placed(latitude: str, longitude: str) -> str:
    return f'1,A strike,2015-11-03,"{latitude}","{longitude}",near'


def dated(date: str) -> str:
    return f'1,A strike,"{date}",33.5102,36.2913,near'


def features(*found: object, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(found), **members}, ensure_ascii=False)


def feature(geometry: object, **properties: object) -> dict[str, object]:
    told = {"id": "1", "title": "A strike", "date": "2015-11-03", "precision": "near", **properties}
    return {"type": "Feature", "geometry": geometry, "properties": told}


def point(*coordinates: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": coordinates}


def polygon(*ring: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [ring]}


def packed(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def workbook(*lines: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@dataclass(frozen=True)
class Case:
    """A file, and what must come of it.

    `events` are what the first events tell, in order, `faults` the row, the column and a
    part of the message of each, and the row that stands there. Where the file is refused, `said` is a part of the line.
    """

    number: int
    name: str
    data: str | bytes
    file: str = "in.csv"
    events: Sequence[Mapping[str, object]] = ()
    faults: Sequence[tuple[object, str, str]] = ()
    said: str = ""
    arguments: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


ARABIC = rows("1,غارة على بلدة,2015-11-03,33.5102,36.2913,near")
IN_ARABIC = ({"id": "1", "title": "غارة على بلدة"}, {"id": "9"})
KEPT = ({"id": "1"}, {"id": "9"})
ALONE = ({"id": "9"},)
CASES = (
    Case(1, "UTF-16", ARABIC.encode("utf-16"), events=IN_ARABIC),
    Case(2, "cp1256", ARABIC.encode("cp1256"), events=IN_ARABIC),
    Case(3, "byte order mark", ARABIC.encode("utf-8-sig"), events=IN_ARABIC),
    Case(
        4,
        "semicolons and decimal commas",
        "id;title;date;latitude;longitude;precision\n1;A strike;2015-11-03;33,5102;36,2913;near\n",
        events=({"lat": 33.5102, "lon": 36.2913},),
    ),
    Case(5, "Arabic-Indic digits", rows(placed("٣٣٫٥١٠٢", "٣٦٫٢٩١٣")), events=({"lat": 33.5102, "lon": 36.2913}, {})),
    Case(6, "empty", b"", said="the file is empty"),
    Case(6, "only blanks", b" \r\n\n", said="the file is empty"),
    Case(6, "only a header", HEADER),
    Case(6, "only blank rows", HEADER + "\n\n\n"),
    Case(6, "rows of empty cells", HEADER + ",,,,,\n"),
    Case(
        7,
        "NUL",
        rows("1,A\0strike,2015-11-03,33.5102,36.2913,near"),
        events=ALONE,
        faults=[(2, "title", "a NUL byte in the cell")],
    ),
    Case(
        8,
        "NA is Namibia, and words that mean nothing to others are words",
        f"{IN_COUNTRY}1,None,2015-11-03,-22.5612,17.0713,near,NA\n2,null,2015-11-03,,,country,NA\n",
        events=({"country": "NA", "title": "None"}, {"country": "NA", "title": "null"}),
    ),
    Case(9, "leading zeros", rows("007,A strike,2015-11-03,33.5102,36.2913,near"), events=({"id": "007"}, {})),
    Case(
        9,
        "leading zeros in a workbook",
        workbook(HEADER.strip().split(","), ["007", "A strike", "2015-11-03", 33.5102, 36.2913, "near"]),
        "in.xlsx",
        events=({"id": "007"},),
    ),
    Case(
        10,
        "quote that is never closed",
        rows('1,"A strike,2015-11-03,33.5102,36.2913,near'),
        events=ALONE,
        faults=[(2, "", "a quote is never closed")],
    ),
    Case(
        11,
        "cell of 20 MB",
        rows(f"1,{'x' * 20_000_000},2015-11-03,33.5102,36.2913,near"),
        events=ALONE,
        faults=[(2, "", "a cell is too long")],
    ),
    Case(
        12,
        "the same header twice, and in another case",
        "id,title,date,date,Title,latitude,longitude,precision\n1,A,2015-11-03,2016-11-03,B,33.5102,36.2913,near\n",
        events=({"title": "A", "start": "2015-11-03T00:00:00Z"},),
        faults=[
            (None, "date 2", "two columns of one name, 'date' is used"),
            (None, "Title", "two columns of one name"),
        ],
    ),
    Case(13, "day first", rows(dated("25/12/2015")), events=({"start": "2015-12-25T00:00:00Z"}, {})),
    Case(
        13,
        "either way round",
        rows(dated("03/04/2015")),
        events=({"start": None, "when_text": "03/04/2015"}, {}),
        faults=[(2, "date", "day and month could be either way round")],
    ),
    Case(
        13,
        "either way round, and answered",
        rows(dated("03/04/2015")),
        events=({"start": "2015-04-03T00:00:00Z"}, {}),
        arguments=["--dates", "dmy"],
    ),
    Case(
        14, "30 February", rows(dated("2024-02-30")), events=({"start": None}, {}), faults=[(2, "date", "no such day")]
    ),
    Case(
        14,
        "year 20240",
        rows(dated("20240-01-01")),
        events=({"start": None}, {}),
        faults=[(2, "date", "the year is out of range")],
    ),
    Case(15, "Hijri", rows(dated("21 محرم 1437 هـ")), events=({"start": "2015-11-03T00:00:00Z"}, {})),
    Case(
        15, "January of the Levant", rows(dated("3 كانون الثاني 2015")), events=({"start": "2015-01-03T00:00:00Z"}, {})
    ),
    Case(15, "July of the Levant", rows(dated("3 تموز 2015")), events=({"start": "2015-07-03T00:00:00Z"}, {})),
    Case(
        16,
        "time without its zone",
        rows(dated("2015-11-03T14:30")),
        events=({"start": "2015-11-03T00:00:00Z", "time_precision": "day"}, {}),
        faults=[(2, "date", "zone")],
    ),
    Case(
        16,
        "time that no clock showed",
        rows(dated("2015-03-29 00:30")),
        events=({"time_precision": "day"}, {}),
        faults=[(2, "date", "clock")],
        arguments=["--mapping", "m.toml"],
        beside={"m.toml": MAPPING},
    ),
    Case(
        17,
        "range",
        rows(dated("2015-11-01/2015-11-03")),
        events=({"start": "2015-11-01T00:00:00Z", "end": "2015-11-03T23:59:59.999999Z", "time_precision": "range"}, {}),
    ),
    Case(
        17,
        "last night",
        rows(dated("last night")),
        events=({"start": None, "when_text": "last night"}, {}),
        faults=[(2, "date", "relative")],
    ),
    Case(
        18,
        "latitude 133",
        rows(placed("133", "36.2913")),
        events=({"lat": UNPLACED}, {}),
        faults=[(2, "latitude", "out of range")],
    ),
    Case(
        19,
        "latitude and longitude swapped",
        f"{IN_COUNTRY}1,A strike,2015-11-03,36.2913,33.5102,near,SY\n",
        events=({"lat": UNPLACED},),
        faults=[(2, "latitude", "swapped")],
    ),
    Case(20, "null island", rows(placed("0", "0")), events=({"lat": UNPLACED}, {}), faults=[(2, "latitude", "0, 0")]),
    Case(21, "inf", rows(placed("inf", "36.2913")), events=({"lat": UNPLACED}, {}), faults=[(2, "latitude", "")]),
    Case(21, "NaN", rows(placed("NaN", "36.2913")), events=({"lat": UNPLACED}, {}), faults=[(2, "latitude", "")]),
    Case(
        22,
        "degrees with typographic quotes",
        rows(placed("33°30’36.7”N", "36°17′28.7″E")),
        events=({"lat": 33.510194444444444, "lon": 36.291305555555556}, {}),
    ),
    Case(22, "minutes are no decimals", rows(placed("33°30′", "36°17′")), events=({"lat": 33.5}, {})),
    Case(22, "letters", rows(placed("N 33.5102", "36.2913E")), events=({"lat": 33.5102, "lon": 36.2913}, {})),
    Case(
        22,
        "MGRS",
        "id,title,date,mgrs,precision\n1,A strike,2015-11-03,37SBT4839411135,near\n",
        events=({"lat": 33.5102, "lon": 36.2913},),
    ),
    Case(
        23,
        "coordinates as texts",
        features(feature(point("36.2913", "33.5102"))),
        "in.geojson",
        events=({"lat": UNPLACED},),
        faults=[(1, "geometry", "coordinates that are no numbers")],
    ),
    Case(24, "null geometry", features(feature(None)), "in.geojson", events=({"lat": UNPLACED},)),
    Case(25, "no features", features(), "in.geojson"),
    Case(26, "cut off", features(feature(point(36.3, 33.5)))[:-30], "in.geojson", said="is the file cut off?"),
    Case(
        27, "a page of the server", "<!DOCTYPE html><html><h1>404 Not Found</h1></html>", "in.geojson", said="web page"
    ),
    Case(
        28,
        "ring that is not closed",
        features(feature(polygon((36, 33), (37, 33), (37, 34), (36, 34)))),
        "in.geojson",
        events=({"lat": UNPLACED},),
        faults=[(1, "geometry", "a ring that is not closed")],
    ),
    Case(
        29,
        "bow-tie",
        features(feature(polygon((36, 33), (37, 34), (37, 33), (36, 34), (36, 33)))),
        "in.geojson",
        events=({"lat": UNPLACED},),
        faults=[(1, "geometry", "")],
    ),
    Case(
        30,
        "in metres",
        features(feature(point(4e6, 4e6)), crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
        "in.geojson",
        said="EPSG:3857; expected degrees on WGS 84",
    ),
    Case(
        31,
        "a system that is none",
        features(feature(point(36.3, 33.5)), crs={"type": "name", "properties": {"name": "EPSG:999999"}}),
        "in.geojson",
        said="EPSG:999999; expected degrees on WGS 84",
    ),
    Case(
        32,
        "100,000 brackets",
        '{"type": "FeatureCollection", "features": ' + "[" * 100_000 + "]" * 100_000 + "}",
        "in.geojson",
        said="nested too deeply",
    ),
    Case(
        33,
        "1e400",
        features(feature(point(36.3, 33.5))).replace("36.3", "1e400"),
        "in.geojson",
        events=({"lat": UNPLACED},),
        faults=[(1, "geometry", "")],
    ),
    Case(
        33,
        "NaN",
        features(feature(point(36.3, 33.5))).replace("36.3", "NaN"),
        "in.geojson",
        events=({"lat": UNPLACED},),
        faults=[(1, "geometry", "coordinates that are no numbers")],
    ),
    Case(
        33,
        "the greatest number there is",
        rows(placed("1.797693134862316e+307", "36.2913")),
        events=({"lat": UNPLACED}, {}),
        faults=[(2, "latitude", "out of range")],
    ),
    Case(
        34,
        "a key twice",
        features(feature(point(36.3, 33.5))).replace('"title"', '"title": "First", "title"'),
        "in.geojson",
        events=({"title": "A strike"},),
        faults=[(None, "title", "a key twice in one object")],
    ),
    Case(
        35,
        "numbers and texts in one column",
        features(
            feature(point(36.3012, 33.5012), id=7, title=12), feature(point(36.3012, 33.5012), id="007", title=True)
        ),
        "in.geojson",
        events=({"id": "7", "title": "12"}, {"id": "007", "title": "true"}),
    ),
    Case(
        36,
        "UTF-16",
        features(feature(point(36.3012, 33.5012), title="غارة")).encode("utf-16"),
        "in.geojson",
        events=({"title": "غارة"},),
    ),
    Case(37, "empty GeoPackage", b"", "in.gpkg", said="the file is empty"),
    Case(
        40,
        "VRT",
        "<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "in.vrt",
        said="is a GDAL virtual file, which points to others",
    ),
    Case(41, "bomb", packed(**{"doc.kml": "<kml>" + " " * 150_000_000 + "</kml>"}), "in.kmz", said="grow"),
    Case(42, "names that lead out", packed(**{"..__..__in.csv": rows()}), "in.zip", said="in.zip: "),
    Case(43, "garbage Parquet", b"PAR1" + bytes(range(256)) + b"PAR1", "in.parquet", said="in.parquet: "),
    Case(
        44,
        "billion laughs",
        KML.format('<!ENTITY b "ha"><!ENTITY a "&b;&b;">'),
        "in.kml",
        said="document type",
    ),
    Case(
        44,
        "a file from outside",
        KML.format('<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "in.kml",
        said="document type",
    ),
    Case(
        52,
        "the same id twice",
        rows("9,Another,2015-11-04,33.1234,36.1234,near"),
        events=({"id": "9", "title": "Another"},),
        faults=[(3, "id", "the same id twice")],
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_file(here: Majal, one_line: OneLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    monkeypatch.chdir(tmp_path)
    data = case.data if isinstance(case.data, bytes) else case.data.encode()
    for name, content in {case.file: data, **{name: text.encode() for name, text in case.beside.items()}}.items():
        (tmp_path / name).write_bytes(content)

    done = here("export", case.file, "-o", "out.geojson", "--rejects", "rejects.csv", *case.arguments)

    if case.said:
        one_line(done, case.said)
        assert left(tmp_path, case.file) == []
        return
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    _compare(case, tmp_path)


def _compare(case: Case, folder: Path) -> None:
    found = [each["properties"] for each in json.loads((folder / "out.geojson").read_bytes())["features"]]
    with (folder / "rejects.csv").open(encoding="utf-8", newline="") as file:
        csv.field_size_limit(1 << 30)
        faults = list(csv.DictReader(file))
    assert [(int(fault["row"]) if fault["row"] else None, fault["column"]) for fault in faults] == [
        (row, column) for row, column, _ in case.faults
    ], faults
    for fault, (row, _, message) in zip(faults, case.faults, strict=True):
        assert fault["file"] == case.file
        assert message in fault["message"]
        assert bool(fault["raw"]) == (row is not None)
    assert len(found) == len(case.events)
    for event, expected in zip(found, case.events, strict=True):
        told = {name: event[name] for name in expected}
        assert told == {
            name: pytest.approx(value, abs=1e-4) if isinstance(value, float) else value
            for name, value in expected.items()
        }


@pytest.mark.parametrize(
    ("number", "path", "said"),
    [
        (37, ".", "is a folder; expected a file"),
        (37, "missing.csv", "there is no such file"),
        (38, "/vsicurl/http://127.0.0.1:9/a.csv", "is an address; majal reads files only"),
        (38, "http://127.0.0.1:9/a.csv", "is an address; majal reads files only"),
        (39, features(feature(point(36.3, 33.5))), "is content, not the name of a file"),
    ],
)
def test_path_that_is_no_file(
    here: Majal, one_line: OneLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, path: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)

    one_line(here("export", path, "-o", "out.geojson"), said)
    assert left(tmp_path) == [], number


def raster(path: Path, size: tuple[int, int] = (4, 4), **profile: object) -> None:
    """Write a GeoTIFF of some degrees around Damascus, empty blocks left away."""
    told = {"driver": "GTiff", "dtype": "float32", "count": 1, "height": size[0], "width": size[1], "tiled": True}
    told |= {"blockxsize": 512, "blockysize": 512, "sparse_ok": True}
    with rasterio.open(path, "w", **(told | profile)):
        pass


DEGREES = rasterio.Affine(0.5, 0, 35, 0, -0.5, 35)
NOTHING = {"crs": 4326, "transform": DEGREES, "nodata": 0.0}
FINE = rasterio.Affine(4 / 40_000, 0, 34, 0, -4 / 25_000, 35)


@pytest.mark.filterwarnings(f"ignore::{NotGeoreferencedWarning.__module__}.{NotGeoreferencedWarning.__name__}")
@pytest.mark.parametrize(
    ("number", "settings", "code", "said"),
    [
        (43, None, 1, "r.tif: is no GeoTIFF that can be read"),
        (45, {}, 1, "r.tif: the raster does not say its CRS; assign one"),
        (
            45,
            {"crs": 4326, "transform": DEGREES, "nodata": 0.0},
            0,
            "100.0 % of a zone lies outside the raster",
        ),
        (45, {"crs": 4326, "transform": FINE, "size": (25_000, 40_000)}, 0, "0 at least, 0 expected, 0 at most"),
    ],
    ids=["garbage", "no system", "no data", "a thousand million cells"],
)
def test_raster(
    here: Majal, tmp_path: Path, number: int, settings: dict[str, Any] | None, code: int, said: str
) -> None:
    """What cannot be counted is told, what is not known is no zero, what is large is read in parts."""
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    if settings is None:
        (tmp_path / "r.tif").write_bytes(b"II*\0" + bytes(range(256)))
    else:
        raster(tmp_path / "r.tif", **settings)
    values = ["--raster", tmp_path / "r.tif", "--values", "count", "--radius", "5km"]

    done = here("layer", "exposure", tmp_path / "in.csv", "-o", tmp_path / "out.geojson", *values)

    assert done.returncode == code, (number, done.stderr)
    assert said in done.stderr
    assert left(tmp_path, "in.csv", "r.tif") == ["out.geojson"] * (code == 0)


def test_every_number_is_here() -> None:
    marks = [mark for test in (test_path_that_is_no_file, test_raster) for mark in test.pytestmark]
    beside = {row[0] for mark in marks if mark.name == "parametrize" for row in mark.args[1]}

    assert {case.number for case in CASES} | beside >= set(range(1, 46))
