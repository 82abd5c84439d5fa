"""Where on the sheet a position stands: Web Mercator, as on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["LIMIT_DEG", "PX", "Box", "View", "fit", "latitude", "longitude", "world", "wrapped"]

# The projection ends where its map of the world is a square.
LIMIT_DEG = 85.0511287798
# The page's pixel on paper, in points: at eight inches a sheet is a window of 1,029 pixels.
PX = 0.56

# Nearer than this the basemap, which is good to 450 m, has nothing to show around an event.
_NEAREST_ZOOM = 10
_MARGIN_PART, _MARGIN_PT = 0.06, 14.0
# Beneath what is drawn stands the scale bar.
_BAR_PT = 14.0


class Box(NamedTuple):
    """A rectangle, y down."""

    left: float
    top: float
    right: float
    bottom: float


def world(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return positions in parts of the globe's width from 180 degrees west and from the northern limit, (n, 2)."""
    kept = np.radians(np.clip(np.asarray(lat, dtype=np.float64), -LIMIT_DEG, LIMIT_DEG))
    y = 0.5 - np.log(np.tan(np.pi / 4 + kept / 2)) / (2 * np.pi)
    return np.column_stack((np.asarray(lon, dtype=np.float64) / 360 + 0.5, y))


def longitude(x: npt.ArrayLike) -> Floats:
    """Return the longitudes of positions in world units, degrees."""
    return (np.asarray(x, dtype=np.float64) - 0.5) * 360


def latitude(y: npt.ArrayLike) -> Floats:
    """Return the latitudes of positions in world units, degrees."""
    degrees: Floats = np.degrees(2 * np.arctan(np.exp((0.5 - np.asarray(y, dtype=np.float64)) * 2 * np.pi))) - 90
    return degrees


def wrapped(lon: npt.ArrayLike, west: float) -> Floats:
    """Return longitudes brought into [west, west + 360)."""
    turned: Floats = west + np.mod(np.asarray(lon, dtype=np.float64) - west, 360.0)
    return turned


@dataclass(frozen=True, slots=True)
class View:
    """The part of the globe that the frame shows.

    Attributes
    ----------
    frame
        Of the map on the sheet, points.
    scale
        Points around the whole globe.
    shown
        What the frame shows, in world units; the right may lie over 1, across the antimeridian.
    """

    frame: Box
    scale: float
    shown: Box

    @property
    def zoom(self) -> float:
        """Zoom of the page on which the map would be as large."""
        return float(np.log2(self.scale / PX / 256))

    def place(self, positions: Floats) -> Floats:
        """Return where positions in world units stand on the sheet, points, (n, 2)."""
        return (positions - (self.shown.left, self.shown.top)) * self.scale + (self.frame.left, self.frame.top)

    def degrees(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of what is shown."""
        left, top, right, bottom = self.shown
        return float(longitude(left)), float(latitude(bottom)), float(longitude(right)), float(latitude(top))

    def near(self, lon: npt.ArrayLike) -> Floats:
        """Return longitudes on the turn of the globe that is shown."""
        return wrapped(lon, float(longitude(self.shown.left)))


def fit(drawn: Box, room: Box) -> View:
    """Show all that is drawn, with a margin, as large as the room allows.

    Parameters
    ----------
    drawn
        What must be seen, in world units, no wider than the globe.
    room
        Where the frame may stand on the sheet, points.

    Returns
    -------
    View
        Its frame is narrower than the room where the whole globe is: nothing stands twice on a sheet.
    """
    width, height = room.right - room.left, room.bottom - room.top
    margin = max(_MARGIN_PT, _MARGIN_PART * min(width, height))
    nearest = 256 * 2**_NEAREST_ZOOM * PX
    room_for_it = (width - 2 * margin, height - 2 * margin - _BAR_PT)
    spans = (drawn.right - drawn.left, drawn.bottom - drawn.top)
    scale = min([nearest, *(space / span for space, span in zip(room_for_it, spans, strict=True) if span > 0)])
    wide, high = min(width, scale), min(height, scale)
    middle = (room.left + room.right - wide) / 2
    left = (drawn.left + drawn.right - wide / scale) / 2
    top = min(max((drawn.top + drawn.bottom - (high - _BAR_PT) / scale) / 2, 0.0), 1 - high / scale)
    frame = Box(middle, room.top, middle + wide, room.top + high)
    return View(frame, scale, Box(left, top, left + wide / scale, top + high / scale))
