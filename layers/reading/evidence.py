"""Whether words that bear a place's name are meant as that place, and not as a person, a common word or a street."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.gazetteer.normalise import key_of
from layers.reading.segment import keys, stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.place import Place
    from layers.reading.lexicon import Lexicon
    from layers.reading.names import Named, Names
    from layers.reading.segment import Sentence, Token
    from layers.reading.shortened import Short

__all__ = ["Evidence"]

_ENOUGH_PEOPLE_AR = 100_000
_LONG_AR, _LONG_EN = 4, 5
_ENOUGH_PEOPLE_EN = 15_000
# A name that is also a word or a person's is met as the place by itself only where the place is as large as this.
_LARGE = 500_000
_TITLE_WORDS = 3
_LONGEST_ACRONYM = 4
# "Al" and "El" are given names in the census; in reports they are articles.
_LONGEST_ARTICLE = 2
# A short name behind a clitic is nearly always some other word.
_SHORTEST_AFTER_CLITIC = 4
# Kinds of places that the gazetteer has by hand: a name of one is hardly ever anything else.
CURATED = frozenset({"range", "valley", "region", "desert", "sea", "strait", "island", "crossing", "port", "camp"}) | {
    *("air_base", "facility", "neighbourhood"),
}
_AREAS = CURATED | {"country", "adm1", "continent"}
_SHORT_COUNTRIES = keys("us uk uae usa ussr drc eu")
_STREET = keys("""
    street st streets drive dr road rd avenue ave lane ln boulevard blvd court parkway terrace pike elementary
    high_school middle_school
