"""A workbook of texts (ECMA-376, Office Open XML): no formula, no clock, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from geo.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["write_workbook"]

# Microsoft, "Excel specifications and limits"; the first row is the header's.
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1_048_575, 16_384, 32_767

# What XML 1.0 (section 2.2, "Characters") has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write tables of texts as the sheets of a workbook.

    GDAL's driver reads the whole workbook again for every sheet, and writes the time of the day into it.

    Parameters
    ----------
    sheets
        Name -> table of texts, which stay texts: a cell that begins with ``=`` is no formula. The first row of a
        sheet has the names of the columns. A cell of over 32,767 characters ends in an ellipsis.
    path
        Where to.

    Raises
    ------
    OutputError
        A table has more rows or columns than a sheet can hold.
    """
    for name, table in sheets.items():
        if len(table) > _MOST_ROWS or len(table.columns) > _MOST_COLUMNS:
            most = f"{_MOST_ROWS:,} rows and {_MOST_COLUMNS:,} columns"
            raise OutputError(
                f"{path.name}: a sheet holds {most}; {name} has {len(table):,} and {len(table.columns):,}"
            )
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in _parts(list(sheets)):
            archive.writestr(_member(member), text)
        for number, table in enumerate(sheets.values(), start=1):
            # Some readers do not know the zip of over 4 GB; it is used only where a sheet may need it.
            size = int(table.memory_usage(deep=True).sum()) + 100 * table.size
            with archive.open(_member(f"xl/worksheets/sheet{number}.xml", size), "w") as file:
                file.writelines(line.encode() for line in _sheet(table))


def _member(name: str, size: int = 0) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.compress_type, member.file_size = zipfile.ZIP_DEFLATED, size
    return member


def _parts(names: list[str]) -> Iterator[tuple[str, str]]:
    """Give the files that say what else is in the package."""
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    book = f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    known = f'<Types xmlns="{_PACKAGE}/content-types">{relations}{book}{types}</Types>'
    yield "[Content_Types].xml", f"{_XML}{known}"
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]),
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{type_}" Target="{target}"/>'
        for number, (type_, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _sheet(table: pd.DataFrame) -> Iterator[str]:
    letters = [_letters(number) for number in range(len(table.columns))]
    yield f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>\n'
    for number, row in enumerate([list(table.columns), *table.to_numpy(dtype=object).tolist()], start=1):
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
            for letter, cell in zip(letters, row, strict=True)
            if cell
        )
        yield f'<row r="{number}">{cells}</row>\n'
    yield "</sheetData></worksheet>\n"


def _letters(column: int) -> str:
    """Name a column as spreadsheets do: A, B, … Z, AA, AB, …."""
    above, at = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + at)


def _text(cell: str) -> str:
    whole = cell if len(cell) <= _LONGEST else f"{cell[: _LONGEST - 1]}…"
    # A carriage return that is no reference would be read as a line feed.
    return escape(_FORBIDDEN.sub("\ufffd", whole), {"\r": "&#13;"})
