"""What a geometry is made of: parts and holes, some of which may hold nothing."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

__all__ = ["without_empty_parts"]


def without_empty_parts(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry without those of its parts and holes that hold no point.

    They are valid, yet few can write them, and GEOS 3.14 ends the process over one where it cuts edges into pieces
    (`shapely.segmentize`).

    Parameters
    ----------
    geometry
        Any; what is nested in a collection is looked through too.
    """
    if isinstance(geometry, shapely.Polygon):
        return shapely.Polygon(geometry.exterior, [hole for hole in geometry.interiors if not hole.is_empty])
    if isinstance(geometry, BaseMultipartGeometry):
        of_its_type: Any = type(geometry)
        made: BaseGeometry = of_its_type([without_empty_parts(part) for part in geometry.geoms if not part.is_empty])
        return made
    return geometry
