"""The mappings that majal comes with, and the one that the names of columns tell."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import TYPE_CHECKING

from layers.tabular.columns import match, plain_name
from layers.tabular.mapping import ColumnMapping, Value, load_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["known_mapping", "mapping_of", "mappings"]


@functools.cache
def mappings() -> dict[str, ColumnMapping]:
    """Every mapping that majal comes with, by name: the TOML files beside the sources."""
    there = sorted(files("layers.sources").iterdir(), key=lambda file: file.name)
    loaded = [load_mapping(file.read_bytes(), file.name) for file in there if file.name.endswith(".toml")]
    return {mapping.name: mapping for mapping in loaded}


def known_mapping(names: Iterable[str]) -> ColumnMapping | None:
    """Return the mapping that knows a table by the names of its columns: the one that needs most of them."""
    plain = {plain_name(name) for name in names}
    fitting = {
        len(needs): mapping for mapping in mappings().values() for needs in mapping.needs if plain.issuperset(needs)
    }
    return fitting[max(fitting)] if fitting else None


def mapping_of(names: Sequence[str]) -> ColumnMapping:
    """Make the mapping that the names of the columns tell by themselves."""
    return ColumnMapping("", columns={meaning: Value(column=name) for meaning, name in match(names).items()})
