"""The legend: one grouping of events, and one wording of precision, for every kind of layer."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from geo.place import PRECISION, Precision
from layers.events import EventKind
from layers.layer import SHAPES, LegendEntry
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["COORDINATION", "GROUPS", "ZONES", "Group", "group_of", "in_order", "legend_entry"]


class Group(NamedTuple):
    """A branch of the legend: what belongs together for a reader, in one hue."""

    key: str
    text: Text
    hue: str
    kinds: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "strikes",
        Text("Strikes", "غارات"),
        "strike",
        (EventKind.AIR_STRIKE, EventKind.DRONE_STRIKE, EventKind.MISSILE_STRIKE, EventKind.SHELLING),
    ),
    Group("campaign", Text("Campaign", "حملة"), "campaign", (EventKind.AIR_CAMPAIGN,)),
    Group(
        "airspace",
        Text("Airspace", "المجال الجوي"),
        "airspace",
        (
            EventKind.DRILL,
            EventKind.INTERCEPTION,
            EventKind.AIRSPACE_VIOLATION,
            EventKind.SHOOTDOWN,
            EventKind.CRASH,
            EventKind.CLOSURE,
        ),
    ),
    Group("notices", Text("Notices", "إشعارات"), "notice", (EventKind.NOTICE,)),
    Group("coordination", Text("Coordination", "تنسيق"), "coordination", (EventKind.MEETING,)),
    # A facility took part without being struck: it stands with the coordination, in ink.
    Group("facilities", Text("Coordination", "تنسيق"), "facility", ("facility",)),
    Group("other", Text("Other", "أخرى"), "other", (EventKind.DEPLOYMENT, EventKind.OTHER)),
)

COORDINATION = Text("Coordination", "تنسيق")
ZONES = Text("Zones", "مناطق")

_BY_KIND = {str(kind): group for group in GROUPS for kind in group.kinds}

_WORDS: dict[str, Text] = {
    "dot": Text("{}: dot", "{}: نقطة"),
    "dot_ring": Text("{}: dot in its ring", "{}: نقطة في حلقتها"),
    "ring": Text("{}: ring, no pin", "{}: حلقة بلا دبوس"),
    "hatch": Text("{0}: drawn as the {0}", "{}: مرسوم بشكله"),
    "outline": Text("{}: outline and list", "{}: حدود وقائمة"),
    "reach": Text("{}: ring of its radius", "{}: حلقة بنصف قطره"),
    "unknown": Text("{}: dashed grey, extent not known", "{}: رمادي متقطع، الامتداد غير معروف"),
}


def group_of(kind: str) -> Group:
    """Return the branch under which an event of this kind stands."""
    return _BY_KIND.get(kind, GROUPS[-1])


@functools.cache
def legend_entry(kind: str, precision: str, shape: str, *, reach: bool = False) -> LegendEntry:
    """Return the legend's line for events of this kind and precision, drawn in this shape.

    Parameters
    ----------
    kind
        A word of `layers.events.EventKind`, or ``facility``.
    precision
        A word of `geo.place.Precision`.
    shape
        One of `layers.layer.SHAPES`, for places.
    reach
        Whether a ring around a point is meant, and not the point.

    Returns
    -------
    LegendEntry
        Equal for all events that share group, precision and shape.
    """
    group = group_of(kind)
    known = PRECISION[Precision(precision)]
    words = _WORDS["reach" if reach else shape]
    label = Text(words.en.format(known.en), words.ar.format(known.ar))
    return LegendEntry(f"{group.key}-{precision}-{shape}", group.text, label, shape, group.hue)


def in_order(entries: Iterable[LegendEntry]) -> tuple[LegendEntry, ...]:
    """Return each entry of `legend_entry` once: by group, then from the finest precision to the coarsest."""
    groups = [group.key for group in GROUPS]
    precisions = [str(precision) for precision in Precision]

    def rank(entry: LegendEntry) -> tuple[int, int, int]:
        group, precision, shape = entry.key.split("-")
        return groups.index(group), precisions.index(precision), SHAPES.index(shape)

    return tuple(sorted(set(entries), key=rank))
