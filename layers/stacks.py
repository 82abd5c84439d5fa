"""Stacks: events placed at one and the same point, as when many are told of one town.

In real tables most events share a town's middle: 259 symbols on one pixel look like one event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.place import Precision
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd
    import numpy.typing as npt

__all__ = ["DECIMALS", "FORMS", "ONE_POINT", "STANDS", "in_words", "keys", "sizes"]

# Of a degree, 11 cm: finer than any place that a report can give, and coarser than what files round away.
DECIMALS = 6
_HALF_TURN = 180 * 10**DECIMALS

# What the events of a stack are all placed at, by how finely their place is known.
STANDS: dict[Precision, Text] = {
    Precision.EXACT: Text("the same exact place", "المكان الدقيق نفسه"),
    Precision.NEAR: Text("the same place, known closely", "المكان نفسه، وهو معروف عن قرب"),
    Precision.STREET: Text("the same street or landmark", "الشارع أو المعلم نفسه"),
    Precision.NEIGHBOURHOOD: Text("the neighbourhood's centre", "وسط الحي"),
    Precision.VILLAGE: Text("the village's centre", "وسط القرية"),
    Precision.SETTLEMENT: Text("the town's centre", "وسط البلدة"),
    Precision.CITY_AREA: Text("the middle of the city area", "وسط منطقة المدينة"),
    Precision.NEAR_SETTLEMENT: Text("the centre of the town they were near", "وسط البلدة التي وقعت قربها"),
    Precision.FACILITY: Text("the same facility", "المنشأة نفسها"),
    Precision.REGION: Text("the middle of the region", "وسط الإقليم"),
    Precision.ADM2: Text("the district's centre", "وسط القضاء"),
    Precision.ADM1: Text("the province's centre", "وسط المحافظة"),
    Precision.COUNTRY: Text("the country's centre", "وسط البلد"),
    Precision.AIRSPACE: Text("the middle of the country's airspace", "وسط المجال الجوي للبلد"),
    Precision.UNKNOWN: Text("one point, nobody says how near to it they were", "نقطة واحدة لا يُعرف مدى قربها منها"),
}

# In the plural forms of Arabic, which has all that English has (Unicode CLDR, plural rules of ar and en).
FORMS: dict[str, Text] = {
    "one": Text("1 incident, placed at {where}", "حادث واحد وُضع في {where}"),
    "two": Text("2 incidents, both placed at {where}", "حادثان وُضعا في {where}"),
    "few": Text("{n} incidents, all placed at {where}", "{n} حوادث وُضعت كلها في {where}"),
    "many": Text("{n} incidents, all placed at {where}", "{n} حادثا وُضعت كلها في {where}"),
    "other": Text("{n} incidents, all placed at {where}", "{n} حادث وُضعت كلها في {where}"),
}

# Where the events of a stack are not known equally well, it is told of the point alone.
ONE_POINT = Text("one point", "نقطة واحدة")


def sizes(events: gpd.GeoDataFrame) -> pd.Series[int]:
    """Count the events at the point of each: how large its stack is.

    Parameters
    ----------
    events
        A table with points in EPSG:4326. Points are the same where they agree in `DECIMALS` decimals; how finely a
        place is known plays no part, since a symbol stands for all that is drawn at its point.

    Returns
    -------
    pandas.Series
        Whole numbers with the table's index: 1 where an event stands alone, null where it is not placed.
    """
    points = np.asarray(events.geometry.array, dtype=object)
    which = keys(shapely.get_x(points), shapely.get_y(points))
    many = np.bincount(which[which >= 0])
    found = np.zeros(len(which), dtype=np.int64)
    found[which >= 0] = many[which[which >= 0]]
    return pd.Series(found, index=events.index, dtype="Int64").mask(which < 0)


def keys(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Give each event the number of its point, counted in the order in which they appear.

    Parameters
    ----------
    lon, lat
        Degrees on WGS 84, shape (n,); NaN where an event is not placed.

    Returns
    -------
    numpy.ndarray
        The number of each event's point, shape (n,); -1 where it is not placed.
    """
    at = np.column_stack([lon, lat])
    placed = np.isfinite(at).all(axis=1)
    # Whole steps, so that no zero has a sign; both ends of the antimeridian are one.
    steps = np.round(at[placed] * 10**DECIMALS).astype(np.int64)
    steps[:, 0] = (steps[:, 0] + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN
    which = np.full(len(at), -1, dtype=np.intp)
    which[placed] = pd.factorize(steps[:, 0] * (4 * _HALF_TURN) + steps[:, 1])[0]
    return which


def in_words(count: int, precisions: Collection[str]) -> Text:
    """Tell of a stack: "259 incidents, all placed at the town's centre".

    Parameters
    ----------
    count
        How many events it has, above zero.
    precisions
        The classes of `geo.place.Precision` that occur among them.
    """
    words = FORMS[_form(count)]
    known = {str(word): where for word, where in STANDS.items()}
    where = known.get(next(iter(precisions)), ONE_POINT) if len(precisions) == 1 else ONE_POINT
    told = f"{count:,}"
    return Text(words.en.format(n=told, where=where.en), words.ar.format(n=told, where=where.ar))


def _form(count: int) -> str:
    if count in {1, 2}:
        return "one" if count == 1 else "two"
    rest = count % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"
