from __future__ import annotations

import gzip
import json
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely import Polygon

from geo.errors import InputError, InstallError
from geo.gazetteer import open_gazetteer
from outputs.basemap import clip
from outputs.basemap import clip as clip_module

if TYPE_CHECKING:
    from pathlib import Path

THEATRE = (32.0, 22.0, 53.0, 38.0)
EXTENTS = [
    THEATRE,
    (35.0, 33.0, 37.0, 35.0),
    (170.0, -50.0, -170.0, -10.0),
    (-25.0, 60.0, -10.0, 68.0),
    (-70.0, -56.0, -50.0, -40.0),
    (-180.0, 60.0, 180.0, 90.0),
    (36.8, 34.0, 36.8, 34.0),
    (-60.0, -90.0, 60.0, -60.0),
]


def pairs(flat: list[float]) -> list[tuple[float, float]]:
    return list(zip(flat[::2], flat[1::2], strict=True))


def ground(data: dict[str, Any]) -> shapely.Geometry:
    return shapely.union_all([Polygon(pairs(r[0]), [pairs(h) for h in r[1:]]).buffer(0) for r in data["land"]])


@pytest.mark.parametrize("extent", EXTENTS)
def test_everything_lies_inside_the_extent_and_is_plain_json(extent: tuple[float, float, float, float]) -> None:
    data = clip(extent)
    assert json.loads(json.dumps(data)) == data
    west, south, east, north = data["bounds"]
    lines = [ring for name in ("land", "lakes") for rings in data[name] for ring in rings]
    for line in [*lines, *data["borders"], *data["admin1"]]:
        assert len(line) >= 4
        assert all(
            west - 0.001 <= lon <= east + 0.001 and south - 0.001 <= lat <= north + 0.001 for lon, lat in pairs(line)
        )


@pytest.mark.parametrize(
    ("lon", "lat", "is_land"),
    [
        (36.29, 33.51, True),
        (51.3, 25.2, True),
        (34.0, 34.5, False),
        (50.5, 27.5, False),
        (38.0, 22.2, False),
        (45.0, 25.0, True),
    ],
)
def test_land_is_land_and_sea_is_sea(lon: float, lat: float, is_land: bool) -> None:
    assert ground(clip(THEATRE)).contains(shapely.Point(lon, lat)) is is_land


def test_across_the_antimeridian_both_sides_of_fiji_are_drawn() -> None:
    data = clip((176.0, -20.0, -176.0, -14.0))
    assert data["bounds"] == [176.0, -20.0, 184.0, -14.0]
    land = ground(data)
    assert land.contains(shapely.Point(178.0, -17.8))  # Viti Levu
    assert land.intersects(shapely.box(180.0, -17.2, 180.2, -16.6))  # Taveuni and eastern Vanua Levu, over 180 degrees


def test_the_tiles_leave_no_seams() -> None:
    land = ground(clip((35.0, 25.0, 46.0, 36.0)))
    for lon in (40.0,):
        for lat in (31.0, 32.5, 34.5):
            assert land.contains(shapely.Point(lon, lat))
    on_tile_edge = [
        (a, b)
        for rings in clip((35.0, 25.0, 46.0, 36.0))["land"]
        for ring in rings
        for a, b in pairwise(pairs(ring))
        if a[0] == b[0] == 40.0 and abs(a[1] - b[1]) > 0.5
    ]
    assert on_tile_edge == []


def test_size_and_speed_of_a_theatre() -> None:
    start = time.perf_counter()
    data = clip(THEATRE)
    assert time.perf_counter() - start < 1.5, "it takes about 0.1 s on an idle machine"
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode()
    assert len(text) < 400_000
    assert len(gzip.compress(text)) < 200_000
    assert len(json.dumps(data["world"], separators=(",", ":"))) < 120_000


def test_the_world_under_it_is_never_blank() -> None:
    data = clip((-140.0, -10.0, -139.0, -9.0))
    assert len(data["world"]["land"]) > 50
    assert len(data["world"]["borders"]) > 100


def test_country_labels_lie_inside_their_country() -> None:
    labels = {c["iso"]: c for c in clip((-180.0, -90.0, 180.0, 90.0))["countries"]}
    assert len(labels) > 200
    for iso in ("SY", "QA", "LB", "KW", "US", "RU", "FR", "NO", "MY", "FJ", "HR", "GB"):
        shape = open_gazetteer().shape(f"iso:{iso}")
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        assert largest.contains(shapely.Point(labels[iso]["lon"], labels[iso]["lat"])), iso
    assert labels["SY"]["ar"] == "سوريا"
    assert labels["RU"]["rank"] < labels["SY"]["rank"] < labels["QA"]["rank"]


def test_towns_carry_both_names_and_capitals_are_marked() -> None:
    towns = {t["en"]: t for t in clip((35.0, 33.0, 37.0, 35.0))["towns"]}
    assert len(towns) <= 300
    assert towns["Damascus"]["ar"] == "دمشق"
    assert towns["Damascus"]["capital"]
    assert not towns["Homs"]["capital"]


def test_same_extent_same_bytes() -> None:
    assert json.dumps(clip(THEATRE)) == json.dumps(clip(THEATRE))


def test_credits_name_the_sources() -> None:
    told = " ".join(clip(THEATRE)["credits"])
    assert "Natural Earth" in told
    assert "GeoNames" in told


@pytest.mark.parametrize(
    "bounds", [(0, 10, 1, 5), (0, -91, 1, 0), (float("nan"), 0, 1, 1), (-200, 0, 1, 1), (0, 0, float("inf"), 1)]
)
def test_bounds_that_are_nowhere_are_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(InputError, match="west, south, east, north"):
        clip(bounds)


def test_an_unknown_detail_is_refused() -> None:
    with pytest.raises(InputError, match="fine or coarse"):
        clip(THEATRE, detail="best")


def test_a_missing_basemap_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(clip_module.__globals__, "_COMPILED", tmp_path / "basemap.sqlite")
    with pytest.raises(InstallError, match=r"python -m outputs\.basemap\.compile"):
        clip(THEATRE)
