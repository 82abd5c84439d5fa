/** The page: puts its parts together around the map that folium made. */

import * as L from "leaflet";
import { Basemap } from "./basemap";
import { CanvasLayer, type View } from "./canvas";
import { open, type BasemapData, type Payload } from "./data";
import { stackTitle, title } from "./describe";
import { button, h, icon } from "./dom";
import { Painter } from "./draw";
import { latOf, lonOf } from "./earth";
import type { Group, Leaf } from "./features";
import { paintGrids } from "./grids";
import { basemapNames, Labels, type Box } from "./labels";
import { pick, say } from "./i18n";
import { Popup } from "./popup";
import { Readout } from "./readout";
import { Search } from "./search";
import { Sheet } from "./sheet";
import { State } from "./state";
import { clean } from "./text";
import { narrow, palette, still } from "./theme";
import { Time } from "./time";
import { Tree } from "./tree";
import { credits, notes, notOnMap, reports } from "./unplaced";

/** The most that the sheet of a phone covers, as in the style sheet. */
const SHEET_PART = 0.4;
const REACH_PX = matchMedia("(pointer: coarse)").matches ? 22 : 10;

async function start(map: L.Map): Promise<void> {
  try {
    const [page, data] = await Promise.all([open<Payload>("majal-data"), open<BasemapData>("majal-basemap")]);
    new Page(map, new State(page), data);
    document.documentElement.dataset["ready"] = "true";
  } catch (error) {
    document.body.append(h("p", { class: "card broken", role: "alert" }, say("en", "broken"), " ", say("ar", "broken"), ` (${String(error)})`));
    throw error;
  }
}

class Page {
  private readonly basemap: Basemap;
  private readonly painter: Painter;
  private readonly under: CanvasLayer;
  private readonly names: CanvasLayer;
  private readonly over: CanvasLayer;
  private readonly labels: Labels;
  private readonly popup: Popup;
  private readonly tree: Tree;
  private readonly time: Time;
  private readonly search: Search;
  private readonly readout: Readout;
  private readonly sheet: Sheet;
  private readonly layersCard = h("section", { class: "card layers-card", id: "majal-layers" });
  private readonly zoomer = h("div", { class: "card zoomer", role: "group" });
  private readonly skip = h("a", { class: "skip", href: "#majal-search" });
  private readonly hint = h("div", { class: "hint", hidden: true, "aria-hidden": "true" });
  private colours = palette();

  constructor(private readonly map: L.Map, private readonly state: State, private readonly data: BasemapData) {
    this.applyTheme();
    this.basemap = new Basemap(data);
    this.painter = new Painter(state);
    for (const [pane, level] of [["basemap", 200], ["names", 250], ["events", 400], ["labels", 600]] as const) {
      const element = map.getPane(pane) ?? map.createPane(pane);
      element.style.zIndex = String(level);
      if (pane !== "labels") element.style.pointerEvents = "none";
    }
    this.popup = new Popup(state, map, () => this.cards().map((card) => card.getBoundingClientRect()), () => this.colours);
    this.tree = new Tree(state, () => this.colours);
    this.time = new Time(state);
    this.search = new Search(state, (row) => this.openRecord(row), () => this.turnLanguage(), () => this.turnTheme());
    this.readout = new Readout(state, map, this.time.foot);
    this.sheet = new Sheet([this.search.element, this.layersCard, this.time.element]);
    this.labels = new Labels(state, map, () => this.boxes(), (feature) => this.openFeature(feature));
    document.body.prepend(this.skip);
    document.body.append(this.search.element, this.layersCard, this.zoomer, this.hint, this.popup.element, this.time.element, this.sheet.element);
    this.under = new CanvasLayer("basemap", (context, view) => this.ground(context, view));
    this.names = new CanvasLayer("names", (context, view) => basemapNames(context, view, data, this.colours, state, map, this.labels.taken));
    this.over = new CanvasLayer("events", (context, view) => this.painter.paint(context, view, this.colours));
    this.write();
    this.fit(false);
    for (const layer of [this.under, this.over, this.names]) layer.addTo(map);
    this.settle();
    this.listen();
  }

