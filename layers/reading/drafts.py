"""From mentions, triggers, times and claims to draft events: one event, however many sentences tell of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from geo.geodesy import distance_m
from layers.events import Basis, EventKind, Stance, TimePrecision
from layers.reading.actors import by_force
from layers.reading.clocks import instants, zone_of
from layers.reading.dates import day
from layers.reading.roles import PLACE
from layers.reading.triggers import STRIKES, Trigger

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Sequence

    from layers.reading.actors import Party
    from layers.reading.claims import Saying
    from layers.reading.dates import When
    from layers.reading.scene import Mention, Scene

__all__ = ["Draft", "Interval", "draft_events", "is_spoken_at"]

# An event may be told on for this many sentences without its place being named again.
_TOLD_ON = 2
_SUMMARY_REACH = 4
# Of a report's events, so many of the last are compared with what comes next.
_REMEMBERED = 100
_MEETING_REACH = 8
_PLACE_REACH = 18
_NOUN_REACH = 9
_CLAUSE_BREAK = 4
_TIME_REACH = 3
_HEAD_REACH = 8


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


@dataclass
class Draft:
    """An event being put together. `place` is None where nothing tells where."""

    kind: EventKind
    sentence: int
    place: Mention | None
    when: Interval
    actors: list[Party] = field(default_factory=list)
    targets: list[Party] = field(default_factory=list)
    counts: list[dict[str, Any]] = field(default_factory=list)
    distances: list[dict[str, Any]] = field(default_factory=list)
    claims: list[tuple[Saying, Stance]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    summary_of: list[Draft] = field(default_factory=list)

    @property
    def sides(self) -> set[str]:
        """The sides that act."""
        return {party.side for party in self.actors}

    def join(self, other: Draft) -> None:
        """Take in what another sentence tells of the same event."""
        self.place = _finer(self.place, other.place)
        if not self.when.is_own or (
            other.when.basis is Basis.HAPPENED and self.when.basis is Basis.REPORTED and other.when.is_own
        ):
            self.when = other.when if other.when.is_own or not self.when.is_own else self.when
        self.actors = by_force([*self.actors, *other.actors])
        self.targets = by_force([*self.targets, *other.targets])
        told = {(count["what"], count["min"], count["max"]) for count in self.counts}
        self.counts += [count for count in other.counts if (count["what"], count["min"], count["max"]) not in told]
        known = {distance["text"] for distance in self.distances}
        self.distances += [distance for distance in other.distances if distance["text"] not in known]
        self.claims += [_confirming(self, claim) for claim in other.claims]
        self.places += other.places
        self.sentences += other.sentences


def _confirming(draft: Draft, claim: tuple[Saying, Stance]) -> tuple[Saying, Stance]:
    """Take it for a confirmation when the side that acted tells what somebody else told before."""
    saying, stance = claim
    is_own = saying.party != "" and saying.party in draft.sides
    told_before = any(other.party != saying.party for other, was in draft.claims if was is Stance.CLAIMS)
    return (saying, Stance.CONFIRMS) if is_own and told_before and stance is Stance.CLAIMS else claim


def _finer(old: Mention | None, new: Mention | None) -> Mention | None:
    """Return the mention that says more finely where."""
    if old is None or new is None or old.resolved is None or new.resolved is None:
        return old or new
    return new if (new.resolved.radius_m or 0) < (old.resolved.radius_m or 0) else old


def draft_events(scene: Scene, ends: Collection[Mention]) -> list[Draft]:
    """Return the events that a text tells, each with all that its sentences tell of it, in order.

    Parameters
    ----------
    scene
        The text, understood.
    ends
        The mentions that are ends of links: nothing happened there.

    Returns
    -------
    list of Draft
        As they are first told.

    Notes
    -----
    A draft whose `summary_of` is not empty only sums up others told in more detail; one without a place could not be
    placed.
    """
    apart = {id(mention) for mention in ends}
    drafts: list[Draft] = []
    for number in range(len(scene.sentences)):
        _answer(scene, number, _recent(drafts, number))
        _tell_on(scene, number, drafts)
        for draft in _of_sentence(scene, number, apart):
            same = next((old for old in reversed(drafts[-_REMEMBERED:]) if _is_same(scene, old, draft)), None)
            if same is not None:
                same.join(draft)
            else:
                drafts.append(draft)
    _inherit_times(scene, drafts)
    for draft in drafts:
        draft.when = _localised(draft.when, draft.place)
        if draft.kind is EventKind.CLOSURE and _is_open(scene, draft):
            draft.when = replace(draft.when, end=None)
    _find_summaries(drafts)
    return drafts


def _tell_on(scene: Scene, number: int, drafts: list[Draft]) -> None:
    """Give the dead and wounded of a sentence that tells nothing else to the strike or crash just before it."""
    harm = [count for count in scene.counts[number] if count["what"] in {"killed", "wounded"}]
    if not harm or scene.triggers[number] or not drafts or number - drafts[-1].sentences[-1] > 1:
        return
    if drafts[-1].kind in STRIKES | {EventKind.CRASH, EventKind.SHOOTDOWN}:
        saying = scene.sayings[number]
        drafts[-1].counts += [
            count for count in harm if count["what"] not in {old["what"] for old in drafts[-1].counts}
        ]
        drafts[-1].claims.append((saying, saying.stance))
        drafts[-1].sentences.append(number)


def _recent(drafts: Sequence[Draft], number: int) -> list[Draft]:
    """Return the events that a sentence may answer: told of a few sentences ago."""
    return [draft for draft in drafts[-_REMEMBERED:] if number - draft.sentences[-1] <= _SUMMARY_REACH * 2]


def _of_sentence(scene: Scene, number: int, apart: set[int]) -> list[Draft]:
    live = [trigger for trigger in scene.triggers[number] if not trigger.unmade]
    if not live or (
        scene.sayings[number].stance is not Stance.CLAIMS and scene.sayings[number].stance is not Stance.CONFIRMS
    ):
        return []
    drafts = []
    for kind, triggers in _by_kind(scene, number, live).items():
        places = [place for place in _places(scene, number, triggers) if id(place) not in apart]
        wanted: list[Mention | None] = [*places] or [None]
        drafts += [_draft(scene, number, kind, triggers, place, places) for place in wanted]
    placed = [draft for draft in drafts if draft.place is not None]
    return placed or drafts[:1]


def _by_kind(scene: Scene, number: int, live: Sequence[Trigger]) -> dict[EventKind, list[Trigger]]:
    """Group triggers by kind; all the words for strikes in a sentence tell of one kind of strike."""
    strikes = [trigger for trigger in live if trigger.kind is None or trigger.kind in STRIKES]
    kinds: dict[EventKind, list[Trigger]] = {}
    if strikes:
        sure = next((trigger.kind for trigger in strikes if trigger.kind is not None), None)
        kind = sure or scene.usual_strike
        since = any(when.is_since for when in scene.times[number])
        kinds[EventKind.AIR_CAMPAIGN if since and kind is EventKind.AIR_STRIKE else kind] = strikes
    for trigger in live:
        if trigger not in strikes and trigger.kind is not None:
            kinds.setdefault(trigger.kind, []).append(trigger)
    if EventKind.AIR_CAMPAIGN in kinds and len(kinds) > 1:
        strike = next((kind for kind in kinds if kind in STRIKES), None)
        if strike:
            del kinds[strike]
    return kinds


def _places(scene: Scene, number: int, triggers: Sequence[Trigger]) -> list[Mention]:
    """Return the places of these triggers: each place goes to the nearest trigger, those behind it first."""
    open_ = [
        m for m in scene.mentions[number] if m.role == PLACE and m.resolved and not _is_of_speaker(scene, number, m)
    ]
    live = [trigger for trigger in scene.triggers[number] if not trigger.unmade]
    gap = partial(_gap, scene, number)
    mine = [
        m for m in open_ if min(scene.triggers[number], key=partial(gap, m)) in triggers and _is_near(triggers, m, gap)
    ]
    asides = [m for m in open_ if min(live, key=partial(gap, m)) in triggers and _is_near(triggers, m, gap)]
    return _leading(scene, number, triggers, mine or asides)


def _is_of_speaker(scene: Scene, number: int, mention: Mention) -> bool:
    """Whether a place stands in a speaker's name ("Kurdistan's service said") or is where somebody spoke."""
    inside = any(first <= mention.span.first < last for first, last in scene.sayings[number].names)
    return inside or is_spoken_at(scene, number, mention)


