"""The review page as a file: what it is given, what it allows, and how the command writes it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import skies
from readings import report

from geo import place
from geo.errors import InstallError, SettingError, UnknownNameError
from layers.decisions import Decisions, load
from layers.reading import read_report
from layers.sources.report import load as load_report
from outputs.review import review_page
from outputs.web import assets
from outputs.web.review import doubts, extent

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from layers.report import Report

    Majal = Callable[..., subprocess.CompletedProcess[str]]

TEXT = (
    "Israeli jets struck Tripoli on Tuesday, an agency said.\n"
    "😀 Warplanes attacked the village of Zorkhania in Idlib province. Drones hit Hmeimem air base.\n"
)
TOLD = report(TEXT)


def decided(told: Report, words: str, rest: str, more: str = "", *, text: str = "") -> Decisions:
    at = told.text.index(words)
    named = f'report = "{told.id}"\nspan = [{at}, {at + len(words)}]\ntext = "{text or words}"\nwhy = "because"'
    return load(f"[[mention]]\n{named}\n{rest}\n{more}".encode(), "decisions.toml")


def page(told: Report = TOLD, decisions: Decisions | None = None, **more: Any) -> str:
    reading = read_report(told, decisions=decisions)
    return review_page(reading, decisions=decisions, **({"basemap": skies.GROUND} | more))


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="majal-review"( data-encoding="gzip")?>(.*?)</script>', text)
    assert found
    value = gzip.decompress(base64.b64decode(found[2])) if found[1] else found[2]
    loaded: dict[str, Any] = json.loads(value)
    return loaded


def named(given: dict[str, Any], words: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        each for each in given["mentions"] if given["text"][each["start"] : each["end"]] == words
    )
    return found


def test_same_reading_same_bytes() -> None:
    assert page() == page()


def test_the_page_allows_its_own_script_and_no_network() -> None:
    text = page()

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src" in policy[1]
    assert text.index("Content-Security-Policy") < text.index("<script")
    assert re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=", text) == []
    assert re.findall(r"url\(\s*['\"]?https?:", text) == []


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!-- <script>", "]]>", "{{7*7}}"])
def test_words_of_a_report_stand_in_its_data_alone(words: str) -> None:
    text = page(report(f"{words} Israeli jets struck Tripoli on Tuesday. {words}"))

    assert data(text)["text"].count(words) == 2
    outside = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
    assert words not in outside.replace(assets.asset("review.js"), "")


def test_a_hostile_title_is_text() -> None:
    title = "</title><script>alert(1)</script> half \ud800"
    body = "<p>Israeli jets struck Tripoli on Tuesday.</p>"
    told = load_report("t.html", f"<html><head><title>{html.escape(title[:-1])}</title></head>{body}</html>".encode())
    assert told.title.startswith("</title>")

    text = page(told)

    assert re.findall(r"<title>(.*?)</title>", text) == [html.escape(told.title)]
    assert len(re.findall("<script>", text)) == 1


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_reports_own_language_comes_first(language: str, direction: str) -> None:
    words = {"en": TEXT, "ar": "قصفت طائرات إسرائيلية طرابلس يوم الثلاثاء."}[language]
    text = page(load_report("t.txt", words.encode()))

    assert f'<html lang="{language}" dir="{direction}">' in text
    assert data(text)["languages"][0] == language
    assert data(page(load_report("t.txt", words.encode()), languages=("en",)))["languages"] == ["en"]


def test_candidates_are_the_place_taken_the_runners_up_and_others_of_the_name() -> None:
    given = data(page())
    tripoli = named(given, "Tripoli")

    assert tripoli["candidates"][0] == tripoli["taken"]["place"] == "geonames:2210247"
    assert "geonames:266826" in tripoli["candidates"]
    assert given["places"]["geonames:266826"]["country"] == "LB"
    assert given["countries"]["LB"] == {"en": "Lebanon", "ar": "لبنان"}
    assert set(tripoli["candidates"]) <= set(given["places"])


def test_places_of_one_name_in_one_country_are_told_apart() -> None:
    given = data(page(report("Two air strikes hit Springfield on Monday.")))
    places = [given["places"][each] for each in named(given, "Springfield")["candidates"]]

    american = [each["division"]["en"] for each in places if each["country"] == "US" and each["feature"] == "city"]
    assert {"Missouri", "Massachusetts"} <= set(american)


def test_a_name_within_words_around_it_has_its_candidates_too() -> None:
    given = data(page(report("Two air strikes hit a depot 20 km north of Tripoli on Monday.")))
    near = named(given, "20 km north of Tripoli")

    assert near["taken"]["precision"] == "near_settlement"
    assert {"geonames:2210247", "geonames:266826"} <= set(near["candidates"])


def test_spans_count_code_points() -> None:
    given = data(page())

    start = named(given, "Hmeimem air base")["start"]
    assert start == TEXT.index("Hmeimem")
    before = len(TEXT[:start].encode("utf-16-le")) // 2
    assert before == start + 1, "the emoji before it is two units for a browser, and one code point"


def test_what_a_person_must_look_at_and_why() -> None:
    given = data(page())
    open_ = {given["text"][each["start"] : each["end"]]: each["doubts"] for each in given["mentions"] if each["doubts"]}

    assert open_ == {"village of Zorkhania": ["unplaced"], "Hmeimem air base": ["fuzzy"]}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        ({"why": "named X; thin margin over Y (SY)"}, ["thin"]),
        ({"margin": 0.1}, ["thin"]),
        ({"margin": 5.0}, []),
        ({"margin": None}, []),
        ({"fuzzy": True}, ["fuzzy"]),
        ({"abstained": True, "lon": None, "country": ""}, ["abstained"]),
        ({"lon": None, "country": ""}, ["unplaced"]),
        ({"lon": None, "country": "SY"}, []),
        ({"fuzzy": True, "inferred": True}, []),
        ({"fuzzy": True, "role": "time_zone"}, []),
    ],
)
def test_doubts_of_a_mention(more: dict[str, Any], expected: list[str]) -> None:
    mention = {"role": "event_place", "lon": 36.0, "country": "SY", "why": "named X", "fuzzy": False}
    assert doubts(mention | more) == expected


def test_a_name_of_several_places_that_nothing_tells_apart_has_them_all_as_candidates() -> None:
    given = data(page(report("Two air strikes hit Springfield on Monday.")))
    springfield = named(given, "Springfield")

    assert (springfield["taken"], springfield["doubts"]) == (None, ["abstained"])
    assert len(springfield["candidates"]) >= 3


def test_candidates_bring_the_credit_that_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data(page())["credits"] == []
    monkeypatch.setitem(place._CREDITS, "geonames", place.Credit("A mapper", "A licence"))

    assert data(page())["credits"] == ["A mapper · A licence"]


def test_decisions_of_all_reports_and_merges_go_with_the_page() -> None:
    more = (
        '[[mention]]\nreport = "sha256:0"\nspan = [1, 2]\ntext = "x"\nwhy = "w"\ndecide = "reject"\n'
        '[[merge]]\nevents = ["a", "b"]\ndecide = "same"\nwhy = "w"\non = 2026-11-22'
    )
    made = decided(TOLD, "Tripoli", 'decide = "place"\nplace = "geonames:266826"', more)
    given = data(page(decisions=made))

    assert [(each["report"], each["decide"]) for each in given["decisions"]["mentions"]] == [
        (TOLD.id, "place"),
        ("sha256:0", "reject"),
    ]
    assert given["decisions"]["merges"] == [
        {"events": ["a", "b"], "decide": "same", "why": "w", "by": "", "on": "2026-11-22"}
    ]
    # The name as majal alone read it, so that the decision can be taken back; the events as they are decided.
    assert named(given, "Tripoli")["taken"]["place"] == "geonames:2210247"
    assert given["records"]["columns"]["place_name"][0] == "Tripoli"
    assert given["records"]["columns"]["status"][0] == "inferred"


def test_a_decision_where_nothing_was_found_is_a_name_of_the_page() -> None:
    made = decided(TOLD, "jets", 'decide = "move"\nat = [36, 34]\nradius_m = 900')
    given = data(page(decisions=made))

    assert named(given, "jets")["added"]
    assert [each["added"] for each in given["mentions"]].count(True) == 1


def test_events_tell_where_they_are_told() -> None:
    given = data(page())
    titles = given["records"]["columns"]["title"]
    spots = [given["text"][start:end] for start, end in given["spots"]]

    assert dict(zip(titles, spots, strict=True))["Air strike, Tripoli"] == "Tripoli"
    assert given["records"]["claims"]["columns"]["speaker"][0] == "agency"


def test_the_ground_is_around_what_is_finer_than_a_country() -> None:
    reading = read_report(report("Israeli jets struck Homs in Syria on Tuesday. Russia said so."))
    west, south, east, north = extent(reading)

    assert 24 < west < 36.7 < east < 50
    assert 28 < south < 34.7 < north < 41
    assert extent(read_report(report("Nothing happened on Tuesday."))) == (-180.0, -85.0, 180.0, 85.0)


def test_decisions_that_do_not_fit_are_told() -> None:
    reading = read_report(TOLD)
    wrong = decided(TOLD, "Tripoli", 'decide = "reject"', text="Homs")
    unknown = decided(TOLD, "Tripoli", 'decide = "place"\nplace = "icao:ZZZZ"')

    with pytest.raises(SettingError, match="expects 'Homs'"):
        review_page(reading, decisions=wrong, basemap=skies.GROUND)
    with pytest.raises(UnknownNameError, match="icao:ZZZZ"):
        review_page(reading, decisions=unknown, basemap=skies.GROUND)


def test_a_missing_runtime_is_an_error_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "COMPILED", tmp_path)

    with pytest.raises(InstallError, match=r"review\.js.*python -m outputs\.web\.bundle"):
        page()


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_command_writes_one_whole_file(here: Majal, told: Path, tmp_path: Path) -> None:
    target = tmp_path / "out" / "review.html"
    target.parent.mkdir()

    done = here("read", told, "--published", "2020-06-10", "--review", "-o", target)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "review.html: 5 mentions, 3 events; open it in a browser" in done.stderr
    assert [each.name for each in target.parent.iterdir()] == ["review.html"]
    text = target.read_text(encoding="utf-8")
    assert data(text)["report"]["published"] == "2020-06-10"
    assert text.endswith("</html>\n")
    assert len(text) < 1_500_000


def test_the_command_replaces_only_where_told(
    here: Majal, told: Path, tmp_path: Path, one_line: Callable[..., None]
) -> None:
    target = tmp_path / "review.html"
    target.write_text("mine")

    one_line(here("read", told, "--review", "-o", target), "is there already; use --overwrite")
    assert target.read_text() == "mine"
    one_line(here("read", told, "--review", "-o", told, "--overwrite"), "is also the input")
    assert told.read_text(encoding="utf-8") == TEXT
    assert here("read", told, "--review", "-o", target, "--overwrite").returncode == 0
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_command_streams_the_page(here: Majal, told: Path) -> None:
    done = here("read", told, "--review", "-o", "-")

    assert done.returncode == 0, done.stderr
    assert data(done.stdout)["text"] == TEXT


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--review"], "say where with -o"),
        (["--review", "--json", "-o", "x.html"], "a page is no JSON"),
        (["-o", "x.html"], "ask for it with --review"),
        (["--overwrite"], "ask for it with --review"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    here: Majal, told: Path, options: list[str], said: str, tmp_path: Path
) -> None:
    done = here("read", told, *options)

    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert [each.name for each in tmp_path.iterdir()] == ["told.txt"]
