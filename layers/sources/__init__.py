"""Inputs: one file per format. A file here that defines `SOURCE` is found, listed and tested."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import FileError
from layers import strangers
from layers.registry import discover, pick
from layers.report import digest
from layers.tabular.zipped import names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from geo.gazetteer import Gazetteer
    from layers.decisions import Decisions
    from layers.events import Dossier
    from layers.tabular.mapping import ColumnMapping
    from layers.tabular.raw import RawTable

__all__ = ["Cut", "Input", "Part", "Source", "container_of", "read", "source_of", "sources", "standing"]


class Cut(NamedTuple):
    """Some records of a file, in bytes of it: the header ends at `header`, the records stand from `start` to `stop`.

    `lines` is how many lines of the file lie between the header and the records.
    """

    header: int
    start: int
    stop: int
    lines: int


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a large file stands in it, so that what is read of it is what the whole would have given.

    Attributes
    ----------
    report
        The identifier that the whole file has.
    lines
        How many lines of the file lie between the header and the part.
    taken
        The ids that earlier parts have used already.
    """

    report: str
    lines: int = 0
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Input:
    """What a source is given.

    Attributes
    ----------
    name
        The file's name as the user wrote it, for messages.
    data
        The file's bytes.
    published
        The day of publication, where the user said.
    language
        ``ar`` or ``en`` where the user said, else empty.
    decisions
        What a person decided about the reading, or None.
    gazetteer
        Where a report's names are looked up; None for majal's own and the user's.
    mapping
        What the columns of a table mean; None where their names tell.
    date_order
        ``dmy`` or ``mdy`` for dates such as 03/04/2015, where the user said; else empty.
    part
        Where `data` is the header and some rows of a larger file (`Source.cuts`), which; else None.
    """

    name: str
    data: bytes
    published: dt.date | None = None
    language: str = ""
    decisions: Decisions | None = None
    gazetteer: Gazetteer | None = None
    mapping: ColumnMapping | None = None
    date_order: str = ""
    part: Part | None = None

    @property
    def report(self) -> str:
        """Identifier of the file that this is, or is a part of."""
        return self.part.report if self.part else digest(self.data)


@dataclass(frozen=True, slots=True)
class Source:
    """One input format.

    Attributes
    ----------
    name, description
        As `majal list sources` shows them.
    detect
        Whether this input is of the format, told from its content. 0 is no, 1 is certain; the highest wins.
    read
        Reads it. Raises an `InputError` where nothing can be read; a bad row is a fault in the dossier.
    table
        Gives the rows of a file as they stand in it, before anyone says what its columns mean; None where the format
        is no table.
    cuts
        Cuts an open file that may be larger than memory between its records, into parts of about so many bytes that
        `read` can read, each with the header before it. Gives none where this file must be read whole; None where every
        file must be.
    standing
        Gives rows as they stand in the file, by the numbers under which faults name them, in order; None where the
        cells of `table` are all that there is to see.
    """

    name: str
    description: str
    detect: Callable[[Input], float]
    read: Callable[[Input], Dossier]
    table: Callable[[Input], RawTable] | None = None
    cuts: Callable[[BinaryIO, int], list[Cut]] | None = None
    standing: Callable[[Input, Sequence[int]], dict[int, str]] | None = None


@functools.cache
def sources() -> dict[str, Source]:
    """Every source there is, by name: the modules here, and a source for each mapping that stands beside them."""
    from layers.tabular.known import mappings  # noqa: PLC0415 - it reads the files beside this one

    members = discover(__name__, "SOURCE", Source)
    mapped = {name: _mapped(mapping, members["table"]) for name, mapping in mappings().items() if name not in members}
    return dict(sorted((members | mapped).items()))


def _mapped(mapping: ColumnMapping, text: Source) -> Source:
    """Make a source of a mapping: any table whose columns mean what the mapping says, in whatever format it is."""

    def table(given: Input) -> RawTable:
        found = container_of(given).table
        assert found is not None  # a container is what has one
        return found(given)

    def read_(given: Input) -> Dossier:
        return container_of(given).read(replace(given, mapping=given.mapping or mapping))

    def standing_(given: Input, rows: Sequence[int]) -> dict[int, str]:
        return standing(given, container_of(given).name, rows)

    return Source(mapping.name, mapping.description, lambda _given: 0, read_, table, text.cuts, standing_)


def container_of(given: Input, source: str = "") -> Source:
    """Return the source of tables that fits an input's content, or the one named.

    Raises
    ------
    UnknownNameError
        No source has that name.
    FileError
        It is no table.
    """
    tables = [member for member in sources().values() if member.table is not None]
    if source:
        return pick({member.name: member for member in tables}, source, "source of tables")
    best = max(tables, key=lambda member: member.detect(given))
    if best.detect(given) <= 0:
        raise FileError(f"{given.name}: is no table; expected one of {', '.join(member.name for member in tables)}")
    return best


def read(given: Input, source: str = "") -> Dossier:
    """Read an input with the source that fits its content, or with the one named.

    Raises
    ------
    UnknownNameError
        No source has that name.
    FileError
        No source knows the content.
    InputError
        The content is of a known format and cannot be read.
    """
    return source_of(given, source).read(given)


def source_of(given: Input, source: str = "") -> Source:
    """Return the source that fits an input's content, or the one named.

    Raises
    ------
    UnknownNameError
        No source has that name.
    FileError
        No source knows the content.
    """
    members = sources()
    if source:
        return pick(members, source, "source")
    if given.mapping is not None:
        return container_of(given)
    best = max(members.values(), key=lambda member: member.detect(given))
    if best.detect(given) <= 0:
        if what := strangers.told(given.data, names(given.data)):
            raise FileError(f"{given.name}: is {what}")
        raise FileError(f"{given.name}: no source knows this content; name one with --source: {', '.join(members)}")
    return best


def standing(given: Input, source: str, rows: Sequence[int]) -> dict[int, str]:
    """Return rows as they stand in a file: lines of a text, records of anything else as JSON.

    Parameters
    ----------
    given, source
        As for `read`.
    rows
        The numbers under which faults name them, in order, each once.

    Returns
    -------
    dict
        By number; a row that is not there is absent, and all are where the file has none.
    """
    from layers.tabular.standing import rows_as_json  # noqa: PLC0415 - nobody else pays for it

    found = source_of(given, source)
    if found.standing is not None:
        return found.standing(given, rows)
    return rows_as_json(found.table(given), rows) if found.table is not None else {}
