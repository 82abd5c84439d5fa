"""majal gazetteer, and that every other command knows what was added."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.gazetteer.adding import KINDS
from outputs.cli.gazetteer import AddKind

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

TABLE = "name,name_ar,lon,lat,country,feature\nZarbatiya,زربطية الغربية,38.5,35.5,SY,city\n"
REPORT = "On Tuesday, 3 November 2015, Russian warplanes struck the village of Zarbatiya, killing three people.\n"
REPORT_AR = "قصفت طائرات حربية روسية يوم الثلاثاء 3 نوفمبر 2015 بلدة زربطية الغربية، ما أدى إلى مقتل ثلاثة أشخاص.\n"
RECIPE = """\
title = "A map"
[[source]]
path = "report.txt"
published = 2015-11-04
[[layer]]
kind = "uncertainty"
[[output]]
format = "csv"
path = "events.csv"
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own" / "mine.sqlite"
    monkeypatch.setenv("MAJAL_GAZETTEER", str(path))
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_an_added_place_is_geocoded_at_once(here: Run, mine: Path) -> None:
    assert "no place of this name is known" in here("geocode", "Zarbatiya").stdout

    done = here("gazetteer", "add", mine)

    assert (done.returncode, done.stdout) == (0, "")
    assert "places; 1 row read, 0 not wanted; 1 place and 2 names added" in done.stderr
    for name in ("Zarbatiya", "زربطية الغربية"):
        (found,) = json.loads(here("geocode", name, "--json").stdout)
        assert [(one["lon"], one["lat"]) for one in found["candidates"]] == [(38.5, 35.5)]


@pytest.mark.parametrize("text", [REPORT, REPORT_AR])
def test_an_added_place_is_read_in_a_report_at_once(here: Run, mine: Path, tmp_path: Path, text: str) -> None:
    report = tmp_path / "report.txt"
    report.write_text(text, encoding="utf-8")

    def placed() -> list[tuple[float, float]]:
        told = json.loads(here("read", report, "--published", "2015-11-04", "--json").stdout)
        return [(event["lon"], event["lat"]) for event in told["events"] if event["kind"] == "air_strike"]

    assert (38.5, 35.5) not in placed()
    here("gazetteer", "add", mine)
    assert placed() == [(38.5, 35.5)]
    here("gazetteer", "remove", "mine.csv")
    assert (38.5, 35.5) not in placed()


def test_a_build_is_repeated_when_the_gazetteer_changed_and_the_manifest_names_it(
    here: Run, mine: Path, tmp_path: Path, own: Path
) -> None:
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    recipe, out = tmp_path / "majal.toml", tmp_path / "out"
    recipe.write_text(RECIPE, encoding="utf-8")

    def build() -> str:
        return here("build", recipe, "-o", out).stderr

    def inputs() -> dict[str, str]:
        return {one["path"]: one["sha256"] for one in json.loads((out / "manifest.json").read_text())["inputs"]}

    assert "1 written" in build()
    assert set(inputs()) == {"report.txt"}
    assert "Zarbatiya" not in (out / "events.csv").read_text()
    here("gazetteer", "add", mine)
    assert "1 written" in build()
    assert inputs()["the user's gazetteer"] == json.loads(here("gazetteer", "info", "--json").stdout)["own"]["sha256"]
    assert str(own) not in (out / "manifest.json").read_text()
    assert "Zarbatiya" in (out / "events.csv").read_text()
    assert "1 unchanged" in build()
    here("gazetteer", "add", mine)
    assert "1 unchanged" in build()
    here("gazetteer", "remove", "1")
    assert "1 written" in build()
    assert set(inputs()) == {"report.txt"}


def test_info_tells_both_gazetteers(here: Run, mine: Path, own: Path) -> None:
    told = here("gazetteer", "info").stdout
    assert f"nothing yet; it would be {own}" in told
    assert "CC BY 4.0" in told
    here("gazetteer", "add", mine, "--licence", "CC0")
    told = here("gazetteer", "info").stdout
    assert "1  mine.csv (places): 1 place, 2 names, 0 faults; CC0; sha256:" in told
    assert str(own) in told
    both = json.loads(here("gazetteer", "info", "--json").stdout)
    assert both["shipped"]["places"] > 200_000
    assert both["own"]["sources"][0]["licence"] == "CC0"


def test_faults_are_counted_and_listed_with_v(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("name,lat,lon\nZarb,95,38\nZarbatub,35,38\n", encoding="utf-8")
    quiet = here("gazetteer", "add", path)
    assert "1 row with a fault, not used; see -v" in quiet.stderr
    assert "row 2" not in quiet.stderr
    here("gazetteer", "remove", "t.csv")
    told = here("-v", "gazetteer", "add", path)
    assert "t.csv, row 2, column lat: latitude out of range" in told.stderr
    assert told.returncode == 0


def test_what_cannot_be_added_is_one_line(
    here: Run, tmp_path: Path, one_line: Callable[[subprocess.CompletedProcess[str], str], None]
) -> None:
    path = tmp_path / "t.txt"
    path.write_text("nothing of the kind\n", encoding="utf-8")
    one_line(here("gazetteer", "add", path), "expected")
    one_line(here("gazetteer", "add", tmp_path / "missing.txt"), "there is no such file")
    one_line(here("gazetteer", "remove", "missing.txt"), "no source of your gazetteer")
    assert here("gazetteer", "add", path, "--kind", "shapefile").returncode == 2


def test_a_broken_gazetteer_is_one_line_in_every_command(
    here: Run, own: Path, one_line: Callable[[subprocess.CompletedProcess[str], str], None]
) -> None:
    own.parent.mkdir()
    own.write_text("not a database, though long enough to look like one")
    one_line(here("geocode", "Homs"), "no gazetteer of majal")
    one_line(here("gazetteer", "info"), "no gazetteer of majal")
    one_line(here("gazetteer", "remove", "x"), "no gazetteer of majal")


def test_the_kinds_of_the_command_are_those_of_the_library() -> None:
    assert [str(kind) for kind in AddKind] == list(KINDS)
