"""Which events a denial, a confirmation or a silence answers, and who admits a deed of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.events import Stance
from layers.reading.draft import same_family
from layers.reading.roles import PLACE
from layers.reading.triggers import STRIKES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.claims import Saying
    from layers.reading.draft import Draft
    from layers.reading.scene import Scene

__all__ = ["admit", "answer"]

# Deeds that somebody may be called to account for: who tells his own of these admits it.
_ANSWERED_FOR = STRIKES


def answer(scene: Scene, number: int, recent: Sequence[Draft]) -> None:
    """Give a denial, a confirmation without news, or silence to the events that it answers.

    Parameters
    ----------
    scene, number
        The text, understood, and the sentence.
    recent
        The events told so shortly before that the sentence may answer them; their claims are added to.

    Notes
    -----
    It answers the events at a place that it names, else those by the side that answers, else those in its country that
    were told last, else the last event.
    """
    for saying in (scene.sayings[number], *scene.sayings[number].others):
        if saying.stance is Stance.CLAIMS:
            _add_own(scene, number, saying, recent)
        else:
            _answer(scene, number, saying, recent)


def _add_own(scene: Scene, number: int, saying: Saying, recent: Sequence[Draft]) -> None:
    """Give the events of a side what it tells of its own strikes without a place."""
    is_placed = any(mention.role == PLACE and mention.resolved for mention in scene.mentions[number])
    if is_placed or not saying.speaker or not saying.party:
        return
    strikes = [t for t in scene.triggers[number] if not t.unmade and (t.kind is None or t.kind in STRIKES)]
    own = [draft for draft in recent if draft.kind in STRIKES and saying.party in draft.sides]
    if strikes and own:
        for draft in _told_last(own):
            draft.claims.append((saying, saying.stance))


def _answer(scene: Scene, number: int, saying: Saying, recent: Sequence[Draft]) -> None:
    if saying.stance is Stance.CLAIMS or (
        saying.stance is Stance.CONFIRMS and any(not t.unmade for t in scene.triggers[number])
    ):
        return
    kinds = {trigger.kind for trigger in scene.triggers[number] if trigger.kind is not None}
    about = [draft for draft in recent if any(same_family(draft.kind, kind) for kind in kinds)] if kinds else recent
    placed = [
        mention.resolved.place.id for mention in scene.mentions[number] if mention.role == PLACE and mention.resolved
    ]
    there = [
        draft for draft in about if draft.place and draft.place.resolved and draft.place.resolved.place.id in placed
    ]
    own = [draft for draft in about if saying.party and saying.party in draft.sides]
    for draft in there or own or _at_home(saying, about) or _told_last(about):
        draft.claims.append((saying, saying.stance))


def _told_last(about: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in about if draft.sentences[-1] == about[-1].sentences[-1]]


def _at_home(saying: Saying, about: Sequence[Draft]) -> list[Draft]:
    """Return the events in the country of the side that answers, of the sentence that told such a one last."""
    home = [
        draft
        for draft in about
        if saying.party and draft.place and draft.place.resolved and draft.place.resolved.place.country == saying.party
    ]
    return [draft for draft in home if draft.sentences[-1] == home[-1].sentences[-1]]


def admit(draft: Draft) -> None:
    """Take it for a confirmation where the side that acted tells the deed, or tells anything after somebody else."""
    sides = draft.sides
    is_answered_for = draft.kind in _ANSWERED_FOR
    told: list[tuple[Saying, Stance]] = []
    for saying, stance in draft.claims:
        is_own = saying.party != "" and saying.party in sides
        is_later = any(other.party != saying.party for other, was in told if was is Stance.CLAIMS)
        is_own_deed = saying.tells_own and is_answered_for and not (sides and saying.party and not is_own)
        admits = stance is Stance.CLAIMS and ((is_own and (is_answered_for or is_later)) or is_own_deed)
        told.append((saying, Stance.CONFIRMS if admits else stance))
    draft.claims = list(
        {(saying.sentence, saying.speaker, stance): (saying, stance) for saying, stance in told}.values()
    )
