"""Whether two sentences tell of one event, and whether one only sums up what others tell."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from geo.geodesy import distance_m
from layers.events import Basis
from layers.reading.draft import same_family
from layers.reading.triggers import STRIKES

if TYPE_CHECKING:
    from layers.reading.draft import Draft
    from layers.reading.intervals import Interval
    from layers.reading.scene import Mention, Scene

__all__ = ["find_summaries", "is_same"]

# An event may be told on for this many sentences without its place being named again.
_TOLD_ON = 2
_SUMMARY_REACH = 4


def is_same(scene: Scene, old: Draft, new: Draft) -> bool:
    """Whether a sentence tells on of an event already drafted."""
    if not same_family(old.kind, new.kind) or (old.sides and new.sides and not old.sides & new.sides):
        return False
    if not _times_agree(old.when, new.when):
        return False
    if new.place is None:
        return _tells_on(scene, old, new)
    if old.place is None:
        told_on = _is_definite(scene, new) or bool(old.sides & new.sides) or old.kind not in STRIKES
        return told_on and new.sentence - old.sentences[-1] <= _TOLD_ON and not _counts_differ(old, new)
    if _counts_differ(old, new):
        return False
    return _same_place(old.place, new.place) or (_is_definite(scene, new) and _is_told_finer(old, new))


def _times_agree(old: Interval, new: Interval) -> bool:
    if not (old.is_own and new.is_own) or Basis.REPORTED in {old.basis, new.basis}:
        return True
    if not (old.start and old.end and new.start and new.end):
        return old.start == new.start
    return max(old.start, new.start) <= min(old.end, new.end)


def _counts_differ(old: Draft, new: Draft) -> bool:
    """Whether two sentences give different numbers of the same things; of the dead, accounts differ."""
    numbers = {count["what"]: (count["min"], count["max"]) for count in old.counts}
    told = {count["what"]: (count["min"], count["max"]) for count in new.counts}
    firm = {"targets", "strikes", "aircraft", "drones", "missiles"}
    return any(numbers[what] != told[what] for what in numbers.keys() & told.keys() & firm)


def _same_place(old: Mention, new: Mention) -> bool:
    if old.resolved is None or new.resolved is None:
        return False
    if old.resolved.place.id == new.resolved.place.id:
        return old.resolved.precision == new.resolved.precision or old.resolved.at == new.resolved.at
    return False


def _is_definite(scene: Scene, new: Draft) -> bool:
    return any(trigger.is_definite for trigger in scene.triggers[new.sentence])


def _is_told_finer(old: Draft, new: Draft) -> bool:
    """Whether "the strikes" goes on about the last event and says more finely where it was."""
    assert old.place is not None
    assert new.place is not None
    first, second = old.place.resolved, new.place.resolved
    if first is None or second is None or new.sentence - old.sentences[-1] > _TOLD_ON + 1:
        return False
    return distance_m(first.at, second.at) <= (first.radius_m or 0) and (second.radius_m or 0) < (first.radius_m or 0)


def _tells_on(scene: Scene, old: Draft, new: Draft) -> bool:
    """Whether a sentence without a place goes on about the last event: near it, or by "the strike"."""
    gap = new.sentence - old.sentences[-1]
    if scene.names_unknown(new.sentence):
        return False
    if old.kind in STRIKES:
        return gap <= (_TOLD_ON + 1 if _is_definite(scene, new) else _TOLD_ON - 1) and not _counts_differ(old, new)
    return gap <= _SUMMARY_REACH * 2


def find_summaries(drafts: list[Draft]) -> None:
    """Mark an event over a whole country that the next sentences tell in detail, place by place."""
    for index, draft in enumerate(drafts):
        if draft.place is None or draft.counts or draft.place.feature not in {"country", "adm1"}:
            continue
        near = itertools.takewhile(
            lambda other: other.sentence - draft.sentence <= _SUMMARY_REACH,  # noqa: B023 - used up in this round
            itertools.islice(drafts, index + 1, None),
        )
        draft.summary_of = [other for other in near if _sums_up(draft, other)]


def _sums_up(draft: Draft, other: Draft) -> bool:
    if draft.place is None or other.place is None or not same_family(draft.kind, other.kind):
        return False
    same_side = bool(draft.sides & other.sides) or not (draft.sides and other.sides)
    return same_side and _is_within(other.place, draft.place)


def _is_within(inner: Mention, outer: Mention) -> bool:
    if inner.resolved is None or outer.resolved is None or inner.feature == outer.feature:
        return False
    if outer.feature == "country":
        return inner.resolved.place.country == outer.resolved.place.country
    return distance_m(inner.resolved.at, outer.resolved.at) <= (outer.resolved.radius_m or 0.0)
