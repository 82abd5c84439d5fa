"""A gazetteer of the user's own: what can be added, what comes of it, and that it can be taken out again."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from geo.errors import FileError, OutputError, SettingError, UnknownNameError
from geo.gazetteer import Gazetteer, geocode, open_gazetteer
from geo.gazetteer.about import about
from geo.gazetteer.adding import add, remove
from geo.gazetteer.adding import shelf as shelves
from geo.gazetteer.own import own_path
from geo.place import Precision

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.gazetteer.adding import Added


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "data" / "mine.sqlite"
    monkeypatch.setenv("MAJAL_GAZETTEER", str(path))
    return path


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Added]:
    """Write a file and add it."""

    def put(content: str | bytes, name: str = "file.txt", **options: Any) -> Added:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return add(path, **options)

    return put


def dump(
    number: object = 99_000_001, name: str = "Zarbatiya", *, alternates: str = "", lat: object = 35.5,
    lon: object = 38.5, code: str = "P.PPL", country: str = "SY", division: str = "", population: object = 0,
) -> str:  # fmt: skip
    """Return a row as GeoNames' readme describes it: 19 columns."""
    class_, _, code = code.partition(".")
    cells = [number, name, name, alternates, lat, lon, class_, code, country, "", division, "", "", "", population]
    return "\t".join(map(str, [*cells, "", 120, "Asia/Damascus", "2026-01-01"])) + "\n"


def alternate(of: object, name: str, language: str = "", *, preferred: str = "", historic: str = "") -> str:
    return "\t".join(["1", str(of), language, name, preferred, "", "", historic, "", ""]) + "\n"


def ids(name: str) -> list[str]:
    return [candidate.place.id for candidate in geocode(name)]


# --- GeoNames' dumps


def test_a_place_of_a_dump_is_known_at_once_under_all_its_names(put: Callable[..., Added]) -> None:
    assert ids("Zarbatiya") == []

    done = put(dump(alternates="Zarbatiyah,زرباطية الغربية,zarbatya lower,OSZZ,Зарбатия"))

    assert (done.kind, done.rows, done.places, done.rejected) == ("geonames", 1, 1, 0)
    for name in ("Zarbatiya", "ZARBATIYAH", "زرباطية الغربية"):
        assert ids(name) == ["geonames:99000001"], name
    assert ids("zarbatya lower") == ids("OSZZ") == ids("Зарбатия") == []
    place = open_gazetteer().get("geonames:99000001")
    assert place.at == (38.5, 35.5)
    assert place.name_ar == "زرباطية الغربية"
    assert open_gazetteer().has_prefix("زرباطيه")


@pytest.mark.parametrize(
    ("code", "population", "feature", "precision", "radius_m"),
    [
        ("P.PPL", 0, "city", Precision.SETTLEMENT, 5_000),
        ("P.PPL", 900, "city", Precision.VILLAGE, 2_000),
        ("P.PPL", 1_000_000, "city", Precision.SETTLEMENT, 8_000),
        ("P.PPLX", 0, "neighbourhood", Precision.NEIGHBOURHOOD, 1_000),
        ("A.ADM1", 0, "adm1", Precision.ADM1, 80_000),
        ("A.ADM3", 0, "adm2", Precision.ADM2, 35_000),
        ("S.AIRB", 0, "air_base", Precision.FACILITY, 3_000),
        ("S.AIRF", 0, "airport", Precision.FACILITY, 3_000),
        ("L.MILB", 0, "facility", Precision.FACILITY, 3_000),
        ("L.OILF", 0, "facility", Precision.FACILITY, 10_000),
        ("L.CMP", 0, "camp", Precision.NEIGHBOURHOOD, 1_000),
        ("T.MTS", 0, "range", Precision.REGION, 60_000),
        ("T.MT", 0, "range", Precision.REGION, 10_000),
        ("T.VAL", 0, "valley", Precision.REGION, 60_000),
        ("T.DSRT", 0, "desert", Precision.REGION, 60_000),
        ("H.LK", 0, "lake", Precision.REGION, 20_000),
        ("H.STRT", 0, "strait", Precision.REGION, 60_000),
        ("S.DAM", 0, "facility", Precision.FACILITY, 3_000),
        ("L.PRT", 0, "port", Precision.FACILITY, 3_000),
        ("S.HSP", 0, "facility", Precision.FACILITY, 3_000),
    ],
)
def test_a_code_of_geonames_becomes_a_feature(
    put: Callable[..., Added], code: str, population: int, feature: str, precision: Precision, radius_m: float
) -> None:
    put(dump(code=code, population=population))
    place = open_gazetteer().get("geonames:99000001")
    assert (place.feature, place.precision, place.radius_m) == (feature, precision, radius_m)
    assert place.population == population


