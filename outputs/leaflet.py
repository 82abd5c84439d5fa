"""Layers as a folium map: one HTML file that needs nothing else. The only module that imports folium.

folium renders the text it is given as a template a second time, so no text of a report ever passes through it
or through branca: data stand in JSON blocks, which the page's own runtime shows as text.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, cast

import folium
from folium.template import Template

from geo.errors import InstallError
from outputs.web.bundle import COMPILED
from outputs.web.embed import content_policy, data_block, script, style
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
        title = html.escape(self.page.title.ar if language == "ar" else self.page.title.en)
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
                f"<title>{_unpaired(title)}</title>",
                style(_asset("majal.css")),
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
    document.runtime = _asset("majal.js")
    document.start = f"\nmajal.start({made.get_name()});\n"
    document.html.add_child(_Verbatim("data", data_block("majal-data", payload(layers, page))), name="data")
    ground = _ground((west, south, east, north)) if basemap is None else dict(basemap)
    document.html.add_child(_Verbatim("basemap", data_block("majal-basemap", ground)), name="basemap")
    document.html.add_child(_Verbatim("notice", _notice()), name="notice")
    document.add_child(made, name=made.get_name())
    _without_links(made)
    return cast("folium.Map", made)


def _without_links(element: Any) -> None:  # noqa: ANN401 - folium ships no types
    """Empty the lists of scripts and styles on the instances; folium's own methods would change the classes."""
    element.default_js = []
    element.default_css = []
    for child in element._children.values():  # noqa: SLF001 - branca has no public way to walk a tree
        _without_links(child)


def _asset(name: str) -> str:
    path = COMPILED / name
    if not path.is_file():
        raise InstallError(f"the page's runtime is missing ({name}); run: python -m outputs.web.bundle")
    return path.read_text(encoding="utf-8")


def _notice() -> str:
    """Return the licences of the bundled code, for whoever reads the file's source."""
    return f'<script type="text/plain" id="majal-notice">{_asset("NOTICE.txt").replace("<", "(")}</script>'


def _ground(box: tuple[float, float, float, float]) -> dict[str, Any]:
    from outputs.basemap import clip  # noqa: PLC0415 - opened only where a map is made

    return dict(clip(box))


def _unpaired(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
