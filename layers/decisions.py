"""What a person decided about a reading or a merge, kept in a file and applied again at every build."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import SettingError
from geo.place import LonLat, Precision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.report import Report

__all__ = ["ROLES", "Decisions", "MentionDecision", "MergeDecision", "load"]

ROLES = (
    "event_place",
    "support_place",
    "container",
    "actor",
    "demonym",
    "dateline",
    "time_zone",
    "organisation",
    "hypothetical",
    "other",
)
_COMMON = {"report", "span", "text", "decide", "why", "by", "on"}
_OF = {
    "keep": {"place"},
    "place": {"place"},
    "move": {"at", "radius_m", "precision"},
    "role": {"role"},
    "reject": set[str](),
}
_MERGE = {"events", "decide", "why", "by", "on"}


@dataclass(frozen=True, slots=True)
class MentionDecision:
    """A decision about one mention: the report, the span in code points, what was decided, by whom and why.

    Attributes
    ----------
    decide
        ``keep`` (the reading is right; `place` says which place it took, where it took one), ``place`` (take this
        gazetteer place), ``move`` (to `at`, with `radius_m` and `precision`), ``role`` (retype the mention) or
        ``reject`` (it is no place). All but ``keep`` also stand where the reading found no name, and add one.
    """

    report: str
    start: int
    end: int
    text: str
    decide: str
    why: str
    by: str
    on: str
    place: str = ""
    role: str = ""
    at: LonLat | None = None
    radius_m: float | None = None
    precision: Precision | None = None


@dataclass(frozen=True, slots=True)
class MergeDecision:
    """Whether events, named by their ids, are the ``same`` or ``different``, and why."""

    events: tuple[str, ...]
    decide: str
    why: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of one file."""

    name: str
    mentions: tuple[MentionDecision, ...] = ()
    merges: tuple[MergeDecision, ...] = ()

    def about(self, report: Report) -> dict[tuple[int, int], MentionDecision]:
        """Return the decisions about a report by span.

        Raises
        ------
        SettingError
            The words at a span are not those that the decision names: the report changed, or the offsets are wrong.
        """
        mine = [decision for decision in self.mentions if decision.report == report.id]
        for decision in mine:
            found = report.text[decision.start : decision.end]
            if found != decision.text:
                raise SettingError(
                    f"{self.name}: the decision about span [{decision.start}, {decision.end}] of {report.name} expects "
                    f"{decision.text!r}, the report has {found!r} there; count offsets in code points of the text"
                )
        return {(decision.start, decision.end): decision for decision in mine}


def load(data: bytes, name: str) -> Decisions:
    """Read a decisions file.

    Parameters
    ----------
    data
        The bytes of a TOML file with ``[[mention]]`` and ``[[merge]]`` tables.
    name
        What to call it in messages.

    Raises
    ------
    SettingError
        The file is no TOML, or an entry is wrong; the message names the entry, the key, and what was expected.
    """
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError(f"{name}: not a TOML file: {error}") from error
    _only(table, {"mention", "merge"}, name)
    mentions = tuple(_mention(row, f"{name}, mention {i}") for i, row in enumerate(_rows(table, "mention", name), 1))
    merges = tuple(_merge(row, f"{name}, merge {i}") for i, row in enumerate(_rows(table, "merge", name), 1))
    return Decisions(name, mentions, merges)


def _rows(table: Mapping[str, Any], key: str, name: str) -> Sequence[Mapping[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingError(f"{name}: expected [[{key}]] tables, got {type(rows).__name__}")
    return rows


def _only(row: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in row:
        if key not in known:
            raise SettingError(f"{where}: unknown key {key!r}; expected one of {', '.join(sorted(known))}")


def _text(row: Mapping[str, Any], key: str, where: str, *, words: Sequence[str] = ()) -> str:
    value = row.get(key)
    value = value.isoformat() if isinstance(value, dt.date) else value
    if not isinstance(value, str) or not value:
        raise SettingError(f"{where}: {key} is needed, a text; got {row.get(key)!r}")
    if words and value not in words:
        raise SettingError(f"{where}: {key}: expected one of {', '.join(words)}, got {value!r}")
    return value


def _mention(row: Mapping[str, Any], where: str) -> MentionDecision:
    decide = _text(row, "decide", where, words=tuple(_OF))
    _only(row, _COMMON | _OF[decide], where)
    span = row.get("span")
    if (
        not isinstance(span, list)
        or len(span) != 2
        or not all(type(at) is int for at in span)
        or not 0 <= span[0] < span[1]
    ):
        raise SettingError(f"{where}: span: expected [start, end] in code points, got {span!r}")
    return MentionDecision(
        report=_text(row, "report", where),
        start=span[0],
        end=span[1],
        text=_text(row, "text", where),
        decide=decide,
        why=_text(row, "why", where),
        by=_text(row, "by", where) if "by" in row else "",
        on=_text(row, "on", where) if "on" in row else "",
        place=_text(row, "place", where) if decide == "place" or "place" in row else "",
        role=_text(row, "role", where, words=ROLES) if decide == "role" else "",
        at=_position(row, where) if decide == "move" else None,
        radius_m=_number(row, "radius_m", where) if decide == "move" else None,
        precision=Precision(_text(row, "precision", where, words=[*Precision])) if "precision" in row else None,
    )


def _number(row: Mapping[str, Any], key: str, where: str) -> float:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 2e7:
        raise SettingError(f"{where}: {key}: expected metres above 0, got {value!r}")
    return float(value)


def _position(row: Mapping[str, Any], where: str) -> LonLat:
    match row.get("at"):
        case [int() | float() as lon, int() | float() as lat] if -180 <= lon <= 180 and -90 <= lat <= 90:
            return LonLat(float(lon), float(lat))
        case other:
            raise SettingError(f"{where}: at: expected [longitude, latitude] in degrees, got {other!r}")


def _merge(row: Mapping[str, Any], where: str) -> MergeDecision:
    _only(row, _MERGE, where)
    events = row.get("events")
    if not isinstance(events, list) or len(events) < 2 or not all(isinstance(event, str) for event in events):
        raise SettingError(f"{where}: events: expected the ids of two or more events, got {events!r}")
    return MergeDecision(
        events=tuple(events),
        decide=_text(row, "decide", where, words=("same", "different")),
        why=_text(row, "why", where),
        by=_text(row, "by", where) if "by" in row else "",
        on=_text(row, "on", where) if "on" in row else "",
    )
