"""Everything found in a text before events are drafted: sentences with their mentions, triggers, times and claims."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import SettingError
from geo.gazetteer.normalise import key_of
from geo.geodesy import distance_m
from geo.place import Place, Precision
from layers.events import EventKind
from layers.reading.actors import Party, parties
from layers.reading.claims import sayings
from layers.reading.containers import mark_containers
from layers.reading.context import Context
from layers.reading.counts import counts
from layers.reading.distances import distances
from layers.reading.lexicon import lexicon
from layers.reading.mentions import Finder
from layers.reading.names import Names
from layers.reading.on_demand import OnDemand
from layers.reading.resolve import Resolved, extent, resolve
from layers.reading.roles import PLACE, roles
from layers.reading.segment import keys, segment, stems
from layers.reading.spans import Span
from layers.reading.timeline import timeline
from layers.reading.triggers import STRIKES, find_triggers, instrument
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.gazetteer import Gazetteer
    from geo.place import LonLat
    from layers.decisions import MentionDecision
    from layers.reading.claims import Saying
    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Token
    from layers.reading.timeline import Told
    from layers.reading.triggers import Trigger
    from layers.reading.when import When
    from layers.report import Report

__all__ = ["Mention", "Scene", "set_scene"]

# A speaker's own deed: the pronoun stands so many words before the verb.
_SELF, _SELF_REACH = keys("it we they أنه أنها إنه إنها بأنه بأنها أنهم إنهم"), 3
_CODE = len("SY")
_THAT = keys("that أن إن أنه أنها بأن إنه إنها بأنها بأنه انهم")
_RELATED = keys("was were has had have")
_BEGIN = keys("began begun started launched بدأت بدأ انطلقت أطلقت انطلق")
_UNTIL = keys("to until through and till إلى حتى و")
_HOME_SHARE = 0.25
_CONTAINER_GAP = 7
_PARTS_THEM = keys("and or two three one four five six to from و إلى من that said when while after before where which")
# A town that is said to be in another or in a district, and lies so far from it, is not the one meant.
_CITY_REACH_M, _FAR_M = 40_000.0, 150_000.0
_WIDE = frozenset({"sea", "region", "range", "desert", "country", "adm1"})
# These are about the mention as containment left it; the others say where it is, which containment must know.
_DECIDED_LAST = frozenset({"keep", "role"})
_DIVISIONS = frozenset({"adm1", "adm2"})
_CONNECTORS = keys("in of the at near في من ضمن province governorate ب")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text with its role and, where it is a place, which one.

    Attributes
    ----------
    span, role
        What is written, and a word of `layers.decisions.ROLES` (or ``place`` until events are drafted).
    resolved
        The place meant, or None.
    decision
        What a person decided about it, or None.
    is_stand_in
        Whether it is told to say where a name lies that no gazetteer knows: what happened there is drawn here.
    """

    span: Span
    role: str
    resolved: Resolved | None = None
    decision: MentionDecision | None = None
    is_stand_in: bool = False

    @property
    def feature(self) -> str:
        """The kind of place, empty where it is none."""
        return self.resolved.place.feature if self.resolved else ""


