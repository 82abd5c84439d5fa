"""Days, weeks, months and years as tables write them, in the Gregorian and the Hijri calendar."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

from geo.gazetteer.normalise import key_of
from layers.events import TimePrecision

__all__ = ["EXPECTED", "ORDERS", "Days", "UnreadableError", "parse_days", "parse_span"]

_YEARS = range(1900, 2101)
EXPECTED = "a date such as 2015-11-03 or a time such as 2015-11-03T14:30+03:00"
# Days that count zero or stand for "never" where programs keep dates: none, year 1, OLE and spreadsheets, the last day
# of SQL. The epochs of Unix and of spreadsheets are days that can be: layers/tabular/times.py looks at those.
_NO_DAYS = {(0, 0, 0), (1, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 0, 1), (9999, 12, 31)}

_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_MONTH_WORDS = r"(?P<m>[^\W\d_][^\d,]*?)"
_ISO = re.compile(r"(?P<y>\d{4,})([-/.])(?P<m>\d{1,2})\2(?P<d>\d{1,2})|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})")
_SLASHED = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4,5})")
_SHORT = re.compile(r"\d{1,2}([-/.\s])(?:\d{1,2}|[^\W\d_]+\.?)\1['’]?\d{2}")
_NAMED = (
    re.compile(rf"{_DAY}(?:\s+of)?[\s-]*{_MONTH_WORDS}\.?,?[\s-]+(?P<y>\d{{4,5}})", re.IGNORECASE),
    re.compile(rf"(?P<m>[^\W\d_]+)\.?\s+{_DAY},?\s+(?P<y>\d{{4,5}})", re.IGNORECASE),
    re.compile(rf"(?P<y>\d{{4,5}}),?[\s-]+(?P<m>[^\W\d_]+)\.?[\s-]+{_DAY}", re.IGNORECASE),
)
_LOOSE = (
    re.compile(rf"(?:{_DAY}[\s-]*)?(?:of\s+)?(?:{_MONTH_WORDS}\.?)?,?[\s-]*(?P<y>\d{{4}})?", re.IGNORECASE),
    re.compile(rf"(?P<m>[^\W\d_]+)\.?\s+{_DAY}(?:,?\s*(?P<y>\d{{4}}))?", re.IGNORECASE),
)
_MONTH = re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})|(?P<m2>\d{1,2})[/.](?P<y2>\d{4})")
_NAMED_MONTH = re.compile(rf"{_MONTH_WORDS}\.?,?[\s-]+(?P<y>\d{{4}})")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?", re.IGNORECASE)
_HIJRI = re.compile(r"(.*\d)\s*(?:هـ|ه|A\.?H\.?)\.?", re.IGNORECASE)
_GREGORIAN = re.compile(r"(.*\d)\s*(?:م|A\.?D\.?|C\.?E\.?)\.?", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:يوم\s+)?([^\W\d_]+)[.,،]?\s+(?=\d|[^\W\d_]+\s+\d)")
ORDERS = ("dmy", "mdy")
_WHICH = (
    "write the year first, or say which order the table has: --dates dmy or mdy, or date_order in a mapping or a recipe"
)
_MONTHS_OF_YEAR = 12
# Transliterations beside the names that the reading of reports knows.
_HIJRI_LATIN = {
    key_of(name): number
    for number, names in {
        1: ("al-Muharram",),
        3: ("Rabi al-awwal", "Rabi I"),
        4: ("Rabi al-thani", "Rabi al-akhir", "Rabi II"),
        5: ("Jumada al-ula", "Jumada al-awwal", "Jumada I"),
        6: ("Jumada al-akhira", "Jumada al-thani", "Jumada II"),
        8: ("Shaaban", "Sha'ban"),
        9: ("Ramadhan",),
        11: ("Dhu al-Qadah", "Dhul Qadah", "Dhu al-Qa'da"),
        12: ("Dhu al-Hijjah", "Dhul Hijjah", "Dhu al-Hijja"),
    }.items()
    for name in names
}


class Days(NamedTuple):
    """The first and the last day that a text tells, and how finely it does."""

    first: dt.date
    last: dt.date
    precision: TimePrecision = TimePrecision.DAY


class UnreadableError(ValueError):
    """The cell is no date; carries what was expected."""

    def __init__(self, message: str, expected: str = EXPECTED) -> None:
        super().__init__(message)
        self.expected = expected


def parse_days(text: str, order: str = "") -> Days | None:
    """Read a day, a week, a month or a year.

    Parameters
    ----------
    text
        With western digits and single blanks.
    order
        Of dates such as ``03/04/2015``: ``dmy`` or ``mdy``; empty where nobody said.

    Returns
    -------
    Days or None
        None where the text has the form of no date.

    Raises
    ------
    UnreadableError
        It has the form of a date, and is none, or could be several.
    """
    if hijri := _HIJRI.fullmatch(text):
        return _hijri(hijri[1], order)
    if dated := _GREGORIAN.fullmatch(text):
        text = dated[1]
    weekday, text = _weekday(text)
    day = _day(text, order)
    if day and weekday not in {None, day.isoweekday()}:
        was = calendar.day_name[day.weekday()]
        raise UnreadableError("the weekday is not that of the date", f"{was}, or another date")
    return Days(day, day) if day else _longer(text)


def parse_span(left: str, right: str, order: str = "") -> Days | None:
    """Read the two ends of a range, of which each may leave to the other what they share: "1" and "5 March 2016".

    Returns
    -------
    Days or None
        None where they are no ends of a range.

    Raises
    ------
    UnreadableError
        One has the form of a date and is none, or the range ends before it starts.
    """
    first, last = parse_days(left, order), parse_days(right, order)
    if first is None or last is None:
        first, last = _completed(_loose(left), _loose(right))
    if first is None or last is None:
        return None
    if first.first > last.last:
        raise UnreadableError("the range ends before it starts", "the earlier date first, each with its year")
    return Days(first.first, last.last, TimePrecision.RANGE)


class _Parts(NamedTuple):
    year: int | None
    month: int | None
    day: int | None


def _loose(text: str) -> _Parts | None:
    found = next((match for form in _LOOSE if (match := form.fullmatch(text))), None)
    if found is None or not text:
        return None
    month = _month_number(found["m"]) if found["m"] else None
    if found["m"] and month is None:
        return None
    return _Parts(int(found["y"]) if found["y"] else None, month, int(found["d"]) if found["d"] else None)


def _completed(left: _Parts | None, right: _Parts | None) -> tuple[Days | None, Days | None]:
    if left is None or right is None or right.year is None or (left.day is None) != (right.day is None):
        return None, None
    first_month, last_month = left.month or right.month, right.month or left.month
    if not first_month or not last_month:
        return None, None
    first_year = left.year or right.year
    if left.day is None or right.day is None:
        return _whole_month(first_year, first_month), _whole_month(right.year, last_month)
    first, last = _date(first_year, first_month, left.day), _date(right.year, last_month, right.day)
    return Days(first, first), Days(last, last)


def _weekday(text: str) -> tuple[int | None, str]:
    """Take the name of a weekday off the beginning."""
    found = _WEEKDAY.match(text)
    if found is None:
        return None, text
    from layers.reading.calendars import WEEKDAYS  # noqa: PLC0415 - the reading of reports takes time to load

    key = key_of(found[1])
    short = (number for name, number in WEEKDAYS.items() if len(key) >= 3 and key.isascii() and name.startswith(key))
    number = WEEKDAYS.get(key) or next(short, None)
    return (number, text[found.end() :]) if number else (None, text)


def _day(text: str, order: str) -> dt.date | None:
    if iso := _ISO.fullmatch(text):
        return _date(*(int(iso[part] or iso[part + "2"]) for part in "ymd"))
    if slashed := _SLASHED.fullmatch(text):
        return _slashed(int(slashed[1]), int(slashed[3]), int(slashed[4]), order)
    if named := next((match for form in _NAMED if (match := form.fullmatch(text))), None):
        return _date(int(named["y"]), _month(named["m"]), int(named["d"]))
    if week := _WEEK.fullmatch(text):
        return _of_week(int(week[1]), int(week[2]), int(week[3])) if week[3] else None
    if _SHORT.fullmatch(text):
        raise UnreadableError("a year of two digits, and no century", "the year with four digits, such as 2015")
    return None


def _longer(text: str) -> Days | None:
    if week := _WEEK.fullmatch(text):
        monday = _of_week(int(week[1]), int(week[2]), 1)
        return Days(monday, monday + dt.timedelta(days=6), TimePrecision.WEEK)
    if month := _MONTH.fullmatch(text):
        return _whole_month(int(month["y"] or month["y2"]), int(month["m"] or month["m2"]))
    if re.fullmatch(r"\d{4}", text):
        year = _date(int(text), 1, 1).year
        return Days(dt.date(year, 1, 1), dt.date(year, 12, 31), TimePrecision.YEAR)
    named = _NAMED_MONTH.fullmatch(text)
    number = _month_number(named["m"]) if named else None
    return _whole_month(int(named["y"]), number) if named and number else None


def _of_week(year: int, week: int, day: int) -> dt.date:
    try:
        found = dt.date.fromisocalendar(year, week, day)
    except ValueError as problem:
        raise UnreadableError("there is no such week", "a week of ISO 8601 such as 2016-W09") from problem
    return _date(found.year, found.month, found.day)


def _whole_month(year: int, month: int) -> Days:
    first = _date(year, month, 1)
    return Days(first, first.replace(day=calendar.monthrange(year, month)[1]), TimePrecision.MONTH)


def _slashed(first: int, second: int, year: int, order: str) -> dt.date:
    if not first or not second:
        return _date(year, first, second)
    if order:
        day, month = (first, second) if order == "dmy" else (second, first)
        if month > _MONTHS_OF_YEAR and (0 < day <= _MONTHS_OF_YEAR):
            raise UnreadableError("no date in the order given", f"{' '.join(order)}: the month up to 12")
        return _date(year, month, day)
    if first > _MONTHS_OF_YEAR or first == second:
        return _date(year, second, first)
    if second > _MONTHS_OF_YEAR:
        return _date(year, first, second)
    raise UnreadableError(
        "day and month could be either way round",
        f"{year}-{first:02}-{second:02} or {year}-{second:02}-{first:02}: {_WHICH}",
    )


def _month(word: str) -> int:
    number = _month_number(word)
    if number is None:
        raise UnreadableError(f"no month is called {word!r}")
    return number


def _month_number(word: str) -> int | None:
    """Return the month that a word names, or two words for the same: نوفمبر/تشرين الثاني."""
    from layers.reading.calendars import MONTHS  # noqa: PLC0415 - as above

    found = {MONTHS.get(key_of(part)) for part in re.split(r"[/()]", word) if part.strip()}
    return found.pop() if len(found) == 1 else None


def _date(year: int, month: int, day: int) -> dt.date:
    if (year, month, day) in _NO_DAYS:
        raise UnreadableError("what software writes where there is no date", "nothing where the date is not known")
    if year not in _YEARS:
        hint = "; a Hijri date with هـ or AH" if 1300 <= year <= 1500 else ""
        raise UnreadableError("the year is out of range", f"{_YEARS[0]} to {_YEARS[-1]}{hint}")
    try:
        return dt.date(year, month, day)
    except ValueError as problem:
        raise UnreadableError("there is no such day") from problem


def _hijri(text: str, order: str) -> Days:
    from layers.reading.calendars import of_hijri  # noqa: PLC0415 - as above

    year, month, day = _hijri_parts(text, order)
    first = of_hijri(year, month, day or 1)
    if first is None:
        raise UnreadableError("there is no such day in the Hijri calendar", "1343 to 1500 AH, such as 1437-01-21 هـ")
    if day:
        return Days(first, first)
    after = of_hijri(year + month // 12, month % 12 + 1, 1)
    return Days(first, after - dt.timedelta(days=1) if after else first + dt.timedelta(days=28), TimePrecision.MONTH)


def _hijri_parts(text: str, order: str) -> tuple[int, int, int | None]:
    if iso := _ISO.fullmatch(text):
        year, month, day = (int(iso[part] or iso[part + "2"]) for part in "ymd")
        return year, month, day
    if slashed := _SLASHED.fullmatch(text):
        return _hijri_slashed(int(slashed[1]), int(slashed[3]), int(slashed[4]), order)
    named = next((match for form in (*_NAMED, _NAMED_MONTH) if (match := form.fullmatch(text))), None)
    if named is None:
        raise UnreadableError("no Hijri date that can be read", "such as 1437-01-21 هـ or 21 محرم 1437 هـ")
    return int(named["y"]), _hijri_month(named["m"]), int(named["d"]) if "d" in named.re.groupindex else None


def _hijri_slashed(first: int, second: int, year: int, order: str) -> tuple[int, int, int]:
    if order in ORDERS or first == second or max(first, second) > _MONTHS_OF_YEAR:
        is_day_first = order == "dmy" or (not order and second <= _MONTHS_OF_YEAR)
        return (year, second, first) if is_day_first else (year, first, second)
    raise UnreadableError("day and month could be either way round", _WHICH)


def _hijri_month(word: str) -> int:
    from layers.reading.calendars import HIJRI  # noqa: PLC0415 - as above

    key = key_of(word)
    number = HIJRI.get(key) or _HIJRI_LATIN.get(key)
    if number is None:
        raise UnreadableError(f"no Hijri month is called {word!r}")
    return number
