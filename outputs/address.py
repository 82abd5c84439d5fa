"""Where outputs go: a file's path, or the address of a database, which is never shown with its password."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

__all__ = ["SCHEMES", "Address", "target"]

SCHEMES = ("postgresql://", "postgres://")
_SECRETS = ("password", "secret", "scram")  # in the names of libpq's settings
_SIGNS = frozenset("@/?")
# Two letters at least, since one is a drive of Windows; and PostgreSQL's with a slash too few.
_ADDRESS = re.compile(r"\s*([a-z][a-z0-9+.-]+://|postgres[a-z0-9+.-]*:(?=/|.*@))(.*)", re.IGNORECASE | re.DOTALL)
_SETTING = re.compile("[?&]([^?&]*)")


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a database.

    Written into a text it shows no password: that is what messages, manifests and the command line print.

    Attributes
    ----------
    url
        As it was given, such as ``postgresql://user:password@host/database?schema=majal``.
    ours
        Whether the build that writes wrote there before: then the tables there that majal wrote may be replaced.
    """

    url: str = field(repr=False)
    ours: bool = field(default=False, repr=False, compare=False)

    def __str__(self) -> str:
        scheme, who, place, query = self._parts()
        shown = _public(query)
        return f"{scheme}{who.partition(':')[0]}{_public(place)}{'?' if shown else ''}{shown}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords that stand in the address."""
        _, who, place, query = self._parts()
        named = [part.partition("=")[2] for part in f"{place}&{query}".split("&") if _is_secret(part)]
        return tuple(filter(None, (who.partition(":")[2], *named)))

    @property
    def is_ambiguous(self) -> bool:
        """Whether a sign that should have been quoted stands before the last ``@``, where readers part ways."""
        return not _SIGNS.isdisjoint(self._parts()[1])

    def _parts(self) -> tuple[str, str, str, str]:
        """Split into the scheme, the user with the password, the place with its ``@``, and the query.

        A password may hold signs that should have been quoted: it ends at the last ``@`` before another secret.
        """
        rest = self.url.partition(":")[2].lstrip("/")
        first = next((found.start() for found in _SETTING.finditer(rest) if _is_secret(found[1])), len(rest))
        who, at, where = rest[:first].rpartition("@")
        place, _, query = f"{at}{where}{rest[first:]}".partition("?")
        return self.url.removesuffix(rest), who, place, query


def _public(text: str) -> str:
    return "&".join(part for part in text.split("&") if not _is_secret(part))


def _is_secret(setting: str) -> bool:
    """Whether a setting such as ``password=x`` is one that libpq keeps from others, however its name is written."""
    name = unquote(setting.partition("=")[0]).casefold()
    return any(word in name for word in _SECRETS)


def target(text: str) -> Path | Address:
    """Return the address that a text is, else the path.

    A path would make one slash of ``//``, and be shown as it is: what looks like an address, also one that no format
    writes to, is none.
    """
    found = _ADDRESS.fullmatch(text)
    return Address(f"{found[1].casefold()}{found[2]}") if found else Path(text)
