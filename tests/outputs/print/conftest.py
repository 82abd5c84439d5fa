"""Sheets to look at, drawn once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import skies
from PIL import Image

from layers.sources import Input, read
from outputs.make import map_layers, page_of
from outputs.print import write_static

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from layers.layer import Layer
    from outputs.page import Page

# The sheet is 576 points wide; the column of the legend begins at 418.
DOTS_A_POINT = 1600 / 576
MAP = slice(0, int(410 * DOTS_A_POINT))


@dataclass(frozen=True)
class Picture:
    """A PNG as somebody else's reader opens it."""

    pixels: npt.NDArray[np.uint8]
    text: dict[str, str]

    def where(self, colour: str, *, within: int = 6) -> npt.NDArray[np.intp]:
        """Return row and column of the pixels of a colour on the part of the sheet where the map is, (n, 2)."""
        wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
        apart = np.abs(self.pixels[:, MAP].astype(int) - wanted).max(axis=2)
        return np.argwhere(apart <= within)

    def middle(self, colour: str) -> tuple[float, float]:
        """Return x and y of the middle of what is drawn in a colour, pixels."""
        rows, columns = self.where(colour).T
        return (columns.min() + columns.max()) / 2, (rows.min() + rows.max()) / 2


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[Sequence[Layer], Page], Picture]:
    def draw(layers: Sequence[Layer], page: Page) -> Picture:
        path = tmp_path / "sheet.png"
        write_static(layers, path, page, "png")
        with Image.open(path) as image:
            return Picture(np.asarray(image.convert("RGB")), dict(image.text))

    return draw


@pytest.fixture(scope="session")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Give the file of one of everything in a format, the first language chosen; drawn when first asked for."""
    folder = tmp_path_factory.mktemp("sheets")
    told = skies.dossier()

    def draw(kind: str, language: str = "en") -> Path:
        path = folder / f"{language}.{kind}"
        if not path.exists():
            languages = ("ar", "en") if language == "ar" else ("en", "ar")
            write_static(skies.layers(told), path, replace(skies.page(told), languages=languages), kind)
        return path

    return draw


@pytest.fixture
def dots() -> Callable[[Sequence[tuple[str, float, float]]], tuple[list[Layer], Page]]:
    """Make the layers of exact events, a kind, a longitude and a latitude each."""

    def make(events: Sequence[tuple[str, float, float]]) -> tuple[list[Layer], Page]:
        rows = [f"{at},An event,2020-01-01,{lat},{lon},exact,{kind}" for at, (kind, lon, lat) in enumerate(events)]
        table = "\n".join(["id,title,date,latitude,longitude,precision,kind", *rows])
        dossier = read(Input("dots.csv", table.encode()))
        return [layer for layer in map_layers(dossier) if layer.kind == "events"], page_of(dossier, "Dots")

    return make
