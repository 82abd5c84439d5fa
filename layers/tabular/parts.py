"""Where a large table of text in memory can be divided, so that no more than a part of it is in pieces at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Span", "spans"]

_QUOTE, _LINE_END, _RETURN = (ord(sign) for sign in '"\n\r')


class Span(NamedTuple):
    """Some records, in bytes from `start` to `stop`, in so many lines; `before` lie between the first line and them."""

    start: int
    stop: int
    before: int
    lines: int


def spans(data: bytes, size: int, delimiter: str) -> Iterator[Span | None]:
    """Divide the records behind the header into spans of about so many bytes.

    Parameters
    ----------
    data
        A table in UTF-8, header first.
    size
        Bytes of a span; it is as much longer as its last record needs.
    delimiter
        What stands between two cells.

    Yields
    ------
    Span or None
        In order, together all records. None is the last where a quote stands anywhere but around cells and twice inside
        of them: what belongs together is then not told by counting quotes.
    """
    marks = np.array([ord(delimiter), _LINE_END, _RETURN], dtype=np.uint8)
    start = _border(data, 0, 1, marks)
    lines = max(data.count(b"\n", 0, start) - 1, 0)  # a name in the header may span lines
    if not start:
        yield None
    while 0 < start < len(data):
        stop = _border(data, start, size, marks)
        if not stop:
            yield None
            return
        count = data.count(b"\n", start, stop) + (not data.endswith(b"\n", start, stop))
        yield Span(start, stop, lines, count)
        lines += count
        start = stop


def _border(data: bytes, start: int, size: int, marks: np.ndarray) -> int:
    """Where the first record ends that reaches so far; 0 where that cannot be told."""
    reach = size
    while True:
        stop = data.find(b"\n", start + reach - 1) + 1 or len(data)
        seen = np.frombuffer(data, np.uint8, stop - start, start)
        quotes = np.flatnonzero(seen == _QUOTE)
        if not _are_around(seen, quotes, marks):
            return 0
        if len(quotes) % 2 == 0:
            return stop
        if stop == len(data):
            return 0
        reach = stop - start + 1


def _are_around(seen: np.ndarray, quotes: np.ndarray, marks: np.ndarray) -> bool:
    """Whether every first quote of a pair begins a cell or follows a quote, every second ends one or precedes one."""
    allowed = np.append(marks, _QUOTE).astype(np.uint8)
    first, second = quotes[::2], quotes[1::2]
    before = seen[first[first > 0] - 1]
    after = seen[second[second < len(seen) - 1] + 1]
    return bool(np.isin(before, allowed).all() and np.isin(after, allowed).all())
