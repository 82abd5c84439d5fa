"""Static maps as other programs read them: pictures by their pixels, SVG as XML, PDF by its structure."""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
import scipy.ndimage
import shapely
import skies
from matplotlib import style
from PIL import Image
from pyproj import Transformer

from geo.errors import InputError, InstallError, SettingError
from layers.grades import legend_of
from layers.layer import SHAPES, Layer, LegendEntry, Raster
from layers.text import Text
from outputs.page import Page
from outputs.palette import DARK, LIGHT
from outputs.print import write_static
from outputs.print.figure import draw
from outputs.print.marks import ORDER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Picture

    Drawing = Callable[[Sequence[Layer], Page], Picture]
    Dots = Callable[[Sequence[tuple[str, float, float]]], tuple[list[Layer], Page]]
    Sheets = Callable[..., Path]

ROOT = Path(__file__).parents[3]
SVG = "{http://www.w3.org/2000/svg}"
# A kind, its hue, and where it happened.
THREE = (("air_strike", 36.0, 34.0), ("interception", 41.0, 36.5), ("meeting", 44.0, 33.0))
HUES = ("strike", "airspace", "coordination")


def written(tmp_path: Path, kind: str, title: str = "A title", layers: Sequence[Layer] = (), **told: object) -> bytes:
    path = tmp_path / f"sheet.{kind}"
    write_static(layers, path, Page(Text(title, title), **told), kind)
    return path.read_bytes()


def svg_texts(data: bytes) -> list[str]:
    """Return the lines of an SVG, each told before its outlines."""
    root = ET.fromstring(data, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))  # noqa: S314
    return [
        html.unescape(node.text.strip().strip("\u200f")) for node in root.iter() if node.tag is ET.Comment and node.text
    ]


def pdf_streams(data: bytes) -> list[bytes]:
    found = re.findall(rb"/Filter /FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    return [zlib.decompress(one) for one in found]


def mercator(lon: float, lat: float) -> np.ndarray:
    return np.array(Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat))


def zone(name: str, shape: shapely.Polygon, look: str = "zone", status: str = "recorded") -> Layer:
    entry = LegendEntry("one", Text("Zones", "مناطق"), Text("a zone", "منطقة"), look, "strike")
    table = {"subject": [name], "legend": ["one"], "status": [status], "kind": ["other"]}
    return Layer(name, "zones", Text("Zones", "مناطق"), gpd.GeoDataFrame(table, geometry=[shape], crs=4326), (entry,))


def test_picture_has_the_size_of_an_article(sheets: Sheets) -> None:
    with Image.open(sheets("png")) as image:
        assert image.size[0] == 1600
        assert 1000 <= image.size[1] <= 1400
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        assert image.text == {"Title": "Skies over Anywhere", "Software": "majal"}


def test_events_stand_where_web_mercator_puts_them(picture: Drawing, dots: Dots) -> None:
    drawn = picture(*dots(THREE))

    on_sheet = np.array([drawn.middle(LIGHT[hue]) for hue in HUES])
    on_earth = np.array([mercator(lon, lat) for _, lon, lat in THREE])
    scale = (on_sheet[1, 0] - on_sheet[0, 0]) / (on_earth[1, 0] - on_earth[0, 0])
    expected = on_sheet[0] + (on_earth - on_earth[0]) * (scale, -scale)
    assert on_sheet == pytest.approx(expected, abs=1.5)
    assert scale > 0


def test_bar_on_the_picture_is_as_long_as_it_says(picture: Drawing, dots: Dots, tmp_path: Path) -> None:
    layers, page = dots(THREE)
    drawn = picture(layers, page)
    words = next(line for line in svg_texts(written(tmp_path, "svg", layers=layers)) if re.search(r"km at \d+°", line))
    said_m, lat = (float(part) for part in re.fullmatch(r"(\d+) km at (\d+)°N", words).groups())

    rows, columns = drawn.where(LIGHT["ink"], within=60).T
    lengths = {row: np.ptp(columns[rows == row]) for row in np.unique(rows) if (rows == row).sum() > 100}
    bar_px = max(lengths.values())
    (left, _), (right, _) = drawn.middle(LIGHT["strike"]), drawn.middle(LIGHT["coordination"])
    metres_a_pixel = np.radians(THREE[2][1] - THREE[0][1]) * 6_378_137 * np.cos(np.radians(lat)) / (right - left)
    assert bar_px * metres_a_pixel == pytest.approx(said_m * 1000, rel=0.02)


