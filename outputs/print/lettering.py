"""Letters on the sheet: the fonts, how wide words are, how they break into lines.

The fonts come with matplotlib, so that every machine draws the same; its text layout joins and orders Arabic. Direction
is that of a line's first letter, as on the page.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["clean", "font", "from_the_right", "lines_of", "width"]

_FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
# As src/text.ts has it: overrides and isolates of direction, invisible marks, controls; the joiners stay.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb]"
)
_BREAKS = re.compile("[\t\n\r\u0085\u2028\u2029]+")
_LOST = "\ufffd"
_FROM_THE_RIGHT = "\u200f"
_ARABIC = re.compile("[\u0600-\u06ff]")


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font of a size in points."""
    return FontProperties(fname=_path(bold), size=size)


def _path(bold: bool) -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / _FONTS[bold]


@functools.cache
def _letters() -> frozenset[int]:
    """Code points that both weights have."""
    return frozenset.intersection(*(frozenset(FT2Font(str(_path(bold))).get_charmap()) for bold in _FONTS))


def clean(text: object) -> str:
    """Return text that can be drawn: nothing that reorders, hides or breaks it, no letter that the fonts lack.

    A letter that they lack is drawn as what it is made of where Unicode tells, else as the sign for a lost letter.
    """
    plain = _UNSEEN.sub("", _BREAKS.sub(" ", "" if text is None else str(text)))
    return "".join(map(_drawable, plain)).strip()


def _drawable(letter: str) -> str:
    if ord(letter) in _letters():
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return parts if all(ord(part) in _letters() for part in parts) else _LOST


def from_the_right(text: str) -> str:
    """Return a line so that it runs from the right where it holds any Arabic, whatever letter it begins with."""
    return _FROM_THE_RIGHT + text if _ARABIC.search(text) else text


@functools.lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line is, in points, without the rounding to pixels that differs between formats."""
    return float(text_to_path.get_text_width_height_descent(text, font(size, bold=bold), False)[0]) if text else 0.0


def lines_of(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Break text into lines no wider than the room in points; a word that is wider alone is broken, too."""
    lines: list[str] = []
    for word in _short_words(text, size, room, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _short_words(text: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    for word in text.split():
        rest = word
        while width(rest, size, bold=bold) > room and len(rest) > 1:
            fits = int(len(rest) * room / width(rest, size, bold=bold))
            while fits > 1 and width(rest[:fits], size, bold=bold) > room:
                fits -= 1
            fits = max(1, fits)
            yield rest[:fits]
            rest = rest[fits:]
        yield rest
