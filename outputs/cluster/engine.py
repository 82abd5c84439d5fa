"""The engine `dask`: reads, builds and writes a partition at a time, on the workers of a scheduler."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.gazetteer.own import file_digest
from layers.events import Dossier, combine
from layers.kinds import by_record, kinds
from outputs.address import Address
from outputs.cluster.blocks import blocks_of, first_only, taken
from outputs.cluster.gathered import gathered
from outputs.cluster.tasks import (
    AT_BITS,
    BLOCK_BITS,
    EVERY,
    Block,
    Done,
    Stretch,
    draw,
    put_down,
    read_block,
    repeated,
    rows_of,
    scatter,
    settle,
    write_piece,
)
from outputs.cluster.workers import Workers, workers
from outputs.engine import build_plan
from outputs.inputs import decisions_in, gather
from outputs.page import Page
from outputs.write import atomic, format_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from layers.layer import Layer
    from layers.sources import Input
    from outputs.recipe import LayerPlan, SourcePlan

__all__ = ["Cluster", "cluster"]

# What a worker holds at once: some 50,000 rows of a table, or as many zones.
BLOCK_BYTES = 8_000_000
PARTITION_ROWS = 50_000
_ALL = 2**63 - 1


@contextlib.contextmanager
def cluster(scheduler: str, folder: Path, out: Path, progress: Callable[[str], None]) -> Iterator[Cluster]:
    """Open the engine, and take away what it put down in between.

    Parameters
    ----------
    scheduler
        Address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``; empty for workers on this machine, which end with
        the build.
    folder, out
        The recipe's folder and that of the outputs, in which the workers share a folder of their own.
    progress
        Is told each step in one line.

    Raises
    ------
    InstallError
        The extra is not installed, or a worker's majal is another one.
    SettingError
        Nobody answers at the scheduler's address.
    """
    with workers(scheduler, progress) as them:
        shared = Path(tempfile.mkdtemp(prefix=".majal-", dir=out.absolute()))
        try:
            yield Cluster(them, folder.absolute(), shared)
        finally:
            shutil.rmtree(shared, ignore_errors=True)


@dataclass(slots=True)
class Cluster:
    """One build on its way over the workers (`outputs.engine.Engine`)."""

    workers: Workers
    folder: Path
    shared: Path
    rest: Dossier = field(default_factory=Dossier)
    done: list[Done] = field(default_factory=list)
    spread: dict[str, int] = field(default_factory=dict)

    def read(
        self,
        plans: Sequence[SourcePlan],
        opened: Callable[[SourcePlan], Input],
        profile: Callable[[Dossier], Dossier] | None,
    ) -> Dossier:
        """Read the sources, and tell all but the events."""
        if profile is not None:
            # Records that tell the same in public are numbered, wherever they stand.
            self.workers.progress("the public profile needs all records: read in one place")
            return self._read_here(plans, opened, profile)
        decided = [decisions_in(self.folder / plan.decisions) for plan in plans if plan.decisions]
        if any(plan.online for plan in plans) or any(decisions.merges for decisions in decided):
            self.workers.progress("names asked online, or events joined by a decision: read in one place")
            return self._read_here(plans, opened)
        blocks = self._blocks(plans)
        self.done = self.workers.each([partial(read_block, block, self.shared) for block in blocks], "read")
        again = taken(blocks, self._repeated())
        if again is None:
            self.workers.progress("two sources use the same id: read in one place")
            return self._read_here(plans, opened)
        later = self.workers.each([partial(read_block, block, self.shared) for block in again], "read again")
        for block, done in zip(again, later, strict=True):
            self.done[block.number] = done
        self.rest = combine([first_only(block, done.rest) for block, done in zip(blocks, self.done, strict=True)])
        return self.rest

    def _blocks(self, plans: Sequence[SourcePlan]) -> list[Block]:
        """Divide what there is to read; a file given twice is read once, as `outputs.inputs.gather` does."""
        blocks: list[Block] = []
        paths = [self.folder / plan.path for plan in plans]
        distinct = {(file_digest(path), plan.source): (path, plan) for path, plan in zip(paths, plans, strict=True)}
        for path, plan in distinct.values():
            decisions, mapping = (self.folder / name if name else None for name in (plan.decisions, plan.mapping))
            whole = Block(
                len(blocks),
                plan.path,
                path,
                plan.source,
                plan.published,
                plan.language,
                decisions,
                mapping,
                plan.date_order,
            )
            blocks += blocks_of(whole, BLOCK_BYTES)
        return blocks

    def _read_here(
        self,
        plans: Sequence[SourcePlan],
        opened: Callable[[SourcePlan], Input],
        profile: Callable[[Dossier], Dossier] | None = None,
    ) -> Dossier:
        """Read everything in this process, where sources depend on each other."""
        dossier = gather([opened(plan) for plan in plans], [plan.source for plan in plans])
        self.done = [settle(profile(dossier) if profile else dossier, 0, self.shared)]
        self.rest = self.done[0].rest
        return self.rest

    def _repeated(self) -> list[tuple[str, int]]:
        """Ids that stand in several blocks, with each of them."""
        count = len(self.done)
        if count == 1:
            return []
        ends = [_ALL // count * at for at in range(count)]
        tasks = [partial(repeated, self.shared, count, *end) for end in zip(ends, [*ends[1:], _ALL], strict=True)]
        return [one for found in self.workers.each(tasks, "compared") for one in found]

    def layers(self, plans: Sequence[LayerPlan]) -> dict[str, Layer]:
        """Build the layers; the rows of those that are built by record stay in files."""
        apart = [plan for plan in plans if by_record(plan.kind, plan.settings)]
        built = self._spread(apart) if apart else {}
        together = [plan for plan in plans if plan.name not in built]
        dossier = self._dossier() if together else Dossier()
        for plan in together:
            self.workers.progress(f"layer {plan.name}, which needs all records: built in one place")
            built[plan.name] = build_plan(plan, dossier, self.folder)
        return built

    def _spread(self, plans: Sequence[LayerPlan]) -> dict[str, Layer]:
        import dask_geopandas  # noqa: PLC0415 - an extra, for those who ask for a cluster

        stretches = self._stretches()
        paths = self.workers.each([partial(scatter, stretch, self.shared) for stretch in stretches], "put in place")
        frames = dask_geopandas.read_parquet(paths, gather_spatial_partitions=False).to_delayed()
        tasks = [
            partial(draw, dtypes=self.done[0].dtypes, stretch=stretch, plans=plans, folder=self.shared)
            for stretch in stretches
        ]
        parts = self.workers.each(tasks, "built", frames)
        parts.append(put_down(self._beside_events(), len(stretches), plans, self.shared))
        self.spread |= dict.fromkeys([plan.name for plan in plans], len(parts))
        return {plan.name: gathered([part[at] for part in parts]) for at, plan in enumerate(plans)}

    def _stretches(self) -> list[Stretch]:
        """Divide the curve so that each partition has about as many events."""
        keys = np.sort(np.concatenate([done.keys for done in self.done]))
        count = -(-len(keys) * EVERY // PARTITION_ROWS) or 1
        borders = np.unique(keys[len(keys) * np.arange(1, count) // count]).tolist()
        ends = zip([0, *borders], [*borders, _ALL], strict=True)
        return [Stretch(at, low, high, len(self.done)) for at, (low, high) in enumerate(ends)]

    def _beside_events(self) -> Dossier:
        """Return what is no event; in layers that show both it stands behind the events."""
        first = 1 << (AT_BITS - 1)
        events, facilities, links = self.rest.events, self.rest.facilities, self.rest.links
        return replace(
            self.rest,
            events=events.assign(at=np.empty(0, dtype=np.int64)),
            facilities=facilities.assign(at=first + np.arange(len(facilities))),
            links=links.assign(at=first + np.arange(len(links))),
        )

    def _dossier(self) -> Dossier:
        """Put everything together again, in the order of the sources."""
        events, claims = (
            rows_of(self.shared / name, len(self.done), "key")
            .sort_values("at", kind="stable", ignore_index=True)
            .drop(columns="at")
            for name in ("events", "claims")
        )
        together = pd.concat([claims, self.rest.claims], ignore_index=True)
        return replace(self.rest, events=gpd.GeoDataFrame(events), claims=together)

    def write(
        self,
        layers: Sequence[Layer],
        path: Path | Address,
        page: Page,
        format_: str,
        *,
        overwrite: bool,
        inputs: Sequence[Path],
    ) -> None:
        """Write layers to a file, piece by piece where the format can join them."""
        join = format_of(path, format_).join
        if join is None or isinstance(path, Address) or not all(layer.name in self.spread for layer in layers):
            whole = [self._with_rows(layer) for layer in layers]
            write(whole, path, page, format=format_, overwrite=overwrite, inputs=inputs)
            return
        bare = Page(decimals=page.decimals, bom=page.bom)
        with atomic(path, overwrite=overwrite, inputs=inputs) as place, self._pieces() as pieces:
            tasks = [
                partial(write_piece, layers, which, self.spread[layer.name], ends, format_of(path, format_).name, bare)
                for which, layer in enumerate(layers)
                for ends in self._ends(layer)
            ]
            tasks = [partial(task, path=pieces / str(at), folder=self.shared) for at, task in enumerate(tasks)]
            join(self.workers.each(tasks, f"of {path.name} written"), place, layers, page)

    @contextlib.contextmanager
    def _pieces(self) -> Iterator[Path]:
        folder = self.shared / "pieces"
        yield folder
        shutil.rmtree(folder, ignore_errors=True)

    def _ends(self, layer: Layer) -> list[tuple[int, int]]:
        """Divide a layer's rows, in their order, into pieces of about as many records as a partition has."""
        starts, waiting = [0], 0
        for number, done in enumerate(self.done):
            if waiting and waiting + done.events > PARTITION_ROWS:
                starts.append(number << BLOCK_BITS)
                waiting = 0
            waiting += done.events
        how = kinds()[layer.kind].by_record
        lines = len(layer.legend) if how and how.by_legend else 1
        return [
            ((line << AT_BITS) + low, (line << AT_BITS) + high)
            for line in range(max(lines, 1))
            for low, high in zip(starts, [*starts[1:], 1 << AT_BITS], strict=True)
        ]

    def _with_rows(self, layer: Layer) -> Layer:
        if layer.name not in self.spread:
            return layer
        rows = rows_of(self.shared / "layers" / layer.name, self.spread[layer.name], "place")
        return replace(layer, data=gpd.GeoDataFrame(rows))
