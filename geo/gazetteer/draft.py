"""A place while it is being compiled, with all its names."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Geod

from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Draft", "Name", "city_radius_m", "covering_radius_m"]

_WGS84 = Geod(ellps="WGS84")

# A disc of this density holds a city's people: a round figure of majal's own (docs/precision.md).
_PEOPLE_PER_KM2 = 5_000


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place, its language (``en`` for any Latin spelling, ``ar``) and whether it is the usual one."""

    text: str
    lang: str
    preferred: bool = False


@dataclass(slots=True)
class Draft:
    """What a compiler step knows of one place."""

    id: str
    name: str
    name_ar: str
    lon: float
    lat: float
    feature: str
    precision: Precision
    radius_m: float
    country: str = ""
    admin1: str = ""
    population: int = 0
    shape: bytes | None = None
    names: list[Name] = field(default_factory=list)

    def all_names(self) -> list[Name]:
        """Return the preferred names first, then the others."""
        own = [Name(self.name, "en", preferred=True)] if self.name else []
        if self.name_ar:
            own.append(Name(self.name_ar, "ar", preferred=True))
        return own + self.names


def city_radius_m(population: int, precision: Precision) -> float:
    """Return the radius in metres of the disc that a city of so many people fills, never under its class's default."""
    default = PRECISION[precision].radius_m or 0
    return max(default, round(1_000 * math.sqrt(population / _PEOPLE_PER_KM2 / math.pi), -2))


def covering_radius_m(lon: float, lat: float, shape: BaseGeometry) -> float:
    """Return the greatest geodesic distance in metres from the point to the shape's vertices, rounded up to 100 m."""
    lons, lats = shapely.get_coordinates(shape).T
    reach_m = _WGS84.inv(np.full_like(lons, lon), np.full_like(lats, lat), lons, lats)[2]
    return float(np.ceil(reach_m.max() / 100) * 100)
