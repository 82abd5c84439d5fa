"""A real Chromium without a network, and pages in it that may ask for nothing but their own file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import chromium
import pytest
import skies

from outputs.leaflet import to_folium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

    from layers.layer import Layer
    from outputs.page import Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests; without one they are skipped, and in CI that fails."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - half a second that other tests need not wait for

    path = chromium.find()
    if not path:
        pytest.skip("no Chromium: install one, or name one in MAJAL_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """Open a page. Afterwards nothing else may have been asked for, and nothing gone wrong."""
    asked: list[str] = []
    wrong: list[str] = []
    contexts = []

    def dismiss(dialog: object) -> None:
        if dialog.type == "beforeunload":  # the browser's own question before a page with unsaved work is left
            dialog.accept()
            return
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def opened(text: str, *, width: int = 1280, height: int = 800, **settings: object) -> Tab:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(text, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **settings)
        contexts.append(context)
        tab = context.new_page()
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", dismiss)
        tab.goto(path.as_uri())
        tab.wait_for_selector("html[data-ready]", state="attached")
        return tab

    yield opened
    pages = [f"page{number}.html" for number in range(len(contexts))]
    for context in contexts:
        context.close()
    # A file that is saved is fetched from the page's own memory.
    assert sorted({url.rsplit("/", 1)[-1] for url in asked if not url.startswith("blob:")}) == sorted(pages)
    assert wrong == []


@pytest.fixture
def show(open_page: Callable[..., Tab]) -> Callable[..., Tab]:
    """Open layers as a map."""

    def opened(layers: Sequence[Layer], page: Page, **settings: object) -> Tab:
        return open_page(to_folium(layers, page, basemap=skies.GROUND).get_root().render(), **settings)

    return opened
