"""What the gazetteers are: where they lie, what they hold, from whom, and under which terms."""

from __future__ import annotations

from typing import Any

from geo.gazetteer.own import OwnPlaces, file_digest, own_path
from geo.gazetteer.store import Gazetteer

__all__ = ["about"]


def about() -> dict[str, Any]:
    """Return what is to be told of the compiled gazetteer (``shipped``) and of the user's (``own``).

    Returns
    -------
    dict
        Of each: ``path``, ``sha256``, ``size`` in bytes, ``places``, ``names``, ``sources``; of the compiled one also
        ``licences``. Where the user has none yet, only its ``path``, and no sources.

    Raises
    ------
    InstallError
        The compiled gazetteer is missing.
    FileError
        The user's file is no gazetteer.
    """
    shipped, own = Gazetteer(), own_path()
    path = shipped.path
    told = {"path": str(path), "sha256": file_digest(path), "size": path.stat().st_size, **shipped.info()}
    return {"shipped": told, "own": OwnPlaces(own).info() if own.is_file() else {"path": str(own), "sources": []}}
