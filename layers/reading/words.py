"""Titles of events in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.place import Precision
from layers.text import Text
from layers.words import KINDS

if TYPE_CHECKING:
    from geo.place import Place

__all__ = ["title"]

_WIDER: dict[Precision, Text] = {
    Precision.CITY_AREA: Text("{} area", "منطقة {}"),
    Precision.NEAR_SETTLEMENT: Text("near {}", "قرب {}"),
    Precision.AIRSPACE: Text("airspace of {}", "أجواء {}"),
}


def title(kind: str, place: Place | None, precision: Precision | None) -> Text:
    """Return a short title such as "Air strike, Aleppo area"; only the kind where there is no place.

    `kind` is one of `layers.words.KINDS`.
    """
    words = KINDS[kind]
    if place is None or precision is None:
        return words
    wider = _WIDER.get(precision, Text("{}", "{}"))
    return Text(
        f"{words.en}, {wider.en.format(place.name)}", f"{words.ar}، {wider.ar.format(place.name_ar or place.name)}"
    )
