"""A mapping proposed for a table, to be edited by a person: what its columns seem to mean, and what it does not say."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

from geo.decoding import mended
from geo.place import Precision
from layers.events import EventKind, Status, TimePrecision
from layers.tabular.cells import texts
from layers.tabular.columns import PRECISIONS, match, plain_name
from layers.tabular.known import known_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["proposal"]

_VOCABULARIES: dict[str, Sequence[str]] = {
    "kind": (*EventKind, "facility"),
    "precision": tuple(Precision),
    "time_precision": tuple(TimePrecision),
    "status": tuple(Status),
}
# What a comment in TOML cannot hold.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MOST_WORDS = 40
_SHOWN = 3
_WIDEST = 60


def proposal(cells: pd.DataFrame, name: str) -> str:
    """Write a mapping as TOML.

    Parameters
    ----------
    cells
        The table as found.
    name
        The file's name, for the first line.

    Returns
    -------
    str
        Every column once: with its meaning, where its name tells it, else as a comment with some of its cells. For
        words that must become majal's, every word of the column, with the ones that nobody knows to be filled in.
    """
    names = [str(column) for column in cells.columns]
    known = known_mapping(names)
    if known:
        own = files("layers.sources").joinpath(f"{known.name}.toml").read_text(encoding="utf-8")
        return f"# majal reads this table as {known.name} by itself; what stands here takes its place.\n\n{own}"
    meant = match(names)
    written = {str(column): texts(cells[column]) for column in cells.columns}
    lines = [f"# What the columns of {_quoted(name)} mean. Lines with # are not used.", ""]
    lines += ['publisher = ""  # who made the table', 'date_order = ""  # dmy or mdy, for dates such as 03/04/2015', ""]
    lines += _kept([column for column in names if column not in meant.values()], written)
    lines += ["", "[columns]"]
    tables = []
    for meaning, column in meant.items():
        if meaning in _VOCABULARIES:
            tables += _worded(meaning, column, written[column])
        else:
            lines.append(f"{meaning} = {_quoted(column)}")
    lines += [f'# {meaning} = ""' for meaning in _wanted(meant)]
    return "\n".join([*lines, *tables, *_by_name(meant)]) + "\n"


def _wanted(meant: dict[str, str]) -> list[str]:
    """Name what a map needs, and no column seems to tell."""
    wanted = ["title", "date", "latitude", "longitude", "precision", "source"]
    dated = {"date"} if "start" in meant else set()
    shaped = {"latitude", "longitude"} if "shape" in meant else set()
    return [meaning for meaning in wanted if meaning not in meant and meaning not in dated | shaped]


def _by_name(meant: dict[str, str]) -> list[str]:
    """Offer to place rows by their names, where no column tells a position."""
    if "place_name" not in meant or {"latitude", "longitude", "shape"} & meant.keys():
        return []
    head = ["", "# Rows without a position can be placed by names, the smallest place first. Names of districts or"]
    head += ['# provinces need precision = { always = "adm2" } or "adm1"; "near" needs "near_settlement".']
    return [*head, "# [[places]]", f"# name = {_quoted(meant['place_name'])}"]


def _kept(names: list[str], written: dict[str, pd.Series]) -> list[str]:
    lines = ["# Columns whose meaning nobody told. Those that stand in details are kept as they are.", "details = ["]
    for name in names:
        some = [text for text in pd.unique(written[name]).tolist() if text][:_SHOWN]
        shown = "; ".join(" ".join(_CONTROLS.sub(" ", text).split())[:_WIDEST] for text in some)
        lines.append(f"  {_quoted(name)},  # {shown}" if shown else f"  # {_quoted(name)},  is empty")
    return [*lines, "]"]


def _worded(meaning: str, column: str, cells: pd.Series) -> list[str]:
    """Write a table of words: those that are majal's own need no line."""
    known = _VOCABULARIES[meaning]
    counts = cells[cells != ""].value_counts()
    meant = PRECISIONS if meaning == "precision" else {}
    strange = [str(word) for word in counts.index if plain_name(str(word)) not in {*known, *meant}]
    head = ["", f"[columns.{meaning}]  # one of {', '.join(known)}", f"column = {_quoted(column)}"]
    if not strange:
        return head
    lines = [f'# {_quoted(word)} = ""  # {counts[word]} rows' for word in strange[:_MOST_WORDS]]
    more = [f"# and {len(strange) - _MOST_WORDS} more words"] if len(strange) > _MOST_WORDS else []
    return [*head, "", f"[columns.{meaning}.words]", *lines, *more]


def _quoted(text: str) -> str:
    """Write a TOML string: JSON's escapes are TOML's. Half of a surrogate pair, as in a file's name, is no text."""
    return json.dumps(mended(text), ensure_ascii=False).replace("\x7f", "\\u007F")
