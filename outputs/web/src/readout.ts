/** Scale bar and coordinates: of the pointer, else of the middle of the map. */

import type * as L from "leaflet";
import { bdi, h, ltr } from "./dom";
import { degrees, metresPerWorld } from "./earth";
import { metres, say } from "./i18n";
import type { State } from "./state";

const BAR_PX = 90;

export class Readout {
  private at: L.LatLng | null = null;

  constructor(private readonly state: State, private readonly map: L.Map, private readonly element: HTMLElement) {
    map.on("move zoomend resize", () => this.write());
    map.on("mousemove", (event) => {
      this.at = event.latlng;
      this.write();
    });
    map.on("mouseout", () => {
      this.at = null;
      this.write();
    });
  }

  write(): void {
    const centre = this.map.getCenter();
    const perPixel = metresPerWorld(centre.lat) / (256 * 2 ** this.map.getZoom());
    const length = round(perPixel * BAR_PX);
    const bar = h("span", { class: "bar", "aria-hidden": "true" });
    bar.style.width = `${Math.round(length / perPixel)}px`;
    const at = this.at ?? centre;
    this.element.replaceChildren(
      h("p", { class: "scale" }, bdi(metres(this.state.lang, length)), bar),
      h("p", { class: "where", title: this.at ? "" : say(this.state.lang, "centre") }, ltr(degrees(at.lat, at.lng, this.map.getZoom() > 12 ? 4 : 2))));
  }
}

/** The largest 1, 2 or 5 times a power of ten that fits. */
function round(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  return power * (length / power >= 5 ? 5 : length / power >= 2 ? 2 : 1);
}
