"""From mentions, triggers, times and claims to draft events: one event, however many sentences tell of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layers.events import EventKind, Stance
from layers.reading.answers import admit, answer
from layers.reading.counts import in_conflict
from layers.reading.draft import Draft
from layers.reading.inherit import inherit_times
from layers.reading.intervals import interval_of, localised
from layers.reading.same import find_summaries, is_same
from layers.reading.triggers import STRIKES
from layers.reading.whereabouts import whereabouts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from layers.reading.scene import Mention, Scene
    from layers.reading.triggers import Trigger

__all__ = ["draft_events"]

# A sentence may answer events told so many sentences ago.
_ANSWERED = 8
# Of a report's events, so many of the last are compared with what comes next.
_REMEMBERED = 100
_PARTED = 100
_HARMED = STRIKES | {EventKind.CRASH, EventKind.SHOOTDOWN}


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
    is_about_strikes = scene.tells_strikes()
    drafts: list[Draft] = []
    for number in range(len(scene.sentences)):
        answer(scene, number, _recent(drafts, number))
        _tell_on(scene, number, drafts)
        for draft in _of_sentence(scene, number, apart, is_about_strikes=is_about_strikes):
            if draft.is_harm and drafts and drafts[-1].kind in _HARMED:
                draft.kind = drafts[-1].kind
            if draft.is_harm and draft.kind not in _HARMED and not _tells(scene, number):
                continue
            same = next((old for old in reversed(drafts[-_REMEMBERED:]) if is_same(scene, old, draft)), None)
            if same is not None:
                same.join(draft)
            else:
                drafts.append(draft)
    inherit_times(scene, drafts)
    for draft in drafts:
        draft.when = localised(draft.when, draft.place)
        admit(draft)
        draft.counts = in_conflict(draft.counts)
        if draft.kind is EventKind.CLOSURE and _is_open(scene, draft):
            draft.when = replace(draft.when, end=None)
    find_summaries(drafts)
    return drafts


def _tell_on(scene: Scene, number: int, drafts: list[Draft]) -> None:
    """Give the dead and wounded of a sentence that tells nothing else to the strike or crash just before it."""
    if not drafts or number - drafts[-1].sentences[-1] > 1 or drafts[-1].kind not in _HARMED or _tells(scene, number):
        return
    harm = [count for count in scene.counts[number] if count["what"] in {"killed", "wounded"}]
    if harm:
        saying = scene.sayings[number]
        told = {(old["what"], old["by"]) for old in drafts[-1].counts}
        drafts[-1].counts += [count for count in harm if (count["what"], count["by"]) not in told]
        drafts[-1].claims.append((saying, saying.stance))
        drafts[-1].sentences.append(number)


def _tells(scene: Scene, number: int) -> bool:
    """Whether a sentence tells a deed, and not only of the dead."""
    return any(not trigger.is_harm and trigger.unmade != "other" for trigger in scene.triggers[number])


def _recent(drafts: Sequence[Draft], number: int) -> list[Draft]:
    """Return the events that a sentence may answer: told of a few sentences ago."""
    return [draft for draft in drafts[-_REMEMBERED:] if number - draft.sentences[-1] <= _ANSWERED]


def _of_sentence(scene: Scene, number: int, apart: set[int], *, is_about_strikes: bool) -> list[Draft]:
    """Draft what a sentence tells; who denies or keeps silent tells of an event only with its place."""
    told = whereabouts(scene, number)
    if all(trigger.is_harm and trigger.kind is None for trigger, _ in told) and not is_about_strikes:
        return []
    drafts: list[Draft] = []
    for kind, triggers in _by_kind(scene, number, [trigger for trigger, _ in told]).items():
        mine = [(trigger, places) for trigger, places in told if trigger in triggers]
        placed = [(trigger, place) for trigger, places in mine for place in places if id(place) not in apart]
        wanted: list[tuple[Trigger, Mention | None]] = [*placed] or [(triggers[0], None)]
        drafts += [_draft(scene, number, kind, trigger, place, told) for trigger, place in wanted]
    placed_ones = [draft for draft in drafts if draft.place is not None]
    says = scene.sayings[number].stance in {Stance.CLAIMS, Stance.CONFIRMS}
    return placed_ones or ([draft for draft in drafts if not draft.is_harm][:1] if says else [])


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


def _draft(
    scene: Scene,
    number: int,
    kind: EventKind,
    trigger: Trigger,
    place: Mention | None,
    told: Sequence[tuple[Trigger, list[Mention]]],
) -> Draft:
    actors, targets = scene.parties(number, trigger)
    if not actors and scene.tells_of_itself(number, trigger):
        actors = scene.speakers(number)
    counts = [] if trigger.is_aside else _counts_of(scene, number, trigger, place, told)
    distances = [] if trigger.is_aside else list(scene.distances[number])
    saying = scene.sayings[number]
    several = sum(len(places) for _, places in told) > 1
    return Draft(
        kind, number, place, interval_of(scene, number, trigger, kind, place if several else None), actors, targets,
        counts, distances, [(each, each.stance) for each in (saying, *saying.others)], [number],
        [place] if place else [], is_definite=trigger.is_definite, is_harm=trigger.is_harm,
    )  # fmt: skip


def _counts_of(
    scene: Scene, number: int, trigger: Trigger, place: Mention | None, told: Sequence[tuple[Trigger, list[Mention]]]
) -> list[dict[str, Any]]:
    """Return the numbers told of a place: those nearest to its trigger, and of several places together a bound."""
    placed = [(other, places) for other, places in told if places]
    counts = [
        count
        for count in scene.counts[number]
        if len(placed) < 2 or place is None or _nearest(scene, number, count, placed) is trigger
    ]
    places = next((places for other, places in placed if other is trigger), [])
    if place is None or len(places) < 2:
        return counts
    out = []
    for count in counts:
        if sum(other["what"] == count["what"] for other in counts) == 1:
            out.append(_shared(count))
        elif next((other for other in places if other.span.last > count["at"]), None) is place:
            out.append(count)
    return out


def _nearest(
    scene: Scene, number: int, count: dict[str, Any], placed: Sequence[tuple[Trigger, list[Mention]]]
) -> Trigger:
    """Return the trigger that a number stands nearest to; a semicolon parts it from those beyond."""
    at = int(count["at"])

    def gap(trigger: Trigger) -> int:
        first, last = sorted((at, trigger.first))
        parted = scene.mark_between(number, first + 1, last) == ";" if last > first + 1 else False
        return last - first + _PARTED * parted

    return min((trigger for trigger, _ in placed), key=gap)


def _shared(count: dict[str, Any]) -> dict[str, Any]:
    """Keep of a number told for several places together only its upper bound for each of them."""
    return {**count, "min": None}


def _is_open(scene: Scene, draft: Draft) -> bool:
    """Whether a closure holds "until further notice", told in its sentences or the next."""
    last = min(draft.sentences[-1] + 1, len(scene.sentences) - 1)
    told = {*draft.sentences, last} if draft.when.start else set()
    return any(scene.words(number).open_end.all(scene.sentences[number].tokens) for number in told)
