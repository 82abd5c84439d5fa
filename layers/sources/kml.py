"""KML: its placemarks as rows, with their folders, intervals and data."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import defusedxml.ElementTree
import numpy as np
import shapely
from defusedxml.common import DefusedXmlException

from geo.decoding import decode, looks_like_text
from geo.errors import FileError
from layers.events import Fault
from layers.sources import Input, Source
from layers.tabular.raw import RawTable
from layers.tabular.records import frame_of
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from xml.etree.ElementTree import Element

    from shapely.geometry.base import BaseGeometry

    from layers.events import Dossier

__all__ = ["NO_EVENTS", "SOURCE", "placemarks"]

NO_EVENTS = "majal-unplaced"  # id of the folder in which our own KML lists what is no event

_SAMPLE = 1 << 12
_DEEPEST = 100
_MARK = re.compile(r"<(?:[\w.-]+:)?kml[\s>]")
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")  # the text is decoded already: what it was in says nothing any more
# What a viewer fetches, moves or lays over the ground: no event, and never followed.
_NOT_READ = {
    "NetworkLink": "a link to another file, which is not followed",
    "GroundOverlay": "an image, which is not read",
    "ScreenOverlay": "an image, which is not read",
    "PhotoOverlay": "an image, which is not read",
    "Tour": "a tour, which is not read",
}
_TOLD = {"Placemark", "Schema", *_NOT_READ}
_SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_MULTI: dict[str, Callable[[Any], BaseGeometry]] = {
    "Point": shapely.MultiPoint,
    "LineString": shapely.MultiLineString,
    "Polygon": shapely.MultiPolygon,
}
_MIXED: Callable[[Any], BaseGeometry] = shapely.GeometryCollection
_OTHER_SHAPES = {"Track", "MultiTrack", "Model"}


class _BadShapeError(ValueError):
    """A shape that cannot be used; carries what was expected."""

    def __init__(self, message: str, expected: str = "longitude,latitude with blanks between positions") -> None:
        super().__init__(message)
        self.expected = expected


def detect(given: Input) -> float:
    """Tell KML by its root."""
    if not looks_like_text(given.data):
        return 0
    sample = given.data[:_SAMPLE].replace(b"\0", b"").decode("utf-8", errors="ignore")
    return 0.9 if _MARK.search(sample) and sample.lstrip("\ufeff \t\r\n").startswith("<") else 0


def read(given: Input) -> Dossier:
    """Read placemarks as events.

    Raises
    ------
    FileError
        It is no XML that can be read, or declares entities.
    """
    return dossier_of(table(given), given)


def table(given: Input) -> RawTable:
    """Read placemarks as rows.

    Raises
    ------
    FileError
        It is no XML that can be read, or declares entities.
    """
    return placemarks(given.data, given.name)


def placemarks(data: bytes, name: str) -> RawTable:
    """Read the placemarks of a document as rows, numbered in their order.

    Parameters
    ----------
    data
        The document.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        It is no XML that can be read, or declares entities.
    """
    rows: list[dict[str, str]] = []
    shapes: list[BaseGeometry | None] = []
    fields: dict[str, None] = {}  # those that a schema declares are columns, even where no placemark fills them
    faults: list[Fault] = []
    for element, folders in _walk(data, name):
        kind = _local(element)
        if kind == "Placemark":
            rows.append(_row(element, folders))
            shapes.append(_shape(element, name, len(rows), faults))
        elif kind == "Schema":
            fields |= dict.fromkeys(field.get("name", "") for field in element)
        else:
            faults.append(Fault(name, _NOT_READ[kind], None, "", "placemarks", _child(element, "name") or kind))
    cells = frame_of([dict.fromkeys(fields, "") | row for row in rows], name).fillna("").astype("str")
    geometry = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    return RawTable(cells, np.arange(1, len(cells) + 1), geometry, tuple(faults))


def _walk(data: bytes, file: str) -> Iterator[tuple[Element, list[str]]]:
    """Give each placemark, and what is none and not read, with the names of the folders around it; then forget it."""
    text = _DECLARED.sub("", decode(data, file).text.lstrip("\ufeff \t\r\n"), count=1)
    around: list[Element] = []
    stream = io.BytesIO(text.encode("utf-8", "surrogatepass"))
    try:
        for event, element in defusedxml.ElementTree.iterparse(stream, ("start", "end"), forbid_dtd=True):
            if event == "start":
                around.append(element)
                if len(around) > _DEEPEST:
                    raise FileError(f"{file}: elements are nested too deeply; expected at most {_DEEPEST}")
                continue
            around.pop()
            if _local(element) in _TOLD:
                folders = [each for each in around if _local(each) == "Folder"]
                if NO_EVENTS not in {folder.get("id") for folder in folders}:
                    yield element, [name for name in (_child(folder, "name") for folder in folders) if name]
                element.clear()
                if around:
                    around[-1].remove(element)
    except DefusedXmlException as problem:
        raise FileError(f"{file}: declares a document type or entities, as KML never does; it is not read") from problem
    except defusedxml.ElementTree.ParseError as problem:
        raise FileError(f"{file}: no XML that can be read: {problem}; is the file cut off?") from problem


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return "" if found is None or found.text is None else found.text.strip()


def _row(placemark: Element, folders: list[str]) -> dict[str, str]:
    """Read what a placemark says of itself; a field of its data wins over what a viewer is shown."""
    shown = {
        "title": _child(placemark, "name"),
        "description": _child(placemark, "description"),
        "folder": " / ".join(folders),
        **_time(placemark),
    }
    told = {name.strip(): text for name, text in _data(placemark) if name.strip()}
    return {name: text for name, text in shown.items() if text} | told


def _time(placemark: Element) -> dict[str, str]:
    stamp, span = placemark.find("{*}TimeStamp"), placemark.find("{*}TimeSpan")
    if span is not None:
        return {"start": _child(span, "begin"), "end": _child(span, "end")}
    return {} if stamp is None else {"date": _child(stamp, "when")}


def _data(placemark: Element) -> Iterator[tuple[str, str]]:
    for field in placemark.iterfind("{*}ExtendedData/{*}Data"):
        yield field.get("name", ""), _child(field, "value")
    for field in placemark.iterfind("{*}ExtendedData/{*}SchemaData/{*}SimpleData"):
        yield field.get("name", ""), field.text or ""


def _shape(placemark: Element, name: str, at: int, faults: list[Fault]) -> BaseGeometry | None:
    for child in placemark:
        kind = _local(child)
        try:
            if kind in _SHAPES:
                return _geometry(child)
            if kind in _OTHER_SHAPES:
                raise _BadShapeError(f"a {kind}, which is not read", ", ".join(sorted(_SHAPES)))  # noqa: TRY301 - told as the others
        except _BadShapeError as problem:
            found = "".join(child.itertext()).strip()[:60]
            faults.append(Fault(name, str(problem), at, "geometry", problem.expected, repr(found)))
    return None


def _geometry(element: Element) -> BaseGeometry:
    kind = _local(element)
    try:
        if kind == "Point":
            return shapely.Point(_positions(element)[0])
        if kind == "Polygon":
            outer = _rings(element, "outerBoundaryIs")
            return shapely.Polygon(outer[0], _rings(element, "innerBoundaryIs"))
        if kind == "MultiGeometry":
            return _together([_geometry(child) for child in element if _local(child) in _SHAPES])
        return shapely.LineString(_positions(element))
    except (IndexError, ValueError, shapely.errors.GEOSException) as problem:
        if isinstance(problem, _BadShapeError):
            raise
        raise _BadShapeError(f"coordinates that make no {kind}") from problem


def _rings(polygon: Element, boundary: str) -> list[list[tuple[float, float]]]:
    rings = [_positions(ring) for ring in polygon.iterfind(f"{{*}}{boundary}/{{*}}LinearRing")]
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise _BadShapeError("a ring that is not closed", "four positions or more, the last equal to the first")
    return rings


def _positions(element: Element) -> list[tuple[float, float]]:
    """Read longitudes and latitudes, without heights."""
    tuples = [position.split(",") for position in _child(element, "coordinates").split()]
    return [(float(lon), float(lat)) for lon, lat, *_ in tuples]


def _together(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Put parts of one kind into a multi-part shape of that kind."""
    kinds = {shape.geom_type for shape in shapes}
    return _MULTI[kinds.pop()](shapes) if len(kinds) == 1 and kinds <= _MULTI.keys() else _MIXED(shapes)


SOURCE = Source("kml", "KML: placemarks with their folder, interval and data", detect, read, table)
