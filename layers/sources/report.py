"""A report: text or HTML, in Arabic or English, read into events and claims."""

from __future__ import annotations

import datetime as dt
import html
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.reading import read_report
from layers.report import Report, digest
from layers.sources import Input, Source

if TYPE_CHECKING:
    from layers.events import Dossier

__all__ = ["SOURCE", "load"]

_MOST_BYTES = 50_000_000
_SAMPLE = 1 << 16
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|p|div)\b", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile(r"[A-Za-z]")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TENTH = 10


def load(name: str, data: bytes, published: dt.date | None = None, language: str = "") -> Report:
    r"""Make a report of a file's bytes.

    Parameters
    ----------
    name
        The file's name, for messages and as the source where the item names none.
    data
        Its bytes: plain text or HTML; UTF-8, UTF-16, Windows-1256 or Windows-1252.
    published
        The day of publication; by default the one that an HTML page states in its metadata.
    language
        ``ar`` or ``en``; by default told from the letters.

    Returns
    -------
    Report
        Its text has ``\n`` line ends and no markup.

    Raises
    ------
    FileError
        The file is empty, too large, or no text.
    """
    if len(data) > _MOST_BYTES:
        raise FileError(f"{name}: {len(data):,} bytes; a report has at most {_MOST_BYTES:,}. Is this the right file?")
    if not data.strip():
        raise FileError(f"{name}: the file is empty; expected a report in Arabic or English")
    text = decode(data, name).text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise FileError(f"{name}, line {line}: a NUL byte; expected text. Save the report as plain text and try again")
    if not text.strip():
        raise FileError(f"{name}: only blanks; expected a report in Arabic or English")
    page = _Page.of(text) if _HTML.search(text[:4096]) else None
    body = page.text if page else text
    return Report(
        id=digest(data),
        name=name.replace("\\", "/").rsplit("/", 1)[-1],
        text=body,
        language=language or _language(body),
        published=published or (page.published if page else None),
        title=page.title if page else "",
        outlet=page.outlet if page else "",
        url=page.url if page else "",
    )


def _language(text: str) -> str:
    counts = {"ar": len(_ARABIC.findall(text)), "en": len(_LATIN.findall(text))}
    total = sum(counts.values()) or 1
    used = [lang for lang, count in sorted(counts.items(), key=lambda item: -item[1]) if count * _TENTH >= total]
    return "+".join(used) or "en"


class _Page(HTMLParser):
    """The text of an HTML page, block by block, and what its metadata says."""

    _SKIPPED = frozenset(
        ["script", "style", "noscript", "template", "svg", "nav", "footer", "aside", "form", "button", "iframe"]
    )
    _BLOCKS = frozenset(
        [
            "p",
            "div",
            "br",
            "li",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "tr",
            "section",
            "article",
            "blockquote",
            "td",
            "th",
            "figcaption",
            "header",
        ]
    )
    _VOID = frozenset(
        ["br", "img", "meta", "link", "input", "hr", "source", "col", "wbr", "area", "base", "embed", "track"]
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._skipping: list[str] = []
        self._in_title = False
        self._meta: dict[str, str] = {}

    @classmethod
    def of(cls, source: str) -> _Page:
        """Parse a page."""
        page = cls()
        page.feed(source)
        page.close()
        return page

    @property
    def text(self) -> str:
        """The text, a line for each block, blank lines and runs of blanks closed up."""
        lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n\n".join(line for line in lines if line)

    @property
    def title(self) -> str:
        """The page's title."""
        return " ".join((self._meta.get("og:title") or self._meta.get("title") or "").split())

    @property
    def outlet(self) -> str:
        """Who publishes it."""
        return " ".join(self._meta.get("og:site_name", "").split())

    @property
    def url(self) -> str:
        """Its own address, where it is http(s)."""
        url = self._meta.get("og:url") or self._meta.get("canonical") or ""
        return url if url.startswith(("http://", "https://")) else ""

    @property
    def published(self) -> dt.date | None:
        """The day of publication that the page states."""
        stated = self._meta.get("article:published_time") or self._meta.get("date") or self._meta.get("time") or ""
        match = _DATE.search(stated)
        try:
            return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            return None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        values = {key: value or "" for key, value in attrs}
        if tag == "meta":
            self._meta.setdefault(
                values.get("property") or values.get("name") or values.get("itemprop") or "", values.get("content", "")
            )
        elif tag == "link" and values.get("rel") == "canonical":
            self._meta.setdefault("canonical", values.get("href", ""))
        elif tag == "time" and "datetime" in values:
            self._meta.setdefault("time", values["datetime"])
        if tag in self._SKIPPED and tag not in self._VOID:
            self._skipping.append(tag)
        self._in_title = tag == "title"
        if tag in self._BLOCKS:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                continue
        self._in_title = False
        if tag in self._BLOCKS:
            self._parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._in_title:
            self._meta["title"] = self._meta.get("title", "") + html.unescape(data)
        elif not self._skipping:
            self._parts.append(data.replace("\n", " "))


def _detect(given: Input) -> float:
    """Take any text that no other source claims with more."""
    if not looks_like_text(given.data) or not (given.data[:_SAMPLE].strip() or given.data.strip()):
        return 0.0
    return 0.1


def _read(given: Input) -> Dossier:
    report = load(given.name, given.data, given.published, given.language)
    return read_report(report, gazetteer=given.gazetteer, decisions=given.decisions).to_dossier()


SOURCE = Source(
    "report",
    "A report in Arabic or English: plain text or HTML, read offline into places, events and claims.",
    _detect,
    _read,
)
