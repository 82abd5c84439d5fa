"""What GDAL's drivers are given: flat tables, one geometry type where there is one, errors told in one line."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.errors import OutputError
from outputs.columns import uniform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import geopandas as gpd

__all__ = ["flat", "geometry_type", "told"]


def flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn lists and records into JSON texts; second geometries stay out, times are cut to milliseconds."""
    active = table.geometry.name
    kept = [name for name in table.columns if name == active or str(table[name].dtype) != "geometry"]
    made = table[kept].reset_index(drop=True)
    for name in made.columns:
        if isinstance(made[name].dtype, pd.DatetimeTZDtype):
            made[name] = made[name].dt.floor("ms")
        elif made[name].dtype == object or isinstance(made[name].dtype, pd.ArrowDtype):
            made[name] = uniform(made[name])
    return made


def geometry_type(table: gpd.GeoDataFrame) -> str:
    """Return the type that all geometries of a table have, or ``Unknown``, which allows every type."""
    shapes = np.asarray(table.geometry.array, dtype=object)
    shapes = shapes[~shapely.is_missing(shapes)]
    kinds = np.unique(np.column_stack([shapely.get_type_id(shapes), shapely.has_z(shapes)]), axis=0)
    return f"{shapes[0].geom_type}{' Z' if shapes[0].has_z else ''}" if len(kinds) == 1 else "Unknown"


@contextlib.contextmanager
def told(path: Path, what: str) -> Iterator[None]:
    """Tell in one line why GDAL cannot write a file.

    Raises
    ------
    OutputError
        With the file's name, `what` it should be, and GDAL's own words.
    """
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as problem:
        raise OutputError(f"{path.name}: GDAL cannot write this {what}: {problem}") from problem
