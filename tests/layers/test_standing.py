"""Rows as they stand in their file: the lines of a text, the records of anything else."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sources import Input, read, standing
from layers.tabular.standing import Lines, as_lines

if TYPE_CHECKING:
    from layers.events import Dossier

HEADER = ["id", "title", "date", "latitude", "longitude", "precision"]
CELLS = st.sampled_from(
    [
        "",
        "1",
        "2",
        "A strike",
        "two\nlines",
        'a "quote"',
        "a,b",
        "غارة",
        "2015-11-03",
        "03/04/2015",
        "95",
        "36.5",
        "exact",
    ]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5) | CELLS
# Rows of too few and too many cells, too, and empty ones; a line of blanks is no row.
ROWS = st.lists(TEXTS, max_size=8).filter(lambda row: len(row) != 1 or row[0].strip())
TABLES = st.lists(ROWS, max_size=8)
VALUES = TEXTS | st.none() | st.integers(-200, 200) | st.floats() | st.booleans()
RECORDS = st.lists(st.dictionaries(st.sampled_from(HEADER), VALUES, max_size=6) | VALUES, max_size=6)


def told(found: Dossier) -> int:
    """How many rows are told of, one way or the other; each that is left out has one fault that says so."""
    assert found.rejected == sum(fault.rejected for fault in found.faults)
    left_out = [fault.row for fault in found.faults if fault.rejected]
    assert len(left_out) == len(set(left_out))
    assert None not in left_out
    return len(found.events) + found.rejected


def written(rows: list[list[str]], quoting: int) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=quoting, lineterminator="\n").writerows([HEADER, *rows])
    return buffer.getvalue()


@settings(max_examples=50)
@given(TABLES, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["utf-8", "utf-16"]))
def test_every_row_of_a_dirty_table_is_an_event_or_is_left_out_with_a_reason(
    rows: list[list[str]], quoting: int, encoding: str
) -> None:
    text = written(rows, quoting)
    filled = [row for row in rows if row and (any(row) or len(row) != len(HEADER))]

    found = read(Input("t.csv", text.encode(encoding)), "table")

    assert told(found) == len(filled)


@settings(max_examples=50)
@given(TABLES)
def test_a_faulty_row_of_text_stands_as_it_was_written(rows: list[list[str]]) -> None:
    text = written(rows, csv.QUOTE_MINIMAL)
    found = read(Input("t.csv", text.encode()), "table")
    numbers = sorted({fault.row for fault in found.faults if fault.row is not None})

    stands = standing(Input("t.csv", text.encode()), "table", numbers)

    assert list(stands) == numbers
    records = [next(csv.reader(io.StringIO(raw, newline="")), []) for raw in stands.values()]
    assert all(record in rows for record in records)


@settings(max_examples=50)
@given(TABLES)
def test_every_row_of_a_dirty_workbook_is_an_event_or_is_left_out(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in [HEADER, *([cell if cell.isprintable() else "x" for cell in row] for row in rows)]:
        book.active.append([None if cell.startswith("=") else cell or None for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    shown = [
        row
        for row in openpyxl.load_workbook(io.BytesIO(buffer.getvalue())).active.iter_rows(values_only=True)
        if any(row)
    ][1:]

    found = read(Input("t.xlsx", buffer.getvalue()))

    assert told(found) == len(shown)
    numbers = sorted({fault.row for fault in found.faults if fault.row is not None})
    assert list(standing(Input("t.xlsx", buffer.getvalue()), "", numbers)) == numbers


@settings(max_examples=50)
@given(RECORDS)
def test_every_record_of_json_is_an_event_or_is_left_out(records: list[object]) -> None:
    good = {"id": "the last", "title": "A strike", "date": "2015-11-03"}
    given_ = Input("t.json", json.dumps([*records, good]).encode())

    found = read(given_, "json")

    assert told(found) == len(records) + 1
    numbers = sorted({fault.row for fault in found.faults if fault.row is not None})
    stands = standing(given_, "json", numbers)
    whole = json.loads(given_.data, parse_constant=str)
    assert [json.loads(raw) for raw in stands.values()] == [whole[row - 1] for row in numbers]


@settings(max_examples=50)
@given(RECORDS, st.booleans())
def test_every_feature_is_an_event_or_is_left_out(records: list[object], by_line: bool) -> None:
    shape = {"type": "Point", "coordinates": [36.5, 33.5]}
    features = [
        {"type": "Feature", "geometry": shape, "properties": record} if isinstance(record, dict) else record
        for record in [*records, {"id": "the last", "title": "A strike"}]
    ]
    lines = "\n".join(map(json.dumps, features))
    whole = json.dumps({"type": "FeatureCollection", "features": features})
    source, text = ("geojsonseq", lines) if by_line else ("geojson", whole)

    found = read(Input("t", text.encode()), source)

    assert told(found) == len(features)
    numbers = sorted({fault.row for fault in found.faults if fault.row is not None})
    stands = standing(Input("t", text.encode()), source, numbers)
    as_read = json.loads(json.dumps(features), parse_constant=str)
    assert [json.loads(raw, parse_constant=str) for raw in stands.values()] == [as_read[row - 1] for row in numbers]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_lines_are_those_of_the_text(encoding: str) -> None:
    lines = Lines("غارة\r\nثانية\n\nرابعة".encode(encoding), "t.csv")

    assert [lines[number] for number in range(6)] == ["", "غارة", "ثانية", "", "رابعة", ""]
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("text", "rows", "expected"),
    [
        ('a,"b\nc",d\ne,f', [1, 3], {1: 'a,"b\nc",d', 3: "e,f"}),
        ('a,"b,c\ne,f\ng,h', [1], {1: 'a,"b,c'}),
        ('a,5" gun\ne,f', [1, 2], {1: 'a,5" gun', 2: "e,f"}),
        ('a,"b ""c""\nd"\ne', [1], {1: 'a,"b ""c""\nd"'}),
        ("a\n", [1, 2], {1: "a", 2: ""}),
    ],
)
def test_a_record_ends_where_its_quotes_do(text: str, rows: list[int], expected: dict[int, str]) -> None:
    assert as_lines(Lines(text.encode(), "t.csv"), rows, ",") == expected


def test_lines_of_a_large_file_are_found_without_reading_it_again_for_each() -> None:
    lines = Lines(b"a,b\n" * 300_000, "t.csv")

    assert as_lines(lines, range(1, 300_001, 3), ",") == dict.fromkeys(range(1, 300_001, 3), "a,b")


def test_a_record_of_a_container_that_is_no_text_is_json() -> None:
    frame = pd.DataFrame(
        {"id": ["1", "1"], "title": ["A", "ب"], "date": ["2015-11-03", None], "n": [1.5, float("nan")]}
    )
    given_ = Input("t.parquet", frame.to_parquet())
    found = read(given_)

    assert told(found) == 2
    assert standing(given_, "", [2]) == {2: '{"id": "1", "title": "ب"}'}
