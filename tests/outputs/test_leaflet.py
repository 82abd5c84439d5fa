"""The map as folium's: one file, the same bytes, and nothing of a report ever run by a template."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import json
import re
from typing import TYPE_CHECKING

import folium
import pytest
import shapely
import skies

from geo.errors import InputError, InstallError
from layers.events import Dossier, event_table
from layers.kinds import build
from layers.text import Text
from outputs.formats import formats
from outputs.leaflet import to_folium
from outputs.page import Page
from outputs.web import assets

if TYPE_CHECKING:
    from pathlib import Path


def _render(*languages: str) -> str:
    told = skies.dossier()
    made = to_folium(skies.layers(told), skies.page(told, *languages), basemap=skies.GROUND)
    return str(made.get_root().render())


def _data(text: str, name: str = "majal-data") -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_it_is_a_folium_map_that_saves_itself(tmp_path: Path) -> None:
    told = skies.dossier()
    made = to_folium(skies.layers(told), skies.page(told), basemap=skies.GROUND)

    made.save(str(tmp_path / "map.html"))

    assert isinstance(made, folium.Map)
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == made.get_root().render()


def test_same_layers_same_bytes() -> None:
    assert _render() == _render()


def test_rendering_twice_changes_nothing() -> None:
    told = skies.dossier()
    made = to_folium(skies.layers(told), skies.page(told), basemap=skies.GROUND)

    assert made.get_root().render() == made.get_root().render()


def test_foliums_classes_stay_as_they_were() -> None:
    before = (list(folium.Map.default_js), list(folium.Map.default_css))

    _render()

    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert "cdn.jsdelivr.net" in folium.Map().get_root().render()


def test_the_file_names_no_script_style_or_picture_outside_itself() -> None:
    text = _render()

    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", text) == []
    assert re.findall(r"url\(\s*['\"]?https?:", text) == []
    assert "@import" not in text


def test_the_content_policy_allows_these_scripts_and_no_network() -> None:
    text = _render()

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() for source in scripts]
    assert len(scripts) == 2
    assert re.findall(r"'sha256-([^']+)'", policy[1]) == hashes
    assert "default-src 'none'" in policy[1]
    assert "unsafe-eval" not in policy[1]
    assert "script-src 'unsafe-inline'" not in policy[1]
    assert text.index("Content-Security-Policy") < text.index("<script")


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_language_direction_and_viewport_are_said(language: str, direction: str) -> None:
    text = _render(language)

    assert f'<html lang="{language}" dir="{direction}">' in text
    assert "width=device-width, initial-scale=1" in text
    assert "user-scalable=no" not in text


def test_a_record_stands_once_however_many_layers_draw_it() -> None:
    data = _data(_render())

    records = data["records"]
    assert sorted(records["columns"]["id"]) == sorted(
        ["exact", "region", "area", "campaign", "drill", "undated", "refuted", "base", "centre", "link"]
    )
    drawn = {number for layer in data["layers"] for number in layer["record"]}
    assert drawn == set(range(records["count"]))


PAYLOADS = [
    "{{7*7}}",
    "{% set x = 1 %}50 {% of people",
    "a {# gone #} b",
    "{{ cycler.__init__.__globals__.os.mkdir('ran') }}",
    "{% if cycler.__init__.__globals__.os.mkdir('ran') %}{% endif %}",
    "${1}",
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    "half \ud800 letter",
    "nul \0 inside",
    "\u2028 line \u2029",
]


@pytest.mark.parametrize("words", PAYLOADS)
def test_no_template_sees_a_word_of_a_report(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    row = {
        "id": words,
        "kind": "air_strike",
        "title": words,
        "time_precision": "unknown",
        "basis": "reported",
        "precision": "exact",
        "radius_m": 50,
        "status": "claimed",
        "source": words,
        "actors": [words],
        "counts": [{"what": words, "text": words}],
        "geometry": shapely.Point(40, 34),
    }
    told = Dossier(events=event_table([row]))
    layer = dataclasses.replace(build("events", told), title=Text(words, words), attribution=words)

    text = to_folium([layer], Page(title=Text(words, words)), basemap=skies.GROUND).get_root().render()
    text.encode("utf-8")

    assert list(tmp_path.iterdir()) == []
    data = _data(text)
    assert data["records"]["columns"]["title"] == [words]
    assert data["records"]["columns"]["counts"] == [[{"what": words, "text": words}]]
    assert data["layers"][0]["attribution"] == words
    assert data["title"]["en"] == words
    assert text.count("<script") == text.count("</script") == 5
    shown = html.unescape(re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1])
    assert shown == words.encode("utf-8", "replace").decode()


def test_a_notebook_shows_it_in_a_frame() -> None:
    told = skies.dossier()

    shown = to_folium(skies.layers(told), skies.page(told), basemap=skies.GROUND)._repr_html_()

    inner = re.search(r'srcdoc="([^"]+)"', shown)
    assert inner
    assert html.unescape(inner[1]).startswith("<!DOCTYPE html>")
    assert "cdn." not in shown


def test_what_a_user_adds_to_the_map_is_covered_by_the_policy() -> None:
    told = skies.dossier()
    made = to_folium(skies.layers(told), skies.page(told), basemap=skies.GROUND)
    folium.Circle([34, 40], radius=1000).add_to(made)

    text = made.get_root().render()

    source = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)[-1]
    assert "L.circle(" in source
    assert base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() in text


def test_a_row_without_its_legend_entry_is_an_error_that_says_which() -> None:
    layer = build("events", skies.dossier())
    broken = dataclasses.replace(layer, data=layer.data.assign(legend="lost"))

    with pytest.raises(InputError, match=r"layer 'events'.*'lost'.*the layer has: strikes-exact-dot"):
        to_folium([broken], Page(), basemap=skies.GROUND)


def test_a_missing_runtime_is_an_error_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "COMPILED", tmp_path)

    with pytest.raises(InstallError, match=r"majal\.js.*python -m outputs\.web\.bundle"):
        to_folium([], Page(), basemap=skies.GROUND)


def test_the_format_writes_one_file_with_the_compiled_basemap(tmp_path: Path) -> None:
    told = skies.dossier()
    path = tmp_path / "map.html"

    formats()["html"].write(skies.layers(told), path, skies.page(told))

    assert [one.name for one in tmp_path.iterdir()] == ["map.html"]
    text = path.read_text(encoding="utf-8")
    assert 'id="majal-basemap"' in text
    assert len(text) < 1_500_000
