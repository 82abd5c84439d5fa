"""TimeMap: sheets, server JSON and Bellingcat's exports become events whose sources are their claims."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from geo.errors import FileError
from layers.events import check_events
from layers.sources import Input, read, source_of, sources
from outputs.make import map_layers
from outputs.page import Page
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier

EVENT = {
    "id": "CIV0001",
    "date": "10/25/2022",
    "latitude": "48.5953",
    "longitude": "38.0003",
    "location": "Bakhmut",
    "description": "A block of flats was hit",
}
SOURCES = [{"id": "s1", "path": "https://t.me/channel/1", "description": "Video of the block"}]
FILTERS = [{"key": "Type of area affected", "value": "Residential"}]


def workbook(**sheets: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_json(*events: dict[str, Any], name: str = "export.json") -> Dossier:
    return read(Input(name, json.dumps(list(events)).encode()))


COLUMNS = ["id", "description", "date", "time", "location", "latitude", "longitude"]
SHEETS = {
    "EXPORT_EVENTS": [
        [*COLUMNS, "association1", "association2", "source1", "source2"],
        ["e1", "Two strikes on a camp", "10/25/2015", "14:30", "Camp", "36.2", "37.1", "a1", "gone", "s1", "s2"],
        ["e2", "A report without a place", "10/26/2015", "", "", "", "", "", "", "s9", ""],
    ],
    "EXPORT_SOURCES": [
        ["id", "title", "description", "path1", "author", "date"],
        ["s1", "Video", "Smoke over the camp", "https://example.org/v", "Ann", "2015-10-25"],
        ["s2", "A leaflet", "", "leaflet.pdf", "", "25 October"],
    ],
    "EXPORT_ASSOCIATIONS": [
        ["id", "title", "desc", "mode", "filter_path0", "filter_path1"],
        ["a1", "Camp", "", "FILTER", "Target", "Camp"],
    ],
    "EXPORT_SITES": [
        ["id", "description", "site", "latitude", "longitude", "enabled"],
        ["site1", "Where witnesses were heard", "The hospital", "36.3", "37.2", "TRUE"],
    ],
}


def test_sheets_become_events_whose_sources_claim_them() -> None:
    told = read(Input("datasheet.xlsx", workbook(**SHEETS)))
    events = told.events.set_index("id")

    assert check_events(told.events) == []
    assert list(events.index) == ["e1", "e2", "site1"]
    assert events.loc["e1", ["title", "place_name", "precision"]].tolist() == [
        "Two strikes on a camp",
        "Camp",
        "unknown",
    ]
    assert events.loc["e1", "start"] == pd.Timestamp("2015-10-25", tz="UTC")
    assert "Target=Camp" in events.loc["e1", "details"]
    assert (events.loc["site1", "kind"], events.loc["site1", "title"]) == ("facility", "The hospital")
    claims = told.claims[told.claims["subject"] == "e1"]
    assert claims[["speaker", "quote", "url", "said"]].to_numpy().tolist() == [
        ["Ann", "Smoke over the camp", "https://example.org/v", "2015-10-25"],
        ["A leaflet", "", "", ""],
    ]
    assert set(claims["source"]) == {"datasheet.xlsx"}


def test_ids_that_nobody_defines_are_faults_at_their_row_and_cost_no_event() -> None:
    told = read(Input("datasheet.xlsx", workbook(**SHEETS)))

    assert [(f.row, f.column, f.got) for f in told.faults if f.message.startswith("there is no such")] == [
        (2, "associations", "'gone'"),
        (3, "sources", "'s9'"),
    ]
    assert told.rejected == 0
    assert told.claims.loc[told.claims["subject"] == "e2", "speaker"].tolist() == ["datasheet.xlsx"]


def test_workbook_is_told_by_its_sheet_and_not_by_its_name() -> None:
    assert source_of(Input("x.xlsx", workbook(**SHEETS))).name == "timemap"
    assert source_of(Input("x.xlsx", workbook(Sheet1=SHEETS["EXPORT_EVENTS"]))).name == "xlsx"


def test_bellingcat_json_gives_its_sources_and_filters() -> None:
    told = as_json({**EVENT, "sources": SOURCES, "filters": FILTERS})

    event, claim = told.events.iloc[0], told.claims.iloc[0]
    assert (event["id"], event["precision"]) == ("CIV0001", "unknown")
    assert (event.geometry.x, event.geometry.y) == (38.0003, 48.5953)
    assert "Type of area affected=Residential" in event["details"]
    assert claim[["speaker", "quote", "url"]].tolist() == ["t.me", "Video of the block", "https://t.me/channel/1"]


def test_bellingcat_csv_divides_addresses_at_commas_before_an_address_only() -> None:
    line = '"CIV1","10/25/2022","48.1","37.1","Bakhmut","Hit","https://a.org/x?p=1,2,https://t.me/2,","Type=Houses"'
    told = read(Input("b.csv", f"{','.join(sorted_header())}\n{line}\n".encode()))

    assert told.claims["url"].tolist() == ["https://a.org/x?p=1,2", "https://t.me/2"]
    assert told.events.iloc[0]["precision"] == "unknown"
    assert source_of(Input("any.txt", f"{','.join(sorted_header())}\n{line}\n".encode())).name == "timemap"


def sorted_header() -> list[str]:
    return ["id", "date", "latitude", "longitude", "location", "description", "sources", "associations"]


def test_cell_of_sources_that_is_no_address_is_a_fault_of_its_row() -> None:
    line = '"CIV1","10/25/2022","48.1","37.1","Bakhmut","Hit","source-17",""'
    told = read(Input("b.csv", f"{','.join(sorted_header())}\n{line}\n".encode()))

    assert [(f.row, f.column, f.got) for f in told.faults if f.row] == [(2, "sources", "'source-17'")]
    assert len(told.events) == 1


@pytest.mark.parametrize("sources", [{"s1": {"author": "Ann"}}, [{"id": "s1", "author": "Ann"}]], ids=["by id", "list"])
def test_server_json_with_its_catalogues_is_resolved(sources: object) -> None:
    document = {
        "events": [{**EVENT, "sources": ["s1"], "associations": ["a1"]}],
        "sources": sources,
        "associations": [{"id": "a1", "filter_paths": ["Target", "Camp"]}],
    }
    told = read(Input("api.json", json.dumps(document).encode()))

    assert told.claims["speaker"].tolist() == ["Ann"]
    assert "Target=Camp" in told.events.iloc[0]["details"]


def test_events_alone_say_once_that_their_sources_are_not_there() -> None:
    told = as_json({**EVENT, "sources": ["s1"], "associations": []}, {**EVENT, "id": "2", "sources": ["s2"]})

    assert [f.got for f in told.faults if f.column == "sources"] == ["'s1'"]
    assert set(told.claims["speaker"]) == {"export.json"}


def test_object_without_events_is_refused() -> None:
    with pytest.raises(FileError, match="no list of events"):
        read(Input("x.json", b'{"sources": [], "description": "", "associations": []}'), "timemap")


def test_our_own_workbook_comes_back_with_no_more_than_its_declared_loss(tmp_path: Path) -> None:
    rows = (
        "id,title,title_ar,date,latitude,longitude,precision,radius_m,status,actors,targets,kind,place,speaker,quote\n"
        "a,A raid,غارة,2015-11-03/2015-11-05,36.200,37.150,exact,,claimed,Army A,Group B,air_strike,Depot,Ann,We saw\n"
        "b,Another,,2015-11-04,36.300,37.250,settlement,8000,disputed,,,shelling,Town,,\n"
    )
    first = read(Input("t.csv", rows.encode()))
    write(map_layers(first), tmp_path / "t.timemap.xlsx", Page(reports=first.reports))
    back = read(Input("t.timemap.xlsx", (tmp_path / "t.timemap.xlsx").read_bytes()))

    kept = ["id", "title", "title_ar", "kind", "start", "end", "precision", "radius_m", "status", "actors", "targets"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.events[kept]), pd.DataFrame(first.events[kept]), check_dtype=False, check_column_type=False
    )
    claims = ["subject", "speaker", "stance", "quote", "source"]
    pd.testing.assert_frame_equal(back.claims[claims], first.claims[claims])
    # TimeMap draws points alone: an event whose class allows none has no position in its sheets.
    assert back.events.geometry.notna().tolist() == [True, False]
    assert not [fault for fault in back.faults if fault.row]


def test_an_item_that_is_no_record_is_told_and_costs_no_other() -> None:
    found = as_json(7, {**EVENT, "sources": [], "associations": []})

    assert found.events["id"].tolist() == [EVENT["id"]]
    assert [(fault.row, fault.message) for fault in found.faults if fault.rejected] == [(1, "no record")]
    assert found.rejected == 1


@pytest.mark.parametrize("referred", [5, {"path": "x"}, [{"path": "http://[::1/x"}], [{"path": "https://"}]])
def test_sources_of_any_kind_are_read_or_left(referred: object) -> None:
    found = as_json(
        {**EVENT, "sources": referred, "associations": [{"Filter Path 0": "kind", "Filter Path 1": "raid"}]}
    )

    assert len(found.events) == 1
    assert set(found.claims["url"]) == {""}


def test_a_text_with_bare_carriage_returns_is_no_traceback() -> None:
    assert sources()["timemap"].detect(Input("mac.txt", b"one\rtwo,three\rfour")) == 0
