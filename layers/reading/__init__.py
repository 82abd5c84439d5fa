"""From text to mentions, roles, dates and claims, to draft events.

The stages, each in the file of its name: `segment` cuts the text; `mentions` finds names as `spans`, with their
`surroundings`, asking the gazetteer through `names`; `triggers`, `dates`, `clocks`, `counts`, `distances`, `claims` and
`actors` find what else is told; `roles` says what each name does and `resolve` which place it means; `scene` holds all
of it; `drafts` and `links` put events and links together; `reading` gives the result. The words they go by stand in
`lexicon/`, one table for each language.
"""

from __future__ import annotations

from layers.reading.locate import locate
from layers.reading.reading import Reading, read_report

__all__ = ["Reading", "locate", "read_report"]
