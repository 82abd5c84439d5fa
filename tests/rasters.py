"""Rasters made in memory, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rasterio import Affine
from rasterio.io import MemoryFile

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

NODATA = -9999.0


def raster_of(
    values: np.ndarray,
    left: float,
    top: float,
    cell: float,
    *,
    crs: str = "EPSG:4326",
    nodata: float | None = NODATA,
    tags: dict[str, str] | None = None,
    unit: str = "",
    **profile: object,
) -> DatasetReader:
    """Return an open GeoTIFF with these values, north up, with square cells."""
    bands = np.atleast_3d(values.T).T
    count, rows, columns = bands.shape
    file = MemoryFile()
    with file.open(
        driver="GTiff",
        count=count,
        height=rows,
        width=columns,
        dtype=values.dtype,
        crs=crs,
        transform=Affine(cell, 0.0, left, 0.0, -cell, top),
        nodata=nodata,
        **profile,
    ) as raster:
        raster.write(bands)
        raster.update_tags(**(tags or {}))
        if unit:
            raster.units = [unit] * count
    return file.open()
