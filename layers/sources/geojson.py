"""GeoJSON as RFC 7946 has it, and as people write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.jsontext import load
from layers.tabular.raw import RawTable
from layers.tabular.records import frame_of
from layers.tabular.rows import dossier_of
from layers.tabular.standing import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.events import Dossier

__all__ = ["SOURCE", "table_of_features"]

_TYPES = {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
_MARK = re.compile(r'"type"\s*:\s*"(?:FeatureCollection|Feature)"')
_LON_LAT = re.compile(r"(?:CRS84|EPSG:+(?:[\d.]*:)?4326)$", re.IGNORECASE)
_SUFFIX = ".geojson"
_SAMPLE = 1 << 14


class _BadGeometryError(ValueError):
    """A geometry that cannot be used; carries what was expected."""

    def __init__(self, message: str, expected: str) -> None:
        super().__init__(message)
        self.expected = expected


def detect(given: Input) -> float:
    """Tell GeoJSON by its braces and its ``type``, else by its name's ending."""
    if not looks_like_text(given.data):
        return 0
    sample = given.data[:_SAMPLE].decode("utf-16" if given.data[:1] in b"\xff\xfe" else "utf-8", errors="ignore")
    if sample.lstrip("\ufeff \t\r\n")[:1] == "{" and _MARK.search(sample):
        return 0.95
    return 0.6 if given.name.casefold().endswith(_SUFFIX) else 0


def read(given: Input) -> Dossier:
    """Read the features of a file as events.

    Raises
    ------
    FileError
        It is no JSON, no GeoJSON, or not in WGS 84.
    """
    return dossier_of(_table(given), given)


def _table(given: Input) -> RawTable:
    """Read the features of a file as rows.

    Raises
    ------
    FileError
        It is no JSON, no GeoJSON, or not in WGS 84.
    """
    faults: list[Fault] = []
    document = _document(given, faults)
    _check_crs(document, given.name)
    features = _features(document, given.name)
    return table_of_features(list(enumerate(features, start=1)), given, faults)


def table_of_features(numbered: Sequence[tuple[int, Any]], given: Input, faults: Sequence[Fault] = ()) -> RawTable:
    """Read features as rows, each with the number under which a person finds it.

    Parameters
    ----------
    numbered
        Number and feature, as JSON holds it; what is no object is a fault.
    given
        The input it came from.
    faults
        What could not even be read as JSON, each a row.
    """
    whole = [(at, feature) for at, feature in numbered if isinstance(feature, dict)]
    strange = sorted({at for at, _ in numbered} - {at for at, _ in whole})
    told = (Fault(given.name, "not a feature", at, "", "an object of type Feature", rejected=True) for at in strange)
    found = [*faults, *told]
    geometry = np.array([_geometry(feature, given.name, at, found) for at, feature in whole] or [None], dtype=object)
    cells = frame_of([_properties(feature) for _, feature in whole], given.name)
    rows = np.array([at for at, _ in whole], dtype=np.int64)
    return RawTable(cells, rows, geometry[: len(whole)], tuple(found))


def _document(given: Input, faults: list[Fault]) -> dict[str, Any]:
    document = load(decode(given.data, given.name).text, given.name, faults)
    if not isinstance(document, dict):
        raise FileError(f"{given.name}: no GeoJSON; expected an object of type FeatureCollection")
    return document


def _check_crs(document: dict[str, Any], name: str) -> None:
    crs = document.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = str(properties.get("name", crs) if isinstance(properties, dict) else crs)
    if not _LON_LAT.search(named):
        raise FileError(
            f"{name}: the coordinates are in {named}; expected degrees on WGS 84 (EPSG:4326), as "
            "RFC 7946 has it. Reproject the file first"
        )


