from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shapely import Point

from geo.errors import InstallError, UnknownNameError
from geo.gazetteer import Gazetteer, geocode, normalise, open_gazetteer
from geo.place import Precision

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def places() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Damascus", "geonames:170654"),
        ("دمشق", "geonames:170654"),
        ("الشَّام", "geonames:170654"),
        ("Aleppo", "geonames:170063"),
        ("حلب", "geonames:170063"),
        ("محافظة حمص", "geonames:169575"),
        ("Idlib province", "geonames:169387"),
        ("ريف حلب", "geonames:170062"),
        ("Aleppo countryside", "geonames:170062"),
        ("ريف دمشق", "geonames:170652"),
        ("قاعدة حميميم", "icao:OSLK"),
        ("قاعدة حميميم الجوية", "icao:OSLK"),
        ("Khmeimim air base", "icao:OSLK"),
        ("Al Udeid", "icao:OTBH"),
        ("قاعدة العديد", "icao:OTBH"),
        ("مطار دمشق الدولي", "icao:OSDI"),
        ("Beirut airport", "icao:OLBA"),
        ("جبال القلمون", "majal:qalamoun"),
        ("القلمون", "majal:qalamoun"),
        ("هضبة الجولان", "majal:golan"),
        ("الغوطة الشرقية", "majal:eastern-ghouta"),
        ("باب المندب", "majal:bab-al-mandab"),
        ("Strait of Hormuz", "majal:hormuz"),
        ("معبر رفح", "majal:rafah-crossing"),
        ("الضاحية الجنوبية", "majal:dahiyeh"),
        ("سورية", "iso:SY"),
        ("U.S.", "iso:US"),
        ("أميركا", "iso:US"),
        ("قطر", "iso:QA"),
        ("لبنان", "iso:LB"),
        ("Lebanon", "iso:LB"),
        ("الكويت", "iso:KW"),
        ("Georgia", "iso:GE"),
        ("DR Congo", "iso:CD"),
        ("Moscow", "geonames:524901"),
        ("واشنطن", "geonames:4140963"),
        ("Raqqa", "geonames:172955"),
        ("Kiev", "geonames:703448"),
        ("Gaza Strip", "geonames:281132"),
        ("غزة", "geonames:281133"),
    ],
)
def test_the_first_candidate_is_what_news_mean_by_the_name(name: str, place_id: str) -> None:
    first, *_ = geocode(name)
    assert first.place.id == place_id, first.why
    assert not first.fuzzy


def test_kuwait_names_the_country_and_the_city() -> None:
    assert {c.place.feature for c in geocode("الكويت")} >= {"country", "city"}


def test_a_misprint_after_a_cue_is_found_and_flagged() -> None:
    first, *_ = geocode("قاعدة هميمم الجوية")
    assert (first.place.id, first.fuzzy, first.matched) == ("icao:OSLK", True, "حميميم")
    assert "confused in print" in first.why


def test_without_a_cue_a_misprint_is_not_guessed_at() -> None:
    assert geocode("هميمم") == []


def test_fuzzy_keeps_to_the_features_and_the_country(places: Gazetteer) -> None:
    assert places.fuzzy("هميمم", {"air_base"}, "SY")[0].place.id == "icao:OSLK"
    assert places.fuzzy("هميمم", {"air_base"}, "QA") == []
    assert all(h.place.feature == "strait" for h in places.fuzzy("Hormus", {"strait"}))


def test_country_filter_leaves_other_countries_out() -> None:
    assert {c.place.country for c in geocode("Tripoli", country="LB")} == {"LB"}


@pytest.mark.parametrize("word", ["الى", "بين", "دون", "كان"])
def test_everyday_arabic_words_name_no_town(places: Gazetteer, word: str) -> None:
    assert places.lookup(word) == []


def test_an_empty_name_is_refused_and_an_unknown_one_finds_nothing() -> None:
    with pytest.raises(UnknownNameError, match="name is needed"):
        geocode(" ... ")
    assert geocode("zzqx vbnw") == []


def test_country_points_and_covering_radii(places: Gazetteer) -> None:
    syria, qatar = places.get("iso:SY"), places.get("iso:QA")
    assert syria.at == (38.0, 35.0)
    assert syria.radius_m == pytest.approx(463_000, abs=5_000)
    assert qatar.at == (51.25, 25.5)
    assert qatar.radius_m == pytest.approx(106_000, abs=5_000)
    assert syria.precision is Precision.COUNTRY
    assert syria.shape is not None
    assert syria.shape.is_valid


@pytest.mark.parametrize(
    ("country", "inside"), [("RU", (33.5, 68.1)), ("RU", (178.0, 66.5)), ("RU", (-170.5, 66.2)), ("FJ", (178.0, -17.8))]
)
def test_countries_across_the_antimeridian(places: Gazetteer, country: str, inside: tuple[float, float]) -> None:
    shape = places.shape(f"iso:{country}")
    assert shape is not None
    assert shape.is_valid
    assert shape.intersects(Point(inside))
    assert not shape.intersects(Point(0.0, inside[1]))


