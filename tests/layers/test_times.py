"""Dates as people write them in tables, to intervals; what is ambiguous is asked about, never guessed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from layers.events import TimePrecision
from layers.reading.calendars import MONTHS
from layers.sources import Input, read
from layers.tabular.times import intervals, parse_interval, widened

if TYPE_CHECKING:
    from layers.events import Dossier

DAMASCUS = "Asia/Damascus"


def table(header: str, *rows: str) -> Dossier:
    lines = [f"id;title;{header}", *(f"{at};A strike;{row}" for at, row in enumerate(rows))]
    return read(Input("t.csv", "\n".join(lines).encode()))


def days(text: str, **how: str) -> tuple[str, str, str]:
    found = parse_interval(text, **how)
    assert (found.fault, found.expected) == ("", "")
    assert found.start
    assert found.end
    assert found.start.time() == dt.time()
    assert found.end.time() == dt.time.max
    return found.start.date().isoformat(), found.end.date().isoformat(), found.precision.value


@pytest.mark.parametrize(
    "text",
    [
        "2015-11-03",
        "20151103",
        "2015/11/03",
        "2015.11.3",
        "3 November 2015",
        "3rd of November 2015",
        "03-Nov-2015",
        "Nov. 3, 2015",
        "November 3rd, 2015",
        "2015 Nov 3",
        "Tuesday, 3 November 2015",
        "Tue 3 Nov 2015",
        "الثلاثاء 3 نوفمبر 2015",
        "٣ تشرين الثاني ٢٠١٥",
        "3 نوفمبر/تشرين الثاني 2015",
        "3 نونبر 2015م",
        "\u200f٢٠١٥-١١-٠٣\u200f",
        "21 محرم 1437 هـ",
        "1437-01-21 هـ",
        "٢١/١/١٤٣٧هـ",
        "21 Muharram 1437 AH",
        "2015-W45-2",
        "2015-11-03 00:00:00",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert days(text) == ("2015-11-03", "2015-11-03", "day")


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2016-W09", "2016-02-29", "2016-03-06", "week"),
        ("2016-02", "2016-02-01", "2016-02-29", "month"),
        ("02/2016", "2016-02-01", "2016-02-29", "month"),
        ("Feb 2016", "2016-02-01", "2016-02-29", "month"),
        ("شباط ٢٠١٦", "2016-02-01", "2016-02-29", "month"),
        ("محرم 1437 هـ", "2015-10-14", "2015-11-12", "month"),
        ("2016", "2016-01-01", "2016-12-31", "year"),
        ("2016-03-01 to 2016-03-05", "2016-03-01", "2016-03-05", "range"),
        ("2016-03-01/2016-03-05", "2016-03-01", "2016-03-05", "range"),
        ("2016-03-01–2016-03-05", "2016-03-01", "2016-03-05", "range"),
        ("1-5 March 2016", "2016-03-01", "2016-03-05", "range"),
        ("1–5 March 2016", "2016-03-01", "2016-03-05", "range"),
        ("from 1 to 5 March 2016", "2016-03-01", "2016-03-05", "range"),
        ("March 1-5, 2016", "2016-03-01", "2016-03-05", "range"),
        ("من 1 إلى 5 آذار 2016", "2016-03-01", "2016-03-05", "range"),
        ("30 Sep - 2 Oct 2015", "2015-09-30", "2015-10-02", "range"),
        ("30 Dec 2015 - 2 Jan 2016", "2015-12-30", "2016-01-02", "range"),
        ("13/03/2016 - 15/03/2016", "2016-03-13", "2016-03-15", "range"),
        ("Nov 2015 - Jan 2016", "2015-11-01", "2016-01-31", "range"),
        ("2015-2016", "2015-01-01", "2016-12-31", "range"),
    ],
)
def test_longer_intervals(text: str, first: str, last: str, precision: str) -> None:
    assert days(text) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        ("03/04/2015", "either way round", "2015-03-04 or 2015-04-03"),
        ("03/04/2015", "either way round", "dmy or mdy"),
        ("01/03/2016 - 05/03/2016", "either way round", "2016-01-03 or 2016-03-01"),
        ("03/11/15", "a year of two digits", "four digits"),
        ("3-Nov-15", "a year of two digits", "four digits"),
        ("2024-02-30", "no such day", "such as"),
        ("20240-01-01", "the year is out of range", "1900 to 2100"),
        ("3 November 20240", "the year is out of range", "1900 to 2100"),
        ("1437-01-21", "the year is out of range", "a Hijri date with هـ"),
        ("1437-01-31 هـ", "no such day in the Hijri calendar", "1437-01-21 هـ"),
        ("Monday, 3 November 2015", "the weekday is not that of the date", "Tuesday"),
        ("15 - 3 March 2016", "ends before it starts", "the earlier date first"),
        ("30 Dec - 2 Jan 2016", "ends before it starts", "each with its year"),
        ("2016-W60", "no such week", "2016-W09"),
        ("42311", "only a number", "it would be 2015-11-03"),
        ("42311.604", "only a number", "it would be 2015-11-03"),
        ("1446560000", "only a number", "it would be 2015-11-03T14:13:20Z"),
        ("last night", "relative to another", "2015-11-03"),
        ("yesterday morning", "relative to another", "2015-11-03"),
        ("مساء أمس", "relative to another", "2015-11-03"),
        ("autumn 2015", "no date that can be read", "2015-11-03"),
        ("3 Brumaire 2015", "no month is called", "2015-11-03"),
        ("2015-11-03T25:00Z", "no such time of day", "2015-11-03"),
        ("0000-00-00", "what software writes", "nothing where"),
        ("00/00/0000", "what software writes", "nothing where"),
        ("1/0/1900", "what software writes", "nothing where"),
        ("1899-12-30", "what software writes", "nothing where"),
        ("9999-12-31", "what software writes", "nothing where"),
        ("9999-12-31T23:59:59Z", "what software writes", "nothing where"),
        ("1970-01-01", "what software writes", "when_text"),
        ("01/01/1970", "what software writes", "when_text"),
        ("1970-01-01T00:00:00Z", "what software writes", "when_text"),
        ("1970-01-01T02:00:00+02:00", "what software writes", "when_text"),
        ("1900-01-01 00:00:00", "what software writes", "when_text"),
    ],
)
def test_what_is_no_date_is_told_where_it_stands_and_kept_as_words(text: str, message: str, expected: str) -> None:
    found = table("date;place", "2015-11-03;x", f"{text};y")

    fault, event = next(fault for fault in found.faults if fault.row), found.events.iloc[1]
    assert (fault.row, fault.column, fault.got) == (3, "date", repr(text))
    assert message in fault.message
    assert expected in fault.expected
    assert (pd.isna(event["start"]), pd.isna(event["end"])) == (True, True)
    assert (event["time_precision"], event["when_text"]) == ("unknown", text)


def test_day_that_is_zero_to_software_counts_where_the_row_says_it_in_other_words() -> None:
    found = table("date;when_text", "1970-01-01;on New Year's Day of 1970", "1970-01-01;", "1970;", "1970-01-02;")

    assert found.events["time_precision"].tolist() == ["day", "unknown", "year", "day"]
    assert [fault.row for fault in found.faults if fault.row and fault.column == "date"] == [3]


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("dmy", "03/04/2015", "2015-04-03"),
        ("mdy", "03/04/2015", "2015-03-04"),
        ("dmy", "3.4.2015", "2015-04-03"),
        ("mdy", "12-25-2015", "2015-12-25"),
        ("mdy", "2015/04/03", "2015-04-03"),
    ],
)
def test_order_that_somebody_said_is_used(order: str, text: str, day: str) -> None:
    assert days(text, order=order) == (day, day, "day")


@pytest.mark.parametrize(
    ("order", "text", "message"),
    [
        ("dmy", "12/25/2015", "no date in the order given"),
        ("mdy", "25/12/2015", "no date in the order given"),
        ("dmy", "31/02/2015", "no such day"),
        ("dmy", "03/04/15", "a year of two digits"),
    ],
)
def test_date_that_is_none_in_the_order_given_is_a_fault(order: str, text: str, message: str) -> None:
    assert message in parse_interval(text, order=order).fault


def test_strange_order_or_zone_is_refused() -> None:
    with pytest.raises(SettingError, match="expected dmy or mdy"):
        intervals(pd.Series(["2015-11-03"]), order="dym")
    with pytest.raises(SettingError, match="such as Asia/Damascus"):
        intervals(pd.Series(["2015-11-03"]), zone="Syria/Damascus")


@pytest.mark.parametrize(
    ("text", "zone", "start", "end", "precision"),
    [
        ("2015-11-03T14:30+03:00", "", "2015-11-03T11:30:00", "2015-11-03T11:30:00", "instant"),
        ("2025-05-16T00:00:00.000Z", "", "2025-05-16T00:00:00", "2025-05-16T00:00:00", "instant"),
        ("2015-11-03T14:30", DAMASCUS, "2015-11-03T12:30:00", "2015-11-03T12:30:00", "instant"),
        ("2015-07-03T14:30", DAMASCUS, "2015-07-03T11:30:00", "2015-07-03T11:30:00", "instant"),
        ("3 November 2015 2:30 PM", DAMASCUS, "2015-11-03T12:30:00", "2015-11-03T12:30:00", "instant"),
        ("2015-11-03 14:30 Damascus time", "", "2015-11-03T12:30:00", "2015-11-03T12:30:00", "instant"),
        ("2015-11-03 3 pm", DAMASCUS, "2015-11-03T13:00:00", "2015-11-03T13:59:59", "hour"),
        ("2015-11-03 around 14:30", DAMASCUS, "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("2015-11-03 14:30 approx.", DAMASCUS, "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("2015-11-03 around dawn", DAMASCUS, "2015-11-03T01:00:00", "2015-11-03T04:59:59", "part_of_day"),
        ("morning of 3 November 2015", DAMASCUS, "2015-11-03T04:00:00", "2015-11-03T09:59:59", "part_of_day"),
        ("2015-11-03T14:30Z/2015-11-03T15:30Z", "", "2015-11-03T14:30:00", "2015-11-03T15:30:00", "range"),
    ],
)
def test_time_of_day_in_the_cell_of_the_date(text: str, zone: str, start: str, end: str, precision: str) -> None:
    found = parse_interval(text, zone=zone)

    assert found.fault == ""
    assert found.start
    assert found.end
    assert (found.start.isoformat()[:19], found.end.isoformat()[:19], found.precision.value) == (start, end, precision)


@pytest.mark.parametrize(
    ("time", "start", "end", "precision"),
    [
        ("14:30", "2015-11-03T12:30:00", "2015-11-03T12:30:00", "instant"),
        ("14:30:15", "2015-11-03T12:30:15", "2015-11-03T12:30:15", "instant"),
        ("1430", "2015-11-03T12:30:00", "2015-11-03T12:30:00", "instant"),
        ("14:30Z", "2015-11-03T14:30:00", "2015-11-03T14:30:00", "instant"),
        ("around 14:30", "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("approximately_14:30", "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("~14:30", "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("حوالي الساعة 14:30", "2015-11-03T12:00:00", "2015-11-03T13:00:00", "hour"),
        ("about 2 pm", "2015-11-03T11:30:00", "2015-11-03T13:29:59", "hour"),
        ("around 14:30-15:10", "2015-11-03T12:00:00", "2015-11-03T13:40:59", "range"),
        ("14:30-15:10", "2015-11-03T12:30:00", "2015-11-03T13:10:59", "range"),
        ("morning", "2015-11-03T04:00:00", "2015-11-03T09:59:59", "part_of_day"),
        ("early_morning", "2015-11-03T01:00:00", "2015-11-03T06:59:59", "part_of_day"),
        ("around_dawn", "2015-11-03T01:00:00", "2015-11-03T04:59:59", "part_of_day"),
        ("noon", "2015-11-03T09:00:00", "2015-11-03T11:59:59", "part_of_day"),
        ("afternoon", "2015-11-03T10:00:00", "2015-11-03T15:59:59", "part_of_day"),
        ("evening", "2015-11-03T16:00:00", "2015-11-03T21:59:59", "part_of_day"),
        ("during_the_night", "2015-11-02T22:00:00", "2015-11-04T03:59:59", "part_of_day"),
        ("after_midnight", "2015-11-02T22:00:00", "2015-11-03T03:59:59", "part_of_day"),
        ("عصرا", "2015-11-03T10:00:00", "2015-11-03T15:59:59", "part_of_day"),
        ("بعد منتصف الليل", "2015-11-02T22:00:00", "2015-11-03T03:59:59", "part_of_day"),
    ],
)
def test_time_of_day_in_a_column_of_its_own(time: str, start: str, end: str, precision: str) -> None:
    found = intervals(pd.Series(["2015-11-03", ""]), zone=DAMASCUS, times=pd.Series([time, time])).iloc[0]

    assert found["fault"] == ""
    assert (found["start"].isoformat()[:19], found["end"].isoformat()[:19]) == (start, end)
    assert found["precision"] == precision


@pytest.mark.parametrize(
    ("date", "time", "zone", "message"),
    [
        ("2015-11-03", "14:30", "", "a time without its zone"),
        ("2015-11-03", "2:30 pm", "", "a time without its zone"),
        ("2015-11-03", "before noon", DAMASCUS, "no time of day that can be read"),
        ("2015-11-03", "25:70", DAMASCUS, "no time of day that can be read"),
        ("2016-03-25", "00:30", DAMASCUS, "the clocks were put forward over this time"),
        ("2015-10-29", "23:30", DAMASCUS, "the clocks were put back, and showed this time twice"),
    ],
)
def test_time_of_day_that_cannot_be_placed_is_told_and_the_day_kept(
    date: str, time: str, zone: str, message: str
) -> None:
    found = intervals(pd.Series([date]), zone=zone, times=pd.Series([time])).iloc[0]

    assert found["fault"] == f"{message}: only the day is used"
    assert found["expected"]
    assert (found["start"], found["precision"]) == (pd.Timestamp(date, tz="UTC"), "day")


def test_part_of_the_day_without_a_zone_is_somewhere_in_the_day() -> None:
    found = table("date;time", "2015-11-03;around_dawn").events.iloc[0]

    assert (found["start"], found["time_precision"]) == (pd.Timestamp("2015-11-03", tz="UTC"), "part_of_day")
    assert found["end"] == pd.Timestamp("2015-11-03T23:59:59.999999Z")
    assert found["when_text"] == "2015-11-03 around_dawn"


def test_precision_of_a_data_set_widens_its_days() -> None:
    words = ["day", "week", "month", "year", "range", "unknown", "week", "month"]
    read_ = intervals(pd.Series(["2016-02-10"] * 6 + ["", "2016-02-10 to 2016-03-20"]))
    start, end = widened(read_["start"], read_["end"], pd.Series(words))

    told = [None if pd.isna(first) else f"{first:%m-%d} {last:%m-%d}" for first, last in zip(start, end, strict=True)]
    whole = ["02-10 02-10", "02-07 02-13", "02-01 02-29", "01-01 12-31", "02-10 02-10", "02-10 02-10"]
    assert told == [*whole, None, "02-10 03-20"]
    assert {at.time() for at in end.dropna()} == {dt.time.max}
    assert start.dtype == read_["start"].dtype


_DAYS = st.dates(dt.date(1901, 1, 2), dt.date(2099, 12, 30)).filter(lambda day: day != dt.date(1970, 1, 1))
_NAMES = {number: sorted(name for name, of in MONTHS.items() if of == number) for number in range(1, 13)}


@given(_DAYS, st.data())
def test_every_form_of_a_day_reads_as_that_day(day: dt.date, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(_NAMES[day.month]))
    forms = [
        (f"{day:%Y%m%d}", ""),
        (f"{day:%Y/%m/%d}", ""),
        (f"{day.day} {month} {day.year}", ""),
        (f"{day:%d/%m/%Y}", "dmy"),
        (f"{day:%m/%d/%Y}", "mdy"),
        (f"{day:%B} {day.day}, {day.year}", ""),
        ("{}-W{:02}-{}".format(*day.isocalendar()), ""),
    ]
    for text, order in forms:
        assert days(text, order=order) == (day.isoformat(), day.isoformat(), "day")


@given(_DAYS, st.integers(1, 40), st.sampled_from([" to ", " - ", "–", "/", " إلى "]))
def test_every_form_of_a_range_reads_as_that_range(day: dt.date, length: int, joint: str) -> None:
    last = day + dt.timedelta(days=length)
    whole = f"{day}{joint}{last}"
    named = f"{day.day} {day:%B} {day.year}{joint}{last.day} {last:%B} {last.year}"

    assert days(whole) == days(named) == (day.isoformat(), last.isoformat(), "range")


@given(st.text(max_size=25) | st.text("0123456789-/.: TZWآرنوفمبر MarchهـAH", max_size=25), st.text(max_size=12))
def test_any_text_is_an_interval_or_a_told_fault(text: str, time: str) -> None:
    found = parse_interval(text, time=time)

    assert bool(found.start) or found.precision == "unknown"
    assert found.start is None or (found.end is not None and found.start <= found.end)
    assert bool(found.fault) == bool(found.expected)


def test_prose_in_a_cell_of_dates_is_told_at_once() -> None:
    found = parse_interval("3 November 2015 " + "and then " * 2_000)

    assert (found.precision, found.fault) == (TimePrecision.UNKNOWN, "no date that can be read")
