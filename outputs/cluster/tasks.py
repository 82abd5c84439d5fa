"""What a worker does: each task reads files and writes files of its own, so that it can be done again anywhere."""

from __future__ import annotations

import contextlib
import uuid
from codecs import BOM_UTF8
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.events import Dossier, combine
from layers.kinds import kinds
from layers.sources import Input, read
from outputs.cluster import runs
from outputs.cluster.packing import dtypes_of, pack, restored, unpack, unpack_flat
from outputs.columns import features
from outputs.engine import build_plan
from outputs.formats import formats
from outputs.inputs import mapping_in, open_input

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt
    import pyarrow as pa

    from layers.layer import Layer
    from layers.sources import Cut, Part
    from outputs.page import Page
    from outputs.recipe import LayerPlan

__all__ = [
    "AT_BITS",
    "BLOCK_BITS",
    "EVERY",
    "Block",
    "Done",
    "Stretch",
    "draw",
    "put_down",
    "read_block",
    "repeated",
    "rows_of",
    "scatter",
    "settle",
    "write_piece",
]

# A record's place in the order of all records: its block's number, then its own in the block. Column `at` has it.
BLOCK_BITS = 32
AT_BITS = 56
_WORLD = (-180.0, -90.0, 180.0, 90.0)
_SPREAD = 2_654_435_761  # Knuth's multiplier spreads the records of one spot evenly, so that ranges can divide them
EVERY = 100


@dataclass(frozen=True, slots=True)
class Block:
    """What one task reads: a whole file, or some of its records."""

    number: int
    name: str
    path: Path
    source: str
    published: dt.date | None = None
    language: str = ""
    decisions: Path | None = None
    mapping: Path | None = None
    date_order: str = ""
    cut: Cut | None = None
    part: Part | None = None

    def opened(self) -> Input:
        """Read the file, or the header and the part."""
        if self.cut is None:
            given = open_input(
                self.path,
                published=self.published,
                language=self.language,
                decisions=self.decisions,
                mapping=self.mapping,
                date_order=self.date_order,
            )
            return replace(given, name=self.name)
        with self.path.open("rb") as file:
            header = file.read(self.cut.header).removeprefix(BOM_UTF8)
            file.seek(self.cut.start)
            rows = file.read(self.cut.stop - self.cut.start)
        # The mark says that it is UTF-8, whatever a part by itself would look like.
        data, meant = BOM_UTF8 + header + rows, mapping_in(self.mapping) if self.mapping else None
        return Input(
            self.name,
            data,
            self.published,
            self.language,
            mapping=meant,
            date_order=self.date_order,
            part=self.part,
        )


class Done(NamedTuple):
    """What a block gave: all but its events, which lie in files now; how many they are, their dtypes, some keys."""

    rest: Dossier
    events: int
    dtypes: dict[str, str]
    keys: npt.NDArray[np.int64]


class Stretch(NamedTuple):
    """A partition: its number, its stretch of the Hilbert curve, and of how many blocks its events come."""

    number: int
    low: int
    high: int
    blocks: int


def read_block(block: Block, folder: Path) -> Done:
    """Read a block and settle its events."""
    return settle(read(block.opened(), block.source), block.number, folder)


def settle(dossier: Dossier, number: int, folder: Path) -> Done:
    """Put down events and their claims by their place on the Hilbert curve, and ids by their hash."""
    dossier = combine([dossier])  # drops what has an id twice
    at = (number << BLOCK_BITS) + np.arange(len(dossier.events))
    events = dossier.events.assign(at=at)
    key = _keys(events)
    owner = pd.Index(events["id"]).get_indexer(pd.Index(dossier.claims["subject"]))
    claims = dossier.claims[owner >= 0].assign(at=at[owner[owner >= 0]], key=key[owner[owner >= 0]])
    hashes = pd.util.hash_array(events["id"].to_numpy(dtype=object)).astype(np.uint64) >> np.uint64(1)
    ids = pd.DataFrame({"id": events["id"], "hash": hashes.astype(np.int64), "block": number})
    for name, table, by in (("events", events.assign(key=key), "key"), ("claims", claims, "key"), ("ids", ids, "hash")):
        runs.put(pack(table), by, _run(folder / name, number))
    rest = replace(dossier, events=dossier.events.iloc[:0], claims=dossier.claims[owner < 0])
    return Done(rest, len(events), dtypes_of(events), np.sort(key[key >= 0])[::EVERY])


