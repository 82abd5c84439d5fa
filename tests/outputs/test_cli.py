"""The command as people use it: its forms, its exit codes, what it prints where, and how soon it starts."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer.main

from geo.place import PRECISION
from outputs.cli.main import app
from outputs.palette import DARK

if TYPE_CHECKING:
    from collections.abc import Callable

    Majal = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
COMMAND = typer.main.get_command(app)
SUBCOMMANDS = [
    "demo",
    "read",
    "geocode",
    "gazetteer",
    "layer",
    "build",
    "map",
    "export",
    "merge",
    "check",
    "list",
    "doctor",
]
GROUPS = {"gazetteer", "layer"}
OWN_OPTIONS = {"--install-completion", "--show-completion", "--help"}


def options_of(name: str) -> list[tuple[str, str]]:
    """Every option and argument of a subcommand, with its help; of a group those of all its commands."""
    command = COMMAND.commands[name]
    parts = [command]
    if name in GROUPS:
        parts = [command.get_command(None, kind) for kind in command.list_commands(None)]
    return [(max(one.opts, key=len), one.help or "") for part in parts for one in part.params]


def test_there_are_the_subcommands_that_were_promised() -> None:
    assert sorted(COMMAND.commands) == sorted(SUBCOMMANDS)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_command_and_every_option_has_help_and_stands_in_the_docs(name: str) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## majal {name}\n")[2].partition("\n## ")[0]

    assert section, f"docs/cli.md has no section for majal {name}"
    assert COMMAND.commands[name].help
    for option, help_ in options_of(name):
        assert help_, f"{name} {option} has no help"
        assert option in OWN_OPTIONS or f"`{option}`" in section, f"docs/cli.md does not tell of {name} {option}"


def test_docs_name_one_call_of_the_library_for_each_command() -> None:
    inner = COMMAND.commands["gazetteer"].commands
    commands = {name: COMMAND.commands[name] for name in SUBCOMMANDS if name != "gazetteer"} | inner
    for name, command in commands.items():
        assert re.search(r"(?:Calls|or shows) ((?:geo|layers|outputs)[\w.]+)", command.help), name


def test_help_starts_at_once() -> None:
    """At most 1.8 times the time of importing typer, the best of several runs of each."""

    def best(*arguments: str) -> float:
        times = []
        for _ in range(7):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=ROOT)
            times.append(time.perf_counter() - begin)
        return min(times)

    assert best("-m", "outputs.cli.main", "--help") <= 1.8 * best("-c", "import typer")


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from outputs.cli.main import main; main(['--help']); main(['read', '--help'])\n"
        "heavy = {'pandas', 'numpy', 'shapely', 'rich', 'geo', 'layers', 'folium'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stderr.strip() == "[]"


def test_version_and_wrong_usage(here: Majal) -> None:
    assert here("--help").returncode == 0
    assert here("nonsense").returncode == 2
    assert here("export", "a.csv", "--nonsense", "-o", "b.csv").returncode == 2
    assert here("layer", "nonsense", "a.csv", "-o", "b.csv").returncode == 2


def test_options_of_a_layer_come_from_its_kind(here: Majal, table: Path, tmp_path: Path) -> None:
    done = here("layer", "zones", table, "--radius", "5.5km", "--radius", "3NM", "-o", tmp_path / "z.geojson")

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    found = json.loads((tmp_path / "z.geojson").read_bytes())
    assert len(found["features"]) == 2 * 5
    assert "--radius" in here("layer", "zones", "--help").stdout
    assert here("layer", "zones", table, "-o", tmp_path / "y.geojson").returncode == 2
    assert here("layer", "zones", table, "--radus", "1km", "-o", tmp_path / "y.geojson").returncode == 2


def test_export_writes_each_format(here: Majal, table: Path, tmp_path: Path) -> None:
    for ending in ("geojson", "geojsonl", "gpkg", "csv", "parquet", "fgb", "kml", "kmz", "pmtiles", "timemap.xlsx"):
        path = tmp_path / f"o.{ending}"
        done = here("export", table, "-o", path)
        assert done.returncode == 0, done.stderr
        assert "7 events" in done.stderr
        assert path.stat().st_size > 500


def test_dash_reads_standard_input_and_writes_standard_output(majal: Majal, table: Path) -> None:
    done = majal("export", "-", "-o", "-", "--format", "geojson", input=table.read_text(encoding="utf-8"))

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["features"]) == 7


def test_read_prints_json_or_a_summary(here: Majal, tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text("Two air strikes hit a depot near Homs on Monday, the Russian defence ministry said.\n")

    done = here("read", report, "--published", "2015-11-03", "--lang", "en", "--json")
    assert done.returncode == 0, done.stderr
    reading = json.loads(done.stdout)
    assert list(reading) == ["report", "events", "links", "mentions", "unplaced"]
    assert reading["report"]["published"] == "2015-11-03"
    assert [mention["name"] for mention in reading["mentions"] if mention["role"] == "event_place"] == ["Homs"]
    assert "Homs" in here("read", report, "--published", "2015-11-03").stdout


def test_report_becomes_a_map_with_the_decisions_of_a_person(here: Majal, tmp_path: Path) -> None:
    text = "Two air strikes hit a depot near Homs on Monday, the Russian defence ministry said.\n"
    report, decisions = tmp_path / "r.txt", tmp_path / "d.toml"
    report.write_text(text)
    start = text.index("Homs")
    decisions.write_text(
        f'[[mention]]\nreport = "sha256:{hashlib.sha256(text.encode()).hexdigest()}"\n'
        f'span = [{start}, {start + 4}]\ntext = "Homs"\ndecide = "move"\nat = [36.5, 34.5]\n'
        'radius_m = 800\nprecision = "near"\nwhy = "seen on film"\nby = "t"\non = 2026-11-22\n'
    )

    done = here("export", report, "--decisions", decisions, "-o", tmp_path / "o.geojson")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "o.geojson").read_bytes())["features"]
    assert [one["geometry"]["coordinates"] for one in found] == [[36.5, 34.5]]
    assert here("map", report, "--decisions", decisions, "-o", tmp_path / "m.html").returncode == 0


def test_geocode_ranks_places_of_one_country(here: Majal) -> None:
    found = json.loads(here("geocode", "حلب", "Homs", "--country", "sy", "--json").stdout)

    assert [one["name"] for one in found] == ["حلب", "Homs"]
    first = found[0]["candidates"][0]
    assert (first["name"], first["country"], first["fuzzy"]) == ("Aleppo", "SY", False)
    assert first["why"]
    assert "Aleppo" in here("geocode", "حلب").stdout


def test_demo_prints_where_the_map_is(here: Majal, tmp_path: Path) -> None:
    done = here("demo", "-o", tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).read_text(encoding="utf-8").startswith("<!")
    assert (tmp_path / "out" / "manifest.json").exists()


def test_decimals_are_nine_where_asked(here: Majal, tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    source.write_text("id,title,date,lat,lon,precision\n1,A,2015-11-03,36.123456789,37.5,exact\n")

    for decimals, expected in ((7, 36.1234568), (9, 36.123456789)):
        done = here("export", source, "-o", "-", "--format", "geojson", "--decimals", decimals)
        assert json.loads(done.stdout)["features"][0]["geometry"]["coordinates"] == [37.5, expected]


def test_map_is_one_html_file(here: Majal, table: Path, tmp_path: Path) -> None:
    done = here("map", table, "-o", tmp_path / "m.html", "--title", "Seven", "--lang", "ar", "--radius", "5.5km")

    assert done.returncode == 0, done.stderr
    assert "Seven" in (tmp_path / "m.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".html"] == ["m.html"]


def test_map_for_print_has_the_theme_and_the_language_asked_for(here: Majal, table: Path, tmp_path: Path) -> None:
    done = here("map", table, "-o", tmp_path / "m.svg", "--title", "Seven", "--lang", "ar", "--theme", "dark")

    drawn = (tmp_path / "m.svg").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert f"fill: {DARK['land']}" in drawn
    assert "<!-- Seven -->" in drawn
    assert "غارات" in drawn


def test_map_for_print_goes_to_standard_output_by_the_name_of_its_format(majal: Majal, table: Path) -> None:
    done = majal("map", table, "-o", "-", "--format", "png", text=False, encoding=None)

    assert done.returncode == 0
    assert done.stdout.startswith(b"\x89PNG")


def test_check_tells_every_fault_and_ends_with_three(here: Majal, tmp_path: Path, table: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,title,date,lat,lon,precision\n1,A,03/04/2015,136,37,exactly\n1,B,2015-11-03,36,37,exact\n")

    done = here("check", bad)
    assert done.returncode == 3
    told = [line.removeprefix(f"{bad}, ") for line in done.stdout.splitlines()]
    assert sorted(line.partition(":")[0] for line in told) == [
        "row 2, column date",
        "row 2, column lat",
        "row 2, column precision",
        "row 3, column id",
    ]
    assert all("expected" in line and "got" in line for line in told)
    parsed = json.loads(here("check", bad, "--json").stdout)
    assert {fault["column"] for fault in parsed} == {"date", "lat", "precision", "id"}
    good = here("check", table)
    assert good.returncode == 0
    assert "no faults" in good.stderr


def test_one_fault_is_told_in_the_singular(here: Majal, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,title,date,lat,lon,precision\n1,A,2015-11-03,36,37,exactly\n")

    assert here("check", bad).stderr.endswith("1 fault\n")


def test_check_reads_recipes_too(here: Majal, tmp_path: Path) -> None:
    recipe = tmp_path / "majal.toml"
    recipe.write_text('titel = "x"\n')

    done = here("check", recipe)
    assert done.returncode == 3
    assert "row 1, column titel: unknown key; did you mean title?" in done.stdout


def test_build_and_build_again(here: Majal, table: Path) -> None:
    recipe = table.parent / "majal.toml"
    recipe.write_text(
        '[[source]]\npath = "t.csv"\n[[layer]]\nkind = "events"\n[[output]]\nformat = "geojson"\npath = "e.geojson"\n'
    )

    first = here("build", recipe, "-o", table.parent / "out")
    second = here("build", recipe, "-o", table.parent / "out")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "1 written, 0 unchanged" in first.stderr
    assert "0 written, 1 unchanged" in second.stderr


@pytest.mark.parametrize("what", ["sources", "kinds", "formats", "precision"])
def test_list_tells_name_and_description(here: Majal, what: str) -> None:
    rows = json.loads(here("list", what, "--json").stdout)

    assert all(row["name"] and row["description"] for row in rows)
    if what == "precision":
        assert [row["name"] for row in rows] == [str(name) for name in PRECISION]
    plain = here("list", what).stdout.splitlines()
    assert [line.split()[0] for line in plain] == [row["name"] for row in rows]


def test_doctor_names_an_intruder(majal: Majal, tmp_path: Path) -> None:
    intruder = tmp_path / "geo"
    intruder.mkdir()
    (intruder / "__init__.py").write_text("")
    env = dict(majal.env)
    env["PYTHONPATH"] = f"{tmp_path}:{env['PYTHONPATH']}"

    done = majal("doctor", env=env)
    assert done.returncode == 1
    assert f"geo: shadowed by {intruder}" in done.stdout
    other = majal("export", "nothing.csv", "-o", "x.csv", env=env)
    assert other.returncode == 1
    assert "shadowed by" in other.stderr
    assert "Traceback" not in other.stderr


def test_quiet_says_nothing_and_verbose_says_more(here: Majal, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("id,title,date,lat,lon,precision\n1,A,03/04/2015,36,37,exact\n")

    quiet = here("-q", "export", bad, "-o", tmp_path / "a.csv")
    verbose = here("-v", "export", bad, "-o", tmp_path / "b.csv")
    assert quiet.stderr == ""
    assert "either way round" in verbose.stderr
    assert here("export", bad, "-o", tmp_path / "c.csv", "--quiet").stderr == ""
    assert "either way round" in here("export", bad, "-v", "-o", tmp_path / "d.csv").stderr
    assert "there is no such file" in here("check", "--", "-q").stderr, "what follows -- is a file"


def test_no_colour_is_written(here: Majal, table: Path, tmp_path: Path) -> None:
    for done in (here("--help"), here("export", table, "-o", tmp_path / "o.csv"), here("nonsense")):
        assert "\x1b" not in done.stdout + done.stderr


def test_completion_offers_the_commands(majal: Majal) -> None:
    env = majal.env | {"_MAJAL_COMPLETE": "complete_bash", "COMP_WORDS": "majal ex", "COMP_CWORD": "1"}

    assert majal(env=env).stdout.split() == ["export"]
