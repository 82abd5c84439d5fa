"""Files of every sort become reports, or are refused with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileError, MajalError
from layers.sources import Input
from layers.sources.report import SOURCE, load

ARABIC = "قصفت طائرات روسية حمص يوم الثلاثاء، بحسب وكالة سانا."
ENGLISH = "Russian jets struck Homs on Tuesday, the agency said."
PAGE = """<!doctype html><html><head>
<title>Fallback title</title>
<meta property="og:title" content="Strike on Homs &amp; Hama">
<meta property="og:site_name" content="The Daily  Example">
<meta property="og:url" content="ADDRESS">
<meta property="article:published_time" content="2020-06-10T08:30:00+03:00">
<script>var a = "Jets struck Baghdad";</script><style>p { color: red }</style></head>
<body><nav>Home Aleppo</nav><p>Russian jets struck <b>Homs</b> on&nbsp;Tuesday.</p><p>It&#39;s over.</p>
<footer>Cairo</footer></body></html>"""


def page(url: str) -> str:
    return PAGE.replace("ADDRESS", url)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        ("\ufeff \u200a\n".encode(), "only blanks"),
        ("الأول\nThe second line\0is not.\n".encode() + ARABIC.encode() * 9, "line 2: a NUL"),
        (bytes(range(256)) * 50, ""),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), ""),
    ],
)
def test_what_is_no_report_is_refused_by_name(data: bytes, words: str) -> None:
    with pytest.raises(FileError, match=f"told.txt.*{words}"):
        load("told.txt", data)


def test_more_than_50_mb_is_refused_before_it_is_read() -> None:
    with pytest.raises(FileError, match=r"50,000,001 bytes.*50,000,000"):
        load("told.txt", b"a" * 50_000_001)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"])
def test_every_encoding_of_arabic(encoding: str) -> None:
    report = load("told.txt", (ARABIC * 3).encode(encoding))
    assert report.text == ARABIC * 3
    assert report.language == "ar"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end(line_end: str) -> None:
    assert load("told.txt", f"One.{line_end}Two.".encode()).text == "One.\nTwo."


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (ARABIC, "ar"), (ENGLISH * 2 + ARABIC, "en+ar"), (ARABIC * 9 + " US", "ar"), ("😀 1234", "en")],
)
def test_the_language_is_told_from_the_letters(text: str, language: str) -> None:
    assert load("told.txt", text.encode()).language == language


def test_a_page_tells_its_text_and_no_more() -> None:
    report = load("page.html", page("https://example.org/a").encode())
    assert report.text == "Russian jets struck Homs on Tuesday.\n\nIt's over."
    assert report.title == "Strike on Homs & Hama"
    assert report.outlet == "The Daily Example"
    assert report.url == "https://example.org/a"
    assert report.published == dt.date(2020, 6, 10)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.org", ""])
def test_only_a_web_address_is_kept(url: str) -> None:
    assert load("page.html", page(url).encode()).url == ""


def test_the_user_knows_better_when_it_was_published() -> None:
    data = page("").encode()
    assert load("page.html", data, dt.date(2020, 6, 11)).published == dt.date(2020, 6, 11)
    assert load("told.txt", ENGLISH.encode()).published is None


@pytest.mark.parametrize("name", ["folder/told.txt", "C:\\folder\\told.txt", "told.txt"])
def test_the_folder_stays_out_of_the_name(name: str) -> None:
    assert load(name, ENGLISH.encode()).name == "told.txt"


def test_the_id_is_that_of_the_bytes() -> None:
    assert load("a", ENGLISH.encode()).id == load("b", ENGLISH.encode()).id != load("a", ARABIC.encode()).id


def test_detected_where_nothing_else_is() -> None:
    assert 0 < SOURCE.detect(Input("told.txt", ENGLISH.encode())) < 0.5
    assert SOURCE.detect(Input("told.txt", b"")) == 0
    assert SOURCE.detect(Input("told.png", bytes(500))) == 0


def test_read_gives_the_tables() -> None:
    dossier = SOURCE.read(Input("told.txt", ENGLISH.encode(), dt.date(2020, 6, 10)))
    assert list(dossier.events["place_name"]) == ["Homs"]
    assert list(dossier.claims["speaker"]) == ["agency"]
    assert dossier.events.crs == 4326


@given(st.binary(max_size=300))
def test_bytes_become_a_report_or_an_error_of_ours(data: bytes) -> None:
    try:
        report = load("told.txt", data)
    except MajalError as error:
        assert str(error).startswith("told.txt")  # noqa: PT017 - bytes that are a report raise nothing
    else:
        assert "\0" not in report.text
        assert "\r" not in report.text
