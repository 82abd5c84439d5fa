"""One call for each thing that people make: a layer, a map, an export. The command line calls these."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.errors import OutputError
from layers.kinds import build as build_layer
from layers.public import WITHHELD
from layers.text import Text
from outputs.export import event_layer
from outputs.formats import formats
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
    named = [report for report in dossier.reports if report.name != WITHHELD]
    title = title or ", ".join(report.title or PurePath(report.name).stem for report in named[:3]) or "majal"
    return Page(Text(title, title), tuple(languages), dossier.reports, dossier.unplaced, dossier.rejected)


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
    format: str = "",  # noqa: A002 - the word of the command line and the recipe
    overwrite: bool = False,
    inputs: Sequence[Path] = (),
) -> list[Layer]:
    """Write the map of a dossier, and return its layers.

    Parameters
    ----------
    dossier
        What the sources told.
    path
        Where to; ``-`` is standard output.
    page
        Title, languages and theme; None takes those of `page_of`.
    radius
        Radii of buffer zones, such as ``5.5km``.
    format
        ``html``, ``png``, ``svg`` or ``pdf``; empty means that the ending of `path` tells, and without one
        ``html``.
    overwrite, inputs
        As in `outputs.write.write`.

    Raises
    ------
    OutputError
        The file cannot be written, or the format is data and no map.
    UnknownNameError
        No format has that name or ending.
    SettingError
        A radius cannot be understood.
    InstallError
        What draws static maps is not installed.
    """
    bare = isinstance(path, PurePath) and not path.suffix
    chosen = format_of(path, format or ("html" if bare else ""))
    if not chosen.is_map:
        maps = ", ".join(member.name for member in formats().values() if member.is_map)
        raise OutputError(
            f"{path}: {chosen.name} is data and no map; a map is one of {maps}; use majal export for data"
        )
    layers = map_layers(dossier, radius)
    write(layers, path, page or page_of(dossier), format=chosen.name, overwrite=overwrite, inputs=inputs)
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
    UnknownNameError
        No format has that name or ending.
    """
    if format_of(path, format).is_map:
        raise OutputError(f"{path}: export writes data; use majal map for a map")
    layer = event_layer(dossier)
    write([layer], path, page or page_of(dossier), format=format, overwrite=overwrite, inputs=inputs)
    return layer
