"""The same event told twice becomes one: as a person decided, or because enough speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import SettingError
from layers.joining import join
from layers.matching.decided import decided_rows
from layers.matching.gathered import gathered
from layers.matching.groups import Groups, matched
from layers.matching.keys import keys_of
from layers.matching.parties import shared
from layers.matching.reasons import Reasons
from layers.matching.rules import Rules
from layers.matching.score import Likeness, compared, pairs
from layers.matching.told import Coded, Told, over_distinct
from layers.matching.verdicts import by_hand, near_misses, notes, outcome, verdict_table
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from layers.decisions import Decisions
    from layers.events import Dossier
    from layers.matching.decided import Decided

    Indices = npt.NDArray[np.intp]

__all__ = ["Merged", "merge", "merged"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Attributes
    ----------
    dossier
        Every event once, in the order of their start.
    verdicts
        A row a pair that was joined, or nearly (`layers.matching.verdicts.VERDICT_COLUMNS`). `verdict` is ``joined``,
        ``decided_same``, ``decided_different``, ``contested`` (they name different actors), ``unclear`` (others fit as
        well), ``crowded`` (their groups may not be one) or ``too_little``; `event` is the id of what was joined.
    copies
        How many events were found in two sources by their id and report.
    """

    dossier: Dossier
    verdicts: pd.DataFrame
    copies: int


# So many events of a source are compared at once: memory stays bounded where thousands are told of one place and day.
_AT_ONCE = 1 << 14


def _silent(_line: str) -> None:
    """Say nothing."""


def merge(
    dossiers: Sequence[Dossier],
    decided: Sequence[Decisions] = (),
    rules: Rules | None = None,
    progress: Callable[[str], None] = _silent,
) -> Merged:
    """Make what several sources tell of one event one event, with the claims of all.

    Parameters
    ----------
    dossiers
        One a source: two events of one of them are never the same but by decision, since sources count their own.
    decided
        What a person decided, which stands above every score.
    rules
        Windows and thresholds; None takes those of `Rules`.
    progress
        Is told each long step in one line.

    Returns
    -------
    Merged
        The same for every order of the dossiers, and nothing new where what was merged is merged again.

    Raises
    ------
    SettingError
        A decision names an event that no source tells, or contradicts another decision or an earlier merge.
    """
    rules = rules or Rules()
    all_ = gathered(dossiers)
    events = all_.dossier.events
    decisions = decided_rows(decided, events)
    _decide(decisions, all_.groups, events)
    field = _Field(Told.of(events, rules), all_.labels, _reports(events), _apart(decisions), all_.groups)
    likeness = field.scored(rules, progress)
    joined, refused = matched(all_.groups, likeness, all_.labels, rules, field.may_join)
    progress(f"joining groups of events: {len(all_.groups.members):,}")
    misses = near_misses(likeness, joined, refused, all_.groups, all_.labels, rules)
    reasons = Reasons(events, field.told)
    verdicts = outcome(likeness, {"joined": joined, **misses}, reasons, rules) + by_hand(decisions)
    groups = field.finest_first(all_.groups.joined())
    dossier = join(all_.dossier, groups, notes(groups, verdicts))
    leader = {row: rows[0] for rows in groups for row in rows}
    return Merged(_in_order(dossier), verdict_table(verdicts, events, leader), all_.copies)


def _in_order(dossier: Dossier) -> Dossier:
    """Order events by their start, and claims by their event and report: no order of files is left in them."""
    events = dossier.events.sort_values(["start", "id"], ignore_index=True)
    place = pd.Series(np.arange(len(events)), index=events["id"].astype("object"))
    at = dossier.claims["subject"].astype("object").map(place).fillna(len(events)).to_numpy(dtype=np.int64)
    order = np.lexsort((pd.factorize(dossier.claims["report"], sort=True)[0], at))
    return replace(dossier, events=events, claims=dossier.claims.iloc[order].reset_index(drop=True))


def merged(dossier: Dossier, decided: Sequence[Decisions]) -> Dossier:
    """Join the events that a person decided to be the same, and no others.

    The first event of a decision leads (`layers.joining.join`). Events decided to be ``different`` stay as they are,
    since nothing is joined without a decision.

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
        A decision names an event that no source told, or contradicts another decision.
    """
    decisions = decided_rows(decided, dossier.events)
    groups = Groups.apart(len(dossier.events))
    _decide(decisions, groups, dossier.events)
    same = [each for each in decisions if each.same]
    found = [_as_named(rows, same) for rows in groups.joined()]
    whys = [[each.why for each in same if each.rows[0] in rows] for rows in found]
    return join(dossier, found, [_by_hand(len(rows), why) for rows, why in zip(found, whys, strict=True)])


