/** Title, search, and the list of what is shown: the way in that needs no pointer. */

import { precision, title, when } from "./describe";
import { bdi, button, h, icon } from "./dom";
import { count, pick, say, type Word } from "./i18n";
import type { State } from "./state";
import { clean } from "./text";

const MOST = 60;

export class Search {
  readonly element = h("section", { class: "card title-card", id: "majal-search" });
  private readonly field = h("input", { type: "search", autocomplete: "off", spellcheck: "false", dir: "auto", enterkeyhint: "search" });
  private readonly results = h("div", { class: "results", hidden: true });
  private readonly status = h("p", { class: "away", role: "status", "aria-live": "polite" });
  private readonly opener: HTMLButtonElement;
  private listing = false;
  private waiting = 0;

  constructor(
    private readonly state: State, private readonly open: (row: number) => void,
    private readonly turnLanguage: () => void, private readonly turnTheme: () => void,
  ) {
    this.opener = button({ class: "square" }, () => this.show(!this.listing), icon("list"));
    this.field.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => {
        state.query = this.field.value;
        state.tell("filter");
      }, 120);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.field.value) {
        this.field.value = state.query = "";
        state.tell("filter");
      }
    });
  }

  /** Opens the list and goes to it. */
  show(on: boolean): void {
    this.listing = on;
    this.list();
    if (on) this.results.querySelector("button")?.focus({ preventScroll: false });
  }

  write(): void {
    const { state } = this;
    const { lang, page } = state;
    this.field.placeholder = say(lang, "search");
    this.field.setAttribute("aria-label", say(lang, "search"));
    this.opener.setAttribute("aria-label", say(lang, "listAll"));
    this.opener.title = say(lang, "listAll");
    const other = lang === "ar" ? "en" : "ar";
    const letter = lang === "ar" ? "En" : "ع";
    const language = page.languages.includes(other) && button(
      { class: "square language", "aria-label": `${letter} – ${say(lang, "language")}`, title: say(lang, "language"), lang: other }, this.turnLanguage, letter);
    const theme = button({ class: "square theme", "aria-label": say(lang, "theme"), title: say(lang, "theme") }, this.turnTheme, "◐");
    this.element.setAttribute("aria-label", say(lang, "searchTab"));
    this.element.replaceChildren(
      h("h1", { dir: "auto" }, clean(pick(lang, page.title))), h("p", { class: "muted summary" }, this.summary()),
      h("div", { class: "searching", role: "search" }, this.field, this.opener, language, theme), this.status, this.results);
    this.list();
  }

  private summary(): string {
    const { records, page, lang } = this.state;
    let [events, facilities, links] = [0, 0, 0];
    for (let row = 0; row < records.count; row++) {
      if (records.isEvent(row)) events++;
      else if (records.isFacility(row)) facilities++;
      else links++;
    }
    const part = (number: number, one: Word, many: Word): string[] =>
      number ? [number === 1 ? say(lang, one) : say(lang, many, { n: count(lang, number) })] : [];
    return [
      ...part(events, "event", "events"), ...part(links, "link", "links"), ...part(facilities, "facility", "facilities"),
      ...(page.unplaced.length ? [say(lang, "unplaced", { n: count(lang, page.unplaced.length) })] : []),
      ...part(page.reports.length, "report", "reportsN"),
    ].join(" · ");
  }

  /** The records that pass, the best known first as they came. */
  list(): void {
    const { state } = this;
    const { lang, records } = state;
    const wanted = this.listing || state.query.trim() !== "";
    this.opener.setAttribute("aria-expanded", String(this.listing));
    this.results.hidden = !wanted;
    if (!wanted) {
      this.status.textContent = "";
      return;
    }
    const rows: number[] = [];
    for (let row = 0; row < records.count; row++) if (state.passes[row]) rows.push(row);
    const items = rows.slice(0, MOST).map((row) => h("li", {}, button({ class: "choice", "data-record": records.text(row, "id") }, () => this.open(row),
      h("strong", {}, bdi(title(state, row))), h("span", { class: "muted" }, [when(state, row), precision(state, row)].filter(Boolean).join(" · ")))));
    if (rows.length > MOST) items.push(h("li", { class: "muted" }, say(lang, "more", { n: count(lang, rows.length - MOST) })));
    this.results.replaceChildren(rows.length ? h("ul", { class: "choices", "aria-label": say(lang, "results") }, ...items) : h("p", { class: "muted" }, say(lang, "none")));
    this.status.textContent = `${say(lang, "results")}: ${count(lang, rows.length)}`;
  }
}
