"""Who says so, through whom, and what they do about it: claim, confirm, deny, or stay silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from geo.gazetteer.normalise import key_of
from layers.events import Stance
from layers.reading.lexicon import Found
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Words
    from layers.reading.spans import Span

__all__ = ["Saying", "sayings"]

_BREAK = re.compile(r"[,،;؛:.!?؟…\n()\[\]\"“”«»]")
_LONGEST_NAME = 12
_PRONOUNS = keys("he she they it we i you who which هو هي هم")
_STOP = keys("""
    that is was were are has have had and but also did does do not would will could immediately later
    separately meanwhile reporters journalists ايضا ذلك هذا هذه which who while as citing about
    صلتها صلته ضلوعه ضلوعها مسؤوليتها مسؤوليته علاقتها علاقته
""")
# Of two outlets the one named last passes on what the first said, but for "X reported that, according to Y".
_THAT = keys("that أن إن بأن أنه أنها")
_ARTICLES = frozenset({"the", "a", "an", "what", "ما"})
_ABOUT = keys("on about regarding over على حول بشان")
_FROM = keys("عن quoting citing")
_ASKED = keys("from by من اي")
_WHILE = keys("while whereas but though although بينما فيما لكن ولكن حين غير أما وهو الأمر which")
# The speaker himself, as the doer of what follows.
_HIMSELF = keys("it they he she أنه أنها أنهم إنه إنها إنهم بأنه بأنها بأنهم وأنه وأنها وإنه وإنها")
_OWN_REACH = 12
_PARTICIPLES = keys("""
    saying adding denying confirming citing quoting نافيا نافية مضيفا مؤكدا مؤكدة مشيرا معلنا قائلا قائلة متحدثا
    قولها قوله
""")
# Who bears a country's name and does not speak for it.
_INDEPENDENT = keys("""
    observatory monitor monitors activists activist residents witnesses witness journalists medics rescuers
    المرصد مرصد ناشط ناشطون ناشطين نشطاء سكان السكان شهود شاهد مسعفون مراسلون
