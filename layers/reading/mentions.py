"""The names of places in a text, as written: spans, cue words, and what the gazetteer knows under that name."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from layers.reading.distances import distance_before
from layers.reading.evidence import Evidence
from layers.reading.names import Named
from layers.reading.reasons import kind
from layers.reading.segment import keys, stems
from layers.reading.shortened import shortened
from layers.reading.spans import FEATURES_OF_CUE, Span
from layers.reading.surroundings import Surroundings
from layers.reading.triggers import OWN_AIRSPACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.reading.lexicon import Found, Lexicon
    from layers.reading.names import Names
    from layers.reading.segment import Sentence, Token

__all__ = ["Finder"]

_AREAS = frozenset({"airspace", "territory"})
# After these a word that nobody knows is still a name; Arabic adjectives in ـية are none.
_TOLD_CUES = frozenset({"settlement", "village", "facility", "camp", "neighbourhood", "island"})
_ADJECTIVES = ("يه", "ويه")
_FUZZY_CUES = frozenset({"facility", "range", "crossing"})
_LONGEST_NAME = 6
_INFORMATION_REGION = keys("fir region")
_OWNERS = frozenset({"its", "their"})
_ARTICLES = keys("al el ar as ash at ad az an")
_PLURAL_CUES = keys("""
    villages towns cities provinces regions governorates districts بلدات بلدتي مدن مدينتي قرى قريتي أحياء حيي محافظات
    محافظتي ولايات ولايتي مقاطعات مقاطعتي مناطق مديريات مديريتي أقضية مخيمات مخيمي قواعد قاعدتي مطارات مطاري موانئ
    معابر معبري جزر جزيرتي
