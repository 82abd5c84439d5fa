"""The curated rows, checked as data: every row complete, sourced, and where its country is."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
import shapely

from geo.gazetteer import geocode, open_gazetteer
from geo.gazetteer.normalise import key_of
from geo.place import Precision

FOLDER = Path(__file__).parents[2] / "geo" / "gazetteer" / "supplement"  # a wheel leaves it out
OTHER = {"countries.csv", "demonyms.csv"}
ROWS = [
    pytest.param(row, id=row["id"])
    for path in sorted(FOLDER.glob("*.csv"))
    if path.name not in OTHER
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
]


def test_there_are_thousands_of_rows_and_no_id_twice() -> None:
    ids = [p.id for p in ROWS]
    assert len(ids) > 7_000
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_sourced_and_found_under_each_of_its_names(row: dict[str, str]) -> None:
    assert row["source"].strip()
    assert row["name_en"]
    assert row["precision"] in {"", *Precision}
    place = open_gazetteer().get(row["id"])
    assert place.name == row["name_en"]
    names = [place.name, place.name_ar, *row["aliases_en"].split("|"), *row["aliases_ar"].split("|")]
    for name in filter(None, names):
        assert row["id"] in {hit.place.id for hit in open_gazetteer().lookup(name)}, name


@pytest.mark.parametrize("row", [p for p in ROWS if p.values[0]["country"] and p.values[0]["lon"]])
def test_a_row_lies_in_its_country_or_off_its_coast(row: dict[str, str]) -> None:
    shape = open_gazetteer().shape(f"iso:{row['country']}")
    assert shape is not None
    # Islets and terminals stand up to some 50 km off the coast that Natural Earth draws.
    reach_deg = 0.5 + float(row["radius_m"] or 0) / 111_000 / math.cos(math.radians(float(row["lat"])))
    # Natural Earth draws Crimea with Russia; the rows follow the United Nations (General Assembly resolution 68/262).
    around = shape if row["country"] != "UA" else shape.union(open_gazetteer().shape("iso:RU"))
    assert around.distance(shapely.Point(float(row["lon"]), float(row["lat"]))) < reach_deg


@pytest.mark.parametrize("row", [p for p in ROWS if p.values[0]["shape"]])
def test_a_shape_is_valid_and_within_its_radius(row: dict[str, str]) -> None:
    place = open_gazetteer().get(row["id"])
    assert place.shape is not None
    assert place.shape.is_valid
    assert not place.shape.is_empty
    assert place.shape.distance(shapely.Point(place.at)) < 0.5


@pytest.mark.parametrize(
    ("name", "country", "lon", "lat"),
    [
        ("Tajoura", "LY", 13.35, 32.88),
        ("مقلي", "ET", 39.47, 13.50),
        ("سلوفيانسك", "UA", 37.60, 48.85),
        ("لشكركاه", "AF", 64.37, 31.58),
        ("شوشا", "AZ", 46.75, 39.76),
        ("ميتكيينا", "MM", 97.40, 25.38),
        ("مايدوغوري", "NG", 13.16, 11.85),
        ("كراغويفاتس", "RS", 20.92, 44.01),
        ("غلاف غزة", "IL", 34.5, 31.4),
        ("قاعدة دبري زيت الجوية", "ET", 38.95, 8.72),
        ("كنصفرة", "SY", 36.52, 35.65),
        ("قلعة المضيق", "SY", 36.39, 35.42),
        ("جمرايا", "SY", 36.24, 33.57),
        ("طيرحرفا", "LB", 35.22, 33.13),
        ("Rashaya al-Foukhar", "LB", 35.66, 33.36),
        ("مستشفى كمال عدوان", "PS", 34.50, 31.54),
        ("جسر قرقوزاق", "SY", 38.21, 36.64),
        ("جبل عطان", "YE", 44.18, 15.32),
        ("مديرية باقم", "YE", 43.5, 17.4),
        ("حقل كورمور", "IQ", 44.73, 35.30),
        ("Khojir", "IR", 51.68, 35.67),
        ("الشيخ زويد", "EG", 34.11, 31.21),
        ("كليشتشييفكا", "UA", 37.96, 48.53),
        ("محطة جنوب أوكرانيا النووية", "UA", 31.22, 47.81),
        ("مصفاة ريازان", "RU", 39.79, 54.57),
        ("داتا خيل", "PK", 69.75, 32.90),
        ("شمبات", "SD", 32.53, 15.66),
        ("ماي كادرا", "ET", 36.56, 14.07),
        ("بوناغانا", "CD", 29.60, -1.30),
        ("هسيباو", "MM", 97.30, 22.62),
        ("Brussels Airport", "BE", 4.48, 50.90),
    ],
)
def test_a_name_common_in_reports_finds_its_place_first(name: str, country: str, lon: float, lat: float) -> None:
    place = geocode(name)[0].place
    assert place.country == country
    assert math.hypot(place.at.lon - lon, place.at.lat - lat) < 0.1


@pytest.mark.parametrize("name", ["بحر النرويج", "Barents Sea", "بحر مرمرة", "شمال المحيط الأطلسي", "East China Sea"])
def test_a_sea_of_interceptions_belongs_to_no_country(name: str) -> None:
    place = geocode(name)[0].place
    assert place.feature == "sea"
    assert place.country == ""


def test_no_row_of_a_town_or_quarter_bears_an_everyday_word() -> None:
    words = {key_of(w) for w in (FOLDER.with_name("everyday_words_ar.txt")).read_text(encoding="utf-8").split()}
    rows = [p.values[0] for p in ROWS]
    names = {key_of(n) for r in rows for n in (r["name_ar"], *r["aliases_ar"].split("|")) if n}
    assert not names & words


@pytest.mark.parametrize("word", ["وأن", "بأنه", "هام", "ألم", "ميدان"])
def test_an_everyday_word_is_no_town_abroad(word: str) -> None:
    assert not {hit.place.country for hit in open_gazetteer().lookup(word)} & {"TR", "IR", "DE", "ID"}


def test_the_short_name_of_the_alliance_is_no_sea() -> None:
    assert "majal:north-atlantic" not in {hit.place.id for hit in open_gazetteer().lookup("شمال الأطلسي")}
