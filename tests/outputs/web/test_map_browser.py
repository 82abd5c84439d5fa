"""The page in a real Chromium with the network off: what a reader sees, and what hostile data cannot do."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import skies

from layers.events import Dossier, claim_table, event_table, link_table, unplaced_table
from layers.kinds import build
from layers.layer import Layer, LegendEntry
from layers.report import Report
from layers.text import Text
from outputs.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

DIGEST = """() => {
  const canvas = document.querySelector('canvas[data-layer=events]');
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  let digest = 2166136261;
  for (const pixel of new Uint32Array(data.buffer)) digest = Math.imul(digest ^ pixel, 16777619);
  return `${canvas.width} x ${canvas.height}: ${digest}`;
}"""

# How many pixels of the events are drawn, and how many of them are off the screen or under a card.
COVERED = """() => {
  const canvas = document.querySelector('canvas[data-layer=events]');
  const { left, top, width } = canvas.getBoundingClientRect();
  const scale = canvas.width / width;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const cards = [...document.querySelectorAll('.card')].filter(card => card.getClientRects().length)
    .map(card => card.getBoundingClientRect());
  const under = (x, y) => x < 0 || y < 0 || x > innerWidth || y > innerHeight ||
    cards.some(card => x > card.left && x < card.right && y > card.top && y < card.bottom);
  let [total, covered] = [0, 0];
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] < 60) continue;
    const at = (i - 3) / 4;
    total++;
    if (under(at % canvas.width / scale + left, Math.floor(at / canvas.width) / scale + top)) covered++;
  }
  return [total, covered];
}"""

NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  const label = at.getAttribute('aria-label') || at.labels?.[0]?.textContent;
  return (label || at.textContent || at.placeholder || '').trim();
}"""


@pytest.fixture
def whole(show: Callable[..., Tab]) -> Callable[..., Tab]:
    """Open the sample dossier, in English first or as told."""

    def opened(*languages: str, **settings: object) -> Tab:
        told = skies.dossier()
        return show(skies.layers(told), skies.page(told, *languages), **settings)

    return opened


def _pixels(tab: Tab) -> str:
    """Return a digest of what the canvas of the events shows, after the next frame."""
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return str(tab.evaluate(DIGEST))


def _open(tab: Tab, title: str) -> Locator:
    """Open a record from the list, and return its popup."""
    if not tab.locator(".results").is_visible():
        tab.locator(".searching button[aria-expanded]").click()
    tab.locator(".results .choice", has_text=title).first.click()
    popup = tab.locator(".popup")
    popup.wait_for()
    return popup


def _box(tab: Tab, selector: str) -> dict[str, float]:
    box = tab.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not to be seen"
    return dict(box)


def _counts(tab: Tab) -> str:
    return tab.locator(".time-words").inner_text()


def test_first_view_tells_title_counts_layers_time_and_what_is_missing(whole: Callable[..., Tab]) -> None:
    tab = whole()

    assert tab.title() == "Skies over Anywhere"
    assert tab.locator("h1").inner_text() == "Skies over Anywhere"
    assert tab.locator(".summary").inner_text() == "7 events · 1 link · 2 facilities · 1 not on the map · 1 report"
    assert [name.inner_text() for name in tab.locator(".group .name").all()][:2] == ["Strikes", "Airspace"]
    assert "10 Apr – 6 May 2020" in _counts(tab)
    assert "6 of 7 events" in _counts(tab)
    missing = tab.locator(".unplaced").inner_text()
    assert "The hotline: no end is told" in missing
    assert "3 rows of the input could not be used" in missing
    assert "Events without a point: 4." in tab.locator(".layers-card .notes").inner_text()
    assert "boundaries imply no endorsement" in (tab.locator(".layers-card").text_content() or "")


