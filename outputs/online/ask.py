"""Which names are asked for online: those that the user gives, or those of a report that no gazetteer knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.folders import cache_folder
from geo.gazetteer.cues import split_cue
from geo.gazetteer.joined import Joined
from geo.gazetteer.normalise import key_of
from geo.gazetteer.store import open_gazetteer
from layers.reading import read_report
from layers.sources import source_of
from layers.sources.report import load
from outputs.online.answers import Answers
from outputs.online.places import places_of
from outputs.online.server import Nominatim

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.gazetteer import Gazetteer
    from geo.place import Place
    from layers.sources import Input

__all__ = ["ask_for_names", "ask_for_report", "nominatim"]

# Roles of names that tell where something is; who acts may come from anywhere.
_PLACED = frozenset({"event_place", "support_place", "container", "dateline"})


def nominatim(*, refresh: bool = False) -> Nominatim:
    """Return the server that the user set, else OpenStreetMap's, with the answers kept in the user's cache."""
    return Nominatim(Answers(cache_folder() / "nominatim.sqlite"), refresh=refresh)


def ask_for_names(
    names: Iterable[str], server: Nominatim, say: Callable[[str], None], *, country: str = ""
) -> Gazetteer:
    """Ask for names, and return a gazetteer that knows what was answered beside all that it knows offline.

    Parameters
    ----------
    names
        Names of places; only they are sent, never the text around them.
    server
        Whom to ask.
    say
        Is told in one line where the server fails; what it did not answer stays as it is offline.
    country
        ISO 3166-1 alpha-2 code to keep to.

    Raises
    ------
    InstallError
        geopy is not installed.
    OutputError
        The answers cannot be kept.
    """
    return Joined(_asked(dict.fromkeys(names), server, say, country))


def ask_for_report(given: Input, server: Nominatim, say: Callable[[str], None], source: str = "") -> Input:
    """Ask for the names of a report that no gazetteer knows; a table has no such names and stays as it is.

    An answer counts only where it is of the kind that the words beside the name call for, and in a country in which the
    report places something else, if it does.

    Parameters
    ----------
    given
        The report.
    server, say
        As in `ask_for_names`.
    source
        Name of the source, empty where the content tells.

    Returns
    -------
    Input
        The same, to be read with a gazetteer that knows the answers.
    """
    if source_of(given, source).name != "report":
        return given
    report = load(given.name, given.data, given.published, given.language)
    mentions = read_report(report, decisions=given.decisions).mentions
    names = _unknown(mentions)
    if not names:
        return given
    countries = {str(one["country"]) for one in mentions if one["role"] in _PLACED and one.get("country")}
    found = _asked(names, server, say, ",".join(sorted(countries)))
    fitting = {
        name: [one for one in places if one.feature in names[name] and (not countries or one.country in countries)]
        for name, places in found.items()
    }
    return replace(given, gazetteer=Joined(fitting))


def _asked(names: Iterable[str], server: Nominatim, say: Callable[[str], None], country: str) -> dict[str, list[Place]]:
    found = {name: places_of(server.ask(name, country)) for name in names}
    if server.unasked:
        count = len(server.unasked)
        rest = f"{count} name{'' if count == 1 else 's'} not answered, the rest is as it is offline"
        say(f"{server.server}: {server.failed}; {rest}")
        server.unasked.clear()
    return found


def _unknown(mentions: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the names that a cue word makes places and no gazetteer knows, with the features that it allows."""
    places = open_gazetteer()
    found: dict[str, frozenset[str]] = {}
    for one in mentions:
        if "gazetteer_id" in one or "country" in one:
            continue
        text = str(one["text"])
        cue = split_cue(key_of(text))
        if cue is not None and not places.lookup(cue.rest):
            more = {"neighbourhood"} if "city" in cue.features else set()
            found.setdefault(_written(text, cue.rest), frozenset({*cue.features, *more}))
    return found


def _written(text: str, rest: str) -> str:
    """Return the part of a text that is the name without its kind words, in its own spelling."""
    words = text.split()
    runs = (" ".join(words[first:last]) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    return next((run for run in runs if key_of(run) == rest), rest)
