"""GeoParquet: another's validator agrees, a part is found by its box, and it reads back as it was."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import geoparquet_validator
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileError
from layers.kinds import build
from layers.layer import Layer
from layers.sources import Input, read, source_of
from layers.text import Text
from outputs.formats import geoparquet
from outputs.page import Page
from outputs.write import write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier


def lattice(size: int) -> Layer:
    """A point at every degree of a square, in an order that has nothing to do with where they are, and one unplaced."""
    points = [shapely.Point(lon, lat) for lon in range(size) for lat in range(size)]
    order = np.random.default_rng(7).permutation(len(points))
    shapes = [None, *(points[at] for at in order)]
    table = gpd.GeoDataFrame({"id": [str(at) for at in range(len(shapes))]}, geometry=shapes, crs=4326)
    return Layer("lattice", "events", Text("Lattice", "شبكة"), table)


def faults(path: Path) -> list[str]:
    """What the validator holds against the form or the distribution; a second geometry needs no box of its own."""
    outcomes = geoparquet_validator.check(str(path))["outcomes"]
    told = [one["message"] for one in outcomes if one["status"] not in {"pass", "skip"}]
    return [message for message in told if not message.startswith("`footprint`: no row-group statistics")]


@pytest.mark.parametrize("kind", ["export", "events", "uncertainty", "zones"])
def test_validator_of_others_finds_no_fault(
    tmp_path: Path, dossier: Dossier, layer: Layer, page: Page, kind: str
) -> None:
    settings = {"radius": ["5.5km"]} if kind == "zones" else {}
    path = tmp_path / "o.parquet"
    write([layer if kind == "export" else build(kind, dossier, settings)], path, page)

    assert geoparquet_validator.conformant(geoparquet_validator.check(str(path)), "core")
    assert faults(path) == []


def test_footer_tells_version_types_box_and_covering(tmp_path: Path, layer: Layer, page: Page) -> None:
    write([layer], tmp_path / "o.parquet", page)

    metadata = pq.read_schema(tmp_path / "o.parquet").metadata
    geo = json.loads(metadata[b"geo"])
    column = geo["columns"]["geometry"]
    west, south, east, north = layer.data.total_bounds
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["geometry_types"] == sorted(set(layer.data.geom_type.dropna()))
    assert column["bbox"] == [west, south, east, north]
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    told = json.loads(metadata[b"majal"])
    assert told["title"]["en"] == "A title"
    assert [one["title"] for one in told["unplaced"]] == ["Nowhere"]


def test_second_geometry_has_its_own_types_and_no_covering(tmp_path: Path, dossier: Dossier, page: Page) -> None:
    write([build("events", dossier)], tmp_path / "o.parquet", page)

    columns = json.loads(pq.read_schema(tmp_path / "o.parquet").metadata[b"geo"])["columns"]
    assert set(columns) == {"geometry", "footprint"}
    assert columns["footprint"]["geometry_types"] == []
    assert "covering" not in columns["footprint"]


@pytest.fixture
def groups_of_64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geoparquet, "_ROWS", 64)


@pytest.mark.usefixtures("groups_of_64")
def test_boxes_of_the_groups_spare_a_reader_of_a_part_the_rest(tmp_path: Path, page: Page) -> None:
    path = tmp_path / "o.parquet"
    write([lattice(32)], path, page)

    file = pq.ParquetFile(path)
    at = {file.schema.column(number).path: number for number in range(len(file.schema))}
    sides = [
        [
            getattr(
                file.metadata.row_group(group).column(at[f"bbox.{side}"]).statistics, "min" if "min" in side else "max"
            )
            for side in ("xmin", "ymin", "xmax", "ymax")
        ]
        for group in range(file.num_row_groups - 1)  # the last holds the one without a place
    ]
    assert file.num_row_groups == 32 * 32 // 64 + 1
    assert max((east - west) * (north - south) for west, south, east, north in sides) <= 7 * 7
    assert gpd.read_parquet(path).geometry.isna().tolist() == [*[False] * 1024, True]
    assert faults(path) == ["`geometry`: no column statistics of the bbox covering `bbox` in row groups [16]"]


@pytest.mark.usefixtures("groups_of_64")
def test_part_in_a_box_is_read_whole(tmp_path: Path, page: Page) -> None:
    write([lattice(32)], tmp_path / "o.parquet", page)

    part = gpd.read_parquet(tmp_path / "o.parquet", bbox=(3.5, 4.5, 5.5, 6.5))
    assert sorted((at.x, at.y) for at in part.geometry) == [(4, 5), (4, 6), (5, 5), (5, 6)]
    assert "bbox" not in part.columns


def test_one_group_keeps_the_order_of_the_table(tmp_path: Path, page: Page) -> None:
    write([lattice(8)], tmp_path / "o.parquet", page)

    assert gpd.read_parquet(tmp_path / "o.parquet")["id"].tolist() == [str(at) for at in range(65)]


@given(
    st.lists(
        st.tuples(
            st.text(),
            st.lists(
                st.fixed_dictionaries(
                    {"what": st.text(st.characters(exclude_categories=["Cs"])), "n": st.integers(0, 9)}
                )
            ),
            st.floats(allow_nan=False) | st.none(),
            st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90)) | st.none(),
        ),
        max_size=9,
    ),
    st.integers(1, 4),
)
def test_cells_come_back_as_they_were(rows: list[tuple], group: int) -> None:
    columns = {
        "text": pd.Series([row[0] for row in rows], dtype="object"),
        "counts": pd.Series([row[1] for row in rows], dtype="object"),
        "number": pd.Series([row[2] for row in rows], dtype="float64"),
    }
    table = gpd.GeoDataFrame(columns, geometry=[row[3] for row in rows], crs=4326)
    file: Any = io.BytesIO()
    before = geoparquet._ROWS
    geoparquet._ROWS = group
    try:
        geoparquet.write([Layer("t", "events", Text("T", "ت"), table)], file, Page())
    finally:
        geoparquet._ROWS = before
    back = gpd.read_parquet(file)

    def told(text: str, counts: str, number: float, place: shapely.Point | None) -> str:
        return repr((text, counts, None if pd.isna(number) else number, place and (place.x, place.y)))

    mended = [(row[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace"), *row[1:]) for row in rows]
    assert sorted(told(*row) for row in mended) == sorted(
        told(row.text, json.loads(row.counts), row.number, row.geometry) for row in back.itertuples()
    )


def test_half_a_surrogate_pair_in_a_claim_becomes_the_sign_for_a_lost_letter(
    tmp_path: Path, layer: Layer, page: Page
) -> None:
    data = layer.data.copy()
    data["claims"] = pd.Series([[{"speaker": "a\ud800b", "through": [], "start": None}]] * len(data), dtype="object")
    write([replace(layer, data=data)], tmp_path / "o.parquet", page)

    assert gpd.read_parquet(tmp_path / "o.parquet")["claims"].iloc[0][0]["speaker"] == "a\ufffdb"


def test_count_that_only_one_layer_has_stays_a_number(tmp_path: Path, layer: Layer, page: Page) -> None:
    counted = replace(layer, name="counted", data=layer.data.assign(near=range(7)))
    write([layer, counted], tmp_path / "o.parquet", page)

    near = gpd.read_parquet(tmp_path / "o.parquet")["near"]
    assert near.isna().sum() == 7
    assert near.sum() == sum(range(7))


def test_file_of_others_in_another_system_is_read_in_degrees(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame(
        {"title": ["A strike"], "precision": ["exact"]}, geometry=[shapely.Point(37.15, 36.2)], crs=4326
    )
    table.to_crs(32637).to_parquet(tmp_path / "utm.parquet")
    given_ = Input("utm.parquet", (tmp_path / "utm.parquet").read_bytes())

    assert source_of(given_).name == "geoparquet"
    event = read(given_).events.iloc[0]
    assert (event.geometry.x, event.geometry.y) == pytest.approx((37.15, 36.2), abs=1e-9)


def test_parquet_without_geometry_is_another_and_one_cut_off_is_refused(
    tmp_path: Path, layer: Layer, page: Page
) -> None:
    pd.DataFrame({"title": ["A strike"]}).to_parquet(tmp_path / "plain.parquet")
    write([layer], tmp_path / "o.parquet", page)
    whole = (tmp_path / "o.parquet").read_bytes()

    plain = Input("plain.parquet", (tmp_path / "plain.parquet").read_bytes())
    assert source_of(plain).name == "parquet"
    for broken in (whole[:-900] + whole[-4:], b"PAR1" + bytes(20) + b"PAR1"):
        with pytest.raises(FileError, match="no Parquet that can be read"):
            read(Input("o.parquet", broken), "geoparquet")