""")
# The name and the preposition على fold to one key; its last letter as printed tells them apart.
_ALI = key_of("على")
# Clitics that stand before words far more often than before a name that is also a word.
_BESIDES_AND = frozenset("بلك")
_AND = frozenset({"and", "و", "&"})
_WAS = keys("كان كانت تقع يقع شهدت شهد تشهد تتعرض تعرضت")
# "And that", which folds to the key of the city of Van.
_AND_THAT = frozenset({"وأن", "وإن"})


@dataclass
class Evidence:
    """What speaks for and against the names in one sentence.

    Parameters
    ----------
    text
        The whole text.
    sentence, words, names
        The sentence, the tables of its language, and where names are looked up.
    peoples
        For each word the country whose people it names, or an empty text.
    parted
        For each word the number of marks before it: equal for two words of one phrase.
    short
        The short forms of divisions in the sentence by their first words.

    Attributes
    ----------
    known, persons
        Keys of names that the text shows elsewhere to be places, and to be persons'.
    homes
        The countries that the text is about.
    doubted
        Keys of names that were not taken for places.
    asked
        The countries that would speak for a name if the text were about them.
    last_place
        The word behind the last place found, -1 before there is one.
    """

    text: str
    sentence: Sentence
    words: Lexicon
    names: Names
    peoples: Sequence[str]
    parted: Sequence[int]
    short: Mapping[int, Short]

    def __post_init__(self) -> None:
        self.tokens: Sequence[Token] = self.sentence.tokens
        self.known: frozenset[str] = frozenset()
        self.persons: frozenset[str] = frozenset()
        self.last_place = -1
        self.homes: frozenset[str] = frozenset()
        self.doubted: set[str] = set()
        self.asked: set[str] = set()
        self.bearers = self._bearers()

    def person_keys(self) -> set[str]:
        """Return the keys of the words that are persons' names in this sentence, but for given names."""
        return {self.tokens[at].key for at in self.bearers if self.names.person(self.tokens[at].key) != "given"}

    def _bearers(self) -> set[int]:
        """Return the words that are part of a person's name: a title or a given name, and the names behind it."""
        found: set[int] = set()
        for index, token in enumerate(self.tokens):
            if token.is_arabic or not token.is_capital:
                continue
            is_given = self._is_given(token.key)
            if is_given and self.names.country_called(token.key) and not self._is_before_surname(index):
                continue
            if not is_given and index not in found and token.key not in self.words.titles:
                continue
            after = self._after_initials(index)
            if after is not None and self._is_surname(after) and not self._begins_place(index, after):
                found.update({index, after} if is_given else {after})
        return found

    def _is_before_surname(self, index: int) -> bool:
        """Whether a country's name is a given name here: "Jordan Smith", but not "in Jordan Valley"."""
        after = self._after_initials(index)
        is_surname = after is not None and self.names.person(self.tokens[after].key) == "surname"
        return is_surname and not self.preposition(index, 0)[1]

    def _begins_place(self, index: int, after: int) -> bool:
        """Whether the two words are, or begin, the usual name of a place: "Abu Dhabi", "Ali Al Salem"."""
        key = f"{self.tokens[index].key} {self.tokens[after].key}"
        if after != index + 1 or not self.names.begin(key):
            return False
        longer = after + 1 < len(self.tokens) and self.names.begin(f"{key} {self.tokens[after + 1].key}")
        return longer or any(name.preferred for name in self.names.bearing(key))

    def _is_given(self, key: str) -> bool:
        return key in self.words.given or (len(key) > _LONGEST_ARTICLE and self.names.person(key) == "given")

    def _after_initials(self, index: int) -> int | None:
        """Return the capitalised word behind this one, over initials: "Roy A. Nelson"."""
        at = index + 1
        while at < len(self.tokens) and len(self.tokens[at].key) == 1 and self.tokens[at].is_capital:
            at += 1
        if at < len(self.tokens) and self.tokens[at].is_capital and self.one_phrase(index, at + 1):
            return at if "\n" not in self.text[self.tokens[index].end : self.tokens[at].start] else None
        return None

    def _is_surname(self, index: int) -> bool:
        """Whether a capitalised word behind a given name or a title goes on with the name."""
        key = self.tokens[index].key
        if self.words.cue_after.at(self.tokens, index) or self.peoples[index] or key in self.words.common:
            return False
        person = self.names.person(key)
        return bool(person) or not (self.names.is_word(key) or self.names.is_area(key))

    def one_phrase(self, first: int, last: int) -> bool:
        """Whether no comma, stop or bracket parts the words."""
        return self.parted[first] == self.parted[last - 1]

    def is_meant(self, index: int, length: int, key: str, dropped: int, named: tuple[Named, ...]) -> bool:
        """Whether the words are meant as a place here.

        Parameters
        ----------
        index, length
            The words.
        key, dropped
            The name as looked up, and how many letters of clitics were taken off before it.
        named
            The places that bear it, the usual and large ones first.
        """
        is_meant = self._is_meant(index, length, key, dropped, named)
        if not is_meant:
            self.doubted.add(key)
        return is_meant

    def _is_meant(self, index: int, length: int, key: str, dropped: int, named: tuple[Named, ...]) -> bool:
        token = self.tokens[index]
        if self._is_quoted_title(index, length) or (dropped and token.key in self.words.common):
            return False
        if length == 1 and ({key, key.removeprefix("ال")} & self.words.common or len(key) < 3 or key.isdigit()):
            return key in {"us", "uk"} and token.text in {"US", "U.S.", "UK", "U.K."}
        if token.is_arabic:
            is_other = token.text in _AND_THAT or (length == 1 and self._is_cue(index))
            return not is_other and self._is_meant_ar(index, length, key, dropped, named)
        return not self.is_blocked(index, length) and self._is_meant_en(index, length, key, named)

    def _is_cue(self, index: int) -> bool:
        """Whether an Arabic word is one that types a name, but for "the Gulf", which is one."""
        cue = self.words.cue_before.at(self.tokens, index)
        return cue is not None and cue.end == index + 1 and cue.value != "sea"

    def is_blocked(self, index: int, length: int) -> bool:
        """Whether Latin words are no name of a place whatever speaks for them."""
        run = self.tokens[index : index + length]
        is_article = len(run) > 1 and run[0].text.islower()
        is_name = (run[0].is_capital or is_article) and run[-1].is_capital
        if not is_name or not self.bearers.isdisjoint(range(index, index + length)):
            return True
        if length > 1:
            return False
        if run[0].key in self.words.common or self._is_acronym(index):
            return True
        after = index + 1
        return after < len(self.tokens) and self.tokens[after].key in _STREET and self.one_phrase(index, after + 1)

    def _is_acronym(self, index: int) -> bool:
        token = self.tokens[index]
        if not token.text.isupper() or len(token.key) > _LONGEST_ACRONYM or token.key in _SHORT_COUNTRIES:
            return False
        return index > 0 or len(self.tokens) == 1

    def _is_meant_en(self, index: int, length: int, key: str, named: tuple[Named, ...]) -> bool:
        """Weigh what speaks for a Latin name: a preposition, what holds it, its being a place elsewhere, its size."""
        best, is_usual = _weightiest(named)
        is_locative, is_strong = self.preposition(index, 0)
        is_locative = is_locative or self.is_joined(index, 0) or bool(self.words.trigger.ending(self.tokens, index))
        if is_strong or (best.feature == "country" and is_usual):
            return True
        run = self.tokens[index : index + length]
        if any(token.key in self.persons for token in run):
            return False
        if self._is_held(index + length) or key in self.known:
            return True
        has_people = best.population >= _ENOUGH_PEOPLE_EN
        if all(self.names.is_word(token.key) or (length == 1 and self.names.person(key)) for token in run):
            is_area = best.feature in _AREAS and (length > 1 or not self.names.is_word(key))
            is_large = best.population >= _LARGE and is_usual
            return is_large or is_area or (is_locative and (length > 1 or has_people))
        if is_locative or self._is_beside_unknown(index, length):
            return is_locative
        is_enough = length > 1 or has_people or best.feature in _AREAS
        return is_enough or (len(key) >= _LONG_EN and self._is_at_home(named))

    def _is_at_home(self, named: tuple[Named, ...]) -> bool:
        """Whether the name is a usual one in a country that the text is about."""
        countries = {name.place.country for name in named if name.preferred}
        self.asked |= countries
        return not self.homes.isdisjoint(countries)

    def _is_held(self, after: int) -> bool:
        """Whether a comma and the name of a country or a first-order division follow: "Paris, Texas"."""
        if after >= len(self.tokens) or self.text[self.tokens[after - 1].end : self.tokens[after].start] != ", ":
            return False
        return after in self.short or (self.tokens[after].is_capital and self.names.is_area(self.tokens[after].key))

    def _is_beside_unknown(self, index: int, length: int) -> bool:
        """Whether a capitalised word that nobody knows stands at once before or behind: part of a longer name."""
        before, after = index - 1, index + length
        if index and self.one_phrase(before, index + 1) and before > 0 and self._is_unknown(before):
            return True
        return after < len(self.tokens) and self.one_phrase(index, after + 1) and self._is_unknown(after)

    def _is_unknown(self, index: int) -> bool:
        """Whether a capitalised word is neither a word of the dictionary, nor a cue, nor a place or people."""
        token = self.tokens[index]
        if not token.is_capital or token.text.isupper() or token.key in self.words.common or self.peoples[index]:
            return False
        if self.words.cue_after.at(self.tokens, index) or self.words.cue_before.at(self.tokens, index):
            return False
        is_word = self.names.is_word(token.key) or self.names.is_word(token.key.removesuffix("s"))
        return not (is_word or self.names.bearing(token.key) or self.words.force.at(self.tokens, index))

    def _is_quoted_title(self, index: int, length: int) -> bool:
        """Whether it stands in a short quotation: the name of an operation or an exercise, not a place."""
        start, end = self.tokens[index].start, self.tokens[index + length - 1].end
        left, right = (
            self.text[max(self.sentence.start, start - 40) : start],
            self.text[end : min(self.sentence.end, end + 40)],
        )
        opened = max((left.rfind(mark) for mark in '"“«'), default=-1)
        closed = [at for mark in '"”»' if (at := right.find(mark)) >= 0]
        return opened >= 0 and bool(closed) and len((left[opened + 1 :] + right[: min(closed)]).split()) <= _TITLE_WORDS

    def _is_meant_ar(self, index: int, length: int, key: str, dropped: int, named: tuple[Named, ...]) -> bool:
        """Weigh what speaks for an Arabic name: its kind, a preposition, being a place elsewhere, a list, size."""
        best, is_usual = _weightiest(named)
        if best.feature in {"country", "continent"} and len(key) > 2:
            return dropped == 0 or len(key) > 3 or self.is_joined(index, dropped)
        is_locative, is_strong = self.preposition(index, dropped)
        if length == 1 and self.names.is_word(key):
            is_behind_clitic = not _BESIDES_AND.isdisjoint(self.tokens[index].key[:dropped])
            return not is_behind_clitic and (is_strong or key in self.known)
        if self._follows_title(index):
            return False
        if is_strong or (length > 1 and best.feature in CURATED | {"adm1"}) or key in self.known:
            return True
        if self.is_joined(index, dropped):
            return len(key) >= _LONG_AR or is_usual
        is_locative = is_locative or self._is_object(index)
        is_enough = is_usual and self._is_enough_ar(key, best, is_locative=is_locative)
        may_be_topic = dropped == 0 and len(key) >= _LONG_AR and self._begins_clause(index)
        return is_enough or (may_be_topic and self._is_at_home(named))

    def _begins_clause(self, index: int) -> bool:
        """Whether the name stands where Arabic puts what a clause is about: at its head, or behind "was"."""
        if not index or self.parted[index] != self.parted[index - 1]:
            return True
        return any(stem in _WAS for stem, _ in stems(self.tokens[index - 1].key))

    def _is_enough_ar(self, key: str, best: Place, *, is_locative: bool) -> bool:
        """Whether the place is known well enough to be meant without a preposition of place before it."""
        if best.feature in CURATED or self.names.capital_of(best.id):
            return True
        enough = _ENOUGH_PEOPLE_AR if len(key) >= _LONG_AR else _LARGE
        return best.population >= (_ENOUGH_PEOPLE_EN if is_locative else enough)

    def is_joined(self, index: int, dropped: int) -> bool:
        """Whether nothing but a comma or "and" stands between it and the place before it: a list of places."""
        between = self.tokens[self.last_place : index] if 0 <= self.last_place <= index else None
        if between is None or len(between) > 1:
            return False
        gap = self.text[self.tokens[self.last_place - 1].end : self.tokens[index].start]
        if between:
            return between[0].key in _AND
        return self.tokens[index].key[:dropped] in {"و", "وب"} if gap == " " else gap.strip() in {",", "،"}

    def _is_object(self, index: int) -> bool:
        """Whether it stands where what was struck stands: behind the verb, or behind those who did it."""
        if not index or not self.one_phrase(index - 1, index + 1):
            return False
        if self.peoples[index - 1]:
            return bool(self.words.force.ending(self.tokens, index - 1))
        return bool(self.words.trigger.ending(self.tokens, index) or self.words.force.ending(self.tokens, index))

    def _follows_title(self, index: int) -> bool:
        if not index or not self.one_phrase(index - 1, index + 1):
            return False
        before = self.tokens[index - 1]
        if before.key == _ALI and before.text.endswith("ى"):
            return False
        readings = {stem for stem, _ in stems(before.key)}
        return bool(readings & (self.words.titles | self.words.given))

    def _is_between(self, index: int) -> bool:
        """Whether a word may stand between a preposition and its name: "over the Baltic", "in the southern Gulf"."""
        token = self.tokens[index]
        if token.is_arabic or not self.one_phrase(index, index + 2):
            return False
        side = self.words.cue_before.at(self.tokens, index) if token.key != "the" else None
        return token.key == "the" or (side is not None and side.value == "country_part" and side.end == index + 1)

    def preposition(self, index: int, dropped: int) -> tuple[bool, bool]:
        """Return whether a preposition of place stands before, and a strong one; the clitics ب and ل count."""
        key = self.tokens[index].key
        taken = key[:dropped]
        clitic = "ب" in taken and len(key) - dropped >= _SHORTEST_AFTER_CLITIC
        while index and self._is_between(index - 1):
            index -= 1
        if not index:
            return clitic or "ل" in taken, clitic
        is_near = self.words.cue_before.ending(self.tokens, index)
        strong = (
            clitic or bool(self.words.strong.ending(self.tokens, index)) or bool(is_near and is_near.value == "near")
        )
        return strong or "ل" in taken or bool(self.words.locative.ending(self.tokens, index)), strong


def _weightiest(named: tuple[Named, ...]) -> tuple[Place, bool]:
    """Return the place that a name alone most likely means, and whether it is a usual name of it."""
    best = max(named, key=lambda name: (name.preferred, name.place.feature == "country", name.place.population))
    return best.place, best.preferred
