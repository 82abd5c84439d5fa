"""Adds a file to the user's gazetteer, and takes a source out of it."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import FileError, SettingError, UnknownNameError
from geo.faults import Fault
from geo.gazetteer.adding.alternates import Alternates, is_alternate
from geo.gazetteer.adding.dump import Dump, is_dump
from geo.gazetteer.adding.entry import is_placed, more_names
from geo.gazetteer.adding.known import Known
from geo.gazetteer.adding.opened import Opened, Option, opened
from geo.gazetteer.adding.pcodes import Pcodes, is_pcodes
from geo.gazetteer.adding.places import Places, is_places
from geo.gazetteer.adding.shelf import SourceRow, shelf
from geo.gazetteer.adding.table import header_of, sheets
from geo.gazetteer.own import OwnPlaces, file_digest, own_path
from geo.gazetteer.store import Gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from geo.gazetteer.draft import Draft

__all__ = ["KINDS", "Added", "add", "remove"]

_Rows = Dump | Alternates | Pcodes | Places

KINDS: dict[str, str] = {
    "alternates": "GeoNames' alternateNamesV2.txt: names of places that are known",
    "geonames": "a dump of GeoNames: allCountries.txt, or that of a country",
    "pcodes": "OCHA's tables of places with p-codes (COD-AB), CSV or Excel",
    "places": "a table of your own, CSV or Excel: name, lon, lat and more",
}
"""The kinds of files that can be added."""

_LICENCES = {"alternates": "GeoNames, CC BY 4.0", "geonames": "GeoNames, CC BY 4.0"}
_EVERY_S = 2.0
_KEPT_FAULTS = 1_000
_SAMPLE = 20


@dataclass(slots=True)
class Added:
    """What came of adding a file.

    Attributes
    ----------
    name, kind
        Of the source, as `majal gazetteer info` lists it.
    rows, places, names
        How many rows were read, and how many places and names were kept.
    left
        How many rows were not wanted: other countries, features or languages.
    faults, rejected
        What was wrong with rows, the first 1,000 of them, and how many rows were rejected.
    is_new
        Whether anything changed; False where the same file was added before with the same options.
    """

    name: str
    kind: str
    rows: int = 0
    places: int = 0
    names: int = 0
    left: int = 0
    faults: list[Fault] = field(default_factory=list)
    rejected: int = 0
    is_new: bool = True


def _silent(_line: str) -> None:
    """Say nothing."""


def add(
    path: Path,
    *,
    kind: str = "",
    countries: Collection[str] = (),
    features: Collection[str] = (),
    licence: str = "",
    own: Path | None = None,
    progress: Callable[[str], None] = _silent,
) -> Added:
    """Add a file of places to the user's gazetteer; look-ups know them at once.

    Parameters
    ----------
    path
        A dump of GeoNames, its table of alternate names, a table with p-codes, or a table of the user's own; as it is
        or in a ZIP.
    kind
        One of `KINDS`; by default the content tells.
    countries
        ISO 3166-1 alpha-2 codes to keep to.
    features
        Classes and codes of GeoNames to keep to, such as ``P`` or ``S.DAM``; by default `features.GEONAMES_DEFAULT`.
    licence
        Under which terms the file may be used; known for GeoNames.
    own
        The user's gazetteer; by default `own_path`.
    progress
        Is told how far it is every few seconds.

    Returns
    -------
    Added
        Counts and faults. A row that is wrong costs itself only.

    Raises
    ------
    FileError
        The file cannot be read, or is of none of the kinds.
    SettingError
        A country or a feature is none.
    UnknownNameError
        A kind is unknown.
    OutputError
        The gazetteer cannot be written.
    """
    if kind and kind not in KINDS:
        raise UnknownNameError(f"no kind of file is called {kind!r}; there are: {', '.join(KINDS)}")
    for code in countries:
        if not re.fullmatch("[A-Za-z]{2}", code):
            raise SettingError(f"--country: expected the two letters of a country, such as SY, got {code!r}")
    target = own or own_path()
    option = Option(frozenset(code.upper() for code in countries), frozenset(feature.upper() for feature in features))
    with opened(path) as file:
        found, tables = _kind(file, kind)
        told = json.dumps({"countries": sorted(option.countries), "features": sorted(option.features)})
        row = SourceRow(
            path.name, found, file_digest(path), path.stat().st_size, told, licence or _LICENCES.get(found, "")
        )
        before = target if target.is_file() else None
        if before and OwnPlaces(before).has(row.sha256, found, told):
            return Added(path.name, found, is_new=False)
        done, known = Added(path.name, found), Known(Gazetteer(own=before))
        rows = _rows(file, found, tables, option, known)
        with shelf(target) as onto:
            done.places, done.names = onto.put(row, _placed(rows, file, known, done, progress), rows.divisions)
            onto.close(done.rejected)
    return done


def remove(source: str, *, own: Path | None = None) -> list[str]:
    """Take a source out of the user's gazetteer, as if it had never been added.

    Parameters
    ----------
    source
        Its name or its number, as `majal gazetteer info` lists them; every source of a name is taken out.
    own
        The user's gazetteer; by default `own_path`.

    Returns
    -------
    list of str
        Numbers and names of what was taken out.

    Raises
    ------
    UnknownNameError
        There is no such source.
    """
    target = own or own_path()
    known = OwnPlaces(target).info()["sources"] if target.is_file() else []
    meant = [one for one in known if source in (one["name"], str(one["number"]))]
    if not meant:
        named = ", ".join(f"{one['number']} {one['name']}" for one in known) or "none"
        raise UnknownNameError(f"no source of your gazetteer is called {source!r}; there are: {named}")
    with shelf(target) as onto:
        for one in meant:
            onto.take_out(one["number"])
        onto.close()
    return [f"{one['number']} {one['name']}" for one in meant]


def _kind(file: Opened, wanted: str) -> tuple[str, list[str]]:
    """Tell the kind of a file from its content, and which sheets of a workbook are of that kind."""
    if file.is_workbook:
        headers = sheets(file)
        for kind, fits in (("pcodes", is_pcodes), ("places", is_places)):
            good = [sheet for sheet, names in headers.items() if fits(names)]
            if good and wanted in {"", kind}:
                return kind, good
        raise _no_kind(file, wanted, "; ".join(f"sheet {name}: {', '.join(names)}" for name, names in headers.items()))
    lines = [line for line in file.head_lines()[:_SAMPLE] if line.strip()]
    header = header_of(lines[0]) if lines else []
    tests: dict[str, bool] = {
        "geonames": sum(map(is_dump, lines)) * 2 > len(lines),
        "alternates": sum(map(is_alternate, lines)) * 2 > len(lines),
        "pcodes": is_pcodes(header),
        "places": is_places(header),
    }
    if wanted in {"geonames", "alternates"} or (wanted and tests[wanted]):
        return wanted, [""]
    fitting = [kind for kind, fits in tests.items() if fits and not wanted]
    if not fitting:
        raise _no_kind(file, wanted, f"{len(header)} columns beginning {', '.join(header[:6])}")
    return fitting[0], [""]


def _no_kind(file: Opened, wanted: str, found: str) -> FileError:
    expected = KINDS[wanted] if wanted else "; or ".join(KINDS.values())
    shown = found if len(found) <= 200 else found[:199] + "…"
    return FileError(f"{file.name}: expected {expected}; got {shown}")


def _rows(file: Opened, kind: str, tables: Sequence[str], option: Option, known: Known) -> _Rows:
    if kind == "geonames":
        return Dump(file, option)
    if kind == "alternates":
        return Alternates(file, option, known.country_of)
    if kind == "pcodes":
        return Pcodes(file, option, known, tables)
    return Places(file, option, tables[0])


def _placed(rows: _Rows, file: Opened, known: Known, done: Added, progress: Callable[[str], None]) -> Iterator[Draft]:
    """Give what is to be kept, count what is not, and tell from time to time how far it is."""
    next_at = time.monotonic() + _EVERY_S
    kept = 0
    for row in rows:
        done.rows += 1
        if row is None:
            done.left += 1
        elif isinstance(row, Fault):
            done.rejected += 1
            if len(done.faults) < _KEPT_FAULTS:
                done.faults.append(row)
        else:
            kept += 1
            yield _known_or_new(row, done.kind, known)
        if time.monotonic() > next_at:
            next_at = time.monotonic() + _EVERY_S
            share = min(100, round(100 * file.done / max(file.size, 1)))
            progress(f"{file.name}: {done.rows:,} rows read, {kept:,} kept, {share} %")


def _known_or_new(draft: Draft, kind: str, known: Known) -> Draft:
    """Give a place of GeoNames that majal has under another authority its id there, and only its names."""
    if kind != "geonames" or not is_placed(draft):
        return draft
    place_id = known.same_as(draft)
    return more_names(place_id, draft.all_names()) if place_id else draft
