"""Discs as Arrow arrays, ready for a GeoParquet file or another program, without a shapely object each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from geo.circle import circles
from geo.geodesy import discs, laid_out

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.sag import EdgeFit

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["disc_array"]

# GeoArrow, version 0.2: https://geoarrow.org/extension-types
_NAME = "geoarrow.multipolygon"
_METADATA = json.dumps({"crs": "EPSG:4326", "crs_type": "authority_code"}).encode()


class _MultiPolygonType(pa.ExtensionType):  # type: ignore[misc] # pyarrow has no types
    """Multipolygons as GeoArrow names them, for whoever reads the array."""

    def __init__(self, storage: pa.DataType) -> None:
        super().__init__(storage, _NAME)

    def __arrow_ext_serialize__(self) -> bytes:
        return _METADATA

    @classmethod
    def __arrow_ext_deserialize__(cls, storage: pa.DataType, serialized: bytes) -> _MultiPolygonType:
        return cls(storage)


def disc_array(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    radius_m: npt.ArrayLike,
    *,
    vertices: int = 64,
    edges: EdgeFit = "inscribed",
) -> pa.ExtensionArray:
    """Return discs as a GeoArrow array.

    Parameters
    ----------
    lon, lat, radius_m, vertices, edges
        As for `geo.geodesy.discs`.

    Returns
    -------
    pyarrow.ExtensionArray
        Shape (n,), ``geoarrow.multipolygon`` in EPSG:4326, coordinates interleaved and used as they lie in memory. The
        same areas as `geo.geodesy.discs` gives; all are multipolygons, since one that is cut has two parts.

    Raises
    ------
    SettingError
        As for `geo.geodesy.discs`.
    """
    plan = laid_out(lon, lat, radius_m, vertices, edges)
    cut = discs(plan.lon[plan.cut], plan.lat[plan.cut], plan.radius_m[plan.cut], vertices=vertices, edges=edges)
    # A disc has no holes, so each of its parts is one ring.
    parts, row = shapely.get_parts(cut, return_index=True)
    points, part = shapely.get_coordinates(parts, return_index=True)
    parts_of = np.ones(len(plan.cut), dtype=np.intp)
    parts_of[plan.cut] = np.bincount(row, minlength=len(cut))
    is_cut = np.repeat(plan.cut, parts_of)
    points_of = np.full(len(is_cut), vertices + 1)
    points_of[is_cut] = np.bincount(part, minlength=len(parts))
    part_ends, point_ends = _ends(parts_of), _ends(points_of)
    filled = np.empty((point_ends[-1], 2))
    filled[np.flatnonzero(np.repeat(is_cut, points_of))] = points
    whole = ~plan.cut
    starts = point_ends[part_ends[:-1][whole]]
    # The rings of whole discs, each from where it starts.
    size = (min(vertices + 1, len(filled)), 2)
    windows = np.lib.stride_tricks.sliding_window_view(filled, size, writeable=True)
    for rows, ring in circles(plan.lon[whole], plan.lat[whole], plan.reach_m[whole], vertices):
        windows[starts[rows], 0] = ring
    return _array(filled, point_ends, part_ends)


def _ends(counts: Indices) -> Indices:
    return np.concatenate([[0], np.cumsum(counts)])


def _array(points: Floats, point_ends: Indices, part_ends: Indices) -> pa.ExtensionArray:
    pairs = pa.FixedSizeListArray.from_arrays(pa.array(points.ravel()), type=pa.list_(pa.field("xy", pa.float64()), 2))
    rings = pa.ListArray.from_arrays(pa.array(point_ends, pa.int32()), pairs)
    polygons = pa.ListArray.from_arrays(pa.array(np.arange(len(point_ends)), pa.int32()), rings)
    storage = pa.ListArray.from_arrays(pa.array(part_ends, pa.int32()), polygons)
    return pa.ExtensionArray.from_storage(_MultiPolygonType(storage.type), storage)
