/** Names on the map in both languages, clear of each other, of the symbols and of the cards. */

import * as L from "leaflet";
import type { View } from "./canvas";
import type { BasemapData, Lang } from "./data";
import { stackPlace, stackTitle, title } from "./describe";
import { bdi, button, h } from "./dom";
import { latOf, lonOf, worldX, worldY, wrap } from "./earth";
import { count, say } from "./i18n";
import type { State } from "./state";
import { reachOf } from "./symbols";
import { clean } from "./text";
import type { Palette } from "./theme";

export type Box = [left: number, top: number, right: number, bottom: number];

const MOST = 60;
/** With more than this in view names would be a choice of a few among many: none is shown until the reader zooms in. */
const CROWD = 400;

const meets = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

interface Named { row: number; feature: number; first: string; second: string }

/** Names of what was placed; each is a button that opens its popup. */
export class Labels {
  private readonly pane: HTMLElement;
  /** Where names stand, in pixels of the container: the basemap's own names keep clear of it. */
  taken: Box[] = [];

  constructor(
    private readonly state: State, private readonly map: L.Map,
    private readonly cards: () => Box[], private readonly open: (feature: number) => void,
  ) {
    this.pane = map.createPane("labels");
    this.pane.classList.add("names");
    this.pane.addEventListener("keydown", (event) => this.key(event));
    map.on("zoomstart", () => this.pane.classList.add("moving"));
  }

  layout(): void {
    this.pane.classList.remove("moving");
    this.taken = [...this.cards(), ...this.numbers()];
    const named = this.named();
    const marks = named.map(({ feature }) => this.extent(feature));
    this.taken.push(...marks.filter(({ point }) => point).map(({ box }) => box));
    const soft = [...this.lines(), ...marks.filter(({ point }) => !point).map(({ box }) => box)];
    const kept: HTMLElement[] = [];
    named.forEach((name, at) => {
      const element = this.make(name);
      this.pane.append(element);
      const { box } = marks[at] as { box: Box };
      // Clear of drawn lines and areas where that is possible, across one where it is not.
      if (this.settle(element, box, soft) || this.settle(element, box, [])) kept.push(element);
      else element.remove();
    });
    this.pane.replaceChildren(...kept);
    kept[0]?.setAttribute("tabindex", "0");
    this.taken.push(...marks.map(({ box }) => box));
  }

