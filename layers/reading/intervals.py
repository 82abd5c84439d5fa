"""When an event was: which of a sentence's times dates it, and by which clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.events import Basis, EventKind, TimePrecision
from layers.reading.clocks import instants
from layers.reading.when import day
from layers.reading.zones import zone_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from layers.reading.scene import Mention, Scene
    from layers.reading.triggers import Trigger
    from layers.reading.when import When

__all__ = ["Interval", "finer", "interval_of", "localised"]

# A mark or an "and" between a time and what it may date counts as so many words.
_MARK = 4
# Places so wide that their clocks may differ inside them.
_WIDE = frozenset({"country", "continent", "sea"})
_FINENESS = {TimePrecision.PART_OF_DAY: 1, TimePrecision.HOUR: 2, TimePrecision.INSTANT: 3}
# What goes on for days: of these a report tells the end.
_LASTING = frozenset(
    {EventKind.CLOSURE, EventKind.DRILL, EventKind.DEPLOYMENT, EventKind.AIR_CAMPAIGN, EventKind.NOTICE}
)
_TIME_REACH = 3
_HEAD_REACH = 8


@dataclass(frozen=True, slots=True)
class Interval:
    """When, and whether that is when it happened or only when it was reported by.

    `told` is the time as told, `until` the one that ends it where two are told.
    """

    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    basis: Basis
    text: str = ""
    told: When | None = None
    until: When | None = None

    @property
    def is_own(self) -> bool:
        """Whether the text tells it, as against the day of publication standing in as the upper bound."""
        return bool(self.text)


def interval_of(scene: Scene, number: int, trigger: Trigger, kind: EventKind, place: Mention | None = None) -> Interval:
    """Return when a trigger's event was, by the times of its sentence that do not date the telling.

    `place` is where it was, if the sentence tells of several places: "Homs in the morning and Aleppo in the evening".
    """
    if trigger.is_aside:
        return _published(scene)
    times = scene.times[number]
    happened = [when for when in times if not _is_of_speech(scene, number, when)]
    if happened:
        return _happened(scene, number, happened, trigger, kind, place)
    if times and times[0].end is not None:
        return Interval(None, times[0].end, TimePrecision.UNKNOWN, Basis.REPORTED, times[0].text)
    return _published(scene)


def _published(scene: Scene) -> Interval:
    end = day(scene.report.published)[1] if scene.report.published else None
    return Interval(None, end, TimePrecision.UNKNOWN, Basis.REPORTED)


def _happened(
    scene: Scene, number: int, times: Sequence[When], trigger: Trigger, kind: EventKind, place: Mention | None
) -> Interval:
    ends = [when for when in times if when.is_until]
    times = [when for when in times if not when.is_until] or ends
    begin, end = (place.span.first, place.span.last) if place else (trigger.first, trigger.last)
    nearest = min(times, key=lambda when: _away(scene, number, when, begin, end))
    pair = [
        when
        for when in times
        if when is not nearest and (abs(when.first - nearest.last) <= 2 or abs(nearest.first - when.last) <= 2)
    ]
    if pair and scene.is_span_of_time(number, min(nearest, pair[0], key=_first), max(nearest, pair[0], key=_first)):
        first, last = sorted((nearest, pair[0]), key=_first)
        return _from_to(first, last)
    if ends and kind in _LASTING and ends[0] is not nearest:
        return _from_to(nearest, ends[0])
    if kind is EventKind.AIR_CAMPAIGN and scene.begins(number):
        return Interval(nearest.start, None, nearest.precision, Basis.HAPPENED, nearest.text)
    precision = nearest.precision if nearest.start or nearest.end else TimePrecision.UNKNOWN
    return Interval(nearest.start, nearest.end, precision, Basis.HAPPENED, nearest.text, nearest)


def _away(scene: Scene, number: int, when: When, first: int, last: int) -> int:
    """Return how many words lie between a time and others; a mark or an "and" counts as several."""
    begin, end = (last, when.first) if when.first >= last else (when.last, first)
    is_parted = bool(scene.mark_between(number, begin, end)) or scene.is_and_between(number, begin, end)
    return max(0, end - begin) + _MARK * is_parted


def _from_to(first: When, last: When) -> Interval:
    text = f"{first.text} – {last.text}"
    return Interval(first.start, last.end, TimePrecision.RANGE, Basis.HAPPENED, text, first, last)


def finer(old: Interval, new: Interval) -> Interval:
    """Return the time that is told more finely of two that are of one day; the older one of others."""
    if old.told is None or new.told is None or old.told.date != new.told.date or new.until or old.until:
        return old
    return new if _fineness(new.told) > _fineness(old.told) else old


def _fineness(when: When) -> int:
    precision = when.clock.precision if when.clock else when.precision
    return _FINENESS.get(precision, 0)


def localised(when: Interval, place: Mention | None) -> Interval:
    """Read a time of day by the clocks of the country where it happened, where they all show the same."""
    first, last = _local(when.told, place), _local(when.until, place)
    if when.until is not None:
        return replace(when, start=first[0] if first else when.start, end=last[1] if last else when.end)
    if first is None or when.told is None or when.told.clock is None:
        is_part = bool(when.told and when.told.clock and when.told.clock.precision is TimePrecision.PART_OF_DAY)
        return replace(when, precision=TimePrecision.PART_OF_DAY) if is_part else when
    end = None if when.told.is_since else first[1]
    return replace(when, start=first[0], end=end, precision=when.told.clock.precision)


def _local(told: When | None, place: Mention | None) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the bounds of a time of day by the clocks of a place; None where it is none, or they are not known."""
    if told is None or told.clock is None or told.day is None:
        return None
    where = place.resolved if place else None
    at = where.at if where and where.place.feature not in _WIDE else None
    zone = zone_of(where.place.country if where else "", told.day, at)
    return None if zone is None else instants(told.day, told.clock, zone)


def _first(when: When) -> int:
    return when.first


def _is_of_speech(scene: Scene, number: int, when: When) -> bool:
    """Whether a time dates the saying and not the event: beside the verb of speech, with no event between."""
    triggers = scene.triggers[number]
    for first, last in scene.sayings[number].verbs:
        if when.first >= last:
            between = any(last <= trigger.first < when.first for trigger in triggers)
            if not between and when.first - last <= 9 and not scene.opens_clause(number, last, when.first):
                return True
        elif _dates_verb(scene, number, when, first) and not any(
            when.last <= trigger.first < first for trigger in triggers
        ):
            return True
    return False


def _dates_verb(scene: Scene, number: int, when: When, verb: int) -> bool:
    """Whether a time before a verb of speech belongs to it: at the sentence's head, or in the verb's clause."""
    if when.first < _TIME_REACH:
        return 0 <= verb - when.last <= _HEAD_REACH
    return 0 <= verb - when.last <= _TIME_REACH and scene.same_clause(number, when.last, verb)
