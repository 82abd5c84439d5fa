"""Lengths as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import SettingError
from geo.units import UNITS, parse_length, parse_lengths, western_digits


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("5.5km", 5500.0),
        ("5,5 km", 5500.0),
        (" 20 KM ", 20_000.0),
        ("18000ft", 5486.4),
        ("3NM", 5556.0),
        ("3 nmi", 5556.0),
        ("3 nautical miles", 5556.0),
        ("1mi", 1609.344),
        ("100 yards", 91.44),
        ("800 metres", 800.0),
        (".5 km", 500.0),
        ("18 000 ft", 5486.4),
        ("18,000.0 ft", 5486.4),
        ("1,234,567 m", 1_234_567.0),
        ("٥٫٥ كيلومتر", 5500.0),
        ("5.5 كم", 5500.0),
        ("۵ كلم", 5000.0),
        ("٣ أميال بحرية", 5556.0),
        ("10 أمتار", 10.0),
        ("١٨٬٠٠٠ قدم", 5486.4),
        ("100 مترًا", 100.0),
        ("0,500 km", 500.0),
    ],
)
def test_a_length_is_read_with_its_unit(text: str, metres: float) -> None:
    length = parse_length(text)

    assert length.metres == metres
    assert length.text == text.strip()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected a number and a unit"),
        ("km", "expected a number and a unit"),
        ("5.5", "expected a number and a unit"),
        ("five km", "expected a number and a unit"),
        ("5.5 parsecs", "unit 'parsecs' is not known"),
        ("FL180", "expected a number and a unit"),
        ("1.2.3 km", "is not a number"),
        ("12,34,56 km", "is not a number"),
        ("0 km", "expected more than 0"),
        ("-5km", "expected more than 0"),
        ("18,000ft", "two ways; write 18000 or 18.000"),
        ("nan km", "expected a number and a unit"),
        ("5 km 3", "expected a number and a unit"),
    ],
)
def test_what_is_no_length_is_refused_with_the_words_and_the_reason(text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told) as refused:
        parse_length(text)
    assert repr(text) in str(refused.value)


@given(st.sampled_from(sorted(UNITS)), st.decimals(min_value="0.001", max_value="99999", places=3))
def test_a_length_reads_back_from_its_own_words(unit: str, value: object) -> None:
    length = parse_length(f"{value:f} {unit}".replace(".", "٫"))

    assert parse_length(length.en).metres == length.metres
    assert parse_length(length.ar).metres == length.metres


def test_several_lengths_come_once_each_and_shortest_first() -> None:
    lengths = parse_lengths(["20km, 5,5 km", "3NM; 5500 m", "١٠ كم، 1 km"])

    assert [length.metres for length in lengths] == [1000.0, 5500.0, 5556.0, 10_000.0, 20_000.0]


@pytest.mark.parametrize("value", [[], "", [" "], [5.5]])
def test_no_lengths_are_refused(value: object) -> None:
    with pytest.raises(SettingError, match="lengths: expected"):
        parse_lengths(value)


def test_digits_of_three_scripts_become_western() -> None:
    assert western_digits("٣٥°۲۰′ 7") == "35°20′ 7"