@pytest.mark.parametrize("lon", [-179.9, -60.0, 0.0, 45.0, 180.0])
def test_antarctica_holds_the_pole(places: Gazetteer, lon: float) -> None:
    shape = places.shape("iso:AQ")
    assert shape is not None
    assert shape.is_valid
    assert shape.intersects(Point(lon, -86.0))
    assert shape.intersects(Point(lon, -90.0))
    assert not shape.intersects(Point(lon, -59.0))


def test_a_range_is_a_corridor_within_its_radius(places: Gazetteer) -> None:
    qalamoun = places.get("majal:qalamoun")
    assert (qalamoun.feature, qalamoun.precision) == ("range", Precision.REGION)
    assert qalamoun.radius_m == 55_000
    assert qalamoun.shape is not None
    assert 0.1 < qalamoun.shape.area < 0.5


def test_a_province_has_its_own_area_and_a_city_a_disc(places: Gazetteer) -> None:
    aleppo = places.get("geonames:170062")
    assert aleppo.shape is not None
    assert aleppo.radius_m == pytest.approx(109_000, abs=15_000)
    assert places.get("geonames:170654").shape is None


def test_cities_grow_with_their_people(places: Gazetteer) -> None:
    moscow, raqqa = places.get("geonames:524901"), places.get("geonames:172955")
    assert moscow.radius_m > 20_000
    assert raqqa.radius_m == 5_800


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("Russian", "RU"),
        ("Russians", "RU"),
        ("روسي", "RU"),
        ("الروسية", "RU"),
        ("الروس", "RU"),
        ("الأمريكيين", "US"),
        ("أميركية", "US"),
        ("الإسرائيلي", "IL"),
        ("اسرائيلية", "IL"),
        ("لبناني", "LB"),
        ("السوريون", "SY"),
        ("القطرية", "QA"),
        ("French", "FR"),
        ("الأتراك", "TR"),
        ("British", "GB"),
        ("بريطانية", "GB"),
        ("سورية", "SY"),
        ("سوريا", ""),
        ("المالية", ""),
        ("table", ""),
    ],
)
def test_demonyms_in_every_inflection(places: Gazetteer, word: str, country: str) -> None:
    assert places.demonym(word) == country


def test_no_demonym_is_a_country_name(places: Gazetteer) -> None:
    names = ("روسيا", "تركيا", "ليبيا", "سوريا", "إيطاليا", "ألمانيا", "أرمينيا", "Georgia", "الصين", "الهند")
    assert {n: places.demonym(n) for n in names if places.demonym(n)} == {}


@pytest.mark.parametrize(("name", "country"), [("Moscow", "RU"), ("بيروت", "LB"), ("Washington", "US"), ("Kyiv", "UA")])
def test_capitals(places: Gazetteer, name: str, country: str) -> None:
    assert country in {places.capital_of(hit.place.id) for hit in places.lookup(name)}


def test_most_countries_have_a_capital(places: Gazetteer) -> None:
    assert places.capital_of("geonames:524901") == "RU"
    assert places.capital_of("geonames:170063") == ""
    assert places.capital_of("icao:OSLK") == ""


def test_words_that_start_no_name_are_skipped(places: Gazetteer) -> None:
    assert places.may_start(normalise("دير"))
    assert places.has_prefix("deir ez")
    assert places.has_prefix("deir ez zor")
    strange = [f"qqx{n}zz" for n in range(500)]
    assert sum(map(places.may_start, strange)) < 25


def test_hits_say_which_name_matched(places: Gazetteer) -> None:
    hit = places.lookup("KHMEIMIM")[0]
    assert (hit.place.id, hit.name, hit.lang, hit.preferred) == ("icao:OSLK", "Khmeimim", "en", True)
    arabic = places.lookup("حميميم")[0]
    assert (arabic.lang, arabic.place.name_ar) == ("ar", "قاعدة حميميم الجوية")


def test_ids_nobody_knows_are_told(places: Gazetteer) -> None:
    for wrong in ("geonames:1", "geonames:x", "icao:ZZZZ9", "", "nonsense"):
        with pytest.raises(UnknownNameError, match="no place with the id"):
            places.get(wrong)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=r"python -m geo\.gazetteer\.compile"):
        Gazetteer(tmp_path / "places.sqlite")


def test_a_broken_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "places.sqlite"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(InstallError, match="no compiled gazetteer"):
        Gazetteer(broken)


def test_towns_within_an_extent_come_largest_first(places: Gazetteer) -> None:
    found = places.largest_within((35.0, 32.0, 42.5, 37.5), limit=20)
    assert {"Damascus", "Aleppo", "Beirut"} <= {p.name for p in found}
    assert [p.population for p in found] == sorted((p.population for p in found), reverse=True)


def test_towns_across_the_antimeridian(places: Gazetteer) -> None:
    found = places.largest_within((176.0, -20.0, -174.0, -14.0), limit=50)
    assert {p.country for p in found} >= {"FJ"}
    assert all(p.at.lon > 170 or p.at.lon < -170 for p in found)


def test_sources_and_licences_are_told(places: Gazetteer) -> None:
    info = places.info()
    assert info["places"] > 280_000
    assert "CC BY 4.0" in info["licences"].values()
