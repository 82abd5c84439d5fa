/** The small map: candidates by their numbers, each with the circle in which it lies. */

import * as L from "leaflet";
import { Basemap } from "../basemap";
import { CanvasLayer, type View } from "../canvas";
import type { BasemapData } from "../data";
import { button, h, icon } from "../dom";
import { circle, seam, worldX, worldY, wrap } from "../earth";
import { say } from "../i18n";
import { basemapNames } from "../labels";
import { palette, still } from "../theme";
import type { State } from "./state";
import { tell } from "./words";

/** What the map shows of a candidate; `mark` is its number in the list. */
export interface Spot { mark: string; lon: number; lat: number; radius_m: number; chosen: boolean; press: (() => void) | null }

// A circle around a whole country says little: it does not decide how far the map zooms out.
const WIDEST_M = 1_500_000;
/** Close enough to see a circle, far enough to see where on Earth it lies. */
const FOCUS_ZOOM = 10;
/** Around the place told nearest to a name without candidates. */
const BESIDE_M = 150_000;
const VERTICES = 180;
/** Clear of the zoom buttons, on whichever side they stand. */
const BESIDE_BUTTONS_PX = 56;

export class MiniMap {
  readonly element = h("div", { class: "minimap" });
  private readonly frame = h("div", { class: "frame" });
  private readonly zoomer = h("div", { class: "zoomer", role: "group" });
  private readonly map: L.Map;
  private readonly drawn: L.LayerGroup;
  private readonly layers: CanvasLayer[];
  private readonly features = { west: -180 };
  /** What the report is about: in view where a name has no candidate. */
  private readonly ground: L.LatLngBounds;
  private colours = palette();
  private spots: Spot[] = [];
  private beside: Spot | null = null;
  private rings: { chosen: boolean; at: [number, number][] }[] = [];

  constructor(private readonly state: State, data: BasemapData, pick: (lat: number, lon: number) => void) {
    this.element.append(this.frame, this.zoomer);
    const [west, south, east, north] = data.bounds ?? [-180, -60, 180, 75];
    this.ground = L.latLngBounds([south, west], [north, east]);
    this.map = L.map(this.frame, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, minZoom: 0, maxZoom: 18, center: [25, 40], zoom: 3 });
    const basemap = new Basemap(data);
    this.layers = [
      new CanvasLayer("basemap", (context, view) => basemap.paint(context, view, this.colours)),
      new CanvasLayer("spots", (context, view) => this.paint(context, view)),
      new CanvasLayer("names", (context, view) => basemapNames(context, view, data, this.colours, { lang: state.lang, features: this.features }, this.map, [])),
    ];
    [["basemap", 200], ["names", 250], ["spots", 300]].forEach(([pane, level]) => {
      const element = this.map.createPane(String(pane));
      element.style.zIndex = String(level);
      element.style.pointerEvents = "none";
    });
    for (const layer of this.layers) layer.addTo(this.map);
    this.drawn = L.layerGroup().addTo(this.map);
    this.map.on("click", ({ latlng }) => pick(latlng.lat, wrap(latlng.lng, -180)));
  }

  write(): void {
    const { lang } = this.state;
    this.frame.setAttribute("role", "region");
    this.frame.setAttribute("aria-label", tell(lang, "miniMap"));
    this.zoomer.replaceChildren(
      button({ "aria-label": say(lang, "zoomIn"), title: say(lang, "zoomIn") }, () => this.map.zoomIn(), icon("plus")),
      button({ "aria-label": say(lang, "zoomOut"), title: say(lang, "zoomOut") }, () => this.map.zoomOut(), icon("minus")),
      button({ "aria-label": tell(lang, "zoomFit"), title: tell(lang, "zoomFit") }, () => this.fit(), icon("fit")));
    this.recolour();
  }

  recolour(): void {
    this.colours = palette();
    for (const layer of this.layers) layer.refresh();
  }

  /** Draws the spots; at first all are in view, and where there is none, what is told `beside`. */
  show(spots: Spot[], fit: boolean, beside: Spot | null): void {
    this.spots = spots;
    this.beside = beside;
    // Those on both sides of the antimeridian are drawn together.
    this.features.west = seam(spots.map(({ lon }) => [lon, lon] as const));
    this.drawn.clearLayers();
    const upwards = [...spots].sort((a, b) => Number(a.chosen) - Number(b.chosen));
    this.rings = upwards.filter(({ radius_m }) => radius_m > 0).map((spot) => ({ chosen: spot.chosen, at: this.ring(spot, VERTICES) }));
    for (const spot of upwards) this.badge(spot);
    if (fit) this.fit();
    for (const layer of this.layers) layer.refresh();
  }

  private at({ lon, lat }: Spot): [number, number] {
    return [lat, wrap(lon, this.features.west)];
  }

  private ring(spot: Spot, vertices: number): [number, number][] {
    const [lat, lon] = this.at(spot);
    return circle(lon, lat, spot.radius_m, vertices);
  }

  private badge(spot: Spot): void {
    const icon_ = L.divIcon({ className: `badge${spot.chosen ? " chosen" : ""}`, html: h("span", {}, spot.mark), iconSize: [24, 24] });
    const marker = L.marker(this.at(spot), { icon: icon_, keyboard: false, zIndexOffset: spot.chosen ? 1000 : 0 });
    if (spot.press) marker.on("click", spot.press);
    marker.addTo(this.drawn);
  }

  /** What is chosen in a full line, the others in dashes. */
  private paint(context: CanvasRenderingContext2D, view: View): void {
    for (const { chosen, at } of this.rings) {
      context.beginPath();
      for (const [lon, lat] of at) context.lineTo(worldX(lon) * view.scale + view.x, worldY(lat) * view.scale + view.y);
      context.closePath();
      const colour = this.colours[chosen ? "strike" : "ink"] ?? "";
      context.fillStyle = context.strokeStyle = colour;
      context.globalAlpha = chosen ? 0.1 : 0.04;
      context.fill();
      context.globalAlpha = chosen ? 1 : 0.75;
      context.lineWidth = chosen ? 2.2 : 1.5;
      context.setLineDash(chosen ? [] : [4, 3]);
      context.stroke();
      context.globalAlpha = 1;
    }
  }

  fit(): void {
    this.map.invalidateSize({ animate: false });
    const boxes = this.spots.map((spot) => this.reach(spot));
    const all = boxes.reduce<L.LatLngBounds | null>((sum, box) => (sum ? sum.extend(box) : L.latLngBounds(box.getSouthWest(), box.getNorthEast())), null);
    if (!all) return void this.map.fitBounds(this.beside ? this.reach({ ...this.beside, radius_m: BESIDE_M }) : this.ground, { animate: false });
    this.map.fitBounds(all, { padding: [BESIDE_BUTTONS_PX, 26], maxZoom: FOCUS_ZOOM, animate: false });
  }

  /** Goes to one spot. */
  focus(mark: string): void {
    const spot = this.spots.find((one) => one.mark === mark);
    if (spot) this.map.fitBounds(this.reach(spot), { padding: [30, 30], maxZoom: FOCUS_ZOOM, animate: !still() });
  }

  private reach(spot: Spot): L.LatLngBounds {
    const around = { ...spot, radius_m: Math.min(Math.max(spot.radius_m, 1), WIDEST_M) };
    return L.latLngBounds(this.ring(around, 8).map(([lon, lat]): [number, number] => [lat, lon]));
  }
}
