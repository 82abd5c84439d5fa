"""What stands in a ZIP, inflated within limits: the sizes that an archive claims for itself are never believed."""

from __future__ import annotations

import io
import zipfile
import zlib

from geo.errors import FileError

__all__ = ["Zipped", "names"]

_MOST_BYTES = 1_000_000_000  # all that is inflated of one file
_MOST_MEMBERS = 10_000
# Apache POI's ZipSecureFile has the same ratio; it never judges what stays small, and neither do we.
_MOST_RATIO = 100
_SMALL_BYTES = 10_000_000
_CHUNK = 1 << 20
_MAGIC = b"PK\x03\x04"
# bzip2 and LZMA inflate a chunk at once, of any size; neither office programs nor viewers of KMZ write them.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1  # bit 0 of a member's flags (PKWARE APPNOTE 4.4.4)


def names(data: bytes) -> frozenset[str]:
    """Return the names in a ZIP; none where it is no ZIP. Nothing is inflated, and no name is ever a path."""
    if not data.startswith(_MAGIC):
        return frozenset()
    try:
        return frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return frozenset()


class Zipped:
    """An archive of which members are inflated one by one, up to a sum.

    Parameters
    ----------
    data
        The archive.
    name
        What to call it in messages.

    Raises
    ------
    FileError
        It is no ZIP, or has too many members.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._left = _MOST_BYTES
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
            raise FileError(f"{name}: the ZIP is damaged: {problem}") from problem
        if len(self._archive.infolist()) > _MOST_MEMBERS:
            raise FileError(f"{name}: too many files in the ZIP; expected at most {_MOST_MEMBERS:,}")

    def read(self, member: str) -> bytes:
        """Inflate a member.

        Raises
        ------
        FileError
            It is not there, damaged, encrypted, or grows beyond the limits.
        """
        try:
            about = self._archive.getinfo(member)
        except KeyError as problem:
            raise FileError(f"{self._name}: no {member} in the ZIP; is the file damaged?") from problem
        self._check(about)
        try:
            return self._inflate(about)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as problem:
            if isinstance(problem, FileError):
                raise
            raise FileError(f"{self._name}: {member} in the ZIP is damaged: {problem}") from problem

    def _check(self, about: zipfile.ZipInfo) -> None:
        if about.flag_bits & _ENCRYPTED:
            raise FileError(f"{self._name}: the ZIP asks for a password; save it without one")
        if about.compress_type not in _METHODS:
            raise FileError(f"{self._name}: {about.filename} is packed in an unusual way; expected deflate")
        self._weigh(about, about.file_size)

    def _weigh(self, about: zipfile.ZipInfo, size: int) -> None:
        most = min(self._left, max(_SMALL_BYTES, _MOST_RATIO * about.compress_size))
        if size > most:
            raise FileError(
                f"{self._name}: {about.filename} in the ZIP grows to {size / 1e6:,.0f} MB or more from "
                f"{about.compress_size / 1e6:,.2f} MB; expected at most {_MOST_RATIO} times as much, and "
                f"{_MOST_BYTES // 1_000_000:,} MB in all. Is it a ZIP bomb?"
            )

    def _inflate(self, about: zipfile.ZipInfo) -> bytes:
        found = bytearray()
        with self._archive.open(about) as packed:
            while chunk := packed.read(_CHUNK):
                found += chunk
                self._weigh(about, len(found))
        self._left -= len(found)
        return bytes(found)
