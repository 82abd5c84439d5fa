"""A shuffle through files: rows are put down sorted by a whole number, and taken up by ranges of it.

Whoever puts writes one file, whole or not at all; whoever takes maps all files into memory and copies only its range.
So neither holds more than its share, and what a lost worker had done is done again with the same result.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["END", "put", "take"]

END = 2**63 - 1  # no number is as large


def put(table: pa.Table, by: str, path: Path) -> None:
    """Write rows sorted by the int64 column `by`; rows with the same number keep their order."""
    ordered = table.take(pc.sort_indices(table, [(by, "ascending")])).combine_chunks()
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f".{uuid.uuid4().hex}")
    with pa.OSFile(str(place), "wb") as file, pa.ipc.new_file(file, ordered.schema) as writer:
        writer.write_table(ordered)
    place.replace(path)


def take(paths: Iterable[Path], by: str, low: int, high: int = END) -> pa.Table:
    """Read the rows with ``low <= by < high`` of all files, sorted by `by`, then in the order of the files."""
    found = pa.concat_tables([_slice(path, by, low, high) for path in paths])
    return found.take(pc.sort_indices(found, [(by, "ascending")]))


def _slice(path: Path, by: str, low: int, high: int) -> pa.Table:
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    begin, end = np.searchsorted(table[by].to_numpy(), [low, high]).tolist()
    return table.slice(begin, end - begin)
