"""Records to columns: objects of any keys become one table, unless that would fill the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["frame_of"]

_MOST_CELLS = 100_000_000  # some gigabyte of references


def frame_of(records: Sequence[Mapping[str, Any]], name: str) -> pd.DataFrame:
    """Make a column of each key, in the order in which keys appear first; what a record lacks is None.

    Where there is no record, there is a column for titles, so that an empty file is no fault.

    Parameters
    ----------
    records
        One a row.
    name
        The file's name, for messages.

    Raises
    ------
    FileError
        The records share so few keys that their table would not fit in memory.
    """
    names = list(dict.fromkeys(key for record in records for key in record)) if records else ["title"]
    if len(names) * len(records) > _MOST_CELLS:
        raise FileError(
            f"{name}: {len(names):,} different fields in {len(records):,} records; expected at most {_MOST_CELLS:,} "
            "cells in all, in records of the same fields"
        )
    columns = {key: pd.Series([record.get(key) for record in records], dtype="object") for key in names}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(records)))
