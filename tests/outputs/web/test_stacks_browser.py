"""Events of one point in a real Chromium: one symbol, one list, and words that say what the point means."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import pytest
import shapely

from layers.events import Dossier, event_table
from outputs.make import map_layers
from outputs.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

AT = (40.0, 34.0)
ALONE = {"precision": "exact", "radius_m": 50, "place_name": "Alone", "geometry": shapely.Point(42, 35)}

# How opaque the events are at a position: 0 to 255.
OPACITY = """([lon, lat]) => {
  const canvas = document.querySelector('canvas[data-layer=events]');
  const box = canvas.getBoundingClientRect();
  const own = document.querySelector('#map_majal').getBoundingClientRect();
  const at = map_majal.latLngToContainerPoint([lat, lon]);
  const scale = canvas.width / box.width;
  const [x, y] = [(at.x + own.left - box.left) * scale, (at.y + own.top - box.top) * scale];
  const copy = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, -Math.round(x), -Math.round(y));
  return copy.getImageData(0, 0, 1, 1).data[3];
}"""


def _town(count: int, **more: object) -> list[dict[str, object]]:
    """Tell of events at a town's middle, a day after another, the last first."""
    first = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    days = [first + dt.timedelta(days=number) for number in reversed(range(count))]
    return [
        {
            "id": f"e{count - number}",
            "kind": "air_strike",
            "title": f"Report {count - number}",
            "title_ar": f"تقرير {count - number}",
            "start": day,
            "end": day + dt.timedelta(hours=23, minutes=59, seconds=59),
            "time_precision": "day",
            "basis": "happened",
            "place_name": "Town",
            "place_name_ar": "بلدة",
            "precision": "settlement",
            "radius_m": 5_000,
            "status": "recorded",
            "geometry": shapely.Point(AT),
            **more,
        }
        for number, day in enumerate(days)
    ]


@pytest.fixture
def stacked(show: Callable[..., Tab]) -> Callable[..., Tab]:
    """Open a map of these events, and one that stands alone."""

    def opened(events: Sequence[Mapping[str, object]], *languages: str, **settings: object) -> Tab:
        alone = {**_town(1)[0], **ALONE, "id": "alone", "title": "The lone one"}
        told = Dossier(events=event_table([*events, alone]))
        return show(map_layers(told), Page(languages=languages or ("en", "ar")), **settings)

    return opened


def _open(tab: Tab, off: tuple[float, float] = (0, 0)) -> Locator:
    """Press the symbol of the stack, some pixels off its middle."""
    x, y = tab.evaluate(
        "([lon, lat]) => { const p = map_majal.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", AT
    )
    tab.mouse.click(x + off[0], y + off[1])
    popup = tab.locator(".popup")
    popup.wait_for()
    return popup


def _heading(tab: Tab) -> str:
    return tab.locator(".popup h2").inner_text()


def _titles(tab: Tab) -> list[str]:
    return tab.locator(".popup .long strong").all_inner_texts()


def _focus(tab: Tab) -> str:
    return tab.locator(":focus").inner_text().split("\n")[0]


def test_many_events_of_one_town_are_one_stack_that_says_what_its_point_means(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(259))

    popup = _open(tab)

    assert _heading(tab) == "259 incidents, all placed at the town's centre"
    told = popup.inner_text()
    assert "Town" in told
    assert "town or city, ±5 km" in told
    assert "it is not where each one was" in told
    assert _titles(tab)[:3] == ["Report 1", "Report 2", "Report 3"], "by date, though told the other way round"
    assert "Wed 1 Jan 2020 · recorded in a data set" in told
    assert popup.locator("li canvas").count() == popup.locator("li").count() < 40


@pytest.mark.parametrize(("count", "most"), [(2, 60), (259, 60)])
def test_the_ring_that_all_share_is_drawn_once(stacked: Callable[..., Tab], count: int, most: int) -> None:
    tab = stacked(_town(count))
    tab.mouse.move(5, 300)
    tab.evaluate("([lon, lat]) => map_majal.setView([lat, lon], 12, { animate: false })", AT)
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    inside, beside = tab.evaluate(OPACITY, [AT[0] + 0.03, AT[1]]), tab.evaluate(OPACITY, [AT[0] + 0.07, AT[1]])

    assert 0 < inside < most, "the ground shows through"
    assert beside == 0
    assert tab.evaluate(OPACITY, AT) > 0, "the number stands in the middle"


