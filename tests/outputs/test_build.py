"""A build writes what its recipe names, only what changed, and the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from geo.errors import FileError, MajalError, OutputError, SettingError
from outputs.build import build
from outputs.manifest import MANIFEST
from outputs.palette import THEMES
from outputs.recipe import check_recipe, read_recipe

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = """\
title = { en = "Seven events", ar = "سبعة أحداث" }
languages = ["ar", "en"]
public = false

[[source]]
path = "t.csv"

[[layer]]
kind = "uncertainty"

[[layer]]
kind = "zones"
name = "rings"
from = "events"
radius = ["5.5km", "20km"]

[[output]]
format = "geojson"
path = "all.geojson"

[[output]]
format = "csv"
path = "data/rings.csv"
layers = ["rings"]
decimals = 9
"""


@pytest.fixture
def recipe(table: Path) -> Path:
    path = table.parent / "majal.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_build_writes_every_output_and_a_manifest_of_them(recipe: Path, tmp_path: Path) -> None:
    told: list[str] = []
    out = tmp_path / "out"

    result = build(recipe, out, progress=told.append)

    assert sorted(digests(out)) == ["all.geojson", "data/rings.csv", MANIFEST]
    assert [path.name for path in result.written] == ["all.geojson", "rings.csv"]
    assert "writing all.geojson" in told
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert {entry["path"]: entry["sha256"] for entry in manifest["outputs"]} == {
        name: f"sha256:{digest}" for name, digest in digests(out).items() if name != MANIFEST
    }
    table = (recipe.parent / "t.csv").read_bytes()
    assert manifest["inputs"] == [
        {"path": "t.csv", "sha256": f"sha256:{hashlib.sha256(table).hexdigest()}", "size": len(table), "key": ""}
    ]
    assert str(tmp_path) not in (out / MANIFEST).read_text(encoding="utf-8")


def test_outputs_hold_the_layers_and_the_title_of_the_recipe(recipe: Path, tmp_path: Path) -> None:
    build(recipe, tmp_path / "out")

    found = json.loads((tmp_path / "out" / "all.geojson").read_bytes())
    assert found["title"] == {"en": "Seven events", "ar": "سبعة أحداث"}
    assert [layer["name"] for layer in found["layers"]] == ["uncertainty", "rings"]
    rings = [one for one in found["features"] if one["properties"]["layer"] == "rings"]
    assert len(rings) == 2 * 5  # of seven events one has no place and one no known extent


def test_two_builds_give_the_same_bytes(recipe: Path, tmp_path: Path) -> None:
    build(recipe, tmp_path / "a")
    build(recipe, tmp_path / "b")

    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_second_build_writes_nothing(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(recipe, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if path.name != MANIFEST}
    told: list[str] = []

    result = build(recipe, out, progress=told.append)

    assert result.written == ()
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert told == ["unchanged all.geojson", "unchanged data/rings.csv"]


@pytest.mark.parametrize(
    ("old", "new", "written"),
    [
        ("20km", "30km", ["all.geojson", "rings.csv"]),
        ("decimals = 9", "decimals = 8", ["rings.csv"]),
        ("Seven", "Some", ["all.geojson", "rings.csv"]),
        ('kind = "uncertainty"', 'kind = "events"', ["all.geojson"]),
    ],
)
def test_only_what_changed_is_written_again(
    recipe: Path, tmp_path: Path, old: str, new: str, written: list[str]
) -> None:
    out = tmp_path / "out"
    build(recipe, out)
    recipe.write_text(RECIPE.replace(old, new), encoding="utf-8")

    assert [path.name for path in build(recipe, out).written] == written


def test_changed_source_and_damaged_output_are_built_again(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(recipe, out)
    before = digests(out)
    (out / "all.geojson").unlink()

    assert [path.name for path in build(recipe, out).written] == ["all.geojson"]
    assert digests(out) == before
    source = recipe.parent / "t.csv"
    source.write_text(source.read_text(encoding="utf-8") + "z,More,2015-11-09,36,37,exact,,,,,,\n", encoding="utf-8")
    assert len(build(recipe, out).written) == 2


def test_file_that_somebody_changed_is_kept_unless_asked(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(recipe, out)
    (out / "all.geojson").write_text("mine")

    with pytest.raises(OutputError, match="--overwrite"):
        build(recipe, out)
    assert (out / "all.geojson").read_text() == "mine"
    assert [path.name for path in build(recipe, out, overwrite=True).written] == ["all.geojson"]


def test_build_that_stops_half_way_goes_on_where_it_was(recipe: Path, tmp_path: Path) -> None:
    def stop(line: str) -> None:
        if line == "writing data/rings.csv":
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        build(recipe, out, progress=stop)
    assert sorted(digests(out)) == ["all.geojson", MANIFEST]

    assert [path.name for path in build(recipe, out).written] == ["rings.csv"]


def test_output_never_leaves_its_folder_through_a_link(recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (out / "data").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError, match="leads out of the output folder"):
        build(recipe, out)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("format_", "said"), [("gpkg", "layer 'density' is a grid"), ("tif", "holds one grid; got 3 layers")]
)
def test_output_that_cannot_hold_its_layers_is_named_before_any_is_written(
    recipe: Path, tmp_path: Path, format_: str, said: str
) -> None:
    name = {"gpkg": "geopackage", "tif": "cog"}[format_]
    text = RECIPE.replace('format = "geojson"\npath = "all.geojson"', 'format = "html"\npath = "map.html"')
    grid = '[[layer]]\nkind = "density"\ncell = "50km"\n\n[[output]]\n'
    last = f'\n[[output]]\nformat = "{name}"\npath = "last.{format_}"\n'
    recipe.write_text(text.replace("[[output]]\n", grid, 1) + last, encoding="utf-8")

    with pytest.raises(OutputError, match=rf"majal\.toml, output last\.{format_}: .*{said}.*layers = "):
        build(recipe, tmp_path / "out")
    assert digests(tmp_path / "out") == {}


def test_missing_source_is_named(recipe: Path, tmp_path: Path) -> None:
    (recipe.parent / "t.csv").unlink()

    with pytest.raises(FileError, match=r"t\.csv: there is no such file"):
        build(recipe, tmp_path / "out")


FAULTS = [
    ("title =", "titel =", 1, "titel", "unknown key; did you mean title?"),
    ('languages = ["ar", "en"]', 'languages = ["fr"]', 2, "languages", "unknown languages"),
    ("public = false", "public = 'exact'", 3, "public", "no public profile"),
    ('path = "t.csv"', 'path = "t.csv"\nsource = "nobody"', 7, "source", "unknown source"),
    ('path = "t.csv"', 'path = "t.csv"\npublished = "soon"', 7, "published", "no date"),
    ('path = "t.csv"', "path = 3", 6, "path", "no text"),
    ('kind = "uncertainty"', 'kind = "blobs"', 9, "kind", "unknown kind"),
    ('name = "rings"', 'nmae = "rings"', 13, "nmae", "unknown key; did you mean name?"),
    ("radius = [", "radus = [", 15, "radus", "unknown key; did you mean radius?"),
    ('radius = ["5.5km", "20km"]', "", 11, "radius", "setting missing"),
    ('name = "rings"', 'name = "uncertainty"', 13, "name", "the same name twice"),
    ('name = "rings"', 'name = "a b"', 13, "name", "no name for a layer"),
    ('path = "all.geojson"', 'path = "../all.geojson"', 19, "path", "leaves the output folder"),
    ('path = "all.geojson"', 'path = "/all.geojson"', 19, "path", "leaves the output folder"),
    ('path = "all.geojson"', 'path = "C:\\\\all.geojson"', 19, "path", "leaves the output folder"),
    ('path = "all.geojson"', 'path = "manifest.json"', 19, "path", "is the manifest's own name"),
    ('path = "all.geojson"', 'path = "data/rings.csv"', 23, "path", "the same path twice"),
    ('layers = ["rings"]', 'layers = ["ring"]', 24, "layers", "unknown layers"),
    ("decimals = 9", "decimals = 99", 25, "decimals", "no number of decimals"),
    ("decimals = 9", 'theme = "blue"', 25, "theme", "unknown theme"),
    ('format = "csv"', 'format = "doc"', 22, "format", "unknown format"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "message"), FAULTS)
def test_fault_of_a_recipe_is_told_with_its_line_and_key(old: str, new: str, line: int, key: str, message: str) -> None:
    assert old in RECIPE
    faults = check_recipe(RECIPE.replace(old, new).encode(), "r.toml")

    assert (line, key, message) in [(fault.row, fault.column, fault.message) for fault in faults]
    with pytest.raises(SettingError, match=r"^r\.toml, row"):
        read_recipe(RECIPE.replace(old, new).encode(), "r.toml")


def test_every_fault_of_a_recipe_is_told_at_once() -> None:
    text = (
        RECIPE.replace("title =", "titel =")
        .replace('kind = "zones"', 'kind = "zone"')
        .replace("decimals = 9", "decimals = -1")
    )

    assert [fault.column for fault in check_recipe(text.encode(), "r.toml")] == ["titel", "kind", "decimals"]
    with pytest.raises(SettingError, match="more: see majal check"):
        read_recipe(text.encode(), "r.toml")


def test_sound_recipe_has_no_fault() -> None:
    assert check_recipe(RECIPE.encode(), "r.toml") == []
    assert read_recipe(RECIPE.encode(), "r.toml").outputs[1].layers == ("rings",)


@pytest.mark.parametrize("text", ["title = ", "[[source]", "a = 1\na = 2", ""])
def test_broken_toml_is_told_in_one_line(text: str) -> None:
    with pytest.raises(SettingError) as told:
        read_recipe(text.encode(), "r.toml")
    assert "\n" not in str(told.value)
    assert isinstance(told.value, MajalError)


def test_the_recipe_of_these_tests_is_the_form_of_the_docs() -> None:
    assert set(tomllib.loads(RECIPE)) == {"title", "languages", "public", "source", "layer", "output"}


def test_static_map_has_the_theme_of_its_output(recipe: Path, tmp_path: Path) -> None:
    outputs = '[[output]]\nformat = "svg"\npath = "{0}.svg"\ntheme = "{0}"\n'
    recipe.write_text(RECIPE + "".join(outputs.format(theme) for theme in THEMES), encoding="utf-8")

    build(recipe, tmp_path / "out")
    for theme, colours in THEMES.items():
        assert f"fill: {colours['land']}" in (tmp_path / "out" / f"{theme}.svg").read_text(encoding="utf-8")
