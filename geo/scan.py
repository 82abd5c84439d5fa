"""Sums under zones, zones spread over cells, and sums under unions of zones: by edges, row by row of a grid.

Nothing here builds a geometry or walks the cells inside a zone. By Green's theorem the sum of a grid's values under a
zone is the integral of the values' running sum along its outline, taken down the rows: only the cells that an edge
crosses matter. Edges are cut at every row and column, and each piece is exact: so are zones far smaller than a cell.

A union is scanned instead along lines through each row: between the first start and the last end of zones that overlap
there, a line is in the union. That is exact along the lines, and as fine across them as there are lines.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from geo.edges import Edges

    Floats = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.intp]

__all__ = ["Chances", "chance_sums", "line_sums", "running_sums", "spread", "sums", "union_sums"]

_ROUNDING = 1e-12

# How many edges are cut into pieces, and how many crossings with lines are sorted, at once.
_AT_ONCE = 16_384
_CROSSINGS = 500_000

# As near to 1 as a chance comes: its logarithm stays a number.
_SURE = 1.0 - 2.0**-53


def running_sums(values: npt.NDArray[np.number | np.bool_], out: Floats | None = None) -> Floats:
    """Return the sums west of each column's edge of `values` (..., rows, columns): shape (..., rows, columns + 1)."""
    running = np.empty((*values.shape[:-1], values.shape[-1] + 1)) if out is None else out
    running[..., 0] = 0
    np.cumsum(values, axis=-1, dtype=np.float64, out=running[..., 1:])
    return running


def sums(outlines: Edges, running: Floats, first_row: int, count: int) -> Floats:
    """Return the sum under each zone: each cell's value by the part of the cell that lies in the zone.

    Parameters
    ----------
    outlines
        The zones' edges (`geo.edges.outlines`).
    running
        `running_sums` of some rows of the grid, shape (..., rows, columns + 1).
    first_row
        Row of the grid with which they start.
    count
        Number of zones.

    Returns
    -------
    ndarray
        Shape (..., count): what these rows add to the sum of each zone. Exact but for rounding.
    """
    *others, rows, width = running.shape
    found = np.zeros((*others, count))
    for pieces in _pieces(outlines, first_row, rows, width - 1):
        for at in np.ndindex(*others):
            below = _at(running[at], pieces.row, pieces.column, pieces.middle)
            found[at] += np.bincount(pieces.zone, below * pieces.down, count)
    return found


def spread(outlines: Edges, weights: Floats, first_row: int, rows: int, columns: int) -> Floats:
    """Return which part of each cell lies in a zone, times the zone's weight, summed over the zones.

    Parameters
    ----------
    outlines
        The zones' edges (`geo.edges.outlines`).
    weights
        What a cell wholly inside gets from each zone, 0 or more, shape (zones,): 1 counts the zones over each place;
        an amount divided by the zone's area in cells spreads the amount evenly and loses none of it.
    first_row, rows, columns
        Which rows of the grid, and how many columns it has.

    Returns
    -------
    ndarray
        Shape (rows, columns). Exact but for rounding.
    """
    width = columns + 3
    steps = np.zeros(rows * width)
    for pieces in _pieces(outlines, first_row, rows, columns):
        # What lies east of a piece changes by its way down: the piece's own cell in part, and all that follow.
        amount = -weights[pieces.zone] * pieces.down
        after = amount * pieces.middle
        at = pieces.row * width + pieces.column + 1
        np.add.at(steps, at, amount - after)
        np.add.at(steps, at + 1, after)
    covered = np.cumsum(steps.reshape(rows, width), axis=1)[:, 1 : columns + 1]
    # Beyond the zones a row's steps add up to nothing, but for rounding.
    return np.where(covered > _ROUNDING * covered.max(axis=1, keepdims=True), covered, 0.0)