def _is_near(triggers: Sequence[Trigger], mention: Mention, gap: Callable[[Mention, Trigger], float]) -> bool:
    """Whether a place is near enough to a trigger to be its place; "the attack" reaches less far than "attacked"."""
    return any(
        gap(mention, trigger) <= (_NOUN_REACH if trigger.is_noun and trigger.is_definite else _PLACE_REACH)
        for trigger in triggers
    )


def _gap(scene: Scene, number: int, mention: Mention, trigger: Trigger) -> float:
    """Return how far a place is from a trigger in words; one before it counts as farther, across a comma more so."""
    if mention.span.first >= trigger.last:
        return mention.span.first - trigger.last
    break_ = 0 if scene.same_clause(number, mention.span.last, trigger.first) else _CLAUSE_BREAK
    return 1.5 * (trigger.first - mention.span.last) + 1 + break_


def _leading(scene: Scene, number: int, triggers: Sequence[Trigger], places: list[Mention]) -> list[Mention]:
    """Keep the places that say where: those behind a trigger where there are any; joined ones together."""
    if triggers[0].kind is EventKind.MEETING:
        last = triggers[0].last
        return [
            place
            for place in places
            if 0 <= place.span.first - last <= _MEETING_REACH and not scene.opens_clause(number, last, place.span.first)
        ][:1]
    behind = [place for place in places if place.span.first >= triggers[0].first]
    chosen = behind or places
    country = [place for place in chosen if place.feature == "country" and place.resolved is not None]
    finer = [place for place in chosen if place not in country]
    return finer or country[:1] if len(country) <= 1 or finer else country


