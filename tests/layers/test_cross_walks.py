"""Every class of every source that majal knows: read, and never drawn finer than the source says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import shapely

from geo.place import PRECISION, Precision
from layers.sources import Input, read
from layers.tabular.known import mappings
from layers.tabular.mapping import load_mapping

# What each class says in metres, where its source says it; 0 where it says a point.
STATED_M = {
    "acled": {"1": 0, "2": 0, "3": 0},
    "airwars": {"within_1m_via_coalition": 1, "within_100m_via_coalition": 100},
    "gdelt": {},
    "ucdp_ged": {"1": 0, "2": 25_000},
    "xsub": {},
}
# Classes that name a town, or something larger: never drawn as a point.
WIDE = {
    "acled": {"1", "2", "3"},
    "airwars": {"village", "town", "city", "subdistrict", "district", "province_governorate", "neighbourhood_area"},
    "gdelt": {"1", "2", "3", "4", "5"},
    "ucdp_ged": {"2", "3", "4", "5", "6", "7"},
    "xsub": {"settlement", "adm2", "adm1", "adm0"},
}
CLASSES = [
    (name, word)
    for name, mapping in mappings().items()
    if "precision" in mapping.columns and mapping.columns["precision"].words
    for word in mapping.columns["precision"].words
]


def row(name: str, word: str) -> Input:
    """Write a row of a source with one class, under the columns that its mapping looks at."""
    mapping = mappings()[name]
    value = mapping.columns["precision"]
    column = value.columns()[0]
    radius = mapping.columns.get("radius_m")
    dated = "date" if "date" in mapping.columns else "start"
    told = {"latitude": "36.512345", "longitude": "37.512345", dated: "2017-03-01"}
    cells = {mapping.columns[meaning].columns()[0]: cell for meaning, cell in told.items()} | {column: word}
    assert radius is None or set(radius.columns()) <= set(value.columns())
    text = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    return Input("row.csv", text.encode(), mapping=mapping)


def test_every_source_of_the_registry_that_has_classes_is_tested() -> None:
    assert {name for name, _ in CLASSES} == STATED_M.keys() == WIDE.keys()


@pytest.mark.parametrize(("name", "word"), CLASSES, ids=[f"{name}-{word}" for name, word in CLASSES])
def test_class_is_drawn_no_finer_than_its_source_says(name: str, word: str) -> None:
    told = read(row(name, word))
    event = told.events.iloc[0]
    known = PRECISION[Precision(event["precision"])]

    assert not [fault for fault in told.faults if fault.message == "unknown word"]
    radius_m = event["radius_m"]
    if radius_m == radius_m:  # noqa: PLR0124 - NaN is the one that is not itself
        assert radius_m >= STATED_M[name].get(word, 0)
    else:
        assert known.radius_m is None, "a class without a radius is one that no disc can hold"
        assert not shapely.is_missing(event.geometry)
    if word in WIDE[name]:
        assert not known.is_point, "no dot stands for a town or an area"


DOCS = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "word"), CLASSES, ids=[f"{name}-{word}" for name, word in CLASSES])
def test_page_of_the_sources_tells_each_class_with_its_radius(name: str, word: str) -> None:
    event = read(row(name, word)).events.iloc[0]
    section = DOCS.partition(f"(`{name}`)")[2].partition("\n## ")[0]
    radius = f"{event['radius_m']:,.0f}" if event["radius_m"] > 0 else "none"

    assert re.search(rf"^\| `{word}` \| [^|]+ \| `{event['precision']}` \| {radius} \|", section, re.MULTILINE)


def test_example_of_the_page_gives_what_the_page_says() -> None:
    blocks = dict(re.findall(r"```(csv|toml)\n(.*?)```", DOCS, re.DOTALL))
    mapping = load_mapping(blocks["toml"].encode(), "mapping.toml")
    told = read(Input("ministry.csv", blocks["csv"].encode(), mapping=mapping))

    for event in told.events.itertuples():
        radius = f"{event.radius_m:.0f}" if event.radius_m > 0 else ""
        assert f"| {event.id} | `{event.precision}` | {radius} | {event.graded_by} | {event.why} |" in DOCS
    assert f"The third is not placed: {told.unplaced['why'].item()}." in DOCS
