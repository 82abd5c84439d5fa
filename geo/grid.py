"""A regular grid on the ground, north up: where its cells lie."""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import SettingError

__all__ = ["Grid"]


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows run from north to south, columns from west to east.

    Attributes
    ----------
    crs
        What pyproj takes: ``EPSG:6933``, or WKT.
    left, top
        Of the first cell's corner, in units of the CRS.
    cell_width, cell_height
        Over 0, in units of the CRS.
    columns, rows
        How many.
    """

    crs: str
    left: float
    top: float
    cell_width: float
    cell_height: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        """Refuse a grid without cells.

        Raises
        ------
        SettingError
            A size or a number of cells is not over 0.
        """
        if not (self.cell_width > 0 and self.cell_height > 0 and self.columns > 0 and self.rows > 0):
            raise SettingError(
                f"grid: expected cells, rows and columns over 0, got cells of {self.cell_width} by {self.cell_height}, "
                f"{self.rows} rows, {self.columns} columns"
            )

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in units of the CRS."""
        east = self.left + self.columns * self.cell_width
        south = self.top - self.rows * self.cell_height
        return self.left, south, east, self.top
