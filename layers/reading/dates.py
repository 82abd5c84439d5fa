"""When: dates and spans of both languages in a sentence, against the day of publication and the day told last."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.events import TimePrecision
from layers.reading.beside import with_clocks
from layers.reading.calendars import (
    FILLERS,
    HIJRI,
    MONTHS,
    WEEKDAYS,
    day_number,
    month_end,
    name_at,
    of_hijri,
    resolve,
    skip,
    valid,
    whole,
    year_told,
)
from layers.reading.known import Known
from layers.reading.relative import BEGINNINGS, ago, from_day, lately, previous, relative, weekday
from layers.reading.segment import keys, stems
from layers.reading.when import When, day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.reading.segment import Sentence, Token
    from layers.reading.when import Days

__all__ = ["find_times"]

_SINCE = keys("since منذ")
_UNTIL = keys("until till حتى لغاية")
_PARTS = {
    key: days
    for days, words in {
        (1, 10): keys("early beginning أوائل مطلع بداية"),
        (11, 20): keys("mid منتصف أواسط"),
        (21, 31): keys("late end أواخر نهاية"),
    }.items()
    for key in words
}
_NIGHT = keys("night ليل ليلة الليل")
_RANGE_JOINS = keys("and to until through إلى حتى و")
_ORDINALS_AR = keys(
    "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر الحادي العشرين الثلاثين العشرون الثلاثون"
)
_FIRST_WORDS = BEGINNINGS | _ORDINALS_AR | {name.split()[0] for table in (MONTHS, HIJRI, _PARTS) for name in table}
_DAY_MONTH_YEAR = ((1, 31), (1, 12), (1900, 2100))
_MONTHS_OF_YEAR = 12
# A date told for the end of something lies ahead; one that would lie further back than this is next year's.
_AHEAD = dt.timedelta(days=180)


def find_times(text: str, sentence: Sentence, published: dt.date | None, told: When | None = None) -> list[When]:
    """Return the times that a sentence tells, in order.

    Parameters
    ----------
    text, sentence
        The whole text and the sentence.
    published
        The day on which it was published: weekdays, "yesterday" and dates without a year are counted from it, back in
        time. Without it they keep their words and have no interval.
    told
        The time that the text told last: "the same day", "two days later" and clock times without a day go by it.

    Returns
    -------
    list of When
        Times of day are joined to the day beside them.
    """
    tokens = sentence.tokens
    found: list[When] = []
    begins = _TIMES.among(tokens.keys)
    index = 0
    while begins and index < len(tokens):
        last = next((when.date for when in reversed(found) if when.date), told.date if told else None)
        when = _at(text, tokens, index, published, last) if tokens[index].key in begins else None
        if when is None:
            index += 1
            continue
        found.append(when)
        index = when.last
    return with_clocks(text, tokens, _joined(tokens, found), told)


def _may_begin(key: str) -> bool:
    """Whether a time may begin with this word; most words need no closer look."""
    return key[0].isdigit() or key[-1].isdigit() or any(stem in _FIRST_WORDS for stem, _ in stems(key))


_TIMES = Known(_may_begin)


def _at(text: str, tokens: Sequence[Token], index: int, published: dt.date | None, told: dt.date | None) -> When | None:
    hit = from_day(tokens, index, told) or _of_month_told(tokens, index, told)
    if hit:
        return _since(text, tokens, index, *hit, published)
    readers: tuple[Callable[[Sequence[Token], int, dt.date | None], Days | None], ...] = (
        _iso, _slashed, _part_of_month, _day_range, _day_month, _month_day, _month_year, ago, weekday, lately,
        previous, relative, _year,
    )  # fmt: skip
    for reader in readers:
        hit = reader(tokens, index, published)
        if hit:
            return _since(text, tokens, index, *hit, published)
    return None


def _since(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    days: tuple[dt.date, dt.date] | None,
    precision: TimePrecision,
    published: dt.date | None,
) -> When:
    back = first
    while back and tokens[back - 1].key in FILLERS:
        back -= 1
    before = tokens[back - 1].key if back else ""
    is_since, is_until = before in _SINCE, before in _UNTIL
    has_year = any(whole(tokens, at, 1900, 2100) for at in range(first, last))
    if is_until and days and published and not has_year and published - days[0] > _AHEAD:
        ahead = valid(days[0].year + 1, days[0].month, days[0].day)
        days = (ahead, ahead) if ahead else None
    start, end = day(*days) if days else (None, None)
    begin = back - 1 if is_since else first
    told = text[tokens[begin].start : tokens[last - 1].end]
    return When(begin, last, told, start, None if is_since else end, precision, is_since, is_until)


def _of_month_told(tokens: Sequence[Token], index: int, told: dt.date | None) -> Days | None:
    """Read "the 15th": of the month told last."""
    if told is None or not re.fullmatch(r"\d{1,2}(st|nd|rd|th)", tokens[index].key):
        return None
    number = whole(tokens, index, 1, 31)
    before = [token.key for token in tokens[max(0, index - 3) : index]]
    is_dated = before[-1:] == ["the"] and bool({"on", "of", "night"} & set(before))
    is_month = name_at(tokens, skip(tokens, index + 1), MONTHS) is not None
    is_thing = index + 1 < len(tokens) and tokens[index + 1].start - tokens[index].end == 1
    if not number or not is_dated or is_month or is_thing:
        return None
    date = valid(told.year, told.month, number)
    return (index + 1, (date, date), TimePrecision.DAY) if date else None


def _iso(tokens: Sequence[Token], index: int, _: dt.date | None) -> Days | None:
    if index + 3 > len(tokens) or not re.fullmatch(r"\d{4}", tokens[index].text):
        return None
    parts = [tokens[index + i].text for i in range(3)]
    adjacent = all(tokens[index + i].end + 1 == tokens[index + i + 1].start for i in range(2))
    if not adjacent or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    date = valid(int(parts[0]), int(parts[1]), int(parts[2]))
    return (index + 3, (date, date), TimePrecision.DAY) if date else None


def _day_month(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    told = day_number(tokens, index)
    if told is None:
        return None
    number, after = told[0], skip(tokens, told[1])
    hijri = name_at(tokens, after, HIJRI)
    if hijri:
        return _hijri(tokens, number, hijri)
    if after + 1 < len(tokens) and tokens[after].key == "الشهر" and published:
        return _of_this_month(tokens, number, after, published)
    month = name_at(tokens, after, MONTHS)
    if month is None:
        return None
    year, last = year_told(tokens, month[1], published)
    date = resolve(year, month[0], number, published)
    return last, (date, date) if date else None, TimePrecision.DAY


def _of_this_month(tokens: Sequence[Token], number: int, index: int, published: dt.date) -> Days | None:
    """Read الخامس من الشهر الجاري, 5 من الشهر الماضي."""
    which = tokens[index + 1].key
    if which not in {"الجاري", "الحالي", "الماضي"}:
        return None
    first = published.replace(day=1)
    first = (first - dt.timedelta(days=1)).replace(day=1) if which == "الماضي" else first
    date = valid(first.year, first.month, number)
    return (index + 2, (date, date), TimePrecision.DAY) if date else None


def _slashed(tokens: Sequence[Token], index: int, _: dt.date | None) -> Days | None:
    """Read 5/6/2020 in Arabic, and 25/6/2020 anywhere: the day first."""
    if index + 3 > len(tokens) or any(tokens[at].end + 1 != tokens[at + 1].start for at in (index, index + 1)):
        return None
    number, month, year = (whole(tokens, index + at, least, most) for at, (least, most) in enumerate(_DAY_MONTH_YEAR))
    is_sure = any(token.is_arabic for token in tokens[max(0, index - 3) : index + 4]) or (number or 0) > _MONTHS_OF_YEAR
    date = valid(year, month, number) if number and month and year and is_sure else None
    return (index + 3, (date, date), TimePrecision.DAY) if date else None


def _hijri(tokens: Sequence[Token], number: int, month: tuple[int, int]) -> Days | None:
    at = skip(tokens, month[1])
    year = whole(tokens, at, 1343, 1500)
    date = of_hijri(year, month[0], number) if year else None
    return (at + 1, (date, date), TimePrecision.DAY) if date else None


def _day_range(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "between 10 and 16 October", من 8 إلى 17 سبتمبر."""
    first = whole(tokens, index, 1, 31)
    if first is None or index + 2 >= len(tokens):
        return None
    second = tokens[index + 1]
    is_written_on = second.key.startswith("و") and second.text[-1].isdigit()
    is_dashed = second.start - tokens[index].end == 1 and second.text.isdigit()
    if second.key not in _RANGE_JOINS and not is_written_on and not is_dashed:
        return None
    hit = _day_month(tokens, index + 1 + (second.key in _RANGE_JOINS), published)
    if hit is None or hit[1] is None:
        return None
    last = hit[1][1]
    start = valid(last.year, last.month, first)
    return (hit[0], (start, last), TimePrecision.RANGE) if start and start <= last else None


