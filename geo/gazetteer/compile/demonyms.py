"""Words for a country's people and things, in English and in Arabic, in every inflected form."""

from __future__ import annotations

import csv
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from geo.gazetteer.normalise import key_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

__all__ = ["demonyms"]


def demonyms(arabic_names: Mapping[str, str], listed: Path, taken: Collection[str]) -> dict[str, str]:
    """Return country codes by the key of each demonym, every inflected form included.

    Parameters
    ----------
    arabic_names
        Arabic name of each country by ISO 3166-1 alpha-2 code.
    listed
        ``demonyms.csv``: iso, forms_en, stem_ar (the nisba without its final ya), forms_ar (broken
        plurals and other forms).
        What it says of a country stands in place of what the rules would make.
    taken
        Keys of the names of countries: روسيا is the country, though the rule would make it of روسي too.
    """
    with listed.open(encoding="utf-8", newline="") as file:
        ours = {row["iso"]: row for row in csv.DictReader(file)}
    found: dict[str, str] = {}
    for code, word in _english(ours):
        found.setdefault(key_of(word), code)
    for code, word in _arabic(ours, arabic_names):
        found.setdefault(key_of(word), code)
    # Not so the feminine: سورية is the country and "Syrian", and the text around tells which.
    return {key: code for key, code in sorted(found.items()) if key not in taken or key.endswith("يه")}


def _english(ours: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    """Give our forms first, and their plurals; then countryinfo's for the countries not listed."""
    for code, row in ours.items():
        for word in row["forms_en"].split("|"):
            yield from ((code, form) for form in _plural_en(word))
    for path in sorted((files("countryinfo") / "data").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".json"):
            continue
        record = json.loads(path.read_text(encoding="utf-8"))
        code = record.get("ISO", {}).get("alpha2", "")
        if code and code not in ours:
            words = re.split(r",| or |/|;", record.get("demonym") or "")
            yield from ((code, form) for word in words if word.strip() for form in _plural_en(word.strip()))


def _plural_en(word: str) -> list[str]:
    """Return the word, and its plural and the plural's possessive where English makes one by adding an s."""
    if not word:
        return []
    return [word] if word.endswith(("ese", "ish", "ch", "s", "sh", "men")) else [word, word + "s"]


def _arabic(ours: Mapping[str, Mapping[str, str]], arabic_names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for code, row in ours.items():
        for stem in filter(None, row["stem_ar"].split("|")):
            yield from ((code, form) for form in _inflected(stem))
        yield from ((code, form) for form in _with_article(filter(None, row["forms_ar"].split("|"))))
    for code, name in sorted(arabic_names.items()):
        if code not in ours and " " not in name and "-" not in name:
            yield from ((code, form) for form in _inflected(_nisba_stem(name)))


def _nisba_stem(name: str) -> str:
    """Return a country's name without article and ending, ready for the nisba's ya: إيطاليا to إيطال, قطر to قطر."""
    bare = name.removeprefix("ال") if len(name) > 4 else name
    return re.sub(r"(يا|يه|ية|ا|ة|و|ي)$", "", bare) or bare


def _inflected(stem: str) -> list[str]:
    """Return the nisba in masculine, feminine, dual and both sound plurals, each with and without the article."""
    forms = [stem + ending for ending in ("ي", "ية", "يا", "يون", "يين", "يو", "يات", "يان", "يتان", "يتين")]
    return _with_article(forms)


def _with_article(forms: Iterable[str]) -> list[str]:
    words = list(forms)
    return words + ["ال" + w for w in words if not w.startswith("ال")]
