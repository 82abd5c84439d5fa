"""GeoTIFFs of grids: cloud optimized as others check it, and the same grid when read back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import rasterio
from rio_cogeo.cogeo import cog_validate

from geo.errors import OutputError
from layers.layer import Layer, Raster
from layers.text import Text
from outputs.build import build
from outputs.formats import formats
from outputs.write import format_of, write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from outputs.page import Page

    Majal = Callable[..., subprocess.CompletedProcess[str]]

# rasterio multiplies its transforms in a way that affine means to take back some day.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")

SIDE = 5_000.0


def _grid(rows: int = 700, columns: int = 1100) -> Layer:
    values = np.random.default_rng(1).gamma(0.1, size=(rows, columns))
    values[values < 0.1] = 0.0
    bounds = (3.0e6, 4.0e6 - rows * SIDE, 3.0e6 + columns * SIDE, 4.0e6)
    raster = Raster(values, bounds, "EPSG:6933", Text("Events per km²", "أحداث لكل كم²"), (0.5, 5.0))
    notes = (Text("Left out: 2.", "خارجها: 2."),)
    return Layer("g", "density", Text("Density", "الكثافة"), raster, attribution="© Somebody", notes=notes)


@pytest.mark.parametrize("ending", formats()["cog"].suffixes)
def test_a_grid_is_written_cloud_optimized_and_reads_back_as_it_was(tmp_path: Path, ending: str, page: Page) -> None:
    layer = _grid()
    path = tmp_path / f"o{ending}"
    write([layer], path, page)

    valid, errors, warnings = cog_validate(path, quiet=True)
    assert (valid, errors, warnings) == (True, [], [])
    with rasterio.open(path) as file:
        assert np.array_equal(file.read(1), layer.data.values)
        assert tuple(file.bounds) == layer.data.bounds
        assert file.crs.to_epsg() == 6933
        assert np.isnan(file.nodata)
        assert file.overviews(1) == [2]
        assert file.descriptions == ("Density",)
        told = file.tags()
    assert (told["UNIT"], told["UNIT_AR"]) == ("Events per km²", "أحداث لكل كم²")
    assert told["CLASS_TOPS"] == "0.5 5"
    assert (told["NOTES"], told["NOTES_AR"], told["ATTRIBUTION"]) == ("Left out: 2.", "خارجها: 2.", "© Somebody")


def test_an_overview_keeps_the_total_of_a_grid(tmp_path: Path, page: Page) -> None:
    layer = _grid(1024, 1024)
    path = tmp_path / "o.tif"
    write([layer], path, page)

    with rasterio.open(path, overview_level=0) as file:
        assert file.shape == (512, 512)
        assert file.read(1).sum() * 4 == pytest.approx(layer.data.values.sum())


def test_what_is_not_known_stays_apart_from_nothing(tmp_path: Path, page: Page) -> None:
    layer = _grid(3, 3)
    layer.data.values[:] = [[0, 1, np.nan]] * 3
    path = tmp_path / "o.tif"
    write([layer], path, page)

    with rasterio.open(path) as file:
        assert file.read(1, masked=True).mask.tolist() == [[False, False, True]] * 3


def test_the_same_grid_gives_the_same_bytes(tmp_path: Path, page: Page) -> None:
    paths = [tmp_path / name for name in ("a.tif", "b.tif")]
    for path in paths:
        write([_grid()], path, page)

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_grid_of_nothing_is_written(tmp_path: Path, page: Page) -> None:
    layer = _grid(1, 1)
    layer.data.values[:] = 0.0
    path = tmp_path / "o.tif"
    write([replace(layer, data=replace(layer.data, tops=()))], path, page)

    assert cog_validate(path, quiet=True)[0]
    with rasterio.open(path) as file:
        assert "CLASS_TOPS" not in file.tags()


def test_tables_and_several_layers_are_refused(tmp_path: Path, layer: Layer, page: Page) -> None:
    path = tmp_path / "o.tif"

    with pytest.raises(OutputError, match="layer 'events' is a table; a GeoTIFF holds a grid"):
        write([layer], path, page)
    with pytest.raises(OutputError, match="holds one grid; got 2 layers: g, events"):
        write([_grid(), layer], path, page)
    with pytest.raises(OutputError, match="got 0 layers: none"):
        write([], path, page)
    assert list(tmp_path.iterdir()) == []
    assert format_of(path).name == "cog"


def test_one_recipe_gives_the_grid_as_a_file_and_on_the_map(tmp_path: Path, table: Path) -> None:
    recipe = tmp_path / "majal.toml"
    recipe.write_text(
        '[[source]]\npath = "' + table.name + '"\n[[layer]]\nkind = "density"\ncell = "20km"\n'
        '[[output]]\nformat = "cog"\npath = "d.tif"\n[[output]]\nformat = "html"\npath = "map.html"\n',
        encoding="utf-8",
    )

    grid, page = build(recipe, tmp_path / "out").written
    again, _ = build(recipe, tmp_path / "again").written

    assert grid.read_bytes() == again.read_bytes()
    with rasterio.open(grid) as file:
        # Five of the seven events are placed to a known extent, each somewhere in cells of 400 km2.
        assert file.read(1).sum() * 400 == pytest.approx(5)
    assert '"shape":"cell"' in page.read_text(encoding="utf-8")


def test_the_command_counts_cells(here: Majal, table: Path, tmp_path: Path) -> None:
    done = here("layer", "density", table, "--cell", "500km", "-o", tmp_path / "d.tif")

    assert done.returncode == 0, done.stderr
    assert re.search(r"layer density, \d+ cells", done.stderr)