def test_what_is_no_more_and_what_reports_do_not_name_is_left_out_and_counted(put: Callable[..., Added]) -> None:
    rows = [
        dump(99_000_001 + at, code=code) for at, code in enumerate(("P.PPLH", "S.SCH", "H.STM", "A.ADM1H", "P.PPL"))
    ]
    done = put("".join(rows))
    assert (done.rows, done.places, done.left, done.rejected) == (5, 1, 4, 0)
    assert ids("Zarbatiya") == ["geonames:99000005"]


def test_country_and_feature_keep_to_what_is_wanted(put: Callable[..., Added]) -> None:
    rows = (
        dump(99_000_001)
        + dump(99_000_002, country="IQ")
        + dump(99_000_003, code="H.STM")
        + dump(99_000_004, code="S.SCH")
    )
    assert put(rows, countries=["iq"]).places == 1
    assert ids("Zarbatiya") == ["geonames:99000002"]
    assert put(rows, features=["H", "S.SCH"]).places == 2
    assert set(ids("Zarbatiya")) == {"geonames:99000002", "geonames:99000003", "geonames:99000004"}
    assert open_gazetteer().get("geonames:99000004").feature == "facility"
    with pytest.raises(SettingError, match=r"--feature.*'X'"):
        put(rows, features=["X"])
    with pytest.raises(SettingError, match=r"--country.*'Syria'"):
        put(rows, countries=["Syria"])


def test_the_division_is_told_by_the_dumps_own_rows_wherever_they_stand(put: Callable[..., Added]) -> None:
    put(dump(division="07") + dump(99_000_002, "Zarbat", division="07", code="A.ADM1"))
    assert open_gazetteer().get("geonames:99000001").admin1 == "geonames:99000002"


# --- one place is one candidate


def test_a_place_that_majal_has_stays_one_and_takes_the_new_position_and_names(put: Callable[..., Added]) -> None:
    before = open_gazetteer().get("geonames:169577")
    assert before.name == "Homs"
    assert put(dump(169_577, "Ḩimş", alternates="Homsgrad", lat=34.75, lon=36.75, population=800_000)).places == 1

    after = open_gazetteer().get("geonames:169577")

    assert (after.name, after.name_ar, after.admin1) == (before.name, before.name_ar, before.admin1)
    assert (after.at, after.population) == ((36.75, 34.75), 800_000)
    assert ids("Homs").count("geonames:169577") == ids("حمص").count("geonames:169577") == 1
    assert ids("Homsgrad") == ["geonames:169577"]
    assert [hit.place.at for hit in open_gazetteer().lookup("حمص") if hit.place.id == before.id] == [(36.75, 34.75)]


def test_a_division_keeps_its_own_area(put: Callable[..., Added]) -> None:
    before = open_gazetteer().get("geonames:170062")
    put(dump(170_062, "Aleppo", code="A.ADM1", lat=1, lon=1))
    after = open_gazetteer().get("geonames:170062")
    assert (after.at, after.radius_m) == (before.at, before.radius_m)
    assert after.shape is not None
    assert after.shape.equals(before.shape)


def test_a_country_an_airfield_and_a_range_are_those_that_majal_has(put: Callable[..., Added]) -> None:
    range_ = open_gazetteer().get("majal:qalamoun")
    done = put(
        dump(163_843, "Syria", alternates="Zyriastan", code="A.PCLI", lat=35, lon=38)
        + dump(99_000_001, "Zhmeimim", code="S.AIRB", lat=35.401, lon=35.949)
        + dump(99_000_002, "Qalamoun", alternates="Zalamoun", code="T.MTS", lat=range_.at.lat, lon=range_.at.lon)
    )
    assert done.places == 0
    assert ids("Zyriastan") == ["iso:SY"]
    assert ids("Zhmeimim") == ["icao:OSLK"]
    assert ids("Zalamoun") == ["majal:qalamoun"]
    assert open_gazetteer().get("majal:qalamoun").shape is not None


