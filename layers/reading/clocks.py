"""Clock times and parts of the day, and the time zones they are told in."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from geo.gazetteer.normalise import key_of
from geo.geodesy import distance_m
from geo.place import LonLat
from layers.events import TimePrecision
from layers.reading.numbers import parse_number
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.segment import Token

__all__ = ["Clock", "find_bare_clock", "find_clock", "instants", "zone_of"]


class Clock(NamedTuple):
    """A time of day as told.

    `first` and `last` are its words, `begin` and `end` the first and last second after the midnight that begins the day
    named, by the clocks of the place; `zone` is None where the text names none.
    """

    first: int
    last: int
    begin: dt.timedelta
    end: dt.timedelta
    precision: TimePrecision
    zone: dt.tzinfo | None = None


# Hours after midnight between which each word is meant; majal's own windows (docs/reading.md), wide on purpose.
_PARTS = {
    key: hours
    for hours, words in {
        (0, 6): "early مبكر",
        (3, 7): "dawn daybreak فجر فجرا",
        (6, 12): "morning صباح صباحا",
        (11, 14): "noon midday ظهر ظهرا",
        (12, 18): "afternoon عصر عصرا",
        (18, 24): "evening late مساء متأخر",
        (18, 30): "night midnight ليل ليلا ليلة",
        (-6, 6): "overnight",
    }.items()
    for key in keys(words)
}
# These give way to a finer word beside them: "late in the afternoon", "early morning".
_VAGUE = keys("early late مبكر متأخر")
_AFTER = keys("after بعد")
_AT = keys("in at before during by around")
_ADVERBS = keys("صباحا مساء فجرا ليلا ظهرا عصرا")
_HOURS_AR = [
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة"),
    *("السابعة", "الثامنة", "التاسعة", "العاشرة", "الحادية"),
]
_HOURS = {key_of(name): hour for hour, name in enumerate(_HOURS_AR, 1)}
_TEEN = keys("عشرة عشر")
_SHARES = {key_of("والنصف"): 30, key_of("والربع"): 15, key_of("والثلث"): 20}
_MINUTE = re.compile(r"و?(\d{1,2})$")
_MINUTES = keys("دقيقة دقائق")
_HOUR_WORD = keys("الساعة")
_MORNING = keys("am صباحا فجرا صباح فجر")
_EVENING = keys("pm مساء ظهرا عصرا ليلا")
_CLOCK = re.compile(r"^[وبف]?(\d{1,2})[:.](\d{2})$")
_MILITARY = re.compile(r"^([01]\d|2[0-3])([0-5]\d)$")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_ZONES = {
    key_of(name.replace("_", " ")): row.split()[0]
    for row in """
