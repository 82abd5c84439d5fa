"""Layers as a folium map: one HTML file that needs nothing else. The only module that imports folium.

folium renders the text it is given as a template a second time, so no text of a report ever passes through it
or through branca: data stand in JSON blocks, which the page's own runtime shows as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import folium
from folium.template import Template

from outputs.web.assets import asset, notice
from outputs.web.embed import content_policy, data_block, script, style, title
from outputs.web.payload import bounds, payload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.layer import Layer
    from outputs.page import Page

__all__ = ["to_folium"]


class _Verbatim(folium.Element):
    """Text that no template sees."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self._id = name
        self.text = text

    def render(self, **_kwargs: object) -> str:
        """Return the text as it is."""
        return self.text


class _Document(folium.Figure):
    """The file around the map: language, viewport, content policy, and scripts that the policy names."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._id = "majal"
        self.page = page
        self.runtime = ""
        self.start = ""
        self.header.add_child(_Verbatim("charset", '<meta charset="utf-8">'), name="meta_http")

    def render(self, **kwargs: object) -> str:
        """Return the whole file."""
        for child in self._children.values():
            child.render(**kwargs)
        map_script = self.script.render(**kwargs) + self.start
        language = self.page.languages[0] if self.page.languages else "en"
        # The policy stands before anything that it governs.
        return "\n".join(
            (
                "<!DOCTYPE html>",
                f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">',
                "<head>",
                self.header.render(**kwargs),
                content_policy((self.runtime, map_script)),
                '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
                '<meta name="referrer" content="no-referrer">',
                title(self.page.title.ar if language == "ar" else self.page.title.en),
                style(asset("majal.css")),
                "</head>",
                "<body>",
                "<noscript>This map needs JavaScript. تحتاج هذه الخريطة إلى JavaScript.</noscript>",
                self.html.render(**kwargs),
                script(self.runtime),
                script(map_script),
                "</body>",
                "</html>",
                "",
            )
        )


class _Map(folium.Map):
    """folium's map without its header: the viewport, style and scripts are the document's own."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, zoom: {{ this.options.zoom|tojson }}, crs: L.CRS.EPSG3857,
            zoomControl: false, attributionControl: false, zoomSnap: 0.1, zoomDelta: 1, wheelPxPerZoomLevel: 90,
            maxZoom: 18, minZoom: 1, preferCanvas: true, bounceAtZoomLimits: false
        });
        {% endmacro %}
        """
    )


def to_folium(layers: Sequence[Layer], page: Page, *, basemap: Mapping[str, Any] | None = None) -> folium.Map:
    """Make the interactive map.

    Parameters
    ----------
    layers
        What to draw, the legend in this order. Tables in EPSG:4326.
    page
        Title, languages, reports, what could not be placed.
    basemap
        As `outputs.basemap.clip` gives it; by default it is clipped to what is drawn.

    Returns
    -------
    folium.Map
        Its ``save`` and ``get_root().render()`` give one file that makes no network request. The same layers
        give the same bytes. Whatever needs the network, such as folium's tile layers and plugins, is refused
        by the page's content policy.

    Raises
    ------
    InstallError
        The page's runtime or the basemap was not compiled.
    InputError
        A row names a legend entry that its layer does not have.
    """
    west, south, east, north = bounds(layers)
    made = _Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=4, tiles=None, zoom_control=False)
    made._id = "majal"  # noqa: SLF001 - folium draws ids at random; the same layers must give the same bytes
    document = _Document(page)
    document.runtime = asset("majal.js")
    document.start = f"\nmajal.start({made.get_name()});\n"
    document.html.add_child(_Verbatim("data", data_block("majal-data", payload(layers, page))), name="data")
    ground = _ground((west, south, east, north)) if basemap is None else dict(basemap)
    document.html.add_child(_Verbatim("basemap", data_block("majal-basemap", ground)), name="basemap")
    document.html.add_child(_Verbatim("notice", notice()), name="notice")
    document.add_child(made, name=made.get_name())
    _without_links(made)
    return cast("folium.Map", made)


def _without_links(element: Any) -> None:  # noqa: ANN401 - folium ships no types
    """Empty the lists of scripts and styles on the instances; folium's own methods would change the classes."""
    element.default_js = []
    element.default_css = []
    for child in element._children.values():  # noqa: SLF001 - branca has no public way to walk a tree
        _without_links(child)


def _ground(box: tuple[float, float, float, float]) -> dict[str, Any]:
    from outputs.basemap import clip  # noqa: PLC0415 - opened only where a map is made

    return dict(clip(box))
