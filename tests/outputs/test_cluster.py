"""The engine dask: the same files as the local engine, from workers that may be lost on the way."""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import dask_geopandas
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InstallError, SettingError
from layers.kinds import build as build_layer
from layers.sources import Input, read
from layers.text import Text
from outputs.build import BuildResult, build
from outputs.cluster import blocks, engine, tasks
from outputs.cluster import workers as workers_module
from outputs.cluster.gathered import gathered
from outputs.cluster.packing import pack, unpack
from outputs.cluster.runs import put, take
from outputs.manifest import MANIFEST
from outputs.page import Page
from outputs.recipe import check_recipe
from outputs.write import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from distributed import LocalCluster

    from layers.events import Dossier
    from layers.layer import Layer

# Everything here that needs workers talks to them over loopback.
network = pytest.mark.network

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 1_500
# Row -> column and what stands there: no title, two possible days, off the Earth, no such word, ids of long before.
WRONG = {101: (1, ""), 202: (2, "03/04/2015"), 303: (3, "133"), 404: (6, "roughly"), 505: (0, "e7"), 1_200: (0, "e7")}
COLUMNS = ["id", "title", "date", "latitude", "longitude", "shape", "precision", "actors", "speaker", "kind"]
RECIPE = """\
title = "Many events"

[[source]]
path = "many.csv"

[[source]]
path = "report.txt"
published = 2015-11-03

[[layer]]
kind = "events"

[[layer]]
kind = "uncertainty"
name = "where"

[[layer]]
kind = "zones"
radius = ["5.5km", "20km"]

[[layer]]
kind = "facilities"

[[layer]]
kind = "links"

[[output]]
format = "geojson"
path = "all.geojson"

[[output]]
format = "csv"
path = "all.csv"

[[output]]
format = "geoparquet"
path = "all.parquet"
"""
# A report with facilities and a coordination line beside its events.
REPORT = ROOT / "outputs" / "demo" / "report.txt"


