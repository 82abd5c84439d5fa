"""How many of what: aircraft, targets, strikes, killed, wounded, with least and most."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from layers.reading.numbers import Number, number_at, tells_number
from layers.reading.segment import keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.lexicon import Found, Lexicon
    from layers.reading.segment import Sentence, Token

__all__ = ["counts", "in_conflict"]

_REACH = 4
_HARM_REACH = 9
_HARM = {"killed", "wounded"}
_OF_PEOPLE = {*_HARM, "people_noun"}
# The make of an aircraft has so many letters at most; the plural has an "s" behind the number.
_FIGHTERS = keys("fighters")
_LONGEST_MAKE = 3
_MODELS = re.compile(r"[A-Z][A-Za-z]{0,2}-\d{1,3}[A-Z]?s")
_BEHIND = {"واحد": 1, "واحده": 1, "اثنين": 2, "اثنان": 2, "اثنتين": 2}
_AMONG = keys("including among بينهم بينهن بينها منهم")
_NONE = keys("no")
_AND = keys("and but while")
_TO = {"to", "and", "الي"}
_OF = keys("of the out من أصل")


def counts(text: str, sentence: Sentence, words: Lexicon) -> list[dict[str, Any]]:
    """Return the numbers that a sentence tells, with what they count.

    Returns
    -------
    list of dict
        ``what`` (a word of the tables), ``min`` and ``max`` (null where the text leaves that end open), ``text`` as
        printed, ``at``, its first word, and ``end``, where it ends in the text.
        "More than ten" is at least eleven; "about ten" is ten, and ``text`` keeps the "about".
    """
    tokens = sentence.tokens
    may_count = tells_number(tokens.keys, words.lang) or words.dual.among(tokens.keys)
    if not may_count and not words.modifier.among(tokens.keys):
        return []
    found: list[dict[str, Any]] = []
    index = 0
    while index < len(tokens):
        record, index = _single(text, tokens, index, words) or _count_at(
            text, tokens, index, words, found[-1]["what"] if found else ""
        )
        if record and not _is_part(tokens, record["at"]):
            found.append(record)
    return _each_once(_summed(tokens, found))


def _is_part(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number counts some of those counted before, or nobody: "among them two children", "of one family"."""
    before = tokens[index - 1].key if index else ""
    if before in _NONE or (before == "of" and tokens[index].key == "one"):
        return True
    return any(token.key in _AMONG for token in tokens[max(0, index - 2) : index])


