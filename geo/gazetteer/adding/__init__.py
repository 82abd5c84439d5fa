"""Adding to a gazetteer of the user's own: `add` reads a file of places into it, `remove` takes a source out again."""

from geo.gazetteer.adding.add import KINDS, Added, add, remove

__all__ = ["KINDS", "Added", "add", "remove"]
