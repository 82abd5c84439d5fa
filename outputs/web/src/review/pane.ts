/** The report's text with its names marked, paragraph by paragraph, each in its own direction. */

import { h } from "../dom";
import { count } from "../i18n";
import { clean } from "../text";
import { Adder } from "./adder";
import type { Span } from "./data";
import type { Mention, State } from "./state";
import { tell, term } from "./words";

// Left out of sight, not out of the counting: bidi controls, invisible marks, control characters. See ../text.ts.
const UNSEEN = /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+)/;
const ARABIC = /[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]/g;
const LATIN = /[A-Za-z]/g;

/** A line of the text in UTF-16 units, what it looked like when it was drawn, and its element. */
interface Paragraph { from: number; to: number; element: HTMLElement; look: string }

export class Pane {
  readonly element = h("section", { class: "report", id: "report", tabindex: "-1" });
  private readonly heading = h("h2");
  private readonly legend = h("ul", { class: "legend" });
  private readonly body = h("div", { class: "body" });
  /** The role of the name in focus or under the pointer, in words. */
  private readonly hint = h("div", { class: "hint", hidden: true, "aria-hidden": "true" });
  private readonly adder: Adder;
  private readonly paragraphs: Paragraph[] = [];
  /** Where in the text each piece of it begins, in UTF-16 units. */
  private readonly pieces = new WeakMap<Node, number>();

  constructor(private readonly state: State, private readonly open: (key: string, byKey: boolean) => void, made: () => void) {
    this.adder = new Adder(state, { selected: () => this.selection(), show: (span) => this.highlight(span, true), made, scope: this.body });
    this.lines();
    this.element.append(this.heading, this.legend, this.adder.element, this.body, this.hint);
    this.body.addEventListener("click", (event) => this.press(event));
    this.body.addEventListener("keydown", (event) => this.key(event));
    for (const kind of ["focusin", "pointerover"]) this.body.addEventListener(kind, ({ target }) => this.point(target));
    for (const kind of ["focusout", "pointerout"]) this.body.addEventListener(kind, () => this.point(null));
    this.element.addEventListener("scroll", () => this.point(null));
  }

  private point(target: EventTarget | null): void {
    const mark = target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
    this.hint.hidden = mark === null;
    const box = mark?.getClientRects()[0];
    if (!mark || !box) return;
    this.hint.textContent = mark.dataset["told"] ?? "";
    const left = Math.max(4, Math.min(box.left, innerWidth - this.hint.offsetWidth - 4));
    this.hint.style.transform = `translate(${left}px, ${Math.max(4, box.top - this.hint.offsetHeight - 2)}px)`;
  }

  private lines(): void {
    const { text } = this.state.page;
    let from = 0;
    for (const line of text.split("\n")) {
      if (line.trim()) {
        const [arabic, latin] = [line.match(ARABIC)?.length ?? 0, line.match(LATIN)?.length ?? 0];
        const element = h("p", { dir: "auto", lang: arabic > latin ? "ar" : latin ? "en" : null });
        this.paragraphs.push({ from, to: from + line.length, element, look: "" });
        this.body.append(element);
      }
      from += line.length + 1;
    }
  }

  write(): void {
    const { lang } = this.state;
    this.heading.textContent = tell(lang, "text");
    this.element.setAttribute("aria-label", tell(lang, "text"));
    this.adder.write();
    this.draw();
  }

  /** Draws again the lines whose names changed; the focus stays where it was. */
  draw(): void {
    const { state } = this;
    const mentions = state.mentions();
    const focused = document.activeElement instanceof HTMLElement && this.body.contains(document.activeElement) ? document.activeElement.dataset["key"] : null;
    const spans = mentions.map((mention) => ({ mention, from: state.letters.unit(mention.start), to: state.letters.unit(mention.end) }));
    const tabbable = state.selected && mentions.some(({ key }) => key === state.selected) ? state.selected : (mentions[0]?.key ?? null);
    let next = 0;
    for (const paragraph of this.paragraphs) {
      while (next < spans.length && (spans[next]?.to ?? 0) <= paragraph.from) next++;
      const here = [];
      for (let i = next; i < spans.length && (spans[i]?.from ?? 0) < paragraph.to; i++) here.push(spans[i] as (typeof spans)[number]);
      const look = [state.lang, ...here.map(({ mention: { key, role, status } }) => `${key} ${role} ${status} ${key === state.selected} ${key === tabbable}`)].join("|");
      if (look === paragraph.look) continue;
      paragraph.look = look;
      this.line(paragraph, here, tabbable);
    }
    if (focused) this.at(focused)?.focus({ preventScroll: true });
    this.legend.replaceChildren(...this.roles(mentions));
    this.legend.setAttribute("aria-label", tell(state.lang, "legend"));
  }

  private line({ from, to, element }: Paragraph, here: { mention: Mention; from: number; to: number }[], tabbable: string | null): void {
    const parts: Node[] = [];
    let at = from;
    for (const span of here) {
      const [start, end] = [Math.max(span.from, at), Math.min(span.to, to)];
      if (start >= end) continue;
      parts.push(...this.run(at, start), this.mark(span.mention, this.run(start, end), tabbable));
      at = end;
    }
    element.replaceChildren(...parts, ...this.run(at, to));
  }