def test_every_line_of_the_legend_switches_what_it_names(whole: Callable[..., Tab]) -> None:
    tab = whole()
    leaves = tab.locator(".tree .leaf").all()
    assert len(leaves) >= 12

    for leaf in leaves:
        words = leaf.inner_text()
        if not words.endswith("1") and not words.endswith("2"):
            continue
        before = _pixels(tab)
        leaf.locator(".name").click()
        without = _pixels(tab)
        leaf.locator(".name").click()
        if "refuted" not in words:
            assert without != before, words
        assert _pixels(tab) == before, words


def test_a_branch_switches_all_its_lines(whole: Callable[..., Tab]) -> None:
    tab = whole()
    before = _pixels(tab)
    boxes = tab.locator(".group input")

    for box in boxes.all():
        box.uncheck()

    assert _pixels(tab) != before
    assert tab.locator(".name-label").count() == 0
    assert all(not leaf.is_checked() for leaf in tab.locator(".branch:not(.agreement) .leaf input").all())
    empty = _pixels(tab)
    boxes.first.check()
    assert _pixels(tab) != empty


def test_refuted_events_are_hidden_until_asked_for(whole: Callable[..., Tab]) -> None:
    tab = whole()
    before = _pixels(tab)

    tab.locator(".agreement .leaf", has_text="refuted").locator(".name").click()

    assert "7 of 7 events" in _counts(tab)
    assert _pixels(tab) != before
    assert "refuted" in _open(tab, "A crash that was not").inner_text()


def test_the_brush_shows_what_its_window_touches(whole: Callable[..., Tab]) -> None:
    tab = whole()
    start, end = tab.locator(".grip.start"), tab.locator(".grip.end")
    before = _pixels(tab)

    # Bins are days, the first is 9 April; 24 days on, the window starts on 3 May.
    for _ in range(24):
        start.press("ArrowRight")
    assert "3 May – 6 May 2020" in _counts(tab)
    # The strike of 1 May is over; the one reported by 3 May, the campaign without an end, and what has no date stay.
    assert "5 of 7 events" in _counts(tab)
    assert _pixels(tab) != before
    titles = _titles(tab)
    assert "Strike at the bridge" not in titles
    assert {"Strike in the range", "The campaign", "Some shelling"} <= set(titles)

    end.press("Home")
    assert "6 of 7 events" in _counts(tab)
    assert _pixels(tab) == before


def test_a_window_before_everything_keeps_what_has_no_start(whole: Callable[..., Tab]) -> None:
    tab = whole()
    end = tab.locator(".grip.end")

    for _ in range(40):
        end.press("ArrowLeft")

    # On 9 April there is only what happened "on or before" a day, and what has no date at all.
    assert set(_titles(tab)) == {"Strike in the range", "Some shelling", "The air base", "The air centre"}
    tab.locator(".undated input").uncheck()
    assert "Some shelling" not in _titles(tab)
    assert "1 of 7 events" in _counts(tab)


def test_the_window_is_dragged_moved_and_widened(whole: Callable[..., Tab]) -> None:
    tab = whole()
    track = _box(tab, ".track")
    middle = track["y"] + track["height"] / 2

    tab.mouse.move(track["x"] + track["width"] * 0.3, middle)
    tab.mouse.down()
    tab.mouse.move(track["x"] + track["width"] * 0.5, middle, steps=4)
    tab.mouse.up()

    window = tab.locator(".grip.both")
    narrow = _box(tab, ".grip.both")
    assert narrow["width"] < track["width"] * 0.3
    window.press("ArrowRight")
    assert _box(tab, ".grip.both")["x"] > narrow["x"]
    window.press("Shift+ArrowRight")
    assert _box(tab, ".grip.both")["width"] > narrow["width"]


def test_play_moves_the_window_and_stops(whole: Callable[..., Tab]) -> None:
    tab = whole()
    play = tab.locator(".play")

    play.click()
    first = tab.locator(".grip.both").get_attribute("aria-valuenow")
    tab.wait_for_function(
        "first => document.querySelector('.grip.both').getAttribute('aria-valuenow') !== first", arg=first
    )
    assert play.get_attribute("aria-label") == "Pause"
    play.click()

    assert play.get_attribute("aria-label") == "Play"


