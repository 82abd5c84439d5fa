"""Cells to values, a column at a time: texts, numbers, words of a vocabulary, lists, records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from layers.tabular.strings import distinct, divided, fitting, plain_numbers, trimmed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from layers.tabular.raw import Cells

__all__ = ["THOUSANDS", "lists", "numbers", "records", "texts", "web_addresses", "words"]

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
# Digits in threes: 1,200 and 1.200 may be over a thousand, or little over one.
THOUSANDS = r"^\d{1,3}([.,]\d{3})+$"
_NULLS = {"nan", "null", "none"}


def texts(column: pd.Series) -> pd.Series:
    """Every cell as text without the blanks around it; empty where there is nothing."""
    if isinstance(column.dtype, pd.StringDtype):
        return trimmed(column)
    return column.map(_text).astype("str")


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if isinstance(value, (list, dict, np.ndarray)):
        return json.dumps(value if not isinstance(value, np.ndarray) else value.tolist(), ensure_ascii=False)
    return str(value).strip()


def numbers(column: pd.Series) -> tuple[pd.Series, npt.NDArray[np.bool_]]:
    """Read numbers as people write them: Arabic-Indic digits, a decimal comma, a typographic minus.

    Returns
    -------
    values
        Floats; NaN where the cell is empty or no finite number.
    bad
        Where the cell is not empty and no finite number.
    """
    plain = texts(column)
    quick = plain_numbers(plain)
    if quick is not None and not np.isinf(quick).any():
        return pd.Series(quick, index=column.index), np.isnan(quick) & (plain != "").to_numpy()
    values = pd.to_numeric(plain, errors="coerce").astype("float64")
    again = values.isna() & (plain != "")
    if again.any():
        repaired = plain[again].map(lambda text: text.translate(_DIGITS))
        repaired = repaired.str.replace(r"^(-?\d+),(\d+)$", r"\1.\2", regex=True)
        values[again] = pd.to_numeric(repaired, errors="coerce")
    values = values.where(np.isfinite(values))
    return values, (values.isna() & (plain != "")).to_numpy()


def words(
    column: pd.Series, known: Sequence[str], cells: Cells, name: str, others: Mapping[str, str] | None = None
) -> pd.Series:
    """Read the words of a vocabulary, in any case, with blanks or hyphens for ``_``; a strange word is a fault."""
    found = texts(column)
    which, there = distinct(found)
    plain = there.str.casefold().str.replace(r"[\s-]+", "_", regex=True)
    plain = plain.where(~plain.isin(_NULLS), "").replace(dict(others or {}))
    strange = ~plain.isin([*known, ""])
    expected = "one of " + ", ".join(known)
    cells.fault(strange.to_numpy()[which], name, "unknown word", expected, lambda at: found.iloc[at])
    return plain.where(~strange, "").take(which).set_axis(column.index)


def web_addresses(column: pd.Series, cells: Cells, name: str) -> pd.Series:
    """Keep http and https addresses; anything else is a fault and becomes empty."""
    found = texts(column)
    which, there = distinct(found)
    good = fitting(there, r'(?i)^https?://[^\s<>"]+$') | (there == "").to_numpy()
    if good.all():
        return found
    bad = ~good[which]
    cells.fault(bad, name, "not a web address", "http:// or https:// and an address", lambda at: found.iloc[at])
    return found.where(~bad, "")


def lists(column: pd.Series) -> pd.Series:
    """Read lists of texts: JSON lists as they are, else parts divided by ``;`` or ``|``; equal cells share a list."""
    if isinstance(column.dtype, pd.StringDtype):
        which, there = distinct(column)
        if not there.str.startswith("[").any():
            return _shared(which, divided(there), column.index)
    return _each(column, _list)


def _list(value: object) -> list[str]:
    text = "" if isinstance(value, (list, tuple, np.ndarray)) else _text(value)
    items = _json(text) if text.startswith("[") else value
    if isinstance(items, (list, tuple, np.ndarray)):
        return [part for part in (_text(_name(item)) for item in items) if part]
    return [part.strip() for part in text.replace("|", ";").split(";") if part.strip()]


def _name(item: object) -> object:
    """Take the name of an object that has one: ``[{"name": "ISIS", "slug": "isis"}]`` lists ISIS."""
    return item.get("name", item) if isinstance(item, dict) else item


def records(column: pd.Series, cells: Cells, name: str) -> pd.Series:
    """Read lists of objects, as JSON or already parsed; anything else is a fault and becomes empty."""
    parsed = _each(column, _records)
    bad = parsed.isna()
    cells.fault(bad.to_numpy(), name, "no list of objects", "JSON such as [{…}]", lambda at: _text(column.iloc[at]))
    nothing: list[dict[str, Any]] = []
    return parsed.where(~bad, pd.Series([nothing] * len(column), index=column.index)) if bad.any() else parsed


def _each(column: pd.Series, read: Callable[[object], object]) -> pd.Series:
    """Read every different text once, and what a format has parsed already one by one."""
    if isinstance(column.dtype, pd.StringDtype):
        which, texts_ = distinct(column)
        read_once = [read(value) for value in texts_]
    else:
        which, read_once = np.arange(len(column)), [read(value) for value in column]
    return _shared(which, read_once, column.index)


def _shared(which: npt.NDArray[np.intp], read_once: Sequence[object], index: pd.Index) -> pd.Series:
    values = np.empty(len(read_once), dtype=object)
    values[:] = read_once
    return pd.Series(values[which], index=index, dtype="object")


def _records(value: object) -> list[dict[str, Any]] | None:
    if isinstance(value, str):
        value = _json(value) if value.strip() else []
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return []
    if isinstance(value, (list, tuple)) and all(isinstance(item, dict) for item in value):
        return list(value)
    return None


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
