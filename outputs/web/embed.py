"""Putting data and scripts into a page so that data can never be read as code."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["content_policy", "data_block", "script", "style", "title"]

# Above this many bytes a block is packed; below, it can be read with the eye.
_PACK_FROM = 200_000
# A twentieth larger than level 6 makes a page of 300,000 events, in a third of the time.
_LEVEL = 4

# In a script element these could end it, open a comment, or end a line.
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"},
)


def data_block(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Return a script element that holds `value` as JSON, packed with gzip and base64 where it is long.

    Parameters
    ----------
    name
        The element's id.
    value
        What JSON can hold, and arrays of numbers; what is no finite number becomes null.
    """
    text = _json(value)
    if len(text) < _PACK_FROM:
        shown = json.dumps(json.loads(text), ensure_ascii=True, separators=(",", ":")).translate(_ESCAPES)
        return f'<script type="application/json" id="{name}">{shown}</script>'
    # The time of packing is left out, so that the same data give the same bytes.
    packed = base64.b64encode(gzip.compress(text, compresslevel=_LEVEL, mtime=0)).decode("ascii")
    return f'<script type="application/json" id="{name}" data-encoding="gzip">{packed}</script>'


def _json(value: Any) -> bytes:  # noqa: ANN401 - as above
    try:
        return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)
    except TypeError:  # half of a surrogate pair, or a number over 64 bits
        return json.dumps(value, default=lambda array: array.tolist(), separators=(",", ":")).encode("ascii")


def script(source: str) -> str:
    """Return a script element with our own source, in which nothing ends the element early."""
    return f"<script>{_closed(source)}</script>"


def style(source: str) -> str:
    """Return a style element with our own source."""
    closed = source.replace("</style", "<\\/style")
    return f"<style>{closed}</style>"


def title(text: str) -> str:
    """Return the title element; halves of surrogate pairs, which UTF-8 cannot hold, are replaced."""
    return f"<title>{html.escape(text).encode('utf-8', 'replace').decode('utf-8')}</title>"


def content_policy(sources: Iterable[str]) -> str:
    """Return the meta element that allows these scripts and nothing else: no network, no other code.

    Parameters
    ----------
    sources
        The scripts' sources, as given to `script`.
    """
    hashes = " ".join(_hash(_closed(source)) for source in sources)
    rules = (
        "default-src 'none'",
        f"script-src {hashes}",
        # Leaflet and the page place things by the style attribute.
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _closed(source: str) -> str:
    return source.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode('utf-8')).digest()).decode('ascii')}'"
