"""Asking a Nominatim server, played on this machine: what it is sent, how often, and what comes of its answers."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import hypothesis.strategies as st
import pytest
from hypothesis import given

from geo.errors import InstallError, OutputError, SettingError
from geo.folders import cache_folder
from geo.geodesy import distance_m
from geo.place import LonLat, Precision
from outputs.fingerprint import version
from outputs.online import nominatim as default_server
from outputs.online.answers import Answers
from outputs.online.places import places_of
from outputs.online.server import SERVER, Nominatim

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]
    OneLine = Callable[[subprocess.CompletedProcess[str], str], None]

pytest.importorskip("geopy", reason="majal[online] is not installed")
pytestmark = pytest.mark.network

ZARB = {
    "osm_type": "node",
    "osm_id": 123,
    "lat": "35.5",
    "lon": "38.5",
    "class": "place",
    "type": "village",
    "addresstype": "village",
    "place_rank": 19,
    "name": "زربطية",
    "display_name": "Zarbatiya, Aleppo, Syria",
    "boundingbox": ["35.48", "35.52", "38.48", "38.52"],
    "address": {"country_code": "sy"},
    "namedetails": {"name": "زربطية", "name:en": "Zarbatiya", "name:ar": "زربطية"},
    "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
}
REPORT = "On Tuesday, 3 November 2015, Russian warplanes struck the village of Zarbatiya, killing three people.\n"


class StandIn(ThreadingHTTPServer):
    """Answers as it is told, and remembers what it was asked and when."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.told: bytes = json.dumps([ZARB]).encode()
        self.status, self.kind, self.delay_s = 200, "application/json", 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
        agent = self.headers["User-Agent"]
        self.server.asked.append({"path": parts.path, "agent": agent, "at": time.monotonic(), **sent})
        time.sleep(self.server.delay_s)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(self.server.status)
            self.send_header("Content-Type", self.server.kind)
            self.end_headers()
            self.wfile.write(self.server.told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StandIn]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with StandIn() as standing:
        monkeypatch.setenv("MAJAL_NOMINATIM_URL", standing.url)
        threading.Thread(target=standing.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield standing
        standing.shutdown()


def asking(tmp_path: Path, **more: Any) -> Nominatim:
    return Nominatim(Answers(tmp_path / "answers.sqlite"), **more)


# --- what is sent


def test_only_the_name_is_sent_by_one_who_says_who_it_is(server: StandIn, here: Run) -> None:
    done = here("geocode", "Zarbatiya", "--country", "sy", "--online", "nominatim")

    assert done.returncode == 0
    (asked,) = server.asked
    assert asked["path"] == "/search"
    assert asked["agent"].startswith(f"majal/{version()} ")
    assert (asked["q"], asked["countrycodes"], asked["limit"]) == ("Zarbatiya", "sy", "5")
    assert "Zarbatiya (osm:node/123)  35.5000, 38.5000" in done.stdout
    assert "© OpenStreetMap contributors, ODbL 1.0" in done.stdout


def test_nothing_is_asked_unless_the_user_says_so(server: StandIn, here: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(REPORT)
    here("geocode", "Zarbatiya")
    here("read", tmp_path / "r.txt")
    here("map", tmp_path / "r.txt", "-o", tmp_path / "m.html")
    assert server.asked == []
    assert here("geocode", "Homs", "--online", "google").returncode == 2


def test_two_questions_are_a_second_apart(server: StandIn, tmp_path: Path) -> None:
    one = asking(tmp_path)
    one.ask("Zarbatiya")
    one.ask("Zarbatub")
    first, second = (asked["at"] for asked in server.asked)
    assert second - first >= 0.99


def test_the_pause_is_only_as_long_as_it_must_be(server: StandIn, tmp_path: Path) -> None:
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    one = asking(tmp_path, clock=lambda: now[0], sleep=sleep)
    one.ask("a")
    now[0] += 0.25
    one.ask("b")
    now[0] += 7
    one.ask("c")
    assert slept == [0.75]
    assert len(server.asked) == 3


def test_a_path_before_the_servers_own_is_kept(server: StandIn, tmp_path: Path) -> None:
    asking(tmp_path, server=f"{server.url}/geo/").ask("Zarbatiya")
    assert server.asked[0]["path"] == "/geo/search"


@pytest.mark.parametrize("address", ["nominatim.example.org", "ftp://example.org", "https://", "file:///etc/passwd"])
def test_an_address_that_is_none_is_told(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingError, match="MAJAL_NOMINATIM_URL"):
        asking(tmp_path, server=address)


def test_openstreetmaps_own_server_is_the_default_and_the_cache_the_users(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MAJAL_NOMINATIM_URL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_server().server == SERVER == "https://nominatim.openstreetmap.org"
    assert cache_folder() == tmp_path / "majal"


# --- what is kept


def test_a_question_is_asked_once_and_kept_by_server_words_and_country(server: StandIn, tmp_path: Path) -> None:
    one = asking(tmp_path, sleep=lambda _: None)
    assert one.ask("Zarbatiya") == one.ask("  Zarbatiya ") == asking(tmp_path).ask("Zarbatiya")
    assert len(server.asked) == 1
    one.ask("Zarbatiya", "SY")
    asking(tmp_path, server=f"{server.url}/other").ask("Zarbatiya")
    assert len(server.asked) == 3


def test_knowing_nothing_is_an_answer_too(server: StandIn, here: Run) -> None:
    server.told = b"[]"
    for _ in range(2):
        assert "no place of this name is known" in here("geocode", "Zarbatiya", "--online", "nominatim").stdout
    assert len(server.asked) == 1


def test_refresh_asks_again(server: StandIn, here: Run) -> None:
    here("geocode", "Zarbatiya", "--online", "nominatim")
    server.told = json.dumps([ZARB | {"lat": "36"}]).encode()
    assert "35.5000" in here("geocode", "Zarbatiya", "--online", "nominatim").stdout
    assert "36.0000" in here("geocode", "Zarbatiya", "--online", "nominatim", "--refresh").stdout
    assert "36.0000" in here("geocode", "Zarbatiya", "--online", "nominatim").stdout
    assert len(server.asked) == 2


def test_a_cache_that_cannot_be_used_is_one_line(server: StandIn, here: Run, one_line: OneLine) -> None:
    cache = cache_folder() / "nominatim.sqlite"
    cache.parent.mkdir(parents=True)
    cache.write_text("this is no database, though it is long enough")
    one_line(here("geocode", "Zarbatiya", "--online", "nominatim"), "the cache of answers cannot be used")
    assert server.asked == []


def test_an_answer_spoilt_on_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be used"):
        Answers(tmp_path).get(("a", "b", "c", ""))  # type: ignore[arg-type]


# --- reading


def test_a_report_is_read_with_what_was_answered_and_again_without_the_server(
    server: StandIn, here: Run, tmp_path: Path
) -> None:
    path = tmp_path / "r.txt"
    path.write_text(REPORT)

    def told() -> str:
        return here("read", path, "--published", "2015-11-04", "--online", "nominatim", "--json").stdout

    first = told()
    (event,) = json.loads(first)["events"]
    assert (event["place_id"], event["lon"], event["lat"]) == ("osm:node/123", 38.5, 35.5)
    assert event["precision"] == "village"
    assert event["radius_m"] >= 2_000
    assert "© OpenStreetMap contributors, ODbL 1.0" in event["why"]
    assert [asked["q"] for asked in server.asked] == ["Zarbatiya"]
    server.shutdown()
    server.server_close()
    assert told() == first


def test_a_known_name_is_not_asked_for(server: StandIn, here: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("Russian warplanes struck the city of Homs on 3 November 2015.\n")
    here("read", tmp_path / "r.txt", "--online", "nominatim")
    assert server.asked == []


def test_an_arabic_name_is_asked_for_in_its_own_spelling(server: StandIn, here: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("قصفت طائرات حربية روسية في 3 نوفمبر 2015 بلدة أزربطان، ما أدى إلى مقتل ثلاثة.\n")
    here("read", tmp_path / "r.txt", "--online", "nominatim")
    assert [asked["q"] for asked in server.asked] == ["أزربطان"]


def test_an_answer_in_a_country_that_the_report_does_not_speak_of_is_not_taken(
    server: StandIn, here: Run, tmp_path: Path
) -> None:
    server.told = json.dumps([ZARB | {"address": {"country_code": "br"}}]).encode()
    (tmp_path / "r.txt").write_text(REPORT + "Other strikes hit the city of Homs.\n")
    told = json.loads(here("read", tmp_path / "r.txt", "--online", "nominatim", "--json").stdout)
    assert server.asked[0]["countrycodes"] == "sy"
    assert [event["place_id"] for event in told["events"] if event["place_id"].startswith("osm:")] == []


def test_an_answer_of_another_kind_than_the_report_says_is_not_taken(
    server: StandIn, here: Run, tmp_path: Path
) -> None:
    server.told = json.dumps([ZARB | {"class": "shop", "type": "bakery", "addresstype": "shop"}]).encode()
    (tmp_path / "r.txt").write_text(REPORT)
    told = json.loads(here("read", tmp_path / "r.txt", "--online", "nominatim", "--json").stdout)
    assert all(event["place_id"] != "osm:node/123" for event in told["events"])


def test_a_recipe_asks_once_credits_and_repeats_its_bytes_offline(server: StandIn, here: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(REPORT)
    recipe, out = tmp_path / "majal.toml", tmp_path / "out"
    recipe.write_text(
        '[[source]]\npath = "r.txt"\npublished = 2015-11-04\nonline = "nominatim"\n[[layer]]\nkind = "uncertainty"\n'
        '[[output]]\nformat = "geojson"\npath = "e.geojson"\n'
    )
    server.status = 503
    failed = here("build", recipe, "-o", out)
    assert failed.returncode == 0
    assert "1 name not answered" in failed.stderr
    server.status = 200
    assert "1 written" in here("build", recipe, "-o", out).stderr, "an unanswered build is no finished one"
    first = (out / "e.geojson").read_bytes()
    (layer,) = json.loads(first)["layers"]
    assert (layer["attribution"], layer["licence"]) == ("© OpenStreetMap contributors", "ODbL 1.0")
    manifest = (out / "manifest.json").read_bytes()
    assert [one["path"] for one in json.loads(manifest)["inputs"]] == ["r.txt", "answers of a server"]
    server.shutdown()
    server.server_close()
    assert "1 unchanged" in here("build", recipe, "-o", out).stderr
    assert (out / "manifest.json").read_bytes() == manifest
    assert "1 written" in here("build", recipe, "-o", out, "--force").stderr
    assert (out / "e.geojson").read_bytes() == first
    assert (out / "manifest.json").read_bytes() == manifest
    recipe.write_text(recipe.read_text().replace("nominatim", "google"))
    assert "unknown service" in here("check", recipe).stdout


# --- when it fails


@pytest.mark.parametrize(
    ("status", "told", "kind", "said"),
    [
        (429, b"slow down", "text/plain", "429"),
        (500, b"oops", "text/plain", "500"),
        (503, b"<html>busy</html>", "text/html", "503"),
        (403, b"blocked", "text/plain", "403"),
        (200, b"<html><body>Welcome to the hotel's wireless network</body></html>", "text/html", "no JSON"),
        (200, b'{"error": "Query too odd"}', "application/json", "Query too odd"),
        (200, b"\xff\xfe\xff", "application/json", "no JSON"),
        (200, b"[1, 2]", "application/json", ""),
        (200, b'"text"', "application/json", ""),
        (200, b'[{"lat": "north", "lon": "7", "display_name": "x"}]', "application/json", ""),
    ],
)
def test_a_failure_is_one_line_and_the_rest_goes_on_offline(
    server: StandIn, here: Run, tmp_path: Path, status: int, told: bytes, kind: str, said: str
) -> None:
    server.status, server.told, server.kind = status, told, kind
    done = here("geocode", "Zarbatiya", "Homs", "--online", "nominatim")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith(server.url)
    assert said in line
    assert "2 names not answered" in line
    assert "no place of this name is known" in done.stdout
    assert "Homs (geonames:169577)" in done.stdout
    assert len(server.asked) == 1, "a server that failed is not asked again"
    (tmp_path / "r.txt").write_text(REPORT)
    read = here("read", tmp_path / "r.txt", "--online", "nominatim")
    assert "1 name not answered" in read.stderr
    assert "no gazetteer knows this name" in read.stdout
    server.status, server.told, server.kind = 200, json.dumps([ZARB]).encode(), "application/json"
    assert "osm:node/123" in here("geocode", "Zarbatiya", "--online", "nominatim").stdout, "a failure is not kept"


def test_no_answer_in_time(server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outputs.online.server._TIMEOUT_S", 0.2)
    server.delay_s = 1.0
    one = asking(tmp_path)
    assert one.ask("Zarbatiya") == []
    assert one.failed == "no answer in time"


def test_no_network(here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("MAJAL_NOMINATIM_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    done = here("geocode", "Homs", "--online", "nominatim")
    assert done.returncode == 0
    assert "refused" in done.stderr
    assert "Homs (geonames:169577)" in done.stdout


def test_without_geopy_it_says_what_to_install(
    server: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "geopy.exc", None)
    with pytest.raises(InstallError, match=r"majal\[online\]"):
        asking(tmp_path).ask("Zarbatiya")
    assert server.asked == []


# --- what an answer is worth


@pytest.mark.parametrize(
    ("told", "feature", "precision"),
    [
        ({}, "city", Precision.VILLAGE),
        ({"addresstype": "city", "type": "administrative", "class": "boundary"}, "city", Precision.SETTLEMENT),
        ({"addresstype": "state", "type": "administrative", "class": "boundary"}, "adm1", Precision.ADM1),
        ({"addresstype": "country", "type": "administrative", "class": "boundary"}, "country", Precision.COUNTRY),
        ({"addresstype": "suburb", "type": "suburb"}, "neighbourhood", Precision.NEIGHBOURHOOD),
        ({"addresstype": "road", "class": "highway", "type": "trunk"}, "facility", Precision.STREET),
        ({"addresstype": "aeroway", "class": "aeroway", "type": "aerodrome"}, "airport", Precision.FACILITY),
        ({"addresstype": "military", "class": "military", "type": "airfield"}, "air_base", Precision.FACILITY),
        ({"addresstype": "amenity", "class": "amenity", "type": "hospital"}, "facility", Precision.FACILITY),
        ({"addresstype": "natural", "class": "natural", "type": "valley"}, "valley", Precision.REGION),
        ({"addresstype": None, "class": "boundary", "type": "administrative", "place_rank": 8}, "adm1", Precision.ADM1),
        ({"addresstype": None, "place_rank": 20, "type": "unheard_of"}, "neighbourhood", Precision.NEIGHBOURHOOD),
    ],
)
def test_precision_is_no_finer_than_what_the_place_is(told: dict[str, Any], feature: str, precision: Precision) -> None:
    (place,) = places_of([ZARB | told])
    assert (place.feature, place.precision) == (feature, precision)


def test_the_radius_covers_the_box_and_is_never_under_the_default() -> None:
    wide = ZARB | {"boundingbox": ["35.0", "36.5", "38.0", "38.6"]}
    (place,) = places_of([wide])
    corners = [LonLat(lon, lat) for lon in (38.0, 38.6) for lat in (35.0, 36.5)]
    assert place.radius_m >= max(distance_m(place.at, corner) for corner in corners)
    (small,) = places_of([ZARB | {"boundingbox": ["35.5", "35.5", "38.5", "38.5"]}])
    assert small.radius_m == 2_000
    assert places_of([ZARB | {"addresstype": "country", "boundingbox": None}]) == []


def test_names_in_both_languages_and_the_country() -> None:
    (place,) = places_of([ZARB])
    assert (place.id, place.name, place.name_ar, place.country) == ("osm:node/123", "Zarbatiya", "زربطية", "SY")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"osm_id": None},
        {"osm_id": "1; DROP"},
        {"osm_type": "planet"},
        {"lat": "95"},
        {"lon": "nan"},
        {"lat": None},
        {"display_name": None, "name": None, "namedetails": None},
    ],
)
def test_a_record_that_is_no_sound_place_is_left_out(spoilt: dict[str, Any]) -> None:
    assert places_of([ZARB | spoilt, ZARB | {"osm_id": 9}]) == places_of([ZARB | {"osm_id": 9}])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)


@given(spoilt=st.dictionaries(st.sampled_from(sorted(ZARB)), JSON, max_size=4), more=JSON)
def test_any_answer_gives_sound_places_or_none(spoilt: dict[str, Any], more: Any) -> None:
    for place in places_of([ZARB | spoilt, more]):
        assert -180 <= place.at.lon <= 180
        assert -90 <= place.at.lat <= 90
        assert place.radius_m > 0
        assert place.name.isprintable()
