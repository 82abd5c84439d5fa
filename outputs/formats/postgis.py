"""PostGIS: a table a layer in a database, with the claims, reports and what was not placed beside them."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import shapely

from geo.errors import InstallError, OutputError
from layers.events import CLAIM_COLUMNS, COLUMNS, LINK_COLUMNS
from outputs.address import SCHEMES
from outputs.columns import claim_rows, features, json_bytes, layer_rows, plain, report_rows
from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import psycopg
    from psycopg import sql

    from layers.layer import Layer, LegendEntry
    from outputs.address import Address
    from outputs.page import Page

__all__ = ["FORMAT"]

_MARK = "written by majal"  # ends the comment of every table: a build replaces no other
_LONGEST_NAME = 63  # bytes; PostgreSQL cuts longer names without an error
_MEANINGS = {column.name: column.meaning for column in (*CLAIM_COLUMNS, *LINK_COLUMNS, *COLUMNS)} | {
    "claims": "who says what about it, as records",
    "legend": "key of its line in the legend, which the table layers holds",
    "subject": "id of the record that this row draws",
    "lon": "longitude of the record's own point, degrees",
    "lat": "latitude of the record's own point, degrees",
    "geometry": "as drawn, EPSG:4326",
}
_FORBIDDEN = re.compile("[\0\ud800-\udfff]")
_GEOMETRY = "geometry(Geometry, 4326)"
_NUMBERS = {"f": "double precision", "i": "bigint", "u": "bigint", "b": "boolean"}
_LISTS = {"list": "text[]", "records": "jsonb"}
# What a column of objects holds, where its values do not tell.
_DECLARED = {
    **{one.name: _LISTS[one.type] for one in (*CLAIM_COLUMNS, *LINK_COLUMNS, *COLUMNS) if one.type in _LISTS},
    **dict.fromkeys(("claims", "notes", "entries"), "jsonb"),
    **dict.fromkeys(("start", "end"), "bigint"),  # of a claim's quote; those of events are times
    "published": "date",
    "retracted": "boolean",
}


def write(layers: Sequence[Layer], address: Address, page: Page, overwrite: bool) -> None:
    """Write a table a layer and those beside them, in one transaction: all of it, or nothing.

    The schema is the one that the address names in ``?schema=``, else ``public``.
    """
    tables = {layer.name: features(layer) for layer in layers}
    beside = {
        "claims": claim_rows(layers),
        "layers": _layers(layers),
        "reports": report_rows(page),
        "unplaced": page.unplaced,
    }
    if taken := tables.keys() & beside.keys():
        raise OutputError(f"{address}: a layer cannot be called {min(taken)!r} in a database; rename it")
    comments = {
        layer.name: " · ".join(filter(None, (*layer.title, layer.attribution, layer.licence))) for layer in layers
    }
    comments["layers"] = f"{page.title.en} · {page.title.ar}"
    connection, schema = _connected(address)
    with _told(address), connection:
        database = _Schema(connection, schema, str(address))
        database.prepare([*tables, *beside], overwrite=overwrite, ours=address.ours)
        for name, table in {**tables, **beside}.items():
            database.table(name, table, comments.get(name, ""))


def _connected(address: Address) -> tuple[psycopg.Connection[Any], str]:
    try:
        import psycopg  # noqa: PLC0415 - an extra, which only those who write to a database have
    except ImportError as problem:
        raise InstallError('writing to a database needs psycopg; run: pip install "majal[postgis]"') from problem
    if address.is_ambiguous:
        raise OutputError(f"{address}: in the user or the password write @ as %40, / as %2F and ? as %3F")
    place, _, query = address.url.partition("?")
    settings = [part for part in query.split("&") if part]
    named = [unquote(part.removeprefix("schema=")) for part in settings if part.startswith("schema=")]
    rest = "&".join(part for part in settings if not part.startswith("schema="))
    with _told(address):
        return psycopg.connect(f"{place}?{rest}" if rest else place), named[-1] if named else "public"


@contextlib.contextmanager
def _told(address: Address) -> Iterator[None]:
    """Tell what the database said in one line without a password; libpq repeats addresses that it cannot read."""
    import psycopg  # noqa: PLC0415 - as above

    try:
        yield
    except psycopg.Error as problem:
        said = " ".join(str(problem).split())
        for secret in address.secrets:
            said = said.replace(secret, "…").replace(unquote(secret), "…")
        raise OutputError(f"{address}: {said}") from None


class _Schema:
    """The schema that is written to, inside one transaction."""

    def __init__(self, connection: psycopg.Connection[Any], name: str, shown: str) -> None:
        from psycopg import sql  # noqa: PLC0415 - as above

        self.connection = connection
        self.name = name
        self.shown = shown
        self.sql = sql

    def run(self, command: str, *parts: sql.Composable) -> None:
        """Run a command with its parts in place of ``{}``: names and texts are quoted by psycopg, never by us."""
        self.connection.execute(self.sql.SQL(command).format(*parts))

    def at(self, *names: str) -> sql.Identifier:
        """Name a table of the schema, or a column of a table."""
        return self.sql.Identifier(self.name, *names)

    def prepare(self, tables: Sequence[str], *, overwrite: bool, ours: bool) -> None:
        """Make the schema and PostGIS where they are missing, and take away the tables that are replaced.

        Without `overwrite` these are at most, where `ours` says so, those that bear our mark.
        """
        if not self.connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone():
            self.run("CREATE EXTENSION postgis")
        if not self.connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.name,)).fetchone():
            self.run("CREATE SCHEMA {}", self.sql.Identifier(self.name))
        there = self.there(tables)
        foreign = sorted(name for name, marked in there.items() if not (overwrite or (ours and marked)))
        if foreign:
            raise OutputError(f"{self.shown}: is there already: {', '.join(foreign)}; use --overwrite to replace")
        for name in there:
            self.run("DROP TABLE {}", self.at(name))

    def there(self, tables: Sequence[str]) -> dict[str, bool]:
        """Find which of the tables are there already, and whether each bears our mark."""
        rows = self.connection.execute(
            "SELECT relname, obj_description(pg_class.oid, 'pg_class') FROM pg_class JOIN pg_namespace "
            "ON pg_namespace.oid = relnamespace WHERE relkind IN ('r', 'p') AND nspname = %s AND relname = ANY(%s)",
            (self.name, list(tables)),
        )
        return {name: (comment or "").endswith(_MARK) for name, comment in rows}

    def table(self, name: str, table: pd.DataFrame, comment: str) -> None:
        """Make one table with its rows, indexes and comments."""
        columns = {str(column): _type(table, str(column)) for column in table.columns}
        for long in (one for one in (name, *columns) if len(one.encode()) > _LONGEST_NAME):
            raise OutputError(f"{self.shown}: a name may have {_LONGEST_NAME} bytes: {long!r} has {len(long.encode())}")
        defined = [
            self.sql.SQL("{} {}").format(self.sql.Identifier(column), self.sql.SQL(type_))
            for column, type_ in columns.items()
        ]
        self.run("CREATE TABLE {} ({})", self.at(name), self.sql.SQL(", ").join(defined))
        self.fill(name, table, columns)
        for column, type_ in columns.items():
            if type_ == _GEOMETRY:
                self.run("CREATE INDEX ON {} USING gist ({})", self.at(name), self.sql.Identifier(column))
            elif column in {"id", "subject"}:
                self.run("CREATE INDEX ON {} ({})", self.at(name), self.sql.Identifier(column))
            if column in _MEANINGS:
                self.run("COMMENT ON COLUMN {} IS {}", self.at(name, column), self.sql.Literal(_MEANINGS[column]))
        marked = " · ".join(filter(None, (_text(comment), _MARK)))
        self.run("COMMENT ON TABLE {} IS {}", self.at(name), self.sql.Literal(marked))

    def fill(self, name: str, table: pd.DataFrame, columns: Mapping[str, str]) -> None:
        """Copy the rows into a table."""
        values = [_values(table[column], type_) for column, type_ in columns.items()]
        command = self.sql.SQL("COPY {} FROM STDIN").format(self.at(name))
        with self.connection.cursor() as cursor, cursor.copy(command) as copy:
            for row in zip(*values, strict=True):
                copy.write_row(row)


def _type(table: pd.DataFrame, name: str) -> str:
    column = table[name]
    if str(column.dtype) == "geometry":
        return _GEOMETRY
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return "timestamptz"
    if name in _DECLARED:
        return _DECLARED[name]
    if column.dtype.kind in _NUMBERS:
        return _NUMBERS[column.dtype.kind]
    return "text" if column[column.notna()].map(lambda value: isinstance(value, str)).all() else "jsonb"


def _values(column: pd.Series[Any], type_: str) -> list[Any]:
    """Return a column as COPY takes it: texts, numbers, lists of texts, and None."""
    if type_ == _GEOMETRY:
        shapes = shapely.set_srid(np.asarray(column.array, dtype=object), 4326)
        return list(shapely.to_wkb(shapes, hex=True, include_srid=True))
    made = _MADE.get(type_, lambda value: value)
    return [None if value is None else made(value) for value in plain(column).tolist()]


def _text(value: object) -> str:
    """Return a text that PostgreSQL can hold: no NUL, no half of a surrogate pair."""
    return _FORBIDDEN.sub("\ufffd", str(value))


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    data = json_bytes(value)
    return (json_bytes(_without_nul(value)) if b"\\u0000" in data else data).decode()


def _without_nul(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(name): _without_nul(part) for name, part in value.items()}
    return [_without_nul(part) for part in value] if isinstance(value, (list, tuple)) else value


_MADE: dict[str, Callable[[Any], Any]] = {
    "text": _text,
    "text[]": lambda value: [_text(part) for part in value],
    "jsonb": _json,
    "bigint": int,
}


def _layers(layers: Sequence[Layer]) -> pd.DataFrame:
    return layer_rows(layers).assign(
        notes=pd.Series([[note._asdict() for note in layer.notes] for layer in layers], dtype="object"),
        entries=pd.Series([[_entry(entry) for entry in layer.legend] for layer in layers], dtype="object"),
    )


def _entry(entry: LegendEntry) -> dict[str, Any]:
    words = {"group": entry.group._asdict(), "label": entry.label._asdict()}
    return {"key": entry.key, "shape": entry.shape, "hue": entry.hue, **words}


FORMAT = Format("postgis", "Tables in a PostgreSQL database with PostGIS, a table a layer", SCHEMES, send=write)
