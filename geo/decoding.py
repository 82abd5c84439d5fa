"""Bytes to text: which encoding a file is in, told from its bytes."""

from __future__ import annotations

import codecs
import re
from typing import Any, NamedTuple

from geo.errors import FileError

__all__ = ["Decoded", "decode", "is_utf8", "looks_like_text", "mended", "sample_text"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 1 << 16
_FEW_CONTROLS = 8  # a stray NUL or two is a fault in a text, told where it is
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
# Of ISO 8859-6 the bytes that stand for anything, and those of its ه, و, ى and ي, which are French letters in 1256;
# in 1256 again غ, ف, ق and ك, which hardly any text does without, stand where ISO 8859-6 has nothing.
_ISO_ARABIC = bytes([*range(0x80), 0xA0, 0xA4, 0xAC, 0xAD, 0xBB, 0xBF, *range(0xC1, 0xDB), *range(0xE0, 0xF3)])
_ISO_ONLY = bytes(range(0xE7, 0xEB))
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))


class Decoded(NamedTuple):
    """A text and the encoding that it was in."""

    text: str
    encoding: str


def decode(data: bytes, name: str) -> Decoded:
    """Decode a text file.

    A byte order mark decides; else zero bytes in every second place tell UTF-16; else it is UTF-8 where it is
    valid UTF-8; else a Windows code page: 1256 where the bytes above 127 stand in runs, as letters of Arabic
    words do, and 1252 where they stand alone, as accented letters do. ISO 8859-6 takes the place of 1256 where every
    byte has a meaning in it, and its و, ى or ي is there. All bytes decide, and none is replaced. Where most of the
    runs of bytes above 127 are UTF-8, the others are broken: no code page is tried.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        The bytes are no text in any of these encodings, or UTF-8 with some broken bytes.
    """
    for encoding in _candidates(data):
        try:
            return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
        except UnicodeDecodeError as broken:
            if encoding == "utf-8" and _mostly_utf8(data):
                raise FileError(_no_utf8(data, broken.start, name)) from broken
    raise FileError(
        f"{name}: these bytes are no text; expected UTF-8, UTF-16, Windows-1256 or Windows-1252. "
        "Save the file as UTF-8 and try again"
    )


def sample_text(data: bytes, size: int) -> Decoded:
    """Decode the beginning of a file, without the letter that its end may cut.

    Parameters
    ----------
    data
        The file's bytes, or more of them than `size`.
    size
        How many bytes to look at. Where these tell no other encoding, it is UTF-8, and what is broken is left out.
    """
    sample = data[:size]
    for encoding in _candidates(sample):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample, final=len(data) <= size)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _mostly_utf8(sample):
                break
        else:
            return Decoded(text, encoding.removesuffix("-sig"))
    return Decoded(sample.decode("utf-8", errors="ignore"), "utf-8")


def _mostly_utf8(data: bytes) -> bool:
    """Whether most runs of bytes above 127 are UTF-8, which those of a code page hardly ever are."""
    runs = _HIGH_RUNS.findall(data)
    return 2 * sum(map(_is_valid, runs)) > len(runs)


def _is_valid(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True


def _no_utf8(data: bytes, at: int, name: str) -> str:
    line = data.count(b"\n", 0, at) + 1
    got = data[at : at + 4].hex(" ")
    return f"{name}, line {line}: expected UTF-8 as in the rest of the file, got the bytes {got}. Save it as UTF-8"


def looks_like_text(data: bytes) -> bool:
    """Whether the beginning of a file reads as text: hardly any control bytes, once UTF-16 is allowed for."""
    sample = data[:_SAMPLE_BYTES]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _utf16(sample):
        return True
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls <= max(_FEW_CONTROLS, len(sample) // 100)


def is_utf8(sample: bytes) -> bool:
    """Whether `decode` would try UTF-8 first, told from the beginning of a file."""
    return next(iter(_candidates(sample)), "").startswith("utf-8")


def _candidates(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    if wide := _utf16(data[:_SAMPLE_BYTES]):
        return (wide,)
    if not looks_like_text(data):
        return ()
    return ("utf-8", _code_page(data))


def _utf16(sample: bytes) -> str:
    """UTF-16 without a mark: spaces, digits and line ends put a zero in every second byte, always the same one."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _code_page(data: bytes) -> str:
    runs = [len(run) for run in _HIGH_RUNS.findall(data[: 16 * _SAMPLE_BYTES])]
    joined = sum(length for length in runs if length > 1)
    if joined * 2 <= sum(runs):
        return "cp1252"
    is_iso = not data.translate(None, _ISO_ARABIC) and data.translate(None, _ISO_ONLY) != data
    return "iso8859-6" if is_iso else "cp1256"


def mended(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Put the sign for a lost letter where a text, or one in lists and records, has half of a surrogate pair."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {name: mended(part) for name, part in value.items()}
    return [mended(part) for part in value] if isinstance(value, (list, tuple)) else value