def test_a_place_of_the_same_name_in_another_country_or_of_another_kind_is_another(put: Callable[..., Added]) -> None:
    crossing = next(place for place in open_gazetteer().of_features({"crossing"}) if place.country)
    at = {"lat": crossing.at.lat, "lon": crossing.at.lon, "code": "S.PSTB"}
    put(
        dump(99_000_001, crossing.name, country="MN", **at)
        + dump(99_000_002, crossing.name, country=crossing.country, **(at | {"code": "S.DAM"}))
        + dump(99_000_003, crossing.name, country=crossing.country, **at)
    )
    assert {"geonames:99000001", "geonames:99000002"} <= set(ids(crossing.name))
    assert "geonames:99000003" not in ids(crossing.name)


def test_two_places_of_one_name_stay_two(put: Callable[..., Added]) -> None:
    put(dump(99_000_001, lat=35) + dump(99_000_002, lat=36))
    assert set(ids("Zarbatiya")) == {"geonames:99000001", "geonames:99000002"}


# --- adding again, adding newer, removing


def test_adding_the_same_file_again_changes_nothing(put: Callable[..., Added], own: Path) -> None:
    assert put(dump()).is_new
    before = own.read_bytes()
    assert not put(dump()).is_new
    assert own.read_bytes() == before


def test_the_same_files_in_the_same_order_give_the_same_bytes(put: Callable[..., Added], own: Path) -> None:
    put(dump(division="07"))
    put("name,lon,lat\nZarbatub,38,35\n", "t.csv")
    before = own.read_bytes()
    own.unlink()
    put(dump(division="07"))
    put("name,lon,lat\nZarbatub,38,35\n", "t.csv")
    assert own.read_bytes() == before


def test_a_newer_file_replaces_rows_by_id_with_their_names_and_removing_it_brings_them_back(
    put: Callable[..., Added],
) -> None:
    put(dump(99_000_001, "Zarbatiya") + dump(99_000_002, "Zarbatub"), "old.txt")
    put(dump(99_000_001, "Zarbatinew", lat=36), "new.txt")
    assert ids("Zarbatiya") == []
    assert ids("Zarbatinew") == ["geonames:99000001"]
    assert ids("Zarbatub") == ["geonames:99000002"]
    assert open_gazetteer().get("geonames:99000001").at.lat == 36

    assert remove("new.txt") == ["2 new.txt"]

    assert ids("Zarbatinew") == []
    assert ids("Zarbatiya") == ["geonames:99000001"]
    assert open_gazetteer().get("geonames:99000001").at.lat == 35.5


def test_removing_the_last_source_leaves_no_file(put: Callable[..., Added], own: Path) -> None:
    put(dump())
    remove("1")
    assert not own.exists()
    assert not list(own.parent.iterdir())
    assert open_gazetteer().lookup("Zarbatiya") == []


def test_removing_what_is_not_there_names_what_is(put: Callable[..., Added]) -> None:
    with pytest.raises(UnknownNameError, match=r"'SY\.txt'; there are: none"):
        remove("SY.txt")
    put(dump())
    with pytest.raises(UnknownNameError, match=r"there are: 1 file\.txt"):
        remove("SY.txt")


def test_a_failed_addition_leaves_the_gazetteer_as_it_was(
    put: Callable[..., Added], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dump())
    before = own.read_bytes()

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(shelves.Shelf, "close", full)
    with pytest.raises(OutputError, match="disk is full"):
        put(dump(99_000_002, "Zarbatub"), "more.txt")
    assert own.read_bytes() == before
    assert list(own.parent.iterdir()) == [own]


