"""The same event found in two files: one that an earlier merge made, or an export and what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers.events import CLAIM_COLUMNS
from layers.matching.groups import Groups
from layers.matching.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.matching.keys import Key

__all__ = ["known_again", "without_copies"]


def known_again(events: pd.DataFrame) -> tuple[Groups, dict[int, int]]:
    """Find the events that share a key (`layers.matching.keys`).

    Returns
    -------
    Groups
        Those that share one are one.
    dict
        The rows that tell nothing of their own -> the row that has all of their keys. Of equals the first stays.
    """
    keys = keys_of(events)
    groups, first = Groups.apart(len(events)), dict[object, int]()
    for row, mine in enumerate(keys):
        for key in mine:
            groups.join(first.setdefault(key, row), row)
    copies: dict[int, int] = {}
    for rows in groups.joined():
        copies |= _copies(rows, keys)
    return groups, copies


def _copies(rows: Sequence[int], keys: Sequence[tuple[Key, ...]]) -> dict[int, int]:
    """Return the rows whose keys another row of the group has too: it has the most."""
    told = {row: frozenset(keys[row]) for row in rows}
    most_first = sorted(rows, key=lambda row: (-len(told[row]), row))
    copies: dict[int, int] = {}
    for at, row in enumerate(most_first):
        kept = next((other for other in most_first[:at] if told[row] <= told[other]), None)
        if kept is not None:
            copies[row] = kept
    return copies


def without_copies(claims: pd.DataFrame, subjects: set[str]) -> pd.DataFrame:
    """Keep each claim about these subjects once, though two files tell it."""
    about = claims["subject"].isin(list(subjects))
    if not about.any():
        return claims
    told = claims[about]
    plain = {column.name: [_plain(value) for value in told[column.name]] for column in CLAIM_COLUMNS}
    again = told.index[pd.DataFrame(plain).duplicated().to_numpy()]
    return claims.drop(index=again).reset_index(drop=True)


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "\x1f".join(map(str, value))
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]