def test_what_lies_on_both_sides_of_the_antimeridian_lies_together(picture: Drawing, dots: Dots) -> None:
    drawn = picture(*dots((("air_strike", 177.0, -17.0), ("interception", 179.0, -17.0), ("meeting", -179.0, -17.0))))

    west, middle, east = (drawn.middle(LIGHT[hue])[0] for hue in HUES)
    assert east - middle == pytest.approx(middle - west, abs=2)
    assert middle - west > 200


def test_zone_across_the_antimeridian_has_no_edge_along_it(picture: Drawing) -> None:
    halves = shapely.MultiPolygon([shapely.box(176, -20, 180, -12), shapely.box(-180, -20, -176, -12)])
    drawn = picture([zone("z", halves, "ring")], Page())

    rows, columns = drawn.where(LIGHT["strike"]).T
    inner = columns[(rows > rows.min() + 8) & (rows < rows.max() - 8)]
    assert set(np.round((inner - columns.min()) / np.ptp(columns), 1)) == {0.0, 1.0}, "only its two sides"


@pytest.mark.parametrize(("status", "struck"), [("claimed", False), ("refuted", True), ("retracted", True)])
def test_area_that_was_refuted_or_taken_back_is_struck_through(picture: Drawing, status: str, struck: bool) -> None:
    drawn = picture([zone("z", shapely.box(20, 20, 24, 24), "ring", status)], Page())

    rows, columns = drawn.where(LIGHT["strike"], within=40).T
    middle = np.hypot(rows - (rows.min() + rows.max()) / 2, columns - (columns.min() + columns.max()) / 2) < 20
    assert middle.any() == struck


def test_hole_of_an_area_stays_open(picture: Drawing) -> None:
    shape = shapely.box(10, 10, 20, 20).difference(shapely.box(13, 13, 17, 17))
    washed = zone("w", shape, "hatch", "recorded")
    drawn = picture([washed], Page())

    rows, columns = drawn.where(LIGHT["strike"]).T
    height, width = drawn.pixels.shape[0], int((columns.min() + columns.max()) / 2)
    middle = drawn.pixels[int((rows.min() + rows.max()) / 2), width]
    assert height > middle.size
    assert middle.tolist() == pytest.approx([int(LIGHT["land"][at : at + 2], 16) for at in (1, 3, 5)], abs=2)


def test_what_lies_beyond_the_projection_is_told(tmp_path: Path, dots: Dots) -> None:
    layers, _ = dots((("air_strike", 10.0, 88.0), ("interception", 20.0, 70.0)))

    told = svg_texts(written(tmp_path, "svg", layers=layers))
    assert any("Beyond 85° north or south, where this projection ends: 1." in line for line in told)