def test_two_commands_at_once_do_not_lose_what_the_first_added(
    put: Callable[..., Added], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(dump())
    other = tmp_path / "other.txt"
    other.write_text(dump(99_000_003, "Zarbatwo"))
    close, is_first = shelves.Shelf.close, [True]

    def meanwhile(self: shelves.Shelf, faults: int = 0) -> None:
        if is_first:
            is_first.clear()
            add(other)
        close(self, faults)

    monkeypatch.setattr(shelves.Shelf, "close", meanwhile)
    with pytest.raises(OutputError, match="another command changed it meanwhile"):
        put(dump(99_000_002, "Zarbatub"), "more.txt")
    assert ids("Zarbatwo") == ["geonames:99000003"]


def test_about_tells_where_what_and_under_which_terms(put: Callable[..., Added], own: Path) -> None:
    assert about()["own"] == {"path": str(own), "sources": []}
    put(dump(population="many") + dump(99_000_002))
    told = about()
    assert told["shipped"]["sha256"].startswith("sha256:")
    assert "CC BY 4.0" in told["shipped"]["licences"].values()
    (source,) = told["own"]["sources"]
    assert told["own"]["path"] == str(own)
    assert (source["name"], source["kind"], source["places"], source["faults"]) == ("file.txt", "geonames", 1, 1)
    assert source["licence"] == "GeoNames, CC BY 4.0"
    assert len(source["sha256"]) == len("sha256:") + 64


# --- where it is


def test_it_lies_where_the_platform_and_the_environment_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAJAL_GAZETTEER")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert own_path() == tmp_path / "majal" / "gazetteer.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert own_path().is_relative_to(tmp_path / "home")


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"x" * 200])
def test_a_file_that_is_no_gazetteer_is_told(own: Path, content: bytes) -> None:
    own.parent.mkdir()
    own.write_bytes(content)
    with pytest.raises(FileError, match="MAJAL_GAZETTEER"):
        open_gazetteer()


def test_another_sqlite_file_is_not_written_over(own: Path, put: Callable[..., Added]) -> None:
    own.parent.mkdir()
    with sqlite3.connect(own) as db:
        db.execute("CREATE TABLE precious (data)")
    db.close()
    before = own.read_bytes()
    with pytest.raises(FileError, match="format 0"):
        put(dump())
    assert own.read_bytes() == before


# --- everything else that the gazetteer answers


def test_the_other_questions_know_the_added_places(put: Callable[..., Added]) -> None:
    put(
        dump(99_000_001, "Zarbatdam", code="S.DAM")
        + dump(99_000_002, "Zarbatown", lat=-48.5, lon=-123.4, population=50_000)
        + dump(2_643_743, "London", alternates="Zondon", population=8_000_000, lat=51.5, lon=-0.1, country="GB")
    )
    places = open_gazetteer()
    assert [hit.place.id for hit in places.fuzzy("Zarbetdam", {"facility"})] == ["geonames:99000001"]
    assert [place.id for place in places.largest_within((-124, -49, -123, -48))] == ["geonames:99000002"]
    (london, *_) = places.largest_within((-1, 51, 1, 52), limit=5)
    assert (london.id, london.population) == ("geonames:2643743", 8_000_000)
    assert places.capital_of("geonames:2643743") == "GB"
    assert places.shape("geonames:99000001") is None
    assert places.demonym("Syrian") == "SY"
    assert [place.id for place in Gazetteer().largest_within((-124, -49, -123, -48))] == []


def test_a_name_that_a_newer_row_dropped_is_no_near_spelling_either(put: Callable[..., Added]) -> None:
    put(dump(99_000_001, "Zarbatdam", code="S.DAM"), "old.txt")
    put(dump(99_000_001, "Qulqdam", code="S.DAM"), "new.txt")
    places = open_gazetteer()
    assert places.fuzzy("Zarbetdam", {"facility"}) == []
    assert [hit.name for hit in places.fuzzy("Qulqdan", {"facility"})] == ["Qulqdam"]


# --- alternate names


