"""The files that are read: opened here, by their bytes, and never by a library that could follow an address."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import FileError
from layers.events import Dossier, combine
from layers.merge import merged
from layers.sources import Input, read

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from layers.decisions import Decisions
    from layers.tabular.mapping import ColumnMapping

__all__ = [
    "INPUT_LIMIT",
    "REPORT_LIMIT",
    "check_file",
    "decisions_in",
    "gather",
    "mapping_in",
    "open_input",
    "read_bytes",
    "refuse_addresses",
]

REPORT_LIMIT = 50_000_000
INPUT_LIMIT = 4_000_000_000
# pathlib makes one slash of two; a single letter is a drive of Windows; GDAL follows what stands after GPKG: too.
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+._-]+:/|(?:https?|ftps?|file|s3|gs|az|data|zip|tar|vrt|gpkg|gtiff_dir):|/+vsi", re.IGNORECASE
)
_CONTENT = re.compile(r"\s*[{\[<]|.*\n", re.DOTALL)
_REDIRECTION = re.compile(rb"(?:^|>)\s*<(?:OGRVRTDataSource|OGRVRTLayer|VRTDataset|GDALTileIndexDataset|GDAL_WMS)\b")
_HEAD = 1 << 16


def read_bytes(path: Path, limit: int = INPUT_LIMIT) -> bytes:
    """Read a file whole; ``-`` is standard input.

    Parameters
    ----------
    path
        The file.
    limit
        The most bytes that are read.

    Raises
    ------
    FileError
        It is an address, missing, a folder, unreadable, empty, too large, or a redirection to another file.
    """
    refuse_addresses(path)
    try:
        data = _read(path, limit)
    except (OSError, ValueError) as problem:
        if isinstance(problem, FileError):
            raise
        raise _unread(path, problem) from problem
    _check_head(data, path)
    return data


def check_file(path: Path) -> None:
    """Check a file that is too large to be read whole: it is none of what `read_bytes` refuses.

    Raises
    ------
    FileError
        It is an address, missing, a folder, unreadable, empty, or a redirection to another file.
    """
    refuse_addresses(path)
    try:
        with path.open("rb") as file:
            head = file.read(1 << 20)
    except (OSError, ValueError) as problem:
        raise _unread(path, problem) from problem
    _check_head(head, path)


def refuse_addresses(path: Path) -> None:
    """Refuse what a library would follow to somewhere else.

    Raises
    ------
    FileError
        It is an address.
    """
    if _ADDRESS.match(str(path).replace("\\", "/")):
        raise FileError(f"{path}: is an address; majal reads files only. Save it as a file first")


def _check_head(data: bytes, path: Path) -> None:
    if not data[:_HEAD].strip() and not data.strip():
        raise FileError(f"{path}: the file is empty")
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and _REDIRECTION.search(head):
        raise FileError(f"{path}: is a GDAL virtual file, which points to others; give the file that it points to")


def _read(path: Path, limit: int) -> bytes:
    if str(path) == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        if path.is_file() and path.stat().st_size > limit:
            raise _too_large(path, path.stat().st_size, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    return data


def _too_large(path: Path, size: int, limit: int) -> FileError:
    return FileError(f"{path}: too large; expected at most {limit // 1_000_000:,} MB, got {size / 1e6:,.1f} MB or more")


def _unread(path: Path, problem: Exception) -> FileError:
    if _CONTENT.match(str(path)):
        return FileError(f"{str(path).split()[0][:40]}…: is content, not the name of a file; save it as a file first")
    return FileError(f"{path}: {_reason(problem)}")


def _reason(problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError):
        return "there is no such file"
    if isinstance(problem, IsADirectoryError):
        return "is a folder; expected a file"
    return getattr(problem, "strerror", None) or str(problem)


def open_input(
    path: Path,
    *,
    published: dt.date | None = None,
    language: str = "",
    decisions: Path | None = None,
    mapping: Path | None = None,
    date_order: str = "",
    limit: int = INPUT_LIMIT,
) -> Input:
    """Open a file for `layers.sources.read`.

    Parameters
    ----------
    path
        The file; ``-`` is standard input.
    published, language
        As in `layers.sources.Input`.
    decisions
        A file of decisions, or None.
    mapping
        A file that says what a table's columns mean, or None.
    date_order
        As in `layers.sources.Input`.
    limit
        The most bytes that are read.

    Raises
    ------
    FileError
        As `read_bytes`.
    SettingError
        The decisions or the mapping are wrong.
    """
    decided = decisions_in(decisions) if decisions is not None else None
    name = "stdin" if str(path) == "-" else str(path)
    meant = mapping_in(mapping) if mapping is not None else None
    data = read_bytes(path, limit)
    return Input(name, data, published, language, decided, mapping=meant, date_order=date_order)


def decisions_in(path: Path) -> Decisions:
    """Read a file of decisions.

    Raises
    ------
    FileError
        As `read_bytes`.
    SettingError
        As `layers.decisions.load`.
    """
    from layers.decisions import load  # noqa: PLC0415 - only those who decide pay for it

    return load(read_bytes(path), str(path))


def mapping_in(path: Path) -> ColumnMapping:
    """Read a file that says what a table's columns mean.

    Raises
    ------
    FileError
        As `read_bytes`.
    SettingError
        As `layers.tabular.mapping.load_mapping`.
    """
    from layers.tabular.mapping import load_mapping  # noqa: PLC0415 - only those who map pay for it

    return load_mapping(read_bytes(path), str(path))


def gather(inputs: Sequence[Input], sources: Sequence[str] = ()) -> Dossier:
    """Read several inputs into one dossier.

    Parameters
    ----------
    inputs
        What to read.
    sources
        For each input the name of its source, empty where its content tells.

    Returns
    -------
    Dossier
        An input given twice is read once. Where two inputs use one id for different events, the later event is named
        after its file too, so that neither is lost. Events that a person decided to be the same are one.
    """
    named = sources or [""] * len(inputs)
    found: list[Dossier] = []
    distinct = {(given.data, source): given for given, source in zip(inputs, named, strict=True)}
    for (_, source), given in distinct.items():
        found.append(_apart(read(given, source), found, PurePath(given.name).stem))
    return merged(combine(found), list({given.decisions for given in inputs if given.decisions}))


def _content(dossier: Dossier, ids: pd.Series) -> dict[str, str]:
    """Return what the events with these ids tell, by id."""
    events = dossier.events[dossier.events["id"].isin(ids)]
    told = zip(events["id"], events["title"], events["start"], events.geometry, strict=True)
    return {name: f"{title}|{start}|{at}" for name, title, start, at in told}


def _apart(dossier: Dossier, earlier: Sequence[Dossier], stem: str) -> Dossier:
    ids = dossier.events["id"]
    taken = {name: content for before in earlier for name, content in _content(before, ids).items()}
    again = _content(dossier, pd.Series(list(taken), dtype="object"))
    clashing = {name: f"{stem}:{name}" for name, content in again.items() if taken[name] != content}
    if not clashing:
        return dossier
    renamed = {"id": ids.replace(clashing)}
    subjects = pd.Series(dossier.claims["subject"]).replace(clashing)
    return replace(dossier, events=dossier.events.assign(**renamed), claims=dossier.claims.assign(subject=subjects))
