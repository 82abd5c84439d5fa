"""The review page in a real Chromium with the network off: a person decides, saves, and the reading follows."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import skies
from readings import report

from geo.geodesy import destination
from geo.place import LonLat
from layers.decisions import Decisions, load
from layers.reading import read_report
from layers.report import Report, digest
from outputs.review import review_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator
    from playwright.sync_api import Page as Tab

pytestmark = pytest.mark.browser

ENGLISH = (
    "Israeli jets struck Tripoli on Tuesday, an agency said.\n\n"
    "😀 Warplanes attacked the village of Zorkhania in Idlib province. Drones hit Hmeimem air base.\n"
    "Artillery shelled a depot on Monday, a local channel said.\n"
)
ARABIC = (
    "😀😀 قالت وكالة إن طائرات إسرائيلية قصفت مدينة طرابلس يوم الثلاثاء.\n"
    "وأصابت غارة قاعدة حميمم الجوية. Drones hit Homs 😀 on Monday.\n"
)
TRIPOLI_LEBANON = "geonames:266826"

FACES = """() => [...document.querySelectorAll('.legend .mention')].map(mark => {
  const look = getComputedStyle(mark);
  return `${look.textDecorationLine} ${look.textDecorationStyle} ${look.textDecorationThickness}`;
})"""
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector('.body'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.nodeValue.indexOf(words);
    if (at < 0) continue;
    document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
    return true;
  }
  return false;
}"""
# The extent of the ring of what is chosen, in pixels of the page: its line is the only thing of that colour.
RING = """colour => {
  const canvas = document.querySelector('canvas[data-layer=spots]');
  const { left, top, width } = canvas.getBoundingClientRect();
  const scale = canvas.width / width;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 200 || Math.abs(data[i] - colour[0]) > 12 || Math.abs(data[i + 1] - colour[1]) > 12) continue;
    const [x, y] = [(i / 4) % canvas.width / scale + left, Math.floor(i / 4 / canvas.width) / scale + top];
    [box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
    [box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
  }
  return box;
}"""
NAME_OF_FOCUS = """() => {
  const at = document.activeElement;
  return (at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '').trim();
}"""


@pytest.fixture
def shown(open_page: Callable[..., Tab]) -> Callable[..., Tab]:
    """Open the review of a text, or of a report."""

    def opened(told: str | Report, decisions: Decisions | None = None, languages: Any = (), **settings: Any) -> Tab:
        item = report(told) if isinstance(told, str) else told
        reading = read_report(item, decisions=decisions)
        page = review_page(reading, decisions=decisions, languages=languages, basemap=skies.GROUND)
        return open_page(page, **settings)

    return opened


def item(tab: Tab, words: str) -> Locator:
    return tab.locator(".queue .choice", has_text=words)


def mention(tab: Tab, words: str) -> Locator:
    return tab.locator(".body .mention", has_text=words).first


def option(tab: Tab, words: str) -> Locator:
    return tab.locator(".option", has_text=words).first


def sign(tab: Tab, why: str = "because", by: str = "ab") -> None:
    tab.locator("[name=why]").fill(why)
    tab.locator("[name=by]").fill(by)
    tab.locator(".decide [type=submit]").click()


def save(tab: Tab) -> Decisions:
    """Press "Save decisions", and read the file with majal's own reader."""
    with tab.expect_download() as coming:
        tab.locator(".save").click()
    assert coming.value.suggested_filename == "decisions.toml"
    return load(Path(coming.value.path()).read_bytes(), "decisions.toml")


def reread(told: str, decisions: Decisions) -> dict[str, Any]:
    return read_report(report(told), decisions=decisions).to_json()


