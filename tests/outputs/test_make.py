"""What one call makes: the layers of a map, in the order of its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import OutputError, UnknownNameError
from outputs.formats import formats
from outputs.make import export, make_map, map_layers

if TYPE_CHECKING:
    from pathlib import Path

    from layers.events import Dossier


def test_zones_stand_last_in_the_legend(dossier: Dossier) -> None:
    assert [layer.name for layer in map_layers(dossier, ["5.5km"])] == ["uncertainty", "events", "zones"]


def test_without_radii_there_are_no_zones_and_no_empty_layers(dossier: Dossier) -> None:
    assert [layer.name for layer in map_layers(dossier)] == ["uncertainty", "events"]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("m.png", b"\x89PNG"),
        ("m.PDF", b"%PDF"),
        ("m.svg", b"<?xml"),
        ("m.htm", b"<!DOCTYPE html>"),
        ("m", b"<!DOCTYPE html>"),
    ],
)
def test_ending_tells_which_map_is_made(tmp_path: Path, dossier: Dossier, name: str, begins: bytes) -> None:
    layers = make_map(dossier, tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(begins)
    assert [layer.name for layer in layers] == ["uncertainty", "events"]


def test_map_is_no_file_of_data_and_an_ending_that_nobody_knows_no_map(tmp_path: Path, dossier: Dossier) -> None:
    with pytest.raises(OutputError, match=r"csv is data and no map; a map is one of html, pdf, png, svg"):
        make_map(dossier, tmp_path / "m.csv")
    with pytest.raises(UnknownNameError, match="no format has this ending"):
        make_map(dossier, tmp_path / "m.doc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name, member in formats().items() if member.is_map])
def test_export_writes_no_map(tmp_path: Path, dossier: Dossier, name: str) -> None:
    with pytest.raises(OutputError, match="export writes data; use majal map"):
        export(dossier, tmp_path / f"m{formats()[name].suffixes[0]}")
    with pytest.raises(OutputError, match="export writes data"):
        export(dossier, tmp_path / "m.csv", format=name)
    assert list(tmp_path.iterdir()) == []
