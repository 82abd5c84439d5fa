"""A Nominatim server: asked at most once a second, by who we are, and each question once."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.errors import InstallError, SettingError
from outputs.fingerprint import version
from outputs.online.answers import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from outputs.online.answers import Answers

__all__ = ["SERVER", "VARIABLE", "Nominatim"]

VARIABLE = "MAJAL_NOMINATIM_URL"
SERVER = "https://nominatim.openstreetmap.org"
# As the usage policy of OpenStreetMap's own server asks.
_PAUSE_S = 1.0
_TIMEOUT_S = 15
_MOST = 5
_LANGUAGE = "en"


@dataclass(slots=True)
class Nominatim:
    """A server and its kept answers.

    Attributes
    ----------
    answers
        Where answers are kept.
    server
        Its address; by default what ``MAJAL_NOMINATIM_URL`` says, else OpenStreetMap's own.
    refresh
        Ask again what was asked before.
    clock, sleep
        How time passes; seconds.
    failed
        Why no more is asked: after one failure the rest goes on offline. Empty while all is well.
    unasked
        Names that were not asked for that reason.
    told
        What was answered so far, now or before, by name and countries.
    """

    answers: Answers
    server: str = field(default_factory=lambda: os.environ.get(VARIABLE) or SERVER)
    refresh: bool = False
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    failed: str = ""
    unasked: list[str] = field(default_factory=list)
    told: dict[str, list[Any]] = field(default_factory=dict)
    _next_at: float | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.server)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise SettingError(f"{VARIABLE}: expected an address such as {SERVER}, got {self.server!r}")

    def ask(self, name: str, country: str = "") -> list[Any]:
        """Return what the server tells of a name; empty where it knows nothing, or failed.

        Parameters
        ----------
        name
            A name of a place.
        country
            ISO 3166-1 alpha-2 codes to keep to, divided by commas; empty for the whole Earth.

        Raises
        ------
        InstallError
            geopy is not installed.
        OutputError
            The answers cannot be kept.
        """
        question = Question(self.server, " ".join(name.split()), _LANGUAGE, country)
        told = None if self.refresh else self.answers.get(question)
        if told is None and not self.failed:
            told = self._fetch(question)
            if told is not None:
                self.answers.put(question, told, dt.datetime.now(dt.UTC).date().isoformat())
        if told is None:
            self.unasked.append(name)
            return []
        self.told["|".join(question)] = told
        return told

    def digestible(self) -> bytes:
        """Return all that was answered so far as bytes, the same for the same answers in any order."""
        return json.dumps(self.told, sort_keys=True).encode()

    def _fetch(self, question: Question) -> list[Any] | None:
        try:
            from geopy.adapters import URLLibAdapter  # noqa: PLC0415 - an extra, for those who ask online
            from geopy.exc import GeopyError  # noqa: PLC0415
            from geopy.geocoders import Nominatim as Client  # noqa: PLC0415
        except ImportError as problem:
            raise InstallError("asking online needs the package geopy: pip install 'majal[online]'") from problem
        parts = urlsplit(question.server)
        domain = parts.netloc + parts.path.rstrip("/")
        # The adapter over requests, which geopy would take where it finds that, asks again by itself and at once.
        client = Client(
            user_agent=_user_agent(),
            domain=domain,
            scheme=parts.scheme,
            timeout=_TIMEOUT_S,
            adapter_factory=URLLibAdapter,
        )
        self._wait()
        try:
            found = client.geocode(
                question.query,
                exactly_one=False,
                limit=_MOST,
                language=question.language,
                country_codes=question.country.lower().split(",") if question.country else None,
                addressdetails=True,
                namedetails=True,
            )
        except (GeopyError, ValueError, TypeError, AttributeError) as problem:
            # geopy reads what it is sent without looking: an odd answer ends in any of the latter three.
            self.failed = _reason(problem)
            return None
        return [one.raw for one in found or []]

    def _wait(self) -> None:
        now = self.clock()
        if self._next_at is not None and now < self._next_at:
            self.sleep(self._next_at - now)
        self._next_at = self.clock() + _PAUSE_S


def _user_agent() -> str:
    return f"majal/{version()} (maps of public reports; geocoding asked for by its user)"


def _reason(problem: Exception) -> str:
    """Say in a few words what went wrong."""
    status = getattr(problem.__cause__, "status_code", None)
    if status is not None:
        return f"HTTP {status}" + (", fewer questions are asked for" if status == 429 else "")
    named = {
        "GeocoderTimedOut": "no answer in time",
        "GeocoderUnavailable": "cannot be reached",
        "GeocoderParseError": "the answer is no JSON; is this a Nominatim server?",
    }
    told = named.get(type(problem).__name__) or " ".join(str(problem).split()) or type(problem).__name__
    return told if len(told) <= 120 else told[:119] + "…"
