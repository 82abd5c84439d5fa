"""A time as a sentence tells it, and the bounds of days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.events import TimePrecision

if TYPE_CHECKING:
    from layers.reading.clocks import Clock

__all__ = ["Days", "When", "day"]


# The word after a date, its first and last day where they are known, and how fine it is.
Days = tuple[int, tuple[dt.date, dt.date] | None, TimePrecision]


@dataclass(frozen=True, slots=True)
class When:
    """A time as told.

    Attributes
    ----------
    first, last
        Words of the sentence, `last` exclusive.
    text
        As printed.
    start, end
        Aware UTC, inclusive, null where open or where the day of publication would be needed and is not known.
    precision
        How finely.
    is_since
        Whether it names the beginning of something that goes on.
    is_until
        Whether it names the end of something that goes on.
    day, clock
        The day and a time of that day by the clocks of the place, where the text names no zone: `clocks.instants`.
    """

    first: int
    last: int
    text: str
    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    is_since: bool = False
    is_until: bool = False
    day: dt.date | None = None
    clock: Clock | None = None

    @property
    def date(self) -> dt.date | None:
        """The one day on which it lies, None where it is no day or unknown."""
        if self.day is not None:
            return self.day
        if self.precision != TimePrecision.DAY or self.is_since or self.is_until:
            return None
        return self.end.date() if self.end else None


def day(date: dt.date, until: dt.date | None = None) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second, UTC, of a day or of a run of days."""
    last = until or date
    return dt.datetime.combine(date, dt.time(), dt.UTC), dt.datetime.combine(last, dt.time(23, 59, 59), dt.UTC)
