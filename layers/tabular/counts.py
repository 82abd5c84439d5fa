"""How many of what each row of a table tells, with least and most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layers.tabular import cells as read
from layers.tabular.strings import fitting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.tabular.mapping import Value
    from layers.tabular.meanings import Table

__all__ = ["counts_of_rows"]

_SWAPPED, _ORDERED = "the least is more than the most", "no more than the most"


def counts_of_rows(table: Table) -> pd.Series:
    """Read the counts that a mapping names, or a column that holds them as records; equal rows share a list.

    Returns
    -------
    pandas.Series
        Lists of records with ``what``, ``min``, ``max``, ``text``; a number that is not told is None.
    """
    if not table.mapping.counts:
        told = read.records(table.column("counts"), table.cells, "counts")
        swapped = {id(counts): any(map(_is_swapped, counts)) for counts in told}
        here = told.map(id).map(swapped).to_numpy(dtype=bool) & (not table.is_ours)
        table.cells.fault(here, "counts", _SWAPPED, _ORDERED, told.iloc.__getitem__)
        return told
    columns = [_count(table, plan) for plan in table.mapping.counts]
    which = np.zeros(len(table.ids), dtype=np.int64)
    for column in columns:
        for part in column.values():
            code, distinct = pd.factorize(part, use_na_sentinel=False)
            which = pd.factorize(which * len(distinct) + code)[0]
    first = np.unique(which, return_index=True)[1]
    lists = np.empty(len(first), dtype=object)
    lists[:] = [[record for column in columns if (record := _record(column, at))] for at in first.tolist()]
    return pd.Series(lists[which], index=table.ids.index, dtype="object")


def _is_swapped(count: Mapping[str, Any]) -> bool:
    least, most = count.get("min"), count.get("max")
    return isinstance(least, (int, float)) and isinstance(most, (int, float)) and least > most


def _count(table: Table, plan: Mapping[str, Value]) -> dict[str, pd.Series]:
    read_: dict[str, pd.Series] = {}
    for end in ("min", "max"):
        written = table.columns.value(plan[end]) if end in plan else table.columns.always("")
        # Nobody counts in parts: a comma or a point before three digits divides thousands.
        whole = written.where(~fitting(written, read.THOUSANDS), written.str.replace(r"[.,]", "", regex=True))
        counted, unread = read.numbers(whole)
        wrong = unread | ((counted < 0) | (counted % 1 != 0) & counted.notna()).to_numpy()
        name = table.columns.name(plan[end]) if end in plan else ""
        table.cells.fault(wrong, name, "no number of anything", "a count such as 3", written.iloc.__getitem__)
        read_[end] = counted.mask(wrong)
    low, high = read_["min"], read_["max"]
    name = table.columns.name(plan["min"]) if "min" in plan else ""
    table.cells.fault(
        (low > high).to_numpy(), name, _SWAPPED, _ORDERED, lambda at: f"{low.iloc[at]:g} to {high.iloc[at]:g}"
    )
    texts = {part: table.columns.value(plan[part]) for part in ("what", "text") if part in plan}
    return read_ | texts


def _record(column: Mapping[str, pd.Series], at: int) -> dict[str, Any] | None:
    low, high = (column[end].iloc[at] for end in ("min", "max"))
    text = column["text"].iloc[at] if "text" in column else ""
    if np.isnan(low) and np.isnan(high) and not text:
        return None
    what = column["what"].iloc[at] if "what" in column else ""
    return {"what": what, "min": _whole(low), "max": _whole(high), "text": text}


def _whole(number: float) -> int | float | None:
    if np.isnan(number):
        return None
    return int(number) if number == int(number) else float(number)
