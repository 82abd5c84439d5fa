"""Parquet without geometry: types kept, nothing that grows without end."""

from __future__ import annotations

import datetime as dt
import decimal
import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FileError
from layers.sources import Input, read, source_of
from layers.sources.parquet import table
from layers.tabular import parquet

if TYPE_CHECKING:
    from layers.events import Dossier

RECORD = {
    "id": "007",
    "title": "A strike",
    "date": dt.date(2015, 11, 3),
    "lat": 36.2,
    "lon": 37.15,
    "precision": "exact",
}
NAIVE = dt.datetime(2015, 11, 3, 14, 30)  # noqa: DTZ001 - as many files have them


def packed(columns: dict[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def read_(*records: dict[str, Any]) -> Dossier:
    return read(Input("t.parquet", packed({name: [record.get(name) for record in records] for name in records[0]})))


def test_columns_become_events() -> None:
    given_ = Input("no-ending", packed({name: [value] for name, value in RECORD.items()}))
    assert source_of(given_).name == "parquet"

    event = read(given_).events.iloc[0]
    assert (event["id"], event["title"], event["time_precision"]) == ("007", "A strike", "day")
    assert event.geometry.wkt == "POINT (37.15 36.2)"
    assert read(given_).faults == ()


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (pa.array([7, None]), 7),
        (pa.array([2**53 + 1, None]), 2**53 + 1),
        (pa.array([True, None]), True),
        (pa.array(["007", None]), "007"),
        (pa.array(["x", None]).dictionary_encode(), "x"),
        (pa.array([decimal.Decimal("36.20"), None]), decimal.Decimal("36.20")),
        (pa.array([["a", "b"], None]), ["a", "b"]),
        (pa.array([[{"what": "killed", "min": 1}], None]), [{"what": "killed", "min": 1}]),
        (pa.array([dt.date(2015, 11, 3), None]), dt.date(2015, 11, 3)),
        (pa.array([NAIVE, None]), pd.Timestamp(NAIVE)),
        (pa.array([NAIVE, None], pa.timestamp("us", "Asia/Damascus")), pd.Timestamp("2015-11-03T14:30Z")),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_cells_are_what_the_types_say(value: pa.Array, read_as: object) -> None:
    cells = table(Input("t.parquet", packed({"title": ["A", "B"], "x": value}))).cells["x"]

    assert cells.iloc[0] == read_as
    assert cells.iloc[1] is None or pd.isna(cells.iloc[1])


def test_time_without_its_zone_is_told() -> None:
    found = read_(RECORD | {"date": NAIVE})

    assert found.events["time_precision"].tolist() == ["day"]
    assert [fault.message for fault in found.faults] == ["a time without its zone: only the day is used"]


def test_bytes_are_told_and_left_out() -> None:
    found = read_(RECORD | {"geometry": shapely.Point(1, 2).wkb})

    assert [str(fault) for fault in found.faults] == [
        "t.parquet, column geometry: a column of bytes, which is not read; expected texts, numbers or times, got binary"
    ]
    assert found.events.geometry[0].wkt == "POINT (37.15 36.2)"


def test_two_columns_of_one_name_are_told_apart() -> None:
    buffer = io.BytesIO()
    pq.write_table(pa.table([["A"], ["B"]], names=["title", "title"]), buffer)

    assert table(Input("t.parquet", buffer.getvalue())).cells.iloc[0].to_dict() == {"title": "A", "title 2": "B"}


SAME = pa.DictionaryArray.from_arrays(pa.array([0] * 5_000, pa.int32()), pa.array(["x" * 1_000_000]))
MANY = pa.DictionaryArray.from_arrays(pa.nulls(2_000_000, pa.int32()).fill_null(0), pa.array(["x"]))


@pytest.mark.parametrize("column", ["title", "claims"])
def test_one_long_text_in_many_rows_is_refused_before_it_grows(column: str) -> None:
    data = packed({"id": ["1"] * 5_000, column: SAME})

    assert len(data) < 100_000
    with pytest.raises(FileError, match=r"^t\.parquet: grows to 5,000 MB or more; expected at most 4,000 MB"):
        read(Input("t.parquet", data))


def test_more_values_than_any_table_has_are_refused_by_the_footer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_VALUES", 1_000_000)
    with pytest.raises(FileError, match=r"2,000,000 values in 2,000,000 rows; expected at most 1,000,000"):
        read(Input("t.parquet", packed({"title": MANY})))


def test_pages_that_inflate_are_refused_by_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_MOST_BYTES", 1_000_000)
    data = packed({"title": ["x" * 1_000 + str(n) for n in range(2_000)]}, compression="zstd", use_dictionary=False)

    assert len(data) < 100_000
    with pytest.raises(FileError, match=r"grows to 2 MB or more; expected at most 1 MB"):
        read(Input("t.parquet", data))


def test_geoparquet_is_weighed_too() -> None:
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
    }
    points = pa.array([shapely.Point(1, 2).wkb] * 5_000)
    whole = pa.table({"title": SAME, "geometry": points}).replace_schema_metadata({"geo": json.dumps(geo)})
    buffer = io.BytesIO()
    pq.write_table(whole, buffer)

    with pytest.raises(FileError, match="grows to 5,000 MB"):
        read(Input("t.parquet", buffer.getvalue()))


def test_geoparquet_is_left_to_its_own_source() -> None:
    buffer = io.BytesIO()
    gpd.GeoDataFrame({"title": ["A"]}, geometry=[shapely.Point(1, 2)], crs=4326).to_parquet(buffer)

    assert source_of(Input("t.parquet", buffer.getvalue())).name == "geoparquet"


@given(st.data())
@settings(max_examples=60)
def test_damaged_file_is_read_or_refused_in_one_way(data: st.DataObject) -> None:
    whole = packed({"title": ["A", "B"], "date": ["2015", None]})
    at = data.draw(st.integers(4, len(whole) - 5))
    broken = whole[:at] + data.draw(st.binary(min_size=1, max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    try:
        found = read(Input("t.parquet", broken))
    except FileError as problem:
        told = str(problem)
    else:
        told = f"t.parquet {('none', 'one', 'two')[len(found.events)]}"
    assert told.startswith("t.parquet")