  private ground(context: CanvasRenderingContext2D, view: View): void {
    this.basemap.paint(context, view, this.colours);
    paintGrids(this.state, context, view, this.colours);
  }

  private cards(): HTMLElement[] {
    return [this.search.element, this.layersCard, this.time.element, this.zoomer, this.sheet.element].filter((card) => card.offsetParent !== null || card.getClientRects().length > 0);
  }

  private boxes(): Box[] {
    const own = this.map.getContainer().getBoundingClientRect();
    return this.cards().map((card) => {
      const box = card.getBoundingClientRect();
      return [box.left - own.left - 4, box.top - own.top - 4, box.right - own.left + 4, box.bottom - own.top + 4];
    });
  }

  private listen(): void {
    const { state, map } = this;
    state.on((change) => {
      if (change === "filter") {
        this.tree.count();
        this.time.show();
        this.time.draw();
        this.search.list();
        this.settle();
        if (state.features.grids.length) this.under.refresh();
      }
      this.over.refresh();
    });
    map.on("moveend resize", () => this.settle());
    map.on("click", (event) => this.press(event.latlng));
    map.on("mousemove", (event) => this.hover(event));
    map.on("mouseout", () => this.unhover());
    map.on("movestart", () => this.tell("", L.point(0, 0)));
    matchMedia("(max-width: 700px)").addEventListener("change", () => this.fit(false));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
      state.theme = event.matches ? "dark" : "light";
      this.applyTheme();
      this.recolour();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.popup.back();
    });
  }

  private settle(): void {
    this.labels.layout();
    this.names.refresh();
  }

  /** What is under a position, one record once. */
  private under_(at: L.LatLng): { features: number[]; records: number[] } {
    const point = this.map.project(at, 0).divideBy(256);
    const near = REACH_PX / (256 * 2 ** this.map.getZoom());
    const features = this.painter.hit(point.x, point.y, near);
    return { features, records: [...new Set(features.map((feature) => this.state.features.record[feature] as number))] };
  }

  private press(at: L.LatLng): void {
    const { features, records } = this.under_(at);
    const top = features[0];
    if (top !== undefined) return this.show(top, features, records);
    this.popup.close();
    this.tell(this.cells(at), this.map.latLngToContainerPoint(at));
  }

  /** The records that stand where the first one stands, a stack before what else is there, and beneath them the others. */
  private show(top: number, features: number[], records: number[]): void {
    const { features: all, stacks } = this.state;
    this.tell("", L.point(0, 0));
    const look = (feature: number): string => all.leaves[all.leaf[feature] as number]?.shape ?? "";
    const place = (feature: number): string =>
      `${all.x[feature]?.toFixed(7)} ${all.y[feature]?.toFixed(7)} ${look(feature) === "zone"}`;
    const same = features.filter((feature) => place(feature) === place(top)).map((feature) => all.record[feature] as number);
    const together = [...new Set([all.record[top] as number, ...same])];
    const isLine = all.shape[top]?.area === false;
    const stack = isLine ? undefined : together.map((row) => stacks.of(row)).find((found) => found !== undefined);
    const anchor: [number, number] = stack ? [stack.x, stack.y] : [all.x[top] as number, all.y[top] as number];
    this.popup.show(stack ? stacks.rows(stack.spot) : together, anchor, records, stack?.spot);
    this.uncover(...anchor);
  }

  private openFeature(feature: number): void {
    const { features } = this.state;
    const at = L.latLng(latOf(features.y[feature] as number), lonOf(features.x[feature] as number));
    const { features: found, records } = this.under_(at);
    this.show(feature, [feature, ...found], [features.record[feature] as number, ...records]);
  }

  /** From the list: bring it into view, then speak of it. */
  private openRecord(row: number): void {
    const { features } = this.state;
    const own = features.of[row] ?? [];
    const feature = own.find((one) => this.state.shown(one)) ?? own[0];
    if (feature === undefined) {
      const middle = this.map.project(this.map.getCenter(), 0).divideBy(256);
      return this.popup.show([row], [middle.x, middle.y]);
    }
    const at = L.latLng(latOf(features.y[feature] as number), lonOf(features.x[feature] as number));
    const point = this.map.latLngToContainerPoint(at);
    const hidden = this.boxes().some(([left, top, right, bottom]) => point.x > left && point.x < right && point.y > top && point.y < bottom);
    if (hidden || !this.map.getBounds().contains(at)) this.map.panTo(at, { animate: !still() });
    this.popup.show([row], [features.x[feature] as number, features.y[feature] as number]);
    this.uncover(features.x[feature] as number, features.y[feature] as number);
  }

  /** On a phone the popup is a sheet: what it speaks of moves above it. */
  private uncover(x: number, y: number): void {
    if (!narrow()) return;
    const point = this.map.latLngToContainerPoint([latOf(y), lonOf(x)]);
    const edge = this.popup.element.getBoundingClientRect().top - 40;
    if (point.y > edge) this.map.panBy([0, point.y - edge], { animate: !still() });
  }

  private hover(event: L.LeafletMouseEvent): void {
    const label = event.originalEvent.target instanceof Element ? event.originalEvent.target.closest<HTMLElement>(".name-label") : null;
    const { features, records } = label ? { features: [], records: [Number(label.dataset["row"])] } : this.under_(event.latlng);
    const top = records[0] ?? null;
    const all = this.state.features;
    const country = features[0] !== undefined && all.leaves[all.leaf[features[0]] as number]?.shape === "outline";
    this.map.getContainer().classList.toggle("pointing", top !== null);
    if (top !== this.state.hovered) {
      this.state.hovered = top;
      this.over.refresh();
    }
    // The name of a whole country's events would follow the pointer everywhere.
    const stack = top === null ? undefined : this.state.stacks.of(top);
    const words = top === null || country ? this.cells(event.latlng) : stack ? stackTitle(this.state, stack.rows) : title(this.state, top) + (records.length > 1 ? ` +${records.length - 1}` : "");
    this.tell(label ? "" : words, event.containerPoint);
  }

  private tell(words: string, at: L.Point): void {
    this.hint.hidden = words === "";
    this.hint.textContent = words;
    const across = Math.max(8, Math.min(at.x + 14, window.innerWidth - this.hint.offsetWidth - 8));
    this.hint.style.transform = `translate(${across}px, ${at.y + 16}px)`;
  }

  /** What the grids say of a position. */
  private cells(at: L.LatLng): string {
    const { features, hiddenLeaves, lang } = this.state;
    const point = this.map.project(at, 0).divideBy(256);
    const leaves = features.grids.map((grid) => grid.leafAt(point.x, point.y));
    return leaves.filter((leaf) => leaf !== null && !hiddenLeaves.has(leaf)).map((leaf) => {
      const { label, group } = features.leaves[leaf as number] as Leaf;
      return clean(`${pick(lang, (features.groups[group] as Group).title)}: ${pick(lang, label)}`);
    }).join(" · ");
  }

  private unhover(): void {
    this.hint.hidden = true;
    if (this.state.hovered === null) return;
    this.state.hovered = null;
    this.over.refresh();
  }

  /** Everything that is shown, clear of the cards: beside the title card or under it, whichever leaves more room. */
  private fit(animate = true): void {
    const { features } = this.state;
    const box = features.box((feature) => this.state.shown(feature), (leaf) => !this.state.hiddenLeaves.has(leaf)) ?? features.box();
    this.map.setMinZoom(1);
    if (!box) return void this.map.setView([25, 40], 3, { animate: false });
    const bounds = L.latLngBounds([latOf(box[3]), lonOf(box[0])], [latOf(box[1]), lonOf(box[2])]);
    const [first, last] = this.paddings().map((padding) => ({ padding, zoom: this.map.getBoundsZoom(bounds, false, padding[0].add(padding[1])) }))
      .sort((a, b) => b.zoom - a.zoom);
    const { padding } = first ?? last ?? { padding: [L.point(0, 0), L.point(0, 0)] as const };
    this.map.fitBounds(bounds, { paddingTopLeft: padding[0], paddingBottomRight: padding[1], maxZoom: 11, animate: animate && !still() });
  }

  private paddings(): (readonly [L.Point, L.Point])[] {
    const edge = 36;
    if (narrow()) return this.narrowPaddings(edge);
    const [head, side, foot] = [this.search.element, this.layersCard, this.time.element].map((card) => card.getBoundingClientRect());
    if (!head || !side || !foot) return [[L.point(edge, edge), L.point(edge, edge)]];
    const bottom = window.innerHeight - foot.top + edge;
    const rtl = this.state.lang === "ar";
    const [headSide, layersSide] = rtl ? [window.innerWidth - head.left, side.right] : [head.right, window.innerWidth - side.left];
    const options: [number, number, number][] = [[headSide + edge, edge, layersSide + edge], [edge + 48, head.bottom + edge, layersSide + edge]];
    return options.map(([near, top, far]) => (rtl ? [L.point(far, top), L.point(near, bottom)] : [L.point(near, top), L.point(far, bottom)]));
  }

  /** Above the sheet, and beside the zoom buttons or under them. */
  private narrowPaddings(edge: number): (readonly [L.Point, L.Point])[] {
    const buttons = this.zoomer.getBoundingClientRect();
    const bottom = window.innerHeight * SHEET_PART + edge / 2;
    const beside = buttons.width + 12 + edge / 2;
    const left = buttons.left < window.innerWidth / 2;
    return [
      [L.point(edge, buttons.bottom + edge / 2), L.point(edge, bottom)],
      [L.point(left ? beside : edge, edge), L.point(left ? edge : beside, bottom)],
    ];
  }

  private turnLanguage(): void {
    this.state.lang = this.state.lang === "ar" ? "en" : "ar";
    this.write();
    this.popup.rewrite();
    this.settle();
    document.querySelector<HTMLElement>(".language")?.focus();
  }

  private turnTheme(): void {
    this.state.theme = this.state.theme === "dark" ? "light" : "dark";
    this.applyTheme();
    this.recolour();
  }

  private applyTheme(): void {
    document.documentElement.dataset["theme"] = this.state.theme;
    this.colours = palette();
  }

  private recolour(): void {
    this.tree.write();
    this.popup.rewrite();
    for (const layer of [this.under, this.over, this.names]) layer.refresh();
  }

  /** Every word of the page, in its language. */
  private write(): void {
    const { state } = this;
    const { lang } = state;
    document.documentElement.lang = lang;
    document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
    document.title = clean(pick(lang, state.page.title));
    this.skip.textContent = say(lang, "skip");
    this.skip.onclick = (event) => {
      event.preventDefault();
      this.sheet.turn(0);
      this.search.show(true);
    };
    const container = this.map.getContainer();
    container.setAttribute("aria-label", say(lang, "map"));
    container.setAttribute("role", "region");
    this.search.write();
    this.tree.write();
    this.layersCard.replaceChildren(
      ...[h("h2", {}, say(lang, "layers")), this.tree.element, notes(state), notOnMap(state), reports(state), credits(state, this.data)].filter((part) => part !== null));
    this.layersCard.setAttribute("aria-label", say(lang, "layers"));
    this.time.write();
    this.time.element.setAttribute("aria-label", say(lang, "time"));
    this.readout.write();
    this.sheet.write(lang);
    this.zoomer.replaceChildren(
      button({ "aria-label": say(lang, "zoomIn"), title: say(lang, "zoomIn") }, () => this.map.zoomIn(), icon("plus")),
      button({ "aria-label": say(lang, "zoomOut"), title: say(lang, "zoomOut") }, () => this.map.zoomOut(), icon("minus")),
      button({ "aria-label": say(lang, "fit"), title: say(lang, "fit") }, () => this.fit(), icon("fit")));
  }
}

Object.assign(window, { L, majal: { start } });
