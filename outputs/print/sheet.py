"""The sheet: one set of axes in points, y down, with the colours and the language that everything on it shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from outputs.print.lettering import font, from_the_right, width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from layers.text import Text
    from outputs.print.view import Box

__all__ = ["Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What everything is drawn on.

    Attributes
    ----------
    axes
        In points from the upper left corner.
    width
        Points.
    colours
        Of `outputs.palette`.
    languages
        ``en``, ``ar``; the first is the sheet's own.
    """

    axes: Axes
    width: float
    colours: Mapping[str, str]
    languages: tuple[str, ...]

    @property
    def arabic(self) -> bool:
        """Whether the sheet runs from the right."""
        return self.languages[0] == "ar"

    def say(self, text: Text) -> str:
        """Return a phrase in the sheet's language."""
        return text.ar if self.arabic else text.en

    def across(self, x: float) -> float:
        """Return where a distance from the side at which lines begin stands on the sheet."""
        return self.width - x if self.arabic else x

    def write(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        colour: str = "ink",
        bold: bool = False,
        order: float = 9.0,
    ) -> None:
        """Write a line of the sheet's own language that begins at the distance `x` from the beginning side."""
        line = from_the_right(text) if self.arabic else text
        left = self.across(x) - (width(line, size, bold=bold) if self.arabic else 0)
        self.put(line, left, baseline, size, colour=colour, bold=bold, order=order)

    def put(
        self,
        text: str,
        left: float,
        baseline: float,
        size: float,
        *,
        colour: str = "ink",
        bold: bool = False,
        halo: str = "",
        order: float = 9.0,
    ) -> None:
        """Put a line with its left end at a place of the sheet, with a halo of a colour where one is named."""
        face = font(size, bold=bold)
        if halo:
            # Behind the letters, not as an effect on them: those would no longer be text in a PDF.
            outline = TextPath((0, 0), text, prop=face)
            move = Affine2D().scale(1, -1).translate(left, baseline)
            self.axes.add_artist(
                PathPatch(
                    move.transform_path(outline),
                    facecolor="none",
                    edgecolor=self.colours[halo],
                    alpha=0.8,
                    linewidth=size * 0.3,
                    joinstyle="round",
                    zorder=order - 0.1,
                )
            )
        self.axes.text(
            left,
            baseline,
            text,
            fontproperties=face,
            color=self.colours[colour],
            ha="left",
            va="baseline",
            parse_math=False,
            zorder=order,
        )

    def card(self, box: Box, colour: str, *, edge: str = "", order: float = 0.0) -> Rectangle:
        """Draw a rectangle, and return it: what is on a map is clipped to one."""
        patch = Rectangle(
            (box.left, box.top),
            box.right - box.left,
            box.bottom - box.top,
            facecolor=self.colours[colour] if colour else "none",
            edgecolor=self.colours[edge] if edge else "none",
            linewidth=0.6,
            zorder=order,
        )
        self.axes.add_artist(patch)
        return patch
