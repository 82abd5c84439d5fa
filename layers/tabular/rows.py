"""Rows to events and claims: the table of any format becomes a dossier, a column at a time."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import FileError
from geo.place import PRECISION, Precision
from layers.events import (
    CLAIM_COLUMNS,
    COLUMNS,
    Basis,
    Dossier,
    EventKind,
    Fault,
    Stance,
    Status,
    TimePrecision,
    unplaced_table,
)
from layers.report import Report
from layers.tabular import cells as read
from layers.tabular.columns import SYNONYMS, match
from layers.tabular.positions import Positions, positions
from layers.tabular.raw import Cells, RawTable
from layers.tabular.times import intervals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt

    from layers.sources import Input

__all__ = ["dossier_of"]

# Words of other vocabularies that mean one of ours (Airwars, xSub and everyday words; see docs/files.md).
_PRECISIONS = {
    "neighborhood": "neighbourhood",
    "town": "settlement",
    "city": "settlement",
    "landmark": "street",
    "nearby_landmark": "street",
    "district": "adm2",
    "province": "adm1",
    "governorate": "adm1",
}
_NO_PRECISION = "no precision: the place is taken as unknown, never as exact"
_TEXTS = ("place_id", "place_name_ar", "why", "why_ar", "graded_by", "source")
_ONE_DAY = np.timedelta64(86_400_000_000 - 1, "us")


class _Table(NamedTuple):
    """One table while it is read: its cells, the columns by meaning, and the faults so far."""

    raw: RawTable
    names: Mapping[str, str]
    cells: Cells

    def has(self, meaning: str) -> bool:
        return meaning in self.names

    def column(self, meaning: str) -> pd.Series:
        """Return the column with this meaning, or an empty one."""
        if meaning in self.names:
            return self.raw.cells[self.names[meaning]]
        return pd.Series("", index=self.raw.cells.index, dtype="str")

    def texts(self, meaning: str) -> pd.Series:
        return read.texts(self.column(meaning))


def dossier_of(raw: RawTable, given: Input) -> Dossier:
    """Read the rows of a table.

    Parameters
    ----------
    raw
        The table as its format gives it.
    given
        The input it came from.

    Returns
    -------
    Dossier
        An event for every row that can be used, placed or not; the others are told in its faults.

    Raises
    ------
    FileError
        No column can be the title.
    """
    names = match(str(name) for name in raw.cells.columns)
    if "title" not in names:
        raise FileError(
            f"{given.name}: no column for the title; expected title (or {', '.join(SYNONYMS['title'][:4])}), "
            f"got: {_some(raw.cells.columns)}"
        )
    taken = given.part.taken if given.part else frozenset()
    table = _usable(_Table(raw, names, Cells(given.name, raw.rows, list(raw.faults))), taken)
    report = given.report
    where = positions(table.raw, table.names, table.cells)
    events = _events(table, where, given, report)
    claims = _claims(table, events, given)
    _whole_file(table, given.name)
    return Dossier(
        reports=(_report(given, report),),
        events=events,
        claims=claims,
        unplaced=_unplaced(events, where, report),
        faults=tuple(sorted(table.cells.faults, key=lambda fault: fault.row or 0)),
        rejected=raw.rejected + len(raw.cells) - len(events),
    )


def _some(names: Iterable[object], most: int = 12) -> str:
    told = [str(name) for name in names]
    return ", ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "") or "no columns"


def _report(given: Input, report: str) -> Report:
    name = PurePath(given.name).name
    return Report(id=report, name=name, text="", language=given.language, published=given.published, title=name)


def _usable(table: _Table, taken: frozenset[str]) -> _Table:
    """Leave out the rows that cannot be events, telling why: NUL bytes, no title, the same id again."""
    size = len(table.raw.cells)
    title = table.texts("title")
    nul = np.zeros(size, dtype=bool)
    for name in table.raw.cells.columns:
        here = read.texts(table.raw.cells[name]).str.contains("\0", regex=False).to_numpy(dtype=bool)
        table.cells.fault(here & ~nul, str(name), "a NUL byte in the cell", "text", lambda _at: "\\0")
        nul |= here
    untitled = (title == "").to_numpy() & ~nul
    table.cells.fault(untitled, table.names["title"], "no title", "some words", lambda _at: "")
    again = _repeated(table, nul | untitled, taken)
    return _chosen(table, ~(nul | untitled | again))


def _repeated(table: _Table, gone: npt.NDArray[np.bool_], taken: frozenset[str]) -> npt.NDArray[np.bool_]:
    ids = _ids(table)
    again: npt.NDArray[np.bool_] = (ids.where(~gone).duplicated() | ids.isin(taken)).to_numpy() & ~gone
    message, expected = ("the same id twice", "a unique id") if table.has("id") else ("the same row twice", "one of it")
    table.cells.fault(again, table.names.get("id", ""), message, expected, lambda at: ids.iloc[at])
    return again


def _chosen(table: _Table, mask: npt.NDArray[np.bool_]) -> _Table:
    raw = table.raw
    rows = raw.rows[mask]
    geometry = None if raw.geometry is None else raw.geometry[mask]
    kept = RawTable(raw.cells[mask].reset_index(drop=True), rows, geometry, raw.faults, raw.rejected)
    return table._replace(raw=kept, cells=Cells(table.cells.file, rows, table.cells.faults))


def _ids(table: _Table) -> pd.Series:
    """Take the table's own ids; where there is none, one made of the row's content."""
    ids = table.texts("id")
    bare = ids == ""
    if bare.any():
        parts = [read.texts(table.raw.cells.loc[bare, name]).tolist() for name in table.raw.cells.columns]
        if table.raw.geometry is not None:
            parts.append([str(shape) for shape in table.raw.geometry[bare.to_numpy()]])
        joined = map("\x1f".join, zip(*parts, strict=True))
        ids[bare] = [f"row-{hashlib.sha256(text.encode()).hexdigest()[:16]}" for text in joined]
    return ids


def _events(table: _Table, where: Positions, given: Input, report: str) -> gpd.GeoDataFrame:
    title = table.texts("title")
    arabic = title.str.contains(r"[\u0600-\u06ff]", regex=True)
    title_ar = table.texts("title_ar")
    columns: dict[str, object] = {
        "id": _ids(table),
        "kind": _worded(table, "kind", (*EventKind, "facility"), EventKind.OTHER),
        "title": title,
        "title_ar": title_ar.where(title_ar != "", title.where(arabic, "")),
        **_times(table),
        **_place(table, where),
        **{name: table.texts(name) for name in _TEXTS},
        "actors": read.lists(table.column("actors")),
        "targets": read.lists(table.column("targets")),
        "counts": read.records(table.column("counts"), table.cells, table.names.get("counts", "")),
        "distances": read.records(table.column("distances"), table.cells, table.names.get("distances", "")),
        "status": _worded(table, "status", tuple(Status), Status.RECORDED),
        "report": table.texts("report").replace("", report),
        "url": read.web_addresses(table.column("url"), table.cells, table.names.get("url", "")),
    }
    columns["source"] = table.texts("source").replace("", PurePath(given.name).name)
    columns["graded_by"] = _graded_by(table, given)
    texts = {column.name: "str" for column in COLUMNS[:-2] if column.type == "text"}
    frame = pd.DataFrame({column.name: columns[column.name] for column in COLUMNS[:-2]}).astype(texts)
    frame["footprint"] = gpd.GeoSeries(where.footprints, index=frame.index, crs=4326)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(where.points, index=frame.index, crs=4326))


def _worded(table: _Table, meaning: str, known: tuple[str, ...], absent: str) -> pd.Series:
    plain = tuple(str(word) for word in known)
    found = read.words(table.column(meaning), plain, table.cells, table.names.get(meaning, ""))
    return found.replace("", str(absent))


def _graded_by(table: _Table, given: Input) -> pd.Series:
    own, word = table.texts("graded_by"), table.texts("status")
    if table.has("graded_by"):
        return own
    return (f"{PurePath(given.name).name}: " + word).where(word != "", "")


def _times(table: _Table) -> dict[str, pd.Series]:
    first = "start" if table.has("start") else "date"
    found = _read_times(table, first)
    if table.has("end"):
        found = _joined(table, found, _read_times(table, "end"))
    told = read.words(
        table.column("time_precision"), tuple(TimePrecision), table.cells, table.names.get("time_precision", "")
    )
    date, clock = table.texts("date" if table.has("date") else first), table.texts("time")
    when = table.texts("when_text")
    return {
        "start": found["start"],
        "end": found["end"],
        "time_precision": told.where(told != "", found["precision"]),
        "basis": _worded(table, "basis", tuple(Basis), Basis.HAPPENED),
        "when_text": when.where(when != "", date.str.cat(clock, sep=" ").str.strip()),
    }


def _read_times(table: _Table, meaning: str) -> pd.DataFrame:
    written = table.texts(meaning)
    found = intervals(written)
    faulty = found["fault"] != ""
    for message, expected in found.loc[faulty, ["fault", "expected"]].drop_duplicates().itertuples(index=False):
        here = (found["fault"] == message) & (found["expected"] == expected)
        table.cells.fault(
            here.to_numpy(), table.names.get(meaning, meaning), message, expected, lambda at: written.iloc[at]
        )
    return found


def _joined(table: _Table, first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Interval from the first instant of the one to the last of the other; an empty end is open."""
    start, end = first["start"], last["end"]
    wrong = (start > end).to_numpy()
    written = table.texts("end")
    table.cells.fault(
        wrong, table.names["end"], "ends before it starts", "end at or after start", lambda at: written.iloc[at]
    )
    same = (first["start"] == last["start"]) & (first["end"] == last["end"])
    precision = first["precision"].where(same, str(TimePrecision.RANGE))
    precision = precision.where(~((end - start) == _ONE_DAY), str(TimePrecision.DAY))
    precision = precision.where(~(start.isna() & end.isna()) & ~wrong, str(TimePrecision.UNKNOWN))
    return pd.DataFrame({"start": start.mask(wrong), "end": end.mask(wrong), "precision": precision})


