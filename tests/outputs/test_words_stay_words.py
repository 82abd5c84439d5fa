"""Text of a file is text in every export: no markup, template, formula or address comes of it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from sound import HEADER

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

WORDS = {
    46: "{{7*7}} {% set x = 1 %}50 {% of a{# gone #}b",
    47: "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>${1+1}`",
    49: "safe\u202eevil\u2066x\u2069\u200b e\u0301 👨\u200d👩\u200d👧 end",
}


@pytest.mark.parametrize("number", [*WORDS, 48])
@pytest.mark.parametrize("ending", ["geojson", "csv", "gpkg"])
def test_words_stay_words_in_every_export(here: Majal, tmp_path: Path, number: int, ending: str) -> None:
    """Items 46 to 49; what the page makes of them stands in web/test_bad_inputs_browser.py."""
    words, url = WORDS.get(number, "A strike"), "javascript:alert(1)" if number == 48 else "https://example.org/1"
    (tmp_path / "in.csv").write_text(f'{HEADER.strip()},url\n1,"{words}",2015-11-03,33.5102,36.2913,near,{url}\n')

    done = here("export", tmp_path / "in.csv", "-o", tmp_path / f"once.{ending}")
    again = here("export", tmp_path / f"once.{ending}", "-o", tmp_path / "twice.geojson", "-v")

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    told = json.loads((tmp_path / "twice.geojson").read_bytes())["features"][0]["properties"]
    assert told["title"] == words
    assert told["url"] == ("" if number == 48 else url)
    assert ("not used" in done.stderr) == (number == 48)


def test_title_of_a_megabyte(here: Majal, tmp_path: Path) -> None:
    """Item 49."""
    (tmp_path / "in.csv").write_text(f"{HEADER}1,{'x' * 1_000_000},2015-11-03,33.5102,36.2913,near\n")

    for name in ("out.geojson", "out.csv"):
        assert here("export", tmp_path / "in.csv", "-o", tmp_path / name).returncode == 0
        assert "x" * 1_000_000 in (tmp_path / name).read_text()
    assert here("map", tmp_path / "in.csv", "-o", tmp_path / "out.html").returncode == 0


@pytest.mark.parametrize("ending", ["csv", "geojson"])
def test_no_cell_runs_as_a_formula(here: Majal, tmp_path: Path, ending: str) -> None:
    """Every column of texts is guarded in CSV; numbers stay numbers, also those below zero; all is read back."""
    header = "id,title,date,latitude,longitude,precision,place_name,actors,details,quote,speaker,source,when_text"
    bad = "=1+1"
    cells = f"{bad},{bad},2015-11-03,-33.5102,-36.2913,near,@x,+x,-x,{bad},{bad},{bad},{bad}"
    (tmp_path / "in.csv").write_text(f"{header}\n{cells}\n")

    assert here("export", tmp_path / "in.csv", "-o", tmp_path / "safe.csv").returncode == 0
    assert here("export", tmp_path / "safe.csv", "-o", tmp_path / f"back.{ending}").returncode == 0

    with (tmp_path / "safe.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert {name for name, cell in row.items() if cell[:1] in set("=+-@\t\r")} == {"lon", "lat"}
    assert (float(row["lon"]), float(row["lat"])) == (-36.2913, -33.5102)
    assert (row["id"], row["details"], json.loads(row["claims"])[0]["quote"]) == ("'=1+1", "'-x", bad)
    if ending == "geojson":
        told = json.loads((tmp_path / "back.geojson").read_bytes())["features"][0]["properties"]
        assert (told["id"], told["details"], told["claims"][0]["quote"]) == (bad, "-x", bad)
