"""What is wrong with an input, told so that a person can find and mend it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where, what was expected, what was found, what to do.

    A row that could not be used at all has one fault that says so: it is `rejected`.
    """

    file: str
    message: str
    row: int | None = None
    column: str = ""
    expected: str = ""
    got: str = ""
    rejected: bool = False

    def __str__(self) -> str:
        where = self.file
        where += f", row {self.row}" if self.row is not None else ""
        where += f", column {self.column}" if self.column else ""
        said = f": {self.message}"
        said += f"; expected {self.expected}" if self.expected else ""
        said += f", got {self.got}" if self.got else ""
        return where + said
