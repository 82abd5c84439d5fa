"""The recipe: which sources, layers and files a build has. Every fault of it is found at once."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from geo.decoding import decode
from geo.errors import MajalError, SettingError
from layers.events import Fault
from layers.kinds import kinds
from layers.public import CLASSES, DEFAULT_CLASS
from layers.registry import pick
from layers.sources import sources
from layers.tabular.days import ORDERS
from layers.text import Text
from outputs.address import Address, target
from outputs.engine import ENGINES
from outputs.formats import Format, formats
from outputs.manifest import MANIFEST
from outputs.palette import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["LayerPlan", "OutputPlan", "Recipe", "SourcePlan", "check_recipe", "read_recipe"]

LANGUAGES = ("en", "ar")
# Who may be asked for names on the network, where a source says so.
ONLINE = ("nominatim",)
_TOP = ("title", "languages", "public", "engine", "scheduler", "source", "layer", "output")
_SOURCE = ("path", "source", "mapping", "date_order", "published", "language", "decisions", "online")
_LAYER = ("kind", "name", "from")
_OUTPUT = ("format", "path", "layers", "decimals", "bom", "theme")


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """A ``[[source]]``: a file, and what is known about it. Paths count from the recipe's folder."""

    path: str
    source: str = ""
    published: dt.date | None = None
    language: str = ""
    decisions: str = ""
    online: str = ""
    mapping: str = ""
    date_order: str = ""


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """A ``[[layer]]``: its kind, its name on the map and in files, and the kind's parameters."""

    kind: str
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """An ``[[output]]``: its format, its path in the output folder, the layers it holds, and how it is written."""

    format: str
    path: str
    layers: tuple[str, ...]
    decimals: int = 7
    bom: bool = False
    theme: str = "light"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe that was checked."""

    title: Text | None
    languages: tuple[str, ...]
    sources: tuple[SourcePlan, ...]
    layers: tuple[LayerPlan, ...]
    outputs: tuple[OutputPlan, ...]
    engine: str = ENGINES[0]
    scheduler: str = ""
    public: str = ""


def read_recipe(data: bytes, name: str) -> Recipe:
    """Read a recipe.

    Parameters
    ----------
    data
        The TOML file's bytes.
    name
        What to call it in messages.

    Raises
    ------
    SettingError
        Something in it is wrong: the first fault, and how many more there are.
    """
    recipe, faults = _read(data, name)
    if recipe is None or faults:
        more = f" (and {len(faults) - 1} more: see majal check {name})" if len(faults) > 1 else ""
        raise SettingError(f"{faults[0]}{more}")
    return recipe


def _anything(_path: str) -> bool:
    return True


def check_recipe(data: bytes, name: str, is_there: Callable[[str], bool] = _anything) -> list[Fault]:
    """Return every fault of a recipe, with its line and key.

    Parameters
    ----------
    data, name
        As for `read_recipe`.
    is_there
        Whether a file that layers are made with is there, by its path in the recipe.
    """
    return _read(data, name, is_there)[1]


def _read(data: bytes, name: str, is_there: Callable[[str], bool] = _anything) -> tuple[Recipe | None, list[Fault]]:
    text = decode(data, name).text
    try:
        found = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+)", str(problem))
        return None, [Fault(name, f"no TOML that can be read: {problem}", int(at[1]) if at else None)]
    reader = _Reader(name, text, is_there)
    recipe = reader.recipe(found)
    return recipe, sorted(reader.faults, key=lambda fault: fault.row or 0)


@dataclass(slots=True)
class _Reader:
    """Reads one recipe and notes every fault on the way."""

    name: str
    text: str
    is_there: Callable[[str], bool]
    faults: list[Fault] = field(default_factory=list)

    def recipe(self, found: dict[str, Any]) -> Recipe:
        self.known(found, _TOP, "", 0)
        layers = [self.layer(table, at) for at, table in self.tables(found, "layer")]
        self.twice([layer.name for layer in layers], "layer", "name")
        outputs = [
            self.output(table, at, [layer.name for layer in layers]) for at, table in self.tables(found, "output")
        ]
        self.twice([output.path for output in outputs], "output", "path")
        return Recipe(
            self.title(found),
            self.languages(found),
            tuple(self.source(table, at) for at, table in self.tables(found, "source")),
            tuple(layers),
            tuple(outputs),
            *self.engine(found),
            self.public(found),
        )

    def title(self, found: dict[str, Any]) -> Text | None:
        title = found.get("title")
        if title is None:
            return None
        if isinstance(title, str):
            return Text(title, title)
        if (
            isinstance(title, dict)
            and set(title) <= set(LANGUAGES)
            and title
            and all(isinstance(t, str) for t in title.values())
        ):
            some = next(iter(title.values()))
            return Text(title.get("en", some), title.get("ar", some))
        self.wrong("", 0, "title", "no title", 'a text, or { en = "…", ar = "…" }', title)
        return None

    def engine(self, found: dict[str, Any]) -> tuple[str, str]:
        engine, scheduler = found.get("engine", ENGINES[0]), found.get("scheduler", "")
        if engine not in ENGINES:
            self.wrong("", 0, "engine", "unknown engine", " or ".join(ENGINES), engine)
            engine = ENGINES[0]
        if not isinstance(scheduler, str) or (scheduler and engine != "dask"):
            self.wrong(
                "",
                0,
                "scheduler",
                "no scheduler",
                'an address such as "tcp://10.0.0.5:8786", with engine = "dask"',
                scheduler,
            )
            scheduler = ""
        return engine, scheduler

    def public(self, found: dict[str, Any]) -> str:
        """Read the class that nothing public is finer than; empty where all may be told."""
        public = found.get("public", False)
        if isinstance(public, bool):
            return str(DEFAULT_CLASS) if public else ""
        if public not in CLASSES:
            self.wrong("", 0, "public", "no public profile", f"true, false or one of {', '.join(CLASSES)}", public)
            return str(DEFAULT_CLASS)
        return str(public)

    def languages(self, found: dict[str, Any]) -> tuple[str, ...]:
        languages = found.get("languages", list(LANGUAGES))
        if isinstance(languages, list) and languages and all(language in LANGUAGES for language in languages):
            return tuple(dict.fromkeys(languages))
        self.wrong("", 0, "languages", "unknown languages", f"some of {', '.join(LANGUAGES)}", languages)
        return LANGUAGES

    def source(self, table: dict[str, Any], at: int) -> SourcePlan:
        self.known(table, _SOURCE, "source", at)
        published = table.get("published")
        if isinstance(published, str):
            with contextlib.suppress(ValueError):
                published = dt.date.fromisoformat(published)
        if isinstance(published, dt.datetime) or not (published is None or isinstance(published, dt.date)):
            self.wrong("source", at, "published", "no date", "a day such as 2015-11-03", table["published"])
            published = None
        language = self.string(table, "source", at, "language")
        if language and language not in LANGUAGES:
            self.wrong("source", at, "language", "unknown language", " or ".join(LANGUAGES), language)
        named = self.string(table, "source", at, "source")
        if named:
            self.picked(sources(), named, "source", at, "source")
        online = self.string(table, "source", at, "online")
        if online and online not in ONLINE:
            self.wrong("source", at, "online", "unknown service", " or ".join(ONLINE), online)
        path = self.string(table, "source", at, "path", needed=True)
        order = self.string(table, "source", at, "date_order")
        if order and order not in ORDERS:
            self.wrong("source", at, "date_order", "unknown order of dates", " or ".join(ORDERS), order)
        decisions, mapping = (self.string(table, "source", at, key) for key in ("decisions", "mapping"))
        return SourcePlan(path, named, published, language, decisions, online, mapping, order)

    def layer(self, table: dict[str, Any], at: int) -> LayerPlan:
        kind = self.string(table, "layer", at, "kind", needed=True)
        name = self.string(table, "layer", at, "name") or kind
        if name and not re.fullmatch(r"[A-Za-z0-9_-]+", name):
            self.wrong("layer", at, "name", "no name for a layer", "letters, digits, - and _", name)
        if not kind or not self.picked(kinds(), kind, "layer", at, "kind"):
            return LayerPlan(kind, name)
        declared = tuple(parameter.name for parameter in kinds()[kind].parameters)
        self.known(table, (*_LAYER, *declared), "layer", at)
        settings = {key: value for key, value in table.items() if key in declared}
        if "from" not in declared and table.get("from", "events") != "events":
            self.wrong("layer", at, "from", "no such table", '"events"', table["from"])
        for parameter in kinds()[kind].parameters:
            if parameter.default is None and parameter.name not in settings:
                self.wrong("layer", at, parameter.name, "setting missing", parameter.help, None)
            elif parameter.type == "raster":
                path = self.string(table, "layer", at, parameter.name, needed=True)
                if path and not self.is_there(path):
                    self.wrong("layer", at, parameter.name, "there is no such file", "a GeoTIFF", path)
        return LayerPlan(kind, name, settings)

    def output(self, table: dict[str, Any], at: int, names: list[str]) -> OutputPlan:
        self.known(table, _OUTPUT, "output", at)
        format_ = self.string(table, "output", at, "format", needed=True)
        if format_:
            self.picked(formats(), format_, "output", at, "format")
        path = self.string(table, "output", at, "path", needed=True)
        path = self.place(path, format_, at)
        if path == MANIFEST:
            self.wrong("output", at, "path", "is the manifest's own name", "another name", path)
        layers = table.get("layers", names)
        if not isinstance(layers, list) or not all(layer in names for layer in layers):
            self.wrong("output", at, "layers", "unknown layers", f"some of {', '.join(names)}", layers)
            layers = names
        decimals, bom = table.get("decimals", 7), table.get("bom", False)
        if isinstance(decimals, bool) or not isinstance(decimals, int) or not 0 <= decimals <= 15:
            self.wrong("output", at, "decimals", "no number of decimals", "0 to 15", decimals)
            decimals = 7
        if not isinstance(bom, bool):
            self.wrong("output", at, "bom", "neither yes nor no", "true or false", bom)
        theme = self.string(table, "output", at, "theme") or "light"
        self.picked(THEMES, theme, "output", at, "theme")
        return OutputPlan(format_, path, tuple(layers), decimals, bom is True, theme)

    def place(self, path: str, format_: str, at: int) -> str:
        """Check where an output goes: into the output folder, or to a database whose password stands elsewhere.

        Returns it as it may be told.
        """
        place = target(path)
        if isinstance(place, Address) and place.secrets:
            expected = "a password in PGPASSWORD or in ~/.pgpass, where libpq looks for it"
            self.wrong("output", at, "path", "holds a password", expected, str(place))
        if isinstance(place, Path) and path and _leaves(path):
            self.wrong("output", at, "path", "leaves the output folder", "a path inside it", path)
        if path and format_ in formats() and not _takes(formats()[format_], place):
            expected = ", ".join(formats()[format_].suffixes)
            self.wrong("output", at, "path", f"nothing that {format_} writes to", expected, str(place))
        return str(place) if isinstance(place, Address) else path

    def tables(self, found: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
        tables = found.get(key, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.wrong("", 0, key, "no list of tables", f"[[{key}]]", tables)
            return []
        if not tables:
            self.faults.append(Fault(self.name, f"no [[{key}]]", None, key, f"at least one [[{key}]]"))
        return list(enumerate(tables))

    def known(self, table: dict[str, Any], keys: tuple[str, ...], of: str, at: int) -> None:
        for key in table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                self.faults.append(
                    Fault(
                        self.name, f"unknown key{hint}", self.line(of, at, key), key, f"one of {', '.join(keys)}", key
                    )
                )

    def string(self, table: dict[str, Any], of: str, at: int, key: str, *, needed: bool = False) -> str:
        value = table.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value):
            self.wrong(of, at, key, "key missing" if value is None else "no text", f'{key} = "…"', value)
            return ""
        return value

    def picked(self, members: Mapping[str, Any], name: str, of: str, at: int, key: str) -> bool:
        try:
            pick(members, name, key)
        except MajalError:
            self.wrong(of, at, key, f"unknown {key}", f"one of {', '.join(members)}", name)
            return False
        return True

    def twice(self, names: list[str], of: str, key: str) -> None:
        for at, name in enumerate(names):
            if name and name in names[:at]:
                self.wrong(of, at, key, f"the same {key} twice", f"a {key} of its own", name)

    def wrong(self, of: str, at: int, key: str, message: str, expected: str, got: object) -> None:
        found = "" if got is None else repr(got)
        self.faults.append(Fault(self.name, message, self.line(of, at, key), key, expected, found))

    def line(self, of: str, at: int, key: str) -> int | None:
        """Line of a key in the `at`-th table called `of`; else of the table's header."""
        seen, inside, header = -1, not of, None
        for number, line in enumerate(self.text.splitlines(), start=1):
            if opened := re.match(r"\s*\[\[?\s*([\w.\"-]+)\s*\]", line):
                seen += opened[1] == of
                inside = bool(of) and opened[1] == of and seen == at
                header = number if inside else header
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line):
                return number
        return header


def _takes(format_: Format, place: Path | Address) -> bool:
    """Whether a format writes to such a place; a file may have any ending."""
    if isinstance(place, Address):
        return format_.send is not None and place.url.startswith(format_.suffixes)
    return format_.write is not None


def _leaves(path: str) -> bool:
    parts = PurePosixPath(path.replace("\\", "/"))
    return parts.is_absolute() or ".." in parts.parts or bool(PureWindowsPath(path).drive) or not Path(path).name
