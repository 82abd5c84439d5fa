"""Density and coverage: nothing is lost, no centroid is a hot spot, cells are equal, counts are those of the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo.errors import SettingError
from geo.geodesy import discs
from layers.events import Dossier, event_table
from layers.kinds import build
from layers.surface import LARGEST_GRID, distinct, grid_over

if TYPE_CHECKING:
    from layers.layer import Layer, Raster

BASE = {"kind": "air_strike", "title": "A strike", "time_precision": "day", "basis": "happened", "status": "claimed"}
WGS84 = Geod(ellps="WGS84")
COUNTRY = shapely.box(36.0, 32.0, 42.0, 37.0)


def event(lon: float, lat: float, precision: str = "exact", **columns: object) -> dict[str, object]:
    return {**BASE, "precision": precision, "geometry": shapely.Point(lon, lat), **columns}


def made(kind: str, events: list[dict[str, object]], **settings: object) -> Layer:
    numbered = [{"id": f"e{number}", **one} for number, one in enumerate(events)]
    return build(kind, Dossier(events=event_table(numbered)), settings)


def cell_km2(raster: Raster) -> float:
    west, south, east, north = raster.bounds
    return (east - west) * (north - south) / raster.values.size / 1e6


def total(raster: Raster) -> float:
    return float(raster.values.sum() * cell_km2(raster))


def at(raster: Raster, lon: float, lat: float) -> float:
    west, south, east, north = raster.bounds
    x, y = Transformer.from_crs("EPSG:4326", raster.crs, always_xy=True).transform(lon, lat)
    rows, columns = raster.values.shape
    row, column = np.floor([(north - y) / (north - south) * rows, (x - west) / (east - west) * columns]).astype(int)
    return float(raster.values[row, column]) if 0 <= row < rows and 0 <= column < columns else 0.0


@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([50.0, 2_000.0, 60_000.0, 900_000.0])),
        min_size=1,
        max_size=8,
    )
)
def test_all_events_together_are_in_the_density_anywhere_on_earth(places: list[tuple[float, float, float]]) -> None:
    layer = made("density", [event(lon, lat, radius_m=radius) for lon, lat, radius in places])

    assert total(layer.data) == pytest.approx(len(places), rel=1e-6)
    assert layer.data.values.min() >= 0


def test_a_centroid_is_no_hot_spot() -> None:
    # Fifty events somewhere within 60 km of a middle, and ten at one place 400 km away.
    vague = [event(38.0, 35.0, "region") for _ in range(50)]
    exact = [event(42.4, 35.0) for _ in range(10)]

    raster = made("density", [*vague, *exact], cell="10km").data

    assert at(raster, 42.4, 35.0) == raster.values.max() == pytest.approx(10 / 100)
    assert at(raster, 38.0, 35.0) == pytest.approx(50 / (np.pi * 60**2), rel=0.01)
    assert at(raster, 38.4, 35.2) == pytest.approx(at(raster, 38.0, 35.0))


def test_what_is_known_as_a_country_spreads_over_the_country() -> None:
    raster = made("density", [event(39, 34, "country", footprint=COUNTRY)], cell="20km").data

    area_km2 = abs(WGS84.geometry_area_perimeter(shapely.segmentize(COUNTRY, 0.01))[0]) / 1e6
    for lon, lat in ((36.5, 32.5), (39.0, 34.0), (41.5, 36.5)):
        assert at(raster, lon, lat) == pytest.approx(1 / area_km2, rel=1e-4)


def test_a_road_is_as_wide_as_an_exact_place() -> None:
    road = shapely.LineString([(36, 34), (37, 35)])
    layer = made("density", [event(36.5, 34.5, "region", footprint=road)], cell="5km")

    assert total(layer.data) == pytest.approx(1)
    assert at(layer.data, 36.5, 34.0) == 0
    assert layer.notes == ()


def test_a_grid_over_the_antimeridian_is_small_and_whole() -> None:
    layer = made("density", [event(179.9, -17.0, "settlement"), event(-179.9, -17.1, "settlement")], cell="2km")

    assert total(layer.data) == pytest.approx(2)
    assert layer.data.values.size < 500
    assert at(layer.data, 179.9, -17.0) == pytest.approx(1 / (np.pi * 5**2), rel=0.01)
    assert at(layer.data, -179.9, -17.1) == pytest.approx(at(layer.data, 179.9, -17.0))


def test_a_shape_on_both_sides_of_the_antimeridian_keeps_its_whole_event() -> None:
    islands = shapely.MultiPolygon([shapely.box(179, -18, 180, -17), shapely.box(-180, -17.5, -179.5, -17)])
    raster = made("density", [event(179.5, -17.4, "adm1", footprint=islands)], cell="5km").data

    assert total(raster) == pytest.approx(1)
    for lon in (179.5, -179.75):
        assert at(raster, lon, -17.25) == pytest.approx(raster.values.max())


@pytest.mark.parametrize("lat", [0.0, 34.0, -57.0, 80.0])
def test_cells_have_the_same_area_everywhere_and_are_squares_at_their_latitude(lat: float) -> None:
    (disc,) = discs(36.0, lat, 150_000.0)
    grid, side = grid_over(np.array([disc]), "10km")
    back = Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True)
    west, south, east, north = grid.bounds

    for x, y in ((west, south), (east - side.metres, north - side.metres)):
        lon, lat_ = back.transform(*shapely.box(x, y, x + side.metres, y + side.metres).segmentize(50).exterior.xy)
        assert abs(WGS84.polygon_area_perimeter(lon, lat_)[0]) == pytest.approx(1e8, rel=1e-5)
    (lon0, lon1), (lat0, lat1) = back.transform([0, side.metres], [(south + north) / 2] * 2)
    # True to scale on the nearest 10 degrees of latitude: at most 5 degrees away.
    assert WGS84.inv(lon0, lat0, lon1, lat1)[2] == pytest.approx(side.metres, rel=0.16 if abs(lat) < 70 else 0.5)


def test_the_grid_of_the_middle_east_is_the_one_that_has_a_number() -> None:
    layer = made("density", [event(36.3, 33.5), event(44.4, 33.3)])

    assert layer.data.crs == "EPSG:6933"


def test_neighbouring_maps_share_their_cells() -> None:
    one, other = (made("density", [event(lon, 33.5, "city_area")], cell="5km").data for lon in (36.3, 36.9))

    for here, there in zip(one.bounds, other.bounds, strict=True):
        assert (here - there) % 5000 == pytest.approx(0)


def test_cells_are_at_least_a_kilometre_and_few_enough_where_nothing_else_is_told() -> None:
    near = made("density", [event(36.3, 33.5), event(36.4, 33.6)])
    far = made("density", [event(-120, -40), event(150, 60)])

    assert cell_km2(near.data) == pytest.approx(1)
    assert near.legend[0].group.en == "Events per 1,000 km², cells of 1 km"
    assert max(far.data.values.shape) <= 402
    assert total(far.data) == pytest.approx(2)


def test_coverage_is_what_the_hand_counts() -> None:
    # At 34 N a degree of longitude is 92.4 km: A and B are 27.7 km apart, C is far off.
    places = [(36.0, 34.0), (36.3, 34.0), (38.0, 34.0)]
    layer = made("coverage", [event(*place) for place in places], radius="20km", cell="500 m")

    assert at(layer.data, 36.15, 34.0) == pytest.approx(2)
    for lon, lat in (*((36.0 - 0.1, 34.0), (36.3 + 0.1, 34.0)), *places[2:], (38.0, 34.17), (38.2, 34.0)):
        assert at(layer.data, lon, lat) == pytest.approx(1), (lon, lat)
    for lon, lat in ((37.2, 34.0), (36.0, 34.19), (36.15, 34.14)):
        assert at(layer.data, lon, lat) == 0, (lon, lat)
    # An exact place is a disc of 50 m, and each zone a disc of 20.05 km.
    assert total(layer.data) == pytest.approx(3 * np.pi * 20.05**2, rel=2e-3)
    assert layer.data.tops == (1.0, 2.0)
    assert layer.legend[0].group.en == "Events that may lie within 20 km, cells of 500 m"


def test_many_events_of_one_place_count_each() -> None:
    layer = made("coverage", [event(36.0, 34.0) for _ in range(37)], radius="5km")

    assert layer.data.values.max() == pytest.approx(37)
    assert [entry.label.en for entry in layer.legend][-1] == "20 to 50"


def test_an_area_that_many_share_is_laid_once() -> None:
    disc, other = discs([36.0, 37.0], 34.0, 5_000.0)
    again = shapely.from_wkb(shapely.to_wkb(disc))
    shapes = np.array([other, disc, None, other, again, shapely.Point(1, 2), other], dtype=object)

    areas = distinct(shapes)

    assert areas.shapes.tolist() == [other, disc]
    assert areas.counts.tolist() == [3, 2]
    assert len(distinct(np.array([None], dtype=object)).shapes) == 0


def test_unknown_extents_and_doubted_events_are_told_in_both_languages() -> None:
    events = [
        event(36, 34, "unknown"),
        event(36, 34, "country"),
        event(36, 34),
        event(36, 34, status="refuted"),
        event(36, 34, status="retracted"),
    ]
    layer = made("density", events)

    assert total(layer.data) == pytest.approx(3)
    assert [note.en.split(".")[0] for note in layer.notes] == [
        "Not in the density: 2",
        "Counted though refuted or taken back: 2",
    ]
    assert [note.ar.split(".")[0] for note in layer.notes] == [
        "خارج الكثافة: 2",
        "محسوبة مع أنها منفية أو مسحوبة: 2",
    ]


def test_the_credit_of_a_place_goes_with_a_grid() -> None:
    layer = made("density", [event(36, 34, place_id="osm:node/1")])

    assert layer.attribution == "© OpenStreetMap contributors"


@pytest.mark.parametrize(
    ("kind", "settings", "told"),
    [
        (
            "density",
            {"cell": "100 m"},
            r"cells of 100 m over 854 by 694 km would be 59,265,999; expected at most 10,000,000",
        ),
        ("density", {"cell": "100 m"}, r"Take cells of 500 m or more"),
        ("density", {"cell": "ten"}, "expected a number and a unit"),
        ("density", {"cell": 10}, "expected a number and a unit"),
        ("coverage", {"radius": ["5km", "20km"]}, "expected one radius, got 5 km, 20 km; build a layer for each"),
        ("coverage", {"radius": "30000km"}, "expected a distance over 0"),
    ],
)
def test_wrong_settings_are_told_with_their_numbers(kind: str, settings: dict[str, object], told: str) -> None:
    with pytest.raises(SettingError, match=told):
        made(kind, [event(36, 34), event(46, 40)], **settings)


def test_the_cell_that_an_error_proposes_is_large_enough() -> None:
    shapes = discs([36.0, 46.0], [34.0, 40.0], 50.0)

    grid, _ = grid_over(shapes, "500 m")

    assert grid.rows * grid.columns <= LARGEST_GRID
