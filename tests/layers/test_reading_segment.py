"""Sentences and words, and where they stand in the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.reading.segment import segment, stems


def words(text: str) -> list[str]:
    return [token.key for sentence in segment(text) for token in sentence.tokens]


@given(st.text(alphabet=st.sampled_from("aZ. !؟\n،'’-3٣وقَصفـ\u200f\u202bﻗﺼﻒé😀("), max_size=60))
def test_spans_point_at_the_original(text: str) -> None:
    for sentence in segment(text):
        assert text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
            assert sentence.start <= token.start < token.end <= sentence.end


@pytest.mark.parametrize(
    "written",
    ["دمشق", "دِمَشْقُ", "دمـــشق", "\u200fدمشق", "دم\u200fشق", "ﺩﻣﺸﻖ"],
    ids=["plain", "diacritics", "tatweel", "mark before", "mark inside", "presentation forms"],
)
def test_one_word_in_every_way_of_writing_it(written: str) -> None:
    text = f"في {written} أمس"
    _, token, after = segment(text)[0].tokens
    assert token.key == "دمشق"
    assert text[token.start : token.end].strip("\u200f") == written.strip("\u200f")
    assert text[after.start : after.end] == "أمس"


def test_offset_of_a_word_behind_its_clitic_counts_the_marks_on_it() -> None:
    text = "وَبِدِمَشْقَ"
    (token,) = segment(text)[0].tokens
    assert token.key == "وبدمشق"
    assert text[token.offset(2) : token.end] == "دِمَشْقَ"


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("والقلمون", {"والقلمون", "القلمون"}),
        ("فقصفت", {"فقصفت", "قصفت"}),
        ("بدمشق", {"بدمشق", "دمشق"}),
        ("لدمشق", {"لدمشق", "دمشق"}),
        ("كدمشق", {"كدمشق", "دمشق"}),
        ("للقوات", {"للقوات", "القوات"}),
        ("وبدمشق", {"وبدمشق", "بدمشق", "دمشق"}),
        ("وللقوات", {"وللقوات", "للقوات", "القوات"}),
        ("damascus", {"damascus"}),
    ],
)
def test_clitics_come_off(written: str, readings: set[str]) -> None:
    assert readings <= {stem for stem, _ in stems(written)}
    assert {written[dropped:] for _, dropped in stems(written)} >= {stem for stem in readings if "ال" not in stem}


@pytest.mark.parametrize("short", ["ور", "بن", "فل"])
def test_two_letters_are_a_word_and_not_a_clitic_with_one(short: str) -> None:
    assert [stem for stem, _ in stems(short)] == [short]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One strike. Two raids.", 2),
        ("Gen. Smith spoke. He left.", 2),
        ("The U.S. Air Force struck. It left.", 2),
        ("It was 5.5 km away.", 1),
        ("قصفت طائرات دمشق. ثم عادت.", 2),
        ("هل قصفت دمشق؟ نعم.", 2),
        ("Title\n\nFirst line", 2),
        ("“It was us.” He left.", 2),
    ],
)
def test_sentences(text: str, sentences: int) -> None:
    assert len(segment(text)) == sentences


def test_each_sentence_has_its_own_language() -> None:
    assert [s.lang for s in segment("Jets struck Damascus.\nقصفت طائرات دمشق.")] == ["en", "ar"]


def test_possessives_and_initials() -> None:
    assert words("Syria's army, Russia’s jets and the U.S. fleet") == [
        *("syria", "army", "russia", "jets", "and", "the", "us", "fleet"),
    ]
