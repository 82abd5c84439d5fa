"""KMZ: the KML document in a ZIP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import FileError
from layers.sources import Input, Source
from layers.sources.kml import placemarks
from layers.tabular.rows import dossier_of
from layers.tabular.zipped import Zipped, names

if TYPE_CHECKING:
    from layers.events import Dossier
    from layers.tabular.raw import RawTable

__all__ = ["SOURCE"]

_DOCUMENT = "doc.kml"


def detect(given: Input) -> float:
    """Tell a KMZ by a KML document in the ZIP."""
    return 0.9 if _document(given) else 0


def read(given: Input) -> Dossier:
    """Read placemarks as events.

    Raises
    ------
    FileError
        The ZIP is damaged or too large, or its document is no KML that can be read.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read placemarks as rows.

    Raises
    ------
    FileError
        The ZIP is damaged or too large, or its document is no KML that can be read.
    """
    document = _document(given)
    archive = Zipped(given.data, given.name)
    if not document:
        raise FileError(f"{given.name}: no KML in the ZIP; expected {_DOCUMENT}")
    return placemarks(archive.read(document), given.name)


def _document(given: Input) -> str:
    """Name the document: ``doc.kml``, else the first at the top, as viewers have it (KML 2.2, annex C)."""
    found = sorted(name for name in names(given.data) if name.casefold().endswith(".kml") and "/" not in name)
    return _DOCUMENT if _DOCUMENT in found else next(iter(found), "")


SOURCE = Source("kmz", "KMZ: the KML document in a ZIP", detect, read, table)
