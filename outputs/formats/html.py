"""One HTML file that opens offline: the interactive map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.formats import Format

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write the map as one file without any network request."""
    from outputs.leaflet import to_folium  # noqa: PLC0415 - folium takes a second to import; other formats need none

    path.write_text(to_folium(layers, page).get_root().render(), encoding="utf-8", newline="\n")


FORMAT = Format(
    name="html",
    description="An interactive map in one file that opens offline, in Arabic and English.",
    suffixes=(".html", ".htm"),
    write=write,
    is_map=True,
)
