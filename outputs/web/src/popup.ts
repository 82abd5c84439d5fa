/** The card beside what it speaks of: what, how sure, when, who says so, who denies it, what the coordinates mean, the source. */

import type * as L from "leaflet";
import { claims, quoted } from "./claims";
import { copy } from "./clipboard";
import { digits, drawnAs, isPoint, meaning, precision, stackMeaning, stackPlace, stackTitle, title, when } from "./describe";
import { bdi, button, h, icon, link, ltr } from "./dom";
import { degrees, latOf, lonOf } from "./earth";
import { count, metres, say, term } from "./i18n";
import { LongList } from "./longlist";
import type { State } from "./state";
import { swatch } from "./symbols";
import { clean } from "./text";
import { narrow, type Palette } from "./theme";

const GAP = 22;

export class Popup {
  readonly element = h("section", { class: "card popup", role: "dialog", "aria-modal": "false", tabindex: "-1", hidden: true });
  private stack: number[] = [];
  private below: number[] = [];
  /** The point whose stack is told, if it is one; and the list of it while that is shown. */
  private spot: number | null = null;
  private list: LongList | null = null;
  private anchor: [number, number] | null = null;
  private opener: Element | null = null;

  constructor(private readonly state: State, private readonly map: L.Map, private readonly cards: () => DOMRect[], private readonly colours: () => Palette) {
    this.element.addEventListener("keydown", (event) => {
      if (!event.altKey && !event.ctrlKey && !event.metaKey && this.list?.key(event.key)) event.preventDefault();
    });
    this.element.addEventListener("scroll", () => this.list?.draw(), { passive: true });
    state.on((change) => {
      if (change === "filter") this.follow();
    });
    map.on("move zoom resize", () => this.place());
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  /** Shows one record, or the list of those that share a place, at a stack's spot; `below` are others under the same point. */
  show(records: number[], anchor: [number, number], below: number[] = [], spot: number | null = null): void {
    this.opener = this.element.contains(document.activeElement) ? this.opener : document.activeElement;
    this.stack = records;
    this.below = below.filter((row) => !records.includes(row));
    this.anchor = anchor;
    this.spot = spot;
    this.turn(records.length === 1 ? (records[0] ?? null) : null);
  }

  /** One step back: from a record to the list it was taken from, and from there to the map. */
  back(): void {
    if (this.state.selected !== null && this.isList) this.toList();
    else this.close();
  }

  close(): void {
    if (!this.open) return;
    this.element.hidden = true;
    document.body.classList.remove("reading");
    this.state.select(null);
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus({ preventScroll: true });
    this.opener = null;
  }

  /** Writes the card again, after a change of language. */
  rewrite(): void {
    if (this.open) this.turn(this.state.selected, false);
  }

  private get isList(): boolean {
    return this.spot !== null || this.stack.length > 1;
  }

  /** The list of a stack is of what is shown: it follows the window of time, the statuses and the search. */
  private follow(): void {
    if (!this.open || this.spot === null) return;
    this.stack = this.state.stacks.rows(this.spot);
    if (this.state.selected !== null) return;
    const seen = this.element.scrollTop;
    this.turn(null, false);
    this.element.scrollTop = seen;
    this.list?.draw();
  }

  /** Back to the line of the record that was open. */
  private toList(): void {
    const at = this.stack.indexOf(this.state.selected ?? -1);
    this.turn(null);
    if (at >= 0) this.list?.go(at);
  }

  private turn(row: number | null, focus = true): void {
    const { state } = this;
    this.list = row === null ? new LongList(this.element, this.stack.length, (at) => this.line(this.stack[at] as number)) : null;
    this.element.classList.toggle("listing", row === null);
    this.element.replaceChildren(...(row === null ? this.listing() : this.detail(row)));
    this.element.setAttribute("aria-label", row === null ? this.heading() : title(state, row));
    this.element.hidden = false;
    document.body.classList.add("reading");
    this.element.scrollTop = 0;
    state.select(row);
    this.list?.draw();
    this.place();
    if (focus) this.element.focus({ preventScroll: true });
  }

  private closer(): HTMLElement {
    return button({ class: "quiet close", "aria-label": say(this.state.lang, "close") }, () => this.close(), icon("close"));
  }

  private heading(): string {
    const { state } = this;
    if (!this.stack.length) return say(state.lang, "none");
    return this.spot === null ? say(state.lang, "here", { n: count(state.lang, this.stack.length) }) : stackTitle(state, this.stack);
  }

  private listing(): HTMLElement[] {
    const { state, stack } = this;
    const place = this.spot === null ? "" : stackPlace(state, stack);
    const means = this.spot === null ? "" : stackMeaning(state, stack);
    const parts = [
      h("header", {}, h("h2", {}, this.heading()), this.closer()),
      place ? h("p", { class: "where" }, bdi(place)) : null,
      means ? h("p", { class: "meaning" }, means) : null,
      stack.length ? (this.list?.element ?? null) : null,
      ...this.others(),
    ];
    return parts.filter((part): part is HTMLElement => part !== null);
  }

  /** A record in its list: symbol, title, date, and how sure. */
  private line(row: number): HTMLElement {
    const { state } = this;
    const { features, records, lang } = state;
    const leaf = features.leaves[features.leaf[state.stacks.finest(row) ?? features.of[row]?.[0] ?? -1] ?? -1];
    const status = records.raw(row, "status");
    return button({ class: "choice" }, () => this.turn(row),
      leaf ? swatch(leaf.shape, leaf.hue, this.colours(), status) : null,
      h("span", { class: "words" }, h("strong", {}, bdi(title(state, row))),
        h("span", { class: "muted" }, [when(state, row), status ? term(lang, status) : ""].filter(Boolean).join(" · "))));
  }

  private choices(rows: number[]): HTMLElement {
    const { state } = this;
    const most = 200;
    const items = rows.slice(0, most).map((row) =>
      h("li", {}, button({ class: "choice" }, () => this.turn(row), h("strong", {}, bdi(title(state, row))), h("span", { class: "muted" }, when(state, row)))));
    if (rows.length > most) items.push(h("li", { class: "muted" }, say(state.lang, "more", { n: count(state.lang, rows.length - most) })));
    return h("ul", { class: "choices" }, ...items);
  }

  private others(): HTMLElement[] {
    if (!this.below.length) return [];
    const { lang } = this.state;
    const head = h("summary", {}, say(lang, "alsoHere"), h("span", { class: "number count" }, count(lang, this.below.length)));
    return [h("details", { class: "foot", open: this.stack.length > 1 }, head, this.choices(this.below))];
  }

  private detail(row: number): HTMLElement[] {
    const { state } = this;
    const back = this.isList && button({ class: "quiet back", "aria-label": say(state.lang, "back") }, () => this.toList(), icon("back"));
    const parts = [
      h("header", {}, back, h("h2", {}, bdi(title(state, row))), this.closer()),
      chips(state, row),
      ...facts(state, row),
      ...claims(state, row),
      ...place(state, row),
      source(state, row),
      ...(this.stack.includes(row) ? this.others() : []),
    ];
    return parts.filter((part): part is HTMLElement => part !== null);
  }

  /** Beside its anchor, on the side with room, clear of the other cards. */
  private place(): void {
    if (!this.open || !this.anchor || narrow()) {
      this.element.style.removeProperty("left");
      this.element.style.removeProperty("top");
      return;
    }
    const at = this.map.latLngToContainerPoint([latOf(this.anchor[1]), lonOf(this.anchor[0])]);
    const [width, height] = [this.element.offsetWidth, this.element.offsetHeight];
    const size = this.map.getSize();
    const kept = (value: number, limit: number): number => Math.max(12, Math.min(value, limit - 12));
    const spots: [number, number][] = [
      [at.x + GAP, at.y + GAP], [at.x + GAP, at.y - height / 2], [at.x + GAP, at.y - height - GAP],
      [at.x - width - GAP, at.y + GAP], [at.x - width - GAP, at.y - height / 2], [at.x - width - GAP, at.y - height - GAP],
      [at.x - width / 2, at.y + GAP], [at.x - width / 2, at.y - height - GAP],
    ];
    const cards = this.cards();
    let best: [number, number] = [0, 0];
    let least = Infinity;
    for (const [wantedX, wantedY] of spots) {
      const [x, y] = [kept(wantedX, size.x - width), kept(wantedY, size.y - height)];
      const moved = Math.abs(x - wantedX) + Math.abs(y - wantedY);
      const covers = at.x > x - 8 && at.x < x + width + 8 && at.y > y - 8 && at.y < y + height + 8 ? 4000 : 0;
      const cost = moved * 3 + covers + cards.reduce((sum, card) => sum + overlap(card, x, y, width, height) / 20, 0);
      if (cost < least - 0.5) [best, least] = [[x, y], cost];
    }
    this.element.style.left = `${Math.round(best[0])}px`;
    this.element.style.top = `${Math.round(best[1])}px`;
  }
}

function overlap(card: DOMRect, x: number, y: number, width: number, height: number): number {
  const across = Math.min(card.right + 8, x + width) - Math.max(card.left - 8, x);
  const down = Math.min(card.bottom + 8, y + height) - Math.max(card.top - 8, y);
  return across > 0 && down > 0 ? across * down : 0;
}

function chips(state: State, row: number): HTMLElement {
  const { records, lang } = state;
  const status = records.raw(row, "status");
  const words = precision(state, row);
  return h("p", { class: "chips" },
    status ? h("span", { class: `chip status-${/^\w+$/.test(status) ? status : "other"}` }, bdi(term(lang, status))) : null,
    words ? h("span", { class: "chip" }, bdi(words)) : null);
}

function facts(state: State, row: number): HTMLElement[] {
  const { records, lang } = state;
  const parts: HTMLElement[] = [];
  const reported = records.text(row, "when_text");
  const line = h("p", {}, when(state, row));
  if (reported) line.append(" · ", h("span", { class: "muted" }, `${say(lang, "asReported")} `), bdi(quoted(reported)));
  if (line.textContent) parts.push(line);
  const told = [...records.counts(row).map((one) => counted(state, one)), ...records.distances(row).map((one) => far(state, one))];
  for (const [word, names] of [["actors", records.actors(row)], ["targets", records.targets(row)]] as const) {
    if (names.length) told.push(h("span", {}, h("span", { class: "muted" }, `${say(lang, word)} `), ...spaced(names.map(bdi), ", ")));
  }
  if (told.length) parts.push(h("p", {}, ...spaced(told, " · ")));
  const hours = records.text(row, "hours");
  if (hours) parts.push(h("p", {}, h("span", { class: "muted" }, `${say(lang, "hours")} `), bdi(hours)));
  const graded = records.text(row, "graded_by");
  if (graded) parts.push(h("p", { class: "muted" }, bdi(say(lang, "graded", { x: graded }))));
  return parts.length ? [h("div", { class: "facts" }, ...parts)] : [];
}

const spaced = (items: HTMLElement[], between: string): (HTMLElement | string)[] => items.flatMap((item, at) => (at ? [between, item] : [item]));

function counted({ lang }: State, told: { what?: string; min?: number | null; max?: number | null; text?: string }): HTMLElement {
  const { min, max } = told;
  const what = told.what ? term(lang, clean(told.what)) : "";
  const number = typeof min === "number" && typeof max === "number" && min !== max ? `${count(lang, min)}–${count(lang, max)}`
    : typeof min === "number" ? `${count(lang, min)}${typeof max === "number" ? "" : "+"}` : typeof max === "number" ? `≤ ${count(lang, max)}` : "";
  return h("span", {}, number ? h("strong", {}, ltr(number)) : bdi(told.text ?? ""), " ", bdi(what));
}

function far({ lang }: State, told: { text?: string; metres?: number | null; of?: string }): HTMLElement {
  const value = typeof told.metres === "number" ? metres(lang, told.metres) : "";
  return h("span", {}, h("strong", {}, bdi(told.text || value)), told.of ? " " : null, told.of ? bdi(term(lang, clean(told.of))) : null,
    told.text && value ? h("span", { class: "muted" }, ` (${value})`) : null);
}

function place(state: State, row: number): HTMLElement[] {
  const { records, features, lang } = state;
  const parts: (Node | string)[] = [];
  const number = features.of[row]?.find((one) => !features.shape[one]) ?? features.of[row]?.[0];
  const joins = records.raw(row, "kind") === "coordination_link" || records.raw(row, "kind") === "hotline";
  const drawn = drawnAs(state, row);
  if (joins) parts.push(say(lang, "isLine"));
  else if (number === undefined || drawn === "outline" || drawn === "unknown") parts.push(meaning(state, row));
  else {
    // An area is drawn around the record's own point, which need not be its middle.
    const lat = records.number(row, "lat") ?? latOf(features.y[number] as number);
    const lon = records.number(row, "lon") ?? lonOf(features.x[number] as number);
    parts.push(ltr(degrees(lat, lon, digits(state, row))), " ", meaning(state, row));
    if (isPoint(state, row)) parts.push(" ", copier(state, lat, lon, digits(state, row)));
  }
  const why = records.named(row, "why", lang);
  if (records.raw(row, "status") === "inferred") parts.push(" ", h("strong", {}, say(lang, "inferredBy")));
  const ends = ["from", "to"].filter((end) => records.raw(row, `${end}_status`) === "inferred");
  for (const end of ends) parts.push(" ", bdi(records.named(row, `${end}_name`, lang)), ": ", say(lang, "inferredBy"));
  const reason = why ? h("p", { class: "muted why" }, `${say(lang, "placed")}: `, bdi(why)) : null;
  return [h("p", { class: "meaning" }, ...parts), ...(reason ? [reason] : [])];
}

function copier(state: State, lat: number, lon: number, places: number): HTMLElement {
  const press = button({ class: "text" }, () => {
    void copy(`${lat.toFixed(places)}, ${((((lon + 180) % 360) + 360) % 360 - 180).toFixed(places)}`).then(() => {
      press.textContent = say(state.lang, "copied");
    });
  }, say(state.lang, "copy"));
  return press;
}

function source(state: State, row: number): HTMLElement | null {
  const { records, lang, page } = state;
  const report = page.reports.find(({ id }) => id === records.raw(row, "report"));
  const words = records.text(row, "source") || clean(report?.outlet || report?.title || report?.name || "");
  const told = link(records.raw(row, "url") || report?.url, words);
  if (!told) return null;
  const published = report?.published ? [", ", ltr(clean(report.published))] : [];
  const back = report?.retracted ? [" · ", h("strong", {}, say(lang, "retracted"))] : [];
  return h("p", { class: "source" }, h("span", { class: "muted" }, `${say(lang, "source")}: `), told, ...published, ...back);
}
