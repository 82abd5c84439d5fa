"""What is known of a layer once all its parts are built: its legend, its notes, whom to credit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from layers.credit import credits_of
from layers.kinds import kinds
from layers.text import Counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layers.layer import Layer
    from layers.text import Text

__all__ = ["gathered"]


def gathered(parts: Sequence[Layer]) -> Layer:
    """Put layers of some of the records each together, all but their rows."""
    how = kinds()[parts[0].kind].by_record
    assert how is not None  # no other kind is built in parts
    return replace(
        parts[0],
        legend=how.ordered(entry for part in parts for entry in part.legend),
        notes=_notes(note for part in parts for note in part.notes),
        attribution=credits_of(part.attribution for part in parts),
        licence=credits_of(part.licence for part in parts),
    )


def _notes(notes: Iterable[Text]) -> tuple[Text, ...]:
    """Tell each note once; what they count adds up."""
    told: dict[Text, Text] = {}
    for note in notes:
        if not isinstance(note, Counted):
            told[note] = note
            continue
        before = told.get(note.words)
        number = note.number + (before.number if isinstance(before, Counted) else 0)
        told[note.words] = Counted.of(number, note.words)
    return tuple(told.values())
