"""The public profile: a dossier without what tells more finely than a stated class where something is."""

from layers.public.columns import PUBLISHED, Publish
from layers.public.done import Done
from layers.public.profile import CLASSES, DEFAULT_CLASS, public
from layers.public.voices import WITHHELD

__all__ = ["CLASSES", "DEFAULT_CLASS", "PUBLISHED", "WITHHELD", "Done", "Publish", "public"]
