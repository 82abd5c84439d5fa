"""An invented table with the 49 columns of UCDP GED, as large as asked and never held whole. Nothing in it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_ged"]

_CHUNK = 100_000
_COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id"),
    *("conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id"),
    *("side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources"),
    *("source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec"),
    *("where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
# As UCDP writes them, with a point well inside each.
_COUNTRIES = {
    "Syria": (38.0, 35.0),
    "Iraq": (43.5, 33.0),
    "Yemen (North Yemen)": (44.8, 15.2),
    "Afghanistan": (66.0, 34.0),
    "DR Congo (Zaire)": (23.0, -3.0),
    "Ethiopia": (39.0, 9.0),
    "Myanmar (Burma)": (96.0, 21.0),
}
_GROUPS = np.array([f"Invented movement {number} for a province" for number in range(300)])
_OFFICES = np.array(["An agency", "The Herald", "A monitoring group", "Radio Nowhere", "The Daily Invention"])
_SAYING = np.array(
    ["army statement", "police", "", "An office;Another office", "local residents", "ministry of defence"]
)
_WORDS = np.array(
    ["clashes", "reported", "near", "the", "river", "village", "after", "shelling", "killed", "several", "in", "a town"]
)
_FIRST_DAY = np.datetime64("1989-01-01")


def write_ged(path: Path, events: int) -> None:
    """Write a CSV of so many events, some 600 bytes each; the same number gives the same bytes."""
    random = np.random.default_rng(19890101)
    middles = np.array(list(_COUNTRIES.values()))[np.arange(20_000) % len(_COUNTRIES)]
    towns = (middles + random.uniform(-0.8, 0.8, (20_000, 2))).round(6)
    with path.open("w", encoding="utf-8", newline="") as file:
        for first in range(0, events, _CHUNK):
            chunk = _rows(random, towns, np.arange(first, min(first + _CHUNK, events)))
            chunk.to_csv(file, index=False, header=first == 0)


def _sentences(random: np.random.Generator, size: int, words: int) -> pd.Series:
    picked = _WORDS[random.integers(0, len(_WORDS), (size, words))]
    return pd.Series([" ".join(row) for row in picked.tolist()])


def _rows(random: np.random.Generator, towns: np.ndarray, number: np.ndarray) -> pd.DataFrame:
    size = len(number)
    town = np.minimum(random.pareto(0.7, size) * 20, 1e9).astype(np.int64) % len(towns)
    lon, lat = towns[town].T
    start = _FIRST_DAY + random.integers(0, 12_000, size)
    day = np.datetime_as_string(start, unit="D")
    length = random.choice((0, 0, 0, 0, 3, 6, 30), size)
    dyad = random.integers(0, 1_500, size)
    side_a, side_b = pd.Series(_GROUPS[dyad % 60]), pd.Series(_GROUPS[60 + dyad % 240])
    office, headline = pd.Series(random.choice(_OFFICES, size)), _sentences(random, size, 9)
    least = random.poisson(3, size)
    names = pd.Series(town.astype(str))
    told = {
        "id": number,
        "relid": "INV-" + pd.Series(number.astype(str)),
        "year": 1989 + (start - _FIRST_DAY).astype(int) // 365,
        "active_year": 1,
        "code_status": "Clear",
        "type_of_violence": random.integers(1, 4, size),
        "conflict_name": side_a + ": Government",
        "dyad_name": side_a + " - " + side_b,
        "side_a": side_a,
        "side_b": side_b.where(random.random(size) < 0.8, "Civilians"),
        "number_of_sources": 1,
        "source_article": '"' + office + "," + day + "," + headline + '"',
        "source_office": office,
        "source_date": day,
        "source_headline": headline,
        "source_original": random.choice(_SAYING, size),
        "where_prec": random.choice(np.arange(1, 8), size, p=(0.48, 0.23, 0.14, 0.1, 0.03, 0.015, 0.005)),
        "where_coordinates": "Invented town " + names,
        "where_description": _sentences(random, size, 6),
        "adm_1": "Province " + (names.astype(int) % 200).astype(str),
        "adm_2": "District " + (names.astype(int) % 2_000).astype(str),
        "latitude": lat,
        "longitude": lon,
        "geom_wkt": "POINT (" + pd.Series(lon.astype(str)) + " " + lat.astype(str) + ")",
        "country": np.array(list(_COUNTRIES))[town % len(_COUNTRIES)],
        "event_clarity": random.integers(1, 3, size),
        "date_prec": random.choice(np.arange(1, 6), size, p=(0.85, 0.1, 0.01, 0.03, 0.01)),
        "date_start": day,
        "date_end": np.datetime_as_string(start + length, unit="D"),
        "best": least,
        "high": least + random.integers(0, 3, size),
        "low": least,
    }
    return pd.DataFrame({name: told.get(name, 0) for name in _COLUMNS})
