"""The words that a reading goes by, from the tables beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.gazetteer.normalise import key_of
from layers.reading.forms import arabic_forms, english_forms, owned, plural
from layers.reading.known import Known
from layers.reading.segment import Words, stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.reading.segment import Token

__all__ = ["Found", "Lexicon", "Phrases", "lexicon"]


# Words of a language that each table remembers its phrases of.
_KEPT = 1 << 15


class Found(NamedTuple):
    """A phrase of a table: words `start` to `end` (exclusive), what it stands for, the clitic letters before it."""

    start: int
    end: int
    value: str
    dropped: int = 0


class _Beginnings(dict[str, list[tuple[tuple[str, ...], str, int]]]):
    """For each word met the phrases that begin with it, longest first: words after it, value, letters taken off."""

    def __init__(self, by_first: Mapping[str, list[tuple[tuple[str, ...], str]]]) -> None:
        super().__init__()
        self._by_first = by_first

    def __missing__(self, key: str) -> list[tuple[tuple[str, ...], str, int]]:
        if len(self) >= _KEPT:
            self.clear()
        # Clitics and the article are Arabic: an English word is read as it stands.
        readings = ((key, 0),) if key.isascii() else _bare_stems(key)
        found = [(rest, value, dropped) for stem, dropped in readings for rest, value in self._by_first.get(stem, ())]
        self[key] = found = sorted(found, key=lambda option: -len(option[0]))
        return found


class Phrases:
    """Phrases with what they stand for, found in a run of words.

    Parameters
    ----------
    table
        value -> phrases, as a person wrote them.
    """

    def __init__(self, table: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for value, phrases in table.items():
            for phrase in phrases:
                words = tuple(key_of(phrase).split())
                if words:
                    self._by_first.setdefault(words[0], []).append((words[1:], value))
        self._beginning = _Beginnings(self._by_first)
        self._known = Known(self.may_begin)

    def may_begin(self, key: str) -> bool:
        """Whether some phrase begins with this word."""
        return bool(self._beginning[key])

    def among(self, keys: frozenset[str]) -> frozenset[str]:
        """Return those of the words with which some phrase begins."""
        return self._known.among(keys)

    def at(self, tokens: Sequence[Token], index: int) -> Found | None:
        """Return the longest phrase that begins with this word, clitics and the article taken off it."""
        for rest, value, dropped in self._beginning[tokens[index].key]:
            if not rest or _matches(tokens, index + 1, rest):
                return Found(index, index + 1 + len(rest), value, dropped)
        return None

    def all(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> list[Found]:
        """Return the phrases of a run, longest first at each word, none inside another."""
        stop = len(tokens) if end is None else min(end, len(tokens))
        beginning = self._beginning
        found: list[Found] = []
        if isinstance(tokens, Words) and not self.among(tokens.keys):
            return found
        begin = start
        for index in [at for at in range(start, stop) if beginning[tokens[at].key]]:
            hit = self.at(tokens, index) if index >= begin else None
            if hit and hit.end <= stop:
                found.append(hit)
                begin = hit.end
        return found

    def ending(self, tokens: Sequence[Token], index: int, longest: int = 4) -> Found | None:
        """Return the longest phrase that ends just before this word."""
        for start in range(max(0, index - longest), index):
            hit = self.at(tokens, start) if self._beginning[tokens[start].key] else None
            if hit and hit.end == index:
                return hit
        return None


def _matches(tokens: Sequence[Token], index: int, rest: tuple[str, ...]) -> bool:
    if index + len(rest) > len(tokens):
        return False
    for at, word in enumerate(rest, index):
        key = tokens[at].key
        if key != word and (key[:2] != "ال" or key[2:] != word):
            return False
    return True


@lru_cache(maxsize=_KEPT)
def _bare_stems(key: str) -> tuple[tuple[str, int], ...]:
    """Return the readings of a word with and without its article; the article counts as part of the word."""
    found = list(stems(key))
    found += [(stem[2:], dropped) for stem, dropped in found if stem.startswith("ال") and len(stem) > 3]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The tables of one language, ready to be looked up. Each attribute is a section of the file."""

    lang: str
    trigger: Phrases
    paired: dict[str, Phrases]
    things: dict[str, Phrases]
    befallen: Phrases
    noun: Phrases
    harm: Phrases
    other_causes: Phrases
    natural: Phrases
    origin: Phrases
    target: Phrases
    deed: Phrases
    instrument: Phrases
    unmake: Phrases
    cue_before: Phrases
    cue_after: Phrases
    locative: Phrases
    strong: Phrases
    titles: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    group: Phrases
    force: Phrases
    says: Phrases
    confirms: Phrases
    denies: Phrases
    silent: Phrases
    according: Phrases
    outlet: Phrases
    time_words: Phrases
    link: Phrases
    between: Phrases
    round_the_clock: Phrases
    own: Phrases
    open_end: Phrases
    separation: Phrases
    count: Phrases
    dual: Phrases
    modifier: Phrases
    number: dict[str, int]
    short: dict[str, dict[str, str]]


