"""The time of an event whose own sentence tells none: of the event that it goes on with, or the day told last."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from layers.events import Basis, TimePrecision
from layers.reading.draft import same_family
from layers.reading.intervals import Interval
from layers.reading.when import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.draft import Draft
    from layers.reading.scene import Scene

__all__ = ["inherit_times"]

_TOLD_ON = 2
# A day holds for what is told so many sentences later.
_HOLDS = 4


def inherit_times(scene: Scene, drafts: Sequence[Draft]) -> None:
    """Give events without a time that of the event that they go on with, else the day that the text told last.

    Parameters
    ----------
    scene
        The text, understood.
    drafts
        Its events, in order; their times are changed in place.

    Notes
    -----
    The same deed by the same side, told on in the next sentences, was at the same time; anything else only on the
    same day, or in the same night, which is of two days.
    """
    for before, draft in itertools.pairwise([None, *drafts]):
        if draft is None or draft.when.is_own:
            continue
        if before is not None and before.when.is_own and _goes_on(before, draft):
            draft.when = before.when
            continue
        last = _day_told(scene, draft.sentence)
        if last is not None:
            draft.when = last


def _goes_on(before: Draft, draft: Draft) -> bool:
    """Whether an event is told as one with the one before it."""
    gap = draft.sentence - before.sentences[-1]
    is_one_side = bool(before.sides & draft.sides)
    return gap <= 0 or (gap <= _TOLD_ON and is_one_side and same_family(before.kind, draft.kind))


def _day_told(scene: Scene, number: int) -> Interval | None:
    """Return the day that the sentences before one told last, None where they told none."""
    told = scene.told[number]
    if told is None or told.sentence < number - _HOLDS or told.when.date is None:
        return None
    if told.when.clock is not None and told.when.clock.is_night:
        return Interval(told.when.start, told.when.end, told.when.precision, Basis.HAPPENED, told.when.text, told.when)
    start, end = day(told.when.date)
    return Interval(start, end, TimePrecision.DAY, Basis.HAPPENED, told.when.text)
