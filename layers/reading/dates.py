"""When: dates, weekdays, clock times and spans in both languages, against the day of publication."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hijridate import Hijri

from geo.gazetteer.normalise import key_of
from layers.events import TimePrecision
from layers.reading.clocks import Clock, find_clock, instants
from layers.reading.known import Known
from layers.reading.numbers import parse_number
from layers.reading.segment import keys, stems
from layers.reading.shifts import shift_at, spare_clocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.reading.segment import Sentence, Token

__all__ = ["When", "day", "find_times"]


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
    day, clock
        The day and a time of that day by the clocks of the place, where the text names no zone: `clocks.instants`.
    shift
        Days from the day that the report told of before: "two days earlier", and 0 for a time of day without its day.
    """

    first: int
    last: int
    text: str
    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    is_since: bool = False
    day: dt.date | None = None
    clock: Clock | None = None
    shift: int | None = None


def _index(names: str) -> dict[str, int]:
    """Return the line, from 1, of each word of a table; ``_`` joins two words of one name."""
    rows = [line.split() for line in names.strip().splitlines()]
    return {key_of(name.replace("_", " ")): number for number, row in enumerate(rows, 1) for name in row}


_MONTHS = _index("""
January Jan يناير كانون_الثاني جانفي
February Feb فبراير شباط فيفري
March Mar مارس آذار
April Apr أبريل نيسان إبريل أفريل
May مايو أيار ماي
June Jun يونيو حزيران جوان يونيه
July Jul يوليو تموز جويلية يوليه
August Aug أغسطس آب أوت
September Sep Sept سبتمبر أيلول شتنبر
October Oct أكتوبر تشرين_الأول
November Nov نوفمبر تشرين_الثاني نونبر
December Dec ديسمبر كانون_الأول دجنبر
""")
_HIJRI = _index("""
محرم Muharram
صفر Safar
ربيع_الأول
ربيع_الثاني ربيع_الآخر
جمادى_الأولى
جمادى_الآخرة جمادى_الثانية
رجب Rajab
شعبان Shaban
رمضان Ramadan
شوال Shawwal
ذو_القعدة ذي_القعدة
ذو_الحجة ذي_الحجة
""")
_WEEKDAYS = _index("""
Monday الاثنين الإثنين
Tuesday الثلاثاء
Wednesday الأربعاء الاربعاء
Thursday الخميس
Friday الجمعة
Saturday السبت
Sunday الأحد
""")
_TODAY = keys("today اليوم tonight الليلة")
_YESTERDAY = keys("yesterday أمس overnight البارحة")
_PAST = keys("الماضية الفائتة المنصرمة")
_SINCE = keys("since منذ")
_AGO_AR = keys("قبل منذ")
_UNITS = dict.fromkeys(keys("day days يوم أيام يوما"), 1) | dict.fromkeys(keys("week weeks أسبوع أسابيع"), 7)
_PARTS = {
    key: days
    for days, words in {
        (1, 10): keys("early أوائل مطلع بداية"),
        (11, 20): keys("mid منتصف أواسط"),
        (21, 31): keys("late أواخر نهاية"),
    }.items()
    for key in words
}
_RANGE_JOINS = keys("and to until through إلى حتى و")
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5, "ثلاثه": 3, "اربعه": 4, "خمسه": 5}
_FILLERS = keys("of the on من شهر في يوم عام سنة")
_SMALL = _FILLERS | keys("in at hours وقت ساعات منتصف الماضية اليوم")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)$")
_FIRST_WORDS = frozenset(
    name.split()[0]
    for table in (_MONTHS, _HIJRI, _WEEKDAYS, _PARTS, _FEW, _AGO_AR, _TODAY, _YESTERDAY, ("last", "this"))
    for name in table
)
# A time of day stands within so many words of its day.
_BEFORE_DAY, _AFTER_DAY = 6, 10


