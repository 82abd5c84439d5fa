"""Words that would be code elsewhere, from a table through the command to the page: shown, and never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page as Tab

    Majal = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.browser

WORDS = (
    ("{{7*7}} {% set x = 1 %}50 {% of a{# gone #}b", "{{7*7}} {% set x = 1 %}50 {% of a{# gone #}b"),
    ("</script><script>window.ran=1</script><img src=x onerror=window.ran=1>${alert(1)}`", None),
    ("safe\u202eevil\u2066x\u2069\u200b end", "safeevilx end"),
    ("e\u0301 👨\u200d👩\u200d👧 غارة", None),
)


@pytest.mark.parametrize(("words", "seen"), WORDS)
def test_words_of_a_table_are_shown_and_never_run(
    here: Majal, open_page: Callable[..., Tab], tmp_path: Path, words: str, seen: str | None
) -> None:
    header = "id,title,date,latitude,longitude,precision,details,quote,speaker,url"
    cells = f'1,"{words}",2015-11-03,33.5102,36.2913,near,"{words}","{words}","{words}",javascript:window.ran=1'
    (tmp_path / "in.csv").write_text(f"{header}\n{cells}\n")
    assert here("map", tmp_path / "in.csv", "-o", tmp_path / "m.html", "--title", words).returncode == 0

    tab = open_page((tmp_path / "m.html").read_text())
    tab.locator(".searching button[aria-expanded]").click()
    tab.locator(".results .choice").first.click()

    assert tab.locator(".popup h2").inner_text() == (seen or words)
    assert tab.locator("h1").inner_text() == (seen or words)
    assert tab.locator("a[href^='javascript']").count() == 0
    assert tab.evaluate("() => document.querySelectorAll('img, script[src], [onerror]').length") == 0
    assert tab.evaluate("() => window.ran") is None
