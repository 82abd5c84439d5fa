"""Every layer kind, over one dossier that holds each precision class; a new kind brings its line of expectations."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import CRS
from rasters import raster_of

from geo.errors import SettingError, UnknownNameError
from geo.place import PRECISION
from geo.proximity import counts_within
from layers.events import COLUMNS, LINK_COLUMNS, Dossier, claim_table, event_table, link_table
from layers.kinds import build, kinds
from layers.layer import HUES, SHAPES, Layer, Raster
from outputs.columns import claim_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = {
    "kind": "air_strike",
    "title": "A strike",
    "time_precision": "day",
    "basis": "happened",
    "status": "claimed",
    "start": "2016-05-01T00:00:00Z",
    "end": "2016-05-01T23:59:59Z",
}
RANGE = shapely.box(36.0, 34.0, 36.5, 34.4)
SEPARATION = {"text": "3 NM", "metres": 5556.0, "of": "separation"}
HEIGHT = {"text": "6000 m", "metres": 6000.0, "of": "height"}


def event(number: int, precision: str, **columns: object) -> dict[str, object]:
    point = shapely.Point(40.0 + number, 30.0)
    radius_m = PRECISION[precision].radius_m
    return {**BASE, "id": f"e{number}", "precision": precision, "radius_m": radius_m, "geometry": point, **columns}


EVENTS = event_table(
    [
        event(1, "exact"),
        event(2, "near", kind="crash"),
        event(3, "settlement"),
        event(4, "settlement", kind="shelling"),
        event(5, "facility"),
        event(6, "region", footprint=RANGE, geometry=shapely.Point(36.2, 34.2)),
        event(7, "region"),
        event(8, "airspace", kind="drill", footprint=shapely.box(35, 32, 42, 37), distances=[SEPARATION, HEIGHT]),
        event(9, "unknown", kind="notice"),
        event(10, "country", kind="air_campaign"),
        event(11, "city_area", geometry=shapely.Point(179.95, -17.0)),
        event(12, "country", geometry=None),
    ]
)
FACILITIES = event_table(
    [
        event(20, "facility", kind="facility"),
        event(21, "facility", kind="facility", status="inferred"),
        event(22, "country", kind="facility", footprint=shapely.box(50, 24, 52, 26)),
    ]
)
LINK = {**BASE, "kind": "coordination_link"}
LINKS = link_table(
    [
        {**LINK, "id": "l1", "from_lon": 35.9, "from_lat": 35.4, "from_precision": "facility"}
        | {"to_lon": 51.2, "to_lat": 25.3, "to_precision": "country"},
        {**LINK, "id": "l2", "from_lon": 35.9, "from_lat": 35.4, "from_precision": "facility"}
        | {"to_lon": 49.7, "to_lat": 40.4, "to_precision": "facility"},
        {**LINK, "id": "l3", "kind": "hotline"},
    ]
)
CLAIMS = claim_table(
    [
        {"subject": subject, "speaker": "A speaker", "stance": "claims", "quote": "words", "start": 3, "end": 8}
        for subject in ("e1", "e1", "e8", "f1", "l1")
    ]
)
# One to each km2 of the Earth.
ONE_TO_A_KM2 = raster_of(np.ones((180, 360), dtype=np.float32), -180.0, 90.0, 1.0, tags={"source": "made up"})
SAMPLE = Dossier(events=EVENTS, facilities=FACILITIES, links=LINKS, claims=CLAIMS)


class Expected(NamedTuple):
    """What a kind makes of the sample: one shape a row, by subject, and the notes' counts; a grid has no rows."""

    shapes: dict[str, list[str]] | None
    settings: Mapping[str, object] = MappingProxyType({})
    notes: tuple[str, ...] = ()