UTC gmt utc غرينتش جرينتش zulu
Europe/Moscow moscow موسكو
Asia/Damascus damascus دمشق syrian سوريا
Asia/Beirut beirut بيروت lebanese لبنان
Asia/Jerusalem jerusalem israeli israel إسرائيل القدس gaza غزة فلسطين
Asia/Baghdad baghdad بغداد iraqi العراق
Asia/Tehran tehran طهران iran إيران
Europe/Kyiv kyiv kiev كييف ukrainian ukraine
Europe/Istanbul ankara istanbul أنقرة إسطنبول turkish تركيا
Asia/Riyadh riyadh mecca مكة مكة_المكرمة الرياض السعودية saudi
Asia/Qatar doha qatar الدوحة قطر
Asia/Aden sanaa aden صنعاء عدن اليمن
Africa/Cairo cairo القاهرة egypt مصر
Africa/Tripoli tripoli طرابلس libya ليبيا
Africa/Khartoum khartoum الخرطوم sudan السودان
Asia/Amman amman عمان jordan الأردن
Asia/Dubai dubai abu_dhabi الإمارات دبي
Asia/Kabul kabul كابول
America/New_York eastern washington واشنطن
Europe/London london لندن
Europe/Paris paris باريس
Asia/Karachi islamabad pakistan
Asia/Kolkata india delhi
Asia/Yerevan yerevan
Asia/Baku baku
""".strip().splitlines()
    for name in row.split()[1:]
}
_ZONE_WORDS = {"بتوقيت", "توقيت", "بالتوقيت"}
_ZONE_REACH = 5
_HINT_REACH = 3
_SECOND = dt.timedelta(seconds=1)
_ISO_6709 = re.compile(r"([+-])(\d{4,6})([+-])(\d{5,7})")
# Another zone's main place is near within so many metres; one place is clearly nearer when it is so many times nearer.
_ZONE_M, _CLEARLY = 300_000.0, 1.6


def find_clock(tokens: Sequence[Token], first: int, last: int) -> Clock | None:
    """Return the time of day told among some words: a clock time, else a part of the day.

    Parameters
    ----------
    tokens
        The words of the sentence.
    first, last
        Where to look, `last` exclusive.
    """
    span = range(max(0, first), min(len(tokens), last))
    clocks = (clock for index in span if (clock := _clock(tokens, index)))
    parts = [part for index in span if (part := _part(tokens, index))]
    fine = [part for part in parts if tokens[part.first].key not in _VAGUE]
    return next(clocks, None) or next(iter(fine or parts), None)


def find_bare_clock(tokens: Sequence[Token], first: int, last: int) -> Clock | None:
    """Return a time of day that stands without its day: "at 9:24 a.m.", "during the night", صباحا, ليلا.

    A part of the day counts only where it is told as a time: behind a preposition, or in the Arabic accusative.
    """
    clock = find_clock(tokens, first, last)
    if clock is None or clock.precision is not TimePrecision.PART_OF_DAY:
        return clock
    token = tokens[clock.first]
    if token.is_arabic:
        return clock if token.key in _ADVERBS else None
    before = {each.key for each in tokens[max(0, clock.first - 2) : clock.first]}
    return clock if before & _AT and token.key not in _VAGUE else None


def _part(tokens: Sequence[Token], index: int) -> Clock | None:
    readings = {stem for stem, _ in stems(tokens[index].key)} | {tokens[index].key.removeprefix("ال")}
    hours = next((_PARTS[stem] for stem in readings if stem in _PARTS), None)
    if hours is None:
        return None
    if hours == (11, 14) and index and tokens[index - 1].key in _AFTER:
        hours = (12, 18)
    begin, end = (dt.timedelta(hours=hour) for hour in hours)
    return Clock(index, index + 1, begin, end - _SECOND, TimePrecision.PART_OF_DAY)


def _clock(tokens: Sequence[Token], index: int) -> Clock | None:
    """Read 11:00, 0300 GMT, 3 a.m., الساعة الرابعة والنصف فجرا; a bare number is no clock."""
    read = _figures(tokens, index) or _in_words(tokens, index)
    if read is None:
        return None
    hour, minute, last = read
    zone, end = _zone(tokens, last)
    begin = dt.timedelta(hours=hour, minutes=minute)
    length = dt.timedelta(minutes=1) if minute else dt.timedelta(hours=1)
    precision = TimePrecision.INSTANT if minute else TimePrecision.HOUR
    return Clock(index, end, begin, begin + length - _SECOND, precision, zone)


def _figures(tokens: Sequence[Token], index: int) -> tuple[int, int, int] | None:
    text = tokens[index].text.translate(_DIGITS)
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    match = _CLOCK.match(text)
    if match is None or ":" not in text:
        match = match if after in {"am", "pm"} else None
    if match is None and after in {"gmt", "utc", "local", "hours", "hrs"}:
        match = _MILITARY.match(text)
    if match is not None:
        return _of_day(tokens, int(match[1]), int(match[2]), index + 1)
    value = parse_number(text)
    is_hour = after in {"am", "pm"} or (
        index > 0 and tokens[index - 1].key in _HOUR_WORD and after in _MORNING | _EVENING
    )
    return _of_day(tokens, int(value), 0, index + 1) if is_hour and value is not None and value <= 12 else None


def _of_day(tokens: Sequence[Token], hour: int, minute: int, last: int) -> tuple[int, int, int] | None:
    """Tell morning from evening by the word behind the clock time."""
    hint = tokens[last].key if last < len(tokens) else ""
    if hint in _EVENING and hour < 12 and not (hint == "ليلا" and hour < 6):
        hour += 12
    elif hint in _MORNING and hour == 12:
        hour = 0
    last += hint in _EVENING | _MORNING
    return (hour % 24, minute, last) if hour <= 24 and minute < 60 else None


def _in_words(tokens: Sequence[Token], index: int) -> tuple[int, int, int] | None:
    """Read الساعة الحادية عشرة والنصف ليلا: only with the part of the day, for the words count to twelve."""
    if tokens[index].key not in _HOURS or not index or tokens[index - 1].key not in _HOUR_WORD:
        return None
    hour, last, minute = _HOURS[tokens[index].key], index + 1, 0
    if last < len(tokens) and tokens[last].key in _TEEN:
        hour, last = (12 if hour == 2 else hour), last + 1
    if last < len(tokens) and tokens[last].key in _SHARES:
        minute, last = _SHARES[tokens[last].key], last + 1
    elif last + 1 < len(tokens) and (match := _MINUTE.match(tokens[last].key)) and tokens[last + 1].key in _MINUTES:
        minute, last = int(match[1]), last + 2
    hint = next((at for at in range(last, min(len(tokens), last + _HINT_REACH)) if _is_hint(tokens[at])), None)
    return None if hint is None else _of_day(tokens, hour, minute, hint)


def _is_hint(token: Token) -> bool:
    return token.key in _MORNING | _EVENING


def _zone(tokens: Sequence[Token], last: int) -> tuple[dt.tzinfo | None, int]:
    """Return the zone named behind a clock time, and the word after it."""
    for at in range(last, min(len(tokens), last + _ZONE_REACH)):
        key, before = tokens[at].key, tokens[at - 1].key
        is_before_time = at + 1 < len(tokens) and tokens[at + 1].key == "time"
        if key in _ZONES and (before in _ZONE_WORDS or is_before_time or key in {"gmt", "utc"}):
            return ZoneInfo(_ZONES[key]), at + 1 + is_before_time
    return None, last


def instants(day: dt.date, clock: Clock, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second of a time of day, UTC."""
    midnight = dt.datetime.combine(day, dt.time(), zone)
    begin, end = ((midnight + offset).astimezone(dt.UTC) for offset in (clock.begin, clock.end))
    return begin, end


