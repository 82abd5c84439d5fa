"""The compiled gazetteer, opened read-only: names to places."""

from __future__ import annotations

import json
import sqlite3
import weakref
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from geo.errors import InstallError, UnknownNameError
from geo.gazetteer.bloom import Bloom, EitherBloom
from geo.gazetteer.fuzzy import FuzzyIndex, FuzzyMatch
from geo.gazetteer.normalise import key_of
from geo.gazetteer.own import FIRST_NUMBER, OwnPlaces, own_path
from geo.place import LonLat, Place, Precision

if TYPE_CHECKING:
    from collections.abc import Collection

    from shapely.geometry.base import BaseGeometry

__all__ = ["FuzzyHit", "Gazetteer", "Hit", "open_gazetteer"]

_COMPILED = Path(__file__).parent / "compiled" / "places.sqlite"
_COLUMNS = (
    "p.num, p.name, p.name_ar, p.lon, p.lat, p.feature, p.precision, p.radius_m, p.country, p.admin1, p.population"
)
_LOOKUP = f"SELECT {_COLUMNS}, n.flags, n.shown FROM name n JOIN place p ON p.num = n.num WHERE n.key = ?"  # noqa: S608 - constants only
_GET = f"SELECT {_COLUMNS} FROM place p WHERE p.num = ?"  # noqa: S608 - constants only
_WITHIN = (
    f"SELECT {_COLUMNS} FROM place p WHERE p.feature = 'city' AND p.population > 0 AND p.lat BETWEEN ? AND ? "  # noqa: S608 - constants only
    "AND (p.lon BETWEEN ? AND ? OR p.lon BETWEEN ? AND ?) ORDER BY p.population DESC, p.num LIMIT ?"
)
# The services of this state are not called by its adjective: United States Air Force.
_SERVICE_NAMES = {"US": "United States"}
_ADJECTIVE_ENDINGS = ("ian", "an", "ish", "ese", "i", "ic", "ch")
_LANGUAGES = ("", "en", "ar")


class Hit(NamedTuple):
    """A place that bears a name: the name as stored, its language (``en`` for any Latin one), whether usual."""

    place: Place
    name: str
    lang: str
    preferred: bool


class FuzzyHit(NamedTuple):
    """A place whose name is spelled almost so: the name as stored, the distance in letters, why it was taken."""

    place: Place
    name: str
    distance: float
    why: str


