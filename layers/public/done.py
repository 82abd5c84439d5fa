"""What the public profile did, told to readers and to programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from geo.place import PRECISION
from layers.text import Text

if TYPE_CHECKING:
    from layers.public.places import Cells

__all__ = ["Done"]


@dataclass(frozen=True, slots=True)
class Done:
    """What was moved and left out.

    Attributes
    ----------
    cells
        The class that nothing public is finer than, and what it makes of finer places.
    moved
        For each table how many places were moved to the middle of their cell; a link has two.
    withheld
        For each field how many values were left out, or made anew.
    """

    cells: Cells
    moved: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)

    @property
    def note(self) -> Text:
        """What a reader is told."""
        meant = PRECISION[self.cells.to]
        class_km, cell_km, reach_km, radius_km = (
            f"{metres / 1000:g}"
            for metres in (self.cells.class_m, self.cells.cell_m, self.cells.reach_m, self.cells.radius_m)
        )
        moved, withheld = sum(self.moved.values()), sum(self.withheld.values())
        return Text(
            f"Public profile: nothing is placed more finely than within {class_km} km ({meant.en}). Moved to the middle"
            f" of a cell of {cell_km} km: {moved}, with a radius of {radius_km} km, or, where the source is coarser,"
            f" {reach_km} km more than it says. Texts left out or worded anew: {withheld}.",
            f"نسخة عامة: لا شيء محدد المكان بأدق من {class_km} كم ({meant.ar}). نُقل إلى وسط خلية من {cell_km} كم:"
            f" {moved}، بنصف قطر {radius_km} كم، أو، حيث المصدر أقل دقة، بما يزيد {reach_km} كم على ما يقوله."
            f" نصوص حُذفت أو أُعيدت صياغتها: {withheld}.",
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """What whoever publishes is told: the note, and the fields."""
        fields = ", ".join(f"{name} {number}" for name, number in self.withheld.items())
        return (self.note.en, *((f"left out or worded anew: {fields}",) if fields else ()))

    def as_record(self) -> dict[str, Any]:
        """Return all of it as a manifest holds it; metres are whole."""
        told = asdict(self)
        metres = {f"{name}_m": round(getattr(self.cells, f"{name}_m")) for name in ("class", "cell", "radius")}
        return {"class": str(self.cells.to), **metres, "moved": told["moved"], "withheld": told["withheld"]}
