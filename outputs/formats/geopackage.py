"""GeoPackage: a table a layer, the claims in a table of their own, and how QGIS is to draw each layer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pandas as pd
import pyogrio

from geo.errors import OutputError
from outputs.columns import as_text, claim_rows, features, layer_rows, report_rows
from outputs.formats import Format
from outputs.gdal import flat, geometry_type, told
from outputs.qgis import legend_of, qml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["FORMAT"]

# GDAL writes the time of the day into gpkg_contents.last_change; the same input must give the same bytes.
_CLOCK = "OGR_CURRENT_DATE"
_FIXED = "2000-01-01T00:00:00.000Z"
_GEOMETRY = "geom"  # as GDAL names the column of a GeoPackage
_STYLES = "layer_styles"
_BESIDE = ("claims", "unplaced", "reports", "layers")
_OWN = ("gpkg_", "rtree_", "sqlite_")  # begin the names of tables that GeoPackage and SQLite keep for themselves


def write(layers: Sequence[Layer], path: Path, page: Page) -> None:
    """Write each layer as a table of features, and beside them claims, reports, what was not placed, styles."""
    tables = {layer.name: flat(features(layer).drop(columns="claims", errors="ignore")) for layer in layers}
    beside = zip(_BESIDE, (claim_rows(layers), page.unplaced, report_rows(page), _told(layers)), strict=True)
    with _fixed_clock(), told(path, "GeoPackage"):
        for number, (name, table) in enumerate(tables.items()):
            _write(table, path, name, append=number > 0, geometry_type=geometry_type(table))
        for name, rows in beside:
            if len(rows):
                _write(rows.map(as_text).astype("object"), path, name, append=True)
        styles = _styles(layers)
        if len(styles):
            _write(styles, path, _STYLES, append=True, fid="id")


def _told(layers: Sequence[Layer]) -> pd.DataFrame:
    """Tell of each layer, with its notes a line each."""
    en, ar = (["\n".join(getattr(note, name) for note in layer.notes) for layer in layers] for name in ("en", "ar"))
    return layer_rows(layers).assign(notes=en, notes_ar=ar)


def _check(layers: Sequence[Layer]) -> None:
    """Check that each layer is a table with a name of its own: SQLite does not tell upper from lower case."""
    taken = {*_BESIDE, _STYLES}
    for layer in layers:
        features(layer)
        name = layer.name.casefold()
        if name in taken or name.startswith(_OWN):
            raise OutputError(
                f"a layer cannot be called {layer.name!r} in a GeoPackage, where {name!r} is taken; rename it"
            )
        taken.add(name)


def _write(
    table: pd.DataFrame, path: Path, layer: str, *, append: bool, geometry_type: str | None = None, fid: str = "fid"
) -> None:
    pyogrio.write_dataframe(
        table,
        path,
        layer=layer,
        driver="GPKG",
        append=append,
        geometry_type=geometry_type,
        layer_options={"FID": fid},
        use_arrow=True,
    )


def _styles(layers: Sequence[Layer]) -> pd.DataFrame:
    """Make the table in which QGIS looks for the style of each table when it opens the file."""
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.name,
            "f_geometry_column": _GEOMETRY,
            "styleName": layer.name,
            "styleQML": qml(layer),
            "styleSLD": "",
            "useAsDefault": True,
            "description": _described(layer),
            "owner": "",
            "ui": None,
            "update_time": pd.Timestamp(_FIXED),
        }
        for layer in layers
        if legend_of(layer)[1]
    ]
    return pd.DataFrame(rows)


def _described(layer: Layer) -> str:
    """Tell the title in both languages, and the Arabic of each line of the legend, which QGIS shows in English."""
    lines = [
        f"{entry.group.en}: {entry.label.en} = {entry.group.ar}: {entry.label.ar}" for entry in legend_of(layer)[1]
    ]
    return "\n".join([f"{layer.title.en} = {layer.title.ar}", *lines])


@contextlib.contextmanager
def _fixed_clock() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: _FIXED})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})


FORMAT = Format(
    "geopackage",
    "GeoPackage styled for QGIS: a table a layer, the claims in a table of their own",
    (".gpkg",),
    write,
    check=_check,
)
