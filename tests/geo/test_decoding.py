"""Bytes to text: one broken byte changes no other letter, and the end of a sample cuts none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.decoding import decode, sample_text
from geo.errors import FileError

ARABIC = "المعرف,العنوان,التاريخ\n"


def test_one_byte_of_a_code_page_does_not_decode_a_file_of_utf8_anew() -> None:
    data = "title\nFaçade\nمستودع\n".encode() + "Café\n".encode("cp1252") + "Été\n".encode()

    with pytest.raises(FileError, match=r"t.csv, line 4: expected UTF-8 .* Save it as UTF-8"):
        decode(data, "t.csv")


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_code_page_is_still_found(encoding: str) -> None:
    text = ARABIC + "غارة على مستودع قرب البلدة" * 20

    assert decode(text.replace("غ", "ع").encode(encoding), "t").text == text.replace("غ", "ع")


@given(st.integers(60, 400), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1256"]))
def test_sample_is_the_beginning_of_the_text_wherever_it_is_cut(size: int, encoding: str) -> None:
    text = ARABIC * 40
    found = sample_text(text.encode(encoding), size).text

    assert found
    assert text.startswith(found.removeprefix("\ufeff"))


def test_sample_of_a_whole_file_is_the_file() -> None:
    assert sample_text(ARABIC.encode(), 1 << 16) == (ARABIC, "utf-8")
