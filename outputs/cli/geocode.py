"""majal geocode."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from outputs.cli import options
from outputs.cli.talk import number, out, say

__all__ = ["geocode"]


def geocode(
    names: Annotated[list[str], typer.Argument(help="Names of places, in Arabic or English.")],
    country: options.Country = "",
    limit: Annotated[int, typer.Option(min=1, help="How many candidates for each name.")] = 5,
    json: options.Json = False,
    online: options.Online = None,
    refresh: options.Refresh = False,
) -> None:
    """Find places by their names, offline unless told otherwise, the likeliest first, with reasons.

    Calls geo.gazetteer.geocode; with --online it knows what outputs.online.ask_for_names was answered.
    """
    from geo.gazetteer import geocode as look_up

    places = None
    if online:
        from outputs.online import ask_for_names, nominatim

        places = ask_for_names(names, nominatim(refresh=refresh), say, country=country.upper())
    found = {name: look_up(name, country=country.upper(), gazetteer=places, limit=limit) for name in names}
    if json:
        import orjson

        told = [{"name": name, "candidates": [_record(one) for one in some]} for name, some in found.items()]
        out(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        return
    for name, some in found.items():
        out(f"{name}: {number(len(some), 'candidate')}" if some else f"{name}: no place of this name is known")
        for one in some:
            at = one.place.at
            out(f"  {one.score:.2f}  {one.place.name} ({one.place.id})  {at.lat:.4f}, {at.lon:.4f}  {one.why}")


def _record(candidate: Any) -> dict[str, Any]:  # noqa: ANN401 - a Candidate, whose module is loaded only when asked
    from geo.place import credit

    place = candidate.place
    due = credit(place.id)
    return {
        "gazetteer_id": place.id,
        "name": place.name,
        "name_ar": place.name_ar,
        "matched": candidate.matched,
        "lon": place.at.lon,
        "lat": place.at.lat,
        "feature": place.feature,
        "precision": str(place.precision),
        "radius_m": place.radius_m,
        "country": place.country,
        "population": place.population,
        "score": candidate.score,
        "why": candidate.why,
        "fuzzy": candidate.fuzzy,
        **(due._asdict() if due else {}),
    }
