"""What is drawn, as one table of features, and their outlines on one continuous stretch of the globe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.antimeridian import span
from geo.errors import InputError
from layers.layer import Raster
from outputs.print.view import Box, world, wrapped
from outputs.web.grid import degrees_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from layers.layer import Layer, LegendEntry

__all__ = ["BOX", "Features", "Outlines", "gather", "outlines"]

BOX = ("left", "top", "right", "bottom")
# Columns that drawing and counting need; a layer may lack any of them.
_TEXTS = ("subject", "status", "kind", "precision", "place_name", "place_name_ar", "title", "title_ar")
_NUMBERS = ("radius_m", "lon", "lat")


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes as vertices in world units, those of a shape together.

    Attributes
    ----------
    at
        Vertices, (n, 2).
    starts
        Where a ring or line begins, (n,).
    cut
        Where the stroke to a vertex is a cut at the antimeridian or a pole, and no edge, (n,).
    ends
        Where each shape ends, (shapes,).
    """

    at: npt.NDArray[np.float64]
    starts: npt.NDArray[np.bool_]
    cut: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Features:
    """Everything that layers draw.

    Attributes
    ----------
    table
        One row a feature: ``shape``, ``dimension`` (0 for a point), ``entry`` (a number of `entries`), ``radius_m``,
        ``lon`` and ``lat`` of the record's own point, the texts of the record that it tells of, and the columns of
        `BOX` in world units.
    entries
        Lines of the legend; lines with the same words and look are one, across layers.
    west
        Where the globe is cut so that what is drawn lies together, degrees.
    grids
        Left, top, right, bottom of each grid in world units, (grids, 4).
    """

    table: pd.DataFrame
    entries: tuple[LegendEntry, ...]
    west: float
    grids: npt.NDArray[np.float64]

    def extent(self) -> Box:
        """Return what must be seen, in world units; without anything drawn, the Earth without its poles."""
        boxes = np.vstack((self.boxes(), self.grids))
        if not len(boxes):
            return Box(0.0, 0.15, 1.0, 0.8)
        return Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())

    def boxes(self) -> npt.NDArray[np.float64]:
        """Return left, top, right, bottom of each feature in world units, (features, 4)."""
        return self.table[list(BOX)].to_numpy(dtype=np.float64)

    def looks(self) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
        """Return the shape and the hue of each feature's line of the legend."""
        at = self.table["entry"].to_numpy(dtype=np.intp)
        shapes = np.array([entry.shape for entry in self.entries], dtype=object)
        hues = np.array([entry.hue for entry in self.entries], dtype=object)
        return shapes[at], hues[at]


def gather(layers: Sequence[Layer]) -> Features:
    """Put the features of all layers that are tables into one.

    Raises
    ------
    InputError
        A row names a legend entry that its layer does not have.
    """
    entries: dict[LegendEntry, int] = {}
    tables = [_features(layer, layer.data, entries) for layer in layers if isinstance(layer.data, gpd.GeoDataFrame)]
    columns = ["shape", "dimension", "entry", *_NUMBERS, *_TEXTS]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({name: [] for name in columns})
    grids = np.array([degrees_around(one.data) for one in layers if isinstance(one.data, Raster) and one.data.tops])
    west = _west(table["shape"].to_numpy(), grids.reshape(-1, 4))
    table[list(BOX)] = _boxes(table["shape"].to_numpy(), west)
    return Features(table, tuple(entries), west, _placed(grids.reshape(-1, 4), west))


