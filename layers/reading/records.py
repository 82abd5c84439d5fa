"""The records of a reading: its mentions, events, links and the places that took part."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from geo.place import PRECISION, Precision
from layers.events import Stance, Status, status_of
from layers.reading.roles import PLACE
from layers.reading.words import title
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.reading.claims import Saying
    from layers.reading.draft import Draft
    from layers.reading.intervals import Interval
    from layers.reading.links import End, LinkDraft
    from layers.reading.scene import Mention, Scene

__all__ = ["TOLD", "Record", "event_record", "facility_records", "link_record", "mention_record"]

Record = dict[str, Any]

# So many of the places that a name may mean are told where none was chosen.
TOLD = 3


def mention_record(mention: Mention, name: str, uses: dict[int, str]) -> Record:
    """Return what a mention is and where; `uses` says what the places of events are for."""
    role = uses.get(id(mention), "other" if mention.role == PLACE else mention.role)
    span = mention.span
    record: Record = {"id": name, "text": span.text, "start": span.start, "end": span.end, "role": role}
    if mention.resolved is not None:
        record |= _where(mention)
    elif span.named and mention.decision is None:
        record |= {"others": [named.place.id for named in span.named[:TOLD]], "abstained": True}
    elif span.country:
        record["country"] = span.country
    return record


def _where(mention: Mention) -> Record:
    resolved = mention.resolved
    assert resolved is not None
    place = resolved.place
    return {
        "name": place.name,
        "name_ar": place.name_ar,
        "lon": resolved.at.lon,
        "lat": resolved.at.lat,
        "precision": str(resolved.precision),
        "radius_m": resolved.radius_m,
        "country": place.country,
        "gazetteer_id": place.id,
        "why": resolved.why.en,
        "why_ar": resolved.why.ar,
        "fuzzy": resolved.fuzzy,
        "margin": resolved.margin,
        "others": list(resolved.others),
        "inferred": mention.decision is not None,
    }


def _id(scene: Scene, *parts: object) -> str:
    told = "\n".join([scene.report.id, *map(str, parts)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _when(interval: Interval) -> Record:
    return {
        "start": interval.start,
        "end": interval.end,
        "time_precision": str(interval.precision),
        "basis": str(interval.basis),
        "when_text": interval.text,
    }


def _claims(scene: Scene, sayings: Sequence[tuple[Saying, Stance]]) -> list[Record]:
    found: dict[tuple[object, ...], Record] = {}
    for saying, stance in sayings:
        sentence = scene.sentences[saying.sentence]
        speaker = saying.speaker or scene.report.outlet or scene.report.title or scene.report.name
        record = {
            "speaker": speaker,
            "party": saying.party,
            "through": list(saying.through),
            "stance": str(stance),
            "quote": scene.report.text[sentence.start : sentence.end],
            "lang": sentence.lang,
            "start": sentence.start,
            "end": sentence.end,
        }
        found.setdefault((speaker, saying.sentence, stance), record)
    return list(found.values())


def _status(scene: Scene, claims: Sequence[Record], sides: set[str], *, inferred: bool = False) -> str:
    if inferred:
        return str(Status.INFERRED)
    return str(status_of(claims, tuple(sides), retracted=scene.report.retracted))


def _placing(mention: Mention | None) -> Record:
    """Return the columns that say where."""
    if mention is None or mention.resolved is None:
        return {"lon": None, "lat": None, "precision": str(Precision.UNKNOWN), "radius_m": None, "shape": None}
    resolved = mention.resolved
    place = resolved.place
    own = place.shape if _keeps_shape(mention) else None
    return {
        "place_id": place.id,
        "place_name": place.name,
        "place_name_ar": place.name_ar,
        "country": place.country,
        "lon": resolved.at.lon,
        "lat": resolved.at.lat,
        "precision": str(resolved.precision),
        "radius_m": resolved.radius_m,
        "why": resolved.why.en,
        "why_ar": resolved.why.ar,
        "shape": own,
        "fuzzy": resolved.fuzzy,
    }


def _keeps_shape(mention: Mention) -> bool:
    """Whether the place's own shape is what is meant: not where a side or distance moved it."""
    assert mention.resolved is not None
    drawn = PRECISION[mention.resolved.precision].drawn
    return drawn in {"hatch", "outline"} and mention.resolved.at == mention.resolved.place.at


def event_record(scene: Scene, draft: Draft, names: dict[int, str]) -> Record:
    """Return an event with its place, claims and status; `names` are the names of mentions by identity."""
    claims = _claims(scene, draft.claims)
    place = draft.place
    words = title(
        draft.kind,
        place.resolved.place if place and place.resolved else None,
        place.resolved.precision if place and place.resolved else None,
    )
    inferred = place is not None and place.decision is not None
    return {
        "id": _id(scene, draft.kind, place.span.start if place else draft.sentence),
        "kind": str(draft.kind),
        "title": words.en,
        "title_ar": words.ar,
        **_when(draft.when),
        "place": names[id(place)] if place else None,
        **_placing(place),
        "actors": [party.name for party in draft.actors],
        "targets": [party.name for party in draft.targets],
        "counts": [{key: count[key] for key in ("what", "min", "max", "text")} for count in draft.counts],
        "distances": draft.distances,
        "status": _status(scene, claims, draft.sides, inferred=inferred),
        "claims": claims,
    }


def link_record(scene: Scene, link: LinkDraft, names: dict[int, str]) -> Record:
    """Return a link with its two ends."""
    claims = _claims(scene, [(saying, saying.stance) for saying in link.claims])
    words = KINDS[link.kind]
    left, right = (_end(end, names) for end in link.ends)
    return {
        "id": _id(scene, link.kind, link.sentence),
        "kind": link.kind,
        "title": f"{words.en}: {left['label']} – {right['label']}",
        "title_ar": f"{words.ar}: {left['label_ar']} – {right['label_ar']}",
        "from": left,
        "to": right,
        "hours": link.hours,
        **_when(link.when),
        "status": _status(scene, claims, set()),
        "claims": claims,
    }


def _end(end: End, names: dict[int, str]) -> Record:
    mention = end.mention
    where = _placing(mention)
    decided = mention is not None and mention.decision is not None
    name = where.get("place_name") or end.name
    return {
        "name": end.name,
        "mention": names[id(mention)] if mention else None,
        "side": end.side,
        **where,
        "label": name,
        "label_ar": where.get("place_name_ar") or end.name,
        "status": str(Status.INFERRED) if decided else "",
    }


def facility_records(scene: Scene, links: Sequence[LinkDraft], names: dict[int, str]) -> list[Record]:
    """Return the places that took part without being struck: the ends of links."""
    found: dict[str, Record] = {}
    for link in links:
        for end in link.ends:
            if end.mention is not None:
                record = _facility(
                    scene, end.mention, end.name, [(saying, saying.stance) for saying in link.claims], link.when, names
                )
                found.setdefault(str(record["place_id"]), record)
    return list(found.values())


def _facility(
    scene: Scene, mention: Mention, name: str, said: list[tuple[Saying, Stance]], when: Interval, names: dict[int, str]
) -> Record:
    claims = _claims(scene, said)
    where = _placing(mention)
    decided = mention.decision is not None
    return {
        "id": _id(scene, "facility", mention.span.start),
        "kind": "facility",
        "title": where["place_name"],
        "title_ar": where["place_name_ar"],
        "named": name,
        **_when(when),
        "place": names[id(mention)],
        **where,
        "actors": [],
        "targets": [],
        "counts": [],
        "distances": [],
        "status": _status(scene, claims, set(), inferred=decided),
        "claims": claims,
    }
