"""majal merge as people run it: what it writes, what it says, and that no order of files shows."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest

from layers.sources import Input, read
from outputs.export import event_layer
from outputs.formats import formats
from outputs.make import page_of
from outputs.merging import merge_inputs
from outputs.write import write

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

HEADER = "id,title,kind,date,latitude,longitude,precision,actors,counts,speaker\n"
FILES = {
    "monitor": [
        "1,Strike on the market,air_strike,2015-11-03,35.95,39.01,settlement,Russia,,The monitor",
        '2,=cmd(),air_strike,2015-11-05,33.57,36.40,settlement,Russia,"[{""what"": ""killed"", ""min"": 3}]",Monitor',
        "3,Shelling of the road,shelling,2015-11-07,36.20,37.15,village,,,The monitor",
    ],
    "ministry": [
        "1,Raid near Raqqa,air_strike,2015-11-03,35.96,39.03,near,Russian Air Force,,The ministry",
        "2,Strike on the depot,air_strike,2015-11-05,33.58,36.41,settlement,Turkey,,The ministry",
    ],
    "agency": ["1,غارة على السوق,air_strike,2015-11-03,35.95,39.01,settlement,روسيا,,الوكالة"],
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{name}.csv" for name in FILES]
    for path, rows in zip(paths, FILES.values(), strict=True):
        path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return paths


def test_one_event_of_three_files_and_one_contested(here: Majal, files: list[Path], tmp_path: Path) -> None:
    out, reasons = tmp_path / "merged.parquet", tmp_path / "reasons.csv"

    done = here("merge", *files, "-o", out, "--reasons", reasons)
    events = gpd.read_parquet(out)
    listed = list(csv.DictReader(io.StringIO(reasons.read_text("utf-8"))))

    assert done.returncode == 0, done.stderr
    assert len(events) == 4
    assert sorted(len(json.loads(made)) for made in events["merged_from"]) == [0, 0, 0, 3]
    assert sorted(row["verdict"] for row in listed) == ["contested", "joined", "joined"]
    assert "one names Russia, the other Turkey" in _contested(listed) or "one names Turkey" in _contested(listed)
    assert "2 pairs joined" in done.stderr
    assert "1 pair not joined: they name different actors" in done.stderr
    assert f"{out}: 4 events" in done.stderr
    titles = [row[name] for row in listed for name in ("title_a", "title_b")]
    assert not any(title.startswith("=") for title in titles), "a spreadsheet would run it"
    assert any("=cmd" in title for title in titles)


def _contested(listed: Sequence[dict[str, str]]) -> str:
    return next(row["reason"] for row in listed if row["verdict"] == "contested")


def test_no_order_of_files_shows_in_the_bytes(here: Majal, files: list[Path], tmp_path: Path) -> None:
    written = set()
    for number, order in enumerate(itertools.permutations(files)):
        out, reasons = tmp_path / f"{number}.parquet", tmp_path / f"{number}.json"
        assert here("merge", *order, "-o", out, "--reasons", reasons).returncode == 0
        written.add((out.read_bytes(), reasons.read_bytes()))

    assert len(written) == 1
    assert {row["verdict"] for row in json.loads(written.pop()[1])} == {"joined", "contested"}


@pytest.mark.parametrize("name", ["geoparquet", "geojson", "csv", "geopackage", "geojsonseq"])
def test_merging_what_was_merged_changes_nothing(files: list[Path], tmp_path: Path, name: str) -> None:
    inputs = [Input(path.name, path.read_bytes()) for path in files]
    once = merge_inputs(inputs).dossier
    path = tmp_path / f"merged{formats()[name].suffixes[0]}"
    write([event_layer(once)], path, page_of(once), format=name)

    found = merge_inputs([Input(path.name, path.read_bytes()), *inputs])

    assert found.copies == 6
    assert _plain(found.dossier) == _plain(once)


def _plain(dossier: object) -> tuple[list[object], list[object]]:
    """Events and claims as records, without what formats round or name anew."""
    events = dossier.events.drop(columns=["geometry", "footprint"]).assign(lon=dossier.events.geometry.x.round(6))
    claims = dossier.claims[["subject", "speaker", "stance", "report", "source"]]
    return events.astype(str).to_dict("records"), claims.astype(str).to_dict("records")


def test_a_decision_joins_what_is_contested(here: Majal, files: list[Path], tmp_path: Path) -> None:
    decisions, out = tmp_path / "decisions.toml", tmp_path / "merged.geojson"
    reasons = tmp_path / "reasons.json"
    here("merge", *files, "-o", out, "--reasons", reasons)
    contested = next(row for row in json.loads(reasons.read_text("utf-8")) if row["verdict"] == "contested")
    decisions.write_text(
        f'[[merge]]\nevents = ["{contested["a"]}", "{contested["b"]}"]\ndecide = "same"\nwhy = "one crater"\n', "utf-8"
    )

    done = here("merge", *files, "-o", out, "--decisions", decisions, "--overwrite")
    merged = read(Input("merged.geojson", out.read_bytes())).events

    assert "1 pair joined by decision" in done.stderr
    assert len(merged) == 3
    assert "joined by decision: one crater" in " ".join(merged["why"])


def test_what_is_wrong_is_told_in_one_line(here: Majal, one_line: OneLine, files: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "merged.parquet"

    one_line(here("merge", *files, "-o", out, "--window", "25"), "such as 5.5km")
    one_line(here("merge", *files, "-o", out, "--window", "1km", "--base", "5km"), "expected at most as much")
    one_line(here("merge", *files, "-o", out, "--reasons", tmp_path / "reasons.txt"), "expected .csv or .json")
    assert not out.exists(), "nothing is written where something is wrong"


def test_the_window_bounds_what_is_joined(here: Majal, files: list[Path], tmp_path: Path) -> None:
    done = here("merge", *files[:2], "-o", tmp_path / "merged.csv", "--window", "1km")

    assert "joined" not in done.stderr
    assert "merged.csv: 5 events" in done.stderr


def test_lists_of_a_ministry_are_merged_by_a_mapping(here: Majal, one_line: OneLine, tmp_path: Path) -> None:
    lists, mapping, out = [tmp_path / "north.csv", tmp_path / "south.csv"], tmp_path / "m.toml", tmp_path / "merged.csv"
    for path, place in zip(lists, ("35.95,39.01", "35.96,39.02"), strict=True):
        path.write_text(f"الحدث,يوم الحدث,ع,ط\nغارة على السوق,03/04/2015,{place}\n", encoding="utf-8")
    mapping.write_text(
        '[columns]\ntitle = "الحدث"\ndate = "يوم الحدث"\nlatitude = "ع"\nlongitude = "ط"\n'
        'precision = { always = "settlement" }\nkind = { always = "air_strike" }\n',
        encoding="utf-8",
    )

    done = here("merge", *lists, "-o", out, "--mapping", mapping, "--dates", "dmy")
    joined = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))

    assert done.returncode == 0, done.stderr
    assert [(row["start"][:10], row["title"]) for row in joined] == [("2015-04-03", "غارة على السوق")]
    assert "1 pair joined" in done.stderr
    one_line(here("merge", *lists, "-o", out, "--mapping", tmp_path / "none.toml", "--overwrite"), "no such file")


def test_reasons_and_output_cannot_be_one_file(
    here: Majal, one_line: OneLine, files: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "m.csv"

    one_line(here("merge", *files, "-o", out, "--reasons", out, "--overwrite"), "is also the output")
    assert not out.exists()


@pytest.mark.parametrize("taken", ["m.geojson", "why.csv"])
def test_nothing_is_written_where_either_file_is_there(
    here: Majal, one_line: OneLine, files: list[Path], tmp_path: Path, taken: str
) -> None:
    (tmp_path / taken).write_text("before")

    done = here("merge", *files, "-o", tmp_path / "m.geojson", "--reasons", tmp_path / "why.csv")

    one_line(done, "is there already")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([taken, *(path.name for path in files)])


def test_a_map_is_refused_before_anything_is_read(here: Majal, one_line: OneLine, tmp_path: Path) -> None:
    one_line(here("merge", tmp_path / "none.csv", "-o", tmp_path / "m.html"), "merge writes data")


def test_the_same_file_twice_is_told_and_kept_once(here: Majal, files: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(files[0].read_bytes())

    done = here("merge", files[0], copy, "-o", tmp_path / "m.geojson")

    assert "3 events found in two files, kept once" in done.stderr
    assert done.stderr.endswith(": 3 events\n")


def test_one_file_read_in_two_ways_gives_the_same_in_any_order() -> None:
    data = b"id,title,date,latitude,longitude,precision\n1,Raid,03/04/2015,34.926,36.732,village\n"
    ways = [Input("t.csv", data, date_order=order) for order in ("dmy", "mdy")]

    found = [merge_inputs(order).dossier.events["start"].tolist() for order in (ways, ways[::-1])]

    assert found[0] == found[1]
