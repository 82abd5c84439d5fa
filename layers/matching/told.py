"""What each event tells, as events are held against each other: numbers, and codes of what is equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import pandas as pd
import shapely

from geo.gazetteer.normalise import key_of
from geo.geodesy import holding_disc
from geo.place import Precision
from geo.together import Spans
from layers.footprint import footprint_radii_m, has_shape
from layers.matching.parties import parties_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    import numpy.typing as npt

    from layers.matching.rules import Rules

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]
    Times = npt.NDArray[np.int64]

__all__ = ["OPEN", "Coded", "Extent", "Told", "over_distinct", "times_us"]

_PLACELESS = (str(Precision.UNKNOWN), str(Precision.COUNTRY), str(Precision.AIRSPACE))
_ARABIC = r"[\u0600-\u06ff]"
OPEN = np.iinfo(np.int64).min

Value = TypeVar("Value", bound="Hashable")


class Coded(NamedTuple):
    """A column by its different values: which of them each event has, shape (n,), and the values."""

    which: Indices
    distinct: Sequence[Any]

    @classmethod
    def of(cls, values: Sequence[Hashable]) -> Coded:
        """Tell the different values of a column apart."""
        cells = np.empty(len(values), dtype=object)
        cells[:] = values
        which, distinct = pd.factorize(cells)
        return cls(which, list(distinct))

    def each(self, make: Callable[[Any], Value]) -> Coded:
        """Make something of each value, once; what comes out equal is one value."""
        made = Coded.of([make(value) for value in self.distinct])
        return Coded(made.which[self.which], made.distinct)


def over_distinct(
    coded: Coded, a: Indices, b: Indices, compare: Callable[[list[Any], list[Any]], npt.ArrayLike]
) -> Floats:
    """Compare the values of pairs of events, each pair of different values once.

    Parameters
    ----------
    coded
        The column.
    a, b
        Pairs of events.
    compare
        Is given the values of the one side and those of the other, and returns a number for each pair.
    """
    pair, back = np.unique(coded.which[a] * np.int64(len(coded.distinct)) + coded.which[b], return_inverse=True)
    first, second = np.divmod(pair, max(len(coded.distinct), 1))
    ones, others = ([coded.distinct[at] for at in side.tolist()] for side in (first, second))
    return np.asarray(compare(ones, others), dtype=np.float64).reshape(-1)[back]


class Told(NamedTuple):
    """What events tell, shape (n,) each.

    Attributes
    ----------
    spans
        Where and when; NaN and `OPEN` where an event does not say so finely that place and time can speak for it.
    comparable
        Whether place and time can.
    kind, actors, targets, counts, name, name_ar, title, title_ar
        The other columns, by their different values.
    """

    spans: Spans
    comparable: npt.NDArray[np.bool_]
    kind: Coded
    actors: Coded
    targets: Coded
    counts: Coded
    name: Coded
    name_ar: Coded
    title: Coded
    title_ar: Coded

    @classmethod
    def of(cls, events: gpd.GeoDataFrame, rules: Rules) -> Told:
        """Take what the events of a table tell."""
        start, end = _closed(events, rules)
        spans = Spans(*Extent.of(events), start, end)
        placed = np.isfinite(spans.reach_m) & ~events["precision"].isin(_PLACELESS).to_numpy()
        dated, sound = (start != OPEN) & (end != OPEN), start <= end
        event = (events["kind"] != "facility").to_numpy()
        name, name_ar = _by_script(events["place_name"], events["place_name_ar"])
        title, title_ar = _by_script(events["title"], events["title_ar"])
        return cls(
            spans,
            placed & dated & sound & event,
            Coded.of(events["kind"].astype(str).tolist()),
            Coded.of([tuple(names) for names in events["actors"]]).each(parties_of),
            Coded.of([tuple(names) for names in events["targets"]]).each(parties_of),
            _numbers(events["counts"]),
            name,
            name_ar,
            title,
            title_ar,
        )


def times_us(times: pd.Series) -> Times:
    """Return times as microseconds since 1970, `OPEN` where there is none."""
    values = times.dt.tz_convert(None).to_numpy(dtype="datetime64[us]").astype(np.int64)
    return np.where(times.isna().to_numpy(), OPEN, values)


def _closed(events: gpd.GeoDataFrame, rules: Rules) -> tuple[Times, Times]:
    """Close an interval that is open on one side, so far away as the rules say."""
    start, end = times_us(events["start"]), times_us(events["end"])
    reach = round(rules.open_reach.total_seconds() * 1e6)
    first = np.where((start == OPEN) & (end != OPEN), end - reach, start)
    last = np.where((end == OPEN) & (start != OPEN), start + reach, end)
    return first, last


class Extent(NamedTuple):
    """Discs that hold where events may have been: degrees and metres, shape (n,); NaN where that is not known."""

    lon: Floats
    lat: Floats
    reach_m: Floats

    @classmethod
    def of(cls, events: gpd.GeoDataFrame) -> Extent:
        """Take the discs of an event table: of the radius, or around the event's own shape."""
        points = np.asarray(events.geometry.array, dtype=object)
        lon, lat, reach_m = shapely.get_x(points), shapely.get_y(points), footprint_radii_m(events).copy()
        shaped = np.flatnonzero(has_shape(events))
        shapes = Coded.of(shapely.to_wkb(np.asarray(events["footprint"].array, dtype=object)[shaped]).tolist())
        held = [holding_disc(shape) for shape in shapely.from_wkb(list(shapes.distinct))]
        discs = np.array([(*centre, radius_m) for centre, radius_m in held], dtype=np.float64).reshape(-1, 3)
        lon[shaped], lat[shaped], reach_m[shaped] = discs[shapes.which].T
        return cls(lon, lat, reach_m)


def _by_script(texts: pd.Series, arabic: pd.Series) -> tuple[Coded, Coded]:
    """Return names in Latin and in Arabic letters, in one spelling: the two cannot be held against each other."""
    plain, own = texts.astype("str"), arabic.astype("str")
    is_arabic = plain.str.contains(_ARABIC, regex=True)
    latin, other = plain.where(~is_arabic, ""), own.where(own != "", plain.where(is_arabic, ""))
    return Coded.of(latin.tolist()).each(key_of), Coded.of(other.tolist()).each(key_of)


def _numbers(counts: pd.Series) -> Coded:
    return Coded.of([tuple(_ranges(told)) for told in counts])


def _ranges(told: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """Return what was counted, at least and at most; what gives no number says nothing."""
    found = []
    for count in told:
        least, most = _number(count.get("min")), _number(count.get("max"))
        if count.get("what") and (least is not None or most is not None):
            found.append((str(count["what"]), -np.inf if least is None else least, np.inf if most is None else most))
    return sorted(found)


def _number(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value):
        return float(value)
    return None