EXPECTED = {
    "coverage": Expected(None, {"radius": "20 km"}, ("Not in the coverage: 2.",)),
    "density": Expected(None, {}, ("Not in the density: 2.",)),
    "distances": Expected({"e8": ["measure"]}),
    "events": Expected({"e1": ["dot"], "e2": ["dot_ring"], "e5": ["dot_ring"]}, notes=("without a point: 8.",)),
    "exposure": Expected(
        {f"e{number}": ["zone", "zone"] for number in (1, 2, 3, 4, 5, 6, 7, 8, 11)},
        {"radius": ["20 km", "3NM"], "raster": ONE_TO_A_KM2, "values": "per_km2"},
        ("cells of 1° × 1°", "Within 3 NM of at least one", "Within 20 km of at least one", "without exposure: 2."),
    ),
    "facilities": Expected({"e20": ["diamond"], "e21": ["diamond_open"]}, notes=("without a diamond: 1.",)),
    "links": Expected({"l1": ["line"], "l2": ["line"]}, notes=("not drawn: 1.",)),
    "nearby": Expected(
        {
            "e1": ["dot"],
            "e2": ["dot_ring"],
            "e3": ["ring"],
            "e4": ["ring"],
            "e5": ["dot_ring"],
            "e6": ["hatch"],
            "e7": ["ring"],
            "e8": ["outline"],
            "e11": ["ring"],
        },
        {"radius": "100 km"},
        ("not drawn: 2.", "not counted as near anything: 2."),
    ),
    "uncertainty": Expected(
        {
            "e1": ["dot_ring"],
            "e2": ["dot_ring"],
            "e3": ["ring"],
            "e4": ["ring"],
            "e5": ["dot_ring"],
            "e6": ["hatch"],
            "e7": ["ring"],
            "e8": ["outline"],
            "e9": ["unknown"],
            "e10": ["unknown"],
            "e11": ["ring"],
            "e20": ["dot_ring"],
            "e21": ["dot_ring"],
            "e22": ["outline"],
        },
        notes=("not known: 2.",),
    ),
    "zones": Expected(
        {f"e{number}": ["zone", "zone"] for number in (1, 2, 3, 4, 5, 6, 7, 8, 11)},
        {"radius": ["20 km", "3NM"]},
        ("without a zone: 2.",),
    ),
}


GRIDS = [kind for kind, expected in EXPECTED.items() if expected.shapes is None]
TABLES = [kind for kind in kinds() if kind not in GRIDS]


def made(kind: str, dossier: Dossier = SAMPLE, **settings: object) -> Layer:
    # The settings of the sample hold where a test says nothing else.
    return build(kind, dossier, {**EXPECTED[kind].settings, **settings})


def test_every_kind_has_an_expectation() -> None:
    assert set(kinds()) == set(EXPECTED), "a layer kind brings what it makes of the sample"


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_counts_what_it_does_not_draw(kind: str) -> None:
    notes = made(kind).notes

    assert [note.en.count(part) for note, part in zip(notes, EXPECTED[kind].notes, strict=True)] == [1 for _ in notes]


@pytest.mark.parametrize("kind", TABLES)
def test_a_kind_draws_the_sample_as_expected(kind: str) -> None:
    layer = made(kind)
    shape_of = {entry.key: entry.shape for entry in layer.legend}

    drawn: dict[str, list[str]] = {}
    for subject, key in zip(layer.data["subject"], layer.data["legend"], strict=True):
        drawn.setdefault(subject, []).append(shape_of[key])
    assert drawn == EXPECTED[kind].shapes


@pytest.mark.parametrize("dossier", [SAMPLE, Dossier()], ids=["sample", "nothing"])
@pytest.mark.parametrize("kind", GRIDS)
def test_a_grid_keeps_the_contract(kind: str, dossier: Dossier) -> None:
    layer = made(kind, dossier)
    raster = layer.data

    assert isinstance(raster, Raster)
    assert CRS.from_user_input(raster.crs).is_projected
    west, south, east, north = raster.bounds
    assert (east - west) / (north - south) == pytest.approx(raster.values.shape[1] / raster.values.shape[0])
    assert np.isfinite(raster.values).all()
    assert raster.values.min() >= 0
    assert raster.classes().max() == len(raster.tops) == len(layer.legend)
    assert {entry.shape for entry in layer.legend} <= {"cell"}
    assert len({entry.hue for entry in layer.legend}) == len(layer.legend)
    assert raster.unit.en
    assert any("\u0600" <= sign <= "\u06ff" for sign in raster.unit.ar)
    assert layer.name == layer.kind == kind