def test_popup_answers_in_order(whole: Callable[..., Tab]) -> None:
    tab = whole()

    told = re.sub(r"\s+", " ", _open(tab, "Strike in the range").inner_text())

    order = [
        "Strike in the range",
        "claimed, not confirmed",
        "region, ±55 km",
        "Reported Sun 3 May 2020, happened on or before",
        "A news site",
        "via Channel 9 ← The Herald",
        "says so",
        "«ضربت الطائرات أكثر من منطقة»",
        "State B",
        "no comment",
        "34.10° N 36.68° E is the middle of the region, not a place that was hit.",
        "Source",
    ]
    places = [told.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert "Copy" not in told, "the middle of a region is no place to copy"
    quote = tab.locator(".popup blockquote").first
    assert quote.get_attribute("lang") == "ar"
    assert quote.evaluate("quote => getComputedStyle(quote).direction") == "rtl"


def test_popup_of_a_point_gives_times_numbers_a_safe_link_and_coordinates_to_copy(whole: Callable[..., Tab]) -> None:
    tab = whole()

    popup = _open(tab, "Strike at the bridge")

    told = re.sub(r"[\s\u2066\u2069]+", " ", popup.inner_text())
    assert "Fri 1 May 2020 09:00–10:00 UTC" in told
    assert "“at nine”" in told
    assert "2–4 killed" in told
    assert "±50 m" in told
    link = popup.locator("a")
    assert link.get_attribute("href") == "https://example.org/a?b=c#d"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert link.get_attribute("target") == "_blank"
    assert "example.org" in link.inner_text()
    popup.locator("button", has_text="Copy").click()
    popup.locator("button", has_text="Copied").wait_for()


def test_inferred_places_and_links_say_so(whole: Callable[..., Tab]) -> None:
    tab = whole()

    facility = _open(tab, "The air centre").inner_text()
    assert "inferred by a person" in facility
    assert "Inferred by a person, not told by the report." in facility
    assert "an analyst says so" in facility
    link = _open(tab, "Base to centre").inner_text()
    assert "nothing is told of its course" in link
    assert "The centre: Inferred by a person" in link
    assert "24/7" in link
    assert tab.locator(".name-label", has_text="The centre (inferred)").count() == 1


def test_names_on_the_map_open_popups_and_stand_clear_of_cards_and_each_other(whole: Callable[..., Tab]) -> None:
    tab = whole()
    labels = tab.locator(".name-label").all()
    assert len(labels) >= 4

    boxes = [label.bounding_box() for label in labels]
    cards = [_box(tab, card) for card in (".title-card", ".layers-card", ".time-card")]
    for number, box in enumerate(boxes):
        assert not any(_overlap(box, other) for other in [*boxes[:number], *cards])
    tab.locator(".name-label", has_text="The bridge").click()
    assert tab.locator(".popup h2").inner_text() == "Strike at the bridge"


def test_everything_on_the_map_is_clear_of_the_cards_at_first(whole: Callable[..., Tab]) -> None:
    tab = whole()

    drawn = tab.evaluate(COVERED)

    assert drawn[0] > 1000
    assert drawn[1] == 0


def test_a_click_shows_what_stands_there_and_escape_goes_back(whole: Callable[..., Tab]) -> None:
    tab = whole()

    # Two events are told of the whole country: a click inside it, away from the rest, lists both.
    tab.mouse.click(*_screen(tab, 41.4, 36.4))

    popup = tab.locator(".popup")
    assert popup.locator("h2").inner_text() == "2 incidents, both placed at one point"
    assert "1 airspace of a country, 1 country" in popup.inner_text()
    popup.locator(".choice", has_text="Joint drill").click()
    assert popup.locator("h2").inner_text() == "Joint drill"
    assert "60 km" in popup.inner_text()
    popup.locator(".back").click()
    assert popup.locator("h2").inner_text() == "2 incidents, both placed at one point"
    tab.keyboard.press("Escape")
    assert not popup.is_visible()


def test_keyboard_alone_reads_an_event(whole: Callable[..., Tab]) -> None:
    tab = whole()

    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to the list of events"
    tab.keyboard.press("Enter")
    assert "Strike at the bridge" in tab.locator(":focus").inner_text()
    tab.keyboard.press("Enter")
    assert tab.locator(".popup:focus").count() == 1
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").get_attribute("aria-label") == "Close"
    tab.keyboard.press("Escape")
    assert not tab.locator(".popup").is_visible()
    assert "Strike at the bridge" in tab.locator(":focus").inner_text()


def test_every_control_has_a_name_and_is_reached_by_tab(whole: Callable[..., Tab]) -> None:
    tab = whole()
    reached = set()

    for _ in range(80):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate(NAME_OF_FOCUS))

    assert "" not in reached
    wanted = {
        "Play",
        "Start of the window",
        "End of the window",
        "Window of time",
        "Zoom in",
        "Zoom out",
        "Light or dark",
    }
    assert wanted <= reached
    assert any(name.startswith("Strikes") for name in reached)