def test_first_view_tells_what_must_be_decided_before_all_else(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)

    assert tab.locator("h1").inner_text() == "told"
    assert tab.locator(".counts").inner_text() == "2 open · 0 decided"
    assert [each.inner_text().split("\n")[0] for each in tab.locator(".queue .choice").all()] == [
        "village of Zorkhania",
        "Hmeimem air base",
    ]
    assert "no gazetteer knows this name" in item(tab, "Zorkhania").inner_text()
    assert "only a near spelling matched" in item(tab, "Hmeimem").inner_text()
    assert tab.evaluate("() => document.querySelector('main').firstElementChild.className") == "queue"
    assert tab.locator(".body p").count() == 3
    assert re.sub(r"[?✓]", "", tab.locator(".body").inner_text()).split() == ENGLISH.split()
    assert "Choose a name" in tab.locator(".panel").inner_text()
    events = tab.locator(".events").inner_text()
    assert "Air strike, Tripoli" in events
    assert "Tue 9 Jun 2020" in events
    assert "Told, and not on the map" in events
    assert "the report does not say where" in events


def test_roles_are_told_by_line_and_word_and_not_by_colour_alone(shown: Callable[..., Tab]) -> None:
    tab = shown(
        "BEIRUT (Example Agency) - Israeli jets struck Tripoli in Libya on Tuesday at 9 a.m. Moscow time. "
        "Russia said so. Drones took off from Homs. A spokesman based in Cairo spoke to Syrian TV. "
        "The war in Yemen goes on."
    )

    words = tab.locator(".legend li .mention").all_inner_texts()
    assert {"place of an event", "of a people", "heads the item", "stands for a government", "took part"} <= set(words)
    faces = tab.evaluate(FACES)
    assert len(set(faces)) == len(faces) >= 7
    mention(tab, "Tripoli").focus()
    assert tab.locator(".hint").inner_text() == "place of an event"
    assert mention(tab, "Tripoli").get_attribute("aria-label") == "Tripoli: place of an event"


def test_another_candidate_is_chosen_saved_and_read_again(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)

    mention(tab, "Tripoli").click()
    panel = tab.locator(".panel")
    told = panel.inner_text()
    assert "majal took it for Tripoli · طرابلس · town or city, ±" in told
    assert "named Tripoli; city in LY" in told
    assert tab.locator(".panel .badge:visible").count() >= 4, "each candidate has its number in the list and on the map"
    option(tab, "Lebanon").click()
    sign(tab, "the report speaks of Lebanon")

    assert tab.locator(".counts").inner_text() == "2 open · 1 decided · 1 not saved"
    assert "Tripoli" in item(tab, "Tripoli").inner_text()
    assert "by ab" in item(tab, "Tripoli").inner_text()
    made = save(tab)
    assert "not saved" not in tab.locator(".counts").inner_text()
    (only,) = made.mentions
    assert (only.text, only.decide, only.place, only.by) == ("Tripoli", "place", TRIPOLI_LEBANON, "ab")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", only.on)
    before, after = (
        next(event for event in read_report(report(ENGLISH), decisions=given).to_json()["events"] if event["place"])
        for given in (None, made)
    )
    assert (before["country"], after["country"]) == ("LY", "LB")
    assert after["why"] == f"decided by ab on {only.on}: the report speaks of Lebanon"
    assert after["status"] == "inferred"


def test_spans_are_code_points_behind_emoji_in_arabic_too(shown: Callable[..., Tab]) -> None:
    tab = shown(ARABIC, languages=("ar", "en"))
    assert tab.locator(".body p").first.evaluate("line => getComputedStyle(line).direction") == "rtl"

    mention(tab, "طرابلس").click()
    option(tab, "لبنان").click()
    sign(tab, "النص يتحدث عن لبنان", "ا.ب")
    mention(tab, "Homs").click()
    option(tab, "ليس مكانا").click()
    sign(tab, "اسم شخص", "ا.ب")

    made = save(tab)
    spans = [ARABIC[each.start : each.end] for each in made.mentions]
    assert spans == [each.text for each in made.mentions] == ["مدينة طرابلس", "Homs"]
    after = reread(ARABIC, made)
    assert [event["country"] for event in after["events"] if "طرابلس" in event["title_ar"]] == ["LB"]
    assert "Homs" not in [event["place_name"] for event in after["events"]]
    assert after["events"][0]["why"].endswith(": النص يتحدث عن لبنان")


