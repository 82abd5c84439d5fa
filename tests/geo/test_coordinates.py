"""Positions as people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mgrs import MGRS
from pyproj import Geod, Proj

from geo.coordinates import format_dms, parse_angle, parse_position, read_position
from geo.errors import SettingError
from geo.place import LonLat

DAMASCUS = LonLat(36.28, 33.51)


@pytest.mark.parametrize(
    "text",
    [
        "33.51, 36.28",
        "33.51,36.28",
        "33.51 36.28",
        "33.51;36.28",
        "33.51/36.28",
        "33,51 36,28",
        "33,51; 36,28",
        "33,51, 36,28",
        "(33.51, 36.28)",
        "33.51N 36.28E",
        "33.51° N, 36.28° E",
        "N33.51 E36.28",
        "N 33.51°, E 36.28°",
        "E 36.28, N 33.51",
        "36.28E 33.51N",
        "lat 33.51 lon 36.28",
        "Lat: 33.51, Long: 36.28",
        "longitude=36.28; latitude=33.51",
        "33.51 north, 36.28 east",
        "33°30'36\"N 36°16'48\"E",
        "33°30′36″N, 36°16′48″E",
        "33º30’36”N 36º16’48”E",
        "33°30'36''N 36°16'48''E",
        "33 30 36 N 36 16 48 E",
        "33 30 36 36 16 48",
        "33:30:36N 36:16:48E",
        "33d30'36\" N 36d16'48\" E",
        "33°30.6'N 36°16.8'E",
        "33 30.6 36 16.8",
        "333036N 0361648E",
        "333036N0361648E",
        "٣٣٫٥١، ٣٦٫٢٨",
        "٣٣٫٥١ شمالاً ٣٦٫٢٨ شرقاً",
        "33°30′36″ ش 36°16′48″ ق",
        "خط عرض 33.51 خط طول 36.28",
        "33 درجة 30 دقيقة 36 ثانية شمالا، 36 درجة 16 دقيقة 48 ثانية شرقا",
        "\u200f33.51, 36.28\u200e",
        "３３．５１， ３６．２８",
        "33\u00a030\u00a036 N 36\u00a016\u00a048 E",
        "33°30’36,0”N 36°16’48,0”E",
        "  +33.51 , +36.28  ",
    ],
)
def test_one_position_in_many_forms(text: str) -> None:
    at = parse_position(text)

    assert at.lat == pytest.approx(33.51, abs=1e-9)
    assert at.lon == pytest.approx(36.28, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("-33.5, -70.6", -70.6, -33.5),
        ("33.5S 70.6W", -70.6, -33.5),
        ("٣٣٫٥ جنوبا ٧٠٫٦ غربا", -70.6, -33.5),
        ("−33.5 −70.6", -70.6, -33.5),
        ("0 0", 0, 0),
        ("33,36", 36, 33),
        ("0°30'S 179°59'59.9\"W", -(179 + 59 / 60 + 59.9 / 3600), -0.5),
        ("90N 180E", 180, 90),
    ],
)
def test_signs_letters_and_limits(text: str, lon: float, lat: float) -> None:
    assert parse_position(text) == pytest.approx(LonLat(lon, lat), abs=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected a latitude and a longitude"),
        ("somewhere", "expected a latitude and a longitude"),
        ("33.51", "expected a latitude and a longitude"),
        ("33.5 36.2 12", "expected a latitude and a longitude"),
        ("33.5, 36.2, 12", "expected a latitude and a longitude"),
        ("136.28, 33.51", "look swapped, write the latitude first"),
        ("95, 200", "expected latitude in ±90 and longitude in ±180"),
        ("33.5N 190E", "expected latitude in ±90 and longitude in ±180"),
        ("91N 36E", "expected latitude in ±90"),
        ("33.5N 36.2N", "got the same twice"),
        ("33°61'N 36°10'E", "minutes and seconds under 60"),
        ("33.5°30'N 36°10'E", "only the last"),
        ("-33.5S 36E", "direction twice"),
        ("33.5x 36.2", "is no angle"),
        ("33,5,36,2", "expected a latitude and a longitude"),
        ("37SIU4711", "is no angle|expected a latitude"),
        ("37SSA4711", "no such MGRS square"),
        ("37SBU471", "as many MGRS digits"),
        ("61S 250000 3700000", "UTM zone 1 to 60"),
        ("37T 250000 3700000", "band T means 40 to 48"),
    ],
)
def test_what_is_no_position_is_refused_with_the_words_and_the_reason(text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told) as refused:
        parse_position(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "37 North 250000 3710000",
        "37 شمال 250000 3710000",
        "37S 250000 3710000",
        "37 S 250000mE 3710000mN",
        "UTM 37S 250000, 3710000",
        "zone 37N 250000 3710000",
    ],
)
def test_utm(text: str) -> None:
    lon, lat = Proj("EPSG:32637")(250_000, 3_710_000, inverse=True)

    assert parse_position(text) == pytest.approx(LonLat(lon, lat), abs=1e-12)


def test_utm_of_the_south() -> None:
    lon, lat = Proj("EPSG:32733")(250_000, 7_710_000, inverse=True)

    assert parse_position("33K 250000 7710000") == pytest.approx(LonLat(lon, lat), abs=1e-12)
    assert parse_position("33S 250000 7710000") == pytest.approx(LonLat(lon, lat), abs=1e-12)


@pytest.mark.parametrize(
    ("text", "east_m", "north_m"),
    [
        ("37SBU4711", 247_500, 3_811_500),
        ("37s bu 47 11", 247_500, 3_811_500),
        ("37 S BU 47123 11456", 247_123, 3_811_456),
        ("37SBU", 250_000, 3_850_000),
    ],
)
def test_mgrs_gives_the_middle_of_its_square(text: str, east_m: float, north_m: float) -> None:
    at = parse_position(text)

    assert Proj("EPSG:32637")(at.lon, at.lat) == pytest.approx((east_m, north_m), abs=1)


@pytest.mark.parametrize(
    ("at", "decimals", "words"),
    [
        (DAMASCUS, 0, "33°30′36″N 36°16′48″E"),
        (LonLat(-0.5, -33.999999), 0, "34°00′00″S 0°30′00″W"),
        (LonLat(179.9999999, 0.0), 1, "0°00′00.0″N 180°00′00.0″E"),
    ],
)
def test_degrees_minutes_and_seconds_carry_over(at: LonLat, decimals: int, words: str) -> None:
    assert format_dms(at, decimals) == words


@given(st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90)))
def test_what_is_written_reads_back(at: LonLat) -> None:
    assert parse_position(format_dms(at, 4)) == pytest.approx(at, abs=1e-7)
    assert parse_position(f"{at.lat:.9f} {at.lon:.9f}") == pytest.approx(at, abs=1e-8)


@given(st.text(alphabet="0123456789.,;-° '\"NSEWشق", max_size=25) | st.text(max_size=25))
def test_any_text_is_a_position_or_a_located_error(text: str) -> None:
    try:
        at = parse_position(text)
    except SettingError:
        with pytest.raises(SettingError, match=re.escape(repr(text))):
            parse_position(text)
    else:
        assert abs(at.lat) <= 90
        assert abs(at.lon) <= 180


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("33.51", "lat", 33.51),
        ("33,51", "lat", 33.51),
        ("٣٣٫٥١", "lat", 33.51),
        ("３３.５１", "lat", 33.51),
        ("−33.51", "lat", -33.51),
        ("33.51 S", "lat", -33.51),
        ("N33°30'36\"", "lat", 33.51),
        ("33°30′36,0″ ش", "lat", 33.51),
        ("33 30 36", "lat", 33.51),
        ("33°30.6’", "lat", 33.51),
        ("33°30'", "lat", 33.5),
        ("33.30", "lat", 33.3),
        ("\u200e36° 16’ 48”\u00a0E\u200f", "lon", 36.28),
        ("36.28° غ", "lon", -36.28),
    ],
)
def test_one_angle_in_many_forms(text: str, axis: str, degrees: float) -> None:
    assert parse_angle(text, axis).degrees == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("36.28 E", "expected a latitude, its letter says longitude"),
        ("33°61'", "under 60"),
        ("north", "is no angle"),
        ("33.51, 36.28", "is no angle"),
        ("-33 S", "direction twice"),
    ],
)
def test_what_is_no_latitude_is_refused(text: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        parse_angle(text, "lat")


@pytest.mark.parametrize(
    ("text", "grain_m"),
    [
        ("37SBU4711", 1_000 * 0.5**0.5),
        ("37SBU", 100_000 * 0.5**0.5),
        ("37SBU4712311456", 0.5**0.5),
        ("33, 36", 72_600),
        ("33.5, 36.3", 7_260),
        ("33.50, 36.30", 726),
        ("33.5, 36.282", 0),
        ("33.5, 36.28", 726),  # a program may have dropped the last zero of the first
        ("33°30'N 36°16'E", 1_210),
        ("33°30'36\"N 36°16'48\"E", 0),
        ("37S 250000 3710000", 0),
    ],
)
def test_how_far_off_a_position_may_be_that_is_written_no_finer(text: str, grain_m: float) -> None:
    assert read_position(text).grain_m == pytest.approx(grain_m, rel=0.01)


_AT = st.builds(LonLat, st.floats(-179.9, 179.9), st.floats(-79.9, 83.9))
_EARTH = Geod(ellps="WGS84")


def _apart_m(one: LonLat, other: LonLat) -> float:
    return float(_EARTH.inv(one.lon, one.lat, other.lon, other.lat)[2])


@given(_AT, st.sampled_from(["°", "º", " "]), st.sampled_from(["'", "’", "′"]))
def test_degrees_and_minutes_read_back_within_their_last_digit(at: LonLat, degree: str, minute: str) -> None:
    def written(value: float, letters: str) -> str:
        thousandths = round(abs(value) * 60_000)
        whole, rest = divmod(thousandths, 60_000)
        return f"{whole}{degree}{rest / 1000:06.3f}{minute}{letters[value < 0]}"

    assert _apart_m(parse_position(f"{written(at.lat, 'NS')}, {written(at.lon, 'EW')}"), at) < 1.5


@given(_AT)
def test_utm_reads_back_within_a_metre(at: LonLat) -> None:
    zone = min(int((at.lon + 180) // 6) + 1, 60)
    east, north = Proj(proj="utm", zone=zone, ellps="WGS84", south=at.lat < 0)(at.lon, at.lat)
    row = int((at.lat + 80) // 8)
    band = "CDEFGHJKLMNPQRSTUVWXX"[row if at.lat >= 0 else min(row, 9)]

    assert _apart_m(parse_position(f"{zone}{band} {east:.0f} {north:.0f}"), at) < 1


@given(_AT, st.integers(1, 5))
def test_mgrs_reads_back_within_its_square(at: LonLat, digits: int) -> None:
    found = read_position(str(MGRS().toMGRS(at.lat, at.lon, MGRSPrecision=digits)))

    # The middle of a grid square is off by the scale of the grid too, under 1 in 1000.
    assert _apart_m(found.at, at) <= found.grain_m * 1.002 + 1