def _keys(events: gpd.GeoDataFrame) -> npt.NDArray[np.int64]:
    """Place on the Hilbert curve around the Earth, in its lowest bits the record's own; -1 without a place."""
    shapes = np.array(events.geometry, dtype=object)
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    shapes[bare] = np.array(events["footprint"], dtype=object)[bare]
    known = shapely.is_geometry(shapes) & ~shapely.is_empty(shapes)
    along = gpd.GeoSeries(shapes[known]).hilbert_distance(total_bounds=_WORLD, level=16).to_numpy(dtype=np.int64)
    keys = np.full(len(events), -1, dtype=np.int64)
    keys[known] = (along << 31) | (np.flatnonzero(known) * _SPREAD & (2**31 - 1))
    return keys


def _run(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.arrow"


def rows_of(folder: Path, files: int, by: str, low: int = -1, high: int = runs.END) -> pd.DataFrame:
    """Take up rows again, without the column that they lie by: a GeoDataFrame where they have a geometry."""
    return unpack(_taken(folder, files, by, low, high)).drop(columns=by)


def _taken(folder: Path, files: int, by: str, low: int, high: int) -> pa.Table:
    return runs.take([_run(folder, number) for number in range(files)], by, low, high)


def repeated(folder: Path, blocks: int, low: int, high: int) -> list[tuple[str, int]]:
    """Ids with a hash in this range that stand in several blocks, with each of these."""
    ids = rows_of(folder / "ids", blocks, "hash", low, high)
    twice = ids[ids["id"].duplicated(keep=False)]
    return list(zip(twice["id"].tolist(), twice["block"].tolist(), strict=True))


def scatter(stretch: Stretch, folder: Path) -> Path:
    """Write the events of a partition as GeoParquet."""
    events = unpack_flat(_taken(folder / "events", stretch.blocks, "key", stretch.low, stretch.high)).drop(
        columns="key"
    )
    path = folder / "partitions" / f"part.{stretch.number}.parquet"
    with _whole_or_not(path) as place:
        in_order = events.sort_values("at", ignore_index=True)
        gpd.GeoDataFrame(in_order, geometry="geometry", crs=4326).to_parquet(place, index=False)
    return path


def draw(
    events: gpd.GeoDataFrame, dtypes: Mapping[str, str], stretch: Stretch, plans: Sequence[LayerPlan], folder: Path
) -> list[Layer]:
    """Build layers of a partition, whose events are given as `scatter` wrote them."""
    claims = rows_of(folder / "claims", stretch.blocks, "key", stretch.low, stretch.high).drop(columns="at")
    told = Dossier(events=gpd.GeoDataFrame(restored(events, dtypes)), claims=claims)
    return put_down(told, stretch.number, plans, folder)


def put_down(dossier: Dossier, number: int, plans: Sequence[LayerPlan], folder: Path) -> list[Layer]:
    """Build layers of some records, which have a column `at`; put down the rows, and return the layers without them.

    Where a layer has no rows, its records may lack the column.
    """
    built = [build_plan(plan, dossier, folder) for plan in plans]
    for layer in built:
        runs.put(pack(_placed(layer)), "place", _run(folder / "layers" / layer.name, number))
    return [replace(layer, data=features(layer).iloc[:0].drop(columns="at", errors="ignore")) for layer in built]


def _placed(layer: Layer) -> pd.DataFrame:
    """Return the rows with a column `place`: their order in the layer of all records."""
    data = pd.DataFrame(features(layer))
    data["place"] = data.pop("at") if "at" in data else np.empty(0, dtype=np.int64)
    how = kinds()[layer.kind].by_record
    if how is not None and how.by_legend:
        lines = {entry.key: line << AT_BITS for line, entry in enumerate(layer.legend)}
        data["place"] += data["legend"].map(lines).astype("int64")
    return data


def write_piece(
    layers: Sequence[Layer],
    which: int,
    parts: int,
    ends: tuple[int, int],
    format_: str,
    page: Page,
    *,
    path: Path,
    folder: Path,
) -> Path:
    """Write a file of some rows of one layer, with the columns that all the layers together have."""
    rows = gpd.GeoDataFrame(rows_of(folder / "layers" / layers[which].name, parts, "place", *ends))
    chosen = [replace(layer, data=rows) if at == which else layer for at, layer in enumerate(layers)]
    with _whole_or_not(path) as place:
        # Not `outputs.write.write`: the pieces are nobody's outputs.
        pieces = formats()[format_].write
        assert pieces is not None  # a format that joins files writes files
        pieces(chosen, place, page)
    return path


@contextlib.contextmanager
def _whole_or_not(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    place = path.with_name(f".{uuid.uuid4().hex}")
    yield place
    place.replace(path)
