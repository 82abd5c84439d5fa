"""Positions as people write them: decimal degrees, minutes, seconds, UTM and MGRS, in Latin and Arabic script."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from pyproj import Proj

from geo.errors import SettingError
from geo.place import LonLat
from geo.units import western_digits

if TYPE_CHECKING:
    import numpy.typing as npt
    from mgrs import MGRS

__all__ = ["Angle", "Written", "format_dms", "grain_m", "parse_angle", "parse_position", "read_position"]

_EXAMPLES = "such as 33.51, 36.28 or 33°30′36″N 36°16′48″E or 37S BU 47 11"

# What people type for one sign, or one letter, and the words of both languages for the compass.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚ᵒ∘", "°"),
        **dict.fromkeys("′’‘‛´`ʹʼ", "'"),
        **dict.fromkeys("″”“‟ʺ", '"'),
        **dict.fromkeys("−–‒—", "-"),
        **dict.fromkeys("،؛；|\n\t", ";"),
        **dict.fromkeys("٫．", "."),
        **dict.fromkeys("－﹣", "-"),
        "＋": "+",
        "，": ",",
    }
)
_WORDS: tuple[tuple[str, str], ...] = (
    (r"\b(?:latitude|lat)\b\.?\s*[:=]?|(?:خط|دائرة)\s+(?:ال)?عرض\s*[:=]?", " φ "),
    (r"\b(?:longitude|long|lon|lng)\b\.?\s*[:=]?|خط\s+(?:ال)?طول\s*[:=]?", " λ "),
    (r"\bnorth\b|شمالا|شمال|(?<!\w)ش(?!\w)", "N"),
    (r"\bsouth\b|جنوبا|جنوب|(?<!\w)ج(?!\w)", "S"),
    (r"\beast\b|شرقا|شرق|(?<!\w)ق(?!\w)", "E"),
    (r"\bwest\b|غربا|غرب|(?<!\w)غ(?!\w)", "W"),
    (r"\bdegrees?\b|\bdeg\b|درجات|درجة|(?<=\d)d(?=[\d\s])", "°"),
    (r"\bminutes?\b|\bmin\b|دقائق|دقيقة", "'"),
    (r"\bseconds?\b|\bsec\b|ثواني|ثانية|''", '"'),
)
_COMPACT = re.compile(
    r"(\d{2})(\d{2})(\d{2}(?:\.\d+)?)?([NS])\s*[;,]?\s*(\d{3})(\d{2})(\d{2}(?:\.\d+)?)?([EW])", re.IGNORECASE
)
_BETWEEN_DIGITS = r"(?<=\d),(?=\d)"
_NUMBER = r"\d+(?:\.\d+)?"
_ANGLE = re.compile(
    rf"(?P<axis>[φλ])?\s*(?P<before>[NSEW])?\s*(?P<sign>[+\-])?\s*(?P<degrees>{_NUMBER})\s*[°:]?\s*"
    rf"(?:(?P<minutes>{_NUMBER})\s*[':]?\s*(?:(?P<seconds>{_NUMBER})\s*\"?\s*)?)?(?P<after>[NSEW])?"
)
_MGRS = re.compile(r"\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]\s*[A-HJ-NP-V]\s*(?P<digits>[\d\s]*)", re.IGNORECASE)
_UTM = re.compile(
    rf"(?:UTM\s*)?(?:zone\s*)?(?P<zone>\d{{1,2}})\s*(?P<band>[C-HJ-NP-X])[\s;,]+"
    rf"(?P<east>{_NUMBER})\s*(?:m\s*)?E?[\s;,]+(?P<north>{_NUMBER})\s*(?:m\s*)?N?",
    re.IGNORECASE,
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_AXES = {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "φ": "lat", "λ": "lon", "": ""}
_NAMES = {"lat": "latitude", "lon": "longitude"}
_DEGREE_M = 111_320.0  # of a great circle of WGS 84's equatorial radius, 6378137 m
_COARSE = 0.01


class Written(NamedTuple):
    """A position, and how many metres it may be off since it is written no finer; 0 where that does not matter."""

    at: LonLat
    grain_m: float


class Angle(NamedTuple):
    """One latitude or longitude.

    `axis` is ``lat`` or ``lon``, empty where the text does not say; `step` are the degrees its last digit stands for.
    """

    degrees: float
    axis: str
    step: float


def parse_position(text: str) -> LonLat:
    """Read one position.

    Parameters
    ----------
    text
        Latitude and longitude in one text, in degrees, degrees and minutes, or degrees, minutes and seconds, with any
        quotes, with signs or letters (N S E W, ش ج ق غ) or words before or after, with a point or a comma in decimals,
        with Arabic-Indic digits; or UTM (``37S 250000 3700000``), or MGRS (``37SBU4711``). Without a letter or a
        word, latitude comes first.

    Returns
    -------
    LonLat
        WGS 84, degrees. An MGRS reference names a square; this is its middle.

    Raises
    ------
    SettingError
        It cannot be read, is out of range, or looks swapped; the message quotes it and says what to do.
    """
    return read_position(text).at


def read_position(text: str) -> Written:
    """Read one position and how finely it is written.

    Parameters
    ----------
    text
        As `parse_position` takes it.

    Returns
    -------
    Written
        The position, with half the diagonal of its MGRS square, or of its cell of degrees (`grain_m`).

    Raises
    ------
    SettingError
        As `parse_position` does.
    """
    plain = _plain(text)
    if grid := _MGRS.fullmatch(plain):
        return _from_mgrs(plain, grid["digits"], text)
    if utm := _UTM.fullmatch(_with_bands(plain)):
        numbers = float(utm["east"]), float(utm["north"])
        return Written(_from_utm(int(utm["zone"]), utm["band"].upper(), *numbers, text), 0.0)
    first, second = (_angle(half, text) for half in _halves(_with_points(_spelt(plain)), text))
    at = _paired(first, second, text)
    return Written(at, float(grain_m(min(first.step, second.step), at.lat)))


def parse_angle(text: str, axis: str) -> Angle:
    """Read one latitude or one longitude.

    Parameters
    ----------
    text
        One half of what `parse_position` reads; a comma between digits is a decimal comma.
    axis
        ``lat`` or ``lon``.

    Returns
    -------
    Angle
        Of this axis; nobody has looked whether it is in range.

    Raises
    ------
    SettingError
        It cannot be read, or its letter names the other axis.
    """
    found = _angle(re.sub(_BETWEEN_DIGITS, ".", _spelt(_plain(text))), text)
    if found.axis not in {"", axis}:
        raise SettingError(f"position {text!r}: expected a {_NAMES[axis]}, its letter says {_NAMES[found.axis]}")
    return found._replace(axis=axis)


def grain_m(step: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return how far off a position may be that is written in steps of so many degrees.

    Parameters
    ----------
    step
        Degrees that the last digit of the finer of the two numbers stands for, shape (n,): programs drop zeros at the
        end, so the coarser one may be as fine.
    lat
        Its latitude in degrees, shape (n,).

    Returns
    -------
    numpy.ndarray of float64
        Half the diagonal of the cell in metres, on the sphere; 0 for steps finer than a hundredth of a degree. That
        three decimals or seconds pass as they are is majal's own rule.
    """
    steps = np.asarray(step, dtype=np.float64)
    half_m = steps / 2 * _DEGREE_M * np.hypot(1.0, np.cos(np.radians(np.asarray(lat, dtype=np.float64))))
    return np.where(steps < _COARSE * 0.999, 0.0, half_m)


