"""The words of the sheet are those of the page."""

from __future__ import annotations

import re
from pathlib import Path

from layers.events import Status
from outputs.print.words import STATUS, WORDS, counted

PAGE = (Path(__file__).parents[3] / "outputs/web/src/i18n.ts").read_text(encoding="utf-8")


def page_words() -> dict[str, tuple[str, str]]:
    found = re.findall(r'(\w+): \[\s*"([^"]*)",\s*"([^"]*)",?\s*\]', PAGE)
    return {name: (english, arabic) for name, english, arabic in reversed(found)}


def test_words_are_those_of_the_page() -> None:
    # A word of the interface comes before the same word of a vocabulary.
    page = page_words()

    assert {name: tuple(text) for name, text in WORDS.items()} == {name: page[name] for name in WORDS}


def test_every_status_is_told_as_on_the_page() -> None:
    vocabulary = PAGE[PAGE.index("VOCABULARY") :]

    assert set(STATUS) == set(map(str, Status))
    assert all(f'{name}: ["{text.en}", "{text.ar}"]' in vocabulary for name, text in STATUS.items())


def test_one_is_told_apart_from_many() -> None:
    assert counted(1, "event", "events").en == "1 event"
    assert counted(1200, "event", "events") == ("1,200 events", "1,200 أحداث")
