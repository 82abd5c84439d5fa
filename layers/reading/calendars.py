"""The months of four calendars and the days of the week by their names, and dates that are made of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from hijridate import Hijri

from geo.gazetteer.normalise import key_of
from layers.reading.numbers import parse_number
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.segment import Token

__all__ = [
    "FILLERS",
    "HIJRI",
    "MONTHS",
    "WEEKDAYS",
    "day_number",
    "month_end",
    "name_at",
    "of_hijri",
    "resolve",
    "skip",
    "valid",
    "whole",
    "year_told",
]


def _index(names: str) -> dict[str, int]:
    """Return the line, from 1, of each word of a table; ``_`` joins two words of one name."""
    rows = [line.split() for line in names.strip().splitlines()]
    return {key_of(name.replace("_", " ")): number for number, row in enumerate(rows, 1) for name in row}


MONTHS = _index("""
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
HIJRI = _index("""
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
WEEKDAYS = _index("""
Monday الاثنين الإثنين
Tuesday الثلاثاء
Wednesday الأربعاء الاربعاء
Thursday الخميس
Friday الجمعة
Saturday السبت
Sunday الأحد
""")
FILLERS = keys("of the on من شهر في يوم عام سنة")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)$")
_ONES = {
    key: number
    for number, words in enumerate(
        ("الحادي الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"), 1
    )
    for key in keys(words)
}
_TENS = {"والعشرين": 20, "والعشرون": 20, "والثلاثين": 30, "والثلاثون": 30, "عشر": 10}
_ALONE = {"العشرين": 20, "الثلاثين": 30, "العشرون": 20, "الثلاثون": 30}


_LAST_YEAR = {("last", "year"), ("العام", "الماضي"), ("السنه", "الماضيه"), ("عام", "الماضي")}


def valid(year: int, month: int, number: int) -> dt.date | None:
    """Return a day of the calendar, None where it has no such day."""
    try:
        return dt.date(year, month, number)
    except ValueError:
        return None


def whole(tokens: Sequence[Token], index: int, least: int, most: int) -> int | None:
    """Return the whole number that a word writes in digits, where it lies between two others."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if not (token.text[0].isdigit() or token.text[-1].isdigit()):
        return None
    value = parse_number(_ORDINAL.sub("", token.text))
    return int(value) if value is not None and value == int(value) and least <= value <= most else None


def day_number(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the day of a month and the word after it: ``7``, ``7th``, السابع, السابع والعشرين."""
    number = whole(tokens, index, 1, 31)
    if number is not None:
        return number, index + 1
    if index >= len(tokens):
        return None
    for stem, _ in stems(tokens[index].key):
        if stem in _ALONE:
            return _ALONE[stem], index + 1
        if stem in _ONES:
            tens = _TENS.get(tokens[index + 1].key, 0) if index + 1 < len(tokens) else 0
            return _ONES[stem] + tens, index + 1 + bool(tens)
    return None


def name_at(tokens: Sequence[Token], index: int, table: dict[str, int]) -> tuple[int, int] | None:
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


def skip(tokens: Sequence[Token], index: int) -> int:
    """Return the next word that is no filler such as "of" or شهر."""
    while index < len(tokens) and tokens[index].key in FILLERS:
        index += 1
    return index


def _year_at(tokens: Sequence[Token], index: int) -> tuple[int | None, int]:
    """Return the year told here, or None, and the word after it; the second name of a month is passed over."""
    second = name_at(tokens, index, MONTHS)
    index = second[1] if second else index
    after = skip(tokens, index)
    year = whole(tokens, after, 1900, 2100)
    return (year, after + 1) if year else (None, index)


def year_told(tokens: Sequence[Token], index: int, published: dt.date | None) -> tuple[int | None, int]:
    """Return the year told here in figures or as "last year", العام الماضي, or None, and the word after it."""
    year, last = _year_at(tokens, index)
    after = skip(tokens, last)
    phrase = tuple(token.key for token in tokens[after : after + 2])
    if year is None and published and phrase in _LAST_YEAR:
        return published.year - 1, after + 2
    return year, last


def resolve(year: int | None, month: int, number: int, published: dt.date | None) -> dt.date | None:
    """Return a date; one told without a year is the last one before the publication."""
    if year:
        return valid(year, month, number)
    if published is None:
        return None
    date = valid(published.year, month, number)
    return date if date and date <= published else valid(published.year - 1, month, number)


def of_hijri(year: int, month: int, number: int) -> dt.date | None:
    """Return the Gregorian day of a Hijri date, None where the tables have no such day."""
    try:
        date = Hijri(year, month, number).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return dt.date(date.year, date.month, date.day)


def month_end(first: dt.date) -> dt.date:
    """Return the last day of the month that a day begins."""
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
