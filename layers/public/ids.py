"""Ids made of what is public of a record, since the source's own could name the place, or lead to who names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

__all__ = ["public_ids"]


def public_ids(prefix: str, table: pd.DataFrame, claims: pd.DataFrame) -> pd.Series[str]:
    """Return an id for each record.

    Parameters
    ----------
    prefix
        What the ids begin with.
    table
        The public records, with the ids that they had.
    claims
        The public claims, with the subjects that they had.

    Returns
    -------
    pandas.Series
        Index of `table`: a hash of what the record and the claims about it tell, whatever stands before or after them.
        Records that tell the same are numbered in their order.
    """
    if table.empty:
        return pd.Series([], index=table.index, dtype="object")
    owner = pd.Index(table["id"]).get_indexer(pd.Index(claims["subject"]))
    told = _hashes(claims.drop(columns="subject"))
    about = np.zeros(len(table), dtype=np.uint64)
    np.add.at(about, owner[owner >= 0], told[owner >= 0])
    hashes = _hashes(table.drop(columns="id").assign(about=about))
    written = np.frombuffer(hashes.astype(">u8").tobytes().hex().encode(), dtype="S16").astype("U16")
    ids = f"{prefix}-" + pd.Series(written, index=table.index, dtype="object")
    before = ids.groupby(ids).cumcount()
    return ids.where(before == 0, ids + "-" + (before + 1).astype(str))


def _hashes(table: pd.DataFrame) -> Hashes:
    """Hash rows: each column as numbers or texts, whatever type the source gave it."""
    columns = {str(name): _plain(table[name]) for name in table.columns}
    hashed = pd.util.hash_pandas_object(pd.DataFrame(columns, index=table.index), index=False)
    return np.asarray(hashed, dtype=np.uint64)


def _plain(column: pd.Series) -> pd.Series:
    if str(column.dtype) == "geometry":
        shapes = np.array(column, dtype=object)
        return pd.Series(shapely.to_wkb(shapes, hex=True), index=column.index, dtype="object").fillna("")
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.astype("datetime64[us, UTC]").astype("int64")
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").astype("object")
    cells = column.to_numpy(dtype=object)
    which, _ = pd.factorize(np.fromiter(map(id, cells), np.int64, len(cells)))
    distinct = cells[np.unique(which, return_index=True)[1]]
    texts = np.array(["" if cell is None or cell != cell else str(cell) for cell in distinct], dtype=object)  # noqa: PLR0124 - NaN alone is not itself
    return pd.Series(texts[which], index=column.index)