@pytest.mark.parametrize(("theme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_theme_is_that_of_the_page(picture: Drawing, dots: Dots, theme: str, colours: dict[str, str]) -> None:
    layers, page = dots(THREE)
    drawn = picture(layers, replace(page, theme=theme))

    assert all(len(drawn.where(colours[hue], within=1)) > 50 for hue in (*HUES, "land", "sea"))
    assert drawn.pixels[0, 0].tolist() == [int(colours["card"][at : at + 2], 16) for at in (1, 3, 5)]


def test_unknown_theme_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="one of light, dark, not 'blue'"):
        written(tmp_path, "png", theme="blue")


def test_cells_of_a_grid_lie_where_they_are(picture: Drawing) -> None:
    values = np.zeros((4, 4))
    values[2, 1] = 3.0
    unit = Text("events", "أحداث")
    grid = Raster(values, (38.0, 28.0, 46.0, 36.0), "EPSG:4326", unit, (5.0,))
    layer = Layer("density", "density", Text("Density", "كثافة"), grid, legend_of((5.0,), unit))
    drawn = picture([layer], Page())

    names = ("land", layer.legend[0].hue)
    land, ramp = ([int(LIGHT[name][at : at + 2], 16) for at in (1, 3, 5)] for name in names)
    blend = "#" + "".join(f"{round(0.2 * under + 0.8 * over):02x}" for under, over in zip(land, ramp, strict=True))
    rows, columns = drawn.where(blend, within=3).T
    (left, low), (right, high) = mercator(40, 30), mercator(42, 32)
    assert np.ptp(rows) / np.ptp(columns) == pytest.approx((high - low) / (right - left), rel=0.02)
    assert len(rows) == pytest.approx((np.ptp(rows) + 1) * (np.ptp(columns) + 1), rel=0.05), "one filled square"


def test_names_legend_and_sentences_overlap_nowhere(dots: Dots) -> None:
    told = skies.dossier()
    long = zone("z", shapely.box(0, 0, 1, 1))
    branch = Text("People within reach, " * 4, "السكان في المدى، " * 4)
    long = replace(long, legend=(replace(long.legend[0], group=branch, label=branch),))
    rng = np.random.default_rng(7)
    many, _ = dots([("shelling", lon, lat) for lon, lat in rng.uniform((30, 30), (45, 40), (80, 2))])
    for layers, page in (
        (skies.layers(told), skies.page(told)),
        (many, Page(languages=("ar", "en"))),
        ([long], Page()),
    ):
        figure = draw(layers, page)
        with style.context({"text.hinting": "none"}):
            figure.draw_without_rendering()
        boxes = [(text.get_text(), text.get_window_extent()) for text in figure.axes[0].texts]

        meeting = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.shrunk(0.9, 0.6).overlaps(other)]
        assert meeting == []
        assert all(0 <= box.x0 <= box.x1 <= figure.bbox.width for _, box in boxes)
        assert all(0 <= box.y0 <= box.y1 <= figure.bbox.height for _, box in boxes)


def test_sheet_says_what_it_shows_and_what_not_in_its_language(sheets: Sheets) -> None:
    english, arabic = (svg_texts(sheets("svg", language).read_bytes()) for language in ("en", "ar"))

    assert english[:2] != arabic[:2]
    assert "Skies over Anywhere" in english
    counts = "7 events · 1 link · 2 facilities · 1 not on the map · 1 report"
    assert english[1] == f"{counts} · 2020/04/10 – 2020/05/06 · undated 1"
    assert "Borders as Natural Earth has them; boundaries imply no endorsement." in english
    assert "الحدود كما ترد في Natural Earth؛ ولا يعني رسمها إقرارا بها." in arabic
    assert "Not on the map: The hotline. 3 rows of the input could not be used." in english
    assert any("GeoNames, CC BY 4.0" in line for line in english)
    assert any("الجسر" in line for line in english), "names stand in both languages"
    assert {"Strikes", "disputed", "refuted", "The bridge"} <= set(english)
    assert {"غارات", "متنازع عليه", "الجسر"} <= set(arabic)


def test_legend_tells_only_what_is_drawn(tmp_path: Path, dots: Dots) -> None:
    told = svg_texts(written(tmp_path, "svg", layers=dots(THREE[:1])[0]))

    assert "Strikes" in told
    assert "Airspace" not in told
    assert [line for line in told if line in {"recorded in a data set", "disputed"}] == ["recorded in a data set"]


def test_long_legend_stands_beneath_the_map_and_repeats_the_branch_that_goes_on() -> None:
    group = Text("Strikes", "غارات")
    entries = tuple(LegendEntry(str(at), group, Text(f"line {at}", f"سطر {at}"), "dot", "strike") for at in range(60))
    table = {
        "subject": list("abc") * 20,
        "legend": [entry.key for entry in entries],
        "status": "claimed",
        "kind": "other",
    }
    points = gpd.GeoDataFrame(table, geometry=[shapely.Point(at / 6, 10) for at in range(60)], crs=4326)
    figure = draw([Layer("many", "events", group, points, entries)], Page())

    texts = {text.get_text(): text.get_position() for text in figure.axes[0].texts}
    assert all(texts[f"line {at}"][1] > texts["Strikes"][1] for at in range(60))
    heads = [text.get_position()[0] for text in figure.axes[0].texts if text.get_text() == "Strikes"]
    assert len(heads) == len(set(heads)) == 4


