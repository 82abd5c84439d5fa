"""Clock times and parts of the day, and the time zones they are told in."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from geo.gazetteer.normalise import key_of
from layers.events import TimePrecision
from layers.reading.known import Known
from layers.reading.numbers import parse_number
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.segment import Token, Words

__all__ = ["Clock", "bare_clock", "find_clock", "instants", "tellers"]


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

    @property
    def is_night(self) -> bool:
        """Whether it holds a midnight."""
        return self.begin < dt.timedelta(0) or self.end >= dt.timedelta(days=1)


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
UTC gmt utc zulu غرينتش جرينتش غرينيتش جرينيتش
Europe/Moscow moscow msk موسكو
Asia/Damascus damascus syrian syria دمشق سوريا
Asia/Beirut beirut lebanese lebanon بيروت لبنان
Asia/Jerusalem jerusalem israeli israel gaza palestine القدس إسرائيل غزة فلسطين
Asia/Baghdad baghdad iraqi iraq بغداد العراق
Asia/Tehran tehran iranian iran طهران إيران
Europe/Kyiv kyiv kiev ukrainian ukraine كييف أوكرانيا
Europe/Istanbul ankara istanbul turkish turkey أنقرة إسطنبول تركيا
Asia/Riyadh riyadh mecca saudi الرياض السعودية مكة
Asia/Kuwait kuwait الكويت
Asia/Qatar doha qatar قطر الدوحة
Asia/Aden sanaa aden yemen صنعاء عدن اليمن
Africa/Cairo cairo egypt القاهرة مصر
Africa/Tripoli tripoli libya libyan طرابلس ليبيا
Africa/Tunis tunis tunisia تونس
Africa/Algiers algiers algeria الجزائر
Africa/Khartoum khartoum sudan الخرطوم السودان
Africa/Addis_Ababa addis_ababa ethiopia ethiopian أديس_أبابا
Africa/Nairobi nairobi kenya نيروبي
Africa/Mogadishu mogadishu somalia مقديشو الصومال
Asia/Amman amman jordan عمان الأردن
Asia/Dubai dubai abu_dhabi emirati دبي أبوظبي الإمارات
Asia/Kabul kabul afghan كابول أفغانستان
America/New_York eastern washington est edt واشنطن نيويورك
America/Havana havana cuban هافانا
America/Bogota bogota colombian بوغوتا
Europe/London london british bst لندن بريطانيا
Europe/Paris paris french cet cest باريس فرنسا
Europe/Berlin berlin german برلين ألمانيا
Europe/Belgrade belgrade serbian بلغراد
Europe/Minsk minsk مينسك
Asia/Karachi islamabad pakistan pakistani إسلام_أباد باكستان
Asia/Kolkata india indian delhi نيودلهي الهند
Asia/Yerevan yerevan armenian يريفان أرمينيا
Asia/Baku baku azerbaijani باكو أذربيجان
Asia/Tbilisi tbilisi georgian تبليسي جورجيا
Asia/Tokyo tokyo japan japanese jst طوكيو اليابان
Asia/Seoul seoul korean korea kst سيول كوريا
Asia/Shanghai beijing chinese china بكين الصين
Asia/Taipei taipei taiwan تايبيه تايوان
Asia/Manila manila philippine مانيلا
Asia/Yangon yangon myanmar
""".strip().splitlines()
    for name in row.split()[1:]
}
_ABBREVIATIONS = keys("gmt utc msk est edt bst cet cest jst kst zulu")
_ZONE_WORDS = {"بتوقيت", "توقيت", "بالتوقيت"}
_ZONE_REACH = 5
_HINT_REACH = 3
_SECOND = dt.timedelta(seconds=1)
_DAY = dt.timedelta(days=1)
_NIGHT_WORDS = keys("night الليلة ليلة")
_JUST_PAST = keys("last past الماضية الفائتة المنصرمة")
_JOINS = keys("and to until till حتى إلى و through")
# A part of the day without a day stands behind such words in English; in Arabic it has the form of an adverb.
_BEFORE_PART = keys("in at during by before the early that same after around")
_BARE_AR = keys("ليلا صباحا مساء فجرا ظهرا عصرا وفجرا وليلا وصباحا ومساء")
_BARE_EN = keys("morning dawn daybreak noon midday afternoon evening night midnight")
_UNTIL = keys("until till حتى")
_EARLY_HOURS = ("early", "hours")
# In Arabic an hour in words stands behind one of these, with the part of the day behind it.
_BEFORE_HOUR = keys("الساعة في عند نحو حتى بين من إلى قبل بعد منذ قرابة تمام حوالي")


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
    clocks = [clock for index in span if (clock := _span_of_clocks(tokens, index))]
    parts = [part for index in span if (part := _part(tokens, index))]
    fine = [part for part in parts if tokens[part.first].key not in _VAGUE]
    zoned = [clock for clock in clocks[1:2] if clocks[0].zone is None and clock.zone and clock.first == clocks[0].last]
    return next(iter(zoned or clocks or fine or parts), None)


def _part(tokens: Sequence[Token], index: int) -> Clock | None:
    readings = {stem for stem, _ in stems(tokens[index].key)} | {tokens[index].key.removeprefix("ال")}
    hours = next((_PARTS[stem] for stem in readings if stem in _PARTS), None)
    if tokens[index].key == "small" and index + 1 < len(tokens) and tokens[index + 1].key == "hours":
        hours = (0, 6)
    if hours is None:
        return None
    if hours == (11, 14) and index and tokens[index - 1].key in _AFTER:
        hours = (12, 18)
    if tokens[index].key in _NIGHT_WORDS and _is_just_past(tokens, index):
        hours = (-6, 6)
    begin, end = (dt.timedelta(hours=hour) for hour in hours)
    return Clock(index, index + 1, begin, end - _SECOND, TimePrecision.PART_OF_DAY)


