/** The chosen name: what majal took it for, the map of its candidates, and what to decide. */

import type { BasemapData } from "../data";
import { bdi, button, h, ltr } from "../dom";
import { degrees } from "../earth";
import { metres, pick } from "../i18n";
import { clean } from "../text";
import { narrow } from "../theme";
import { Form } from "./form";
import { MiniMap, type Spot } from "./minimap";
import type { Mention, State } from "./state";
import { tell, term } from "./words";

interface Hooks { back: () => void; decided: () => void; takenBack: () => void }

export class Panel {
  readonly element = h("section", { class: "panel", id: "panel" });
  private readonly map: MiniMap;
  private readonly form: Form;
  private key: string | null = null;

  constructor(private readonly state: State, basemap: BasemapData, private readonly hooks: Hooks) {
    this.form = new Form(state, {
      changed: (focus) => this.draw(false, focus),
      decided: hooks.decided,
      takenBack: hooks.takenBack,
    });
    this.map = new MiniMap(state, basemap, (lat, lon) => this.form.at(lat, lon));
  }

  /** Writes the panel; `fresh` drops what was typed, after a decision. */
  write(fresh = false): void {
    const { state } = this;
    const { lang } = state;
    const mention = state.get(state.selected);
    const turned = state.selected !== this.key;
    this.key = state.selected;
    this.element.setAttribute("aria-label", tell(lang, "selected"));
    this.element.classList.toggle("empty", !mention);
    if (!mention) return this.element.replaceChildren(h("p", { class: "muted" }, tell(lang, "chooseOne")));
    this.form.write(mention, fresh);
    this.map.write();
    const back = button({ class: "plain back" }, this.hooks.back, tell(lang, "backToText"));
    this.element.replaceChildren(h("header", {}, h("h2", { tabindex: "-1" }, bdi(state.words(mention))), back), this.chips(mention), ...this.taken(mention), this.map.element, this.form.element);
    this.draw(turned, null);
  }

  recolour(): void {
    this.map.recolour();
  }

  focus(): void {
    this.element.scrollTop = 0;
    this.element.querySelector("h2")?.focus({ preventScroll: true });
    if (narrow()) this.element.scrollIntoView({ block: "start" });
  }

  private draw(fit: boolean, focus: string | null): void {
    this.map.show(this.form.spots(), fit, this.beside());
    if (focus) this.map.focus(focus);
  }

  /** The place finer than a country that is told nearest to the name in hand. */
  private beside(): Spot | null {
    const { state } = this;
    const here = state.get(state.selected);
    if (!here) return null;
    const far = (mention: Mention): number => Math.abs(mention.start - here.start);
    const placed = state.mentions().filter(({ found: { taken } }) => taken && state.page.precision[taken.precision]?.drawn !== "outline");
    const taken = placed.sort((a, b) => far(a) - far(b))[0]?.found.taken;
    return taken ? { mark: "", lon: taken.lon, lat: taken.lat, radius_m: taken.radius_m ?? 0, chosen: false, press: null } : null;
  }

  private chips({ role, status, found, decision }: Mention): HTMLElement {
    const { lang } = this.state;
    const doubts = status === "open" ? found.doubts.map((doubt) => h("span", { class: "chip doubt" }, tell(lang, doubt))) : [];
    const state = status === "plain" || status === "open" ? [] : [h("span", { class: `chip ${status}` }, tell(lang, status))];
    const signed = decision?.by ? [h("span", { class: "chip" }, bdi(tell(lang, "signed", { x: clean(decision.by) })))] : [];
    return h("p", { class: "chips" }, h("span", { class: "chip" }, term(lang, role)), ...doubts, ...state, ...signed);
  }

  /** In which both names, the precision, the radius and the reasons stand; and what a person decided instead. */
  private taken({ found, decision }: Mention): HTMLElement[] {
    const { state } = this;
    const { lang, page } = state;
    const { taken } = found;
    const own = decision ? [h("p", { class: "taken" }, h("strong", {}, tell(lang, "decided"), ": "), bdi(decision.why))] : [];
    if (!taken) {
      const word = found.added ? "missed" : found.country ? "tookPeople" : found.doubts.includes("abstained") ? "tookNone" : "tookNothing";
      return [h("p", { class: "taken muted" }, tell(lang, word)), ...own];
    }
    const place = state.place(taken.place);
    const [first, second] = place ? state.named(place) : [taken.place, ""];
    const known = Object.hasOwn(page.precision, taken.precision) ? page.precision[taken.precision] : undefined;
    const reach = taken.radius_m === null ? [] : [lang === "ar" ? "، " : ", ", bdi(`±${metres(lang, taken.radius_m)}`)];
    const digits = (taken.radius_m ?? 1e6) > 5000 ? 2 : 3;
    const differs = place && (place.precision !== taken.precision || place.lon !== taken.lon || place.lat !== taken.lat);
    return [
      h("p", { class: "taken" }, h("span", { class: "muted" }, tell(lang, "took"), " "), h("strong", {}, bdi(first)), ...(second ? [" · ", bdi(second)] : []),
        " · ", known ? pick(lang, known) : bdi(taken.precision), ...reach, " · ", ltr(degrees(taken.lat, taken.lon, digits))),
      h("p", { class: "muted why" }, tell(lang, "because"), " ", h("bdi", { dir: "auto" }, clean(lang === "ar" ? taken.why_ar : taken.why))),
      ...(differs ? [h("p", { class: "muted" }, tell(lang, "stillHolds"))] : []),
      ...own,
    ];
  }
}
