"""Dates as tables write them, to UTC intervals; what is ambiguous is asked about, never guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

import pandas as pd

from layers.events import TimePrecision

__all__ = ["Interval", "intervals", "parse_interval"]

_YEARS = range(1900, 2101)
_EXPECTED = "a date such as 2015-11-03 or a time such as 2015-11-03T14:30+03:00"
_DAY_END = dt.timedelta(days=1, microseconds=-1)

_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
# Gregorian months as they are written in Egypt and the Gulf, and in the Levant (Unicode CLDR, locales ar, ar-LB).
_ARABIC = {
    1: ("يناير", "كانون الثاني"),
    2: ("فبراير", "شباط"),
    3: ("مارس", "آذار"),
    4: ("أبريل", "نيسان"),
    5: ("مايو", "أيار"),
    6: ("يونيو", "حزيران"),
    7: ("يوليو", "تموز"),
    8: ("أغسطس", "آب"),
    9: ("سبتمبر", "أيلول"),
    10: ("أكتوبر", "تشرين الأول"),
    11: ("نوفمبر", "تشرين الثاني"),
    12: ("ديسمبر", "كانون الأول"),
}
_MONTHS |= {name: number for number, names in _ARABIC.items() for name in names}

_CLOCK = re.compile(
    r"^(?P<day>.*?)(?:[T,]\s*|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_ISO = re.compile(r"^(?P<y>\d{4})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})$|^(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})$")
_SLASHED = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
_NAMED = re.compile(r"^(?P<d>\d{1,2})[\s-]+(?P<m>[^\W\d_][^\d,]*?)\.?,?[\s-]+(?P<y>\d{4})$")
_NAMED_FIRST = re.compile(r"^(?P<m>[^\W\d_]+)\.?\s+(?P<d>\d{1,2}),?\s+(?P<y>\d{4})$")
_MONTH = re.compile(r"^(\d{4})[-/](\d{1,2})$")
_YEAR = re.compile(r"^\d{4}$")
_BETWEEN = re.compile(r"\s*(?:/|\s–\s|\s-\s|\sto\s|\suntil\s|\sإلى\s)\s*")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_FAST_DAY = r"^(?:19|20)\d{2}-\d{2}-\d{2}$"
_FAST_INSTANT = r"^(?:19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$"


class Interval(NamedTuple):
    """What one cell tells: an inclusive interval in UTC, its precision, and what is wrong with it, if anything."""

    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    fault: str = ""
    expected: str = ""


class _UnreadableError(ValueError):
    """The cell is no date; carries what was expected."""

    def __init__(self, message: str, expected: str = _EXPECTED) -> None:
        super().__init__(message)
        self.expected = expected


def parse_interval(text: str) -> Interval:
    """Read one date, time, month, year or range of them.

    A date alone is that day in UTC, from its first instant to its last. A clock time counts only with its zone;
    without one, the day is kept and the time is told as a fault. ``03/04/2015`` could be two days: a fault.

    Parameters
    ----------
    text
        The cell.

    Returns
    -------
    Interval
        With `fault` saying what is wrong; where nothing could be read, precision ``unknown`` and open ends.
    """
    text = " ".join(text.translate(_DIGITS).split())
    try:
        return _parse(text)
    except _UnreadableError as problem:
        return Interval(None, None, TimePrecision.UNKNOWN, str(problem), problem.expected)


def intervals(cells: pd.Series) -> pd.DataFrame:
    """Read a column of dates; each distinct text is read once, the two commonest forms without a Python call.

    Returns
    -------
    pandas.DataFrame
        Columns ``start``, ``end`` (``datetime64[us, UTC]``), ``precision``, ``fault``, ``expected``; index of `cells`.
        An empty cell is precision ``unknown`` without a fault.
    """
    distinct = pd.Series(pd.unique(cells), dtype="object")
    known = pd.concat([_days(distinct), _instants(distinct)])
    rest = [text for text in distinct[~distinct.isin(known.index)] if text]
    parsed = pd.DataFrame([parse_interval(text) for text in rest], columns=Interval._fields, index=rest)
    empty = pd.DataFrame([Interval(None, None, TimePrecision.UNKNOWN)], columns=Interval._fields, index=[""])
    table = pd.concat([frame for frame in (known, _typed(parsed), _typed(empty)) if len(frame)])
    found = table.reindex(cells.to_numpy())
    found.index = cells.index
    return found


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    for end in ("start", "end"):
        frame[end] = pd.to_datetime(frame[end], utc=True).astype("datetime64[us, UTC]")
    return frame.astype({"precision": "object", "fault": "object", "expected": "object"})


def _fast(texts: pd.Series, pattern: str, length: dt.timedelta, precision: TimePrecision) -> pd.DataFrame:
    chosen = texts[texts.str.match(pattern)]
    start = pd.to_datetime(chosen, format="ISO8601", utc=True, errors="coerce").astype("datetime64[us, UTC]")
    frame = pd.DataFrame({"start": start, "end": start + length})
    frame = frame.assign(precision=str(precision), fault="", expected="").set_axis(chosen, axis=0)
    return _typed(frame[start.notna().to_numpy()])


def _days(texts: pd.Series) -> pd.DataFrame:
    return _fast(texts, _FAST_DAY, _DAY_END, TimePrecision.DAY)


def _instants(texts: pd.Series) -> pd.DataFrame:
    return _fast(texts, _FAST_INSTANT, dt.timedelta(0), TimePrecision.INSTANT)


def _parse(text: str) -> Interval:
    if clock := _CLOCK.match(text):
        return _with_clock(clock)
    if day := _day(text):
        return _span(day, day, TimePrecision.DAY)
    if month := _MONTH.match(text):
        first = _date(int(month[1]), int(month[2]), 1)
        return _span(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]), TimePrecision.MONTH)
    if _YEAR.match(text):
        year = _date(int(text), 1, 1).year
        return _span(dt.date(year, 1, 1), dt.date(year, 12, 31), TimePrecision.YEAR)
    ends = _BETWEEN.split(text)
    if len(ends) == 2 and all(len(end) >= 8 for end in ends):
        return _range(*(_parse(end) for end in ends))
    raise _UnreadableError("no date that can be read")


def _span(first: dt.date, last: dt.date, precision: TimePrecision) -> Interval:
    start = dt.datetime.combine(first, dt.time(), dt.UTC)
    return Interval(start, dt.datetime.combine(last, dt.time(), dt.UTC) + _DAY_END, precision)


def _range(first: Interval, last: Interval) -> Interval:
    if first.start and last.end and first.start > last.end:
        raise _UnreadableError("the range ends before it starts", "the earlier date first")
    return Interval(first.start, last.end, TimePrecision.RANGE, first.fault or last.fault, first.expected)


def _day(text: str) -> dt.date | None:
    if iso := _ISO.match(text):
        return _date(*(int(iso[part] or iso[part + "2"]) for part in "ymd"))
    if slashed := _SLASHED.match(text):
        return _slashed(int(slashed[1]), int(slashed[3]), int(slashed[4]))
    if named := _NAMED.match(text) or _NAMED_FIRST.match(text):
        month = _MONTHS.get(named["m"].casefold())
        if month is None:
            raise _UnreadableError(f"no month is called {named['m']!r}")
        return _date(int(named["y"]), month, int(named["d"]))
    return None


def _slashed(first: int, second: int, year: int) -> dt.date:
    if first > 12 or first == second:
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    raise _UnreadableError(
        "day and month could be either way round",
        f"{year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}: write the year first",
    )


def _date(year: int, month: int, day: int) -> dt.date:
    if year not in _YEARS:
        raise _UnreadableError("the year is out of range", f"{_YEARS[0]} to {_YEARS[-1]}")
    try:
        return dt.date(year, month, day)
    except ValueError as problem:
        raise _UnreadableError("there is no such day") from problem


def _with_clock(clock: re.Match[str]) -> Interval:
    day = _day(clock["day"].strip().rstrip(","))
    if day is None:
        raise _UnreadableError("no date before the time that can be read")
    try:
        part = int((clock["part"] or "0").ljust(6, "0")[:6])
        time = dt.time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0), part)
    except ValueError as problem:
        raise _UnreadableError("there is no such time of day") from problem
    if clock["zone"]:
        at = dt.datetime.combine(day, time, _zone(clock["zone"].upper())).astimezone(dt.UTC)
        return Interval(at, at, TimePrecision.INSTANT)
    whole = _span(day, day, TimePrecision.DAY)
    if time == dt.time():
        return whole  # spreadsheets write a date alone as its midnight
    return whole._replace(fault="a time without its zone: only the day is used", expected="the zone, such as +03:00")


def _zone(text: str) -> dt.timezone:
    if text in {"Z", "UTC", "GMT"}:
        return dt.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > dt.timedelta(hours=14):
        raise _UnreadableError("there is no such time zone", "an offset from UTC such as +03:00")
    return dt.timezone(-offset if text[0] == "-" else offset)
