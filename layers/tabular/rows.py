"""Rows to events and claims: the table of any format becomes a dossier, a column at a time."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import FileError
from geo.place import PRECISION, Precision
from layers.events import (
    COLUMNS,
    Basis,
    Dossier,
    EventKind,
    Fault,
    Status,
    TimePrecision,
    unplaced_table,
)
from layers.report import Report
from layers.tabular import cells as read
from layers.tabular.claims import claims_of_rows
from layers.tabular.columns import PRECISIONS, SYNONYMS, plain_name
from layers.tabular.countries import country_codes
from layers.tabular.counts import counts_of_rows
from layers.tabular.known import known_mapping, mapping_of, mappings
from layers.tabular.mapping import Value
from layers.tabular.meanings import Table, table_of
from layers.tabular.named import placed_by_name
from layers.tabular.plausible import judged
from layers.tabular.positions import Positions, positions
from layers.tabular.raw import Cells
from layers.tabular.strings import arabic, distinct, fitting, joined
from layers.tabular.times import intervals, widened, without_placeholders
from layers.text import Text
from layers.words import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy.typing as npt

    from layers.sources import Input
    from layers.tabular.mapping import ColumnMapping
    from layers.tabular.raw import RawTable

__all__ = ["dossier_of"]

_NO_PRECISION = "no precision: the place is taken as unknown, never as exact"
_TEXTS = ("place_id", "place_name_ar", "why", "why_ar", "graded_by", "source")
_TELLING = {"title", "kind", "place_name", "date", "start", "end"}
_NUMBERED = re.compile(r" \d+$")
_SUM = r"(?i)^((grand |sub)?total|sum|sources?|notes?)\b|^(المجموع|الإجمالي|المصدر|ملاحظة|ملاحظات)"
_ONE_DAY = np.timedelta64(86_400_000_000 - 1, "us")


def dossier_of(raw: RawTable, given: Input) -> Dossier:
    """Read the rows of a table.

    Parameters
    ----------
    raw
        The table as its format gives it.
    given
        The input it came from. Its mapping says what the columns mean; without one the column names tell.

    Returns
    -------
    Dossier
        An event for every row that can be used, placed or not; the others are told in its faults.

    Raises
    ------
    FileError
        No column tells what happened, where or when.
    """
    names = [str(name) for name in raw.cells.columns]
    mapping = given.mapping or known_mapping(names) or mapping_of(names)
    mapping = replace(mapping, date_order=given.date_order or mapping.date_order)
    table = _usable(raw, mapping, given)
    where = positions(table)
    report = _report(given, table)
    events = judged(_events(table, where, report), table, where.grain_m, given.published)
    events, reasons = placed_by_name(table, events, given.gazetteer)
    claims = claims_of_rows(table, events, given.name)
    _whole_file(table, given.name)
    return Dossier(
        reports=(report,),
        events=events,
        claims=claims,
        unplaced=_unplaced(events, where, reasons, report.id),
        faults=tuple(sorted(table.cells.faults, key=lambda fault: fault.row or 0)),
        rejected=sum(fault.rejected for fault in table.cells.faults),
    )


def _report(given: Input, table: Table) -> Report:
    mapping = table.mapping
    name = PurePath(given.name).name
    return Report(
        id=given.report,
        name=name,
        text="",
        language=given.language,
        published=given.published,
        title=name,
        outlet=mapping.publisher,
        read_as=mapping.name,
        unused=(*_unused(table), *table.whole.unread),
        attribution=mapping.attribution,
        licence=mapping.licence,
    )


def _unused(table: Table) -> list[str]:
    used = {plain_name(name) for name in table.mapping.used()}
    return [str(name) for name in table.whole.cells.columns if plain_name(str(name)) not in used]


def _usable(raw: RawTable, mapping: ColumnMapping, given: Input) -> Table:
    """Leave out the rows that cannot be events, telling why: NUL bytes, the same id again, totals and notes."""
    cells = Cells(given.name, raw.rows, list(raw.faults))
    gone = _with_nul(raw, cells) if raw.may_hold_nul else np.zeros(len(raw.cells), dtype=bool)
    table = table_of(raw, mapping, cells)
    if not table.first_of(*_TELLING):
        raise FileError(
            f"{given.name}: no column for the title, nor for kind, place or date; expected title (or "
            f"{', '.join(SYNONYMS['title'][:4])}), got: {_some(raw.cells.columns)}. A mapping says what columns mean: "
            "see majal check --propose"
        )
    ids = _told_apart(table, _ids(table))
    again = _repeated(table, ids, gone, given.part.taken if given.part else frozenset())
    return table.chosen(~(gone | again | _sums(table, gone | again)), ids)


def _sums(table: Table, gone: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Find the rows below a list that are no events: its total, its source, a note, which tell no time and no place."""
    said = table.texts("title").where(lambda titles: titles != "", table.texts("id"))
    sums = fitting(said, _SUM) & ~gone
    for meaning in _TELLING - {"title", "kind"} | {"latitude", "longitude", "position", "shape"}:
        sums &= (table.texts(meaning) == "").to_numpy() if sums.any() else False
    if table.whole.geometry is not None:
        sums &= shapely.is_missing(table.whole.geometry)
    message, expected = "a total, a source or a note", "an event, with its time or place"
    table.cells.fault(sums, "title", message, expected, lambda at: said.iloc[at], rejected=True)
    return sums


