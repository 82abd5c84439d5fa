"""Draft events and links: what a report tells, how often, and what changes when a word of it does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import PUBLISHED, WEEKDAYS, Record, event, read

PLACES = {
    "Homs": "حمص",
    "Aleppo": "حلب",
    "Mosul": "الموصل",
    "Sanaa": "صنعاء",
    "Tripoli": "طرابلس",
    "Baghdad": "بغداد",
    "Beirut": "بيروت",
    "Khartoum": "الخرطوم",
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Jets struck Homs", "air_strike"),
        ("A drone struck Homs", "drone_strike"),
        ("Missiles hit Homs", "missile_strike"),
        ("Artillery shelled Homs", "shelling"),
        ("Air defences intercepted a drone over Homs", "interception"),
        ("A jet violated Lebanese airspace", "airspace_violation"),
        ("A jet was shot down over Homs", "shootdown"),
        ("A helicopter crashed near Homs", "crash"),
        ("The air forces held a drill over Homs", "drill"),
        ("Jets have been bombing targets in Syria since 1 June", "air_campaign"),
        ("Iraq closed its airspace on Tuesday", "closure"),
        ("قصفت طائرات حمص", "air_strike"),
        ("قصفت طائرة مسيرة حمص", "drone_strike"),
        ("سقطت صواريخ على حمص في قصف صاروخي", "missile_strike"),
        ("قصف مدفعي على حمص", "shelling"),
        ("اعترضت الدفاعات الجوية مسيرة فوق حمص", "interception"),
        ("خرقت طائرة المجال الجوي اللبناني", "airspace_violation"),
        ("أسقطت طائرة حربية فوق حمص", "shootdown"),
        ("تحطمت مروحية قرب حمص", "crash"),
        ("أجرت القوات الجوية تدريبات فوق حمص", "drill"),
        ("تقصف الطائرات أهدافا في سوريا منذ 1 يونيو", "air_campaign"),
        ("أغلق العراق مجاله الجوي يوم الثلاثاء", "closure"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert event(text)["kind"] == kind


@pytest.mark.parametrize(
    "text",
    [
        "Israel would strike Homs if needed",
        "Israel threatened to strike Homs",
        "A suicide bombing hit Homs",
        "Unions called a general strike in Homs",
        "He had a heart attack in Homs",
        "هددت إسرائيل بقصف حمص",
        "هجوم انتحاري في حمص",
        "لم تقصف الطائرات حمص",
    ],
)
def test_what_did_not_happen_is_no_event(text: str) -> None:
    assert read(text)["events"] == []


def told(event: Record) -> Record:
    """Return what a report says of an event: without what is derived from its offsets and words."""
    counts = tuple((count["what"], count["min"], count["max"]) for count in event["counts"])
    return {
        "kind": event["kind"],
        "place": event["place_name"],
        "when": (event["start"], event["end"]),
        "basis": event["basis"],
        "counts": counts,
        "actors": tuple(event["actors"]),
        "stances": tuple(claim["stance"] for claim in event["claims"]),
    }


place, weekday, number = st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(WEEKDAYS)), st.integers(2, 900)
said = st.tuples(place, weekday, number)


def both(at: str, day: str, dead: int) -> tuple[Record, Record]:
    english = f"Russian jets struck targets in {at} on {day}, killing {dead} people, the Syrian army said."
    arabic = (
        f"قال الجيش السوري إن طائرات روسية قصفت أهدافا في {PLACES[at]} يوم {WEEKDAYS[day]} ما أدى إلى مقتل {dead} شخصا."
    )
    return told(event(english)), told(event(arabic))


@settings(max_examples=25)
@given(said)
def test_both_languages_tell_the_same(fact: tuple[str, str, int]) -> None:
    english, arabic = both(*fact)
    assert english == arabic


@settings(max_examples=25)
@given(said, said)
def test_one_word_changed_changes_exactly_that(first: tuple[str, str, int], second: tuple[str, str, int]) -> None:
    keys = ("place", "when", "counts")
    for index, key in enumerate(keys):
        changed = [*first]
        changed[index] = second[index]
        for before, after in zip(both(*first), both(*changed), strict=True):
            assert {k for k in before if before[k] != after[k]} == ({key} if first[index] != second[index] else set())


def test_the_facts_come_out() -> None:
    for one in both("Homs", "Tuesday", 12):
        assert one == {
            "kind": "air_strike",
            "place": "Homs",
            "when": ("2020-06-09", "2020-06-09"),
            "basis": "happened",
            "counts": (("killed", 12, 12),),
            "actors": ("Russian Air Force",),
            "stances": ("claims",),
        }


@pytest.mark.parametrize(
    ("text", "actors", "targets"),
    [
        ("Israeli jets struck Hezbollah near Homs", ["Israeli Air Force"], ["Hezbollah"]),
        ("The Pentagon said US jets struck Homs", ["United States Air Force"], []),
        ("Syrian officials said Russian jets struck Homs", ["Russian Air Force"], []),
        ("Homs was hit by Russian jets", ["Russian Air Force"], []),
        ("Russian and American jets held a drill over Homs", ["Russian Air Force", "United States Air Force"], []),
        ("هاجمت طائرات إسرائيلية مواقع مرتبطة بحزب الله في حمص", ["Israeli Air Force"], ["Hezbollah"]),
        ("قال مسؤول سوري إن طائرات روسية قصفت حمص", ["Russian Air Force"], []),
        ("أسقطت الدفاعات الجوية السعودية مسيرة قرب أبها", ["Saudi forces"], []),
    ],
)
def test_who_did_it_to_whom(text: str, actors: list[str], targets: list[str]) -> None:
    one = event(text)
    assert sorted(one["actors"]) == sorted(actors)
    assert one["targets"] == targets


@pytest.mark.parametrize(
    "text",
    [
        "Russian jets struck Homs on Tuesday.\n\nThe strike killed 12 people.",
        "Russian jets struck Homs on Tuesday.\n\nThe Syrian army said the strike on Homs killed 12 people.",
        "قصفت طائرات روسية حمص يوم الثلاثاء.\n\nوأسفر القصف عن مقتل 12 شخصا.",
    ],
)
def test_two_sentences_of_one_event_are_one(text: str) -> None:
    one = told(event(text))
    assert (one["place"], one["counts"], one["when"][0]) == ("Homs", (("killed", 12, 12),), "2020-06-09")


@pytest.mark.parametrize(
    "text",
    [
        "Russian jets struck Homs on Tuesday. Israeli jets struck Homs on Sunday.",
        "Russian jets struck Homs and Aleppo on Tuesday.",
        "قصفت طائرات روسية حمص يوم الثلاثاء. وقصفت طائرات إسرائيلية حمص يوم الأحد.",
        "قصفت طائرات روسية حمص وحلب يوم الثلاثاء.",
    ],
)
def test_two_events_stay_two(text: str) -> None:
    assert len(read(text)["events"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Israeli jets attacked targets in Syria on Tuesday. They struck Homs, media said. They struck Aleppo, it said.",
        "هاجمت طائرات إسرائيلية أهدافا في سوريا يوم الثلاثاء. قصفت طائرات إسرائيلية حمص. قصفت طائرات إسرائيلية حلب.",
    ],
)
def test_a_summary_is_listed_and_not_drawn(text: str) -> None:
    result = read(text)
    assert [one["place_name"] for one in result["events"]] == ["Homs", "Aleppo"]
    assert [row["title"] for row in result["unplaced"]] == ["Air strike, Syria"]


def test_a_count_told_of_two_places_is_only_an_upper_bound_for_each() -> None:
    for one in read("Jets struck 10 targets in Homs and Aleppo")["events"]:
        assert [(c["min"], c["max"]) for c in one["counts"]] == [(None, 10)]


def test_what_is_only_reported_has_an_upper_bound_alone() -> None:
    one = event("Jets struck Homs, the army said on Tuesday")
    assert (one["start"], one["end"], one["basis"]) == (None, "2020-06-09", "reported")
    undated = event("Jets struck Homs")
    assert (undated["start"], undated["end"], undated["basis"]) == (None, PUBLISHED.isoformat(), "reported")
    unknown = event("Jets struck Homs", None)
    assert (unknown["start"], unknown["end"], unknown["time_precision"]) == (None, None, "unknown")


@pytest.mark.parametrize(
    "text",
    [
        "Warnings are exchanged between Hmeimim air base and a US air operations centre in Qatar, Russia said.",
        "يجري تبادل المعلومات بين قاعدة حميميم الجوية والمركز الأمريكي للعمليات الجوية في قطر، قالت روسيا.",
    ],
)
def test_a_link_between_two_places(text: str) -> None:
    result = read(text)
    (link,) = result["links"]
    assert link["kind"] == "coordination_link"
    assert (link["from"]["place_name"], link["from"]["precision"]) == ("Hmeimim Air Base", "facility")
    assert (link["to"]["place_name"], link["to"]["precision"]) == ("Qatar", "country")
    assert result["events"] == []


@pytest.mark.parametrize(
    "text",
    [
        "The Russian army and the Israeli Air Force keep a hotline open 24 hours a day.",
        "يشغل الجيش الروسي وسلاح الجو الإسرائيلي خطا ساخنا على مدار 24 ساعة.",
    ],
)
def test_a_hotline_without_ends_is_told_and_not_drawn(text: str) -> None:
    result = read(text)
    (link,) = result["links"]
    assert (link["kind"], link["hours"]) == ("hotline", "24/7")
    assert {link["from"]["side"], link["to"]["side"]} == {"RU", "IL"}
    assert [link[end]["lon"] for end in ("from", "to")] == [None, None]
    assert "no end points" in result["unplaced"][0]["why"]


def test_an_event_without_a_place_is_listed_with_its_words() -> None:
    result = read("Russian jets carried out air strikes on Tuesday.")
    assert result["events"] == []
    (row,) = result["unplaced"]
    assert row["why"] == "the report does not say where"
    assert row["quote"].startswith("Russian jets")


def test_the_same_report_reads_the_same_twice() -> None:
    text = "Russian jets struck Homs on Tuesday. قصفت طائرات روسية حلب."
    assert read(text) == read(text)
