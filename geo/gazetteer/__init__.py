"""Names to places, offline: normalise, look up, rank."""

from geo.gazetteer.normalise import key_of, normalise, normalise_with_offsets
from geo.gazetteer.rank import Candidate, geocode
from geo.gazetteer.store import FuzzyHit, Gazetteer, Hit, open_gazetteer

__all__ = [
    "Candidate",
    "FuzzyHit",
    "Gazetteer",
    "Hit",
    "geocode",
    "key_of",
    "normalise",
    "normalise_with_offsets",
    "open_gazetteer",
]
