"""Writes the compiled gazetteer: one SQLite file, the same bytes for the same input."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from geo.gazetteer.bloom import Bloom
from geo.gazetteer.normalise import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from geo.gazetteer.draft import Draft

__all__ = ["write"]

# A place's number is its GeoNames number, or a negative one listed in `authority`; degrees are counted in 0.00001.
_SCHEMA = """
PRAGMA page_size = 4096;
CREATE TABLE place (num INTEGER PRIMARY KEY, name TEXT, name_ar TEXT, lon INTEGER, lat INTEGER, feature TEXT,
                    precision TEXT, radius_m INTEGER, country TEXT, admin1 INTEGER, population INTEGER);
CREATE TABLE authority (id TEXT PRIMARY KEY, num INTEGER) WITHOUT ROWID;
CREATE TABLE name (key TEXT, num INTEGER, flags INTEGER, shown TEXT, PRIMARY KEY (key, num)) WITHOUT ROWID;
CREATE TABLE shape (num INTEGER PRIMARY KEY, wkb BLOB);
CREATE TABLE demonym (key TEXT PRIMARY KEY, country TEXT) WITHOUT ROWID;
CREATE TABLE person (key TEXT PRIMARY KEY, kind TEXT) WITHOUT ROWID;
CREATE TABLE capital (num INTEGER PRIMARY KEY, country TEXT);
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE filter (what TEXT PRIMARY KEY, bits BLOB) WITHOUT ROWID;
"""
_LANGUAGES = {"": 0, "en": 1, "ar": 2}


def write(
    path: Path,
    drafts: Sequence[Draft],
    demonyms: Mapping[str, str],
    capitals: Mapping[str, str],
    persons: Mapping[str, str],
    words: Collection[str],
    info: Mapping[str, object],
) -> None:
    """Write everything into a new SQLite file at the path."""
    draft = path.with_suffix(".part")
    draft.unlink(missing_ok=True)
    numbers = _numbers(drafts)
    names = _name_rows(drafts, numbers)
    with closing(sqlite3.connect(draft)) as db, db:
        db.executescript(_SCHEMA)
        db.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", sorted(_place_row(d, numbers) for d in drafts)
        )
        db.executemany("INSERT INTO authority VALUES (?,?)", sorted((i, n) for i, n in numbers.items() if n < 0))
        db.executemany("INSERT INTO name VALUES (?,?,?,?)", names)
        db.executemany("INSERT INTO shape VALUES (?,?)", sorted((numbers[d.id], d.shape) for d in drafts if d.shape))
        db.executemany("INSERT INTO demonym VALUES (?,?)", sorted(demonyms.items()))
        db.executemany("INSERT INTO person VALUES (?,?)", sorted(persons.items()))
        db.executemany("INSERT INTO capital VALUES (?,?)", sorted((numbers[i], c) for i, c in capitals.items()))
        filters = {"prefixes": _prefixes(r[0] for r in names), "words": words}
        db.executemany(
            "INSERT INTO filter VALUES (?,?)", sorted((what, Bloom.of(k).bits) for what, k in filters.items())
        )
        told = {
            **info,
            "places": len(drafts),
            "names": len(names),
            "max_tokens": max(r[0].count(" ") + 1 for r in names),
        }
        db.executemany(
            "INSERT INTO info VALUES (?,?)", sorted((k, json.dumps(v, ensure_ascii=False)) for k, v in told.items())
        )
    with closing(sqlite3.connect(draft)) as db:
        db.execute("VACUUM")
    draft.replace(path)


def _numbers(drafts: Iterable[Draft]) -> dict[str, int]:
    others = sorted(d.id for d in drafts if not d.id.startswith("geonames:"))
    numbers = {place_id: -index for index, place_id in enumerate(others, start=1)}
    return numbers | {d.id: int(d.id.partition(":")[2]) for d in drafts if d.id.startswith("geonames:")}


def _place_row(draft: Draft, numbers: Mapping[str, int]) -> tuple[int | str, ...]:
    return (
        numbers[draft.id],
        draft.name,
        draft.name_ar,
        round(draft.lon * 100_000),
        round(draft.lat * 100_000),
        draft.feature,
        draft.precision.value,
        round(draft.radius_m),
        draft.country,
        numbers.get(draft.admin1, 0),
        draft.population,
    )


def _name_rows(drafts: Iterable[Draft], numbers: Mapping[str, int]) -> list[tuple[str, int, int, str | None]]:
    """Return key, number, flags (twice the language, plus one if preferred), and the spelling if not the place's."""
    rows: dict[tuple[str, int], tuple[int, str | None]] = {}
    for draft in drafts:
        for name in draft.all_names():
            key = key_of(name.text)
            if not key:
                continue
            shown = None if name.text in {draft.name, draft.name_ar} else name.text
            flags = _LANGUAGES[name.lang] * 2 + name.preferred
            known = rows.get((key, numbers[draft.id]))
            if known is None or flags % 2 > known[0] % 2:
                rows[key, numbers[draft.id]] = (flags, shown if known is None or known[1] is not None else None)
    return [(key, num, flags, shown) for (key, num), (flags, shown) in sorted(rows.items())]


def _prefixes(keys: Iterable[str]) -> set[str]:
    """Return every run of whole words with which some key begins, the key itself included."""
    found: set[str] = set()
    for key in keys:
        words = key.split(" ")
        found.update(" ".join(words[:n]) for n in range(1, len(words) + 1))
    return found