class Gazetteer:
    """Names of places all over the Earth, looked up in a file compiled at build time, and in the user's own beside it.

    Parameters
    ----------
    path
        The compiled SQLite file.
    own
        The user's gazetteer, whose places and names are taken in; None for the compiled one alone.

    Raises
    ------
    InstallError
        When the compiled file is missing or is no compiled gazetteer.
    FileError
        When the user's file is no gazetteer.
    """

    def __init__(self, path: Path = _COMPILED, own: Path | None = None) -> None:
        if not path.is_file():
            raise InstallError(
                f"the compiled gazetteer is missing: {path} does not exist. "
                "Install majal again, or run `python -m geo.gazetteer.compile` in a checkout."
            )
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        try:
            self._info: dict[str, Any] = {k: json.loads(v) for k, v in self._db.execute("SELECT key, value FROM info")}
            filters = dict(self._db.execute("SELECT what, bits FROM filter").fetchall())
        except sqlite3.DatabaseError as error:
            raise InstallError(
                f"{path} is no compiled gazetteer ({error}). Run `python -m geo.gazetteer.compile` again."
            ) from error
        self.path = path
        self._own = OwnPlaces(own) if own else None
        self._words, prefixes = Bloom(filters["words"]), Bloom(filters["prefixes"])
        self._prefixes = EitherBloom(prefixes, self._own.prefixes) if self._own else prefixes
        self._fuzzy: dict[frozenset[str], FuzzyIndex] = {}
        self._hits = lru_cache(maxsize=4096)(self._read_hits)
        self._id_of = lru_cache(maxsize=4096)(self._read_id)

    def info(self) -> dict[str, Any]:
        """Return counts, sources with their versions, and licences of the compiled gazetteer."""
        return dict(self._info)

    def has_prefix(self, key: str) -> bool:
        """Tell whether some name may begin with these whole words (a key: see `normalise`); 1 yes in 100 is in vain."""
        return key in self._prefixes

    def may_start(self, token_key: str) -> bool:
        """Tell whether some name may begin with this word (a key: see `normalise`)."""
        return token_key in self._prefixes

    def lookup(self, name: str) -> list[Hit]:
        """Return every place that bears exactly this name, whatever its case, points or hyphens.

        Parameters
        ----------
        name
            A name, raw or normalised.

        Returns
        -------
        list of Hit
            Unranked: usual names first, divisions last among them, then larger population, then id. Without shapes;
            `get` and `shape` give those.
        """
        key = key_of(name)
        if not key or key not in self._prefixes:
            return []
        return list(self._hits(key))

    def get(self, place_id: str) -> Place:
        """Return a place with its shape.

        Raises
        ------
        UnknownNameError
            When no place has this id.
        """
        place = self.find(place_id)
        if place is None:
            raise UnknownNameError(
                f"the gazetteer has no place with the id {place_id!r}; ids look like geonames:170654 or icao:OSLK"
            )
        return replace(place, shape=self.shape(place_id))

    def find(self, place_id: str) -> Place | None:
        """Return a place without its shape, None where no place has this id."""
        num = self._number(place_id)
        row = None if num is None else self._db.execute(_GET, (num,)).fetchone()
        if row is not None:
            return self._place(row)
        return self._own.over(place_id, None, has_area=False) if self._own else None

    def of_features(self, features: Collection[str]) -> list[Place]:
        """Return every place of these features that came with majal, without shapes."""
        marks = ",".join("?" * len(features))
        query = f"SELECT {_COLUMNS} FROM place p WHERE p.feature IN ({marks})"  # noqa: S608 - question marks
        return [self._place(row) for row in self._db.execute(query, sorted(features))]

    def shape(self, place_id: str) -> BaseGeometry | None:
        """Return the place's own area in EPSG:4326, or None where only its disc is known."""
        num = None if self._own and self._own.is_redrawn(place_id) else self._number(place_id)
        row = None if num is None else self._db.execute("SELECT wkb FROM shape WHERE num = ?", (num,)).fetchone()
        return shapely.from_wkb(row[0]) if row else None

    def demonym(self, key: str) -> str:
        """Return the code (ISO 3166-1 alpha-2) of the country whose people the word names, or an empty text."""
        row = self._db.execute("SELECT country FROM demonym WHERE key = ?", (key_of(key),)).fetchone()
        return str(row[0]) if row else ""

    def is_word(self, key: str) -> bool:
        """Tell whether a key is an everyday word as well; for English, 1 yes in 100 is in vain."""
        return key in self._words if key.isascii() else self.person(key) == "word"

    def person(self, key: str) -> str:
        """Return ``given`` or ``surname`` where persons in the US census bear the name; ``word`` for an Arabic word."""
        row = self._db.execute("SELECT kind FROM person WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def adjective(self, country: str) -> str:
        """Return the English adjective of a country as its services' names use it; its name where none is known."""
        if country in _SERVICE_NAMES:
            return _SERVICE_NAMES[country]
        rows = self._db.execute("SELECT key FROM demonym WHERE country = ? ORDER BY key", (country,)).fetchall()
        words = [
            key
            for (key,) in rows
            if key.isascii() and " " not in key and not key.endswith("ans") and not key.endswith("is")
        ]
        best = min(words, key=lambda word: (not word.endswith(_ADJECTIVE_ENDINGS), word), default="")
        return best.title() or self.get(f"iso:{country}").name

    def capital_of(self, place_id: str) -> str:
        """Return the code of the country whose capital the place is, or an empty string."""
        row = self._db.execute("SELECT country FROM capital WHERE num = ?", (self._number(place_id),)).fetchone()
        return str(row[0]) if row else ""

    def largest_within(self, bounds: tuple[float, float, float, float], *, limit: int = 300) -> list[Place]:
        """Return the towns and cities inside the bounds, those with most people first.

        Parameters
        ----------
        bounds
            West, south, east, north in degrees; an east over 180, or under west, reaches across the antimeridian.
        limit
            The greatest number of places.
        """
        west, south, east, north = (round(v * 100_000) for v in bounds)
        turn = 36_000_000
        east += turn if east < west else 0
        spans = (south, north, west, east, west - turn, east - turn)
        found = [self._place(row) for row in self._db.execute(_WITHIN, (*spans, limit))]
        if self._own is None:
            return found
        added = (self.find(place.id) or place for place in self._own.within(spans, limit))
        every = {place.id: place for place in (*found, *added)}.values()
        return sorted(every, key=lambda place: (-place.population, place.id))[:limit]

    def fuzzy(self, name: str, features: Collection[str], country: str = "", max_distance: float = 2) -> list[FuzzyHit]:
        """Return places of the given features whose name is spelled almost so.

        Meant for use after a cue word that tells the feature (``قاعدة …``): among all names a near miss is mostly
        chance.

        Parameters
        ----------
        name
            The name as written.
        features
            Features to search, see `geo.place.Place`.
        country
            ISO 3166-1 alpha-2 code to keep to; empty for the whole Earth.
        max_distance
            Greatest distance in letters. Letters often confused in print count half.

        Returns
        -------
        list of FuzzyHit
            Nearest first, at most ten.
        """
        wanted = frozenset(features)
        if wanted not in self._fuzzy:
            self._fuzzy[wanted] = FuzzyIndex(self._names_of(wanted))
        matches = self._fuzzy[wanted].search(key_of(name), max_distance)
        hits = {hit.place.id: hit for hit in reversed([self._fuzzy_hit(match) for match in matches])}
        return [h for h in reversed(hits.values()) if not country or h.place.country == country][:10]

    def _fuzzy_hit(self, match: FuzzyMatch) -> FuzzyHit:
        place_id = self._id_of(match.number)
        hit = next(h for h in self._hits(match.key) if h.place.id == place_id)
        return FuzzyHit(hit.place, hit.name, match.distance, match.why)

    def _names_of(self, features: frozenset[str]) -> list[tuple[str, int]]:
        marks = ",".join("?" * len(features))
        query = f"SELECT n.key, n.num FROM name n JOIN place p ON p.num = n.num WHERE p.feature IN ({marks})"  # noqa: S608 - question marks
        known = self._db.execute(query, sorted(features)).fetchall()
        return known + self._own_names_of(features) if self._own else known

    def _own_names_of(self, features: frozenset[str]) -> list[tuple[str, int]]:
        assert self._own is not None
        return self._own.names_of(features) + [(key, num) for key, num, of in self._loose_names if of in features]

    @cached_property
    def _loose_names(self) -> list[tuple[str, int, str]]:
        """Names that the user added to places of the compiled gazetteer: key, number, feature."""
        assert self._own is not None
        found = ((key, num, self.find(self._own.id_of(num))) for key, num in self._own.loose_names())
        return [(key, num, place.feature) for key, num, place in found if place]

    def _read_hits(self, key: str) -> tuple[Hit, ...]:
        rows = self._db.execute(_LOOKUP, (key,)).fetchall()
        hits = [self._hit(row) for row in rows]
        hits = self._with_own(key, hits) if self._own else hits
        return tuple(sorted(hits, key=_usual_first))

    def _with_own(self, key: str, hits: list[Hit]) -> list[Hit]:
        """Join what the user's gazetteer knows under a name, one hit for a place."""
        assert self._own is not None
        joined = {hit.place.id: hit for hit in hits}
        for named in self._own.named(key):
            known, place = joined.get(named.place_id), self.find(named.place_id)
            if place is not None and (known is None or (named.preferred and not known.preferred)):
                joined[place.id] = Hit(place, named.name, named.lang, named.preferred)
        return list(joined.values())

    def _hit(self, row: tuple[Any, ...]) -> Hit:
        place = self._place(row[:11])
        flags, shown = row[11], row[12]
        lang = _LANGUAGES[flags // 2]
        return Hit(place, shown or (place.name_ar if lang == "ar" else place.name), lang, bool(flags % 2))

    def _place(self, row: tuple[Any, ...]) -> Place:
        num, name, name_ar, lon, lat, feature, precision, radius_m, country, admin1, population = row
        at = LonLat(lon / 100_000, lat / 100_000)
        admin1_id = self._id_of(admin1) if admin1 else ""
        place_id = self._id_of(num)
        place = Place(
            place_id, name, name_ar, at, feature, Precision(precision), float(radius_m), country, admin1_id, population
        )
        return self._changed(place, num) if self._own else place

    def _changed(self, place: Place, num: int) -> Place:
        """Let the user's row of a place count."""
        assert self._own is not None
        area = self._db.execute("SELECT 1 FROM shape WHERE num = ?", (num,)).fetchone()
        return self._own.over(place.id, place, has_area=area is not None) or place

    def _read_id(self, num: int) -> str:
        if num > 0:
            return f"geonames:{num}"
        if self._own and num <= FIRST_NUMBER:
            return self._own.id_of(num)
        if not hasattr(self, "_ids"):
            self._ids = {n: i for i, n in self._db.execute("SELECT id, num FROM authority")}
        return str(self._ids[num])

    def _number(self, place_id: str) -> int | None:
        authority, _, number = place_id.partition(":")
        if authority == "geonames":
            return int(number) if number.isdecimal() and len(number) <= 15 else None  # SQLite's integers end
        row = self._db.execute("SELECT num FROM authority WHERE id = ?", (place_id,)).fetchone()
        return int(row[0]) if row else None


def _usual_first(hit: Hit) -> tuple[bool, bool, int, str]:
    place = hit.place
    return not hit.preferred, place.feature in {"adm1", "adm2"}, -place.population, place.id


def open_gazetteer() -> Gazetteer:
    """Return the gazetteer that came with majal and the user's own with it; opened again only where the latter changed.

    Raises
    ------
    InstallError
        When it is missing; the message says what to do.
    FileError
        When the user's own is there and is no gazetteer.
    """
    own = own_path()
    if not own.is_file():
        return _opened(None, ())
    state = own.stat()
    return _opened(own, (state.st_ino, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=2)
def _opened(own: Path | None, _state: tuple[int, ...]) -> Gazetteer:
    return Gazetteer(own=own)
