"""GeoJSON, one feature a line: for what reads a file of any length line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.formats import Format
from outputs.formats.geojson import feature_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

_RECORD_SEPARATOR = b"\x1e"


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write the layers' features, each ended by a line feed.

    Before each stands RFC 8142's record separator where the file ends in ``.geojsons``, as GDAL has it too; under the
    other names none stands there, since most of what reads lines of JSON takes it for a fault.
    """
    mark = _RECORD_SEPARATOR if path.suffix.casefold() == ".geojsons" else b""
    with path.open("wb") as file:
        for lines, _ in feature_lines(layers, page.decimals):
            file.writelines(mark + line + b"\n" for line in lines)


FORMAT = Format(
    "geojsonseq",
    "GeoJSON, one feature a line (RFC 8142 in .geojsons), claims nested in each",
    (".geojsonl", ".geojsons", ".ndjson"),
    write,
)
