"""Rasters named on the command line and in recipes: opened safely, listed with their digest, missed when missing."""

from __future__ import annotations

import csv
import hashlib
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from geo.errors import FileError, SettingError
from outputs.build import build
from outputs.check import check
from outputs.cli.main import app
from outputs.inputs import open_input
from outputs.rasters import open_raster
from outputs.recipe import check_recipe

if TYPE_CHECKING:
    from pathlib import Path

TABLE = (
    "id,title,date,lat,lon,precision\na,A strike,2015-11-03,34.5,37.5,exact\nb,Another,2015-11-03,34.5,37.5,village\n"
)
RECIPE = """[[source]]
path = "t.csv"
[[layer]]
kind = "exposure"
radius = "10km"
raster = "people.tif"
values = "count"
[[output]]
format = "csv"
path = "e.csv"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE)
    (tmp_path / "r.toml").write_text(RECIPE)
    profile = {"driver": "GTiff", "count": 1, "height": 4, "width": 4, "dtype": "float32", "crs": "EPSG:4326"}
    to = Affine(1.0, 0.0, 36.0, 0.0, -1.0, 36.0)
    with rasterio.open(tmp_path / "people.tif", "w", transform=to, **profile) as raster:
        raster.write(np.full((4, 4), 1000.0, dtype=np.float32), 1)
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_recipe_builds_with_its_raster_and_lists_it(folder: Path) -> None:
    build(folder / "r.toml", folder / "out")

    assert [row["subject"] for row in rows(folder / "out/e.csv")] == ["a", "b"]
    assert float(rows(folder / "out/e.csv")[0]["exposed_best"]) == pytest.approx(1000 * np.pi / 101.8, rel=0.01)
    inputs = {each["path"]: each for each in json.loads((folder / "out/manifest.json").read_text())["inputs"]}
    data = (folder / "people.tif").read_bytes()
    assert inputs["people.tif"]["sha256"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    assert inputs["people.tif"]["size"] == len(data)


def test_two_builds_give_the_same_bytes_and_another_raster_another_build(folder: Path) -> None:
    build(folder / "r.toml", folder / "one")
    build(folder / "r.toml", folder / "two")
    assert (folder / "one/e.csv").read_bytes() == (folder / "two/e.csv").read_bytes()
    assert build(folder / "r.toml", folder / "one").written == ()

    with rasterio.open(folder / "people.tif", "r+") as raster:
        raster.write(np.full((4, 4), 2000.0, dtype=np.float32), 1)
    assert build(folder / "r.toml", folder / "one").written == (folder / "one/e.csv",)
    assert float(rows(folder / "one/e.csv")[0]["exposed_best"]) > 1.9 * float(
        rows(folder / "two/e.csv")[0]["exposed_best"]
    )


def test_a_missing_raster_is_told_by_check_and_by_build(folder: Path) -> None:
    assert check(open_input(folder / "r.toml")).faults == []
    (folder / "people.tif").unlink()

    (fault,) = check(open_input(folder / "r.toml")).faults
    assert (fault.row, fault.column, fault.message, fault.got) == (6, "raster", "there is no such file", "'people.tif'")
    with pytest.raises(FileError, match=r"people\.tif: there is no such file"):
        build(folder / "r.toml", folder / "out")


@pytest.mark.parametrize(
    ("old", "new", "column", "message"),
    [
        ('"people.tif"', "7", "raster", "no text"),
        ('raster = "people.tif"\n', "", "raster", "setting missing"),
        ('values = "count"\n', "", "values", "setting missing"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(old: str, new: str, column: str, message: str) -> None:
    (fault,) = check_recipe(RECIPE.replace(old, new).encode(), "r.toml")

    assert (fault.column, fault.message) == (column, message)


def test_an_output_does_not_replace_the_raster(folder: Path) -> None:
    (folder / "r.toml").write_text(
        RECIPE.replace('"e.csv"', '"people.tif"').replace('format = "csv"', 'format = "csv"')
    )
    before = (folder / "people.tif").read_bytes()

    with pytest.raises(Exception, match="is also the input"):
        build(folder / "r.toml", folder, overwrite=True)
    assert (folder / "people.tif").read_bytes() == before


@pytest.mark.parametrize(
    "name", ["/vsicurl/http://a.example/p.tif", "http://a.example/p.tif", "/vsizip/p.zip/p.tif", "s3://bucket/p.tif"]
)
def test_no_address_is_followed(folder: Path, name: str) -> None:
    (folder / "r.toml").write_text(RECIPE.replace("people.tif", name))

    with pytest.raises(FileError, match=r"there is no such file|is an address"):
        build(folder / "r.toml", folder / "out")


def test_only_a_geotiff_is_opened_and_nothing_beside_it(folder: Path) -> None:
    (folder / "v.tif").write_text('<VRTDataset rasterXSize="4" rasterYSize="4"></VRTDataset>')
    with pytest.raises(FileError, match="is no GeoTIFF that can be read"), open_raster(folder / "v.tif"):
        pass
    with pytest.raises(FileError, match="is a folder"), open_raster(folder):
        pass

    aux = '<PAMDataset><Metadata><MDI key="source">told beside it</MDI></Metadata></PAMDataset>'
    (folder / "people.tif.aux.xml").write_text(aux)
    with open_raster(folder / "people.tif") as raster:
        assert "source" not in raster.tags()


def test_the_command_takes_a_raster_and_tells_what_it_is(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    given = ["--radius", "10km", "--raster", str(folder / "people.tif"), "--values", "count"]
    app(["layer", "exposure", str(folder / "t.csv"), "-o", str(folder / "o.csv"), *given], standalone_mode=False)

    assert len(rows(folder / "o.csv")) == 2
    told = capfd.readouterr().err
    assert "Raster: cells of 1° × 1°" in told
    assert "date as the file tells: unknown" in told
    assert "nothing counted twice" in told


def test_a_wrong_band_is_told_with_the_layer(folder: Path) -> None:
    (folder / "r.toml").write_text(RECIPE.replace('values = "count"', 'values = "count"\nband = 3'))

    with pytest.raises(SettingError, match=r"layer exposure: .*expected a band from 1 to 1, got 3"):
        build(folder / "r.toml", folder / "out")
