"""Radii, outputs and interrupts that go wrong, by number: nothing is half-written, and one line says why."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import shapely
from sound import GOOD, HEADER, left

from outputs.page import BUDGET_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]


@pytest.mark.parametrize(
    ("radius", "said"),
    [
        ("0km", "expected more than 0"),
        ("-5km", "expected more than 0"),
        ("NaN", "expected a number and a unit"),
        ("1e400km", "expected a number and a unit"),
        ("20000km", "up to 10000000 m"),
    ],
)
def test_radius_that_makes_no_zone(here: Majal, one_line: OneLine, tmp_path: Path, radius: str, said: str) -> None:
    """Item 50."""
    (tmp_path / "in.csv").write_text(HEADER + GOOD)

    one_line(here("layer", "zones", tmp_path / "in.csv", "-o", tmp_path / "z.geojson", "--radius", radius), said)
    assert left(tmp_path, "in.csv") == []


@pytest.mark.parametrize(("latitude", "longitude"), [(-17.0123, 179.9912), (89.9712, 10.0123), (-90, 0.1234)])
def test_zone_at_an_edge_of_the_map(here: Majal, tmp_path: Path, latitude: float, longitude: float) -> None:
    """Item 50: its area is that of a disc on the ellipsoid, and no longitude or latitude leaves the Earth."""
    (tmp_path / "in.csv").write_text(f"{HEADER}1,A strike,2015-11-03,{latitude},{longitude},exact\n")

    done = here("layer", "zones", tmp_path / "in.csv", "-o", tmp_path / "z.geojson", "--radius", "50km")

    assert done.returncode == 0, done.stderr
    shape = shapely.from_geojson(
        json.dumps(json.loads((tmp_path / "z.geojson").read_bytes())["features"][0]["geometry"])
    )
    assert shape.is_valid
    assert shapely.box(-180, -90, 180, 90).covers(shape)
    area = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(shape, 0.05))[0])
    assert area == pytest.approx(np.pi * 50_000**2, rel=0.02)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("/proc/none.geojson", "cannot be written"),
        ("in.csv/out.geojson", "is not there; make it first"),
        ("missing/out.geojson", "is not there; make it first"),
        (".", "is a folder; expected the name of a file"),
        ("in.csv", "is also the input; write to another name"),
        ("there.geojson", "is there already; use --overwrite"),
    ],
)
def test_output_that_cannot_be_written(
    here: Majal, one_line: OneLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, said: str
) -> None:
    """Item 51."""
    monkeypatch.chdir(tmp_path)
    for name in ("in.csv", "there.geojson"):
        (tmp_path / name).write_text(HEADER + GOOD)
    more = ["--overwrite"] if output == "in.csv" else []

    one_line(here("export", "in.csv", "-o", output, "--format", "csv", *more), said)
    assert left(tmp_path) == ["in.csv", "there.geojson"]
    assert {path.read_text() for path in tmp_path.iterdir()} == {HEADER + GOOD}


@pytest.mark.parametrize("name", ["CON.geojson", "a:b.geojson", 'a<b>|"?*.geojson', "a\\b.geojson", "end .geojson"])
def test_name_that_another_system_would_refuse_is_written_whole_under_that_name(
    here: Majal, tmp_path: Path, name: str
) -> None:
    """Item 51."""
    (tmp_path / "in.csv").write_text(HEADER + GOOD)

    assert here("export", tmp_path / "in.csv", "-o", tmp_path / name).returncode == 0
    assert left(tmp_path, "in.csv") == [name]
    assert json.loads((tmp_path / name).read_bytes())["features"][0]["properties"]["id"] == "9"


def test_full_disk(majal: Majal, one_line: OneLine, tmp_path: Path) -> None:
    """Item 51: the size of files is limited, which the system tells as a full disk is told."""
    (tmp_path / "in.csv").write_text(HEADER + "".join(f"{at},S,2015-11-03,33.5102,36.2913,near\n" for at in range(900)))

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    one_line(majal("export", tmp_path / "in.csv", "-o", tmp_path / "out.csv", preexec_fn=small), "out.csv")
    assert left(tmp_path) == ["in.csv"]


def test_same_event_of_two_sources_and_a_retracted_one(here: Majal, tmp_path: Path) -> None:
    """Item 52: merged, it is one event with two claims; retracted, it stays and says so."""
    for name in ("one", "two"):
        cells = f"{name},A strike on Qalamoun,2015-11-03,33.5102,36.2913,near,air_strike,{name} agency,retracted"
        (tmp_path / f"{name}.csv").write_text(f"{HEADER.strip()},kind,source,status\n{cells}\n")
    inputs = [tmp_path / "one.csv", tmp_path / "two.csv"]

    assert here("merge", *inputs, "-o", tmp_path / "m.geojson").returncode == 0
    assert here("export", inputs[0], "-o", tmp_path / "r.geojson").returncode == 0

    (event,) = json.loads((tmp_path / "m.geojson").read_bytes())["features"]
    assert sorted(claim["source"] for claim in event["properties"]["claims"]) == ["one agency", "two agency"]
    assert json.loads((tmp_path / "r.geojson").read_bytes())["features"][0]["properties"]["status"] == "retracted"


def test_control_c_while_it_writes(
    here: Majal, one_line: OneLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Item 53: the same in a process of its own stands in test_bad_machine.py."""
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    monkeypatch.setattr("outputs.write.os.fsync", lambda _file: signal.raise_signal(signal.SIGINT))

    one_line(here("export", tmp_path / "in.csv", "-o", tmp_path / "out.csv"), "stopped; nothing was left half-written")
    assert left(tmp_path) == ["in.csv"]


def test_closed_pipe(majal: Majal, one_line: OneLine, tmp_path: Path) -> None:
    """Item 53."""
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    reading, writing = os.pipe()
    os.close(reading)
    told = {"capture_output": False, "stdout": writing, "stderr": subprocess.PIPE}
    try:
        done = majal("export", tmp_path / "in.csv", "-o", "-", "--format", "csv", **told)
    finally:
        os.close(writing)
    one_line(done, "nobody reads the output any more")


def test_a_hundred_thousand_events_are_one_page_within_the_budget(
    here: Majal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Item 54; a page that is over the budget is written and told."""
    lines = (f"{at},Strike {at},2015-11-03,33.{at:06},36.2913,near\n" for at in range(100_000))
    (tmp_path / "in.csv").write_text(HEADER + "".join(lines))

    done = here("map", tmp_path / "in.csv", "-o", tmp_path / "m.html")
    assert (done.returncode, "MB" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "m.html").stat().st_size < BUDGET_BYTES

    monkeypatch.setattr("outputs.page.BUDGET_BYTES", 400_000)
    (tmp_path / "few.csv").write_text(HEADER + GOOD)
    told = here("map", tmp_path / "few.csv", "-o", tmp_path / "few.html")
    size = (tmp_path / "few.html").stat().st_size / 1e6
    assert (told.returncode, size > 0.4) == (0, True)
    assert f"few.html: {size:,.1f} MB; over 0 MB a page is slow on a phone" in told.stderr
