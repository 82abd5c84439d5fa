"""Who says so, through whom, and what the others say."""

from __future__ import annotations

import pytest
from readings import event, read


def claims(text: str) -> list[tuple[str, str, str, list[str]]]:
    return [(c["stance"], c["speaker"], c["party"], c["through"]) for c in event(text)["claims"]]


@pytest.mark.parametrize(
    ("text", "speaker", "party", "through"),
    [
        ("Jets struck Homs, Syrian state media reported.", "Syrian state media", "SY", []),
        ("The Syrian army said jets struck Homs.", "Syrian army", "SY", []),
        ("The Syrian army said Israeli jets struck Homs.", "Syrian army", "SY", []),
        ("Jets struck Homs, according to Hezbollah.", "Hezbollah", "Hezbollah", []),
        ("Hezbollah, based in Lebanon, said Israeli jets struck Homs.", "Hezbollah", "Hezbollah", []),
        (
            "Jets struck Homs, a Lebanese news site said, according to Channel 10.",
            "Lebanese news site",
            "LB",
            ["Channel 10"],
        ),
        ("Jets struck Homs, the Syrian minister told Reuters.", "Syrian minister", "SY", ["Reuters"]),
        ("قصفت الطائرات حمص، بحسب وكالة سانا.", "وكالة سانا", "", []),
        ("قال الجيش السوري إن طائرات قصفت حمص.", "الجيش السوري", "SY", []),
        ("قال حزب الله، ومقره في لبنان، إن طائرات قصفت حمص.", "حزب الله", "Hezbollah", []),
        ("قصفت الطائرات حمص، وفقا لموقع لبناني، ذكرت قناة العاشرة.", "موقع لبناني", "LB", ["قناة العاشرة"]),
    ],
)
def test_speaker_and_the_chain_behind(text: str, speaker: str, party: str, through: list[str]) -> None:
    assert claims(text) == [("claims", speaker, party, through)]


