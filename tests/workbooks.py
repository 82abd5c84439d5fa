"""Excel workbooks made by hand: what no office program would write, and what a hostile one would."""

from __future__ import annotations

import io
import zipfile

__all__ = ["packed", "sheet_xml", "workbook"]

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(members: dict[str, str | bytes]) -> bytes:
    """Pack members into a ZIP."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def sheet_xml(rows: str, after: str = "") -> str:
    """Put rows into a sheet."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def workbook(
    *sheets: str, extra: dict[str, str | bytes] | None = None, target: str = "worksheets/sheet{}.xml"
) -> bytes:
    """Pack sheets, called Sheet1 and so on, into a workbook; `extra` adds members or takes the place of some."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="{target.format(n)}"/>' for n in numbers
    )
    start = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    types = '<Default Extension="xml" ContentType="application/xml"/>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{start}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in zip(numbers, sheets, strict=True)},
        **(extra or {}),
    }
    return packed(members)
