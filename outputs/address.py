"""Where outputs go: a file's path, or the address of a database, which is never shown with its password."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["SCHEMES", "Address", "target"]

SCHEMES = ("postgresql://", "postgres://")
_SECRETS = ("password", "sslpassword")


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
        scheme, _, rest = self.url.partition("://")
        place, _, query = rest.partition("?")
        who, at, where = place.rpartition("@")
        told = [part for part in query.split("&") if part and not part.startswith(_SECRETS)]
        return f"{scheme}://{who.partition(':')[0]}{at}{where}{'?' if told else ''}{'&'.join(told)}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """The passwords that stand in the address."""
        place, _, query = self.url.partition("://")[2].partition("?")
        named = [part.partition("=")[2] for part in query.split("&") if part.startswith(_SECRETS)]
        return tuple(filter(None, (place.rpartition("@")[0].partition(":")[2], *named)))


def target(text: str) -> Path | Address:
    """Return the address that a text is, else the path: a path would make one slash of ``//``."""
    scheme, colon, rest = text.partition("://")
    known = f"{scheme.casefold()}{colon}"
    return Address(f"{known}{rest}") if known in SCHEMES else Path(text)
