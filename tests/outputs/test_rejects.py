"""What could not be used: the file of rejects, and what --strict makes of it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from layers.events import Fault
from layers.sources import Input
from outputs.rejects import COLUMNS, write_rejects

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

DIRTY = """\
id,title,date,latitude,longitude,precision
1,A strike,2015-11-03,33.5102,36.2913,near
2,"On two
lines",03/04/2015,33.5102,36.2913,near
=2+3,too few
1,Again,2015-11-03,33.5102,36.2913,near
"""
SOUND = DIRTY[: DIRTY.index("\n2,") + 1]
COMMANDS = {
    "map": ["map", "in.csv", "-o", "out.html"],
    "export": ["export", "in.csv", "-o", "out.csv"],
    "layer": ["layer", "zones", "in.csv", "--radius", "5km", "-o", "out.geojson"],
    "build": ["build", "recipe.toml", "-o", "out"],
}
RECIPE = """\
[[source]]
path = "in.csv"

[[layer]]
kind = "events"

[[output]]
format = "geojson"
path = "o.geojson"
"""


@pytest.fixture(autouse=True)
def _dirty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text(DIRTY)
    (tmp_path / "recipe.toml").write_text(RECIPE)


def rejects(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("command", [*COMMANDS.values(), ["check", "in.csv"]], ids=[*COMMANDS, "check"])
def test_every_fault_is_written_with_its_row(here: Majal, tmp_path: Path, command: list[str]) -> None:
    done = here(*command, "--rejects", "r.csv")

    assert done.returncode == (3 if command[0] == "check" else 0), done.stderr
    found = rejects(tmp_path / "r.csv")
    assert tuple(found[0]) == COLUMNS
    assert [(row["file"], row["row"], row["column"], row["left_out"], row["raw"]) for row in found] == [
        ("in.csv", "3", "date", "no", '2,"On two\nlines",03/04/2015,33.5102,36.2913,near'),
        ("in.csv", "5", "", "yes", "'=2+3,too few"),
        ("in.csv", "6", "id", "yes", "1,Again,2015-11-03,33.5102,36.2913,near"),
    ]
    assert "--dates dmy or mdy, or date_order in a mapping" in found[0]["expected"]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_strict_writes_nothing_where_there_is_any_fault(
    here: Majal, one_line: OneLine, tmp_path: Path, command: list[str]
) -> None:
    done = here(*command, "--strict", "-q")

    one_line(done, "in.csv, row 3, column date: day and month could be either way round")
    assert "(and 2 more: see majal check)" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "in.csv", tmp_path / "recipe.toml"]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_sound_file_passes_and_has_no_rejects(here: Majal, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "in.csv").write_text(SOUND)

    assert here(*command, "--strict", "--rejects", "r.csv").returncode == 0
    assert (tmp_path / "r.csv").read_bytes() == b"file,row,column,message,expected,got,left_out,raw\r\n"


def test_a_build_that_is_up_to_date_still_tells_its_faults(here: Majal, one_line: OneLine, tmp_path: Path) -> None:
    built = COMMANDS["build"]
    assert here(*built).returncode == 0

    again = here(*built, "--rejects", "r.csv")
    assert (again.returncode, len(rejects(tmp_path / "r.csv"))) == (0, 3)
    assert "0 written, 1 unchanged" in again.stderr
    one_line(here(*built, "--strict"), "either way round")
    one_line(here(*built, "--public", "--strict"), "either way round")


def test_strict_leaves_the_rejects_that_were_asked_for(here: Majal, tmp_path: Path) -> None:
    assert here(*COMMANDS["export"], "--strict", "--rejects", "r.csv").returncode == 1
    assert len(rejects(tmp_path / "r.csv")) == 3
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("out.csv", "is also the output"),
        ("in.csv", "is also the input"),
        ("recipe.toml", "is there already"),
        ("missing/r.csv", "is not there"),
    ],
)
def test_rejects_replace_nothing(here: Majal, one_line: OneLine, tmp_path: Path, path: str, said: str) -> None:
    one_line(here(*COMMANDS["export"], "--rejects", path), said)
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "recipe.toml"}


def test_rejects_to_standard_output_with_a_mark_for_excel(here: Majal) -> None:
    done = here(*COMMANDS["export"], "--rejects", "-", "--bom")

    assert done.stdout.startswith("\ufefffile,row,")
    assert done.returncode == 0


def test_faults_of_several_files_name_each(here: Majal, tmp_path: Path) -> None:
    record = {
        "id": "7",
        "title": "A strike",
        "date": "03/04/2015",
        "precision": "near",
        "latitude": 1.23,
        "longitude": 4.56,
    }
    (tmp_path / "b.json").write_text(json.dumps([record, "no record"]))

    assert here("export", "in.csv", "b.json", "-o", "out.csv", "--rejects", "r.csv").returncode == 0
    found = [row for row in rejects(tmp_path / "r.csv") if row["file"] == "b.json"]
    assert [(row["row"], row["left_out"], json.loads(row["raw"])) for row in found] == [
        ("1", "no", record),
        ("2", "yes", "no record"),
    ]


def test_a_name_that_is_no_text_is_written(tmp_path: Path) -> None:
    name = b"\xff.csv".decode("utf-8", "surrogateescape")
    given = Input(name, DIRTY.encode())

    write_rejects([Fault(name, "wrong", 2)], tmp_path / "r.csv", [(given, "")])

    assert rejects(tmp_path / "r.csv")[0]["raw"] == "1,A strike,2015-11-03,33.5102,36.2913,near"


def test_check_prints_whether_a_row_is_left_out(here: Majal) -> None:
    assert [fault["rejected"] for fault in json.loads(here("check", "in.csv", "--json").stdout)] == [False, True, True]