def test_the_number_is_pressed_over_its_whole_width(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(5_000))

    _open(tab, (19, 0))

    assert _heading(tab) == "5,000 incidents, all placed at the town's centre"


def test_thousands_are_in_the_list_but_not_in_the_page(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(5_000))
    _open(tab)

    tab.keyboard.press("End")

    assert _focus(tab) == "Report 5000"
    assert tab.locator(":focus").locator("xpath=..").get_attribute("aria-posinset") == "5000"
    assert tab.locator(":focus").locator("xpath=..").get_attribute("aria-setsize") == "5000"
    tab.locator(".popup").evaluate("popup => { popup.scrollTop = popup.scrollHeight / 2; }")
    tab.locator(".popup li", has_text="Report 2500").first.wait_for()
    assert tab.evaluate("() => document.querySelectorAll('*').length") < 1000


def test_the_keys_open_the_stack_move_in_it_and_go_back(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(30))
    tab.locator(".skip").focus()

    while "incidents" not in (tab.locator(":focus").get_attribute("aria-label") or ""):
        tab.keyboard.press("Tab" if not tab.locator(".name-label:focus").count() else "ArrowRight")
    assert tab.locator(":focus").get_attribute("aria-label") == "Town: 30 incidents, all placed at the town's centre"
    tab.keyboard.press("Enter")
    assert tab.locator(".popup").get_attribute("aria-label") == "30 incidents, all placed at the town's centre"
    for key in ("ArrowDown", "ArrowDown", "PageDown", "ArrowUp"):
        tab.keyboard.press(key)
    reached = _focus(tab)
    assert int(reached.removeprefix("Report ")) > 3
    box, card = tab.locator(":focus").bounding_box(), tab.locator(".popup").bounding_box()
    assert card["y"] <= box["y"]
    assert box["y"] + box["height"] <= card["y"] + card["height"]
    tab.keyboard.press("Enter")
    assert _heading(tab) == reached
    assert "names nobody who says so" in tab.locator(".popup").inner_text()
    tab.keyboard.press("Escape")
    assert _heading(tab) == "30 incidents, all placed at the town's centre"
    assert _focus(tab) == reached
    tab.keyboard.press("Home")
    assert _focus(tab) == "Report 1"
    tab.keyboard.press("Escape")
    assert not tab.locator(".popup").is_visible()
    assert "Town" in _focus(tab), "where it was opened from"


def test_the_list_follows_the_window_of_time(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(20))
    _open(tab)
    start = tab.locator(".grip.start")

    for step in itertools.count(1):
        start.press("ArrowRight")
        if "18 incidents" in _heading(tab) or step > 10:
            break

    assert _heading(tab) == "18 incidents, all placed at the town's centre"
    assert _titles(tab)[0] == "Report 3"
    start.press("Home")
    assert _heading(tab) == "20 incidents, all placed at the town's centre"
    field = tab.locator("input[type=search]")
    for words, heading in (
        ("Report 20", "1 incident, placed at the town's centre"),
        ("nothing like it", "Nothing fits. Clear the search or widen the window of time."),
        ("", "20 incidents, all placed at the town's centre"),
    ):
        field.fill(words)
        tab.locator(".popup h2", has_text=heading).wait_for()


def test_the_stack_is_of_what_passes_the_statuses(stacked: Callable[..., Tab]) -> None:
    claimed = _town(3, status="claimed")
    recorded = [{**row, "id": f"r{row['id']}"} for row in _town(4)]
    tab = stacked([*claimed, *recorded])

    tab.locator(".agreement .leaf", has_text="claimed").locator(".name").click()
    _open(tab)

    assert _heading(tab) == "4 incidents, all placed at the town's centre"
    tab.locator(".agreement .leaf", has_text="recorded").locator(".name").click()
    tab.locator(".agreement .leaf", has_text="claimed").locator(".name").click()
    assert _heading(tab) == "3 incidents, all placed at the town's centre"


def test_one_event_is_no_stack(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(1))

    _open(tab)

    assert _heading(tab) == "Report 1"
    assert tab.locator(".popup .back").count() == 0