def union_sums(
    outlines: Edges,
    groups: Indices,
    values: npt.NDArray[np.number],
    first_row: int,
    count: int,
    *,
    lines: int = 8,
) -> Floats:
    """Return the sum under the union of each group's zones, where nothing counts twice.

    Parameters
    ----------
    outlines, first_row
        As for `sums`.
    groups
        Group of each zone, shape (zones,).
    values
        Of some rows of the grid, shape (rows, columns); numbers of 32 bits are added as such along a stretch of a line.
    count
        Number of groups.
    lines
        Lines through each row. A disc that n lines meet is off by about ``1 / n**1.5`` of its sum, at random; many
        discs by less.

    Returns
    -------
    ndarray
        Shape (count,): what these rows add to the sum of each group.
    """
    found = np.zeros(count)
    for edges, first, last in _bands(outlines, first_row, len(values), lines):
        found += _union_sums(edges, groups, values[first:last], first_row + first, count, lines)
    return found


def _union_sums(
    outlines: Edges, groups: Indices, values: npt.NDArray[np.number], first_row: int, count: int, lines: int
) -> Floats:
    rows, columns = values.shape
    width = columns + 1
    met = _crossings(outlines, first_row, rows, columns, lines)
    position = (groups[met.zone] * (rows * lines) + met.line) * width + met.x
    starts, ends = np.sort(position[met.starts]), np.sort(position[~met.starts])
    # After as many ends as starts nothing is open: there one stretch of the union ends, and the next begins.
    apart = starts[1:] > ends[:-1]
    outer = np.full(min(1, len(starts)), fill_value=True)
    start, end = starts[np.concatenate([outer, apart])], ends[np.concatenate([apart, outer])]
    line = np.floor(start / width).astype(np.intp)
    group, row = line // (rows * lines), line % (rows * lines) // lines
    found = _stretches(values, row, start - line * width, end - line * width)
    return np.asarray(np.bincount(group, found, count) / lines, dtype=np.float64)


def _stretches(values: npt.NDArray[np.number], row: Indices, start: Floats, end: Floats) -> Floats:
    """Sum along stretches of rows, cells at either end by the part that belongs to the stretch."""
    columns = values.shape[1]
    flat, base = values.ravel(), row * columns
    first, last = np.ceil(start).astype(np.intp), np.floor(end).astype(np.intp)
    after = flat[base + np.minimum(last, columns - 1)]
    found = (first - start) * flat[base + np.maximum(first - 1, 0)] + (end - last) * after
    # A stretch within one cell was given that cell once too often.
    found -= np.where(last < first, after, 0)
    whole = np.flatnonzero(last > first)
    whole = whole[np.argsort(-(base + first)[whole])]
    ends = np.stack([base + first, base + last - 1], axis=1)[whole]
    # Taken from the last one back, so that what lies between two stretches is not added up too.
    if len(whole):
        found[whole] += np.add.reduceat(flat, ends.ravel())[::2]
        found[whole] += np.where(ends[:, 1] > ends[:, 0], flat[ends[:, 1]], 0)
    return np.asarray(found, dtype=np.float64)


class Chances(NamedTuple):
    """What zones mean for cases, and cases for groups.

    Attributes
    ----------
    weights
        Shape (zones,). A place has for a case the chance that the weights of the case's zones over it add up to.
    cases
        Case of each zone, shape (zones,).
    groups, times
        Group of each case, and how often it counts, shape (cases,).
    """

    weights: Floats
    cases: Indices
    groups: Indices
    times: Floats


def chance_sums(
    outlines: Edges, chances: Chances, running: Floats, first_row: int, count: int, *, lines: int = 8
) -> Floats:
    """Return the sum of values by the chance that a place lies in the zones of at least one case of a group.

    Cases are independent of each other, so the chance is 1 less the product of each case's chance not to be there.

    Parameters
    ----------
    outlines, running, first_row
        As for `sums`, but one grid of values: shape (rows, columns + 1).
    chances
        What the zones mean.
    count
        Number of groups.
    lines
        As for `union_sums`.

    Returns
    -------
    ndarray
        Shape (count,): what these rows add to the sum of each group.
    """
    found = np.zeros(count)
    for edges, first, last in _bands(outlines, first_row, len(running), lines):
        found += _chance_sums(edges, chances, running[first:last], first_row + first, count, lines)
    return found


