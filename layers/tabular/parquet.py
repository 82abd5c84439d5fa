"""The columns of a Parquet file, read within limits: what its footer claims is checked first, what comes is weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAGIC", "columns"]

MAGIC = b"PAR1"  # at both ends of a Parquet file
_MOST_BYTES = 4_000_000_000
_MOST_VALUES = 500_000_000
_ROWS = 1 << 16


def columns(data: bytes, name: str) -> pa.Table:
    """Read all columns; one value that stands in many rows is kept once until it is known that all fit in memory.

    Parameters
    ----------
    data
        The file.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        It cannot be read, or would grow beyond the limits.
    """
    try:
        return _read(data, name)
    except (pa.ArrowException, ValueError, KeyError, OSError) as problem:
        if isinstance(problem, FileError):
            raise
        reason = (str(problem).splitlines() or ["damaged"])[0]
        raise FileError(f"{name}: no Parquet that can be read: {reason}") from problem


def _read(data: bytes, name: str) -> pa.Table:
    schema = pq.read_schema(pa.BufferReader(data))
    texts = [field.name for field in schema if _is_text(field.type)]
    file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
    _check(file.metadata, name)
    batches = list(_weighed(file, name))
    table = pa.Table.from_batches(batches, batches[0].schema if batches else schema)
    return pa.table([_plain(column) for column in table.columns], names=table.column_names)


def _is_text(type_: pa.DataType) -> bool:
    return any(is_(type_) for is_ in (pa.types.is_string, pa.types.is_binary))


def _check(about: pq.FileMetaData, name: str) -> None:
    groups = [about.row_group(at) for at in range(about.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    values = sum(group.column(at).num_values for group in groups for at in range(group.num_columns))
    if size > _MOST_BYTES:
        raise _too_large(name, f"{size / 1e6:,.0f} MB")
    if values > _MOST_VALUES or about.num_rows > _MOST_VALUES:
        told = f"{max(values, about.num_rows):,} values in {about.num_rows:,} rows; expected at most {_MOST_VALUES:,}"
        raise FileError(f"{name}: {told}. Give a part of it")


def _too_large(name: str, size: str) -> FileError:
    return FileError(
        f"{name}: grows to {size} or more; expected at most {_MOST_BYTES // 1_000_000:,} MB. Give a part of it"
    )


def _weighed(file: pq.ParquetFile, name: str) -> Iterator[pa.RecordBatch]:
    size = 0
    for batch in file.iter_batches(_ROWS):
        size += sum(map(_bytes, batch.columns))
        if size > _MOST_BYTES:
            raise _too_large(name, f"{size / 1e6:,.0f} MB")
        yield batch


def _bytes(column: pa.Array) -> int:
    """Return how many bytes a column takes once every row has a value of its own."""
    if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
        lengths = pc.binary_length(column.dictionary).cast(pa.int64()).take(column.indices)
        return int(pc.sum(lengths).as_py() or 0)
    return int(column.nbytes)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
