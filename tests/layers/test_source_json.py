"""JSON records: lists, objects around a list, lines; every fault with its place, nothing read as what it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FileError
from layers.sources import Input, read, source_of

if TYPE_CHECKING:
    from layers.events import Dossier

RECORD = {"id": "007", "title": "A strike", "date": "2015-11-03", "lat": 36.2, "lon": 37.15, "precision": "exact"}
ACLED = {"status": 200, "success": True, "last_update": 11, "count": 1, "messages": [], "data": [RECORD]}


def read_(text: str, encoding: str = "utf-8") -> Dossier:
    return read(Input("r.json", text.encode(encoding)))


@pytest.mark.parametrize(
    "document",
    [
        json.dumps([RECORD]),
        json.dumps({"data": [RECORD]}),
        json.dumps({"about": {"licence": "CC BY"}, "events": [RECORD]}, indent=1),
        json.dumps(RECORD),
        json.dumps(RECORD) + "\n" + json.dumps(RECORD | {"id": "8", "title": "B"}) + "\n",
    ],
    ids=["list", "data", "events beside an object", "one record", "lines"],
)
def test_records_are_found_wherever_one_list_of_them_stands(document: str) -> None:
    assert source_of(Input("no-ending", document.encode())).name == "json"
    found = read_(document)

    event = found.events.iloc[0]
    assert (event["id"], event["title"], event.geometry.wkt) == ("007", "A strike", "POINT (37.15 36.2)")
    assert found.faults == ()


def test_answer_of_a_server_with_an_empty_list_beside_has_one_list_of_records() -> None:
    assert read_(json.dumps(ACLED)).events["id"].tolist() == ["007"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encoding_is_found(encoding: str) -> None:
    text = json.dumps([RECORD | {"title": "غارة على بلدة"}], ensure_ascii=False, indent=1)

    assert read_(text, encoding).events["title_ar"].tolist() == ["غارة على بلدة"]


def test_geojson_and_prose_are_left_to_their_sources() -> None:
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": None, "properties": RECORD}],
    }

    assert source_of(Input("x.json", json.dumps(collection).encode())).name == "geojson"
    assert source_of(Input("x.txt", b"[Damascus] Two strikes hit a depot.")).name == "report"


def test_nested_values_stay_values_and_coordinates_may_be_texts() -> None:
    told = RECORD | {"lat": "36,2", "actors": ["A", "B"], "counts": [{"what": "killed", "min": 1, "max": 2}]}
    event = read_(json.dumps([told])).events.iloc[0]

    assert event.geometry.wkt == "POINT (37.15 36.2)"
    assert event["actors"] == ["A", "B"]
    assert event["counts"] == [{"what": "killed", "min": 1, "max": 2}]


def test_what_is_no_record_costs_itself_only() -> None:
    found = read_(json.dumps([RECORD, 5, None, RECORD | {"id": "8"}]).replace("A strike", "A"))

    assert found.events["id"].tolist() == ["007", "8"]
    assert [str(fault) for fault in found.faults] == [
        "r.json, row 2: no record; expected an object, got 5",
        "r.json, row 3: no record; expected an object, got None",
    ]
    assert found.rejected == 2


def test_line_that_is_no_json_costs_itself_only_and_is_named_by_its_number() -> None:
    lines = [json.dumps(RECORD), "", '{"id": "8", "title":', json.dumps(RECORD | {"id": "9"})]
    found = read_("\n".join(lines))

    assert found.events["id"].tolist() == ["007", "9"]
    assert found.rejected == 1
    assert [(fault.row, fault.message.partition(":")[0]) for fault in found.faults] == [(3, "no JSON that can be read")]


def test_key_that_stands_twice_is_told() -> None:
    found = read_(json.dumps([RECORD, RECORD | {"id": "8"}]).replace('"title"', '"title": "first", "title"'))

    assert found.events["title"].tolist() == ["A strike", "A strike"]
    assert [str(fault) for fault in found.faults] == [
        "r.json, column title: a key twice in one object, the last one counts; expected each key once, got 2 times"
    ]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_number_that_json_does_not_have_is_told_in_its_row(number: str) -> None:
    found = read_(json.dumps([RECORD]).replace("36.2", number))

    assert found.events.geometry.tolist() == [None]
    assert [(fault.row, fault.message) for fault in found.faults] == [(1, "no latitude that can be read")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"title": "A",\n "date": "2015', "line 2, column 10: .*unterminated string .*; is the file cut off"),
        ('[{"title": "A"}', "line 1, column 16: .*; is the file cut off"),
        ('[{"title": "A"},\n {title: "B"}]', "line 2, column 3: no JSON that can be read: expecting property name"),
        ("[" * 100_000, "brackets are nested too deeply; expected a list of records or features"),
        ('[{"a":' * 50_000, "brackets are nested too deeply"),
        ('{"a": [{"b": 1}], "c": [{"d": 2}]}', "several lists of records: a, c; expected one"),
        ('{"a": {"b": {"c": 1}}}', "no list of records; expected"),
        (f'[{{"title": {"9" * 5000}}}]', "no JSON that can be read: Exceeds the limit"),
        ("<!DOCTYPE html><html>Not found</html>", "line 1, column 1: .*this is a web page"),
    ],
    ids=lambda value: value[:24],
)
def test_json_that_cannot_be_read_says_where_and_why(text: str, said: str) -> None:
    with pytest.raises(FileError, match=rf"^r\.json(?:, |: ){said}"):
        read(Input("r.json", text.encode()), "json")


def test_empty_list_has_no_events() -> None:
    assert len(read_("[]").events) == 0
    assert len(read_('{"data": []}').events) == 0


def test_half_a_surrogate_pair_becomes_the_sign_for_a_lost_letter() -> None:
    assert read_('[{"title": "a\\ud800b"}]').events["title"].tolist() == ["a\ufffdb"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["id", "title", "date", "lat", "lon", "precision", "radius_m", "actors", "claims", "counts"])


@settings(max_examples=40)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=6).map(lambda record: {"title": "A", **record}), max_size=4))
def test_any_record_becomes_an_event_or_a_fault(records: list[dict[str, object]]) -> None:
    found = read_(json.dumps(records))

    assert len(found.events) + found.rejected == len(records)


SHAPES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection"]) | VALUES,
        "coordinates": VALUES | st.lists(st.floats(), max_size=3) | st.lists(st.lists(st.floats(), max_size=3)),
    }
)


FEATURES = st.builds(
    lambda geometry, value: {"type": "Feature", "geometry": geometry, "properties": {"title": "A", "x": value}},
    SHAPES | VALUES,
    VALUES,
)


@settings(max_examples=50)
@given(st.lists(FEATURES | st.none() | st.integers() | st.text(max_size=3), max_size=4), st.none() | VALUES)
def test_any_feature_becomes_an_event_or_a_fault(features: list[object], crs: object) -> None:
    whole = {"type": "FeatureCollection", "features": features, "crs": crs}
    try:
        found = read(Input("f.geojson", json.dumps(whole).encode()))
    except FileError as problem:
        told, expected = str(problem), "f.geojson: the coordinates are in "
    else:
        told, expected = str(len(found.events) + found.rejected), str(len(features))
    assert told.startswith(expected)
