"""Find a PostgreSQL with PostGIS, and start it in a folder of its own. As a script: start it once, and print where."""

from __future__ import annotations

import contextlib
import functools
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PASSWORD", "find", "start"]

PASSWORD = "p:ss wörd/?"  # noqa: S105 - of a server that lives as long as a test, full of what addresses must quote
PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")  # Debian, Homebrew
UNPRIVILEGED = ("postgres", "nobody")


@functools.cache
def find() -> Path | None:
    """Return the folder of the programs of the first that has PostGIS: MAJAL_POSTGRES names one, else the newest."""
    return next((folder for folder in _candidates() if _has_postgis(folder)), None)


def _candidates() -> Iterator[Path]:
    named = os.environ.get("MAJAL_POSTGRES")
    if named:
        yield Path(named)
        return
    for place in PLACES:
        yield from sorted(Path(place).glob("*/bin"), key=_version, reverse=True)
    if program := shutil.which("initdb"):
        yield Path(program).resolve().parent


def _version(folder: Path) -> int:
    digits = "".join(filter(str.isdigit, folder.parent.name))
    return int(digits or 0)


def _has_postgis(folder: Path) -> bool:
    if not all((folder / name).is_file() for name in ("initdb", "pg_ctl", "pg_config")):
        return False
    shared = subprocess.run([folder / "pg_config", "--sharedir"], capture_output=True, text=True, check=False)
    return (Path(shared.stdout.strip()) / "extension" / "postgis.control").is_file()


@contextlib.contextmanager
def start() -> Iterator[Path]:
    """Start a server that listens on a Unix socket only, and give the socket's folder; root hands it to another user.

    Its superuser is ``majal`` with `PASSWORD`.
    """
    programs = find()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL with PostGIS is installed")
    folder = Path(tempfile.mkdtemp(prefix="majal-"))  # a socket's path may have 107 bytes, which pytest's own exceed
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        as_user = _handed_over(folder)
        data = folder / "data"
        options = ["--username=majal", f"--pwfile={folder / 'password'}", "--auth=scram-sha-256", "--encoding=UTF8"]
        _run([programs / "initdb", "--no-sync", "--locale=C", *options, f"--pgdata={data}"], as_user)
        settings = f"-F -k {folder} -c listen_addresses=''"
        control = [programs / "pg_ctl", f"--pgdata={data}", "--wait"]
        _run([*control, f"--log={folder / 'log'}", f"--options={settings}", "start"], as_user)
        try:
            yield folder
        finally:
            _run([*control, "--mode=immediate", "stop"], as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _handed_over(folder: Path) -> dict[str, Any]:
    """Return whom to run as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user = next(name for name in UNPRIVILEGED if name in {one.pw_name for one in pwd.getpwall()})
    known = pwd.getpwnam(user)
    for path in (folder, folder / "password"):
        os.chown(path, known.pw_uid, known.pw_gid)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}


def _run(command: list[Any], as_user: dict[str, Any]) -> None:
    # pg_ctl's child keeps what it was given as standard error: a pipe would never end, so a file takes what it says.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=said, cwd="/", check=False, **as_user)
        said.seek(0)
        if done.returncode:
            raise OSError(f"{command[0]} ended with {done.returncode}: {said.read().decode(errors='replace')}")


if __name__ == "__main__":
    found = find() or sys.exit("no PostgreSQL with PostGIS is installed")
    with start():
        print(found)  # noqa: T201 - its only output
