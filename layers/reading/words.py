"""Titles of events in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.place import Precision
from layers.events import EventKind
from layers.text import Text

if TYPE_CHECKING:
    from geo.place import Place

__all__ = ["KINDS", "title"]

KINDS: dict[str, Text] = {
    EventKind.AIR_STRIKE: Text("Air strike", "غارة جوية"),
    EventKind.DRONE_STRIKE: Text("Drone strike", "غارة بطائرة مسيّرة"),
    EventKind.MISSILE_STRIKE: Text("Missile strike", "ضربة صاروخية"),
    EventKind.SHELLING: Text("Shelling", "قصف مدفعي"),
    EventKind.INTERCEPTION: Text("Interception", "اعتراض جوي"),
    EventKind.AIRSPACE_VIOLATION: Text("Airspace violation", "خرق المجال الجوي"),
    EventKind.SHOOTDOWN: Text("Shootdown", "إسقاط طائرة"),
    EventKind.CRASH: Text("Crash", "تحطم طائرة"),
    EventKind.DRILL: Text("Air drill", "تدريب جوي"),
    EventKind.DEPLOYMENT: Text("Deployment", "انتشار"),
    EventKind.AIR_CAMPAIGN: Text("Air campaign", "حملة جوية"),
    EventKind.CLOSURE: Text("Airspace closure", "إغلاق المجال الجوي"),
    EventKind.NOTICE: Text("Notice", "إشعار"),
    EventKind.MEETING: Text("Meeting", "اجتماع"),
    EventKind.OTHER: Text("Incident", "حادث"),
    "coordination_link": Text("Coordination line", "خط تنسيق"),
    "hotline": Text("Hotline", "خط ساخن"),
}
_WIDER: dict[Precision, Text] = {
    Precision.CITY_AREA: Text("{} area", "منطقة {}"),
    Precision.NEAR_SETTLEMENT: Text("near {}", "قرب {}"),
    Precision.AIRSPACE: Text("airspace of {}", "أجواء {}"),
}


def title(kind: EventKind, place: Place | None, precision: Precision | None) -> Text:
    """Return a short title such as "Air strike, Aleppo area"; only the kind where there is no place."""
    words = KINDS[kind]
    if place is None or precision is None:
        return words
    wider = _WIDER.get(precision, Text("{}", "{}"))
    return Text(
        f"{words.en}, {wider.en.format(place.name)}", f"{words.ar}، {wider.ar.format(place.name_ar or place.name)}"
    )