@pytest.mark.parametrize("dossier", [SAMPLE, Dossier()], ids=["sample", "nothing"])
@pytest.mark.parametrize("kind", TABLES)
def test_a_layer_keeps_the_contract(kind: str, dossier: Dossier) -> None:
    layer = made(kind, dossier)
    data = layer.data

    assert isinstance(data, gpd.GeoDataFrame)
    assert data.crs.to_epsg() == 4326
    columns = LINK_COLUMNS if kind == "links" else COLUMNS
    assert {*(column.name for column in columns), "geometry", "claims", "legend", "subject"} <= set(data.columns)
    assert data["id"].is_unique
    assert data.index.equals(gpd.pd.RangeIndex(len(data)))
    assert data.geometry.notna().all()
    assert data.geometry.is_valid.all()
    assert not data.geometry.is_empty.any()
    assert layer.name == layer.kind == kind


@pytest.mark.parametrize("kind", kinds())
def test_a_table_without_a_placed_record_makes_a_layer(kind: str) -> None:
    # A table that was read has texts of pandas' own type, which nothing at all keeps.
    read = Dossier(events=event_table([event(1, "unknown", geometry=None)]).astype({"id": "str", "kind": "str"}))

    layer = made(kind, read)

    assert layer.legend == ()
    assert kind in GRIDS or len(layer.data) == 0


@pytest.mark.parametrize("kind", sorted(set(TABLES) - {"links"}))
def test_a_row_keeps_the_own_point_of_its_record(kind: str) -> None:
    data = made(kind).data

    own = {row.id: row.geometry for table in (SAMPLE.events, SAMPLE.facilities) for row in table.itertuples()}
    for subject, lon, lat in zip(data["subject"], data["lon"], data["lat"], strict=True):
        assert (lon, lat) == pytest.approx(tuple(own[subject].coords[0]), nan_ok=True)


@pytest.mark.parametrize("kind", kinds())
def test_a_legend_of_nothing_has_no_lines(kind: str) -> None:
    assert made(kind, Dossier()).legend == ()


@pytest.mark.parametrize("kind", kinds())
def test_a_legend_names_what_is_drawn_in_both_languages(kind: str) -> None:
    layer = made(kind)
    keys = [entry.key for entry in layer.legend]

    assert len(keys) == len(set(keys))
    if kind in TABLES:
        assert set(layer.data["legend"]) == set(keys), "no row without a line, no line without a row"
    assert {entry.shape for entry in layer.legend} <= set(SHAPES)
    assert {entry.hue for entry in layer.legend} <= set(HUES)
    texts = [layer.title, *layer.notes, *(text for entry in layer.legend for text in (entry.group, entry.label))]
    assert all(text.en and any("\u0600" <= sign <= "\u06ff" for sign in text.ar) for text in texts)


@pytest.mark.parametrize("kind", TABLES)
def test_rows_carry_the_claims_about_their_subject(kind: str) -> None:
    layer = made(kind)
    claimed = {"e1": 2, "e8": 1, "l1": 1}

    for subject, claims in zip(layer.data["subject"], layer.data["claims"], strict=True):
        assert len(claims) == claimed.get(subject, 0)
        assert all(claim["quote"] == "words" and claim["start"] == 3 for claim in claims)


@pytest.mark.parametrize("kind", kinds())
def test_the_same_dossier_gives_the_same_layer(kind: str) -> None:
    one, other = made(kind), made(kind)

    assert one.legend == other.legend
    if kind in GRIDS:
        assert one.data.values.tobytes() == other.data.values.tobytes()
        return
    assert list(one.data["id"]) == list(other.data["id"])
    assert list(shapely.to_wkb(one.data.geometry)) == list(shapely.to_wkb(other.data.geometry))


def geometry_of(layer: Layer, subject: str, entry: str = "") -> shapely.Geometry:
    rows = layer.data[(layer.data["subject"] == subject) & layer.data["legend"].str.contains(entry, regex=False)]
    assert len(rows) == 1
    return rows.geometry.iloc[0]


