"""The one mechanism behind the three registries: a file in the folder is a member of the list."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Protocol, TypeVar

from geo.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Named", "discover", "pick"]


class Named(Protocol):
    """What every member of a registry has."""

    @property
    def name(self) -> str:
        """The name that recipes and the command line use."""


T = TypeVar("T", bound=Named)


def discover(package: str, attribute: str, of: type[T]) -> dict[str, T]:
    """Import every module of `package` and collect what each defines as `attribute`.

    Parameters
    ----------
    package
        Import path of the folder, such as ``layers.kinds``.
    attribute
        The name that a module defines to be found, such as ``KIND``.
    of
        The type that it must have.

    Returns
    -------
    dict
        The members by name, sorted.

    Raises
    ------
    TypeError
        A module defines `attribute` as something else.
    """
    found: dict[str, T] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        member = getattr(importlib.import_module(f"{package}.{module.name}"), attribute, None)
        if member is None:
            continue
        if not isinstance(member, of):
            raise TypeError(f"{package}.{module.name}.{attribute} is a {type(member).__name__}, expected {of.__name__}")
        found[member.name] = member
    return dict(sorted(found.items()))


def pick(members: Mapping[str, T], name: str, noun: str) -> T:
    """Return the member called `name`, or say which there are."""
    if name not in members:
        raise UnknownNameError(f"no {noun} is called {name!r}; there are: {', '.join(members)}")
    return members[name]
