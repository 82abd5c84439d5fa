"""Discs as Arrow arrays, read back by somebody else's reader."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely
from cases import PLACES
from pyarrow import parquet

from geo.arrow import disc_array
from geo.geodesy import discs

LON, LAT = np.array([[at.lon, at.lat] for at in PLACES.values()] * 2).T
RADII_M = np.linspace(1000.0, 900_000.0, len(LON))


@pytest.mark.parametrize("edges", ["inscribed", "circumscribed", "equal_area"])
def test_what_geopandas_reads_are_the_discs(edges: str) -> None:
    array = disc_array(LON, LAT, RADII_M, edges=edges, vertices=16)

    read = gpd.GeoSeries.from_arrow(array)
    assert read.crs.to_epsg() == 4326
    assert set(read.geom_type) == {"MultiPolygon"}
    expected = discs(LON, LAT, RADII_M, edges=edges, vertices=16)
    for one, other in zip(read, expected, strict=True):
        same = other if other.geom_type == "MultiPolygon" else shapely.MultiPolygon([other])
        assert shapely.equals_exact(one, same, tolerance=1e-12)


def test_the_array_says_what_it_is_and_uses_the_coordinates_as_they_lie() -> None:
    array = disc_array(np.linspace(30, 40, 500), np.full(500, 33.0), 5556.0)

    assert array.type.extension_name == "geoarrow.multipolygon"
    assert array.type.storage_type.value_type.value_type.value_type.list_size == 2
    *_, coordinates = [buffer for buffer in array.storage.buffers() if buffer is not None]
    # 500 rings of 65 points of 16 bytes, and nothing else.
    assert coordinates.size == 500 * 65 * 16


def test_the_array_goes_through_a_parquet_file(tmp_path: object) -> None:
    path = f"{tmp_path}/discs.parquet"
    table = pa.table({"geometry": disc_array(LON, LAT, RADII_M)})
    parquet.write_table(table, path)

    field = parquet.read_schema(path).field("geometry")
    assert field.metadata[b"ARROW:extension:name"] == b"geoarrow.multipolygon"
    assert b"EPSG:4326" in field.metadata[b"ARROW:extension:metadata"]
    read = gpd.GeoDataFrame.from_arrow(parquet.read_table(path))
    assert len(read) == len(LON)


def test_no_discs_are_an_empty_array() -> None:
    assert len(disc_array([], [], 5556.0)) == 0
