"""Cloud Optimized GeoTIFF: one grid, as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rasterio
from rasterio import Affine
from rasterio.io import MemoryFile
from rio_cogeo.cogeo import cog_translate
from rio_cogeo.profiles import cog_profiles

from geo.errors import OutputError
from layers.layer import Raster
from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

_BLOCK = 512


def write(layers: Sequence[Layer], path: Path, _page: Page) -> None:
    """Write the one grid, and in tags its title, unit, classes, notes and credits.

    Raises
    ------
    OutputError
        There is not exactly one layer, or it is no grid.
    """
    layer, raster = _grid(layers)
    rows, columns = raster.values.shape
    west, south, east, north = raster.bounds
    with MemoryFile() as plain:
        with plain.open(
            driver="GTiff",
            width=columns,
            height=rows,
            count=1,
            dtype="float64",
            crs=raster.crs,
            transform=Affine((east - west) / columns, 0.0, west, 0.0, (south - north) / rows, north),
            nodata=float("nan"),
        ) as file:
            file.write(raster.values, 1)
            file.set_band_description(1, layer.title.en)
            file.update_tags(**_tags(layer, raster))
        with plain.open() as file:
            _optimized(file, path)


def _optimized(file: rasterio.DatasetReader, path: Path) -> None:
    cog_translate(
        file,
        path,
        # The predictor for floats stores neighbours that differ little in few bytes.
        cog_profiles["deflate"] | {"blockxsize": _BLOCK, "blockysize": _BLOCK, "predictor": 3},
        # Smaller pictures of the grid keep its mean, and so its total.
        overview_resampling="average",
        forward_band_tags=True,
        in_memory=True,
        quiet=True,
    )


def _grid(layers: Sequence[Layer]) -> tuple[Layer, Raster]:
    if len(layers) != 1:
        names = ", ".join(layer.name for layer in layers) or "none"
        raise OutputError(f"a GeoTIFF holds one grid; got {len(layers)} layers: {names}. Write one file for each")
    (layer,) = layers
    if not isinstance(layer.data, Raster):
        raise OutputError(f"layer {layer.name!r} is a table; a GeoTIFF holds a grid, such as the kind density")
    return layer, layer.data


def _tags(layer: Layer, raster: Raster) -> dict[str, str]:
    told = {
        "TITLE": layer.title.en,
        "TITLE_AR": layer.title.ar,
        "UNIT": raster.unit.en,
        "UNIT_AR": raster.unit.ar,
        "CLASS_TOPS": " ".join(f"{top:.9g}" for top in raster.tops),
        "NOTES": "\n".join(note.en for note in layer.notes),
        "NOTES_AR": "\n".join(note.ar for note in layer.notes),
        "ATTRIBUTION": layer.attribution,
        "LICENCE": layer.licence,
    }
    return {name: words for name, words in told.items() if words}


FORMAT = Format("cog", "Cloud Optimized GeoTIFF, for one grid", (".tif", ".tiff"), write, check=_grid)
