"""What a report says, read: mentions, events, links, and what could not be placed."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.gazetteer import Gazetteer, open_gazetteer
from geo.place import PRECISION, Precision
from layers.events import (
    Dossier,
    EventKind,
    Stance,
    Status,
    claim_table,
    event_table,
    link_table,
    status_of,
    unplaced_table,
)
from layers.reading.containers import lies_in
from layers.reading.drafts import draft_events
from layers.reading.links import LinkDraft, draft_links
from layers.reading.roles import PLACE
from layers.reading.scene import Mention, Scene, set_scene
from layers.reading.whereabouts import is_spoken_at
from layers.reading.words import KINDS, title
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.decisions import Decisions
    from layers.reading.claims import Saying
    from layers.reading.draft import Draft
    from layers.reading.intervals import Interval
    from layers.reading.links import End
    from layers.report import Report
__all__ = ["Reading", "read_report"]

Record = dict[str, Any]

# So many of the places that a name may mean are told where none was chosen.
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A report, read.

    Attributes
    ----------
    report
        What was read.
    mentions, events, links
        Records, as `to_json` gives them; places carry their shape under ``shape``.
    unplaced
        What is told but not on the map, and why.
    """

    report: Report
    mentions: tuple[Record, ...]
    events: tuple[Record, ...]
    facilities: tuple[Record, ...]
    links: tuple[Record, ...]
    unplaced: tuple[Record, ...]

    def to_json(self) -> Record:
        """Return the reading as plain records, ready for JSON; see docs/reading.md for every key."""
        report = {
            "id": self.report.id,
            "name": self.report.name,
            "language": self.report.language,
            "published": self.report.published.isoformat() if self.report.published else None,
            "title": self.report.title,
            "outlet": self.report.outlet,
            "url": self.report.url,
        }
        return {
            "report": report,
            "events": [_plain(event) for event in self.events],
            "links": [_plain(link) for link in self.links],
            "mentions": [_plain(mention) for mention in self.mentions],
            "unplaced": [_plain(row) for row in self.unplaced],
        }

    def to_dossier(self) -> Dossier:
        """Return the reading as tables: what layers are built from."""
        records = [*self.events, *self.facilities, *self.links]
        claims = [{"subject": record["id"], **claim} for record in records for claim in record["claims"]]
        common = {
            "report": self.report.id,
            "source": self.report.outlet or self.report.title or self.report.name,
            "url": self.report.url,
        }
        return Dossier(
            reports=(self.report,),
            events=event_table([_row(event) | common for event in self.events]),
            facilities=event_table([_row(facility) | common for facility in self.facilities]),
            links=link_table([_link_row(link) | common for link in self.links]),
            claims=claim_table([claim | common for claim in claims]),
            unplaced=unplaced_table([{**row, "report": self.report.id} for row in self.unplaced]),
        )


def read_report(report: Report, *, gazetteer: Gazetteer | None = None, decisions: Decisions | None = None) -> Reading:
    """Read a report: find its places, tell what they do, and draft the events and links that it tells.

    Parameters
    ----------
    report
        The report.
    gazetteer
        Where names are looked up; by default the one that came with majal. Nothing is asked of the network.
    decisions
        What a person decided about this reading.

    Returns
    -------
    Reading
        The same for the same report, gazetteer and decisions.

    Raises
    ------
    SettingError
        A decision does not fit the report or the gazetteer.
    """
    source = gazetteer or open_gazetteer()
    scene = set_scene(report, source, decisions.about(report) if decisions else {})
    links = draft_links(scene)
    drafts = draft_events(scene, [end.mention for link in links for end in link.ends if end.mention])
    names = _names(scene)
    shown = [draft for draft in drafts if _is_shown(draft)]
    rest = [draft for draft in drafts if not _is_shown(draft)]
    uses = _uses(scene, [draft for draft in drafts if draft.place is not None], links)
    mentions = [_mention(mention, names[id(mention)], uses) for mention in _all(scene)]
    events = [_event(scene, draft, names) for draft in shown]
    link_records = [_link(scene, link, names) for link in links]
    return Reading(
        report,
        tuple(mentions),
        tuple(events),
        tuple(_facilities(scene, links, names)),
        tuple(link_records),
        tuple(_unplaced(scene, rest, links)),
    )


def _is_placed(draft: Draft) -> bool:
    return draft.place is not None and draft.kind is not EventKind.OTHER


def _is_shown(draft: Draft) -> bool:
    return _is_placed(draft) and not draft.summary_of and not draft.is_only_denied


def _all(scene: Scene) -> list[Mention]:
    return [mention for found in scene.mentions for mention in found]


def _names(scene: Scene) -> dict[int, str]:
    return {id(mention): f"m{number}" for number, mention in enumerate(_all(scene), 1)}


def _uses(scene: Scene, placed: Sequence[Draft], links: Sequence[LinkDraft]) -> dict[int, str]:
    """Return what the places are for: those of events, and those that took part: ends of links, where one spoke."""
    spoken = [
        mention
        for number, found in enumerate(scene.mentions)
        for mention in found
        if mention.role == PLACE and is_spoken_at(scene, number, mention)
    ]
    ends = [end.mention for link in links for end in link.ends if end.mention]
    decided = [mention for mention in _all(scene) if mention.decision is not None and mention.role == PLACE]
    support = {id(mention): "support_place" for mention in [*spoken, *ends, *decided]}
    events = {id(place): _use(draft, place) for draft in placed for place in draft.places}
    return _told_again(scene, placed) | support | events


