"""What the command says: data to standard output, everything else to standard error."""

from __future__ import annotations

import re
import sys

__all__ = ["number", "out", "say", "set_loudness", "shown"]

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_LOUDNESS = {"now": 0}


def set_loudness(level: int) -> None:
    """Set how much `say` says: -1 nothing, 0 what matters, 1 everything."""
    _LOUDNESS["now"] = level


def say(line: str, level: int = 0) -> None:
    """Tell the user something that is no data."""
    if _LOUDNESS["now"] >= level:
        print(shown(line), file=sys.stderr)


def shown(text: str) -> str:
    """Put a sign for every control character, with which a name from a file could drive the terminal."""
    return _CONTROLS.sub("\ufffd", text)


def number(count: int, thing: str) -> str:
    """Write a count with its English noun: 1 fault, 2 faults."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def out(text: str) -> None:
    """Print data, in UTF-8 whatever the locale."""
    if sys.stdout is None:  # it was closed before we started
        raise BrokenPipeError
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
