"""Files are opened by their bytes, and several of them become one dossier without losing an event."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from workbooks import packed

from geo.errors import FileError
from layers.events import check_events
from layers.sources import Input, read
from outputs.inputs import check_file, decisions_in, gather, open_input, read_bytes
from outputs.rasters import local_file

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = "id,title,date,latitude,longitude,precision\n"


def table(name: str, *rows: str) -> Input:
    return Input(name, (HEADER + "\n".join(rows)).encode())


def test_same_id_for_different_events_of_two_files_loses_neither() -> None:
    dossier = gather(
        [
            table("a/north.csv", "1,A strike,2015-11-03,36,37,exact", "2,Both tell this,2015-11-03,36,37,exact"),
            table("b/south.csv", "1,Another,2015-11-04,33,36,exact", "2,Both tell this,2015-11-03,36,37,exact"),
        ]
    )

    assert dossier.events["id"].tolist() == ["1", "2", "south:1"]
    assert check_events(dossier.events) == []
    claims = dossier.claims.groupby("subject")["speaker"].apply(list).to_dict()
    assert claims == {"1": ["north.csv"], "2": ["north.csv", "south.csv"], "south:1": ["south.csv"]}


def test_the_same_file_twice_is_the_same_events() -> None:
    given = table("a.csv", "1,A strike,2015-11-03,36,37,exact")

    dossier = gather([given, given])
    assert dossier.events["id"].tolist() == ["1"]
    assert len(dossier.claims) == 1


def test_source_can_be_forced() -> None:
    prose = Input("r.csv", b"On Monday two strikes hit a depot near Homs, the Russian defence ministry said.")

    assert gather([prose], ["report"]).reports[0].name == "r.csv"


def test_pipe_is_read_up_to_the_limit(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        pipe.write_bytes(b"x" * 50)
        os._exit(0)

    with pytest.raises(FileError, match="too large"):
        read_bytes(pipe, limit=10)
    os.wait()


@pytest.mark.parametrize(
    "path",
    [
        "https://example.org/a",
        "HTTPS://example.org/a",
        "http:a",
        "file:///etc/hosts",
        "S3://bucket/a",
        "gs://bucket/a",
        "/vsizip/a.zip",
        "/vsicurl/http://192.0.2.1/a",
        "/VSICURL/http://192.0.2.1/a",
        "//vsicurl/http://192.0.2.1/a",
        "\\vsicurl\\http://192.0.2.1/a",
        "/vsicurl?url=http://192.0.2.1/a",
        "GPKG:/vsicurl/http://192.0.2.1/a.gpkg:layer",
        "GPKG:a.gpkg:layer",
        "ZIP:///a.zip!b.csv",
        "vrt:///vsicurl/http://192.0.2.1/a.tif",
        "GTIFF_DIR:1:/vsicurl/http://192.0.2.1/a.tif",
    ],
)
@pytest.mark.parametrize("open_", [open_input, decisions_in, check_file, local_file])
def test_addresses_are_refused_before_anything_is_opened(open_: Callable[[Path], object], path: str) -> None:
    with pytest.raises(FileError, match="is an address"):
        open_(Path(path))


@pytest.mark.parametrize("name", ["C:a.csv", "Homs: strikes.csv", "vsi.csv", "http.csv"])
def test_file_with_a_colon_in_its_name_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(HEADER)

    assert open_input(Path(name)).data == HEADER.encode()


@pytest.mark.parametrize("text", ['{"type": "FeatureCollection", "features": []}', "[1]" * 9_000, "a,b\n1,2", "<kml/>"])
def test_content_in_place_of_a_name_is_told(text: str) -> None:
    with pytest.raises(FileError, match="…: is content, not the name of a file; save it as a file first") as caught:
        open_input(Path(text))
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    "data",
    [
        b"<OGRVRTDataSource/>",
        b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a word -->\n<OGRVRTDataSource>',
        b"<!--" + b"x" * 9_000 + b"--><VRTDataset rasterXSize='1'>",
        b"<GDAL_WMS><Service name='TMS'>",
    ],
)
def test_file_that_points_to_others_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)

    for open_ in (open_input, check_file):
        with pytest.raises(FileError, match="is a GDAL virtual file, which points to others"):
            open_(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Rar!\x1a\x07\x01\x00" + bytes(90), "is a RAR archive; unpack it"),
        (b"7z\xbc\xaf'\x1c" + bytes(90), "is a 7z archive; unpack it"),
        (b"\x1f\x8b\x08" + bytes(90), "is packed with gzip; unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is an old Excel or Word file, or one with a password"),
        (b"%PDF-1.7\n" + bytes(range(256)), "is a PDF; copy its text"),
        (b"SQLite format 3\0" + bytes(90), "is an SQLite file that is no GeoPackage"),
        (b"II*\0" + bytes(90), "is a TIFF image"),
        (b"PAR1" + bytes(90), "is a Parquet file that is cut off"),
        (b"PK\x03\x04" + bytes(90), "is a ZIP that is damaged; download it again"),
        (packed({"a.csv": "title\nA"}), "is a ZIP; unpack it"),
        (packed({"x/a.shp": "", "x/a.dbf": ""}), "is a ZIP with a shapefile; convert it to GeoPackage"),
        (packed({"word/document.xml": "<a/>"}), "is a Word document"),
        (packed({"xl/workbook.bin": ""}), "is an Excel workbook of the binary kind; save it as .xlsx"),
        (packed({"mimetype": "", "content.xml": "<a/>"}), "is an OpenDocument file; save it as .xlsx or .csv"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
@pytest.mark.parametrize("name", ["a.csv", "a.geojson", "a.xlsx"])
def test_file_of_another_kind_is_named_with_what_to_do(name: str, data: bytes, said: str) -> None:
    with pytest.raises(FileError, match=rf"^{name}: {said}"):
        read(Input(name, data))
