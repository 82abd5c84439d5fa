"""Where a table of text can be cut: between two records, never inside a quoted cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.decoding import is_utf8
from layers.sources import Cut

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["cuts"]

_QUOTE = b'"'
_SAMPLE = 1 << 16


def cuts(file: BinaryIO, size: int, delimiter: str) -> list[Cut]:
    """Cut a table into parts of about so many bytes; no more than a part is in memory.

    Parameters
    ----------
    file
        Open for reading.
    size
        Bytes; a part is as much longer as its last record needs.
    delimiter
        What stands between two cells.

    Returns
    -------
    list of Cut
        Every record after the first, which is the header; none where the file is no UTF-8, which must be decoded as a
        whole. A quote that is never closed ends with its line, as the reader has it.
    """
    file.seek(0)
    if not is_utf8(file.read(_SAMPLE)):
        return []
    marks = delimiter.encode() + b"\r\n"
    found: list[Cut] = []
    start = header = _first_border(_records(file, 0, 1, marks), marks)
    lines = 0
    while rows := _records(file, start, size, marks):
        if not _decodes(rows):
            return []
        found.append(Cut(header, start, start + len(rows), lines))
        start, lines = start + len(rows), lines + rows.count(b"\n")
    return found


def _decodes(rows: bytes) -> bool:
    try:
        rows.decode()
    except UnicodeDecodeError:
        return False
    return True


def _records(file: BinaryIO, start: int, size: int, marks: bytes) -> bytes:
    """Read whole records from `start` on: at least one, and about `size` bytes of them."""
    file.seek(start)
    data = bytearray(file.read(size))
    while True:
        stop, is_open = _last_border(data, marks)
        if stop:
            return bytes(data[:stop])
        more = file.read(max(size, len(data)))
        if not more:
            # At the end of the file the last line need not end; of a quote that stays open only its line is lost.
            return bytes(data[: data.find(b"\n") + 1] or data) if is_open else bytes(data)
        data += more


def _first_border(data: bytes, marks: bytes) -> int:
    """Where the first record ends."""
    line = data.find(b"\n")
    while line >= 0 and not _last_border(data[: line + 1], marks)[0]:
        line = data.find(b"\n", line + 1)
    return line + 1 or len(data)


def _last_border(data: bytes | bytearray, marks: bytes) -> tuple[int, bool]:
    """Where the last whole record of `data` ends, 0 where none does, and whether a quoted cell is open at the end.

    A quote opens a cell only at the cell's beginning; elsewhere it is a letter, as for pyarrow's reader.
    """
    at = stop = 0
    while True:
        quote = data.find(_QUOTE, at)
        line = data.rfind(b"\n", at, quote if quote >= 0 else len(data))
        stop = line + 1 if line >= 0 else stop
        if quote < 0:
            return stop, False
        if quote and data[quote - 1] not in marks:
            at = quote + 1
            continue
        at = _closing(data, quote + 1)
        if not at:
            return stop, True


def _closing(data: bytes | bytearray, at: int) -> int:
    """Where a quoted cell ends, after its closing quote; 0 where it does not. Two quotes stand for one."""
    while (quote := data.find(_QUOTE, at)) >= 0:
        if data[quote + 1 : quote + 2] != _QUOTE:
            return quote + 1
        at = quote + 2
    return 0
