"""Events of one point on the sheet: their number beside the symbol of all, and a sentence of the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.events import EventKind
from layers.stacks import in_words, keys
from outputs.print.lettering import clean, width
from outputs.print.view import PX, Box
from outputs.print.words import STACKS, number

if TYPE_CHECKING:
    import pandas as pd

    from outputs.print.brush import Brush
    from outputs.print.features import Features
    from outputs.print.names import Room
    from outputs.print.sheet import Sheet

__all__ = ["number_stacks", "tell_stacks"]

# What shows where an event was; a zone around it, or a line to scale, shows something else: src/stacks.ts has the same.
_BODIES = frozenset({"outline", "unknown", "hatch", "ring", "dot_ring", "dot"})
_EVENTS = frozenset(map(str, EventKind))
_SIZE = 6.2
# An area that is wider has its number in the middle, where it has no symbol of its own.
_WIDE = 34 * PX
_BESIDE, _ABOVE = 9 * PX, 7 * PX


def _stacks(features: Features) -> pd.DataFrame:
    """Return a row for each point with several events, the most first: how many, where, how wide, what they share."""
    table = features.table.assign(look=features.looks()[0], wide=features.table["right"] - features.table["left"])
    shown = table[table["look"].isin(_BODIES) & table["kind"].isin(_EVENTS) & table["lon"].notna()]
    events = shown.groupby(keys(shown["lon"].to_numpy(np.float64), shown["lat"].to_numpy(np.float64)), sort=False)
    found = events.agg(many=("subject", "nunique"), lon=("lon", "first"), lat=("lat", "first"), wide=("wide", "max"))
    for name in ("precision", "place_name", "place_name_ar"):
        found[name] = events[name].unique()
    return found[found["many"] > 1].sort_values("many", ascending=False, kind="stable")


def number_stacks(brush: Brush, features: Features, room: Room) -> None:
    """Write the number of each stack, the largest first, where there is room."""
    found = _stacks(features)
    at = brush.places(found["lon"].to_numpy(), found["lat"].to_numpy())
    wide = found["wide"].to_numpy() * brush.view.scale > _WIDE
    for many, (x, y), is_wide in zip(found["many"], at, wide, strict=True):
        text = number(int(many))
        across = width(text, _SIZE, bold=True)
        left, middle = (x - across / 2, y) if is_wide else (x + _BESIDE, y - _ABOVE)
        if room.takes(Box(left, middle - _SIZE / 2, left + across, middle + _SIZE / 2)):
            brush.sheet.put(text, left, middle + _SIZE * 0.36, _SIZE, bold=True, halo="land")


def tell_stacks(sheet: Sheet, features: Features) -> str:
    """Say what a number on the map means, and of the largest what its point is; nothing where there is no stack."""
    found = _stacks(features)
    if found.empty:
        return ""
    largest = found.iloc[0]
    names = largest["place_name_ar" if sheet.arabic else "place_name"]
    place = f" ({clean(names[0])})" if len(names) == 1 and names[0] else ""
    told = sheet.say(in_words(int(largest["many"]), list(largest["precision"])))
    return sheet.say(STACKS).format(largest=f"{told}{place}")