def _some(names: Iterable[object], most: int = 12) -> str:
    told = [str(name) for name in names]
    return ", ".join(told[:most]) + (f" and {len(told) - most} more" if len(told) > most else "") or "no columns"


def _with_nul(raw: RawTable, cells: Cells) -> npt.NDArray[np.bool_]:
    nul = np.zeros(len(raw.cells), dtype=bool)
    for name in raw.cells.columns:
        here = read.texts(raw.cells[name]).str.contains("\0", regex=False).to_numpy(dtype=bool)
        cells.fault(here & ~nul, str(name), "a NUL byte in the cell", "text", lambda _at: "\\0", rejected=True)
        nul |= here
    return nul


def _repeated(
    table: Table, ids: pd.Series, gone: npt.NDArray[np.bool_], taken: frozenset[str]
) -> npt.NDArray[np.bool_]:
    again: npt.NDArray[np.bool_] = (ids.where(~gone).duplicated() | ids.isin(taken)).to_numpy() & ~gone
    message, expected = ("the same id twice", "a unique id") if table.has("id") else ("the same row twice", "one of it")
    column = "id" if table.has("id") else ""
    table.cells.fault(again, column, message, expected, lambda at: ids.iloc[at], rejected=True)
    return again


def _ids(table: Table) -> pd.Series:
    """Take the table's own ids; where there is none, one made of the row's content."""
    ids = table.texts("id")
    bare = ids == ""
    if bare.any():
        parts = [read.texts(table.whole.cells.loc[bare, name]).tolist() for name in table.whole.cells.columns]
        if table.whole.geometry is not None:
            parts.append([str(shape) for shape in table.whole.geometry[bare.to_numpy()]])
        joined = map("\x1f".join, zip(*parts, strict=True))
        ids = ids.copy()
        ids[bare] = [f"row-{hashlib.sha256(text.encode()).hexdigest()[:16]}" for text in joined]
    return ids


def _told_apart(table: Table, ids: pd.Series) -> pd.Series:
    """Put what tells rows of the same id apart behind it, where the mapping names a column for that."""
    apart = table.columns.texts(table.mapping.apart)
    several = ids.duplicated(keep=False) & (apart != "")
    if not several.any():
        return ids
    longer = joined([ids, apart], "-")
    message, expected = "the same id for several rows: each is kept under a longer one", "a unique id"
    table.cells.fault(several.to_numpy(), "id", message, expected, lambda at: longer.iloc[at])
    return ids.where(~several, longer)