@dataclass
class Scene:
    """A text, understood sentence by sentence. Lists run over its sentences."""

    report: Report
    names: Names
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    triggers: list[list[Trigger]]
    sayings: list[Saying]
    counts: OnDemand[list[dict[str, Any]]]
    distances: OnDemand[list[dict[str, Any]]]

    @cached_property
    def _timeline(self) -> tuple[list[list[When]], list[Told | None]]:
        spans = [[mention.span for mention in found] for found in self.mentions]
        return timeline(self.report, self.sentences, spans, self.sayings)

    @property
    def times(self) -> list[list[When]]:
        """The times of each sentence."""
        return self._timeline[0]

    @property
    def told(self) -> list[Told | None]:
        """The time that the text up to the end of each sentence told last."""
        return self._timeline[1]

    @cached_property
    def usual_strike(self) -> EventKind:
        """The kind of strike that the instruments named in the text tell most often."""
        tools = [tool for sentence in self.sentences if (tool := instrument(sentence, lexicon(sentence.lang)))]
        return max(tools, key=tools.count) if tools else EventKind.OTHER

    def words(self, number: int) -> Lexicon:
        """Return the tables of a sentence's language."""
        return lexicon(self.sentences[number].lang)

    def parties(self, number: int, trigger: Trigger) -> tuple[list[Party], list[Party]]:
        """Return who acts and who is aimed at, for a trigger."""
        spans = [mention.span for mention in self.mentions[number]]
        states = frozenset((m.span.start, m.span.end) for m in self.mentions[number] if m.role == "actor")
        saying = self.sayings[number]
        return parties(
            self.sentences[number], self.words(number), spans, self.names, trigger, states, saying.verbs, saying.names
        )

    def tells_of_itself(self, number: int, trigger: Trigger) -> bool:
        """Whether the speaker tells a deed of his own: "said that it had struck", قال الجيش إنه ضرب, "its jets"."""
        tokens = self.sentences[number].tokens
        before = {token.key for token in tokens[max(0, trigger.first - _SELF_REACH) : trigger.first]}
        spoke = any(last <= trigger.first for _, last in self.sayings[number].verbs)
        return spoke and bool(before & _SELF or self.words(number).own.all(tokens, 0, trigger.first + _SELF_REACH))

    def speakers(self, number: int) -> list[Party]:
        """Return the state or group that a sentence's speaker speaks for."""
        side = self.sayings[number].party
        if not side:
            return []
        name = f"{self.names.adjective(side)} forces" if len(side) == _CODE else side
        return [Party(name, side, 0, 0)]

    def begins(self, number: int) -> bool:
        """Whether the sentence tells of a beginning."""
        return any(stem in _BEGIN for token in self.sentences[number].tokens for stem, _ in stems(token.key))

    def names_unknown(self, number: int) -> bool:
        """Whether the sentence names a place that no gazetteer knows."""
        return any(not (m.span.named or m.span.country or m.decision) for m in self.mentions[number])

    def opens_clause(self, number: int, first: int, last: int) -> bool:
        """Whether "that" stands between two words, and no relative one: "the hospital that was hit"."""
        tokens = self.sentences[number].tokens
        told = [at for at in range(first, last) if tokens[at].key in _THAT]
        return any(at + 1 >= len(tokens) or tokens[at + 1].key not in _RELATED for at in told)

    def same_clause(self, number: int, first: int, last: int) -> bool:
        """Whether no comma parts two words."""
        tokens = self.sentences[number].tokens
        gap = self.report.text[tokens[max(0, first - 1)].end : tokens[last].start]
        return not any(mark in gap for mark in ",،;؛")

    def mark_between(self, number: int, first: int, last: int) -> str:
        """Return the strongest mark between two words: ``;``, ``,`` or nothing."""
        if first > last:
            return ""
        tokens = self.sentences[number].tokens
        gap = self.report.text[tokens[max(0, first - 1)].end : tokens[last].start]
        if any(mark in gap for mark in ";؛"):
            return ";"
        return "," if any(mark in gap for mark in ",،:") else ""

    def is_and_between(self, number: int, first: int, last: int) -> bool:
        """Whether "and" stands between two words, in Arabic also written onto the second."""
        tokens = self.sentences[number].tokens
        if any(token.key == "and" for token in tokens[first:last]):
            return True
        return last < len(tokens) and tokens[last].is_arabic and tokens[last].key.startswith("و")

    def tells_strikes(self) -> bool:
        """Whether the report tells of strikes anywhere: then its dead are theirs."""
        return self.usual_strike is not EventKind.OTHER and any(
            (trigger.kind is None or trigger.kind in STRIKES) and not trigger.is_harm and not trigger.unmade
            for found in self.triggers
            for trigger in found
        )

    def _is_pair(self, number: int, first: When, last: When) -> bool:
        """Whether two times stand as بين الاثنين والثلاثاء, with the "and" written onto the second."""
        tokens = self.sentences[number].tokens
        before = {token.key for token in tokens[max(0, first.first - 2) : first.first]}
        return first.last == last.first and tokens[last.first].key.startswith("و") and "بين" in before

    def is_span_of_time(self, number: int, first: When, last: When) -> bool:
        """Whether two times are the ends of one: "from … to", "between … and"."""
        between = self.sentences[number].tokens[first.last : last.first]
        keys = {token.key for token in between}
        if self._is_pair(number, first, last):
            return True
        return bool(keys & _UNTIL) and len(between) <= 2 and not (first.is_since or last.is_since)