def is_spoken_at(scene: Scene, number: int, mention: Mention) -> bool:
    """Whether the place is where somebody spoke: "said in Moscow that"."""
    triggers = scene.triggers[number]
    for first, last in scene.sayings[number].verbs:
        is_beside = mention.span.last == first and mention.span.is_strong
        if is_beside and scene.same_clause(number, mention.span.last, first):
            return True
        if not 0 <= mention.span.first - last <= 8:
            continue
        between = any(last <= trigger.first < mention.span.first for trigger in triggers)
        if not between and mention.span.is_strong and not scene.opens_clause(number, last, mention.span.first):
            return True
    return False


def _draft(
    scene: Scene,
    number: int,
    kind: EventKind,
    triggers: Sequence[Trigger],
    place: Mention | None,
    places: Sequence[Mention],
) -> Draft:
    actors, targets = scene.parties(number, triggers[0])
    is_aside = triggers[0].is_aside
    counts = [] if is_aside else _counts_of(scene.counts[number], place, places)
    told = [] if is_aside else list(scene.distances[number])
    saying = scene.sayings[number]
    return Draft(
        kind, number, place, _interval(scene, number, triggers), actors, targets, counts,
        told, [(saying, saying.stance)], [number], [place] if place else [],
    )  # fmt: skip


def _counts_of(
    told: Sequence[dict[str, Any]], place: Mention | None, places: Sequence[Mention]
) -> list[dict[str, Any]]:
    """Return the numbers told of one of several places: its own where each has one, else the shared upper bound."""
    if place is None or len(places) < 2:
        return list(told)
    out = []
    for count in told:
        if sum(other["what"] == count["what"] for other in told) == 1:
            out.append(_shared(count))
        elif next((other for other in places if other.span.last > count["at"]), None) is place:
            out.append(count)
    return out


def _shared(count: dict[str, Any]) -> dict[str, Any]:
    """Keep of a number told for several places together only its upper bound for each of them."""
    return {**count, "min": None, "text": count["text"]}


def _interval(scene: Scene, number: int, triggers: Sequence[Trigger]) -> Interval:
    if triggers[0].is_aside:
        return _published(scene)
    times = scene.times[number]
    happened = [when for when in times if not _is_of_speech(scene, number, when)]
    if happened:
        return _happened(scene, number, happened, triggers)
    if times and times[0].end is not None:
        return Interval(None, times[0].end, TimePrecision.UNKNOWN, Basis.REPORTED, times[0].text)
    return _published(scene)


def _published(scene: Scene) -> Interval:
    end = day(scene.report.published)[1] if scene.report.published else None
    return Interval(None, end, TimePrecision.UNKNOWN, Basis.REPORTED)


