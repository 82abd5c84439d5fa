"""KML and KMZ as viewers write them: placemarks become rows; nothing is followed, declared or inflated without end."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from workbooks import packed

from geo.errors import FileError
from layers.sources import Input, read, source_of
from layers.sources.kml import table

if TYPE_CHECKING:
    from layers.tabular.raw import RawTable

NAMESPACE = "http://www.opengis.net/kml/2.2"
STRIKE = "<name>A strike</name><TimeStamp><when>2015-11-03</when></TimeStamp>"
RING = "<LinearRing><coordinates>{}</coordinates></LinearRing>"


def document(inside: str, encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<kml xmlns="{NAMESPACE}"><Document>{inside}</Document></kml>'
    return text.encode(encoding)


def rows(inside: str) -> RawTable:
    return table(Input("p.kml", document(inside)))


def placemark(inside: str) -> str:
    return f"<Placemark>{STRIKE}{inside}</Placemark>"


def ring(*positions: str) -> str:
    return RING.format(" ".join(positions))


SQUARE = ring("0,0", "4,0,10", "4,4", "0,4", "0,0")
HOLE = ring("1,1", "2,1", "2,2", "1,1")
HOLED = f"<Polygon><outerBoundaryIs>{SQUARE}</outerBoundaryIs><innerBoundaryIs>{HOLE}</innerBoundaryIs></Polygon>"
ONE = "<Point><coordinates>1,2</coordinates></Point>"
LINE = "<LineString><coordinates>0,0 1,1</coordinates></LineString>"


def test_placemark_becomes_an_event() -> None:
    data = document(placemark("<Point><coordinates>37.15,36.2,120</coordinates></Point>"))

    assert source_of(Input("no-ending", data)).name == "kml"
    event = read(Input("p.kml", data)).events.iloc[0]
    assert (event["title"], event["time_precision"], event["precision"]) == ("A strike", "day", "unknown")
    assert event.geometry.wkt == "POINT (37.15 36.2)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_arabic_is_read_in_the_encoding_that_the_bytes_tell(encoding: str) -> None:
    data = document("<Placemark><name>غارة على بلدة</name></Placemark>", encoding)

    assert read(Input("p.kml", data)).events["title_ar"].tolist() == ["غارة على بلدة"]


def test_folders_time_and_both_kinds_of_data_become_columns() -> None:
    inside = """<Schema id="s"><SimpleField name="status"/><SimpleField name="never"/></Schema>
      <Folder><name>North</name><Folder><name>Idlib</name><Placemark><name>A</name>
        <description><![CDATA[<b>bold</b>]]></description>
        <TimeSpan><begin>2015-11-03T10:00:00Z</begin><end>2015-11-04</end></TimeSpan>
        <ExtendedData><Data name="id"><displayName>No</displayName><value>007</value></Data>
          <SchemaData schemaUrl="#s"><SimpleData name="status">claimed</SimpleData></SchemaData></ExtendedData>
      </Placemark></Folder></Folder>"""
    cells = rows(inside).cells

    assert cells.iloc[0].to_dict() == {
        "status": "claimed",
        "never": "",
        "title": "A",
        "description": "<b>bold</b>",
        "folder": "North / Idlib",
        "start": "2015-11-03T10:00:00Z",
        "end": "2015-11-04",
        "id": "007",
    }


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("<Point><coordinates>\n 37,36,5 \n</coordinates></Point>", "POINT (37 36)"),
        ("<LineString><coordinates>0,0 1,1,9\t2,0</coordinates></LineString>", "LINESTRING (0 0, 1 1, 2 0)"),
        (f"<Polygon><outerBoundaryIs>{SQUARE}</outerBoundaryIs></Polygon>", "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"),
        (HOLED, "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1))"),
        (f"<MultiGeometry>{ONE}{ONE}</MultiGeometry>", "MULTIPOINT ((1 2), (1 2))"),
        (f"<MultiGeometry>{ONE}{LINE}</MultiGeometry>", "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1))"),
        (f"<MultiGeometry>{HOLED}</MultiGeometry>", "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 1)))"),
        ("<MultiGeometry/>", "GEOMETRYCOLLECTION EMPTY"),
        ("", None),
    ],
)
def test_shape_is_read_without_its_height(shape: str, expected: str | None) -> None:
    raw = rows(placemark(shape))

    assert raw.faults == ()
    assert shapely.to_wkt(raw.geometry[0]) == expected


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("<Point><coordinates>a,b</coordinates></Point>", "coordinates that make no Point"),
        ("<Point><coordinates>37</coordinates></Point>", "coordinates that make no Point"),
        ("<Point/>", "coordinates that make no Point"),
        ("<LineString><coordinates>0,0</coordinates></LineString>", "coordinates that make no LineString"),
        (
            f"<Polygon><outerBoundaryIs>{ring('0,0', '1,0', '1,1', '0,1')}</outerBoundaryIs></Polygon>",
            "a ring that is not closed; expected four positions or more, the last equal to the first",
        ),
        ("<Polygon/>", "coordinates that make no Polygon"),
        (
            '<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"><gx:coord>1 2 3</gx:coord></gx:Track>',
            "a Track, which is not read",
        ),
        ("<Model/>", "a Model, which is not read"),
    ],
)
def test_shape_that_cannot_be_read_is_told_and_costs_no_event(shape: str, said: str) -> None:
    found = read(Input("p.kml", document(placemark("") + placemark(shape).replace("A strike", "B"))))

    assert found.events["title"].tolist() == ["A strike", "B"]
    told = [str(fault) for fault in found.faults if fault.column == "geometry"]
    assert len(told) == 1
    assert told[0].startswith(f"p.kml, row 2, column geometry: {said}")


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (
            "<NetworkLink><name>More</name><Link><href>http://192.0.2.1/a.kml</href></Link></NetworkLink>",
            "p.kml: a link to another file, which is not followed; expected placemarks, got More",
        ),
        ("<GroundOverlay/>", "p.kml: an image, which is not read; expected placemarks, got GroundOverlay"),
    ],
)
def test_what_is_no_placemark_is_told_and_never_followed(inside: str, said: str) -> None:
    raw = rows(inside + placemark(""))

    assert raw.cells["title"].tolist() == ["A strike"]
    assert [str(fault) for fault in raw.faults] == [said]


def test_document_without_placemarks_is_empty() -> None:
    assert len(read(Input("p.kml", document(""))).events) == 0


LAUGHS = "<!DOCTYPE kml [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 30))
)
XXE = "<!DOCTYPE kml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
REMOTE = "<!DOCTYPE kml SYSTEM 'http://192.0.2.1/kml.dtd'>"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f"{LAUGHS}<kml><Placemark><name>&a29;</name></Placemark></kml>", "declares a document type or entities"),
        (f"{XXE}<kml><Placemark><name>&x;</name></Placemark></kml>", "declares a document type or entities"),
        (f"{REMOTE}<kml><Placemark/></kml>", "declares a document type or entities"),
        ("<kml><Placemark><name>&x;</name></Placemark></kml>", "no XML that can be read: undefined entity"),
        ("<kml><Document><Placemark><name>A", "no XML that can be read: .*; is the file cut off"),
        (f"<kml>{'<Folder>' * 100_000}", "elements are nested too deeply; expected at most 100"),
    ],
    ids=["billion laughs", "external entity", "remote type", "unknown entity", "cut off", "nested"],
)
def test_hostile_document_is_refused_in_one_line(data: str, said: str) -> None:
    with pytest.raises(FileError, match=rf"^p\.kml: {said}"):
        read(Input("p.kml", data.encode()))


def test_fields_without_end_do_not_fill_the_memory() -> None:
    each = "<Placemark><ExtendedData><Data name='f{0}'><value>1</value></Data></ExtendedData></Placemark>"
    with pytest.raises(
        FileError, match=r"11,000 different fields in 11,000 records; expected at most 100,000,000 cells"
    ):
        read(Input("p.kml", document("".join(each.format(n) for n in range(11_000)))))


@pytest.mark.parametrize("name", ["doc.kml", "other.KML"])
def test_kmz_gives_the_document_in_it(name: str) -> None:
    data = packed({"files/icon.png": b"x", "files/doc.kml": "<kml/>", name: document(placemark(""))})

    assert source_of(Input("no-ending", data)).name == "kmz"
    assert read(Input("p.kmz", data)).events["title"].tolist() == ["A strike"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            packed({"doc.kml": b"<kml>" + b" " * 150_000_000}),
            r"doc\.kml in the ZIP grows to 150 MB or more .* ZIP bomb",
        ),
        (packed({"doc.kml": document(placemark(""))})[:-30], "the ZIP is damaged: File is not a zip file"),
        (packed({"a.txt": "x"}), r"no KML in the ZIP; expected doc\.kml"),
        (packed(dict.fromkeys(map(str, range(10_001)), "") | {"doc.kml": "<kml/>"}), "too many files in the ZIP"),
    ],
    ids=["bomb", "cut off", "no document", "members"],
)
def test_hostile_kmz_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(FileError, match=rf"^p\.kmz: {said}"):
        read(Input("p.kmz", data), "kmz")


def test_kmz_packed_in_an_unusual_way_is_refused() -> None:
    import io  # noqa: PLC0415 - here alone

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("doc.kml", document(placemark("")))

    with pytest.raises(FileError, match=r"doc\.kml is packed in an unusual way; expected deflate"):
        read(Input("p.kmz", buffer.getvalue()))


@given(st.text("<>/!&;[]=\"' abPlacemarkPointcoordinates0,-1\n", max_size=60))
def test_any_document_is_read_or_refused_in_one_way(inside: str) -> None:
    try:
        raw = rows(inside + placemark(""))
    except FileError as problem:
        assert str(problem).startswith("p.kml: no XML")  # noqa: PT017 - most are read
    else:
        assert raw.cells["title"].iloc[-1] == "A strike"
        assert all(shape is None or isinstance(shape, shapely.Geometry) for shape in raw.geometry)
