"""Dates as tables write them, to UTC intervals; what is ambiguous is asked about, never guessed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from geo.errors import SettingError
from geo.units import western_digits
from layers.events import TimePrecision
from layers.tabular.days import EXPECTED, ORDERS, Days, UnreadableError, parse_days, parse_span
from layers.tabular.hours import Hours, parse_hours
from layers.tabular.strings import fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt

__all__ = ["Interval", "intervals", "parse_interval", "widened", "without_placeholders"]

_DAY_END = dt.timedelta(days=1, microseconds=-1)
_CLOCK = re.compile(
    r"(?P<day>.*?)(?:[T,]\s*|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_LEAD = re.compile(r"(?:from|between|من|بين)\s+", re.IGNORECASE)
_JOINED = re.compile(r"\s+(?:to|until|till|through|and|الى|إلى|حتى|و)\s+|\s*(?:\.\.+|[-/])\s*", re.IGNORECASE)
_MARKS = str.maketrans(dict.fromkeys("–—−‒‐‑", "-") | {"،": ",", "٫": "."})
_FIGURES = re.compile(r"\d{1,2}:\d{2}")
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_SERIAL_FROM = dt.date(1899, 12, 30)
_RELATIVE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|now|last|this|ago|recent(?:ly)?)\b|(?<!\w)(?:أمس|امس|البارحة|اليوم|الليلة|"
    r"غدا|الآن|الماضي|الماضية|الفائت|الفائتة|منذ|قبل)(?!\w)",
    re.IGNORECASE,
)
_FAST_DAY = r"^(?:19|20)\d{2}-\d{2}-\d{2}$"
_FAST_INSTANT = r"^(?:19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})$"
_LONGEST = 200
# Zero of Unix time, and of the calendar of spreadsheets.
_ZEROS = pd.DatetimeIndex(["1970-01-01", "1900-01-01"], tz="UTC")
_PLACEHOLDER = "what software writes where there is no date"
_NO_TIME = ("no time of day that can be read", "such as 14:30+03:00 or around dawn")
_TIME = "\x1f"


class Interval(NamedTuple):
    """What one cell tells: an inclusive interval in UTC, its precision, and what is wrong with it, if anything."""

    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    fault: str = ""
    expected: str = ""


def parse_interval(text: str, order: str = "", zone: str = "", time: str = "") -> Interval:
    """Read one date, time, week, month, year or range of them.

    A date alone is that day in UTC, from its first instant to its last. A clock time counts only with its zone;
    without one, the day is kept and the time is told as a fault. ``03/04/2015`` could be two days: a fault, unless
    somebody said the order.

    Parameters
    ----------
    text
        The cell.
    order
        Of day, month and year where the year is last: ``dmy`` or ``mdy``; empty where nobody said.
    zone
        Name in the IANA time zone database of the clocks that the table means, such as ``Asia/Damascus``; empty where
        nobody said. Days stay days of UTC.
    time
        The time of day, where another cell tells it; it counts where `text` tells a day.

    Returns
    -------
    Interval
        With `fault` saying what is wrong; where nothing could be read, precision ``unknown`` and open ends.

    Raises
    ------
    SettingError
        No such order or zone.
    """
    how = _how(order, zone)
    text = _plain(text)
    if len(text) > _LONGEST:  # prose: every division of it would be tried
        return Interval(None, None, TimePrecision.UNKNOWN, "no date that can be read", EXPECTED)
    try:
        found = _parse(text, how)
        return _at_time(found, _plain(time), how) if time.strip() else found
    except UnreadableError as problem:
        return Interval(None, None, TimePrecision.UNKNOWN, str(problem), problem.expected)


def intervals(cells: pd.Series, order: str = "", zone: str = "", times: pd.Series | None = None) -> pd.DataFrame:
    """Read a column of dates; each distinct text is read once, the two commonest forms without a Python call.

    Parameters
    ----------
    cells
        Texts.
    order, zone
        As in `parse_interval`.
    times
        Times of day of the same rows, where another column tells them.

    Returns
    -------
    pandas.DataFrame
        Columns ``start``, ``end`` (``datetime64[us, UTC]``), ``precision``, ``fault``, ``expected``; index of `cells`.
        An empty cell is precision ``unknown`` without a fault.

    Raises
    ------
    SettingError
        No such order or zone.
    """
    _how(order, zone)
    written = cells if times is None or (times == "").all() else cells.where(times == "", cells + _TIME + times)
    which, unique = pd.factorize(written)
    distinct = pd.Series(unique, dtype="object")
    table = _days(distinct)
    if len(table) < len(distinct):
        table = pd.concat([table, _instants(distinct)])
        rest = distinct[~distinct.isin(table.index)].tolist()
        dated = (text.partition(_TIME) for text in rest)
        told = [parse_interval(date, order, zone, time) if date or time else _NOTHING for date, _, time in dated]
        table = pd.concat([table, _typed(pd.DataFrame(told, columns=Interval._fields, index=rest))])
    return table.reindex(unique).take(which).set_axis(cells.index)


def without_placeholders(found: pd.DataFrame, meant: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Take away the days that are zero to software: 1 January of 1970 and of 1900; they are told as faults.

    Parameters
    ----------
    found
        As `intervals` gives it.
    meant
        Where the row says itself, in other words, that such a day is meant.
    """
    fine = found["precision"].isin([TimePrecision.DAY, TimePrecision.PART_OF_DAY, TimePrecision.INSTANT])
    here = found["start"].isin(_ZEROS) & fine & ~meant
    if not here.any():
        return found
    found = found.copy()
    found.loc[here, ["start", "end"]] = pd.NaT
    found.loc[here, "precision"] = str(TimePrecision.UNKNOWN)
    found.loc[here, "fault"] = _PLACEHOLDER
    found.loc[here, "expected"] = "nothing where the date is not known; a true one with its words in when_text"
    return found


