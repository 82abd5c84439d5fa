"""One call for each thing that people make: a layer, a map, an export. The command line calls these."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.errors import OutputError
from layers.kinds import build as build_layer
from layers.text import Text
from outputs.export import event_layer
from outputs.page import Page
from outputs.write import format_of, write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from layers.events import Dossier
    from layers.layer import Layer
    from outputs.address import Address

__all__ = ["MAP_KINDS", "export", "make_layer", "make_map", "map_layers", "page_of"]

MAP_KINDS = ("uncertainty", "events", "facilities", "links", "distances")


def page_of(dossier: Dossier, title: str = "", languages: Sequence[str] = ("en", "ar")) -> Page:
    """Make the page of a dossier: its reports, what was not placed, and a title, by default the reports' own."""
    named = title or ", ".join(report.title or PurePath(report.name).stem for report in dossier.reports[:3]) or "majal"
    return Page(Text(named, named), tuple(languages), dossier.reports, dossier.unplaced, dossier.rejected)


def map_layers(dossier: Dossier, radius: Sequence[str] = ()) -> list[Layer]:
    """Build the layers of a map: those of `MAP_KINDS` that hold anything, and zones where radii are given."""
    layers = [build_layer(kind, dossier) for kind in MAP_KINDS]
    if radius:
        layers.append(build_layer("zones", dossier, {"radius": list(radius)}))
    return [layer for layer in layers if not isinstance(layer.data, gpd.GeoDataFrame) or len(layer.data)]


def make_map(
    dossier: Dossier,
    path: Path | Address,
    *,
    page: Page | None = None,
    radius: Sequence[str] = (),
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> list[Layer]:
    """Write the map of a dossier as one HTML file, and return its layers.

    Parameters
    ----------
    dossier
        What the sources told.
    path
        Where to; ``-`` is standard output.
    page
        Title and languages; None takes those of `page_of`.
    radius
        Radii of buffer zones, such as ``5.5km``.
    overwrite, inputs
        As in `outputs.write.write`.

    Raises
    ------
    OutputError
        The file cannot be written.
    SettingError
        A radius cannot be understood.
    """
    layers = map_layers(dossier, radius)
    write(layers, path, page or page_of(dossier), format="html", overwrite=overwrite, inputs=inputs)
    return layers


def make_layer(
    kind: str,
    dossier: Dossier,
    path: Path | Address,
    *,
    settings: Mapping[str, Any] | None = None,
    page: Page | None = None,
    format: str = "",  # noqa: A002 - the word of the command line and the recipe
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> Layer:
    """Build one layer, write it, and return it.

    Parameters
    ----------
    kind, settings
        As in `layers.kinds.build`.
    dossier
        What the sources told.
    path, page, format, overwrite, inputs
        As in `outputs.write.write`.

    Raises
    ------
    UnknownNameError
        No kind or format has that name.
    SettingError
        A parameter is unknown, missing or of the wrong type.
    OutputError
        The file cannot be written.
    """
    layer = build_layer(kind, dossier, settings)
    write([layer], path, page or page_of(dossier), format=format, overwrite=overwrite, inputs=inputs)
    return layer


def export(
    dossier: Dossier,
    path: Path | Address,
    *,
    page: Page | None = None,
    format: str = "",  # noqa: A002 - the word of the command line and the recipe
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> Layer:
    """Write the event table, and return it as a layer (`outputs.export.event_layer`).

    Raises
    ------
    OutputError
        The file cannot be written, or the format is a map and no file of data.
    """
    if format_of(path, format).name == "html":
        raise OutputError(f"{path}: export writes data; use majal map for a map")
    layer = event_layer(dossier)
    write([layer], path, page or page_of(dossier), format=format, overwrite=overwrite, inputs=inputs)
    return layer
