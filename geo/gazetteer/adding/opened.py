"""A file of places opened for reading: as it is, or inside the ZIP that it was published in; line by line."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING

from geo.decoding import decode
from geo.errors import FileError, MajalError
from geo.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Opened", "Option", "damaged", "opened"]

_HEAD = 1 << 16
_LONGEST_LINE = 1_000_000
_ZIP, _WORKBOOK = b"PK\x03\x04", "[Content_Types].xml"
# What GeoNames packs beside its tables.
_BESIDE = re.compile(r"(?:^|/)(?:readme|iso-languagecodes|\.|__macosx)", re.IGNORECASE)
_NOT_DECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Option:
    """What of a file is wanted.

    Attributes
    ----------
    countries
        ISO 3166-1 alpha-2 codes; empty for all.
    features
        Classes and codes of GeoNames, such as ``P`` or ``S.DAM``; empty for the usual ones.
    """

    countries: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()

    def wants(self, country: str) -> bool:
        """Tell whether places of this country are wanted."""
        return not self.countries or country in self.countries


@dataclass(slots=True)
class Opened:
    """An opened file.

    Attributes
    ----------
    path, name
        Where it is, and what it is called in messages; of a ZIP, the file and the table in it.
    stream
        Its bytes from the beginning, those of the table in a ZIP.
    head
        The first 64 KiB of them.
    size
        How many there are.
    is_workbook
        Whether it is an Excel workbook.
    done
        How many bytes were read, about.
    """

    path: Path
    name: str
    stream: IO[bytes]
    head: bytes
    size: int
    is_workbook: bool = False
    done: int = 0

    @property
    def encoding(self) -> str:
        """The encoding of its text, told from the head.

        Raises
        ------
        FileError
            The head is no text.
        """
        head = self.head if len(self.head) < _HEAD else self.head[: self.head.rfind(b"\n") + 1] or self.head
        return decode(head, self.name).encoding

    def head_lines(self) -> list[str]:
        """Return the first whole lines."""
        text = self.head.decode(self.encoding, "replace").removeprefix("\ufeff")
        lines = text.splitlines()
        return lines if len(self.head) < _HEAD else lines[:-1]

    def lines(self) -> Iterator[tuple[int, str | Fault]]:
        """Give each line that holds anything, without its end, and its number; a line that is no text is a fault."""
        text = io.TextIOWrapper(self.stream, self.encoding, errors="surrogateescape", newline=None)
        try:
            yield from self._lines(text)
        finally:
            text.detach()

    def _lines(self, text: io.TextIOWrapper) -> Iterator[tuple[int, str | Fault]]:
        number, is_rest = 0, False
        for line in iter(partial(text.readline, _LONGEST_LINE), ""):
            was_rest, is_rest = is_rest, not line.endswith("\n")
            if was_rest:
                continue
            number += 1
            self.done += len(line)
            if len(line) == _LONGEST_LINE and is_rest:
                yield (
                    number,
                    Fault(self.name, "the line is too long", number, "", f"{_LONGEST_LINE:,} characters at most"),
                )
            elif not line.isascii() and _NOT_DECODED.search(line):
                yield number, Fault(self.name, "no text", number, "", self.encoding.upper(), repr(line[:60]))
            elif line.strip():
                yield number, (line.removeprefix("\ufeff") if number == 1 else line).rstrip("\n")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a file of places.

    Raises
    ------
    FileError
        It is not there, cannot be read, is empty, or is a ZIP without a table.
    """
    with damaged(path), contextlib.ExitStack() as stack:
        if str(path) == "-":
            raise FileError("-: places are added from a file, not from standard input; save it as a file first")
        if not path.exists():
            raise FileError(f"{path}: there is no such file")
        stream: IO[bytes] = stack.enter_context(path.open("rb"))
        name, size = path.name, path.stat().st_size
        members = _members(stream) if stream.read(len(_ZIP)) == _ZIP else []
        stream.seek(0)
        is_workbook = any(member.filename == _WORKBOOK for member in members)
        if members and not is_workbook:
            member = _table(members, path)
            name, size = f"{path.name}/{member.filename}", member.file_size
            archive = stack.enter_context(zipfile.ZipFile(path))
            stream = stack.enter_context(archive.open(member))
        head = stream.read(_HEAD)
        if not head.strip():
            raise FileError(f"{path}: the file is empty; expected a table of places")
        stream.seek(0)
        yield Opened(path, name, stream, head, size, is_workbook)


@contextlib.contextmanager
def damaged(path: Path) -> Iterator[None]:
    """Tell what reading a damaged or unreadable file raises as a `FileError`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileError(f"{path}: the ZIP is damaged or of a kind that cannot be read: {error}") from error
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise FileError(f"{path}: the ZIP asks for a password; unpack it first") from error
    except OSError as error:
        if isinstance(error, MajalError):
            raise
        raise FileError(f"{path}: cannot be read: {error.strerror or error}") from error


def _members(stream: IO[bytes]) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(stream).infolist()


def _table(members: list[zipfile.ZipInfo], path: Path) -> zipfile.ZipInfo:
    tables = [
        one
        for one in members
        if one.filename.casefold().endswith((".txt", ".csv", ".tsv")) and not _BESIDE.search(one.filename)
    ]
    if not tables:
        named = ", ".join(one.filename for one in members[:5]) or "nothing"
        raise FileError(f"{path}: a ZIP without a table; expected a .txt, .csv or .tsv in it, got {named}")
    return max(tables, key=lambda one: one.file_size)
