"""Three simulated sources of the same car crashes, merged here and by the method that they were made to show.

MELTT (K. Donnay, E. Dunford, E. McGrath, D. Backer, D. Cunningham, Integrating Conflict Event Data, Journal of Conflict
Resolution 63 (2019)) tells in its own manual, for a window of 4 km and 2 days and three taxonomies: 195 entries, 140
unique, 34 matches (21 of all three sources), 55 duplicates; and 6 episodes that may match an event, left to a person.
The data are not ours to carry along: the folder is named by MAJAL_REAL_DATA, or stands beside the checkout.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from layers.merge import Merged, merge
from layers.sources import Input, read

DATA = Path(os.environ.get("MAJAL_REAL_DATA") or Path(__file__).parents[3] / "shared" / "data")
FILES = sorted((DATA / "events").glob("meltt_crash_data?.csv"))
PUBLISHED = {"unique": 140, "matches": 34, "of_all_three": 21, "duplicates": 55, "flagged": 6}
# Each source writes colours its own way; 50-0-3 is the burgundy of one of them.
NAMED = {
    "Beige": "f5f5dc", "Black": "000000", "Burgandy": "800020", "Dark Green": "006400", "Gunmetal": "8b8989",
    "Ivory": "fffff0", "Light Blue": "add8e6", "Light Brown": "d2b48c", "Navy Blue": "000080", "Red": "ff0000",
    "Silver": "eee9e9", "White": "ffffff", "50-0-3": "800020",
}  # fmt: skip
ONE_DAY = pd.Timedelta(days=1)

pytestmark = pytest.mark.skipif(len(FILES) < 3, reason="no real data here; name their folder in MAJAL_REAL_DATA")


@pytest.fixture(scope="module")
def found() -> Merged:
    """Told as uncertain as that window takes them: each place within 2 km, each date within a day."""
    return merge([read(Input(path.name, _table(path).to_csv(index=False).encode())) for path in FILES])


def _table(path: Path) -> pd.DataFrame:
    told = pd.read_csv(path, dtype=str)
    return pd.DataFrame(
        {
            "id": path.stem[-1] + "-" + told["event"],
            "title": "Car crash",
            "kind": "crash",
            "start": (pd.to_datetime(told["date"]) - ONE_DAY).dt.date,
            "end": (pd.to_datetime(told["enddate"]) + ONE_DAY).dt.date,
            "latitude": told["latitude"],
            "longitude": told["longitude"],
            "precision": "village",
            "radius_m": 2_000,
        }
    )


def _colours() -> dict[str, str]:
    told = pd.concat([pd.read_csv(path, dtype=str).assign(source=path.stem[-1]) for path in FILES])
    return {f"{row.source}-{row.event}": _colour(row.color_tax) for row in told.itertuples()}


def _colour(written: str) -> str:
    if written in NAMED:
        return NAMED[written]
    if written.startswith("#"):
        return written[1:].lower()
    return "".join(f"{int(part):02x}" for part in written.split("-"))


def test_every_entry_is_accounted_for(found: Merged) -> None:
    made = [len(parts) for parts in found.dossier.events["merged_from"]]

    assert sum(max(count, 1) for count in made) == len(found.dossier.claims) == 195
    assert max(made) == 3, "no event holds two of one source"


def test_the_counts_are_close_to_the_published_ones(found: Merged) -> None:
    """Ours are a few more: an episode may be one with an event here, which there is left to a person."""
    made = Counter(len(parts) for parts in found.dossier.events["merged_from"])
    unique, matches = len(found.dossier.events), made[2] + made[3]

    assert PUBLISHED["unique"] - PUBLISHED["flagged"] <= unique <= PUBLISHED["unique"]
    assert PUBLISHED["matches"] <= matches <= PUBLISHED["matches"] + PUBLISHED["flagged"]
    assert PUBLISHED["of_all_three"] <= made[3] <= PUBLISHED["of_all_three"] + PUBLISHED["flagged"]


def test_what_is_joined_has_one_colour_though_no_colour_was_looked_at(found: Merged) -> None:
    colours, verdicts = _colours(), found.verdicts
    pairs = verdicts.loc[verdicts["verdict"] == "joined", ["a", "b"]].itertuples(index=False)
    same = [colours[a] == colours[b] for a, b in pairs]

    assert sum(same) / len(same) >= 0.9