def _events(table: Table, where: Positions, report: Report) -> gpd.GeoDataFrame:
    kind = _worded(table, "kind", (*EventKind, "facility"), EventKind.OTHER)
    place = _place(table, where)
    title = _titles(table, kind, place["place_name"])
    title_ar = table.texts("title_ar")
    columns: dict[str, object] = {
        "id": table.ids,
        "kind": kind,
        "title": title,
        "title_ar": title_ar.where(title_ar != "", title.where(arabic(title), "")),
        **_times(table),
        **place,
        **{name: table.texts(name) for name in _TEXTS},
        "actors": read.lists(table.column("actors")),
        "targets": read.lists(table.column("targets")),
        "counts": counts_of_rows(table),
        "distances": read.records(table.column("distances"), table.cells, "distances"),
        "merged_from": read.records(table.column("merged_from"), table.cells, "merged_from"),
        "status": _worded(table, "status", tuple(Status), Status.RECORDED),
        "report": _or(table, "report", report.id),
        "url": read.web_addresses(table.column("url"), table.cells, "url"),
    }
    publisher = table.mapping.publisher or report.name
    columns["source"] = _or(table, "source", publisher)
    columns["graded_by"] = _graded_by(table, publisher)
    columns["details"] = _details(table)
    texts = {column.name: "str" for column in COLUMNS[:-2] if column.type == "text"}
    frame = pd.DataFrame({column.name: columns[column.name] for column in COLUMNS[:-2]}).astype(texts)
    frame["footprint"] = gpd.GeoSeries(where.footprints, index=frame.index, crs=4326)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(where.points, index=frame.index, crs=4326))


def _worded(table: Table, meaning: str, known: tuple[str, ...], absent: str) -> pd.Series:
    plain = tuple(str(word) for word in known)
    found = read.words(table.column(meaning), plain, table.cells, meaning)
    return found.replace("", str(absent))


def _titles(table: Table, kind: pd.Series, place: pd.Series) -> pd.Series:
    """Take the table's own titles; where there is none, the kind and the place are one."""
    title = table.texts("title")
    bare = title == ""
    if table.has("title"):
        expected = "some words; the kind and the place are used"
        table.cells.fault(bare.to_numpy(), "title", "no title", expected, lambda _at: "")
    if not bare.any():
        return title
    word = kind.map({name: text.en for name, text in KINDS.items()})
    return title.where(~bare, word.str.cat(place.where(place != "", None), sep=", ", na_rep="").str.rstrip(", "))


def _or(table: Table, meaning: str, text: str) -> pd.Series:
    """Take what the table tells, and this text where it tells nothing."""
    return table.texts(meaning).replace("", text) if table.has(meaning) else table.columns.always(text)


def _graded_by(table: Table, publisher: str) -> pd.Series:
    if table.has("graded_by"):
        return table.texts("graded_by")
    word = table.written("status")
    return (f"{publisher}: " + word).where(word != "", "")


def _details(table: Table) -> pd.Series:
    """Keep other columns as they are, a line each."""
    own = table.texts("details")
    lines = [Value(column=name, before=f"{name}: ") for name in table.columns.found(table.mapping.details)]
    return table.columns.value(Value(join=tuple(lines), between="\n")) if lines else own


# How long an interval is at the most that is known so finely.
_LONGEST = {
    TimePrecision.INSTANT: pd.Timedelta(0),
    TimePrecision.HOUR: pd.Timedelta(hours=2),
    TimePrecision.PART_OF_DAY: pd.Timedelta(days=1),
    TimePrecision.DAY: pd.Timedelta(days=1),
    TimePrecision.WEEK: pd.Timedelta(days=8),
    TimePrecision.MONTH: pd.Timedelta(days=31),
    TimePrecision.YEAR: pd.Timedelta(days=366),
}


def _times(table: Table) -> dict[str, pd.Series]:
    found, whole = _intervals(table)
    told = read.words(table.column("time_precision"), tuple(TimePrecision), table.cells, "time_precision")
    start, end = found["start"], found["end"]
    wide = widened(start, end, told)
    start, end = wide[0].where(whole, start), wide[1].where(whole, end)
    written = table.texts("date")
    written = written.where(written != "", table.texts("start"))
    when = table.texts("when_text")
    return {
        "start": start,
        "end": end,
        "time_precision": _time_precision(table, told, found["precision"], start, end),
        "basis": _worded(table, "basis", tuple(Basis), Basis.HAPPENED),
        "when_text": when.where(when != "", joined([written, table.texts("time")], " ")),
    }


