"""Excel workbooks: the sheet, the header and the rows that Excel shows; no formula, no link, no bomb."""

from __future__ import annotations

import datetime as dt
import io
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import packed, sheet_xml, workbook

from geo.errors import FileError
from layers.sources import Input, read, source_of
from layers.sources.xlsx import table
from layers.tabular.workbook import _ERROR

if TYPE_CHECKING:
    from layers.events import Dossier

ROOT = Path(__file__).parents[2]
NAIVE = dt.datetime(2015, 11, 3, 14, 30)  # noqa: DTZ001 - as Excel has them
HEADER = ["id", "title", "date", "latitude", "longitude", "precision"]
ROW = ["007", "A strike", dt.date(2015, 11, 3), 36.2, 37.15, "exact"]


def book(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    """Save rows as the sheet ``Events``, after those sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in {**sheets, "Events": list(rows)}.items():
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read_(data: bytes) -> Dossier:
    return read(Input("w.xlsx", data))


def text(*values: str, row: int = 1) -> str:
    """A row of texts as XML."""
    cells = "".join(
        f'<c r="{chr(65 + at)}{row}" t="inlineStr"><is><t>{value}</t></is></c>' for at, value in enumerate(values)
    )
    return f'<row r="{row}">{cells}</row>'


def test_workbook_is_found_by_its_content_and_read() -> None:
    data = book(HEADER, ROW)

    assert source_of(Input("no-ending", data)).name == "xlsx"
    event = read_(data).events.iloc[0]
    assert (event["id"], event["title"], event["precision"]) == ("007", "A strike", "exact")
    assert (event.geometry.x, event.geometry.y) == (37.15, 36.2)
    assert (event["time_precision"], event["when_text"]) == ("day", "2015-11-03")
    assert read_(data).faults == ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, "7"),
        (7.0, "7"),
        (-0.5, "-0.5"),
        ("007", "007"),
        ("7.0", "7.0"),
        (123456789012345, "123456789012345"),
        (True, "true"),
        (dt.date(2015, 11, 3), "2015-11-03"),
        (NAIVE.replace(hour=0, minute=0), "2015-11-03"),
        (NAIVE, "2015-11-03 14:30:00"),
        (dt.time(14, 30), "14:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        ("غارة على بلدة", "غارة على بلدة"),
        ("=1+1", ""),  # a formula that no program has computed has no value
    ],
)
def test_cells_are_what_excel_shows(value: object, written: str) -> None:
    raw = table(Input("w.xlsx", book([*HEADER, "more"], [*ROW, value])))

    assert raw.cells["more"].tolist() == [written] if written else "more" in raw.cells


def test_a_time_without_its_zone_is_told_with_excels_own_row() -> None:
    found = read_(book(HEADER, ROW, [], ["8", "B", NAIVE, 1, 2, "exact"]))

    assert found.events["time_precision"].tolist() == ["day", "day"]
    (fault,) = found.faults
    assert (fault.row, fault.column, fault.got) == (4, "date", "'2015-11-03 14:30:00'")
    assert fault.message == "a time without its zone: only the day is used"


def test_first_sheet_that_is_understood_is_read_and_the_others_are_told() -> None:
    found = read_(book(HEADER, ROW, Notes=[["Read me"], ["All dates are local"]], Empty=[]))

    assert found.events["id"].tolist() == ["007"]
    assert [str(fault) for fault in found.faults] == [
        "w.xlsx: only the sheet 'Events' is read; expected a file of its own for each other, got 'Notes', 'Empty'"
    ]


def test_titles_above_the_header_are_told_and_rows_keep_their_numbers() -> None:
    found = read_(book(["Strikes"], [], HEADER, ROW, ["007", "Again", "2015-11-03", 1, 2, "exact"]))

    assert found.events["id"].tolist() == ["007"]
    assert [str(fault) for fault in found.faults] == [
        "w.xlsx: what stands above the header in row 3 is not read; expected the header in row 1, got 'Strikes'",
        "w.xlsx, row 5, column id: the same id twice; expected a unique id, got '007'",
    ]
    assert found.rejected == 1


def test_sheet_that_nobody_understands_says_what_it_has() -> None:
    with pytest.raises(FileError, match=r"no column for the title, nor .* expected title .*, got: a, b"):
        read_(book(["a", "b"], [1, 2]))
    with pytest.raises(FileError, match=r"w\.xlsx: no sheet has any cells"):
        read_(book())


def test_errors_and_merged_cells_are_told() -> None:
    error = text("1", "A", row=2).replace("</row>", '<c r="C2" t="e"><v>#REF!</v></c></row>')
    merged = '<mergeCells count="1"><mergeCell ref="B3:B4"/></mergeCells>'
    found = read_(workbook(sheet_xml(text("id", "title", "date") + error + text("2", "B", row=3), merged)))

    assert found.events["when_text"].tolist() == ["", ""]
    assert [str(fault) for fault in found.faults if fault.row] == [
        "w.xlsx, row 2, column date: an error of the spreadsheet, left empty; expected a value, got #REF!",
        "w.xlsx, row 3, column title: merged cells, the value stands in the first; expected one cell, got 2 x 1 cells",
    ]


def test_formula_gives_its_last_value_and_never_runs() -> None:
    formula = '<row r="2"><c r="B2" t="str"><f>HYPERLINK("http://192.0.2.1","x")</f><v>A strike</v></c></row>'

    assert read_(workbook(sheet_xml(text("id", "title", "date") + formula))).events["title"].tolist() == ["A strike"]


def test_two_columns_of_one_name_and_none_are_told_apart() -> None:
    raw = table(Input("w.xlsx", book(["title", "date", "title", None, None], ["A", "2015", "B", "C", None])))

    assert raw.cells.iloc[0].to_dict() == {"title": "A", "date": "2015", "title 2": "B", "column 4": "C"}


def test_cell_that_no_reader_wants_costs_its_row_only() -> None:
    found = read_(workbook(sheet_xml(text("title", "date") + text("x" * 1_000_001, row=2) + text("B", row=3))))

    assert found.events["title"].tolist() == ["B"]
    assert found.rejected == 1
    assert "w.xlsx, row 2: a cell is too long; expected at most 1,000,000 characters" in map(str, found.faults)


BOMB = b"<a>" + b" " * 150_000_000
XXE = "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
FAR = text("title", "date") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (workbook(BOMB.decode()), r"sheet1\.xml in the ZIP grows to 150 MB or more from 0\.15 MB; .* a ZIP bomb\?"),
        (
            workbook(sheet_xml(""), extra={"xl/sharedStrings.xml": BOMB}),
            r"sharedStrings\.xml in the ZIP grows to 150 MB",
        ),
        (workbook(sheet_xml(FAR)), "cells reach to row 1,048,576 and column 16,384; expected at most 30,000,000 cells"),
        (workbook(sheet_xml(FAR.replace('"', "'"))), "cells reach to row 1,048,576 and column 16,384"),
        (workbook(sheet_xml(FAR.replace("XFD", "xfd"))), "cells reach to row 1,048,576 and column 16,384"),
        (workbook(sheet_xml(FAR.replace(' r="XFD1048576"', ""))), None),
        (workbook(sheet_xml('<row r="99999999"><c><v>1</v></c></row>')), "cells reach to row 100,000,000"),
        (workbook(sheet_xml(f"<row>{'<c/>' * 20_000}</row>{'<row/>' * 9_999}")), "row 10,000 and column 20,000"),
        (
            workbook(sheet_xml(text("a").replace("A1", "&#65;1"))),
            "sheet Sheet1: cannot be read: .*; is the file damaged",
        ),
        (workbook("<!DOCTYPE a [<!ENTITY b 'c'>]>" + sheet_xml(text("title", "date"))), None),
        (
            workbook(
                sheet_xml(""),
                extra={"xl/workbook.xml": XXE},
            ),
            r"xl/workbook\.xml in the workbook is damaged",
        ),
        (workbook(sheet_xml(""), extra={"xl/workbook.xml": "<a"}), r"xl/workbook\.xml in the workbook is damaged"),
        (workbook(sheet_xml(""), target="../../../etc/passwd"), r"no xl/\.\./\.\./\.\./etc/passwd in the ZIP"),
        (workbook(sheet_xml(text("title", "date"))[:-9]), "sheet Sheet1: is cut off"),
        (workbook(), "no sheet has any cells"),
        (packed({"xl/workbook.xml": "<a/>"}), r"xl/_rels/workbook\.xml\.rels in the workbook is damaged"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value),
)
def test_hostile_workbook_is_refused_in_one_line_and_in_little_memory(
    tmp_path: Path, data: bytes, said: str | None
) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(data)
    script = (
        "import sys, pathlib, resource\n"
        "from geo.errors import MajalError\n"
        "from layers.sources import Input\n"
        "from layers.sources.xlsx import table\n"
        "import python_calamine\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n"
        "    print('read', len(table(Input('h.xlsx', pathlib.Path(sys.argv[1]).read_bytes())).cells))\n"
        "except MajalError as problem:\n"
        "    print(problem)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)),
    )

    line, grown_mib = run.stdout.splitlines()
    assert int(grown_mib) < 200
    if said is None:
        assert line.startswith("read")
    else:
        assert line.startswith("h.xlsx")
        assert re.search(said, line), line


def test_size_that_a_header_claims_is_not_believed() -> None:
    data = bytearray(workbook(sheet_xml(text("title", "date") + text("A", "2015", row=2))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        about = archive.getinfo("xl/worksheets/sheet1.xml")
    real = about.file_size.to_bytes(4, "little")
    at = data.rindex(real, 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at : at + 4] = (40).to_bytes(4, "little")

    with pytest.raises(FileError, match=r"sheet1\.xml in the ZIP is damaged: Bad CRC"):
        read_(bytes(data))


def test_members_that_no_reader_needs_are_never_inflated() -> None:
    bombs = {"xl/media/image1.png": BOMB, "../../etc/cron.d/x": "* * * * *", "xl/externalLinks/externalLink1.xml": "<a"}
    found = read_(workbook(sheet_xml(text("title", "date") + text("A", "2015", row=2)), extra=bombs))

    assert found.events["title"].tolist() == ["A"]


@given(st.data())
@settings(max_examples=40)
def test_damaged_workbook_is_read_or_refused_in_one_way(data: st.DataObject) -> None:
    whole = workbook(sheet_xml(text("title", "date") + text("A", "2015", row=2)))
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + data.draw(st.integers(0, 8)) :]
    try:
        found = read(Input("w.xlsx", broken), "xlsx")
    except FileError as problem:
        told = str(problem)
    else:
        told = f"w.xlsx {'AB'[len(found.events)]}"
    assert told.startswith("w.xlsx")


def test_an_error_cell_without_a_value_takes_none_of_its_neighbours() -> None:
    cells = b'<c r="A1" t="e"/>' * 20_000 + b'<c r="B1"><v>5</v></c><c r="C1" t="e"><v>#REF!</v></c>'

    assert [found[2] for found in _ERROR.finditer(cells)] == [b"<v>#REF!</v>"]
