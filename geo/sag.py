"""How straight edges stand for a circle on the Earth: where their vertices lie, and how far the edges leave it.

Edges are straight in longitude and latitude, as every format and every map has them. Such an edge is no geodesic: at
latitude φ and heading α it bends by ``sin α (1 + cos² α) tan φ / R``, never more than ``1.09 tan φ / R`` (from the
definition of geodesic curvature, on a sphere). A chord of a circle of radius r leaves it by ``r (1 - cos(π / n))``,
a bend of 1 / r; so the edge leaves it by at most ``1 + 1.09 (r / R) tan φ`` times as much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from geo.errors import SettingError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["EDGES", "SHORTEST_DEGREE_M", "EdgeFit", "bend", "checked_edges", "chord_sag", "sag_m", "vertex_radii_m"]

EdgeFit = Literal["inscribed", "circumscribed", "equal_area"]
EDGES: tuple[str, ...] = get_args(EdgeFit)

# No degree of latitude is shorter (110,574 m at the equator), so this never takes a disc for smaller than it is.
SHORTEST_DEGREE_M = 110_574.0

# The sharpest radius of curvature of WGS 84 (along the meridian, at the equator), and 4 / 3 * sqrt(2 / 3) with a
# hundredth more for the ellipsoid.
_SHARPEST_M = 6_335_439.0
_BEND = 1.1


def chord_sag(turn: npt.ArrayLike) -> Floats:
    """Return how far the chord of a part of a circle leaves it, as a part of the radius; `turn` in degrees."""
    return np.asarray(1 - np.cos(np.radians(turn) / 2), dtype=np.float64)


def bend(lat: npt.ArrayLike, radius_m: npt.ArrayLike) -> Floats:
    """Return the bend of edges straight in degrees as a part of the circle's own: infinite where it reaches a pole."""
    reach = np.radians(np.abs(lat) + np.asarray(radius_m) / SHORTEST_DEGREE_M)
    poleward = np.tan(np.minimum(reach, np.pi / 2))
    return np.where(reach < np.pi / 2, _BEND * np.asarray(radius_m) / _SHARPEST_M * poleward, np.inf)


def sag_m(lat: npt.ArrayLike, radius_m: npt.ArrayLike, vertices: int = 64) -> Floats:
    """Return how far the edges of a disc may leave the circle through its vertices.

    Parameters
    ----------
    lat
        Latitude of the centre in degrees.
    radius_m
        Distance of the vertices from the centre in metres.
    vertices
        As given to `geo.geodesy.discs`, at least 8.

    Returns
    -------
    ndarray
        Metres, an upper bound: every point of every edge lies between ``radius_m - sag_m`` and
        ``radius_m + sag_m`` from the centre, and within `radius_m` where the disc holds no pole.
        0.12 % of the radius for 64 vertices, up to 0.24 % towards the poles and for radii of thousands of kilometres.
    """
    most = np.minimum(bend(lat, radius_m), 1.0)
    return np.asarray(chord_sag(360.0 / vertices) * (1 + most) * np.asarray(radius_m), dtype=np.float64)


def vertex_radii_m(lat: Floats, radius_m: Floats, vertices: int, edges: str) -> Floats:
    """Return how far from the centre the vertices of discs lie, in metres.

    Parameters
    ----------
    lat, radius_m
        Latitudes of the centres in degrees, radii of the circles meant in metres.
    vertices
        Of a full turn.
    edges
        One of `EDGES`: on the circle; so far out that no edge comes nearer than the radius; or so far out that the
        area is the disc's (in the plane: away from the poles, the rest cancels).
    """
    turn = 360.0 / vertices
    if edges == "circumscribed":
        # The bend grows with the radius, so it is taken at one that is large enough in any case.
        enough = radius_m / (1 - 2 * chord_sag(turn))
        return np.asarray(radius_m / (1 - sag_m(lat, enough, vertices) / enough), dtype=np.float64)
    if edges == "equal_area":
        return np.asarray(radius_m * np.sqrt(np.radians(turn) / np.sin(np.radians(turn))), dtype=np.float64)
    return radius_m


def checked_edges(edges: str, vertices: int, what: str) -> None:
    """Raise `SettingError` unless edges and vertices mean something."""
    if edges not in EDGES:
        raise SettingError(f"{what}: expected edges {', '.join(EDGES)}, got {edges!r}")
    if vertices < 8:
        raise SettingError(f"{what}: expected at least 8 vertices, got {vertices}")
