"""The claims about each row of a table, nested in one column of Arrow, so that a million of them stay small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.decoding import mended
from layers.events import CLAIM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

__all__ = ["CLAIMS", "claims_array", "claims_column", "claims_together", "unnested"]

_ARROW = {"text": pa.string(), "number": pa.int64(), "list": pa.list_(pa.string())}
_NESTED = tuple(column for column in CLAIM_COLUMNS if column.name != "subject")

CLAIMS = pa.list_(pa.struct([pa.field(column.name, _ARROW[column.type]) for column in _NESTED]))


def claims_column(claims: pd.DataFrame, subjects: pd.Series) -> pd.Series:
    """Give each subject its claims.

    Parameters
    ----------
    claims
        The claims table (`layers.events.CLAIM_COLUMNS`).
    subjects
        Ids of records, the same one as often as it likes.

    Returns
    -------
    pandas.Series
        Of Arrow type `CLAIMS`, index of `subjects`: each cell is read as a list of records without ``subject``, in the
        order of the table; empty where nobody claims anything. Offsets are whole numbers or None.
    """
    which, known = pd.factorize(subjects)
    owner = pd.Index(known).get_indexer(pd.Index(claims["subject"]))
    order = np.argsort(owner, kind="stable")
    order = order[owner[order] >= 0]
    counts = np.bincount(owner[order], minlength=len(known))
    begins = np.concatenate([[0], np.cumsum(counts)])[:-1]
    rows = order[_ranges(begins[which], counts[which])]
    offsets = np.concatenate([[0], np.cumsum(counts[which])]).astype(np.int32)
    told = pa.ListArray.from_arrays(pa.array(offsets), _structs(claims).take(pa.array(rows))).cast(CLAIMS)
    return pd.Series(pd.arrays.ArrowExtensionArray(told), index=subjects.index)


def _ranges(begins: npt.NDArray[np.intp], counts: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Count up from each beginning, one range after another."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts - begins, counts)


def _structs(claims: pd.DataFrame) -> pa.StructArray:
    arrays = [_array(claims[column.name], _ARROW[column.type]) for column in _NESTED]
    return pa.StructArray.from_arrays(arrays, [column.name for column in _NESTED])


def _array(values: pd.Series, type_: pa.DataType) -> pa.Array:
    try:
        made = pa.array(values, type=type_, from_pandas=True)
    except UnicodeEncodeError:
        made = pa.array([mended(value) for value in values], type=type_, from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def claims_array(column: pd.Series) -> pa.ListArray:
    """Return a column of claims as one Arrow array, also where it holds plain lists of records."""
    if isinstance(column.dtype, pd.ArrowDtype):
        return _array(column, column.dtype.pyarrow_dtype)
    plain = [list(told) if isinstance(told, (list, tuple)) else None for told in column]
    return _array(pd.Series(plain, dtype="object"), CLAIMS)


def claims_together(groups: Iterable[pd.Series]) -> pd.Series:
    """Return a column of claims with a row for each group of rows: all of their claims, in their order.

    Parameters
    ----------
    groups
        Columns as `claims_column` makes them.
    """
    told = [pc.list_flatten(claims_array(column)) for column in groups]
    offsets = np.cumsum([0, *map(len, told)]).astype(np.int32)
    every = pa.concat_arrays([pa.array([], CLAIMS.value_type), *told])
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.ListArray.from_arrays(pa.array(offsets), every).cast(CLAIMS)))


def unnested(column: pd.Series) -> tuple[npt.NDArray[np.intp], pd.DataFrame]:
    """Take the claims out of their column.

    Parameters
    ----------
    column
        As `claims_column` makes it, or plain lists of records.

    Returns
    -------
    counts
        Shape (n,): how many claims each row has.
    claims
        All of them, in order, without ``subject``: texts, ``start`` and ``end`` as whole numbers or missing,
        ``through`` as lists, of which equal ones are the same object.
    """
    told = claims_array(column)
    counts = pc.fill_null(pc.list_value_length(told), 0).to_numpy().astype(np.intp)
    claims = pc.list_flatten(told)
    return counts, pd.DataFrame({field.name: _field(claims.field(field.name)) for field in claims.type})


def _field(values: pa.Array) -> pd.Series:
    if pa.types.is_integer(values.type):
        return pd.Series(pd.array(values.to_pandas(), dtype="Int64"))
    return _lists(values) if pa.types.is_list(values.type) else values.to_pandas()


def _lists(values: pa.ListArray) -> pd.Series:
    which, _ = pd.factorize(pc.binary_join(values, "\x1f").to_pandas(), use_na_sentinel=False)
    first = np.unique(which, return_index=True)[1]
    distinct = np.empty(len(first), dtype=object)
    distinct[:] = [values[at].as_py() or [] for at in first.tolist()]
    return pd.Series(distinct[which], dtype="object")
