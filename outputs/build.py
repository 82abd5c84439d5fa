"""A recipe to its files: only what changed, and the same bytes every time."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import OutputError, SettingError
from geo.gazetteer.own import file_digest, own_path
from geo.place import Precision
from layers.public import CLASSES, DEFAULT_CLASS
from layers.public import public as make_public
from outputs import manifest as manifests
from outputs.address import Address, target
from outputs.engine import ENGINES, Engine, Local
from outputs.fingerprint import fingerprint, version
from outputs.formats import formats
from outputs.inputs import check_file, open_input, read_bytes
from outputs.make import page_of
from outputs.manifest import MANIFEST, OWN_GAZETTEER, Entry, Manifest
from outputs.page import over_budget
from outputs.rasters import local_file, raster_names
from outputs.recipe import OutputPlan, Recipe, SourcePlan, read_recipe
from outputs.rejects import refuse_faults, write_rejects
from outputs.write import check_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from layers.events import Dossier, Fault
    from layers.layer import Layer
    from layers.public import Done
    from layers.sources import Input
    from outputs.online.server import Nominatim
    from outputs.page import Page

__all__ = ["BuildResult", "build"]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did.

    Attributes
    ----------
    folder
        Where the outputs are.
    written, unchanged
        The outputs that were written, and those that were already up to date.
    manifest
        The manifest's path.
    faults
        What was wrong with the sources, where they were read.
    """

    folder: Path
    written: tuple[Path | Address, ...]
    unchanged: tuple[Path | Address, ...]
    manifest: Path
    faults: tuple[Fault, ...] = ()


def _silent(_line: str) -> None:
    """Say nothing."""


def build(  # noqa: PLR0913 - each is an option of the command
    recipe: Path,
    out: Path,
    *,
    overwrite: bool = False,
    force: bool = False,
    engine: str = "",
    scheduler: str = "",
    public: str | bool = False,
    strict: bool = False,
    rejects: Path | None = None,
    progress: Callable[[str], None] = _silent,
) -> BuildResult:
    """Build everything that a recipe names.

    Parameters
    ----------
    recipe
        The recipe; the paths in it count from its folder.
    out
        The folder of the outputs; it is made if it is not there.
    overwrite
        Whether a file that no build wrote, or that somebody changed since, may be replaced.
    force
        Whether to write also what is up to date.
    engine
        One of `outputs.engine.ENGINES`: ``dask`` builds on workers, with the same result; empty as the recipe says.
    scheduler
        Address of the Dask scheduler whose workers build; empty as the recipe says, else workers on this machine.
    public
        One of `layers.public.CLASSES`, or True for `layers.public.DEFAULT_CLASS`: nothing is told more finely, whatever
        the recipe says. False as the recipe says.
    strict
        Whether any fault of a source ends the build before it writes an output.
    rejects
        Where to write the faults of the sources, as `outputs.rejects.write_rejects` does; None for nowhere. With this,
        or where it is strict, the sources are read also where every output is up to date.
    progress
        Is told each step in one line.

    Returns
    -------
    BuildResult
        An output is left alone where neither its sources, its settings nor majal changed since it was written.

    Raises
    ------
    SettingError
        The recipe is wrong.
    InputError
        A source cannot be read.
    RowError
        It is strict, and a source has a fault.
    OutputError
        An output cannot be written.
    InstallError
        The engine needs packages that are not installed.
    """
    data = read_bytes(recipe)
    job = _Job(
        _told(read_recipe(data, str(recipe)), engine, scheduler, public),
        recipe,
        out,
        overwrite,
        progress,
        strict,
        rejects,
    )
    inputs = job.inputs()
    keys = {plan.path: _key(job.recipe, plan, inputs) for plan in job.recipe.outputs}
    before = manifests.load(out)
    fresh = {path: entry for path, entry in before.items() if not force and _current(out, entry, keys.get(path, ""))}
    done, faults = job.run(Entry.of(recipe.name, data), inputs, keys, before, fresh)
    paths = [job.place(plan) for plan in job.recipe.outputs]
    return BuildResult(
        out,
        tuple(path for path, plan in zip(paths, job.recipe.outputs, strict=True) if plan.path in done),
        tuple(path for path, plan in zip(paths, job.recipe.outputs, strict=True) if plan.path not in done),
        out / MANIFEST,
        faults,
    )


