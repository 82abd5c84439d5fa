"""The colours outside the page are those on it."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from layers.layer import HUES, RAMP
from outputs.palette import DARK, LIGHT

CSS = (Path(__file__).parents[2] / "outputs/web/style/colours.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(("palette", "block"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_a_palette_has_the_colours_of_the_page(palette: dict[str, str], block: int) -> None:
    theme = re.findall(r"\{([^}]*)\}", CSS)[block]
    on_the_page = dict(re.findall(r"--([\w-]+): (#\w+);", theme))

    assert {name: on_the_page[name] for name in palette} == palette
    assert set(HUES) <= set(palette)


def _lightness(colour: str) -> float:
    """CIE 1976 lightness, 0 to 100, of an sRGB colour (IEC 61966-2-1)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return float(116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance)


@pytest.mark.parametrize(("palette", "away"), [(LIGHT, -1), (DARK, 1)], ids=["light", "dark"])
def test_a_ramp_leads_away_from_the_lightness_of_the_land_in_even_steps(palette: dict[str, str], away: int) -> None:
    # Lightness is what those who see few colours still see.
    lightness = [_lightness(palette[name]) for name in ("land", *RAMP)]
    steps = [away * (after - before) for before, after in itertools.pairwise(lightness)]

    assert min(steps) > 8
    assert max(steps) < 2 * min(steps)
