"""What the user added to the gazetteer: one SQLite file of theirs, opened read-only beside majal's.

A row of a place stands once for each source that gave it, and the latest source's row counts: so a source can be
removed again. A name without a row of its own source belongs to a place that is known otherwise.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import weakref
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import FileError
from geo.folders import data_folder
from geo.gazetteer.bloom import Bloom
from geo.place import LonLat, Place, Precision

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = [
    "BY_HAND",
    "FIRST_NUMBER",
    "FORMAT",
    "VARIABLE",
    "OwnName",
    "OwnPlaces",
    "file_digest",
    "own_path",
]

VARIABLE = "MAJAL_GAZETTEER"
FORMAT = 1
# A GeoNames place keeps its number; any other gets one from here down, where the compiled gazetteer has none.
FIRST_NUMBER = -1_000_000_000
# Rows of this kind of source were written by a person about this very place, so they count whole.
BY_HAND = "places"
_LANGUAGES = ("", "en", "ar")
_COLUMNS = "p.num, p.source, p.name, p.name_ar, p.lon, p.lat, p.feature, p.precision, p.radius_m, p.country, p.admin1, p.population"  # noqa: E501 - one list
_LATEST = "p.source = (SELECT max(q.source) FROM place q WHERE q.num = p.num)"
_GET = f"SELECT {_COLUMNS} FROM place p WHERE p.num = ? ORDER BY p.source DESC LIMIT 1"  # noqa: S608 - constants only
# A name that an older source gave to a place goes with that source's row.
_CURRENT = """NOT EXISTS (SELECT 1 FROM place o JOIN place q ON q.num = o.num AND q.source > o.source
WHERE o.num = n.num AND o.source = n.source)"""
_NAMED = (
    f"SELECT n.num, n.shown, n.flags FROM name n WHERE n.key = ? AND {_CURRENT} ORDER BY n.num, n.flags % 2, n.source"  # noqa: S608 - constants only
)
_WITHIN = (
    f"SELECT {_COLUMNS} FROM place p WHERE p.feature = 'city' AND p.population > 0 AND p.lat BETWEEN ? AND ? "  # noqa: S608 - constants only
    f"AND (p.lon BETWEEN ? AND ? OR p.lon BETWEEN ? AND ?) AND {_LATEST} ORDER BY p.population DESC, p.num LIMIT ?"
)


class OwnName(NamedTuple):
    """A place that bears a name: its id, the name as given, its language, and whether it is a usual one."""

    place_id: str
    name: str
    lang: str
    preferred: bool


def file_digest(path: Path) -> str:
    """Name a file's bytes by their SHA-256, as ``sha256:…``."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def own_path() -> Path:
    """Return where the user's gazetteer is, or would be: as ``MAJAL_GAZETTEER`` says, else in the platform's folder."""
    told = os.environ.get(VARIABLE, "")
    return Path(told) if told else data_folder() / "gazetteer.sqlite"


