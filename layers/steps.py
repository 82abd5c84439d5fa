"""The round numbers 1, 2, 5, 10, 20, 50 and so on: bounds of classes, sizes of cells."""

from __future__ import annotations

import math

__all__ = ["number", "step"]

_ROUND = (1, 2, 5)
# A number that a sum of floats misses by its last digits is reached.
_SLACK = 1e-9


def number(place: int) -> float:
    """Return a round number by its place: 0 is 1, 1 is 2, 2 is 5, 3 is 10, -1 is 0.5."""
    power, which = divmod(place, len(_ROUND))
    return float(f"{_ROUND[which]}e{power}")


def step(value: float) -> int:
    """Return the place of the first round number that is not below `value`, which is over 0."""
    place = len(_ROUND) * math.floor(math.log10(value))
    while number(place) < value * (1 - _SLACK):
        place += 1
    return place
