"""The scale bar: true at the map's middle latitude, and it says so, since Web Mercator stretches with the latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from geo.geodesy import distance_m
from geo.place import LonLat
from layers.text import Text
from outputs.print.lettering import width
from outputs.print.view import Box, latitude, longitude
from outputs.print.words import SCALE, kilometres, parallel

if TYPE_CHECKING:
    from outputs.print.sheet import Sheet
    from outputs.print.view import View

__all__ = ["ScaleBar", "draw_scale_bar", "scale_bar"]

_ROOM_PART, _ROOM_PT = 0.25, 72.0
_SIZE = 6.0


class ScaleBar(NamedTuple):
    """A round length in metres, how long it is on the sheet in points, and the latitude at which that is true."""

    length_m: float
    points: float
    lat: float


def scale_bar(view: View) -> ScaleBar:
    """Return the longest bar of 1, 2 or 5 times a power of ten that fits; the geodesic between its ends is as long."""
    left, top, right, bottom = view.shown
    lat = float(latitude((top + bottom) / 2))
    room = min(_ROOM_PT, _ROOM_PART * (right - left) * view.scale)
    most_m = _spanned_m(lat, room / view.scale)
    power = 10 ** np.floor(np.log10(most_m))
    length_m = float(power * max(step for step in (1, 2, 5) if step * power <= most_m))
    part = length_m / most_m * room / view.scale
    # A geodesic is shorter than the parallel that the bar lies on: two corrections leave nothing to see.
    for _ in range(2):
        part *= length_m / _spanned_m(lat, part)
    return ScaleBar(length_m, part * view.scale, lat)


def _spanned_m(lat: float, part: float) -> float:
    return distance_m(LonLat(0.0, lat), LonLat(float(longitude(0.5 + part)), lat))


def draw_scale_bar(sheet: Sheet, view: View) -> Box:
    """Draw the bar in the corner of the frame where lines end, and return the box that it takes, points."""
    bar = scale_bar(view)
    length, lat = kilometres(bar.length_m), parallel(bar.lat)
    words = sheet.say(Text(*(each.format(length=a, lat=b) for each, a, b in zip(SCALE, length, lat, strict=True))))
    inset, baseline = 9.0, view.frame.bottom - 9.0
    wide = max(bar.points, width(words, _SIZE))
    left = view.frame.left + inset if sheet.arabic else view.frame.right - inset - wide
    start = left if sheet.arabic else left + wide - bar.points
    at = [(start, baseline - 3), (start, baseline), (start + bar.points, baseline), (start + bar.points, baseline - 3)]
    for colour, stroke in (("halo", 2.6), ("ink", 0.9)):
        edge = sheet.colours[colour]
        sheet.axes.add_artist(PathPatch(Path(at), fill=False, edgecolor=edge, linewidth=stroke, zorder=8.0))
    text = left if sheet.arabic else left + wide - width(words, _SIZE)
    sheet.put(words, text, baseline - 6, _SIZE, halo="halo")
    return Box(left - 4, baseline - 18, left + wide + 4, view.frame.bottom)
