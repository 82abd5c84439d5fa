"""Layers to write, and the command to run, for every test of this floor."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from layers.sources import Input, read
from outputs.cli.main import main
from outputs.export import event_layer
from outputs.make import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.events import Dossier
    from layers.layer import Layer
    from outputs.page import Page

ROOT = Path(__file__).resolve().parents[2]
TABLE = """\
id,title,date,latitude,longitude,precision,radius_m,actors,url,speaker,quote,kind
a,A strike,2015-11-03,36.2,37.15,exact,,Army A; Army B,https://example.org/1,The ministry,We struck it,air_strike
b,غارة على بلدة,2015-11-03T10:15:00+03:00,33.51,36.29,village,,,,الوزارة,قصفنا البلدة,air_strike
c,In the province,2015-11,34.1,36.9,adm1,,,,,,shelling
d,Somewhere,2015-11-04,33.6,36.4,unknown,,,,,,other
e,Nowhere,2015-11-05,,,adm2,,,,,,other
f,"=HYPERLINK(""x"")",2015-11-05,33.1,36.1,near,,,,,,drill
g,By the date line,2015-11-06,-17,179.99,settlement,,,,,,interception
"""


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    """Seven events: each way of being placed, both languages, a formula, the antimeridian."""
    return read(Input("t.csv", TABLE.encode()))


@pytest.fixture(scope="session")
def layer(dossier: Dossier) -> Layer:
    return event_layer(dossier)


@pytest.fixture(scope="session")
def page(dossier: Dossier) -> Page:
    return page_of(dossier, "A title")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


class Majal:
    """The command, in a process of its own, as a user runs it; the installed one where there is one."""

    def __init__(self) -> None:
        installed = Path(sys.executable).parent / "majal"
        self.command = [str(installed)] if installed.exists() else [sys.executable, "-m", "outputs.cli.main"]
        self.env = os.environ | {"PYTHONPATH": str(ROOT)}

    def __call__(self, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        told = {"capture_output": True, "text": True, "encoding": "utf-8", "timeout": 120, "env": self.env, "cwd": "/"}
        return subprocess.run([*self.command, *map(str, arguments)], check=False, **(told | options))


@pytest.fixture(scope="session")
def majal() -> Majal:
    return Majal()


@pytest.fixture
def here(capfd: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in this process: the same code, without a second of start for each run."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        capfd.readouterr()
        with warnings.catch_warnings():
            code = main([str(argument) for argument in arguments])
        told = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, code, told.out, told.err)

    return run


@pytest.fixture(scope="session")
def one_line() -> Callable[[subprocess.CompletedProcess[str], str], None]:
    """Hold an error to what was promised: one line on standard error, exit code 1, no traceback."""

    def check(done: subprocess.CompletedProcess[str], said: str) -> None:
        lines: Sequence[str] = [line for line in done.stderr.splitlines() if line.startswith("majal: ")]
        assert done.returncode == 1, done.stderr
        assert len(lines) == 1, done.stderr
        assert said in lines[0]
        assert "Traceback" not in done.stderr

    return check