def _plain(text: str) -> str:
    """Western digits, one sign for each meaning, nothing invisible."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf" and not unicodedata.combining(sign))
    return western_digits(seen).translate(_SIGNS).strip(" ;()[]")


def _with_bands(plain: str) -> str:
    """Write the words north and south behind a zone as their letters."""
    for words, letter in _WORDS[2:4]:
        plain = re.sub(words, letter, plain, flags=re.IGNORECASE)
    return plain


def _spelt(plain: str) -> str:
    for words, sign in _WORDS:
        plain = re.sub(words, sign, plain, flags=re.IGNORECASE)
    plain = _COMPACT.sub(lambda found: " ".join(part or "0" for part in found.groups()), plain.upper())
    return plain.replace("Φ", "φ").replace("Λ", "λ")


def _with_points(text: str) -> str:
    """Tell commas in decimals from commas between numbers."""
    pair = re.fullmatch(r"[^\s;]*\d,[+\-]?\d[^\s;]*", text)
    if "." not in text and not pair:
        text = re.sub(_BETWEEN_DIGITS, ".", text)
    return text.replace(",", ";")


def _halves(text: str, given: str) -> tuple[str, str]:
    parts = [part for part in re.split(r"\s*[;/]\s*", text) if part]
    if len(parts) == 1:
        parts = _split_at_letter(text) or _split_in_the_middle(text)
    if len(parts) != 2:
        raise SettingError(f"position {given!r}: expected a latitude and a longitude, {_EXAMPLES}")
    return parts[0], parts[1]


def _split_at_letter(text: str) -> list[str]:
    labels = re.findall(r"[φλ]", text)
    if len(labels) == 2:
        return re.findall(r"[φλ][^φλ]*", text)
    letters = list(re.finditer("[NSEW]", text))
    if len(letters) != 2:
        return []
    # A letter stands before its numbers in both halves, or after them in both.
    cut = letters[1].start() if letters[0].start() == 0 else letters[0].end()
    return [text[:cut], text[cut:]]


def _split_in_the_middle(text: str) -> list[str]:
    numbers = list(re.finditer(rf"[+\-]?{_NUMBER}", text))
    if len(numbers) not in {2, 4, 6}:
        return []
    cut = numbers[len(numbers) // 2].start()
    return [text[:cut], text[cut:]]


def _angle(half: str, given: str) -> Angle:
    found = _ANGLE.fullmatch(half.strip())
    if found is None:
        raise SettingError(f"position {given!r}: {half.strip()!r} is no angle, expected a position {_EXAMPLES}")
    letter = found["before"] or found["after"] or ""
    if (found["before"] and found["after"]) or (letter and found["sign"]):
        raise SettingError(
            f"position {given!r}: {half.strip()!r} gives its direction twice; keep the sign or one letter"
        )
    degrees = _whole(found, given)
    negative = letter in {"S", "W"} or found["sign"] == "-"
    return Angle(-degrees if negative else degrees, _AXES[letter or found["axis"] or ""], _step(found))


def _step(found: re.Match[str]) -> float:
    told = [found[name] for name in ("degrees", "minutes", "seconds") if found[name]]
    decimals = len(told[-1].partition(".")[2])
    return float(10.0**-decimals / 60.0 ** (len(told) - 1))


def _whole(found: re.Match[str], given: str) -> float:
    parts = [float(found[name]) for name in ("degrees", "minutes", "seconds") if found[name]]
    if any(part >= 60 for part in parts[1:]):
        raise SettingError(f"position {given!r}: expected minutes and seconds under 60, got {found.group().strip()!r}")
    if any(part != int(part) for part in parts[:-1]):
        raise SettingError(f"position {given!r}: only the last of degrees, minutes and seconds may have decimals")
    return sum(part / 60.0**power for power, part in enumerate(parts))


def _paired(first: Angle, second: Angle, given: str) -> LonLat:
    if first.axis and first.axis == second.axis:
        raise SettingError(f"position {given!r}: expected a latitude and a longitude, got the same twice")
    swapped = first.axis == "lon" or second.axis == "lat"
    lat, lon = (second.degrees, first.degrees) if swapped else (first.degrees, second.degrees)
    if abs(lat) > 90 and abs(lat) <= 180 and abs(lon) <= 90 and not (first.axis or second.axis):
        raise SettingError(
            f"position {given!r}: {lat:g} is no latitude; the two look swapped, write the latitude first"
        )
    if abs(lat) > 90 or abs(lon) > 180:
        raise SettingError(
            f"position {given!r}: expected latitude in ±90 and longitude in ±180, got {lat:g} and {lon:g}"
        )
    return LonLat(lon, lat)


def _from_utm(zone: int, band: str, east_m: float, north_m: float, given: str) -> LonLat:
    """Read UTM; ``S`` is the band from 32 to 40 degrees north where the northing lies there, else the south."""
    if not 1 <= zone <= 60 or not 100_000 <= east_m < 1_000_000 or not 0 <= north_m <= 10_000_000:
        raise SettingError(
            f"position {given!r}: expected UTM zone 1 to 60, easting 100000 to 999999 m, northing to 10000000 m"
        )
    north, south = _projected(zone, south=False), _projected(zone, south=True)
    lon, lat = (north if band >= "N" else south)(east_m, north_m, inverse=True)
    low, high = _band_degrees(band)
    # Half a degree is for those who round a band's edge.
    if low - 0.5 <= lat <= high + 0.5 or band == "N":
        return LonLat(float(lon), float(lat))
    if band == "S":
        return LonLat(*map(float, south(east_m, north_m, inverse=True)))
    raise SettingError(
        f"position {given!r}: its latitude is {lat:.2f}, band {band} means {low} to {high}; check the letter"
    )


@cache
def _projected(zone: int, *, south: bool) -> Proj:
    return Proj(proj="utm", zone=zone, ellps="WGS84", south=south)


def _band_degrees(band: str) -> tuple[int, int]:
    low = -80 + 8 * _BANDS.index(band)
    return low, 84 if band == "X" else low + 8


@cache
def _grids() -> MGRS:
    from mgrs import MGRS  # noqa: PLC0415 - a compiled library that few positions need

    return MGRS()


def _from_mgrs(plain: str, digits: str, given: str) -> Written:
    from mgrs.core import MGRSError  # noqa: PLC0415 - a compiled library that few positions need

    told = digits.replace(" ", "")
    if len(told) % 2 or len(told) > 10:
        raise SettingError(f"position {given!r}: expected as many MGRS digits for east as for north, up to 5 each")
    half = len(told) // 2
    # To the metre: the middle of a square of 1 km is 500 m from its corner.
    middle = "".join((part + "50000"[: 5 - half]) for part in (told[:half], told[half:]))
    square = re.sub(r"\s", "", plain.upper())
    reference = square[: len(square) - len(told)] + middle
    try:
        lat, lon = _grids().toLatLon(reference)
    except MGRSError as error:
        raise SettingError(f"position {given!r}: no such MGRS square; check zone, band and letters") from error
    return Written(LonLat(float(lon), float(lat)), 10.0 ** (5 - half) * math.sqrt(0.5))


def format_dms(at: LonLat, decimals: int = 0) -> str:
    """Write a position in degrees, minutes and seconds: ``33°30′36″N 36°16′48″E``.

    Parameters
    ----------
    at
        WGS 84, degrees.
    decimals
        Of the seconds; a tenth is 3 m.
    """
    return f"{_dms(at.lat, 'NS', decimals)} {_dms(at.lon, 'EW', decimals)}"


def _dms(degrees: float, letters: str, decimals: int) -> str:
    parts = 10**decimals
    minutes, seconds = divmod(round(abs(degrees) * 3600 * parts), 60 * parts)
    width = 3 + decimals if decimals else 2
    return f"{minutes // 60}°{minutes % 60:02d}′{seconds / parts:0{width}.{decimals}f}″{letters[degrees < 0]}"
