"""An invented table of events, as large as asked, that is written without ever being held whole.

Seven of ten events lie in 300 towns of one region, the others in 3,000 towns of the world, a few towns having most.
Every second event stands exactly at its town's middle, as coders place them. Nothing in it happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_table"]

_CHUNK = 200_000
_KINDS = ("air_strike", "drone_strike", "missile_strike", "shelling", "interception")
_PRECISIONS = ("exact", "near", "village", "settlement", "adm2")
_WORDS = ("Strike reported near", "Two strikes on", "غارة جوية على", "قصف طال أطراف", "Shelling at the edge of")
_SOURCES = ("The Herald", "Civil defence", "الدفاع المدني", "A monitoring group")
_FIRST_DAY = np.datetime64("2015-01-01")


def write_table(path: Path, events: int) -> None:
    """Write a CSV of so many events; the same number gives the same bytes."""
    random = np.random.default_rng(20151103)
    towns = _towns(random)
    with path.open("w", encoding="utf-8", newline="") as file:
        for first in range(0, events, _CHUNK):
            chunk = _rows(random, towns, np.arange(first, min(first + _CHUNK, events)))
            chunk.to_csv(file, index=False, header=first == 0)


def _towns(random: np.random.Generator) -> np.ndarray:
    region = np.column_stack([random.uniform(36, 46, 300), random.uniform(30, 37, 300)])
    world = np.column_stack([random.uniform(-179, 179, 3_000), random.uniform(-55, 68, 3_000)])
    return np.concatenate([region, world])


def _rows(random: np.random.Generator, towns: np.ndarray, number: np.ndarray) -> pd.DataFrame:
    size = len(number)
    ranks = np.minimum(random.pareto(0.8, size) * 8, 1e9).astype(np.int64)
    town = np.where(random.random(size) < 0.7, ranks % 300, 300 + ranks % 3_000)
    off = random.normal(0, 0.03, (size, 2)) * (random.random(size) < 0.45)[:, None]
    at = np.round(towns[town] + off, 5)
    days = _FIRST_DAY + random.integers(0, 4_000, size)
    names = pd.Series(town.astype(str))
    return pd.DataFrame(
        {
            "id": "E" + pd.Series(number.astype(str)),
            "title": pd.Series(random.choice(_WORDS, size)) + " town " + names,
            "date": np.datetime_as_string(days, unit="D"),
            "latitude": at[:, 1],
            "longitude": at[:, 0],
            "precision": random.choice(_PRECISIONS, size, p=(0.2, 0.2, 0.2, 0.35, 0.05)),
            "kind": random.choice(_KINDS, size),
            "place_name": "Town " + names,
            "actors": random.choice(("", "Army A", "Army B; Army C"), size),
            "source": random.choice(_SOURCES, size),
        }
    )