  /** One name is in the order of tabs, and arrows move between them. */
  private key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const names = [...this.pane.children] as HTMLElement[];
    const now = names.indexOf(event.target as HTMLElement);
    if (!step || now < 0) return;
    event.preventDefault();
    event.stopPropagation();
    names[now]?.setAttribute("tabindex", "-1");
    const next = names[(now + step + names.length) % names.length];
    next?.setAttribute("tabindex", "0");
    next?.focus({ preventScroll: true });
  }

  /** One name a place: what is drawn as a point or as an area of its own, not whole countries. */
  private named(): Named[] {
    const { features, records, lang } = this.state;
    const found = new Map<string, Named>();
    const stacked = new Set<number>();
    const [low, high] = [this.map.project(this.map.getBounds().getNorthWest(), 0), this.map.project(this.map.getBounds().getSouthEast(), 0)];
    let seen = 0;
    for (let feature = 0; feature < features.count; feature++) {
      const [x, y] = [(features.x[feature] as number) * 256, (features.y[feature] as number) * 256];
      if (x < low.x || x > high.x || y < low.y || y > high.y) continue;
      const look = features.leaves[features.leaf[feature] as number]?.shape ?? "";
      if (!this.state.shown(feature) || !["dot", "dot_ring", "ring", "hatch", "diamond", "diamond_open"].includes(look)) continue;
      const row = features.record[feature] as number;
      const stack = this.state.stacks.of(row);
      if (stack && stacked.has(stack.spot)) continue;
      if (stack) stacked.add(stack.spot);
      if (++seen > CROWD) return [];
      if (found.size >= MOST) continue;
      let first = (stack ? stackPlace(this.state, stack.rows) : records.named(row, "place_name", lang)) || (stack ? "" : title(this.state, row));
      if (!first) continue;
      const other = records.text(row, lang === "ar" ? "place_name" : "place_name_ar");
      if (!stack && records.raw(row, "status") === "inferred") first += ` (${say(lang, "inferred")})`;
      if (!found.has(first)) found.set(first, { row, feature, first, second: other === first ? "" : other });
    }
    return [...found.values()];
  }

  private make({ row, feature, first, second }: Named): HTMLElement {
    const lines = [h("strong", {}, bdi(first)), second ? h("span", {}, bdi(second)) : null];
    const element = button({ class: "name-label", tabindex: "-1" }, () => this.open(feature), ...lines);
    element.dataset["row"] = String(row);
    const stack = this.state.stacks.of(row);
    if (stack) element.setAttribute("aria-label", `${first}: ${stackTitle(this.state, stack.rows)}`);
    L.DomEvent.disableClickPropagation(element);
    return element;
  }

  /** The numbers of stacks: a name upon one would hide it, and take its clicks. */
  private numbers(): Box[] {
    const { stacks } = this.state;
    return stacks.all().map((stack) => {
      const at = this.map.latLngToContainerPoint([latOf(stack.y), lonOf(stack.x)]);
      const [across, down] = reachOf(count(this.state.lang, stack.rows.length));
      return [at.x - across, at.y - down, at.x + across, at.y + down];
    });
  }

  private extent(feature: number): { box: Box; point: boolean } {
    const { features } = this.state;
    const shape = features.shape[feature];
    const at = (x: number, y: number): L.Point => this.map.latLngToContainerPoint([latOf(y), lonOf(x)]);
    const middle = at(features.x[feature] as number, features.y[feature] as number);
    const stack = this.state.stacks.of(features.record[feature] as number);
    const [across, down] = stack ? reachOf(count(this.state.lang, stack.rows.length)).map((half) => half + 3) as [number, number] : [9, 9];
    const reach: Box = [middle.x - across, middle.y - down, middle.x + across, middle.y + down];
    if (!shape) return { box: reach, point: true };
    const [a, b] = [at(shape.box[0], shape.box[1]), at(shape.box[2], shape.box[3])];
    return { box: [Math.min(a.x, reach[0]), Math.min(a.y, reach[1]), Math.max(b.x, reach[2]), Math.max(b.y, reach[3])], point: false };
  }

  /** Small boxes along the lines that are drawn. */
  private lines(): Box[] {
    const { features } = this.state;
    const boxes: Box[] = [];
    const near = this.map.getSize();
    for (let feature = 0; feature < features.count && boxes.length < 2000; feature++) {
      const shape = features.shape[feature];
      if (!shape || shape.area || !this.state.shown(feature)) continue;
      for (const { at } of shape.paths) {
        for (let i = 2; i < at.length; i += 2) {
          const [a, b] = [i - 2, i].map((j) => this.map.latLngToContainerPoint([latOf(at[j + 1] as number), lonOf(at[j] as number)])) as [L.Point, L.Point];
          const steps = Math.min(200, Math.ceil(a.distanceTo(b) / 10));
          for (let step = 0; step <= steps; step++) {
            const p = a.add(b.subtract(a).multiplyBy(step / (steps || 1)));
            if (p.x > 0 && p.y > 0 && p.x < near.x && p.y < near.y) boxes.push([p.x - 4, p.y - 4, p.x + 4, p.y + 4]);
          }
        }
      }
    }
    return boxes;
  }

  private settle(element: HTMLElement, box: Box, soft: Box[]): boolean {
    const [width, height] = [element.offsetWidth, element.offsetHeight];
    const size = this.map.getSize();
    const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const spots: [number, number, string][] = [
      [box[2] + 4, y - height / 2, "start"], [box[0] - width - 4, y - height / 2, "end"], [box[2] + 2, box[1] - height * 0.6, "start"],
      [box[2] + 2, box[3] - height * 0.4, "start"], [box[0] - width - 2, box[1] - height * 0.6, "end"], [box[0] - width - 2, box[3] - height * 0.4, "end"],
      [x - width / 2, box[1] - height - 3, "middle"], [x - width / 2, box[3] + 3, "middle"],
    ];
    for (const [left, top, side] of spots) {
      const own: Box = [left, top, left + width, top + height];
      if (left < 2 || top < 2 || own[2] > size.x - 2 || own[3] > size.y - 2 || [...this.taken, ...soft].some((other) => meets(own, other))) continue;
      this.taken.push(own);
      element.dataset["side"] = side;
      L.DomUtil.setPosition(element, this.map.containerPointToLayerPoint([left, top]).round());
      return true;
    }
    return false;
  }
}