def _chance_sums(outlines: Edges, chances: Chances, running: Floats, first_row: int, count: int, lines: int) -> Floats:
    rows, width = running.shape
    met = _crossings(outlines, first_row, rows, width - 1, lines)
    case, weight = chances.cases[met.zone], chances.weights[met.zone]
    # Along each line the chance of one case; then, over all cases, the sum of its logarithms.
    order = np.argsort((case * (rows * lines) + met.line) * width + met.x)
    case, line, x = case[order], met.line[order], met.x[order]
    chance = np.clip(np.cumsum(np.where(met.starts, weight, -weight)[order]), 0, _SURE)
    missing = -np.log1p(-chance) * chances.times[case]
    order = np.argsort((chances.groups[case] * (rows * lines) + line) * width + x)
    group, line, x = chances.groups[case[order]], line[order], x[order]
    change = np.diff(missing, prepend=0.0)[order]
    somewhere = -np.expm1(-np.maximum(np.cumsum(change), 0))
    column = np.minimum(x.astype(np.intp), width - 2)
    below = _at(running, line // lines, column, x - column)
    # Each stretch ends where the next one starts; between lines the chance is 0.
    return np.asarray(np.bincount(group[:-1], somewhere[:-1] * np.diff(below), count) / lines, dtype=np.float64)


def line_sums(
    outlines: Edges, weights: Floats, groups: Indices, running: Floats, first_row: int, count: int, *, lines: int = 8
) -> Floats:
    """Return the sums under zones by their weights, added up by group, as lines see them.

    `sums` knows them exactly: by how much these differ tells how far off the same lines are on unions and chances.

    Parameters
    ----------
    outlines, running, first_row, count, lines
        As for `chance_sums`.
    weights, groups
        Weight and group of each zone, shape (zones,).

    Returns
    -------
    ndarray
        Shape (count,): what these rows add to each group.
    """
    found = np.zeros(count)
    rows, width = running.shape
    for edges, first, last in _bands(outlines, first_row, rows, lines):
        met = _crossings(edges, first_row + first, last - first, width - 1, lines)
        column = np.minimum(met.x.astype(np.intp), width - 2)
        below = _at(running[first:last], met.line // lines, column, met.x - column)
        signed = np.where(met.starts, -weights[met.zone], weights[met.zone])
        found += np.bincount(groups[met.zone], signed * below, count) / lines
    return found


def _at(running: Floats, row: Indices, column: Indices, part: Floats) -> Floats:
    """Give running sums at parts of columns; 0 west of the grid, the whole row's sum east of it."""
    flat, width = running.ravel(), running.shape[1]
    west = row * width + np.maximum(column, 0)
    east = row * width + np.minimum(column + 1, width - 1)
    return np.asarray(flat[west] + part * (flat[east] - flat[west]), dtype=np.float64)


class _Pieces(NamedTuple):
    """Pieces of edges, each in one cell.

    West of the grid all is one column, -1, whose end a piece is taken to lie at; so it is east of the grid, where the
    column is the number of columns.

    Attributes
    ----------
    zone, row, column
        Where each is, shape (n,); rows count from the first of those asked for.
    middle
        Of its x, from 0 to 1 through the column.
    down
        How far it runs down its row, less than 0 where it runs up.
    """

    zone: Indices
    row: Indices
    column: Indices
    middle: Floats
    down: Floats


def _pieces(outlines: Edges, first_row: int, rows: int, columns: int) -> Iterator[_Pieces]:
    """Give pieces of so many edges at once that they stay in the cache."""
    for start in range(0, len(outlines.zone), _AT_ONCE):
        yield _cut(outlines.take(slice(start, start + _AT_ONCE)), first_row, rows, columns)


def _cut(outlines: Edges, first_row: int, rows: int, columns: int) -> _Pieces:
    zone, row, x, down = _rowwise(outlines, first_row, rows)
    west, east = np.minimum(*x), np.maximum(*x)
    first = np.clip(np.floor(west), -1, columns).astype(np.intp)
    last = np.maximum(np.clip(np.ceil(east), 0, columns + 1).astype(np.intp) - 1, first)
    piece, offset = _counted(last - first + 1)
    column = first[piece] + offset
    west, east, span = west[piece], east[piece], (east - west)[piece]
    beside_west, beside_east = column < 0, column >= columns
    start = np.where(beside_west, west, np.maximum(west, column))
    end = np.where(beside_east, east, np.minimum(east, column + 1.0))
    part = np.divide(end - start, span, out=np.ones(len(span)), where=span > 0)
    middle = np.where(beside_west | beside_east, 1.0, (start + end) / 2 - column)
    return _Pieces(zone[piece], row[piece], column, middle, down[piece] * part)


def _rowwise(outlines: Edges, first_row: int, rows: int) -> tuple[Indices, Indices, tuple[Floats, Floats], Floats]:
    """Edges cut at every row: zone, row, x at either end, and how far each piece runs down."""
    top = np.clip(np.minimum(outlines.y0, outlines.y1) - first_row, 0, rows)
    bottom = np.clip(np.maximum(outlines.y0, outlines.y1) - first_row, 0, rows)
    here = np.flatnonzero(bottom > top)
    edges, top, bottom = outlines.take(here), top[here], bottom[here]
    first = np.floor(top).astype(np.intp)
    piece, offset = _counted(np.ceil(bottom).astype(np.intp) - first)
    row = first[piece] + offset
    upper, lower = np.maximum(top[piece], row), np.minimum(bottom[piece], row + 1.0)
    x = _x_at(edges, piece, upper + first_row), _x_at(edges, piece, lower + first_row)
    down = (lower - upper) * np.sign(edges.y1 - edges.y0)[piece]
    return edges.zone[piece], row, x, down


def _bands(outlines: Edges, first_row: int, rows: int, lines: int) -> Iterator[tuple[Edges, int, int]]:
    """Part rows so that lines through some of them cross outlines not much more often than can be worked at once.

    Yields the edges that meet a band, and its first and last row from `first_row` on.
    """
    crossings = np.abs(outlines.y1 - outlines.y0).sum() * lines
    parts = int(np.clip(np.ceil(crossings / _CROSSINGS), 1, rows))
    upper = np.minimum(outlines.y0, outlines.y1) - first_row
    lower = np.maximum(outlines.y0, outlines.y1) - first_row
    for first, last in itertools.pairwise(np.linspace(0, rows, parts + 1).astype(int).tolist()):
        yield outlines.take(np.flatnonzero((upper < last) & (lower > first))), first, last


class _Crossings(NamedTuple):
    """Where outlines cross lines along the rows; `starts` tells whether the zone starts or ends there, going east."""

    zone: Indices
    line: Indices
    x: Floats
    starts: npt.NDArray[np.bool_]


def _crossings(outlines: Edges, first_row: int, rows: int, columns: int, lines: int) -> _Crossings:
    """Crossings with as many lines in each row, evenly apart; x is cut to the grid."""
    # Line n lies at (n + 0.5) / lines rows; an edge crosses those from its upper end on, but not at its lower.
    y0, y1 = ((y - first_row) * lines - 0.5 for y in (outlines.y0, outlines.y1))
    first = np.clip(np.ceil(np.minimum(y0, y1)), 0, rows * lines).astype(np.intp)
    last = np.clip(np.ceil(np.maximum(y0, y1)), 0, rows * lines).astype(np.intp)
    edge, offset = _counted(last - first)
    line = first[edge] + offset
    x = _x_at(outlines, edge, first_row + (line + 0.5) / lines)
    return _Crossings(outlines.zone[edge], line, np.clip(x, 0, columns), (y1 < y0)[edge])


def _counted(counts: Indices) -> tuple[Indices, Indices]:
    """Each index as often as its count says, and which of its times it is."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)


def _x_at(edges: Edges, which: Indices, y: Floats) -> Floats:
    """Where edges are at a height between their ends, never beyond an end by rounding."""
    slope = (edges.x1 - edges.x0) / (edges.y1 - edges.y0)
    x = edges.x0[which] + (y - edges.y0[which]) * slope[which]
    return np.clip(x, np.minimum(edges.x0, edges.x1)[which], np.maximum(edges.x0, edges.x1)[which])
