"""Numbers, counts and distances."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import event, sentence

from layers.reading.counts import counts
from layers.reading.distances import distances
from layers.reading.numbers import number_at, parse_number


def told(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(count["what"], count["min"], count["max"]) for count in counts(*sentence(text))]


def lengths(text: str) -> list[dict[str, Any]]:
    return distances(*sentence(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("24", 24), ("5.5", 5.5), ("5,5", 5.5), ("5,556", 5556), ("1,234,567", 1234567), ("12,500.5", 12500.5)),
        *(("٢٤", 24), ("٥٫٥", 5.5), ("٥٬٥٥٦", 5556), ("۲۴", 24), ("و24", 24)),
        *(("4th", None), ("1.2.3", None), ("km", None), ("", None)),
    ],
)
def test_digits(text: str, value: float | None) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("six", 6), ("twenty four", 24), ("twenty-four", 24), ("two hundred", 200), ("a dozen", 12)),
        *(("three thousand", 3000), ("two hundred and", 200)),
        *(("ست", 6), ("ستة", 6), ("ثلاثة عشر", 13), ("خمسة وعشرون", 25), ("خمس وعشرين", 25)),
        *(("مئة وعشرون", 120), ("ثلاثة آلاف", 3000), ("بستة", 6), ("اثنا عشر", 12), ("ثلاثمئة", 300)),
    ],
)
def test_number_words(text: str, value: float) -> None:
    _, cut, words = sentence(text)
    number = number_at(cut.tokens, 0, words)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize("text", ["a strike", "an hour", "صباح", "strike"])
def test_no_number(text: str) -> None:
    _, cut, words = sentence(text)
    assert number_at(cut.tokens, 0, words) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Six aircraft struck", ("aircraft", 6, 6)),
        ("24 targets were hit", ("targets", 24, 24)),
        ("killing at least 12 people", ("killed", 12, None)),
        ("killed 12 people or more", ("killed", 12, None)),
        ("killed more than 12 people", ("killed", 13, None)),
        ("killed up to 30 people", ("killed", None, 30)),
        ("fewer than 10 people were wounded", ("wounded", None, 9)),
        ("killing about 20 people", ("killed", 20, 20)),
        ("killing 10 to 15 people", ("killed", 10, 15)),
        ("killing between 10 and 15 people", ("killed", 10, 15)),
        ("fired 1,200 rockets", ("missiles", 1200, 1200)),
        ("a dozen drones were launched", ("drones", 12, 12)),
        ("left six dead", ("killed", 6, 6)),
        ("wounded 30 others", ("wounded", 30, 30)),
        ("قصفت ست طائرات مواقع", ("aircraft", 6, 6)),
        ("قصفت 24 هدفا", ("targets", 24, 24)),
        ("شنت طائرات غارتين", ("strikes", 2, 2)),
        ("قصفت طائرتان المدينة", ("aircraft", 2, 2)),
        ("مقتل 12 شخصا على الأقل", ("killed", 12, None)),
        ("مقتل ما لا يقل عن 12 شخصا", ("killed", 12, None)),
        ("مقتل أكثر من 12 شخصا", ("killed", 13, None)),
        ("مقتل أقل من 12 شخصا", ("killed", None, 11)),
        ("مقتل نحو ٢٠ مدنيا", ("killed", 20, 20)),
        ("أصيب ثلاثة عشر مدنيا", ("wounded", 13, 13)),
        ("إصابة خمسة وعشرين شخصا", ("wounded", 25, 25)),
        ("أطلقت خمسة صواريخ", ("missiles", 5, 5)),
        ("ضربت أكثر من منطقة", ("sites", 2, None)),
        *(("a pair of fighter jets", ("aircraft", 2, 2)), ("two F-16s struck", ("aircraft", 2, 2))),
        *(("Eight Jaguars bombed it", ("aircraft", 8, 8)), ("24 strike aircraft", ("aircraft", 24, 24))),
        *(("two F-16s and two A-10s struck", ("aircraft", 4, 4)), ("two missile strikes", ("strikes", 2, 2))),
        *(("Fifty-two people were killed", ("killed", 52, 52)), ("a death toll of 26", ("killed", 26, 26))),
        ("one hundred and five civilians were killed", ("killed", 105, 105)),
        ("Seven members of one family were killed", ("killed", 7, 7)),
        ("the death toll rose to 45", ("killed", 45, 45)),
        ("killed six fighters", ("killed", 6, 6)),
        *(("مقتل شخص واحد", ("killed", 1, 1)), ("سقط صاروخ واحد", ("missiles", 1, 1))),
        *(("بـ19 صاروخا", ("missiles", 19, 19)), ("نفذت أربعا وعشرين غارة", ("strikes", 24, 24))),
        *(("لقي 15 شخصا حتفهم", ("killed", 15, 15)), ("أودت بحياة 15 مدنيا", ("killed", 15, 15))),
        ("مقتل امرأتين", ("killed", 2, 2)),
    ],
)
def test_counts(text: str, expected: tuple[str, int | None, int | None]) -> None:
    assert told(text) == [expected]


def test_the_dead_and_the_wounded_are_told_apart() -> None:
    assert told("The strike killed 12 people and wounded 30 others") == [("killed", 12, 12), ("wounded", 30, 30)]
    assert told("مقتل 12 شخصا وإصابة 30 آخرين") == [("killed", 12, 12), ("wounded", 30, 30)]


@pytest.mark.parametrize(
    ("text", "killed", "wounded"),
    [
        ("killing two and injuring three", 2, 3),
        ("killed 3 and wounded 5", 3, 5),
        ("14 dead, 32 injured", 14, 32),
        ("killing one person and wounding four others", 1, 4),
        ("Twelve were killed and 40 others wounded", 12, 40),
        ("the number of dead at 37 and the wounded at 120", 37, 120),
        ("killing 12 people, including five children, and wounding 30", 12, 30),
        ("مقتل ثلاثة وإصابة خمسة", 3, 5),
        ("قتل شخصان وأصيب ثلاثة", 2, 3),
        ("ارتفعت الحصيلة إلى 45 قتيلا و120 جريحا", 45, 120),
        ("مقتل 12 شخصا بينهم خمسة أطفال وإصابة 30 آخرين", 12, 30),
    ],
)
def test_killed_and_wounded_in_one_clause(text: str, killed: int, wounded: int) -> None:
    assert told(text) == [("killed", killed, killed), ("wounded", wounded, wounded)]


def test_nobody_is_no_count() -> None:
    assert told("No one was killed but six people were injured") == [("wounded", 6, 6)]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("The army said jets struck Homs, killing 12 people. Doctors said the strike killed 20 people.", (12, 20)),
        ("The army said jets struck Homs, killing 12 people. A doctor said at least 9 people were killed.", (9, None)),
        ("قال الجيش إن الطائرات قصفت حمص وقتلت 12 شخصا. وقالت الوزارة إن القصف على حمص قتل 20 شخصا.", (12, 20)),
    ],
)  # fmt: skip
def test_the_dead_that_two_speakers_count_differently_are_one_range(text: str, bounds: tuple[int, int | None]) -> None:
    killed = [count for count in event(text)["counts"] if count["what"] == "killed"]
    assert [(count["min"], count["max"]) for count in killed] == [bounds]
    assert set(killed[0]) == {"what", "min", "max", "text"}


@pytest.mark.parametrize(
    "text",
    ["An F-16 struck the town", "on 3 November 2015", "the 24 hour line", "قصفت إف-16 البلدة", "عام 2015", "at 11:00"],
)
def test_what_is_no_count(text: str) -> None:
    assert told(text) == []


@given(st.integers(2, 99_999))
def test_the_number_printed_is_the_number_counted(number: int) -> None:
    assert told(f"Jets struck {number:,} targets") == [("targets", number, number)]
    assert told(f"قصفت الطائرات {number} هدفا") == [("targets", number, number)]


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        *(("5.5 km", 5500), ("20 kilometres", 20_000), ("300 metres", 300), ("10 miles", 16_093.44)),
        *(("3 nautical miles", 5556), ("3 NM", 5556), ("18,000 feet", 5486.4), ("100 yards", 91.44)),
        *(("5.5 كيلومتر", 5500), ("٥٫٥ كم", 5500), ("20 كيلومترا", 20_000), ("300 متر", 300)),
        *(("3 أميال بحرية", 5556), ("10 أميال", 16_093.44), ("18000 قدم", 5486.4), ("ثلاثة كيلومترات", 3000)),
    ],
)
def test_distances_in_metres(text: str, metres: float) -> None:
    (length,) = lengths(f"at {text} from it" if text.isascii() else f"على بعد {text} منها")
    assert length["metres"] == pytest.approx(metres)
    assert length["text"] == text


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("The aircraft kept a minimum distance of 5.5 km", "separation"),
        ("على مسافة لا تقل عن 5.5 كيلومتر", "separation"),
        ("The drone flew at an altitude of 18,000 feet", "height"),
        ("حلقت على ارتفاع 18000 قدم", "height"),
        ("a village 20 km from the border", "distance"),
    ],
)
def test_what_a_distance_is_of(text: str, of: str) -> None:
    assert [length["of"] for length in lengths(text)] == [of]