def test_the_quote_is_the_sentence_as_printed() -> None:
    text = "Title\n\nThe army said jets struck Homs. It was a raid on the city."
    for claim in event(text)["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
        assert claim["lang"] == "en"


def test_where_nobody_is_named_the_report_itself_claims() -> None:
    assert claims("Jets struck Homs.") == [("claims", "told.txt", "", [])]


@pytest.mark.parametrize(
    ("text", "stance", "speaker", "status"),
    [
        ("Syria said Israeli jets struck Homs. Israel denied it.", "denies", "Israel", "disputed"),
        ("Syria said Israeli jets struck Homs. Israel declined to comment.", "no_comment", "Israel", "claimed"),
        ("Syria said Israeli jets struck Homs. Israel confirmed the strike.", "confirms", "Israel", "acknowledged"),
        ("قالت سوريا إن طائرات إسرائيلية قصفت حمص. ونفت إسرائيل ذلك.", "denies", "إسرائيل", "disputed"),
        ("قالت سوريا إن طائرات إسرائيلية قصفت حمص. ولم تعلق إسرائيل.", "no_comment", "إسرائيل", "claimed"),
        ("قالت سوريا إن طائرات إسرائيلية قصفت حمص. وأقرت إسرائيل بالغارة.", "confirms", "إسرائيل", "acknowledged"),
    ],
)
def test_what_the_other_side_says(text: str, stance: str, speaker: str, status: str) -> None:
    told = event(text)
    assert told["claims"][-1]["stance"] == stance
    assert told["claims"][-1]["speaker"] == speaker
    assert told["status"] == status


def test_a_surname_is_the_bearer_of_the_full_name() -> None:
    text = "General Andrei Kartapolov said jets struck Homs.\n\nThe strikes in Homs hit six targets, Kartapolov said."
    assert {claim["speaker"] for claim in event(text)["claims"]} == {"General Andrei Kartapolov"}


def test_two_sides_telling_the_same_corroborate_it() -> None:
    text = "The Syrian army said jets struck Homs. Lebanese media said jets struck Homs."
    assert event(text)["status"] == "corroborated"


def test_the_side_that_acted_confirms_what_another_told_before() -> None:
    text = "Syrian state media said Israeli jets struck Homs. The Israeli army said its jets struck Homs."
    told = event(text)
    assert [claim["stance"] for claim in told["claims"]] == ["claims", "confirms"]
    assert told["status"] == "acknowledged"


def test_only_a_denial_makes_no_event() -> None:
    assert read("Israel denied that its jets struck Homs.")["events"] == []


@pytest.mark.parametrize(
    "text",
    [
        "The Israeli army said its jets struck Homs.",
        "Israel said it struck Homs.",
        "Hezbollah said its fighters bombed Homs with drones.",
        "أعلن الجيش الإسرائيلي أنه نفذ غارة على حمص.",
        "قال الجيش الإسرائيلي إن طائراته قصفت حمص.",
        "أعلنت فصائل عراقية أنها هاجمت بالمسيّرات حمص.",
    ],
)
def test_who_tells_a_strike_of_his_own_admits_it(text: str) -> None:
    assert [claim["stance"] for claim in event(text)["claims"]] == ["confirms"]


@pytest.mark.parametrize(
    ("answer", "speaker"),
    [
        ("ورفض متحدث باسم الجيش الإسرائيلي التعليق.", "متحدث باسم الجيش الإسرائيلي"),
        ("وامتنع الجيش الإسرائيلي عن التعليق.", "الجيش الإسرائيلي"),
        ("والتزمت إسرائيل الصمت.", "إسرائيل"),
        ("ولم تعقب إسرائيل.", "إسرائيل"),
    ],
)
def test_a_refusal_to_comment_with_the_speaker_inside(answer: str, speaker: str) -> None:
    last = event(f"قالت سوريا إن طائرات إسرائيلية قصفت حمص. {answer}")["claims"][-1]
    assert (last["stance"], last["speaker"]) == ("no_comment", speaker)


@pytest.mark.parametrize(
    "answer", ["did not answer a request for comment", "made no comment", "did not immediately respond", "kept silent"]
)
def test_silence_in_english(answer: str) -> None:
    last = event(f"Syria said Israeli jets struck Homs. Israel {answer}.")["claims"][-1]
    assert (last["stance"], last["speaker"]) == ("no_comment", "Israel")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Syria said Israeli jets struck Homs, while Israel denied the raid.",
            [("claims", "Syria"), ("denies", "Israel")],
        ),
        (
            "قالت سوريا إن طائرات إسرائيلية قصفت حمص، بينما نفت إسرائيل الغارة.",
            [("claims", "سوريا"), ("denies", "إسرائيل")],
        ),
    ],
)
def test_every_speaker_of_a_sentence_is_heard(text: str, told: list[tuple[str, str]]) -> None:
    assert [(claim["stance"], claim["speaker"]) for claim in event(text)["claims"]] == told


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian Observatory for Human Rights said Syrian jets struck Homs.",
        "قال المرصد السوري لحقوق الإنسان إن طائرات سورية قصفت حمص.",
    ],
)
def test_who_bears_a_country_in_his_name_admits_nothing_for_it(text: str) -> None:
    (claim,) = event(text)["claims"]
    assert (claim["stance"], claim["party"]) == ("claims", "")


def test_one_who_says_and_denies_denies() -> None:
    text = "قالت سوريا إن طائرات إسرائيلية قصفت حمص. وقال الجيش الإسرائيلي نافيا الغارة إنه لم يقصف شيئا."
    assert event(text)["claims"][-1]["stance"] == "denies"


@pytest.mark.parametrize("answer", ["Israel denied it.", "Israel declined to comment."])
def test_an_answer_without_a_place_is_to_all_that_the_last_sentence_told(answer: str) -> None:
    told = read(f"Jets struck Homs and Aleppo, Syria said. {answer}")["events"]
    assert len(told) == 2
    assert all(claims["claims"][-1]["speaker"] == "Israel" for claims in told)
