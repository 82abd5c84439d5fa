"""Lines between two sides: hotlines, coordination between centres, with the ends that the text gives and no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.events import Basis, TimePrecision
from layers.reading.intervals import Interval
from layers.reading.roles import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.claims import Saying
    from layers.reading.lexicon import Found
    from layers.reading.scene import Mention, Scene

__all__ = ["End", "LinkDraft", "draft_links"]

_SITES = frozenset({"air_base", "airport", "facility", "port", "city", "country", "adm1", "base"})
_LONGEST_NAME = 8


@dataclass(frozen=True, slots=True)
class End:
    """One end: its name as printed, its side, and the mention that places it, where one does."""

    name: str
    side: str
    mention: Mention | None


@dataclass
class LinkDraft:
    """A link being put together."""

    kind: str
    sentence: int
    ends: tuple[End, End]
    hours: str
    when: Interval
    claims: list[Saying] = field(default_factory=list)

    @property
    def sides(self) -> frozenset[str]:
        """The sides that it joins."""
        return frozenset(end.side for end in self.ends)


def draft_links(scene: Scene) -> list[LinkDraft]:
    """Return the links that a text tells, each with every sentence that tells of it."""
    drafts: list[LinkDraft] = []
    for number in range(len(scene.sentences)):
        for hit in scene.words(number).link.all(scene.sentences[number].tokens)[:1]:
            draft = _draft(scene, number, hit)
            if draft is None:
                continue
            same = next((old for old in drafts if _is_same(old, draft)), None)
            if same is None:
                drafts.append(draft)
            else:
                same.claims += draft.claims
                same.hours = same.hours or draft.hours
                same.kind = "hotline" if "hotline" in {same.kind, draft.kind} else same.kind
    return drafts


def _is_same(old: LinkDraft, new: LinkDraft) -> bool:
    """Whether two sentences tell of one line: the same sides, and the same places where both name places."""
    first, second = _places(old), _places(new)
    return old.sides == new.sides and "" not in old.sides and (not first or not second or first == second)


def _places(draft: LinkDraft) -> set[str]:
    return {end.mention.resolved.place.id for end in draft.ends if end.mention and end.mention.resolved}


def _draft(scene: Scene, number: int, hit: Found) -> LinkDraft | None:
    ends = _placed_ends(scene, number, hit) or _named_ends(scene, number)
    if ends is None:
        return None
    clock = scene.words(number).round_the_clock.all(scene.sentences[number].tokens)
    since = next((when for when in scene.times[number] if when.is_since), None)
    published = scene.report.published
    start = since.start if since else None
    interval = Interval(
        start,
        None,
        TimePrecision.DAY if since else TimePrecision.UNKNOWN,
        Basis.HAPPENED if since else Basis.REPORTED,
        since.text if since else "",
    )
    if since is None and published is not None:
        interval = Interval(None, None, TimePrecision.UNKNOWN, Basis.REPORTED)
    return LinkDraft(hit.value, number, ends, "24/7" if clock else "", interval, [scene.sayings[number]])


def _placed_ends(scene: Scene, number: int, hit: Found) -> tuple[End, End] | None:
    """Take the two places that follow "between", or the link's own words."""
    between = scene.words(number).between.all(scene.sentences[number].tokens)
    begin = next((found.end for found in between if found.start >= hit.start - 2), hit.end)
    sites = [
        mention for mention in scene.mentions[number]
        if mention.role == PLACE and mention.resolved is not None and mention.span.first >= begin
        and (mention.feature in _SITES) and mention.span.cue not in {"airspace", "territory", "country_part"}
    ]  # fmt: skip
    if len(sites) < 2:
        return None
    first, second = sites[:2]
    return _placed_end(scene, number, first, begin), _placed_end(scene, number, second, first.span.last)


def _placed_end(scene: Scene, number: int, mention: Mention, begin: int) -> End:
    """Name an end by the words that lead up to its place: "the American operations centre in Qatar"."""
    tokens = scene.sentences[number].tokens
    first = max(begin, mention.span.first - _LONGEST_NAME)
    words = tokens[first : mention.span.first]
    assert mention.resolved is not None
    side = _side(scene, number, first, mention.span.first) or mention.resolved.place.country
    if mention.feature != "country" or not words:
        return End(mention.span.text, side, mention)
    start = (
        tokens[first].offset(1)
        if tokens[first].is_arabic and tokens[first].key.startswith("و")
        else tokens[first].start
    )
    lead = scene.report.text[start : mention.span.start].strip().removeprefix("and ").removeprefix("the ")
    return End(f"{lead} {mention.span.text}".strip(), side, mention)


def _side(scene: Scene, number: int, first: int, last: int) -> str:
    spans = [mention.span for mention in scene.mentions[number] if first <= mention.span.first < last]
    sides = (span.country or (span.named[0].place.country if span.named else "") for span in spans)
    return next((side for side in sides if side), "")


def _named_ends(scene: Scene, number: int) -> tuple[End, End] | None:
    """Take the two sides named around the link's words where no places are given."""
    ends: dict[str, End] = {}
    for mention in scene.mentions[number]:
        span = mention.span
        side = span.country or (mention.resolved.place.country if mention.resolved else "")
        name = _force_name(scene, number, mention)
        if side and side not in ends and name and not _is_outlet(scene, number, span.first):
            ends[side] = End(name, side, None)
    chosen = list(ends.values())
    return (chosen[0], chosen[1]) if len(chosen) >= 2 else None


def _is_outlet(scene: Scene, number: int, index: int) -> bool:
    tokens = scene.sentences[number].tokens
    outlets: Sequence[Found] = scene.words(number).outlet.all(tokens)
    return any(abs(index - found.end) <= 1 or found.start <= index < found.end for found in outlets)


def _force_name(scene: Scene, number: int, mention: Mention) -> str:
    """Return the force with its adjective as printed (الجيش الروسي), or the state; else nothing."""
    sentence, span = scene.sentences[number], mention.span
    forces = scene.words(number).force.all(sentence.tokens)
    if sentence.lang == "ar":
        force = next((found for found in forces if 0 <= span.first - found.end < 2), None)
        first, last = (force.start, span.last) if force else (span.first, span.last)
    else:
        force = next((found for found in forces if 0 <= found.start - span.last < 2), None)
        first, last = span.first, force.end if force else span.last
    if force is None and not span.named:
        return ""
    return scene.report.text[
        sentence.tokens[first].offset(force.dropped if force else 0) : sentence.tokens[last - 1].end
    ]