def set_scene(
    report: Report,
    gazetteer: Gazetteer,
    decided: Mapping[tuple[int, int], MentionDecision],
    given: Sequence[tuple[int, int]] = (),
) -> Scene:
    """Find everything in a report that events are drafted from.

    Parameters
    ----------
    report
        The report.
    gazetteer
        Where names are looked up.
    decided
        What a person decided, by span.
    given
        Spans that are known to be names, which stand in place of those found there.

    Raises
    ------
    SettingError
        A decision names a place that the gazetteer does not have, or stands where the report has no word.
    """
    text, sentences, names = report.text, segment(report.text), Names.of(gazetteer)
    _check(sentences, decided)
    words = {lang: lexicon(lang) for lang in ("ar", "en")}
    spans = _all_spans(text, sentences, words, names)
    spans = [_with_decided(text, sentence, found, decided) for sentence, found in zip(sentences, spans, strict=True)]
    spans = _with_given(text, sentences, words, names, spans, given) if given else spans
    triggers = [find_triggers(text, sentence, words[sentence.lang]) for sentence in sentences]
    context = Context(sentences, spans, names)
    spans = [[_likeliest_first(span, context) for span in found] for found in spans]
    mentions = [
        _mentions(text, sentence, words[sentence.lang], found, made, names, context, decided)
        for sentence, found, made in zip(sentences, spans, triggers, strict=True)
    ]
    said = sayings(text, sentences, words, spans)
    return Scene(
        report=report,
        names=names,
        sentences=sentences,
        mentions=mentions,
        triggers=triggers,
        sayings=said,
        counts=OnDemand(
            lambda number: [
                {**count, "by": said[number].speaker}
                for count in counts(text, sentences[number], words[sentences[number].lang])
            ]
        ),
        distances=OnDemand(lambda number: distances(text, sentences[number], words[sentences[number].lang])),
    )


def _all_spans(
    text: str, sentences: Sequence[Sentence], words: Mapping[str, Lexicon], names: Names
) -> list[list[Span]]:
    """Find names twice: what is shown to be a place in one sentence is one in all."""
    finders = [Finder(text, sentence, words[sentence.lang], names) for sentence in sentences]
    persons = frozenset().union(*(finder.evidence.person_keys() for finder in finders))
    first = [finder.spans(persons) for finder in finders]
    known = frozenset(
        key_of(span.text) for found in first for span in found if span.named and not span.block and not span.cue
    )
    homes = _homes([span for found in first for span in found])
    return [
        finder.spans(persons, known, homes) if _may_find_more(finder, known, homes) else found
        for finder, found in zip(finders, first, strict=True)
    ]


def _homes(spans: Sequence[Span]) -> frozenset[str]:
    """Return the countries that a text is about: those of a good part of its names and peoples."""
    told = [span.country or (span.named[0].place.country if span.named else "") for span in spans]
    counted = Counter(filter(None, told))
    return frozenset(code for code, count in counted.items() if count >= _HOME_SHARE * counted.total())


def _may_find_more(finder: Finder, known: frozenset[str], homes: frozenset[str]) -> bool:
    """Whether a name was doubted in a sentence that what is known of the whole text may speak for."""
    evidence = finder.evidence
    return not known.isdisjoint(evidence.doubted) or not homes.isdisjoint(evidence.asked)