def zone_of(country: str, day: dt.date, at: LonLat | None = None) -> dt.tzinfo | None:
    """Return the time zone of a place in a country, None where its clocks do not tell.

    Parameters
    ----------
    country
        ISO 3166-1 alpha-2 code.
    day
        The day asked about.
    at
        The place, where it is a point; None for the whole country.

    Notes
    -----
    From the file zone.tab of the IANA time zone database, as the package tzdata carries it: each zone has a main place,
    and some are told to hold most of their country. Where the clocks of a country differ, a place has those of the zone
    that holds most of it, unless another zone's main place is near; else those of the nearest, if no other is about as
    near.
    """
    noon = dt.datetime.combine(day, dt.time(12))
    regions = _zones_by_country().get(country, ())
    offsets = {region.zone.utcoffset(noon) for region in regions}
    most = next((region for region in regions if region.is_most), None)
    if len(offsets) <= 1:
        return (most or regions[0]).zone if regions else None
    if at is None:
        return most.zone if most else None
    near = sorted(regions, key=lambda region: distance_m(at, region.at))
    offset = near[0].zone.utcoffset(noon)
    other = next(region for region in near if region.zone.utcoffset(noon) != offset)
    nearest_m, other_m = distance_m(at, near[0].at), distance_m(at, other.at)
    if most is not None and nearest_m > _ZONE_M:
        return most.zone
    return near[0].zone if other_m > _CLEARLY * nearest_m else None


class _Region(NamedTuple):
    zone: ZoneInfo
    at: LonLat
    is_most: bool


@cache
def _zones_by_country() -> dict[str, list[_Region]]:
    table: dict[str, list[_Region]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, where, zone, *comment = line.split("\t")
            told = " ".join(comment)
            is_most = told.startswith("most of") or "mainland" in told
            table.setdefault(country, []).append(_Region(ZoneInfo(zone), _position(where), is_most))
    return table


def _position(written: str) -> LonLat:
    """Read ISO 6709 as zone.tab writes it: ±DDMM±DDDMM, with or without seconds."""
    match = _ISO_6709.fullmatch(written)
    assert match is not None
    return LonLat(lon=_degrees(match[3], match[4], 3), lat=_degrees(match[1], match[2], 2))


def _degrees(sign: str, figures: str, whole: int) -> float:
    minutes, seconds = int(figures[whole : whole + 2]), int(figures[whole + 2 :] or 0)
    value = int(figures[:whole]) + minutes / 60 + seconds / 3600
    return -value if sign == "-" else value
