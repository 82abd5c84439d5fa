"""A time of day joined to its day: the day beside it, or the one that the text told last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.events import TimePrecision
from layers.reading.clocks import bare_clock, find_clock, instants, tellers
from layers.reading.segment import keys
from layers.reading.when import When, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from layers.reading.clocks import Clock
    from layers.reading.segment import Token, Words

__all__ = ["with_clocks"]

_SMALL = keys("""
    of the on from late early في من شهر يوم عام سنة in at before after hours shortly وقت ساعات منتصف الماضية اليوم
""")
# A time of day stands within so many words of its day.
_BEFORE_DAY, _AFTER_DAY = 6, 10


def with_clocks(text: str, tokens: Words, found: list[When], told: When | None) -> list[When]:
    """Give each day the time of day told beside it, and each time of day left over the day that was told last.

    Parameters
    ----------
    text, tokens
        The whole text, and the words of the sentence.
    found
        The days of the sentence, in order.
    told
        The time that the text told last.

    Returns
    -------
    list of When
        In order. Where the zone is told too, the day becomes that time.
    """
    begins = tellers(tokens)
    if not begins:
        return found
    out: list[When] = []
    for index, when in enumerate(found):
        begin = found[index - 1].last if index else 0
        end = found[index + 1].first if index + 1 < len(found) else len(tokens)
        out.append(_with_clock(text, tokens, when, begin, end))
    return _with_bare(text, tokens, out, told, begins)


def _with_clock(text: str, tokens: Sequence[Token], when: When, begin: int, end: int) -> When:
    if when.start is None or when.precision != TimePrecision.DAY:
        return when
    clock = find_clock(tokens, max(begin, when.first - _BEFORE_DAY), min(end, when.last + _AFTER_DAY))
    if clock is None or (clock.precision is TimePrecision.PART_OF_DAY and not _is_beside(tokens, clock, when)):
        return when
    if when.is_since and clock.precision is TimePrecision.PART_OF_DAY:
        return when
    return _at_clock(text, tokens, when, clock, (when.end or when.start).date())


def _at_clock(text: str, tokens: Sequence[Token], when: When, clock: Clock, date: dt.date) -> When:
    first, last = min(when.first, clock.first), max(when.last, clock.last)
    printed = text[tokens[first].start : tokens[last - 1].end]
    dated = replace(when, first=first, last=last, text=printed, day=date)
    if clock.zone is None:
        return replace(dated, clock=clock)
    start, until = instants(date, clock, clock.zone)
    return replace(dated, start=start, end=None if when.is_since else until, precision=clock.precision)


def _is_beside(tokens: Sequence[Token], clock: Clock, when: When) -> bool:
    """Whether nothing but small words stands between a part of the day and its day."""
    between = tokens[clock.last : when.first] if clock.first < when.first else tokens[when.last : clock.first]
    return all(token.key in _SMALL for token in between)


def _with_bare(
    text: str, tokens: Sequence[Token], found: list[When], told: When | None, begins: frozenset[str]
) -> list[When]:
    """Add the times of day that stand alone, on the day told last: before them in the sentence, else in the text."""
    out = list(found)
    taken = [(when.first, when.last) for when in found]
    index = 0
    while index < len(tokens):
        inside = next((last for first, last in taken if first <= index < last), None)
        if inside is not None:
            index = inside
            continue
        clock = bare_clock(tokens, index) if tokens[index].key in begins else None
        if clock is None:
            index += 1
            continue
        date = next((when.date for when in reversed(found) if when.last <= index and when.date), None)
        date = date or (told.date if told else None)
        if date is not None:
            start, end = day(date)
            blank = When(clock.first, clock.last, "", start, end, TimePrecision.DAY)
            out.append(_at_clock(text, tokens, blank, clock, date))
        index = clock.last
    return sorted(out, key=lambda when: when.first)
