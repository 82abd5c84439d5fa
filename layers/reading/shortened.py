"""Short forms of divisions as English prints them: "Louisville, Ky.", "D-S.C.", "Paris, TX"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from geo.gazetteer.normalise import key_of
from layers.reading.lexicon import lexicon

if TYPE_CHECKING:
    from layers.reading.segment import Sentence

__all__ = ["Short", "shortened"]


class Short(NamedTuple):
    """A short form: the word behind its last, and the key of the name that it stands for."""

    last: int
    key: str


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds short forms: some stand with a point alone, others only behind a place and a comma."""
    tables = lexicon("en").short
    alone = "|".join(_printed(form) for form in sorted(tables["alone"], key=len, reverse=True))
    behind = "|".join(_printed(form) for form in sorted(tables["behind"], key=len, reverse=True))
    codes = "|".join(sorted(tables["code"]))
    return re.compile(rf"\b(?:(?:{alone})\.|(?<=, )(?:{behind})\.|(?<=[a-z], )(?:{codes})\b)")


def _printed(form: str) -> str:
    return re.escape(form).replace(r"\.", r"\. ?")


@cache
def _names() -> dict[str, str]:
    tables = lexicon("en").short
    return {_bare(form): key_of(name) for table in tables.values() for form, name in table.items()}


def _bare(form: str) -> str:
    return form.replace(" ", "").rstrip(".")


def shortened(text: str, sentence: Sentence) -> dict[int, Short]:
    """Return the short forms of divisions in an English sentence by their first words."""
    if sentence.lang != "en" or not sentence.tokens:
        return {}
    found = {}
    starts = {token.start: index for index, token in enumerate(sentence.tokens)}
    for match in _pattern().finditer(text, sentence.start, sentence.end + 1):
        first = starts.get(match.start())
        if first is not None:
            last = first + 1
            while last < len(sentence.tokens) and sentence.tokens[last].start < match.end():
                last += 1
            found[first] = Short(last, _names()[_bare(match.group())])
    return found
