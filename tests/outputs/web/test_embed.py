"""Data in a page is data: nothing in it can end its element or be read as markup."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.web.embed import content_policy, data_block, script, style

ANY_TEXT = st.text(st.characters(codec=None))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(ANY_JSON)
def test_any_value_comes_back_from_one_ascii_element(value: object) -> None:
    block = data_block("d", value)
    page = _Elements()
    page.feed(block)

    assert block.isascii()
    assert page.tags == ["script"]
    assert json.loads(page.text) == value


@pytest.mark.parametrize("words", ["</script><script>", "<!--", "]]>", "&amp;", "\u2028\u2029"])
def test_what_could_end_the_element_is_escaped(words: str) -> None:
    inside = data_block("d", [words])[len('<script type="application/json" id="d">') : -len("</script>")]

    assert not re.search(r"[<>&\u2028\u2029]", inside)


def test_a_long_value_is_packed_and_the_same_each_time() -> None:
    value = {"rows": [f"غارة {number}" for number in range(30_000)]}

    block = data_block("d", value)

    assert block == data_block("d", value)
    packed = re.fullmatch(
        r'<script type="application/json" id="d" data-encoding="gzip">([A-Za-z0-9+/=]+)</script>', block
    )
    assert packed
    assert json.loads(gzip.decompress(base64.b64decode(packed[1]))) == value
    assert len(block) < len(json.dumps(value)) / 4


def test_not_a_number_is_null_also_in_an_array() -> None:
    block = data_block("d", [float("nan"), np.array([1.5, np.inf]), np.array([3])])

    assert block == '<script type="application/json" id="d">[null,[1.5,null],[3]]</script>'


def test_our_own_sources_cannot_end_their_element() -> None:
    assert script("a = '</script>' + '<!--'") == "<script>a = '<\\/script>' + '<\\!--'</script>"
    assert "</style" not in style("a::after { content: '</style>' }")[:-8]


def test_the_policy_names_each_script_by_its_hash() -> None:
    policy = content_policy(["alert(1)"])

    # From `printf 'alert(1)' | openssl dgst -sha256 -binary | base64`.
    assert "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='" in policy
    assert "base-uri 'none'; form-action 'none'" in policy
