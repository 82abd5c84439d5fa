"""The rules by which events of several sources are held against each other: windows, weights, thresholds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from layers.events import EventKind

__all__ = ["FAMILIES", "WEIGHTS", "Rules"]

# What each kind of evidence counts, of what both events tell. Majal's own judgement, tried on invented events with a
# known truth (tests/bench/merge.py); docs/merging.md explains each.
WEIGHTS: dict[str, float] = {
    "place": 25,
    "time": 25,
    "kind": 15,
    "actors": 20,
    "counts": 15,
    "name": 10,
    "targets": 5,
    "title": 10,
}

# Kinds by which one event may be called; kinds of different families are never one event.
FAMILIES: tuple[frozenset[EventKind], ...] = (
    frozenset(
        {
            EventKind.AIR_STRIKE,
            EventKind.DRONE_STRIKE,
            EventKind.MISSILE_STRIKE,
            EventKind.SHELLING,
            EventKind.AIR_CAMPAIGN,
        }
    ),
    frozenset({EventKind.INTERCEPTION, EventKind.AIRSPACE_VIOLATION}),
    frozenset({EventKind.SHOOTDOWN, EventKind.CRASH}),
    frozenset({EventKind.CLOSURE, EventKind.NOTICE}),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """How far apart events may be told and still be one, and how much must speak for it.

    Attributes
    ----------
    window_m
        The most that two events may be apart, however little is known of where they were.
    base_m
        What they may be apart at any rate: two people do not put one crater on the same metre.
    gap
        What may lie between their intervals: sources count days by different clocks.
    open_reach
        How far an interval that is open on one side reaches there, as far as candidates go.
    threshold
        The score from which two events are one.
    near
        The score from which those that are not joined are told as a near miss.
    margin
        By how much a match must beat the next best of the same source; within it nobody can tell which it is.
    """

    window_m: float = 25_000.0
    base_m: float = 1_000.0
    gap: dt.timedelta = dt.timedelta(days=1)
    open_reach: dt.timedelta = dt.timedelta(days=7)
    threshold: float = 0.65
    near: float = 0.5
    margin: float = 0.05
