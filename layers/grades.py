"""The classes of a grid: round bounds, and a line of the legend for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.layer import RAMP, LegendEntry
from layers.text import Text

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["grades", "legend_of"]

_ROUND = (1, 2, 5)
# Bits of cells at the edges of areas hold next to nothing: they do not decide where the lowest class ends.
_LOWEST_PART = 0.1
# A bound that a sum of floats misses by its last digits is reached.
_SLACK = 1e-9


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
    top = _step(float(some.max()))
    low = min(_step(float(np.quantile(some, _LOWEST_PART, method="lower"))), top)
    stride = -(-(top - low + 1) // len(RAMP))
    return tuple(_number(step) for step in range(top, low - 1, -stride))[::-1]


def _number(step: int) -> float:
    """Return the numbers 1, 2, 5, 10, 20, ... by their place, which may be below 0."""
    power, place = divmod(step, len(_ROUND))
    return float(f"{_ROUND[place]}e{power}")


def _step(value: float) -> int:
    """Return the place of the first such number that is not below `value`."""
    step = len(_ROUND) * int(np.floor(np.log10(value)))
    while _number(step) < value * (1 - _SLACK):
        step += 1
    return step


def legend_of(tops: tuple[float, ...], group: Text, *, whole: bool = False) -> tuple[LegendEntry, ...]:
    """Return a line of the legend for each class, from the least to the most.

    Parameters
    ----------
    tops
        As `grades` gives them.
    group
        What the numbers are, with their unit.
    whole
        Whether the values are counts: a class then names its first and its last number.
    """
    ends = zip((0.0, *tops), tops, strict=False)
    return tuple(
        LegendEntry(f"over-{low:g}", group, _between(low + 1, top) if whole else _over(low, top), "cell", hue)
        for (low, top), hue in zip(ends, _hues(len(tops)), strict=True)
    )


def _hues(count: int) -> list[str]:
    """Spread few classes over the ramp; the highest always has its last colour."""
    return [RAMP[-(-(place + 1) * len(RAMP) // count) - 1] for place in range(count)]


def _over(low: float, top: float) -> Text:
    if low == 0:
        return Text(f"up to {_shown(top)}", f"حتى {_shown(top)}")
    return Text(f"{_shown(low)} to {_shown(top)}", f"من {_shown(low)} إلى {_shown(top)}")


def _between(first: float, last: float) -> Text:
    if first == last:
        return Text(_shown(last), f"{_shown(last)} فقط")
    return Text(f"{_shown(first)} to {_shown(last)}", f"من {_shown(first)} إلى {_shown(last)}")


def _shown(number: float) -> str:
    """Write a number with all its digits and commas between thousands, as the page does."""
    whole, _, part = np.format_float_positional(number, trim="-").partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")
