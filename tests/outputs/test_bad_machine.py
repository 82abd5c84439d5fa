"""What goes wrong on a real machine: one clear line, exit code 1, nothing half-written, no traceback."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from sound import left

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Majal = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

ENDINGS = ["geojson", "geojsonl", "gpkg", "csv", "parquet", "fgb"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("missing.csv", None, "there is no such file"),
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b" \r\n\n", "the file is empty"),
        ("garbage.csv", bytes(range(256)) * 50, "no source knows this content"),
        ("broken.geojson", b'{"type": "FeatureCollection", "features": [', "cut off"),
        ("other.csv", b"a,b\n1,2\n", "no column for the title"),
        ("image.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "is an image"),
        ("points.vrt", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "virtual file"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_input_that_cannot_be_read(
    majal: Majal, one_line: OneLine, tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)

    one_line(majal("export", path, "-o", tmp_path / "o.geojson"), said)
    assert left(tmp_path, name) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.csv",
        "/vsicurl/http://127.0.0.1:9/a.csv",
        "/vsizip/a.zip",
        "HTTP://127.0.0.1:9/a",
        "s3://b/a",
    ],
)
def test_addresses_are_never_opened(majal: Majal, one_line: OneLine, tmp_path: Path, address: str) -> None:
    one_line(majal("export", address, "-o", tmp_path / "o.geojson"), "is an address")


def test_folder_as_input(majal: Majal, one_line: OneLine, tmp_path: Path) -> None:
    one_line(majal("export", tmp_path, "-o", tmp_path / "o.geojson"), "is a folder")


@pytest.mark.parametrize("command", [["read"], ["export", "-o", "o.csv"]])
def test_report_that_is_too_large_is_refused_before_it_is_decoded(
    majal: Majal, one_line: OneLine, tmp_path: Path, command: list[str]
) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"On 3 November two strikes hit a town.\n" * 1_400_000)

    begin = time.perf_counter()
    done = majal(command[0], path, *command[1:], cwd=tmp_path)
    one_line(done, "at most 50")
    assert time.perf_counter() - begin < 30
    assert left(tmp_path, "big.txt") == []


def test_nul_bytes_are_told(majal: Majal, tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"id,title,date,lat,lon,precision\n1,A\0B,2015-11-03,36,37,exact\n2,C,2015-11-03,36,37,exact\n")

    done = majal("check", path)
    assert done.returncode == 3
    assert "row 2, column title: a NUL byte in the cell" in done.stdout


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("/proc/none.geojson", "cannot be written"),
        ("t.csv/o.geojson", "is not there"),
        ("none/o.gpkg", "is not there"),
        (".", "is a folder"),
        ("t.csv", "is also the input"),
    ],
)
def test_output_that_cannot_be_written(majal: Majal, one_line: OneLine, table: Path, output: str, said: str) -> None:
    before = table.read_bytes()

    one_line(majal("export", table, "-o", output, "--format", "csv", "--overwrite", cwd=table.parent), said)
    assert table.read_bytes() == before
    assert left(table.parent) == ["t.csv"]


@pytest.mark.parametrize("ending", [*ENDINGS, "html"])
def test_disk_that_fills_up(majal: Majal, one_line: OneLine, tmp_path: Path, ending: str) -> None:
    """The size of files is limited, which the system tells as a full disk is told."""
    source = tmp_path / "s.csv"
    rows = "".join(f"{n},Strike {n},2015-11-03,36.{n:04},37.1,village\n" for n in range(3000))
    source.write_text("id,title,date,lat,lon,precision\n" + rows)
    path = tmp_path / f"o.{ending}"
    path.write_text("before")
    command = ["map"] if ending == "html" else ["export"]

    done = majal(
        *command,
        source,
        "-o",
        path,
        "--overwrite",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )

    one_line(done, f"o.{ending}")
    assert path.read_text() == "before"
    assert left(tmp_path, "s.csv", path.name) == []


def test_control_c_half_way_leaves_nothing(majal: Majal, tmp_path: Path) -> None:
    source = tmp_path / "s.csv"
    rows = "".join(f"{n},Strike {n},2015-11-03,36.{n % 9999:04},37.1,village\n" for n in range(60_000))
    source.write_text("id,title,date,lat,lon,precision\n" + rows)
    path = tmp_path / "o.geojson"
    path.write_text("before")

    running = subprocess.Popen(
        [*majal.command, "export", str(source), "-o", str(path), "--overwrite"],
        env=majal.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not any(folder.is_dir() and list(folder.iterdir()) for folder in tmp_path.glob(".majal-*")):
        assert running.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)

    assert running.returncode == 1
    assert told.splitlines()[-1] == "majal: stopped; nothing was left half-written"
    assert "Traceback" not in told
    assert path.read_text() == "before"
    assert left(tmp_path, "s.csv", "o.geojson") == []


@pytest.mark.parametrize("command", [["list", "precision"], ["export", "t.csv", "-o", "-", "--format", "geojson"]])
def test_closed_pipe_is_no_traceback(majal: Majal, one_line: OneLine, table: Path, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = majal(*command, cwd=table.parent, capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)

    one_line(done, "nobody reads the output")


def test_full_standard_output_is_one_line(majal: Majal, one_line: OneLine) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = majal("list", "precision", capture_output=False, stdout=full, stderr=subprocess.PIPE)

    one_line(done, "standard output: No space left")
