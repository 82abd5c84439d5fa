"""What one call makes: the layers of a map, in the order of its legend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.make import map_layers

if TYPE_CHECKING:
    from layers.events import Dossier


def test_zones_stand_last_in_the_legend(dossier: Dossier) -> None:
    assert [layer.name for layer in map_layers(dossier, ["5.5km"])] == ["uncertainty", "events", "zones"]


def test_without_radii_there_are_no_zones_and_no_empty_layers(dossier: Dossier) -> None:
    assert [layer.name for layer in map_layers(dossier)] == ["uncertainty", "events"]