""")
_REFUSED = keys(
    "رفض رفضت ورفض ورفضت امتنع امتنعت وامتنع وامتنعت أحجم أحجمت وأحجم التزم التزمت والتزم والتزمت لاذ لاذت ولاذت"
)
_COMMENT = keys("التعليق تعليق الصمت بالصمت")
_OBJECTS = keys("وقوع صحة المسؤولية مسؤولية نفيا شن استهداف أي حدوث علاقة ضلوع الأمر تنفيذ إصابة الاتهامات الاتهام")
_SAME_NAME = 80.0
_SHORTEST = 3
_SURNAME = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """What one sentence tells of its sources.

    Attributes
    ----------
    sentence
        Its number.
    speaker
        As printed; empty where nobody is named in this sentence.
    party
        Whose side the speaker is on: a country code, a group, or empty where unknown.
    through
        The outlets, nearest to the speaker first.
    stance
        What the speaker does.
    verbs
        The words that are speech, as (first, last) of the sentence: times beside them date the speech.
    names
        The words that name the speakers and outlets, as (first, last): no place of the event stands in them.
    tells_own
        Whether the speaker tells a deed of his own: "said its jets struck", أعلن أنه قصف.
    others
        What further speakers of the sentence say: "the army said …, while the ministry denied …".
    """

    sentence: int
    speaker: str
    party: str
    through: tuple[str, ...]
    stance: Stance
    verbs: tuple[tuple[int, int], ...]
    names: tuple[tuple[int, int], ...] = ()
    tells_own: bool = False
    others: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str
    party: str
    is_outlet: bool
    is_relay: bool
    at: int
    until: int


def sayings(
    text: str, sentences: Sequence[Sentence], words: dict[str, Lexicon], spans: Sequence[Sequence[Span]]
) -> list[Saying]:
    """Return what each sentence tells of its sources, names carried on where a sentence only says "he said".

    Parameters
    ----------
    text, sentences
        The whole text, cut.
    words
        The tables by language.
    spans
        The names of places and peoples in each sentence.

    Returns
    -------
    list of Saying
        One for each sentence.
    """
    out: list[Saying] = []
    for sentence, names in zip(sentences, spans, strict=True):
        one = _Reader(text, sentence, words[sentence.lang], names).saying()
        out.append(_carried(one, out, sentences))
    return _unified(out)


def _carried(one: Saying, before: list[Saying], sentences: Sequence[Sentence]) -> Saying:
    """Give a sentence without a named speaker the last one: where it speaks of "him", or goes on in his paragraph."""
    if one.speaker or not before:
        return one
    last = before[-1]
    near = sentences[one.sentence].paragraph - sentences[last.sentence].paragraph
    if last.speaker and last.stance is not Stance.NO_COMMENT and (one.verbs or near == 0):
        return replace(one, speaker=last.speaker, party=last.party, through=one.through or last.through)
    return one


def _unified(found: list[Saying]) -> list[Saying]:
    """Call a speaker by the fullest form of the name, and take the side from it; spellings may vary a little."""
    fullest: list[Saying] = []
    for one in sorted((one for one in found if one.speaker), key=lambda one: -len(one.speaker)):
        if not any(_is_same(one.speaker, other.speaker) for other in fullest):
            fullest.append(one)
    return [_as_fullest(one, fullest) for one in found]


def _as_fullest(one: Saying, fullest: list[Saying]) -> Saying:
    full = next((other for other in fullest if one.speaker and _is_same(one.speaker, other.speaker)), one)
    return replace(one, speaker=full.speaker, party=one.party or full.party)


def _is_same(short: str, full: str) -> bool:
    """Whether a surname alone names the bearer of the full name."""
    few, many = key_of(short).split(), key_of(full).split()
    if few == many:
        return True
    if len(few) > 2 or len(many) <= 2 or len(few[-1]) < _SURNAME:
        return False
    return any(fuzz.ratio(few[-1], word) >= _SAME_NAME for word in many if len(word) >= _SURNAME)


@dataclass
class _Reader:
    text: str
    sentence: Sentence
    words: Lexicon
    spans: Sequence[Span]

    def __post_init__(self) -> None:
        self.tokens: Words = self.sentence.tokens

    def saying(self) -> Saying:
        """Read the sentence's sources."""
        says = [hit for hit in self.words.says.all(self.tokens) if self._is_speech(hit)]
        according = self.words.according.all(self.tokens)
        silent = self.words.silent.all(self.tokens) or self._refusals()
        denies = self.words.denies.all(self.tokens)
        verbs = tuple((hit.start, hit.end) for hit in (*says, *according, *silent, *denies))
        stance = self._stance(says, silent, denies)
        if stance is Stance.NO_COMMENT:
            speaker, party = self._silent(silent[0])
            if not speaker:
                said = [voice for hit in says for voice in self._said(hit) if voice.name]
                speaker, party = (said[0].name, said[0].party) if said else ("", "")
            return Saying(self.sentence.number, speaker, party, (), stance, verbs)
        told = [(hit, self._said(hit)) for hit in (*says, *denies)]
        voices = [voice for _, voice in told] + [self._according(hit) for hit in according]
        named = [part for voice in voices for part in voice if part.name]
        saying = self._weigh(named, stance, verbs)
        own = {hit.start for hit, _ in told if self._tells_own(hit)}
        first = next((hit for hit, voice in told if any(part.name == saying.speaker for part in voice)), None)
        return replace(
            saying,
            names=tuple((part.at, part.until) for part in named),
            tells_own=first is not None and first.start in own,
            stance=self._first_stance(saying, told, denies) if len(told) > 1 else stance,
            others=self._others(saying, told, denies, own),
        )

    def _first_stance(
        self, first: Saying, told: Sequence[tuple[Found, list[_Voice]]], denies: Sequence[Found]
    ) -> Stance:
        """Return what the first speaker does: the verbs beside which nobody else is named are his too."""
        mine = [
            self._stance_of(hit, denies)
            for hit, voices in told
            if self._other_voice(hit, voices, first.speaker) is None
        ]
        fallback = Stance.CLAIMS if mine else first.stance
        return next((stance for stance in (Stance.DENIES, Stance.CONFIRMS) if stance in mine), fallback)

    def _others(
        self, first: Saying, told: Sequence[tuple[Found, list[_Voice]]], denies: Sequence[Found], own: set[int]
    ) -> tuple[Saying, ...]:
        """Return what those say whom another verb of the sentence names, behind a comma or "while"."""
        out: dict[str, Saying] = {}
        for hit, voices in told:
            body = self._other_voice(hit, voices, first.speaker)
            if body is None:
                continue
            stance = self._stance_of(hit, denies)
            out[body.name] = replace(
                first, speaker=body.name, party=body.party, through=(), stance=stance, tells_own=hit.start in own
            )
        return tuple(out.values())

    def _other_voice(self, hit: Found, voices: Sequence[_Voice], first: str) -> _Voice | None:
        """Return the one whom a verb names apart from the first speaker; a participle goes on with him."""
        body = next((voice for voice in voices if not voice.is_outlet), None)
        if body is None or body.name == first or self.tokens[hit.start].key in _PARTICIPLES:
            return None
        return body if self._is_apart(body, hit) else None

    def _is_apart(self, voice: _Voice, hit: Found) -> bool:
        """Whether a speaker stands in a clause of his own: a comma or a word such as "while" begins it."""
        begin = min(voice.at, hit.start)
        before = self.tokens[max(0, begin - 3) : begin + 1]
        return any(token.key in _WHILE for token in before) or any(
            self._gap_before(at) is not None for at in range(max(1, begin - 2), begin + 1)
        )

    def _stance_of(self, hit: Found, denies: Sequence[Found]) -> Stance:
        """Return what one verb does."""
        if any(denial.start == hit.start for denial in denies):
            return Stance.DENIES
        is_admission = self.words.confirms.at(self.tokens, hit.start) is not None
        return Stance.CONFIRMS if is_admission else Stance.CLAIMS

    def _tells_own(self, hit: Found) -> bool:
        """Whether a deed of the speaker's own follows: "said it struck", "said its jets struck", أعلن أنه قصف."""
        for at in range(hit.end, min(len(self.tokens) - 1, hit.end + _OWN_REACH)):
            if self.words.says.at(self.tokens, at):
                return False
            if self.tokens[at].key in _HIMSELF and self._deed_within(at + 1, 2):
                return True
            if self.words.own.at(self.tokens, at) and self._deed_within(at + 1, 4):
                return True
        return False

    def _deed_within(self, start: int, reach: int) -> bool:
        stop = min(len(self.tokens), start + reach)
        return any(self.words.trigger.at(self.tokens, at) for at in range(start, stop))

    def _refusals(self) -> list[Found]:
        """Read "refused … the comment" with the speaker between: رفض متحدث باسم الجيش التعليق."""
        if not _REFUSED & self.tokens.keys or not _COMMENT & self.tokens.keys:
            return []
        for at, token in enumerate(self.tokens):
            if token.key in _REFUSED:
                reach = range(at + 1, min(len(self.tokens), at + _LONGEST_NAME))
                end = next((end for end in reach if self.tokens[end].key in _COMMENT), None)
                if end is not None and all(self._gap_before(i) is None for i in range(at + 1, end + 1)):
                    return [Found(at, at + 1, "no_comment")]
        return []

    def _is_speech(self, hit: Found) -> bool:
        """Leave out an Arabic verb behind ل, which tells a purpose."""
        return not (hit.dropped and self.tokens[hit.start].key.startswith("ل"))

    def _stance(self, says: list[Found], silent: list[Found], denies: list[Found]) -> Stance:
        if silent:
            return Stance.NO_COMMENT
        if denies:
            return Stance.DENIES
        confirms = self.words.confirms.all(self.tokens)
        is_speech = any(hit.start == said.start for hit in confirms for said in says)
        return Stance.CONFIRMS if is_speech else Stance.CLAIMS

    def _weigh(self, voices: list[_Voice], stance: Stance, verbs: tuple[tuple[int, int], ...]) -> Saying:
        bodies = [voice for voice in voices if not voice.is_outlet]
        outlets = sorted((voice for voice in voices if voice.is_outlet), key=lambda voice: (voice.is_relay, voice.at))
        if bodies:
            speaker, through = bodies[0], outlets
        elif outlets:
            speaker, through = outlets[0], outlets[1:]
        else:
            return Saying(self.sentence.number, "", "", (), stance, verbs)
        names = tuple(dict.fromkeys(voice.name for voice in through))
        return Saying(self.sentence.number, speaker.name, speaker.party, names, stance, verbs)

    def _said(self, hit: Found) -> list[_Voice]:
        """Read the one who says: after the verb in Arabic and where English turns it round, else before it."""
        after = self._name_after(hit.end)
        if self.sentence.lang == "ar":
            voices = self._split(after, is_according=False)
            if not voices and self._gap_before(hit.start) is None:
                voices = self._split(self._name_before(hit.start), is_according=False)
            return voices
        gap = self._gap_before(hit.start)
        before = self._name_before(hit.start) if gap is None else None
        if gap is not None and (after is None or self._acts(after[1])):
            before = self._name_before_aside(hit.start)
        voices = self._split(before, is_according=False) or (
            self._split(after, is_according=False) if gap is not None or before is None else []
        )
        return voices + self._told(hit)

    def _acts(self, index: int) -> bool:
        """Whether a deed follows: then the words before it are its doer and not a speaker."""
        return index < len(self.tokens) and self.words.trigger.at(self.tokens, index) is not None

    def _name_before_aside(self, end: int) -> tuple[int, int] | None:
        """Read "X, based in Y, said": the name before the commas."""
        comma = next((at for at in range(end - 1, 0, -1) if self._gap_before(at)), None)
        return self._name_before(comma) if comma is not None and self._gap_before(comma) == "," else None

    def _told(self, hit: Found) -> list[_Voice]:
        """Read the outlet that somebody told."""
        if self.tokens[hit.start].key != "told":
            return []
        return [voice for voice in self._split(self._name_after(hit.end), is_according=False) if voice.is_outlet]

    def _according(self, hit: Found) -> list[_Voice]:
        return self._split(self._name_after(hit.end), is_according=True)

    def _silent(self, hit: Found) -> tuple[str, str]:
        """Return who stayed silent: before the words in English ("Israel declined"), or after "from"."""
        reach = self.tokens[hit.end : hit.end + 12]
        asked = next((hit.end + i for i, token in enumerate(reach) if token.key in _ASKED), None)
        name = self._name_after(asked + 1) if asked is not None else None
        if name is None and self.sentence.lang == "en":
            name = self._name_before(hit.start)
        if name is None:
            name = self._name_after(hit.end)
        if name is None or self.tokens[name[0]].key in _PRONOUNS:
            return "", ""
        ends = range(name[0] + 1, name[1])
        about = next((i for i in ends if self.tokens[i].key in _ABOUT | _FROM | _COMMENT), name[1])
        return self._text(name[0], about), self._party(name[0], about)

    def _name_after(self, start: int) -> tuple[int, int] | None:
        """Return the words of a name that begins here: to the next comma, "that", time or place of speech."""
        while start < len(self.tokens) and self.tokens[start].key in _ARTICLES:
            start += 1
        end = start
        while end < len(self.tokens) and end - start < _LONGEST_NAME and not self._ends_name(start, end):
            end += 1
        return (start, end) if end > start else None

    def _ends_name(self, start: int, end: int) -> bool:
        token = self.tokens[end]
        if end and _BREAK.search(self.text[self.tokens[end - 1].end : token.start]):
            return True
        if token.key in _STOP or token.key in _PRONOUNS or (token.is_arabic and end > start and self._is_object(end)):
            return True
        if end > start and self.words.time_words.at(self.tokens, end):
            return True
        is_preposition = self.words.strong.at(self.tokens, end)
        if is_preposition and (end == start or self._is_town(is_preposition.end)):
            return True
        is_verb = self.words.says.at(self.tokens, end) or self.words.trigger.at(self.tokens, end)
        if token.is_arabic and end > start:
            is_verb = is_verb or self.words.befallen.at(self.tokens, end)
        return bool(is_verb) or (end == start and bool(self.words.time_words.at(self.tokens, end)))

    def _is_object(self, index: int) -> bool:
        """Whether a word behind an Arabic speaker is what he speaks of, or from where."""
        key = self.tokens[index].key
        if key in _OBJECTS or (key.startswith("بال") and key not in self.words.common):
            return True
        return key == "من" and any(span.first in {index + 1, index + 2} for span in self.spans)

    def _is_town(self, index: int) -> bool:
        return any(
            span.first <= index < span.last and span.named and span.named[0].place.feature == "city"
            for span in self.spans
        )

    def _name_before(self, end: int) -> tuple[int, int] | None:
        while end and self.tokens[end - 1].key in _STOP and self._gap_before(end) is None:
            end -= 1
        start = end
        while start and end - start < _LONGEST_NAME and (start == end or self._gap_before(start) is None):
            key = self.tokens[start - 1].key
            if (
                (key in _STOP and not self._joins_names(start - 1))
                or self.words.trigger.at(self.tokens, start - 1)
                or self.words.says.at(self.tokens, start - 1)
            ):
                break
            start -= 1
        while start < end and (self.tokens[start].key in _ARTICLES or self.words.time_words.at(self.tokens, start)):
            start += 1
        is_pronoun = end - start == 1 and self.tokens[start].key in _PRONOUNS
        return (start, end) if end > start and not is_pronoun else None

    def _joins_names(self, index: int) -> bool:
        """Whether "and" stands between two names: "Lebanese and Syrian media"."""
        beside = self.tokens[max(0, index - 1) : index + 2]
        return self.tokens[index].key == "and" and len(beside) == 3 and beside[0].is_capital and beside[2].is_capital

    def _gap_before(self, index: int) -> str | None:
        """Return the mark that parts a word from the one before it, or None."""
        if not index:
            return None
        match = _BREAK.search(self.text[self.tokens[index - 1].end : self.tokens[index].start])
        return match.group() if match else None

    def _split(self, name: tuple[int, int] | None, *, is_according: bool) -> list[_Voice]:
        """Tell outlets from those they quote: "the newspaper X quoted Y", نقلت صحيفة عن."""
        if name is None:
            return []
        start, end = name
        cut = next((i for i in range(start + 1, end - 1) if self.tokens[i].key in _FROM), None)
        parts = [(start, cut), (cut + 1, end)] if cut is not None else [(start, end)]
        return [self._voice(first, last, is_according=is_according) for first, last in parts]

    def _voice(self, start: int, end: int, *, is_according: bool) -> _Voice:
        is_outlet = bool(self.words.outlet.all(self.tokens, start, end))
        is_relay = (
            not is_according
            and end < len(self.tokens)
            and self.words.says.at(self.tokens, end) is not None
            and (any(token.key in _THAT for token in self.tokens[end : end + 3]))
        )
        return _Voice(self._text(start, end), self._party(start, end), is_outlet, is_relay, start, end)

    def _text(self, start: int, end: int) -> str:
        """Return the words as printed, the clitic that a preposition leaves on the first one taken off."""
        first = self.tokens[start]
        begin, article = first.start, ""
        if start and self.words.according.at(self.tokens, start - 1) and first.is_arabic and len(first.key) > _SHORTEST:
            begin, article = (
                (first.offset(2), "ال") if first.key.startswith("لل") else (first.offset(first.key.startswith("ل")), "")
            )
        return article + self.text[begin : self.tokens[end - 1].end].strip(" -–—")

    def _party(self, start: int, end: int) -> str:
        if any(token.key in _INDEPENDENT for token in self.tokens[start:end]):
            return ""
        group = self.words.group.all(self.tokens, start, end)
        if group and group[0].value != "rebels":
            return group[0].value
        inside = [span for span in self.spans if span.first >= start and span.last <= end]
        codes = [span.country or (span.named[0].place.country if span.named else "") for span in inside]
        return next((code for code in codes if code), group[0].value if group else "")
