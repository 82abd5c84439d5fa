"""What could not be used, as a file that a person can work through; or, where that is asked, no output at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from geo.decoding import mended
from geo.errors import OutputError, RowError
from layers.sources import standing
from outputs.formats.csv import guarded
from outputs.write import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Fault
    from layers.sources import Input
    from outputs.address import Address

__all__ = ["COLUMNS", "refuse_faults", "write_rejects"]

COLUMNS = ("file", "row", "column", "message", "expected", "got", "left_out", "raw")


def write_rejects(
    faults: Sequence[Fault],
    path: Path,
    read: Sequence[tuple[Input, str]],
    *,
    bom: bool = False,
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
    output: Path | Address | None = None,
) -> None:
    """Write every fault to a CSV, with what stands in the file; where there are none, only the header.

    Parameters
    ----------
    faults
        What was wrong.
    path
        Where to; ``-`` is standard output.
    read
        The files that the faults tell of, each with the name of its source, empty where its content tells.
    bom
        Whether to begin with a byte order mark.
    overwrite, inputs
        As in `outputs.write.write`.
    output
        Where the result goes, which cannot be the same file.

    Raises
    ------
    OutputError
        It is the output, or cannot be written.
    """
    if isinstance(output, Path) and path.absolute() == output.absolute():
        raise OutputError(f"{path}: is also the output; write the rejects to another name")
    stands = {given.name: _standing(faults, given, source) for given, source in read}
    lines = mended([_line(fault, stands) for fault in faults])  # a file's name may hold bytes that are no text
    table = pd.DataFrame(lines, columns=list(COLUMNS), dtype="str")
    text = table.apply(guarded).to_csv(index=False, lineterminator="\r\n")
    write_bytes(text.encode("utf-8-sig" if bom else "utf-8"), path, overwrite=overwrite, inputs=inputs)


def _standing(faults: Sequence[Fault], given: Input, source: str) -> dict[int, str]:
    rows = sorted({fault.row for fault in faults if fault.file == given.name and fault.row is not None})
    return standing(given, source, rows) if rows else {}


def _line(fault: Fault, stands: dict[str, dict[int, str]]) -> tuple[str, ...]:
    row, raw = "", ""
    if fault.row is not None:
        row, raw = str(fault.row), stands.get(fault.file, {}).get(fault.row, "")
    left_out = "yes" if fault.rejected else "no"
    return fault.file, row, fault.column, fault.message, fault.expected, fault.got, left_out, raw


def refuse_faults(faults: Sequence[Fault]) -> None:
    """Refuse what has any fault.

    Raises
    ------
    RowError
        It has: the first, and how many more there are.
    """
    if faults:
        more = f" (and {len(faults) - 1:,} more: see majal check)" if len(faults) > 1 else ""
        raise RowError(f"{faults[0]}{more}; without --strict this costs no file")