def test_a_long_list_ends_above_the_zoom_buttons(whole: Callable[..., Tab]) -> None:
    tab = whole()
    tab.set_viewport_size({"width": 1280, "height": 560})

    tab.locator(".searching button[aria-expanded]").click()

    card = _box(tab, ".title-card")
    assert card["height"] > 200, "the list is open"
    assert card["y"] + card["height"] <= _box(tab, ".zoomer")["y"]


def test_search_finds_arabic_however_it_is_written(whole: Callable[..., Tab]) -> None:
    tab = whole()
    field = tab.locator("input[type=search]")

    for words, title in (
        ("مدينه", "Drones over the city"),
        ("مُسيَّرات", "Drones over the city"),
        ("اكثر من منطقه", "Strike in the range"),
        ("CHANNEL ٩", "Strike in the range"),
        ("air force a", "Strike at the bridge"),
        ("named in the text", "Strike in the range"),
    ):
        field.fill(words)
        tab.wait_for_function(
            """title => { const found = document.querySelectorAll('.results .choice');
              return found.length === 1 && found[0].textContent.includes(title); }""",
            arg=title,
        )
        assert "1 of 7 events" in _counts(tab)
    field.fill("nothing like this")
    tab.locator(".results p").wait_for()
    field.press("Escape")
    assert "6 of 7 events" in _counts(tab)


def test_arabic_mirrors_the_cards_and_not_the_map(whole: Callable[..., Tab]) -> None:
    tab = whole("ar", "en")

    assert tab.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert _box(tab, ".title-card")["x"] > 640 > _box(tab, ".layers-card")["x"]
    assert tab.evaluate("() => getComputedStyle(document.querySelector('#map_majal')).direction") == "ltr"
    assert tab.locator("h1").inner_text() == "سماء أي مكان"
    assert "ليس على الخريطة" in tab.locator(".unplaced").inner_text()
    popup = _open(tab, "غارة في الجبال")
    assert "مزعوم، غير مؤكد" in popup.inner_text()

    tab.locator(".language").click()

    assert tab.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert _box(tab, ".title-card")["x"] < 640
    assert popup.locator("h2").inner_text() == "Strike in the range"


def test_light_and_dark(whole: Callable[..., Tab]) -> None:
    tab = whole(color_scheme="dark")
    ground = "() => getComputedStyle(document.querySelector('#map_majal')).backgroundColor"
    dark, night = tab.evaluate(ground), _pixels(tab)

    tab.locator(".theme").click()

    assert tab.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert tab.evaluate(ground) != dark
    assert _pixels(tab) != night