def _is_just_past(tokens: Sequence[Token], index: int) -> bool:
    """Whether the night is the one before the day told: "last night", الليلة الماضية, ليلة أمس."""
    around = tokens[max(0, index - 1) : index] if not tokens[index].is_arabic else tokens[index + 1 : index + 2]
    return any(token.key in _JUST_PAST for token in around)


def bare_clock(tokens: Sequence[Token], index: int) -> Clock | None:
    """Return the time of day that begins here and stands for itself, without a day beside it."""
    if index and tokens[index - 1].key in _UNTIL:
        return None
    clock = _span_of_clocks(tokens, index)
    if clock is not None:
        return clock
    key = tokens[index].key
    if key in _BARE_AR:
        return _part(tokens, index)
    if (key, tokens[index + 1].key if index + 1 < len(tokens) else "") == _EARLY_HOURS:
        clock = _part(tokens, index)
        return clock._replace(last=index + 2) if clock else None
    is_part = key in _BARE_EN and index > 0 and tokens[index - 1].key in _BEFORE_PART
    return _part(tokens, index) if is_part else None


def tellers(tokens: Words) -> frozenset[str]:
    """Return the words of a sentence that may tell a time of day."""
    return _MAY_TELL.among(tokens.keys)


def _tells(key: str) -> bool:
    if key[-1:].isdigit() or key in _VAGUE or key == "small":
        return True
    return any(stem in _PARTS or stem in _HOURS or stem.removeprefix("ال") in _PARTS for stem, _ in stems(key))


_MAY_TELL = Known(_tells)


def _span_of_clocks(tokens: Sequence[Token], index: int) -> Clock | None:
    """Read a clock time, or a span of two: "between 1:05 and 1:30 a.m.", بين الثالثة عصرا والثامنة مساء."""
    first = _clock(tokens, index)
    hurried = first is None and _figures_alone(tokens, index)
    if first is None and not hurried:
        return None
    after = first.last if first else index + 1
    at = after + (after < len(tokens) and tokens[after].key in _JOINS)
    is_joined = at > after or (at < len(tokens) and tokens[at].key.startswith("و"))
    second = _clock(tokens, at) if is_joined and at < len(tokens) else None
    if second is None:
        return first
    begin = first.begin if first else _of_figures(tokens, index, second)
    is_figure = _CLOCK.match(tokens[index].text.translate(_DIGITS)) is not None
    if (
        is_figure
        and first is not None
        and first.last == index + 1
        and any(_is_hint(token) for token in tokens[at : second.last])
    ):
        begin = _of_figures(tokens, index, second)
    elif first is not None and first.precision is TimePrecision.HOUR and begin > second.begin:
        begin = begin % (_DAY / 2)
    end = second.end if second.end > begin else second.end + _DAY
    return Clock(index, second.last, begin, end, TimePrecision.RANGE, second.zone or (first.zone if first else None))


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether a second clock time may follow at once: then a zone behind it is named for both."""
    return at < len(tokens) and (tokens[at].key in _JOINS or tokens[at].key.removeprefix("و") in _HOURS)


def _figures_alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word is the hour that begins a span whose end says which half of the day is meant."""
    before = tokens[index - 1].key if index else ""
    text = tokens[index].text.translate(_DIGITS)
    return before in {"between", "from", "بين", "من"} and bool(
        _CLOCK.match(text) or (text.isdigit() and int(text) <= 12)
    )


def _of_figures(tokens: Sequence[Token], index: int, second: Clock) -> dt.timedelta:
    """Return the beginning of a span, in the half of the day in which its end lies."""
    match = _CLOCK.match(tokens[index].text.translate(_DIGITS))
    hour, minute = (int(match[1]), int(match[2])) if match else (int(tokens[index].text.translate(_DIGITS)), 0)
    begin = dt.timedelta(hours=hour % 12, minutes=minute)
    return begin + _DAY / 2 if begin + _DAY / 2 <= second.begin else begin


def _clock(tokens: Sequence[Token], index: int) -> Clock | None:
    """Read 11:00, 0300 GMT, 3 a.m., الساعة الرابعة والنصف فجرا; a bare number is no clock."""
    read = _figures(tokens, index) or _in_words(tokens, index)
    if read is None:
        return None
    hour, minute, last = read
    zone, end = (None, last) if _joins(tokens, last) else _zone(tokens, last)
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
    is_at = text.startswith("0") and index > 0 and tokens[index - 1].key == "at"
    if match is None and (is_at or after in {"gmt", "utc", "local", "hours", "hrs"}):
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
    stem = tokens[index].key
    is_joined = stem not in _HOURS and stem.startswith("و")
    stem = stem[1:] if is_joined else stem
    if stem not in _HOURS or not index or not (is_joined or tokens[index - 1].key.removeprefix("و") in _BEFORE_HOUR):
        return None
    hour, last, minute = _HOURS[stem], index + 1, 0
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
        if _figures(tokens, at):
            break
        key, before = tokens[at].key, tokens[at - 1].key
        is_before_time = at + 1 < len(tokens) and tokens[at + 1].key == "time"
        if key in _ZONES and (before in _ZONE_WORDS or is_before_time or key in _ABBREVIATIONS):
            return ZoneInfo(_ZONES[key]), at + 1 + is_before_time
    return None, last


def instants(day: dt.date, clock: Clock, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last second of a time of day, UTC."""
    midnight = dt.datetime.combine(day, dt.time(), zone)
    begin, end = ((midnight + offset).astimezone(dt.UTC) for offset in (clock.begin, clock.end))
    return begin, end