  /** The text between two units as nodes that know where they begin; what must not be seen is left out. */
  private run(from: number, to: number): Text[] {
    const nodes: Text[] = [];
    let at = from;
    this.state.page.text.slice(from, to).split(UNSEEN).forEach((part, number) => {
      if (part && number % 2 === 0) {
        const node = document.createTextNode(part.replace(/[\t\r\u0085\u2028\u2029]/g, " "));
        this.pieces.set(node, at);
        nodes.push(node);
      }
      at += part.length;
    });
    return nodes;
  }

  private mark(mention: Mention, words: Node[], tabbable: string | null): HTMLElement {
    const { lang, selected } = this.state;
    const { key, role, status } = mention;
    const told = [term(lang, role), ...(status === "plain" ? [] : [tell(lang, status)])].join(lang === "ar" ? "، " : ", ");
    return h("span", {
      class: "mention", role: "button", tabindex: key === tabbable ? 0 : -1, "data-key": key, "data-role": role, "data-status": status,
      "data-told": told, "aria-pressed": String(key === selected), "aria-label": `${clean(this.state.words(mention))}: ${told}`,
    }, ...words);
  }

  private roles(mentions: Mention[]): HTMLElement[] {
    const { lang, page } = this.state;
    const counted = new Map<string, number>();
    for (const { role } of mentions) counted.set(role, (counted.get(role) ?? 0) + 1);
    return [...page.roles, "place", "rejected"].filter((role) => counted.has(role)).map((role) => h("li", {},
      h("span", { class: "mention", "data-role": role }, term(lang, role)), " ", h("span", { class: "count muted" }, count(lang, counted.get(role) ?? 0))));
  }

  at(key: string): HTMLElement | null {
    return this.body.querySelector<HTMLElement>(`[data-key="${key}"]`);
  }

  /** Brings a name into view. */
  show(key: string, focus: boolean): void {
    const element = this.at(key);
    element?.scrollIntoView({ block: "center", inline: "nearest" });
    if (focus) element?.focus({ preventScroll: true });
  }

  private press(event: MouseEvent): void {
    const key = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;
    // Words that are being selected across a name are no press of it.
    if (key && document.getSelection()?.isCollapsed !== false) this.open(key, false);
  }

  private key(event: KeyboardEvent): void {
    const key = event.target instanceof HTMLElement ? event.target.dataset["key"] : undefined;
    if (!key) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.open(key, true);
    }
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const step = [forward, "ArrowDown"].includes(event.key) || event.code === "KeyJ" ? 1 : [backward, "ArrowUp"].includes(event.key) || event.code === "KeyK" ? -1 : 0;
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.walk(key, step);
  }

  /** Goes to the next or previous name; the one in focus is the one that Tab comes back to. */
  private walk(key: string, step: number): void {
    const mentions = this.state.mentions();
    const next = mentions[mentions.findIndex((mention) => mention.key === key) + step];
    const element = next && this.at(next.key);
    if (!element) return;
    this.at(key)?.setAttribute("tabindex", "-1");
    for (const other of this.body.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
    element.focus();
  }

  /** The words that the reader selected, without the blanks around them, as a span of code points. */
  private selection(): Span | null {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
    const range = chosen.getRangeAt(0);
    const inside: [number, number][] = [];
    const walker = document.createTreeWalker(this.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = this.pieces.get(node);
      if (at === undefined || !range.intersectsNode(node)) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : (node.nodeValue ?? "").length;
      if (from < to) inside.push([at + from, at + to]);
    }
    const [first, last] = [inside[0], inside.at(-1)];
    if (!first || !last) return null;
    const words = this.state.page.text.slice(first[0], last[1]);
    const lead = words.length - words.trimStart().length;
    const { letters } = this.state;
    const start = letters.point(first[0] + lead);
    const unit = first[0] + words.trimEnd().length;
    const end = letters.point(unit);
    // A selection that ends within a pair takes the whole letter.
    return words.trim() ? { start, end: letters.unit(end) === unit ? end : end + 1 } : null;
  }

  /** Marks the words of a span for the eye; as the browser's own selection where they are about to become a name. */
  highlight(span: Span, select: boolean): void {
    const [from, to] = [this.state.letters.unit(span.start), this.state.letters.unit(span.end)];
    const range = document.createRange();
    let open = false;
    const walker = document.createTreeWalker(this.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = this.pieces.get(node);
      if (at === undefined) continue;
      const length = (node.nodeValue ?? "").length;
      if (at + length <= from || at >= to) continue;
      if (!open) range.setStart(node, Math.max(0, from - at));
      range.setEnd(node, Math.min(length, to - at));
      open = true;
    }
    if (!open) return;
    (range.startContainer.parentElement ?? this.body).scrollIntoView({ block: "center" });
    if (select) {
      document.getSelection()?.removeAllRanges();
      document.getSelection()?.addRange(range);
    } else if (typeof Highlight === "function") {
      CSS.highlights.set("told", new Highlight(range));
    }
  }
}
