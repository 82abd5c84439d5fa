"""What was joined and what nearly was, a row a pair, with the reason in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from layers.matching.groups import taken
from layers.matching.reasons import CLASH, CROWD, UNCLEAR, Reasons, by_decision, too_little
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy.typing as npt

    from layers.matching.decided import Decided
    from layers.matching.groups import Groups
    from layers.matching.rules import Rules
    from layers.matching.score import Likeness

    Indices = npt.NDArray[np.intp]
    Mask = npt.NDArray[np.bool_]

__all__ = ["VERDICT_COLUMNS", "Verdict", "by_hand", "near_misses", "notes", "outcome", "verdict_table"]

VERDICT_COLUMNS = (
    "verdict", "score", "event", "a", "b", "title_a", "title_b", "source_a", "source_b", "distance_m", "reason",
    "reason_ar",
)  # fmt: skip
JOINED = ("joined", "decided_same")
_DECIDED = {True: "decided_same", False: "decided_different"}


class Verdict(NamedTuple):
    """What became of a pair: rows of the events, the verdict, score, distance in metres, and the reason."""

    a: int
    b: int
    verdict: str
    score: float
    distance_m: float
    reason: Text


def outcome(likeness: Likeness, found: dict[str, Mask], reasons: Reasons, rules: Rules) -> list[Verdict]:
    """Tell of the pairs that were joined, and of those that were nearly; `found` gives which, by verdict."""
    told = []
    for verdict, mask in found.items():
        some = likeness.take(mask)
        rows = zip(some.a.tolist(), some.b.tolist(), some.score.tolist(), some.distance_m.tolist(), strict=True)
        told += [
            Verdict(a, b, verdict, score, distance_m, _lead(verdict, facts, score, rules))
            for (a, b, score, distance_m), facts in zip(rows, reasons.of(some), strict=True)
        ]
    return told


def by_hand(decided: Sequence[Decided]) -> list[Verdict]:
    """Tell of the pairs that a person decided about."""
    return [
        Verdict(a, b, _DECIDED[each.same], np.nan, np.nan, by_decision(each.why, same=each.same))
        for each in decided
        for a, b in each.pairs
    ]


def _lead(verdict: str, facts: Text, score: float, rules: Rules) -> Text:
    if verdict == "joined":
        return facts
    lead = {"contested": CLASH, "unclear": UNCLEAR, "crowded": CROWD}.get(verdict) or too_little(score, rules.threshold)
    return Text(f"{lead.en}: {facts.en}", f"{lead.ar}: {facts.ar}")


def near_misses(
    likeness: Likeness, joined: Mask, refused: Mask, groups: Groups, labels: Indices, rules: Rules
) -> dict[str, Mask]:
    """Return which pairs are near misses, by verdict.

    Of each event that found nobody in another source, the best that it nearly found there.
    """
    near = (likeness.score >= rules.near) & ~joined
    near[near] = ~taken(groups, likeness.a[near], likeness.b[near], labels)
    near[near] = _best_of_either(likeness.take(near), labels)
    enough = likeness.score >= rules.threshold
    return {
        "contested": near & likeness.clash,
        "crowded": near & refused & ~likeness.clash,
        "unclear": near & enough & ~refused & ~likeness.clash,
        "too_little": near & ~enough & ~likeness.clash,
    }


def _best_of_either(likeness: Likeness, labels: Indices) -> Mask:
    """Whether each pair is the best of one of its events with that source; of equals the first."""
    best = np.zeros(len(likeness.a), dtype=bool)
    for mine, other in ((likeness.a, likeness.b), (likeness.b, likeness.a)):
        order = np.lexsort((likeness.b, likeness.a, -likeness.score, labels[other], mine))
        owner = mine[order] * (int(labels.max(initial=0)) + 1) + labels[other[order]]
        best[order[np.flatnonzero(np.diff(owner, prepend=-1))]] = True
    return best


def notes(groups: Sequence[Sequence[int]], verdicts: Sequence[Verdict]) -> list[Text]:
    """Return for each group of rows why it is one event."""
    home = {row: at for at, rows in enumerate(groups) for row in rows}
    whys: list[dict[Text, None]] = [{} for _ in groups]
    for each in verdicts:
        if each.verdict in JOINED:
            whys[home[each.a]][each.reason] = None
    return [_note(len(rows), list(why)) for rows, why in zip(groups, whys, strict=True)]


def _note(count: int, whys: Sequence[Text]) -> Text:
    en, ar = "; ".join(why.en for why in whys), "؛ ".join(why.ar for why in whys)
    return Text(f"one event told {count} times: {en}".rstrip(": "), f"حدث واحد روي {count} مرات: {ar}".rstrip(": "))


def verdict_table(verdicts: Sequence[Verdict], events: gpd.GeoDataFrame, leader: Mapping[int, int]) -> pd.DataFrame:
    """Return verdicts as a table, `VERDICT_COLUMNS`; `leader` tells of each joined row which row's id it has now."""
    told = pd.DataFrame(list(verdicts), columns=["row_a", "row_b", *Verdict._fields[2:]])
    ids = events["id"].astype("str")
    joined = told["verdict"].isin(JOINED).to_numpy()
    told["event"] = ""
    told.loc[joined, "event"] = ids.iloc[told.loc[joined, "row_a"].map(leader).to_numpy(dtype=np.intp)].to_numpy()
    for name in ("a", "b"):
        rows = told[f"row_{name}"].to_numpy(dtype=np.intp)
        told[name] = ids.iloc[rows].to_numpy()
        told[f"title_{name}"] = events["title"].iloc[rows].to_numpy()
        told[f"source_{name}"] = events["source"].iloc[rows].to_numpy()
    told["score"], told["distance_m"] = told["score"].round(4), told["distance_m"].round(1)
    told["reason_ar"] = [each.reason.ar for each in verdicts]
    told["reason"] = [each.reason.en for each in verdicts]
    return told.sort_values(["verdict", "a", "b"], ignore_index=True)[list(VERDICT_COLUMNS)]
