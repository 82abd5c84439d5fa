"""The docs that are written from the code say what the code says."""

from __future__ import annotations

import pytest
from house.pages import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_the_code_says(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8") if (DOCS / name).exists() else ""

    assert written == PAGES[name](), "write it anew: make docs"
