"""The same event told twice: what a person decided to be one event becomes one, with the claims of all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.errors import SettingError
from layers.events import claims_of, event_table, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.decisions import Decisions
    from layers.events import Dossier

__all__ = ["merged"]


def merged(dossier: Dossier, decided: Sequence[Decisions]) -> Dossier:
    """Join the events that a person decided to be the same.

    The first event of a decision stays: its place, time and title. It takes over the claims, actors, targets, counts
    and distances of the others, its status is derived anew from all its claims, and ``why`` says that they were joined.
    Events decided to be ``different`` stay as they are, since nothing is joined without a decision.

    Parameters
    ----------
    dossier
        The sources' events, with their claims.
    decided
        The decisions; those about mentions are none of this function's business.

    Returns
    -------
    Dossier
        The same dossier where nothing is to be joined.

    Raises
    ------
    SettingError
        A decision names an event that no source told.
    """
    if not any(decisions.merges for decisions in decided):
        return dossier
    events = {
        str(row["id"]): {str(key): value for key, value in row.items()} for row in dossier.events.to_dict("records")
    }
    into: dict[str, str] = {}
    for decisions in decided:
        for merge in decisions.merges:
            _known(merge.events, events, decisions.name)
            if merge.decide == "same":
                first, *others = merge.events
                into |= dict.fromkeys(others, first)
                _join(events[first], [events.pop(other) for other in others], merge.why)
    if not into:
        return dossier
    claims = dossier.claims.assign(subject=dossier.claims["subject"].replace(into))
    told = claims_of(claims)
    for first in set(into.values()):
        events[first]["status"] = str(status_of(told.get(first, []), events[first]["actors"]))
    return replace(dossier, events=event_table(events.values()), claims=claims)


def _known(ids: Sequence[str], events: Mapping[str, object], name: str) -> None:
    for event in ids:
        if event not in events:
            raise SettingError(
                f"{name}: a merge names the event {event!r}, which no source tells; see majal read --json"
            )


def _join(first: dict[str, Any], others: Sequence[Mapping[str, Any]], why: str) -> None:
    """Let the first event take in what the others add."""
    for column in ("actors", "targets", "counts", "distances"):
        told = [item for row in (first, *others) for item in row[column]]
        first[column] = [item for index, item in enumerate(told) if item not in told[:index]]
    first["why"] = f"{first['why']}; joined with {len(others)} more: {why}".removeprefix("; ")
    first["why_ar"] = f"{first['why_ar']}؛ ضُم إليه {len(others)}: {why}".removeprefix("؛ ")
