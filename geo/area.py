"""Areas in square metres on the WGS 84 ellipsoid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.circle import WGS84, geodesic_ends

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]

__all__ = ["area_m2", "authalic", "sector_area_m2"]

# Gauss-Legendre points on [0, 1]: exact for polynomials of degree 9 in the latitude along an edge.
_AT, _WEIGHT = np.polynomial.legendre.leggauss(5)
_SHARE = (1 + _AT) / 2

# A polygon of so many geodesic edges has the circle's area within 2e-6 of it.
_FINE = 2_000


def area_m2(geometry: BaseGeometry) -> float:
    """Return the area of polygons whose edges are straight in longitude and latitude.

    Parameters
    ----------
    geometry
        Polygons in EPSG:4326, cut at the antimeridian; whatever is no polygon has no area.

    Returns
    -------
    float
        Square metres on the ellipsoid. The area between an edge and the equator is the integral of `authalic` along it.
    """
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sum(_under_m2(polygon.exterior) - sum(_under_m2(hole) for hole in polygon.interiors) for polygon in polygons)


def _under_m2(ring: BaseGeometry) -> float:
    lon, lat = shapely.get_coordinates(ring).T
    along = lat[:-1, None] + np.diff(lat)[:, None] * _SHARE
    return float(abs((authalic(along, lat[0]) @ _WEIGHT / 2) @ np.radians(np.diff(lon)))) * WGS84.a**2 / 2


def authalic(lat: npt.ArrayLike, base: npt.ArrayLike = 0.0, es: float = WGS84.es) -> Floats:
    """Return the authalic function of latitudes above that of base latitudes.

    Parameters
    ----------
    lat, base
        Degrees.
    es
        Squared eccentricity of the ellipsoid; 0 of a sphere.

    Returns
    -------
    ndarray
        The area between the parallels, for each radian of longitude, over half the square of the equator's radius
        (J. P. Snyder, Map Projections: A Working Manual, USGS 1395, equation 3-12); as a difference of two functions it
        would lose small areas.
    """
    north, south = np.asarray(lat, dtype=np.float64), np.asarray(base, dtype=np.float64)
    e = np.sqrt(es)
    sine, base_sine = np.sin(np.radians(north)), np.sin(np.radians(south))
    # cos of the middle, which near a pole is the sine of what is left to it.
    risen = 2 * np.sin(np.radians(90 - np.abs(north + south) / 2)) * np.sin(np.radians(north - south) / 2)
    both = es * sine * base_sine
    flat = (1 - es * sine**2) * (1 - es * base_sine**2)
    lengthened = np.arctanh(e * risen / (1 - both)) / e if e else risen
    return np.asarray((1 - es) * (risen * (1 + both) / flat + lengthened), dtype=np.float64)


def sector_area_m2(lat: float, radius_m: float, start: float = 0.0, turn: float = 360.0) -> float:
    """Return the area within a geodesic radius of a place, or of the part of it between two directions.

    Parameters
    ----------
    lat
        Latitude of the centre in degrees; the longitude does not matter.
    radius_m
        Metres, from 0 to `geo.geodesy.LARGEST_RADIUS_M`.
    start, turn
        Where the part starts, in degrees clockwise from north, and how many degrees it turns clockwise.

    Returns
    -------
    float
        Square metres on the ellipsoid, within 2e-6 of it: GeographicLib's area of a fine polygon of geodesics.
    """
    lon, arc_lat = geodesic_ends(0.0, lat, start + np.linspace(turn, 0.0, _FINE), radius_m)
    # The sides are geodesics from the centre; a whole turn has none.
    tip = [] if turn == 360 else [0]
    ring = np.append(lon, np.multiply(tip, 1.0)), np.append(arc_lat, np.full(len(tip), lat))
    return abs(float(WGS84.polygon_area_perimeter(*ring)[0]))
