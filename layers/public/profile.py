"""A dossier to its public form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from geo.gazetteer import open_gazetteer
from geo.place import PRECISION, Precision, credit
from layers.events import combine
from layers.public.done import Done
from layers.public.ids import public_ids
from layers.public.places import Cells
from layers.public.tables import Publisher
from layers.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.gazetteer import Gazetteer
    from layers.events import Dossier

__all__ = ["CLASSES", "DEFAULT_CLASS", "public"]

Table = TypeVar("Table", bound=pd.DataFrame)

# Those that are drawn as an area: a point of a coarsened place would be a false pin.
CLASSES = tuple(name for name, one in PRECISION.items() if one.radius_m is not None and not one.is_point)
DEFAULT_CLASS = Precision.SETTLEMENT


def public(dossier: Dossier, to: Precision = DEFAULT_CLASS, gazetteer: Gazetteer | None = None) -> tuple[Dossier, Done]:
    """Return what of a dossier may be published, and what was done to it.

    Parameters
    ----------
    dossier
        What the sources told.
    to
        One of `CLASSES`: what is known more finely is moved to the middle of a cell, see `layers.public.places`.
    gazetteer
        Where names are looked up; None for the one that came with majal and the user's own.

    Returns
    -------
    dossier
        Every record, with what `layers.public.columns` says is public of it, under an id of its own; and notes that
        tell what was done. Of a dossier that is public to this class already it is the same dossier.
    done
        What was moved and left out.
    """
    given = combine([dossier])  # so that an id names one record
    publisher = Publisher(Cells(to), gazetteer or open_gazetteer())
    events = publisher.events("events", given.events)
    facilities = publisher.events("facilities", given.facilities)
    links = publisher.links(given.links)
    claims = publisher.claims(given.claims)
    tables = {"event": events, "facility": facilities, "link": links}
    ids = {kind: public_ids(kind, table, claims) for kind, table in tables.items()}
    subjects = {kind: pd.Series(ids[kind].to_numpy(), index=table["id"]) for kind, table in tables.items()}
    made = replace(
        given,
        reports=tuple(publisher.report(report) for report in given.reports),
        events=_called(events, ids["event"]),
        facilities=_called(facilities, ids["facility"]),
        links=_called(links, ids["link"]),
        claims=_about(claims, pd.concat(list(subjects.values()))),
        unplaced=publisher.unplaced(given.unplaced),
        faults=(),
    )
    done = Done(publisher.cells, publisher.moved, publisher.withheld)
    is_told = bool(given.notes) and not done.moved and not done.withheld
    notes = given.notes if is_told else (*given.notes, *_credits(given), done.note)
    return replace(made, notes=notes), done


def _called(table: Table, ids: pd.Series[str]) -> Table:
    return table.assign(id=ids.astype(table["id"].dtype))


def _about(claims: pd.DataFrame, renamed: pd.Series[str]) -> pd.DataFrame:
    """Let claims be about the new ids; those about no record go."""
    once = renamed[~renamed.index.duplicated()]
    known = claims[claims["subject"].isin(once.index)].reset_index(drop=True)
    return known.assign(subject=known["subject"].map(once).astype(claims["subject"].dtype))


def _credits(dossier: Dossier) -> Iterator[Text]:
    """Credit those whose positions were coarsened, whom a place's id would have named."""
    ends = (dossier.links[f"{end}_place_id"] for end in ("from", "to"))
    every = pd.concat([dossier.events["place_id"], dossier.facilities["place_id"], *ends]).dropna().unique()
    for due in dict.fromkeys(filter(None, map(credit, map(str, every)))):
        told = f"{due.attribution} ({due.licence})"
        yield Text(f"Some positions were worked out from data of {told}.", f"بعض المواقع مستخرجة من بيانات {told}.")
