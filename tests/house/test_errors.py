"""The tree of errors is what its docstring draws."""

from __future__ import annotations

import builtins
import re

import pytest

from geo import errors

DRAWN = re.compile(r"^(?P<indent>    [│├└─ ]*)(?P<name>[A-Z]\w+Error)(?:\s+\((?P<builtin>\w+)\))?", re.MULTILINE)
TREE = list(DRAWN.finditer(errors.__doc__ or ""))


def _parent(index: int) -> str:
    depth = len(TREE[index]["indent"])
    return next(other["name"] for other in reversed(TREE[:index]) if len(other["indent"]) < depth)


def test_every_error_is_drawn_and_every_drawn_one_exists() -> None:
    drawn = [line["name"] for line in TREE]

    assert sorted(drawn) == errors.__all__
    assert drawn[0] == "MajalError"


@pytest.mark.parametrize("index", range(1, len(TREE)), ids=lambda index: TREE[index]["name"])
def test_an_error_stands_under_its_parent_and_is_the_builtin_that_fits(index: int) -> None:
    error = getattr(errors, TREE[index]["name"])

    assert issubclass(error, getattr(errors, _parent(index)))
    if TREE[index]["builtin"]:
        assert issubclass(error, getattr(builtins, TREE[index]["builtin"]))
