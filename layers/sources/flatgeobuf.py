"""FlatGeobuf: its features, with the claims that our own has as JSON in a column."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyogrio

from geo.errors import FileError
from layers.sources import Input, Source
from layers.sources.geopackage import in_degrees, table_of_frame, told
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from layers.events import Dossier
    from layers.tabular.raw import RawTable

__all__ = ["SOURCE"]

_MAGIC = b"fgb\x03fgb"  # the fourth byte is the version, the eighth the patch level


def detect(given: Input) -> float:
    """Tell FlatGeobuf by its first bytes."""
    return 1 if given.data.startswith(_MAGIC) else 0


def read(given: Input) -> Dossier:
    """Read features as events.

    Raises
    ------
    FileError
        It cannot be read, or does not say its coordinate system.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read features as rows, numbered in the order in which the file has them.

    Raises
    ------
    FileError
        It cannot be read, or does not say its coordinate system.
    """
    if not detect(given):
        raise FileError(f"{given.name}: no FlatGeobuf that can be read: its header is that of another kind of file")
    with told(given.name, "FlatGeobuf"):
        frame = pyogrio.read_dataframe(io.BytesIO(given.data))
    return table_of_frame(in_degrees(frame, given.name))


SOURCE = Source("flatgeobuf", "FlatGeobuf: features with id, title, date, precision and more", detect, read, table)
