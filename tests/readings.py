"""Short reports for the tests of the reading, made and read in one step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from layers.reading import read_report
from layers.reading.lexicon import Lexicon, lexicon
from layers.reading.segment import Sentence, segment
from layers.report import Report, digest

PUBLISHED = dt.date(2020, 6, 10)  # a Wednesday
Record = dict[str, Any]
WEEKDAYS = {
    "Monday": "الاثنين",
    "Tuesday": "الثلاثاء",
    "Wednesday": "الأربعاء",
    "Thursday": "الخميس",
    "Friday": "الجمعة",
    "Saturday": "السبت",
    "Sunday": "الأحد",
}


def report(text: str, published: dt.date | None = PUBLISHED) -> Report:
    return Report(digest(text.encode(errors="replace")), "told.txt", text, "en", published)


def read(text: str, published: dt.date | None = PUBLISHED) -> Record:
    return read_report(report(text, published)).to_json()


def event(text: str, published: dt.date | None = PUBLISHED) -> Record:
    events = read(text, published)["events"]
    assert len(events) == 1, [told["title"] for told in events]
    found: Record = events[0]
    return found


def mention(text: str, name: str, published: dt.date | None = PUBLISHED) -> Record:
    """Return the mention that covers a name's first occurrence."""
    at = text.index(name)
    found: Record = next(m for m in read(text, published)["mentions"] if m["start"] <= at < m["end"])
    return found


def sentence(text: str) -> tuple[str, Sentence, Lexicon]:
    """Cut a text of one sentence, with the tables of its language."""
    (only,) = segment(text)
    return text, only, lexicon(only.lang)
