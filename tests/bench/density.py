"""What spreading events over an equal-area grid costs, against `rasterize` with added values, in the same run.

The common practice burns each disc's amount into the cells whose middles it holds. It does not keep the number of
events: a disc smaller than a cell holds no middle, or one that stands for too much. What each keeps is printed too.
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer
from rasterio import Affine
from rasterio.enums import MergeAlg
from rasterio.features import rasterize
from shapely import transform

from geo.geodesy import discs
from layers.surface import distinct, grid_over, spread_out

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo.grid import Grid
    from layers.surface import Areas


def _areas(count: int) -> Areas:
    """Discs of several precisions, just over half of them around a town that many share."""
    random = np.random.default_rng(20151103)
    towns = random.uniform((36.0, 32.5), (42.0, 37.0), (300, 2))[random.integers(0, 300, count)]
    off = random.normal(0, 0.15, (count, 2)) * (random.random((count, 1)) > 0.55)
    radius = random.choice([50.0, 150.0, 2_000.0, 5_000.0, 30_000.0], count)
    places, which = np.unique(np.column_stack([towns + off, radius]), axis=0, return_inverse=True)
    return distinct(discs(*places.T)[which.ravel()])


def _burnt(areas: Areas, grid: Grid) -> npt.NDArray[np.float64]:
    to_plane = Transformer.from_crs("EPSG:4326", grid.crs, always_xy=True)
    plane = transform(areas.shapes, lambda lonlat: np.column_stack(to_plane.transform(*lonlat.T)))
    cells = [shape.area / (grid.cell_width * grid.cell_height) for shape in plane]
    onto = Affine(grid.cell_width, 0, grid.left, 0, -grid.cell_height, grid.top)
    return np.asarray(
        rasterize(
            zip(plane, areas.counts / cells, strict=True),
            out_shape=(grid.rows, grid.columns),
            transform=onto,
            merge_alg=MergeAlg.add,
            dtype="float64",
        )
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--events", type=int, default=20_000, help="how many events; the full size is 100,000")
    asked.add_argument("--cell", default="600 m", help="side of a cell; 600 m make a grid of about 1,000 by 1,200")
    asked.add_argument("--rounds", type=int, default=3, help="how often, taken in turns")
    given = asked.parse_args()
    areas = _areas(given.events)
    grid, _ = grid_over(areas.shapes, given.cell)
    works: dict[str, Callable[[Areas, Grid], npt.NDArray[np.float64]]] = {
        "rasterize": _burnt,
        "layers.surface.spread_out": spread_out,
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    kept = {}
    for _ in range(given.rounds):
        for name, work in works.items():
            start = time.perf_counter()
            kept[name] = work(areas, grid).sum()
            taken[name].append(time.perf_counter() - start)
    print(f"{given.events:,} events, {len(areas.shapes):,} areas, {grid.rows:,} by {grid.columns:,} cells")
    for name, seconds in taken.items():
        print(f"{name}: {statistics.median(seconds):.2f} s, {kept[name] / given.events:.6%} of the events in the grid")
    theirs, ours = (statistics.median(seconds) for seconds in taken.values())
    print(f"ratio: {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