def _features(layer: Layer, data: gpd.GeoDataFrame, entries: dict[LegendEntry, int]) -> pd.DataFrame:
    shapes = data.geometry.to_numpy()
    kept = shapely.is_geometry(shapes) & ~shapely.is_empty(shapes)
    data, shapes = data[kept], shapes[kept]
    # The key tells entries of one layer apart, the words and the look those of a map.
    numbers = {entry.key: entries.setdefault(replace(entry, key=""), len(entries)) for entry in layer.legend}
    named = data["legend"].map(numbers)
    if named.isna().any():
        key = data["legend"][named.isna()].iloc[0]
        raise InputError(
            f"layer {layer.name!r}: a row names the legend entry {key!r}; the layer has: {', '.join(numbers) or 'none'}"
        )
    texts = {name: data[name].fillna("").astype(str).to_numpy() if name in data else "" for name in _TEXTS}
    measures = {
        name: data[name].to_numpy(dtype=np.float64, na_value=np.nan) if name in data else np.nan for name in _NUMBERS
    }
    return pd.DataFrame(
        {
            "shape": shapes,
            "dimension": shapely.get_dimensions(shapes),
            "entry": named.to_numpy(dtype=np.intp),
            **measures,
            **texts,
        },
        index=range(len(shapes)),
    )


def _west(shapes: npt.NDArray[np.object_], grids: npt.NDArray[np.float64]) -> float:
    boxes = np.vstack((shapely.bounds(shapely.get_parts(shapes)).reshape(-1, 4), grids))
    return span(boxes)[0] if len(boxes) else -180.0


def _boxes(shapes: npt.NDArray[np.object_], west: float) -> npt.NDArray[np.float64]:
    if not len(shapes):
        return np.empty((0, 4))
    parts, of = shapely.get_parts(shapes, return_index=True)
    boxes = _placed(shapely.bounds(parts), west)
    first = np.searchsorted(of, np.arange(len(shapes)))
    return np.hstack((np.minimum.reduceat(boxes[:, :2], first), np.maximum.reduceat(boxes[:, 2:], first)))


def _placed(bounds: npt.NDArray[np.float64], west: float) -> npt.NDArray[np.float64]:
    """Return boxes of west, south, east, north as left, top, right, bottom in world units."""
    turned = _turned((bounds[:, 0] + bounds[:, 2]) / 2, west)
    return np.hstack((world(bounds[:, 0] + turned, bounds[:, 3]), world(bounds[:, 2] + turned, bounds[:, 1])))


def _turned(middle: npt.NDArray[np.float64], west: float) -> npt.NDArray[np.float64]:
    """Return by how many degrees pieces with these middles move, so that those cut at the antimeridian meet."""
    moved: npt.NDArray[np.float64] = wrapped(middle, west) - middle
    return moved


def outlines(shapes: npt.NDArray[np.object_], west: float) -> Outlines:
    """Return lines and areas in world units, each piece moved as a whole to the turn of the globe from `west` on.

    Outer rings turn one way and holes the other, so that either rule of filling leaves the holes open.
    """
    parts, of = shapely.get_parts(shapes, return_index=True)
    area = shapely.get_dimensions(parts) == 2
    rings, of_part = shapely.get_rings(shapely.orient_polygons(parts[area]), return_index=True)
    line = shapely.get_dimensions(parts) == 1
    pieces = np.concatenate([rings, parts[line]])
    owner = np.concatenate([of[area][of_part], of[line]])
    order = np.argsort(owner, kind="stable")
    pieces, owner = pieces[order], owner[order]
    is_ring = np.concatenate([np.ones(len(rings), dtype=bool), np.zeros(int(line.sum()), dtype=bool)])[order]
    degrees, of_piece = shapely.get_coordinates(pieces, return_index=True)
    bounds = shapely.bounds(pieces).reshape(-1, 4)
    shift = _turned((bounds[:, 0] + bounds[:, 2]) / 2, west)
    at = world(degrees[:, 0] + shift[of_piece], degrees[:, 1])
    starts = np.diff(of_piece, prepend=-1) > 0
    ends = np.searchsorted(owner[of_piece], np.arange(len(shapes)), side="right")
    return Outlines(at, starts, _cuts(degrees, starts) & is_ring[of_piece], ends)


def _cuts(degrees: npt.NDArray[np.float64], starts: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    far = np.abs(degrees)
    before = np.roll(far, 1, axis=0)
    along = ((far[:, 0] == 180) & (before[:, 0] == 180)) | ((far[:, 1] == 90) & (before[:, 1] == 90))
    cuts: npt.NDArray[np.bool_] = along & ~starts
    return cuts
