"""Who did it and to whom: forces, states and groups, under one English name each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from layers.events import EventKind
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.names import Names
    from layers.reading.segment import Sentence, Token
    from layers.reading.spans import Span
    from layers.reading.triggers import Trigger

__all__ = ["Party", "by_force", "parties"]

_ACCUSED = keys("accused blamed accusing blaming اتهم اتهمت اتهام")
_ON = keys("on على")
_TARGETS = keys("positions مواقع أهدافا أهداف مقار معسكرات")
_AGAINST = keys("""
    against targeting target targeted ضد استهدف استهدفت مرتبطة تابعة لمواقع belonging linked by affiliated loyal
    موالية
""")
_THAT = keys("that أن إن بأن أنه أنها إنه إنها")
_BY = keys("by من_قبل نفذتها شنتها نفذها شنها بواسطة carried")
_BESIDE = 3
# Air forces tell of these what they did themselves: "announced the downing of".
_DONE_BY_SPEAKER = frozenset({EventKind.SHOOTDOWN, EventKind.INTERCEPTION})


class Party(NamedTuple):
    """Somebody named in a sentence.

    `name` is English; `side` a country code or a group; `first` and `last` the words that name the side, `until` the
    end of those that name its force, where one is named.
    """

    name: str
    side: str
    first: int
    last: int
    until: int = 0

    @property
    def is_force(self) -> bool:
        """Whether a force is named, and not only the state."""
        return self.until > 0


@dataclass
class _Finder:
    sentence: Sentence
    words: Lexicon
    spans: Sequence[Span]
    names: Names
    kind: EventKind | None

    def all(self) -> list[Party]:
        """Return everybody who could act, in order of the words."""
        tokens = self.sentence.tokens
        found = [Party(hit.value, hit.value, hit.start, hit.end) for hit in self.words.group.all(tokens)]
        # Air defences bring aircraft down; they do not strike.
        defends = self.kind in _DONE_BY_SPEAKER
        forces = [hit for hit in self.words.force.all(tokens) if defends or hit.value != "defence"]
        for span in self.spans:
            if any(party.first <= span.first < party.last for party in found) or span.block:
                continue
            force = next((hit for hit in forces if self._beside(hit.start, hit.end, span)), None)
            if span.named and span.named[0].place.feature == "country" and force and force.start == span.last:
                kind = "air" if force.value == "air" else "army"
                found.append(self._force(span.named[0].place.country, kind, span, force.end))
            if span.country and not span.named:
                before = found[-1] if found else None
                kind = force.value if force else self._shared(before, span)
                if kind in {"air", "army", "defence"}:
                    found.append(self._force(span.country, kind, span, force.end if force else 0))
        return sorted(found, key=lambda party: party.first)

    def states(self, actors: frozenset[tuple[int, int]]) -> list[Party]:
        """Return the states named as actors: countries, and capitals that stand for them."""
        found = []
        for span in self.spans:
            if (span.start, span.end) in actors and span.named:
                place = span.named[0].place
                name = self.names.get(f"iso:{place.country}").name if place.country else place.name
                found.append(Party(name, place.country or place.name, span.first, span.last))
        return found

    def _beside(self, start: int, end: int, span: Span) -> bool:
        """Whether an adjective of a people stands at a word for a force: "Russian jets", القوات الجوية الروسية."""
        if self.sentence.lang == "ar":
            return 0 <= span.first - end < _BESIDE - 1
        return 0 <= start - span.last < _BESIDE

    def _shared(self, before: Party | None, span: Span) -> str:
        """Let joined adjectives share one noun: "Russian and American jets", الطائرات الروسية والأمريكية."""
        if before is None or span.first - before.last > 1:
            return ""
        return "air" if before.name.endswith("Air Force") else ""

    def _force(self, code: str, kind: str, span: Span, end: int) -> Party:
        adjective = self.names.adjective(code)
        name = f"{adjective} Air Force" if kind == "air" else f"{adjective} forces"
        return Party(name, code, span.first, span.last, max(span.last, end))


def parties(
    sentence: Sentence,
    words: Lexicon,
    spans: Sequence[Span],
    names: Names,
    trigger: Trigger,
    actor_spans: frozenset[tuple[int, int]],
    speech: Sequence[tuple[int, int]],
    speakers: Sequence[tuple[int, int]],
) -> tuple[list[Party], list[Party]]:
    """Return who acted and who or what was aimed at, for a trigger.

    Parameters
    ----------
    sentence, words, spans, gazetteer
        The sentence with its names.
    trigger
        The event's word.
    actor_spans
        The names of countries and capitals that stand for a state here, as (start, end).
    speech
        The words of speech: a name beside them speaks, and acts only where nobody else is named.
    speakers
        The words that name speakers and outlets.

    Returns
    -------
    tuple of list of Party
        Actors and targets.
    """
    finder = _Finder(sentence, words, spans, names, trigger.kind)
    named = [*finder.all(), *finder.states(actor_spans)]
    tokens = sentence.tokens
    aimed = [party for party in named if _is_aimed_at(party, tokens, trigger, sentence.lang)]
    accused = _accused(named, tokens, trigger)
    free = [party for party in named if party not in aimed and not _speaks(party, speech, tokens, trigger)]
    free = [party for party in free if not any(first <= party.first < last for first, last in speakers)]
    acting = accused or [party for party in free if _acts(party, trigger, sentence.lang, tokens)]
    acting = acting or [party for party in free if party.is_force][:1]
    by_speaker = trigger.kind in _DONE_BY_SPEAKER and not trigger.is_passive
    if not acting and (by_speaker or words.own.all(tokens)):
        acting = [party for party in named if party not in aimed and party.last <= trigger.first][:1]
    first = acting[:1]
    for party in acting[1:]:
        if party.first - first[-1].last <= 1:
            first.append(party)
    return by_force(first), by_force([party for party in aimed if party.side not in {p.side for p in first}])


def _accused(named: Sequence[Party], tokens: Sequence[Token], trigger: Trigger) -> list[Party]:
    """Return the one accused of it: "X accused Y of shelling", اتهمت X Y بشن غارة."""
    verb = next((at for at in range(trigger.first) if any(stem in _ACCUSED for stem, _ in stems(tokens[at].key))), None)
    if verb is None:
        return []
    return [party for party in named if verb < party.first < trigger.first][-1:]


def by_force(named: Sequence[Party]) -> list[Party]:
    """Name each side once, by its force where one is named."""
    forces = {party.side for party in named if party.is_force}
    return list({party.name: party for party in named if party.is_force or party.side not in forces}.values())


def _speaks(party: Party, speech: Sequence[tuple[int, int]], tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Whether a party stands beside a verb of speech, with no "that" between; who acts at once does not speak."""
    if any(first in {party.last, party.until} for first, _ in speech):
        return True
    if trigger.first == party.until:
        return False
    if any(_is_named_as_speaker(party, last, tokens, trigger) for _, last in speech):
        return True
    return any(
        0 <= party.first - last < _BESIDE and tokens[last].key not in _THAT and _is_turned(tokens, first)
        for first, last in speech
    )


