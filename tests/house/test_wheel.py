"""What is shipped: three packages with their data, and a command that works from anywhere."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = {"geo", "layers", "outputs"}
COMPILED = ("geo/gazetteer/compiled", "outputs/basemap/compiled", "outputs/web/compiled")
WORKSHOP = {"node_modules", "tests", "__pycache__", "src", "compile", "compile.py", "hook.py", "supplement"}
WORKSHOP_SUFFIXES = {".ts", ".tsbuildinfo", ".map", ".pyc"}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert all(any((ROOT / folder).glob("*")) for folder in COMPILED), "nothing is compiled yet: make compile"
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel, and sees this one's packages behind it."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(folder, with_pip=True)
    python = folder / "bin/python"
    command = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile", wheel]
    subprocess.run(command, check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "behind.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python.with_name("majal")


def test_the_wheel_holds_three_packages_and_nothing_else(shipped: list[str]) -> None:
    top = {PurePosixPath(name).parts[0] for name in shipped}

    assert {name for name in top if not name.endswith(".dist-info")} == FLOORS
    assert len(top) == len(FLOORS) + 1


def test_the_wheel_leaves_the_workshop_at_home(shipped: list[str]) -> None:
    paths = [PurePosixPath(name) for name in shipped]

    assert [path for path in paths if WORKSHOP & set(path.parts) or path.suffix in WORKSHOP_SUFFIXES] == []


def test_the_wheel_holds_its_data_and_its_licences(shipped: list[str]) -> None:
    for floor in FLOORS:
        assert f"{floor}/py.typed" in shipped
    for folder in COMPILED:
        assert _files(ROOT / folder) == {name for name in shipped if name.startswith(f"{folder}/")}
    assert any(name.endswith(".sqlite") for name in shipped)
    assert any(name.endswith("/licenses/LICENSE") for name in shipped)
    assert {f"{folder}/NOTICE.txt" for folder in COMPILED} <= set(shipped)
    assert "outputs/demo/majal.toml" in shipped


def _files(folder: Path) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_source_distribution_can_make_the_same_wheel_without_compiling(dist: Path, shipped: list[str]) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert {name for name in shipped if ".dist-info/" not in name} <= names
    assert {"outputs/web/package-lock.json", "requirements.lock", "tests/conftest.py"} <= names
    assert not any("node_modules" in name for name in names)


def test_the_wheel_stays_small(wheel: Path) -> None:
    # The gazetteer may take 25 MB of it.
    assert wheel.stat().st_size < 40_000_000


def test_the_installed_command_works_from_another_folder(installed: Path, tmp_path: Path) -> None:
    told = _run(installed, "--version", cwd=tmp_path)
    place = _run(installed.with_name("python"), "-c", "import outputs; print(outputs.__file__)", cwd=tmp_path)

    assert "0.1.0" in told
    assert str(installed.parents[1]) in place, "this ran the tree, not the wheel"


def test_the_installed_command_finds_its_data(installed: Path, tmp_path: Path) -> None:
    told = _run(installed, "geocode", "دمشق", "--json", cwd=tmp_path)

    assert "Damascus" in told


def _run(command: Path, *arguments: str, cwd: Path) -> str:
    ran = subprocess.run([command, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