def _check(sentences: Sequence[Sentence], decided: Mapping[tuple[int, int], MentionDecision]) -> None:
    """Refuse a decision about no word of the report: it would change nothing, and nobody would see that."""
    for (start, end), decision in decided.items():
        around = (sentence for sentence in sentences if sentence.start <= start < sentence.end)
        if not any(token.start < end and start < token.end for sentence in around for token in sentence.tokens):
            raise SettingError(
                f"the decision about {decision.text!r}: span [{start}, {end}] holds no word; expected a name"
            )


def _with_decided(
    text: str, sentence: Sentence, found: list[Span], decided: Mapping[tuple[int, int], MentionDecision]
) -> list[Span]:
    """Let a person's spans stand in place of those found there."""
    mine = [(start, end) for start, end in decided if sentence.start <= start < sentence.end]
    if not mine:
        return found
    kept = [span for span in found if not any(span.start < end and start < span.end for start, end in mine)]
    replaced = {(span.start, span.end): span for span in found}
    for start, end in mine:
        near = next((span for span in replaced.values() if span.start < end and start < span.end), None)
        inside = [i for i, token in enumerate(sentence.tokens) if token.start < end and start < token.end]
        blank = Span(
            sentence.number, start, end, inside[0], inside[-1] + 1, text[start:end], is_locative=True, is_strong=True
        )
        kept.append(replace(near, start=start, end=end, text=text[start:end]) if near else blank)
    return sorted(kept, key=lambda span: span.start)


def _likeliest_first(span: Span, context: Context) -> Span:
    """Order the places that a name may mean by what the whole text says, so that the first one is it."""
    return replace(span, named=tuple(named for _, named in context.ranked(span))) if span.named else span


def _with_given(
    text: str,
    sentences: Sequence[Sentence],
    words: Mapping[str, Lexicon],
    names: Names,
    found: Sequence[list[Span]],
    given: Sequence[tuple[int, int]],
) -> list[list[Span]]:
    """Let spans that somebody else found stand in place of our own, each with the places that bear its name."""
    out = []
    for sentence, spans in zip(sentences, found, strict=True):
        mine = sorted(at for at in given if sentence.start <= at[0] < sentence.end)
        kept = [span for span in spans if not any(span.start < end and start < span.end for start, end in mine)]
        finder = Finder(text, sentence, words[sentence.lang], names)
        told = [finder.given(start, end, [s for s in spans if s.start < end and start < s.end]) for start, end in mine]
        out.append(sorted([*kept, *(span for span in told if span)], key=lambda span: span.start))
    return out


def _mentions(
    text: str,
    sentence: Sentence,
    words: Lexicon,
    spans: list[Span],
    triggers: list[Trigger],
    names: Names,
    context: Context,
    decided: Mapping[tuple[int, int], MentionDecision],
) -> list[Mention]:
    given = roles(sentence, words, spans, triggers, names)
    mentions = [Mention(span, role, resolve(span, context, names)) for span, role in zip(spans, given, strict=True)]
    made = {at: decision for at, decision in decided.items() if decision.decide not in _DECIDED_LAST}
    last = {at: decision for at, decision in decided.items() if decision.decide in _DECIDED_LAST}
    mentions = [_decided(mention, made.get((mention.span.start, mention.span.end)), names) for mention in mentions]
    mentions = _contained(sentence, mentions, triggers, context, names)
    mentions = mark_containers(text, sentence, words, mentions, triggers)
    return [_decided(mention, last.get((mention.span.start, mention.span.end)), names) for mention in mentions]


