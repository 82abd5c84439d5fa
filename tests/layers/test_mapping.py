"""A mapping says what the columns of a table mean; a table of a known data set is read by the one that fits it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileError, SettingError
from layers.events import Dossier, check_events
from layers.sources import Input, read, sources
from layers.tabular.known import known_mapping, mappings
from layers.tabular.mapping import ColumnMapping, Value, load_mapping
from layers.tabular.propose import proposal
from layers.tabular.values import Columns

TABLE = pd.DataFrame(
    {"Kind of thing": ["Raid", "raid ", "Drill", ""], "Town": ["A", "", "B", "C"], "Province": ["P", "Q", "P", ""]},
    dtype="str",
)


def mapped(text: str, table: str) -> Dossier:
    return read(Input("t.csv", table.encode(), mapping=load_mapping(text.encode(), "m.toml")))


def value(text: str) -> list[str]:
    mapping = load_mapping(f"[columns]\ntitle = {text}\n".encode(), "m.toml")
    return list(Columns(TABLE).value(mapping.columns["title"]))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"Town"', ["A", "", "B", "C"]),
        ('"town"', ["A", "", "B", "C"]),
        ('"no such column"', ["", "", "", ""]),
        ('{ always = "x" }', ["x", "x", "x", "x"]),
        ('{ first = ["Town", "Province"] }', ["A", "Q", "B", "C"]),
        ('{ join = ["Town", "Province"] }', ["A, P", "Q", "B, P", "C"]),
        ('{ join = ["Town", "Province"], between = " in " }', ["A in P", "Q", "B in P", "C"]),
        ('{ join = [{ column = "Town", before = "at " }, "Province"] }', ["at A, P", "Q", "at B, P", "at C"]),
        ('{ column = "Town", before = "at " }', ["at A", "", "at B", "at C"]),
        ('{ column = "kind_of_thing", words = { raid = "air_strike" } }', ["air_strike", "air_strike", "Drill", ""]),
        ('{ column = "Kind of thing", words = { Raid = "x" }, otherwise = "other" }', ["x", "x", "other", ""]),
        ('{ column = "Town", where = { Province = ["p"] } }', ["A", "", "B", ""]),
        ('{ join = ["Town", "Province"], between = "", words = { AP = "yes" } }', ["yes", "Q", "BP", "C"]),
        ('{ join = [{ column = "Town", where = { Town = ["none"] } }, "no such"] }', ["", "", "", ""]),
    ],
)
def test_ways_to_find_the_text_of_a_meaning(written: str, expected: list[str]) -> None:
    assert value(written) == expected


@given(
    st.lists(
        st.tuples(*(st.sampled_from(["", "a", "غارة", " b", "c, d"]) for _ in range(3))),
        min_size=1,
        max_size=8,
    )
)
def test_joining_is_pythons_joining_of_what_is_not_empty(rows: list[tuple[str, ...]]) -> None:
    cells = pd.DataFrame(rows, columns=["x", "y", "z"], dtype="str")
    joining = Value(join=tuple(Value(column=name) for name in "xyz"), between=" | ")

    joined = Columns(cells).value(joining).tolist()

    assert joined == [" | ".join(cell.strip() for cell in row if cell.strip()) for row in rows]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns", "no TOML that can be read"),
        ("[column]\n", "unknown key 'column'; expected one of description"),
        ('[columns]\ntitel = "x"\n', "columns: unknown key 'titel'; expected one of id, kind, title"),
        ("[columns]\ntitle = 3\n", "columns: title: expected the name of a column"),
        ('[columns]\ntitle = { column = "a", always = "b" }\n', "columns: title: expected the name of a column"),
        ('[columns]\ntitle = { column = "a", word = "b" }\n', "columns: title: unknown key 'word'"),
        ('[columns]\ntitle = { column = "a", words = ["b"] }\n', "columns: title: words: expected a table"),
        ('[columns]\ntitle = { join = "a" }\n', "columns: title: join: expected a list"),
        ('[columns]\ntitle = { column = "a", where = { b = "c" } }\n', "where: b: expected names of columns"),
        ('[[counts]]\nhow_many = "x"\n', "counts 1: unknown key 'how_many'; expected one of what, min, max, text"),
        ('[[claims]]\n[[claims]]\nwho = "x"\n', "claims 2: unknown key 'who'; expected one of speaker"),
        ('details = "notes"\n', "details: expected names of columns"),
        ('date_order = "day first"\n', "date_order: expected one of dmy, mdy, got 'day first'"),
    ],
)
def test_mistake_in_a_mapping_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=re.escape(said)) as told:
        load_mapping(text.encode(), "m.toml")

    assert str(told.value).startswith("m.toml")


MAPPING = """
publisher = "The Ministry"
details = ["Remarks", "Crew"]