def vertex_distances_m(geometry: shapely.Geometry, lon: float, lat: float) -> list[float]:
    return [Geodesic.WGS84.Inverse(lat, lon, y, x)["s12"] for x, y in shapely.get_coordinates(geometry).tolist()]


def test_a_zone_around_a_disc_is_the_disc_of_both_radii() -> None:
    layer = made("zones", radius="3NM")

    distances = vertex_distances_m(geometry_of(layer, "e3"), 43.0, 30.0)
    assert distances == pytest.approx([5000.0 + 5556.0] * len(distances), abs=1e-3)


def test_a_zone_around_a_shape_is_the_shape_and_the_distance() -> None:
    zone = geometry_of(made("zones", radius="3NM"), "e6")

    assert RANGE.within(zone)
    # 0.05003 degrees of latitude are 5556 m at 34 degrees (110,923 m a degree), and no vertex lies farther.
    assert zone.bounds[1] == pytest.approx(34.0 - 5556 / 110_916, abs=2e-5)
    corners = min(vertex_distances_m(zone, 36.0, 34.0))
    assert corners == pytest.approx(5556.0, abs=6)


def test_a_zone_row_says_its_radius_as_printed() -> None:
    layer = made("zones", radius=["20 km", "3NM"])

    assert [entry.label.en for entry in layer.legend] == ["3 NM around the footprint", "20 km around the footprint"]
    assert dict(zip(layer.data["zone_radius"], layer.data["zone_radius_m"], strict=True)) == {
        "3 NM": 5556.0,
        "20 km": 20_000.0,
    }


def test_zones_of_equal_footprints_are_made_once() -> None:
    twins = event_table([event(1, "settlement"), {**event(1, "settlement"), "id": "twin"}])

    layer = made("zones", Dossier(events=twins), radius="3NM")

    assert layer.data.geometry.iloc[0] is layer.data.geometry.iloc[1]


def test_circumscribed_zones_reach_beyond_the_radius_and_miss_nothing() -> None:
    layer = made("zones", radius="3NM", edges="circumscribed")

    distances = vertex_distances_m(geometry_of(layer, "e3"), 43.0, 30.0)
    assert 5000.0 + 5556.0 < min(distances) <= max(distances) < (5000.0 + 5556.0) * 1.002
    around = geometry_of(layer, "e6")
    assert geometry_of(made("zones", radius="3NM"), "e6").within(around)


def test_rings_part_the_largest_zone_of_discs_and_shapes() -> None:
    radii = ["20km", "3NM"]
    whole, layer = made("zones", radius=radii), made("zones", radius=radii, rings="between")

    assert [entry.label for entry in layer.legend] == [
        ("3 NM around the footprint", "3 ميل بحري حول النطاق"),
        ("3 NM to 20 km around the footprint", "من 3 ميل بحري إلى 20 كم حول النطاق"),
    ]
    assert layer.data.geometry.is_valid.all()
    for subject in ("e3", "e6", "e11"):
        inner, ring = (geometry_of(layer, subject, entry) for entry in ("5556m", "20000m"))
        assert inner.equals(geometry_of(whole, subject, "5556m"))
        assert ring.area + inner.area == pytest.approx(geometry_of(whole, subject, "20000m").area)
        assert shapely.intersection(ring, inner).area == pytest.approx(0, abs=1e-12)
    assert layer.data["disc_m"].notna().sum() == whole.data["disc_m"].notna().sum() / 2, "a ring is no disc"


def test_rings_are_not_joined() -> None:
    with pytest.raises(SettingError, match="leave out either rings or dissolve"):
        made("zones", radius="3NM", rings="between", dissolve="all")


