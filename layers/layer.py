"""A layer: data, how to draw it, what its legend says, whom to credit. Knows nothing of any map library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    from layers.text import Text

__all__ = ["HUES", "RAMP", "SHAPES", "Layer", "LegendEntry", "Raster"]

SHAPES = (
    "dot",  # filled dot: a point is honest
    "dot_ring",  # dot in a thin ring of its radius
    "ring",  # dashed ring without a dot
    "hatch",  # hatched area: the region's own shape
    "outline",  # dotted outline, and the list
    "unknown",  # dashed grey
    "diamond",  # facility
    "diamond_open",  # facility that a person inferred
    "line",  # dashed line between two ends
    "zone",  # thin ring: a buffer zone
    "measure",  # a line drawn to scale with end ticks: a distance, no zone
    "cell",  # a filled square: one class of a grid
)

# From the least to the most, told apart by lightness alone.
RAMP = ("ramp-1", "ramp-2", "ramp-3", "ramp-4", "ramp-5", "ramp-6")

HUES = ("strike", "airspace", "coordination", "notice", "facility", "campaign", "other", *RAMP)


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend, which is also one leaf of the layer tree.

    Attributes
    ----------
    key
        Unique in the layer; each row of a table names its entry in the column ``legend``.
    group
        The branch it stands under; branches with the same words are one, across layers.
    label
        What the line says, in the words a reader uses.
    shape, hue
        One of `SHAPES` and one of `HUES`.
    """

    key: str
    group: Text
    label: Text
    shape: str
    hue: str


@dataclass(frozen=True, slots=True)
class Raster:
    """A grid on the ground: north up, one band, drawn in classes.

    Attributes
    ----------
    values
        Shape (rows, columns), the northernmost row first; 0 where there is nothing, NaN where it is not known.
    bounds
        West, south, east, north in the units of `crs`.
    crs
        Any text that PROJ reads.
    unit
        Of the values, in both languages.
    tops
        The classes' upper ends, rising, each in the class that it ends. The layer's legend has one entry of the
        shape ``cell`` for each of them, in the same order: its hue is the class's colour. Empty where all is 0.
    """

    values: npt.NDArray[np.float64]
    bounds: tuple[float, float, float, float]
    crs: str
    unit: Text
    tops: tuple[float, ...] = ()

    def classes(self) -> npt.NDArray[np.uint8]:
        """Return each cell's class: 0 where nothing is drawn, else the place in `tops` counted from 1."""
        # A value that rounding puts just over a top is in its class.
        found = np.searchsorted(np.asarray(self.tops) * (1 + 1e-9), self.values) + 1
        return np.where(self.values > 0, found, 0).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a map.

    Attributes
    ----------
    name
        Unique in a map; letters, digits, ``-`` and ``_``: it names files and tables.
    kind
        The layer kind that built it.
    title
        In both languages.
    data
        A table in EPSG:4326 or a raster. A table has the event columns (`layers.events.COLUMNS`; links have
        `LINK_COLUMNS` and a geometry), a column ``claims`` with the claims as records, a column ``legend``
        that names a `LegendEntry`, and a column ``subject`` with the id of the record that a popup tells of. Where a
        row is drawn as a geodesic disc around ``lon``, ``lat``, ``disc_m`` is its radius in metres, else NaN.
        A raster has no rows: its legend's entries are its classes.
    legend
        Its lines, in the order in which they are shown.
    attribution, licence
        Whom to credit for the data, and under which terms, where the source says.
    """

    name: str
    kind: str
    title: Text
    data: gpd.GeoDataFrame | Raster
    legend: tuple[LegendEntry, ...] = ()
    attribution: str = ""
    licence: str = ""
    notes: tuple[Text, ...] = field(default=())