def widened(start: pd.Series, end: pd.Series, precision: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Widen the days that stand for a week, a month or a year, as a data set's precision of time says.

    Parameters
    ----------
    start, end
        Intervals, UTC.
    precision
        Words of `TimePrecision`. Of ``week`` three days before and after count (ACLED's time_precision 2, "a week-like
        period" around the day); of ``month`` and ``year`` the whole month or year of UTC.

    Returns
    -------
    start, end
        The same where the precision is another, and where the interval is longer than a day already.
    """
    short = (end - start) < pd.Timedelta(days=1)
    for word, first, after in _WIDER:
        here = short & (precision == word)
        if here.any():
            began = start[here]
            start = start.mask(here, first(began))
            end = end.mask(here, after(began) - pd.Timedelta(microseconds=1))
    return start, end


def _midnight(times: pd.Series) -> pd.Series:
    floored: pd.Series = times.dt.floor("D")
    return floored


def _first_of(times: pd.Series, unit: str, later: int = 0) -> pd.Series:
    months = times.dt.tz_localize(None).to_numpy().astype(f"datetime64[{unit}]") + later
    return pd.Series(months.astype("datetime64[us]"), index=times.index).dt.tz_localize("UTC")


_WIDER: tuple[tuple[str, Callable[[pd.Series], pd.Series], Callable[[pd.Series], pd.Series]], ...] = (
    ("week", lambda at: _midnight(at) - pd.Timedelta(days=3), lambda at: _midnight(at) + pd.Timedelta(days=4)),
    ("month", lambda at: _first_of(at, "M"), lambda at: _first_of(at, "M", 1)),
    ("year", lambda at: _first_of(at, "Y"), lambda at: _first_of(at, "Y", 1)),
)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    for end in ("start", "end"):
        frame[end] = pd.to_datetime(frame[end], utc=True).astype("datetime64[us, UTC]")
    return frame.astype({"precision": "str", "fault": "str", "expected": "str"})


def _fast(texts: pd.Series, pattern: str, length: dt.timedelta, precision: TimePrecision) -> pd.DataFrame:
    chosen = texts[fitting(texts, pattern)]
    start = pd.to_datetime(chosen, format="ISO8601", utc=True, errors="coerce").astype("datetime64[us, UTC]")
    frame = pd.DataFrame({"start": start, "end": start + length})
    frame = frame.assign(precision=str(precision), fault="", expected="").set_axis(chosen, axis=0)
    return _typed(frame[start.notna().to_numpy()])


def _days(texts: pd.Series) -> pd.DataFrame:
    return _fast(texts, _FAST_DAY, _DAY_END, TimePrecision.DAY)


def _instants(texts: pd.Series) -> pd.DataFrame:
    return _fast(texts, _FAST_INSTANT, dt.timedelta(0), TimePrecision.INSTANT)


_NOTHING = Interval(None, None, TimePrecision.UNKNOWN)


class _How(NamedTuple):
    """What the user said of the table: the order of its dates, and its clocks."""

    order: str
    zone: ZoneInfo | None


@cache
def _how(order: str, zone: str) -> _How:
    """Check what the user said of a table."""
    if order not in {"", *ORDERS}:
        raise SettingError(f"order of dates {order!r}: expected dmy or mdy")
    try:
        return _How(order, ZoneInfo(zone) if zone else None)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        message = f"zone {zone!r}: expected a name of the IANA time zone database such as Asia/Damascus"
        raise SettingError(message) from problem


def _plain(text: str) -> str:
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return " ".join(western_digits(seen).translate(_MARKS).split())


def _parse(text: str, how: _How) -> Interval:
    """Try a clock time, a date, a range, and a date with a time in words; tell the first reason why none is there."""
    clock = _CLOCK.fullmatch(text)
    readings: tuple[Callable[[], Interval | None], ...] = (
        lambda: _with_clock(clock, how) if clock else None,
        lambda: _span(parse_days(text, how.order)),
        lambda: _ranged(text, how),
        lambda: _with_words(text, how),
    )
    problem = None
    for reading in readings:
        try:
            if found := reading():
                return found
        except UnreadableError as reason:
            problem = problem or reason
    raise problem or _unread(text)


def _unread(text: str) -> UnreadableError:
    if _SERIAL.fullmatch(text):
        day = _SERIAL_FROM + dt.timedelta(days=int(float(text)))
        return UnreadableError("no date, only a number", f"{EXPECTED}; as a spreadsheet counts days it would be {day}")
    if _EPOCH.fullmatch(text):
        at = dt.datetime.fromtimestamp(int(text[:10]), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return UnreadableError("no date, only a number", f"{EXPECTED}; as Unix time it would be {at}")
    if _RELATIVE.search(text):
        return UnreadableError("no date, only a day relative to another", EXPECTED)
    return UnreadableError("no date that can be read")


def _span(days: Days | None) -> Interval | None:
    return Interval(*_ends(days), days.precision) if days else None


def _ends(days: Days) -> tuple[dt.datetime, dt.datetime]:
    first, last = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (days.first, days.last))
    return first, last + _DAY_END


def _ranged(text: str, how: _How) -> Interval | None:
    """Cut at each word or mark that may join two ends of a range, till both are some."""
    problem = None
    body = _LEAD.sub("", text, count=1) if _LEAD.match(text) else text
    for joint in _JOINED.finditer(body):
        left, right = body[: joint.start()], body[joint.end() :]
        try:
            if found := _span(parse_span(left, right, how.order)) or _between_clocks(left, right, how):
                return found
        except UnreadableError as reason:
            problem = problem or reason
    if problem:
        raise problem
    return None


def _between_clocks(left: str, right: str, how: _How) -> Interval | None:
    clocks = _CLOCK.fullmatch(left), _CLOCK.fullmatch(right)
    if not all(clock and parse_days(clock["day"], how.order) for clock in clocks):
        return None
    first, last = (_parse(end, how) for end in (left, right))
    if first.start and last.end and first.start > last.end:
        raise UnreadableError("the range ends before it starts", "the earlier date first")
    fault, expected = (first.fault, first.expected) if first.fault else (last.fault, last.expected)
    return Interval(first.start, last.end, TimePrecision.RANGE, fault, expected)


def _with_words(text: str, how: _How) -> Interval | None:
    """Read a day with a time of day in words before or behind it."""
    for date, hours in _cuts(text):
        told = parse_hours(hours)
        days = parse_days(date, how.order) if told or _FIGURES.match(hours) else None
        if days and days.precision is TimePrecision.DAY:
            whole = Interval(*_ends(days), days.precision)
            return _timed(days.first, told, how) if told else _kept(whole, *_NO_TIME)
    return None


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Give every way to cut a text in two at a blank, as a date and the words beside it."""
    for blank in re.finditer(" ", text):
        left, right = text[: blank.start()].rstrip(","), text[blank.end() :]
        yield left, right
        yield re.sub(r"^(?:of|on|من|في|يوم) ", "", right), re.sub(r" (?:of|on|من|في|يوم)$", "", left)


def _at_time(found: Interval, time: str, how: _How) -> Interval:
    """Put a time of day that another cell tells on a day; beside anything else than a day it stays words."""
    if found.precision is not TimePrecision.DAY or found.start is None or found.fault:
        return found
    clock = _CLOCK.fullmatch(f"{found.start.date()} {time}")
    # Alone in a cell, a minus between two times joins them.
    if clock and clock["zone"] and not clock["zone"].startswith("-"):
        return _with_clock(clock, how) or found
    told = parse_hours(time)
    if told is None:
        return _kept(found, *_NO_TIME)
    if told.begin == told.end == dt.timedelta(0):
        return found  # as below: a day alone has its midnight
    return _timed(found.start.date(), told, how)


def _with_clock(clock: re.Match[str], how: _How) -> Interval | None:
    days = parse_days(clock["day"].strip().rstrip(","), how.order)
    if days is None or days.precision is not TimePrecision.DAY:
        return None
    try:
        part = int((clock["part"] or "0").ljust(6, "0")[:6])
        time = dt.time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0), part)
    except ValueError as problem:
        raise UnreadableError("there is no such time of day") from problem
    if clock["zone"]:
        at = dt.datetime.combine(days.first, time, _offset(clock["zone"].upper())).astimezone(dt.UTC)
        return Interval(at, at, TimePrecision.INSTANT)
    if time == dt.time():
        return _span(days)  # spreadsheets write a date alone as its midnight
    after = dt.timedelta(hours=time.hour, minutes=time.minute, seconds=time.second, microseconds=part)
    return _timed(days.first, Hours(after, after, TimePrecision.INSTANT), how)


