"""What kinds of events and links are called, in both languages."""

from __future__ import annotations

from layers.events import EventKind
from layers.text import Text

__all__ = ["KINDS"]

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
    "facility": Text("Facility", "منشأة"),
    "coordination_link": Text("Coordination line", "خط تنسيق"),
    "hotline": Text("Hotline", "خط ساخن"),
}