def test_a_name_is_decided_with_the_keyboard_alone(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)

    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to what must be decided"
    tab.keyboard.press("Enter")
    assert "village of Zorkhania" in tab.locator(":focus").inner_text()
    tab.keyboard.press("ArrowDown")
    assert "Hmeimem air base" in tab.locator(":focus").inner_text()
    tab.keyboard.press("Enter")
    assert tab.locator(":focus").inner_text() == "Hmeimem air base"
    assert tab.locator(".panel h2:focus").count() == 1
    for _ in range(8):
        tab.keyboard.press("Tab")
        if tab.locator(".option :focus").count():
            break
    tab.keyboard.press("Space")
    assert tab.locator(":focus").get_attribute("value") == "keep"
    tab.keyboard.press("Tab")
    tab.keyboard.type("it is a misprint")
    tab.keyboard.press("Tab")
    tab.keyboard.type("kb")
    tab.keyboard.press("Enter")

    assert tab.locator(".counts").inner_text() == "1 open · 1 decided · 1 not saved"
    assert "village of Zorkhania" in tab.locator(":focus").inner_text(), "the next open name is at hand"
    (only,) = save(tab).mentions
    assert (only.decide, only.place, only.why, only.by) == ("keep", "icao:OSLK", "it is a misprint", "kb")