[columns]
title = { join = ["What", "Where"] }
date = "Day"
latitude = "Lat"
longitude = "Lon"
kind = { column = "What", words = { Raid = "air_strike" }, otherwise = "other" }
precision = { column = "Sure", words = { "1" = "exact", "2" = "adm1" } }
status = { column = "Grade", words = { certain = "corroborated" } }

[[counts]]
what = { always = "killed" }
min = "Least"
max = "Most"

[[claims]]
speaker = "Told by"
quote = "Words"
said = "Day"
"""
HEADER = "What,Where,Day,Lat,Lon,Sure,Grade,Least,Most,Told by,Words,Remarks,Crew,Spare"


def test_table_is_read_as_its_mapping_says() -> None:
    dossier = mapped(
        MAPPING,
        f"{HEADER}\n"
        "Raid,Rastan,2015-10-01,34.92,36.73,1,certain,3,5,Civil defence; A witness,قالوا,seen twice,two,x\n"
        "Drill,Homs,2015-10-02,34.73,36.71,3,,,,,,,,\n",
    )

    first, second = dossier.events.to_dict("records")
    assert (first["title"], first["kind"], first["precision"]) == ("Raid, Rastan", "air_strike", "exact")
    assert (first["status"], first["graded_by"]) == ("corroborated", "The Ministry: certain")
    assert first["counts"] == [{"what": "killed", "min": 3, "max": 5, "text": ""}]
    assert first["details"] == "Remarks: seen twice\nCrew: two"
    assert (second["precision"], second["counts"], second["details"]) == ("unknown", [], "")
    assert (second["status"], second["graded_by"]) == ("recorded", "")
    told = dossier.claims[["subject", "speaker", "quote", "lang", "said", "through"]].to_numpy().tolist()
    assert told == [
        [first["id"], "Civil defence", "قالوا", "ar", "2015-10-01", ["The Ministry"]],
        [first["id"], "A witness", "قالوا", "ar", "2015-10-01", ["The Ministry"]],
        [second["id"], "The Ministry", "", "", "2015-10-02", []],
    ]
    assert [(fault.row, fault.column, fault.message) for fault in dossier.faults] == [
        (3, "Sure", "unknown word"),
    ]
    assert dossier.reports[0].unused == ("Spare",)
    assert check_events(dossier.events) == []


def test_least_above_the_most_is_told_and_kept_as_it_is() -> None:
    dossier = mapped(MAPPING, f"{HEADER}\nRaid,Rastan,2015-10-01,34.92,36.73,1,,7,5,,,,,\n")

    assert [(fault.column, fault.message) for fault in dossier.faults] == [("Least", "the least is more than the most")]
    assert dossier.events["counts"].iloc[0] == [{"what": "killed", "min": 7, "max": 5, "text": ""}]


def test_table_of_none_of_these_columns_is_refused_with_what_to_do() -> None:
    with pytest.raises(FileError, match=r"no column for the title.*got: x, y.*--propose"):
        read(Input("t.csv", b"x,y\n1,2\n"))


ACLED = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n"
    "SYR1,2020-03-05,2020,1,Political violence,Explosions/Remote violence,Air/drone strike,Forces A,,1,"
    "Civilians (Syria),,7,17,Civilian targeting,760,Middle East,Syria,Idleb,Idleb,Maaret,Misrin,36.0119,36.6722,1,"
    "Paper One; Paper Two,National,Jets hit a farm.,16,crowd size=no report,1\n"
    "SYR2,5 March 2020,2020,3,Political violence,Battles,Armed clash,Group B,,2,Forces A,,1,12,,760,Middle East,Syria,"
    "Idleb,Idleb,,Idleb,35.93,36.63,3,Paper One,National,Clashes.,0,,1\n"
)


def test_acled_keeps_classes_sources_and_sides() -> None:
    dossier = read(Input("export.csv", ACLED.encode()))

    strike, clash = dossier.events.to_dict("records")
    assert dossier.reports[0].read_as == "acled"
    assert "ACLED" in dossier.reports[0].attribution
    assert (strike["id"], strike["kind"], strike["title"]) == (
        "SYR1",
        "air_strike",
        "Air/drone strike, Misrin, Syria",
    )
    assert (strike["precision"], strike["radius_m"], strike["time_precision"]) == ("settlement", 5_000, "day")
    assert (strike["actors"], strike["targets"]) == (["Forces A"], ["Civilians (Syria)"])
    assert (clash["actors"], clash["targets"]) == (["Group B", "Forces A"], [])
    assert strike["counts"] == [{"what": "killed", "min": 16, "max": 16, "text": "16"}]
    assert clash["counts"] == [{"what": "killed", "min": None, "max": None, "text": "0, or not known"}]
    assert (clash["precision"], clash["radius_m"], clash["time_precision"]) == ("adm1", 80_000, "month")
    assert strike["status"] == clash["status"] == "recorded"
    assert "civilian_targeting: Civilian targeting" in strike["details"].split("\n")
    assert dossier.claims["speaker"].tolist() == ["Paper One", "Paper Two", "Paper One"]
    assert dossier.claims["quote"].tolist() == ["Jets hit a farm.", "Jets hit a farm.", "Clashes."]
    assert set(map(tuple, dossier.claims["through"])) == {("ACLED",)}
    assert dossier.faults == ()
    assert check_events(dossier.events) == []


@pytest.mark.parametrize(
    ("where", "precision", "radius_m"),
    [
        ("1", "near", 1_000),
        ("2", "near_settlement", 25_000),
        ("3", "adm2", 35_000),
        ("4", "adm1", 80_000),
        ("5", "region", 100_000),
        ("6", "country", None),
        ("7", "region", 100_000),
        ("", "unknown", None),
    ],
)
def test_ucdp_where_prec_becomes_a_class_and_a_radius(where: str, precision: str, radius_m: float | None) -> None:
    text = (
        "id,type_of_violence,dyad_name,side_a,side_b,where_prec,where_coordinates,latitude,longitude,country,date_prec,"
        "date_start,date_end,best,high,low,source_office,source_original,source_headline\n"
        f"7,3,A - Civilians,A,Civilians,{where},Rami village,35.76,36.55,Syria,2,"
        "2013-01-03,2013-01-05,4,9,2,Paper,,Said\n"
    )

    dossier = read(Input("ged.csv", text.encode()))

    event = dossier.events.iloc[0]
    assert dossier.reports[0].read_as == "ucdp_ged"
    assert event["precision"] == precision
    assert event["radius_m"] == radius_m or (radius_m is None and pd.isna(event["radius_m"]))
    assert (str(event["start"].date()), str(event["end"].date())) == ("2013-01-03", "2013-01-05")
    assert event["time_precision"] == "range"
    assert event["counts"] == [{"what": "killed", "min": 2, "max": 9, "text": "best estimate 4"}]
    assert (event["actors"], event["targets"]) == (["A"], ["Civilians"])
    assert dossier.claims[["speaker", "quote"]].to_numpy().tolist() == [["Paper", "Said"]]
    assert check_events(dossier.events) == []


def gdelt(**cells: str) -> str:
    names = sources()["gdelt"]
    assert names.cuts is None
    from layers.sources.gdelt import _COLUMNS  # noqa: PLC0415 - the one place where the order stands

    told = {
        "GLOBALEVENTID": "719024875",
        "SQLDATE": "20180101",
        "MonthYear": "201801",
        "Year": "2018",
        "FractionDate": "2018.0027",
        "EventCode": "043",
        "EventRootCode": "04",
        "ActionGeo_Type": "0",
        **cells,
    }
    return "\t".join(told.get(name, "") for name in _COLUMNS) + "\n"


def test_gdelt_has_no_header_and_says_that_a_machine_coded_it() -> None:
    strike = gdelt(
        EventCode="195",
        EventRootCode="19",
        Actor1Name="SYRIA",
        ActionGeo_Type="4",
        ActionGeo_FullName="Idlib, Idlib, Syria",
        ActionGeo_CountryCode="SY",
        ActionGeo_Lat="35.93",
        ActionGeo_Long="36.63",
        SOURCEURL="https://example.org/a",
    )

    dossier = read(Input("20180101.export.CSV", (strike + gdelt(GLOBALEVENTID="2", EventCode="0251")).encode()))

    first, second = dossier.events.to_dict("records")
    assert dossier.reports[0].read_as == "gdelt"
    assert (first["kind"], first["title"]) == ("air_strike", "Aerial weapons used, Idlib, Idlib, Syria")
    assert (first["precision"], first["radius_m"]) == ("settlement", 10_000)
    assert {first["status"], second["status"]} == {"machine_coded"}
    assert first["graded_by"] == "GDELT: coded by a machine"
    assert "EventCode: 0251" in second["details"].split("\n")
    assert (second["precision"], second["geometry"]) == ("unknown", None)
    assert dossier.claims["url"].tolist() == ["https://example.org/a", ""]
    assert dossier.rejected == 0


def test_gdelt_faults_name_the_line_of_the_file() -> None:
    half = gdelt(GLOBALEVENTID="2", ActionGeo_Type="4", ActionGeo_Lat="35.9")

    dossier = read(Input("g.CSV", (gdelt() + half).encode()))

    assert [(fault.row, fault.column) for fault in dossier.faults] == [(2, "ActionGeo_Lat")]


@pytest.mark.parametrize("name", sorted(mappings()))
def test_every_mapping_is_known_by_what_it_needs_and_stands_among_the_sources(name: str) -> None:
    mapping = mappings()[name]

    assert name in sources()
    assert all((found := known_mapping(needs)) is not None and found.name == name for needs in mapping.needs)
    assert mapping.description
    assert not mapping.attribution or mapping.licence


def test_named_mapping_is_used_whatever_the_columns() -> None:
    dossier = read(Input("t.csv", b"event_date,location,actor1,notes\n2020-01-02,Idleb,A,Words\n"), "acled")

    assert dossier.reports[0].read_as == "acled"
    assert dossier.claims["quote"].tolist() == ["Words"]


def test_proposal_says_what_the_names_tell_and_asks_for_the_rest() -> None:
    rows = ("1,A strike,2015-11-03,Rooftop,36,37,two", "2,B,2015-11-04,exact,36,37,")
    table = "\n".join(["Ref,Headline,When,Accuracy,Lat,Lng,Crew", *rows])
    cells = pd.read_csv(io.StringIO(table), dtype="str").fillna("")

    text = proposal(cells, "t.csv")
    filled = text.replace('# "Rooftop" = ""', '"Rooftop" = "exact"')
    dossier = read(Input("t.csv", table.encode(), mapping=load_mapping(filled.encode(), "m.toml")))

    assert '"Rooftop" = ""  # 1 rows' in text
    assert '# source = ""' in text
    assert '"Crew",  # two' in text
    assert dossier.events["title"].tolist() == ["A strike", "B"]
    assert dossier.events["precision"].tolist() == ["exact", "exact"]
    assert dossier.events["details"].tolist() == ["Crew: two", ""]
    assert dossier.faults == ()


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), min_size=1, max_size=6, unique=True
    )
)
def test_proposal_for_any_names_and_cells_is_a_mapping(names: list[str]) -> None:
    cells = pd.DataFrame([names], columns=names, dtype="str")

    assert isinstance(load_mapping(proposal(cells, "any\nname.csv").encode(), "m.toml"), ColumnMapping)


def test_a_column_with_a_star_of_its_own_is_kept() -> None:
    dossier = mapped('details = ["Notes *"]\n[columns]\ntitle = "What"\n', "What,Notes *\nRaid,seen twice\n")

    assert dossier.events["details"].tolist() == ["Notes *: seen twice"]
    assert dossier.reports[0].unused == ()


def test_columns_of_a_family_are_used() -> None:
    text = '[columns]\ntitle = "What"\nactors = { join = ["By *"], between = "; " }\n'

    dossier = mapped(text, "What,By 1,By 2\nRaid,A,B\n")

    assert dossier.events["actors"].tolist() == [["A", "B"]]
    assert dossier.reports[0].unused == ()


@pytest.mark.parametrize("name", ["a\x7fb.csv", "a\udcffb.csv", 'a"\n[columns].csv'])
def test_proposal_for_a_file_of_any_name_is_a_mapping(name: str) -> None:
    cells = pd.DataFrame({"What": ["Raid"]}, dtype="str")

    assert isinstance(load_mapping(proposal(cells, name).encode(), "m.toml"), ColumnMapping)


def test_a_mapping_of_the_users_that_is_called_as_one_of_ours_is_the_users() -> None:
    given = Input("t.csv", b"What\nRaid\n", mapping=load_mapping(b'[columns]\ntitle = "Wat"\n', "acled.toml"))
    with pytest.raises(FileError, match="no column for the title"):
        read(given)
    both = load_mapping(b'[columns]\ntitle = "What"\ndate = "Wen"\n', "acled.toml")
    told = read(replace(given, mapping=both)).faults
    assert ("Wen", "the mapping takes date from a column that the table does not have") in [
        (fault.column, fault.message) for fault in told
    ]
