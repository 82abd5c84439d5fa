"""Real tables of events: no row is lost, and what is placed by its name is where the name says.

The tables are not ours to carry along: the folder is named by MAJAL_REAL_DATA, or stands beside the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.geodesy import distance_m
from geo.place import PRECISION, LonLat, Precision
from layers.events import Dossier, check_events
from layers.sources import Input, read

DATA = Path(os.environ.get("MAJAL_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data") / "events"
# Rows of each file, the mapping that knows it, and the least share of rows that must have a place.
FILES = {
    "centcom_oir_strikes_2014_2016.csv": (5_531, "declared_strikes", 0.85),
    "gdelt2_20180101000000.export.CSV": (None, "gdelt", 0.90),
    "ucdp_ged_v23_sample1000.csv": (1_000, "ucdp_ged", 1.0),
    "meltt_crash_data1.csv": (None, "", 0.99),
    "acled_simulated_burundi_2000.gpkg": (None, "acled", 0.99),
}
# Where the towns of CENTCOM's releases lie, from general knowledge, to a tenth of a degree.
TOWNS = {
    "Mosul": (43.1, 36.3),
    "Sinjar": (41.9, 36.3),
    "Ramadi": (43.3, 33.4),
    "Tal Afar": (42.4, 36.4),
    "Fallujah": (43.8, 33.3),
    "Raqqa": (39.0, 35.9),
    "Bayji": (43.5, 34.9),
    "Mar’a": (37.2, 36.5),
    "Qayyarah": (43.3, 35.8),
    "Manbij": (37.9, 36.5),
    "Al Hasakah": (40.7, 36.5),
    "Hasakah": (40.7, 36.5),
    "Kobani": (38.4, 36.9),
    "Dayr Az Zawr": (40.1, 35.3),
    "Al Baghdadi": (42.5, 33.9),
    "Baghdadi": (42.5, 33.9),
    "Hit": (42.8, 33.6),
    "Habbaniyah": (43.6, 33.4),
    "Al Huwayjah": (43.8, 35.3),
    "Kirkuk": (44.4, 35.5),
    "Haditha": (42.4, 34.1),
    "Abu Kamal": (40.9, 34.5),
    "Al Bukamal": (40.9, 34.5),
    "Al Qaim": (41.0, 34.4),
    "Ayn Isa": (38.9, 36.4),
    "Makhmur": (43.6, 35.8),
    "Al Hawl": (41.1, 36.4),
    "Al Asad": (42.4, 33.8),
    "Ar Rutbah": (40.3, 33.0),
    "Aleppo": (37.2, 36.2),
    "Al Shadaddi": (40.7, 36.1),
    "Tal Abyad": (39.0, 36.7),
    "Rawah": (41.9, 34.5),
    "Tuz": (44.6, 34.9),
    "Palmyra": (38.3, 34.6),
    "Tadmur": (38.3, 34.6),
    "Tikrit": (43.7, 34.6),
    "Taji": (44.3, 33.5),
    "Samarra": (43.9, 34.2),
    "Idlib": (36.6, 35.9),
    "Erbil": (44.0, 36.2),
    "At Tanf": (38.6, 33.5),
    "Tal Hamis": (41.4, 36.8),
    "Al Bab": (37.5, 36.4),
    "Baqubah": (44.6, 33.7),
}


def real(name: str) -> Dossier:
    return read(Input(name, (DATA / name).read_bytes()))


@pytest.mark.skipif(not DATA.exists(), reason="no published tables here; name their folder in MAJAL_REAL_DATA")
@pytest.mark.parametrize("name", FILES)
def test_no_row_is_lost_and_no_event_is_finer_than_its_class(name: str) -> None:
    rows, mapping, share = FILES[name]
    told = real(name)
    events = told.events

    assert check_events(events) == []
    assert told.reports[0].read_as == mapping
    assert rows is None or len(events) + told.rejected == rows
    assert sum(fault.message.startswith("the same") for fault in told.faults) == told.rejected
    placed = events.geometry.notna()
    assert placed.mean() >= share
    assert len(told.unplaced) == (~placed).sum()
    assert set(told.claims["subject"]) == set(events["id"])
    assert not (events["precision"] == Precision.EXACT).any(), "none of these data sets claims an exact place"


@pytest.mark.skipif(not DATA.exists(), reason="no published tables here; name their folder in MAJAL_REAL_DATA")
def test_declared_strikes_lie_where_the_towns_are_that_they_name() -> None:
    events = real("centcom_oir_strikes_2014_2016.csv").events
    events = events[events.geometry.notna()].drop_duplicates(["place_name", "country"])
    least_m = PRECISION[Precision.NEAR_SETTLEMENT].radius_m
    found = {}
    for event in events.itertuples():
        name = event.place_name.removeprefix("near ").partition(",")[0]
        found[name] = distance_m(LonLat(event.geometry.x, event.geometry.y), LonLat(*TOWNS[name]))

    assert found.keys() == TOWNS.keys(), "every name that is placed was looked at by hand"
    assert max(found.values()) < 12_000
    assert (events["radius_m"] >= least_m).all()
    assert (events["precision"] == Precision.NEAR_SETTLEMENT).all()