def _told(recipe: Recipe, engine: str, scheduler: str, public: str | bool) -> Recipe:
    """Let what the caller says stand above what the recipe says; a scheduler means the engine that has one."""
    to = str(DEFAULT_CLASS) if public is True else public or recipe.public
    if to and to not in CLASSES:
        raise SettingError(f"public {to!r}: expected one of {', '.join(CLASSES)}")
    engine = engine or ("dask" if scheduler else recipe.engine)
    if engine not in ENGINES or (scheduler and engine != "dask"):
        raise SettingError(
            f"engine {engine!r}: expected one of {', '.join(ENGINES)}, and dask where there is a scheduler"
        )
    return replace(recipe, engine=engine, scheduler=scheduler or recipe.scheduler, public=to)


@dataclass(frozen=True, slots=True)
class _Job:
    """One build on its way."""

    recipe: Recipe
    path: Path
    out: Path
    overwrite: bool
    progress: Callable[[str], None]
    strict: bool = False
    rejects: Path | None = None
    problems: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    published: list[Done] = field(default_factory=list)

    def inputs(self) -> tuple[Entry, ...]:
        """Describe every file that the recipe reads, and the user's gazetteer, in which names are looked up."""
        named = [name for plan in self.recipe.sources for name in (plan.path, plan.decisions, plan.mapping) if name]
        entries = [_described(name, self.path.parent / name) for name in dict.fromkeys(named)]
        entries += [Entry.of_file(name, local_file(self.path.parent / name)) for name in self.rasters()]
        own = own_path()
        return (*entries, Entry.of_file(OWN_GAZETTEER, own)) if own.is_file() else tuple(entries)

    def rasters(self) -> list[str]:
        """Name the rasters of all layers, each once."""
        named = [name for plan in self.recipe.layers for name in raster_names(plan.kind, plan.settings)]
        return list(dict.fromkeys(named))

    def run(
        self,
        recipe: Entry,
        inputs: tuple[Entry, ...],
        keys: Mapping[str, str],
        before: Mapping[str, Entry],
        fresh: Mapping[str, Entry],
    ) -> tuple[set[str], tuple[Fault, ...]]:
        """Write what is not fresh; the manifest is saved after every file, so that a stop loses nothing."""
        stale = [plan for plan in self.recipe.outputs if plan.path not in fresh]
        entries = {path: entry for path, entry in before.items() if path in keys}
        _make_folder(self.out)
        asked = manifests.answers(self.out) if any(plan.online for plan in self.recipe.sources) else ()
        if not (stale or self.strict or self.rejects):
            for plan in self.recipe.outputs:
                self.progress(f"unchanged {plan.path}")
            self.save(recipe, (*inputs, *asked), entries)
            return set(), ()
        with self.engine() as engine:
            server = self.server()
            profile = self.publish if self.recipe.public else None
            dossier = engine.read(self.recipe.sources, lambda plan: self.opened(plan, server), profile)
            asked = (Entry.of(manifests.ANSWERS, server.digestible()),) if server else ()
            self.refuse((*self.faults, *dossier.faults))
            layers = self.layers(engine, stale)
            self.check(stale, layers)
            for line in self.problems:
                self.progress(line)
            for plan in self.recipe.outputs:
                if plan.path in fresh:
                    self.progress(f"unchanged {plan.path}")
                    continue
                self.write(engine, plan, layers, self.page(dossier, plan), before.get(plan.path))
                if heavy := over_budget(self.place(plan)):
                    self.progress(heavy)
                # What a server did not answer is asked again by the next build.
                key = "" if self.problems else keys[plan.path]
                entries[plan.path] = self.entry(plan, key)
                self.save(recipe, (*inputs, *asked), entries)
        return {plan.path for plan in stale}, (*self.faults, *dossier.faults)

    def refuse(self, faults: tuple[Fault, ...]) -> None:
        """Write the faults of the sources where that is asked, and stop where none may be."""
        if self.rejects is not None:
            named = {fault.file for fault in faults}
            read = [(self.given(plan), plan.source) for plan in self.recipe.sources if plan.path in named]
            inputs = [self.path, *(self.path.parent / plan.path for plan in self.recipe.sources)]
            write_rejects(faults, self.rejects, read, overwrite=self.overwrite, inputs=inputs)
        if self.strict:
            refuse_faults(faults)

    def publish(self, dossier: Dossier) -> Dossier:
        """Leave out what is not public; whoever builds is still told what was wrong with the sources."""
        made, done = make_public(dossier, Precision(self.recipe.public))
        self.faults.extend(dossier.faults)
        self.published.append(done)
        for line in done.lines:
            self.progress(line)
        return made

    def save(self, recipe: Entry, inputs: tuple[Entry, ...], entries: Mapping[str, Entry]) -> None:
        ordered = tuple(entries[path] for path in sorted(entries))
        done = [one.as_record() for one in self.published] or [manifests.published(self.out) or {}]
        public = done[0] if self.recipe.public else None
        manifests.save(Manifest(version(), recipe, inputs, ordered, public), self.out)

    @contextlib.contextmanager
    def engine(self) -> Iterator[Engine]:
        """Open who does the work."""
        if self.recipe.engine == "local":
            yield Local(self.path.parent, self.progress)
            return
        from outputs.cluster import cluster  # noqa: PLC0415 - an extra, for those who ask for it

        with cluster(self.recipe.scheduler, self.path.parent, self.out, self.progress) as engine:
            yield engine

    def opened(self, plan: SourcePlan, server: Nominatim | None) -> Input:
        self.progress(f"reading {plan.path}")
        given = self.given(plan)
        if server is None or not plan.online:
            return given
        from outputs.online import ask_for_report  # noqa: PLC0415 - as below

        return ask_for_report(given, server, self.problems.append, plan.source)

    def given(self, plan: SourcePlan) -> Input:
        folder = self.path.parent
        given = open_input(
            folder / plan.path,
            published=plan.published,
            language=plan.language,
            decisions=folder / plan.decisions if plan.decisions else None,
            mapping=folder / plan.mapping if plan.mapping else None,
            date_order=plan.date_order,
        )
        return replace(given, name=plan.path)

    def server(self) -> Nominatim | None:
        """Return who is asked for names that no gazetteer knows, where a source says so: one, for all its sources."""
        if not any(plan.online for plan in self.recipe.sources):
            return None
        from outputs.online import nominatim  # noqa: PLC0415 - nobody else pays for it

        return nominatim()

    def layers(self, engine: Engine, stale: list[OutputPlan]) -> dict[str, Layer]:
        wanted = {name for plan in stale for name in plan.layers}
        try:
            return engine.layers([plan for plan in self.recipe.layers if plan.name in wanted])
        except SettingError as problem:
            raise SettingError(f"{self.path}, {problem}") from problem

    def check(self, stale: list[OutputPlan], layers: Mapping[str, Layer]) -> None:
        """Check that each output can hold its layers, before the first is written."""
        for plan in stale:
            try:
                check_layers([layers[name] for name in plan.layers], formats()[plan.format])
            except OutputError as problem:
                told = "layers = […] in its [[output]] says which it holds"
                raise OutputError(f"{self.path}, output {plan.path}: {problem}; {told}") from problem

    def page(self, dossier: Dossier, plan: OutputPlan) -> Page:
        made = page_of(dossier, languages=self.recipe.languages)
        page = replace(made, decimals=plan.decimals, bom=plan.bom, theme=plan.theme)
        return replace(page, title=self.recipe.title) if self.recipe.title else page

    def place(self, plan: OutputPlan) -> Path | Address:
        named = target(plan.path)
        return named if isinstance(named, Address) else self.out / named

    def entry(self, plan: OutputPlan, key: str) -> Entry:
        place = self.place(plan)
        # A database has no bytes that could be compared: it is written by every build.
        return Entry(plan.path, "", 0) if isinstance(place, Address) else Entry.of_file(plan.path, place, key)

    def write(
        self, engine: Engine, plan: OutputPlan, layers: Mapping[str, Layer], page: Page, before: Entry | None
    ) -> None:
        path = self.place(plan)
        ours = False
        if isinstance(path, Path):
            if not path.resolve().is_relative_to(self.out.resolve()):
                raise OutputError(f"{path}: leads out of the output folder through a link")
            _make_folder(path.parent)
            ours = before is not None and path.is_file() and file_digest(path) == before.sha256
        else:
            path = replace(path, ours=before is not None)
        self.progress(f"writing {plan.path}")
        named = [*(source.path for source in self.recipe.sources), *self.rasters()]
        read = [self.path, *(self.path.parent / name for name in named)]
        chosen = [layers[name] for name in plan.layers]
        engine.write(chosen, path, page, plan.format, overwrite=self.overwrite or ours, inputs=read)


def _described(name: str, path: Path) -> Entry:
    check_file(path)
    return Entry.of_file(name, path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputError(f"{folder}: cannot be made a folder: {problem.strerror}") from problem


def _current(out: Path, entry: Entry, key: str) -> bool:
    path = out / entry.path
    return entry.key == key and path.is_file() and file_digest(path) == entry.sha256


def _key(recipe: Recipe, plan: OutputPlan, inputs: tuple[Entry, ...]) -> str:
    """Digest of everything that this output depends on."""
    told = {
        "majal": fingerprint(),
        "title": recipe.title,
        "languages": recipe.languages,
        "public": recipe.public,
        "sources": [asdict(source) for source in recipe.sources],
        "inputs": [asdict(entry) for entry in inputs],
        "layers": [asdict(layer) for layer in recipe.layers if layer.name in plan.layers],
        "output": asdict(plan),
    }
    return f"sha256:{hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()}"