def test_letters_and_arrows_go_through_list_and_text(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    heading = tab.locator(".panel h2")

    tab.keyboard.press("j")
    assert heading.inner_text() == "village of Zorkhania"
    tab.keyboard.press("j")
    assert heading.inner_text() == "Hmeimem air base"
    tab.keyboard.press("k")
    assert heading.inner_text() == "village of Zorkhania"
    tab.locator("[name=why]").focus()
    tab.keyboard.type("jk")
    assert heading.inner_text() == "village of Zorkhania"
    assert tab.locator("[name=why]").input_value() == "jk"
    tab.keyboard.press("Escape")
    assert "village of Zorkhania" in tab.locator(".body .mention:focus").inner_text()
    tab.keyboard.press("ArrowDown")
    assert "Idlib province" in tab.locator(".body .mention:focus").inner_text()
    tab.keyboard.press("Enter")
    assert heading.inner_text() == "Idlib province"
    assert tab.locator(".panel h2:focus").count() == 1

    # Single letters can be turned off, as WCAG 2.1.4 asks.
    tab.locator(".foot summary", has_text="Keys").click()
    assert "j or ↓ next" in tab.locator(".foot").inner_text()
    tab.locator(".foot .check input").uncheck()
    tab.locator(".foot summary", has_text="Keys").focus()
    tab.keyboard.press("j")
    assert heading.inner_text() == "Idlib province"


def test_every_control_has_a_name_and_is_reached_by_tab(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    mention(tab, "Tripoli").click()
    tab.locator(".panel h2").focus()
    reached = set()

    for _ in range(60):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate(NAME_OF_FOCUS))

    assert "" not in reached
    wanted = {
        "Zoom in",
        "Show all candidates",
        "Why",
        "Your initials",
        "Decide",
        "Save decisions",
        "Copy",
        "Next",
        "Light or dark",
    }
    assert wanted <= reached
    assert any("Tripoli: place of an event" in name for name in reached)


def test_a_position_is_clicked_or_typed(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    item(tab, "Zorkhania").click()
    box = tab.locator(".frame").bounding_box()
    assert box is not None

    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert tab.locator("[value=move]").is_checked()
    # No candidate: the middle of the map is the place told beside it, Idlib province.
    assert float(tab.locator("[name=lat]").input_value()) == pytest.approx(35.9, abs=0.3)
    assert float(tab.locator("[name=lon]").input_value()) == pytest.approx(36.7, abs=0.3)
    tab.locator("[name=lat]").fill("٣٥٫٩")
    tab.locator("[name=lon]").fill("36,6")
    tab.locator("[name=precision]").select_option("village")
    assert tab.locator("[name=radius]").input_value() == "2000"
    tab.locator("[name=radius]").fill("1500")
    sign(tab)

    made = save(tab)
    (only,) = made.mentions
    assert (only.at, only.radius_m, only.precision) == (LonLat(36.6, 35.9), 1500, "village")
    placed = [event for event in reread(ENGLISH, made)["events"] if "Zorkhania" in event["place_name"]]
    assert [(event["lon"], event["lat"], event["radius_m"]) for event in placed] == [(36.6, 35.9, 1500)]
    tab.locator("[name=lat]").fill("")
    tab.locator("[name=lat]").fill("33.5, 36.25")
    assert [tab.locator(f"[name={name}]").input_value() for name in ("lat", "lon")] == ["33.5", "36.25"]


def test_a_radius_is_a_geodesic_circle(shown: Callable[..., Tab]) -> None:
    tab = shown("Israeli jets struck Zorkhan village on Tuesday.")
    mention(tab, "Zorkhan").click()
    option(tab, "A position").click()
    at, radius_m = LonLat(20.0, 65.0), 600_000.0
    for name, value in (("lat", at.lat), ("lon", at.lon), ("radius", radius_m)):
        tab.locator(f"[name={name}]").fill(str(value))
    tab.locator("[aria-label='Show all candidates']").click()
    tab.wait_for_timeout(200)

    left, top, right, bottom = tab.evaluate(RING, [0xC2, 0x41, 0x0C])

    north, south = (_mercator(destination(at, azimuth, radius_m).lat) for azimuth in (0, 180))
    widest = max(destination(at, azimuth, radius_m).lon for azimuth in range(60, 120)) - at.lon
    # Its height over its width, and how much higher than low it reaches on a Mercator map.
    assert (bottom - top) / (right - left) == pytest.approx((north - south) / (2 * widest), rel=0.03)
    badge = tab.locator(".frame .badge.chosen").bounding_box()
    assert badge is not None
    middle = badge["y"] + badge["height"] / 2
    expected = (north - _mercator(at.lat)) / (_mercator(at.lat) - south)
    assert expected > 1.2
    assert (middle - top) / (bottom - middle) == pytest.approx(expected, rel=0.05)


def test_role_reject_and_taking_back(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)

    mention(tab, "Tripoli").click()
    option(tab, "Another role").click()
    tab.locator("[name=role]").select_option("actor")
    sign(tab)
    mention(tab, "Hmeimem").click()
    option(tab, "Not a place").click()
    sign(tab)
    assert mention(tab, "Tripoli").get_attribute("data-role") == "actor"
    assert "line-through" in mention(tab, "Hmeimem").evaluate("mark => getComputedStyle(mark).textDecorationLine")

    made = save(tab)
    assert [(each.text, each.decide, each.role) for each in made.mentions] == [
        ("Tripoli", "role", "actor"),
        ("Hmeimem air base", "reject", ""),
    ]
    places = [event["place_name"] for event in reread(ENGLISH, made)["events"]]
    assert "Tripoli" not in places
    assert "Hmeimim Air Base" not in places
    tab.locator(".panel button", has_text="Take it back").click()
    assert tab.locator(".counts").inner_text() == "2 open · 1 decided · 1 not saved"
    assert [each.text for each in save(tab).mentions] == ["Tripoli"]


def test_one_decision_for_all_names_that_say_the_same(shown: Callable[..., Tab]) -> None:
    text = "Israeli jets struck Tripoli on Tuesday. Drones hit Tripoli on Monday. Jets bombed Tripoli at dawn."
    tab = shown(text)

    mention(tab, "Tripoli").click()
    option(tab, "Lebanon").click()
    tab.locator(".check", has_text="Also for 2 other places in the text").click()
    sign(tab)

    made = save(tab)
    assert [each.start for each in made.mentions] == [at.start() for at in re.finditer("Tripoli", text)]
    assert {event["country"] for event in reread(text, made)["events"]} == {"LB"}


@pytest.mark.parametrize("how", ["pointer", "keyboard"])
def test_a_place_that_majal_missed_is_added(shown: Callable[..., Tab], how: str) -> None:
    tab = shown(ENGLISH)
    assert reread(ENGLISH, Decisions("none"))["unplaced"] != []

    if how == "pointer":
        assert tab.evaluate(SELECT, "depot ")
    else:
        tab.locator(".adder summary").focus()
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        tab.keyboard.type("depot")
        tab.keyboard.press("Enter")
    tab.locator(".maker").press("Enter")
    assert tab.locator(".panel h2").inner_text() == "depot"
    assert "majal found no name here" in tab.locator(".panel").inner_text()
    option(tab, "Another place of the gazetteer").click()
    tab.locator("[name=id]").fill("geonames:266826")
    sign(tab, "the channel means the depot of that town")

    made = save(tab)
    (only,) = made.mentions
    assert (only.text, ENGLISH[only.start : only.end]) == ("depot", "depot")
    after = reread(ENGLISH, made)
    assert "Tripoli" in [event["place_name"] for event in after["events"] if event["country"] == "LB"]
    assert "the report does not say where" not in [row["why"] for row in after["unplaced"]]


def test_words_that_hold_a_decided_name_are_not_made_a_place(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    mention(tab, "Tripoli").click()
    option(tab, "Not a place").click()
    sign(tab)

    tab.locator(".adder summary").click()
    field, said = tab.locator(".adder input"), tab.locator(".adder .said")
    field.fill("struck Tripoli")
    field.press("Enter")
    tab.locator(".maker").click()
    assert "take that back first" in said.inner_text()
    field.fill("no such words")
    field.press("Enter")
    assert said.inner_text() == "The text does not say that."


def test_words_are_found_one_after_another_whatever_signs_they_hold(shown: Callable[..., Tab]) -> None:
    text = "😀 Depot-7 (A+B) [x] \\d was hit. Depot-7 (a+b) [x] \\d burned on Monday.\n"
    tab = shown(text)
    tab.locator(".adder summary").click()
    field = tab.locator(".adder input")
    field.fill("depot-7 (A+B) [x] \\d")

    found = []
    for _ in range(3):
        field.press("Enter")
        found.append(tab.evaluate("() => document.getSelection().toString()"))

    first, second = "Depot-7 (A+B) [x] \\d", "Depot-7 (a+b) [x] \\d"
    assert found == [first, second, first]


def test_what_is_missing_is_told_and_nothing_is_decided(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    mention(tab, "Tripoli").click()
    submit, error = tab.locator(".decide [type=submit]"), tab.locator(".error")

    submit.click()
    assert error.inner_text() == "Choose one of them."
    option(tab, "A position").click()
    submit.click()
    assert "latitude from -90 to 90" in error.inner_text()
    tab.locator("[name=lat]").fill("95")
    submit.click()
    assert tab.locator("[name=lat]").get_attribute("aria-invalid") == "true"
    tab.locator("[name=lat]").fill("33")
    tab.locator("[name=lon]").fill("36")
    submit.click()
    assert error.inner_text() == "Choose how precisely the position is known."
    tab.locator("[name=precision]").select_option("near")
    tab.locator("[name=radius]").fill("0")
    submit.click()
    assert "radius above 0" in error.inner_text()
    tab.locator("[name=radius]").fill("10")
    tab.locator("[name=why]").fill("  ")
    submit.click()
    assert error.inner_text() == "Give the reason."
    assert tab.locator("[name=why]:focus").count() == 1
    assert "0 decided" in tab.locator(".counts").inner_text()


HARD = (
    'quote " back \\ tab \t line\nbreak \u202eevil\u2066 \u200b control \u0001 del \u007f nel \u0085 '
    "family \U0001f469\u200d\U0001f467 ''' \"\"\" # = [[x]]"
)


# Every letter that TOML, an editor or a browser could take amiss, and some that none does.
EVERY = "".join(
    map(chr, [*range(1, 0x250), *range(0x600, 0x620), *range(0x2000, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFE), 0x1F600])
)


def test_what_came_with_the_page_is_kept_and_hard_words_survive(shown: Callable[..., Tab]) -> None:
    quoted, every = (
        "".join(f"\\u{ord(letter):04x}" if ord(letter) < 0x10000 else letter for letter in words)
        for words in (HARD, EVERY)
    )
    at = ENGLISH.index("Hmeimem")
    told = report(ENGLISH)
    other = f'report = "sha256:other"\nspan = [1, 9]\ntext = "{quoted}"\nwhy = "{quoted}"\nby = "{every}"'
    mine = (
        f'report = "{told.id}"\nspan = [{at}, {at + 16}]\ntext = "Hmeimem air base"\nwhy = "{quoted}"\non = 2020-01-02'
    )
    merge = f'events = ["{quoted}", "b"]\ndecide = "different"\nwhy = "{quoted}"\non = 2020-01-02T10:00:00'
    written = (
        f'[[mention]]\n{other}\non = "in spring"\ndecide = "move"\nat = [1e-7, -10]\nradius_m = 0.5\n'
        f'[[mention]]\n{mine}\ndecide = "place"\nplace = "icao:OSLK"\n[[merge]]\n{merge}\n'
    )
    given = load(written.encode(), "given.toml")
    tab = shown(told, given)
    assert tab.locator(".counts").inner_text() == "1 open · 1 decided"
    assert "Hmeimim Air Base" in item(tab, "Hmeimem").inner_text()

    untouched = save(tab)
    assert (untouched.mentions, untouched.merges) == (given.mentions, given.merges)
    mention(tab, "Tripoli").click()
    option(tab, "Not a place").click()
    sign(tab, HARD, "n")
    made = save(tab)

    assert made.mentions[:2] == given.mentions
    assert made.merges == given.merges
    # A text area has lines of its own kind; all else is as it was typed.
    assert made.mentions[2].why == HARD


def test_hostile_words_are_shown_and_never_run(shown: Callable[..., Tab]) -> None:
    words = (
        "<img src=x onerror=window.ran=1> </script><script>window.ran=1;alert(1)</script> "
        "{{7*7}} ${alert(1)} <!-- &lt;b&gt;"
    )
    text = f"{words}\nIsraeli jets struck Tripoli on Tuesday, {words} said. \u202eolleh\u202c A depot\u200b fell.\n"
    told = Report(
        digest(text.encode()), "t.txt", text, "en", report("x").published, words, words, f"javascript:{words}"
    )
    tab = shown(told)

    mention(tab, "Tripoli").click()
    option(tab, "Not a place").click()
    sign(tab, words, words)

    assert tab.locator("h1").inner_text() == words
    body = tab.locator(".body").inner_text()
    assert body.count(words) == 2
    assert "\u202e" not in body
    assert words in tab.locator(".panel").inner_text()
    assert words in item(tab, "Tripoli").inner_text()
    assert tab.evaluate("() => document.querySelectorAll('img, script[src], iframe, object, embed, b').length") == 0
    assert tab.evaluate("() => window.ran") is None
    # What is left out of sight still counts.
    assert tab.evaluate(SELECT, "depot")
    tab.locator(".maker").click()
    option(tab, "A position").click()
    for name, value in (("lat", "33"), ("lon", "36")):
        tab.locator(f"[name={name}]").fill(value)
    tab.locator("[name=precision]").select_option("near")
    sign(tab)
    made = save(tab)
    assert [text[each.start : each.end] for each in made.mentions] == ["Tripoli", "depot"]
    assert made.mentions[0].by == words
    assert read_report(told, decisions=made).mentions


def test_an_event_leads_to_its_words(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)

    tab.locator(".events .choice", has_text="Air strike, Tripoli").click()
    assert tab.locator(".body .mention:focus").inner_text().startswith("Tripoli")
    assert tab.locator(".panel h2").inner_text() == "Tripoli"
    tab.locator(".events summary").first.click()
    assert "agency says so" in " ".join(tab.locator(".events").inner_text().split())
    tab.locator(".events .choice", has_text="the report does not say where").click()
    marked = tab.evaluate("() => [...CSS.highlights.get('told')].map(String)")
    assert marked == ["Artillery shelled a depot on Monday, a local channel said."]


def test_decisions_that_are_not_saved_survive_a_reload(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    mention(tab, "Tripoli").click()
    option(tab, "Lebanon").click()
    sign(tab)

    tab.reload()
    tab.wait_for_selector("html[data-ready]", state="attached")

    assert tab.locator(".counts").inner_text() == "2 open · 1 decided · 1 not saved"
    assert "are back" in tab.locator(".bar .said").inner_text()
    assert [each.place for each in save(tab).mentions] == [TRIPOLI_LEBANON]
    tab.reload()
    tab.wait_for_selector("html[data-ready]", state="attached")
    assert tab.locator(".counts").inner_text() == "2 open · 1 decided", (
        "what went to a file is saved after a reload too"
    )


def test_a_page_that_may_keep_nothing_works_all_the_same(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    tab.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }")

    mention(tab, "Tripoli").click()
    option(tab, "Lebanon").click()
    sign(tab)

    assert [each.place for each in save(tab).mentions] == [TRIPOLI_LEBANON]


def test_copy_gives_what_save_gives(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH)
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mention(tab, "Tripoli").click()
    option(tab, "Not a place").click()
    sign(tab)

    tab.locator(".bar button", has_text="Copy").click()
    tab.locator(".said", has_text="Copied").wait_for()
    copied = tab.evaluate("() => navigator.clipboard.readText()")

    assert load(copied.encode(), "d.toml").mentions == save(tab).mentions


def test_languages_mirror_the_page_and_not_the_map(shown: Callable[..., Tab]) -> None:
    tab = shown(ARABIC, languages=("ar", "en"))
    x = lambda part: tab.locator(part).bounding_box()["x"]  # noqa: E731 - the same three words six times otherwise

    assert tab.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert x(".queue") > x(".report") > x(".panel")
    assert "ما يجب البتّ فيه" in tab.locator(".queue").inner_text()
    mention(tab, "طرابلس").click()
    tab.locator("[name=why]").fill("still here")
    assert tab.evaluate("() => getComputedStyle(document.querySelector('.frame')).direction") == "ltr"
    tab.locator(".language").click()

    assert tab.evaluate("() => [document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert x(".queue") < x(".report") < x(".panel")
    assert "What must be decided" in tab.locator(".queue").inner_text()
    assert tab.locator("[name=why]").input_value() == "still here"


def test_light_and_dark(shown: Callable[..., Tab]) -> None:
    tab = shown(ENGLISH, color_scheme="dark")
    ground = "() => getComputedStyle(document.querySelector('.report')).backgroundColor"
    dark = tab.evaluate(ground)

    tab.locator(".theme").click()

    assert tab.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert tab.evaluate(ground) != dark


@pytest.mark.parametrize("languages", [("en", "ar"), ("ar", "en")])
def test_on_a_phone_the_name_in_hand_stands_beneath_the_text(
    shown: Callable[..., Tab], languages: tuple[str, str]
) -> None:
    tab = shown(ARABIC, languages=languages, width=390, height=844, has_touch=True)

    item(tab, "حميمم").tap()
    tab.wait_for_timeout(200)

    assert tab.evaluate("() => document.documentElement.scrollWidth") == 390
    heading = tab.locator(".panel h2").bounding_box()
    bar = tab.locator(".bar").bounding_box()
    assert heading is not None
    assert bar is not None
    assert bar["y"] + bar["height"] <= heading["y"] < 400, "what was chosen is in sight, clear of the bar"
    tops = [tab.locator(part).bounding_box()["y"] for part in (".queue", ".report", ".panel", ".events")]
    assert tops == sorted(tops)
    for control in tab.locator(".bar button, .panel button, .queue .choice, .option").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 43.5, control.inner_text()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    tab.locator(".panel .back").tap()
    assert "حميمم" in tab.locator(".body .mention:focus").inner_text()


def _mercator(lat: float) -> float:
    """Return degrees along a Mercator map's meridian, as long as those along its equator."""
    return math.degrees(math.log(math.tan(math.radians(45 + lat / 2))))