def _contained(
    sentence: Sentence, mentions: list[Mention], triggers: Sequence[Trigger], context: Context, names: Names
) -> list[Mention]:
    """Find "X in Y", "X, Y" and "X, south of Y": Y says where X is, and is no place of its own."""
    out = _owned(mentions)
    for index in range(len(out)):
        after = next((at for at in range(index + 1, len(out)) if out[at].role != "container"), None)
        if after is None:
            break
        inner, outer = out[index], out[after]
        if inner.role != PLACE or outer.role not in {PLACE, "actor"} or outer.span.cue == "airspace":
            continue
        is_parted = any(inner.span.last <= trigger.first < outer.span.first for trigger in triggers)
        if not inner.resolved or not outer.resolved or (is_parted and outer.span.offset is not None):
            continue
        lead = _lead(out[after - 1], outer) if after - 1 > index else outer.span
        if not _is_said_inside(sentence, inner.span, lead):
            continue
        if inner.decision is not None:
            out[after] = replace(outer, role="container") if _reaches(outer, inner.resolved.at) else outer
            continue
        if _refines(inner, outer):
            out[index] = replace(inner, role="container")
            continue
        is_far = distance_m(inner.resolved.at, outer.resolved.at) > _FAR_M and outer.span.offset is None
        is_area = outer.feature in {"country", "adm1"} or (is_far and outer.feature in {"adm2", "city"})
        is_town_in_area = inner.feature == "city" and is_area
        is_town_in_area = is_town_in_area and outer.span.cue not in {"territory", "airspace"}
        again = resolve(inner.span, context, names, outer.resolved.place)
        if again is not None and _holds(again, outer):
            out[index] = replace(inner, resolved=again)
            out[after] = replace(outer, role="container")
        elif is_town_in_area and _is_tight(sentence, inner, outer, lead):
            out[index] = replace(inner, role="other", resolved=None)
    return out


def _refines(wide: Mention, fine: Mention) -> bool:
    """Whether the second place says more finely where: "over the sea near the island"."""
    if wide.resolved is None or fine.resolved is None or wide.feature not in _WIDE or fine.feature == "country":
        return False
    if fine.span.offset is not None:
        return (wide.resolved.radius_m or 0) > (fine.resolved.radius_m or 0)
    is_larger = (wide.resolved.radius_m or 0) > 2 * (fine.resolved.radius_m or 0)
    return is_larger and fine.span.is_strong and wide.resolved.place.country in {"", fine.resolved.place.country}


def _lead(owner: Mention, owned: Mention) -> Span:
    """Return the span that begins a place named with its owner: "Ukraine's Donetsk region"."""
    return owner.span if owner.span.last == owned.span.first else owned.span


def _is_tight(sentence: Sentence, inner: Mention, outer: Mention, lead: Span) -> bool:
    """Whether nothing but "in", "of" or a comma stands between: then no other place of that name can be meant.

    Before "X, Y province" stand only the comma, and what else belongs to the name: "Little X Bridge, Y province".
    """
    between = sentence.tokens[inner.span.last : lead.first]
    if outer.role != PLACE or inner.span.cue not in {"", "settlement", "village"}:
        return False
    if outer.span.cue in _DIVISIONS and _is_longer_name(sentence, between, lead):
        return True
    return bool(between) and all(token.key in _CONNECTORS for token in between)


def _is_longer_name(sentence: Sentence, between: Sequence[Token], outer: Span) -> bool:
    """Whether English capitals and a comma stand between: what else belongs to the name, if anything."""
    is_parted = sentence.tokens[outer.first].start - sentence.tokens[outer.first - 1].end > 1
    return sentence.lang == "en" and is_parted and all(token.is_capital for token in between)


def _owned(mentions: list[Mention]) -> list[Mention]:
    """Take the owner in "Ukraine's Donetsk region", "Sagaing's Kanbalu township" as the container that it is."""
    out = list(mentions)
    for index in range(len(out) - 1):
        owner, owned = out[index], out[index + 1]
        if (
            (owner.feature == "country" or owned.span.start - owner.span.end == len("'s "))
            and owner.role in {PLACE, "actor"}
            and owned.span.offset is None
            and owner.span.last == owned.span.first
            and owned.resolved
            and owned.feature != "country"
        ):
            out[index] = replace(owner, role="container")
    return out


