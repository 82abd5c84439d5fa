"""What a server answered, kept on disk: a question is asked once, and a reading repeated offline is the same."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Answers", "Question"]

_SCHEMA = """CREATE TABLE IF NOT EXISTS answer (server TEXT, query TEXT, language TEXT, country TEXT, fetched TEXT,
told TEXT, PRIMARY KEY (server, query, language, country)) WITHOUT ROWID"""


class Question(NamedTuple):
    """What makes two questions the same: the server, the words, the language, and the country kept to."""

    server: str
    query: str
    language: str
    country: str = ""


class Answers:
    """Answers on disk, each with the day on which it was fetched.

    Parameters
    ----------
    path
        The SQLite file; it is made where it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, question: Question) -> list[Any] | None:
        """Return what was answered, None where it was not asked yet.

        Raises
        ------
        OutputError
            The file cannot be used.
        """
        query = "SELECT told FROM answer WHERE server = ? AND query = ? AND language = ? AND country = ?"
        with self._opened() as db:
            row = db.execute(query, question).fetchone()
        found = json.loads(row[0]) if row else None
        return found if isinstance(found, list) else None

    def put(self, question: Question, told: list[Any], fetched: str) -> None:
        """Keep an answer; `fetched` is the day, ISO 8601.

        Raises
        ------
        OutputError
            The file cannot be written.
        """
        row = (*question, fetched, json.dumps(told, sort_keys=True))
        with self._opened() as db:
            db.execute("INSERT OR REPLACE INTO answer VALUES (?,?,?,?,?,?)", row)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path)) as db, db:
                db.execute(_SCHEMA)
                yield db
        except (sqlite3.Error, OSError, ValueError) as problem:
            raise OutputError(f"{self._path}: the cache of answers cannot be used ({problem}); remove it") from problem
