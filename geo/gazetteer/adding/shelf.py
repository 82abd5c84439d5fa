"""The user's gazetteer, written: a copy is changed and takes the file's place in one step."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import FileError, OutputError
from geo.gazetteer.adding.entry import is_placed
from geo.gazetteer.bloom import Bloom
from geo.gazetteer.normalise import key_of
from geo.gazetteer.own import FIRST_NUMBER, FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from geo.gazetteer.draft import Draft

__all__ = ["Shelf", "SourceRow", "shelf"]

_SCHEMA = f"""
PRAGMA page_size = 4096;
PRAGMA user_version = {FORMAT};
CREATE TABLE source (source INTEGER PRIMARY KEY, name TEXT, kind TEXT, sha256 TEXT, size INTEGER, options TEXT,
                     licence TEXT, places INTEGER, names INTEGER, faults INTEGER);
CREATE TABLE place (num INTEGER, source INTEGER, name TEXT, name_ar TEXT, lon INTEGER, lat INTEGER, feature TEXT,
                    precision TEXT, radius_m INTEGER, country TEXT, admin1 INTEGER, population INTEGER,
                    PRIMARY KEY (num, source)) WITHOUT ROWID;
CREATE TABLE authority (id TEXT PRIMARY KEY, num INTEGER) WITHOUT ROWID;
CREATE TABLE name (key TEXT, num INTEGER, source INTEGER, flags INTEGER, shown TEXT,
                   PRIMARY KEY (key, num, source)) WITHOUT ROWID;
CREATE TABLE filter (what TEXT PRIMARY KEY, bits BLOB) WITHOUT ROWID;
CREATE INDEX name_of ON name (num);
CREATE INDEX number_of ON authority (num);
CREATE INDEX feature_of ON place (feature);
CREATE INDEX town ON place (lat) WHERE feature = 'city' AND population > 0;
"""
_LANGUAGES = {"en": 1, "ar": 2}
_BATCH = 20_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class SourceRow(NamedTuple):
    """What is told of a file that was added."""

    name: str
    kind: str
    sha256: str
    size: int
    options: str
    licence: str


class Shelf:
    """A user's gazetteer that may be written to.

    Parameters
    ----------
    db
        The SQLite database, with the schema.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.executescript(
            """CREATE TEMP TABLE place_in AS SELECT * FROM place LIMIT 0;
               CREATE TEMP TABLE name_in AS SELECT * FROM name LIMIT 0;"""
        )
        (lowest,) = db.execute("SELECT min(num) FROM authority").fetchone()
        self._lowest = FIRST_NUMBER if lowest is None else lowest
        self.has_gaps = False

    def put(self, row: SourceRow, drafts: Iterable[Draft], divisions: Mapping[str, str]) -> tuple[int, int]:
        """Put a source's places and names in.

        Parameters
        ----------
        row
            The source; `close` tells how many faults it had.
        drafts
            Its places; names alone where they have no position.
        divisions
            Ids of divisions by the code that places have in `admin1`; read after the last place.

        Returns
        -------
        tuple of int
            How many places and names it gave.
        """
        (last,) = self._db.execute("SELECT max(source) FROM source").fetchone()
        source = (last or 0) + 1
        codes: dict[str, int] = {}
        places: list[tuple[Any, ...]] = []
        names: list[tuple[Any, ...]] = []
        for draft in drafts:
            num = self._number(draft.id)
            if is_placed(draft):
                places.append(_place_row(draft, num, source, codes.setdefault(draft.admin1, len(codes))))
            names += _name_rows(draft, num, source)
            if len(names) > _BATCH:
                self._take(places, names)
        self._take(places, names)
        nums = {at: self._number(divisions.get(code, code if ":" in code else "")) for code, at in codes.items()}
        counted = self._settle(nums)
        told = (source, row.name, row.kind, row.sha256, row.size, row.options, row.licence, *counted, 0)
        self._db.execute("INSERT INTO source VALUES (?,?,?,?,?,?,?,?,?,?)", told)
        return counted

    def close(self, faults: int = 0) -> None:
        """Tell the last source's faults, and make the filter of the names anew."""
        self._db.execute("UPDATE source SET faults = ? WHERE source = (SELECT max(source) FROM source)", (faults,))
        count = sum(1 for _ in self._prefixes())
        bits = Bloom.sized(self._prefixes(), count).bits
        self._db.execute("INSERT OR REPLACE INTO filter VALUES ('prefixes', ?)", (bits,))

    def take_out(self, source: int) -> None:
        """Take a source out again."""
        self.has_gaps = True
        for table in ("place", "name", "source"):
            self._db.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - our own tables
        self._db.execute(
            "DELETE FROM authority WHERE num NOT IN (SELECT num FROM name UNION SELECT num FROM place "
            "UNION SELECT admin1 FROM place)"
        )

    def _number(self, place_id: str) -> int:
        if not place_id:
            return 0
        authority, _, number = place_id.partition(":")
        if authority == "geonames":
            return int(number)
        known = self._db.execute("SELECT num FROM authority WHERE id = ?", (place_id,)).fetchone()
        if known:
            return int(known[0])
        self._lowest -= 1
        self._db.execute("INSERT INTO authority VALUES (?, ?)", (place_id, self._lowest))
        return self._lowest

    def _take(self, places: list[tuple[Any, ...]], names: list[tuple[Any, ...]]) -> None:
        self._db.executemany("INSERT INTO place_in VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", places)
        self._db.executemany("INSERT INTO name_in VALUES (?,?,?,?,?)", names)
        places.clear()
        names.clear()

    def _settle(self, divisions: Mapping[int, int]) -> tuple[int, int]:
        """Move what was taken in to its place, in order, which is many times faster than row by row."""
        self._db.execute("CREATE TEMP TABLE division_in (code INTEGER PRIMARY KEY, num INTEGER)")
        self._db.executemany("INSERT INTO division_in VALUES (?, ?)", divisions.items())
        before = self._counted()
        self._db.execute(
            """INSERT OR REPLACE INTO place
               SELECT p.num, source, name, name_ar, lon, lat, feature, precision, radius_m, country, d.num, population
               FROM place_in p JOIN division_in d ON d.code = p.admin1 ORDER BY p.num, p.rowid"""
        )
        # A usual name counts before the same name as another one.
        self._db.execute("INSERT OR REPLACE INTO name SELECT * FROM name_in ORDER BY key, num, source, flags % 2")
        after = self._counted()
        return after[0] - before[0], after[1] - before[1]

    def _counted(self) -> tuple[int, int]:
        places, names = self._db.execute("SELECT (SELECT count(*) FROM place), (SELECT count(*) FROM name)").fetchone()
        return places, names

    def _prefixes(self) -> Iterator[str]:
        """Give every run of whole words with which some name begins, once: names that begin alike stand together."""
        before: list[str] = []
        for (key,) in self._db.execute("SELECT DISTINCT key FROM name ORDER BY key"):
            words = key.split(" ")
            alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, words, strict=False)))
            yield from (" ".join(words[:length]) for length in range(alike + 1, len(words) + 1))
            before = words


