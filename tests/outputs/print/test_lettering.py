"""Letters on the sheet: what can be drawn, how wide it is, and Arabic that joins and runs from the right."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.textpath import TextPath

from outputs.print.lettering import clean, font, from_the_right, lines_of, width
from outputs.print.words import day

MEEM, ALEF, LAM, NOT_JOINED = "\u0645", "\u0627", "\u0644", "\u200c"


def left_of(text: str) -> float:
    """Return where the ink of a path's tallest narrow letter begins, as a part of the word's width."""
    at = TextPath((0, 0), text, prop=font(10)).vertices
    tall = at[at[:, 1] > 0.9 * at[:, 1].max()]
    return float((tall[:, 0].mean() - at[:, 0].min()) / np.ptp(at[:, 0]))


def test_arabic_letters_join() -> None:
    joined, apart = MEEM * 3, NOT_JOINED.join(MEEM * 3)

    assert width(joined, 10) < width(apart, 10)
    assert width(LAM + ALEF, 10) < width(LAM + NOT_JOINED + ALEF, 10), "lam and alef are one sign"


def test_arabic_runs_from_the_right() -> None:
    assert left_of(ALEF + MEEM * 3) > 0.9, "the first letter is the rightmost"
    assert left_of("l" + "a" * 3) < 0.1


def test_a_line_of_an_arabic_sentence_runs_from_the_right_though_it_begins_with_a_latin_word() -> None:
    plain, turned = (TextPath((0, 0), text, prop=font(10)).vertices for text in ("W مم", from_the_right("W مم")))

    def high(at: np.ndarray) -> float:
        return float(at[at[:, 1] > 0.8 * at[:, 1].max()][:, 0].mean() / at[:, 0].max())

    assert high(plain) < 0.4
    assert high(turned) > 0.6
    assert from_the_right("W") == "W"


def test_a_day_keeps_the_order_of_its_parts_among_arabic_words() -> None:
    told = day(dt.date(2015, 11, 3))
    alone = TextPath((0, 0), told, prop=font(10)).vertices
    among, hyphened = (
        TextPath((0, 0), f"{MEEM * 3} {text}", prop=font(10)).vertices for text in (told, told.replace("/", "-"))
    )

    assert told == "2015/11/03"
    assert among[: len(alone)] == pytest.approx(alone, abs=0.05), "it stands left of the word before it, as it is"
    assert hyphened[: len(alone)] != pytest.approx(alone, abs=0.05)


@pytest.mark.parametrize(
    ("told", "drawn"),
    [
        ("a\u202eb\u200f", "ab"),
        (" two\nlines\t", "two lines"),
        ("x\u0000", "x"),
        ("\u65e5", "\ufffd"),
        ("a\ud800b", "a\ufffdb"),
        ("\ufb01le", "\ufb01le"),
        ("\U0001d400", "A"),
        ("غارة على بلدة", "غارة على بلدة"),
        (None, ""),
    ],
)
def test_text_is_made_drawable(told: object, drawn: str) -> None:
    assert clean(told) == drawn


@given(st.text(max_size=60))
def test_whatever_is_told_can_be_drawn(told: str) -> None:
    text = clean(told)

    assert width(text, 7) >= 0, "a letter that the font lacks would be a warning, which fails here"
    assert clean(text) == text


@given(st.lists(st.text("abwi\u0645\u0644", min_size=1, max_size=30), min_size=1, max_size=8), st.floats(20, 120))
def test_lines_are_no_wider_than_their_room_and_lose_nothing(words: list[str], room: float) -> None:
    lines = lines_of(" ".join(words), 7, room)

    assert all(width(line, 7) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words)