def test_alternate_names_belong_to_known_places_in_the_languages_that_are_read(put: Callable[..., Added]) -> None:
    put(dump())
    done = put(
        alternate(99_000_001, "زربطية", "ar", preferred="1")
        + alternate(99_000_001, "Zarbat Hill", "en")
        + alternate(169_577, "Zemesa")
        + alternate(169_577, "Zemesa Vetus", "en", historic="1")
        + alternate(169_577, "Zomsk", "ru")
        + alternate(169_577, "https://example.org/homs", "link")
        + alternate(169_577, "ZHM", "iata")
        + alternate(169_577, "Q1234567", "wkdt")
        + alternate(99_999_999, "Zobody", "en"),
        "alternateNamesV2.txt",
    )
    assert (done.kind, done.rows, done.names, done.left) == ("alternates", 9, 3, 6)
    assert ids("زربطية") == ids("Zarbat Hill") == ["geonames:99000001"]
    assert open_gazetteer().get("geonames:99000001").name_ar == "زربطية"
    assert ids("Zemesa") == ["geonames:169577"]
    assert ids("Zemesa Vetus") == ids("Zomsk") == ids("ZHM") == ids("Zobody") == []


def test_a_loose_name_is_found_when_misspelt(put: Callable[..., Added]) -> None:
    number = Gazetteer().of_features({"range"})[0].id
    put(f"id,name,lon,lat\n{number},Zarbatrange,,\n", "names.csv")
    assert [hit.place.id for hit in open_gazetteer().fuzzy("Zarbatrenge", {"range"})] == [number]


# --- tables of the user's own


def test_a_table_of_ones_own_in_full(put: Callable[..., Added]) -> None:
    done = put(
        "id,name,name_ar,lon,lat,feature,precision,radius_m,country,aliases_en,aliases_ar,source\n"
        "depot-3,Zepot,مستودع زبوط,38.1,35.2,facility,near,400,sy,Zepot Three|Z3 Depot,زبوط الثالث,our survey\n",
        "mine.csv",
    )
    assert (done.kind, done.places, done.names) == ("places", 1, 5)
    place = open_gazetteer().get("own:depot-3")
    assert (place.feature, place.precision, place.radius_m, place.country) == ("facility", Precision.NEAR, 400, "SY")
    for name in ("zepot", "مستودع زبوط", "Zepot Three", "z3 depot", "زبوط الثالث"):
        assert ids(name) == ["own:depot-3"], name


@pytest.mark.parametrize(
    "header", ["Name,Latitude,Longitude", "NAME_EN;LAT;LNG", "place name\tY\tX", "الاسم,خط العرض,خط الطول"]
)
def test_common_spellings_of_the_header(put: Callable[..., Added], header: str) -> None:
    mark = next(mark for mark in ",;\t" if mark in header)
    done = put(f"{header}\n" + mark.join(("Zarbatiya", "35,5" if mark == ";" else "35.5", "38.5")) + "\n", "t.csv")
    assert done.places == 1
    (first,) = geocode("Zarbatiya")
    assert first.place.at == (38.5, 35.5)
    assert (first.place.precision, first.place.radius_m) == (Precision.SETTLEMENT, 5_000)


