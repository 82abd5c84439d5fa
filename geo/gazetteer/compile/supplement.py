"""The curated supplement: rows written by hand, each with its source."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import shapely
from pyproj import CRS, Transformer
from shapely import ops, wkt

from geo.gazetteer.draft import Draft, Name, covering_radius_m
from geo.gazetteer.normalise import key_of
from geo.place import PRECISION, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

__all__ = ["apply", "read_supplement"]

# Files of the folder which hold something other than places.
_OTHER_FILES = frozenset({"countries.csv", "demonyms.csv"})


def read_supplement(folder: Path) -> list[Draft]:
    """Return the places of every CSV file in the folder, in the order of file names and rows.

    Parameters
    ----------
    folder
        Holds CSV files with the columns id, name_en, name_ar, aliases_en, aliases_ar (``|`` between names), feature,
        precision, country, lon, lat, radius_m, shape (WKT polygon, or a line with its half width), width_m, source.
        A row whose id the packages know may leave everything empty but names and source.

    Raises
    ------
    ValueError
        When a row lacks a source or cannot be read; the message names file and row.
    """
    drafts: list[Draft] = []
    for path in sorted(p for p in folder.glob("*.csv") if p.name not in _OTHER_FILES):
        with path.open(encoding="utf-8", newline="") as file:
            drafts += [
                _checked(row, f"{path.name} row {number}") for number, row in enumerate(csv.DictReader(file), start=2)
            ]
    return drafts


def _checked(row: dict[str, str], where: str) -> Draft:
    if None in row or not row.get("source"):
        raise ValueError(f"{where}: every row has all columns and a source; got {row.get('id')!r}")
    try:
        return _draft(row)
    except (ValueError, KeyError, shapely.errors.ShapelyError) as error:
        raise ValueError(f"{where}: {row.get('id')}: {error}") from error


def _draft(row: dict[str, str]) -> Draft:
    shape = _shape(row["shape"], float(row["width_m"] or 0))
    precision = Precision(row["precision"]) if row["precision"] else Precision.UNKNOWN
    return Draft(
        id=row["id"],
        name=row["name_en"],
        name_ar=row["name_ar"],
        lon=float(row["lon"] or "nan"),
        lat=float(row["lat"] or "nan"),
        feature=row["feature"],
        precision=precision,
        radius_m=_radius_m(row, precision, shape),
        country=row["country"],
        shape=shapely.to_wkb(shape) if shape else None,
        names=[*_names(row["aliases_en"], "en"), *_names(row["aliases_ar"], "ar")],
    )


def _radius_m(row: dict[str, str], precision: Precision, shape: BaseGeometry | None) -> float:
    """Return the row's radius, else its class's; never less than what covers the shape."""
    given_m = float(row["radius_m"] or PRECISION[precision].radius_m or 0)
    return max(given_m, covering_radius_m(float(row["lon"]), float(row["lat"]), shape)) if shape else given_m


def _names(cell: str, lang: str) -> list[Name]:
    return [Name(n.strip(), lang, preferred=True) for n in cell.split("|") if n.strip()]


def _shape(text: str, half_width_m: float) -> BaseGeometry | None:
    """Return the polygon, or the corridor of a spine: a buffer in an azimuthal equidistant plane around its middle."""
    if not text:
        return None
    shape = wkt.loads(text)
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    if half_width_m <= 0:
        raise ValueError("a line needs a width_m above 0")
    centre = shape.centroid
    plane = CRS.from_dict({"proj": "aeqd", "lat_0": centre.y, "lon_0": centre.x, "datum": "WGS84"})
    to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
    flat = ops.transform(to_plane.transform, shape.segmentize(0.1))
    corridor = flat.buffer(half_width_m, quad_segs=6).simplify(200)
    back = ops.transform(partial(to_plane.transform, direction="INVERSE"), corridor)
    return shapely.set_precision(back, 0.0001)


def apply(supplement: Iterable[Draft], drafts: list[Draft]) -> list[Draft]:
    """Return all drafts, where a supplement row with the id of a known place corrects it and adds its names.

    What such a row leaves empty (position, kind, radius, shape) stays as the packages have it.

    Raises
    ------
    ValueError
        When a row gives no position and its id is not known.
    """
    by_id = {d.id: d for d in drafts}
    for row in supplement:
        known = by_id.get(row.id)
        if known is None and not (row.feature and math.isfinite(row.lon)):
            raise ValueError(
                f"{row.id}: the packages know no such place, so the row needs lon, lat, feature and precision"
            )
        by_id[row.id] = _corrected(known, row) if known else row
    return list(by_id.values())


def _corrected(known: Draft, row: Draft) -> Draft:
    kept = [n for n in known.all_names() if key_of(n.text) not in {key_of(row.name), key_of(row.name_ar)}]
    here = row.feature != ""
    return replace(
        known,
        name=row.name,
        name_ar=row.name_ar,
        lon=row.lon if math.isfinite(row.lon) else known.lon,
        lat=row.lat if math.isfinite(row.lat) else known.lat,
        feature=row.feature or known.feature,
        precision=row.precision if here else known.precision,
        radius_m=row.radius_m if here else known.radius_m,
        country=row.country or known.country,
        shape=row.shape or known.shape,
        names=row.names + [Name(n.text, n.lang, preferred=n.preferred and known.feature != "city") for n in kept],
    )
