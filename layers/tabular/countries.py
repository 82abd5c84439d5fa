"""Countries as tables name them, in words or in one of three codes, to ISO 3166-1 alpha-2."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal

import pandas as pd

from geo.gazetteer import open_gazetteer

__all__ = ["country_codes"]

_Coding = Literal["iso2", "iso3", "fips"]


def country_codes(texts: pd.Series, coding: _Coding = "iso2") -> pd.Series:
    """Find the code of each country; each distinct text is looked up once.

    Parameters
    ----------
    texts
        Names in English or Arabic, official or common, with an older or another name in brackets
        (``Yemen (North Yemen)``), or codes of two or three letters.
    coding
        What codes of two letters are: ``iso2``, or the United States' ``fips`` 10-4, in which ``IZ`` is Iraq.
        Three letters are always ISO 3166-1 alpha-3.

    Returns
    -------
    pandas.Series
        ISO 3166-1 alpha-2 codes, empty where no one country is meant; index of `texts`. ``iso2`` letters are kept as
        they are, known or not.

    Notes
    -----
    The codes of ISO 3166-1 and FIPS PUB 10-4 are those that GeoNames lists for each country (countryInfo.txt).
    """
    which, distinct = pd.factorize(texts)
    codes = pd.Series([_code(text, coding) for text in distinct], dtype="str")
    return codes.take(which).set_axis(texts.index)


def _code(text: str, coding: _Coding) -> str:
    letters = text.strip().upper()
    if len(letters) == 2 and letters.isascii() and letters.isalpha():
        return letters if coding == "iso2" else _codes(coding).get(letters, "")
    if letters in _codes("iso3"):
        return _codes("iso3")[letters]
    return _one(_names(text)) or _one(_names(_turned(text))) or _bracketed(text)


def _bracketed(text: str) -> str:
    """Read a name with another in brackets: what both know must be one country."""
    before, _, inside = text.partition("(")
    return _one(_names(before) | _names(inside)) if inside else ""


def _turned(text: str) -> str:
    """Turn a name round at its comma or bracket: "Korea, South", "Korea (North)"."""
    first, _, last = text.replace("(", ",", 1).partition(",")
    return f"{last} {first}" if last else ""


def _one(codes: set[str]) -> str:
    return codes.pop() if len(codes) == 1 else ""


def _names(name: str) -> set[str]:
    return {hit.place.country for hit in open_gazetteer().lookup(name) if hit.place.feature == "country"}


@cache
def _codes(coding: _Coding) -> dict[str, str]:
    with files("layers.tabular").joinpath("country_codes.csv").open(encoding="ascii") as lines:
        return {row[coding]: row["iso2"] for row in csv.DictReader(lines) if row[coding]}
