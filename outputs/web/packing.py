"""Columns as the page reads them: plain values, and one that stands in many rows sent once."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

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
    return {"values": values} if len(values) == 1 else {"values": values, "of": which.tolist()}


def _distinct(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """Return which of the different values stands in each row, and these as JSON can hold them."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        which, times = pd.factorize(column, use_na_sentinel=False)
        return which, [None if time is pd.NaT else round(time.timestamp() * 1000) for time in times]
    if column.dtype != object:
        which, found = pd.factorize(column, use_na_sentinel=False)
        values = found.tolist()
        return which, values if isinstance(column.dtype, pd.StringDtype) else [plain(value) for value in values]
    # Rows share their lists: the same object is looked at once.
    cells = column.to_numpy()
    same, _ = pd.factorize(np.fromiter(map(id, cells), np.int64, len(cells)))
    objects = [plain(cells[at]) for at in np.unique(same, return_index=True)[1]]
    keys, _ = pd.factorize(np.array([json.dumps(one) for one in objects], dtype=object))
    return keys[same], [objects[at] for at in np.unique(keys, return_index=True)[1]]


def plain(value: object) -> object:
    """Return the value as JSON can hold it; what is missing or not finite becomes None."""
    if type(value) is str:  # nearly every cell
        return value
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or value is pd.NaT or isinstance(value, (bool, int)):
        return None if value is pd.NaT else value
    return str(value)