def day(date: dt.date, until: dt.date | None = None) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second, UTC, of a day or of a run of days."""
    last = until or date
    return dt.datetime.combine(date, dt.time(), dt.UTC), dt.datetime.combine(last, dt.time(23, 59, 59), dt.UTC)


def find_times(text: str, sentence: Sentence, published: dt.date | None) -> list[When]:
    """Return the times that a sentence tells, in order.

    Parameters
    ----------
    text, sentence
        The whole text and the sentence.
    published
        The day on which it was published: weekdays, "yesterday" and dates without a year are counted from it, back in
        time. Without it they keep their words and have no interval.

    Returns
    -------
    list of When
        Times of day are joined to the day beside them.
    """
    tokens = sentence.tokens
    found: list[When] = []
    begins = _TIMES.among(tokens.keys)
    index = 0
    while index < len(tokens):
        when = _shifted(text, tokens, index)
        if when is None and tokens[index].key in begins:
            when = _at(text, tokens, index, published)
        if when is None:
            index += 1
            continue
        found.append(when)
        index = when.last
    dated = _with_clocks(text, tokens, _joined(tokens, found))
    for first, last, clock in spare_clocks(tokens, [(when.first, when.last) for when in dated]):
        told = text[tokens[first].start : tokens[last - 1].end]
        dated.append(When(first, last, told, None, None, clock.precision, clock=clock, shift=0))
    return sorted(dated, key=lambda when: when.first)


def _shifted(text: str, tokens: Sequence[Token], index: int) -> When | None:
    """Read a day counted from the one told before."""
    hit = shift_at(tokens, index)
    if hit is None:
        return None
    told = text[tokens[index].start : tokens[hit[0] - 1].end]
    return When(index, hit[0], told, None, None, TimePrecision.DAY, shift=hit[1])


def _may_begin(key: str) -> bool:
    """Whether a time may begin with this word; most words need no closer look."""
    return key[0].isdigit() or key[-1].isdigit() or any(stem in _FIRST_WORDS for stem, _ in stems(key))


_TIMES = Known(_may_begin)


def _at(text: str, tokens: Sequence[Token], index: int, published: dt.date | None) -> When | None:
    readers: tuple[Callable[[Sequence[Token], int, dt.date | None], Days | None], ...] = (
        _iso, _part_of_month, _day_range, _day_month, _month_day, _month_year, _ago, _weekday, _relative, _year,
    )  # fmt: skip
    for reader in readers:
        hit = reader(tokens, index, published)
        if hit:
            last, days, precision = hit
            return _since(text, tokens, index, last, days, precision)
    return None


def _since(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    days: tuple[dt.date, dt.date] | None,
    precision: TimePrecision,
) -> When:
    back = first
    while back and tokens[back - 1].key in _FILLERS:
        back -= 1
    is_since = bool(back) and tokens[back - 1].key in _SINCE
    start, end = day(*days) if days else (None, None)
    begin = back - 1 if is_since else first
    told = text[tokens[begin].start : tokens[last - 1].end]
    return When(begin, last, told, start, None if is_since else end, precision, is_since)


def _iso(tokens: Sequence[Token], index: int, _: dt.date | None) -> Days | None:
    if index + 3 > len(tokens) or not re.fullmatch(r"\d{4}", tokens[index].text):
        return None
    parts = [tokens[index + i].text for i in range(3)]
    adjacent = all(tokens[index + i].end + 1 == tokens[index + i + 1].start for i in range(2))
    if not adjacent or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    date = _date(int(parts[0]), int(parts[1]), int(parts[2]))
    return (index + 3, (date, date), TimePrecision.DAY) if date else None


def _date(year: int, month: int, number: int) -> dt.date | None:
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def _whole(tokens: Sequence[Token], index: int, least: int, most: int) -> int | None:
    if index >= len(tokens):
        return None
    token = tokens[index]
    if not (token.text[0].isdigit() or token.text[-1].isdigit()):
        return None
    value = parse_number(_ORDINAL.sub("", token.text))
    return int(value) if value is not None and value == int(value) and least <= value <= most else None


def _name(tokens: Sequence[Token], index: int, table: dict[str, int]) -> tuple[int, int] | None:
    """Return the number of a month or weekday named here and the word after it; a clitic before it is taken off."""
    if index >= len(tokens):
        return None
    for stem, _ in stems(tokens[index].key):
        two = f"{stem} {tokens[index + 1].key}" if index + 1 < len(tokens) else ""
        if two in table:
            return table[two], index + 2
        if stem in table and (tokens[index].is_arabic or tokens[index].is_capital):
            return table[stem], index + 1
    return None


def _skip(tokens: Sequence[Token], index: int) -> int:
    while index < len(tokens) and tokens[index].key in _FILLERS:
        index += 1
    return index


def _year_at(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    after = _skip(tokens, index)
    year = _whole(tokens, after, 1900, 2100)
    return (year, after + 1) if year else (None, index)


def _both_calendars(tokens: Sequence[Token], index: int) -> int:
    """Skip the second name of a month written twice: كانون الثاني/يناير."""
    second = _name(tokens, index, _MONTHS)
    return second[1] if second else index


def _resolve(year: int | None, month: int, number: int, published: dt.date | None) -> dt.date | None:
    if year:
        return _date(year, month, number)
    if published is None:
        return None
    date = _date(published.year, month, number)
    return date if date and date <= published else _date(published.year - 1, month, number)


def _day_month(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    number = _whole(tokens, index, 1, 31)
    if number is None:
        return None
    after = _skip(tokens, index + 1)
    hijri = _name(tokens, after, _HIJRI)
    if hijri:
        return _hijri(tokens, number, hijri)
    month = _name(tokens, after, _MONTHS)
    if month is None:
        return None
    year, last = _year_at(tokens, _both_calendars(tokens, month[1]))
    date = _resolve(year, month[0], number, published)
    return last, (date, date) if date else None, TimePrecision.DAY


def _day_range(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "between 10 and 16 October", من 8 إلى 17 سبتمبر."""
    first = _whole(tokens, index, 1, 31)
    if first is None or index + 2 >= len(tokens) or tokens[index + 1].key not in _RANGE_JOINS:
        return None
    hit = _day_month(tokens, index + 2, published)
    if hit is None or hit[1] is None:
        return None
    last = hit[1][1]
    start = _date(last.year, last.month, first)
    return (hit[0], (start, last), TimePrecision.RANGE) if start and start <= last else None