def _intervals(table: Table) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Read each row's interval, and tell where one date is all that it has: that may stand for a week or a month.

    Where both are told, the start counts before the date. A start without an end is open; a date without one is a day.
    """
    bare = {meaning: (table.texts(meaning) == "").to_numpy() for meaning in ("start", "date", "end")}
    found = _read_times(table, "start" if table.has("start") else "date")
    if table.has("start") and table.has("date"):
        found = _either(~bare["start"], found, _read_times(table, "date", also=bare["start"]))
    if not table.has("end"):
        return found, np.ones(len(found), dtype=bool)
    whole = bare["start"] & ~bare["date"] & bare["end"]
    return _either(~whole, _joined(table, found, _read_times(table, "end")), found), whole


def _either(mask: npt.NDArray[np.bool_], one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Take the intervals of the one where the mask says so, else those of the other."""
    return pd.DataFrame({name: one[name].where(mask, other[name]) for name in ("start", "end", "precision")})


def _time_precision(table: Table, told: pd.Series, found: pd.Series, start: pd.Series, end: pd.Series) -> pd.Series:
    """Take the precision that the table tells, but none finer than its dates: of those, what they are themselves."""
    if table.is_ours:
        return told.where(told != "", found)
    which, words = distinct(told)
    longest = pd.Series([_LONGEST.get(word, pd.Timedelta.max) for word in words]).take(which).set_axis(told.index)
    precision = told.where((told != "") & ~(end - start > longest), found)
    return precision.where(~(start.isna() & end.isna()), str(TimePrecision.UNKNOWN))


