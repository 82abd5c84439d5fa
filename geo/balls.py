"""A tree of balls: points, the balls around sixteen of them, around thirty-two, and so on to one around all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Balls", "Level"]


@dataclass(frozen=True, slots=True)
class Level:
    """Balls that hold `size` points each, in the order of the tree; the last may hold fewer.

    Attributes
    ----------
    size
        How many points.
    centre, radius_m
        Shape (k, 3) and (k,), metres.
    """

    size: int
    centre: Floats
    radius_m: Floats

    def reduced(self, over: np.ufunc, values: Floats) -> Floats:
        """Return the sum, the least or the most of values of the points, for each ball."""
        return np.asarray(over.reduceat(values, np.arange(0, len(values), self.size)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Balls:
    """Points in space, in an order in which neighbours stand together, and the balls around them.

    Attributes
    ----------
    order
        Where each point of the tree stood in what was given, shape (n,).
    levels
        From the one ball around all points down to the smallest; each ball holds two of the level below.
    """

    order: Indices
    levels: tuple[Level, ...]

    @classmethod
    def around(cls, points: Floats, leaf: int, own_m: Floats | None = None) -> Self:
        """Build the tree of points, shape (n, 3), n over 0, or of balls whose radii are `own_m`."""
        order = _order(points, leaf)
        own = np.zeros(len(points)) if own_m is None else own_m[order]
        depth = _depth(len(points), leaf)
        return cls(order, tuple(_level(points[order], own, leaf << up) for up in range(depth, -1, -1)))


def _depth(count: int, leaf: int) -> int:
    return int(np.ceil(np.log2(max(1.0, count / leaf))))


def _order(points: Floats, leaf: int) -> Indices:
    """Halve the points along the widest side of their box, then each half, and so on."""
    order = np.arange(len(points))
    for up in range(_depth(len(points), leaf), 0, -1):
        starts = np.arange(0, len(points), leaf << up)
        part = np.arange(len(points)) // (leaf << up)
        here = points[order]
        widest = np.argmax(np.maximum.reduceat(here, starts) - np.minimum.reduceat(here, starts), axis=1)
        order = order[np.lexsort((here[np.arange(len(here)), widest[part]], part))]
    return order


def _level(points: Floats, own_m: Floats, size: int) -> Level:
    starts = np.arange(0, len(points), size)
    centre = (np.minimum.reduceat(points, starts) + np.maximum.reduceat(points, starts)) / 2
    reach_m = np.linalg.norm(points - np.repeat(centre, size, axis=0)[: len(points)], axis=1) + own_m
    return Level(size, centre, np.maximum.reduceat(reach_m, starts))
