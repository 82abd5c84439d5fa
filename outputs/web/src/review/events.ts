/** What majal made of the names: events and links with their claims, and what it could not place. */

import { claims } from "../claims";
import { title, when } from "../describe";
import { bdi, button, h } from "../dom";
import { count, metres, pick, term } from "../i18n";
import { clean } from "../text";
import type { Span } from "./data";
import type { State } from "./state";
import { tell } from "./words";

export class Events {
  readonly element = h("section", { class: "events" });

  constructor(private readonly state: State, private readonly go: (span: Span) => void) {}

  write(): void {
    const { state } = this;
    const { lang, records, page } = state;
    const rows = Array.from({ length: records.count }, (_, row) => row);
    this.element.setAttribute("aria-label", tell(lang, "events"));
    this.element.replaceChildren(
      h("h2", {}, tell(lang, "events"), " ", h("span", { class: "count muted" }, count(lang, rows.length))),
      ...(rows.length && !this.isDecided() ? [] : [h("p", { class: "muted" }, tell(lang, rows.length ? "eventsNote" : "noEvents"))]),
      h("ul", { class: "choices" }, ...rows.map((row) => this.event(row))),
      ...(page.unplaced.length ? [h("h3", {}, tell(lang, "notPlaced"), " ", h("span", { class: "count muted" }, count(lang, page.unplaced.length))),
        h("ul", { class: "choices" }, ...page.unplaced.map((told) => h("li", {}, button({ class: "choice" }, () => this.go(told),
          h("strong", {}, bdi(lang === "ar" ? told.title_ar || told.title : told.title)), h("span", { class: "muted" }, bdi(lang === "ar" ? told.why_ar || told.why : told.why))))))] : []));
  }

  /** Whether the page was made with decisions about this report. */
  private isDecided(): boolean {
    const { decisions, report } = this.state.page;
    return decisions.mentions.some((made) => made.report === report.id);
  }

  private event(row: number): HTMLElement {
    const { state } = this;
    const { lang, records, page } = state;
    const spot = page.spots[row];
    const status = records.raw(row, "status");
    const told = claims(state, row);
    const element = button({ class: "choice", disabled: !spot }, () => spot && this.go({ start: spot[0], end: spot[1] }),
      h("strong", {}, bdi(title(state, row))), h("span", { class: "muted" }, bdi(term(lang, records.raw(row, "kind"))), " · ", when(state, row)),
      h("span", { class: "muted" }, bdi([this.where(row), term(lang, status)].filter(Boolean).join(" · "))));
    return h("li", {}, element, h("details", {}, h("summary", { class: "muted" }, tell(lang, "claims"), " ", h("span", { class: "count" }, count(lang, records.claims(row).length))), ...told));
  }

  /** "Homs, town or city, ±5 km". */
  private where(row: number): string {
    const { records, lang, page } = this.state;
    const word = records.raw(row, "precision");
    const known = Object.hasOwn(page.precision, word) ? page.precision[word] : undefined;
    const radius = records.number(row, "radius_m");
    const reach = radius !== null && known?.drawn !== "outline" ? `±${metres(lang, radius)}` : "";
    return [records.named(row, "place_name", lang), known ? pick(lang, known) : clean(word), reach].filter(Boolean).join(lang === "ar" ? "، " : ", ");
  }
}
