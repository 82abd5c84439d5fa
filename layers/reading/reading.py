"""What a report says, read: mentions, events, links, and what could not be placed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.gazetteer import Gazetteer, open_gazetteer
from layers.events import (
    Dossier,
    EventKind,
    claim_table,
    event_table,
    link_table,
    unplaced_table,
)
from layers.reading.containers import lies_in
from layers.reading.drafts import draft_events
from layers.reading.links import LinkDraft, draft_links
from layers.reading.records import Record, event_record, facility_records, link_record, mention_record
from layers.reading.roles import PLACE
from layers.reading.scene import Mention, Scene, set_scene
from layers.reading.unplaced import unplaced_records
from layers.reading.whereabouts import is_spoken_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.decisions import Decisions
    from layers.reading.draft import Draft
    from layers.report import Report
__all__ = ["Reading", "read_report"]


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
    mentions = [mention_record(mention, names[id(mention)], uses) for mention in _all(scene)]
    events = [event_record(scene, draft, names) for draft in shown]
    link_records = [link_record(scene, link, names) for link in links]
    return Reading(
        report,
        tuple(mentions),
        tuple(events),
        tuple(facility_records(scene, links, names)),
        tuple(link_records),
        tuple(unplaced_records(scene, rest, links)),
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
