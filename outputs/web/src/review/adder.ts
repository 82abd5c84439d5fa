/** How a person adds a place that majal missed: by selecting words of the text, or by finding them. */

import { button, h } from "../dom";
import { clean } from "../text";
import type { Span } from "./data";
import type { State } from "./state";
import { tell } from "./words";

const LONGEST_SHOWN = 40;

interface Text { selected: () => Span | null; show: (span: Span) => void; scope: HTMLElement }

export class Adder {
  readonly element = h("details", { class: "adder" });
  private readonly summary = h("summary");
  private readonly help = h("p", { class: "muted" });
  private readonly field = h("input", { type: "search", dir: "auto", autocomplete: "off", spellcheck: "false" });
  private readonly finder: HTMLButtonElement;
  private readonly maker: HTMLButtonElement;
  private readonly said = h("p", { class: "said", role: "status" });
  private chosen: Span | null = null;

  constructor(private readonly state: State, private readonly text: Text) {
    this.finder = button({ class: "plain" }, () => this.find());
    this.maker = button({ class: "plain strong" }, () => this.make());
    this.maker.hidden = true;
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.find();
    });
    document.addEventListener("selectionchange", () => this.look());
    this.element.append(this.summary, this.help, h("div", { class: "row" }, this.field, this.finder), this.maker, this.said);
  }

  write(): void {
    const { lang } = this.state;
    this.summary.textContent = tell(lang, "add");
    this.help.textContent = tell(lang, "addHelp");
    this.field.setAttribute("aria-label", tell(lang, "words"));
    this.field.placeholder = tell(lang, "words");
    this.finder.textContent = tell(lang, "find");
    this.name();
  }

  /** A selection in the text opens the way to make a place of it; one elsewhere leaves it as it was. */
  private look(): void {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !this.text.scope.contains(chosen.anchorNode)) return;
    this.chosen = this.text.selected();
    if (this.chosen) this.element.open = true;
    this.said.textContent = "";
    this.name();
  }

  private name(): void {
    this.maker.hidden = this.chosen === null;
    if (!this.chosen) return;
    const words = clean(this.state.words(this.chosen));
    const shown = words.length > LONGEST_SHOWN ? `${[...words].slice(0, LONGEST_SHOWN).join("")}…` : words;
    this.maker.textContent = tell(this.state.lang, "makePlace", { x: `\u2068“${shown}”\u2069` });
  }

  /** Goes to the next place where the words stand. */
  private find(): void {
    const { letters, page, lang } = this.state;
    const words = this.field.value.trim();
    if (!words) return;
    const from = this.chosen ? letters.unit(this.chosen.start) + 1 : 0;
    const next = page.text.indexOf(words, from);
    const at = next < 0 ? page.text.indexOf(words) : next;
    this.said.textContent = at < 0 ? tell(lang, "notThere") : "";
    if (at < 0) return;
    this.chosen = { start: letters.point(at), end: letters.point(at + words.length) };
    this.text.show(this.chosen);
    this.name();
  }

  private make(): void {
    const { state, chosen } = this;
    if (!chosen) return;
    const hasWord = /[\p{L}\p{N}]/u.test(state.words(chosen));
    const may = hasWord && state.begin(chosen);
    this.said.textContent = may ? "" : tell(state.lang, hasWord ? "overlaps" : "noWord");
    if (!may) return;
    this.chosen = null;
    this.name();
    document.getSelection()?.removeAllRanges();
  }
}