@pytest.mark.parametrize("languages", [("en", "ar"), ("ar", "en")])
def test_phone_keeps_the_map_and_has_one_sheet_of_three_tabs(
    whole: Callable[..., Tab], languages: tuple[str, str]
) -> None:
    tab = whole(*languages, width=390, height=844, has_touch=True)

    assert tab.evaluate("() => document.documentElement.scrollWidth") == 390
    tabs = tab.locator("[role=tab]")
    assert tabs.count() == 3
    for number, card in enumerate((".title-card", ".layers-card", ".time-card")):
        tabs.nth(number).tap()
        assert [tab.locator(one).is_visible() for one in (".title-card", ".layers-card", ".time-card")].count(True) == 1
        assert _box(tab, card)["y"] >= 844 * 0.6 - 1
    tabs.nth(0).tap()
    _open(tab, "غارة على الجسر" if languages[0] == "ar" else "Strike at the bridge")
    assert _box(tab, ".popup")["y"] >= 844 * 0.6 - 1
    for control in tab.locator(".zoomer button, [role=tab], .popup button").all():
        box = control.bounding_box()
        if box and not re.search("Copy|نسخ", control.inner_text()):
            assert box["height"] >= 43.5


def test_zoom_fit_scale_and_coordinates(whole: Callable[..., Tab]) -> None:
    tab = whole()
    scale = tab.locator(".readout .scale")
    before, picture = scale.inner_text(), _pixels(tab)

    for _ in range(2):
        tab.locator("[aria-label='Zoom in']").click()
        tab.wait_for_timeout(350)

    assert scale.inner_text() != before
    tab.mouse.move(600, 400)
    assert re.fullmatch(r"\d+\.\d+° N \d+\.\d+° E", tab.locator(".readout .where").inner_text().strip())
    tab.locator("[aria-label='Show everything']").click()
    tab.wait_for_timeout(600)
    tab.mouse.move(5, 400)
    assert scale.inner_text() == before
    assert _pixels(tab) == picture


def test_what_lies_on_both_sides_of_the_antimeridian_is_drawn_together(show: Callable[..., Tab]) -> None:
    events = event_table(
        [_event("west", shapely.Point(179.4, -17)), _event("east", shapely.Point(-179.4, -17), title="Another")]
    )
    told = Dossier(events=events)

    tab = show([build("events", told), build("zones", told, {"radius": ["100km"]})], Page())

    boxes = [_box(tab, f".name-label:has-text('{name}')") for name in ("west", "east")]
    assert abs(boxes[0]["x"] - boxes[1]["x"]) < 700
    bar = tab.locator(".readout .scale").inner_text()
    assert "km" in bar
    assert float(bar.split()[0]) <= 100, "a map of the whole Earth would have a longer scale"


def test_events_at_one_place_are_one_list(show: Callable[..., Tab]) -> None:
    at = shapely.Point(40, 34)
    told = Dossier(events=event_table([_event(f"e{n}", at, title=f"Event {n}", place_name="Here") for n in range(5)]))
    tab = show([build("events", told)], Page())

    tab.locator(".name-label", has_text="Here").click()

    popup = tab.locator(".popup")
    assert popup.locator("h2").inner_text() == "5 incidents, all placed at the same exact place"
    assert popup.locator(".choice").count() == 5


def test_a_hundred_thousand_points_are_drawn_and_found(show: Callable[..., Tab]) -> None:
    count = 100_000
    rng = np.random.default_rng(7)
    rows = [_event("", None)]
    table = pd.DataFrame(event_table(rows).drop(columns=["geometry", "footprint"])).loc[np.zeros(count, dtype=int)]
    table = table.reset_index(drop=True).assign(
        id=[f"e{n}" for n in range(count)], title=[f"Event {n}" for n in range(count)], legend="all"
    )
    table["subject"] = table["id"]
    table["claims"] = [[] for _ in range(count)]
    points = gpd.points_from_xy(rng.uniform(36, 42, count), rng.uniform(33, 37, count), crs=4326)
    entry = LegendEntry("all", Text("Strikes", "غارات"), Text("exact", "دقيق"), "dot", "strike")
    layer = Layer("events", "events", Text("E", "أ"), gpd.GeoDataFrame(table, geometry=points), (entry,))

    tab = show([layer], Page())

    assert "100,000 of 100,000 events" in _counts(tab)
    field = tab.locator("input[type=search]")
    field.fill("Event 99123")
    tab.locator(".results .choice", has_text="Event 99123").wait_for()
    assert "1 of 100,000 events" in _counts(tab)
    assert tab.evaluate("() => document.querySelectorAll('*').length") < 1500


