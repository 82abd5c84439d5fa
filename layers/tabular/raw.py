"""What every table format gives before its cells are read: columns as found, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from layers.events import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt
    import pandas as pd

__all__ = ["Cells", "RawTable"]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as found.

    Attributes
    ----------
    cells
        Its columns under their own names; texts, or what JSON holds. The index counts from 0.
    rows
        For each row, where a person finds it: the line in the file, or the number of the feature.
    geometry
        Geometries in EPSG:4326 where the format has its own, else None.
    faults
        What could not even become a row.
    may_hold_nul
        Whether a cell may hold a NUL byte.
    drops_zeros
        Whether the texts of numbers come without the zeros at the end that a person may have written.
    unread
        Columns that were not even read, since the mapping needs none of them.
    """

    cells: pd.DataFrame
    rows: npt.NDArray[np.int64]
    geometry: npt.NDArray[np.object_] | None = None
    faults: tuple[Fault, ...] = ()
    unread: tuple[str, ...] = ()
    may_hold_nul: bool = True
    drops_zeros: bool = False


@dataclass(slots=True)
class Cells:
    """The faults that come up while the cells of one table are read; `shown` is how the table calls its columns."""

    file: str
    rows: npt.NDArray[np.int64]
    faults: list[Fault] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)

    def fault(
        self,
        mask: npt.NDArray[np.bool_],
        column: str,
        message: str,
        expected: str,
        got: Callable[[int], object],
        *,
        rejected: bool = False,
    ) -> None:
        """Note the same fault for every row of `mask`; `got` tells what stands there, by position."""
        for at in np.flatnonzero(mask):
            self.note(int(at), column, message, expected, got(int(at)), rejected=rejected)

    def note(self, at: int, column: str, message: str, expected: str, got: object, *, rejected: bool = False) -> None:
        """Note a fault of one row, by position."""
        named = self.shown.get(column, column)
        self.faults.append(Fault(self.file, message, int(self.rows[at]), named, expected, _shown(got), rejected))


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return repr(text if len(text) <= 80 else text[:79] + "…")
