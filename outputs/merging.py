"""Files of several sources to one table of events, and the list of what was joined and what nearly was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError, UnknownNameError
from layers.merge import merge
from layers.sources import read
from outputs.columns import json_bytes, plain
from outputs.formats.csv import guarded
from outputs.write import check_place, format_of, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from layers.matching.rules import Rules
    from layers.merge import Merged
    from layers.sources import Input
    from outputs.address import Address

__all__ = ["check_places", "merge_inputs", "write_reasons"]


def _silent(_line: str) -> None:
    """Say nothing."""


def merge_inputs(
    inputs: Sequence[Input],
    sources: Sequence[str] = (),
    rules: Rules | None = None,
    progress: Callable[[str], None] = _silent,
) -> Merged:
    """Read files, each a source of its own, and merge what they tell (`layers.merge.merge`).

    Parameters
    ----------
    inputs
        What to read; the decisions that come with any of them hold for all.
    sources
        For each input the name of its format, empty where its content tells.
    rules
        Windows and thresholds; None takes those of `layers.matching.rules.Rules`.
    progress
        Is told each long step in one line.

    Raises
    ------
    InputError
        A file cannot be read, or a decision names what no source tells.
    """
    dossiers = []
    for given, source in zip(inputs, sources or [""] * len(inputs), strict=True):
        progress(f"reading {given.name}")
        dossiers.append(read(given, source))
    decided = list({given.decisions for given in inputs if given.decisions})
    return merge(dossiers, decided, rules, progress)


def check_places(
    output: Path | Address,
    reasons: Path | None,
    format_: str = "",
    *,
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Check that what is merged and the list of reasons can be written, before anything is done.

    Raises
    ------
    UnknownNameError
        The list's ending is neither ``.csv`` nor ``.json``, or no format has the name or ending of the other.
    OutputError
        Both are one file, the format is a map, or a file cannot be written there.
    """
    if format_of(output, format_).is_map:
        raise OutputError(f"{output}: merge writes data; make a map of it with majal map")
    if isinstance(output, Path):
        check_place(output, overwrite=overwrite, inputs=inputs)
    if reasons is None:
        return
    _writer(reasons)
    if isinstance(output, Path) and reasons.absolute() == output.absolute():
        raise OutputError(f"{reasons}: is also the output; write the reasons to another name")
    check_place(reasons, overwrite=overwrite, inputs=inputs)


def _writer(path: Path) -> Callable[[pd.DataFrame], bytes]:
    if path.suffix.casefold() not in _WRITERS:
        raise UnknownNameError(f"{path}: no list of reasons has this ending; expected .csv or .json")
    return _WRITERS[path.suffix.casefold()]


def write_reasons(verdicts: pd.DataFrame, path: Path, *, overwrite: bool = False, inputs: Sequence[Path] = ()) -> None:
    """Write what was joined and what nearly was, a row a pair, as CSV or JSON by the ending of the path.

    Raises
    ------
    UnknownNameError
        The ending is neither ``.csv`` nor ``.json``.
    OutputError
        The file cannot be written.
    """
    write_bytes(_writer(path)(verdicts), path, overwrite=overwrite, inputs=inputs)


def _csv(verdicts: pd.DataFrame) -> bytes:
    texts = {str(name): guarded(verdicts[name]) for name in verdicts if not _is_number(verdicts[name])}
    return verdicts.assign(**texts).to_csv(index=False, lineterminator="\r\n").encode()


def _is_number(column: pd.Series) -> bool:
    return column.dtype.kind == "f"


def _json(verdicts: pd.DataFrame) -> bytes:
    columns = {str(name): plain(verdicts[name]).tolist() for name in verdicts}
    return json_bytes([dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]) + b"\n"


_WRITERS = {".csv": _csv, ".json": _json}
