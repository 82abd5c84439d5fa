"""From text to mentions, roles, dates and claims, to draft events.

The stages, each in the file of its name: `segment` cuts the text; `mentions` finds names, `resolve` says which place
each means and `roles` what it does; `triggers`, `dates`, `clocks`, `counts`, `distances` and `claims` find what else
is told; `scene` holds all of it; `drafts` and `links` put events and links together; `reading` gives the result.
"""

from __future__ import annotations

from layers.reading.reading import Reading, read_report

__all__ = ["Reading", "read_report"]
