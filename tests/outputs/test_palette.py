"""The colours outside the page are those on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layers.layer import HUES
from outputs.palette import DARK, LIGHT

CSS = (Path(__file__).parents[2] / "outputs/web/style/colours.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(("palette", "block"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_a_palette_has_the_colours_of_the_page(palette: dict[str, str], block: int) -> None:
    theme = re.findall(r"\{([^}]*)\}", CSS)[block]
    on_the_page = dict(re.findall(r"--([\w-]+): (#\w+);", theme))

    assert {name: on_the_page[name] for name in palette} == palette
    assert set(HUES) <= set(palette)
