"""What there is to read, in blocks that a worker can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.errors import FileError
from geo.gazetteer.own import file_digest
from layers.sources import Input, Part, source_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.events import Dossier
    from outputs.cluster.tasks import Block

__all__ = ["blocks_of", "first_only", "taken"]

_SAMPLE = 1 << 20


def blocks_of(whole: Block, size: int) -> list[Block]:
    """Cut what is to be read into blocks of about so many bytes, where its source can and it is larger than that.

    Parameters
    ----------
    whole
        The whole file.
    size
        Bytes of a block.

    Returns
    -------
    list of Block
        In the order of the file, numbered from the number of `whole`; `whole` alone where it is not cut.
    """
    if whole.path.stat().st_size <= size:
        return [whole]
    with whole.path.open("rb") as file:
        try:
            source = source_of(Input(whole.name, file.read(_SAMPLE)), whole.source)
        except FileError:  # told by its end, as GeoParquet is, or not at all, which the reader of the whole tells
            return [whole]
        found = source.cuts(file, size) if source.cuts else []
    report = file_digest(whole.path)
    named = replace(whole, source=source.name)
    return [
        replace(named, number=whole.number + at, cut=cut, part=Part(report, cut.lines)) for at, cut in enumerate(found)
    ] or [whole]


def taken(blocks: Sequence[Block], twice: Sequence[tuple[str, int]]) -> list[Block] | None:
    """Return the blocks that must be read again, since earlier ones of the same file use ids of theirs.

    Parameters
    ----------
    blocks
        What was read.
    twice
        Ids that stand in several blocks, with each of these.

    Returns
    -------
    list of Block
        Each with the ids that are taken; None where blocks of different files use the same id.
    """
    where: dict[str, list[int]] = {}
    for name, number in twice:
        where.setdefault(name, []).append(number)
    ids: dict[int, set[str]] = {}
    for name, numbers in where.items():
        if len({blocks[number].path for number in numbers}) > 1:
            return None
        for number in sorted(numbers)[1:]:
            ids.setdefault(number, set()).add(name)
    return [_without(blocks[number], frozenset(ids[number])) for number in sorted(ids)]


def _without(block: Block, ids: frozenset[str]) -> Block:
    assert block.part is not None  # only the parts of one file can share an id
    return replace(block, part=replace(block.part, taken=ids))


def first_only(block: Block, rest: Dossier) -> Dossier:
    """Leave out what is told of the whole file, where this is not its first part."""
    if block.cut is None or block.cut.lines == 0:
        return rest
    return replace(rest, faults=tuple(fault for fault in rest.faults if fault.row is not None))
