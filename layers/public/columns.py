"""What of each column is public: the one place that says it. What is not named here is private."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["PUBLISHED", "Publish"]


class Publish(StrEnum):
    """What becomes of a column.

    ``kept`` is for numbers and times. Texts are never kept as they are: a ``word`` is one of the column's vocabulary, a
    ``digest`` names bytes by their SHA-256, a ``day`` is a date, a ``language`` is ar or en; a ``voice`` (``voices`` in
    a list, ``counts`` in records) is made of words that name no place, see `layers.public.voices`. ``made`` is made
    anew from what else is public. ``private`` is left out.
    """

    KEPT = "kept"
    WORD = "word"
    DIGEST = "digest"
    DAY = "day"
    LANGUAGE = "language"
    VOICE = "voice"
    VOICES = "voices"
    COUNTS = "counts"
    MADE = "made"
    PRIVATE = "private"


_TIME = {
    "start": Publish.KEPT,
    "end": Publish.KEPT,
    "time_precision": Publish.WORD,
    "basis": Publish.WORD,
    "when_text": Publish.PRIVATE,
}
_TITLE = {"id": Publish.MADE, "kind": Publish.WORD, "title": Publish.MADE, "title_ar": Publish.MADE}
_ORIGIN = {
    "status": Publish.WORD,
    "report": Publish.DIGEST,
    "source": Publish.VOICE,
    "url": Publish.PRIVATE,
}
_PLACE = {
    "place_id": Publish.MADE,
    "place_name": Publish.MADE,
    "place_name_ar": Publish.MADE,
    "country": Publish.MADE,
    "precision": Publish.MADE,
    "radius_m": Publish.MADE,
    "footprint": Publish.MADE,
    "geometry": Publish.MADE,
    "why": Publish.PRIVATE,
    "why_ar": Publish.PRIVATE,
}
_END = {
    "name": Publish.MADE,
    "name_ar": Publish.MADE,
    "lon": Publish.MADE,
    "lat": Publish.MADE,
    "precision": Publish.MADE,
    "radius_m": Publish.MADE,
    "place_id": Publish.MADE,
    "status": Publish.WORD,
}

# By table, then by column.
PUBLISHED: dict[str, dict[str, Publish]] = {
    "events": {
        **_TITLE,
        **_TIME,
        **_PLACE,
        **_ORIGIN,
        "actors": Publish.VOICES,
        "targets": Publish.VOICES,
        "counts": Publish.COUNTS,
        "distances": Publish.PRIVATE,
        "merged_from": Publish.PRIVATE,
        "graded_by": Publish.PRIVATE,
        "details": Publish.PRIVATE,
    },
    "links": {
        **_TITLE,
        **_TIME,
        **_ORIGIN,
        "hours": Publish.PRIVATE,
        **{f"{end}_{name}": how for end in ("from", "to") for name, how in _END.items()},
    },
    "claims": {
        "subject": Publish.MADE,
        "speaker": Publish.VOICE,
        "party": Publish.VOICE,
        "through": Publish.VOICES,
        "stance": Publish.WORD,
        "quote": Publish.PRIVATE,
        "lang": Publish.LANGUAGE,
        "start": Publish.PRIVATE,
        "end": Publish.PRIVATE,
        "said": Publish.DAY,
        "report": Publish.DIGEST,
        "source": Publish.VOICE,
        "url": Publish.PRIVATE,
    },
    "unplaced": {
        "title": Publish.MADE,
        "title_ar": Publish.MADE,
        "why": Publish.PRIVATE,
        "why_ar": Publish.PRIVATE,
        "quote": Publish.PRIVATE,
        "report": Publish.DIGEST,
    },
    "reports": {
        "id": Publish.DIGEST,
        "name": Publish.MADE,
        "text": Publish.PRIVATE,
        "language": Publish.LANGUAGE,
        "published": Publish.KEPT,
        "title": Publish.PRIVATE,
        "outlet": Publish.VOICE,
        "url": Publish.PRIVATE,
        "read_as": Publish.PRIVATE,
        "unused": Publish.PRIVATE,
        "attribution": Publish.WORD,
        "licence": Publish.WORD,
        "retracted": Publish.KEPT,
    },
}
