"""Days told by other days: counted from the publication, or from the day that the text told last."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from layers.events import TimePrecision
from layers.reading.calendars import WEEKDAYS, month_end, name_at, whole
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.segment import Token
    from layers.reading.when import Days

__all__ = ["BEGINNINGS", "ago", "from_day", "lately", "previous", "relative", "weekday"]

_TODAY = keys("today اليوم tonight الليلة")
_YESTERDAY = keys("yesterday أمس overnight البارحة")
_AGO_AR = keys("قبل منذ")
_AFTER_AR, _BEFORE_AR = keys("بعد بعدها بعده وبعد وبعدها"), keys("قبل قبلها قبله وقبل وقبلها")
_UNITS = dict.fromkeys(keys("day days يوم أيام يوما"), 1) | dict.fromkeys(keys("week weeks أسبوع أسابيع"), 7)
_DUALS = dict.fromkeys(keys("يومين"), 2) | dict.fromkeys(keys("أسبوعين"), 14)
_FEW = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10} | {
    key: number
    for number, words in enumerate(("ثلاثة ثلاث", "أربعة أربع", "خمسة خمس", "ستة ست", "سبعة سبع", "ثمانية ثماني"), 3)
    for key in keys(words)
}
_PARTS = keys("morning evening afternoon night")
_LATER, _EARLIER = keys("later afterwards"), keys("earlier previously")
# Phrases for a day counted from the one told last.
_FROM_DAY = {
    tuple(phrase.split("_")): days
    for days, phrases in {
        0: "that_day that_morning that_afternoon that_evening that_night same_day same_morning same_afternoon "
        "same_evening same_night اليوم_نفسه اليوم_ذاته نفس_اليوم ذات_اليوم ذلك_اليوم الليله_نفسها الليله_ذاتها",
        1: "next_day following_day next_morning following_morning day_after اليوم_التالي صباح_اليوم_التالي",
        -1: "previous_day day_before previous_night night_before اليوم_السابق الليله_السابقه",
    }.items()
    for phrase in phrases.split()
}
_OF_MORE = keys("before after")
_FROM_DAY_FIRST = frozenset(phrase[0] for phrase in _FROM_DAY)
_LAST = keys("last past")
_LAST_AR = keys("الماضي الماضية المنصرم المنصرمة الفائت الفائتة")
_THIS_AR = keys("الجاري الحالي هذا")
_HOURS = keys("hours الساعات")
_MONTH, _YEAR, _WEEK = keys("month الشهر"), keys("year العام السنة"), keys("week الأسبوع")
# Words with which such a time may begin.
BEGINNINGS = frozenset(
    {*_TODAY, *_YESTERDAY, *_AGO_AR, *_AFTER_AR, *_BEFORE_AR, *_FEW, *WEEKDAYS, *_FROM_DAY_FIRST, *_LAST, "this"}
    | {*_MONTH, *_YEAR, *_WEEK, *_THIS_AR, "الساعات"}
)


def ago(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "three days ago", قبل ثلاثة أيام, منذ يومين: counted from the publication."""
    arabic = tokens[index].key in _AGO_AR
    span = _length(tokens, index + 1 if arabic else index)
    if span is None:
        return None
    days, last, precision = span
    if not arabic and (last >= len(tokens) or tokens[last].key != "ago"):
        return None
    date = published - dt.timedelta(days=days) if published else None
    return last + (not arabic), (date, date) if date else None, precision


def _length(tokens: Sequence[Token], index: int) -> tuple[int, int, TimePrecision] | None:
    """Read how long: the days, the word after it, and how finely that is told."""
    if index >= len(tokens):
        return None
    for stem, _ in stems(tokens[index].key):
        if stem in _DUALS:
            return _DUALS[stem], index + 1, TimePrecision.DAY if _DUALS[stem] == 2 else TimePrecision.WEEK
        if stem in _UNITS and tokens[index].is_arabic and stem in {"يوم", "اسبوع"}:
            return _UNITS[stem], index + 1, TimePrecision.DAY if _UNITS[stem] == 1 else TimePrecision.WEEK
    number = whole(tokens, index, 1, 60) or next(
        (_FEW[stem] for stem, _ in stems(tokens[index].key) if stem in _FEW), None
    )
    unit = _UNITS.get(tokens[index + 1].key) if number and index + 1 < len(tokens) else None
    if not number or not unit:
        return None
    return number * unit, index + 2, TimePrecision.DAY if unit == 1 else TimePrecision.WEEK


def from_day(tokens: Sequence[Token], index: int, told: dt.date | None) -> Days | None:
    """Read "the same day", "two days later", في اليوم التالي, وقبل ذلك بيومين: counted from the day told last."""
    hit = (
        _phrase(tokens, index)
        or _later(tokens, index)
        or (_later_ar(tokens, index) if tokens[index].is_arabic else None)
    )
    if hit is None or told is None:
        return None
    days, last = hit
    date = told + dt.timedelta(days=days)
    return last, (date, date), TimePrecision.DAY


