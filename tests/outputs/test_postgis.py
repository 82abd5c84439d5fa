"""PostGIS, in a real server: what is written is whole, valid, measured right, and never half there."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import geopandas as gpd
import pandas as pd
import postgres
import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import OutputError
from geo.geodesy import distance_m
from geo.place import LonLat
from layers.events import COLUMNS
from layers.layer import Layer, Raster
from layers.text import Text
from outputs.address import Address
from outputs.build import build
from outputs.make import map_layers
from outputs.page import Page
from outputs.write import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from layers.events import Dossier

pytestmark = pytest.mark.server

NUMBERS = itertools.count()
SECRET = quote(postgres.PASSWORD, safe="")


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    if postgres.find() is None:
        pytest.skip("no PostgreSQL with PostGIS is installed; make test installs one")
    with postgres.start() as folder:
        yield folder


@pytest.fixture
def address(server: Path) -> Address:
    name = f"d{next(NUMBERS)}"
    with psycopg.connect(f"postgresql://majal:{SECRET}@/postgres?host={server}", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return Address(f"postgresql://majal:{SECRET}@/{name}?host={server}")


def ask(address: Address, query: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(address.url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def one(title: str = "a title", name: str = "things", **columns: object) -> Layer:
    told = {"id": ["1"], "title": [title], **{key: [value] for key, value in columns.items()}}
    return Layer(
        name, "events", Text("Things", "أشياء"), gpd.GeoDataFrame(told, geometry=[shapely.Point(36, 33)], crs=4326)
    )


def test_every_layer_is_a_table_that_postgis_takes_for_valid(address: Address, dossier: Dossier, page: Page) -> None:
    layers = map_layers(dossier, ["5.5km"])
    write(layers, address, page)

    for layer in layers:
        told = "id, ST_AsBinary(geometry), ST_SRID(geometry), ST_IsValid(geometry)"
        rows = ask(address, f"TABLE {layer.name}".replace("TABLE", f"SELECT {told} FROM"))
        assert [name for name, *_ in rows] == layer.data["id"].tolist()
        assert {(srid, valid) for *_, srid, valid in rows} == {(4326, True)}
        back = shapely.from_wkb([bytes(shape) for _, shape, *_ in rows])
        assert shapely.equals_identical(back, layer.data.geometry.to_numpy()).all(), (
            "not one bit of a coordinate is lost"
        )
    assert ask(address, "SELECT count(*) FROM unplaced") == [(1,)]
    names = ask(address, "SELECT name, title_ar FROM layers")
    assert names == [(layer.name, layer.title.ar) for layer in layers]


def test_columns_have_types_that_a_query_can_use(address: Address, layer: Layer, page: Page, dossier: Dossier) -> None:
    write([layer], address, page)

    assert ask(address, "SELECT title_ar FROM events WHERE id = 'b'") == [("غارة على بلدة",)]
    assert ask(address, "SELECT id FROM events WHERE 'Army B' = ANY(actors)") == [("a",)]
    assert ask(address, 'SELECT id FROM events WHERE claims @> \'[{"speaker": "الوزارة"}]\'') == [("b",)]
    assert ask(address, "SELECT id FROM events WHERE start = timestamptz '2015-11-03 10:15+03'") == [("b",)]
    assert ask(
        address, """SELECT "end" = timestamptz '2015-11-03 23:59:59.999999+00' FROM events WHERE id = 'a' """
    ) == [(True,)]
    assert ask(address, "SELECT id FROM events WHERE geometry IS NULL ORDER BY id") == [("d",), ("e",)]
    claims = ask(address, 'SELECT subject, speaker, quote, "start", through FROM claims ORDER BY subject')
    assert claims[0] == ("a", "The ministry", "We struck it", None, [])
    assert len(claims) == len(dossier.claims)
    assert ask(address, "SELECT name, published, retracted FROM reports") == [("t.csv", None, False)]


@given(st.floats(-180, 180), st.floats(-89, 89), st.floats(1e3, 3e6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_distances_on_the_ground_are_ours(server: Path, lon: float, lat: float, radius_m: float) -> None:
    place = LonLat(36.2, 33.5)
    away_m = distance_m(place, LonLat(lon, lat))
    with psycopg.connect(f"postgresql://majal:{SECRET}@/postgres?host={server}") as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        told = connection.execute(
            "SELECT ST_Distance(a, b), ST_DWithin(a, b, %s) FROM (SELECT ST_Point(%s, %s, 4326)::geography AS a, "
            "ST_Point(%s, %s, 4326)::geography AS b) AS two",
            (radius_m, *place, lon, lat),
        ).fetchone()
    assert told[0] == pytest.approx(away_m, abs=1e-3)
    assert told[1] == (away_m <= radius_m) or abs(away_m - radius_m) < 1e-3


def test_events_within_a_distance_are_found_by_the_database(address: Address, dossier: Dossier, page: Page) -> None:
    write(map_layers(dossier), address, page)

    found = ask(
        address,
        "SELECT id FROM events WHERE ST_DWithin(geometry::geography, ST_Point(36.1, 33.2, 4326)::geography, %s)",
        12_000,
    )
    assert found == [("f",)]
    assert distance_m(LonLat(36.1, 33.1), LonLat(36.1, 33.2)) < 12_000
    indexes = ask(address, "SELECT indexdef FROM pg_indexes WHERE tablename = 'events'")
    assert any("gist (geometry)" in definition for (definition,) in indexes)


def test_columns_say_what_they_mean(address: Address, layer: Layer, page: Page) -> None:
    write([layer], address, page)

    told = dict(
        ask(
            address,
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute "
            "WHERE attrelid = 'events'::regclass AND attnum > 0",
        )
    )
    for column in COLUMNS:
        if column.name in layer.data and column.name != "geometry":
            assert told[column.name] == column.meaning
    assert ask(address, "SELECT obj_description('layers'::regclass)") == [("A title · A title · written by majal",)]


def test_tables_are_replaced_only_when_asked(address: Address, page: Page) -> None:
    write([one("before")], address, page)

    with pytest.raises(
        OutputError, match=r"is there already: claims, layers, reports, things, unplaced; use --overwrite"
    ):
        write([one("after")], address, page)
    assert ask(address, "SELECT title FROM things") == [("before",)]
    write([one("after")], address, page, overwrite=True)
    assert ask(address, "SELECT title FROM things") == [("after",)]


@pytest.mark.parametrize("problem", [KeyboardInterrupt, ValueError("a bug")])
def test_what_breaks_off_leaves_what_was(address: Address, page: Page, problem: BaseException) -> None:
    write([one("before")], address, page)

    class Broken:
        def __str__(self) -> str:
            raise problem

    broken = one("after", name="other", actors=[Broken()])
    with pytest.raises(problem if isinstance(problem, type) else type(problem)):
        write([one("after"), broken], address, page, overwrite=True)
    assert ask(address, "SELECT title FROM things") == [("before",)]
    assert ask(address, "SELECT to_regclass('other')") == [(None,)]


def test_table_that_others_depend_on_is_left_and_told(address: Address, page: Page) -> None:
    write([one("before")], address, page)
    with psycopg.connect(address.url) as connection:
        connection.execute("CREATE VIEW seen AS SELECT title FROM things")

    with pytest.raises(OutputError, match="view seen depends on table"):
        write([one("after")], address, page, overwrite=True)
    assert ask(address, "SELECT title FROM seen") == [("before",)]


def test_schema_is_the_one_that_the_address_names(address: Address, page: Page) -> None:
    write([one()], Address(f"{address.url}&schema=a%22b%3B--"), page)

    assert ask(address, 'SELECT title FROM "a""b;--".things') == [("a title",)]
    assert ask(address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename = 'things'") == [(0,)]


@given(text=st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_text_is_never_code(server: Path, text: str) -> None:
    url = f"postgresql://majal:{SECRET}@/postgres?host={server}"
    layer = one(text, actors=[text], deep=[{"a": text}])
    layer = replace(layer, title=Text(text, text))
    write([layer], Address(f"{url}&schema=fuzz"), Page(), overwrite=True)

    told = ask(Address(url), "SELECT title, actors, deep FROM fuzz.things")
    expected = text.replace("\0", "\ufffd")
    assert told == [(expected, [expected], [{"a": expected}])]


def test_names_are_never_code(address: Address, page: Page) -> None:
    hostile = 'x"; DROP TABLE claims; --'
    write([one(**{hostile: "value"})], address, page)

    assert ask(address, "SELECT * FROM things")[0][2] == "value"
    assert ask(address, "SELECT count(*) FROM claims") == [(0,)]


def test_name_that_a_database_would_cut_is_refused(address: Address, page: Page) -> None:
    with pytest.raises(OutputError, match="63 bytes"):
        write([one(name="x" * 64)], address, page)
    with pytest.raises(OutputError, match="'claims' in a database"):
        write([one(name="claims")], address, page)
    assert ask(
        address, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'"
    ) == [(0,)]


def test_grid_is_refused(address: Address, page: Page) -> None:
    grid = Layer("g", "density", Text("g", "g"), Raster(shapely.get_coordinates([]), (0, 0, 1, 1), "EPSG:4326", "m"))
    with pytest.raises(OutputError, match="is a grid"):
        write([grid], address, page)


def test_layer_without_rows_is_an_empty_table(address: Address, layer: Layer, page: Page) -> None:
    write([replace(layer, data=layer.data.iloc[:0])], address, page)

    assert ask(address, "SELECT count(*) FROM events WHERE claims IS NULL") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace(SECRET, "wrong%20secret"),
        lambda url: url.replace("/d", "/missing"),
        lambda url: url.replace(SECRET, "a%zz-secret"),
        lambda url: f"{url}&nonsense=1",
        lambda url: url.replace("host=", "host=/nowhere"),
    ],
)
def test_error_is_one_line_without_the_password(address: Address, page: Page, change: Callable[[str], str]) -> None:
    with pytest.raises(OutputError) as told:
        write([one()], Address(change(address.url)), page)

    said = str(told.value)
    assert said.startswith("postgresql://majal@/")
    assert "\n" not in said
    assert not any(secret in said for secret in (SECRET, postgres.PASSWORD, "secret"))
    assert told.value.__cause__ is None


def test_command_writes_to_a_database(here: Callable[..., Any], table: Path, address: Address) -> None:
    done = here("export", table, "-o", address.url)

    assert done.returncode == 0, done.stderr
    assert f"{address}: 7 events" in done.stderr
    assert SECRET not in done.stderr
    assert ask(address, "SELECT count(*) FROM events") == [(7,)]
    again = here("export", table, "-o", address.url)
    assert (again.returncode, "use --overwrite" in again.stderr) == (1, True)
    assert here("layer", "zones", table, "--radius", "5km", "-o", address.url, "--overwrite").returncode == 0
    assert ask(address, "SELECT count(*) FROM zones") == [(5,)]


def test_recipe_writes_to_a_database_and_the_manifest_names_it(
    table: Path, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", postgres.PASSWORD)
    recipe = table.parent / "r.toml"
    recipe.write_text(
        f'[[source]]\npath = "t.csv"\n[[layer]]\nkind = "events"\n[[output]]\nformat = "postgis"\npath = "{address}"\n'
        '[[output]]\nformat = "csv"\npath = "e.csv"\n'
    )
    out = table.parent / "out"

    assert build(recipe, out).written == (Address(str(address)), out / "e.csv")
    again = build(recipe, out)

    assert again.written == (Address(str(address)),), "a database is written by every build"
    assert again.unchanged == (out / "e.csv",)
    assert ask(address, "SELECT id FROM events ORDER BY id") == [("a",), ("f",)]
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert [entry["path"] for entry in manifest["outputs"]] == ["e.csv", str(address)]
    with pytest.raises(OutputError, match="use --overwrite"):
        build(recipe, table.parent / "elsewhere")


def test_rebuild_replaces_its_own_tables_and_nobody_elses(
    table: Path, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", postgres.PASSWORD)
    recipe = table.parent / "r.toml"
    text = (
        f'[[source]]\npath = "t.csv"\n[[layer]]\nkind = "events"\n[[output]]\nformat = "postgis"\npath = "{address}"\n'
    )
    recipe.write_text(text)
    build(recipe, table.parent / "out")
    with psycopg.connect(address.url) as connection:
        connection.execute("CREATE TABLE precious AS SELECT 1 AS kept")
        connection.execute("COMMENT ON TABLE precious IS 'mine'")
    recipe.write_text(text + '[[layer]]\nkind = "events"\nname = "precious"\n')

    with pytest.raises(OutputError, match="is there already: precious; use --overwrite"):
        build(recipe, table.parent / "out")
    assert ask(address, "SELECT kept FROM precious") == [(1,)]
    build(recipe, table.parent / "out", overwrite=True)
    assert ask(address, "SELECT count(*) FROM precious") == ask(address, "SELECT count(*) FROM events")
    with psycopg.connect(address.url) as connection:
        connection.execute("DROP TABLE events")
        connection.execute("CREATE TABLE events AS SELECT 1 AS kept")
    with pytest.raises(OutputError, match="is there already: events; use --overwrite"):
        build(recipe, table.parent / "out")


def test_many_rows_arrive(address: Address, page: Page) -> None:
    table = gpd.GeoDataFrame(
        {"id": [str(number) for number in range(20_000)], "when": pd.date_range("2015", periods=20_000, tz="UTC")},
        geometry=shapely.points([(n / 1000, 1) for n in range(20_000)]),
        crs=4326,
    )
    write([Layer("many", "events", Text("m", "m"), table)], address, page)

    assert ask(address, "SELECT count(*), max(ST_X(geometry)) FROM many") == [(20_000, 19.999)]
