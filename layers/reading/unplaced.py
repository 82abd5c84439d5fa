"""What a report tells and the map cannot show, each with the reason in both languages."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from layers.events import EventKind
from layers.reading.records import TOLD, Record
from layers.reading.words import title
from layers.text import Text
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.draft import Draft
    from layers.reading.links import LinkDraft
    from layers.reading.scene import Mention, Scene

__all__ = ["unplaced_records"]


def unplaced_records(scene: Scene, rest: Sequence[Draft], links: Sequence[LinkDraft]) -> list[Record]:
    """Return the drafts that are not shown, the links without ends, and the names that no place was chosen for."""
    rows = [_unplaced_draft(scene, draft) for draft in rest]
    rows += [_unplaced_link(scene, link) for link in links if not all(end.mention for end in link.ends)]
    rows += [
        _unknown_name(scene, mention)
        for mention in itertools.chain.from_iterable(scene.mentions)
        if mention.resolved is None and mention.decision is None and (mention.span.named or not mention.span.country)
    ]
    return rows


def _unplaced_row(scene: Scene, words: Text, why: Text, sentence: int) -> Record:
    told = scene.sentences[sentence]
    return {
        "title": words.en,
        "title_ar": words.ar,
        "why": why.en,
        "why_ar": why.ar,
        "quote": scene.report.text[told.start : told.end],
        "start": told.start,
        "end": told.end,
    }


def _unplaced_draft(scene: Scene, draft: Draft) -> Record:
    place = draft.place.resolved.place if draft.place and draft.place.resolved else None
    words = title(draft.kind, place, draft.place.resolved.precision if draft.place and draft.place.resolved else None)
    if draft.summary_of:
        why = Text("a summary of what the report tells in more detail elsewhere", "ملخص لما يفصّله التقرير في موضع آخر")
    elif draft.is_only_denied:
        why = Text("only a denial tells of it", "لا يذكره إلا من ينفيه")
    elif draft.kind is EventKind.OTHER:
        why = Text("the report does not say that it was an event of the air", "لا يذكر التقرير أنه حدث جوي")
    elif draft.kind is EventKind.MEETING:
        why = Text("a meeting; the report does not say where", "اجتماع؛ لا يذكر التقرير مكانه")
    elif scene.names_unknown(draft.sentence):
        why = Text(
            "no gazetteer knows the place that the report names", "المكان الذي يذكره التقرير لا يعرفه أي معجم أماكن"
        )
    else:
        why = Text("the report does not say where", "لا يذكر التقرير المكان")
    return _unplaced_row(scene, words, why, draft.sentence)


def _unplaced_link(scene: Scene, link: LinkDraft) -> Record:
    words, names = KINDS[link.kind], [end.name for end in link.ends]
    both = Text(f"{words.en}: {names[0]} – {names[1]}", f"{words.ar}: {names[0]} – {names[1]}")
    return _unplaced_row(
        scene, both, Text("the report gives no end points", "لا يذكر التقرير طرفي الخط"), link.sentence
    )


def _unknown_name(scene: Scene, mention: Mention) -> Record:
    words = Text(mention.span.text, mention.span.text)
    why = (
        _undecided(mention)
        if mention.span.named
        else Text("no gazetteer knows this name", "اسم لا يعرفه أي معجم أماكن")
    )
    return _unplaced_row(scene, words, why, mention.span.sentence)


def _undecided(mention: Mention) -> Text:
    """Say which places a name may mean where the text does not tell which."""
    places = [named.place for named in mention.span.named[:TOLD]]
    en = " or ".join(f"{place.name} ({place.country or place.feature})" for place in places)
    ar = " أو ".join(f"{place.name_ar or place.name} ({place.country or place.feature})" for place in places)
    return Text(f"may be {en}; the text does not tell which", f"قد يكون {ar}، ولا يبيّن النص أيّها")