def _place(table: _Table, where: Positions) -> dict[str, pd.Series]:
    name, country = table.texts("place_name"), table.texts("country")
    coded = country.str.fullmatch(r"[A-Za-z]{2}")
    spelled = country.where(~coded, "")
    named = name.str.cat(spelled, sep=", ").str.strip(", ")
    precision = read.words(
        table.column("precision"), tuple(Precision), table.cells, table.names.get("precision", ""), _PRECISIONS
    ).replace("", str(Precision.UNKNOWN))
    if table.has("precision"):
        empty = (table.texts("precision") == "").to_numpy()
        table.cells.fault(empty, table.names["precision"], _NO_PRECISION, ", ".join(Precision), lambda _at: "")
    return {
        "place_name": named,
        "country": country.str.upper().where(coded, ""),
        "precision": precision,
        "radius_m": _radius_m(table, precision, where),
    }


def _radius_m(table: _Table, precision: pd.Series, where: Positions) -> pd.Series:
    column, name = table.column("radius_m"), table.names.get("radius_m", "")
    told, unread = read.numbers(column)
    table.cells.fault(
        unread | (told <= 0).to_numpy(), name, "no radius", "metres, above zero", lambda at: column.iloc[at]
    )
    told = told.where(told > 0)
    unknown = (precision == Precision.UNKNOWN).to_numpy()
    message = "a radius without a precision is not used"
    table.cells.fault(unknown & told.notna().to_numpy(), name, message, "a precision", lambda at: column.iloc[at])
    usual = precision.map({str(word): meaning.radius_m for word, meaning in PRECISION.items()}).astype("float64")
    shaped = ~shapely.is_missing(where.footprints)
    placed = ~shapely.is_missing(where.points)
    return told.fillna(usual.where(~shaped & placed)).mask(unknown)


