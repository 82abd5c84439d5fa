"""A grid as the page draws it: its classes on a Web Mercator lattice, in runs along the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj import Transformer
from rasterio import Affine
from rasterio.warp import Resampling, reproject

if TYPE_CHECKING:
    import numpy.typing as npt

    from layers.layer import Raster

    Box = tuple[float, float, float, float]

__all__ = ["degrees_around", "on_the_page"]

# The most pixels that a page is given, and how many across a cell where there are fewer: the edges of cells, which
# run askew to Mercator's rows in most projections, are then right to an eighth of a cell.
_MOST_PIXELS = 4_000_000
_FINEST = 4.0

# Web Mercator's own end.
_LIMIT_DEG = 85.0511
_MERCATOR = "EPSG:3857"
_LATTICE = 65


def on_the_page(raster: Raster) -> dict[str, Any]:
    """Return what the page's runtime reads.

    Parameters
    ----------
    raster
        In any CRS whose grid holds no pole within.

    Returns
    -------
    dict
        ``box``: west, south, east, north in degrees, east over 180 across the antimeridian; ``columns`` and ``rows`` of
        equal steps in Web Mercator within it; ``runs``: class (`Raster.classes`) and length, by turns, row after row.
        Cells keep their edges: no value is made between two cells.
    """
    box = degrees_around(raster)
    edges = _mercator(box)
    rows, columns = (int(np.ceil(cells * _fineness(raster.values.size))) for cells in raster.values.shape)
    drawn = np.zeros((rows, columns), dtype=np.uint8)
    reproject(
        raster.classes(),
        drawn,
        src_transform=_transform(raster.bounds, raster.values.shape),
        src_crs=raster.crs,
        dst_transform=_transform(edges, drawn.shape),
        dst_crs=_MERCATOR,
        resampling=Resampling.nearest,
    )
    return {"box": [round(side, 6) for side in box], "columns": columns, "rows": rows, "runs": _runs(drawn)}


def degrees_around(raster: Raster) -> Box:
    """Return west, south, east, north of a grid in degrees, no further than Web Mercator goes; east may be over 180."""
    west, south, east, north = raster.bounds
    x, y = np.meshgrid(np.linspace(west, east, _LATTICE), np.linspace(south, north, _LATTICE))
    lon, lat = Transformer.from_crs(raster.crs, "EPSG:4326", always_xy=True).transform(x, y)
    # A row that reaches over a pole, where the plane ends, is on no map.
    seen = np.isfinite(lon).all(axis=1) & np.isfinite(lat).all(axis=1)
    lon, lat = np.unwrap(lon[seen], axis=1, period=360.0), np.clip(lat[seen], -_LIMIT_DEG, _LIMIT_DEG)
    # Rows are compared by their middles, since their ends may lie on the cut, where either sign is right.
    middle = lon[:, _LATTICE // 2]
    lon = lon + (np.unwrap(middle, period=360.0) - middle)[:, None]
    west, east = float(lon.min()), float(lon.max())
    turn = 360.0 * float(np.floor((west + 180.0) / 360.0))
    low = float(lat.min()) if seen[0] else -_LIMIT_DEG
    high = float(lat.max()) if seen[-1] else _LIMIT_DEG
    return west - turn, low, east - turn, high


def _mercator(box: Box) -> Box:
    west, south, east, north = box
    _, (low, high) = Transformer.from_crs("EPSG:4326", _MERCATOR, always_xy=True).transform((0.0, 0.0), (south, north))
    # Metres at the equator, linear in longitude: beyond ±180 it runs on.
    metres = np.pi * 6_378_137.0 / 180.0
    return west * metres, low, east * metres, high


def _transform(box: Box, shape: tuple[int, ...]) -> Affine:
    west, south, east, north = box
    return Affine((east - west) / shape[1], 0.0, west, 0.0, (south - north) / shape[0], north)


def _fineness(cells: int) -> float:
    return min(_FINEST, float(np.sqrt(_MOST_PIXELS / cells)))


def _runs(classes: npt.NDArray[np.uint8]) -> list[int]:
    flat = classes.ravel()
    starts = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    lengths = np.diff(starts, append=flat.size)
    return np.column_stack([flat[starts], lengths]).ravel().tolist()
