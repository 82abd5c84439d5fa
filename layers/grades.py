"""The classes of a grid: round bounds, and a line of the legend for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.layer import RAMP, LegendEntry
from layers.steps import number, step
from layers.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["grades", "legend_of"]

# Bits of cells at the edges of areas hold next to nothing: they do not decide where the lowest class ends.
_LOWEST_PART = 0.1


def grades(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Return upper ends for the classes of a grid: numbers of 1, 2 and 5, evenly far apart in their logarithms.

    Parameters
    ----------
    values
        Of the cells; only those over 0 count.

    Returns
    -------
    tuple of float
        At most as many as `layers.layer.RAMP` has colours, rising, each the last of its class. The last is at least
        the largest value; where the values span more than six steps, every second or third number is taken.
    """
    some = values[values > 0]
    if not len(some):
        return ()
    top = step(float(some.max()))
    low = min(step(float(np.quantile(some, _LOWEST_PART, method="lower"))), top)
    stride = -(-(top - low + 1) // len(RAMP))
    return tuple(number(place) for place in range(top, low - 1, -stride))[::-1]


def legend_of(tops: tuple[float, ...], group: Text) -> tuple[LegendEntry, ...]:
    """Return a line of the legend for each class, from the least to the most.

    Parameters
    ----------
    tops
        As `grades` gives them.
    group
        What the numbers are, with their unit.
    """
    ends = zip((0.0, *tops), tops, strict=False)
    return tuple(
        LegendEntry(f"over-{low:g}", group, _words(low, top), "cell", hue)
        for (low, top), hue in zip(ends, _hues(len(tops)), strict=True)
    )


def _hues(count: int) -> list[str]:
    """Spread few classes over the whole ramp: the lowest always has its first colour."""
    return [RAMP[round(place * (len(RAMP) - 1) / max(count - 1, 1))] for place in range(count)]


def _words(low: float, top: float) -> Text:
    if low == 0:
        return Text(f"up to {_shown(top)}", f"حتى {_shown(top)}")
    return Text(f"{_shown(low)} to {_shown(top)}", f"من {_shown(low)} إلى {_shown(top)}")


def _shown(value: float) -> str:
    """Write a number with all its digits and commas between thousands, as the page does."""
    whole, _, part = np.format_float_positional(value, precision=9, fractional=False, trim="-").partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")
