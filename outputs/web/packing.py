"""Columns as the page reads them: plain values, and one that stands in many rows sent once."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outputs.columns import distinct

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["packed", "plain"]

# Shorter columns are sent as they are: they can be read with the eye.
_PACK_FROM = 1_000


def packed(column: pd.Series[Any]) -> list[Any] | dict[str, Any]:
    """Return a column for the page.

    Parameters
    ----------
    column
        Texts, numbers, times, lists or records.

    Returns
    -------
    list or dict
        One value a row; or ``values``, each different one once, and ``of``, the number of each row's value in it, which
        is absent where all rows have the same. Times are milliseconds since 1970; what is missing is None.
    """
    which, values = _distinct(column)
    if len(column) < _PACK_FROM or 2 * len(values) > len(column):
        return [values[at] for at in which.tolist()]
    return {"values": values} if len(values) == 1 else {"values": values, "of": which}


def _distinct(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """Return which of the different values stands in each row, and these as JSON can hold them."""
    which, found = distinct(column)
    values = [plain(value) for value in found]
    if column.dtype != object:
        return which, values
    keys, _ = pd.factorize(np.array([json.dumps(value) for value in values], dtype=object))
    return keys[which], [values[at] for at in np.unique(keys, return_index=True)[1]]


def plain(value: object) -> object:
    """Return the value as JSON can hold it; times in milliseconds, what is missing or not finite None."""
    if type(value) is str:  # nearly every cell
        return value
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(inner) for inner in value]
    value = value.item() if isinstance(value, np.generic) else value
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return round(value.timestamp() * 1000)
    return value if isinstance(value, (bool, int, float)) else str(value)
