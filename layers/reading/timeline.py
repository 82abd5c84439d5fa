"""The times of a whole text: each sentence is read with the day that the sentences before it told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from layers.reading.dates import find_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.claims import Saying
    from layers.reading.segment import Sentence
    from layers.reading.spans import Span
    from layers.reading.when import When
    from layers.report import Report

__all__ = ["Told", "timeline"]

_DATELINE_WORDS = 3
_DATELINE_MARKS = frozenset("-–—/(")
# A time so close behind a verb of speech dates the saying.
_OF_SAYING = 3


class Told(NamedTuple):
    """A time with the sentence that told it."""

    when: When
    sentence: int


def timeline(
    report: Report, sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]], told: Sequence[Saying]
) -> tuple[list[list[When]], list[Told | None]]:
    """Return the times of each sentence, those without a day of their own on the day that the text told last.

    Parameters
    ----------
    report
        The report, for its text and its day of publication.
    sentences, spans, told
        The sentences, the names and the sources of each.

    Returns
    -------
    list of list of When
        One list for each sentence. The date of a dateline is left out: it dates the item and no event.
    list of Told
        For each sentence the time of an event that the text up to its end told last, None where it told none; of a
        sentence with several the first, which is that of its main clause.
    """
    out: list[list[When]] = []
    running: list[Told | None] = []
    last: Told | None = None
    for sentence, found, saying in zip(sentences, spans, told, strict=True):
        before = last.when if last else None
        times = find_times(report.text, sentence, report.published, before)
        times = _without_dateline(report, sentence, found, times)
        out.append(times)
        dated = [when for when in times if when.date is not None and not _is_of_saying(when, saying)]
        last = Told(dated[0], sentence.number) if dated else last
        running.append(last)
    return out, running


def _is_of_saying(when: When, saying: Saying) -> bool:
    return any(0 <= when.first - end <= _OF_SAYING for _, end in saying.verbs)


def _without_dateline(report: Report, sentence: Sentence, spans: Sequence[Span], times: list[When]) -> list[When]:
    is_headed = any(span.block == "dateline" for span in spans[:2]) or sentence.number == 0
    if not is_headed or not times:
        return times
    end = sentence.tokens[times[0].last - 1].end
    is_dateline = times[0].first <= _DATELINE_WORDS and report.text[end : end + 3].strip(" ,.)")[:1] in _DATELINE_MARKS
    return times[1:] if is_dateline else times
