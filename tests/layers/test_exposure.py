"""What the exposure layer tells: columns, totals and notes, over rasters that can be added up by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from rasters import raster_of

from geo.errors import SettingError
from layers.events import Dossier, event_table
from layers.kinds import build

if TYPE_CHECKING:
    from layers.layer import Layer

BASE = {
    "title": "A strike",
    "time_precision": "day",
    "basis": "happened",
    "status": "claimed",
    "start": "2016-05-01T00:00:00Z",
    "end": "2016-05-01T23:59:59Z",
}
# A thousand people in each of 4 x 4 cells of a degree, from 36 to 40 degrees east and 32 to 36 north, but the last.
THOUSANDS = np.full((4, 4), 1000.0, dtype=np.float32)
THOUSANDS[3, 3] = -9999.0
PEOPLE = raster_of(THOUSANDS, 36.0, 36.0, 1.0, tags={"date": "2020", "source": "made up"}, unit="people")


def event(name: str, lon: float, lat: float, precision: str = "exact", **columns: object) -> dict[str, object]:
    return {
        **BASE,
        "kind": "air_strike",
        "id": name,
        "precision": precision,
        "geometry": shapely.Point(lon, lat),
    } | columns


def layer_of(*events: dict[str, object], **settings: object) -> Layer:
    given = {"radius": "10 km", "raster": PEOPLE, "values": "count", **settings}
    return build("exposure", Dossier(events=event_table(list(events))), given)


def cell_people(lat: float, radius_m: float) -> float:
    """People in a disc within a cell of a thousand: the disc's part of the cell, whose edges are 1 degree."""
    radians = np.radians(lat)
    high_m = 111_132.954 - 559.822 * np.cos(2 * radians) + 1.175 * np.cos(4 * radians)
    wide_m = 111_412.84 * np.cos(radians) - 93.5 * np.cos(3 * radians)
    return 1000 * np.pi * radius_m**2 / (high_m * wide_m)


def test_a_row_tells_the_least_the_expected_and_the_greatest() -> None:
    data = layer_of(event("a", 37.5, 34.5, "village")).data

    row = data.iloc[0]
    assert [row[f"exposed_{level}"] for level in ("low", "best", "high")] == pytest.approx(
        [cell_people(34.5, radius_m) for radius_m in (8_000, 10_000, 12_000)], rel=1e-3
    )
    assert (row["subject"], row["zone_radius"], row["zone_radius_m"]) == ("a", "10 km", 10_000.0)
    assert row["exposed_covered"] == 1.0
    assert row["exposed_raster"] == "1° × 1°; 2020; made up"


@pytest.mark.parametrize(
    ("by", "words"), [("kind", ("(air_strike)", "(غارة جوية)")), ("precision", ("(exact)", "(موقع دقيق)"))]
)
def test_a_total_names_its_group_as_the_column_and_in_arabic_by_words(by: str, words: tuple[str, str]) -> None:
    (total,) = (note for note in layer_of(event("a", 37.5, 34.5), by=by).notes if "at most" in note.en)

    assert words[0] in total.en
    assert words[1] in total.ar
    assert not any("a" <= letter <= "z" for letter in total.ar)


def test_a_total_counts_nothing_twice_and_stands_in_every_row() -> None:
    layer = layer_of(event("a", 37.5, 34.5), event("b", 37.5, 34.5), event("c", 36.5, 32.5))

    assert layer.data["group_high"].nunique() == 1
    one, other = cell_people(34.5, 10_050), cell_people(32.5, 10_050)
    assert layer.data["exposed_high"].tolist() == pytest.approx([one, one, other], rel=1e-3)
    assert layer.data["group_high"].iloc[0] == pytest.approx(one + other, rel=1e-3)
    assert f"{layer.data['group_high'].iloc[0]:.3g} at most" in layer.notes[1].en


def test_groups_have_their_own_totals() -> None:
    strikes = [event("a", 37.5, 34.5), event("b", 37.5, 34.5, kind="crash"), event("c", 36.5, 32.5, kind="crash")]
    layer = layer_of(*strikes, by="kind", radius=["10 km", "20 km"])

    near = layer.data[layer.data["zone_radius"] == "10 km"].set_index("subject")
    one, other = cell_people(34.5, 10_050), cell_people(32.5, 10_050)
    assert near["exposed_group"].to_dict() == {"a": "air_strike", "b": "crash", "c": "crash"}
    assert near["group_high"].tolist() == pytest.approx([one, one + other, one + other], rel=1e-3)
    assert [note.en.split(",")[0] for note in layer.notes[1:5]] == [
        *("Within 10 km of at least one (air_strike)", "Within 10 km of at least one (crash)"),
        *("Within 20 km of at least one (air_strike)", "Within 20 km of at least one (crash)"),
    ]


def test_more_groups_than_a_reader_takes_in_stand_in_the_columns() -> None:
    codes = ["SY", "IQ", "LB", "JO", "TR", "IR", "IL", "SA", "KW", "EG", "CY", "QA", None]
    layer = layer_of(*(event(f"e{at}", 37.0, 34.0, country=code) for at, code in enumerate(codes)), by="country")

    assert "Totals of 13 groups stand in the columns group_low" in layer.notes[1].en
    assert "المجموعات (عددها 13)" in layer.notes[1].ar
    assert layer.data["exposed_group"].tolist()[-2:] == ["QA", ""]