def _read_times(table: Table, meaning: str, also: npt.NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Read a column of dates with the times of day beside it; only of the rows of `also`, where it is given."""
    written = table.texts(meaning) if also is None else table.texts(meaning).where(also, "")
    clock = table.texts("time") if meaning != "end" else table.columns.always("")
    meant = (table.texts("when_text") != "").to_numpy() | table.is_ours
    how = table.mapping
    found = without_placeholders(intervals(written, how.date_order, how.zone, times=clock), meant)
    faulty = np.flatnonzero(found["fault"] != "")
    for at, fault, expected in zip(faulty, found["fault"].iloc[faulty], found["expected"].iloc[faulty], strict=True):
        got = f"{written.iloc[at]} {clock.iloc[at]}".strip()
        table.cells.note(int(at), meaning, fault, expected, got)
    return found


def _joined(table: Table, first: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Interval from the first instant of the one to the last of the other; an empty end is open."""
    start, end = first["start"], last["end"]
    wrong = (start > end).to_numpy()
    written = table.texts("end")
    table.cells.fault(wrong, "end", "ends before it starts", "end at or after start", lambda at: written.iloc[at])
    same = (first["start"] == last["start"]) & (first["end"] == last["end"])
    precision = first["precision"].where(same, str(TimePrecision.RANGE))
    precision = precision.where(~((end - start) == _ONE_DAY), str(TimePrecision.DAY))
    precision = precision.where(~(start.isna() & end.isna()) & ~wrong, str(TimePrecision.UNKNOWN))
    return pd.DataFrame({"start": start.mask(wrong), "end": end.mask(wrong), "precision": precision})


def _place(table: Table, where: Positions) -> dict[str, pd.Series]:
    name, country = table.texts("place_name"), table.texts("country")
    code = country_codes(country, "fips" if table.mapping.fips else "iso2")
    spelled = country.where(code == "", "")
    precision = read.words(table.column("precision"), tuple(Precision), table.cells, "precision", PRECISIONS).replace(
        "", str(Precision.UNKNOWN)
    )
    if table.has("precision"):
        empty = (table.texts("precision") == "").to_numpy() & ~shapely.is_missing(where.points)
        table.cells.fault(empty, "precision", _NO_PRECISION, ", ".join(Precision), lambda _at: "")
    return {
        "place_name": joined([name, spelled], ", "),
        "country": code,
        "precision": precision,
        "radius_m": _radius_m(table, precision, where),
    }


def _radius_m(table: Table, precision: pd.Series, where: Positions) -> pd.Series:
    column, name = table.column("radius_m"), "radius_m"
    told, unread = read.numbers(column)
    doubtful = fitting(read.texts(column), read.THOUSANDS)
    message = "a number that may have thousands or decimals"
    table.cells.fault(doubtful, name, message, "metres, such as 1000 or 1.5", lambda at: column.iloc[at])
    told = told.mask(doubtful)
    table.cells.fault(
        unread | (told <= 0).to_numpy(), name, "no radius", "metres, above zero", lambda at: column.iloc[at]
    )
    told = told.where(told > 0)
    unknown = (precision == Precision.UNKNOWN).to_numpy()
    message = "a radius without a precision is not used"
    table.cells.fault(unknown & told.notna().to_numpy(), name, message, "a precision", lambda at: column.iloc[at])
    which, words = distinct(precision)
    usual = pd.Series([PRECISION[Precision(word)].radius_m for word in words], dtype="float64").take(which)
    usual = usual.set_axis(precision.index)
    shaped = ~shapely.is_missing(where.footprints)
    placed = ~shapely.is_missing(where.points)
    radius = told.fillna(usual.where(~shaped & placed)).mask(unknown)
    return radius.where(~(radius < where.grain_m), where.grain_m)


_WHY = {
    False: Text("the source gives no position", "لا يذكر المصدر موقعا"),
    True: Text("the position given cannot be used", "الموقع المذكور غير صالح"),
}


def _unplaced(events: gpd.GeoDataFrame, where: Positions, reasons: Mapping[int, Text], report: str) -> pd.DataFrame:
    missing = np.flatnonzero(events.geometry.isna())
    wrong = where.wrong | ~shapely.is_missing(where.points)
    titles = events[["title", "title_ar"]].iloc[missing]
    whys = (reasons.get(at, _WHY[told]) for at, told in zip(missing.tolist(), wrong[missing].tolist(), strict=True))
    rows: list[Mapping[str, object]] = [
        {"title": title, "title_ar": title_ar, "why": why.en, "why_ar": why.ar, "report": report}
        for (title, title_ar), why in zip(titles.itertuples(index=False), whys, strict=True)
    ]
    return unplaced_table(rows)


def _whole_file(table: Table, file: str) -> None:
    """Tell what the whole table lacks, or has twice, once."""
    table.cells.faults.extend(_twice(table, file))
    table.cells.faults.extend(_absent(table, file))
    if not len(table.whole.cells):  # where nothing is told, nothing is missing
        return
    by_name = bool(table.mapping.places)
    if not table.has("precision") and not by_name:
        said = "no column for the precision: every place is taken as unknown, never as exact"
        table.cells.faults.append(Fault(file, said, column="precision", expected=", ".join(Precision)))
    if not any(table.has(name) for name in ("date", "start", "end")):
        table.cells.faults.append(Fault(file, "no column for the date", column="date", expected="2015-11-03"))
    told_where = any(table.has(name) for name in ("shape", "position", "easting")) or by_name
    if table.raw.geometry is None and not told_where:
        for axis in ("latitude", "longitude"):
            if not table.has(axis):
                table.cells.faults.append(Fault(file, f"no column for the {axis}", column=axis, expected="degrees"))


def _absent(table: Table, file: str) -> Iterator[Fault]:
    """Tell the columns that a user's mapping names and the table does not have."""
    known = mappings().get(table.mapping.name)
    if not table.mapping.name or (known and known.needs == table.mapping.needs):
        return
    for meaning, value in table.mapping.columns.items():
        if not table.has(meaning):
            said = f"the mapping takes {meaning} from a column that the table does not have"
            yield Fault(file, said, column=value.columns()[0], expected=_some(table.whole.cells.columns))


def _twice(table: Table, file: str) -> Iterator[Fault]:
    """Tell the columns that are called as one before them is; a second ``date`` is called ``date 2`` by then."""
    used = {plain_name(name) for name in table.mapping.used()}
    first: dict[str, str] = {}
    for name in map(str, (*table.whole.cells.columns, *table.whole.unread)):
        plain = plain_name(name)
        plain = plain if plain in used else plain_name(_NUMBERED.sub("", name))
        before = first.setdefault(plain, name)
        if before != name and plain in used:
            message = f"two columns of one name, {before!r} is used"
            yield Fault(file, message, column=name, expected="one column, or another name")
