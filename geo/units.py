"""Lengths as people write them, in English and Arabic."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import SettingError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["UNITS", "Length", "Unit", "parse_length", "parse_lengths", "western_digits"]


class Unit(NamedTuple):
    """A unit of length: its exact metres, its short forms, and the words that mean it."""

    metres: Fraction
    en: str
    ar: str
    words: tuple[str, ...]


# Foot, yard and mile are the international ones of 1959 (exactly 0.9144 m a yard); the nautical mile is that of the
# International Hydrographic Conference of 1929, 1852 m. Source: BIPM, The International System of Units, 9th edition,
# and NIST Special Publication 811.
UNITS: dict[str, Unit] = {
    "m": Unit(
        Fraction(1),
        "m",
        "م",
        ("m", "metre", "metres", "meter", "meters", "م", "متر", "مترا", "متران", "مترين", "امتار"),
    ),
    "km": Unit(
        Fraction(1000),
        "km",
        "كم",
        (
            *("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"),
            *(
                "كم",
                "كلم",
                "كيلو",
                "كيلومتر",
                "كيلومترا",
                "كيلومتران",
                "كيلومترين",
                "كيلومترات",
                "كيلو متر",
                "كيلو مترا",
            ),
        ),
    ),
    "NM": Unit(
        Fraction(1852),
        "NM",
        "ميل بحري",
        (
            *("nm", "nmi", "nautical mile", "nautical miles"),
            *("ميل بحري", "ميلا بحريا", "ميلين بحريين", "اميال بحرية"),
        ),
    ),
    "ft": Unit(Fraction("0.3048"), "ft", "قدم", ("ft", "foot", "feet", "قدم", "قدما", "قدمان", "قدمين", "اقدام")),
    "yd": Unit(Fraction("0.9144"), "yd", "ياردة", ("yd", "yds", "yard", "yards", "ياردة", "ياردات")),
    "mi": Unit(Fraction("1609.344"), "mi", "ميل", ("mi", "mile", "miles", "ميل", "ميلا", "ميلان", "ميلين", "اميال")),
}

_BY_WORD = {word: symbol for symbol, unit in UNITS.items() for word in unit.words}
_FORM = re.compile(r"(?P<number>[+\-]?[\d.,٫٬]+(?:[ \u00a0\u202f]\d{3})*(?:[.,٫]\d+)?)\s*(?P<unit>\D+)")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[,٬ ])\d{3}(?:(?P=mark)\d{3})*(?:[.٫]\d+)?")
_UNCLEAR = re.compile(r"[1-9]\d{0,2},\d{3}")
_PLAIN = re.compile(r"\d+(?:[.,٫]\d+)?|[.٫]\d+")
_EXAMPLES = "such as 5.5km, 3NM, 18000ft, 12mi or 5,5 كم"


class Length(NamedTuple):
    """A length as it was written.

    Attributes
    ----------
    value
        The number, in `unit`.
    unit
        A key of `UNITS`.
    metres
        The same in metres.
    text
        The words as written.
    """

    value: float
    unit: str
    metres: float
    text: str

    @property
    def en(self) -> str:
        """As an English reader has it: ``5.5 km``."""
        return f"{_shown(self.value)} {UNITS[self.unit].en}"

    @property
    def ar(self) -> str:
        """As an Arabic reader has it: ``5.5 كم``."""
        return f"{_shown(self.value)} {UNITS[self.unit].ar}"


def _shown(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def western_digits(text: str) -> str:
    """Write every decimal digit, Arabic-Indic and Persian ones too, as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def parse_length(text: str) -> Length:
    """Read one length.

    Parameters
    ----------
    text
        A number over 0 and a unit of `UNITS`: ``5.5km``, ``3 NM``, ``18000ft``, ``5,5 كم``, ``٣ أميال بحرية``. One
        comma before exactly three digits, as in ``18,000ft``, could mean either number and is not guessed at.

    Returns
    -------
    Length
        With its metres, correctly rounded from the unit's exact definition.

    Raises
    ------
    SettingError
        It is no length, its unit is missing or unknown, it is 0 or less, or its number can be read in two ways.
    """
    form = _FORM.fullmatch(western_digits(text).strip())
    if form is None:
        raise SettingError(f"length {text!r}: expected a number and a unit, {_EXAMPLES}")
    unit = _BY_WORD.get(_plain_word(form["unit"]))
    if unit is None:
        raise SettingError(f"length {text!r}: unit {form['unit'].strip()!r} is not known; expected {', '.join(UNITS)}")
    number = _number(form["number"], text)
    if number <= 0:
        raise SettingError(f"length {text!r}: expected more than 0, {_EXAMPLES}")
    return Length(float(number), unit, float(number * UNITS[unit].metres), text.strip())


def parse_lengths(value: str | Iterable[str]) -> tuple[Length, ...]:
    """Read one or several lengths, each once, shortest first.

    Parameters
    ----------
    value
        Texts as for `parse_length`, or one text with several of them, parted by ``,`` ``;`` or ``،`` after the unit.

    Raises
    ------
    SettingError
        There is none, or one of them cannot be read.
    """
    texts = [value] if isinstance(value, str) else list(value)
    if not all(isinstance(text, str) for text in texts):
        raise SettingError(f"lengths: expected texts {_EXAMPLES}, got {value!r}")
    parts = [part for text in texts for part in re.split(r"(?<=[^\W\d])\s*[,;،]\s*", text) if part.strip()]
    if not parts:
        raise SettingError(f"lengths: expected at least one, {_EXAMPLES}")
    lengths = {length.metres: length for length in map(parse_length, parts)}
    return tuple(lengths[metres] for metres in sorted(lengths))


def _plain_word(word: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return " ".join(bare.replace("\u0640", "").casefold().rstrip(". ").split())


def _number(number: str, text: str) -> Fraction:
    sign = -1 if number.startswith("-") else 1
    digits = re.sub(r"[\u00a0\u202f]", " ", number.lstrip("+-"))
    if _UNCLEAR.fullmatch(digits):
        whole, part = digits.replace(",", ""), digits.replace(",", ".")
        raise SettingError(f"length {text!r}: {digits} can be read in two ways; write {whole} or {part}")
    if grouped := _GROUPED.fullmatch(digits):
        digits = digits.replace(grouped["mark"], "")
    if _PLAIN.fullmatch(digits) is None:
        raise SettingError(f"length {text!r}: {number!r} is not a number, expected one {_EXAMPLES}")
    return sign * Fraction(re.sub("[,٫]", ".", digits))