def _features(document: dict[str, Any], name: str) -> list[Any]:
    if document.get("type") == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if document.get("type") == "Feature":
        return [document]
    raise FileError(
        f"{name}: no GeoJSON that can be read; expected type FeatureCollection with features, got type "
        f"{document.get('type')!r}"
    )


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    found = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature and not any(str(name).casefold() == "id" for name in found):
        found["id"] = feature["id"]
    return found


def _geometry(feature: dict[str, Any], name: str, at: int, faults: list[Fault]) -> shapely.Geometry | None:
    try:
        return _shape(feature.get("geometry"))
    except RecursionError:
        faults.append(Fault(name, "a geometry nested too deeply", at, "geometry", "one level of parts"))
    except _BadGeometryError as problem:
        found = str(orjson.dumps(feature.get("geometry"))[:60].decode(errors="ignore"))
        faults.append(Fault(name, str(problem), at, "geometry", problem.expected, found))
    return None


def _shape(geometry: object) -> shapely.Geometry | None:
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise _BadGeometryError("no geometry", "an object with type and coordinates, or null")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        parts = [_shape(part) for part in _parts(geometry.get("geometries"))]
        return shapely.GeometryCollection([part for part in parts if part is not None])
    if not isinstance(kind, str) or kind not in _TYPES:
        raise _BadGeometryError(f"no type of geometry is called {kind!r}", ", ".join(sorted(_TYPES)))
    if not coordinates:
        return None
    try:
        return _MAKERS[kind](coordinates)
    except (TypeError, ValueError, IndexError, OverflowError, shapely.errors.GEOSException) as problem:
        if isinstance(problem, _BadGeometryError):
            raise
        raise _BadGeometryError("coordinates that make no geometry", f"those of a {kind}") from problem


def _parts(geometries: object) -> list[Any]:
    if not isinstance(geometries, list):
        raise _BadGeometryError("no list of geometries", "a list in the member geometries")
    return geometries


def _position(position: Any) -> tuple[float, float]:  # noqa: ANN401 - a file may hold anything here
    if not isinstance(position, list) or len(position) < 2:
        raise _BadGeometryError("no position", "[longitude, latitude]")
    lon, lat = position[:2]
    if isinstance(lon, bool) or isinstance(lat, bool) or not all(isinstance(part, (int, float)) for part in (lon, lat)):
        raise _BadGeometryError("coordinates that are no numbers", "numbers without quotes: [longitude, latitude]")
    return float(lon), float(lat)


def _line(positions: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - as above
    if not isinstance(positions, list):
        raise _BadGeometryError("no list of positions", "[[longitude, latitude], …]")
    return [_position(position) for position in positions]


def _ring(positions: Any) -> list[tuple[float, float]]:  # noqa: ANN401 - as above
    ring = _line(positions)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise _BadGeometryError("a ring that is not closed", "four positions or more, the last equal to the first")
    return ring


def _polygon(rings: Any) -> shapely.Polygon:  # noqa: ANN401 - as above
    if not isinstance(rings, list):
        raise _BadGeometryError("no list of rings", "[[[longitude, latitude], …]]")
    outer, *holes = [_ring(ring) for ring in rings]
    return shapely.Polygon(outer, holes)


_MAKERS: dict[str, Callable[[Any], shapely.Geometry]] = {
    "Point": lambda given: shapely.Point(_position(given)),
    "MultiPoint": lambda given: shapely.MultiPoint(_line(given)),
    "LineString": lambda given: shapely.LineString(_line(given)),
    "MultiLineString": lambda given: shapely.MultiLineString([_line(part) for part in given]),
    "Polygon": _polygon,
    "MultiPolygon": lambda given: shapely.MultiPolygon([_polygon(part) for part in given]),
}


def _standing(given: Input, rows: Sequence[int]) -> dict[int, str]:
    features = _features(_document(given, []), given.name)
    return {row: as_json(features[row - 1]) for row in rows if row <= len(features)}


SOURCE = Source(
    "geojson",
    "GeoJSON: features with id, title, date, precision and more",
    detect,
    read,
    _table,
    standing=_standing,
)