def test_a_row_by_hand_corrects_a_known_place_whole(put: Callable[..., Added]) -> None:
    put(
        "id,name,lon,lat,feature,radius_m,precision\n"
        "majal:qalamoun,Qalamoun,36.5,33.9,range,9000,region\nicao:OSLK,Zbase,35.9,35.4,air_base,,\n",
        "fix.csv",
    )
    place = open_gazetteer().get("majal:qalamoun")
    assert (place.at, place.radius_m, place.shape) == ((36.5, 33.9), 9_000, None)
    assert place.name_ar == Gazetteer().get("majal:qalamoun").name_ar
    assert open_gazetteer().get("icao:OSLK").name == "Zbase"
    assert "icao:OSLK" in ids("قاعدة حميميم")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-16"),
    ],
    ids=["utf-8", "mark", "crlf", "latin-1", "utf-16"],
)
@pytest.mark.parametrize("kind", ["places", "geonames"])
def test_any_usual_encoding(put: Callable[..., Added], encode: Callable[[str], bytes], kind: str) -> None:
    table = "name,lat,lon\nZarbé-sur-Mer,35.5,38.5\nZarbatub,35,38\n"
    rows = dump(99_000_001, "Zarbé-sur-Mer") + dump(99_000_002, "Zarbatub")
    done = put(encode(table if kind == "places" else rows))
    assert (done.kind, done.places, done.rejected) == (kind, 2, 0)
    assert [one.place.name for one in geocode("Zarbe sur mer")] == ["Zarbé-sur-Mer"]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("Zarbatiya,north,38.5,city,,", "lat", "no number"),
        ("Zarbatiya,٩٥,38.5,city,,", "lat", "out of range"),
        ("Zarbatiya,35.5,,city,,", "lon", "no number"),
        ("Zarbatiya,35.5,1e400,city,,", "lon", "longitude out of range"),
        ("Zarbatiya,nan,38.5,city,,", "lat", "no number"),
        ("Zarbatiya,135.5,38.5,city,,", "lat", "swapped"),
        ("Zarbatiya,0,0,city,,", "lat", "0, 0"),
        (",35.5,38.5,city,,", "name", "no name"),
        ("...,35.5,38.5,city,,", "name", "no name"),
        ("Zarbatiya,35.5,38.5,castle,,", "feature", "unknown word"),
        ("Zarbatiya,35.5,38.5,city,-5,", "radius_m", "no radius"),
        ("Zarbatiya,35.5,38.5,country,,", "radius_m", "no usual radius"),
        ("Zarbatiya,35.5,38.5,city,,Syria", "country", "no country"),
        ("Zarbatiya,35.5,38.5", "", "wrong number of cells"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_column_and_costs_only_itself(
    put: Callable[..., Added], row: str, column: str, said: str
) -> None:
    done = put(f"name,lat,lon,feature,radius_m,country\nZarbatub,35,38,city,,\n{row}\nZarbatim,35,38,city,,\n")
    assert (done.places, done.rejected) == (2, 1)
    (fault,) = done.faults
    assert (fault.row, fault.column, fault.file) == (3, column, "file.txt")
    assert said in fault.message
    assert ids("Zarbatub")
    assert ids("Zarbatim")


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (dump(lat="35,5.1"), "latitude", "no number"),
        (dump(lat=91), "latitude", "out of range"),
        (dump(lat=40, lon=-181), "longitude", "longitude out of range"),
        (dump(number="x1"), "geonameid", "no GeoNames number"),
        (dump(number=0), "geonameid", "no GeoNames number"),
        (dump(number="9" * 40), "geonameid", "no GeoNames number"),
        (dump(name=" "), "name", "no name"),
        (dump(population="9" * 30), "population", "no number of people"),
        (dump(country="SYR"), "country code", "no country"),
        ("one\ttwo\n", "", "wrong number of cells"),
    ],
)
def test_a_bad_row_of_a_dump_is_told(put: Callable[..., Added], row: str, column: str, said: str) -> None:
    done = put(dump(99_000_002) + dump(99_000_003) + row + dump(99_000_004))
    assert (done.places, done.rejected) == (3, 1)
    assert (done.faults[0].row, done.faults[0].column) == (3, column)
    assert said in done.faults[0].message


def test_a_line_of_a_dump_in_another_encoding_is_told(put: Callable[..., Added]) -> None:
    good = dump(99_000_002, "Zarbé").encode() * 900
    done = put(good + dump(99_000_003, "Zarbé").encode("latin-1") + dump(99_000_004, "Zarbatub").encode())
    assert (done.rejected, done.faults[0].row) == (1, 901)
    assert ids("Zarbatub") == ["geonames:99000004"]


def test_a_quote_that_is_never_closed_costs_its_row_only(put: Callable[..., Added]) -> None:
    rows = "".join(f"Zarb{at}x,35,38\n" for at in range(60))
    done = put(f'name,lat,lon\n"Zarbopen,35,38\n{rows}"Zarb\nlines",35,38\n')
    assert done.places == 61
    assert [fault.row for fault in done.faults] == [2]
    assert ids("zarb lines")


