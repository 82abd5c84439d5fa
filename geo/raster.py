"""Sums of an open raster under zones, read in strips of rows, however large it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import shapely
from pyproj import CRS, Transformer
from rasterio.enums import MaskFlags
from rasterio.errors import RasterioIOError
from rasterio.io import DatasetReader
from rasterio.windows import Window

from geo.cells import cell_areas_km2
from geo.edges import Edges, outlines
from geo.errors import FileError, SettingError
from geo.geodesy import LARGEST_RADIUS_M, discs
from geo.grid import Grid
from geo.sag import SHORTEST_DEGREE_M
from geo.scan import running_sums, sums, union_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]
    Indices = npt.NDArray[np.intp]

__all__ = [
    "Description",
    "Source",
    "Strip",
    "Under",
    "Values",
    "Zones",
    "described",
    "grid_of",
    "lines_through",
    "strips",
    "under",
    "under_unions",
]

Values = Literal["count", "per_km2"]

# Cells of a strip: some megabytes for each kind of number that is kept of them.
_CELLS = 4_000_000

# Letters of a tag that a reader is shown.
_WORDS = 200

# Zones whose outlines are made at once; those that a strip may hold if they are evenly spread; its rows at least.
_AT_ONCE = 4096
_ZONES = 100_000
_FEWEST_ROWS = 16

# Of a disc's polygon.
_VERTICES = 64

# Lines that meet a union's zones, where there are few of them; and those through one zone, or one row, at most.
_LINES = 100_000
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """A band of an open raster, and what its numbers mean.

    Attributes
    ----------
    raster
        Open, north up, with a CRS.
    values
        ``count``: each cell holds an amount. ``per_km2``: it holds a density, which its true area makes an amount.
    band
        From 1.
    """

    raster: DatasetReader
    values: Values = "count"
    band: int = 1

    def __post_init__(self) -> None:
        """Refuse what is no open raster, and a band that is not there or holds no real numbers.

        Raises
        ------
        SettingError
            It is one of these.
        """
        if not isinstance(self.raster, DatasetReader):
            raise SettingError(f"raster: expected one opened with rasterio.open, got {self.raster!r}")
        if not 1 <= self.band <= self.raster.count:
            raise SettingError(f"{self.raster.name}: expected a band from 1 to {self.raster.count}, got {self.band}")
        told = self.raster.dtypes[self.band - 1]
        if told.startswith("complex"):
            raise SettingError(f"{self.raster.name}: band {self.band}: expected real numbers, got {told}")


class Strip(NamedTuple):
    """A part of a raster, and the zones that meet it.

    Attributes
    ----------
    edges
        Of the zones, in cells from the part's first corner.
    areas
        Of the whole zones that meet it, in cells; NaN for the others. Shape (zones,).
    amounts
        Of its cells, 0 where there are no data; shape (rows, columns), real numbers.
    known
        Where there are data, shape (rows, columns).
    below_zero
        Whether a value is below 0.
    """

    edges: Edges
    areas: Floats
    amounts: npt.NDArray[np.floating]
    known: npt.NDArray[np.bool_]
    below_zero: bool

    def running(self) -> Floats:
        """Return `geo.scan.running_sums` of the amounts, and of 1 where there are data: (2, rows, columns + 1)."""
        rows, columns = self.known.shape
        both = np.empty((2, rows, columns + 1))
        running_sums(self.amounts, out=both[0])
        running_sums(self.known, out=both[1])
        return both


@dataclass(frozen=True, slots=True)
class Zones:
    """Discs and shapes; a disc is built only where it is looked at.

    Attributes
    ----------
    lon, lat, radius_m
        Of the discs, degrees and metres, shape (n,); a radius of NaN where there is none.
    shapes
        Shape (n,): polygons in EPSG:4326, or None where it is a disc.
    vertices
        Of the discs' polygons, shape (n,).
    """

    lon: Floats
    lat: Floats
    radius_m: Floats
    shapes: Geometries
    vertices: Indices

    @classmethod
    def of_shapes(cls, shapes: Geometries) -> Zones:
        """Take polygons as zones."""
        nothing = np.full(len(shapes), np.nan)
        return cls(nothing, nothing, nothing, shapes, np.zeros(len(shapes), dtype=np.intp))

    @classmethod
    def of_discs(
        cls, lon: npt.ArrayLike, lat: npt.ArrayLike, radius_m: npt.ArrayLike, vertices: int = _VERTICES
    ) -> Zones:
        """Take discs around points as zones."""
        numbers = (np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (lon, lat, radius_m))
        each_lon, each_lat, each_radius_m = np.broadcast_arrays(*numbers)
        count = len(each_lon)
        return cls(each_lon, each_lat, each_radius_m, np.full(count, None, dtype=object), np.full(count, vertices))

    @classmethod
    def joined(cls, parts: Sequence[Zones]) -> Zones:
        """Take the zones of several together."""
        return cls(
            np.concatenate([part.lon for part in parts]),
            np.concatenate([part.lat for part in parts]),
            np.concatenate([part.radius_m for part in parts]),
            np.concatenate([part.shapes for part in parts]),
            np.concatenate([part.vertices for part in parts]),
        )

    def __len__(self) -> int:
        """Count them."""
        return len(self.lon)

    def latitudes(self) -> tuple[Floats, Floats]:
        """Return the parallels between which each lies, not nearer than it must be."""
        reach = self.radius_m / SHORTEST_DEGREE_M * 1.01
        south, north = shapely.bounds(self.shapes)[:, [1, 3]].T
        disc = shapely.is_missing(self.shapes)
        return np.where(disc, self.lat - reach, south), np.where(disc, self.lat + reach, north)

    def made(self, which: Indices) -> Geometries:
        """Build some of them; discs as polygons of the same area."""
        zones = self.shapes[which].copy()
        disc = shapely.is_missing(zones) & (self.radius_m[which] > 0)
        for vertices in np.unique(self.vertices[which[disc]]).tolist():
            round_ = np.flatnonzero(disc & (self.vertices[which] == vertices))
            at = which[round_]
            # A polygon with its vertices on the circle is the smaller one.
            grown = np.sqrt((2 * np.pi / vertices) / np.sin(2 * np.pi / vertices))
            radius_m = np.minimum(self.radius_m[at] * grown, LARGEST_RADIUS_M)
            zones[round_] = discs(self.lon[at], self.lat[at], radius_m, vertices=vertices)
        return zones


class Under(NamedTuple):
    """What lies under zones.

    Attributes
    ----------
    amounts
        Sum of the raster's amounts, each cell by its part in the zone; shape (n,).
    covered
        Part of the zone where the raster has data, from 0 to 1; shape (n,).
    """

    amounts: Floats
    covered: Floats


def grid_of(raster: DatasetReader) -> Grid:
    """Return the grid of a raster.

    Raises
    ------
    SettingError
        It has no CRS, one that is neither geographic nor projected, is not north up, or shows a place twice.
    """
    if raster.crs is None:
        raise SettingError(f"{raster.name}: the raster does not say its CRS; assign one, with gdal_edit -a_srs")
    crs = CRS.from_user_input(raster.crs.to_wkt())
    if not (crs.is_geographic or crs.is_projected):
        raise SettingError(
            f"{raster.name}: expected a geographic or a projected CRS, got {crs.name} ({crs.type_name}); "
            "make it one of these, with gdalwarp -t_srs"
        )
    to = raster.transform
    if not (to.b == to.d == 0 and to.a > 0 > to.e):
        raise SettingError(f"{raster.name}: the raster is turned or south up; make it north up, with gdalwarp")
    # A hundredth of a cell may be what rounding did to its size.
    if crs.is_geographic and (raster.width - 0.01) * to.a > 360:
        raise SettingError(
            f"{raster.name}: expected columns up to 360 degrees, got {raster.width * to.a:.6g}: places count twice; "
            "cut it, with gdal_translate -projwin"
        )
    return Grid(raster.crs.to_wkt(), to.c, to.f, to.a, -to.e, raster.width, raster.height)


class Description(NamedTuple):
    """What a reader is told of a raster.

    Attributes
    ----------
    cell
        Size of a cell in the CRS's own unit.
    cell_km2
        True area of the cell in the middle.
    crs
        Its name.
    meaning
        `Source.values`.
    date, unit, says
        As the file's own tags tell them; empty where they do not.
    """

    cell: str
    cell_km2: float
    crs: str
    meaning: str
    date: str
    unit: str
    says: str


def described(source: Source) -> Description:
    """Describe a raster.

    Raises
    ------
    SettingError
        As for `grid_of`.
    """
    raster, grid = source.raster, grid_of(source.raster)
    crs = CRS.from_user_input(grid.crs)
    row, column = grid.rows // 2, grid.columns // 2
    middle_km2 = float(cell_areas_km2(grid, range(row, row + 1), range(column, column + 1)).item())
    unit = "°" if crs.is_geographic else f" {crs.axis_info[0].unit_name}"
    tags = {**_tags(raster.tags()), **_tags(raster.tags(source.band))}
    return Description(
        f"{grid.cell_width:.6g}{unit} × {grid.cell_height:.6g}{unit}",
        middle_km2,
        crs.name,
        source.values,
        _first(tags, ("date", "year", "datetime", "acquisition_date", "tifftag_datetime")),
        str(raster.units[source.band - 1] or "") or _first(tags, ("unit", "units", "unittype")),
        _first(tags, ("source", "title", "description", "tifftag_imagedescription")),
    )


def _tags(told: Mapping[str, str]) -> dict[str, str]:
    return {name.casefold(): " ".join(str(words).split())[:_WORDS] for name, words in told.items()}


def _first(tags: Mapping[str, str], names: Sequence[str]) -> str:
    return next((tags[name] for name in names if tags.get(name)), "")


def strips(source: Source, zones: Zones) -> Iterator[Strip]:
    """Read those parts of a raster that lie under zones, some rows at a time.

    Parameters
    ----------
    source
        What to read.
    zones
        Of any number and size.

    Yields
    ------
    Strip
        From north to south; only rows and columns that zones meet are read.

    Raises
    ------
    SettingError
        As for `grid_of`.
    FileError
        The raster cannot be read.
    """
    grid = grid_of(source.raster)
    south, north = zones.latitudes()
    height = _rows_at_once(source, len(zones))
    for first in range(0, grid.rows, height):
        rows = min(height, grid.rows - first)
        part = replace(grid, top=grid.top - first * grid.cell_height, rows=rows)
        low, high = _parallels(part)
        found, areas = _outlines(zones, np.flatnonzero((north >= low) & (south <= high)), part)
        if len(found.zone):
            yield _strip(source, part, first, found, areas)


def _rows_at_once(source: Source, zones: int) -> int:
    """Whole blocks where they fit, so that none is decoded twice; fewer rows where there are very many zones."""
    block = source.raster.block_shapes[source.band - 1][0]
    rows = max(1, _CELLS // source.raster.width)
    few = max(_FEWEST_ROWS, _ZONES * source.raster.height // max(1, zones))
    return int(min(rows // block * block or rows, few))


def _parallels(part: Grid) -> tuple[float, float]:
    """Between which a part of a grid lies, and some more; all where its CRS cannot tell."""
    to_degrees = Transformer.from_crs(part.crs, "EPSG:4326", always_xy=True)
    _, south, _, north = to_degrees.transform_bounds(*part.bounds)
    return (south - 0.1, north + 0.1) if np.isfinite([south, north]).all() else (-90.0, 90.0)


def _outlines(zones: Zones, which: Indices, part: Grid) -> tuple[Edges, Floats]:
    areas = np.full(len(zones), np.nan)
    met = [outlines(np.empty(0, dtype=object), part)[0]]
    for start in range(0, len(which), _AT_ONCE):
        some = which[start : start + _AT_ONCE]
        found, areas[some] = outlines(zones.made(some), part)
        met.append(found._replace(zone=some[found.zone]))
    return Edges(*(np.concatenate(values) for values in zip(*met, strict=True))), areas


def _strip(source: Source, part: Grid, first: int, found: Edges, areas: Floats) -> Strip:
    """Read the columns that edges reach."""
    west = int(np.clip(min(found.x0.min(), found.x1.min()), 0, part.columns - 1))
    east = int(np.clip(np.ceil(max(found.x0.max(), found.x1.max())), west + 1, part.columns))
    window = Window(west, first, east - west, part.rows)
    values, known = _read(source, window)
    below_zero = bool(values.min() < 0)
    if source.values == "per_km2":
        values = values * cell_areas_km2(grid_of(source.raster), range(first, first + part.rows), range(west, east))
    moved = found._replace(x0=found.x0 - west, x1=found.x1 - west)
    return Strip(moved, areas, values, known, below_zero)


def _read(source: Source, window: Window) -> tuple[npt.NDArray[np.floating], npt.NDArray[np.bool_]]:
    """Values as they are meant, 0 where there are no data, and where there are data."""
    raster, at = source.raster, source.band - 1
    try:
        values = raster.read(source.band, window=window)
        known = _known(raster, at, values, window)
    except RasterioIOError as problem:
        raise FileError(f"{raster.name}: the raster cannot be read: {problem}") from problem
    if (raster.scales[at], raster.offsets[at]) != (1.0, 0.0):
        values = values * np.float64(raster.scales[at]) + raster.offsets[at]
    # Whole numbers are added as real ones, which do not run over.
    values = values if values.dtype.kind == "f" else values.astype(np.float64)
    if not known.all():
        values[~known] = 0
    return values, known


def _known(raster: DatasetReader, at: int, values: npt.NDArray[np.number], window: Window) -> npt.NDArray[np.bool_]:
    known = np.array(np.isfinite(values), dtype=np.bool_)
    if {MaskFlags.per_dataset, MaskFlags.alpha} & set(raster.mask_flag_enums[at]):
        known &= raster.read_masks(at + 1, window=window) > 0
        return known
    nodata = raster.nodatavals[at]
    if nodata is not None and np.isfinite(nodata):
        # A whole number that a band of whole numbers cannot hold stands nowhere in it; float32 rounds.
        known &= np.asarray(values != (nodata if values.dtype.kind in "iu" else values.dtype.type(nodata)))
    return known


def under(source: Source, zones: Zones) -> Under:
    """Sum a raster under zones.

    Parameters
    ----------
    source
        The raster.
    zones
        Each for itself: what lies under two of them counts in both.

    Returns
    -------
    Under
        Exact for the zones' polygons but for rounding; a disc is a polygon of 64 edges and the disc's area.

    Raises
    ------
    SettingError, FileError
        As for `strips`.
    """
    total, areas = np.zeros((2, len(zones))), np.full(len(zones), np.nan)
    for strip in strips(source, zones):
        total += sums(strip.edges, strip.running(), 0, len(zones))
        areas = np.fmax(areas, strip.areas)
    covered = np.divide(total[1], areas, out=np.zeros(len(zones)), where=areas > 0)
    return Under(total[0], np.clip(covered, 0, 1))


def under_unions(source: Source, zones: Zones, groups: Indices, count: int) -> Floats:
    """Sum a raster under the union of each group's zones: what lies under several of them counts once.

    Parameters
    ----------
    source, zones
        As for `under`.
    groups
        Group of each zone, shape (n,).
    count
        Number of groups.

    Returns
    -------
    ndarray
        Shape (count,). Scanned along lines, as many as `lines_through` says.

    Raises
    ------
    SettingError, FileError
        As for `strips`.
    """
    total = np.zeros(count)
    in_a_group = len(zones) // max(1, len(np.unique(groups)))
    for strip in strips(source, zones):
        lines = lines_through(strip.edges, in_a_group)
        total += union_sums(strip.edges, groups, strip.amounts, 0, count, lines=lines)
    return total


def lines_through(edges: Edges, zones: int, fewest: int = 100) -> int:
    """Return with how many lines through each row the union of zones is scanned.

    Parameters
    ----------
    edges
        Of the zones that meet the rows.
    zones
        How many are united: few, whose errors do not even out, are scanned more finely.
    fewest
        Lines that meet a small zone.
    """
    each = np.bincount(edges.zone, np.abs(edges.y1 - edges.y0) / 2)
    small = float(np.quantile(each[each > 0], 0.1)) if len(edges.zone) else 1.0
    wanted = np.clip(_LINES / max(zones, 1), fewest, _MOST_LINES)
    return int(np.clip(np.ceil(wanted / small), 1, _MOST_LINES))