def _as_named(rows: Sequence[int], decisions: Sequence[Decided]) -> list[int]:
    named = dict.fromkeys(row for each in decisions for row in each.rows)
    return [row for row in named if row in set(rows)]


def _by_hand(count: int, whys: Sequence[str]) -> Text:
    told = "; ".join(dict.fromkeys(whys))
    return Text(f"joined with {count - 1} more: {told}", f"ضُم إليه {count - 1}: {told}")


def _decide(decisions: Sequence[Decided], groups: Groups, events: gpd.GeoDataFrame) -> None:
    """Join what is decided to be one, and see that nothing is one that is decided to be different."""
    for one, other in (pair for each in decisions if each.same for pair in each.pairs):
        groups.join(one, other)
    for each in decisions:
        if not each.same and len({int(groups.parent[row]) for row in each.rows}) < len(each.rows):
            named = ", ".join(repr(str(name)) for name in events["id"].iloc[sorted(set(each.rows))])
            raise SettingError(
                f"events decided to be different ({each.why}) are one by another decision or an earlier merge: "
                f"{named}; merge again from the sources, or take one decision back"
            )


def _apart(decisions: Sequence[Decided]) -> frozenset[tuple[int, int]]:
    return frozenset(pair for each in decisions if not each.same for pair in each.pairs)


def _reports(events: gpd.GeoDataFrame) -> Coded:
    return Coded.of([frozenset(key.report for key in keys) for keys in keys_of(events)])


@dataclass(frozen=True, slots=True)
class _Field:
    """The events that are held against each other, and what forbids that two of them are one."""

    told: Told
    labels: Indices
    reports: Coded
    apart: frozenset[tuple[int, int]]
    groups: Groups

    def scored(self, rules: Rules, progress: Callable[[str], None]) -> Likeness:
        """Hold every event against those of other sources that are near it; keep what is worth telling."""
        nobody = np.zeros(0, dtype=np.intp)
        found = [self._compared(nobody, nobody, rules)]
        for label in range(1, int(self.labels.max(initial=0)) + 1):
            before, mine = np.flatnonzero(self.labels < label), np.flatnonzero(self.labels == label)
            progress(f"comparing events of one source with those of others: {len(mine):,} with {len(before):,}")
            parts = (mine[first : first + _AT_ONCE] for first in range(0, len(mine), _AT_ONCE))
            found.extend(self._compared(before, part, rules) for part in parts)
        return Likeness.of_all(found)

    def _compared(self, before: Indices, mine: Indices, rules: Rules) -> Likeness:
        a, b, distance_m = pairs(self.told, before, mine, rules)
        may = over_distinct(self.reports, a, b, _foreign) > 0
        may &= (self.groups.parent[a] != self.groups.parent[b]) & ~self._is_apart(a, b)
        likeness = compared(self.told, a[may], b[may], distance_m[may], rules)
        return likeness.take(likeness.score >= rules.near)

    def _is_apart(self, a: Indices, b: Indices) -> npt.NDArray[np.bool_]:
        count = len(self.labels)
        codes = np.array([one * count + other for one, other in self.apart], dtype=np.int64)
        return np.isin(a * count + b, codes)

    def may_join(self, one: int, other: int) -> bool:
        """Whether two groups may be one: no source twice, no contradiction, nothing decided against it."""
        return all(self._may_be_one(a, b) for a in self.groups.of(one) for b in self.groups.of(other))

    def _may_be_one(self, a: int, b: int) -> bool:
        ours, theirs = (self.told.actors.distinct[self.told.actors.which[row]] for row in (a, b))
        reports = (self.reports.distinct[self.reports.which[row]] for row in (a, b))
        return (
            self.labels[a] != self.labels[b]
            and not frozenset.intersection(*reports)
            and (min(a, b), max(a, b)) not in self.apart
            and not (ours and theirs and not shared(ours, theirs))
        )

    def finest_first(self, groups: Sequence[Sequence[int]]) -> list[list[int]]:
        """Order each group by how finely its events are placed, so that the finest leads."""
        reach_m = np.nan_to_num(self.told.spans.reach_m, nan=np.inf).tolist()
        return [sorted(rows, key=lambda row: (reach_m[row], row)) for rows in groups]


def _foreign(ones: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> list[float]:
    return [float(not one & other) for one, other in zip(ones, others, strict=True)]
