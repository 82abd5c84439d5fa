"""Every error that majal raises on purpose.

    MajalError
    ├── InputError         (ValueError)       what was given cannot be read or understood
    │   ├── FileError      (OSError)          a file is missing, unreadable, too large, of the wrong kind
    │   ├── RowError                          a row or cell of a table
    │   └── SettingError                      a recipe, a decision, a parameter
    ├── UnknownNameError   (LookupError)      a place, source, kind or format that nobody knows
    ├── OutputError        (OSError)          a result cannot be written
    └── InstallError       (RuntimeError)     the installation itself is incomplete or shadowed

Each leaf is also the builtin that fits, so code that knows nothing of majal can catch it.
A message says what was wrong, where, what was expected against what was got, and what to do.
"""

from __future__ import annotations

__all__ = [
    "FileError",
    "InputError",
    "InstallError",
    "MajalError",
    "OutputError",
    "RowError",
    "SettingError",
    "UnknownNameError",
]


class MajalError(Exception):
    """The root: what the command line prints in one line and ends with exit code 1."""


class InputError(MajalError, ValueError):
    """What was given cannot be read or understood."""


class FileError(InputError, OSError):
    """A file is missing, unreadable, too large, or not what it was taken for."""


class RowError(InputError):
    """A row or a cell of a table is wrong."""


class SettingError(InputError):
    """A recipe, a decision or a parameter is wrong."""


class UnknownNameError(MajalError, LookupError):
    """A place, source, kind or format that nobody knows."""


class OutputError(MajalError, OSError):
    """A result cannot be written."""


class InstallError(MajalError, RuntimeError):
    """The installation itself is incomplete, or another package shadows it."""
