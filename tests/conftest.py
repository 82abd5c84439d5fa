"""What holds for every test: no network, no browser or server test skipped in CI, no deadline on a busy machine."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
MAY_USE_LOOPBACK = ("browser", "network")
MAY_NOT_BE_SKIPPED = ("browser", "server", "network")
NOWHERE = "http://127.0.0.1:9"  # port 9 is "discard" (RFC 863): nothing listens

hypothesis.settings.register_profile("majal", deadline=None, derandomize=IN_CI)
hypothesis.settings.load_profile("majal")

loopback_allowed = False


def pytest_configure() -> None:
    """Guard this process with an audit hook, and its children (and GDAL's own curl) with a proxy that is not there.

    No test sees what the developer added to the gazetteer.
    """
    os.environ["MAJAL_GAZETTEER"] = os.devnull
    # What a shell starts in the background ignores Ctrl-C, and so would every process that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(_guard)
    os.environ.update(dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), NOWHERE))
    os.environ.update(dict.fromkeys(("no_proxy", "NO_PROXY"), "localhost,127.0.0.1,::1"))


def _guard(event: str, args: tuple[Any, ...]) -> None:
    # CPython names these events in its audit events table; the socket is the first argument where there is one.
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        connection, address = args[0], args[1]
        if connection.family in {socket.AF_INET, socket.AF_INET6}:
            _check(address[0] if address else None)
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        _check(args[0])


def _check(host: str | bytes | None) -> None:
    if loopback_allowed and _is_loopback(host):
        return
    marked = " or ".join(f"@pytest.mark.{mark}" for mark in MAY_USE_LOOPBACK)
    pytest.fail(f"a test reached for the network: {host!r}; tests may talk to this machine only, marked {marked}")


def _is_loopback(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a marked test, with all its fixtures, talk to this machine."""
    global loopback_allowed  # noqa: PLW0603 - the audit hook cannot be taken away, so it looks here
    loopback_allowed = any(item.get_closest_marker(mark) for mark in MAY_USE_LOOPBACK)
    try:
        return (yield)
    finally:
        loopback_allowed = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test of a browser, a server or a worker that is skipped in CI: what nobody ran, nobody knows."""
    report = yield
    marked = [mark for mark in MAY_NOT_BE_SKIPPED if item.get_closest_marker(mark)]
    if IN_CI and report.skipped and marked:
        report.outcome = "failed"
        report.longrepr = f"a {marked[0]} test may not be skipped in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a test file that skips itself in CI: its markers are not known yet."""
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"a test file may not be skipped in CI: {report.longrepr}"
    return report
