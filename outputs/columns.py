"""A layer's table in the plain values that files hold."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd

from geo.decoding import mended
from geo.errors import OutputError
from layers.claims import unnested
from layers.events import CLAIM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from layers.layer import Layer
    from outputs.page import Page

__all__ = [
    "as_text",
    "as_texts",
    "claim_rows",
    "distinct",
    "features",
    "iso_utc",
    "joined",
    "json_bytes",
    "json_cells",
    "layer_rows",
    "plain",
    "report_rows",
    "stacked",
    "uniform",
]

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def features(layer: Layer) -> gpd.GeoDataFrame:
    """Return the layer's table.

    Raises
    ------
    OutputError
        The layer is a grid: no format of features can hold it.
    """
    if not isinstance(layer.data, gpd.GeoDataFrame):
        raise OutputError(f"layer {layer.name!r} is a grid; this format holds features only")
    return layer.data


def iso_utc(times: pd.Series) -> pd.Series:
    """Write aware times as ISO 8601 in UTC: seconds where they are whole, else microseconds; null stays null."""
    instants = times.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    seconds = instants.astype("datetime64[s]")
    text = np.where(
        instants == seconds,
        np.datetime_as_string(seconds, timezone="UTC"),
        np.datetime_as_string(instants, timezone="UTC"),
    )
    return pd.Series(np.where(np.isnat(instants), None, text), index=times.index, dtype="object")


def plain(column: pd.Series) -> pd.Series:
    """Return a column as Python's own values: times as `iso_utc` writes them, and None for nothing."""
    told = iso_utc(column) if isinstance(column.dtype, pd.DatetimeTZDtype) else column
    # A list in an Arrow column is one only when it is taken out by itself.
    values = pd.Series(list(told), index=told.index, dtype="object") if isinstance(told.dtype, pd.ArrowDtype) else told
    return values.astype("object").where(told.notna(), None)


def stacked(layers: Sequence[Layer]) -> gpd.GeoDataFrame:
    """Put the tables of layers one under another, with a column ``layer`` where there are several."""
    tables = [features(layer) for layer in layers]
    if len(tables) == 1:
        return tables[0].reset_index(drop=True)
    named = [table.assign(layer=layer.name) for table, layer in zip(tables, layers, strict=True)]
    names = list(dict.fromkeys(["layer", *(column for table in named for column in table.columns)]))
    columns = {name: joined(name, named) for name in names}
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=4326)


def joined(name: str, tables: Sequence[pd.DataFrame]) -> pd.Series:
    """Put a column of several tables one under another, with nothing for those that lack it."""
    like = next(table[name].dtype for table in tables if name in table)
    if str(like) == "geometry":
        shapes = [
            np.asarray(table[name], dtype=object) if name in table else np.full(len(table), None) for table in tables
        ]
        return gpd.GeoSeries(np.concatenate(shapes), crs=4326)
    parts = [table[name] if name in table else _missing(like, len(table)) for table in tables]
    whole: pd.Series = pd.concat(parts, ignore_index=True)
    return whole


def _missing(like: Any, count: int) -> pd.Series:  # noqa: ANN401 - pandas' own dtypes, and numpy's
    """Return a column of nothing that goes together with columns of this type; whole numbers become floats."""
    if isinstance(like, np.dtype) and like.kind in "iu":
        return pd.Series(np.nan, index=range(count), dtype="float64")
    if isinstance(like, np.dtype) and like.kind == "b":
        return pd.Series([None] * count, dtype="object")
    return pd.Series([None] * count, dtype=like)


def claim_rows(layers: Sequence[Layer]) -> pd.DataFrame:
    """Collect the claims of all layers as one table, each claim once, in the order of the layers."""
    names = [column.name for column in CLAIM_COLUMNS]
    seen: set[str] = set()
    tables: list[pd.DataFrame] = []
    for layer in layers:
        table = features(layer)
        if "claims" not in table:
            continue
        subjects = table["subject"] if "subject" in table else table["id"]
        new = ~subjects.duplicated() & ~subjects.isin(seen)
        seen |= set(subjects[new])
        counts, claims = unnested(table.loc[new, "claims"])
        tables.append(claims.assign(subject=np.repeat(subjects[new].to_numpy(), counts)))
    full = [claims for claims in tables if len(claims)]
    return pd.concat(full, ignore_index=True)[names] if full else pd.DataFrame(columns=names)


