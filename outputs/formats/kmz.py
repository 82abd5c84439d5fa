"""KMZ: the KML document in a zip."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

from outputs.formats import Format
from outputs.formats.kml import document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write ``doc.kml``, the name that KML 2.2 gives to the document of a KMZ, without a clock's time."""
    plain = path.with_name("doc.kml")
    with plain.open("wb") as file:
        document(layers, file, page)
    member = zipfile.ZipInfo(plain.name)
    member.compress_type = zipfile.ZIP_DEFLATED
    # Readers of KMZ do not know the zip of over 4 GB, so it is used only where the size asks for it.
    member.file_size = plain.stat().st_size
    with zipfile.ZipFile(path, "w") as archive, archive.open(member, "w") as packed, plain.open("rb") as file:
        shutil.copyfileobj(file, packed)


FORMAT = Format("kmz", "KML in a zip, some ten times smaller", (".kmz",), write)