def test_every_shape_of_a_legend_has_its_place_on_the_sheet() -> None:
    assert set(ORDER) == set(SHAPES) - {"cell"}


@pytest.mark.parametrize(("title", "pieces"), [("ممم", 1), ("م\u200cم\u200cم", 3)])
def test_arabic_is_joined_in_the_picture(picture: Drawing, title: str, pieces: int) -> None:
    drawn = picture([], Page(Text(title, title), ("ar",)))

    ink = drawn.pixels[:75, 1000:].mean(axis=2) < 140
    assert scipy.ndimage.label(ink, np.ones((3, 3)))[1] == pieces


def test_arabic_runs_from_the_right_in_the_picture(picture: Drawing) -> None:
    drawn = picture([], Page(Text("اممم", "اممم"), ("ar",)))

    pieces = scipy.ndimage.find_objects(scipy.ndimage.label(drawn.pixels[:75, 1000:].mean(axis=2) < 140)[0])
    alef, meems = sorted(pieces, key=lambda piece: -piece[1].start)
    assert alef[1].stop - alef[1].start < (alef[0].stop - alef[0].start) / 2, "a tall stroke stands rightmost"
    assert meems[1].stop < alef[1].start


@pytest.mark.parametrize(("title", "forms"), [("ممم", 3), ("م\u200cم\u200cم", 1)])
def test_arabic_is_joined_in_svg_without_any_font(tmp_path: Path, title: str, forms: int) -> None:
    root = ET.fromstring(written(tmp_path, "svg", title, languages=("ar",)))  # noqa: S314

    name = "{http://www.w3.org/1999/xlink}href"
    first = next(group for group in root.iter(f"{SVG}g") if group.get("id") == "text_1")
    glyphs = [use.get(name) for use in first.iter(f"{SVG}use")]
    outlines = {path.get("id"): path.get("d") for path in first.iter(f"{SVG}path") if path.get("id")}
    drawn = [glyph for glyph in glyphs if outlines[glyph.removeprefix("#")]]
    assert len(drawn) == 3
    assert len(set(drawn)) == forms, "initial, medial and final, or the letter alone"
    assert not list(root.iter(f"{SVG}text"))


def test_arabic_is_shaped_and_stays_text_in_pdf(tmp_path: Path) -> None:
    streams = pdf_streams(written(tmp_path, "pdf", "سلام", languages=("ar",)))

    maps = b"".join(one for one in streams if b"begincmap" in one)
    assert b"<06440627>" in maps, "lam and alef are one sign, and read as two letters"
    assert {b"<0633>", b"<0645>"} <= set(re.findall(rb"<[0-9a-f]{4}>", maps))
    assert any(b"BT" in one and b"Tf" in one for one in streams)


