"""Which words are names of places, which place each means, and what it does in its sentence."""

from __future__ import annotations

import pytest
from readings import event, mention, read

from geo.geodesy import destination, distance_m
from geo.place import LonLat

HOMS = LonLat(36.7234, 34.7268)


def where(text: str) -> tuple[str, str]:
    told = event(text)
    return told["place_name"], told["precision"]


@pytest.mark.parametrize(
    ("text", "place", "precision"),
    [
        ("Jets struck the city of Homs", "Homs", "settlement"),
        ("Jets struck the Damascus suburbs", "Damascus", "city_area"),
        ("Jets struck Aleppo airport", "Aleppo International Airport", "facility"),
        ("Jets struck the Qalamoun mountains", "Qalamoun Mountains", "region"),
        ("Jets struck Idlib province", "Idlib Governorate", "adm1"),
        ("Jets violated Turkish airspace", "Turkey", "airspace"),
        ("Jets violated the airspace of Lebanon", "Lebanon", "airspace"),
        ("Jets struck targets in Yemen", "Yemen", "country"),
        ("قصفت الطائرات مدينة حمص", "Homs", "settlement"),
        ("قصفت الطائرات منطقة دمشق", "Damascus", "city_area"),
        ("قصفت الطائرات مطار حلب", "Aleppo International Airport", "facility"),
        ("قصفت الطائرات جبال القلمون", "Qalamoun Mountains", "region"),
        ("قصفت الطائرات مواقع في محافظة إدلب", "Idlib Governorate", "adm1"),
        ("خرقت الطائرات المجال الجوي التركي", "Turkey", "airspace"),
        ("خرقت الطائرات أجواء لبنان", "Lebanon", "airspace"),
        ("قصفت الطائرات أهدافا في اليمن", "Yemen", "country"),
    ],
)
def test_cue_words_say_what_a_name_names(text: str, place: str, precision: str) -> None:
    assert where(text) == (place, precision)


@pytest.mark.parametrize("text", ["قصفت الطائرات {}", "وقصفت الطائرات مواقع {}"])
@pytest.mark.parametrize("written", ["في حمص", "بحمص", "قرب حمص", "في مدينة حمص", "في حِمْص", "في حمـص"])
def test_a_place_behind_every_preposition(text: str, written: str) -> None:
    assert event(text.format(written))["place_name"] == "Homs"


@pytest.mark.parametrize(
    ("side", "side_ar", "azimuth"),
    [
        *(("north", "شمال", 0), ("east", "شرق", 90), ("south", "جنوب", 180), ("west", "غرب", 270)),
        *(("northeast", "شمال شرق", 45), ("southwest", "جنوب غرب", 225), ("northwest", "شمال غربي", 315)),
    ],
)
def test_a_side_and_a_distance_move_the_point(side: str, side_ar: str, azimuth: float) -> None:
    for text in (f"Jets struck a site 20 km {side} of Homs", f"قصفت الطائرات موقعا على بعد 20 كيلومترا {side_ar} حمص"):
        told = event(text)
        at = LonLat(told["lon"], told["lat"])
        assert told["precision"] == "near_settlement"
        assert distance_m(destination(HOMS, azimuth, 20_000), at) < 1_500


@pytest.mark.parametrize("text", ["Jets struck a site near Homs", "قصفت الطائرات موقعا قرب حمص"])
def test_near_stays_and_widens(text: str) -> None:
    told = event(text)
    assert told["precision"] == "near_settlement"
    assert told["radius_m"] == 25_000


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Russian jets struck Homs", "Homs", "event_place"),
        ("Russian jets struck Homs", "Russian", "demonym"),
        ("Russia struck targets in Syria", "Russia", "actor"),
        ("Moscow said jets struck Homs", "Moscow", "actor"),
        ("Jets struck Homs at 11:00 Moscow time", "Moscow", "time_zone"),
        ("BEIRUT (Reuters) - Jets struck Homs", "BEIRUT", "dateline"),
        ("Jets struck Homs, the Damascus Times newspaper said", "Damascus", "organisation"),
        ("Jets may strike targets in Syria or elsewhere", "Syria", "hypothetical"),
        ("Jets hit Hezbollah, based in Lebanon, near Homs", "Lebanon", "support_place"),
        ("Jets struck Palmyra in Homs province", "Homs province", "container"),
        ("Jets struck Homs, an official in Beirut said", "Beirut", "support_place"),
        ("Jets struck Homs. The war in Yemen goes on", "Yemen", "other"),
        ("قصفت طائرات روسية حمص", "حمص", "event_place"),
        ("قصفت طائرات روسية حمص", "روسية", "demonym"),
        ("قصفت روسيا أهدافا في سوريا", "روسيا", "actor"),
        ("قالت موسكو إن طائرات قصفت حمص", "موسكو", "actor"),
        ("قصفت الطائرات حمص الساعة 11:00 بتوقيت موسكو", "موسكو", "time_zone"),
        ("بيروت (رويترز) - قصفت الطائرات حمص", "بيروت", "dateline"),
        ("قصفت الطائرات حمص، بحسب صحيفة دمشق تايمز", "دمشق", "organisation"),
        ("هدفنا سواء كان في سوريا أو أي مكان آخر هو ضرب الإرهاب", "سوريا", "hypothetical"),
        ("هاجمت الطائرات حزب الله، ومقره في لبنان، قرب حمص", "لبنان", "support_place"),
        ("قصفت الطائرات مدينة تدمر في ريف حمص", "ريف حمص", "container"),
    ],
)
def test_roles(text: str, name: str, role: str) -> None:
    assert mention(text, name)["role"] == role


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Jets struck Tripoli, Lebanon", "LB"),
        ("Jets struck Tripoli in Libya", "LY"),
        ("قصفت الطائرات طرابلس في لبنان", "LB"),
        ("قصفت الطائرات طرابلس في ليبيا", "LY"),
    ],
)
def test_a_container_picks_the_place(text: str, country: str) -> None:
    assert event(text)["country"] == country