def _phrase(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    for stem, _ in stems(tokens[index].key):
        if stem in _FROM_DAY_FIRST and index + 1 < len(tokens):
            days = _FROM_DAY.get((stem, tokens[index + 1].key))
            is_of_more = tokens[index + 1].key in _OF_MORE and _goes_on(tokens, index + 1)
            if days is not None and not is_of_more:
                # The part of the day stays free, for the clock to read.
                return days, index + 2 - (tokens[index + 1].key in _PARTS)
    return None


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether the next word follows without a mark: "the day before the raid" is no day by itself."""
    return index + 1 < len(tokens) and tokens[index + 1].start - tokens[index].end == 1


def _later(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Read "two days later", "a week earlier"."""
    span = None if tokens[index].is_arabic else _length(tokens, index)
    if span is None or span[1] >= len(tokens):
        return None
    after = tokens[span[1]].key
    if after in _LATER:
        return span[0], span[1] + 1
    return (-span[0], span[1] + 1) if after in _EARLIER else None


def _later_ar(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Read بعد ذلك بيومين, قبلها بأسبوع."""
    key = tokens[index].key
    if key not in _AFTER_AR | _BEFORE_AR:
        return None
    at = index + 1
    is_bare = key.removeprefix("و") in {"بعد", "قبل"}
    if is_bare:
        if at >= len(tokens) or tokens[at].key not in {"ذلك", "هذا"}:
            return None
        at += 1
    if at >= len(tokens) or not tokens[at].key.startswith("ب"):
        return None
    span = _length(tokens, at)
    if span is None:
        return None
    return (span[0] if key in _AFTER_AR else -span[0]), span[1]


def weekday(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read a day of the week: the last one before the publication."""
    name = name_at(tokens, index, WEEKDAYS)
    if name is None:
        return None
    if published is None:
        return name[1], None, TimePrecision.DAY
    back = (published.isoweekday() - name[0]) % 7
    is_last = index and tokens[index - 1].key == "last"
    date = published - dt.timedelta(days=back or (7 if is_last else 0))
    return name[1], (date, date), TimePrecision.DAY


def relative(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "today", أمس, "last night", الليلة الماضية, "this morning"."""
    key = tokens[index].key
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    span, is_night = 1, key == "overnight"
    if key in _LAST | {"الليله"} and after in {"night", *_LAST_AR}:
        back, span, is_night = 1, 2, True
    elif key in _TODAY and not (index and tokens[index - 1].key == "في"):
        back = 0
    elif key in _YESTERDAY:
        back = 2 if _is_before_that(tokens, index) else 1
    elif key == "this" and after in _PARTS - {"night"}:
        back, span = 0, 2
    else:
        return None
    date = published - dt.timedelta(days=back) if published else None
    until = published if is_night else date
    return index + span, (date, until) if date and until else None, TimePrecision.DAY


def _is_before_that(tokens: Sequence[Token], index: int) -> bool:
    """Read "the day before yesterday", أول أمس, أول من أمس."""
    before = tuple(token.key for token in tokens[max(0, index - 2) : index])
    return before[-2:] in {("day", "before"), ("اول", "من")} or before[-1:] == ("اول",)


def _past_run(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Read "the past two days", "the last 24 hours", الساعات الأربع والعشرين الماضية: days and the word after it."""
    if tokens[index].key in _HOURS:
        reach = range(index + 1, min(len(tokens), index + 5))
        end = next((at for at in reach if tokens[at].key in _LAST_AR), None)
        return (1, end + 1) if end is not None else None
    if tokens[index].key not in _LAST:
        return None
    hours = whole(tokens, index + 1, 1, 72)
    if hours and index + 2 < len(tokens) and tokens[index + 2].key in _HOURS:
        return -(-hours // 24), index + 3
    span = _length(tokens, index + 1)
    return span[:2] if span else None


def lately(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "this week", "the past two days": up to the day of publication."""
    two = {token.key for token in tokens[index : index + 2]}
    if two & _WEEK and two & {"this", *_THIS_AR}:
        monday = published - dt.timedelta(days=published.weekday()) if published else None
        return index + 2, (monday, published) if monday and published else None, TimePrecision.WEEK
    run = _past_run(tokens, index)
    if run is None:
        return None
    first = published - dt.timedelta(days=run[0]) if published else None
    return run[1], (first, published) if first and published else None, TimePrecision.RANGE


def previous(tokens: Sequence[Token], index: int, published: dt.date | None) -> Days | None:
    """Read "last week", "last month", الشهر الماضي, العام الماضي."""
    if index + 1 >= len(tokens):
        return None
    one, two = tokens[index].key, tokens[index + 1].key
    unit = two if one in _LAST else (one if two in _LAST_AR else "")
    precision = next(
        (
            each
            for each, words in (
                (TimePrecision.WEEK, _WEEK), (TimePrecision.MONTH, _MONTH), (TimePrecision.YEAR, _YEAR),
            )
            if unit in words
        ),
        None,
    )  # fmt: skip
    if precision is None:
        return None
    if published is None:
        return index + 2, None, precision
    if precision is TimePrecision.WEEK:
        monday = published - dt.timedelta(days=published.weekday() + 7)
        return index + 2, (monday, monday + dt.timedelta(days=6)), precision
    if precision is TimePrecision.MONTH:
        first = (published.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        return index + 2, (first, month_end(first)), precision
    year = published.year - 1
    return index + 2, (dt.date(year, 1, 1), dt.date(year, 12, 31)), precision