def test_dissolved_zones_are_one_area_a_radius_that_counts_and_names_its_events() -> None:
    single = made("zones", radius=["3NM", "20km"])
    layer = made("zones", radius=["3NM", "20km"], dissolve="all")

    assert layer.data["zone_radius"].tolist() == ["3 NM", "20 km"]
    assert layer.data["events"].tolist() == [9, 9]
    assert layer.data["members"].iloc[0] == [f"e{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 11)]
    assert layer.data["subject"].equals(layer.data["id"]), "it is its own record: no single event speaks for it"
    assert layer.data.is_valid.all()
    near = single.data.geometry[single.data["zone_radius"] == "3 NM"].to_numpy()
    joined = layer.data.geometry.iloc[0]
    assert joined.area == pytest.approx(shapely.union_all(near).area)
    assert joined.area < shapely.area(near).sum(), "what overlaps counts once"
    assert layer.data["title"].iloc[0] == "Within 3 NM of the footprints of 9 records"
    assert (layer.data["kind"].iloc[0], layer.data["status"].iloc[0]) == ("other", "claimed")
    assert layer.legend == single.legend


def test_dissolved_by_kind_no_kind_is_joined_with_another() -> None:
    layer = made("zones", radius="3NM", dissolve="kind")

    assert dict(zip(layer.data["kind"], layer.data["events"], strict=True)) == {
        "air_strike": 6,
        "crash": 1,
        "shelling": 1,
        "drill": 1,
    }
    assert layer.data["id"].is_unique


def test_what_was_retracted_is_left_out_of_a_dissolved_zone_and_counted() -> None:
    told = event_table([event(1, "settlement"), event(2, "settlement", status="retracted"), event(3, "settlement")])
    layer = made("zones", Dossier(events=told), radius=["3NM", "20km"], dissolve="all")

    assert layer.data["members"].tolist() == [["e1", "e3"], ["e1", "e3"]]
    assert [note.en for note in layer.notes] == [
        "Records left out of the joined zones: 1. They were retracted or refuted."
    ]


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (("corroborated", "disputed"), "disputed"),
        (("acknowledged", "claimed"), "claimed"),
        (("recorded", "machine_coded"), "machine_coded"),
        (("corroborated", "corroborated"), "corroborated"),
    ],
)
def test_a_dissolved_zone_is_no_surer_than_its_least_sure_event(statuses: tuple[str, str], told: str) -> None:
    events = event_table([event(at, "settlement", status=status) for at, status in enumerate(statuses)])

    assert made("zones", Dossier(events=events), radius="3NM", dissolve="all").data["status"].tolist() == [told]


def test_a_dissolved_zone_carries_the_claims_of_its_events() -> None:
    claims = [
        {
            "subject": f"e{number}",
            "speaker": f"Speaker {number}",
            "stance": "claims",
            "quote": "words",
            "through": ["A"],
        }
        for number in (2, 1, 3, 9)
    ]
    events = event_table(
        [event(1, "settlement"), event(2, "settlement", kind="crash"), event(3, "settlement", status="refuted")]
    )
    told = Dossier(events=events, claims=claim_table(claims))

    joined = made("zones", told, radius=["3NM", "20km"], dissolve="all")
    apart = made("zones", told, radius="3NM", dissolve="kind")

    assert [[claim["speaker"] for claim in row] for row in joined.data["claims"]] == [["Speaker 1", "Speaker 2"]] * 2
    assert [[claim["speaker"] for claim in row] for row in apart.data["claims"]] == [["Speaker 1"], ["Speaker 2"]]
    assert claim_rows([apart])[["subject", "speaker"]].to_numpy().tolist() == [
        [area, f"Speaker {number}"] for number, area in enumerate(apart.data["id"], 1)
    ]


@pytest.mark.parametrize("dissolve", ["all", "kind"])
def test_nothing_dissolves_to_nothing(dissolve: str) -> None:
    layer = made("zones", Dossier(), dissolve=dissolve)

    assert len(layer.data) == 0
    assert layer.legend == ()
    assert {column.name for column in COLUMNS} | {"events", "members", "claims"} <= set(layer.data.columns)


def test_from_chooses_the_records() -> None:
    assert set(made("zones", **{"from": "facilities"}).data["subject"]) == {"e20", "e21", "e22"}
    assert "e20" in set(made("zones", **{"from": "all"}).data["subject"])
    assert "e20" not in set(made("uncertainty", **{"from": "events"}).data["subject"])


def test_no_centroid_gets_a_point() -> None:
    pinned = {
        subject
        for kind in TABLES
        for subject, geometry in zip(made(kind).data["subject"], made(kind).data.geometry, strict=True)
        if geometry.geom_type == "Point"
    }

    # e9 and e10 are the dashed grey marks of what is not known.
    assert pinned == {"e1", "e2", "e5", "e20", "e21", "e9", "e10"}


