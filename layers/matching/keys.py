"""By what an event is known again: its id and the report that it comes from, or those of the events it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy as np
    import numpy.typing as npt

__all__ = ["Key", "keys_of", "plain_id", "with_report"]

_DIGITS = 8


class Key(NamedTuple):
    """An event of a report: the same key is the same event, in whatever file it is found."""

    id: str
    report: str

    @property
    def full(self) -> str:
        """The id with a mark of the report, by which an event is named where several have its id."""
        return f"{self.id}@{_mark(self.report)}"


def keys_of(events: pd.DataFrame) -> list[tuple[Key, ...]]:
    """Return the keys of each event: of those that it was made of, or its own."""
    rows = zip(events["id"], events["report"], events["merged_from"], strict=True)
    return [_of_parts(parts) if parts else (Key(plain_id(name, report), report),) for name, report, parts in rows]


def _of_parts(parts: Sequence[Mapping[str, Any]]) -> tuple[Key, ...]:
    return tuple(Key(str(part["id"]), str(part["report"])) for part in parts)


def with_report(events: pd.DataFrame, groups: npt.NDArray[np.intp]) -> pd.Series:
    """Return the ids of events; where different events share one, each of them names its report too.

    Parameters
    ----------
    events
        The events.
    groups
        Which of them are known to be the same: equal numbers, shape (n,).
    """
    ids = events["id"].astype("str")
    distinct = pd.DataFrame({"id": ids, "group": groups}).drop_duplicates()["id"]
    twice = ids.isin(distinct[distinct.duplicated()])
    told = zip(ids[twice], events.loc[twice.to_numpy(), "report"], strict=True)
    marked = [Key(plain_id(name, report), report).full for name, report in told]
    return ids.where(~twice, pd.Series(marked, index=ids.index[twice], dtype="str").reindex(ids.index))


def plain_id(name: str, report: str) -> str:
    """Return the id that an event has in its report, without what `with_report` added."""
    return name.removesuffix(f"@{_mark(report)}") if "@" in name else name


def _mark(report: str) -> str:
    return report.rpartition(":")[2][:_DIGITS]
