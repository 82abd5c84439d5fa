"""What a person decided about events being one, by the rows in which they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.errors import SettingError
from layers.matching.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from layers.decisions import Decisions

__all__ = ["Decided", "decided_rows"]


class Decided(NamedTuple):
    """One decision: the rows of its events in the order in which it names them, whether they are one, and why."""

    rows: tuple[int, ...]
    same: bool
    why: str

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Each pair of its rows, the lower first."""
        rows = sorted(set(self.rows))
        return [(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]]


def decided_rows(decided: Sequence[Decisions], events: pd.DataFrame) -> list[Decided]:
    """Find the events that decisions name.

    Parameters
    ----------
    decided
        The decisions; those about mentions are none of this function's business.
    events
        The event table. An event is known by its id and by those of what it was made of, alone or as id@report.

    Raises
    ------
    SettingError
        A decision names an event that no source tells, or that several tell.
    """
    if not any(decisions.merges for decisions in decided):
        return []
    known: dict[str, list[int]] = {}
    for row, (name, keys) in enumerate(zip(events["id"], keys_of(events), strict=True)):
        for called in dict.fromkeys((str(name), *(called for key in keys for called in (key.id, key.full)))):
            known.setdefault(called, []).append(row)
    return [
        Decided(tuple(_row(event, known, decisions.name) for event in merge.events), merge.decide == "same", merge.why)
        for decisions in decided
        for merge in decisions.merges
    ]


def _row(event: str, known: Mapping[str, Sequence[int]], name: str) -> int:
    found = known.get(event, ())
    if not found:
        raise SettingError(f"{name}: a merge names the event {event!r}, which no source tells; see majal read --json")
    if len(found) > 1:
        raise SettingError(
            f"{name}: a merge names the event {event!r}, which {len(found)} sources tell; expected id@report, as the "
            "merged table has it"
        )
    return found[0]
