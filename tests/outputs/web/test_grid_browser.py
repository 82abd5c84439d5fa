"""A grid in a real Chromium: its cells in their colours where they lie, its legend, and what it tells."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
import skies

from layers.grades import legend_of
from layers.kinds import build
from layers.layer import Layer, Raster
from layers.text import Text
from outputs.palette import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

# The red, green and blue of the ground at a position, after the next frame.
COLOUR = """async ([lon, lat]) => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector('canvas[data-layer=basemap]');
  const box = canvas.getBoundingClientRect();
  const turns = Math.round((map_majal.getCenter().lng - lon) / 360);
  const at = map_majal.latLngToContainerPoint([lat, lon + 360 * turns]);
  const [x, y] = [at.x - box.left, at.y - box.top].map(pixel => Math.floor(pixel * canvas.width / box.width));
  const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  copy.fillStyle = getComputedStyle(map_majal.getContainer()).backgroundColor;
  copy.fillRect(0, 0, 1, 1);
  copy.drawImage(canvas, -x, -y);
  return [...copy.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""
ALPHA = 0.8

# Cells of one degree: 1 in the west, 5 in the middle, nothing in the east, 20 in the middle of the north.
VALUES = np.array([[0.0, 20.0, 0.0], [1.0, 5.0, 0.0]])
TOPS = (1.0, 5.0, 20.0)
GROUP = Text("Events per 1,000 km², cells of 2 km", "أحداث لكل 1,000 كم²، خلايا 2 كم")
HUES = ("ramp-1", "ramp-3", "ramp-6")


def _grid(west: float = 38.0, south: float = 33.0) -> Layer:
    raster = Raster(VALUES, (west, south, west + 3, south + 2), "EPSG:4326", Text("1", "1"), TOPS)
    notes = (Text("Not in the density: 4.", "خارج الكثافة: 4."),)
    return Layer("density", "density", Text("Density", "الكثافة"), raster, legend_of(TOPS, GROUP), notes=notes)


@pytest.fixture
def opened(show: Callable[..., Tab]) -> Callable[..., Tab]:
    """Open the grid alone, or under the layers given."""

    def shown(*others: Layer, grid: Layer | None = None, languages: tuple[str, ...] = (), **settings: object) -> Tab:
        return show([grid or _grid(), *others], skies.page(skies.dossier(), *languages), **settings)

    return shown


def _is(tab: Tab, lon: float, lat: float, palette: dict[str, str], hue: str, ground: str = "land") -> bool:
    """Whether a position has the colour of a class over the ground."""
    inks = [[int(palette[name][at : at + 2], 16) for at in (1, 3, 5)] for name in (hue or ground, ground)]
    wanted = ALPHA * np.array(inks[0]) + (1 - ALPHA) * np.array(inks[1])
    return bool(np.abs(np.array(tab.evaluate(COLOUR, [lon, lat])) - wanted).max() <= 2)


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_cells_have_the_colour_of_their_class_where_they_lie(
    opened: Callable[..., Tab], scheme: str, palette: dict[str, str]
) -> None:
    tab = opened(color_scheme=scheme)

    # A tenth of a degree within the cells' corners; nothing is made between two cells.
    for dx, dy in ((0.1, 0.1), (0.9, 0.1), (0.5, 0.5), (0.1, 0.9), (0.9, 0.9)):
        assert _is(tab, 38 + dx, 33 + dy, palette, "ramp-1")
        assert _is(tab, 39 + dx, 33 + dy, palette, "ramp-3")
        assert _is(tab, 39 + dx, 34 + dy, palette, "ramp-6")
        assert _is(tab, 40 + dx, 33 + dy, palette, "")
        assert _is(tab, 38 + dx, 34 + dy, palette, "")


def test_a_map_of_a_grid_alone_shows_all_of_it_clear_of_the_cards(opened: Callable[..., Tab]) -> None:
    tab = opened()
    inside = """() => [[38, 33], [41, 33], [38, 35], [41, 35]].every(([lon, lat]) => {
      const at = map_majal.latLngToContainerPoint([lat, lon]);
      return document.elementFromPoint(at.x, at.y)?.closest('#map_majal') !== null;
    })"""

    assert tab.evaluate(inside)
    assert tab.evaluate("map_majal.getZoom()") > 6.5
    assert "0 of 0" not in tab.locator(".time-card").inner_text()


def test_the_legend_is_a_ramp_with_bounds_and_unit_in_both_languages(opened: Callable[..., Tab]) -> None:
    tab = opened()
    tree = tab.locator(".tree")

    assert tree.locator(".group .name").inner_text() == GROUP.en
    assert [name.inner_text() for name in tree.locator(".leaf.cell .name").all()] == ["up to 1", "1 to 5", "5 to 20"]
    boxes = [swatch.bounding_box() for swatch in tree.locator(".leaf.cell .swatch").all()]
    assert [above["y"] + above["height"] - below["y"] for above, below in itertools.pairwise(boxes)] == [0, 0]
    notes = tab.locator(".layers-card .notes").inner_text()
    assert "Not in the density: 4." in notes
    assert "A grid shows all that it counted, whatever the window" in notes

    tab.locator(".language").click()
    assert tree.locator(".group .name").inner_text() == GROUP.ar
    assert [name.inner_text() for name in tree.locator(".leaf.cell .name").all()] == [
        "حتى 1",
        "من 1 إلى 5",
        "من 5 إلى 20",
    ]
    assert "خارج الكثافة: 4." in tab.locator(".layers-card .notes").inner_text()


def test_a_class_and_the_whole_grid_are_switched_like_other_layers(opened: Callable[..., Tab]) -> None:
    tab = opened(build("events", skies.dossier()))

    tab.locator(".leaf.cell .name").nth(1).click()
    assert _is(tab, 39.5, 33.2, LIGHT, "")
    assert _is(tab, 38.5, 33.2, LIGHT, "ramp-1")
    tab.locator(".group input").first.uncheck()
    assert all(_is(tab, lon, lat, LIGHT, "") for lon, lat in ((38.5, 33.2), (39.5, 33.2), (39.5, 34.5)))
    tab.locator(".group input").first.check()
    assert _is(tab, 39.5, 33.2, LIGHT, "ramp-3")


def test_a_grid_stands_under_what_is_drawn_and_leaves_its_popups(opened: Callable[..., Tab]) -> None:
    told = skies.dossier()
    tab = opened(build("events", told), grid=_grid(39.8, 33.2))
    at = tab.evaluate("() => { const at = map_majal.latLngToContainerPoint([34, 41.2]); return [at.x, at.y]; }")

    tab.mouse.click(*at)

    assert tab.locator(".popup h2").inner_text() == "Strike at the bridge"
    order = "() => ['basemap', 'events'].map(name => +getComputedStyle(map_majal.getPane(name)).zIndex)"
    under, over = tab.evaluate(order)
    assert under < over


def test_the_pointer_and_a_finger_are_told_the_class_under_them(opened: Callable[..., Tab]) -> None:
    where = "() => { const at = map_majal.latLngToContainerPoint([33.5, 39.5]); return [at.x, at.y]; }"
    tab = opened()
    tab.mouse.move(*tab.evaluate(where))
    assert tab.locator(".hint").inner_text() == f"{GROUP.en}: 1 to 5"
    tab.mouse.move(300, 400)
    assert tab.locator(".hint").is_hidden()

    phone = opened(width=390, height=844, has_touch=True, is_mobile=True, languages=("ar",))
    phone.touchscreen.tap(*phone.evaluate(where))
    assert phone.locator(".hint").inner_text() == f"{GROUP.ar}: من 1 إلى 5"
    box = phone.locator(".hint").bounding_box()
    assert box["x"] > 0
    assert box["x"] + box["width"] < 390


def test_a_grid_over_the_antimeridian_is_one_piece(opened: Callable[..., Tab]) -> None:
    over = dataclasses.replace(
        _grid(),
        data=Raster(VALUES, (-1.5e5, 3.0e6, 1.5e5, 3.2e6), "+proj=cea +lat_ts=30 +lon_0=180", Text("1", "1"), TOPS),
    )
    tab = opened(grid=over)

    # 100 km of this plane are 1.0373 degrees of longitude: 100,000 / (6,378,137 cos 30° / sqrt(1 - e² / 4)).
    assert _is(tab, 180 - 1.0, 24.9, LIGHT, "ramp-1", "sea")
    assert _is(tab, 180 + 0.4, 24.9, LIGHT, "ramp-3", "sea")
    assert _is(tab, 180 - 0.4, 24.9, LIGHT, "ramp-3", "sea")
    assert _is(tab, 180 + 1.0, 24.9, LIGHT, "", "sea")
    assert tab.evaluate("map_majal.getZoom()") > 6.5