def _claims(table: _Table, events: gpd.GeoDataFrame, given: Input) -> pd.DataFrame:
    """One claim a row, by its speaker or its source; the rows that bring claims of their own keep those."""
    own = read.records(table.column("claims"), table.cells, table.names.get("claims", ""))
    bringing = own.map(len) > 0
    spoken = _spoken(table, events, given)[~bringing]
    brought = _brought(own[bringing], events, table)
    claims = pd.concat([frame for frame in (spoken, brought) if len(frame)] or [spoken], ignore_index=True)
    return claims.astype({"start": "float64", "end": "float64"})


def _spoken(table: _Table, events: gpd.GeoDataFrame, given: Input) -> pd.DataFrame:
    speaker, quote = table.texts("speaker"), table.texts("quote")
    source = events["source"] if table.has("source") else pd.Series(PurePath(given.name).name, index=events.index)
    arabic = quote.str.contains(r"[\u0600-\u06ff]", regex=True)
    told = pd.DataFrame(
        {
            "subject": events["id"],
            "speaker": speaker.where(speaker != "", source),
            "through": read.lists(pd.Series("", index=events.index, dtype="str")),
            "stance": str(Stance.CLAIMS),
            "quote": quote,
            "lang": arabic.map({True: "ar", False: "en"}).where(quote != "", ""),
            "start": np.nan,
            "end": np.nan,
            "said": "",
            "report": events["report"],
            "source": events["source"],
            "url": events["url"],
        },
        columns=[column.name for column in CLAIM_COLUMNS],
    )
    absent = [column.name for column in CLAIM_COLUMNS if column.type == "text" and told[column.name].isna().all()]
    told[absent] = ""
    return told.astype({column.name: "str" for column in CLAIM_COLUMNS if column.type == "text"})


