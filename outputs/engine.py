"""Who does the work of a build: this process, or, where the user asks for one, a cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from geo.errors import SettingError
from layers.events import Dossier
from layers.kinds import build
from outputs.inputs import gather
from outputs.rasters import with_rasters
from outputs.write import write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from layers.layer import Layer
    from layers.sources import Input
    from outputs.address import Address
    from outputs.page import Page
    from outputs.recipe import LayerPlan, SourcePlan

__all__ = ["ENGINES", "Engine", "Local", "build_plan"]

ENGINES = ("local", "dask")


class Engine(Protocol):
    """What a build asks for, in this order."""

    def read(
        self,
        plans: Sequence[SourcePlan],
        opened: Callable[[SourcePlan], Input],
        profile: Callable[[Dossier], Dossier] | None,
    ) -> Dossier:
        """Read the sources, and let the profile change what they tell. The events may stay with the engine."""

    def layers(self, plans: Sequence[LayerPlan]) -> dict[str, Layer]:
        """Build layers of what was read, by name. Their rows may stay with the engine."""

    def write(
        self,
        layers: Sequence[Layer],
        path: Path | Address,
        page: Page,
        format_: str,
        *,
        overwrite: bool,
        inputs: Sequence[Path],
    ) -> None:
        """Write layers that were built, as `outputs.write.write` does."""


class Local:
    """The process itself, with everything in memory."""

    def __init__(self, folder: Path, progress: Callable[[str], None]) -> None:
        self.folder = folder
        self.progress = progress
        self.dossier = Dossier()

    def read(
        self,
        plans: Sequence[SourcePlan],
        opened: Callable[[SourcePlan], Input],
        profile: Callable[[Dossier], Dossier] | None,
    ) -> Dossier:
        """Read the sources one after the other."""
        dossier = gather([opened(plan) for plan in plans], [plan.source for plan in plans])
        self.dossier = profile(dossier) if profile else dossier
        return self.dossier

    def layers(self, plans: Sequence[LayerPlan]) -> dict[str, Layer]:
        """Build the layers one after the other."""
        built = {}
        for plan in plans:
            self.progress(f"layer {plan.name}")
            built[plan.name] = build_plan(plan, self.dossier, self.folder)
        return built

    def write(
        self,
        layers: Sequence[Layer],
        path: Path | Address,
        page: Page,
        format_: str,
        *,
        overwrite: bool,
        inputs: Sequence[Path],
    ) -> None:
        """Write the layers."""
        write(layers, path, page, format=format_, overwrite=overwrite, inputs=inputs)


def build_plan(plan: LayerPlan, dossier: Dossier, folder: Path) -> Layer:
    """Build a layer as a recipe in this folder names it.

    Raises
    ------
    SettingError
        A parameter is wrong; the message names the layer.
    """
    try:
        with with_rasters(plan.kind, plan.settings, folder) as settings:
            return replace(build(plan.kind, dossier, settings), name=plan.name)
    except SettingError as problem:
        raise SettingError(f"layer {plan.name}: {problem}") from problem