def report_rows(page: Page) -> pd.DataFrame:
    """Tell of the reports that were read, one a row."""
    told = ("id", "name", "title", "outlet", "url", "language", "published", "retracted")
    rows = [{name: getattr(report, name) for name in told} for report in page.reports]
    return pd.DataFrame(rows, columns=list(told), dtype="object")


def layer_rows(layers: Sequence[Layer]) -> pd.DataFrame:
    """Return what is said of each layer as a whole: a row a layer."""
    return pd.DataFrame(
        [
            {
                "name": layer.name,
                "kind": layer.kind,
                "title": layer.title.en,
                "title_ar": layer.title.ar,
                "attribution": layer.attribution,
                "licence": layer.licence,
            }
            for layer in layers
        ]
    )


def distinct(column: pd.Series) -> tuple[npt.NDArray[np.intp], list[Any]]:
    """Return which of a column's different values stands in each row, and these; lists and records by their identity.

    Returns
    -------
    which
        Shape (n,), the values in the order in which they appear first.
    values
        What is missing is one of them.
    """
    if column.dtype != object:
        which, found = pd.factorize(column, use_na_sentinel=False)
        return which, np.asarray(found, dtype=object).tolist()
    cells = column.to_numpy()
    which, _ = pd.factorize(np.fromiter(map(id, cells), np.int64, len(cells)))
    return which, list(cells[np.unique(which, return_index=True)[1]])


def json_cells(column: pd.Series, label: bytes = b"") -> list[bytes]:
    """Write each cell as JSON, a value that stands in many rows once: times as ISO 8601, nothing as null.

    Each begins with the label, such as a member's name.
    """
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiub":
        numbers = json_bytes(np.ascontiguousarray(column)).strip(b"[]").split(b",")
        return [label + number for number in numbers] if len(column) else []
    if isinstance(column.dtype, pd.ArrowDtype):
        return [label + cell for cell in _claim_cells(column)]
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        which, instants = pd.factorize(column, use_na_sentinel=False)
        values = iso_utc(pd.Series(instants)).tolist()
    else:
        which, values = distinct(column)
    written = [label + (b"null" if value is pd.NA or value is pd.NaT else json_bytes(value)) for value in values]
    cells: list[bytes] = np.array(written, dtype=object)[which].tolist()
    return cells


def _claim_cells(column: pd.Series) -> list[bytes]:
    """Write claims a field at a time, and put each row's together."""
    counts, claims = unnested(column)
    fields = [json_cells(claims[name], json_bytes(name) + b":") for name in claims]
    told = (b"{" + b",".join(members) + b"}" for members in zip(*fields, strict=True))
    return [b"[" + b",".join(islice(told, count)) + b"]" for count in counts.tolist()]


def as_texts(column: pd.Series) -> pd.Series:
    """Write each cell as `as_text` does."""
    if isinstance(column.dtype, pd.ArrowDtype):
        cells = [cell.decode() for cell in json_cells(column)]
    else:
        which, values = distinct(column)
        texts = np.empty(len(values), dtype=object)
        texts[:] = [as_text(value) for value in values]
        cells = texts[which].tolist()
    return pd.Series(cells, index=column.index, dtype="object")


def as_text(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Write lists and records as JSON, dates as ISO 8601, nothing as None; leave text and numbers as they are."""
    if isinstance(value, str):
        return value if value.isascii() else mended(value)
    if isinstance(value, (list, dict, tuple)):
        return json_bytes(value).decode()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def uniform(column: pd.Series) -> pd.Series:
    """Make a column of objects one of numbers, of truth values, or of texts: lists and records become JSON."""
    told = as_texts(column)
    kind = pd.api.types.infer_dtype(told)
    if kind in {"integer", "floating", "mixed-integer-float"}:
        return pd.to_numeric(told)
    if kind == "boolean":
        return told.astype("boolean")
    return told.map(str, na_action="ignore") if kind.startswith("mixed") else told


def json_bytes(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    """Write JSON in UTF-8; what is no number is null, and half of a surrogate pair the sign for a lost letter."""
    try:
        return orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        return orjson.dumps(mended(value), option=_OPTIONS)