@pytest.mark.parametrize("text", ["Libyan officials said jets struck Tripoli", "قال مسؤول ليبي إن طائرات قصفت طرابلس"])
def test_the_countries_of_the_text_pick_the_place(text: str) -> None:
    assert event(text)["country"] == "LY"


@pytest.mark.parametrize(
    "text",
    [
        "President Bashar al-Assad met Vladimir Putin",
        "كان الرئيس بشار الأسد قد التقى فلاديمير بوتين",
        "قال القائد محمد حسن إن الطائرات عادت",
        "Agence France Presse contributed to this report",
    ],
)
def test_names_of_people_and_agencies_are_no_places(text: str) -> None:
    assert [m["text"] for m in read(text)["mentions"] if m["role"] in {"event_place", "support_place"}] == []


def test_a_misprint_behind_its_cue_is_found_and_marked() -> None:
    told = mention("أقلعت الطائرات من قاعدة هميمم الجوية", "هميمم")
    assert (told["name"], told["fuzzy"]) == ("Hmeimim Air Base", True)
    assert not mention("أقلعت الطائرات من قاعدة حميميم الجوية", "حميميم")["fuzzy"]


def test_its_own_airspace_is_that_of_the_country_named_before() -> None:
    for text in ("Turkey said a jet violated its airspace", "قالت تركيا إن طائرة خرقت مجالها الجوي"):
        assert where(text) == ("Turkey", "airspace")


def test_a_name_nobody_knows_is_never_placed_elsewhere() -> None:
    for text in (
        "Jets struck the village of Qwxzabad near Homs",
        "Jets struck the village of Qwxzabad in Homs province",
    ):
        assert where(text)[0].startswith("Homs")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A jet bombed Qwertovka village in Idlib province on Tuesday.", "Qwertovka village"),
        ("Jets struck the village of Qwertovka in Idlib province on Tuesday.", "village of Qwertovka"),
        ("قصفت طائرات بلدة قرطمانشار في محافظة إدلب يوم الثلاثاء.", "بلدة قرطمانشار"),
    ],
)
def test_a_name_that_nobody_knows_is_listed_and_its_container_stands_in(text: str, name: str) -> None:
    told = read(text)
    assert [event["precision"] for event in told["events"]] == ["adm1"]
    assert name in [row["title"] for row in told["unplaced"]]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("An air strike hit the village of Qwertovka in Saraqib.", "near_settlement"),
        ("Warplanes bombed Qwertovka village, Saraqib, on Monday.", "near_settlement"),
        ("قصفت طائرات حربية قرية قرطمانشار التابعة لسراقب.", "near_settlement"),
        ("A drone struck the Qwertovka quarter in Saraqib.", "settlement"),
        ("An air strike hit Saraqib.", "settlement"),
    ],
)
def test_a_town_stands_no_finer_than_near_for_a_village_that_nobody_knows(text: str, precision: str) -> None:
    told = event(text)
    is_stand_in = "stands for a name that no gazetteer knows" in told["why"]

    assert (told["place_name"], told["precision"]) == ("Saraqib", precision)
    assert told["radius_m"] == (25_000 if precision == "near_settlement" else 5_000)
    assert is_stand_in == ("hit Saraqib" not in text)
    assert ("يقوم مقام اسم لا يعرفه أي معجم أماكن" in told["why_ar"]) == is_stand_in


def test_a_strike_on_a_place_that_nobody_knows_is_no_second_claim_about_the_strike_before() -> None:
    told = read("Jets struck Homs on Monday. An air strike hit Qwertovka air base.")
    assert [len(event["claims"]) for event in told["events"]] == [1]
    assert {"Air strike", "Qwertovka air base"} <= {row["title"] for row in told["unplaced"]}


@pytest.mark.parametrize("text", ["Jets struck the city of Homs in Syria", "قصفت الطائرات مدينة حمص في سوريا"])
def test_the_reason_stands_in_both_languages(text: str) -> None:
    told = event(text)
    assert "named" in told["why"]
    assert "the words around it call for a settlement" in told["why"]
    assert "اسمه" in told["why_ar"]
    assert "الكلمات حوله تدل على بلدة" in told["why_ar"]