@contextlib.contextmanager
def shelf(path: Path) -> Iterator[Shelf]:
    """Open a user's gazetteer for writing; the file changes in one step at the end, or not at all.

    Raises
    ------
    FileError
        What is there is no gazetteer.
    OutputError
        It cannot be written, or another command changed it meanwhile.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".majal-", dir=path.absolute().parent))
        try:
            draft, before = folder / path.name, _state(path)
            if before:
                shutil.copyfile(path, draft)
            with contextlib.closing(sqlite3.connect(draft)) as db:
                if not before:
                    db.executescript(_SCHEMA)
                # The copy is thrown away where anything goes wrong, so it needs no journal.
                db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
                with db:
                    onto = Shelf(db)
                    yield onto
                (left,) = db.execute("SELECT count(*) FROM source").fetchone()
                if onto.has_gaps:
                    db.execute("VACUUM")
            if _state(path) != before:
                raise OutputError(f"{path}: another command changed it meanwhile; run this one again")
            if left:
                draft.replace(path)
            else:
                path.unlink(missing_ok=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise OutputError(f"{path}: cannot be written: {problem}") from problem
    except sqlite3.DatabaseError as problem:
        raise FileError(f"{path}: no gazetteer of majal ({problem}); move it away first") from problem
    except OSError as problem:
        if isinstance(problem, (FileError, OutputError)):
            raise
        raise OutputError(f"{path}: cannot be written: {problem.strerror or problem}") from problem


def _state(path: Path) -> tuple[int, ...]:
    if not path.exists():
        return ()
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _plain(text: str) -> str:
    """Return a name without what cannot be printed, or turns the text around it."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _place_row(draft: Draft, num: int, source: int, division: int) -> tuple[Any, ...]:
    lon, lat = round(draft.lon * 100_000), round(draft.lat * 100_000)
    return (
        num, source, _plain(draft.name), _plain(draft.name_ar), lon, lat, draft.feature, draft.precision.value,
        round(draft.radius_m), draft.country, division, draft.population,
    )  # fmt: skip


def _name_rows(draft: Draft, num: int, source: int) -> Iterator[tuple[Any, ...]]:
    for name in draft.all_names():
        key, shown = key_of(name.text), _plain(name.text)
        if key and shown:
            yield key, num, source, _LANGUAGES[name.lang] * 2 + name.preferred, shown
