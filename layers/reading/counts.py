"""How many of what: aircraft, targets, strikes, killed, wounded, with least and most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.reading.numbers import Number, number_at, tells_number
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Lexicon
    from layers.reading.segment import Sentence, Token

__all__ = ["counts"]

_REACH = 4
_HARM_REACH = 9
_HARM = {"killed", "wounded"}
_AMONG = keys("including among بينهم بينهن بينها منهم")
_TO = {"to", "and", "الي"}
_OF = keys("of the out من أصل")


def counts(text: str, sentence: Sentence, words: Lexicon) -> list[dict[str, Any]]:
    """Return the numbers that a sentence tells, with what they count.

    Returns
    -------
    list of dict
        ``what`` (a word of the tables), ``min`` and ``max`` (null where the text leaves that end open), ``text`` as
        printed, and ``at``, its first word.
        "More than ten" is at least eleven; "about ten" is ten, and ``text`` keeps the "about".
    """
    tokens = sentence.tokens
    may_count = tells_number(tokens.keys, words.lang) or words.dual.among(tokens.keys)
    if not may_count and not words.modifier.among(tokens.keys):
        return []
    found: list[dict[str, Any]] = []
    index = 0
    while index < len(tokens):
        record, index = _count_at(text, tokens, index, words, found[-1]["what"] if found else "")
        if record and not _is_part(tokens, record["at"]):
            found.append(record)
    return _each_once(found)


def _is_part(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number counts some of those counted before: "seven people, among them two children"."""
    return any(token.key in _AMONG for token in tokens[max(0, index - 2) : index])


def _each_once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: dict[tuple[object, ...], dict[str, Any]] = {}
    for record in found:
        seen.setdefault((record["what"], record["min"], record["max"]), record)
    return list(seen.values())


def _count_at(
    text: str, tokens: Sequence[Token], index: int, words: Lexicon, last_what: str
) -> tuple[dict[str, Any] | None, int]:
    key = tokens[index].key
    dual = words.dual.at(tokens, index) if words.dual.may_begin(key) else None
    if dual:
        what = _harm(tokens, dual.start, dual.end, words) if dual.value == "people_noun" else dual.value
        return (_record(text, tokens, what, 2, 2, dual.start, dual.end) if what else None), dual.end
    modifier = words.modifier.at(tokens, index) if words.modifier.may_begin(key) else None
    if modifier is None and number_at(tokens, index, words) is None:
        return None, index + 1
    start = modifier.end if modifier else index
    number = number_at(tokens, start, words) if start < len(tokens) and not _is_model(text, tokens, start) else None
    if number is None:
        return _more_than_one(text, tokens, index, words)
    until = _range_end(text, tokens, number, words)
    last = until or _whole(tokens, number, words) or number
    noun = _noun(text, tokens, last, words) or _left_out(tokens, last, words, last_what)
    if noun is None:
        return None, number.end
    what, end = noun
    if _is_year(number.value, tokens, index) and end - last.end != 1:
        return None, number.end
    after = words.modifier.at(tokens, end) if end < len(tokens) else None
    if modifier is None and after is not None and after.value == "at_least_after":
        modifier, end = after._replace(value="at_least"), after.end
    low, high = _bounds(modifier.value if modifier else "", number.value, until.value if until else None)
    return _record(text, tokens, what, low, high, index, end), end