def _is_named_as_speaker(party: Party, verb_end: int, tokens: Sequence[Token], trigger: Trigger) -> bool:
    """Read "said an officer of the air force that": Arabic names the speaker between the verb and "that"."""
    if not tokens[party.first].is_arabic or not verb_end <= party.first < trigger.first:
        return False
    that = next((at for at in range(verb_end, trigger.first) if tokens[at].key in _THAT), None)
    return that is not None and party.first < that


def _is_turned(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a verb of speech may come before its speaker: in Arabic, and in English behind a comma or a quotation."""
    return not verb or tokens[verb].is_arabic or tokens[verb].start - tokens[verb - 1].end > 1


def _is_aimed_at(party: Party, tokens: Sequence[Token], trigger: Trigger, lang: str) -> bool:
    words = [token.key for token in tokens]
    before = words[max(0, party.first - 4) : party.first]
    if set(before) & _BY and trigger.is_passive:
        return False
    if set(before) & (_AGAINST - {"by"}) or set(before[-1:]) & _ON or set(before[-2:]) & _TARGETS:
        return True
    if (
        lang == "ar"
        and trigger.kind in _DONE_BY_SPEAKER
        and 0 <= party.first - trigger.last < _BESIDE
        and trigger.is_noun
    ):
        return True
    return lang == "en" and not trigger.is_noun and not trigger.is_passive and 0 <= party.first - trigger.last < _BESIDE


def _acts(party: Party, trigger: Trigger, lang: str, tokens: Sequence[Token]) -> bool:
    """Before the verb in English, or after "by"; at the verb or before it in Arabic, which begins with it."""
    if party.last <= trigger.first:
        return not (trigger.is_passive and lang == "en")
    before = [token.key for token in tokens[max(0, party.first - 4) : party.first]]
    if lang == "en":
        return bool(set(before) & _BY) or (trigger.is_noun and "of" in before[-1:])
    return party.first - trigger.last <= _BESIDE + 1 or bool(set(before) & _BY)