def _summed(tokens: Sequence[Token], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add up aircraft of two models told in a row: "two F-16s and two A-10s"."""
    out: list[dict[str, Any]] = []
    for record in found:
        last = out[-1] if out else None
        if last is None or not _is_row(tokens, last, record):
            out.append(record)
            continue
        both = f"{last['text']} and {record['text']}"
        low, high = last["min"] + record["min"], last["max"] + record["max"]
        out[-1] = {**last, "min": low, "max": high, "text": both, "end": record["end"]}
    return out


def _is_row(tokens: Sequence[Token], last: dict[str, Any], record: dict[str, Any]) -> bool:
    """Whether only "and" stands between two counts of aircraft."""
    at = record["at"]
    if not last["what"] == record["what"] == "aircraft" or at < 2 or tokens[at - 1].key != "and":
        return False
    is_beside = tokens[at - 2].end <= last["end"] + 1
    return is_beside and None not in {last["min"], last["max"], record["min"], record["max"]}


def in_conflict(told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make one range of the dead, and one of the wounded, that several speakers of one event count differently.

    Parameters
    ----------
    told
        Counts as `counts` returns them, each with ``by``, who counts.

    Returns
    -------
    list of dict
        In order, the range in place of the first. A count without a least number stays as it is told.
    """
    out: list[dict[str, Any]] = []
    for record in told:
        at = next((at for at, old in enumerate(out) if _is_other_count(old, record)), None)
        if at is None:
            out.append(record)
            continue
        old = out[at]
        highs = (old["max"], record["max"])
        high = None if None in highs else max(highs)
        text = f"{old['text']}; {record['text']}"
        out[at] = {**old, "min": min(old["min"], record["min"]), "max": high, "text": text}
    return out


def _is_other_count(old: dict[str, Any], new: dict[str, Any]) -> bool:
    is_harm = old["what"] == new["what"] and old["what"] in _HARM
    return is_harm and old.get("by") != new.get("by") and old["min"] is not None and new["min"] is not None


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


def _single(text: str, tokens: Sequence[Token], index: int, words: Lexicon) -> tuple[dict[str, Any], int] | None:
    """Read صاروخ واحد, قنبلة واحدة, قناصين اثنين, where the number stands behind the noun."""
    value = _BEHIND.get(tokens[index + 1].key) if index + 1 < len(tokens) else None
    hit = words.count.at(tokens, index) or words.dual.at(tokens, index) if value else None
    if value is None or hit is None or hit.end != index + 1:
        return None
    what = _harm(tokens, index, index + 1, words) if hit.value == "people_noun" else hit.value
    return (_record(text, tokens, what, value, value, index, index + 2), index + 2) if what else None


def _is_model(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a number belongs to a name or a measure: F-16, إف-16, "500-pound"."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    is_figure = tokens[index].text[-1:].isdigit()
    if is_figure and after is not None and text[tokens[index].end : after.start] == "-" and after.text.isalpha():
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
    behind = _before(tokens, number, words)
    is_behind = behind is not None and _is_told_of(text, tokens, number, words)
    for index in range(number.end, min(len(tokens), number.end + _REACH)):
        if tokens[index].key in _AND and any(
            hit.value in _HARM for hit in words.count.all(tokens, index + 1, min(len(tokens), index + 3))
        ):
            break
        gap = text[tokens[index - 1].end : tokens[index].start]
        if (number_at(tokens, index, words) and not _is_model(text, tokens, index)) or any(
            mark in gap for mark in (*',،;؛()"“”', " - ", "–", "—")
        ):
            break
        model = _model_end(text, tokens, index)
        if model:
            return "aircraft", model
        hit = _head(text, tokens, words.count.at(tokens, index), words)
        if hit and hit.dropped and hit.value in _HARM:
            break
        if hit and hit.value == "people_noun":
            what = _harm(tokens, number.start, hit.end, words)
            return (what, hit.end) if what else None
        if hit and is_behind and behind and (hit.value in _HARM or tokens[hit.end - 1].key in _FIGHTERS):
            return (behind[0], hit.end) if hit.value not in _HARM else behind
        if hit:
            return hit.value, hit.end
    return behind


def _is_told_of(text: str, tokens: Sequence[Token], number: Number, words: Lexicon) -> bool:
    """Whether an English word for harm stands just before a number, and no mark: "killed 3 and wounded 5"."""
    begin = max(0, number.start - 1)
    while begin and words.modifier.ending(tokens, begin + 1):
        begin -= 1
    hit = words.count.at(tokens, begin) if begin < number.start else None
    is_harm = hit is not None and hit.value in _HARM and not tokens[begin].is_arabic
    return is_harm and "," not in text[tokens[begin].end : tokens[number.start].start]


def _head(text: str, tokens: Sequence[Token], hit: Found | None, words: Lexicon) -> Found | None:
    """Return the last noun of an English row: "strike aircraft" are aircraft, "drone strikes" are strikes."""
    while hit and hit.end < len(tokens) and not tokens[hit.start].is_arabic and hit.value not in _OF_PEOPLE:
        after = words.count.at(tokens, hit.end)
        if after is None or after.value in _OF_PEOPLE or text[tokens[hit.end - 1].end : tokens[hit.end].start] != " ":
            break
        hit = after
    return hit


def _model_end(text: str, tokens: Sequence[Token], index: int) -> int | None:
    """Return the word behind the model of an aircraft in the plural: F-16s, Su-27s, A-10s."""
    if index + 2 >= len(tokens) or not tokens[index].is_capital or len(tokens[index].text) > _LONGEST_MAKE:
        return None
    return index + 3 if _MODELS.fullmatch(text[tokens[index].start : tokens[index + 2].end]) else None


def _before(tokens: Sequence[Token], number: Number, words: Lexicon) -> tuple[str, int] | None:
    """Read "killed 12", "wounding 30 others"."""
    hits = [hit for hit in words.count.all(tokens, max(0, number.start - 4), number.start) if hit.value in _HARM]
    return (hits[-1].value, number.end) if hits else None


def _harm(tokens: Sequence[Token], start: int, end: int, words: Lexicon) -> str:
    """Tell whether people counted were killed or wounded: the nearer word before, else the first one after."""
    before = [hit for hit in words.count.all(tokens, max(0, start - 5), start) if hit.value in _HARM]
    after = [hit for hit in words.count.all(tokens, end, min(len(tokens), end + _HARM_REACH)) if hit.value in _HARM]
    if before and after and any(token.key in _AND for token in tokens[before[-1].end : start]):
        return after[0].value
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
    return {"what": what, "min": low, "max": high, "text": printed, "at": start, "end": tokens[end - 1].end}