def _timed(day: dt.date, told: Hours, how: _How) -> Interval:
    """Place a time of day by the clocks it names, else by those of the table; without any the day is kept."""
    whole = Interval(*_ends(Days(day, day)), TimePrecision.DAY)
    zone = told.zone or how.zone
    is_part = told.precision is TimePrecision.PART_OF_DAY
    if zone is None and is_part:
        return whole._replace(precision=TimePrecision.PART_OF_DAY)
    if zone is None:
        return _kept(whole, "a time without its zone", "the zone, such as +03:00")
    begin, end = (dt.datetime.combine(day, dt.time()) + offset for offset in (told.begin, told.end))
    if not is_part and (doubt := next(filter(None, (_doubt(at, zone) for at in (begin, end))), "")):
        return _kept(whole, doubt, "the time with its offset, such as +03:00")
    begin, end = (at.replace(tzinfo=zone).astimezone(dt.UTC) for at in (begin, end))
    return Interval(begin, end, told.precision)


def _kept(day: Interval, fault: str, expected: str) -> Interval:
    return day._replace(fault=f"{fault}: only the day is used", expected=expected)


def _doubt(at: dt.datetime, zone: dt.tzinfo) -> str:
    """Tell why the clocks of a zone did not show a time once on that day; empty where they did."""
    once, again = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if once.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != at:
        return "the clocks were put forward over this time"
    return "the clocks were put back, and showed this time twice" if once.utcoffset() != again.utcoffset() else ""


def _offset(text: str) -> dt.timezone:
    if text in {"Z", "UTC", "GMT"}:
        return dt.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > dt.timedelta(hours=14):
        raise UnreadableError("there is no such time zone", "an offset from UTC such as +03:00")
    return dt.timezone(-offset if text[0] == "-" else offset)
