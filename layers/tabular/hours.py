"""Times of day as tables write them: clock times, spans of them, and parts of the day in words."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from geo.gazetteer.normalise import key_of
from layers.events import TimePrecision

__all__ = ["Hours", "parse_hours"]

_FIGURES = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?")
_MILITARY = re.compile(r"([01]\d|2[0-3])h?([0-5]\d)\s*(?:h|hrs?|hours)?", re.IGNORECASE)
_SPAN = re.compile(r"(?<=\d|m)\s*[-/]\s*(?=\d)", re.IGNORECASE)
# Beside the day that a table gives, its night may be the one that begins it or the one that ends it: majal's own
# windows, in hours after the midnight that begins the day, wide on purpose. The other words are read as in reports.
_PARTS = {
    key_of(phrase): hours
    for hours, phrases in {
        (-6, 30): ("overnight",),
        (-1, 25): ("midnight", "at midnight", "around midnight", "منتصف الليل", "عند منتصف الليل"),
        (0, 6): (
            "after midnight",
            "past midnight",
            "before dawn",
            "predawn",
            "بعد منتصف الليل",
            "قبل الفجر",
        ),
        (0, 30): ("night", "at night", "during the night", "in the night", "nighttime", "night time", "ليلا", "الليل"),
        (3, 9): ("early morning", "in the early morning"),
        (9, 12): ("late morning", "mid morning"),
        (6, 18): ("day", "daytime", "during the day", "daylight", "نهارا"),
    }.items()
    for phrase in phrases
}
# Words beside a time of day that change nothing of it.
_FILLERS = """
at by in of on the during local time early late hour hours hrs h and to until between from a an pm am
الساعة في عند تمام بتوقيت توقيت المحلي بالتوقيت من إلى وقت
"""
# Words that take its minute from it: majal's own window is half an hour to either side.
_ABOUT = "about around approximately approx circa ca nearly roughly almost حوالي نحو قرابة زهاء تقريبا"
_TILDE = re.compile(r"[~≈∼]\s*")
_HALF_HOUR = dt.timedelta(minutes=30)


class Hours(NamedTuple):
    """A time of day: its first and last instant after the midnight that begins the day, and the zone it names."""

    begin: dt.timedelta
    end: dt.timedelta
    precision: TimePrecision
    zone: dt.tzinfo | None = None


def parse_hours(text: str) -> Hours | None:
    """Read a time of day.

    Parameters
    ----------
    text
        Such as ``14:30``, ``2:30 pm``, ``1430``, ``14:30-15:10``, ``around_dawn``, ``during the night``, ``عصرا``.

    Returns
    -------
    Hours or None
        None where a word of it tells something else.
    """
    plain = " ".join(_TILDE.sub("about ", text.replace("_", " ")).split())
    if figures := _FIGURES.fullmatch(plain):
        hour, minute, second = (int(part or 0) for part in figures.groups()[:3])
        return _instant(hour, minute, second, figures[4] or "")
    if military := _MILITARY.fullmatch(plain):
        return _instant(int(military[1]), int(military[2]), 0)
    if window := _PARTS.get(key_of(plain)):
        begin, end = (dt.timedelta(hours=hour) for hour in window)
        return Hours(begin, end - dt.timedelta(seconds=1), TimePrecision.PART_OF_DAY)
    return _in_words(_SPAN.sub(" to ", plain))


def _instant(hour: int, minute: int, second: int, part: str = "") -> Hours | None:
    if hour > 23 or minute > 59 or second > 59:
        return None
    at = dt.timedelta(hours=hour, minutes=minute, seconds=second, microseconds=int((part or "0").ljust(6, "0")[:6]))
    return Hours(at, at, TimePrecision.INSTANT)


def _in_words(text: str) -> Hours | None:
    """Read a time of day as reports tell it, where it is all that is told."""
    from layers.reading.clocks import find_clock  # noqa: PLC0415 - the reading of reports takes time to load
    from layers.reading.segment import keys, segment  # noqa: PLC0415 - as above

    tokens = [token for sentence in segment(text) for token in sentence.tokens]
    clock = find_clock(tokens, 0, len(tokens))
    others = {token.key for at, token in enumerate(tokens) if clock is None or not clock.first <= at < clock.last}
    if clock is None or others - keys(_FILLERS) - keys(_ABOUT):
        return None
    end = clock.begin if clock.precision is TimePrecision.INSTANT else clock.end
    found = Hours(clock.begin, end, clock.precision, clock.zone)
    return _widened(found) if others & keys(_ABOUT) else found


def _widened(hours: Hours) -> Hours:
    """Take a time of the clock as one that is only about right; a part of the day is wide as it is."""
    if hours.precision is TimePrecision.PART_OF_DAY:
        return hours
    precision = TimePrecision.RANGE if hours.precision is TimePrecision.RANGE else TimePrecision.HOUR
    return hours._replace(begin=hours.begin - _HALF_HOUR, end=hours.end + _HALF_HOUR, precision=precision)