def _hijri(tokens: Sequence[Token], number: int, month: tuple[int, int]) -> Days | None:
    year = _whole(tokens, _skip(tokens, month[1]), 1343, 1500)
    if year is None:
        return None
    try:
        date = Hijri(year, month[0], number).to_gregorian()
    except (ValueError, OverflowError):
        return None
    plain = dt.date(date.year, date.month, date.day)
    return _skip(tokens, month[1]) + 1, (plain, plain), TimePrecision.DAY


def _month_day(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    month = _name(tokens, index, _MONTHS)
    number = _whole(tokens, month[1], 1, 31) if month else None
    if month is None or number is None or tokens[index].is_arabic:
        return None
    year, last = _year_at(tokens, month[1] + 1)
    date = _resolve(year, month[0], number, published)
    return last, (date, date) if date else None, TimePrecision.DAY


def _month_year(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    month = _name(tokens, index, _MONTHS)
    if month is None:
        return None
    year, last = _year_at(tokens, _both_calendars(tokens, month[1]))
    previous = tokens[index - 1].key if index else ""
    if (
        year is None
        and tokens[index].key in {"may", "march", "mar", "jan"}
        and previous not in {"in", "since", "of", "last", "during"}
    ):
        return None
    date = _resolve(year, month[0], 1, published)
    return last, (date, _month_end(date)) if date else None, TimePrecision.MONTH


def _month_end(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _part_of_month(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    part = next((_PARTS[stem] for stem, _ in stems(tokens[index].key) if stem in _PARTS), None)
    hit = _month_year(tokens, _skip(tokens, index + 1), published) if part and index + 1 < len(tokens) else None
    if part is None or hit is None:
        return None
    if hit[1] is None:
        return hit[0], None, TimePrecision.RANGE
    first, last = hit[1]
    return hit[0], (first.replace(day=part[0]), last.replace(day=min(part[1], last.day))), TimePrecision.RANGE


def _ago(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "three days ago", قبل ثلاثة أيام."""
    arabic = tokens[index].key in _AGO_AR
    start = index + 1 if arabic else index
    count = _whole(tokens, start, 1, 60) or (_FEW.get(tokens[start].key) if start < len(tokens) else None)
    unit = _UNITS.get(tokens[start + 1].key) if count and start + 1 < len(tokens) else None
    if not count or not unit:
        return None
    is_ago = arabic or (start + 2 < len(tokens) and tokens[start + 2].key == "ago")
    if not is_ago:
        return None
    date = published - dt.timedelta(days=count * unit) if published else None
    precision = TimePrecision.DAY if unit == 1 else TimePrecision.WEEK
    return start + (2 if arabic else 3), (date, date) if date else None, precision


def _weekday(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    name = _name(tokens, index, _WEEKDAYS)
    if name is None:
        return None
    if published is None:
        return name[1], None, TimePrecision.DAY
    back = (published.isoweekday() - name[0]) % 7
    is_last = index and tokens[index - 1].key == "last"
    date = published - dt.timedelta(days=back or (7 if is_last else 0))
    return name[1], (date, date), TimePrecision.DAY


def _relative(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    key = tokens[index].key
    is_last_night = index + 1 < len(tokens) and tokens[index + 1].key in _PAST
    if key in _TODAY and is_last_night:
        back = 1
    elif key in _TODAY and not (index and tokens[index - 1].key == "في"):
        back = 0
    elif key in _YESTERDAY or (key == "last" and index + 1 < len(tokens) and tokens[index + 1].key == "night"):
        back = 1
    elif key == "last" and index + 1 < len(tokens) and tokens[index + 1].key == "week" and published:
        monday = published - dt.timedelta(days=published.weekday() + 7)
        return index + 2, (monday, monday + dt.timedelta(days=6)), TimePrecision.WEEK
    elif key == "this" and index + 1 < len(tokens) and tokens[index + 1].key in {"morning", "evening", "afternoon"}:
        back = 0
    else:
        return None
    span = 2 if key in {"last", "this"} or is_last_night else 1
    date = published - dt.timedelta(days=back) if published else None
    until = published if key == "overnight" else date
    return index + span, (date, until) if date and until else None, TimePrecision.DAY


def _year(tokens: Sequence[Token], index: int, _: dt.date | None) -> Days | None:
    year = _whole(tokens, index, 1950, 2100)
    if year is None or not index or tokens[index - 1].key not in {"in", "since", "during", "عام", "سنه", "منذ"}:
        return None
    return index + 1, (dt.date(year, 1, 1), dt.date(year, 12, 31)), TimePrecision.YEAR


def _joined(tokens: Sequence[Token], found: list[When]) -> list[When]:
    """Join a weekday and the date beside it."""
    out: list[When] = []
    for when in found:
        last = out[-1] if out else None
        if last and (_is_weekday_of(tokens, last, when) or _is_same_day(tokens, last, when)):
            out[-1] = replace(when, first=last.first, text=f"{last.text} {when.text}")
        else:
            out.append(when)
    return out


def _is_same_day(tokens: Sequence[Token], last: When, when: When) -> bool:
    """Whether one day is named twice: أمس السبت, "today, Friday"."""
    beside = all(token.key in _FILLERS for token in tokens[last.last : when.first])
    return beside and last.start is not None and (last.start, last.end) == (when.start, when.end)


def _is_weekday_of(tokens: Sequence[Token], last: When, when: When) -> bool:
    beside = all(token.key in _FILLERS for token in tokens[last.last : when.first])
    days = [any(stem in _WEEKDAYS for stem, _ in stems(tokens[each.first].key)) for each in (last, when)]
    return beside and days == [True, False] and when.precision == TimePrecision.DAY and not last.is_since


def _with_clocks(text: str, tokens: Sequence[Token], found: list[When]) -> list[When]:
    """Give each day the time of day told beside it; where the zone is told too, the day becomes that time."""
    out: list[When] = []
    for index, when in enumerate(found):
        begin = found[index - 1].last if index else 0
        end = found[index + 1].first if index + 1 < len(found) else len(tokens)
        out.append(_with_clock(text, tokens, when, begin, end))
    return out


def _with_clock(text: str, tokens: Sequence[Token], when: When, begin: int, end: int) -> When:
    if when.start is None or when.precision != TimePrecision.DAY or when.is_since:
        return when
    clock = find_clock(tokens, max(begin, when.first - _BEFORE_DAY), min(end, when.last + _AFTER_DAY))
    if clock is None or (clock.precision is TimePrecision.PART_OF_DAY and not _is_beside(tokens, clock, when)):
        return when
    date = (when.end or when.start).date()
    first, last = min(when.first, clock.first), max(when.last, clock.last)
    told = replace(when, first=first, last=last, text=text[tokens[first].start : tokens[last - 1].end])
    if clock.zone is None:
        return replace(told, day=date, clock=clock)
    start, until = instants(date, clock, clock.zone)
    return replace(told, start=start, end=until, precision=clock.precision)


def _is_beside(tokens: Sequence[Token], clock: Clock, when: When) -> bool:
    """Whether nothing but small words stands between a part of the day and its day."""
    between = tokens[clock.last : when.first] if clock.first < when.first else tokens[when.last : clock.first]
    return all(token.key in _SMALL for token in between)
