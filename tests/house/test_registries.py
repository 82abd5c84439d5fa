"""Every member of the three registries introduces itself."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

REGISTRIES = (("layers.sources", "SOURCE"), ("layers.kinds", "KIND"), ("outputs.formats", "FORMAT"))
MEMBERS = [
    (f"{package}.{found.name}", attribute)
    for package, attribute in REGISTRIES
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__)
]


@pytest.mark.parametrize(("module", "attribute"), MEMBERS, ids=[module for module, _ in MEMBERS])
def test_member_has_the_name_of_its_file_and_says_what_it_is(module: str, attribute: str) -> None:
    member = getattr(importlib.import_module(module), attribute, None)
    if member is None:  # a helper shared by members, such as a reader of cells
        assert importlib.import_module(module).__all__, (
            "a file of a registry is a member, or gives something to members"
        )
        return

    assert member.name == module.rpartition(".")[2]
    assert re.fullmatch(r"[a-z][a-z0-9_]*", member.name)
    assert len(member.description.split()) >= 3, "one sentence for `majal list`"
    assert "\n" not in member.description


@pytest.mark.parametrize(("package", "attribute"), REGISTRIES, ids=[package for package, _ in REGISTRIES])
def test_registry_lists_every_file_that_is_a_member(package: str, attribute: str) -> None:
    folder = importlib.import_module(package)
    listed = getattr(folder, package.rpartition(".")[2])()

    assert listed, "an empty registry finds nothing"
    modules = {
        module.rpartition(".")[2]
        for module, wanted in MEMBERS
        if wanted == attribute and hasattr(importlib.import_module(module), attribute)
    }
    mappings = {path.stem for path in Path(folder.__path__[0]).glob("*.toml")}
    assert set(listed) == modules | mappings


@pytest.mark.parametrize(
    "parameter",
    [
        pytest.param(parameter, id=f"{kind.name}-{parameter.name}")
        for kind in importlib.import_module("layers.kinds").kinds().values()
        for parameter in kind.parameters
    ],
)
def test_parameter_of_a_kind_can_be_made_an_option(parameter: object) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", parameter.name)
    assert parameter.type in {"text", "number", "lengths", "choice", "raster"}
    assert len(parameter.help.split()) >= 3, "one sentence for --help"
    assert bool(parameter.choices) == (parameter.type == "choice")
    if parameter.type == "choice" and parameter.default is not None:
        assert parameter.default in parameter.choices
