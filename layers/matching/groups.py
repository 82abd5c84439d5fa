"""From scored pairs to groups: each event with the best of another source, and no group that contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from layers.matching.rules import Rules
    from layers.matching.score import Likeness

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Mask = npt.NDArray[np.bool_]

__all__ = ["Groups", "matched", "taken"]


@dataclass
class Groups:
    """Events that are one, as a forest: each knows an earlier one of its group, the first knows itself.

    Attributes
    ----------
    parent
        Of each event.
    members
        First event of a group -> its events, rising; only of groups that were joined.
    """

    parent: Indices
    members: dict[int, list[int]] = field(default_factory=dict)

    @classmethod
    def apart(cls, count: int) -> Groups:
        """Return so many events, each for itself."""
        return cls(np.arange(count))

    def of(self, event: int) -> list[int]:
        """Return the events of the group of an event."""
        first = int(self.parent[event])
        return self.members.get(first, [first])

    def join(self, one: int, other: int) -> None:
        """Make the groups of two events one."""
        first, last = sorted((int(self.parent[one]), int(self.parent[other])))
        if first != last:
            self.members[first] = sorted(self.of(first) + self.of(last))
            self.members.pop(last, None)
            self.parent[self.members[first]] = first

    def joined(self) -> list[list[int]]:
        """Return the groups of more than one event, by their first."""
        return [self.members[first] for first in sorted(self.members)]


def matched(
    groups: Groups, likeness: Likeness, labels: Indices, rules: Rules, may_join: Callable[[int, int], bool]
) -> tuple[Mask, Mask]:
    """Join the pairs that are the best of both their events, round by round.

    A pair is joined where its score reaches the threshold and beats, by the margin, every other pair of either event
    with the same source. What is joined leaves the field, and the next round finds what is best in the rest. Nothing
    depends on an order of events: where two are as good, neither is taken.

    Parameters
    ----------
    groups
        What is joined already; it takes in what is joined here.
    likeness
        The scored pairs.
    labels
        Which source each event is of.
    rules
        Threshold and margin.
    may_join
        Whether the groups of two events may be one.

    Returns
    -------
    joined, refused
        Masks over the pairs: those that were joined, and those that were best and yet may not be.
    """
    live = (likeness.score >= rules.threshold) & ~likeness.clash
    joined, refused = np.zeros(len(live), dtype=bool), np.zeros(len(live), dtype=bool)
    while live.any():
        rows = np.flatnonzero(live)
        best = rows[_is_best(likeness, rows, labels, rules.margin)]
        if not len(best):
            break
        for at in best[np.lexsort((likeness.b[best], likeness.a[best], -likeness.score[best]))].tolist():
            one, other = int(likeness.a[at]), int(likeness.b[at])
            (joined if may_join(one, other) else refused)[at] = True
            if joined[at]:
                groups.join(one, other)
        live &= ~joined & ~refused
        live[live] = ~taken(groups, likeness.a[live], likeness.b[live], labels)
    return joined, refused


def _is_best(likeness: Likeness, rows: Indices, labels: Indices, margin: float) -> Mask:
    """Whether each pair beats every other pair of either of its events with the same source."""
    a, b, score = likeness.a[rows], likeness.b[rows], likeness.score[rows]
    count = int(labels.max(initial=0)) + 1
    sides = (a * count + labels[b], b * count + labels[a])
    ours, theirs = (score >= _best_other(side, score) + margin for side in sides)
    return ours & theirs


def _best_other(owner: Indices, score: Floats) -> Floats:
    """Return the best score among the other pairs of the same owner, or minus infinity."""
    order = np.lexsort((-score, owner))
    sorted_ = owner[order]
    first = np.flatnonzero(np.diff(sorted_, prepend=-1))
    size = np.diff(first, append=len(order))
    best = np.repeat(score[order][first], size)
    second = np.full(len(first), -np.inf)
    several = size > 1
    second[several] = score[order][first[several] + 1]
    best[first] = second
    out = np.empty(len(order))
    out[order] = best
    return out


def taken(groups: Groups, a: Indices, b: Indices, labels: Indices) -> Mask:
    """Whether the group of either event holds an event of the other's source already."""
    count = int(labels.max(initial=0)) + 1
    held = [(first, int(labels[member])) for first, members in groups.members.items() for member in members]
    codes = np.array([first * count + label for first, label in held], dtype=np.int64)
    first, second = groups.parent[a], groups.parent[b]
    return np.isin(first * count + labels[b], codes) | np.isin(second * count + labels[a], codes)