def test_no_area_is_invented_for_the_unknown() -> None:
    told = event_table([event(1, "unknown", radius_m=5000.0, footprint=RANGE)])

    assert geometry_of(made("uncertainty", Dossier(events=told)), "e1").geom_type == "Point"
    assert len(made("zones", Dossier(events=told)).data) == 0


def test_a_missing_radius_is_the_one_that_the_class_means() -> None:
    told = event_table([event(1, "village", radius_m=None)])

    ring = geometry_of(made("uncertainty", Dossier(events=told)), "e1")
    assert vertex_distances_m(ring, 41.0, 30.0) == pytest.approx([2000.0] * 65, abs=1e-3)


def test_one_bad_row_does_not_cost_the_layer() -> None:
    told = event_table(
        [
            event(1, "village"),
            event(2, "village", radius_m=9e9),
            event(3, "village", geometry=shapely.Point(36, 95)),
            event(4, "village", geometry=shapely.Point(float("nan"), 33)),
            event(5, "region", footprint=shapely.Polygon()),
        ]
    )

    zones = made("zones", Dossier(events=told), radius="3NM")
    assert set(zones.data["subject"]) == {"e1", "e5"}
    assert "without a zone: 3." in zones.notes[0].en


def nearby_counts(events: gpd.GeoDataFrame, **settings: object) -> dict[str, tuple[int, int]]:
    data = made("nearby", Dossier(events=events, facilities=FACILITIES), **settings).data
    told = zip(data["within_count_surely"], data["within_count"], strict=True)
    return dict(zip(data["id"], told, strict=True))


def test_nearby_counts_what_surely_and_what_possibly_is_within() -> None:
    # 0.06 degrees of latitude are 6,653 m at 30 degrees: 10 m and 150 m, 6,653 m apart, are within 6,813 m surely.
    here, there = shapely.Point(41.0, 30.0), shapely.Point(41.0, 30.06)
    told = event_table(
        [event(1, "exact", radius_m=10.0, geometry=here), event(2, "near", radius_m=150.0, geometry=there)]
    )

    assert nearby_counts(told, radius="6.4 km") == {"e1/6400m": (0, 0), "e2/6400m": (0, 0)}
    assert nearby_counts(told, radius="6.5 km") == {"e1/6500m": (0, 1), "e2/6500m": (0, 1)}
    assert nearby_counts(told, radius="6.8 km") == {"e1/6800m": (0, 1), "e2/6800m": (0, 1)}
    assert nearby_counts(told, radius=["6.5 km", "6.9 km"]) == {
        "e1/6500m": (0, 1),
        "e2/6500m": (0, 1),
        "e1/6900m": (1, 1),
        "e2/6900m": (1, 1),
    }


def test_nearby_counts_from_the_edge_of_a_shape() -> None:
    # RANGE ends at 36.5; 0.05 degrees of longitude are 4,621 m at 34 degrees. Its far corner is 57 km away.
    told = event_table(
        [event(6, "region", footprint=RANGE, geometry=shapely.Point(36.2, 34.2)), event(1, "exact", radius_m=1.0)]
    ).assign(geometry=[shapely.Point(36.2, 34.2), shapely.Point(36.55, 34.2)])

    assert nearby_counts(told, radius="4 km") == {"e6/4000m": (0, 0), "e1/4000m": (0, 0)}
    assert nearby_counts(told, radius="5 km") == {"e6/5000m": (0, 1), "e1/5000m": (0, 1)}
    assert nearby_counts(told, radius="90 km") == {"e6/90000m": (1, 1), "e1/90000m": (1, 1)}


def test_nearby_counts_once_however_many_radii_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    told = event_table([event(at, "settlement", radius_m=1000.0 + at) for at in range(40)])
    asked: list[int] = []
    monkeypatch.setattr(
        "layers.extents.counts_within", lambda *given, **more: asked.append(1) or counts_within(*given, **more)
    )

    assert set(nearby_counts(told, radius="96 km").values()) == {(0, 1), (0, 2)}
    assert len(asked) <= 5, "not once for each radius"


