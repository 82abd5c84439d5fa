"""What the columns of a table mean: a mapping, as a TOML file writes it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.decoding import decode
from geo.errors import SettingError
from layers.events import CLAIM_COLUMNS, COLUMNS
from layers.tabular.columns import SYNONYMS, plain_name
from layers.tabular.days import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["ColumnMapping", "Value", "load_mapping", "word_key"]

_MEANINGS = tuple(dict.fromkeys((*SYNONYMS, *(c.name for c in COLUMNS if c.name not in {"geometry", "footprint"}))))
_CLAIM = tuple(c.name for c in CLAIM_COLUMNS if c.name not in {"subject", "start", "end", "lang", "report", "source"})
_COUNT = ("what", "min", "max", "text")
_PLACE = ("name", "precision")
_TOP = (
    *("description", "publisher", "attribution", "licence", "needs", "date_order", "zone", "fips", "apart"),
    *("columns", "places", "counts", "claims", "details"),
)
_WAYS = ("column", "first", "join", "always")
_VALUE = (*_WAYS, "between", "words", "otherwise", "before", "where")


@dataclass(frozen=True, slots=True)
class Value:
    """How each row gets the text of one meaning.

    Attributes
    ----------
    column
        The name of a column, whose cells are taken; a table without that column gives nothing.
    first
        The first of these that is not empty.
    join, between
        All of these that are not empty, with `between` between them.
    always
        The same text in every row.
    words
        What a word of the table means, in any case, with any marks between its parts; empty where words are taken as
        they are.
    otherwise
        What any other word means; None takes it as it is.
    before
        Put before every text that is not empty.
    where
        Only in the rows in which each of these columns has one of these words; empty elsewhere.
    """

    column: str = ""
    first: tuple[Value, ...] = ()
    join: tuple[Value, ...] = ()
    between: str = ", "
    always: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    before: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self) -> list[str]:
        """Name every column that this looks at, the one that says most first."""
        inner = [name for value in (*self.first, *self.join) for name in value.columns()]
        return [name for name in (self.column, *inner, *self.where) if name]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of a table mean.

    Attributes
    ----------
    name, description
        Of the mapping, as `majal list sources` shows them.
    publisher
        Who made the table: named as the source of its events, and as who graded them.
    attribution, licence
        Whom to credit for the data, and under which terms.
    needs
        Sets of columns by which such a table is known: all of one set.
    columns
        Meaning -> how its text is found. The meanings are those of `layers.tabular.columns` and the event table's.
    places
        Names of the place of a row that has no position, the one of the smallest place first: ``name``, and
        ``precision``, than which the place is never taken finer.
    counts
        Numbers of each row: ``what``, ``min``, ``max``, ``text``.
    claims
        Claims of each row: ``speaker`` (several are divided by ``;``), ``stance``, ``party``, ``through``, ``quote``,
        ``said``, ``url``. Where nobody is named, the publisher speaks in the first of them, and nobody in the others.
    details
        Columns that are kept as they are, a line each.
    date_order
        ``dmy`` or ``mdy`` for dates such as 03/04/2015; empty where nobody said.
    zone
        IANA name of the zone in which clock times are told, or empty.
    fips
        Whether two letters for a country are those of FIPS 10-4, in which IZ is Iraq.
    apart
        A column that tells rows with the same id apart; empty where such a row is the same one again.

    Notes
    -----
    A ``*`` in the name of a column stands for a number: what names such columns is meant once for each number that the
    table has (`layers.tabular.numbered`).
    """

    name: str
    description: str = ""
    publisher: str = ""
    attribution: str = ""
    licence: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    columns: Mapping[str, Value] = field(default_factory=dict)
    places: tuple[Mapping[str, Value], ...] = ()
    counts: tuple[Mapping[str, Value], ...] = ()
    claims: tuple[Mapping[str, Value], ...] = ()
    details: tuple[str, ...] = ()
    date_order: str = ""
    zone: str = ""
    fips: bool = False
    apart: str = ""

    def used(self) -> set[str]:
        """Name every column that the mapping looks at."""
        groups = (self.columns, *self.places, *self.counts, *self.claims)
        named = {name for group in groups for value in group.values() for name in value.columns()}
        return (named | {*self.details, self.apart}) - {""}


def word_key(word: str) -> str:
    """Reduce a word of a table to what is compared: ``Within 100m (via Coalition)`` is ``within_100m_via_coalition``.

    A number keeps its marks, so that -1 is never taken for 1.
    """
    plain = word.strip().casefold()
    return plain_name(plain) if any(letter.isalpha() for letter in plain) else plain