_MODIFIERS = ("at_least_after", "at_least", "at_most", "more_than", "fewer_than", "about", "range_words")


@cache
def lexicon(lang: str) -> Lexicon:
    """Return the tables of a language, ``ar`` or ``en``."""
    source = files("layers.reading").joinpath("lexicon", f"{lang}.toml").read_text(encoding="utf-8")
    tables: dict[str, Any] = tomllib.loads(source)
    nouns = {kind: _plurals(lang, words) for kind, words in tables["event"].items()}
    verbs = {kind: _conjugated(lang, words) for kind, words in tables["verb"].items()}
    paired = {kind: _conjugated(lang, words) for kind, words in tables["paired"].items()}
    told = (tables["trigger"], nouns, verbs)
    triggers = {kind: [word for table in told for word in table.get(kind, ())] for kind in {k for t in told for k in t}}
    speech = {name: _spoken(lang, name, words) for name, words in tables["speech"].items()}
    count = {name: words for name, words in tables["count"].items() if name not in _MODIFIERS}
    return Lexicon(
        lang=lang,
        trigger=Phrases(triggers),
        paired={kind: Phrases({kind: words}) for kind, words in paired.items()},
        things={kind: Phrases({kind: words}) for kind, words in tables["thing"].items()},
        noun=Phrases({"noun": [word for words in nouns.values() for word in words]}),
        befallen=Phrases({"told": [*(word for kind in paired.values() for word in kind), *tables["harm"]["words"]]}),
        harm=Phrases({"harm": tables["harm"]["words"]}),
        other_causes=Phrases({"other": tables["harm"]["other_causes"]}),
        natural=Phrases({"natural": tables["harm"].get("natural", ())}),
        deed=Phrases({"deed": [*tables["deed"]["nouns"], *_conjugated(lang, tables["deed"]["verbs"])]}),
        target=Phrases({"target": tables["target"]["words"]}),
        origin=Phrases({"origin": _conjugated(lang, tables["origin"]["verbs"])}),
        instrument=Phrases(tables["instrument"]),
        unmake=Phrases(tables["unmake"]),
        cue_before=Phrases(tables["cue"]["before"]),
        cue_after=Phrases(tables["cue"]["after"]),
        locative=Phrases({"locative": tables["preposition"]["locative"]}),
        strong=Phrases({"strong": tables["preposition"]["strong"]}),
        titles=_folded(tables["person"]["titles"]),
        given=_folded(tables["person"]["given"]),
        common=_folded(tables["common"]["words"]),
        group=Phrases(tables["group"]),
        force=Phrases({name: words for name, words in tables["force"].items() if name != "own"}),
        own=Phrases({"own": tables["force"]["own"]}),
        says=Phrases({"says": [*speech["says"], *speech.get("more", ())]}),
        confirms=Phrases({"confirms": speech["confirms"]}),
        denies=Phrases({"denies": speech["denies"]}),
        silent=Phrases({"no_comment": speech["silent"]}),
        according=Phrases({"according": speech["according"]}),
        outlet=Phrases({"outlet": speech["outlet"]}),
        time_words=Phrases({"time": speech["time_words"]}),
        link=Phrases({kind: tables["hotline"][kind] for kind in ("hotline", "coordination_link")}),
        between=Phrases({"between": tables["hotline"]["between"]}),
        round_the_clock=Phrases({"24/7": tables["hotline"]["round_the_clock"]}),
        open_end=Phrases({"open": tables["closed"]["open_end"]}),
        separation=Phrases({"separation": tables["separation"]["words"], "height": tables["separation"]["height"]}),
        count=Phrases(count),
        dual=Phrases(tables.get("dual", {})),
        modifier=Phrases({name: tables["count"][name] for name in _MODIFIERS}),
        number={key_of(word): value for word, value in tables["number"].items()},
        short=tables.get("short", {}),
    )


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(key_of(word) for word in words)


def _spoken(lang: str, name: str, words: Sequence[str]) -> list[str]:
    """Conjugate the Arabic verbs of speech; the other lists are written out."""
    if lang == "ar" and name in {"says", "confirms"}:
        return [form for verb in words for form in (arabic_forms(verb) if " " not in verb else [verb])]
    return list(words)


def _conjugated(lang: str, verbs: Sequence[str]) -> list[str]:
    """Return the forms of verbs; of Arabic phrases each is written out."""
    if lang == "en":
        return [form for verb in verbs for form in english_forms(verb)]
    return [form for verb in verbs for form in (arabic_forms(verb) if " " not in verb else [verb])]


def _plurals(lang: str, nouns: Sequence[str]) -> list[str]:
    """Return English nouns with their plurals; Arabic ones, which are written out, with the pronouns behind them."""
    return [form for noun in nouns for form in ((noun, plural(noun)) if lang == "en" else owned(noun))]
