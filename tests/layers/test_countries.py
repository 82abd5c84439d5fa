"""Countries as tables name them."""

from __future__ import annotations

import pandas as pd
import pytest

from layers.tabular.countries import country_codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SY", "SY"),
        ("sy", "SY"),
        ("SYR", "SY"),
        ("Syria", "SY"),
        ("syria ", "SY"),
        ("Syrian Arab Republic", "SY"),
        ("سوريا", "SY"),
        ("الجمهورية العربية السورية", "SY"),
        ("Yemen (North Yemen)", "YE"),
        ("DR Congo (Zaire)", "CD"),
        ("Congo (Kinshasa)", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Myanmar (Burma)", "MM"),
        ("Russia (Soviet Union)", "RU"),
        ("Serbia (Yugoslavia)", "RS"),
        ("Cambodia (Kampuchea)", "KH"),
        ("Kingdom of eSwatini (Swaziland)", "SZ"),
        ("Bosnia-Herzegovina", "BA"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Korea, South", "KR"),
        ("Korea (North)", "KP"),
        ("Türkiye", "TR"),
        ("Korea", ""),
        ("Syria, Iraq", ""),
        ("Syria; Iraq", ""),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_country_in_words_and_codes(text: str, code: str) -> None:
    assert country_codes(pd.Series([text, "IQ", text])).tolist() == [code, "IQ", code]


def test_codes_of_two_letters_are_those_that_the_caller_says() -> None:
    cells = pd.Series(["IZ", "LE", "IS", "XX", "Iraq"])

    assert country_codes(cells, "fips").tolist() == ["IQ", "LB", "IL", "", "IQ"]
    assert country_codes(cells).tolist() == ["IZ", "LE", "IS", "XX", "IQ"]