class OwnPlaces:
    """The user's gazetteer.

    Parameters
    ----------
    path
        The SQLite file.

    Raises
    ------
    FileError
        The file is no gazetteer, or was written by a newer majal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        try:
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version != FORMAT:
                raise FileError(f"{path}: a gazetteer of format {version}; this majal reads {FORMAT}. {_WAY_OUT}")
            (bits,) = self._db.execute("SELECT bits FROM filter WHERE what = 'prefixes'").fetchone()
            kinds = self._db.execute("SELECT source, kind FROM source").fetchall()
        except (sqlite3.DatabaseError, TypeError) as error:
            raise FileError(f"{path}: no gazetteer of majal ({error}). {_WAY_OUT}") from error
        self.prefixes = Bloom(bits)
        self._by_hand = frozenset(number for number, kind in kinds if kind == BY_HAND)

    def info(self) -> dict[str, Any]:
        """Return where it is, its SHA-256 and size in bytes, its sources, and how many places and names it holds."""
        keys = ("number", "name", "kind", "sha256", "size", "options", "licence", "places", "names", "faults")
        columns = ", ".join(("source", *keys[1:]))
        rows = self._db.execute(f"SELECT {columns} FROM source ORDER BY source").fetchall()  # noqa: S608 - as above
        sources = [dict(zip(keys, row, strict=True)) for row in rows]
        for source in sources:
            source["options"] = json.loads(source["options"])
        counted = self._db.execute("SELECT (SELECT count(DISTINCT num) FROM place), (SELECT count(*) FROM name)")
        places, names = counted.fetchone()
        told = {"path": str(self.path), "sha256": file_digest(self.path), "size": self.path.stat().st_size}
        return {**told, "places": places, "names": names, "sources": sources}

    def has(self, sha256: str, kind: str, options: str) -> bool:
        """Tell whether this file was added, as this kind and with these options."""
        query = "SELECT 1 FROM source WHERE sha256 = ? AND kind = ? AND options = ?"
        return self._db.execute(query, (sha256, kind, options)).fetchone() is not None

    def named(self, key: str) -> list[OwnName]:
        """Return who bears a name (a key: see `normalise`), each place once."""
        if key not in self.prefixes:
            return []
        rows = {num: (shown, flags) for num, shown, flags in self._db.execute(_NAMED, (key,))}
        return [
            OwnName(self.id_of(num), shown, _LANGUAGES[flags // 2], bool(flags % 2))
            for num, (shown, flags) in rows.items()
        ]

    def over(self, place_id: str, known: Place | None, *, has_area: bool) -> Place | None:
        """Return a place as the user's row has it, else as it is known otherwise.

        A row by hand counts whole. Any other row counts for where the place is and how many people it has; the names
        and the kind that majal's curated data give it stay, and so does its own area.

        Parameters
        ----------
        place_id
            The place's id.
        known
            The same place as it came with majal, None where it did not.
        has_area
            Whether `known` has an area of its own.
        """
        row = self._row(place_id)
        if row is None:
            return known
        own = self._place(row)
        if known is None:
            return own
        if row[1] in self._by_hand:
            return replace(own, name_ar=own.name_ar or known.name_ar, admin1=own.admin1 or known.admin1)
        kind = known if has_area or own.feature != known.feature else own
        return replace(
            known,
            name_ar=known.name_ar or own.name_ar,
            at=known.at if has_area else own.at,
            precision=kind.precision,
            radius_m=kind.radius_m,
            country=own.country or known.country,
            admin1=known.admin1 or own.admin1,
            population=own.population or known.population,
        )

    def is_redrawn(self, place_id: str) -> bool:
        """Tell whether a row by hand says anew where the place is, so that an area known otherwise does not count."""
        row = self._row(place_id)
        return row is not None and row[1] in self._by_hand

    def names_of(self, features: Collection[str]) -> list[tuple[str, int]]:
        """Return the keys and numbers of the user's places of these features."""
        marks = ",".join("?" * len(features))
        query = (
            f"SELECT DISTINCT n.key, n.num FROM place p JOIN name n ON n.num = p.num "  # noqa: S608 - question marks
            f"WHERE p.feature IN ({marks}) AND {_LATEST} AND {_CURRENT}"
        )
        return self._db.execute(query, sorted(features)).fetchall()

    def loose_names(self) -> list[tuple[str, int]]:
        """Return the keys and numbers of names of places that the user's gazetteer has no row of."""
        query = "SELECT key, num FROM name n WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.num = n.num)"
        return self._db.execute(query).fetchall()

    def within(self, bounds: tuple[int, ...], limit: int) -> list[Place]:
        """Return the towns inside the bounds (south, north, then two spans of longitude, in 0.00001 degrees)."""
        return [self._place(row) for row in self._db.execute(_WITHIN, (*bounds, limit))]

    def id_of(self, num: int) -> str:
        """Return the id of the place of this number."""
        if num > 0:
            return f"geonames:{num}"
        return str(self._db.execute("SELECT id FROM authority WHERE num = ?", (num,)).fetchone()[0])

    def _row(self, place_id: str) -> tuple[Any, ...] | None:
        authority, _, number = place_id.partition(":")
        if authority == "geonames":
            num = int(number) if number.isdecimal() and len(number) <= 15 else 0
        else:
            known = self._db.execute("SELECT num FROM authority WHERE id = ?", (place_id,)).fetchone()
            num = known[0] if known else 0
        row: tuple[Any, ...] | None = self._db.execute(_GET, (num,)).fetchone() if num else None
        return row

    def _place(self, row: tuple[Any, ...]) -> Place:
        num, _, name, name_ar, lon, lat, feature, precision, radius_m, country, admin1, population = row
        return Place(
            self.id_of(num),
            name,
            name_ar or self._name_ar(num),
            LonLat(lon / 100_000, lat / 100_000),
            feature,
            Precision(precision),
            float(radius_m),
            country,
            self.id_of(admin1) if admin1 else "",
            population,
        )

    def _name_ar(self, num: int) -> str:
        """Return the Arabic name that a list of names calls the usual one, else the first."""
        query = "SELECT shown FROM name WHERE num = ? AND flags >= 4 ORDER BY flags DESC, shown LIMIT 1"
        row = self._db.execute(query, (num,)).fetchone()
        return str(row[0]) if row else ""


_WAY_OUT = f"Move it away and add its sources again, or name another file with {VARIABLE}"