def _brought(own: pd.Series, events: gpd.GeoDataFrame, table: _Table) -> pd.DataFrame:
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
    table.cells.fault(bad, table.names.get("claims", ""), "a claim that cannot be used", expected, lambda _at: "")
    frame.insert(0, "subject", events["id"].reindex(frame.index))
    return frame[good.to_numpy()]


_WHY = {
    False: ("the source gives no position", "لا يذكر المصدر موقعا"),
    True: ("the position given cannot be used", "الموقع المذكور غير صالح"),
}


def _unplaced(events: gpd.GeoDataFrame, where: Positions, report: str) -> pd.DataFrame:
    missing = shapely.is_missing(where.points)
    titles = events.loc[missing, ["title", "title_ar"]]
    rows: list[Mapping[str, object]] = [
        {"title": title, "title_ar": title_ar, "why": _WHY[wrong][0], "why_ar": _WHY[wrong][1], "report": report}
        for (title, title_ar), wrong in zip(titles.itertuples(index=False), where.wrong[missing].tolist(), strict=True)
    ]
    return unplaced_table(rows)


def _whole_file(table: _Table, file: str) -> None:
    """Tell what the whole table lacks, once."""
    missing: Callable[[str], bool] = lambda meaning: meaning not in table.names  # noqa: E731 - read in two places
    if missing("precision"):
        said = "no column for the precision: every place is taken as unknown, never as exact"
        table.cells.faults.append(Fault(file, said, column="precision", expected=", ".join(Precision)))
    if not any(table.has(name) for name in ("date", "start", "end")):
        table.cells.faults.append(Fault(file, "no column for the date", column="date", expected="2015-11-03"))
    if table.raw.geometry is None and not table.has("shape"):
        for axis in ("latitude", "longitude"):
            if missing(axis):
                table.cells.faults.append(Fault(file, f"no column for the {axis}", column=axis, expected="degrees"))