def test_many_faults_are_counted_and_the_first_kept(put: Callable[..., Added]) -> None:
    done = put("name,lat,lon\nZarbatub,35,38\n" + "Zarb,x,38\n" * 1_500)
    assert done.rejected == 1_500
    assert len(done.faults) == 1_000


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("Just a sentence about nothing.\n", "1 columns"),
        ("a,b,c\n1,2,3\n", "3 columns beginning a, b, c"),
        ("name,lat\nHoms,34\n", "2 columns beginning name, lat"),
        ('{"type": "FeatureCollection"}', "expected"),
        ("one\ttwo\tthree\n", "3 columns"),
    ],
)
def test_a_file_of_no_kind_is_refused_with_what_was_found(
    put: Callable[..., Added], own: Path, content: str, found: str
) -> None:
    with pytest.raises(FileError, match=found):
        put(content)
    assert not own.exists()


def test_bytes_that_are_no_text_are_refused(put: Callable[..., Added]) -> None:
    with pytest.raises(FileError, match="no text"):
        put(bytes(range(256)) * 50)
    with pytest.raises(FileError, match="empty"):
        put(b"\n\n")


def test_a_kind_can_be_forced_and_an_unknown_one_is_told(put: Callable[..., Added]) -> None:
    mostly_bad = "no row\n" * 5 + dump()
    with pytest.raises(FileError):
        put(mostly_bad)
    done = put(mostly_bad, kind="geonames")
    assert (done.places, done.rejected) == (1, 5)
    with pytest.raises(UnknownNameError, match="there are: alternates"):
        put(mostly_bad, kind="shapefile")
    with pytest.raises(FileError, match="expected OCHA"):
        put("name,lat,lon\nZarbatub,35,38\n", kind="pcodes")


