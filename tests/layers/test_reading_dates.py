"""When: dates, weekdays, clocks and spans, against the day of publication."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import PUBLISHED, WEEKDAYS, event, read, sentence

from layers.events import TimePrecision
from layers.reading.dates import find_times
from layers.reading.zones import zone_of

if TYPE_CHECKING:
    from layers.reading.when import When


def times(text: str, published: dt.date | None = PUBLISHED) -> list[When]:
    cut, only, _ = sentence(text)
    return find_times(cut, only, published)


def span(text: str, published: dt.date | None = PUBLISHED) -> tuple[str | None, str | None, str]:
    (when,) = times(text, published)
    bounds = (when.start and when.start.isoformat()[:16], when.end and when.end.isoformat()[:16])
    return (*bounds, str(when.precision))


def a_day(date: str) -> tuple[str, str, str]:
    return f"{date}T00:00", f"{date}T23:59", "day"


@pytest.mark.parametrize(
    "text",
    [
        *("on 3 November 2015", "on November 3, 2015", "on Nov 3, 2015", "on the 3rd of November 2015", "2015-11-03"),
        *("3 نوفمبر 2015", "3 تشرين الثاني 2015", "3 تشرين الثاني/نوفمبر 2015", "٣ نوفمبر ٢٠١٥", "3 نونبر 2015"),
        *("21 محرم 1437", "21 Muharram 1437"),
    ],
)
def test_one_day_in_every_calendar(text: str) -> None:
    assert span(text) == a_day("2015-11-03")


MONTHS = [
    ("January", "يناير", "كانون الثاني", "جانفي"),
    ("February", "فبراير", "شباط", "فيفري"),
    ("March", "مارس", "آذار", "مارس"),
    ("April", "أبريل", "نيسان", "أفريل"),
    ("May", "مايو", "أيار", "ماي"),
    ("June", "يونيو", "حزيران", "جوان"),
    ("July", "يوليو", "تموز", "جويلية"),
    ("August", "أغسطس", "آب", "أوت"),
    ("September", "سبتمبر", "أيلول", "شتنبر"),
    ("October", "أكتوبر", "تشرين الأول", "أكتوبر"),
    ("November", "نوفمبر", "تشرين الثاني", "نونبر"),
    ("December", "ديسمبر", "كانون الأول", "دجنبر"),
]


@pytest.mark.parametrize(("month", "name"), [(i, name) for i, names in enumerate(MONTHS, 1) for name in names])
def test_months_of_four_calendars(month: int, name: str) -> None:
    text = f"on 7 {name} 2019" if name.isascii() else f"في 7 {name} 2019"
    assert span(text) == a_day(f"2019-{month:02}-07")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.sampled_from(sorted(WEEKDAYS.items())))
def test_a_weekday_is_the_last_one_before_publication(published: dt.date, names: tuple[str, str]) -> None:
    for text in (f"Jets struck on {names[0]}", f"قصفت الطائرات يوم {names[1]}"):
        (when,) = times(text, published)
        assert when.start is not None
        day = when.start.date()
        assert day.strftime("%A") == names[0]
        assert dt.timedelta(0) <= published - day < dt.timedelta(7)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *(("today", "2020-06-10"), ("yesterday", "2020-06-09"), ("three days ago", "2020-06-07")),
        *(
            ("اليوم", "2020-06-10"),
            ("أمس", "2020-06-09"),
            ("قبل ثلاثة أيام", "2020-06-07"),
            ("last Wednesday", "2020-06-03"),
        ),
        *(("on 1 June", "2020-06-01"), ("on 12 June", "2019-06-12"), ("في 12 يونيو", "2019-06-12")),
        *(("on Tuesday, 9 June 2020", "2020-06-09"), ("يوم الثلاثاء 9 يونيو 2020", "2020-06-09")),
    ],
)
def test_days_are_counted_back_from_publication(text: str, date: str) -> None:
    assert span(f"Jets struck {text}" if text.isascii() else f"قصفت الطائرات {text}") == a_day(date)


def test_without_a_day_of_publication_a_weekday_keeps_its_words_alone() -> None:
    (when,) = times("Jets struck on Tuesday", None)
    assert (when.text, when.start, when.end) == ("Tuesday", None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("since 30 September 2015", ("2015-09-30T00:00", None, "day")),
        ("منذ 30 سبتمبر 2015", ("2015-09-30T00:00", None, "day")),
        ("in March 2019", ("2019-03-01T00:00", "2019-03-31T23:59", "month")),
        ("في مارس 2019", ("2019-03-01T00:00", "2019-03-31T23:59", "month")),
        ("in February 2020", ("2020-02-01T00:00", "2020-02-29T23:59", "month")),
        ("in late September 2015", ("2015-09-21T00:00", "2015-09-30T23:59", "range")),
        ("في أواخر سبتمبر 2015", ("2015-09-21T00:00", "2015-09-30T23:59", "range")),
        ("in early May 2019", ("2019-05-01T00:00", "2019-05-10T23:59", "range")),
        ("مطلع مايو 2019", ("2019-05-01T00:00", "2019-05-10T23:59", "range")),
        ("in mid May 2019", ("2019-05-11T00:00", "2019-05-20T23:59", "range")),
        ("in 2016", ("2016-01-01T00:00", "2016-12-31T23:59", "year")),
        ("عام 2016", ("2016-01-01T00:00", "2016-12-31T23:59", "year")),
        ("last week", ("2020-06-01T00:00", "2020-06-07T23:59", "week")),
        ("two weeks ago", ("2020-05-27T00:00", "2020-05-27T23:59", "week")),
    ],
)
def test_spans(text: str, expected: tuple[str | None, str | None, str]) -> None:
    assert span(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Tuesday at 11:00 Moscow time", ("2020-06-09T08:00", "2020-06-09T08:59", "hour")),
        ("يوم الثلاثاء الساعة 11:00 بتوقيت موسكو", ("2020-06-09T08:00", "2020-06-09T08:59", "hour")),
        ("on Tuesday at 02:30 GMT", ("2020-06-09T02:30", "2020-06-09T02:30", "instant")),
        ("يوم الثلاثاء الساعة 02:30 بتوقيت غرينتش", ("2020-06-09T02:30", "2020-06-09T02:30", "instant")),
        ("on Tuesday at 0300 GMT", ("2020-06-09T03:00", "2020-06-09T03:59", "hour")),
        ("on 1 January 2020 at 01:00 Moscow time", ("2019-12-31T22:00", "2019-12-31T22:59", "hour")),
        ("on Tuesday at 3 pm Moscow time", ("2020-06-09T12:00", "2020-06-09T12:59", "hour")),
    ],
)
def test_a_clock_needs_its_zone(text: str, expected: tuple[str, str, str]) -> None:
    assert span(text) == expected


@pytest.mark.parametrize("text", ["on Tuesday at 11:00", "يوم الثلاثاء الساعة 11:00"])
def test_without_a_zone_the_day_stays_a_day(text: str) -> None:
    assert span(text) == a_day("2020-06-09")


@pytest.mark.parametrize("text", ["The army may march", "31 February 2019 is no day", "في المقام الأول", "1 June 99"])
def test_what_is_no_time_has_no_interval_of_a_wrong_day(text: str) -> None:
    days = [when for when in times(text) if when.precision == TimePrecision.DAY and when.start]
    assert all(when.text != text for when in days)
    if "31" in text or "march" in text or "المقام" in text:
        assert not days


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Jets struck Homs late on Tuesday", "2020-06-09T15:00:00Z", "2020-06-09T20:59:59Z"),
        ("Jets struck Homs early on Tuesday", "2020-06-08T21:00:00Z", "2020-06-09T02:59:59Z"),
        ("Jets struck Homs on Tuesday morning", "2020-06-09T03:00:00Z", "2020-06-09T08:59:59Z"),
        ("Jets struck Homs at dawn on Tuesday", "2020-06-09T00:00:00Z", "2020-06-09T03:59:59Z"),
        ("Jets struck Homs on Tuesday night", "2020-06-09T15:00:00Z", "2020-06-10T02:59:59Z"),
        ("قصفت الطائرات حمص فجر الثلاثاء", "2020-06-09T00:00:00Z", "2020-06-09T03:59:59Z"),
        ("قصفت الطائرات حمص صباح يوم الثلاثاء", "2020-06-09T03:00:00Z", "2020-06-09T08:59:59Z"),
        ("قصفت الطائرات حمص مساء أمس الثلاثاء", "2020-06-09T15:00:00Z", "2020-06-09T20:59:59Z"),
        ("قصفت الطائرات حمص بعد ظهر الثلاثاء", "2020-06-09T09:00:00Z", "2020-06-09T14:59:59Z"),
    ],
)
def test_a_part_of_the_day_is_read_by_the_clocks_of_the_place(text: str, start: str, end: str) -> None:
    told = event(text)
    assert (told["start"], told["end"], told["time_precision"]) == (start, end, "part_of_day")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Jets struck Homs at 4:40 a.m. local time on Tuesday", "2020-06-09T01:40:00Z"),
        ("Jets struck Homs on Tuesday at 4:40 p.m.", "2020-06-09T13:40:00Z"),
        ("قصفت الطائرات حمص يوم الثلاثاء الساعة 16:40 بالتوقيت المحلي", "2020-06-09T13:40:00Z"),
        ("قصفت الطائرات حمص يوم الثلاثاء في الساعة الرابعة و40 دقيقة فجرا", "2020-06-09T01:40:00Z"),
        ("قصفت الطائرات حمص يوم الثلاثاء في الساعة الحادية عشرة والنصف ليلا", "2020-06-09T20:30:00Z"),
    ],
)
def test_local_time_is_that_of_the_country(text: str, start: str) -> None:
    told = event(text)
    assert (told["start"], told["time_precision"]) == (start, "instant")


def test_where_a_country_has_several_clocks_the_day_stays() -> None:
    told = event("Jets bombed targets in Russia at 4:40 a.m. local time on Tuesday")
    assert (told["start"], told["end"], told["time_precision"]) == ("2020-06-09", "2020-06-09", "day")
    told = event("Jets bombed targets in Russia late on Tuesday")
    assert (told["start"], told["end"], told["time_precision"]) == ("2020-06-09", "2020-06-09", "part_of_day")


@pytest.mark.parametrize(
    ("country", "zone"),
    [("SY", "Asia/Damascus"), ("IQ", "Asia/Baghdad"), ("RU", None), ("US", None), ("", None), ("XX", None)],
)
def test_the_zone_of_a_country(country: str, zone: str | None) -> None:
    found = zone_of(country, dt.date(2020, 6, 9))
    assert (None if found is None else str(found)) == zone


@pytest.mark.parametrize(
    "text",
    ["Iraq closed its airspace on Tuesday until further notice", "أغلق العراق مجاله الجوي يوم الثلاثاء حتى إشعار آخر"],
)
def test_until_further_notice_has_no_end(text: str) -> None:
    told = event(text)
    assert (told["start"], told["end"]) == ("2020-06-09", None)


SUNDAY, MONDAY, TUESDAY = "2020-06-07", "2020-06-08", "2020-06-09"
MONDAY_8_59 = f"{MONDAY}T08:59:59Z"
ON_SUNDAY = "قصفت الطائرات حمص يوم الأحد."


def second(text: str) -> tuple[str | None, str | None, str]:
    """Return when the event at Aleppo was, of a report that tells of Homs first."""
    told = next(each for each in read(text)["events"] if each["place_name"] == "Aleppo")
    return told["start"], told["end"], told["time_precision"]


@pytest.mark.parametrize(
    ("phrase", "date"),
    [
        *((f"{same}, jets struck Aleppo.", SUNDAY) for same in ("The same day", "On the same day", "That day")),
        *((f"{later} jets struck Aleppo.", TUESDAY) for later in ("Two days later", "2 days later")),
        *((f"{later}, jets struck Aleppo.", MONDAY) for later in ("A day later", "The next day", "The following day")),
        *((f"{before}, jets struck Aleppo.", "2020-06-06") for before in ("A day earlier", "The day before")),
        ("A week earlier, jets struck Aleppo.", "2020-05-31"),
        ("Three days earlier, jets struck Aleppo.", "2020-06-04"),
        ("Jets also struck Aleppo.", SUNDAY),
    ],
)
def test_days_are_counted_from_the_day_told_last(phrase: str, date: str) -> None:
    assert second(f"Jets struck Homs on Sunday. {phrase}") == (date, date, "day")


@pytest.mark.parametrize(
    ("phrase", "date"),
    [
        *(
            (f"وفي {same} قصفت الطائرات حلب.", SUNDAY)
            for same in ("اليوم نفسه", "اليوم ذاته", "نفس اليوم", "ذلك اليوم")
        ),
        *((f"{later} بيومين قصفت الطائرات حلب.", TUESDAY) for later in ("وبعد ذلك", "وبعدها", "بعد ذلك")),
        ("وفي اليوم التالي قصفت الطائرات حلب.", MONDAY),
        ("وفي اليوم السابق قصفت الطائرات حلب.", "2020-06-06"),
        ("وقبل ذلك بأسبوع قصفت الطائرات حلب.", "2020-05-31"),
        ("وقبلها بثلاثة أيام قصفت الطائرات حلب.", "2020-06-04"),
        ("كما قصفت الطائرات حلب.", SUNDAY),
    ],
)
def test_days_are_counted_from_the_day_told_last_in_arabic(phrase: str, date: str) -> None:
    assert second(f"قصفت الطائرات حمص يوم الأحد. {phrase}") == (date, date, "day")


@pytest.mark.parametrize(
    ("first", "phrase", "start", "end"),
    [
        ("Jets struck Homs on Sunday.", "Aleppo was hit at 4 p.m.", f"{SUNDAY}T13:00:00Z", f"{SUNDAY}T13:59:59Z"),
        ("Jets struck Homs on Sunday.", "That evening jets hit Aleppo.", f"{SUNDAY}T15:00:00Z", f"{SUNDAY}T20:59:59Z"),
        ("Jets struck Homs on Sunday.", "Jets hit Aleppo at dawn.", f"{SUNDAY}T00:00:00Z", f"{SUNDAY}T03:59:59Z"),
        ("Jets struck Homs on Sunday.", "The next morning jets hit Aleppo.", f"{MONDAY}T03:00:00Z", MONDAY_8_59),
        (ON_SUNDAY, "وقصفت الطائرات حلب مساء.", f"{SUNDAY}T15:00:00Z", f"{SUNDAY}T20:59:59Z"),
        (ON_SUNDAY, "وقصفت الطائرات حلب فجرا.", f"{SUNDAY}T00:00:00Z", f"{SUNDAY}T03:59:59Z"),
        (ON_SUNDAY, "وقصفت الطائرات حلب في الرابعة عصرا.", f"{SUNDAY}T13:00:00Z", f"{SUNDAY}T13:59:59Z"),
        (ON_SUNDAY, "وفي الليلة نفسها قصفت الطائرات حلب.", f"{SUNDAY}T15:00:00Z", f"{MONDAY}T02:59:59Z"),
    ],
)  # fmt: skip
def test_a_time_of_day_alone_is_of_the_day_told_last(first: str, phrase: str, start: str, end: str) -> None:
    assert second(f"{first} {phrase}")[:2] == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "Jets struck Homs on Sunday and Aleppo on Monday.",
        "On Sunday jets struck Homs and on Monday Aleppo.",
        "قصفت الطائرات حمص يوم الأحد وحلب يوم الاثنين.",
    ],
)
def test_each_place_of_a_sentence_has_the_time_beside_it(text: str) -> None:
    told = {each["place_name"]: each["start"] for each in read(text)["events"]}
    assert told == {"Homs": SUNDAY, "Aleppo": MONDAY}


def test_a_time_of_day_alone_needs_a_day_told_before() -> None:
    assert event("Jets struck Homs at 4 p.m.")["start"] is None


def test_the_day_of_a_saying_is_no_day_of_what_comes_next() -> None:
    text = "Jets struck Homs on Sunday, the army said on Tuesday. Jets also struck Aleppo."
    assert second(text) == (SUNDAY, SUNDAY, "day")


@pytest.mark.parametrize(
    "text",
    [
        *("last night", "overnight", "on Tuesday night", "during the night of Tuesday to Wednesday"),
        *("الليلة الماضية", "ليلة أمس", "ليل الثلاثاء", "ليل الثلاثاء الأربعاء", "ليلة الثلاثاء إلى الأربعاء"),
        "ليل الثلاثاء - الأربعاء",
    ],
)
def test_a_night_is_of_two_days(text: str) -> None:
    told = event(f"Jets struck Homs {text}" if text.isascii() else f"قصفت الطائرات حمص {text}")
    assert (told["start"], told["end"]) == ("2020-06-09T15:00:00Z", "2020-06-10T02:59:59Z")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("between 3 and 5 p.m. on Tuesday", "12:00:00", "14:59:59"),
        ("from 3 p.m. to 5 p.m. on Tuesday", "12:00:00", "14:59:59"),
        ("between 1:05 and 1:30 p.m. on Tuesday", "10:05:00", "10:30:59"),
        ("on Tuesday between 13:05 and 13:30", "10:05:00", "10:30:59"),
        ("يوم الثلاثاء بين الثالثة عصرا والخامسة عصرا", "12:00:00", "14:59:59"),
        ("يوم الثلاثاء بين الثالثة عصرا والثامنة مساء بتوقيت بغداد", "12:00:00", "17:59:59"),
        ("يوم الثلاثاء من الساعة 13:05 إلى 13:30", "10:05:00", "10:30:59"),
    ],
)
def test_spans_of_clock_times(text: str, start: str, end: str) -> None:
    told = event(f"Jets struck Homs {text}" if text.isascii() else f"قصفت الطائرات حمص {text}")
    expected = (f"{TUESDAY}T{start}Z", f"{TUESDAY}T{end}Z", "range")
    assert (told["start"], told["end"], told["time_precision"]) == expected


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("from Monday to Tuesday", (MONDAY, TUESDAY)),
        ("between Monday and Tuesday", (MONDAY, TUESDAY)),
        ("between 28 May and 3 June", ("2020-05-28", "2020-06-03")),
        ("on 3 and 4 June", ("2020-06-03", "2020-06-04")),
        ("on 3-4 June", ("2020-06-03", "2020-06-04")),
        ("last month", ("2020-05-01", "2020-05-31")),
        ("this week", (MONDAY, "2020-06-10")),
        ("over the past two days", (MONDAY, "2020-06-10")),
        ("in the last 24 hours", (TUESDAY, "2020-06-10")),
        ("at the end of May", ("2020-05-21", "2020-05-31")),
        ("on Sunday, a day after the raid on the port", (SUNDAY, SUNDAY)),
        ("on Sunday, the day before the feast", (SUNDAY, SUNDAY)),
        ("on 25/5/2020", ("2020-05-25", "2020-05-25")),
        ("بتاريخ 5/6/2020", ("2020-06-05", "2020-06-05")),
        ("في الخامس من الشهر الجاري", ("2020-06-05", "2020-06-05")),
        ("في 5 من الشهر الماضي", ("2020-05-05", "2020-05-05")),
        ("هذا الأسبوع", (MONDAY, "2020-06-10")),
        ("خلال الساعات الأربع والعشرين الماضية", (TUESDAY, "2020-06-10")),
        ("in April last year", ("2019-04-01", "2019-04-30")),
        ("the day before yesterday", (MONDAY, MONDAY)),
        ("من الاثنين إلى الثلاثاء", (MONDAY, TUESDAY)),
        ("بين الاثنين والثلاثاء", (MONDAY, TUESDAY)),
        ("في 3 و4 يونيو", ("2020-06-03", "2020-06-04")),
        ("الشهر الماضي", ("2020-05-01", "2020-05-31")),
        ("الأسبوع الماضي", ("2020-06-01", "2020-06-07")),
        ("في نيسان من العام الماضي", ("2019-04-01", "2019-04-30")),
        ("أول من أمس", (MONDAY, MONDAY)),
        ("قبل يومين", (MONDAY, MONDAY)),
        ("في السابع من حزيران", (SUNDAY, SUNDAY)),
        ("في الحادي والثلاثين من أيار", ("2020-05-31", "2020-05-31")),
        ("في الخامس والعشرين من مايو", ("2020-05-25", "2020-05-25")),
    ],
)
def test_days_in_words_and_runs_of_days(text: str, bounds: tuple[str, str]) -> None:
    told = event(f"Jets struck Homs {text}" if text.isascii() else f"قصفت الطائرات حمص {text}")
    assert (told["start"], told["end"]) == bounds


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        *(("Tokyo time", "00"), ("Japan time", "00"), ("MSK", "06"), ("GMT", "09"), ("UTC", "09"), ("Doha time", "06")),
        *(("بتوقيت طوكيو", "00"), ("بتوقيت القدس", "06"), ("بتوقيت دمشق", "06"), ("بتوقيت غرينتش", "09")),
    ],
)
def test_zones_by_name(zone: str, hour: str) -> None:
    text = f"on Tuesday at 09:30 {zone}" if zone.isascii() else f"يوم الثلاثاء الساعة 09:30 {zone}"
    assert span(text)[0] == f"{TUESDAY}T{hour}:30"


def test_of_two_clocks_beside_each_other_the_one_with_its_zone_counts() -> None:
    told = event("Jets struck Homs at 21:30 (18:30 GMT) on Tuesday.")
    assert told["start"] == f"{TUESDAY}T18:30:00Z"


@pytest.mark.parametrize(
    ("place", "start"),
    [
        ("Kharkiv", "2020-06-09T15:00:00Z"),  # most of the country keeps one time
        ("Bryansk", "2020-06-09T15:00:00Z"),  # every other clock is far away
        ("Vladivostok", "2020-06-09T08:00:00Z"),
        ("Orenburg", "2020-06-09"),  # two clocks are about as near
    ],
)
def test_where_clocks_differ_the_nearest_holds_if_it_is_clearly_so(place: str, start: str) -> None:
    assert event(f"Jets bombed {place} on Tuesday evening.")["start"] == start


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("A drill began in Egypt on Tuesday and lasts until 7 July.", (TUESDAY, "2020-07-07")),
        ("انطلق أمس تدريب جوي في مصر ويستمر حتى السابع من يوليو.", (TUESDAY, "2020-07-07")),
    ],
)
def test_the_end_of_what_goes_on_lies_ahead(text: str, bounds: tuple[str, str]) -> None:
    told = event(text)
    assert (told["start"], told["end"], told["time_precision"]) == (*bounds, "range")
