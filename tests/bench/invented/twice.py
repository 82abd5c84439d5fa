"""Invented events told by two sources, with the truth: what is one event, and what only looks like it.

Each source tells some of the events, in its own words: other dates, positions, precisions, kinds, numbers and names.
Towns hold stacks, and most towns see more than one event in a week. Nothing in it happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Twice", "told_twice"]

_KINDS = np.array(["air_strike", "drone_strike", "missile_strike", "shelling", "interception"])
_PRECISIONS = np.array(["exact", "near", "village", "settlement", "adm2"])
# How finely either source places what it tells.
_SHARES = ((0.15, 0.2, 0.2, 0.4, 0.05), (0.05, 0.1, 0.15, 0.6, 0.1))
_RADII_M = np.array([50.0, 150.0, 2_000.0, 5_000.0, 35_000.0])
# One side, as either source writes it.
_ACTORS = np.array([
    ["", ""], ["Russia", "Russian Air Force"], ["Government of Syria", "Syrian armed forces"],
    ["United States", "Military Forces of the United States (2014-)"], ["Turkey", "القوات التركية"],
    ["Jabal Front", "Jabal Front"], ["Free Valley Army", "Free Valley Army"],
])  # fmt: skip
_WORDS = np.array([
    ["Strike on {}", "Bombs hit {}"], ["Raid near {}", "Warplanes raid outskirts of {}"], ["غارة على {}", "قصف على {}"],
])  # fmt: skip
_TARGETS = np.array(["market", "hospital", "school", "bridge", "depot", "bakery", "checkpoint", "water station"])
_DAY = np.timedelta64(1, "D")


class Twice(NamedTuple):
    """Two tables as sources give them, and the ids of the one that are ids of the other."""

    first: pd.DataFrame
    second: pd.DataFrame
    truth: frozenset[tuple[str, str]]


def told_twice(events: int, *, seed: int = 7, days: int = 1_500) -> Twice:
    """Invent events, each told by the first source, by the second or by both, half of them by both.

    Parameters
    ----------
    events
        How many things happened; each source tells three quarters of them.
    seed
        Of the random numbers: the same seed, the same tables.
    days
        Over how many days they are spread: fewer make it harder.
    """
    random = np.random.default_rng(seed)
    truth = _happened(random, events, days)
    who = random.choice(3, events, p=(0.25, 0.25, 0.5))
    first, second = _told(random, truth, 0, who != 1), _told(random, truth, 1, who != 0)
    both = np.flatnonzero(who == 2)
    return Twice(first, second, frozenset((f"A{at}", f"B{at}") for at in both.tolist()))


def _happened(random: np.random.Generator, events: int, days: int) -> pd.DataFrame:
    towns = np.column_stack([random.uniform(36, 46, 600), random.uniform(30, 37, 600)])
    shares = random.pareto(1.0, 600) + 1
    town = random.choice(600, events, p=shares / shares.sum())
    at = towns[town] + random.normal(0, 0.015, (events, 2))
    return pd.DataFrame(
        {
            "town": town,
            "town_lon": towns[town, 0],
            "town_lat": towns[town, 1],
            "lon": at[:, 0],
            "lat": at[:, 1],
            "day": random.integers(0, days, events),
            "kind": random.choice(_KINDS, events, p=(0.5, 0.1, 0.1, 0.25, 0.05)),
            "side": random.choice(len(_ACTORS), events, p=(0.25, 0.2, 0.2, 0.1, 0.1, 0.1, 0.05)),
            "killed": random.poisson(3, events),
            "target": random.choice(_TARGETS, events),
        }
    )


def _told(random: np.random.Generator, all_: pd.DataFrame, source: int, told: npt.NDArray[np.bool_]) -> pd.DataFrame:
    truth = all_[told]
    size = len(truth)
    precision = random.choice(len(_PRECISIONS), size, p=_SHARES[source])
    at_town = precision >= 2
    off = random.normal(0, 1, (size, 2)) * _RADII_M[np.minimum(precision, 1)][:, None] / 111_000 / 2
    lon = np.where(at_town, truth["town_lon"], truth["lon"] + off[:, 0])
    lat = np.where(at_town, truth["town_lat"], truth["lat"] + off[:, 1])
    # One report in ten is dated to the day after.
    day = truth["day"] + (random.random(size) < 0.1 * source)
    town = "Town" + truth["town"].astype(str)
    words = _WORDS[random.choice(3, size), source]
    site = truth["target"].where(random.random(size) < 0.5, "")
    killed = np.maximum(truth["killed"] + random.choice((0, 0, 0, 1, -1), size), 0)
    most = killed + random.integers(0, 3, size) * source
    counted = random.random(size) < 0.6
    return pd.DataFrame(
        {
            "id": ("AB"[source] + truth.index.astype(str)).to_numpy(),
            "title": [word.format(" ".join(place).strip()) for word, *place in zip(words, town, site, strict=True)],
            "kind": _renamed(random, truth["kind"].to_numpy()),
            "date": np.datetime_as_string(np.datetime64("2015-01-01") + day.to_numpy() * _DAY, unit="D"),
            "latitude": np.round(lat, 5),
            "longitude": np.round(lon, 5),
            "precision": _PRECISIONS[precision],
            "place_name": town.to_numpy(),
            "actors": np.where(random.random(size) < 0.8, _ACTORS[truth["side"], source], ""),
            "counts": [
                f'[{{"what": "killed", "min": {least}, "max": {top}}}]' if here else ""
                for least, top, here in zip(killed, most, counted, strict=True)
            ],
        }
    )


def _renamed(random: np.random.Generator, kinds: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Call some strikes by another kind of strike, as sources do that do not know the means."""
    strikes = np.isin(kinds, ["drone_strike", "missile_strike"]) & (random.random(len(kinds)) < 0.3)
    return np.where(strikes, "air_strike", kinds)
