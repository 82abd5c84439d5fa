"""What several sources tell of one event becomes one event: what holds for any sources, and what single cases show."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re

import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented.twice import told_twice

from geo.errors import SettingError
from layers.decisions import load
from layers.events import Dossier, check_events, claim_table, event_table
from layers.matching.keys import keys_of
from layers.matching.parties import parties_of, shared
from layers.merge import merge
from layers.report import Report, digest
from layers.sources import Input, read

RAQQA, NEAR_RAQQA, FAR = (39.01, 35.95), (39.03, 35.96), (36.72, 34.73)
DAY = dt.datetime(2015, 11, 3, tzinfo=dt.UTC)
ROW = {
    "kind": "air_strike", "title": "Air strike", "time_precision": "day", "basis": "happened",
    "precision": "settlement", "radius_m": 5_000.0, "status": "recorded", "place_name": "Raqqa", "at": RAQQA, "day": 0,
}  # fmt: skip


def source(name: str, *rows: dict[str, object]) -> Dossier:
    """Events as one file tells them, numbered from 1: ids are the same in every file."""
    report = digest(name.encode())
    told = []
    for number, row in enumerate(rows, 1):
        full = ROW | {"id": str(number), "report": report, "source": name} | row
        start = DAY + dt.timedelta(days=full.pop("day"))
        at = full.pop("at")
        when = {"start": start, "end": start + dt.timedelta(hours=23, minutes=59)}
        told.append(when | full | {"geometry": shapely.Point(at) if at else None})
    claims = [{"subject": row["id"], "speaker": name, "stance": "claims", "report": report} for row in told]
    return Dossier((Report(report, name, "", "en"),), event_table(told), claims=claim_table(claims))


def plain(dossier: Dossier) -> str:
    """Everything of events and claims, in order."""
    tables = (dossier.events.to_wkt(), dossier.claims)
    return "\n".join(table.to_json(orient="records", date_format="iso") for table in tables)


def groups(dossier: Dossier) -> list[list[str]]:
    """The files and numbers of what each joined event was made of."""
    joined = dossier.events["merged_from"]
    return sorted(sorted(f"{part['source']}{part['id']}" for part in parts) for parts in joined if parts)


def decided(decide: str, *events: str) -> list[object]:
    return [load(f'[[merge]]\nevents = {json.dumps(events)}\ndecide = "{decide}"\nwhy = "seen"'.encode(), "d.toml")]


KILLED = {"what": "killed"}
rows = st.fixed_dictionaries({
    "at": st.sampled_from((RAQQA, RAQQA, NEAR_RAQQA, FAR, None)),
    "day": st.integers(0, 2),
    "kind": st.sampled_from(("air_strike", "air_strike", "shelling", "crash", "other")),
    "actors": st.sampled_from(([], ["Russia"], ["Russian Air Force"], ["Turkey"], ["Jabal Front"])),
    "counts": st.sampled_from(([], [KILLED | {"min": 3, "max": 3}], [KILLED | {"min": 9, "max": None}])),
    "title": st.sampled_from(("Air strike", "Strike on the market", "غارة على السوق")),
    "radius_m": st.sampled_from((50.0, 2_000.0, 5_000.0)),
})  # fmt: skip
files = st.lists(st.lists(rows, max_size=4), min_size=1, max_size=3)


def dossiers(told: list[list[dict[str, object]]]) -> list[Dossier]:
    return [source("abc"[at], *rows_) for at, rows_ in enumerate(told)]


@given(files)
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_sources_changes_nothing(told):
    results = [merge(some) for some in itertools.permutations(dossiers(told))]

    assert {plain(found.dossier) for found in results} == {plain(results[0].dossier)}
    assert {found.verdicts.to_json() for found in results} == {results[0].verdicts.to_json()}


@given(files)
@settings(max_examples=25, deadline=None)
def test_what_was_merged_is_known_again(told):
    given_ = dossiers(told)
    once = merge(given_).dossier

    assert plain(merge([once]).dossier) == plain(once)
    assert plain(merge([once, *given_]).dossier) == plain(once)


@given(files)
@settings(max_examples=25, deadline=None)
def test_nothing_is_lost_and_no_source_or_contradiction_is_joined(told):
    given_ = dossiers(told)
    found = merge(given_).dossier
    before = [key for each in given_ for keys in keys_of(each.events) for key in keys]
    after = keys_of(found.events)
    named = {
        (row["id"], row["report"]): parties_of(row["actors"])
        for each in given_ for row in each.events.to_dict("records")
    }  # fmt: skip

    assert sorted(before) == sorted(itertools.chain.from_iterable(after))
    assert len(found.claims) == sum(len(each.claims) for each in given_)
    assert set(found.claims["subject"]) == set(found.events["id"])
    assert check_events(found.events) == []
    for keys in after:
        assert len({key.report for key in keys}) == len(keys)
        sides = [named[key] for key in keys if named[key]]
        assert all(shared(one, other) for one, other in itertools.combinations(sides, 2))


@given(files, st.data())
@settings(max_examples=25, deadline=None)
def test_a_decision_stands_above_every_score(told, data):
    given_ = dossiers(told)
    names = [f"{row['id']}@{row['report'][7:15]}" for each in given_ for row in each.events.to_dict("records")]
    assume(len(names) > 1)
    pair = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))

    same, apart = (merge(given_, decided(decide, *pair)).dossier for decide in ("same", "different"))

    def together(dossier: Dossier) -> bool:
        made = [{f"{key.id}@{key.report[7:15]}" for key in keys} for keys in keys_of(dossier.events)]
        return any(set(pair) <= some for some in made)

    assert together(same)
    assert not together(apart)


def test_one_event_of_two_sources():
    first = source("a", {"actors": ["Russia"], "counts": [{"what": "killed", "min": 3, "max": 5}], "radius_m": 2_000.0})
    second = source("b", {"actors": ["Russian Air Force"], "at": NEAR_RAQQA, "title_ar": "غارة"})

    found = merge([first, second])
    event = found.dossier.events.iloc[0]
    verdict = found.verdicts.iloc[0]

    assert groups(found.dossier) == [["a1", "b1"]]
    assert (event["radius_m"], event["geometry"]) == (2_000.0, shapely.Point(RAQQA)), "the finer place stays"
    assert event["actors"] == ["Russia", "Russian Air Force"]
    assert event["title_ar"] == "غارة"
    assert event["source"] == "a; b"
    assert [part["source"] for part in event["merged_from"]] == sorted("ab", key=lambda name: digest(name.encode()))
    assert set(found.dossier.claims["speaker"]) == {"a", "b"}
    assert verdict["verdict"] == "joined"
    assert "2.1 km apart, known within" in verdict["reason"]
    assert "both on 3 November 2015, both told as air strike, one side named as " in verdict["reason"]
    assert "كلاهما في 3 نوفمبر 2015" in verdict["reason_ar"]
    assert verdict["reason"] in event["why"]
    assert verdict["reason_ar"] in event["why_ar"]


def test_who_names_other_actors_is_contested_and_not_joined():
    found = merge([source("a", {"actors": ["Russia"]}), source("b", {"actors": ["Turkey"]})])

    assert len(found.dossier.events) == 2
    assert list(found.verdicts["verdict"]) == ["contested"]
    assert "contradict each other" in found.verdicts["reason"].iloc[0]
    assert sorted(re.findall("Russia|Turkey", found.verdicts["reason"].iloc[0])) == ["Russia", "Turkey"]


def test_a_third_source_cannot_bring_two_that_contradict_each_other_together():
    silent, one, other = source("a", {}), source("b", {"actors": ["Russia"]}), source("c", {"actors": ["Turkey"]})

    found = merge([silent, one, other])

    assert len(found.dossier.events) == 2
    assert not any({"b1", "c1"} <= set(made) for made in groups(found.dossier))


def test_numbers_that_cannot_both_be_true_speak_against_it():
    def score(killed: int) -> float:
        told = [{"counts": [{"what": "killed", "min": number, "max": number}]} for number in (3, killed)]
        return float(merge([source(name, row) for name, row in zip("ab", told, strict=True)]).verdicts["score"].iloc[0])

    assert score(3) > score(30) + 0.1


@pytest.mark.parametrize(
    "row",
    [
        {"precision": "country", "radius_m": None},
        {"precision": "unknown", "radius_m": None},
        {"at": None},
        {"start": None, "end": None, "time_precision": "unknown"},
        {"kind": "facility"},
        {"kind": "interception"},
        {"at": FAR},
        {"day": 3},
    ],
)
def test_what_place_and_time_do_not_bring_together_is_no_candidate(row):
    found = merge([source("a", {}), source("b", row)])

    assert len(found.dossier.events) == 2
    assert found.verdicts.empty


def test_of_two_that_fit_as_well_neither_is_taken():
    found = merge([source("a", {}), source("b", {}, {})])

    assert len(found.dossier.events) == 3
    assert set(found.verdicts["verdict"]) == {"unclear"}


def test_a_stack_that_nothing_tells_apart_stays_as_it_is_and_is_told_in_short():
    found = merge([source("a", *[{}] * 259), source("b", *[{}] * 259)])

    assert len(found.dossier.events) == 518
    assert set(found.verdicts["verdict"]) == {"unclear"}
    assert len(found.verdicts) <= 518, "of each event its best near miss, not every pair"


def test_stacks_are_told_apart_by_what_else_is_told():
    market = {"counts": [{"what": "killed", "min": 4, "max": 4}], "actors": ["Russia"]}
    bridge = {"counts": [{"what": "killed", "min": 9, "max": 9}], "actors": ["Turkey"]}

    assert groups(merge([source("a", market, bridge), source("b", bridge, market)]).dossier) == [
        ["a1", "b2"],
        ["a2", "b1"],
    ]


def test_the_interval_is_what_all_have_in_common():
    month = {"start": DAY.replace(day=1), "end": DAY.replace(day=30), "time_precision": "month"}
    day = source("a", {})

    joined = merge([day, source("b", month)], decided("same", *_ids(day, source("b", month)))).dossier.events.iloc[0]

    assert (joined["start"], joined["time_precision"]) == (DAY, "day")


def _joined(*given_: Dossier) -> dict[str, object]:
    """What sources of one event each make when a person joins them."""
    return merge(list(given_), decided("same", *_ids(*given_))).dossier.events.iloc[0].to_dict()


@given(st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True))
@settings(max_examples=20, deadline=None)
def test_where_sources_disagree_on_the_day_the_interval_spans_all(days):
    given_ = [source(f"source {day}", {"day": day, "when_text": f"day {day}"}) for day in days]

    joined = _joined(*given_)

    assert joined["start"] == DAY + dt.timedelta(days=min(days))
    assert joined["end"] == DAY + dt.timedelta(days=max(days), hours=23, minutes=59)
    assert joined["time_precision"] == "range"
    assert joined["when_text"] == "; ".join(f"day {day}" for day in sorted(days))


def test_what_is_open_or_undated_takes_no_side():
    before, after = {"start": None, "end": DAY}, {"start": DAY + dt.timedelta(days=2), "end": None}
    undated = source("c", {"start": None, "end": None, "time_precision": "unknown"})

    half = _joined(source("a", before), source("b", {"day": 3}), undated)
    both = _joined(source("a", before), source("b", after), undated)

    assert half["start"] is pd.NaT
    assert half["end"] == DAY + dt.timedelta(days=3, hours=23, minutes=59)
    assert half["time_precision"] == "range"
    assert (both["start"], both["end"], both["time_precision"]) == (pd.NaT, pd.NaT, "unknown")


def _ids(*given_: Dossier) -> list[str]:
    return [f"{each.events['id'].iloc[0]}@{each.events['report'].iloc[0][7:15]}" for each in given_]


def test_an_earlier_merge_is_not_taken_apart_in_silence():
    given_ = [source("a", {}), source("b", {})]
    once = merge(given_).dossier
    named = [f"{part['id']}@{part['report'][7:15]}" for part in once.events["merged_from"].iloc[0]]

    with pytest.raises(SettingError, match="merge again from the sources"):
        merge([once], decided("different", *named))


def test_a_name_that_several_sources_use_is_asked_about():
    with pytest.raises(SettingError, match="expected id@report"):
        merge([source("a", {}), source("b", {"at": FAR})], decided("same", "1", "1"))


def test_coders_do_not_bear_each_other_out_and_witnesses_do():
    coded = merge([source("a", {}), source("b", {})]).dossier.events.iloc[0]
    witnessed = merge([source("a", {"status": "claimed"}), source("b", {"status": "claimed"})]).dossier.events.iloc[0]

    assert (coded["status"], witnessed["status"]) == ("recorded", "corroborated")


@pytest.mark.parametrize(("days", "precision", "recall"), [(6_000, 0.97, 0.87), (1_500, 0.93, 0.82), (400, 0.85, 0.66)])
def test_how_much_is_found_of_invented_events_and_how_much_of_it_is_true(days, precision, recall):
    told = told_twice(3_000, seed=20, days=days)
    found = merge([_read("a", told.first), _read("b", told.second)]).verdicts
    joined, contested = _pairs(found, "joined"), _pairs(found, "contested")

    assert len(joined & told.truth) / len(joined) >= precision
    assert len(joined & told.truth) / len(told.truth) >= recall
    assert contested
    assert not contested & told.truth


def _pairs(verdicts, verdict: str) -> set[tuple[str, ...]]:
    rows = verdicts.loc[verdicts["verdict"] == verdict, ["a", "b"]]
    return {tuple(sorted(pair)) for pair in rows.itertuples(index=False, name=None)}


def _read(name: str, table) -> Dossier:
    return read(Input(f"{name}.csv", table.to_csv(index=False).encode()))