def test_an_event_outside_reaches_in_and_what_has_no_data_is_told() -> None:
    layer = layer_of(event("out", 35.95, 34.5), event("void", 39.5, 32.5), event("far", 20.0, 20.0))

    covered = layer.data.set_index("subject")["exposed_covered"]
    assert 0.1 < covered["out"] < 0.5
    assert layer.data.set_index("subject")["exposed_high"]["out"] == pytest.approx(
        covered["out"] * cell_people(34.5, 10_050), rel=1e-3
    )
    assert (covered["void"], covered["far"]) == (0, 0)
    assert "of a zone lies outside the raster or where it has no data" in layer.notes[2].en


def test_what_was_not_looked_at_is_not_known_and_has_no_total() -> None:
    layer = layer_of(event("void", 39.5, 32.5), event("far", 20.0, 20.0, kind="crash"), by="kind")

    levels = [f"{what}_{level}" for what in ("exposed", "group") for level in ("low", "best", "high")]
    assert layer.data[levels].isna().all(axis=None)
    assert not any("nothing counted twice" in note.en for note in layer.notes)
    unplaced = layer_of(event("b", 37.5, 34.5, "unknown"))
    assert not any("nothing counted twice" in note.en for note in unplaced.notes)


def test_a_small_total_is_not_told_as_none() -> None:
    few = raster_of(np.full((4, 4), 0.9, dtype=np.float32), 36.0, 36.0, 1.0)
    layer = layer_of(event("a", 37.5, 34.5), raster=few)

    high = layer.data["group_high"].iloc[0]
    assert 0 < high < 0.1
    assert f"{high:.3g} at most" in layer.notes[1].en


def test_a_shape_is_exposed_as_a_shape() -> None:
    square = shapely.box(37.4, 34.4, 37.6, 34.6)
    layer = layer_of(
        event("s", 37.5, 34.5, "region", footprint=square), event("t", 37.5, 34.5, "region", footprint=square)
    )

    row = layer.data.iloc[0]
    assert row["exposed_low"] == 0
    assert row["exposed_best"] == pytest.approx(cell_people(34.5, 10_000), rel=2e-3)
    assert row["exposed_high"] == pytest.approx(1000 * layer.data.geometry.iloc[0].area, rel=1e-3)
    assert row["group_best"] > 1.3 * row["exposed_best"], "two events that may have been apart"


def test_notes_tell_what_the_raster_is() -> None:
    (about, total) = layer_of(event("a", 37.5, 34.5)).notes

    assert "cells of 1° × 1°" in about.en
    assert "WGS 84; date as the file tells: 2020; unit as the file tells: people." in about.en
    assert "Its values are taken as amounts a cell. The file says: made up" in about.en
    assert "التاريخ كما في الملف: 2020" in about.ar
    assert "nothing counted twice" in total.en
    assert "على الأقل" in total.ar


def test_records_of_unknown_place_get_no_row() -> None:
    layer = layer_of(event("a", 37.5, 34.5), event("b", 37.5, 34.5, "unknown"))

    assert layer.data["subject"].tolist() == ["a"]
    assert layer.notes[-1].en.startswith("Records without exposure: 1.")


def test_values_below_zero_are_told() -> None:
    odd = raster_of(np.full((4, 4), -200.0, dtype=np.float32), 36.0, 36.0, 1.0, nodata=None)

    assert "values below 0" in layer_of(event("a", 37.5, 34.5), raster=odd).notes[-1].en


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"raster": "people.tif"}, "expected one opened with rasterio"),
        ({"values": "people"}, "expected one of count, per_km2"),
        ({"values": None}, "needs 'values'"),
        ({"band": 1.5}, "expected a whole number, got 1.5"),
        ({"band": float("nan")}, "expected a whole number, got nan"),
        ({"band": float("inf")}, "expected a whole number, got inf"),
        ({"band": 2}, "expected a band from 1 to 1, got 2"),
        ({"by": "weather"}, "expected one of none, kind"),
    ],
)
def test_wrong_settings_are_told(settings: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        layer_of(event("a", 37.5, 34.5), **settings)


@pytest.mark.parametrize("kind", ["exposure", "coverage", "nearby", "density"])
def test_what_is_counted_though_taken_back_is_told(kind: str) -> None:
    told = [event("a", 37.5, 34.5), *(event(name, 37.5, 34.5, status=name) for name in ("refuted", "retracted"))]
    settings = {
        "exposure": {"radius": "10 km", "raster": PEOPLE, "values": "count"},
        "coverage": {"radius": "10 km"},
        "nearby": {"radius": "10 km"},
        "density": {},
    }[kind]

    layer = build(kind, Dossier(events=event_table(told)), settings)

    assert "Counted though refuted or taken back: 2." in [note.en for note in layer.notes]


def test_cells_in_metres_are_told_in_arabic_words() -> None:
    plane = raster_of(np.ones((40, 40)), 300_000.0, 3_900_000.0, 10_000.0, crs="EPSG:32637")
    layer = layer_of(event("a", 39.0, 33.5), raster=plane)

    assert "خلايا 10000 متر × 10000 متر" in layer.notes[0].ar
    assert "metre" not in layer.notes[0].ar
    assert layer.data["exposed_raster"].tolist() == ["10000 metre × 10000 metre"]
