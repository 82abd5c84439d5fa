"""The page's own TypeScript keeps its promises: text goes in as text, nothing is evaluated, nothing is fetched."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from outputs.web.bundle import COMPILED, PAGES

WEB = Path(__file__).parents[3] / "outputs" / "web"
SOURCES = sorted((WEB / "src").rglob("*.ts"))
NAMES = [path.relative_to(WEB / "src").as_posix() for path in SOURCES]
FORBIDDEN = (
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "document.write",
    "eval(",
    "new Function",
    "createContextualFragment",
    "fetch(",
    "XMLHttpRequest",
    "WebSocket",
    "sendBeacon",
    "localStorage",
    "bindPopup",
    "bindTooltip",
    "L.tileLayer",
)


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_source_has_no_way_to_run_or_fetch_anything(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [word for word in FORBIDDEN if word in text] == []
    assert re.findall(r"setAttribute\(\"on", text) == []


@pytest.mark.parametrize("path", SOURCES, ids=NAMES)
def test_source_says_what_it_holds(path: Path) -> None:
    assert re.match(r"/\*\* [A-Z].+", path.read_text(encoding="utf-8"))


def test_types_are_strict() -> None:
    settings = json.loads((WEB / "tsconfig.json").read_text(encoding="utf-8"))["compilerOptions"]

    assert settings["strict"] is True
    assert settings["noUncheckedIndexedAccess"] is True
    loose = [path.name for path in SOURCES if re.search(r":\s*any\b|\bas any\b|@ts-", path.read_text(encoding="utf-8"))]
    assert loose == []


def test_the_bundle_brings_the_licence_of_what_it_holds() -> None:
    notice = (COMPILED / "NOTICE.txt").read_text(encoding="utf-8")

    assert "leaflet 1.9.4 (BSD-2-Clause)" in notice
    assert "Redistribution and use in source and binary forms" in notice


@pytest.mark.parametrize("name", PAGES)
def test_the_bundle_names_no_address_to_load_from(name: str) -> None:
    code = (COMPILED / f"{name}.js").read_text(encoding="utf-8")
    looks = (COMPILED / f"{name}.css").read_text(encoding="utf-8")

    # Leaflet names its own site for its attribution and the SVG namespace; neither is ever loaded.
    addresses = set(re.findall(r"https?://[\w./-]+", code))
    assert addresses <= {"https://leafletjs.com", "http://www.w3.org/2000/svg"}
    assert re.findall(r"url\((?!\)|#)", looks) == []
