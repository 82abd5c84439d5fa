"""Columns of texts as Arrow has them: what is done a million times is done there."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

__all__ = [
    "always",
    "arabic",
    "arrow",
    "decimals",
    "distinct",
    "divided",
    "fitting",
    "joined",
    "plain_numbers",
    "series",
    "trimmed",
]

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
_BLANK, _ASCII = 0x20, 0x7F
_ARABIC = r"[\x{0600}-\x{06ff}]"


def arrow(column: pd.Series) -> pa.ChunkedArray:
    """Return a column of texts as Arrow holds it, nothing as an empty text."""
    found = pa.array(column, type=pa.large_string(), from_pandas=True)
    chunked = found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])
    return pc.fill_null(chunked, "") if chunked.null_count else chunked


def series(values: pa.Array | pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """Make a column of texts of an Arrow array."""
    return pd.Series(pd.array(values, dtype=_TEXT), index=index)


def _scalar(text: str | None) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def always(text: str, index: pd.Index) -> pd.Series:
    """Make a column of the same text in every row."""
    return series(pa.repeat(_scalar(text), len(index)), index)


def trimmed(column: pd.Series) -> pd.Series:
    """Take the blanks around every text away; a column without any stays the one that it is."""
    found = arrow(column)
    if not column.hasnans and all(map(_is_bare, found.chunks)):
        return column if isinstance(column.dtype, pd.StringDtype) else series(found, column.index)
    return series(pc.utf8_trim_whitespace(found), column.index)


def _is_bare(texts: pa.LargeStringArray) -> bool:
    """Whether the first and the last byte of every text are letters of ASCII: then no blank is around any."""
    _, offsets, data = texts.buffers()
    if data is None:
        return True
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    full = ends[:-1] < ends[1:]
    letters = np.frombuffer(data, np.uint8)
    around = np.concatenate([letters[ends[:-1][full]], letters[ends[1:][full] - 1]])
    return bool(((around > _BLANK) & (around < _ASCII)).all())


def joined(columns: Sequence[pd.Series], between: str, before: Sequence[str] = ()) -> pd.Series:
    """Join what is not empty in each row, each with a text of its own before it."""
    found = [arrow(column) for column in columns]
    empty = [pc.equal(pc.binary_length(column), 0) for column in found]
    told = [
        pc.if_else(nothing, _scalar(None), pc.binary_join_element_wise(_scalar(text), column, _scalar("")))
        if text
        else pc.if_else(nothing, _scalar(None), column)
        for column, nothing, text in zip(found, empty, before or [""] * len(found), strict=True)
    ]
    # A row in which all is null would be left out of the result, not be empty in it (seen in pyarrow 26).
    told[0] = pc.if_else(functools.reduce(pc.and_, empty), _scalar(""), told[0])
    return series(pc.binary_join_element_wise(*told, _scalar(between), null_handling="skip"), columns[0].index)


def arabic(column: pd.Series) -> npt.NDArray[np.bool_]:
    """Tell which texts have Arabic letters."""
    found = arrow(column)
    if pc.all(pc.string_is_ascii(found)).as_py():
        return np.zeros(len(found), dtype=bool)
    return np.asarray(pc.match_substring_regex(found, _ARABIC).to_numpy(), dtype=bool)


def fitting(column: pd.Series, pattern: str) -> npt.NDArray[np.bool_]:
    """Tell which texts hold a pattern, as RE2 writes it."""
    return np.asarray(pc.match_substring_regex(arrow(column), pattern).to_numpy(), dtype=bool)


def plain_numbers(column: pd.Series) -> npt.NDArray[np.float64] | None:
    """Read a column of numbers as programs write them, NaN where it is empty; None where any text is something else."""
    found = arrow(column)
    told = pc.if_else(pc.equal(pc.binary_length(found), 0), _scalar(None), found)
    try:
        return np.asarray(pc.cast(told, pa.float64()).to_numpy(), dtype=np.float64)
    except pa.ArrowInvalid:
        return None


def decimals(column: pd.Series) -> npt.NDArray[np.float64]:
    """Count the digits behind the point of numbers as programs write them; NaN where a text has any other sign."""
    behind = pc.ascii_ltrim(arrow(column), "+-0123456789")
    odd = pc.binary_length(pc.ascii_ltrim(behind, ".0123456789")).to_numpy() > 0
    return np.where(odd, np.nan, np.maximum(pc.binary_length(behind).to_numpy() - 1, 0))


def divided(column: pd.Series) -> list[list[str]]:
    """Divide texts at ``;`` and ``|``, without the blanks around the parts and without empty ones."""
    parts = pc.split_pattern_regex(_whole(column), "[;|]")
    bare = pc.utf8_trim_whitespace(pc.list_flatten(parts))
    told = pa.ListArray.from_arrays(parts.offsets, bare).to_pylist()
    return [[part for part in some if part] for some in told]


def _whole(column: pd.Series) -> pa.Array:
    found = pa.array(column, type=pa.string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def distinct(column: pd.Series) -> tuple[npt.NDArray[np.intp], pd.Series]:
    """Return where each text stands among the distinct ones, and these, in the order of their first coming."""
    coded = arrow(column).combine_chunks().dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return coded.indices.to_numpy().astype(np.intp), series(coded.dictionary, pd.RangeIndex(len(coded.dictionary)))