def test_what_is_known_differently_is_said_and_drawn_as_the_coarsest(stacked: Callable[..., Tab]) -> None:
    exact = [{**row, "id": f"x{row['id']}", "radius_m": 50} for row in _town(13, precision="exact")]
    tab = stacked([*_town(27), *exact])
    popup = _open(tab)

    assert _heading(tab) == "40 incidents, all placed at one point"
    assert "not known equally well: 27 town or city, 13 exact place" in popup.inner_text()
    assert "Town" in popup.inner_text()
    tab.evaluate("([lon, lat]) => map_majal.setView([lat, lon], 12, { animate: false })", AT)
    tab.keyboard.press("Escape")
    tab.mouse.move(5, 300)
    # An exact place alone is a filled dot; here the ground shows through between the number and the ring.
    assert 0 < tab.evaluate(OPACITY, [AT[0] + 0.01, AT[1]]) < 60


def test_names_that_differ_are_not_told_of_all(stacked: Callable[..., Tab]) -> None:
    tab = stacked([*_town(2), {**_town(1)[0], "id": "other", "place_name": "Another"}])

    popup = _open(tab)

    assert _heading(tab).startswith("3 incidents")
    assert popup.locator(".where").count() == 0
    assert tab.locator(".name-label", has_text="Another").count() == 0


def test_a_facility_at_the_point_is_no_incident(show: Callable[..., Tab]) -> None:
    base = {**_town(1)[0], "id": "base", "kind": "facility", "title": "The base", "precision": "facility"}
    told = Dossier(events=event_table(_town(3)), facilities=event_table([{**base, "radius_m": 3_000}]))
    tab = show(map_layers(told), Page())

    tab.locator(".searching button[aria-expanded]").click()
    tab.locator(".results .choice", has_text="The base").click()

    assert _heading(tab) == "The base"
    tab.keyboard.press("Escape")
    tab.evaluate("([lon, lat]) => map_majal.setView([lat, lon], 12, { animate: false })", AT)
    x, y = tab.evaluate(
        "([lon, lat]) => { const p = map_majal.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [AT[0] + 0.03, AT[1]],
    )
    tab.mouse.click(x, y)
    assert _heading(tab) == "3 incidents, all placed at the town's centre"


def test_a_phone_in_arabic_has_the_list_in_its_sheet(stacked: Callable[..., Tab]) -> None:
    tab = stacked(_town(12), "ar", "en", width=390, height=844, has_touch=True)

    popup = _open(tab)

    assert _heading(tab) == "12 حادثا وُضعت كلها في وسط البلدة"
    assert "بلدة أو مدينة، ±5 كم" in popup.inner_text()
    card = popup.bounding_box()
    assert card["y"] >= 844 * 0.6 - 1
    assert tab.evaluate("() => document.documentElement.scrollWidth") == 390
    line = popup.locator(".long .choice").first
    assert line.bounding_box()["height"] >= 44
    assert line.locator("canvas").bounding_box()["x"] > line.locator("strong").bounding_box()["x"]
    line.tap()
    assert _heading(tab) == "تقرير 1"
    popup.locator(".back").tap()
    assert _heading(tab) == "12 حادثا وُضعت كلها في وسط البلدة"
    tab.keyboard.press("Escape")
    tab.locator(".language").tap()
    _open(tab)
    assert _heading(tab) == "12 incidents, all placed at the town's centre"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_heading_stays_in_sight_and_is_read_on_its_ground(stacked: Callable[..., Tab], scheme: str) -> None:
    tab = stacked(_town(100), color_scheme=scheme)
    popup = _open(tab)

    tab.keyboard.press("End")

    heading, card = tab.locator(".popup h2").bounding_box(), popup.bounding_box()
    assert card["y"] <= heading["y"] < card["y"] + 40
    colours = tab.evaluate(
        """() => [getComputedStyle(document.querySelector('.popup h2')).color,
          getComputedStyle(document.querySelector('.popup header')).backgroundColor]"""
    )
    assert _contrast(*map(_luminance, colours)) > 7


def test_hostile_names_are_shown_and_never_run(stacked: Callable[..., Tab]) -> None:
    words = "<img src=x onerror=window.ran=1>{{7*7}}</script>"
    tab = stacked(_town(3, title=words, place_name=words))

    popup = _open(tab)

    assert _titles(tab) == [words] * 3
    assert popup.locator(".where").inner_text() == words
    assert tab.evaluate("() => [window.ran, document.querySelectorAll('img').length]") == [None, 0]


def _luminance(colour: str) -> float:
    """Relative luminance of ``rgb(r, g, b)`` (WCAG 2.2)."""
    parts: Iterable[float] = (int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(","))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