def test_nearby_counts_facilities_when_asked() -> None:
    told = event_table([event(20, "exact", id="e1"), event(22, "exact", id="e2")])

    assert nearby_counts(told, radius="5 km", of="facilities") == {"e1/5000m": (1, 1), "e2/5000m": (0, 0)}


def test_a_separation_is_drawn_to_scale_and_a_height_is_not() -> None:
    layer = made("distances")

    line = geometry_of(layer, "e8")
    (first, last) = np.array(line.coords)[[0, -1]]
    assert Geodesic.WGS84.Inverse(first[1], first[0], last[1], last[0])["s12"] == pytest.approx(5556.0, abs=1e-3)
    assert vertex_distances_m(line, 48.0, 30.0)[0] == pytest.approx(2778.0, abs=1e-3)
    (entry,) = layer.legend
    assert entry.label.en == "3 NM between aircraft, to scale; no zone on the ground"


@pytest.mark.parametrize(
    ("told", "label"),
    [
        ({"text": "٥٫٥ كيلومتر", "metres": 5500.0, "of": "separation"}, "5.5 km"),
        ({"text": "some way off", "metres": 700.0, "of": "separation"}, "700 m"),
        ({"text": "3 km", "metres": 4000.0, "of": "separation"}, "4000 m"),
    ],
)
def test_a_separation_keeps_its_unit_where_it_says_the_same(told: dict[str, object], label: str) -> None:
    events = event_table([event(1, "exact", distances=[told, {"text": "?", "metres": None, "of": "separation"}])])

    (entry,) = made("distances", Dossier(events=events)).legend
    assert entry.label.en.startswith(f"{label} between aircraft")


def test_a_link_runs_between_its_ends_and_says_when_an_end_is_an_area() -> None:
    layer = made("links")
    labels = {entry.key: entry.label.en for entry in layer.legend}
    said = dict(zip(layer.data["subject"], layer.data["legend"].map(labels), strict=True))

    line = geometry_of(layer, "l1")
    assert (line.coords[0], line.coords[-1]) == ((35.9, 35.4), (51.2, 25.3))
    assert said["l1"] == "coordination line to the middle of an area"
    assert said["l2"] == "coordination line between places"


def test_events_stand_in_the_branch_of_their_kind() -> None:
    layer = made("uncertainty")
    branch = {entry.key: entry.group.en for entry in layer.legend}
    of = dict(zip(layer.data["subject"], layer.data["legend"].map(branch), strict=True))

    assert {of[name] for name in ("e1", "e3", "e4", "e6")} == {"Strikes"}
    assert [of[name] for name in ("e2", "e8", "e9", "e10", "e20")] == [
        *("Airspace", "Airspace", "Notices", "Campaign", "Coordination")
    ]
    assert [entry.label.en for entry in layer.legend if entry.group.en == "Strikes"] == [
        "exact place: ring of its radius",
        "town or city: ring, no pin",
        "city area: ring, no pin",
        "facility: ring of its radius",
        "region: ring, no pin",
        "region: drawn as the region",
    ]


@pytest.mark.parametrize(
    ("kind", "settings", "told"),
    [
        ("zones", {}, "needs 'radius'"),
        ("zones", {"radius": "5 parsecs"}, "unit 'parsecs' is not known"),
        ("zones", {"radius": "5km", "from": "nowhere"}, "expected one of events, facilities, all"),
        ("zones", {"radius": "30000 km"}, "expected a distance over 0 and up to 10000000 m"),
        ("events", {"radius": "5km"}, "has no parameter 'radius'"),
    ],
)
def test_wrong_settings_are_told(kind: str, settings: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        build(kind, SAMPLE, settings)


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(
        UnknownNameError,
        match=r"'heat'.*coverage, density, distances, events, exposure, facilities, links, nearby, uncertainty, zones",
    ):
        build("heat", SAMPLE)


def test_a_dossier_stays_as_it_was() -> None:
    before = EVENTS.copy()

    for kind in kinds():
        made(kind, replace(SAMPLE))

    assert EVENTS.equals(before)