def test_nothing_to_draw_is_still_a_page(show: Callable[..., Tab]) -> None:
    tab = show([], Page(unplaced=unplaced_table(skies.UNPLACED)))

    assert "0 of 0 events" in _counts(tab)
    assert "The hotline" in tab.locator(".unplaced").inner_text()


HOSTILE = {
    "expression": "{{7*7}}",
    "statement": "{% set x = 1 %}50 {% of people",
    "comment": "a{# gone #}b",
    "template": "${1+1}`${alert(1)}`",
    "script": "</script><script>window.ran=1;alert(1)</script>",
    "image": "<img src=x onerror=window.ran=1><svg onload=alert(1)>",
    "comment_tags": "<!-- --!> ]]> <![CDATA[ -->",
    "backticks": "`'\"\\`",
    "entities": "&lt;b&gt; &amp; &#x41;",
    "style": "</style><style>*{display:none}</style>",
    "proto": "__proto__",
    "constructor": "constructor",
}
UNSEEN = "safe\u202eevil\u2066x\u2069\u200b\ufeff\u0000\u0085\u0007end"
SEEN = "safeevilx" + " end"


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_in_every_field_are_shown_and_never_run(show: Callable[..., Tab], words: str) -> None:
    told = _hostile(words)

    tab = show([*skies.layers(told), _labelled(told, words)], _hostile_page(told, words))

    assert tab.evaluate("() => window.ran") is None
    assert tab.locator("h1").inner_text() == words.strip()
    assert [_flat(name.inner_text()) for name in tab.locator(".tree .name").all()].count(_flat(words)) == 2
    tab.locator(".searching button[aria-expanded]").click()
    for number in range(tab.locator(".results .choice").count()):
        tab.locator(".results .choice").nth(number).click()
        popup = tab.locator(".popup")
        assert _flat(popup.locator("h2").inner_text()) == _flat(words)
        body = _flat(popup.inner_text())
        assert body.count(_flat(words)) >= 3
        assert tab.locator(".popup a[href^='javascript'], .popup a[href^='data']").count() == 0
    for details in tab.locator(".layers-card details").all():
        details.locator("summary").click()
        assert _flat(words) in _flat(details.inner_text())
    assert _flat(words) in _flat(tab.locator(".unplaced").inner_text())
    assert tab.evaluate("() => document.querySelectorAll('img, script[src], iframe, object, embed, form').length") == 0
    assert tab.evaluate("() => document.querySelectorAll('svg[onload], [onerror], [onclick]').length") == 0
    assert tab.evaluate("() => window.ran") is None


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \tjavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "vbscript:x",
        "//example.org",
        "not an address",
    ],
)
def test_only_http_addresses_become_links(show: Callable[..., Tab], address: str) -> None:
    told = Dossier(events=event_table([_event("e", shapely.Point(40, 34), url=address, source="Somebody")]))
    tab = show([build("events", told)], Page(reports=(dataclasses.replace(skies.REPORT, url=address),)))

    popup = _open(tab, "e")

    assert "Somebody" in popup.inner_text()
    assert tab.locator("a[href]:not(.skip)").count() == 0


