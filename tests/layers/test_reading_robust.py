"""Any text is read, in work that grows with its length and no faster."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import read, report

if TYPE_CHECKING:
    from geo.gazetteer.store import Hit

from geo.gazetteer import Gazetteer
from layers.events import check_events
from layers.reading import drafts, read_report

WORDS = [
    *(
        "Jets",
        "struck",
        "Homs",
        "and",
        "Tripoli",
        "near",
        "Syria",
        "on",
        "Tuesday",
        "3",
        "November",
        "at",
        "11:00",
        "Moscow",
    ),
    *(
        "time",
        "said",
        "Hezbollah",
        "(Reuters)",
        "-",
        "«",
        "killed",
        "5.5",
        "km",
        "north",
        "of",
        "its",
        "airspace",
        "late",
    ),
    *(
        "قصفت",
        "طائرات",
        "روسية",
        "حمص",
        "يوم",
        "الثلاثاء",
        "قال",
        "إن",
        "مجالها",
        "الجوي",
        "20",
        "كم",
        "شمال",
        "على",
        "،",
    ),
]


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for mention in read(text)["mentions"]:
        assert text[mention["start"] : mention["end"]] == mention["text"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_any_order_of_the_words_of_reports_is_read_into_sound_tables(text: str) -> None:
    dossier = read_report(report(text)).to_dossier()
    assert check_events(dossier.events) == []
    assert set(dossier.claims["subject"]) <= {*dossier.events["id"], *dossier.facilities["id"], *dossier.links["id"]}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "." * 100_000 + "x",
        "a." * 50_000,
        '"' * 50_000,
        "و" * 100_000,
        "1," * 50_000,
        "\u200f" * 10_000,
        "😀 " * 9_000,
    ],
    ids=lambda text: text[:2],
)
def test_a_flood_of_one_sign_tells_nothing(text: str) -> None:
    assert read(text)["events"] == []


class Counting(Gazetteer):
    """Counts the questions asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def has_prefix(self, key: str) -> bool:
        self.asked += 1
        return super().has_prefix(key)

    def lookup(self, name: str) -> list[Hit]:
        self.asked += 1
        return super().lookup(name)


def work(text: str) -> int:
    gazetteer = Counting()
    read_report(report(text), gazetteer=gazetteer)
    return gazetteer.asked


def invented(sentences: int, letters: str) -> str:
    chance = random.Random(7)  # noqa: S311 - invents names, guards nothing

    def word() -> str:
        return "".join(chance.choices(letters, k=7)).title()

    return " ".join(f"{word()} {word()} struck Homs near {word()}, {word()} said." for _ in range(sentences))


@pytest.mark.parametrize("letters", ["abdefhiklmnorstu", "ابتدرسعفقكلمنهوي"])
def test_four_times_the_text_is_four_times_the_questions(letters: str) -> None:
    short, long = work(invented(40, letters)), work(invented(160, letters))
    assert short > 100
    assert long < 6 * short


def test_a_name_is_asked_for_once() -> None:
    text = "Israeli jets struck Homs on Tuesday. "
    assert work(text * 40) < 2 * work(text)


def calls(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Count how often events are compared with each other."""
    compared: list[Any] = []
    same = drafts.is_same
    with monkeypatch.context() as patch:
        patch.setattr(drafts, "is_same", lambda *given: compared.append(1) or same(*given))
        read(text)
    return len(compared)


def test_events_are_compared_with_the_last_ones_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(count: int) -> str:
        return " ".join(f"Jets struck {10 + i} targets in Homs." for i in range(count))

    assert calls(told(1200), monkeypatch) < 6 * calls(told(300), monkeypatch)
