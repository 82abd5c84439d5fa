"""Layers to a file that is either whole or not there, or to a database."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError, UnknownNameError
from layers.registry import pick
from outputs.address import Address
from outputs.columns import features
from outputs.formats import Format, formats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["STDOUT", "atomic", "check_layers", "check_place", "format_of", "write", "write_bytes"]

STDOUT = Path("-")


def write(
    layers: Sequence[Layer],
    path: Path | Address,
    page: Page,
    *,
    format: str = "",  # noqa: A002 - the word of the command line and the recipe
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Write layers to a file or a database, whole or not at all.

    Parameters
    ----------
    layers
        What to write.
    path
        Where to: a file, ``-`` for standard output, or the address of a database.
    page
        Title, languages, reports, and what was not placed.
    format
        Name of the format; empty means that the ending of `path` tells.
    overwrite
        Whether an existing file, or the tables of a database, may be replaced.
    inputs
        Files that were read, none of which may be written over.

    Raises
    ------
    UnknownNameError
        No format has that name or ending.
    OutputError
        The file is there already, is one of the inputs, or cannot be written, or the format cannot hold such layers.
    InstallError
        The package that speaks to the database is not installed.
    """
    chosen = format_of(path, format)
    check_layers(layers, chosen)
    if isinstance(path, Address):
        if chosen.send is None:
            raise OutputError(f"{path}: {chosen.name} writes files; name one, or leave --format away")
        if not _fits(path, chosen):
            raise OutputError(f"{path}: {chosen.name} writes to an address such as {chosen.suffixes[0]}…, not to this")
        chosen.send(layers, path, page, overwrite)
        return
    if chosen.write is None:
        raise OutputError(f"{path}: {chosen.name} writes to an address such as {chosen.suffixes[0]}…, not to a file")
    ending = "" if _fits(path, chosen) else chosen.suffixes[0]
    with atomic(path, overwrite=overwrite, inputs=inputs, ending=ending) as place:
        chosen.write(layers, place, page)


def write_bytes(data: bytes, path: Path, *, overwrite: bool = False, inputs: Sequence[Path] = ()) -> None:
    """Write bytes to a file, whole or not at all; see `write`."""
    with atomic(path, overwrite=overwrite, inputs=inputs) as place:
        place.write_bytes(data)


def check_layers(layers: Sequence[Layer], format_: Format) -> None:
    """Check that a format can hold such layers, before anything is written.

    Raises
    ------
    OutputError
        It cannot; the message names the layer.
    """
    if format_.check is not None:
        format_.check(layers)
    elif not format_.is_map:
        for layer in layers:
            features(layer)


def format_of(path: Path | Address, name: str = "") -> Format:
    """Pick the format by its name, else by the ending of the path or the beginning of the address."""
    members = formats()
    if name:
        return pick(members, name, "format")
    for member in members.values():
        if _fits(path, member):
            return member
    endings = ", ".join(suffix for member in members.values() for suffix in member.suffixes)
    if path == STDOUT:
        raise UnknownNameError(f"standard output needs --format; there are: {', '.join(members)}")
    raise UnknownNameError(f"{path}: no format has this ending; expected one of {endings}, or name one with --format")


def _fits(path: Path | Address, member: Format) -> bool:
    if isinstance(path, Address):
        return path.url.startswith(member.suffixes)
    return path.name.casefold().endswith(member.suffixes)


@contextlib.contextmanager
def atomic(path: Path, *, overwrite: bool = False, inputs: Sequence[Path] = (), ending: str = "") -> Iterator[Path]:
    """Give a place to write to; what is there at the end is moved to `path` in one step, or streamed to ``-``.

    Whatever happens in between, also Ctrl-C or a full disk, leaves `path` as it was and nothing beside it. The place
    has the name of `path` with `ending` behind it: GDAL makes folders of some names, and side files have other endings.

    Raises
    ------
    OutputError
        As `write`.
    """
    with _one_line(path):
        check_place(path, overwrite=overwrite, inputs=inputs)
        # A folder of its own, so that side files such as SQLite's journal go with it.
        folder = Path(tempfile.mkdtemp(prefix=".majal-", dir=None if path == STDOUT else path.absolute().parent))
        try:
            place = folder / f"{'stdout' if path == STDOUT else path.name}{ending}"
            yield place
            _settle(place, path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def check_place(path: Path, *, overwrite: bool, inputs: Sequence[Path]) -> None:
    """Check that a file can be written there, as far as that can be told before it is.

    Raises
    ------
    OutputError
        As `write`.
    """
    if path == STDOUT:
        return
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; expected the name of a file")
    if not path.absolute().parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} is not there; make it first")
    if any(given.exists() and path.exists() and given.samefile(path) for given in inputs):
        raise OutputError(f"{path}: is also the input; write to another name")
    if path.exists() and not overwrite:
        raise OutputError(f"{path}: is there already; use --overwrite to replace it")


def _settle(place: Path, path: Path) -> None:
    if path == STDOUT:
        with place.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with place.open("rb+") as file:
        os.fsync(file.fileno())
    place.chmod(0o666 & ~_umask())
    place.replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def _one_line(path: Path) -> Iterator[None]:
    try:
        yield
    except (OutputError, BrokenPipeError):
        raise
    except OSError as problem:
        reason = problem.strerror or str(problem).splitlines()[0]
        raise OutputError(f"{path}: cannot be written: {reason}") from problem