def _use(draft: Draft, place: Mention) -> str:
    """Return what a place is to its event: not where it was, if it holds the finer place or stands for one unknown."""
    assert draft.place is not None
    is_wider = _is_wider(place, draft.place) and draft.place.span.text not in place.span.text
    return "container" if place.is_stand_in or is_wider else "event_place"


def _is_wider(place: Mention, fine: Mention) -> bool:
    return place.feature in {"country", "adm1", "region"} and lies_in(fine, place)


def _told_again(scene: Scene, placed: Sequence[Draft]) -> dict[int, str]:
    """Find the places of events where a later or earlier sentence names them again beside a word for what happened."""
    where = {_spot(place) for draft in placed for place in draft.places if not place.is_stand_in}
    drawn = {id(place) for draft in placed for place in draft.places}
    return {
        id(mention): "event_place"
        for found, triggers in zip(scene.mentions, scene.triggers, strict=True)
        if found
        for mention in found
        if mention.role == PLACE
        and _spot(mention) in where
        and not any(id(other) in drawn and _is_wider(mention, other) for other in found)
        and (
            any(trigger.unmade not in {"hypothetical", "other"} for trigger in triggers)
            or (mention.span.sentence == 0 and mention.span.is_locative)
        )
    }


def _spot(mention: Mention) -> tuple[str, bool]:
    """Return which place a mention means, and whether the air over it."""
    return (mention.resolved.place.id if mention.resolved else "", mention.span.cue == "airspace")


def _mention(mention: Mention, name: str, uses: dict[int, str]) -> Record:
    role = uses.get(id(mention), "other" if mention.role == PLACE else mention.role)
    span = mention.span
    record: Record = {"id": name, "text": span.text, "start": span.start, "end": span.end, "role": role}
    if mention.resolved is not None:
        record |= _where(mention)
    elif span.named and mention.decision is None:
        record |= {"others": [named.place.id for named in span.named[:_TOLD]], "abstained": True}
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
        "why": resolved.why,
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
        "why": resolved.why,
        "shape": own,
        "fuzzy": resolved.fuzzy,
    }


def _keeps_shape(mention: Mention) -> bool:
    """Whether the place's own shape is what is meant: not where a side or distance moved it."""
    assert mention.resolved is not None
    drawn = PRECISION[mention.resolved.precision].drawn
    return drawn in {"hatch", "outline"} and mention.resolved.at == mention.resolved.place.at


def _event(scene: Scene, draft: Draft, names: dict[int, str]) -> Record:
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
        "counts": [{key: value for key, value in count.items() if key != "at"} for count in draft.counts],
        "distances": draft.distances,
        "status": _status(scene, claims, draft.sides, inferred=inferred),
        "claims": claims,
    }


def _link(scene: Scene, link: LinkDraft, names: dict[int, str]) -> Record:
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


def _facilities(scene: Scene, links: Sequence[LinkDraft], names: dict[int, str]) -> list[Record]:
    """Return the places that took part without being struck: both ends of each placed link, and bases named besides."""
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


def _unplaced(scene: Scene, rest: Sequence[Draft], links: Sequence[LinkDraft]) -> list[Record]:
    rows = [_unplaced_draft(scene, draft) for draft in rest]
    rows += [_unplaced_link(scene, link) for link in links if not all(end.mention for end in link.ends)]
    rows += [
        _unknown_name(scene, mention)
        for mention in _all(scene)
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
    places = [named.place for named in mention.span.named[:_TOLD]]
    en = " or ".join(f"{place.name} ({place.country or place.feature})" for place in places)
    ar = " أو ".join(f"{place.name_ar or place.name} ({place.country or place.feature})" for place in places)
    return Text(f"may be {en}; the text does not tell which", f"قد يكون {ar}، ولا يبيّن النص أيّها")


def _row(record: Record) -> Record:
    """Return a record as a row of the event table."""
    point = None if record["lon"] is None else shapely.Point(record["lon"], record["lat"])
    return record | {"geometry": point, "footprint": record.get("shape")}


def _link_row(link: Record) -> Record:
    row = {key: value for key, value in link.items() if key not in {"from", "to"}}
    for side in ("from", "to"):
        end = link[side]
        row |= {
            f"{side}_name": end["label"],
            f"{side}_name_ar": end["label_ar"],
            f"{side}_lon": end["lon"],
            f"{side}_lat": end["lat"],
            f"{side}_precision": end["precision"],
            f"{side}_radius_m": end["radius_m"],
            f"{side}_place_id": end.get("place_id", ""),
            f"{side}_status": end["status"],
        }
    return row


_INNER = {"shape", "label", "label_ar"}


def _plain(record: Record) -> Record:
    """Return a record without shapes, its times as ISO 8601: days as dates, finer ones in UTC."""
    are_days = _are_days(record.get("start"), record.get("end"))
    return {key: _plain_value(value, are_days=are_days) for key, value in record.items() if key not in _INNER}


def _are_days(start: object, end: object) -> bool:
    """Whether an interval begins and ends with whole days, as far as it is closed."""
    begins = not isinstance(start, dt.datetime) or (start.hour, start.minute, start.second) == (0, 0, 0)
    ends = not isinstance(end, dt.datetime) or (end.hour, end.minute, end.second) == (23, 59, 59)
    return begins and ends


def _plain_value(value: object, *, are_days: bool) -> object:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if are_days else value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value
