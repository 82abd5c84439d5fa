"""Files that majal does not read, told by their first bytes, and what to do with each."""

from __future__ import annotations

import re

__all__ = ["told"]

# Beginnings as the formats' own descriptions have them.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"Rar!", "a RAR archive; unpack it, and give the table in it"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive; unpack it, and give the table in it"),
    (b"\x1f\x8b", "packed with gzip; unpack it, and give the table in it"),
    (b"BZh", "packed with bzip2; unpack it, and give the table in it"),
    (b"\xfd7zXZ", "packed with xz; unpack it, and give the table in it"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard; unpack it, and give the table in it"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Excel or Word file, or one with a password; save it as .xlsx without one",
    ),
    (b"%PDF", "a PDF; copy its text or its table into a file of its own"),
    (b"\x89PNG", "an image; a map is read from a GeoTIFF, events from a table or a text"),
    (b"\xff\xd8\xff", "an image; a map is read from a GeoTIFF, events from a table or a text"),
    (b"GIF8", "an image; a map is read from a GeoTIFF, events from a table or a text"),
    (b"II*\0", "a TIFF image, which layers such as exposure take, and which holds no events"),
    (b"MM\0*", "a TIFF image, which layers such as exposure take, and which holds no events"),
    (b"\0\0\x27\x0a", "a shapefile; convert it to GeoPackage"),
    (b"SQLite format 3\0", "an SQLite file that is no GeoPackage; export its table as CSV"),
    (b"PAR1", "a Parquet file that is cut off; download it again"),
    (b"ARROW1", "an Arrow file; save it as Parquet"),
    (b"FEA1", "an Arrow file; save it as Parquet"),
    (b"PMTiles", "map tiles, which hold pictures of events; give the table that they were made from"),
)
_ZIPPED: tuple[tuple[str, str], ...] = (
    (r"xl/workbook\.bin", "an Excel workbook of the binary kind; save it as .xlsx"),
    (r"word/document\.xml", "a Word document; save its text as .txt, or its table as .xlsx or .csv"),
    (r"content\.xml", "an OpenDocument file; save it as .xlsx or .csv"),
    (r".*\.shp", "a ZIP with a shapefile; convert it to GeoPackage"),
    (r".*\.(?:csv|tsv|txt|xlsx|geojson|json|kml|gpkg|parquet)", "a ZIP; unpack it, and give the table in it"),
)


def told(data: bytes, members: frozenset[str] = frozenset()) -> str:
    """Say what a file is and what to do with it.

    Parameters
    ----------
    data
        Its bytes.
    members
        The names in it, where it is a ZIP.

    Returns
    -------
    str
        Such as ``a RAR archive; unpack it, and give the table in it``; empty where nobody knows.
    """
    for pattern, what in _ZIPPED:
        if any(re.fullmatch(pattern, name, re.IGNORECASE) for name in members):
            return what
    if data.startswith(b"PK\x03\x04"):
        return "a ZIP; unpack it, and give the table in it" if members else "a ZIP that is damaged; download it again"
    return next((what for magic, what in _MAGIC if data.startswith(magic)), "")