def load_mapping(data: bytes, name: str) -> ColumnMapping:
    """Read a mapping.

    Parameters
    ----------
    data
        The TOML file's bytes.
    name
        What to call it in messages; its stem is the mapping's name.

    Raises
    ------
    SettingError
        It is no TOML, or something in it is wrong: the key, what was expected, and what was found.
    """
    try:
        found = tomllib.loads(decode(data, name).text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as problem:
        raise SettingError(f"{name}: no TOML that can be read: {problem}") from problem
    _only(found, _TOP, name)
    texts = {key: _text(found, key, name) for key in _TOP[:4]}
    order, zone = _text(found, "date_order", name), _text(found, "zone", name)
    if order not in {"", *ORDERS}:
        raise SettingError(f"{name}: date_order: expected one of {', '.join(ORDERS)}, got {order!r}")
    return ColumnMapping(
        name.replace("\\", "/").rsplit("/", 1)[-1].partition(".")[0],
        **texts,
        needs=_needs(found.get("needs", []), name),
        columns=_values(found.get("columns", {}), _MEANINGS, f"{name}, columns"),
        places=_groups(found, "places", _PLACE, name),
        counts=_groups(found, "counts", _COUNT, name),
        claims=_groups(found, "claims", _CLAIM, name),
        details=_names(found.get("details", []), f"{name}: details"),
        date_order=order,
        zone=zone,
        fips=_yes(found, "fips", name),
        apart=_text(found, "apart", name),
    )


def _only(table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise SettingError(f"{where}: unknown key {key!r}; expected one of {', '.join(known)}")


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise SettingError(f"{where}: {key}: expected a text, got {value!r}")
    return value


def _yes(table: Mapping[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise SettingError(f"{where}: {key}: expected true or false, got {value!r}")
    return value


def _names(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise SettingError(f'{where}: expected names of columns such as ["notes", "tags"], got {value!r}')
    return tuple(value)


def _needs(value: object, name: str) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, list) and all(isinstance(one, list) for one in value):
        return tuple(_names(one, f"{name}: needs") for one in value)
    return (_names(value, f"{name}: needs"),)


def _groups(found: Mapping[str, Any], key: str, known: Sequence[str], name: str) -> tuple[Mapping[str, Value], ...]:
    tables = found.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingError(f"{name}: expected [[{key}]] tables, got {tables!r}")
    return tuple(_values(table, known, f"{name}, {key} {at}") for at, table in enumerate(tables, start=1))


def _values(table: object, known: Sequence[str], where: str) -> dict[str, Value]:
    if not isinstance(table, dict):
        raise SettingError(f'{where}: expected lines such as title = "name of a column", got {table!r}')
    _only(table, known, where)
    return {meaning: _value(value, f"{where}: {meaning}") for meaning, value in table.items()}


def _value(value: object, where: str) -> Value:
    if isinstance(value, str):
        return Value(column=value)
    if not isinstance(value, dict) or sum(way in value for way in _WAYS) != 1:
        expected = "the name of a column, or a table with one of column, first, join and always"
        raise SettingError(f"{where}: expected {expected}, got {value!r}")
    _only(value, _VALUE, where)
    return Value(
        column=_text(value, "column", where),
        first=_several(value.get("first", []), f"{where}: first"),
        join=_several(value.get("join", []), f"{where}: join"),
        between=_text({"between": ", ", **value}, "between", where),
        always=_text(value, "always", where),
        words=_words(value.get("words", {}), f"{where}: words"),
        otherwise=_text(value, "otherwise", where) if "otherwise" in value else None,
        before=_text(value, "before", where),
        where=_where(value.get("where", {}), f"{where}: where"),
    )


def _several(values: object, where: str) -> tuple[Value, ...]:
    if not isinstance(values, list):
        raise SettingError(f'{where}: expected a list such as ["name of a column"], got {values!r}')
    return tuple(_value(value, where) for value in values)


def _words(words: object, where: str) -> dict[str, str]:
    if not isinstance(words, dict) or not all(isinstance(word, (str, int, float)) for word in words.values()):
        raise SettingError(f'{where}: expected a table such as {{ "1" = "exact" }}, got {words!r}')
    return {word_key(word): str(meant) for word, meant in words.items()}


def _where(where: object, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(where, dict):
        raise SettingError(f'{place}: expected a table such as {{ type = ["Battles"] }}, got {where!r}')
    return {
        column: tuple(word_key(word) for word in _names(words, f"{place}: {column}")) for column, words in where.items()
    }
