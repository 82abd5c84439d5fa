"""Why two events are one, or are not: in words, in both languages."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from layers.matching.parties import parties_of, shared
from layers.matching.told import OPEN, times_us
from layers.text import Text
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    import geopandas as gpd

    from layers.matching.score import Likeness
    from layers.matching.told import Told

__all__ = ["CLASH", "CROWD", "UNCLEAR", "Reasons", "by_decision", "too_little"]

UNCLEAR = Text(
    "not joined, another event of the same source fits as well",
    "لم يُضمّا لأن حدثا آخر من المصدر نفسه يطابق بالقدر نفسه",
)
CLASH = Text("not joined, they contradict each other", "لم يُضمّا لأنهما متناقضان")
CROWD = Text(
    "not joined, it would bring two events of one source together, or two that contradict each other",
    "لم يُضمّا لأن ذلك يجمع حدثين من مصدر واحد أو حدثين متناقضين",
)

_MONTHS = (
    Text("January", "يناير"),
    Text("February", "فبراير"),
    Text("March", "مارس"),
    Text("April", "أبريل"),
    Text("May", "مايو"),
    Text("June", "يونيو"),
    Text("July", "يوليو"),
    Text("August", "أغسطس"),
    Text("September", "سبتمبر"),
    Text("October", "أكتوبر"),
    Text("November", "نوفمبر"),
    Text("December", "ديسمبر"),
)
_DAY_US = 86_400_000_000
_NAME_ALIKE = 0.8


def by_decision(why: str, *, same: bool) -> Text:
    """Tell that a person decided."""
    if same:
        return Text(f"joined by decision: {why}", f"ضُمّا بقرار: {why}")
    return Text(f"kept apart by decision: {why}", f"فُصل بينهما بقرار: {why}")


def too_little(score: float, threshold: float) -> Text:
    """Tell that the score does not reach what is asked for."""
    return Text(
        f"not joined, too little speaks for it ({score:.2f} of {threshold:.2f})",
        f"لم يُضمّا لأن ما يؤيد ذلك قليل ({score:.2f} من {threshold:.2f})",
    )


class _Event(NamedTuple):
    """What of one event is put into words."""

    kind: str
    start_us: int
    end_us: int
    actors: tuple[str, ...]
    counts: Sequence[dict[str, Any]]
    reach_m: float


class Reasons:
    """Puts pairs of events into words.

    Parameters
    ----------
    events
        The events.
    told
        What they tell, as they were compared.
    """

    def __init__(self, events: gpd.GeoDataFrame, told: Told) -> None:
        start, end = times_us(events["start"]).tolist(), times_us(events["end"]).tolist()
        lists = (events[name].tolist() for name in ("actors", "counts"))
        reach_m = told.spans.reach_m.tolist()
        rows = zip(events["kind"].tolist(), start, end, *lists, reach_m, strict=True)
        self._events = [_Event(kind, s, e, tuple(actors), counts, reach) for kind, s, e, actors, counts, reach in rows]

    def of(self, pairs: Likeness) -> list[Text]:
        """Return what speaks for and against each of the pairs."""
        counts, names = pairs.parts["counts"].tolist(), pairs.parts["name"].tolist()
        rows = zip(pairs.a.tolist(), pairs.b.tolist(), pairs.distance_m.tolist(), counts, names, strict=True)
        return [self._pair(self._events[a], self._events[b], *facts) for a, b, *facts in rows]

    @staticmethod
    def _pair(one: _Event, other: _Event, distance_m: float, counts: float, name: float) -> Text:
        parts = [_where(distance_m, one.reach_m, other.reach_m), _when(one, other), _kind(one.kind, other.kind)]
        parts += [part for part in (_who(one.actors, other.actors), _many(one, other, counts)) if part]
        if name >= _NAME_ALIKE:
            parts.append(Text("place names alike", "اسما المكان متشابهان"))
        return Text(", ".join(part.en for part in parts), "، ".join(part.ar for part in parts))


def _where(distance_m: float, one_m: float, other_m: float) -> Text:
    apart, first, second = (_length(metres) for metres in (distance_m, one_m, other_m))
    return Text(
        f"{apart.en} apart, known within {first.en} and {second.en}",
        f"بينهما {apart.ar}، والموقعان معروفان ضمن {first.ar} و{second.ar}",
    )


@functools.lru_cache(maxsize=1 << 12)
def _length(metres: float) -> Text:
    if round(metres) < 1000:
        return Text(f"{metres:.0f} m", f"{metres:.0f} م")
    return Text(f"{metres / 1000:.1f} km", f"{metres / 1000:.1f} كم")


def _when(one: _Event, other: _Event) -> Text:
    first, second = _interval(one.start_us, one.end_us), _interval(other.start_us, other.end_us)
    if first == second:
        return Text(f"both {first.en}", f"كلاهما {first.ar}")
    return Text(f"{first.en} and {second.en}", f"{first.ar} و{second.ar}")


@functools.lru_cache(maxsize=1 << 14)
def _interval(start_us: int, end_us: int) -> Text:
    if start_us == OPEN:
        return (
            Text(f"by {_day(end_us).en}", f"حتى {_day(end_us).ar}") if end_us != OPEN else Text("undated", "بلا تاريخ")
        )
    first = _day(start_us)
    if end_us == OPEN:
        return Text(f"since {first.en}", f"منذ {first.ar}")
    last = _day(end_us)
    if first == last:
        return Text(f"on {first.en}", f"في {first.ar}")
    return Text(f"from {first.en} to {last.en}", f"من {first.ar} إلى {last.ar}")


@functools.lru_cache(maxsize=1 << 14)
def _day(at_us: int) -> Text:
    day = dt.date(1970, 1, 1) + dt.timedelta(days=at_us // _DAY_US)
    month = _MONTHS[day.month - 1]
    return Text(f"{day.day} {month.en} {day.year}", f"{day.day} {month.ar} {day.year}")


@functools.lru_cache(maxsize=1 << 8)
def _kind(one: str, other: str) -> Text:
    first, second = KINDS[one], KINDS[other]
    if one == other:
        return Text(f"both told as {first.en.lower()}", f"كلاهما {first.ar}")
    return Text(f"told as {first.en.lower()} and as {second.en.lower()}", f"{first.ar} و{second.ar}")


@functools.lru_cache(maxsize=1 << 14)
def _who(one: tuple[str, ...], other: tuple[str, ...]) -> Text | None:
    """Tell whom both name, in one spelling or in two, or that one names others than the other."""
    ours, theirs = parties_of(one), parties_of(other)
    if not (ours and theirs):
        return None
    both = [name for name in one if name in other and parties_of([name])]
    if both:
        return Text(f"both name {_listed(both).en}", f"كلاهما يذكر {_listed(both).ar}")
    first, second = _listed(one), _listed(other)
    if shared(ours, theirs):
        return Text(f"one side named as {first.en} and as {second.en}", f"جهة واحدة سُميت {first.ar} و{second.ar}")
    return Text(f"one names {first.en}, the other {second.en}", f"أحدهما يذكر {first.ar} والآخر {second.ar}")


def _listed(names: Iterable[str]) -> Text:
    told = list(dict.fromkeys(names))
    return Text(" and ".join(told), " و".join(told))


def _many(one: _Event, other: _Event, counts: float) -> Text | None:
    if np.isnan(counts):
        return None
    things = {str(count.get("what")) for count in one.counts} & {str(count.get("what")) for count in other.counts}
    told = "; ".join(f"{thing}: {_range(one, thing)} / {_range(other, thing)}" for thing in sorted(things))
    if counts == 1:
        return Text(f"numbers agree ({told})", f"الأعداد متفقة ({told})")
    return Text(f"numbers differ ({told})", f"الأعداد مختلفة ({told})")


def _range(event: _Event, thing: str) -> str:
    return ", ".join(_numbers(count) for count in event.counts if str(count.get("what")) == thing)


def _numbers(count: dict[str, Any]) -> str:
    least, most = (None if count.get(end) is None else f"{count[end]:g}" for end in ("min", "max"))
    if least == most:
        return least or "?"
    return f"{least or '?'}-{most or '?'}"
