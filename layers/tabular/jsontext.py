"""JSON as people send it, read whole or refused with the place where it breaks off."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.decoding import mended
from geo.errors import FileError
from layers.events import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["load", "load_each"]

# A surrogate written as an escape may be half of a pair, which no text can hold.
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)


def load(text: str, name: str, faults: list[Fault], line: int | None = None) -> Any:  # noqa: ANN401 - any JSON
    """Read a JSON text; a key that an object has twice is told, and its last value counts.

    Numbers that JSON does not have (``NaN``, ``Infinity``) are kept as words, which no reader of numbers takes.

    Parameters
    ----------
    text
        One value.
    name
        The file's name, for messages.
    faults
        Where to tell of keys that stand twice.
    line
        The line on which the text stands in its file, where it is but a part of it.

    Raises
    ------
    FileError
        It is no JSON, is cut off, or is nested too deeply.
    """
    twice: Counter[str] = Counter()

    def made(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            twice.update(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return record

    try:
        found = json.loads(text, object_pairs_hook=made, parse_constant=str)
    except json.JSONDecodeError as problem:
        at = f"line {line or problem.lineno}, column {problem.colno}"
        raise FileError(f"{name}, {at}: no JSON that can be read: {_reason(text, problem)}") from problem
    except RecursionError as problem:
        raise FileError(f"{name}: brackets are nested too deeply; expected a list of records or features") from problem
    except ValueError as problem:  # a whole number of more digits than Python reads
        raise FileError(f"{name}: no JSON that can be read: {problem}") from problem
    message = "a key twice in one object, the last one counts"
    faults += [Fault(name, message, line, key, "each key once", f"{count} times") for key, count in twice.items()]
    return mended(found) if _SURROGATE.search(text) else found


def load_each(
    records: Iterable[tuple[int, str]], name: str, faults: list[Fault], expected: str
) -> list[tuple[int, Any]]:
    """Read numbered JSON texts; one that cannot be read is a fault of its number and costs no other.

    Parameters
    ----------
    records
        The number of each, under which a person finds it, and the text.
    name, faults
        As in `load`.
    expected
        What each should be.
    """
    found: list[tuple[int, Any]] = []
    for at, record in records:
        try:
            found.append((at, load(record, name, faults, at)))
        except FileError as problem:
            reason = str(problem).removeprefix(name).partition(": ")[2]
            faults.append(Fault(name, reason, at, "", expected, repr(record[:60]), rejected=True))
    return found


def _reason(text: str, problem: json.JSONDecodeError) -> str:
    if page := _page_instead(text):
        return page
    reason = problem.msg[:1].lower() + problem.msg[1:]
    breaks_off = problem.pos >= len(text.rstrip()) - 1 or problem.msg.startswith("Unterminated")
    return f"{reason}; is the file cut off?" if breaks_off else reason


def _page_instead(text: str) -> str:
    """Say that a text is a web page, where it is one; else nothing."""
    return "this is a web page, perhaps an error of the server; download the file again" if _PAGE.match(text) else ""
