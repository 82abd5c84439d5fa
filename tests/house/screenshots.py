"""Take the pictures of the README from the demo's map: ``python tests/house/screenshots.py``. Run by ``make docs``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import chromium  # noqa: E402 - found beside this folder

from outputs.build import build  # noqa: E402 - after the path is set

PICTURES = ROOT / "docs" / "pictures"
SHOTS = (("demo-light", 1280, 800, "light", ""), ("demo-phone-ar-dark", 390, 844, "dark", "ar"))


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build(ROOT / "outputs" / "demo" / "majal.toml", Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"])
        for name, width, height, scheme, language in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto(Path(folder, "map.html").as_uri())
            page.wait_for_timeout(800)
            if language:
                page.get_by_text("ع", exact=True).click()
                page.wait_for_timeout(500)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