def _is_model(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a number belongs to a name or a measure: F-16, إف-16, "500-pound"."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is not None and text[tokens[index].end : after.start] == "-" and after.text.isalpha():
        return True
    return before is not None and text[before.end : tokens[index].start] == "-" and not before.text[-1:].isdigit()


def _is_year(value: float, tokens: Sequence[Token], index: int) -> bool:
    return 1900 <= value <= 2100 and len(tokens[index].text) == 4


def _more_than_one(text: str, tokens: Sequence[Token], index: int, words: Lexicon) -> tuple[dict[str, Any] | None, int]:
    """Read "more than <one> area", which Arabic writes without the number."""
    modifier = words.modifier.at(tokens, index)
    if modifier is None or modifier.value != "more_than" or modifier.end >= len(tokens):
        return None, index + 1
    noun = words.count.at(tokens, modifier.end)
    if noun is None or not tokens[noun.start].is_arabic or noun.value in {*_HARM, "people_noun"}:
        return None, index + 1
    return _record(text, tokens, noun.value, 2, None, index, noun.end), noun.end


def _range_end(text: str, tokens: Sequence[Token], number: Number, words: Lexicon) -> Number | None:
    index = number.end
    if index >= len(tokens):
        return None
    is_dash = text[tokens[index - 1].end : tokens[index].start] in {"-", "–", "—"}
    if tokens[index].key in _TO:
        index += 1
    elif not is_dash and not (tokens[index].key[:1] == "و" and tokens[index].key[1:].isdigit()):
        return None
    return number_at(tokens, index, words) if index < len(tokens) else None


def _left_out(tokens: Sequence[Token], number: Number, words: Lexicon, last_what: str) -> tuple[str, int] | None:
    """Read a number whose noun is left out: "four strikes near X, two near Y"."""
    if last_what in {"", *_HARM} or number.end >= len(tokens):
        return None
    cue = words.cue_before.at(tokens, number.end)
    is_place = bool(words.strong.at(tokens, number.end)) or (cue is not None and cue.value == "near")
    return (last_what, number.end) if is_place else None


def _whole(tokens: Sequence[Token], number: Number, words: Lexicon) -> Number | None:
    """Read the whole of which a number is a part: "20 of 24 drones" counts 20."""
    index = number.end
    while index < len(tokens) and tokens[index].key in _OF:
        index += 1
    return number_at(tokens, index, words) if number.end < index < len(tokens) else None


def _noun(text: str, tokens: Sequence[Token], number: Number, words: Lexicon) -> tuple[str, int] | None:
    """Return what the number counts and the word after it: the next countable thing, adjectives passed over."""
    for index in range(number.end, min(len(tokens), number.end + _REACH)):
        gap = text[tokens[index - 1].end : tokens[index].start]
        if (number_at(tokens, index, words) and not _is_model(text, tokens, index)) or any(
            mark in gap for mark in (*',،;؛()"“”', " - ", "–", "—")
        ):
            break
        hit = words.count.at(tokens, index)
        if hit and hit.dropped and hit.value in _HARM:
            break
        if hit and hit.value == "people_noun":
            what = _harm(tokens, number.start, hit.end, words)
            return (what, hit.end) if what else None
        if hit:
            return hit.value, hit.end
    return _before(tokens, number, words)


def _before(tokens: Sequence[Token], number: Number, words: Lexicon) -> tuple[str, int] | None:
    """Read "killed 12", "wounding 30 others"."""
    hits = [hit for hit in words.count.all(tokens, max(0, number.start - 3), number.start) if hit.value in _HARM]
    return (hits[-1].value, number.end) if hits else None


def _harm(tokens: Sequence[Token], start: int, end: int, words: Lexicon) -> str:
    """Tell whether people counted were killed or wounded: the nearer word before, else the first one after."""
    before = [hit for hit in words.count.all(tokens, max(0, start - 5), start) if hit.value in _HARM]
    after = [hit for hit in words.count.all(tokens, end, min(len(tokens), end + _HARM_REACH)) if hit.value in _HARM]
    if before and (tokens[before[-1].start].is_arabic or start - before[-1].end <= 3):
        return before[-1].value
    return after[0].value if after else (before[-1].value if before else "")


def _bounds(modifier: str, first: float, second: float | None) -> tuple[int | None, int | None]:
    low, high = int(first), int(second if second is not None else first)
    if modifier in {"at_least", "at_least_after"}:
        return low, None
    if modifier == "more_than":
        return low + 1, None
    if modifier == "at_most":
        return None, high
    if modifier == "fewer_than":
        return None, high - 1
    return low, high


def _record(
    text: str, tokens: Sequence[Token], what: str, low: int | None, high: int | None, start: int, end: int
) -> dict[str, Any]:
    printed = text[tokens[start].start : tokens[end - 1].end]
    return {"what": what, "min": low, "max": high, "text": printed, "at": start}