/** Names of countries and towns, the important first, where there is room. */
export function basemapNames(
  context: CanvasRenderingContext2D, view: View, data: BasemapData, colours: Palette, state: { lang: Lang; features: { west: number } }, map: L.Map, taken: Box[],
): void {
  const boxes = [...taken];
  const corner = map.getPixelOrigin().add(map.containerPointToLayerPoint([0, 0]));
  const shift: [number, number] = [-view.x - corner.x, -view.y - corner.y];
  const { west } = state.features;
  const place = (lon: number, lat: number): [number, number] => [worldX(near(lon, west, view)) * view.scale + view.x, worldY(lat) * view.scale + view.y];
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const first = state.lang === "ar" ? "ar" : "en";
  const second = first === "ar" ? "en" : "ar";
  for (const country of [...(data.countries ?? [])].sort((a, b) => a.rank - b.rank)) {
    if (country.rank > view.zoom + 1) continue;
    const [x, y] = place(country.lon, country.lat);
    name(context, x, y, clean(country[first]).toUpperCase(), clean(country[second]), true, colours, boxes, shift);
  }
  for (const town of [...(data.towns ?? [])].sort((a, b) => Number(b.capital) - Number(a.capital) || b.population - a.population)) {
    if (!worthy(town.population, town.capital, view.zoom)) continue;
    const [x, y] = place(town.lon, town.lat);
    if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
    name(context, x, y, clean(town[first]) || clean(town[second]), "", false, colours, boxes, shift);
  }
}

/** The copy of the globe that is in view. */
function near(lon: number, west: number, view: View): number {
  const middle = ((view.width / 2 - view.x) / view.scale - 0.5) * 360;
  return Number.isFinite(middle) ? wrap(lon, middle - 180) : wrap(lon, west);
}

const worthy = (population: number, capital: boolean, zoom: number): boolean =>
  (capital && zoom >= 5) || population > 30_000_000 / 3 ** Math.max(0, zoom - 3.2);

function name(
  context: CanvasRenderingContext2D, x: number, y: number, first: string, second: string, country: boolean,
  colours: Palette, boxes: Box[], shift: [number, number],
): void {
  const family = "'Noto Sans', 'Noto Sans Arabic', system-ui, sans-serif";
  const write = (text: string, size: number, spaced: boolean, across: number, down: number): void => {
    context.font = `${size}px ${family}`;
    context.letterSpacing = spaced && !/[\u0600-\u06ff]/.test(text) ? "2px" : "0px";
    context.textAlign = country ? "center" : "left";
    context.strokeStyle = colours["label-halo"] ?? "";
    context.lineWidth = 3;
    context.strokeText(text, across, down);
    context.fillStyle = colours["label"] ?? "";
    context.fillText(text, across, down);
  };
  context.font = `${country ? 11 : 11}px ${family}`;
  context.letterSpacing = country ? "2px" : "0px";
  const width = Math.max(context.measureText(first).width, context.measureText(second).width);
  const height = second ? 30 : 16;
  const [left, top] = country ? [x - width / 2, y - height / 2] : [x + 3, y - height / 2];
  const own: Box = [left + shift[0] - 4, top + shift[1] - 2, left + width + shift[0] + 4, top + height + shift[1] + 2];
  if (boxes.some((other) => meets(own, other))) return;
  boxes.push(own);
  if (!country) {
    context.beginPath();
    context.arc(x, y, 1.6, 0, 2 * Math.PI);
    context.fillStyle = colours["label"] ?? "";
    context.fill();
    write(first, 11, false, x + 6, y);
  } else {
    write(first, 11, true, x, second ? y - 7 : y);
    if (second) write(second, 11.5, false, x, y + 8);
  }
}