def _is_said_inside(sentence: Sentence, inner: Span, outer: Span) -> bool:
    between = sentence.tokens[inner.last : outer.first]
    if len(between) > _CONTAINER_GAP or any(token.key in _PARTS_THEM for token in between):
        return False
    first = sentence.tokens[outer.first]
    if first.is_arabic and first.key.startswith("و") and outer.start > first.start:
        return False
    if any(token.key.startswith("و") and (len(token.key) > 3 or token.key[1:].isdigit()) for token in between):
        return False
    after = sentence.tokens[outer.last].key if outer.last < len(sentence.tokens) else ""
    is_list = not between and (after == "and" or (first.is_arabic and after.startswith("و")))
    if outer.cue in _DIVISIONS and _is_longer_name(sentence, between, outer):
        return True
    return not is_list and (not between or all(token.key in _CONNECTORS for token in between) or outer.is_locative)


def _holds(inner: Resolved, outer: Mention) -> bool:
    """Whether the outer place holds the inner one, or is a landmark beside which it lies."""
    assert outer.resolved is not None
    place, around = inner.place, outer.resolved.place
    if place.id == around.id or place.feature == around.feature:
        return False
    if around.feature == "country":
        return place.country == around.country and place.feature != "country"
    if outer.span.offset is not None:
        return place.country == around.country and place.feature != "country"
    if around.feature in {"adm1", "adm2", "region", "range", "sea"}:
        return place.admin1 == around.id or distance_m(place.at, around.at) <= 1.2 * around.radius_m + place.radius_m
    if around.feature == "city" and outer.span.is_locative:
        return distance_m(place.at, around.at) <= _CITY_REACH_M and place.population < around.population
    return False


def _reaches(outer: Mention, at: LonLat) -> bool:
    """Whether a position that a person gave lies in a place, as far as that is known."""
    assert outer.resolved is not None
    shape = outer.resolved.place.shape
    if shape is not None and outer.span.offset is None:
        return bool(shape.covers(shapely.Point(at)))
    return distance_m(outer.resolved.at, at) <= (outer.resolved.radius_m or 0)


def _decided(mention: Mention, decision: MentionDecision | None, names: Names) -> Mention:
    """Apply what a person decided about a mention."""
    if decision is None or (decision.decide == "keep" and decision.place in {"", _place_id(mention)}):
        return mention
    if decision.decide == "reject":
        return replace(mention, role="other", resolved=None, decision=decision)
    if decision.decide == "role":
        role = PLACE if decision.role in {"event_place", "support_place"} else decision.role
        return replace(mention, role=role, decision=decision)
    resolved = _chosen(mention, decision, names)
    return replace(mention, role=PLACE, resolved=resolved, decision=decision)


def _place_id(mention: Mention) -> str:
    return mention.resolved.place.id if mention.resolved else ""


def _chosen(mention: Mention, decision: MentionDecision, names: Names) -> Resolved:
    signed = (" by " + decision.by if decision.by else "") + (" on " + decision.on if decision.on else "")
    signed_ar = (" من " + decision.by if decision.by else "") + (" في " + decision.on if decision.on else "")
    why = Text(f"decided{signed}: {decision.why}", f"قرار{signed_ar}: {decision.why}")
    if decision.place:
        try:
            place = names.get(decision.place)
        except LookupError as error:
            raise SettingError(f"the decision about {decision.text!r}: {error}") from error
        return Resolved(place, *extent(place, mention.span), why, fuzzy=False)
    assert decision.at is not None
    base = mention.resolved.place if mention.resolved else _spot(decision)
    precision = decision.precision or (mention.resolved.precision if mention.resolved else Precision.UNKNOWN)
    return Resolved(replace(base, shape=None), decision.at, precision, decision.radius_m, why, fuzzy=False)


def _spot(decision: MentionDecision) -> Place:
    """Make a place of a position that a person gave to a name that nobody knows."""
    assert decision.at is not None
    assert decision.radius_m is not None
    precision = decision.precision or Precision.UNKNOWN
    return Place(f"decision:{decision.start}", decision.text, "", decision.at, "facility", precision, decision.radius_m)
