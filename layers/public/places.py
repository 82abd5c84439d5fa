"""Positions to cells: every point goes to the middle of its cell, and no place is told more finely than a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.area import area_m2
from geo.geodesy import LARGEST_RADIUS_M, holding_disc
from geo.lattice import LATTICE_REACH, lattice_points
from geo.place import PRECISION, Precision
from layers.footprint import footprint_radii_m, has_shape

if TYPE_CHECKING:
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["Cells", "Coarse", "coarsened_ends", "coarsened_events"]

_POINTS = [str(name) for name, one in PRECISION.items() if one.is_point]


@dataclass(frozen=True, slots=True)
class Cells:
    """What a precision class makes of finer places.

    Attributes
    ----------
    to
        The class.
    """

    to: Precision

    @property
    def class_m(self) -> float:
        """The class's radius in metres: what is known more finely is moved."""
        radius_m = PRECISION[self.to].radius_m
        assert radius_m is not None  # `layers.public.CLASSES` holds no other
        return radius_m

    @property
    def cell_m(self) -> float:
        """Side of a cell in metres: a disc of the class fits in, so that the cell tells no more than the class."""
        return 2 * self.class_m

    @property
    def reach_m(self) -> float:
        """Metres that nothing in a cell is farther from its middle."""
        return LATTICE_REACH * self.cell_m

    @property
    def radius_m(self) -> float:
        """Radius in metres that holds every disc finer than the class whose middle is in the cell."""
        return self.reach_m + self.class_m


class Coarse(NamedTuple):
    """Places made coarse: shape (n,) each.

    Attributes
    ----------
    lon, lat, radius_m
        Degrees and metres; NaN where there is none.
    precision
        The class's names.
    moved
        Which are told by nothing but their cell: those finer than the class, and those of unknown extent.
    changed
        Which stood elsewhere, or had another radius or class.
    """

    lon: Floats
    lat: Floats
    radius_m: Floats
    precision: npt.NDArray[np.object_]
    moved: Bools
    changed: Bools


class _Known(NamedTuple):
    """How finely places are known: shape (n,) each.

    `given` has the longitudes and latitudes of the points that the source gives, `disc_m` the radii of its discs around
    them. A disc around `middle` of the radius `holding_m` holds the place, and one of `size_m` is as large. NaN where
    nobody says.
    """

    given: tuple[Floats, Floats]
    disc_m: Floats
    middle: tuple[Floats, Floats]
    size_m: Floats
    holding_m: Floats


def coarsened_events(table: gpd.GeoDataFrame, cells: Cells) -> tuple[Coarse, gpd.GeoDataFrame]:
    """Coarsen events or facilities.

    Parameters
    ----------
    table
        Event table (`layers.events.COLUMNS`).
    cells
        What the class makes of finer places.

    Returns
    -------
    coarse
        A place finer than the class has the middle of its cell, the class, and a radius that holds all of where it may
        have been. A place of unknown extent has the middle of its cell too, since it may be exact, and stays unknown.
        So has any other, since a source may put an exact point under a coarse class: its radius grows by the reach of
        a cell, and it keeps its class, if that is no point, and its shape.
    table
        With these places; shapes smaller than the class are gone.
    """
    shaped = has_shape(table)
    known = _known(table, shaped)
    coarse = _coarse(known, table["precision"], table["radius_m"], cells)
    kept = shaped & ~coarse.moved
    shapes = np.array(table["footprint"], dtype=object)
    shapes[~kept] = None
    moved = table.assign(precision=coarse.precision, radius_m=coarse.radius_m)
    moved["precision"] = moved["precision"].astype(table["precision"].dtype)
    moved["footprint"] = gpd.GeoSeries(shapely.force_2d(shapes), index=table.index, crs=4326)
    return coarse, moved.set_geometry(_points(coarse, table.index))


def _points(coarse: Coarse, index: pd.Index) -> gpd.GeoSeries:
    placed = ~np.isnan(coarse.lon)
    points = np.full(len(index), None, dtype=object)
    points[placed] = shapely.points(coarse.lon[placed], coarse.lat[placed])
    return gpd.GeoSeries(points, index=index, crs=4326, name="geometry")


