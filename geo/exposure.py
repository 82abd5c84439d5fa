"""How much of a raster lies within a distance of what is itself placed uncertainly: at least, expected, at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.chance import points_within, staircase
from geo.geodesy import holding_disc
from geo.raster import Zones, lines_through, strips
from geo.scan import Chances, chance_sums, line_sums, sums, union_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.raster import Source, Strip

    Floats = npt.NDArray[np.float64]
    Geometries = npt.NDArray[np.object_]
    Indices = npt.NDArray[np.intp]

__all__ = ["Cases", "Exposure", "exposure"]

_LOW, _BEST, _HIGH = range(3)

# Of the discs' polygons: those of an expectation are many, and stand for one another.
_VERTICES = {_LOW: 64, _BEST: 32, _HIGH: 64}


class Cases(NamedTuple):
    """What may have been somewhere: each different footprint of a group once, for one distance.

    Attributes
    ----------
    lon, lat, radius_m
        Of the disc where it was, in degrees and metres, shape (n,); a radius of NaN where it was in a shape.
    shapes
        Shape (n,): in EPSG:4326, or None where it was in a disc.
    grown
        Everything within the distance of each shape (`geo.buffer.buffer`), or None.
    distance_m
        Within which places count, shape (n,).
    groups
        Group of each, shape (n,).
    times
        How many records it stands for, shape (n,).
    """

    lon: Floats
    lat: Floats
    radius_m: Floats
    shapes: Geometries
    grown: Geometries
    distance_m: Floats
    groups: Indices
    times: Floats


class Exposure(NamedTuple):
    """Amounts within the distance.

    Attributes
    ----------
    cases
        Least, expected and greatest amount of each case, shape (3, n).
    covered
        Part of the greatest zone of each case where the raster has data, shape (n,).
    groups
        Least, expected and greatest amount within the distance of at least one case, shape (3, groups).
    below_zero
        Whether a value of the raster was below 0.
    """

    cases: Floats
    covered: Floats
    groups: Floats
    below_zero: bool


def exposure(source: Source, cases: Cases, groups: int) -> Exposure:
    """Sum a raster within a distance of cases, wherever in its footprint each of them was.

    Parameters
    ----------
    source
        The raster.
    cases
        What, where, how far around.
    groups
        Number of groups.

    Returns
    -------
    Exposure
        Least: what is within the distance of every place in the footprint (of a shape, of a disc that holds it).
        Greatest: what is within the distance of some place in it. Expected: each place by its chance, all places in the
        footprint being alike; of a group by the chance that at least one case is within the distance, the cases
        being independent.

    Raises
    ------
    SettingError, FileError
        As for `geo.raster.strips`.
    """
    plan = _plan(cases)
    count = len(cases.lon)
    amounts, areas = np.zeros((2, len(plan.zones))), np.full(len(plan.zones), np.nan)
    joint, seen, below_zero = np.zeros((3, groups)), np.zeros((3, groups)), False
    owners = plan.roles * groups + cases.groups[plan.cases]
    for strip in strips(source, plan.zones):
        running = strip.running()
        amounts += sums(strip.edges, running, 0, len(plan.zones))
        areas = np.fmax(areas, strip.areas)
        together, as_seen = _joint(strip, plan, cases, groups, running[0])
        joint, seen = joint + together, seen + as_seen
        below_zero |= strip.below_zero
    each = np.asarray(
        np.bincount(plan.roles * count + plan.cases, amounts[0] * plan.weights, 3 * count), dtype=np.float64
    ).reshape(3, count)
    known = np.bincount(owners, amounts[0] * plan.weights, 3 * groups).reshape(3, groups)
    # What the lines miss of the zones' own sums, which are known exactly, they miss of the zones together.
    joint *= np.clip(np.divide(known, seen, out=np.ones_like(seen), where=seen > 0), 0.5, 2.0)
    return Exposure(_in_order(each), _covered(plan, amounts[1], areas, count), _in_order(joint), below_zero)


def _covered(plan: _Plan, cells: Floats, areas: Floats, count: int) -> Floats:
    high = plan.roles == _HIGH
    covered = np.zeros(count)
    known = high & (areas > 0)
    covered[plan.cases[known]] = np.minimum(1.0, cells[known] / areas[known])
    return covered


def _in_order(amounts: Floats) -> Floats:
    """Keep an expectation between its bounds, from which lines and samples may take it by a little."""
    low, best, high = amounts
    return np.stack([low, np.clip(best, np.minimum(low, high), np.maximum(low, high)), high])


class _Plan(NamedTuple):
    """Zones, and for each its case, its role and how much it counts; shape (zones,)."""

    zones: Zones
    cases: Indices
    roles: Indices
    weights: Floats


def _plan(cases: Cases) -> _Plan:
    disc = np.flatnonzero(cases.radius_m > 0)
    radius, distance = cases.radius_m[disc], cases.distance_m[disc]
    pairs, which = np.unique(np.stack([distance, radius]), axis=1, return_inverse=True)
    steps, weights = (values[which.ravel()] for values in staircase(*pairs))
    sure = np.flatnonzero(distance > radius)
    parts = [
        _discs(cases, disc[sure], _LOW, (distance - radius)[sure]),
        _discs(cases, disc, _HIGH, distance + radius),
        *(_discs(cases, disc, _BEST, *step) for step in zip(steps.T, weights.T, strict=True)),
        *(part for at in np.flatnonzero(~(cases.radius_m > 0)).tolist() for part in _around_shape(cases, at)),
    ]
    return _Plan(
        Zones.joined([part.zones for part in parts]),
        np.concatenate([part.cases for part in parts]),
        np.concatenate([part.roles for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _discs(cases: Cases, at: Indices, role: int, radius_m: Floats, weights: Floats | float = 1.0) -> _Plan:
    zones = Zones.of_discs(cases.lon[at], cases.lat[at], radius_m, _VERTICES[role])
    return _Plan(zones, at, np.full(len(at), role), np.broadcast_to(weights, len(at)))


def _around_shape(cases: Cases, at: int) -> list[_Plan]:
    shape, distance_m = cases.shapes[at], float(cases.distance_m[at])
    positions, reach_m = points_within(shape, distance_m)
    middle, radius_m = holding_disc(shape)
    spots = Zones.of_discs(positions[:, 0], positions[:, 1], reach_m, _VERTICES[_BEST])
    weights = np.full(len(spots), (distance_m / reach_m) ** 2 / len(spots))
    zones = [(spots, _BEST, weights), (Zones.of_shapes(cases.grown[[at]]), _HIGH, np.ones(1))]
    if distance_m > radius_m:
        zones.append((Zones.of_discs(*middle, distance_m - radius_m), _LOW, np.ones(1)))
    return [_Plan(zone, np.full(len(zone), at), np.full(len(zone), role), counts) for zone, role, counts in zones]


def _joint(strip: Strip, plan: _Plan, cases: Cases, groups: int, running: Floats) -> tuple[Floats, Floats]:
    """Sum what lies within the distance of at least one case of each group, and what the same lines see of each zone.

    Both of shape (3, groups).
    """
    role = plan.roles[strip.edges.zone]
    outer, inner = strip.edges.take(role != _BEST), strip.edges.take(role == _BEST)
    # An expectation has several zones a case, whose errors even out.
    zones = len(plan.zones)
    fine, coarse = lines_through(outer, zones), lines_through(inner, zones, fewest=24)
    owners, count = plan.roles * groups + cases.groups[plan.cases], 3 * groups
    united = union_sums(outer, owners, strip.amounts, 0, count, lines=fine).reshape(3, groups)
    chances = Chances(plan.weights, plan.cases, cases.groups, cases.times)
    united[_BEST] = chance_sums(inner, chances, running, 0, groups, lines=coarse)
    seen = line_sums(outer, plan.weights, owners, running, 0, count, lines=fine)
    seen += line_sums(inner, plan.weights, owners, running, 0, count, lines=coarse)
    return united, seen.reshape(3, groups)
