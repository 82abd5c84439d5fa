"""The rules that tests/conftest.py sets for every test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
SKIPPED_BROWSER_TEST = """
import pytest

@pytest.mark.browser
def test_page():
    pytest.skip("no browser here")
"""
SKIPPED_SERVER_TEST = SKIPPED_BROWSER_TEST.replace("browser", "server")
SKIPPED_WORKER_TEST = SKIPPED_BROWSER_TEST.replace("browser", "network")
SKIPPED_FILE = """
import pytest

pytest.skip("nothing here", allow_module_level=True)
"""


def test_the_network_is_out_of_reach() -> None:
    with (
        socket.socket() as reaching,
        pytest.raises(pytest.fail.Exception, match=r"reached for the network.*192\.0\.2\.1"),
    ):
        reaching.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match=r"example\.invalid"):
        socket.getaddrinfo("example.invalid", 443)


def test_this_machine_is_out_of_reach_for_an_unmarked_test() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket() as reaching,
        pytest.raises(pytest.fail.Exception, match="reached for the network"),
    ):
        reaching.connect(server.getsockname())


@pytest.mark.network
def test_a_marked_test_reaches_this_machine_and_nothing_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as reaching:
        reaching.sendall(b"here")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(4) == b"here"
    with socket.socket() as reaching, pytest.raises(pytest.fail.Exception, match=r"198\.51\.100\.1"):
        reaching.connect(("198.51.100.1", 80))


def test_pipes_between_processes_work() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"here")
        assert other.recv(4) == b"here"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SKIPPED_BROWSER_TEST, "browser test"),
        (SKIPPED_SERVER_TEST, "server test"),
        (SKIPPED_WORKER_TEST, "network test"),
        (SKIPPED_FILE, "test file"),
    ],
)
def test_a_skip_fails_in_ci_and_nowhere_else(tmp_path: Path, content: str, rule: str) -> None:
    shutil.copy(CONFTEST, tmp_path)
    (tmp_path / "test_it.py").write_text(content)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n    browser: drives a browser\n    server: a server\n    network: asks a server\n"
    )

    here, in_ci = (_run(tmp_path, ci) for ci in ("", "true"))

    assert "1 skipped" in here
    assert f"a {rule} may not be skipped in CI" in in_ci
    assert "skipped" not in in_ci.splitlines()[-1]


def _run(folder: Path, ci: str) -> str:
    environment = {**os.environ, "CI": ci}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout
