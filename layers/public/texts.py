"""What becomes of a column's values, by what `layers.public.columns` says of it."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layers.public.columns import Publish
from layers.public.voices import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.events import Column
    from layers.public.voices import Voices

__all__ = ["changed", "published"]

_FORMS = {
    Publish.DIGEST: r"sha256:[0-9a-f]{64}",
    Publish.DAY: r"\d{4}-\d\d-\d\d",
    Publish.LANGUAGE: r"(?:ar|en)(?:\+(?:ar|en))?",
}


def published(values: pd.Series, column: Column, how: Publish, voices: Voices) -> pd.Series:
    """Return what is public of a column.

    Parameters
    ----------
    values
        Of the column.
    column
        Its declaration.
    how
        What becomes of it; ``made`` stays for who makes it.
    voices
        Which names are published.
    """
    if how in {Publish.KEPT, Publish.MADE}:
        return values
    if how is Publish.WORD:
        return _where(values, values.isin(column.words))
    if how in _FORMS:
        return _where(values, values.str.fullmatch(_FORMS[how]).fillna(False).astype(bool))
    if how is Publish.VOICE:
        known = {name: voices.published(str(name)) for name in values.dropna().unique()}
        return _where(values, values.map(known).fillna(False).astype(bool), WITHHELD if column.required else "")
    if how in {Publish.VOICES, Publish.COUNTS}:
        one: Callable[[Any, Voices], Any] = _name if how is Publish.VOICES else _count
        return _each(values, lambda told: [kept for item in told if (kept := one(item, voices))])
    return _nothing(values, column.type)


def _where(values: pd.Series, kept: pd.Series, else_: str = "") -> pd.Series:
    return values.where(kept, else_)


def _name(name: Any, voices: Voices) -> str:  # noqa: ANN401 - a list may hold anything
    return str(name) if voices.published(str(name)) else ""


def _count(record: Any, voices: Voices) -> dict[str, Any]:  # noqa: ANN401 - as above
    """Leave out the words in which a count is told; the whole count where what is counted is not known."""
    what = str(record.get("what") or "")
    if not voices.published(what):
        return {}
    numbers = {name: record.get(name) for name in ("min", "max")}
    # A part of one counts nothing, and may be a coordinate.
    told = {name: value if _is_whole(value) else None for name, value in numbers.items()}
    return {"what": what, **told, "text": ""}


def _is_whole(value: Any) -> bool:  # noqa: ANN401 - as above
    return isinstance(value, Real) and float(value).is_integer()


def _each(values: pd.Series, change: Callable[[Any], list[Any]]) -> pd.Series:
    """Change each different list once; equal ones of a table are mostly the same object."""
    cells = values.to_numpy(dtype=object)
    which, _ = pd.factorize(np.fromiter(map(id, cells), np.int64, len(cells)))
    first = np.unique(which, return_index=True)[1]
    made = np.empty(len(first), dtype=object)
    made[:] = [change(cell) if isinstance(cell, (list, tuple)) else [] for cell in cells[first]]
    return pd.Series(made[which], index=values.index, dtype="object")


def _nothing(values: pd.Series, type_: str) -> pd.Series:
    if type_ in {"list", "records"}:
        return _each(values, lambda _told: [])
    empty = {"text": "", "time": pd.NaT}.get(type_, np.nan)
    return pd.Series([empty] * len(values), index=values.index, dtype=values.dtype)


def changed(before: pd.Series, after: pd.Series) -> int:
    """Count the values that said something and now say another thing, or nothing."""
    if before.dtype != object:
        said = before.notna() & (before != "") if isinstance(before.dtype, pd.StringDtype) else before.notna()
        return int((said & ((before != after) | after.isna())).sum())
    told = (before.notna() & before.map(bool)).to_numpy(dtype=bool)
    old, new = (column.to_numpy(dtype=object)[told] for column in (before, after))
    return int(np.asarray(old != new, dtype=bool).sum())
