"""Which places are event places: over many verbs, orders of words, and places that only took part."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import mention, read

LINES = [
    line
    for line in Path(__file__).with_name("event_places.txt").read_text(encoding="utf-8").splitlines()
    if " | " in line or line.endswith(" |")
]


def event_places(text: str) -> list[str]:
    """Return the names with the role, as printed."""
    return [m["text"] for m in read(text)["mentions"] if m["role"] == "event_place"]


@pytest.mark.parametrize("line", LINES, ids=range(len(LINES)))
def test_event_places_are_those_and_no_others(line: str) -> None:
    text, _, told = line.rpartition("|")
    wanted = [name.strip() for name in told.split(",") if name.strip()]
    found = event_places(text.strip())
    assert all(any(name in got or got in name for got in found) for name in wanted)
    assert all(any(name in got or got in name for name in wanted) for got in found)


STRUCK = [
    "Jets {} Homs on Monday.",
    "Jets {} a depot in Homs.",
    "On Monday Russian jets {} the outskirts of Homs, killing five people.",
]


@pytest.mark.parametrize("frame", STRUCK)
@pytest.mark.parametrize(
    "verb",
    ["struck", "hit", "bombed", "pounded", "targeted", "attacked", "hammered", "flattened", "raided", "destroyed"],
)
def test_verbs_of_harm(frame: str, verb: str) -> None:
    assert len(event_places(frame.format(verb))) == 1


@pytest.mark.parametrize("verb", ["استهدفت", "قصفت", "ضربت", "هاجمت", "دمرت", "دكت", "طالت"])
@pytest.mark.parametrize("frame", ["{} طائرات حربية مدينة حمص يوم الاثنين.", "{} طائرات روسية مستودعا في حمص."])
def test_verbs_of_harm_in_arabic(frame: str, verb: str) -> None:
    assert len(event_places(frame.format(verb))) == 1


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("The jets took off from Hmeimim and bombed Idlib.", "Hmeimim", "support_place"),
        ("Missiles fired from ships near Latakia hit Idlib.", "Latakia", "support_place"),
        ("Jets based in Incirlik bombed Raqqa.", "Incirlik", "support_place"),
        ("The governor of Kharkiv said drones had hit Poltava.", "Kharkiv", "actor"),
        ("Jets bombed Saraqib in Idlib province.", "Idlib", "container"),
        ("Jets bombed Loikaw, the capital of Kayah state.", "Kayah", "container"),
        ("Jets bombed Azaz, north of Aleppo.", "Aleppo", "container"),
        ("A drone hit Nosuchtown, 40 km east of Homs.", "Homs", "container"),
        ("A drone hit a post in Rann, near the border with Cameroon.", "Cameroon", "container"),
        ("Jets struck Idlib. The wounded were taken to hospital in Hatay.", "Hatay", "other"),
        ("أقلعت المقاتلات من قاعدة حميميم وقصفت إدلب.", "حميميم", "support_place"),
        ("أطلقت صواريخ من سفن قرب اللاذقية وأصابت إدلب.", "اللاذقية", "support_place"),
        ("وقال حاكم مقاطعة خاركيف إن مسيرات ضربت بولتافا.", "خاركيف", "actor"),
        ("قصفت طائرات سراقب في ريف إدلب.", "إدلب", "container"),
        ("قصفت طائرات قرية زعنطوط شمال حمص.", "حمص", "container"),
        ("قصفت طائرات أعزاز، شمال حلب.", "حلب", "container"),
    ],
)
def test_what_only_took_part(text: str, name: str, role: str) -> None:
    assert mention(text, name)["role"] == role


@pytest.mark.parametrize(
    "text",
    [
        "Jets struck Homs on Monday. The attack on Homs killed five people.",
        "Jets struck Homs on Monday. The army denied that it had bombed Homs.",
        "Strikes on Homs\n\nJets struck a market in Homs on Monday.",
        "قصفت طائرات حمص يوم الاثنين. وأدى القصف على حمص إلى مقتل خمسة.",
        "قصفت طائرات حمص يوم الاثنين. ونفى الجيش أن يكون قد قصف حمص.",
    ],
)
def test_told_again_it_is_an_event_place_again(text: str) -> None:
    assert len(event_places(text)) == 2
    assert len(read(text)["events"]) == 1


@pytest.mark.parametrize(
    "text", ["The army denied that its jets had struck Homs.", "نفى الجيش أن تكون طائراته قد قصفت حمص."]
)
def test_what_is_only_denied_is_listed_and_not_drawn(text: str) -> None:
    assert event_places(text) in (["Homs"], ["حمص"])
    assert read(text)["events"] == []
    assert any("denial" in row["why"] for row in read(text)["unplaced"])


@pytest.mark.parametrize(
    "text",
    [
        "An attack on Homs would start a war.",
        "The summit is due to be held in Geneva.",
        "Jets may strike Homs.",
        "وقد تستضيف القاهرة محادثات.",
        "وهدد الجيش بقصف حمص.",
    ],
)
def test_what_may_be_is_no_event_place(text: str) -> None:
    assert event_places(text) == []