def test_unseen_characters_and_broken_letters_are_taken_out(show: Callable[..., Tab]) -> None:
    told = Dossier(
        events=event_table(
            [
                _event("e", shapely.Point(40, 34), title=UNSEEN),
                _event("f", shapely.Point(41, 34), title="half \ud83d letter"),
            ]
        )
    )
    tab = show([build("events", told)], Page())

    tab.locator(".searching button[aria-expanded]").click()
    shown = tab.locator(".results .choice strong").all_text_contents()

    assert shown == [SEEN, "half \ufffd letter"]


def _screen(tab: Tab, lon: float, lat: float) -> tuple[float, float]:
    """Return where a position stands on the screen: folium's map is a global of the page."""
    x, y = tab.evaluate(
        "([lon, lat]) => { const p = map_majal.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", [lon, lat]
    )
    return x, y


def _overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


def _titles(tab: Tab) -> list[str]:
    if not tab.locator(".results").is_visible():
        tab.locator(".searching button[aria-expanded]").click()
    return tab.locator(".results .choice strong").all_inner_texts()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _event(name: str, at: shapely.Point | None, **more: object) -> dict[str, object]:
    return {
        "id": name,
        "kind": "air_strike",
        "title": name,
        "time_precision": "unknown",
        "basis": "reported",
        "place_name": name,
        "precision": "exact",
        "radius_m": 50,
        "status": "claimed",
        "geometry": at,
        **more,
    }


TEXTS = (
    "title",
    "title_ar",
    "when_text",
    "place_id",
    "place_name",
    "place_name_ar",
    "country",
    "why",
    "graded_by",
    "source",
)


def _hostile(words: str) -> Dossier:
    report = Report(words, words, words, words, None, words, words, f"javascript:{words}")
    texts = dict.fromkeys(TEXTS, words)
    lists = {
        "actors": [words],
        "targets": [words],
        "counts": [{"what": words, "text": words}],
        "distances": [{"text": words, "metres": 10.0, "of": words}],
    }
    common = {"time_precision": "unknown", "basis": "reported", "report": words, "url": f"javascript:{words}"}
    event = {
        **texts,
        **lists,
        **common,
        "id": f"e{words}",
        "kind": "air_strike",
        "precision": "exact",
        "radius_m": 50,
        "status": "claimed",
        "geometry": shapely.Point(40, 34),
    }
    area = {
        **event,
        "id": f"a{words}",
        "precision": "region",
        "footprint": skies.RANGE,
        "geometry": shapely.Point(36.7, 34),
    }
    facility = {
        **event,
        "id": f"f{words}",
        "kind": "facility",
        "precision": "facility",
        "geometry": shapely.Point(42, 33),
    }
    link = {
        **skies.LINK,
        **texts,
        **common,
        "id": f"l{words}",
        "hours": words,
        "from_name": words,
        "from_name_ar": words,
        "to_name": words,
        "to_name_ar": words,
    }
    claim = {
        "speaker": words,
        "through": [words],
        "stance": "claims",
        "quote": words,
        "lang": words,
        "said": words,
        "report": words,
        "source": words,
        "url": f"javascript:{words}",
    }
    return Dossier(
        reports=(report,),
        events=event_table([event, area]),
        facilities=event_table([facility]),
        links=link_table([link]),
        claims=claim_table([{**claim, "subject": row["id"]} for row in (event, area, facility, link)]),
        unplaced=unplaced_table([dict.fromkeys(("title", "title_ar", "why", "why_ar", "quote", "report"), words)]),
    )


def _hostile_page(told: Dossier, words: str) -> Page:
    return Page(title=Text(words, words), reports=told.reports, unplaced=told.unplaced)


def _labelled(told: Dossier, words: str) -> Layer:
    """Return a layer whose own words are hostile too."""
    made = build("events", told)
    entry = LegendEntry("own", Text(words, words), Text(words, words), "dot", "strike")
    return dataclasses.replace(
        made,
        name="own",
        title=Text(words, words),
        data=made.data.assign(legend="own"),
        legend=(entry,),
        attribution=words,
        licence=words,
        notes=(Text(words, words),),
    )
