/** What a person can decide about a name: keep it, another place, a position, another role, no place; and why. */

import { bdi, button, h } from "../dom";
import { count, metres, pick } from "../i18n";
import type { Place } from "./data";
import { decisionOf, draftOf, fault, PLACE, type Draft } from "./draft";
import { number, pair, written } from "./fields";
import type { Spot } from "./minimap";
import type { Mention, State } from "./state";
import { tell, term } from "./words";

interface Hooks { changed: (focus: string | null) => void; decided: () => void; takenBack: () => void }

export class Form {
  readonly element = h("form", { class: "decide", novalidate: true });
  private mention: Mention | null = null;
  private draft: Draft | null = null;

  constructor(private readonly state: State, private readonly hooks: Hooks) {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Writes the form for a name; what was typed stays while the name is the same, unless it was decided meanwhile. */
  write(mention: Mention, fresh: boolean): void {
    this.mention = mention;
    if (fresh || this.draft?.key !== mention.key) this.draft = draftOf(this.state, mention);
    this.build();
  }

  private candidates(): string[] {
    const { found, decision } = this.mention as Mention;
    const ids = decision?.place ? [...found.candidates, decision.place] : found.candidates;
    return [...new Set(ids)].filter((id) => id !== found.taken?.place && this.state.place(id));
  }

  private build(): void {
    const { state, mention, draft } = this;
    if (!mention || !draft) return;
    const { lang } = state;
    const { found } = mention;
    const offset = found.taken ? 2 : 1;
    const options = [
      ...(found.added ? [] : [this.option("keep", found.taken ? "1" : "", ...this.kept())]),
      ...this.candidates().map((id, at) => this.option(PLACE + id, String(at + offset), ...this.described(state.place(id) as Place))),
      this.option("another", "", h("strong", {}, tell(lang, "another"))),
      this.fields("another", this.text("id", "placeId", { dir: "ltr" }), h("p", { class: "muted" }, bdi(tell(lang, "idHelp")))),
      this.option("move", "", h("strong", {}, tell(lang, "move")), h("span", { class: "muted" }, tell(lang, "moveHelp"))),
      this.fields("move", h("div", { class: "row" }, this.degrees("lat", "latitude"), this.degrees("lon", "longitude")),
        h("div", { class: "row" }, this.precision(), this.text("radius", "radius", { inputmode: "decimal", dir: "ltr" }))),
      this.option("role", "", h("strong", {}, tell(lang, "role"))),
      this.fields("role", this.roles()),
      ...(found.added ? [] : [this.option("reject", "", h("strong", {}, tell(lang, "reject")))]),
    ];
    const group = h("fieldset", { class: "options" }, h("legend", {}, h("h3", {}, tell(lang, "decide"))), ...options);
    group.addEventListener("change", (event) => this.choose(event.target));
    this.element.replaceChildren(group, ...this.signature(mention), h("p", { class: "error", role: "alert", id: "fault" }), this.buttons(mention));
    this.open();
  }

  private buttons({ decision, key }: Mention): HTMLElement {
    const { lang } = this.state;
    const undo = decision && button({ class: "plain" }, () => {
      this.state.takeBack(key);
      this.hooks.takenBack();
    }, tell(lang, "takeBack"));
    return h("div", { class: "row" }, h("button", { type: "submit", class: "plain strong" }, tell(lang, decision ? "change" : "confirm")), undo);
  }

  private signature(mention: Mention): HTMLElement[] {
    const { lang } = this.state;
    const why = h("textarea", { rows: 2, dir: "auto", name: "why", "aria-required": "true", placeholder: tell(lang, "whyHelp") });
    this.bind(why, "why");
    const others = this.others(mention).length;
    const same = h("input", { type: "checkbox", name: "same", checked: this.draft?.same });
    same.addEventListener("change", () => this.put({ same: same.checked }));
    return [
      h("label", { class: "field" }, h("span", {}, tell(lang, "why")), why),
      this.text("by", "by", { dir: "auto", autocomplete: "off" }),
      ...(others ? [h("label", { class: "check" }, same, h("span", {}, tell(lang, "same", { n: count(lang, others) })))] : []),
    ];
  }

  /** Undecided names of the same words. */
  private others(mention: Mention): Mention[] {
    const words = this.state.words(mention);
    return this.state.mentions().filter((other) => other.key !== mention.key && !other.decision && this.state.words(other) === words);
  }

  private option(value: string, mark: string, ...lines: HTMLElement[]): HTMLElement {
    const input = h("input", { type: "radio", name: "choice", value, checked: this.draft?.choice === value });
    return h("label", { class: "option" }, input, mark ? h("span", { class: "badge", "aria-hidden": "true" }, mark) : null, h("span", { class: "lines" }, ...lines));
  }

  private fields(of: string, ...children: HTMLElement[]): HTMLElement {
    return h("div", { class: "fields", "data-of": of }, ...children);
  }

  private kept(): HTMLElement[] {
    const { state } = this;
    const { found } = this.mention as Mention;
    const place = found.taken && state.place(found.taken.place);
    const word = found.taken || found.country ? "keep" : "keepNothing";
    // The radius is that of what is told: "near X" reaches further than X.
    return [h("strong", {}, tell(state.lang, word)), ...(place ? this.described({ ...place, radius_m: found.taken?.radius_m ?? place.radius_m }) : [])];
  }

  /** Both names, what it is and where, its people and how far it reaches. */
  private described(place: Place): HTMLElement[] {
    const { state } = this;
    const { lang } = state;
    const [first, second] = state.named(place);
    const country = state.country(place.country);
    const what = [term(lang, place.feature), place.division ? pick(lang, place.division) : "", country ? pick(lang, country) : "", place.population ? tell(lang, "people", { n: count(lang, place.population) }) : ""];
    return [
      h("span", { class: "name" }, bdi(first), ...(second ? [" · ", bdi(second)] : [])),
      h("span", { class: "muted" }, bdi(what.filter(Boolean).join(lang === "ar" ? "، " : ", ")), " · ", bdi(`±${metres(lang, place.radius_m)}`)),
    ];
  }

  private text(field: "id" | "by" | "radius" | "lat" | "lon", word: Parameters<typeof tell>[1], attributes: Record<string, string>): HTMLElement {
    const input = h("input", { type: "text", name: field, spellcheck: "false", ...attributes });
    this.bind(input, field);
    return h("label", { class: "field" }, h("span", {}, tell(this.state.lang, word)), input);
  }

  private degrees(field: "lat" | "lon", word: "latitude" | "longitude"): HTMLElement {
    const label = this.text(field, word, { inputmode: "decimal", dir: "ltr" });
    const input = label.querySelector("input") as HTMLInputElement;
    input.addEventListener("input", () => {
      const both = field === "lat" ? pair(input.value) : null;
      if (both) this.at(...both);
    });
    return label;
  }

  private precision(): HTMLElement {
    const { lang, page } = this.state;
    const now = this.draft?.precision ?? "";
    const names = Object.entries(page.precision).filter(([name, { radius_m }]) => radius_m !== null || name === now);
    const select = h("select", { name: "precision" }, h("option", { value: "" }, tell(lang, "chooseHere")),
      ...names.map(([name, words]) => h("option", { value: name, selected: name === now }, pick(lang, words))));
    select.addEventListener("change", () => {
      const [before, after] = [page.precision[this.draft?.precision ?? ""]?.radius_m, page.precision[select.value]?.radius_m];
      const radius = this.draft?.radius ?? "";
      // The class's own radius stands until a person writes another.
      const keeps = radius !== "" && radius !== String(before ?? "");
      this.put({ precision: select.value, ...(keeps || !after ? {} : { radius: String(after) }) });
      this.fill("radius");
    });
    return h("label", { class: "field" }, h("span", {}, tell(lang, "precision")), select);
  }

  private roles(): HTMLElement {
    const { lang, page } = this.state;
    const select = h("select", { name: "role" }, h("option", { value: "" }, tell(lang, "chooseHere")),
      ...page.roles.map((role) => h("option", { value: role, selected: role === this.draft?.role }, term(lang, role))));
    select.addEventListener("change", () => this.put({ role: select.value }));
    return h("label", { class: "field" }, h("span", {}, tell(lang, "role")), select);
  }

  private bind(input: HTMLInputElement | HTMLTextAreaElement, field: "id" | "by" | "radius" | "lat" | "lon" | "why"): void {
    input.value = this.draft?.[field] ?? "";
    input.addEventListener("input", () => this.put({ [field]: input.value }));
  }

  private put(some: Partial<Draft>): void {
    if (!this.draft) return;
    Object.assign(this.draft, some);
    if ("lat" in some || "lon" in some || "radius" in some || "choice" in some) this.hooks.changed("choice" in some ? this.mark() : null);
  }

  private fill(field: "lat" | "lon" | "radius"): void {
    const input = this.control(field);
    if (input instanceof HTMLInputElement && this.draft) input.value = this.draft[field];
  }

  private control(field: string): Element | null {
    return this.element.querySelector(`[name="${field}"]`);
  }

  private choose(target: EventTarget | null): void {
    if (!(target instanceof HTMLInputElement) || target.name !== "choice") return;
    this.put({ choice: target.value });
    this.open();
  }

  /** Shows the fields of what is chosen, and no others. */
  private open(): void {
    for (const fields of this.element.querySelectorAll<HTMLElement>(".fields")) fields.hidden = fields.dataset["of"] !== this.draft?.choice;
    for (const input of this.element.querySelectorAll<HTMLInputElement>("[name='choice']")) input.checked = input.value === this.draft?.choice;
  }

  /** A position, from a click on the map or pasted whole. */
  at(lat: number, lon: number): void {
    if (!this.draft) return;
    Object.assign(this.draft, { choice: "move", lat: written(lat), lon: written(lon) });
    this.fill("lat");
    this.fill("lon");
    this.open();
    this.hooks.changed(null);
  }

  /** The number on the map of what is chosen. */
  private mark(): string | null {
    return this.spots().find(({ chosen }) => chosen)?.mark ?? null;
  }

  /** What the map shows: what majal took, the others, and the position that is being typed. */
  spots(): Spot[] {
    const { state, mention, draft } = this;
    if (!mention || !draft) return [];
    const { taken } = mention.found;
    const spots: Spot[] = taken ? [{ mark: "1", lon: taken.lon, lat: taken.lat, radius_m: taken.radius_m ?? 0, chosen: draft.choice === "keep", press: () => this.press("keep") }] : [];
    this.candidates().forEach((id, at) => {
      const place = state.place(id) as Place;
      const value = PLACE + id;
      spots.push({ mark: String(at + (taken ? 2 : 1)), lon: place.lon, lat: place.lat, radius_m: place.radius_m, chosen: draft.choice === value, press: () => this.press(value) });
    });
    const [lat, lon] = [number(draft.lat), number(draft.lon)];
    if (draft.choice === "move" && lat !== null && lon !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180) {
      const radius = number(draft.radius) ?? 0;
      spots.push({ mark: "+", lon, lat, radius_m: radius > 0 && radius < 2e7 ? radius : 0, chosen: true, press: null });
    }
    // Nothing chosen yet: what majal took is what stands.
    if (!draft.choice && spots[0] && taken) spots[0].chosen = true;
    return spots;
  }

  private press(value: string): void {
    this.put({ choice: value });
    this.open();
    this.element.querySelector<HTMLInputElement>(`[name="choice"]:checked`)?.focus({ preventScroll: true });
  }

  private submit(): void {
    const { state, mention, draft } = this;
    if (!mention || !draft) return;
    const wrong = fault(draft);
    const told = this.element.querySelector(".error") as HTMLElement;
    for (const control of this.element.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    told.textContent = wrong ? tell(state.lang, wrong.word) : "";
    if (wrong) {
      const control = this.control(wrong.field);
      control?.setAttribute("aria-invalid", "true");
      control?.setAttribute("aria-describedby", "fault");
      if (control instanceof HTMLElement) control.focus();
      return;
    }
    state.by = draft.by.trim();
    const all = draft.same ? [mention, ...this.others(mention)] : [mention];
    state.decide(...all.map((one) => decisionOf(state, draft, one)));
    this.hooks.decided();
  }
}
