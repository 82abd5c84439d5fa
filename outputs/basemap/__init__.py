"""The ground under the map: coast, lakes, borders and names for any extent on Earth, without a network."""

from outputs.basemap.clip import clip

__all__ = ["clip"]