""")
# A street bears the name of what lies elsewhere: شارع حيفا in Baghdad.
_STREETS = keys("شارع")
# The endings of Arabic duals and plurals of nouns in ـة.
_MANY = ("تي", "تا", "ات")
# A word of two letters begins a name behind a clitic too, where more words follow: بأم درمان, لتل أبيب.
_SHORT_AFTER_CLITIC = 3
_PARTS = re.compile(r'[,،;؛:()\[\]\n"“”«»]')


@dataclass
class Finder:
    """Finds the names of places and peoples in one sentence.

    Parameters
    ----------
    text
        The whole text.
    sentence, words
        The sentence and the tables of its language.
    names
        Where names are looked up.
    """

    text: str
    sentence: Sentence
    words: Lexicon
    names: Names

    def __post_init__(self) -> None:
        self.tokens: Sequence[Token] = self.sentence.tokens
        self.found: dict[int, list[tuple[int, str, int]]] = {}
        self.peoples = [self._people(token) for token in self.tokens]
        gaps = (self.text[before.end : after.start] for before, after in itertools.pairwise(self.tokens))
        # How many marks part the words before each word: equal for two words of one phrase.
        self.parted = list(itertools.accumulate((gap != " " and bool(_PARTS.search(gap)) for gap in gaps), initial=0))
        cues = ((at, self.words.cue_after.at(self.tokens, at)) for at in range(len(self.tokens)))
        begin = bool(self.words.cue_after.among(self.sentence.tokens.keys))
        # The words that type a name from behind, by where they begin.
        self.cues_after = {at: cue for at, cue in cues if cue} if begin else {}
        self.short = shortened(self.text, self.sentence)
        self.evidence = Evidence(
            self.text, self.sentence, self.words, self.names, self.peoples, self.parted, self.short
        )
        self.surroundings = Surroundings(self.text, self.sentence, self.words)

    def spans(
        self, persons: frozenset[str], known: frozenset[str] = frozenset(), homes: frozenset[str] = frozenset()
    ) -> list[Span]:
        """Return the names in order, none overlapping another.

        Parameters
        ----------
        persons, known
            Keys of names that the text shows elsewhere to be persons', and to be places.
        homes
            The countries that the text is about.
        """
        self.evidence.persons, self.evidence.known, self.evidence.homes = persons, known, homes
        self.evidence.last_place = -1
        return self._shared_cues(list(self._walk()))

    def given(self, start: int, end: int, found: Sequence[Span]) -> Span | None:
        """Read a span that somebody else took for a name, with the cue words and clitics in it or around it.

        Parameters
        ----------
        start, end
            Code points of the text.
        found
            What `spans` found there.
        """
        inside = [i for i, token in enumerate(self.tokens) if token.start < end and start < token.end]
        if not inside:
            return None
        first, last = inside[0], inside[-1] + 1
        own = next((span for span in found if span.named and (span.first, span.last) == (first, last)), None)
        if own is None:
            own = self._read_given(first, last) or next((span for span in found if span.named or span.country), None)
        return replace(own or self._span(first, last, "", ()), start=start, end=end, text=self.text[start:end])

    def _read_given(self, first: int, last: int) -> Span | None:
        before = self.words.cue_before.at(self.tokens, first)
        begin = before.end if before and before.end < last else first
        after = next((hit for at in range(begin + 1, last) if (hit := self.words.cue_after.at(self.tokens, at))), None)
        end = after.start if after and after.end >= last else last
        cue = before.value if begin > first and before else after.value if end < last and after else ""
        if cue in FEATURES_OF_CUE:
            named = self._named(begin, end - begin, FEATURES_OF_CUE[cue], whole=(first, last - first))
            if named:
                return self._span(first, last, cue, named)
        if first in self.short:
            return self._shortened(first)
        for low, high in ((first, last), (begin, end)):
            for key, dropped in self._keys(low, high - low):
                if self.names.bearing(key):
                    return self._span(first, last, "", self.names.bearing(key), dropped=dropped)
            if high - low == 1 and self.peoples[low]:
                return self._demonym(low)
        return None

    def _shared_cues(self, spans: list[Span]) -> list[Span]:
        """Let names joined before a plural share its cue: "the Belgorod and Kursk regions"."""
        out, shares = list(spans), False
        for index in range(len(out) - 1, 0, -1):
            last, before = out[index], out[index - 1]
            shares = last.cue == "adm1" and (shares or self.tokens[last.last - 1].key in _PLURALS)
            joined = all(token.key == "and" for token in self.tokens[before.last : last.first])
            areas = tuple(name for name in before.named if name.place.feature in FEATURES_OF_CUE["adm1"])
            if shares and joined and areas and not before.cue:
                out[index - 1] = replace(before, cue="adm1", named=areas)
        return out

    def _walk(self) -> Iterator[Span]:
        """Take the longest name at each word."""
        index, self.shared = 0, ""
        while index < len(self.tokens):
            if not self._may_begin(index):
                index += 1
                continue
            span = (
                self._own_airspace(index)
                or self._area(index)
                or self._cued(index)
                or self._listed(index)
                or self._shortened(index)
                or self._two_word_people(index)
                or self._bare(index)
                or self._demonym(index)
            )
            if span is None:
                index += 1
                continue
            yield self.surroundings.add(span)
            index = span.last
            self.evidence.last_place = index if span.named or span.cue else -1
            self.shared = span.cue if self._shares(span) else ""

    def _shares(self, span: Span) -> bool:
        """Whether what is joined to this name shares its cue: "the villages of A, B and C", بلدات A وB وC."""
        if span.cue not in FEATURES_OF_CUE:
            return False
        is_plural = any(stem in _PLURAL_CUES for stem, _ in stems(self.tokens[span.first].key))
        return is_plural or (self.shared == span.cue and self.evidence.is_joined(span.first, 1))

    def _listed(self, index: int) -> Span | None:
        """Read a name in a list whose first name has a cue word for all; an unknown one is told all the same."""
        token = self.tokens[index]
        dropped = int(token.is_arabic and token.key.startswith("و"))
        if not self.shared or not self.evidence.is_joined(index, dropped):
            return None
        for length, key, taken in self._names_at(index):
            fits = tuple(n for n in self.names.bearing(key) if n.place.feature in FEATURES_OF_CUE[self.shared])
            if fits and self.evidence.one_phrase(index, index + length):
                return self._span(index, index + length, self.shared, fits, dropped=taken)
        if self.shared not in _TOLD_CUES or not self._may_be_name(index) or self._names_at(index):
            return None
        return self._span(index, index + 1, self.shared, (), dropped=dropped)

    def _may_begin(self, index: int) -> bool:
        """Whether a name or a cue word may begin here; most words need no closer look."""
        token = self.tokens[index]
        if token.is_capital or self.words.cue_before.may_begin(token.key):
            return True
        if token.is_arabic:
            return bool(self.peoples[index] or self._names_at(index)) or token.key in OWN_AIRSPACE
        return token.key in _OWNERS or self._is_article(index)

    def _is_article(self, index: int) -> bool:
        """Read the small article of "al-Tanf", which begins a name all the same."""
        token = self.tokens[index]
        if token.key not in _ARTICLES or index + 1 == len(self.tokens):
            return False
        after = self.tokens[index + 1]
        return after.is_capital and self.text[token.end : after.start] == "-"

    def _area(self, index: int) -> Span | None:
        """Read "Syrian airspace", "the airspace over Syria", المجال الجوي السوري, الأراضي السورية."""
        cue = self.words.cue_before.at(self.tokens, index)
        if cue and cue.value in _AREAS and cue.end < len(self.tokens):
            part = self.words.cue_before.at(self.tokens, cue.end)
            is_part = part is not None and part.value == "country_part" and part.end < len(self.tokens)
            country = self._country(part.end if part is not None and is_part else cue.end)
            if country:
                return self._span(index, country[1], cue.value, self._country_place(country[0]), country=country[0])
        country = self._country(index)
        if country and country[1] < len(self.tokens):
            after = self.words.cue_after.at(self.tokens, country[1])
            if after and after.value in _AREAS:
                return self._span(index, after.end, after.value, self._country_place(country[0]), country=country[0])
        return self._information_region(index)

    def _information_region(self, index: int) -> Span | None:
        """Read "the Maiquetia FIR", which is called after a town: the airspace of that town's country."""
        if self.sentence.tokens.keys.isdisjoint(_INFORMATION_REGION):
            return None
        for length, key, _ in self._names_at(index):
            after = self.words.cue_after.at(self.tokens, index + length) if index + length < len(self.tokens) else None
            if after and after.value in _AREAS and self.tokens[after.end - 1].key in _INFORMATION_REGION:
                country = next((n.place.country for n in self.names.bearing(key) if n.place.country), "")
                if country:
                    return self._span(index, after.end, after.value, self._country_place(country), country=country)
        return None

    def _own_airspace(self, index: int) -> Span | None:
        """Read "its airspace", مجالها الجوي: that of the country named before it in the sentence."""
        token = self.tokens[index]
        last = index + 1
        if token.is_arabic:
            if token.key not in OWN_AIRSPACE:
                return None
            last += token.key.startswith("مجال")
        else:
            after = (
                self.words.cue_after.at(self.tokens, last) if token.key in _OWNERS and last < len(self.tokens) else None
            )
            if after is None or after.value != "airspace":
                return None
            last = after.end
        named = [(found, at) for at in range(index - 1, -1, -1) if (found := self._country(at))]
        # "Greece said Turkish jets had violated its airspace": the jets' country is hardly meant where another is told.
        own = [code for (code, end), at in named if not (self.peoples[at] and self._is_force(end))]
        owner = next(iter(own or [code for (code, _), _ in named]), "")
        return (
            self._span(index, min(last, len(self.tokens)), "airspace", self._country_place(owner), country=owner)
            if owner
            else None
        )

    def _is_force(self, index: int) -> bool:
        return index < len(self.tokens) and self.words.force.at(self.tokens, index) is not None

    def _country(self, index: int) -> tuple[str, int] | None:
        """Return the country named here, as a noun or as an adjective, and the word after it."""
        for length, key, _ in self._names_at(index):
            code = self.names.country_called(key)
            if code:
                return code, index + length
        code = self.peoples[index]
        return (code, index + 1) if code else None

    def _country_place(self, code: str) -> tuple[Named, ...]:
        place = self.names.get(f"iso:{code}")
        return (Named(place, preferred=True, fuzzy=False, why=kind(place)),)

    def _cued(self, index: int) -> Span | None:
        """Read a cue word and the name it types: قاعدة … الجوية, city of …, … air base."""
        before = self.words.cue_before.at(self.tokens, index)
        if before and before.value in FEATURES_OF_CUE and before.end < len(self.tokens):
            return self._after_cue(index, before)
        if self.tokens[index].is_arabic or not self.tokens[index].is_capital:
            return None
        for length in range(min(_LONGEST_NAME, len(self.tokens) - index - 1) if self.cues_after else 0, 0, -1):
            after = self.cues_after.get(index + length)
            if (
                after
                and after.value in FEATURES_OF_CUE
                and self.evidence.one_phrase(index, after.end)
                and not self.evidence.is_blocked(index, length)
            ):
                named = self._named(index, length, FEATURES_OF_CUE[after.value], whole=(index, after.end - index))
                if not named and after.value in _FUZZY_CUES:
                    named = self.names.near(self._keys(index, length)[0][0], FEATURES_OF_CUE[after.value])
                if named:
                    return self._span(index, after.end, after.value, named)
        after = self.cues_after.get(index + 1) if index else None
        return self._unknown(index, index, after.end, after.value) if after else None

    def _after_cue(self, index: int, cue: Found) -> Span | None:
        features = FEATURES_OF_CUE[cue.value]
        for length in range(min(_LONGEST_NAME, len(self.tokens) - cue.end), 0, -1):
            if not self.evidence.one_phrase(index, cue.end + length):
                continue
            named = self._named(cue.end, length, features, whole=(index, cue.end + length - index), clitics=False)
            if self._is_street(index):
                named = tuple(name for name in named if name.place.feature == "neighbourhood")
            if named:
                return self._span(index, self._closing(cue.end + length), self._cue_of(cue, named), named)
        if cue.value in _FUZZY_CUES and self._may_be_name(cue.end):
            for length in (2, 1):
                if cue.end + length <= len(self.tokens) and self._may_be_name(cue.end + length - 1):
                    named = self.names.near(self._keys(cue.end, length)[0][0], FEATURES_OF_CUE[cue.value])
                    if named:
                        return self._span(index, self._closing(cue.end + length), cue.value, named)
        return self._waters(index, cue) or self._unknown(index, cue.end, cue.end + 1, cue.value)

    def _waters(self, index: int, cue: Found) -> Span | None:
        """Keep waters that nobody knows from being the land they are called after: "the Straits of Florida"."""
        names = self._names_at(cue.end) if cue.value == "sea" and not self.tokens[index].is_arabic else []
        bearing = self.names.bearing(names[0][1]) if names else ()
        if not any(name.preferred and name.place.feature in {"country", "adm1"} for name in bearing):
            return None
        return self._span(index, cue.end + names[0][0], cue.value, ())

    def _unknown(self, first: int, name: int, last: int, cue: str) -> Span | None:
        """Keep a name that a cue word types and no gazetteer knows: it is told, so it must not be lost."""
        if cue not in _TOLD_CUES or self.tokens[name].key.endswith(_ADJECTIVES) or not self._may_be_name(name):
            return None
        if (self._names_at(name) and not self._is_street(first)) or not self.evidence.one_phrase(first, last):
            return None
        return self._span(first, self._closing(last), cue, ())

    def _is_street(self, index: int) -> bool:
        return self.tokens[index].is_arabic and any(stem in _STREETS for stem, _ in stems(self.tokens[index].key))

    def _cue_of(self, cue: Found, named: tuple[Named, ...]) -> str:
        """Tell the two readings of منطقة apart: the region of that name, or the area around the city."""
        if cue.value == "region" and all(name.place.feature == "city" for name in named):
            return "city_area"
        return cue.value

    def _closing(self, index: int) -> int:
        """Take in the adjective that closes a bracketed name: قاعدة … الجوية."""
        if index < len(self.tokens):
            after = self.words.cue_after.at(self.tokens, index)
            if after and self.tokens[index].is_arabic:
                return self._closing(after.end)
        return index

    def _may_be_name(self, index: int) -> bool:
        token = self.tokens[index]
        if token.key in self.words.common or self.peoples[index] or token.key.isdigit() or len(token.key) < 4:
            return False
        if not token.is_arabic:
            return token.is_capital
        is_cue_after = self.words.cue_after.at(self.tokens, index) is not None
        return not is_cue_after and self.words.locative.at(self.tokens, index) is None

    def _bare(self, index: int) -> Span | None:
        if not self._names_at(index) or self._is_measured_side(index) or self._is_people_of_force(index):
            return None
        for length, key, dropped in self._names_at(index):
            named = self.names.bearing(key)
            if self.evidence.one_phrase(index, index + length) and self.evidence.is_meant(
                index, length, key, dropped, named
            ):
                return self._span(index, index + length, "", named, dropped=dropped)
        return None

    def _shortened(self, index: int) -> Span | None:
        short = self.short.get(index)
        if short is None:
            return None
        named = self.names.bearing(short.key)
        return self._span(index, short.last, "", tuple(n for n in named if n.place.feature == "adm1") or named)

    def _names_at(self, index: int) -> list[tuple[int, str, int]]:
        """Return the names that begin at a word, longest first: words, key, letters taken off the first word.

        A run is made longer only while some name begins with it; a Latin name begins with a capital.
        """
        found = self.found.get(index)
        if found is None:
            token = self.tokens[index]
            begins = token.is_arabic or token.is_capital or self._is_article(index)
            readings = stems(token.key) if begins else ()
            # The س of the future stands before verbs, never before a name.
            readings = tuple((stem, dropped) for stem, dropped in readings if "س" not in token.key[:dropped])
            found = [name for stem, dropped in readings for name in self._names_from(index, stem, dropped)]
            if token.is_arabic and len(token.key) == _SHORT_AFTER_CLITIC and token.key[0] in "بل":
                found += [name for name in self._names_from(index, token.key[1:], 1) if name[0] > 1]
            self.found[index] = found = sorted(found, key=lambda name: (-name[0], name[2]))
        return found

    def _names_from(self, index: int, stem: str, dropped: int) -> Iterator[tuple[int, str, int]]:
        key = stem
        for length in range(1, _LONGEST_NAME + 1):
            if not self.names.begin(key):
                return
            if self.names.bearing(key):
                yield length, key, dropped
            if index + length == len(self.tokens):
                return
            key = f"{key} {self.tokens[index + length].key}"

    def _is_measured_side(self, index: int) -> bool:
        """Whether a side with its distance begins here: "20 km north of X" is measured from X, not in "North X"."""
        while index and self._is_side(index) and self._is_side(index - 1):
            index -= 1
        return self._is_side(index) and distance_before(self.tokens, index)[0] is not None

    def _is_side(self, index: int) -> bool:
        cue = self.words.cue_before.at(self.tokens, index)
        return cue is not None and cue.value == "near"

    def _is_people_of_force(self, index: int) -> bool:
        """Whether a country's name is the adjective of a force before it: القوات السعودية."""
        if not self.tokens[index].is_arabic or not self.peoples[index]:
            return False
        return self.words.force.ending(self.tokens, index) is not None

    def _named(
        self, index: int, length: int, features: frozenset[str], *, whole: tuple[int, int], clitics: bool = True
    ) -> tuple[Named, ...]:
        """Look a cued name up, with its cue words as part of the name first."""
        keys = [self._keys(*whole)[0][0], *self._headed_by_one(*whole)] + [
            key for key, _ in (self._keys(index, length) if clitics else self._keys(index, length)[:1])
        ]
        if whole[0] != index:
            keys += [key for key, _ in self._keys(*whole)[1:]]
        found: dict[str, Named] = {}
        for key in keys:
            for name in self.names.bearing(key):
                if name.place.feature in features:
                    found.setdefault(name.place.id, name)
        return tuple(found.values()) or self._area_of_city(index, length, features)

    def _headed_by_one(self, index: int, length: int) -> list[str]:
        """Return the name under the singular of a dual or plural head: مقاطعتي مورمانسك as مقاطعة مورمانسك."""
        head = self.tokens[index]
        if not head.is_arabic or length == 1:
            return []
        rest = "".join(f" {token.key}" for token in self.tokens[index + 1 : index + length])
        ones = (stem[: -len(end)] for stem, _ in stems(head.key) for end in _MANY if stem.endswith(end))
        return [f"{one}ه{rest}" for one in ones]

    def _area_of_city(self, index: int, length: int, features: frozenset[str]) -> tuple[Named, ...]:
        """Let a word for an area that is no region of its own stand before a city."""
        if features is not FEATURES_OF_CUE["region"]:
            return ()
        return tuple(
            name for name in self.names.bearing(self._keys(index, length)[0][0]) if name.place.feature == "city"
        )

    def _keys(self, index: int, length: int) -> list[tuple[str, int]]:
        """Return the readings of a run of words as keys, and how many letters each takes off the first word."""
        rest = "".join(f" {token.key}" for token in self.tokens[index + 1 : index + length])
        return [(stem + rest, dropped) for stem, dropped in stems(self.tokens[index].key)]

    def _two_word_people(self, index: int) -> Span | None:
        """Read "South Korean", الكورية الجنوبية."""
        if index + 1 == len(self.tokens) or not self.evidence.one_phrase(index, index + 2):
            return None
        first, second = self.tokens[index : index + 2]
        if any(length > 2 for length, _, _ in self._names_at(index)):
            return None
        if not (second.is_capital or second.is_arabic):
            return None
        codes = (self.names.demonym(f"{stem} {second.key}") for stem, _ in stems(first.key))
        code = next(filter(None, codes), "")
        return self._span(index, index + 2, "", (), country=code) if code else None

    def _demonym(self, index: int) -> Span | None:
        code = self.peoples[index]
        return self._span(index, index + 1, "", (), country=code) if code else None

    def _people(self, token: Token) -> str:
        """Return the code of the country whose people a word names, or an empty text."""
        if not token.is_arabic and not token.is_capital:
            return ""
        if token.key == "us":
            return "US" if token.text in {"US", "U.S."} else ""
        if token.key in self.words.common:
            return ""
        codes = (self.names.demonym(stem) for stem, _ in stems(token.key) if len(stem) > 3)
        return next(filter(None, codes), "")

    def _span(
        self, first: int, last: int, cue: str, named: tuple[Named, ...], *, dropped: int = 0, country: str = ""
    ) -> Span:
        start = self.tokens[first].offset(dropped or self._conjunction(first, cue))
        end = self.tokens[last - 1].end
        is_locative, is_strong = self.evidence.preposition(first, dropped)
        return Span(
            self.sentence.number, start, end, first, last, self.text[start:end], cue, named, country,
            is_locative=is_locative, is_strong=is_strong,
        )  # fmt: skip

    def _conjunction(self, first: int, cue: str) -> int:
        """Return the length of the clitics on a cue word, which are no part of the name."""
        found = self.words.cue_before.at(self.tokens, first) if cue and self.tokens[first].is_arabic else None
        return found.dropped if found else 0


_PLURALS = keys("regions provinces governorates oblasts states")
