"""Tables as people bring them: every row becomes an event or a located fault, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
import shapely
from cases import HOLLOW
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.decoding import decode
from geo.errors import FileError
from geo.place import PRECISION, Precision
from layers.events import COLUMNS, Dossier, check_events
from layers.sources import Input, read, sources
from layers.tabular.times import intervals, parse_interval

HEADER = "id,title,date,latitude,longitude,precision"
ROW = "1,A strike on a depot,2015-11-03,36.2,37.15,exact"


def table(*lines: str, name: str = "t.csv", encoding: str = "utf-8") -> Dossier:
    return read(Input(name, "\n".join(lines).encode(encoding)))


def collection(*features: object, **members: object) -> Dossier:
    return read(Input("f.geojson", json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()))


def feature(geometry: object, **properties: object) -> dict[str, object]:
    told = {"title": "A strike", "date": "2015-11-03", "precision": "exact", **properties}
    return {"type": "Feature", "geometry": geometry, "properties": told}


def at(lon: object, lat: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def test_plain_table_becomes_checked_events_with_a_claim_each() -> None:
    read_ = table(HEADER, ROW.replace("36.2,37.15", "36.201,37.151"))

    event = read_.events.iloc[0]
    assert list(read_.events.columns) == [column.name for column in COLUMNS]
    assert check_events(read_.events) == []
    assert (event.geometry.x, event.geometry.y) == (37.151, 36.201)
    assert (event["precision"], event["radius_m"]) == ("exact", PRECISION[Precision.EXACT].radius_m)
    assert event["start"] == pd.Timestamp("2015-11-03T00:00:00Z")
    assert event["end"] == pd.Timestamp("2015-11-03T23:59:59.999999Z")
    assert (event["time_precision"], event["status"]) == ("day", "recorded")
    claim = read_.claims.iloc[0]
    assert (claim["subject"], claim["speaker"], claim["stance"]) == ("1", "t.csv", "claims")
    assert read_.faults == ()


@pytest.mark.parametrize(
    "header",
    [
        "ID,TITLE,DATE,LATITUDE,LONGITUDE,PRECISION",
        "Id,Name,When,Lat,Lng,Precision",
        "event_id,Description,event_date,Y,X,location precision",
        "المعرف,العنوان,التاريخ,خط العرض,خط الطول,الدقة",
    ],
)
def test_names_of_columns_in_any_case_and_by_common_synonyms(header: str) -> None:
    event = table(header, ROW).events.iloc[0]

    assert (event["id"], event["title"], event["precision"]) == ("1", "A strike on a depot", "exact")
    assert (event.geometry.x, event.geometry.y) == (37.15, 36.2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    read_ = table(*(line.replace(",", delimiter) for line in (HEADER, ROW)))

    assert len(read_.events) == 1
    assert read_.faults == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6"])
def test_encoding_is_found_for_arabic(encoding: str) -> None:
    read_ = table(HEADER, "1,غارة على مستودع قرب البلدة,2015-11-03,36.2,37.15,exact", encoding=encoding)

    assert read_.events["title"].tolist() == ["غارة على مستودع قرب البلدة"]
    assert read_.events["title_ar"].tolist() == ["غارة على مستودع قرب البلدة"]


def test_encoding_is_found_for_french() -> None:
    assert decode("Frappe à l'aéroport, déclarée".encode("cp1252"), "t").text == "Frappe à l'aéroport, déclarée"


@pytest.mark.parametrize(
    ("encoding", "title"), [("utf-8", "غارة على قرية"), ("cp1256", "غارة على قرية"), ("cp1252", "Été à Raqqa")]
)
def test_encoding_is_found_where_only_the_last_line_shows_it(encoding: str, title: str) -> None:
    plain = [f"{number},A strike,2015-11-03,36.2,37.15,exact" for number in range(2_500)]
    read_ = table(HEADER, *plain, ROW.replace("1,A strike on a depot", f"x,{title}"), encoding=encoding)

    assert read_.events["title"].iloc[-1] == title


def test_bytes_that_no_encoding_has_are_refused_and_never_replaced() -> None:
    with pytest.raises(FileError, match="these bytes are no text; expected UTF-8, UTF-16, Windows-1256"):
        decode(b"title\n" + b"A\x81 strike \x8d in \x8f town \x90\n", "t.csv")


def test_binary_is_no_table_and_no_text() -> None:
    garbage = bytes(range(256)) * 40

    assert all(source.detect(Input("t.csv", garbage)) == 0 for source in sources().values())
    with pytest.raises(FileError, match="no text"):
        decode(garbage, "t.csv")


def test_prose_is_left_to_the_source_of_reports() -> None:
    prose = (
        "On 3 November 2015, two strikes hit a town, a village, and a road.\nThe ministry denied it, agencies said.\n"
    )

    assert sources()["table"].detect(Input("r.txt", prose.encode())) == 0
    assert sources()["geojson"].detect(Input("r.txt", prose.encode())) == 0


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("36,2", "37,15"),
        ("٣٦٫٢", "٣٧٫١٥"),
        ("+36.2", "37.150"),
        (" 36.2 ", "37.15"),
        ("36°12'N", "37°09'E"),
        ("36.2 N", "37.15 E"),
        ("36° 12′ 00″", "37° 09′ 00″"),
    ],
)
def test_numbers_as_people_write_them(lat: str, lon: str) -> None:
    event = table(HEADER.replace(",", ";"), f"1;A strike;2015-11-03;{lat};{lon};exact").events.iloc[0]

    assert (event.geometry.x, event.geometry.y) == pytest.approx((37.15, 36.2), abs=1e-12)


@pytest.mark.parametrize(
    ("lat", "lon", "message"),
    [
        ("133", "37", "latitude out of range"),
        ("36", "200", "longitude out of range"),
        ("north", "37", "no latitude that can be read"),
        ("nan", "37", "no latitude that can be read"),
        ("inf", "37", "no latitude that can be read"),
        ("1e400", "37", "no latitude that can be read"),
        ("36", "", "half a position"),
        ("0", "0", "0, 0 stands for no position"),
    ],
)
def test_wrong_position_is_told_and_listed_and_costs_no_other_row(lat: str, lon: str, message: str) -> None:
    read_ = table(HEADER, f"7,A strike,2015-11-03,{lat},{lon},exact", ROW)

    assert [(fault.row, message in fault.message) for fault in read_.faults] == [(2, True)]
    assert read_.faults[0].column in {"latitude", "longitude"}
    assert read_.faults[0].expected
    assert read_.events["id"].tolist() == ["7", "1"]
    assert read_.events.geometry.isna().tolist() == [True, False]
    assert read_.unplaced["title"].tolist() == ["A strike"]
    assert read_.unplaced["why_ar"].iloc[0]


def test_row_without_a_position_is_listed_without_a_fault() -> None:
    read_ = table(HEADER, "7,A strike,2015-11-03,,,adm1")

    assert read_.faults == ()
    assert read_.unplaced["why"].tolist() == ["the source gives no position"]
    assert np.isnan(read_.events["radius_m"].iloc[0])


def test_absent_precision_is_unknown_and_never_exact_and_said() -> None:
    no_column = table("id,title,date,latitude,longitude", "1,A strike,2015-11-03,36.2,37.15")
    no_cell = table(HEADER, "1,A strike,2015-11-03,36.2,37.15,")

    for read_ in (no_column, no_cell):
        assert read_.events["precision"].tolist() == ["unknown"]
        assert np.isnan(read_.events["radius_m"].iloc[0])
        assert ["never as exact" in fault.message for fault in read_.faults] == [True]
    assert no_cell.faults[0].row == 2


def test_strange_precision_is_a_fault_and_unknown() -> None:
    read_ = table(HEADER, "1,A strike,2015-11-03,36.2,37.15,exactly")

    assert read_.events["precision"].tolist() == ["unknown"]
    fault = read_.faults[0]
    assert (fault.row, fault.column, fault.got) == (2, "precision", "'exactly'")
    assert "near_settlement" in fault.expected


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2015-11-03", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("20151103", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("2015/11/03", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("2015-11-03 00:00:00", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("25/12/2015", "2015-12-25T00:00:00", "2015-12-25T23:59:59.999999", "day"),
        ("12/25/2015", "2015-12-25T00:00:00", "2015-12-25T23:59:59.999999", "day"),
        ("04/04/2015", "2015-04-04T00:00:00", "2015-04-04T23:59:59.999999", "day"),
        ("3 November 2015", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("Nov 3, 2015", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("3 تشرين الثاني 2015", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("٣ نوفمبر ٢٠١٥", "2015-11-03T00:00:00", "2015-11-03T23:59:59.999999", "day"),
        ("2016-02", "2016-02-01T00:00:00", "2016-02-29T23:59:59.999999", "month"),
        ("2015", "2015-01-01T00:00:00", "2015-12-31T23:59:59.999999", "year"),
        ("2015-11-03T14:30:00Z", "2015-11-03T14:30:00", "2015-11-03T14:30:00", "instant"),
        ("2015-11-03 01:30+03:00", "2015-11-02T22:30:00", "2015-11-02T22:30:00", "instant"),
        ("2015-11-01/2015-11-03", "2015-11-01T00:00:00", "2015-11-03T23:59:59.999999", "range"),
        ("2015-11-01 to 2015-11-03", "2015-11-01T00:00:00", "2015-11-03T23:59:59.999999", "range"),
    ],
)
def test_date_becomes_an_interval_in_utc(text: str, start: str, end: str, precision: str) -> None:
    found = parse_interval(text)

    assert found.fault == ""
    assert found.start == dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    assert found.end == dt.datetime.fromisoformat(end).replace(tzinfo=dt.UTC)
    assert found.precision == precision


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/04/2015", "either way round"),
        ("2024-02-30", "no such day"),
        ("20240-01-01", "out of range"),
        ("3024-01-01", "out of range"),
        ("last night", "no date"),
        ("3 Brumaire 2015", "no month is called"),
        ("2015-11-03T25:00Z", "no such time"),
        ("2015-11-03/2015-11-01", "ends before it starts"),
    ],
)
def test_date_that_cannot_be_read_is_a_fault_and_the_event_is_kept_undated(text: str, message: str) -> None:
    read_ = table(HEADER, f"1,A strike,{text},36.2,37.15,exact")

    assert [(fault.row, fault.column) for fault in read_.faults] == [(2, "date")]
    assert message in read_.faults[0].message
    event = read_.events.iloc[0]
    assert pd.isna(event["start"])
    assert pd.isna(event["end"])
    assert (event["time_precision"], event["when_text"]) == ("unknown", text)


def test_time_without_its_zone_keeps_the_day_and_is_told() -> None:
    read_ = table(HEADER, "1,A strike,2015-11-03T14:30,36.2,37.15,exact")

    assert read_.events["time_precision"].tolist() == ["day"]
    assert "zone" in read_.faults[0].message


@given(
    st.integers(0, 3_000_000_000_000_000).map(
        lambda us: dt.datetime(1990, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=us)
    )
)
def test_column_and_single_cell_read_dates_alike(when: dt.datetime) -> None:
    for text in (when.date().isoformat(), when.isoformat(), f"{when:%d %B %Y}"):
        single = parse_interval(text)
        column = intervals(pd.Series([text, "", text])).iloc[2]
        assert (column["start"], column["end"], column["precision"]) == (single.start, single.end, single.precision)


def test_start_and_end_columns_are_an_interval_and_an_empty_end_is_open() -> None:
    header = "id,title,start,end,latitude,longitude,precision"
    read_ = table(
        header,
        "1,A,2015-11-01,2015-11-03,36,37,exact",
        "2,B,2015-11-01,,36,37,exact",
        "3,C,2015-11-03,2015-11-03,36,37,exact",
        "4,D,2015-11-03,2015-11-01,36,37,exact",
    )

    assert read_.events["time_precision"].tolist() == ["range", "range", "day", "unknown"]
    assert read_.events["end"].isna().tolist() == [False, True, False, True]
    assert [(fault.row, fault.message) for fault in read_.faults] == [(5, "ends before it starts")]
    assert check_events(read_.events) == []


def test_one_bad_row_never_costs_the_file() -> None:
    read_ = table(
        HEADER,
        "2,Too,many,cells,in,this,row",
        "3,few",
        "",
        '4,"two\nlines",2015-11-03,36,37,exact',
        "5,,,1,1,exact",
        ROW,
        ROW,
    )

    assert read_.events["title"].tolist() == ["two\nlines", "Incident", "A strike on a depot"]
    assert [(fault.row, fault.message) for fault in read_.faults] == [
        (2, "wrong number of cells"),
        (3, "wrong number of cells"),
        (7, "no title"),
        (9, "the same id twice"),
    ]
    assert read_.rejected == 3


def test_quote_that_is_never_closed_costs_its_line_only() -> None:
    read_ = table(HEADER, ROW, '2,"never closed,2015-11-03,36,37,exact', "3,Another,2015-11-03,36,37,exact")

    assert read_.events["id"].tolist() == ["1", "3"]
    assert [(fault.row, fault.message) for fault in read_.faults] == [(3, "a quote is never closed")]


def test_lines_after_too_many_quotes_that_are_never_closed_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.tabular.delimited._UNCLOSED_QUOTES", 1)

    read_ = table(HEADER, ROW, '2,"never closed,2015-11-03,36,37,exact', "", "4,Another,2015-11-03,36,37,exact")

    assert read_.events["id"].tolist() == ["1"]
    assert [(fault.row, fault.message) for fault in read_.faults] == [
        (3, "a quote is never closed"),
        (5, "not read"),
    ]
    assert read_.rejected == 2


def test_stray_quotes_inside_a_cell_stay_as_they_are() -> None:
    read_ = table(HEADER, '1,A 5" shell hit,2015-11-03,36,37,exact', ROW.replace("1,", "2,", 1))

    assert read_.events["title"].tolist() == ['A 5" shell hit', "A strike on a depot"]


def test_nul_byte_is_told_and_costs_its_row_only() -> None:
    read_ = table(HEADER, "2,A str\0ike,2015-11-03,36,37,exact", ROW)

    assert read_.events["id"].tolist() == ["1"]
    assert [(fault.row, fault.column) for fault in read_.faults] == [(2, "title")]
    assert "NUL" in read_.faults[0].message


def test_words_that_spreadsheets_turn_into_nothing_stay_words() -> None:
    read_ = table(HEADER + ",country", "007,NA,2015-11-03,36,37,exact,NA")

    event = read_.events.iloc[0]
    assert (event["id"], event["title"], event["country"]) == ("007", "NA", "NA")


def test_only_web_addresses_are_kept() -> None:
    read_ = table(HEADER + ",url", ROW + ",javascript:alert(1)", ROW.replace("1,", "2,", 1) + ",https://example.org/a")

    assert read_.events["url"].tolist() == ["", "https://example.org/a"]
    assert [(fault.row, fault.column) for fault in read_.faults] == [(2, "url")]


def test_speaker_and_source_make_the_claim_and_the_tables_own_grading_is_kept() -> None:
    read_ = table(
        HEADER + ",source,speaker,quote,status,actors",
        ROW + ",Agency,The ministry,ضربنا الموقع,disputed,Army A; Army B",
    )

    claim, event = read_.claims.iloc[0], read_.events.iloc[0]
    assert (claim["speaker"], claim["source"], claim["quote"], claim["lang"]) == (
        "The ministry",
        "Agency",
        "ضربنا الموقع",
        "ar",
    )
    assert (event["status"], event["graded_by"], event["actors"]) == (
        "disputed",
        "t.csv: disputed",
        ["Army A", "Army B"],
    )


def test_ids_are_made_from_content_and_stay_when_rows_are_added() -> None:
    header, row = "title,date,latitude,longitude,precision", "A strike,2015-11-03,36,37,exact"
    before = table(header, row).events["id"].tolist()
    after = table(header, "Another,2015-11-04,36,37,exact", row).events["id"].tolist()

    assert before == after[1:]
    assert len(set(after)) == 2


def test_two_columns_of_one_name_are_not_mixed_up() -> None:
    read_ = table(HEADER + ",title", ROW + ",second")

    assert read_.events["title"].tolist() == ["A strike on a depot"]


def test_table_without_a_title_says_what_it_has() -> None:
    with pytest.raises(FileError, match=r"expected title .* got: a, latitude, longitude"):
        table("a,latitude,longitude", "1,2,3")


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_refused_in_one_way(text: str) -> None:
    try:
        read_ = sources()["table"].read(Input("t.csv", (HEADER + "\n" + text).encode()))
    except FileError:
        return
    assert check_events(read_.events) == []


def test_geojson_points_and_polygons_become_places() -> None:
    ring = [[36, 34], [37, 34], [37, 35], [36, 35], [36, 34]]
    read_ = collection(
        feature(at(37.15, 36.2), id="1"),
        feature({"type": "Polygon", "coordinates": [ring]}, id="2", precision="region"),
    )

    assert read_.faults == ()
    assert read_.events["footprint"].isna().tolist() == [True, False]
    assert read_.events["footprint"].iloc[1].equals(shapely.box(36, 34, 37, 35))
    assert read_.events["footprint"].iloc[1].contains(read_.events.geometry.iloc[1])
    assert np.isnan(read_.events["radius_m"].iloc[1])


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (at("37.15", "36.2"), "no numbers"),
        ({"type": "Polygon", "coordinates": [[[36, 34], [37, 34], [37, 35], [36, 35]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}, "not valid"),
        ({"type": "Pt", "coordinates": [1, 2]}, "no type of geometry"),
        ({"type": "Point", "coordinates": [1]}, "no position"),
        (at(0, 0), "0, 0"),
        (at(37, 136), "outside the Earth"),
        ("here", "no geometry"),
    ],
)
def test_wrong_geometry_is_told_with_its_feature_and_listed(geometry: object, message: str) -> None:
    read_ = collection(feature(at(37, 36), id="1"), feature(geometry, id="2"))

    assert [fault.row for fault in read_.faults] == [2]
    assert message in read_.faults[0].message
    assert read_.events.geometry.isna().tolist() == [False, True]
    assert len(read_.unplaced) == 1


@pytest.mark.parametrize("hollow", HOLLOW)
def test_empty_parts_of_a_shape_are_left_out(hollow: str) -> None:
    read_ = table(f"{HEADER},shape", f'1,A strike,2015-11-03,,,region,"{hollow}"')

    assert read_.events["footprint"].iloc[0].wkt == HOLLOW[hollow]
    assert read_.faults == ()


def test_null_geometry_and_an_empty_collection_are_no_faults() -> None:
    assert collection(feature(None)).faults == ()
    assert len(collection().events) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type": "FeatureCollection", "features": [{"type": "Feat', "cut off"),
        ('{"type": "FeatureCollection",\n "features": [nan]}', "line 2, column 15: no JSON that can be read"),
        ('{"type": "FeatureCollection", "features": ' + "[" * 100_000, "nested too deeply"),
        ('{"type": "FeatureCollection"}', "with features"),
        ("<html>404</html>", "no JSON that can be read: this is a web page, perhaps an error of the server"),
        (
            (
                '{"type": "FeatureCollection", "features": [], '
                '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}}'
            ),
            "EPSG::3857; expected degrees",
        ),
    ],
)
def test_geojson_that_cannot_be_read_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(FileError, match=message):
        sources()["geojson"].read(Input("f.geojson", text.encode()))


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_old_crs_member_for_degrees_is_allowed(name: str) -> None:
    assert len(collection(feature(at(37, 36)), crs={"type": "name", "properties": {"name": name}}).events) == 1


def test_garbage_geopackage_is_refused_in_one_line() -> None:
    garbage = b"SQLite format 3\0" + b"\0" * 52 + b"GPKG" + b"\xff" * 400
    with pytest.raises(FileError, match="no GeoPackage that can be read"):
        read(Input("g.gpkg", garbage))