def coarsened_ends(links: pd.DataFrame, end: str, cells: Cells) -> tuple[Coarse, pd.DataFrame]:
    """Coarsen one end of links, as `coarsened_events` does.

    Parameters
    ----------
    links
        Table with `layers.events.LINK_COLUMNS`.
    end
        ``from`` or ``to``.
    cells
        What the class makes of finer places.
    """
    lon, lat, told = (links[f"{end}_{name}"].to_numpy(dtype=np.float64) for name in ("lon", "lat", "radius_m"))
    precision = links[f"{end}_precision"]
    meant = precision.map({str(name): one.radius_m for name, one in PRECISION.items()}).to_numpy(dtype=np.float64)
    size_m = np.where(told > 0, told, meant)
    size_m[(precision == Precision.UNKNOWN).to_numpy() | (size_m > LARGEST_RADIUS_M)] = np.nan
    at = _on_earth(lon, lat)
    coarse = _coarse(_Known(at, size_m, at, size_m, size_m), precision, links[f"{end}_radius_m"], cells)
    columns = {"lon": coarse.lon, "lat": coarse.lat, "radius_m": coarse.radius_m, "precision": coarse.precision}
    moved = links.assign(**{f"{end}_{name}": values for name, values in columns.items()})
    return coarse, moved.astype({f"{end}_precision": precision.dtype})


def _known(table: gpd.GeoDataFrame, shaped: Bools) -> _Known:
    points = np.array(table.geometry, dtype=object)
    given = _on_earth(shapely.get_x(points), shapely.get_y(points))
    lon, lat, radii_m = given[0].copy(), given[1].copy(), footprint_radii_m(table)
    size_m, holding_m = radii_m.copy(), radii_m.copy()
    rows = np.flatnonzero(shaped)
    which, distinct = pd.factorize(pd.Series(shapely.to_wkb(np.array(table["footprint"], dtype=object)[rows])))
    measured = np.array([_measured(shapely.from_wkb(shape)) for shape in distinct]).reshape(-1, 4)
    lon[rows], lat[rows], size_m[rows], holding_m[rows] = measured[which].T
    # A class or radius may say more than the shape: its point is drawn.
    return _Known(given, radii_m, (lon, lat), np.fmin(size_m, radii_m), holding_m)


def _measured(shape: BaseGeometry) -> tuple[float, float, float, float]:
    """Return the middle of the disc that holds a shape, the radius of a disc of its area, and the holding radius.

    By its area, since a road is long and tells finely where something is all the same.
    """
    flat = shapely.force_2d(shape)
    middle, radius_m = holding_disc(flat)
    return middle.lon, middle.lat, float(np.sqrt(area_m2(flat) / np.pi)), radius_m


def _on_earth(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Leave out positions that are none."""
    here = (np.abs(lat) <= 90) & np.isfinite(lon)  # NaN is not
    return np.where(here, lon, np.nan), np.where(here, lat, np.nan)


def _coarse(known: _Known, precision: pd.Series, radius_m: pd.Series, cells: Cells) -> Coarse:
    placed = ~np.isnan(known.middle[0])
    finer = placed & (known.size_m < cells.class_m)
    unknown = placed & np.isnan(known.size_m)
    moved = finer | unknown
    lon, lat = (np.where(moved, middle, given) for middle, given in zip(known.middle, known.given, strict=True))
    here = ~np.isnan(lon)
    lon[here], lat[here] = lattice_points(lon[here], lat[here], cells.cell_m)
    elsewhere = here & ~((lon == known.given[0]) & (lat == known.given[1]))
    wider = elsewhere & ~moved
    said = radius_m.to_numpy(dtype=np.float64).copy()
    # Of an unknown extent a radius says nothing, and without a place it must not be finer than the class.
    said[unknown | (~placed & ~(said >= cells.class_m))] = np.nan
    said[finer] = _radius_m(known.holding_m[finer], cells)
    said[wider] = known.disc_m[wider] + cells.reach_m
    words = precision.to_numpy(dtype=object).copy()
    # The middle of a cell that is drawn as a point would be a false pin.
    words[finer | (wider & np.isin(words, _POINTS))] = str(cells.to)
    beyond = (finer | wider) & (said > LARGEST_RADIUS_M)
    said[beyond], words[beyond] = np.nan, str(Precision.UNKNOWN)
    return Coarse(lon, lat, said, words, moved | beyond, finer | elsewhere)


def _radius_m(holding_m: Floats, cells: Cells) -> Floats:
    """Return the radius to publish: `Cells.radius_m`, and for what is long in doubled steps, that name no one shape."""
    doubled = np.ceil(np.log2(np.maximum(holding_m / cells.class_m, 1)))
    return np.asarray(cells.reach_m + cells.class_m * 2**doubled, dtype=np.float64)
