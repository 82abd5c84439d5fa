"""Merges decided by a person."""

from __future__ import annotations

import pytest

from geo.errors import SettingError
from layers.decisions import load
from layers.events import Dossier, claim_table, event_table, status_of
from layers.merge import merged

ROW = {
    "kind": "air_strike", "title": "Strike", "time_precision": "day", "basis": "happened", "precision": "unknown",
    "status": "claimed",
}  # fmt: skip


def told() -> Dossier:
    events = event_table([
        ROW | {"id": "a", "actors": ["Air Force"], "counts": [{"what": "killed", "min": 3, "max": 3}]},
        ROW | {"id": "b", "actors": ["Air Force"], "counts": [{"what": "killed", "min": 6, "max": 6}]},
        ROW | {"id": "c"},
    ])  # fmt: skip
    claims = claim_table([
        {"subject": "a", "speaker": "State media", "stance": "claims"},
        {"subject": "b", "speaker": "A monitor", "stance": "claims"},
        {"subject": "c", "speaker": "A monitor", "stance": "claims"},
    ])  # fmt: skip
    return Dossier(events=events, claims=claims)


def decided(decide: str, *events: str) -> list[object]:
    names = ", ".join(f'"{event}"' for event in events)
    return [load(f'[[merge]]\nevents = [{names}]\ndecide = "{decide}"\nwhy = "one street"'.encode(), "d.toml")]


def test_same_events_become_one_with_the_claims_and_numbers_of_both():
    dossier = merged(told(), decided("same", "a", "b"))
    assert list(dossier.events["id"]) == ["a", "c"]
    first = dossier.events.iloc[0]
    assert [count["min"] for count in first["counts"]] == [3, 6]
    assert first["actors"] == ["Air Force"]
    assert first["why"].endswith("one street")
    assert first["status"] == "corroborated"
    assert list(dossier.claims["subject"]) == ["a", "a", "c"]


def test_different_events_stay_as_they_are():
    before = told()
    assert merged(before, decided("different", "a", "b")) is before


def test_an_event_that_nobody_tells_is_named():
    with pytest.raises(SettingError, match=r"d\.toml.*'zz'"):
        merged(told(), decided("same", "a", "zz"))


@pytest.mark.parametrize(
    ("claims", "actors", "status"),
    [
        ([("x", "", "claims")], (), "claimed"),
        ([("x", "", "claims"), ("y", "", "claims")], (), "corroborated"),
        ([("x", "RU", "claims"), ("y", "RU", "claims")], (), "claimed"),
        ([("x", "RU", "claims"), ("y", "TR", "denies")], (), "disputed"),
        ([("x", "SY", "claims"), ("y", "IL", "confirms")], ("IL",), "acknowledged"),
        ([("x", "SY", "claims"), ("y", "IL", "no_comment")], ("IL",), "claimed"),
    ],
)
def test_status_is_derived_from_who_says_what(claims, actors, status):
    records = [{"speaker": speaker, "party": party, "stance": stance} for speaker, party, stance in claims]
    assert status_of(records, actors) == status
    assert status_of(records, actors, retracted=True) == "retracted"