def _happened(scene: Scene, number: int, times: Sequence[When], triggers: Sequence[Trigger]) -> Interval:
    trigger = triggers[0]
    nearest = min(times, key=lambda when: min(abs(when.first - trigger.last), abs(trigger.first - when.last)))
    pair = [
        when
        for when in times
        if (when is not nearest and abs(when.first - nearest.last) <= 2) or abs(nearest.first - when.last) <= 2
    ]
    if pair and scene.is_span_of_time(number, min(nearest, pair[0], key=_first), max(nearest, pair[0], key=_first)):
        first, last = sorted((nearest, pair[0]), key=_first)
        return Interval(first.start, last.end, TimePrecision.RANGE, Basis.HAPPENED, f"{first.text} – {last.text}")
    if any(trigger.kind is EventKind.AIR_CAMPAIGN for trigger in triggers) and scene.begins(number):
        return Interval(nearest.start, None, nearest.precision, Basis.HAPPENED, nearest.text)
    precision = nearest.precision if nearest.start or nearest.end else TimePrecision.UNKNOWN
    return Interval(nearest.start, nearest.end, precision, Basis.HAPPENED, nearest.text, nearest)


def _localised(when: Interval, place: Mention | None) -> Interval:
    """Read a time of day by the clocks of the country where it happened, where they all show the same."""
    told = when.told
    if told is None or told.clock is None or told.day is None:
        return when
    country = place.resolved.place.country if place and place.resolved else ""
    zone = zone_of(country, told.day)
    if zone is None:
        is_part = told.clock.precision is TimePrecision.PART_OF_DAY
        return replace(when, precision=told.clock.precision) if is_part else when
    start, end = instants(told.day, told.clock, zone)
    return replace(when, start=start, end=end, precision=told.clock.precision)


def _is_open(scene: Scene, draft: Draft) -> bool:
    """Whether a closure holds "until further notice", told in its sentences or the next."""
    last = min(draft.sentences[-1] + 1, len(scene.sentences) - 1)
    told = {*draft.sentences, last} if draft.when.start else set()
    return any(scene.words(number).open_end.all(scene.sentences[number].tokens) for number in told)


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


def _is_same(scene: Scene, old: Draft, new: Draft) -> bool:
    """Whether a sentence tells on of an event already drafted."""
    if not _same_family(old.kind, new.kind) or (old.sides and new.sides and not old.sides & new.sides):
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


def _same_family(old: EventKind, new: EventKind) -> bool:
    return old == new or (old in STRIKES and new in STRIKES and EventKind.AIR_STRIKE in {old, new})


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


def _answer(scene: Scene, number: int, recent: list[Draft]) -> None:
    """Give a denial, a confirmation without news, or silence to the events that it answers."""
    saying = scene.sayings[number]
    if saying.stance is Stance.CLAIMS or (
        saying.stance is Stance.CONFIRMS and any(not t.unmade for t in scene.triggers[number])
    ):
        return
    kinds = {trigger.kind for trigger in scene.triggers[number] if trigger.kind is not None}
    about = [draft for draft in recent if any(_same_family(draft.kind, kind) for kind in kinds)] if kinds else recent
    placed = [
        mention.resolved.place.id for mention in scene.mentions[number] if mention.role == PLACE and mention.resolved
    ]
    there = [
        draft for draft in about if draft.place and draft.place.resolved and draft.place.resolved.place.id in placed
    ]
    own = [draft for draft in about if saying.party and saying.party in draft.sides]
    for draft in there or own or about[-1:]:
        draft.claims.append((saying, saying.stance))


def _inherit_times(scene: Scene, drafts: list[Draft]) -> None:
    """Let an event without a time take that of the one before it: "on the same day", or told on by the same side."""
    for before, draft in itertools.pairwise(drafts):
        gap = draft.sentence - before.sentences[-1]
        if draft.when.is_own or not before.when.is_own:
            continue
        is_one_side = bool(before.sides & draft.sides)
        if scene.tells_same_day(draft.sentence):
            draft.when = before.when
            continue
        is_told_on = gap <= 1 and (is_one_side or not (before.sides and draft.sides))
        if is_told_on or (gap <= _TOLD_ON and is_one_side and _same_family(before.kind, draft.kind)):
            draft.when = before.when


def _find_summaries(drafts: list[Draft]) -> None:
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
    if draft.place is None or other.place is None or not _same_family(draft.kind, other.kind):
        return False
    same_side = bool(draft.sides & other.sides) or not (draft.sides and other.sides)
    return same_side and _is_within(other.place, draft.place)


def _is_within(inner: Mention, outer: Mention) -> bool:
    if inner.resolved is None or outer.resolved is None or inner.feature == outer.feature:
        return False
    if outer.feature == "country":
        return inner.resolved.place.country == outer.resolved.place.country
    return distance_m(inner.resolved.at, outer.resolved.at) <= (outer.resolved.radius_m or 0.0)
