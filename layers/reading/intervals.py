"""When an event was: which of a sentence's times dates it, and by which clocks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.events import Basis, EventKind, TimePrecision
from layers.reading.clocks import instants, zone_of
from layers.reading.dates import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.place import LonLat
    from layers.reading.dates import When
    from layers.reading.scene import Mention, Scene
    from layers.reading.triggers import Trigger

__all__ = ["Interval", "interval_of", "localised", "settled"]

_TIME_REACH = 3
_HEAD_REACH = 8
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Interval:
    """When, and whether that is when it happened or only when it was reported by; `told` is the time as told."""

    start: dt.datetime | None
    end: dt.datetime | None
    precision: TimePrecision
    basis: Basis
    text: str = ""
    told: When | None = None

    @property
    def is_own(self) -> bool:
        """Whether the text tells it, as against the day of publication standing in as the upper bound."""
        return bool(self.text)


def interval_of(scene: Scene, number: int, trigger: Trigger, kind: EventKind) -> Interval:
    """Return when a trigger's event was, by the times of its sentence that do not date the telling."""
    if trigger.is_aside:
        return _published(scene)
    times = scene.times[number]
    happened = [when for when in times if not _is_of_speech(scene, number, when)]
    if happened:
        return _happened(scene, number, happened, trigger, kind)
    if times and times[0].end is not None:
        return Interval(None, times[0].end, TimePrecision.UNKNOWN, Basis.REPORTED, times[0].text)
    return _published(scene)


def _published(scene: Scene) -> Interval:
    end = day(scene.report.published)[1] if scene.report.published else None
    return Interval(None, end, TimePrecision.UNKNOWN, Basis.REPORTED)


def _happened(scene: Scene, number: int, times: Sequence[When], trigger: Trigger, kind: EventKind) -> Interval:
    nearest = min(times, key=lambda when: min(abs(when.first - trigger.last), abs(trigger.first - when.last)))
    pair = [
        when
        for when in times
        if (when is not nearest and abs(when.first - nearest.last) <= 2) or abs(nearest.first - when.last) <= 2
    ]
    if pair and scene.is_span_of_time(number, min(nearest, pair[0], key=_first), max(nearest, pair[0], key=_first)):
        first, last = sorted((nearest, pair[0]), key=_first)
        return Interval(first.start, last.end, TimePrecision.RANGE, Basis.HAPPENED, f"{first.text} – {last.text}")
    if kind is EventKind.AIR_CAMPAIGN and scene.begins(number):
        return Interval(nearest.start, None, nearest.precision, Basis.HAPPENED, nearest.text)
    precision = nearest.precision if nearest.start or nearest.end else TimePrecision.UNKNOWN
    return Interval(nearest.start, nearest.end, precision, Basis.HAPPENED, nearest.text, nearest)


def localised(when: Interval, place: Mention | None) -> Interval:
    """Read a time of day by the clocks of the country where it happened, where they all show the same."""
    told = when.told
    if told is None or told.clock is None or told.day is None:
        return when
    country = place.resolved.place.country if place and place.resolved else ""
    zone = zone_of(country, told.day, _point(place))
    if zone is None:
        is_part = told.clock.precision is TimePrecision.PART_OF_DAY
        return replace(when, precision=told.clock.precision) if is_part else when
    start, end = instants(told.day, told.clock, zone)
    return replace(when, start=start, end=end, precision=told.clock.precision)


def _point(place: Mention | None) -> LonLat | None:
    """Return where a place is, None where it is too wide to have the clocks of one spot."""
    if place is None or place.resolved is None or place.feature == "country":
        return None
    return place.resolved.at


def settled(scene: Scene, number: int, when: Interval, before: Sequence[Interval]) -> Interval:
    """Give a time that counts from the day told before that day: of its sentence, else of the last event that has one.

    Parameters
    ----------
    scene, number
        The text and the sentence.
    when
        The time, as found.
    before
        The times of the events told before, in order.

    Returns
    -------
    Interval
        The time with its day; only the day of publication as its end where none was told before.
    """
    told = when.told
    if told is None or told.shift is None:
        return when
    own = [] if told.clock is None else [_day_told(other) for other in scene.times[number] if other is not told]
    days = [*own, *(_day(interval) for interval in reversed(before[-_REMEMBERED:]))]
    base = next((each for each in days if each is not None), None)
    if base is None:
        return _published(scene)
    date = base + dt.timedelta(days=told.shift)
    first, last = day(date)
    known = replace(told, start=first, end=last, day=date, shift=None)
    if told.clock is not None and told.clock.zone is not None:
        first, last = instants(date, told.clock, told.clock.zone)
        return Interval(first, last, told.clock.precision, Basis.HAPPENED, when.text, known)
    return Interval(first, last, TimePrecision.DAY, Basis.HAPPENED, when.text, known)


def _day(interval: Interval) -> dt.date | None:
    """Return the day of a time that is one day."""
    if interval.told is not None and interval.told.day is not None:
        return interval.told.day
    if interval.start is None or interval.end is None or interval.end - interval.start > dt.timedelta(days=1):
        return None
    return interval.start.date()


def _day_told(when: When) -> dt.date | None:
    """Return the day that a time names, None where it names none or more than one."""
    if when.day is not None:
        return when.day
    is_day = when.start is not None and when.end is not None and not when.is_since
    return when.start.date() if is_day and when.start and when.precision is TimePrecision.DAY else None


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
