"""Files are opened by their bytes, and several of them become one dossier without losing an event."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.errors import FileError
from layers.events import check_events
from layers.sources import Input
from outputs.inputs import gather, open_input, read_bytes

HEADER = "id,title,date,latitude,longitude,precision\n"


def table(name: str, *rows: str) -> Input:
    return Input(name, (HEADER + "\n".join(rows)).encode())


def test_same_id_for_different_events_of_two_files_loses_neither() -> None:
    dossier = gather(
        [
            table("a/north.csv", "1,A strike,2015-11-03,36,37,exact", "2,Both tell this,2015-11-03,36,37,exact"),
            table("b/south.csv", "1,Another,2015-11-04,33,36,exact", "2,Both tell this,2015-11-03,36,37,exact"),
        ]
    )

    assert dossier.events["id"].tolist() == ["1", "2", "south:1"]
    assert check_events(dossier.events) == []
    claims = dossier.claims.groupby("subject")["speaker"].apply(list).to_dict()
    assert claims == {"1": ["north.csv"], "2": ["north.csv", "south.csv"], "south:1": ["south.csv"]}


def test_the_same_file_twice_is_the_same_events() -> None:
    given = table("a.csv", "1,A strike,2015-11-03,36,37,exact")

    dossier = gather([given, given])
    assert dossier.events["id"].tolist() == ["1"]
    assert len(dossier.claims) == 1


def test_source_can_be_forced() -> None:
    prose = Input("r.csv", b"On Monday two strikes hit a depot near Homs, the Russian defence ministry said.")

    assert gather([prose], ["report"]).reports[0].name == "r.csv"


def test_pipe_is_read_up_to_the_limit(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    if os.fork() == 0:
        pipe.write_bytes(b"x" * 50)
        os._exit(0)

    with pytest.raises(FileError, match="too large"):
        read_bytes(pipe, limit=10)
    os.wait()


@pytest.mark.parametrize("path", ["https://example.org/a", "/vsizip/a.zip", "file:///etc/hosts", "S3://bucket/a"])
def test_addresses_are_refused_before_anything_is_opened(path: str) -> None:
    with pytest.raises(FileError, match="is an address"):
        open_input(Path(path))