HOSTILE = [
    "'; DROP TABLE place;--",
    "{{ 7*7 }}",
    "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "a\x00b\x1b[31m",
    "\u202eevil",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name(put: Callable[..., Added], name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("name", "lat", "lon"), (f"Zarb {name}", 35, 38)])
    assert put(out.getvalue()).places == 1
    (hit,) = open_gazetteer().lookup(f"Zarb {name}")
    assert hit.place.name.startswith("Zarb ")
    assert not set(hit.place.name) & {"\x00", "\x1b", "\u202e"}


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@hypothesis_settings(max_examples=40)
@given(names=st.lists(NAMES, min_size=1, max_size=6), lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_any_table_is_added_row_by_row_or_told(
    names: list[str], lat: float, lon: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("name", "lat", "lon"), *((name, lat, lon) for name in names)])
    (folder / "t.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    done = add(folder / "t.csv", own=folder / "own.sqlite")
    assert done.rejected + done.places + done.left >= (1 if any(name.strip() for name in names) else 0)
    places = Gazetteer(own=folder / "own.sqlite")
    for name in names:
        for hit in places.lookup(name):
            if hit.place.id.startswith("own:"):
                assert hit.place.at == pytest.approx((lon, lat), abs=1e-5)


@hypothesis_settings(max_examples=40)
@given(content=st.binary(max_size=400))
def test_any_bytes_are_added_or_refused_in_words(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    for kind, head in (
        ("places", b"name,lat,lon\n"),
        ("geonames", dump().encode()),
        ("pcodes", b"admin1Name_en,admin1Pcode,x,y\n"),
    ):
        (folder / kind).write_bytes(head + content)
        try:
            done = add(folder / kind, kind=kind, own=folder / f"{kind}.sqlite")
        except FileError:
            continue
        assert done.rejected <= done.rows


# --- p-codes

PCODES = """admin2Name_en,admin2Name_ar,admin2Pcode,admin1Name_en,admin1Name_ar,admin1Pcode,admin0Pcode,x_coord,y_coord
Zarbat District,قضاء زربط,SY0299,Aleppo,حلب,SY02,SY,37.9,36.1
"""


def test_units_with_a_position_are_places_and_their_province_is_the_known_one(put: Callable[..., Added]) -> None:
    done = put(PCODES, "syr.csv")
    assert (done.kind, done.places, done.rejected) == ("pcodes", 1, 0)
    place = open_gazetteer().get("pcode:SY0299")
    assert (place.feature, place.country, place.admin1) == ("adm2", "SY", "geonames:170062")
    assert (place.name, place.name_ar, place.radius_m) == ("Zarbat District", "قضاء زربط", 35_000)
    assert ids("قضاء زربط") == ["pcode:SY0299"]


def test_a_unit_that_majal_has_stays_one(put: Callable[..., Added]) -> None:
    known = open_gazetteer().get("geonames:170062")
    put(f"ADM1_EN,ADM1_AR,ADM1_PCODE,POINT_X,POINT_Y\nAleppo,محافظة زلب,SY02,{known.at.lon},{known.at.lat}\n")
    assert ids("محافظة زلب") == ["geonames:170062"]


def test_without_positions_names_go_to_the_one_known_place_within_its_parent(put: Callable[..., Added]) -> None:
    places = Gazetteer()
    districts = [place for place in places.of_features({"adm2"}) if place.admin1 == "geonames:170062"]
    district = next(one for one in districts if [hit.place.id for hit in places.lookup(one.name)] == [one.id])
    done = put(
        "admin1Name_en,admin1Pcode,admin2Name_en,admin2Name_ar,admin2Pcode\n"
        f"Aleppo,SY02,{district.name},منطقة زربط,SY0201\n"
        "Aleppo,SY02,Zarbnowhere,زربنوير,SY0202\n"
        f"Zarbprovince,SY77,{district.name},زربلا,SY7701\n"
    )
    assert done.places == 0
    assert ids("منطقة زربط") == [district.id]
    assert ids("زربنوير") == ids("زربلا") == []
    told = {fault.row: (fault.column, fault.message) for fault in done.faults}
    assert told[3] == ("admin2", "no position, and none of the places that majal knows is called so")
    assert told[4][0] in {"admin1", "admin2"}


def test_a_code_that_is_none_and_a_name_that_is_missing_are_told(put: Callable[..., Added]) -> None:
    done = put("admin1Name_en,admin1Pcode,x,y\nZarb,!!,38,35\n,SY99,38,35\nZarbatub,SY98,38,35\n")
    assert [(fault.row, fault.column) for fault in done.faults] == [(2, "admin1Pcode"), (3, "admin1Name_en")]
    assert ids("Zarbatub") == ["pcode:SY98"]


# --- containers


def test_a_zip_as_geonames_ships_it(put: Callable[..., Added], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "A long readme. " * 10_000)
        archive.writestr("SY.txt", dump())
    done = add(tmp_path / "SY.zip")
    assert (done.kind, done.places, done.name) == ("geonames", 1, "SY.zip")
    with zipfile.ZipFile(tmp_path / "no.zip", "w") as archive:
        archive.writestr("picture.png", b"x")
    with pytest.raises(FileError, match=r"without a table.*picture\.png"):
        add(tmp_path / "no.zip")
    cut = (tmp_path / "SY.zip").read_bytes()[:-30]
    with pytest.raises(FileError, match="ZIP is damaged"):
        put(cut, "cut.zip")


def test_a_workbook_that_is_none_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(FileError, match=r"a\.xlsx"):
        add(tmp_path / "a.xlsx")


def test_a_workbook_of_p_codes_sheet_by_sheet(tmp_path: Path) -> None:
    path = tmp_path / "syr_adminboundaries.xlsx"
    upper = pd.DataFrame({"admin1Name_en": ["Aleppo"], "admin1Pcode": ["SY02"], "x_coord": [37.5], "y_coord": [36.2]})
    lower = upper.drop(columns=["x_coord", "y_coord"]).assign(
        admin2Name_en="Zarbat", admin2Name_ar="زربط", admin2Pcode="SY0299", x_coord=37.9, y_coord=36.1
    )
    for mode, sheet, frame in (
        ("w", "Admin1", upper),
        ("a", "Admin2", lower),
        ("a", "Notes", pd.DataFrame({"note": ["x"]})),
    ):
        pyogrio.write_dataframe(frame, path, layer=sheet, driver="XLSX", append=mode == "a")
    done = add(path)
    assert (done.kind, done.places, done.rejected) == ("pcodes", 1, 0)
    place = open_gazetteer().get("pcode:SY0299")
    assert (place.name_ar, place.admin1, place.at) == ("زربط", "geonames:170062", (37.9, 36.1))
