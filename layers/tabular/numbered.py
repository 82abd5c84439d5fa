"""Families of columns, such as `source1`, `source2`, …: a mapping names them once, with a ``*`` for the number."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from layers.tabular.columns import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from layers.tabular.mapping import ColumnMapping, Value

__all__ = ["numbered", "spread"]


def numbered(pattern: str, names: Iterable[str]) -> dict[int, str]:
    """Return the names that a pattern has a number in, by their numbers, in order.

    Parameters
    ----------
    pattern
        The name of a column, such as ``source*``.
    names
        Names of columns in any writing.
    """
    before, _, after = pattern.partition("*")
    family = re.compile(rf"{re.escape(plain_name(before))}_?(\d{{1,4}})_?{re.escape(plain_name(after))}")
    told = ((int(found[1]), name) for name in names if (found := family.fullmatch(plain_name(name))))
    return dict(sorted(told))


def spread(mapping: ColumnMapping, names: Sequence[str]) -> ColumnMapping:
    """Write out what a mapping says of families of columns, for each number that a table has.

    Parameters
    ----------
    mapping
        The mapping.
    names
        The table's columns.

    Returns
    -------
    ColumnMapping
        Without any ``*``: a value of a list, a count and a claim that name such columns stand there once for each
        number, in order.
    """
    if not any("*" in name for name in mapping.used()):
        return mapping
    return replace(
        mapping,
        columns={meaning: _value(value, names) for meaning, value in mapping.columns.items()},
        counts=_groups(mapping.counts, names),
        claims=_groups(mapping.claims, names),
        details=tuple(one for name in mapping.details for one in _each(name, names)),
    )


def _each(name: str, names: Sequence[str]) -> list[str]:
    # Forms mark a column that must be filled in with a star: where there are no numbers, it is a part of the name.
    return list(numbered(name, names).values() if "*" in name else ()) or [name]


def _groups(groups: Sequence[Mapping[str, Value]], names: Sequence[str]) -> tuple[Mapping[str, Value], ...]:
    return tuple(
        {key: _at(value, number) for key, value in group.items()} if number else group
        for group in groups
        for number in _numbers((name for value in group.values() for name in value.columns()), names)
    )


def _numbers(wanted: Iterable[str], names: Sequence[str]) -> list[int]:
    """Return the numbers of the families among the columns wanted; 0 alone where there is no family."""
    families = [name for name in wanted if "*" in name]
    return sorted({number for name in families for number in numbered(name, names)}) if families else [0]


def _value(value: Value, names: Sequence[str]) -> Value:
    return replace(value, first=_several(value.first, names), join=_several(value.join, names))


def _several(values: Sequence[Value], names: Sequence[str]) -> tuple[Value, ...]:
    return tuple(
        _at(value, number) if number else _value(value, names)
        for value in values
        for number in _numbers(value.columns(), names)
    )


def _at(value: Value, number: int) -> Value:
    told: Mapping[str, tuple[str, ...]] = {
        column.replace("*", str(number)): words for column, words in value.where.items()
    }
    return replace(
        value,
        column=value.column.replace("*", str(number)),
        first=tuple(_at(one, number) for one in value.first),
        join=tuple(_at(one, number) for one in value.join),
        where=told,
    )