def test_pdf_is_one_page_with_its_fonts_within(sheets: Sheets) -> None:
    data = sheets("pdf").read_bytes()

    assert data.startswith(b"%PDF-1.")
    assert re.search(rb"/Type /Pages /Kids \[[^\]]*\] /Count 1", data)
    width, height = map(float, re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", data).groups())
    assert width == 576
    assert 360 < height < 520
    fonts = set(re.findall(rb"/BaseFont /[A-Z]+\+([\w-]+)", data))
    assert fonts == {b"DejaVuSans", b"DejaVuSans-Bold"}
    assert data.count(b"/FontFile2") >= 2
    assert b"CreationDate" not in data
    assert b"/Producer (majal)" in data


@pytest.mark.parametrize(
    "title", ["$x^2$ \\frac{1}{2}", "<script>alert(1)</script> -- &amp;", "\u65e5\u672c \u202eevil"]
)
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_title_is_data_and_never_code(tmp_path: Path, kind: str, title: str) -> None:
    data = written(tmp_path, kind, title)

    if kind == "svg":
        names = {node.tag.rpartition("}")[2] for node in ET.fromstring(data).iter()}  # noqa: S314
        assert names.isdisjoint({"script", "image", "foreignObject", "a"})
        assert svg_texts(data)[0].startswith(("$x^2$", "<script>alert", "\ufffd\ufffd evil"))
    else:
        assert len(data) > 10_000


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_same_layers_give_the_same_bytes_in_two_processes(sheets: Sheets, tmp_path: Path, kind: str) -> None:
    there = tmp_path / f"again.{kind}"
    script = (
        "import sys, pathlib; sys.path[:0] = [sys.argv[1], sys.argv[1] + '/tests']\n"
        "import skies\n"
        "from outputs.print import write_static\n"
        "told = skies.dossier()\n"
        "write_static(skies.layers(told), pathlib.Path(sys.argv[2]), skies.page(told), sys.argv[3])\n"
    )
    subprocess.run([sys.executable, "-c", script, ROOT, there, kind], check=True, env={"PYTHONHASHSEED": "7"})

    assert hashlib.sha256(there.read_bytes()).digest() == hashlib.sha256(sheets(kind).read_bytes()).digest()


def test_what_a_user_set_for_matplotlib_changes_nothing(sheets: Sheets, tmp_path: Path) -> None:
    told = skies.dossier()
    theirs = {
        "savefig.facecolor": "red",
        "lines.linewidth": 9,
        "svg.fonttype": "none",
        "font.size": 30,
        "path.sketch": (1, 9, 9),
    }
    with mpl.rc_context(theirs):
        write_static(skies.layers(told), tmp_path / "theirs.svg", skies.page(told), "svg")

    assert (tmp_path / "theirs.svg").read_bytes() == sheets("svg").read_bytes()


def test_many_events_are_few_artists_and_one_picture_in_svg(tmp_path: Path, dots: Dots) -> None:
    rng = np.random.default_rng(1)
    places = rng.uniform((-170, -60), (170, 70), (5_100, 2))
    layers, _ = dots([("shelling", round(lon, 3), round(lat, 3)) for lon, lat in places])

    assert len(draw(layers, Page()).axes[0].collections) < 20
    data = written(tmp_path, "svg", layers=layers)
    assert len(list(ET.fromstring(data).iter(f"{SVG}image"))) >= 1  # noqa: S314
    assert len(data) < 6_000_000


def test_events_of_one_point_are_one_symbol_with_their_number(tmp_path: Path, dots: Dots) -> None:
    many, _ = dots([("shelling", 36.0, 34.0)] * 259 + [("crash", 41.0, 36.5)] * 2 + [("drill", 44.0, 33.0)])

    texts = svg_texts(written(tmp_path, "svg", layers=many))

    assert texts.count("259") == 3, "a branch and a line of the legend, and the map"
    assert texts.count("2") == 1, "the map alone: the legend counts crash and drill together"
    assert "1" not in texts, "one event alone has no number"
    told = " ".join(texts)
    assert "how many events stand at one point; the most: 259 incidents, all placed at the same exact place." in told
    arabic = " ".join(svg_texts(written(tmp_path, "svg", layers=many, languages=("ar",))))
    assert "259 حادثا وُضعت كلها في المكان الدقيق نفسه" in arabic


def test_an_area_that_many_share_lets_the_ground_through(picture: Drawing) -> None:
    one = zone("z", shapely.box(36, 33, 38, 35), "hatch")
    many = replace(
        one, data=one.data.loc[[0] * 200].assign(id=[str(n) for n in range(200)], subject=[str(n) for n in range(200)])
    )

    assert np.array_equal(
        picture([one], Page()).pixels[200:500, 200:600], picture([many], Page()).pixels[200:500, 200:600]
    )


def test_nothing_to_draw_is_a_map_of_the_world(picture: Drawing) -> None:
    drawn = picture([], Page())

    assert len(drawn.where(LIGHT["land"], within=0)) > 50_000


def test_row_without_a_line_of_the_legend_is_an_error(tmp_path: Path) -> None:
    broken = replace(zone("z", shapely.box(0, 0, 1, 1)), legend=())

    with pytest.raises(InputError, match="layer 'z': a row names the legend entry 'one'; the layer has: none"):
        written(tmp_path, "png", layers=[broken])


def test_without_matplotlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "outputs.print.figure")
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(InstallError, match=r"pip install 'majal\[print\]'"):
        written(tmp_path, "png")
    assert list(tmp_path.iterdir()) == []
