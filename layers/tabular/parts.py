"""Where a large table of text in memory can be divided, so that no more than a part of it is in pieces at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["Span", "spans"]

_QUOTE, _LINE_END, _RETURN = (ord(sign) for sign in '"\n\r')


class Span(NamedTuple):
    """Some records, in bytes from `start` to `stop`; `lines` of the text lie between the header and them."""

    start: int
    stop: int
    lines: int


def spans(data: bytes, size: int, delimiter: str) -> list[Span]:
    """Divide the records behind the header into spans of about so many bytes.

    Parameters
    ----------
    data
        A table in UTF-8, header first.
    size
        Bytes of a span; it is as much longer as its last record needs.
    delimiter
        What stands between two cells.

    Returns
    -------
    list of Span
        In order, together all records; none where a quote stands anywhere but around cells and twice inside of them:
        what belongs together is then not told by counting quotes.
    """
    found: list[Span] = []
    start, lines, marks = 0, 0, np.array([ord(delimiter), _LINE_END, _RETURN], dtype=np.uint8)
    while start < len(data):
        stop = _border(data, start, size if found else 1, marks)
        if not stop:
            return []
        if start:
            found.append(Span(start, stop, lines))
            lines += data.count(b"\n", start, stop)
        else:
            found.append(Span(0, stop, 0))
        start = stop
    return found[1:]


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