def many(events: int) -> str:
    """A table with every sort of dirt, far apart and close together, in Arabic and English."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for n in range(events):
        row = [
            f"e{n}",
            f"Strike {n}",
            "2015-11-03",
            33 + n % 97 / 50,
            36 + n % 89 / 40,
            "",
            "village",
            "",
            "",
            "air_strike",
        ]
        row[1:2] = ["غارة على بلدة"] if n % 7 == 0 else row[1:2]
        if n % 11 == 0:
            row[1] = f'Two lines,\nand a "quote" in {n}'
        if n % 13 == 0:
            row[6:9] = ["exact", "Army A; Army B", "The ministry"]
        if n % 17 == 0:
            row[3:7] = ["", "", "POLYGON ((36 33, 37 33, 37 34, 36 34, 36 33))", "adm1"]
        if n % 19 == 0:
            row[6] = "unknown"
        faults = {
            101: (1, ""),
            202: (2, "03/04/2015"),
            303: (3, "133"),
            404: (6, "roughly"),
            505: (0, "e7"),
            1_200: (0, "e7"),
        }
        if n in faults:
            at, wrong = faults[n]
            row[at] = wrong
        writer.writerow([*row, "too", "many"] if n == 606 else row)
        if n == 1_201:
            writer.writerow(row)
    return text.getvalue()


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildResult]:
    """What the local engine makes of the recipe, and what it tells."""
    folder = tmp_path_factory.mktemp("local")
    return folder / "out", build(_written(folder), folder / "out")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return _written(tmp_path)


def _written(folder: Path) -> Path:
    (folder / "many.csv").write_text(many(EVENTS), encoding="utf-8")
    shutil.copy(REPORT, folder / "report.txt")
    path = folder / "majal.toml"
    path.write_text(RECIPE, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BLOCK_BYTES", 40_000)
    monkeypatch.setattr(engine, "PARTITION_ROWS", 700)


@pytest.fixture(scope="module")
def two_workers() -> Iterator[LocalCluster]:
    from distributed import LocalCluster  # noqa: PLC0415 - it opens sockets, so only tests that may load it

    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as two:
        yield two


def pids(two: LocalCluster) -> set[int]:
    return {worker.pid for worker in two.workers.values()}


def same_files(one: Path, other: Path) -> None:
    """Texts alike to the last byte; in GeoParquet, zones to a millionth of a millimetre."""
    for name in ("all.geojson", "all.csv"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    ours, theirs = gpd.read_parquet(one / "all.parquet"), gpd.read_parquet(other / "all.parquet")
    shapes = [np.asarray(table.geometry, dtype=object) for table in (ours, theirs)]
    assert (shapely.get_num_coordinates(shapes[0]) == shapely.get_num_coordinates(shapes[1])).all()
    np.testing.assert_allclose(*map(shapely.get_coordinates, shapes), rtol=0, atol=1e-12)
    rest = [table.set_geometry("footprint").drop(columns="geometry") for table in (ours, theirs)]
    assert_geodataframe_equal(*rest)


@network
def test_the_workers_give_what_the_local_engine_gives(
    recipe: Path, local: tuple[Path, BuildResult], two_workers: LocalCluster, tmp_path: Path
) -> None:
    told: list[str] = []
    spread = build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address, progress=told.append)

    same_files(local[0], tmp_path / "spread")
    assert spread.faults == local[1].faults
    assert {fault.message for fault in spread.faults} >= {"the same id twice", "no title", "wrong number of cells"}
    manifests = [json.loads((folder / MANIFEST).read_text()) for folder in (local[0], tmp_path / "spread")]
    assert manifests[0]["inputs"] == manifests[1]["inputs"]
    assert {"partition 1 of 4 read", "partition 4 of 4 read", "partition 1 of 1 read again"} <= set(told)
    assert {"partition 3 of 3 put in place", "partition 3 of 3 built"} <= set(told)
    assert sorted(path.name for path in (tmp_path / "spread").iterdir()) == sorted(
        ["all.geojson", "all.csv", "all.parquet", MANIFEST]
    )


@network
def test_a_worker_killed_half_way_costs_nothing_but_time(
    recipe: Path, local: tuple[Path, BuildResult], two_workers: LocalCluster, tmp_path: Path
) -> None:
    before = pids(two_workers)
    killed: list[int] = []

    def kill_one(line: str) -> None:
        if not killed and line == "partition 2 of 4 read":
            killed.append(min(before))
            os.kill(killed[0], signal.SIGKILL)

    build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address, progress=kill_one)

    assert len(before) == 2
    assert killed
    assert not set(killed) & pids(two_workers), "the worker is still there"
    with pytest.raises(ProcessLookupError):
        os.kill(killed[0], 0)
    same_files(local[0], tmp_path / "spread")


@network
def test_an_id_of_two_files_and_a_merge_are_read_in_one_place(
    recipe: Path, two_workers: LocalCluster, tmp_path: Path
) -> None:
    (tmp_path / "report.txt").write_text("id,title,date,latitude,longitude,precision\ne5,Other,2016-01-01,1,2,exact\n")
    told: list[str] = []
    build(recipe, tmp_path / "local")
    build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address, progress=told.append)

    same_files(tmp_path / "local", tmp_path / "spread")
    assert "two sources use the same id: read in one place" in told
    assert "report:e5" in (tmp_path / "spread" / "all.csv").read_text(encoding="utf-8")


@network
def test_the_public_profile_is_the_same_from_workers(recipe: Path, two_workers: LocalCluster, tmp_path: Path) -> None:
    recipe.write_text("public = true\n" + RECIPE, encoding="utf-8")
    told: list[str] = []
    here = build(recipe, tmp_path / "local")
    spread = build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address, progress=told.append)

    same_files(tmp_path / "local", tmp_path / "spread")
    manifests = [json.loads((tmp_path / name / MANIFEST).read_text()) for name in ("local", "spread")]
    assert manifests[0]["public"] == manifests[1]["public"]
    assert manifests[0]["public"]["moved"]["events"] > EVENTS / 2
    assert spread.faults == here.faults
    assert "the public profile needs all records: read in one place" in told


@network
def test_a_file_given_twice_is_read_once(recipe: Path, two_workers: LocalCluster, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "many.csv", tmp_path / "again.csv")
    twice = "".join(f'[[source]]\npath = "{name}"\n' for name in ("many.csv", "again.csv"))
    recipe.write_text(RECIPE.replace("[[source]]", f"{twice}[[source]]", 1), encoding="utf-8")
    told: list[str] = []
    here = build(recipe, tmp_path / "local")
    spread = build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address, progress=told.append)

    same_files(tmp_path / "local", tmp_path / "spread")
    assert spread.faults == here.faults
    assert "partition 4 of 4 read" in told


@network
def test_a_file_of_another_format_is_one_part_however_large(
    recipe: Path, two_workers: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = read(Input("many.csv", many(EVENTS).encode()))
    write([build_layer("events", told, {})], tmp_path / "many.parquet", Page())
    monkeypatch.setattr(blocks, "_SAMPLE", 10_000)
    monkeypatch.setattr(engine, "BLOCK_BYTES", 20_000)
    recipe.write_text(RECIPE.replace("many.csv", "many.parquet"), encoding="utf-8")
    here = build(recipe, tmp_path / "local")
    spread = build(recipe, tmp_path / "spread", scheduler=two_workers.scheduler_address)

    same_files(tmp_path / "local", tmp_path / "spread")
    assert spread.faults == here.faults


@network
def test_a_wrong_setting_is_told_as_by_the_local_engine(
    recipe: Path, two_workers: LocalCluster, tmp_path: Path
) -> None:
    recipe.write_text(RECIPE.replace('"20km"', '"0km"'), encoding="utf-8")

    for engine_ in ("local", "dask"):
        scheduler = two_workers.scheduler_address if engine_ == "dask" else ""
        with pytest.raises(SettingError, match=r"majal\.toml, layer zones: .*0"):
            build(recipe, tmp_path / engine_, engine=engine_, scheduler=scheduler)
    assert list((tmp_path / "dask").iterdir()) == []


@network
def test_the_command_starts_workers_of_its_own_and_ends_them(
    table: Path, majal: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    recipe = table.parent / "majal.toml"
    recipe.write_text(
        'engine = "dask"\n[[source]]\npath = "t.csv"\n'
        '[[layer]]\nkind = "events"\n[[output]]\nformat = "csv"\npath = "t.csv"\n',
        encoding="utf-8",
    )

    done = majal("build", recipe, "-o", table.parent / "out")

    assert done.returncode == 0, done.stderr
    assert "partition 1 of 1 built" in done.stderr
    assert "Traceback" not in done.stderr
    assert len((table.parent / "out" / "t.csv").read_text(encoding="utf-8").splitlines()) == 3


@network
def test_nobody_at_the_address_is_told_in_one_line(
    recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "_PATIENCE_S", 0.2)

    with pytest.raises(SettingError, match=r"scheduler tcp://127\.0\.0\.1:9: no worker answers"):
        build(recipe, tmp_path / "out", scheduler="tcp://127.0.0.1:9")


@network
@pytest.mark.parametrize(("what", "at"), [("version of majal", 0), ("gazetteer of the user", 1)])
def test_a_worker_that_would_read_otherwise_is_refused(
    what: str, at: int, recipe: Path, two_workers: LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = os.getpid()
    monkeypatch.setattr(workers_module, "_identity", lambda: ("same", "same")[:at] + (str(os.getpid() == here),) * 2)

    with pytest.raises(InstallError, match=f"the worker tcp://.* has another {what}"):
        build(recipe, tmp_path / "out", scheduler=two_workers.scheduler_address)


def test_without_the_extra_the_error_names_it(recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(InstallError, match=r"needs the package distributed: pip install 'majal\[cluster\]'"):
        build(recipe, tmp_path / "out", engine="dask")


def test_the_local_engine_needs_none_of_it() -> None:
    extras = {"dask", "distributed", "dask_geopandas"}
    lines = f"import sys, outputs.build, outputs.cli.build; print({extras} & {{*sys.modules}})"

    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("lines", "key", "expected"),
    [
        ('engine = "spark"\n', "engine", "local or dask"),
        ('scheduler = "tcp://127.0.0.1:8786"\n', "scheduler", 'with engine = "dask"'),
        ('engine = "dask"\nscheduler = 8786\n', "scheduler", "an address"),
    ],
)
def test_a_recipe_with_a_wrong_engine_is_told(lines: str, key: str, expected: str) -> None:
    faults = check_recipe((lines + RECIPE).encode(), "majal.toml")

    assert [fault.column for fault in faults] == [key]
    assert expected in faults[0].expected
    assert check_recipe(b'engine = "dask"\nscheduler = "tcp://10.0.0.5:8786"\n' + RECIPE.encode(), "majal.toml") == []


def test_an_engine_that_nobody_knows_is_refused(recipe: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="engine 'spark': expected one of local, dask"):
        build(recipe, tmp_path / "out", engine="spark")


@given(st.lists(st.lists(st.integers(-3, 20), max_size=8), min_size=1, max_size=4), st.integers(-3, 20))
def test_what_is_put_down_is_taken_up_once_and_in_order(files: list[list[int]], border: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.arrow" for number in range(len(files))]
        for number, (path, keys) in enumerate(zip(paths, files, strict=True)):
            named = [f"{number}-{row}" for row in range(len(keys))]
            put(pa.table({"key": pa.array(keys, pa.int64()), "row": pa.array(named, pa.string())}), "key", path)
        below, above = take(paths, "key", -10, border), take(paths, "key", border)

    found = list(zip(*(below[name].to_pylist() + above[name].to_pylist() for name in ("key", "row")), strict=True))
    rows = [(key, f"{number}-{row}") for number, keys in enumerate(files) for row, key in enumerate(keys)]
    assert found == sorted(rows, key=lambda one: one[0])
    assert all(key < border for key in below["key"].to_pylist())


def test_a_table_comes_back_from_arrow_as_it_was(dossier: Dossier) -> None:
    layer = build_layer("zones", dossier, {"radius": ["5km"]}).data

    for table in (dossier.events, dossier.events.iloc[:0], dossier.claims, layer):
        back = unpack(pack(table))

        assert [str(dtype) for dtype in back.dtypes] == [str(dtype) for dtype in table.dtypes]
        assert type(back) is type(table)
        pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(table).reset_index(drop=True))


def test_notes_of_parts_add_up_and_legends_keep_their_order(dossier: Dossier) -> None:
    whole = build_layer("zones", dossier, {"radius": ["20km", "5km"]})
    halves = [replace(dossier, events=part) for part in (dossier.events.iloc[:3], dossier.events.iloc[3:])]
    parts = [build_layer("zones", half, {"radius": ["20km", "5km"]}) for half in halves]

    together = gathered([parts[1], parts[0]])

    assert together.legend == whole.legend
    assert together.notes == whole.notes
    assert [note.en[:26] for note in whole.notes] == ["Records without a zone: 1."]


def test_credits_of_parts_are_told_once(layer: Layer) -> None:
    empty = replace(layer, kind="events", notes=(Text("A note", "ملاحظة"),))
    parts = [replace(empty, attribution=text, licence=text) for text in ("B; A", "", "A")]

    together = gathered(parts)

    assert (together.attribution, together.licence) == ("A; B", "A; B")
    assert together.notes == (Text("A note", "ملاحظة"),)


def test_the_partitions_are_geoparquet_along_the_hilbert_curve(tmp_path: Path) -> None:
    given_ = Input("many.csv", many(EVENTS).encode())
    done = [tasks.settle(read(given_), 0, tmp_path)]
    inside = engine.Cluster(workers=None, folder=tmp_path, shared=tmp_path, done=done)

    paths = [tasks.scatter(stretch, tmp_path) for stretch in inside._stretches()]
    frame = dask_geopandas.read_parquet(paths)

    assert frame.npartitions == len(paths) == 3
    sizes = [len(gpd.read_parquet(path)) for path in paths]
    placed = int(read(given_).events.geometry.notna().sum())
    assert sum(sizes) == placed
    assert max(sizes) < 2 * placed / len(paths)
    hilbert = [gpd.read_parquet(path).hilbert_distance(total_bounds=(-180, -90, 180, 90), level=16) for path in paths]
    assert all(one.max() <= other.min() for one, other in itertools.pairwise(hilbert))
