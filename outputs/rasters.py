"""Rasters that layer kinds are given: files opened here, and never a file or an address that one points to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import rasterio
from rasterio.errors import RasterioError

from geo.errors import FileError
from layers.kinds import kinds
from layers.registry import pick
from outputs.inputs import refuse_addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rasterio.io import DatasetReader

    from layers.kinds import Parameter

__all__ = ["local_file", "open_raster", "raster_names", "with_rasters"]

# No files beside the raster are looked for: they could name others. The cache is that of a row of blocks.
_GDAL = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": 128}


def raster_names(kind: str, settings: Mapping[str, Any]) -> list[str]:
    """Return the rasters that a layer's settings name, as they are written there."""
    return [str(settings[each.name]) for each in _declared(kind) if each.name in settings]


def _declared(kind: str) -> list[Parameter]:
    return [each for each in pick(kinds(), kind, "layer kind").parameters if each.type == "raster"]


@contextlib.contextmanager
def with_rasters(kind: str, settings: Mapping[str, Any], folder: Path) -> Iterator[dict[str, Any]]:
    """Give a layer's settings with its rasters open, until the block ends.

    Parameters
    ----------
    kind, settings
        As for `layers.kinds.build`, rasters as paths.
    folder
        From which the paths count.

    Raises
    ------
    FileError
        As for `open_raster`.
    """
    ready = dict(settings)
    with contextlib.ExitStack() as stack:
        for parameter in _declared(kind):
            if parameter.name in ready:
                ready[parameter.name] = stack.enter_context(open_raster(folder / str(ready[parameter.name])))
        yield ready


@contextlib.contextmanager
def open_raster(path: Path) -> Iterator[DatasetReader]:
    """Open a GeoTIFF, until the block ends.

    Parameters
    ----------
    path
        The file; nothing beside it is read, and no other kind of raster, of which some point to other files.

    Raises
    ------
    FileError
        It is an address, missing, a folder, or no GeoTIFF that can be read.
    """
    path = local_file(path)
    with contextlib.ExitStack() as stack:
        stack.enter_context(rasterio.Env(**_GDAL))
        try:
            raster = stack.enter_context(rasterio.open(path, driver="GTiff"))
        except RasterioError as problem:
            raise FileError(f"{path}: is no GeoTIFF that can be read; make one of it with gdal_translate") from problem
        yield raster


def local_file(path: Path) -> Path:
    """Return the absolute path of a file that is there.

    Raises
    ------
    FileError
        It is an address, missing or a folder.
    """
    refuse_addresses(path)
    if not path.is_file():
        raise FileError(f"{path}: {'is a folder; expected a file' if path.is_dir() else 'there is no such file'}")
    return path.resolve()