def _month_day(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    month = name_at(tokens, index, MONTHS)
    number = whole(tokens, month[1], 1, 31) if month else None
    if month is None or number is None or tokens[index].is_arabic:
        return None
    year, last = year_told(tokens, month[1] + 1, published)
    date = resolve(year, month[0], number, published)
    return last, (date, date) if date else None, TimePrecision.DAY


def _month_year(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    month = name_at(tokens, index, MONTHS)
    if month is None:
        return None
    year, last = year_told(tokens, month[1], published)
    before = tokens[index - 1].key if index else ""
    if (
        year is None
        and tokens[index].key in {"may", "march", "mar", "jan"}
        and before not in {"in", "since", "of", "last", "during"}
    ):
        return None
    date = resolve(year, month[0], 1, published)
    return last, (date, month_end(date)) if date else None, TimePrecision.MONTH


def _part_of_month(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    part = next((_PARTS[stem] for stem, _ in stems(tokens[index].key) if stem in _PARTS), None)
    hit = _month_year(tokens, skip(tokens, index + 1), published) if part and index + 1 < len(tokens) else None
    if part is None or hit is None:
        return None
    if hit[1] is None:
        return hit[0], None, TimePrecision.RANGE
    first, last = hit[1]
    return hit[0], (first.replace(day=part[0]), last.replace(day=min(part[1], last.day))), TimePrecision.RANGE


def _year(tokens: Sequence[Token], index: int, _: dt.date | None) -> Days | None:
    year = whole(tokens, index, 1950, 2100)
    if year is None or not index or tokens[index - 1].key not in {"in", "since", "during", "عام", "سنه", "منذ"}:
        return None
    return index + 1, (dt.date(year, 1, 1), dt.date(year, 12, 31)), TimePrecision.YEAR


def _joined(tokens: Sequence[Token], found: list[When]) -> list[When]:
    """Join a weekday and the date beside it."""
    out: list[When] = []
    for when in found:
        last = out[-1] if out else None
        if last and _is_one_night(tokens, last, when):
            out[-1] = replace(last, last=when.last, text=f"{last.text} {when.text}")
        elif last and (_is_weekday_of(tokens, last, when) or _is_same_day(tokens, last, when)):
            out[-1] = replace(when, first=last.first, text=f"{last.text} {when.text}")
        else:
            out.append(when)
    return out


def _is_one_night(tokens: Sequence[Token], last: When, when: When) -> bool:
    """Whether a night is called after both its days: ليل الاثنين - الثلاثاء, "the night of Monday to Tuesday"."""
    if last.start is None or when.start is None or when.start - last.start != dt.timedelta(days=1):
        return False
    between = all(token.key in _RANGE_JOINS for token in tokens[last.last : when.first])
    return between and any(token.key in _NIGHT for token in tokens[max(0, last.first - 3) : last.first])


def _is_same_day(tokens: Sequence[Token], last: When, when: When) -> bool:
    """Whether one day is named twice: أمس السبت, "today, Friday"."""
    beside = all(token.key in FILLERS for token in tokens[last.last : when.first])
    return beside and last.start is not None and (last.start, last.end) == (when.start, when.end)


def _is_weekday_of(tokens: Sequence[Token], last: When, when: When) -> bool:
    beside = all(token.key in FILLERS for token in tokens[last.last : when.first])
    days = [any(stem in WEEKDAYS for stem, _ in stems(tokens[each.first].key)) for each in (last, when)]
    return beside and days == [True, False] and when.precision == TimePrecision.DAY and not last.is_since
