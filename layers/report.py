"""A public item, as it was published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Report", "digest"]


def digest(data: bytes) -> str:
    """Name bytes by their SHA-256, as ``sha256:…``."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Report:
    """One public item, as published.

    Attributes
    ----------
    id
        ``sha256:`` and the digest of the file's bytes.
    name
        The file's name, without its folder.
    text
        The text that was read, in code points; every span of a mention or a quote points into it.
    language
        ``ar``, ``en``, or ``ar+en``: the scripts that carry at least a tenth of its letters, most first.
    published
        The day on which it was published, None where nobody said.
    title, outlet, url
        As far as the item tells; else empty. `url` is http(s) or empty.
    read_as
        The name of the mapping by which a table was read, or empty.
    unused
        The columns of a table that nothing was read from.
    attribution, licence
        Whom to credit for a table's data, and under which terms, where that is known.
    retracted
        Whether the publisher took it back; its events stay, marked.
    """

    id: str
    name: str
    text: str = field(repr=False)
    language: str
    published: dt.date | None = None
    title: str = ""
    outlet: str = ""
    url: str = ""
    read_as: str = ""
    unused: tuple[str, ...] = ()
    attribution: str = ""
    licence: str = ""
    retracted: bool = False
