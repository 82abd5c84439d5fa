"""An event being put together, and what makes two of them one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.events import Basis, EventKind, Stance
from layers.reading.actors import by_force
from layers.reading.intervals import finer
from layers.reading.triggers import STRIKES

if TYPE_CHECKING:
    from layers.reading.actors import Party
    from layers.reading.claims import Saying
    from layers.reading.intervals import Interval
    from layers.reading.scene import Mention

__all__ = ["Draft", "same_family"]


@dataclass
class Draft:
    """An event being put together. `place` is None where nothing tells where."""

    kind: EventKind
    sentence: int
    place: Mention | None
    when: Interval
    actors: list[Party] = field(default_factory=list)
    targets: list[Party] = field(default_factory=list)
    counts: list[dict[str, Any]] = field(default_factory=list)
    distances: list[dict[str, Any]] = field(default_factory=list)
    claims: list[tuple[Saying, Stance]] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    places: list[Mention] = field(default_factory=list)
    summary_of: list[Draft] = field(default_factory=list)
    is_definite: bool = False
    is_harm: bool = False

    @property
    def sides(self) -> set[str]:
        """The sides that act."""
        return {party.side for party in self.actors}

    @property
    def is_only_denied(self) -> bool:
        """Whether nobody says that it happened."""
        return all(stance in {Stance.DENIES, Stance.NO_COMMENT} for _, stance in self.claims)

    def join(self, other: Draft) -> None:
        """Take in what another sentence tells of the same event."""
        self.place = _finer(self.place, other.place)
        if not self.when.is_own or (
            other.when.basis is Basis.HAPPENED and self.when.basis is Basis.REPORTED and other.when.is_own
        ):
            self.when = other.when if other.when.is_own or not self.when.is_own else self.when
        self.when = finer(self.when, other.when)
        self.actors = by_force([*self.actors, *other.actors])
        self.targets = by_force([*self.targets, *other.targets])
        told = {(count["what"], count["min"], count["max"]) for count in self.counts}
        self.counts += [count for count in other.counts if (count["what"], count["min"], count["max"]) not in told]
        known = {distance["text"] for distance in self.distances}
        self.distances += [distance for distance in other.distances if distance["text"] not in known]
        self.claims += other.claims
        self.places += other.places
        self.sentences += other.sentences


def _finer(old: Mention | None, new: Mention | None) -> Mention | None:
    """Return the mention that says more finely where."""
    if old is None or new is None or old.resolved is None or new.resolved is None:
        return old or new
    return new if (new.resolved.radius_m or 0) < (old.resolved.radius_m or 0) else old


def same_family(old: EventKind, new: EventKind) -> bool:
    """Whether two kinds may be one event told twice; a strike of unsaid means may be any strike."""
    return old == new or (old in STRIKES and new in STRIKES and EventKind.AIR_STRIKE in {old, new})
