"""Layer kinds: one file each. A file here that defines `KIND` is found, listed and tested."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import SettingError
from layers.credit import with_credits
from layers.registry import discover, pick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from layers.events import Dossier
    from layers.layer import Layer, LegendEntry
    from layers.text import Text

__all__ = ["ByRecord", "Kind", "Parameter", "build", "by_record", "kinds"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that a kind declares; the command line and the recipe are made from it.

    Attributes
    ----------
    name
        As in the recipe; on the command line with ``--`` before it.
    type
        ``text``, ``number``, ``lengths`` (one or several of ``5.5km``, ``3NM``, ``18000ft``), ``choice``, or
        ``raster``: a GeoTIFF's path for the command line and the recipe, which give it to the kind open.
    help
        One sentence.
    default
        What holds where nothing is said; None means that it must be said.
    choices
        The values allowed for ``choice``.
    """

    name: str
    type: str
    help: str
    default: Any = None
    choices: tuple[str, ...] = ()


class ByRecord(NamedTuple):
    """How a layer is put together from layers of some of the records each, where every row follows from one record.

    Attributes
    ----------
    ordered
        The parts' legends, one after the other, to the legend of the whole.
    by_legend
        Whether the rows stand legend line by legend line, and only within a line in the order of the records.
    only
        Settings with which this holds; with any others all records must be at hand.
    """

    ordered: Callable[[Iterable[LegendEntry]], tuple[LegendEntry, ...]]
    by_legend: bool = False
    only: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Kind:
    """One layer kind.

    Attributes
    ----------
    name, title, description
        As `majal list kinds` shows them.
    build
        Takes the dossier and a value for every parameter, and gives the layer.
    parameters
        What it can be told.
    by_record
        How its parts are put together; None where a row depends on several records, which must all be at hand.
    """

    name: str
    title: Text
    description: str
    build: Callable[[Dossier, Mapping[str, Any]], Layer]
    parameters: tuple[Parameter, ...] = ()
    by_record: ByRecord | None = None


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every layer kind there is, by name."""
    return discover(__name__, "KIND", Kind)


def by_record(kind: str, settings: Mapping[str, Any]) -> bool:
    """Tell whether with these settings every row follows from one record.

    Raises
    ------
    UnknownNameError, SettingError
        As `build`.
    """
    member = pick(kinds(), kind, "layer kind")
    told = _complete(member, dict(settings))
    how = member.by_record
    return how is not None and all(told[name] == value for name, value in how.only.items())


def build(kind: str, dossier: Dossier, settings: Mapping[str, Any] | None = None) -> Layer:
    """Build one layer.

    Parameters
    ----------
    kind
        Name of the kind.
    dossier
        What the sources told.
    settings
        Values for the kind's parameters; what is absent takes the declared default.

    Raises
    ------
    UnknownNameError
        No kind has that name.
    SettingError
        A parameter is unknown, missing or of the wrong type.
    """
    member = pick(kinds(), kind, "layer kind")
    layer = member.build(dossier, _complete(member, dict(settings or {})))
    return with_credits(replace(layer, notes=(*layer.notes, *dossier.notes)), reports=dossier.reports)


def _complete(kind: Kind, settings: dict[str, Any]) -> dict[str, Any]:
    declared = {parameter.name: parameter for parameter in kind.parameters}
    for name in settings:
        if name not in declared:
            known = ", ".join(declared) or "none"
            raise SettingError(f"layer kind {kind.name!r} has no parameter {name!r}; it has: {known}")
    return {
        name: _checked(kind, parameter, settings.get(name, parameter.default)) for name, parameter in declared.items()
    }


def _checked(kind: Kind, parameter: Parameter, value: Any) -> Any:  # noqa: ANN401 - a recipe may hold anything
    if value is None:
        raise SettingError(f"layer kind {kind.name!r} needs {parameter.name!r}: {parameter.help}")
    if parameter.type == "choice" and value not in parameter.choices:
        raise SettingError(
            f"layer kind {kind.name!r}, {parameter.name}: expected one of {', '.join(parameter.choices)}, got {value!r}"
        )
    return value
