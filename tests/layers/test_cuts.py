"""A table read in parts gives what the whole table gives."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources import Cut, Input, Part, read, sources, table
from layers.tabular import parallel
from layers.tabular.cuts import cuts
from layers.tabular.delimited import read_cells
from layers.tabular.rows import dossier_of

if TYPE_CHECKING:
    from layers.events import Dossier
    from layers.tabular.raw import RawTable

HEADER = "id,title,date\n"
# What a quote can stand next to: a delimiter, a line's end, another quote, a letter, an Arabic letter.
TOKENS = st.sampled_from(
    [",", "\n", "\r\n", '"', '""', "a", "ب", "x,y,2020-01-02\n", '"two\nlines",b,c\n', '5" gun,b,c\n']
)


def cells_of(text: str, before: int = 0) -> RawTable:
    return read_cells(text, "t.csv", before)


def parts(text: str, cut: list[Cut]) -> list[str]:
    data = text.encode()
    return [(data[: one.header] + data[one.start : one.stop]).decode() for one in cut]


def cut_up(text: str, size: int) -> list[Cut]:
    return cuts(io.BytesIO(text.encode()), size, ",")


@given(st.lists(TOKENS, max_size=40).map("".join), st.integers(1, 30))
def test_the_parts_put_together_are_the_table(rows: str, size: int) -> None:
    text = HEADER + rows
    cut = cut_up(text, size)

    assert "".join(part.removeprefix(HEADER) for part in parts(text, cut)) == rows
    assert all(one.header == len(HEADER) and one.stop > one.start for one in cut)


@given(st.lists(TOKENS, max_size=40).map("".join).filter(lambda rows: rows.count('"') % 2 == 0), st.integers(1, 30))
def test_every_cell_and_fault_is_that_of_the_whole(rows: str, size: int) -> None:
    text = HEADER + rows + '\n"the","last","line"\n'
    whole = cells_of(text)
    cut = cut_up(text, size)
    read_parts = [cells_of(part, one.lines) for part, one in zip(parts(text, cut), cut, strict=True)]

    assert np.concatenate([part.rows for part in read_parts]).tolist() == whole.rows.tolist()
    cells = [row for part in read_parts for row in part.cells.to_numpy().tolist()]
    assert cells == whole.cells.to_numpy().tolist()
    assert [fault for part in read_parts for fault in part.faults] == list(whole.faults)


@pytest.mark.parametrize("size", [1, 40, 200])
def test_a_quote_that_is_never_closed_costs_its_line_and_no_memory(size: int) -> None:
    text = (
        HEADER + "a,One,2020-01-01\n" + 'b,"Two,2020-01-02\n' + "".join(f"c{n},Three,2020-01-03\n" for n in range(30))
    )
    whole = cells_of(text)
    cut = cut_up(text, size)
    read_parts = [cells_of(part, one.lines) for part, one in zip(parts(text, cut), cut, strict=True)]

    assert sum(len(part.cells) for part in read_parts) == len(whole.cells) == 31
    assert [fault for part in read_parts for fault in part.faults] == list(whole.faults)
    assert whole.faults[0].row == 3


def test_a_table_in_no_utf8_is_not_cut() -> None:
    for encoding in ("cp1256", "utf-16"):
        text = HEADER + "a,غارة على بلدة,2020-01-01\n" * 50

        assert cuts(io.BytesIO(text.encode(encoding)), 100, ",") == []


def test_a_table_that_stops_being_utf8_is_not_cut() -> None:
    data = (HEADER + "a,b,c\n" * 20_000).encode() + b"a,\xe9,c\n"

    assert cuts(io.BytesIO(data), 1_000, ",") == []


def test_the_source_finds_the_delimiter_itself() -> None:
    text = "id;title;date\n" + 'a;"x;\ny";2020-01-02\n' * 3
    table = sources()["table"]

    assert table.cuts is not None
    assert [one.lines for one in table.cuts(io.BytesIO(text.encode()), 1)] == [0, 2, 4]


def test_a_part_knows_its_file_its_lines_and_the_ids_before_it() -> None:
    text = "id,title,date,latitude,longitude,precision\na,One,2020-01-01,1,2,exact\nb,,2020-01-01,1,2,exact\n"
    whole = Input("t.csv", text.encode())
    given_part = replace(whole, part=Part("sha256:whole", lines=100, taken=frozenset({"a"})))

    dossier = read(given_part)

    assert dossier.events["id"].tolist() == ["b"]
    assert dossier.rejected == 1
    assert [(fault.row, fault.message) for fault in dossier.faults] == [(102, "the same id twice"), (103, "no title")]
    assert [report.id for report in dossier.reports] == ["sha256:whole"]
    assert read(whole).events["id"].tolist() == ["a", "b"]


def lines_of(dossier: Dossier) -> list[object]:
    """Return all that a dossier tells, but in which objects."""
    tables = [dossier.events.drop(columns=["geometry", "footprint"]), dossier.claims, dossier.unplaced]
    shapes = [str(shape) for shape in (*dossier.events.geometry, *dossier.events["footprint"])]
    told = [table.astype("str").to_numpy().tolist() for table in tables]
    return [told, shapes, dossier.faults, dossier.rejected, dossier.reports]


ROWS = st.lists(
    st.sampled_from(
        [
            'a,"A strike, twice",2020-01-02,36.21,37.15,exact\n',
            "b,Raid,2020-01-02,36.21,37.15,exact\n",
            "c,,03/04/2020,36.21,137.15,street\n",
            'd,"two\nlines",2020-01-02,36.21,37.15,exact\n',
            'e,5" gun,2020-01-02,36.21,37.15,exact\n',
            ",No id,2020-01-02,0,0,\n",
            ",,,,,\n",
            "f,few cells\n",
            'g,"""said"" so",2020-01-02,,,\r\n',
            "h,a\0nul,2020-01-02,36.21,37.15,exact\n",
            'i,"never closed,2020-01-02,36.21,37.15,exact\n',
            "'=j,'=SUM(A1),2020-01-02,36.21,37.15,exact\n",
        ]
    ),
    max_size=12,
)


@given(ROWS, st.integers(1, 200), st.booleans(), st.booleans())
def test_a_table_read_in_parts_on_all_cores_is_what_the_whole_gives(
    rows: list[str], size: int, marked: bool, closed: bool
) -> None:
    text = "id,title,date,latitude,longitude,precision\n" + "".join(rows)
    data = ("\ufeff" if marked else "").encode() + (text if closed else text.removesuffix("\n")).encode()
    whole = Input("t.csv", data)
    read_whole = dossier_of(table._table(whole), whole)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parallel, "_PART", size)
        assert lines_of(table.read(whole)) == lines_of(read_whole)
