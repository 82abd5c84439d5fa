"""Every module says what it gives, and gives no more."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path
    for floor in ("geo", "layers", "outputs")
    for path in (ROOT / floor).rglob("*.py")
    if not {"node_modules", "compiled"} & set(path.parts)
)
# A source, a kind and a format are reached through the one object that they define.
REACHED_BY_REGISTRY = {"build", "detect", "read", "table", "write"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_declares_its_public_names_sorted(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = _public_definitions(tree)
    declared = _declared(tree)

    assert declared is not None or not public, f"no __all__, and it defines {sorted(public)}"
    assert (declared or []) == sorted(set(declared or []), key=_isort_order)
    assert set(declared or []) <= _all_names(tree), "__all__ names what the module does not have"
    assert public - REACHED_BY_REGISTRY <= set(declared or []), (
        "a public name is missing in __all__, or wants an underscore"
    )


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_says_in_its_first_line_what_it_holds(path: Path) -> None:
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert told, "a module has a docstring"
    assert told.splitlines()[0].endswith((".", "!", "?"))


def _public_definitions(tree: ast.Module) -> set[str]:
    # Constants and aliases may stay in the module; functions and classes are what others reach for.
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, defined) and not node.name.startswith("_")}


def _declared(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and _targets(node) == {"__all__"}:
            names: list[str] = ast.literal_eval(node.value)
            return list(names)
    return None


def _all_names(tree: ast.Module) -> set[str]:
    names = _public_definitions(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            names |= _targets(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _isort_order(name: str) -> tuple[int, str]:
    # As ruff's RUF022 sorts: CONSTANTS, then Classes, then functions.
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name)
