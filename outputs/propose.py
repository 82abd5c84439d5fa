"""A mapping for a table, proposed from its columns and written to be edited."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from layers.sources import container_of
from layers.tabular.propose import proposal
from outputs.write import write_bytes

if TYPE_CHECKING:
    from layers.sources import Input

__all__ = ["propose"]


def propose(given: Input, path: Path, source: str = "", *, overwrite: bool = False) -> None:
    """Write a mapping that says what the columns of a table seem to mean.

    Parameters
    ----------
    given
        The table.
    path
        Where to.
    source
        Name of the source, empty where the content tells.
    overwrite
        Whether to replace what is there.

    Raises
    ------
    InputError
        It is no table, or cannot be read.
    OutputError
        The mapping cannot be written.
    """
    table = container_of(given, source).table
    assert table is not None  # a container is what has one
    text = proposal(table(given).cells, PurePath(given.name).name)
    write_bytes(text.encode(), path, overwrite=overwrite, inputs=[Path(given.name)])
