"""How many records lie within a distance of others, when each may have been anywhere in its footprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import shapely

from geo.geodesy import holding_disc
from geo.proximity import counts_within
from layers.footprint import footprint_radii_m, has_shape

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    Counts = npt.NDArray[np.int64]

__all__ = ["Extents"]


@dataclass(frozen=True, slots=True)
class Extents:
    """Where records may have been, as what is near is counted.

    Attributes
    ----------
    ids
        Of the records.
    core, reach_m
        A point and the radius of its disc, or a shape and 0: the record may be anywhere within reach of the core.
    middle, cover_m
        A disc that holds all of it.
    """

    ids: npt.NDArray[np.object_]
    core: npt.NDArray[np.object_]
    reach_m: npt.NDArray[np.float64]
    middle: npt.NDArray[np.object_]
    cover_m: npt.NDArray[np.float64]

    @classmethod
    def of(cls, table: gpd.GeoDataFrame) -> Self:
        """Take the records of an event table, all with a footprint (`layers.footprint.footprints`)."""
        shaped, radius_m = has_shape(table), footprint_radii_m(table)
        core = np.array(table.geometry, dtype=object)
        core[shaped] = np.asarray(table["footprint"], dtype=object)[shaped]
        middle, cover_m = core.copy(), radius_m.copy()
        for at in np.flatnonzero(shaped):
            centre, cover_m[at] = holding_disc(core[at])
            middle[at] = shapely.Point(centre)
        return cls(table["id"].to_numpy(object), core, np.where(shaped, 0.0, radius_m), middle, cover_m)

    def possibly(self, others: Extents, distance_m: float) -> Counts:
        """Count the others that may lie within the distance, without itself."""
        counts = np.zeros(len(self.ids), dtype=np.int64)
        for mine in (self.reach_m == 0, self.reach_m > 0):
            far_m = distance_m + self.reach_m[mine]
            for theirs in (others.reach_m == 0, others.reach_m > 0):
                more_m = others.reach_m[theirs]
                near = counts_within(self.core[mine], others.core[theirs], far_m, more_m=more_m)
                counts[mine] += near.astype(np.int64)
        return counts - np.isin(self.ids, others.ids)

    def surely(self, others: Extents, distance_m: float) -> Counts:
        """Count the others that lie within the distance wherever both were, without itself.

        A shape counts as the disc that holds it, which never says too much.
        """
        near = counts_within(self.middle, others.middle, distance_m - self.cover_m, more_m=-others.cover_m)
        return near.astype(np.int64) - (np.isin(self.ids, others.ids) & (distance_m - self.cover_m - self.cover_m >= 0))
