"""What is found in a sentence only when somebody asks: most sentences of a long text tell of no deed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["OnDemand"]

T = TypeVar("T")


class OnDemand(Generic[T]):
    """For each sentence, by its number, what a function finds there; found once.

    Parameters
    ----------
    find
        Takes the number of the sentence.
    """

    def __init__(self, find: Callable[[int], T]) -> None:
        self._find = find
        self._found: dict[int, T] = {}

    def __getitem__(self, number: int) -> T:
        """Return what is found in a sentence."""
        if number not in self._found:
            self._found[number] = self._find(number)
        return self._found[number]
