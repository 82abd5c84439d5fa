"""TimeMap sheets: read by GDAL, cut up as datasheet-server does, and allowed by TimeMap's own schemas."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import jsonschema
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import OutputError
from geo.place import PRECISION
from layers.kinds import build
from layers.layer import Layer
from layers.sources import Input, read
from layers.text import Text
from outputs.formats.timemap import _one_line
from outputs.make import map_layers
from outputs.workbook import _letters, write_workbook
from outputs.write import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers.events import Dossier
    from outputs.page import Page

ROOT = Path(__file__).resolve().parents[2]
TEXT = {"type": "string"}
LIST = {"type": "array", "items": {"type": "string"}}


def closed(texts: str, lists: str = "", required: str = "") -> dict[str, Any]:
    """Say in JSON Schema what TimeMap says in Joi (src/reducers/validate), which allows no other key."""
    properties = {**dict.fromkeys(texts.split(), TEXT), **dict.fromkeys(lists.split(), LIST)}
    return {"properties": properties, "additionalProperties": False, "required": required.split()}


SCHEMAS = {
    "EXPORT_EVENTS": closed(
        "id description date time time_precision location latitude longitude type category category_full comments "
        "time_display shape colour",
        "associations sources",
        "description associations latitude longitude date",
    ),
    "EXPORT_SOURCES": closed("id title thumbnail type url description parent author date notes", "paths", "id paths"),
    "EXPORT_ASSOCIATIONS": closed("id title desc mode colour type display", "filter_paths", "id title mode"),
    "EXPORT_SITES": closed("id description site latitude longitude enabled", "", "id site latitude longitude"),
}


@pytest.fixture(autouse=True)
def _as_texts() -> Iterator[None]:
    told = {"OGR_XLSX_HEADERS": "FORCE", "OGR_XLSX_FIELD_TYPES": "STRING"}
    pyogrio.set_gdal_config_options(told)
    yield
    pyogrio.set_gdal_config_options(dict.fromkeys(told))


def sheet(path: Path, name: str) -> pd.DataFrame:
    table = pyogrio.read_dataframe(path, layer=name).fillna("").astype("object")
    # GDAL takes the header for a row where no other follows.
    return table if "Field1" not in table else pd.DataFrame(columns=table.iloc[0].tolist())


def served(path: Path, name: str) -> list[dict[str, Any]]:
    """Read a sheet as datasheet-server does: to lines with tabs, cut without regard for quotes, columns folded."""
    table = sheet(path, name)
    lines = [[_quoted(cell) for cell in row] for row in [list(table.columns), *table.to_numpy().tolist()]]
    head, *rows = [line.split("\t") for line in "\n".join("\t".join(line) for line in lines).split("\n")]
    return [_folded(dict(zip(head, row, strict=True))) for row in rows]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[\t\n\r"]', cell) else cell


def _folded(row: dict[str, str]) -> dict[str, Any]:
    deep: dict[str, Any] = {}
    for name, value in row.items():
        found = re.fullmatch(r"(.*?)[0-9]+", name)
        if not found:
            deep[name] = value
        elif deep.setdefault(f"{found[1]}s", []) is not None and value:
            deep[f"{found[1]}s"].append(value)
    return deep


@pytest.fixture
def sheets(tmp_path: Path, layer: Layer, page: Page) -> Path:
    path = tmp_path / "t.timemap.xlsx"
    write([layer], path, page)
    return path


def test_timemap_allows_every_row_of_every_sheet(sheets: Path) -> None:
    for name, schema in SCHEMAS.items():
        for row in served(sheets, name):
            jsonschema.validate(row, schema)
    assert len(served(sheets, "EXPORT_EVENTS")) == 7


def test_point_stands_only_where_one_is_honest_and_the_notes_tell_of_the_others(sheets: Path) -> None:
    events = {row["id"]: row for row in served(sheets, "EXPORT_EVENTS")}
    notes = sheet(sheets, "majal_notes").set_index("id")

    assert {name for name, row in events.items() if row["latitude"]} == {"a", "f"}
    assert (events["a"]["latitude"], events["a"]["longitude"]) == ("36.2000000", "37.1500000")
    assert all(bool(row["latitude"]) == bool(row["longitude"]) for row in events.values())
    assert events["b"]["location"] == "(village · قرية, 2 km)"
    for name in set(events) - {"a", "f"}:
        assert notes.loc[name, "why"].startswith("no point is honest")
        assert notes.loc[name, "why_ar"]
    assert "Nowhere" in notes["title"].tolist()


def test_dates_are_as_timemap_reads_them_and_a_clock_time_stands_only_where_it_is_known(sheets: Path) -> None:
    events = {row["id"]: row for row in served(sheets, "EXPORT_EVENTS")}

    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row["date"]) for row in events.values())
    assert (events["b"]["date"], events["b"]["time"]) == ("11/03/2015", "07:15")
    assert (events["c"]["date"], events["c"]["time"], events["c"]["time_precision"]) == ("11/01/2015", "", "month")
    assert events["c"]["time_display"] == "2015-11-01T00:00:00Z – 2015-11-30T23:59:59.999999Z UTC"


def test_no_id_dangles(sheets: Path) -> None:
    sources = {row["id"]: row for row in served(sheets, "EXPORT_SOURCES")}
    associations = [row["id"] for row in served(sheets, "EXPORT_ASSOCIATIONS")]

    assert len(associations) == len(set(associations)), "TimeMap ignores a second association of one id"
    for event in served(sheets, "EXPORT_EVENTS"):
        assert event["sources"]
        assert set(event["sources"]) <= sources.keys()
        assert set(event["associations"]) <= set(associations)
    assert {one for event in served(sheets, "EXPORT_EVENTS") for one in event["associations"]} == set(associations)
    assert {"category:Strikes", "kind:air_strike", "actor:Army A", "status:recorded"} <= set(associations)


def test_claims_are_sources_and_stand_whole_in_a_sheet_of_their_own(sheets: Path, dossier: Dossier) -> None:
    source = next(row for row in served(sheets, "EXPORT_SOURCES") if row["author"] == "The ministry")
    claims = sheet(sheets, "majal_claims")

    assert (source["title"], source["description"]) == ("The ministry: claims", "We struck it")
    assert source["paths"] == ["https://example.org/1"]
    assert claims["quote"].tolist() == dossier.claims["quote"].tolist()
    assert json.loads(claims["through"][0]) == []


def test_event_without_a_date_is_left_out_and_told(tmp_path: Path, page: Page) -> None:
    rows = "id,title,date,latitude,longitude,precision\n1,Dated,2015-11-03,36,37,exact\n2,Undated,,36,37,exact\n"
    layers = map_layers(read(Input("t.csv", rows.encode())))
    write(layers, tmp_path / "t.timemap.xlsx", page)

    notes = sheet(tmp_path / "t.timemap.xlsx", "majal_notes")
    assert [row["id"] for row in served(tmp_path / "t.timemap.xlsx", "EXPORT_EVENTS")] == ["1"]
    assert notes.loc[notes["what"] == "left out", ["id", "why"]].to_numpy().tolist() == [
        ["2", "TimeMap shows dated events only"]
    ]


def test_every_layer_of_a_map_gives_each_event_once(tmp_path: Path, dossier: Dossier, page: Page) -> None:
    layers = [*map_layers(dossier, ["5km"]), build("events", dossier)]
    write(layers, tmp_path / "t.timemap.xlsx", page)

    ids = [row["id"] for row in served(tmp_path / "t.timemap.xlsx", "EXPORT_EVENTS")]
    assert sorted(ids) == ["a", "b", "c", "d", "f", "g"]


def test_facilities_are_sites_and_links_are_told(tmp_path: Path, page: Page) -> None:
    found = read(Input("r.txt", (ROOT / "outputs/demo/report.txt").read_bytes()))
    layers = [build(kind, found) for kind in ("events", "facilities", "links")]
    write(layers, tmp_path / "t.timemap.xlsx", page)

    sites = served(tmp_path / "t.timemap.xlsx", "EXPORT_SITES")
    honest = [PRECISION[word].is_point for word in layers[1].data["precision"]]
    assert [row["id"] for row in sites] == layers[1].data["id"][honest].tolist() != []
    for row in sites:
        jsonschema.validate(row, SCHEMAS["EXPORT_SITES"])
        assert row["latitude"]
    notes = sheet(tmp_path / "t.timemap.xlsx", "majal_notes")
    assert sorted(notes.loc[notes["why"].str.contains("neither lines"), "id"]) == sorted(
        build("links", found).data["id"]
    )


def test_area_that_is_no_record_is_told(tmp_path: Path, page: Page) -> None:
    table = gpd.GeoDataFrame({"id": ["cell"], "count": [3]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    write([Layer("cover", "coverage", Text("c", "c"), table)], tmp_path / "t.timemap.xlsx", page)

    notes = sheet(tmp_path / "t.timemap.xlsx", "majal_notes").set_index("what")
    assert notes.loc["left out", "id"] == "cell"
    assert "neither lines nor areas" in notes.loc["left out", "why"]
    assert served(tmp_path / "t.timemap.xlsx", "EXPORT_EVENTS") == []


@given(st.text())
def test_a_cell_stays_one_cell_of_one_line(text: str) -> None:
    assert _quoted(_one_line(text)) == _one_line(text)


def test_what_a_spreadsheet_would_run_is_a_text(tmp_path: Path) -> None:
    written = ["=1+1", "007", "a\r\nb", " two  blanks ", "<b>&\x01", "x" * 40_000, "عربي"]
    write_workbook({"s": pd.DataFrame({"first": ["k"] * 7, "cell": written}, dtype="object")}, tmp_path / "b.xlsx")

    back = pyogrio.read_dataframe(tmp_path / "b.xlsx", layer="s")["cell"].tolist()
    assert back[:5] == ["=1+1", "007", "a\r\nb", " two  blanks ", "<b>&\ufffd"]
    assert back[5] == "x" * 32_766 + "…"
    assert back[6] == "عربي"


def test_more_than_a_sheet_can_hold_is_refused(tmp_path: Path) -> None:
    wide = pd.DataFrame("", index=[0], columns=[str(number) for number in range(16_385)])
    with pytest.raises(OutputError, match=r"a sheet holds .* 16,384 columns; s has 1 and 16,385"):
        write_workbook({"s": wide}, tmp_path / "b.xlsx")


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [_letters(number) for number in (0, 25, 26, 51, 701, 702, 16_383)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "ZZ",
        "AAA",
        "XFD",
    ]


def test_title_of_the_page_and_rejected_rows_stand_in_the_notes(tmp_path: Path, layer: Layer, page: Page) -> None:
    write([layer], tmp_path / "t.timemap.xlsx", replace(page, rejected=3))

    notes = sheet(tmp_path / "t.timemap.xlsx", "majal_notes").set_index("what")
    assert notes.loc["title", "title"] == "A title"
    assert notes.loc["rows that could not be used", "title"] == "3"
