"""Stacks: events placed at one and the same point, as when many are told of one town."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.place import Precision
from layers.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

__all__ = ["DECIMALS", "STANDS", "keys", "sizes"]

# Of a degree, 11 cm: finer than any place that a report can give, and coarser than what files round away.
DECIMALS = 6

# What the events of a stack are all placed at, by how finely their place is known.
STANDS: dict[Precision, Text] = {
    Precision.EXACT: Text("the same exact place", "المكان الدقيق نفسه"),
    Precision.NEAR: Text("the same place, known to about 150 m", "المكان نفسه، وهو معروف ضمن نحو 150 مترا"),
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
