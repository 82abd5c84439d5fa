"""Who says so: the claims that each row of a table makes or brings."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.events import CLAIM_COLUMNS, Stance
from layers.tabular import cells as read
from layers.tabular.strings import arabic, distinct, fitting, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import numpy.typing as npt

    from layers.tabular.mapping import Value
    from layers.tabular.meanings import Table

__all__ = ["claims_of_rows"]

_TEXTS = [column.name for column in CLAIM_COLUMNS if column.type == "text"]
_LANGUAGES = np.array(["", "en", "ar"], dtype=object)
_DAY = r"^\d{4}-\d{2}-\d{2}$"


def claims_of_rows(table: Table, events: gpd.GeoDataFrame, file: str) -> pd.DataFrame:
    """Read the claims of each row: those that it brings as records, else what its speakers or its source say.

    Parameters
    ----------
    table
        The table.
    events
        The events that were made of its rows, in the same order.
    file
        The file's name, which speaks where nobody is named.

    Returns
    -------
    pandas.DataFrame
        With `layers.events.CLAIM_COLUMNS`; at least one for each row.
    """
    own = read.records(table.column("claims"), table.cells, "claims")
    brought = [_brought(own[own.map(len) > 0], events, table)] if table.has("claims") else []
    # A row whose claims cannot be used is told by its source, as one that brings none.
    bringing = events["id"].isin(brought[0]["subject"]).to_numpy() if brought else np.zeros(len(own), dtype=bool)
    first, *others = table.mapping.claims or ({},)
    spoken = [_spoken(table, _named(table, events, file, first), first, events, bringing)]
    spoken += [_spoken(table, _told(table, plan, "speaker"), plan, events, bringing) for plan in others]
    claims = pd.concat([*spoken, *brought], ignore_index=True) if len(spoken) + len(brought) > 1 else spoken[0]
    return claims.astype({"start": "float64", "end": "float64"})


def _named(table: Table, events: gpd.GeoDataFrame, file: str, plan: Mapping[str, Value]) -> pd.Series:
    """Name the speaker of each row; where nobody is named, its source."""
    speaker = _told(table, plan, "speaker")
    nobody = (
        events["source"]
        if table.has("source")
        else table.columns.always(table.mapping.publisher or PurePath(file).name)
    )
    return speaker.where(~fitting(speaker, r"^[;\s]*$"), nobody)


def _spoken(
    table: Table,
    speaker: pd.Series,
    plan: Mapping[str, Value],
    events: gpd.GeoDataFrame,
    but: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """Let each speaker of a row claim it; where there is none, nobody does."""
    told = {name: _told(table, plan, name) for name in ("party", "stance", "quote", "said", "url")}
    rows, speakers = _divided(speaker)
    rows, speakers = (rows[~but[rows]], speakers[~but[rows]]) if but.any() else (rows, speakers)
    quote = told["quote"]
    url = told["url"].where(_each_fitting(told["url"], r"(?i)^https?://"), events["url"])
    columns = {
        "subject": events["id"],
        "party": told["party"],
        "through": _through(table, plan, speaker),
        "stance": read.words(told["stance"], tuple(Stance), table.cells, "stance").replace("", str(Stance.CLAIMS)),
        "quote": quote,
        "lang": _language(quote),
        "said": told["said"].where(_each_fitting(told["said"], _DAY), ""),
        "report": events["report"],
        "source": events["source"],
        "url": url,
    }
    frame = pd.DataFrame(columns)
    if len(rows) != len(frame) or not np.array_equal(rows, np.arange(len(frame))):
        frame = frame.take(rows)
    frame = frame.reset_index(drop=True).assign(speaker=speakers.to_numpy(), start=np.nan, end=np.nan)
    return frame[[column.name for column in CLAIM_COLUMNS]].astype(dict.fromkeys(_TEXTS, "str"))


def _each_fitting(column: pd.Series, pattern: str) -> npt.NDArray[np.bool_]:
    """Tell which texts begin with a pattern; each distinct text is looked at once."""
    which, there = distinct(column)
    return fitting(there, pattern)[which]


def _language(quote: pd.Series) -> pd.Series:
    lang = _LANGUAGES[np.where((quote != "").to_numpy(), 1 + arabic(quote), 0)]
    return pd.Series(lang, index=quote.index)


def _told(table: Table, plan: Mapping[str, Value], name: str) -> pd.Series:
    if not table.mapping.claims and name in {"speaker", "quote"}:  # where no mapping says otherwise
        return table.texts(name)
    return table.columns.value(plan[name]) if name in plan else table.columns.always("")


def _through(table: Table, plan: Mapping[str, Value], speaker: pd.Series) -> pd.Series:
    """Name the outlets between the speaker and the reader; the publisher is the last, unless it is the speaker."""
    outlets = _told(table, plan, "through")
    if table.mapping.publisher and table.mapping.claims:
        last = table.columns.always(table.mapping.publisher).where(speaker != table.mapping.publisher, "")
        outlets = joined([outlets, last], ";")
    return read.lists(outlets)


def _divided(speaker: pd.Series) -> tuple[npt.NDArray[np.intp], pd.Series]:
    """Divide the speakers of each row at ``;``: the row of each, and who it is."""
    if not (speaker.str.contains(";", regex=False) | (speaker == "")).any():
        return np.arange(len(speaker)), speaker.reset_index(drop=True)
    parts = pc.split_pattern(pa.array(speaker, type=pa.string()), ";")
    rows = pc.list_parent_indices(parts).to_numpy()
    names = pd.Series(pc.utf8_trim_whitespace(pc.list_flatten(parts)).to_pandas(), dtype="str")
    there = (names != "").to_numpy()
    return rows[there], names[there].reset_index(drop=True)


def _brought(own: pd.Series, events: gpd.GeoDataFrame, table: Table) -> pd.DataFrame:
    names = [column.name for column in CLAIM_COLUMNS if column.name != "subject"]
    stances = {str(stance) for stance in Stance}
    flat = own.explode()
    frame = pd.DataFrame(flat.tolist(), index=flat.index).reindex(columns=names)
    for column in CLAIM_COLUMNS[1:]:
        if column.type == "text":
            frame[column.name] = read.texts(frame[column.name])
    frame["through"] = read.lists(frame["through"])
    frame["url"] = frame["url"].where(frame["url"].str.match(r"https?://", case=False), "")
    for offset in ("start", "end"):
        frame[offset] = pd.to_numeric(frame[offset], errors="coerce")
    good = (frame["speaker"] != "") & frame["stance"].isin(stances)
    bad = np.isin(events.index, frame.index[~good])
    expected = "speaker and stance, one of " + ", ".join(sorted(stances))
    table.cells.fault(bad, "claims", "a claim that cannot be used", expected, lambda _at: "")
    frame.insert(0, "subject", events["id"].reindex(frame.index))
    return frame[good.to_numpy()]
