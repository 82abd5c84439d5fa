/** How a person adds a place that majal missed: by selecting words of the text, or by finding them. */

import { button, h } from "../dom";
import { clean } from "../text";
import type { Span } from "./data";
import type { State } from "./state";
import { tell } from "./words";

const LONGEST_SHOWN = 40;
const GAP_PX = 8;

/** Where words are selected, and what follows when they became a name. */
interface Text { selected: () => Span | null; show: (span: Span) => void; made: () => void; scope: HTMLElement }

export class Adder {
  readonly element = h("div", { class: "adder" });
  private readonly summary = h("summary");
  private readonly help = h("p", { class: "muted" });
  private readonly field = h("input", { type: "search", dir: "auto", autocomplete: "off", spellcheck: "false" });
  private readonly finder: HTMLButtonElement;
  /** Stands beneath the selection, so that nothing moves while words are being selected. */
  private readonly maker: HTMLButtonElement;
  private readonly said = h("p", { class: "said", role: "status" });
  private chosen: Span | null = null;
  private pressed = false;

  constructor(private readonly state: State, private readonly text: Text) {
    this.finder = button({ class: "plain" }, () => this.find());
    this.maker = button({ class: "plain strong maker" }, () => this.make());
    this.maker.hidden = true;
    // The press of the button must not undo the selection.
    this.maker.addEventListener("pointerdown", (event) => event.preventDefault());
    this.maker.addEventListener("mousedown", (event) => event.preventDefault());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.find();
    });
    document.addEventListener("pointerdown", () => (this.pressed = true));
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => this.release());
    document.addEventListener("selectionchange", () => this.look());
    for (const kind of ["scroll", "resize"]) addEventListener(kind, () => this.place(), true);
    this.element.append(h("details", {}, this.summary, this.help, h("div", { class: "row" }, this.field, this.finder)), this.maker, this.said);
  }

  write(): void {
    const { lang } = this.state;
    this.summary.textContent = tell(lang, "add");
    this.help.textContent = tell(lang, "addHelp");
    this.field.setAttribute("aria-label", tell(lang, "words"));
    this.field.placeholder = tell(lang, "words");
    this.finder.textContent = tell(lang, "find");
    this.place();
  }

  private release(): void {
    this.pressed = false;
    this.place();
  }

  /** What is selected in the text can become a place; the selection may end while one is on the way to the button. */
  private look(): void {
    const selection = document.getSelection();
    const inText = selection !== null && !selection.isCollapsed && this.text.scope.contains(selection.anchorNode);
    if (!inText && this.element.contains(document.activeElement)) return;
    this.chosen = inText ? this.text.selected() : null;
    this.said.textContent = "";
    this.place();
  }

  private place(): void {
    const { maker, chosen } = this;
    maker.hidden = chosen === null || this.pressed;
    if (!chosen || maker.hidden) return;
    const words = clean(this.state.words(chosen));
    const shown = words.length > LONGEST_SHOWN ? `${[...words].slice(0, LONGEST_SHOWN).join("")}…` : words;
    maker.textContent = tell(this.state.lang, "makePlace", { x: `\u2068“${shown}”\u2069` });
    const selection = document.getSelection();
    const box = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0).getBoundingClientRect() : null;
    if (!box) return;
    const left = Math.max(GAP_PX, Math.min(box.left, innerWidth - maker.offsetWidth - GAP_PX));
    const top = Math.max(GAP_PX, Math.min(box.bottom + GAP_PX, innerHeight - maker.offsetHeight - GAP_PX));
    maker.style.transform = `translate(${left}px, ${top}px)`;
  }

  /** Goes to the next place where the words stand. */
  private find(): void {
    const { letters, page, lang } = this.state;
    const words = this.field.value.trim();
    if (!words) return;
    const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
    pattern.lastIndex = this.chosen ? letters.unit(this.chosen.start) + 1 : 0;
    const hit = pattern.exec(page.text) ?? pattern.exec(page.text); // past the last one it begins again
    if (hit) {
      this.chosen = { start: letters.point(hit.index), end: letters.point(hit.index + hit[0].length) };
      this.text.show(this.chosen);
    }
    this.said.textContent = hit ? "" : tell(lang, "notThere");
    this.place();
  }

  private make(): void {
    const { state, chosen } = this;
    if (!chosen) return;
    const hasWord = /[\p{L}\p{N}]/u.test(state.words(chosen));
    const may = hasWord && state.begin(chosen);
    this.said.textContent = may ? "" : tell(state.lang, hasWord ? "overlaps" : "noWord");
    if (!may) return;
    this.chosen = null;
    document.getSelection()?.removeAllRanges();
    this.place();
    this.text.made();
  }
}
