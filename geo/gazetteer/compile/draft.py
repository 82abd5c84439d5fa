"""A place while it is being compiled, with all its names."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from geo.place import PRECISION, Precision

__all__ = ["Draft", "Name", "city_radius_m"]

# A disc of this density holds a city's people: 5,000 a square kilometre is majal's own round figure (docs/precision.md).
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
